//! What becomes of the links to sources when files are moved or renamed.

use std::path::{Component, Path, PathBuf};

use crate::corpus::{Corpus, stem, stem_key};
use crate::draft::{Citation, CitationKind, Draft};
use crate::rules::{Edit, link_path, relative_path, written_address, written_key};
use crate::text::Span;

/// A file or folder that goes by another path, both absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub from: PathBuf,
    pub to: PathBuf,
}

impl Move {
    /// Where a path leads afterwards; `None` when it stays as it is.
    pub fn of(path: &Path, moves: &[Self]) -> Option<PathBuf> {
        let holding = moves.iter().filter(|it| path.starts_with(&it.from));
        let nearest = holding.max_by_key(|it| it.from.components().count())?;
        let below = path.strip_prefix(&nearest.from).ok()?;
        Some(if below.as_os_str().is_empty() { nearest.to.clone() } else { nearest.to.join(below) })
    }
}

/// What keeps the links of a draft to its sources true once files go by other paths, its own among them; in order. `path`
/// is where it lies before, if it is a file.
pub fn follow_moves(corpus: &Corpus, draft: &Draft, path: Option<&Path>, moves: &[Move]) -> Vec<Edit> {
    let folder = path.and_then(Path::parent);
    let new_path = path.and_then(|it| Move::of(it, moves));
    let new_folder = new_path.as_deref().and_then(Path::parent).or(folder);
    let follower = Follower { corpus, draft, moves, folder, new_folder };
    let of_citation = |it: &Citation| match it.kind {
        CitationKind::Link if follower.is_inline(it) => follower.link(it.target_span, &it.target),
        CitationKind::Wikilink => follower.note(it),
        CitationKind::Pandoc => follower.key(it),
        _ => None,
    };
    let mut acc: Vec<Edit> = draft.citations.iter().filter_map(of_citation).collect();
    acc.extend(draft.destinations.iter().filter_map(|it| follower.link(it.span, &it.target)));
    acc.sort_by_key(|it| it.span);
    acc.dedup_by_key(|it| it.span);
    acc
}

struct Follower<'a> {
    corpus: &'a Corpus,
    draft: &'a Draft,
    moves: &'a [Move],
    folder: Option<&'a Path>,
    new_folder: Option<&'a Path>,
}

