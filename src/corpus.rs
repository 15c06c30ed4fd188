//! Sources imported from files, cut into passages, and the index over them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::config::Components;
use crate::lexicon::Lexicon;
use crate::text::{Language, Place, Quantity, Sentence, Span, Token, TokenKind, fold, stem as stem_of_word, words};

mod address;
mod bibliography;
mod catalogue;
mod companions;
mod copies;
pub mod import;
pub mod index;
mod keys;
mod list;
mod name_table;
mod names;
mod reference;
mod register;
mod sources;
mod store;
mod terms;

pub use address::canonical_url;
pub use bibliography::{Bibliography, Entry, Listed};
use catalogue::Catalogue;
pub use catalogue::Fitting;
pub use companions::{Companions, Given, lay_over};
pub use keys::{Keyring, made_key, stem_key};
pub use names::{Role, roles_in};
pub use reference::{Discourse, StandIn, StandInKind};
pub use sources::{Sources, stem};
use store::Store;
pub use store::Variants;

/// What is known about a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// As given by the source; `None` when it gives none.
    pub key: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    /// As far as it is known: `2025`, `2025-12` or `2025-12-29`.
    pub date: Option<String>,
    pub url: Option<String>,
    pub accessed: Option<String>,
    /// In the Admiralty code: `B2`.
    pub reliability: Option<String>,
    /// What the document is, in a line.
    pub descriptor: Option<String>,
    pub aliases: Vec<String>,
    /// As its words tell; where there are too few, as the file says; `None` when neither tells.
    pub language: Option<Language>,
    /// Which of these somebody wrote down for us, in the file's front matter or beside it, rather than the page, the
    /// document or the file's name.
    pub given: Given,
}

/// What an importer makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    pub metadata: Metadata,
    /// Running text, without markup and clutter; what passages are cut from.
    pub text: String,
    /// In order of place, never overlapping.
    pub passages: Vec<PassageSpan>,
    /// The Markdown that the passages have their places in, for a document that no editor opens as text.
    pub mirror: Option<String>,
    /// What was left out and why, each a sentence without its full stop.
    pub notes: Vec<String>,
}

/// A passage: a sentence of the text, and where it stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageSpan {
    /// In [`Extract::text`].
    pub span: Span,
    /// Bytes of the file, or of its mirror.
    pub origin: Span,
    /// The ends of `origin` as lines and columns.
    pub start: Place,
    pub end: Place,
    pub is_heading: bool,
    /// The page it begins on, from 1; `None` in a source without pages.
    #[serde(default)]
    pub page: Option<u32>,
}

impl PassageSpan {
    /// Where it stands, in words: `page 3`, or `line 12`, both from 1.
    pub fn locator(&self) -> String {
        match self.page {
            Some(page) => format!("page {page}"),
            None => format!("line {}", self.start.line + 1),
        }
    }
}

/// Why a file of the corpus gives no source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing but space, markup or clutter.
    Empty,
    /// The byte offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    /// Larger than the limit, in bytes.
    TooLarge(u64),
    /// A format we do not read, by its ending.
    UnknownFormat(String),
    /// What the system said.
    Unreadable(String),
    /// Pictures of so many pages, without a text.
    Scanned(usize),
    /// It asks for a password.
    Locked,
    /// It is not what its ending says, or broken: what is wrong with it.
    Damaged(String),
    /// A limit that guards against hostile documents: `more than 5000 pages`.
    OverLimit(String),
    /// Reading it was given up: `it took longer than 30 seconds`.
    Stopped(String),
    /// The page of a report: it would bear out the draft that it is about.
    OwnReport,
}

/// A source of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Unique within the corpus; what citations name.
    pub key: String,
    pub metadata: Metadata,
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
    pub n_passages: usize,
    /// The Markdown that stands in for a document that no editor opens as text; `None` for text files, and while
    /// there is no folder to keep it in.
    pub mirror: Option<PathBuf>,
    /// What was left out and why, each a sentence without its full stop.
    pub notes: Vec<String>,
    /// When it was written, if it once had other contents while it was a source; milliseconds since 1970.
    pub changed: Option<u64>,
}

impl Source {
    fn mirrored_in(mut self, folder: Option<&Path>) -> Self {
        self.mirror = self.mirror.take().and_then(|it| Some(folder?.join(it)));
        self
    }

    /// The beginning of its hash, which tells one state of a file from another.
    fn hash_number(&self) -> u64 {
        keys::hash_digest(&self.hash)
    }

    /// The file that its passages have their places in.
    pub fn opens_at(&self) -> &Path {
        self.mirror.as_deref().unwrap_or(&self.path)
    }

    /// The language it is written in: English unless something says otherwise.
    pub fn language(&self) -> Language {
        self.metadata.language.unwrap_or_default()
    }
}

