//! The terms of a corpus, mined once and kept beside its index; the user's glossary.

use std::fs;
use std::thread::JoinHandle;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::lexicon::{GlossaryTerm, Miner};
use crate::text::Sentence;

/// A glossary as far as it could be read.
#[derive(Default)]
pub(super) struct Glossary {
    pub(super) terms: Vec<GlossaryTerm>,
    pub(super) notices: Vec<Notice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryFile {
    #[serde(default)]
    term: Vec<GlossaryTerm>,
}

/// What a lexicon was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// Stands for the glossary.
    pub(super) glossary: String,
    /// Another build of it may mine other terms.
    pub(super) program: String,
    /// Of the sources.
    pub(super) fingerprint: u64,
    /// How many files the index had put in or taken out.
    pub(super) n_changes: u64,
}

/// A lexicon with what it was made of.
#[derive(Clone, Default)]
pub(super) struct Terms {
    pub(super) origin: Origin,
    pub(super) lexicon: Arc<Lexicon>,
}

/// From so many sources on, a few changed ones do not change what the corpus calls things, and mining all of it anew would
/// keep the newest source waiting.
const LARGE: usize = 1_000;

/// The share of the sources, one in so many, that may change before their terms are mined anew.
const STALE_SHARE: usize = 50;

const FILE: &str = "terms";
const MAGIC: &[u8; 8] = b"ccterms\x02";

impl Terms {
    /// Whether these are the terms of the sources that `origin` tells of, or near enough.
    pub(super) fn serve(&self, origin: &Origin, n_sources: usize) -> bool {
        self.origin.program == origin.program && self.serve_for_now(origin, n_sources)
    }

    /// The same, whichever build of the program mined them: until it has mined them anew.
    pub(super) fn serve_for_now(&self, origin: &Origin, n_sources: usize) -> bool {
        let kept = &self.origin;
        let n_changed = origin.n_changes.abs_diff(kept.n_changes);
        let is_near = n_sources > LARGE && n_changed <= (n_sources / STALE_SHARE) as u64;
        kept.glossary == origin.glossary && (kept.fingerprint == origin.fingerprint || is_near)
    }
}

/// Reads the `[[term]]` tables of a glossary. Without it, the corpus's own terms remain.
pub(super) fn read_glossary(path: Option<&Path>, root: &Path) -> Glossary {
    let Some(path) = path else { return Glossary::default() };
    let name = shown(path, root);
    let refuse = |message: String, hint: &str| {
        let hint = (!hint.is_empty()).then(|| hint.to_string());
        let notice = Notice { path: path.to_owned(), message, hint, is_fatal: false };
        Glossary { terms: Vec::new(), notices: vec![notice] }
    };
    if path.canonicalize().is_ok_and(|it| !it.starts_with(root)) {
        return refuse(format!("the glossary `{name}` leads out of the workspace"), "keep it below `citecheck.toml`");
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let hint = "make it, or take `glossary` out of `citecheck.toml`";
            return refuse(format!("cannot read the glossary `{name}`: {error}"), hint);
        }
    };
    let hint = "a term is `[[term]]` with `name`, `aliases`, `definition`, `prefer`";
    match toml::from_str::<GlossaryFile>(&text) {
        Ok(file) if file.term.iter().any(|it| it.name.trim().is_empty()) => {
            refuse(format!("a term of the glossary `{name}` has no name"), hint)
        }
        Ok(file) => Glossary { terms: file.term, notices: Vec::new() },
        Err(error) => {
            let place = config::place(&text, error.span().map_or(0, |it| it.start));
            refuse(format!("{name}:{place}: {}", error.message().trim()), hint)
        }
    }
}

/// What the terms of a corpus depend on.
pub(super) fn origin(corpus: &Corpus, n_changes: u64, glossary: &[GlossaryTerm]) -> Origin {
    let program = format!("{} {}", env!("CARGO_PKG_VERSION"), program());
    Origin { glossary: digest(glossary), program, fingerprint: corpus.fingerprint(), n_changes }
}

/// What stands for a glossary.
pub(super) fn digest(glossary: &[GlossaryTerm]) -> String {
    cache::digest(&[&serde_json::to_string(glossary).unwrap_or_default()])
}

/// The terms kept in `dir`, of whichever sources.
pub(super) fn read(dir: &Path) -> Option<Terms> {
    let bytes = fs::read(dir.join(FILE)).ok()?;
    let (origin, rest) = postcard::take_from_bytes(cache::sealed(&bytes, MAGIC)?).ok()?;
    Some(Terms { origin, lexicon: Arc::new(Lexicon::from_bytes(rest)?) })
}

/// Keeps terms in `dir`. Only speed is lost when they cannot be written.
pub(super) fn keep(dir: &Path, terms: &Terms) {
    let write = || -> anyhow::Result<()> {
        let mut rest = postcard::to_allocvec(&terms.origin)?;
        rest.extend(terms.lexicon.to_bytes()?);
        Ok(cache::write_whole(&dir.join(FILE), &cache::seal(MAGIC, &rest))?)
    };
    let _ = write();
}

fn program() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata);
    metadata.map(|it| format!("{} {:?}", it.len(), walk::modified(&it))).unwrap_or_default()
}

/// Mines the terms of sources while these are read for the index; makes the lexicon of them beside what is left to do
/// then.
#[derive(Default)]
pub(super) struct Mining {
    miner: Option<Miner>,
    made: Option<JoinHandle<Lexicon>>,
}

impl Mining {
    pub(super) fn begun(glossary: &[GlossaryTerm]) -> Self {
        Self { miner: Some(Miner::new(glossary)), made: None }
    }

    /// Takes in a source.
    pub(super) fn read(&mut self, text: &str, sentences: &[Sentence]) {
        self.miner.iter_mut().for_each(|it| sentences.iter().for_each(|sentence| it.read(text, sentence)));
    }

    /// All is read.
    pub(super) fn end(&mut self) {
        if let Some(miner) = self.miner.take() {
            self.made = Some(std::thread::spawn(|| Lexicon::new(miner.finish())));
        }
    }

    /// The lexicon of all that was read, once it is made; nothing where nothing was begun or ended.
    pub(super) fn lexicon(self) -> Option<Lexicon> {
        self.made?.join().ok()
    }
}

/// The lexicon of a corpus whose texts nobody has gone through yet.
pub(super) fn mine(corpus: &Corpus, glossary: &[GlossaryTerm]) -> Lexicon {
    /// Sources whose sentences are in memory at a time.
    const BATCH: usize = 128;
    let mut miner = Miner::new(glossary);
    // Names of other languages would pollute ours.
    let sources: Vec<usize> = corpus.read_sources().collect();
    let mut ready: Vec<(String, Vec<Sentence>)> = Vec::new();
    for batch in sources.chunks(BATCH).chain([[].as_slice()]) {
        let read = || batch.par_iter().map(|source| corpus.sentences_once(*source)).collect();
        let take_in = || {
            for (text, sentences) in &ready {
                sentences.iter().for_each(|it| miner.read(text, it));
            }
        };
        ready = rayon::join(read, take_in).0;
    }
    Lexicon::new(miner.finish())
}
