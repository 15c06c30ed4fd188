//! Which editors know of citecheck, how the others are told, and where each says what is wrong.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::output::display_path;
use crate::text::visible;

/// Where the user keeps what editors are told.
pub(super) struct Folders {
    pub(super) home: PathBuf,
    /// `~/.config` on Linux.
    pub(super) config: PathBuf,
    /// The folder of the drafts.
    pub(super) workspace: PathBuf,
}

struct Editor {
    name: &'static str,
    /// What is written where citecheck is to be used, in full, so that nothing has to be fetched for it.
    how: &'static str,
    /// Where to look when it shows nothing.
    look: &'static str,
}

const VS_CODE: Editor = Editor {
    name: "VS Code",
    how: "install the extension `citecheck`, or its `.vsix`",
    look: "click on `citecheck` in the status bar, then *Show the output*",
};

const NEOVIM: Editor = Editor {
    name: "Neovim",
    how: "\
in `init.lua`, from 0.11 on:
vim.lsp.config('citecheck', {
  cmd = { 'citecheck', 'lsp' },
  filetypes = { 'markdown', 'quarto', 'rmd', 'text' },
  root_markers = { 'citecheck.toml', '.git' },
})
vim.lsp.enable('citecheck')",
    look: "`:checkhealth vim.lsp`, or with our folder on the runtime path `:checkhealth citecheck`",
};

