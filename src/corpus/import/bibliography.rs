//! Files with bibliographic data, and sidecars: which are which, and what they have in common.

use std::path::Path;

use super::{bibtex, csl, front_matter, ris, yaml};
use crate::corpus::{Entry, Metadata};
use crate::text::squeezed;

/// Something in a bibliography that cannot be read; the rest was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// In the file, from 1.
    pub line: usize,
    /// Starts small, without a full stop.
    pub message: String,
}

/// The endings of files that may lie beside a source and describe it, in lower case.
pub const SIDECAR_ENDINGS: &[&str] = &["yaml", "yml", "json", "bib", "ris"];

/// The names, without their ending, of JSON and YAML files that are bibliographies, in lower case; others are
/// data.
const BIBLIOGRAPHY_NAMES: &[&str] =
    &["bibliography", "citations", "library", "my library", "references", "refs", "zotero"];

/// How many slips of one file are told.
const MOST_SLIPS: usize = 20;

/// Whether a file is a bibliography by its name: `refs.bib`, `refs.ris`, `x.csl.json`, `references.yaml`.
pub fn is_bibliography(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_known = |stem: &str| stem.ends_with(".csl") || BIBLIOGRAPHY_NAMES.contains(&stem);
    match name.rsplit_once('.') {
        Some((_, "bib" | "ris")) => true,
        Some((stem, "json" | "yaml" | "yml")) => is_known(stem),
        _ => false,
    }
}

/// The works that a bibliography lists, and what of it cannot be read.
pub fn read_bibliography(path: &Path, bytes: &[u8]) -> (Vec<Entry>, Vec<Slip>) {
    let text = decoded(bytes);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let (entries, mut slips) = match ending.as_str() {
        "bib" => bibtex::read(&text),
        "ris" => ris::read(&text),
        "json" => csl::read(&text),
        "yaml" | "yml" => match yaml::read(&text) {
            Some(value) => (csl::entries(value), Vec::new()),
            None => (Vec::new(), vec![Slip { line: 1, message: "it lists no works".to_owned() }]),
        },
        _ => (Vec::new(), vec![Slip { line: 1, message: "no bibliography has this ending".to_owned() }]),
    };
    let n_more = slips.len().saturating_sub(MOST_SLIPS);
    slips.truncate(MOST_SLIPS);
    if let Some(line) = slips.last().filter(|_| n_more > 0).map(|it| it.line) {
        slips.push(Slip { line, message: format!("{n_more} more mistakes follow") });
    }
    (entries.into_iter().map(with_doi).collect(), slips)
}

/// What a sidecar says of its source.
///
/// # Errors
/// When nothing in it can be read, or it describes several works.
pub fn read_sidecar(path: &Path, bytes: &[u8]) -> Result<Metadata, Slip> {
    let text = decoded(bytes);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let (entries, slips) = match ending.as_str() {
        "json" => csl::read_one(&text),
        "bib" => bibtex::read(&text),
        "ris" => ris::read(&text),
        _ => (read_fields(&text), Vec::new()),
    };
    let refuse = |message: &str| Slip { line: 1, message: message.to_owned() };
    let metadata = match <[Entry; 1]>::try_from(entries) {
        Ok([entry]) => with_doi(entry).metadata,
        Err(all) if all.is_empty() => {
            return Err(slips.into_iter().next().unwrap_or_else(|| refuse(SAYS_NOTHING)));
        }
        Err(_) => return Err(refuse("it describes several works, and a sidecar is about one")),
    };
    match metadata == Metadata::default() {
        true => {
            Err(refuse("it says nothing that we know; fields are `title`, `author`, `publisher`, `date`, `url`, `key`"))
        }
        false => Ok(metadata),
    }
}

/// The fields of a YAML sidecar. Where it is not quite YAML, they are read as those of front matter, line by line.
fn read_fields(text: &str) -> Vec<Entry> {
    let structured = yaml::read(text).map(csl::entries).unwrap_or_default();
    match structured.as_slice() {
        [entry] if entry.metadata == Metadata::default() => {}
        [] => {}
        _ => return structured,
    }
    vec![Entry { metadata: front_matter::read_fields(text), ..Entry::default() }]
}

/// Whether a JSON file beside a source is sound but about something else, of which nothing needs to be said.
pub fn is_data(path: &Path, slip: &Slip) -> bool {
    let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    is_json && slip.message.starts_with(SAYS_NOTHING)
}

const SAYS_NOTHING: &str = "it says nothing that we know";

/// A DOI is an address where there is no other.
fn with_doi(mut entry: Entry) -> Entry {
    if entry.metadata.url.is_none() {
        entry.metadata.url = entry.doi.as_deref().map(doi_address);
    }
    entry
}

/// `https://doi.org/10.1234/abc`
pub(super) fn doi_address(doi: &str) -> String {
    let start = doi.find("10.").unwrap_or(0);
    format!("https://doi.org/{}", &doi[start..])
}

