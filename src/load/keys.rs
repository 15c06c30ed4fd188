//! Where the keys of sources are given, and where one can be given to a source that has none of its own.

use super::*;
use crate::corpus::import::{is_text, key_places, with_front_matter};
use crate::corpus::{Given, Metadata, Source};
use crate::text::Span;

/// A file that gives a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlaces {
    pub path: PathBuf,
    pub text: String,
    /// Where it stands, in order; never empty.
    pub spans: Vec<Span>,
}

/// A file that is to give a key from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    pub path: PathBuf,
    /// As it is now; `None` when there is no such file yet.
    pub before: Option<String>,
    pub after: String,
}

impl Workspace {
    /// The files that give this key, to the source or to a work of a bibliography: its front matter, sidecars,
    /// bibliographies. `read` gives the text of a file as it is now.
    pub fn key_places(
        &self,
        source: Option<&Source>,
        key: &str,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> Vec<KeyPlaces> {
        let own = source.filter(|it| it.mirror.is_none() && is_text(&it.path)).map(|it| it.path.clone());
        let files = own.into_iter().chain(self.library.giving(key));
        let places = |path: PathBuf| {
            let text = read(&path)?;
            let spans = key_places(&path, &text, key);
            (!spans.is_empty()).then_some(KeyPlaces { path, text, spans })
        };
        files.filter_map(places).collect()
    }

    /// How a source whose key was made up can be given one: in its front matter if it is Markdown, else in a sidecar;
    /// `None` where its sidecar is of a kind that has to be written by hand.
    pub fn new_key(&self, source: &Source, key: &str, read: &dyn Fn(&Path) -> Option<String>) -> Option<NewKey> {
        let mut said = Metadata { key: Some(key.to_owned()), ..Metadata::default() };
        said.given = Given::of(&said);
        let is_markdown = matches!(import::ending(&source.path).as_str(), "md" | "markdown");
        let sidecar = self.library.sidecar_of(&source.path);
        let (path, before) = match sidecar {
            Some(path) => (path.clone(), Some(read(&path)?)),
            None if is_markdown && source.mirror.is_none() => (source.path.clone(), Some(read(&source.path)?)),
            None => {
                let name = source.path.file_name()?.to_str()?;
                let path = source.path.with_file_name(format!("{name}.yaml"));
                if read(&path).is_some() {
                    return None;
                }
                (path, None)
            }
        };
        let after = match (import::ending(&path).as_str(), &before) {
            ("yaml" | "yml", before) => with_field(before.as_deref().unwrap_or_default(), key),
            ("md" | "markdown", Some(before)) => with_front_matter(before, &said),
            _ => return None,
        };
        Some(NewKey { path, before, after })
    }
}

/// The fields of a sidecar with a key before them.
fn with_field(text: &str, key: &str) -> String {
    let fence_len = if text.starts_with("---") { text.find('\n').map_or(0, |it| it + 1) } else { 0 };
    let (fence, rest) = text.split_at(fence_len);
    format!("{fence}key: {key}\n{rest}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    #[test]
    fn a_key_is_given_in_every_file_that_says_so_and_else_where_it_can_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let text = "The ferry Aurora carried passengers to Norham.";
        for (name, text) in [
            ("citecheck.toml", "corpus = [\"sources\"]"),
            ("sources/a.md", &format!("---\nkey: roe24\n---\n{text}")),
            ("sources/refs.bib", "@misc{roe24, title={A}}\n@misc{doe, title={B}, file={b.txt}}"),
            ("sources/b.txt", text),
            ("sources/c.txt", text),
            ("sources/c.txt.yaml", "---\ntitle: See\n"),
            ("sources/d.md", text),
            ("sources/e.txt", text),
        ] {
            write(&root.join(name), text);
        }
        let settings = Settings { cache: Some(root.join(".cache")), ..Settings::default() };
        let workspace = Workspace::load(&root, &settings, &|_, _| {});
        let read = |path: &Path| fs::read_to_string(path).ok();
        let source = |name: &str| {
            let sources = workspace.context.corpus.sources();
            sources.position(&root.join("sources").join(name)).and_then(|it| sources.get(it)).expect("a source")
        };
        let given = |name: &str, key: &str| -> Vec<String> {
            let places = workspace.key_places(Some(source(name)), key, &read);
            let shown =
                |it: &KeyPlaces| format!("{} {}", it.path.file_name().unwrap_or_default().display(), it.spans[0].start);
            places.iter().map(shown).collect()
        };
        assert_eq!(given("a.md", "roe24"), ["a.md 9", "refs.bib 6"]);
        assert_eq!(given("b.txt", "doe"), ["refs.bib 30"]);
        assert_eq!(given("d.md", &source("d.md").key), [""; 0]);
        let new = |name: &str| workspace.new_key(source(name), "x", &read).expect("a place for a key");
        assert_eq!(new("c.txt").after, "---\nkey: x\ntitle: See\n");
        assert_eq!(new("d.md").after, format!("---\nkey: x\n---\n\n{text}"));
        let made = new("e.txt");
        assert_eq!((made.path, made.before, made.after.as_str()), (root.join("sources/e.txt.yaml"), None, "key: x\n"));
    }
}