/// One passage, read.
#[derive(Clone, Debug)]
pub struct Passage {
    pub place: PassageSpan,
    pub sentence: Sentence,
    /// Stems of its content words and of the words in its quantities.
    pub stems: BTreeSet<SmolStr>,
    /// The pronoun or description that is known to stand for a name of the sentences before.
    pub stand_in: Option<StandIn>,
    /// Stems of the names that a pronoun or a description carries over from the sentences before.
    pub carried: Vec<SmolStr>,
}

impl Passage {
    /// Whether it holds the stem, or carries it over.
    pub fn has(&self, stem: &str) -> bool {
        self.stems.contains(stem) || self.carried.iter().any(|it| it == stem)
    }
}

/// The text of a source with its passages, read.
#[derive(Debug, Default)]
pub struct Document {
    pub text: String,
    pub passages: Vec<Passage>,
    is_talk: OnceLock<bool>,
}

impl Document {
    fn new(text: String, passages: Vec<Passage>) -> Self {
        Self { text, passages, is_talk: OnceLock::new() }
    }

    /// Whether this is a long talk written down: an interview, a hearing, a podcast. Of the words outside quotations at
    /// least seven in a hundred are those of people speaking to each other. (Articles of the public sets have 0.7 at the
    /// median and 2.8 at the 90th percentile, transcripts 9 and 13 at the median.)
    pub fn is_talk(&self) -> bool {
        *self.is_talk.get_or_init(|| self.reads_as_talk())
    }

    fn reads_as_talk(&self) -> bool {
        /// In words; the short chats of the public sets have up to 160.
        const LONG: usize = 350;
        let is_word = |it: &&Token| it.is_word() && !it.is_quoted;
        let words = || self.passages.iter().flat_map(|it| &it.sentence.tokens).filter(is_word);
        words().count() > LONG && self.is_spoken()
    }

    /// Whether people speak to each other in it, at whatever length.
    pub fn is_spoken(&self) -> bool {
        const SHARE: f64 = 0.07;
        let is_word = |it: &&Token| it.is_word() && !it.is_quoted;
        let words = || self.passages.iter().flat_map(|it| &it.sentence.tokens).filter(is_word);
        let n_talk = words().filter(|it| words::TALK.contains(it.folded.as_str())).count();
        n_talk as f64 >= SHARE * words().count() as f64
    }
}

/// A passage by its source's index in [`Corpus::sources`] and its own in [`Document::passages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId {
    pub source: usize,
    pub passage: usize,
}

/// A frozen view of the sources and their index.
#[derive(Default)]
pub struct Corpus {
    sources: Sources,
    /// By path.
    problems: Vec<(PathBuf, Problem)>,
    /// For each source the first of the copies of one text; empty when no source is a copy.
    origins: Vec<usize>,
    /// By key: works of the bibliographies without a source of their own.
    listed: BTreeMap<String, Listed>,
    /// The names of files that could not be read, without their endings.
    unread: HashSet<String>,
    store: Option<Store>,
    n_passages: usize,
    fingerprint: u64,
    components: Components,
    catalogue: OnceLock<Catalogue>,
    /// By stem: the stems that the glossary has for the same name.
    spellings: OnceLock<FxHashMap<SmolStr, Vec<SmolStr>>>,
}

impl Corpus {
    fn new(
        reader: &tantivy::IndexReader,
        fields: index::Fields,
        sources: Sources,
        problems: Vec<(PathBuf, Problem)>,
        listed: BTreeMap<String, Listed>,
    ) -> Self {
        let store = Store::new(reader.searcher(), fields, &sources);
        let mut unread: HashSet<String> = problems.iter().filter_map(|it| stem(&it.0)).map(str::to_owned).collect();
        unread.extend(problems.iter().filter_map(|it| stem_key(&it.0)));
        unread.extend(listed.iter().filter(|it| it.1.is_unread).map(|it| it.0.clone()));
        Self {
            n_passages: sources.records().filter(|it| it.is_read).map(|it| it.n_passages as usize).sum(),
            fingerprint: sources.records().map(|it| it.contents).fold(0, u64::wrapping_add),
            origins: origins(&sources),
            sources,
            problems,
            listed,
            unread,
            store: Some(store),
            components: Components::default(),
            catalogue: OnceLock::new(),
            spellings: OnceLock::new(),
        }
    }

    /// Lets the words of a name stand for each other that the glossary gives as its spellings. To be called before the
    /// corpus is used, and once.
    pub fn spell_by(&self, lexicon: &Lexicon) {
        let mut acc: FxHashMap<SmolStr, Vec<SmolStr>> = FxHashMap::default();
        for term in lexicon.terms().iter().filter(|it| !it.replaced.is_empty()) {
            let forms = std::iter::once(&term.name).chain(&term.replaced);
            let stems: Vec<SmolStr> = forms.filter(|it| !it.contains(' ')).map(|it| stem_of_word(&fold(it))).collect();
            for stem in &stems {
                let others = stems.iter().filter(|it| *it != stem).cloned();
                acc.entry(stem.clone()).or_default().extend(others);
            }
        }
        _ = self.spellings.set(acc);
    }