impl Follower<'_> {
    /// Whether the link has its destination with it, rather than a label.
    fn is_inline(&self, citation: &Citation) -> bool {
        let before = Span::new(citation.span.start, citation.target_span.start).of(&self.draft.text);
        before.trim_end().trim_end_matches('<').trim_end().ends_with("](")
    }

    /// The way to keep a link that is written at `span`.
    fn link(&self, span: Span, target: &str) -> Option<Edit> {
        let parts = link_path(target)?;
        let written = span.of(&self.draft.text);
        let written = &written[..written.find(['#', '?']).unwrap_or(written.len())];
        let span = Span::new(span.start, span.start + written.len());
        let new = match self.literal(&parts) {
            Some(old) => {
                let new = Move::of(&old, self.moves).unwrap_or(old);
                relative_path(&new, self.new_folder?)?
            }
            None => self.elsewhere(&parts)?,
        };
        if new == parts.join("/") {
            return None;
        }
        let lead = if written.starts_with("./") && !new.starts_with("..") { "./" } else { "" };
        let is_angled = self.draft.text[..span.start].ends_with('<');
        Some(Edit { span, text: format!("{lead}{}", written_path(&new, written, is_angled)) })
    }

    /// The source that the parts lead to from the folder of the draft.
    fn literal(&self, parts: &[String]) -> Option<PathBuf> {
        let mut acc = self.folder?.to_owned();
        for part in parts {
            match part.as_str() {
                ".." => _ = acc.pop(),
                _ => acc.push(part),
            }
        }
        self.is_known(&acc).then_some(acc)
    }

    fn is_known(&self, path: &Path) -> bool {
        self.corpus.has_source(path) || self.corpus.problems().iter().any(|it| it.0 == path)
    }

    /// The new path of a link that counts from another folder than the draft's, such as that of the workspace.
    fn elsewhere(&self, parts: &[String]) -> Option<String> {
        let n_up = parts.iter().take_while(|it| *it == "..").count();
        let down = &parts[n_up..];
        let (file, folder) = down.split_last().filter(|_| !down.iter().any(|it| it == ".."))?;
        let sources = self.corpus.sources();
        let old = sources.get(sources.in_folder(folder, file)?)?.path.clone();
        let new = Move::of(&old, self.moves)?;
        let base = old.ancestors().nth(down.len())?;
        let up = std::iter::repeat_n("..".to_owned(), n_up);
        Some(up.chain(names(new.strip_prefix(base).ok()?)).collect::<Vec<_>>().join("/"))
    }

    /// `[[report]]`, `[[sources/report.md]]`
    fn note(&self, citation: &Citation) -> Option<Edit> {
        let parts: Vec<String> =
            citation.target.split('/').filter(|it| !it.is_empty() && *it != ".").map(str::to_owned).collect();
        let (file, folder) = parts.split_last()?;
        let sources = self.corpus.sources();
        let source = sources.get(sources.in_folder(folder, file).or_else(|| sources.named(file))?)?;
        let (old, new) = (&source.path, Move::of(&source.path, self.moves)?);
        let has_ending = old.file_name()?.to_str()? == file;
        // Its key or another name of it stays.
        if !has_ending && stem(old)? != file || !old.parent()?.ends_with(folder.iter().collect::<PathBuf>()) {
            return None;
        }
        let name = if has_ending { new.file_name()?.to_str()? } else { stem(&new)? };
        let below = old.ancestors().nth(parts.len()).and_then(|base| new.parent()?.strip_prefix(base).ok());
        let folders = below.filter(|_| !folder.is_empty()).map(names).unwrap_or_default();
        let text = folders.into_iter().chain([name.to_owned()]).collect::<Vec<_>>().join("/");
        let is_note = !text.contains(['[', ']', '|', '#', '^', '\n', '@']);
        (is_note && text != citation.target).then_some(Edit { span: citation.target_span, text })
    }

    /// `[@report]` of the name of a file, which makes the key of a source that has no other on every machine.
    fn key(&self, citation: &Citation) -> Option<Edit> {
        let sources = self.corpus.sources();
        let source_idx = sources.named(&citation.target)?;
        let source = sources.get(source_idx)?;
        let new = stem_key(&Move::of(&source.path, self.moves)?)?;
        let is_name = stem_key(&source.path).as_ref() == Some(&citation.target);
        let is_given = source.metadata.key.iter().chain(&source.metadata.aliases).any(|it| *it == citation.target);
        let is_free = sources.named(&new).is_none_or(|it| it == source_idx);
        if !is_name || is_given || !is_free || new == citation.target {
            return None;
        }
        let is_braced = self.draft.text[..citation.target_span.start].ends_with('{');
        Some(Edit { span: citation.target_span, text: if is_braced { new } else { written_key(&new) } })
    }
}

fn names(path: &Path) -> Vec<String> {
    let name = |it: Component| match it {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    };
    path.components().filter_map(name).collect()
}

