//! The passages that name a term, and those that serve a sentence best.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::check::{CheckedClaim, Context};
use crate::corpus::{Corpus, Document, Passage, PassageId};
use crate::lexicon::Term;
use crate::text::{Sentence, Span, Token};

/// A passage with the words in it that matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) passage: PassageId,
    /// In the document's text, ascending.
    pub(super) matched: Vec<Span>,
}

/// The passages that name a term, in the order of the corpus, at most `limit`.
pub(super) fn passages_naming(corpus: &Corpus, term: &Term, limit: usize) -> Vec<PassageId> {
    let forms = forms(term);
    let mut acc = Vec::new();
    for source in 0..corpus.sources().len() {
        let document = corpus.document(source);
        for (passage, it) in document.passages.iter().enumerate() {
            if names(it, &forms).next().is_some() {
                acc.push(PassageId { source, passage });
                if acc.len() == limit {
                    return acc;
                }
            }
        }
    }
    acc
}

/// The passages that name a term, those that serve a sentence best first: its evidence, then those that share most of
/// its words.
pub(super) fn best_passages(
    context: &Context,
    term: &Term,
    claim: Option<&CheckedClaim>,
    stems: &[String],
    naming: &[PassageId],
) -> Vec<Shown> {
    let forms = forms(term);
    let evidence = claim.map(|it| it.judgement.evidence.as_slice()).unwrap_or_default();
    let rank = |id: &PassageId| evidence.iter().position(|it| it.passage == *id).unwrap_or(usize::MAX);
    let stems: HashSet<&str> = stems.iter().map(String::as_str).collect();
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
    acc.sort_by(|a, b| a.0.cmp(&b.0));
    acc.into_iter().map(|it| it.1).collect()
}

/// A passage of a document, if there is one.
pub(super) fn passage(document: &Document, id: PassageId) -> Option<&Passage> {
    document.passages.get(id.passage)
}

/// Everything a term goes by, as folded words.
fn forms(term: &Term) -> Vec<Vec<String>> {
    let names = std::iter::once(&term.name).chain(&term.aliases);
    let words = |it: &String| {
        let sentence = Sentence::read(it, Span::new(0, it.len()));
        sentence.tokens.into_iter().map(|it| it.folded).collect::<Vec<_>>()
    };
    names.map(words).filter(|it| !it.is_empty()).collect()
}

fn names<'a>(passage: &'a Passage, forms: &'a [Vec<String>]) -> impl Iterator<Item = Span> + 'a {
    let tokens = &passage.sentence.tokens;
    let starts_with = |rest: &[Token], form: &[String]| {
        rest.len() >= form.len() && rest.iter().zip(form).all(|(token, word)| token.folded == *word)
    };
    (0..tokens.len()).filter_map(move |idx| {
        let form = forms.iter().filter(|it| starts_with(&tokens[idx..], it)).max_by_key(|it| it.len())?;
        Some(Span::new(tokens[idx].span.start, tokens[idx + form.len() - 1].span.end))
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