    /// The stems that the glossary has for the same name.
    fn spellings_of(&self, stem: &str) -> &[SmolStr] {
        self.spellings.get().and_then(|it| it.get(stem)).map_or(&[], Vec::as_slice)
    }

    /// The same corpus, for judging by these parts of the method only. To be called before it is used: what was read is
    /// kept as it was read.
    pub fn judged_by(self, components: Components) -> Self {
        Self { components, ..self }
    }

    /// The parts of the method that claims are judged by.
    pub fn components(&self) -> Components {
        self.components
    }

    /// The sources, by path.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The sources that some letters of their key, title, publisher or authors fit, at most `limit`, best first. The first
    /// call reads what is known of every source: a third of a second for 100,000 of them.
    pub fn fitting(&self, letters: &str, limit: usize) -> Fitting {
        self.catalogue.get_or_init(|| Catalogue::new(&self.sources)).find(letters, limit)
    }

    /// A number that changes with the keys of the sources and the files that have them.
    pub fn names_number(&self) -> u64 {
        self.sources.records().map(|it| it.name).fold(0, u64::wrapping_add)
    }

    /// Tells what lay beside the sources and was heard when they were given their keys.
    pub fn library(&self) -> &str {
        &self.sources.register().head().library
    }

    /// Whether the file, by its canonical path, is one of the sources.
    pub fn has_source(&self, path: &Path) -> bool {
        self.sources.position(path).is_some()
    }

    /// The files that gave no source, by path, and why.
    pub fn problems(&self) -> &[(PathBuf, Problem)] {
        &self.problems
    }

    /// The works of the bibliographies that the corpus has no source of, by key.
    pub fn listed_works(&self) -> impl Iterator<Item = (&str, &Listed)> {
        self.listed.iter().map(|(key, it)| (key.as_str(), it))
    }

    /// The work of a bibliography with this key that the corpus has no source of.
    pub fn listed_work(&self, key: &str) -> Option<&Listed> {
        self.listed.get(key)
    }

    /// Whether a file that could not be read goes by this name.
    pub fn is_unread(&self, name: &str) -> bool {
        self.unread.contains(name)
    }

    /// The sources whose passages serve as evidence: those in a language that we read.
    /// As places among [`Corpus::sources`].
    pub fn read_sources(&self) -> impl Iterator<Item = usize> {
        self.sources.records().enumerate().filter(|it| it.1.is_read).map(|it| it.0)
    }

    /// The source that stands for this one and its near-duplicates: the first of those with the same text under
    /// whatever headline; the source itself when there are no others.
    pub fn origin_of(&self, source: usize) -> usize {
        self.origins.get(source).copied().unwrap_or(source)
    }

    /// How many independent sources these are: near-duplicates count once.
    pub fn n_origins(&self, sources: impl IntoIterator<Item = usize>) -> usize {
        sources.into_iter().map(|it| self.origin_of(it)).collect::<BTreeSet<_>>().len()
    }

    /// Whether some source is a near-duplicate of another.
    pub fn has_copies(&self) -> bool {
        !self.origins.is_empty()
    }

    /// A number that changes with the sources: their paths and contents.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The text of a source with its sentences, as they are written: without what the rest of the corpus says of them.
    /// Not kept in memory.
    pub fn sentences_once(&self, source: usize) -> (String, Vec<Sentence>) {
        self.store.as_ref().map(|store| store.sentences_once(self, source)).unwrap_or_default()
    }

    /// How many sources are near-duplicates of one before them.
    pub fn n_copies(&self) -> usize {
        self.origins.iter().enumerate().filter(|(idx, origin)| idx != *origin).count()
    }

    /// How many passages may serve as evidence.
    pub fn n_passages(&self) -> usize {
        self.n_passages
    }

    /// The text of a source, from the index; kept in memory while it is in use. Empty when the index fails, which
    /// [`Corpus::has_failed`] then says.
    pub fn document(&self, source: usize) -> Arc<Document> {
        self.store.as_ref().map(|store| store.document(self, source)).unwrap_or_default()
    }

    /// The same, not kept in memory: for going through the whole corpus once.
    pub fn document_once(&self, source: usize) -> Document {
        self.store.as_ref().map(|store| store.document_once(self, source)).unwrap_or_default()
    }

    /// Whether reading the index failed since the corpus was opened, so that what was found may be less than there is.
    pub fn has_failed(&self) -> bool {
        self.sources.has_failed() || self.store.as_ref().is_some_and(Store::has_failed)
    }