const HELIX: Editor = Editor {
    name: "Helix",
    how: "\
in `~/.config/helix/languages.toml`:
[language-server.citecheck]
command = \"citecheck\"
args = [\"lsp\"]

[[language]]
name = \"markdown\"
language-servers = [\"citecheck\", \"marksman\"]",
    look: "`hx --health markdown`, and `:log-open`; start it in the folder of the draft",
};

const EMACS: Editor = Editor {
    name: "Emacs",
    how: "\
in `init.el`, then `M-x eglot` in a draft:
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((markdown-mode gfm-mode) . (\"citecheck\" \"lsp\"))))",
    look: "`M-x eglot-events-buffer`",
};

const KATE: Editor = Editor {
    name: "Kate",
    how: "\
in *Settings > Configure Kate > LSP Client > User Server Settings*:
{ \"servers\": { \"citecheck\": { \"command\": [\"citecheck\", \"lsp\"], \"highlightingModeRegex\": \"^Markdown$\" } } }",
    look: "the pane *Output* below; Kate asks once whether it may start the program",
};

const SUBLIME: Editor = Editor {
    name: "Sublime Text",
    how: "\
in the settings of the package LSP:
{ \"clients\": { \"citecheck\": { \"enabled\": true, \"command\": [\"citecheck\", \"lsp\"],
  \"selector\": \"text.html.markdown | text.plain\" } } }",
    look: "*LSP: Troubleshoot Server* in the command palette",
};

/// The folders in whose editors `told` looks, where there is a home folder.
pub(super) fn folders(workspace: &Path) -> Option<Folders> {
    let home = etcetera::home_dir().ok()?;
    let config = etcetera::choose_base_strategy().ok().map(|it| etcetera::BaseStrategy::config_dir(&it));
    Some(Folders { config: config.unwrap_or_else(|| home.join(".config")), home, workspace: workspace.to_owned() })
}

/// Where this program lies, and whether editors come upon it. They start what is first on `PATH`.
pub(super) fn program() -> String {
    let Ok(this) = env::current_exe() else { return "unknown".to_owned() };
    let shown = visible(&this.to_string_lossy()).into_owned();
    let name = format!("citecheck{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    let first = env::split_paths(&folders).map(|it| it.join(&name)).find(|it| it.is_file());
    match first {
        None => format!("{shown}; it is not on `PATH`, where editors look for it"),
        // By a link it is the same program.
        Some(first) if fs::canonicalize(&first).ok() == fs::canonicalize(&this).ok() => shown,
        Some(first) => format!("{shown}; editors find another one on `PATH`: {}", visible(&first.to_string_lossy())),
    }
}

/// What each editor was told of citecheck, or how it is told.
pub(super) fn told(folders: &Folders) -> String {
    let mut acc = String::from("Editors\n");
    let width = 14;
    for (editor, found) in found(folders) {
        // Writing to a string does not fail.
        _ = match found {
            Some(place) => {
                let place = place
                    .strip_prefix(&folders.home)
                    .map_or_else(|_| display_path(&place, &folders.workspace), |it| format!("~/{}", it.display()));
                writeln!(acc, "  {:width$} knows citecheck by `{}`", editor.name, visible(&place))
            }
            None => writeln!(acc, "  {:width$} {}", editor.name, indented(editor.how, width + 3)),
        };
    }
    acc.push_str("\nWhen an editor shows nothing\n");
    for editor in [VS_CODE, NEOVIM, HELIX, EMACS, KATE, SUBLIME] {
        _ = writeln!(acc, "  {:width$} {}", editor.name, editor.look);
    }
    acc
}

/// The further lines as deep as the first.
fn indented(text: &str, depth: usize) -> String {
    text.replace("\n\n", "\n").replace('\n', &format!("\n{}", " ".repeat(depth)))
}

/// Where each editor's own files name citecheck.
fn found(folders: &Folders) -> [(Editor, Option<PathBuf>); 6] {
    let Folders { home, config, workspace } = folders;
    let extensions =
        [".vscode", ".vscode-insiders", ".vscode-oss", ".vscode-server", ".cursor", ".local/share/code-server"]
            .map(|it| home.join(it).join("extensions"));
    let extension = extensions.iter().find_map(|it| {
        let mut entries: Vec<PathBuf> = fs::read_dir(it).ok()?.flatten().map(|it| it.path()).collect();
        entries.sort();
        entries
            .into_iter()
            .rfind(|it| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with("citecheck.citecheck-")))
    });
    let neovim = config.join("nvim");
    let emacs = [home.join(".emacs"), home.join(".emacs.d/init.el"), config.join("emacs/init.el")];
    [
        (VS_CODE, extension),
        (NEOVIM, naming(&[neovim.join("lsp/citecheck.lua"), neovim.join("init.lua"), neovim.join("init.vim")])),
        (HELIX, naming(&[workspace.join(".helix/languages.toml"), config.join("helix/languages.toml")])),
        (EMACS, naming(&emacs)),
        (KATE, naming(&[config.join("kate/lspclient/settings.json")])),
        (SUBLIME, naming(&[config.join("sublime-text/Packages/User/LSP.sublime-settings")])),
    ]
}

/// The first of the files in which the word stands.
fn naming(files: &[PathBuf]) -> Option<PathBuf> {
    files.iter().find(|it| fs::read_to_string(it).is_ok_and(|it| it.contains("citecheck"))).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_that_knows_of_it_is_told_from_one_that_does_not() {
        let home = tempfile::tempdir().expect("a folder can be made");
        let config = home.path().join(".config");
        fs::create_dir_all(config.join("helix")).expect("the folder can be written");
        fs::write(config.join("helix/languages.toml"), "[language-server.citecheck]")
            .expect("the folder can be written");
        fs::create_dir_all(home.path().join(".vscode/extensions/citecheck.citecheck-0.1.0"))
            .expect("the folder can be written");
        fs::create_dir_all(config.join("nvim")).expect("the folder can be written");
        fs::write(config.join("nvim/init.lua"), "vim.lsp.enable('marksman')").expect("the folder can be written");
        let folders = Folders { home: home.path().to_owned(), config, workspace: home.path().join("drafts") };
        let text = told(&folders);
        assert!(text.contains("Helix          knows citecheck by `~/.config/helix/languages.toml`"), "{text}");
        assert!(
            text.contains("VS Code        knows citecheck by `~/.vscode/extensions/citecheck.citecheck-0.1.0`"),
            "{text}"
        );
        assert!(text.contains("Neovim         in `init.lua`, from 0.11 on:\n"), "{text}");
        for name in ["VS Code", "Neovim", "Helix", "Emacs", "Kate", "Sublime Text"] {
            assert_eq!(text.matches(&format!("\n  {name} ")).count(), 2, "{name}: {text}");
        }
    }
}
