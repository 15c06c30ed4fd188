//! Drafts and corpora as text:
//!
//! ```text
//! //- /draft.md
//! The agency opened 14 field offices in 2021.
//!                   ^^ conflicting-figure
//! //- /corpus/report.md
//! The agency opened 12 field offices in 2021.
//! ```
//!
//! Carets stand under the words of a finding, the rule's name behind them. Two findings may share a line of carets or
//! have one each.

use std::path::PathBuf;
use std::sync::Arc;

use citecheck::check::{Context, Memo, Report, check};
use citecheck::config::{Components, Config};
use citecheck::corpus::import::import;
use citecheck::corpus::index::{FileRecord, Index, Stamp};
use citecheck::corpus::{Extract, Problem};
use citecheck::draft::Draft;
use citecheck::lexicon::{GlossaryTerm, Lexicon, mine_terms};
use citecheck::rules;
use citecheck::text::{LineIndex, Span};

/// A fixture, read.
pub(crate) struct Fixture {
    /// The draft without its lines of carets.
    pub(crate) text: String,
    /// The draft with a line of carets for each finding expected.
    pub(crate) annotated: String,
    pub(crate) context: Context,
}

impl Fixture {
    pub(crate) fn parse(fixture: &str) -> Self {
        Self::parse_for(fixture, Components::all())
    }

    /// The same, judged by these parts of the method only.
    pub(crate) fn parse_for(fixture: &str, components: Components) -> Self {
        let mut files = Vec::new();
        for part in fixture.split("//- ").skip(1) {
            let (path, text) = part.split_once('\n').expect("a fixture's file has a name and a text");
            files.push((path.trim(), text));
        }
        let draft = files.iter().find(|it| it.0 == "/draft.md").expect("a fixture has a draft").1;
        let (text, expected) = read_carets(draft);
        let sources = files.iter().filter(|it| it.0.starts_with("/corpus/"));
        let of = |path: &str| files.iter().find(|it| it.0 == path).map_or("", |it| it.1);
        let glossary: Glossary = toml::from_str(of("/terms.toml")).expect("a fixture's glossary is one");
        let config = Config::parse(of("/citecheck.toml"), &rules::known_names()).expect("a configuration");
        let mut context = context(sources.copied(), &glossary.term, components);
        context.config = Arc::new(config);
        Self { annotated: annotate(&text, &expected), context, text }
    }

    pub(crate) fn check(&self) -> Report {
        let draft = Draft { saved: Some(SAVED), today: Some("2025-06-01".to_owned()), ..Draft::parse(&self.text) };
        check(&self.context, Arc::new(draft), &Memo::default())
    }
}

/// When drafts were saved, in milliseconds since 1970.
const SAVED: u64 = 1_700_000_000_000;

#[derive(serde::Deserialize)]
struct Glossary {
    #[serde(default)]
    term: Vec<GlossaryTerm>,
}

/// A corpus in memory, with its lexicon. A source with `(changed)` behind its name changed after the draft was saved, one
/// with `(scan)` has no text. A heading `# Page 2` begins a page.
fn context<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    glossary: &[GlossaryTerm],
    components: Components,
) -> Context {
    let record = |(path, text): (&str, &str)| {
        let changed = path.ends_with("(changed)").then_some(SAVED + 1);
        let is_scan = path.ends_with("(scan)");
        let path = PathBuf::from(path.trim_end_matches("(changed)").trim_end_matches("(scan)").trim_end());
        let stamp = Stamp { size: text.len() as u64, modified: None, hash: text.to_owned() };
        let outcome = if is_scan { Err(Problem::Scanned(2)) } else { import(&path, text.as_bytes()) };
        FileRecord { outcome: outcome.map(paged), path, stamp, changed }
    };
    let index = Index::in_memory();
    index.update(&[], files.map(record).collect()).expect("memory can be written");
    let corpus = index.corpus().expect("memory can be read").judged_by(components);
    let documents: Vec<_> = corpus.read_sources().map(|it| corpus.document(it)).collect();
    let sentences = documents.iter().map(|it| (it.text.as_str(), it.passages.iter().map(|it| &it.sentence).collect()));
    let lexicon = Lexicon::new(mine_terms(sentences, glossary));
    corpus.spell_by(&lexicon);
    Context { config: Arc::new(Config::default()), corpus: Arc::new(corpus), lexicon: Arc::new(lexicon), generation: 1 }
}

/// The extract with the pages that lines such as `Page 2` begin.
fn paged(mut extract: Extract) -> Extract {
    let mut page = None;
    for passage in &mut extract.passages {
        let words = passage.span.of(&extract.text).trim().trim_start_matches("# ");
        page = words.strip_prefix("Page ").and_then(|it| it.parse().ok()).or(page);
        passage.page = page;
    }
    extract
}

/// The draft without its lines of carets, and what they say.
fn read_carets(annotated: &str) -> (String, Vec<(Span, String)>) {
    let mut text = String::new();
    let mut line_start = 0;
    let mut found = Vec::new();
    for line in annotated.lines() {
        if !line.trim_start().starts_with('^') {
            line_start = text.len();
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let above = text[line_start..].trim_end_matches('\n').to_owned();
        let byte = |column: usize| above.char_indices().nth(column).map_or(above.len(), |it| it.0) + line_start;
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while let Some(start) = (at..chars.len()).find(|it| chars[*it] == '^') {
            let end = (start..chars.len()).find(|it| chars[*it] != '^').unwrap_or(chars.len());
            at = (end..chars.len()).find(|it| chars[*it] == '^').unwrap_or(chars.len());
            let rule: String = chars[end..at].iter().collect();
            found.push((Span::new(byte(start), byte(end)), rule.trim().to_owned()));
        }
    }
    (text.trim_end().to_owned(), found)
}

/// The draft with a line of carets for each finding.
pub(crate) fn annotate(text: &str, findings: &[(Span, String)]) -> String {
    let lines = LineIndex::new(text);
    let mut findings = findings.to_vec();
    findings.sort();
    let mut acc = String::new();
    for line in 0..lines.len() {
        let span = lines.line_span(text, line).expect("the line exists");
        acc.push_str(span.of(text));
        acc.push('\n');
        for (words, rule) in findings.iter().filter(|it| lines.line_of(it.0.start) == line) {
            let column = text[span.start..words.start].chars().count();
            let width = words.of(text).chars().count();
            acc.push_str(&format!("{}{} {rule}\n", " ".repeat(column), "^".repeat(width)));
        }
    }
    acc
}