    /// How many passages hold the stem.
    pub fn n_passages_with(&self, stem: &str) -> usize {
        self.store.as_ref().map_or(0, |store| store.n_with(stem))
    }

    /// Whether the stem is written with a capital inside sentences more often than without.
    pub fn is_name(&self, stem: &str) -> bool {
        words::PLACE_STEMS.contains(stem) || self.store.as_ref().is_some_and(|store| store.is_name(stem))
    }

    /// Whether the stem is ever written in lower case.
    pub fn is_ever_lower_case(&self, stem: &str) -> bool {
        self.store.as_ref().is_some_and(|store| store.is_ever_lower_case(stem))
    }

    /// The stems of the corpus that may stand for the claim's stem, each with the strength of the match from 0 to 1.
    pub fn variants(&self, stem: &str) -> Arc<Variants> {
        if !self.components.lexicon {
            let is_known = self.n_passages_with(stem) > 0;
            return Arc::new(is_known.then(|| (stem.into(), 1.0)).into_iter().collect());
        }
        self.store.as_ref().map(|store| store.variants(self, stem)).unwrap_or_default()
    }

    /// The runs of capitalised words whose initials are `letters` (in lower case), as their stems.
    pub fn expansions(&self, letters: &str) -> Vec<Vec<SmolStr>> {
        let store = self.store.as_ref().filter(|_| self.components.lexicon);
        store.map(|store| store.expansions(letters)).unwrap_or_default()
    }

    /// The roles that the corpus gives a person, by the stem of the last name.
    pub fn roles_of(&self, name: &str) -> Vec<Role> {
        self.store.as_ref().map(|store| store.roles_of(name)).unwrap_or_default()
    }

    /// Whether some passage of the corpus bears the quantity out.
    pub fn bears_out(&self, quantity: &Quantity) -> bool {
        self.store.as_ref().is_some_and(|store| store.bears_out(quantity))
    }

    /// The passages with the greatest sum of weights, at most `limit`, best first. Each entry of `words` counts once,
    /// by its strongest stem.
    pub fn nearest(&self, words: &[Vec<(SmolStr, f64)>], limit: usize) -> Vec<(PassageId, f64)> {
        self.store.as_ref().map(|store| store.nearest(words, limit)).unwrap_or_default()
    }

    /// The same of a ranking of all passages that hold any of the words, however long that takes.
    pub fn nearest_of_all(&self, words: &[Vec<(SmolStr, f64)>], limit: usize) -> Vec<(PassageId, f64)> {
        self.store.as_ref().map(|store| store.nearest_of_all(words, limit)).unwrap_or_default()
    }

    /// The passages of sources in other languages that share the most telling words with the query, which is not read
    /// beyond its words. At most `limit`, best first.
    pub fn nearest_unread(&self, query: &str, limit: usize) -> Vec<(PassageId, f64)> {
        self.store.as_ref().map(|store| store.nearest_unread(query, limit)).unwrap_or_default()
    }

    /// The passages that hold every one of the stems, in order, at most `limit`, and how many there are in all.
    pub fn passages_with(&self, stems: &[SmolStr], limit: usize) -> (Vec<PassageId>, usize) {
        self.store.as_ref().map(|store| store.passages_with(stems, limit)).unwrap_or_default()
    }

    /// Some of the passages that hold every one of the stems, at most `limit`, in the time that so many take.
    pub fn some_passages_with(&self, stems: &[SmolStr], limit: usize) -> Vec<PassageId> {
        self.store.as_ref().map(|store| store.some_passages_with(stems, limit)).unwrap_or_default()
    }

    /// Marks the names of a sentence by what the corpus knows: the first word, and every word of a line in title case
    /// or in lower case, is a name when the corpus mostly writes it as one.
    pub fn settle_names(&self, sentence: &mut Sentence) {
        let first = sentence.first_word();
        for (idx, token) in sentence.tokens.iter_mut().enumerate() {
            if token.kind != TokenKind::Word || token.stem.is_empty() {
                continue;
            }
            let says_nothing = sentence.is_title_case || sentence.is_lower_case;
            let may_be_name = first == Some(idx) && token.is_capital && !token.is_name;
            if says_nothing || may_be_name {
                token.is_name = self.is_name(&token.stem);
            }
        }
    }
}

/// For each source the first of its group; empty when there are no copies.
fn origins(sources: &Sources) -> Vec<usize> {
    let groups: Vec<u64> = sources.records().map(|it| it.group).collect();
    if groups.iter().all(|it| *it == 0) {
        return Vec::new();
    }
    let mut firsts: FxHashMap<u64, usize> = FxHashMap::default();
    let groups = groups.iter().enumerate();
    groups.map(|(idx, group)| if *group == 0 { idx } else { *firsts.entry(*group).or_insert(idx) }).collect()
}