/// UTF-8, UTF-16 with its mark, else Windows' Western encoding, in which old exports are.
fn decoded(bytes: &[u8]) -> String {
    let (encoding, skip) = encoding_rs::Encoding::for_bom(bytes).unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => (encoding_rs::UTF_8, 0),
        Err(_) => (encoding_rs::WINDOWS_1252, 0),
    });
    encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned()
}

/// Tells the lines of ascending offsets, each counted on from the one before.
pub(super) struct Places<'a> {
    text: &'a str,
    last: (usize, usize),
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, last: (0, 1) }
    }

    /// The line, from 1, that holds a byte.
    pub(super) fn line(&mut self, offset: usize) -> usize {
        let (from, line) = if offset < self.last.0 { (0, 1) } else { self.last };
        let between = self.text.as_bytes().get(from..offset).unwrap_or_default();
        self.last = (offset, line + between.iter().filter(|it| **it == b'\n').count());
        self.last.1
    }
}

/// A person's name as people write it, unless the family name could not be told from it: "Jane Roe", "Garcia Lopez,
/// Maria".
pub(super) fn person(given: &str, particle: &str, family: &str, suffix: &str) -> String {
    let [given, particle, family, suffix] = [given, particle, family, suffix].map(squeezed);
    let is_clear = !family.contains(' ') || given.is_empty();
    let parts: Vec<&str> = match is_clear {
        true => vec![&given, &particle, &family, &suffix],
        false => return format!("{}, {given}", squeezed(&format!("{particle} {family}"))),
    };
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Roe, Jane, Jr.` as a person.
pub(super) fn person_in_order(name: &str) -> String {
    let mut parts = name.split(',').map(str::trim);
    let family = parts.next().unwrap_or_default();
    let given = parts.next().unwrap_or_default();
    person(given, "", family, parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_bibliographies_from_data() {
        for name in ["refs.bib", "My Library.RIS", "x.csl.json", "references.json", "refs.yaml"] {
            assert!(is_bibliography(Path::new(name)), "{name}");
        }
        for name in ["data.json", "package.json", "refs.md", "bib", "x.yaml"] {
            assert!(!is_bibliography(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn sidecars_of_every_kind_say_the_same() {
        let check = |name: &str, text: &str| {
            let it = read_sidecar(Path::new(name), text.as_bytes()).expect("it can be read");
            assert_eq!(it.title.as_deref(), Some("The Port"), "{name}");
            assert_eq!(it.authors, ["Jane Roe"], "{name}");
            assert_eq!(it.date.as_deref(), Some("2024-03-02"), "{name}");
            assert_eq!(it.publisher.as_deref(), Some("The Harbour Post"), "{name}");
        };
        check("a.yaml", "---\ntitle: The Port\nauthor:\n  - Jane Roe\ndate: 2024-03-02\noutlet: The Harbour Post\n");
        check(
            "a.yaml",
            "title: The Port\nauthor:\n- family: Roe\n  given: Jane\nissued: 2024-03-02\npublisher: The Harbour Post",
        );
        check("a.yml", "\u{feff}headline: 'The Port'\nby: Jane Roe\npublished: 2 March 2024\nsite: The Harbour Post");
        check(
            "a.json",
            r#"{"title": "The Port", "author": "Jane Roe", "date": "2024-03-02", "publisher": "The Harbour Post"}"#,
        );
        check(
            "a.json",
            r#"[{"type": "article-newspaper", "title": "The Port", "author": [{"family": "Roe", "given": "Jane"}],
                "issued": {"date-parts": [[2024, 3, 2]]}, "container-title": "The Harbour Post"}]"#,
        );
        check(
            "a.bib",
            "@article{x, title={The {Port}}, author={Roe, Jane}, date={2024-03-02}, journaltitle={The Harbour Post}}",
        );
        check(
            "a.ris",
            "TY  - NEWS\nTI  - The Port\nAU  - Roe, Jane\nDA  - 2024/03/02/\nT2  - The Harbour Post\nER  - \n",
        );
    }

    #[test]
    fn a_sidecar_that_says_nothing_or_too_much_is_told() {
        let check = |name: &str, text: &str, line: usize, message: &str| {
            let slip = read_sidecar(Path::new(name), text.as_bytes()).unwrap_err();
            assert_eq!(slip.line, line, "{slip:?}");
            assert!(slip.message.starts_with(message), "{slip:?}");
        };
        check("a.yaml", "colour: red\n", 1, "it says nothing that we know");
        check("a.json", "{\"title\": \"x\",\n  \"date\"", 2, "not JSON");
        check("a.bib", "@book{a, title={x}}\n@book{b, title={y}}", 1, "it describes several works");
    }

    #[test]
    fn old_exports_are_read_in_their_encoding() {
        let (entries, _) = read_bibliography(Path::new("a.ris"), b"TY  - NEWS\nTI  - Caf\xe9\nER  - ");
        assert_eq!(entries[0].metadata.title.as_deref(), Some("Café"));
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("TY  - NEWS\nTI  - Port\nER  - ".bytes().flat_map(|it| [it, 0])).collect();
        assert_eq!(read_bibliography(Path::new("a.ris"), &wide).0[0].metadata.title.as_deref(), Some("Port"));
    }
}
