//! Finds the drafts of a workspace.

use ignore::WalkBuilder;

use super::*;

/// Endings of drafts, in lower case.
const ENDINGS: [&str; 7] = ["md", "markdown", "mdown", "qmd", "rmd", "txt", "text"];

/// Most files that are looked at, so that a home folder that is open by mistake costs a moment only.
const MAX_FILES: usize = 50_000;

/// Most drafts.
const MAX_DRAFTS: usize = 2_000;

impl Workspace {
    /// The drafts below the root, by path: Markdown and plain text that is neither hidden nor ignored nor a source, links
    /// not followed. Folders with a configuration of their own are workspaces of their own.
    pub fn drafts(&self) -> Vec<PathBuf> {
        let (root, roots) = (self.root.clone(), self.corpus_roots.clone());
        let is_ours = move |path: &Path| {
            let is_corpus = roots.iter().any(|it| it == path) && path != root;
            let is_workspace = path != root && path.join(FILE_NAME).is_file();
            !is_corpus && !is_workspace
        };
        let walker = WalkBuilder::new(&self.root)
            .follow_links(false)
            .require_git(false)
            .filter_entry(move |it| !it.file_type().is_some_and(|it| it.is_dir()) || is_ours(it.path()))
            .build();
        let files = walker.flatten().take(MAX_FILES).filter(|it| it.file_type().is_some_and(|it| it.is_file()));
        let is_draft = |it: &PathBuf| {
            let is_text = ENDINGS.contains(&import::ending(it).as_str());
            is_text && !write::is_report(it) && !self.is_source(it)
        };
        let mut acc: Vec<PathBuf> = files.map(|it| it.into_path()).filter(is_draft).take(MAX_DRAFTS).collect();
        acc.sort();
        acc
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Settings;

    #[test]
    fn drafts_are_what_is_neither_a_source_nor_ignored_nor_another_workspace() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let files = [
            ("citecheck.toml", "corpus = [\"sources\", \"loose.md\"]"),
            ("briefing.md", "One."),
            ("briefing.report.md", "What was said of it."),
            ("notes/second.qmd", "Two."),
            ("notes/table.csv", "3"),
            ("loose.md", "A source."),
            ("sources/report.md", "A source."),
            ("old/third.md", "Three."),
            (".gitignore", "old/"),
            (".hidden/fourth.md", "Four."),
            ("other/citecheck.toml", ""),
            ("other/fifth.md", "Five."),
        ];
        for (name, text) in files {
            let path = root.join(name);
            write(&path, text);
        }
        let settings = Settings { cache: Some(root.join(".cache")), ..Settings::default() };
        let workspace = Workspace::load(&root, &settings, &|_, _| {});
        let found = workspace.drafts();
        let names: Vec<_> = found.iter().filter_map(|it| it.strip_prefix(&root).ok()).collect();
        assert_eq!(names, [Path::new("briefing.md"), Path::new("notes/second.qmd")]);
    }

    fn write(path: &Path, text: &str) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
}
