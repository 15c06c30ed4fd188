//! `citecheck doctor`

use std::fmt::Write;
use std::path::Path;

use crate::config::FILE_NAME;
use crate::output::display_path;
use crate::text::visible;

use super::list::problem_text;
use super::print::{self, counted};
use super::workspace::{current_dir, is_broken, load};
use super::{Outcome, Place, trouble};

const EDITORS: &str = "\
Editors
  VS Code  install the extension of `editors/vscode`; it starts `citecheck lsp`
  Neovim   copy `editors/neovim/lsp/citecheck.lua` to `~/.config/nvim/lsp/`, then `vim.lsp.enable('citecheck')`
  Helix    add to `~/.config/helix/languages.toml`:
             [language-server.citecheck]
             command = \"citecheck\"
             args = [\"lsp\"]
             [[language]]
             name = \"markdown\"
             language-servers = [\"citecheck\"]
";

pub(super) fn run(place: &Place, folder: &Path) -> anyhow::Result<Outcome> {
    let workspace = load(place, &folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
    let corpus = &workspace.context.corpus;
    let config = workspace.root.join(FILE_NAME);
    let config = match config.is_file() {
        true => display_path(&config, &current_dir()),
        false => "none; `citecheck init` writes one".to_owned(),
    };
    let mut acc = String::new();
    // Writing to a string does not fail.
    _ = writeln!(acc, "citecheck      {}", env!("CARGO_PKG_VERSION"));
    _ = writeln!(acc, "folder         {}", visible(&workspace.root.to_string_lossy()));
    _ = writeln!(acc, "configuration  {}", visible(&config));
    _ = writeln!(
        acc,
        "corpus         {}, {}",
        counted(corpus.sources().len(), "source"),
        counted(corpus.n_passages(), "passage")
    );
    _ = writeln!(acc, "terms          {}", workspace.context.lexicon.terms().len());
    for (path, problem) in corpus.problems() {
        let path = display_path(path, &current_dir());
        _ = writeln!(acc, "not read       {}: {}", visible(&path), visible(&problem_text(problem)));
    }
    print::out(&format!("{acc}\n{EDITORS}"))?;
    workspace.notices.iter().for_each(trouble::report_notice);
    Ok(if is_broken(&workspace) { Outcome::Trouble } else { Outcome::Clean })
}
