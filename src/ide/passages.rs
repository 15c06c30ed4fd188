//! The passages that name a term, and those that serve a sentence best.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use smol_str::SmolStr;

use crate::check::{CheckedClaim, Context};
use crate::corpus::{Corpus, Document, Passage, PassageId};
use crate::lexicon::Term;
use crate::text::{Sentence, Span, Token, TokenKind};

/// A passage with the words in it that matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) passage: PassageId,
    /// In the document's text, ascending.
    pub(super) matched: Vec<Span>,
}

/// The passages that name a term, in the order of the corpus, at most `limit` for each form of its name.
pub(super) fn passages_naming(corpus: &Corpus, term: &Term, limit: usize) -> Vec<PassageId> {
    let forms = forms(term);
    let mut acc = BTreeSet::new();
    for form in &forms {
        if form.stems.is_empty() {
            continue;
        }
        let (candidates, _) = corpus.passages_with(&form.stems, limit);
        let is_named = |it: &PassageId| {
            corpus.document(it.source).passages.get(it.passage).is_some_and(|it| names(it, &forms).next().is_some())
        };
        acc.extend(candidates.into_iter().filter(is_named));
    }
    acc.into_iter().collect()
}

/// A passage that names a term, found soon.
pub(super) fn some_passage_naming(corpus: &Corpus, term: &Term) -> Option<PassageId> {
    /// Of those with all of its words, so many have them side by side more often than not.
    const LOOKED_AT: usize = 8;
    let forms = forms(term);
    let is_named = |it: &PassageId| {
        corpus.document(it.source).passages.get(it.passage).is_some_and(|it| names(it, &forms).next().is_some())
    };
    let stems = forms.iter().map(|it| &it.stems).filter(|it| !it.is_empty());
    stems.take(3).find_map(|it| corpus.some_passages_with(it, LOOKED_AT).into_iter().find(is_named))
}

/// The passages that say these very words, in the order of the corpus, at most `limit`.
pub(super) fn passages_saying(corpus: &Corpus, words: &str, limit: usize) -> Vec<PassageId> {
    let sentence = Sentence::read(words, Span::new(0, words.len()));
    // Where a quotation ends, its last mark need not be the source's.
    let is_said = |it: &Token| it.kind != TokenKind::Mark && it.kind != TokenKind::Quote;
    let Some(first) = sentence.tokens.iter().position(is_said) else { return Vec::new() };
    let last = sentence.tokens.iter().rposition(is_said).unwrap_or(first);
    let form = Form {
        folded: sentence.tokens[first..=last].iter().map(|it| it.folded.to_string()).collect(),
        stems: sentence.content().map(|it| it.stem.clone()).collect(),
    };
    if form.stems.is_empty() {
        return Vec::new();
    }
    let forms = [form];
    let says = |it: &PassageId| {
        corpus.document(it.source).passages.get(it.passage).is_some_and(|it| names(it, &forms).next().is_some())
    };
    corpus.passages_with(&forms[0].stems, limit).0.into_iter().filter(says).collect()
}

/// The passages that name a term, those that serve a sentence best first: its evidence, then those that share most of
/// its words.
pub(super) fn best_passages(
    context: &Context,
    term: &Term,
    claim: Option<&CheckedClaim>,
    stems: &[SmolStr],
    naming: &[PassageId],
) -> Vec<Shown> {
    let forms = forms(term);
    let evidence = claim.map(|it| it.judgement.evidence.as_slice()).unwrap_or_default();
    let rank = |id: &PassageId| evidence.iter().position(|it| it.passage == *id).unwrap_or(usize::MAX);
    let stems: HashSet<&str> = stems.iter().map(SmolStr::as_str).collect();
    let show = |passage: &PassageId| {
        let document = context.corpus.document(passage.source);
        let read = document.passages.get(passage.passage)?;
        let mut matched: Vec<_> = names(read, &forms).collect();
        let n_names = matched.len();
        let shared = read.sentence.content().filter(|it| stems.contains(it.stem.as_str()));
        let n_shared = shared.clone().map(|it| it.stem.as_str()).collect::<HashSet<_>>().len();
        matched.extend(shared.map(|it| it.span));
        let key = (rank(passage), read.place.is_heading, Reverse(n_shared), Reverse(n_names.min(1)), *passage);
        Some((key, Shown { passage: *passage, matched: merged(matched) }))
    };
    let mut acc: Vec<_> = naming.iter().filter_map(show).collect();
    acc.sort_by_key(|it| it.0);
    acc.into_iter().map(|it| it.1).collect()
}

/// A passage of a document, if there is one.
pub(super) fn passage(document: &Document, id: PassageId) -> Option<&Passage> {
    document.passages.get(id.passage)
}

/// One of the names a term goes by.
struct Form {
    folded: Vec<String>,
    /// Of its content words.
    stems: Vec<SmolStr>,
}

/// Everything a term goes by.
fn forms(term: &Term) -> Vec<Form> {
    let read = |name: &String| {
        let sentence = Sentence::read(name, Span::new(0, name.len()));
        let stems = sentence.content().map(|it| it.stem.clone()).collect();
        Form { stems, folded: sentence.tokens.into_iter().map(|it| it.folded.into()).collect() }
    };
    let names = std::iter::once(&term.name).chain(&term.aliases);
    names.map(read).filter(|it| !it.folded.is_empty()).collect()
}

fn names<'a>(passage: &'a Passage, forms: &'a [Form]) -> impl Iterator<Item = Span> + 'a {
    let tokens = &passage.sentence.tokens;
    let starts_with = |rest: &[Token], form: &Form| {
        rest.len() >= form.folded.len() && rest.iter().zip(&form.folded).all(|(token, word)| token.folded == *word)
    };
    (0..tokens.len()).filter_map(move |idx| {
        let fitting = forms.iter().filter(|it| starts_with(&tokens[idx..], it)).map(|it| it.folded.len());
        let n_tokens = fitting.max()?;
        Some(Span::new(tokens[idx].span.start, tokens[idx + n_tokens - 1].span.end))
    })
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut acc: Vec<Span> = Vec::new();
    for span in spans {
        match acc.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            _ => acc.push(span),
        }
    }
    acc
}