/// A path as the destination of a link, with as many letters encoded as `before` has and Markdown needs.
fn written_path(path: &str, before: &str, is_angled: bool) -> String {
    let is_hex = |it: Option<&u8>| it.is_some_and(u8::is_ascii_hexdigit);
    let bytes = path.as_bytes();
    let mut acc = String::with_capacity(path.len());
    for (idx, c) in path.char_indices() {
        match c {
            '#' => acc.push_str("%23"),
            '?' => acc.push_str("%3F"),
            '\\' => acc.push_str("%5C"),
            '%' if is_hex(bytes.get(idx + 1)) && is_hex(bytes.get(idx + 2)) => acc.push_str("%25"),
            c => acc.push(c),
        }
    }
    // `%C3%A9` for é, as some programs write it.
    let encoded = |it: &[u8]| it[0] == b'%' && matches!(it[1].to_ascii_uppercase(), b'8' | b'9' | b'A'..=b'F');
    if before.as_bytes().windows(2).any(encoded) {
        let byte = |it: u8| if it.is_ascii() { char::from(it).to_string() } else { format!("%{it:02X}") };
        acc = acc.bytes().map(byte).collect();
    }
    match is_angled && !before.contains("%20") {
        true => acc.replace('<', "%3C").replace('>', "%3E"),
        false => written_address(&acc),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::import::import;
    use crate::corpus::index::{FileRecord, Index, Stamp};

    fn corpus() -> Corpus {
        let files = [
            ("/w/sources/old report.md", ""),
            ("/w/sources/deep/minutes.md", "---\nkey: council\n---\n"),
            ("/w/sources/café.md", ""),
            ("/w/notes/minutes.md", ""),
        ];
        let record = |(path, head): (&str, &str)| {
            let text = format!("{head}The ferry Aurora carried 1,200 passengers in {path}.\n");
            FileRecord {
                path: path.into(),
                stamp: Stamp { hash: path.to_owned(), ..Stamp::default() },
                outcome: import(Path::new(path), text.as_bytes()),
                changed: None,
            }
        };
        let index = Index::in_memory();
        index.update(&[], files.map(record).into()).expect("memory");
        index.corpus().expect("memory")
    }

    /// The draft at `path` after the moves.
    fn after(path: &str, text: &str, moves: &[(&str, &str)]) -> String {
        let moves: Vec<Move> = moves.iter().map(|it| Move { from: it.0.into(), to: it.1.into() }).collect();
        let edits = follow_moves(&corpus(), &Draft::parse(text), Some(Path::new(path)), &moves);
        let mut acc = text.to_owned();
        for edit in edits.iter().rev() {
            acc.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        acc
    }

    const DRAFT: &str = "/w/drafts/draft.md";
    const RENAMED: (&str, &str) = ("/w/sources/old report.md", "/w/sources/new (1).md");

    #[track_caller]
    fn check(text: &str, moves: &[(&str, &str)], expected: &str) {
        assert_eq!(after(DRAFT, text, moves), expected);
    }

    #[test]
    fn links_follow_a_renamed_source_in_every_syntax_and_keep_their_places() {
        let renamed = [RENAMED];
        check("[a](../sources/old%20report.md#page=3).", &renamed, "[a](../sources/new%20%281%29.md#page=3).");
        check("[a](<../sources/old report.md#L3> \"t\").", &renamed, "[a](<../sources/new (1).md#L3> \"t\").");
        check(
            "[a][b]\n\n[b]: ../sources/old%20report.md 'T'\n",
            &renamed,
            "[a][b]\n\n[b]: ../sources/new%20%281%29.md 'T'\n",
        );
        check("[b]\n\n[b]: <../sources/old report.md>\n", &renamed, "[b]\n\n[b]: <../sources/new (1).md>\n");
        check(
            "[[old report#Sizes|so]] [[sources/old report.md]]",
            &renamed,
            "[[new (1)#Sizes|so]] [[sources/new (1).md]]",
        );
        check("So [@old-report, p. 3].", &renamed, "So [@new-1, p. 3].");
        // Counted from the folder of the workspace.
        check("[a](sources/old%20report.md).", &renamed, "[a](sources/new%20%281%29.md).");
    }

    #[test]
    fn what_names_something_else_stays() {
        let same = |text: &str, moves: &[(&str, &str)]| check(text, moves, text);
        same("[a](../notes/minutes.md) [[minutes]] [b](https://e.org/old%20report.md) `[[old report]]`", &[RENAMED]);
        same("A file [a](../sources/missing.md), a heading [b](#old).", &[RENAMED]);
        // A key of its own has nothing to do with the name of the file.
        same("[@council]", &[("/w/sources/deep/minutes.md", "/w/sources/deep/heard.md")]);
        // The source is where it was, as seen from the draft.
        same("[a](../sources/deep/minutes.md)", &[(DRAFT, "/w/drafts/other.md")]);
        same("[[old report]]", &[("/w/sources/old report.md", "/w/archive/old report.md")]);
    }

    #[test]
    fn a_folder_takes_its_sources_along() {
        let moved = [("/w/sources/deep", "/w/sources/far")];
        check(
            "[a](../sources/deep/minutes.md) [[deep/minutes.md]]",
            &moved,
            "[a](../sources/far/minutes.md) [[far/minutes.md]]",
        );
        check(
            "[a](./../sources/deep/minutes.md?x#y)",
            &[("/w/sources", "/w/archive")],
            "[a](../archive/deep/minutes.md?x#y)",
        );
    }

    #[test]
    fn a_draft_that_is_moved_keeps_its_links_to_sources() {
        let moved = [(DRAFT, "/w/drafts/2024/draft.md")];
        let text = "[a](../sources/caf%C3%A9.md) [b](../pictures/a.png) [[minutes]] [c](sources/deep/minutes.md)";
        let expected =
            "[a](../../sources/caf%C3%A9.md) [b](../pictures/a.png) [[minutes]] [c](sources/deep/minutes.md)";
        check(text, &moved, expected);
        check("[a](../sources/café.md)", &[(DRAFT, "/w/draft.md")], "[a](sources/café.md)");
        // With its folder, and the source with it.
        check(
            "[a](../sources/café.md)",
            &[("/w/drafts", "/w/a/b"), ("/w/sources", "/w/a/sources")],
            "[a](../sources/café.md)",
        );
    }

    #[test]
    fn names_that_would_end_a_link_are_encoded() {
        assert_eq!(written_path("a#b?.md", "x", true), "a%23b%3F.md");
        assert_eq!(written_path("50%20 é.md", "x", false), "50%2520%20é.md");
        assert_eq!(written_path("<é>.md", "caf%c3%a9", true), "%3C%C3%A9%3E.md");
    }
}
