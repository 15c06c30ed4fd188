//! The terms of a corpus, mined once and kept beside its index; the user's glossary.

use std::fs;

use serde::{Deserialize, Serialize};

use super::*;
use crate::lexicon::{GlossaryTerm, Miner, Term};

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

#[derive(Serialize, Deserialize)]
struct Kept {
    fingerprint: String,
    terms: Vec<Term>,
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

/// What the terms depend on: the sources, the glossary and the program.
pub(super) fn fingerprint(corpus: &Corpus, glossary: &[GlossaryTerm]) -> String {
    let glossary = serde_json::to_string(glossary).unwrap_or_default();
    let paths: Vec<_> = corpus.sources().iter().map(|it| it.path.to_string_lossy()).collect();
    let mut parts = vec![env!("CARGO_PKG_VERSION"), &glossary];
    for (source, path) in corpus.sources().iter().zip(&paths) {
        parts.extend([path.as_ref(), &source.hash]);
    }
    cache::digest(&parts)
}

/// The terms kept in `dir` when they are of this corpus, else newly mined and kept.
pub(super) fn load_or_mine(dir: &Path, fingerprint: &str, corpus: &Corpus, glossary: &[GlossaryTerm]) -> Vec<Term> {
    let path = dir.join("terms.json");
    // Another build of the program may mine other terms.
    let fingerprint = cache::digest(&[fingerprint, &program()]);
    let kept = fs::read(&path).ok().and_then(|it| serde_json::from_slice::<Kept>(&it).ok());
    if let Some(kept) = kept.filter(|it| it.fingerprint == fingerprint) {
        return kept.terms;
    }
    let kept = Kept { fingerprint, terms: mine(corpus, glossary) };
    // Only speed is lost when it cannot be written.
    if let Ok(text) = serde_json::to_vec(&kept) {
        let new = dir.join(format!("terms.json.{}", std::process::id()));
        if fs::write(&new, text).and_then(|()| fs::rename(&new, &path)).is_err() {
            let _ = fs::remove_file(&new);
        }
    }
    kept.terms
}

fn program() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata);
    metadata.map(|it| format!("{} {:?}", it.len(), walk::modified(&it))).unwrap_or_default()
}

pub(super) fn mine(corpus: &Corpus, glossary: &[GlossaryTerm]) -> Vec<Term> {
    let mut miner = Miner::new(glossary);
    // Names of other languages would pollute ours.
    for (source, _) in corpus.read_sources() {
        // One at a time: read word by word, a text takes some twenty times its length.
        let document = corpus.document_once(source);
        document.passages.iter().for_each(|it| miner.read(&document.text, &it.sentence));
    }
    miner.finish()
}
