//! Quotations turned into paraphrases, where that is grammatical and honest.

use crate::check::{Context, Report};
use crate::claim::find_claims;
use crate::draft::Draft;
use crate::judge::{Strength, Verdict, judge};
use crate::rules::{Edit, Finding};
use crate::text::{Quotation, Span, fold};

/// So many words in a row as the source has them are a quotation, with marks or without.
const COPIED: usize = 8;

/// Words that would speak of the writer without the marks.
const SPEAKERS_OWN: [&str; 16] = [
    "i",
    "we",
    "you",
    "my",
    "our",
    "your",
    "me",
    "us",
    "mine",
    "ours",
    "yours",
    "myself",
    "ourselves",
    "here",
    "today",
    "tomorrow",
];

/// The edits that take the marks off the quotation that a finding is about. `None` where the words would be wrong
/// without them: in the first person, as a question, behind a colon, copied at length, or at odds with the sources.
pub(super) fn edits(context: &Context, report: &Report, finding: &Finding) -> Option<Vec<Edit>> {
    if finding.rule != "altered-quotation" {
        return None;
    }
    let claim = &report.claims.get(finding.claim?)?.claim;
    let moved = |it: Span| it.shifted(claim.span.start);
    let is_about = |it: &&Quotation| moved(it.outer).overlaps(finding.span) || moved(it.outer) == finding.span;
    let quotation = claim.quotations.iter().find(is_about)?;
    let (inner, outer) = (moved(quotation.inner), moved(quotation.outer));
    let draft = &report.draft;
    let words: Vec<String> = words_of(inner.of(&draft.prose));
    let before = draft.prose[..outer.start].trim_end();
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', '\n']) || outer.start == claim.span.start;
    let is_in_place = opens || inner.of(&draft.text).trim_start().starts_with(|it: char| !it.is_uppercase());
    let is_indirect = !words.iter().any(|it| SPEAKERS_OWN.contains(&it.as_str()))
        && !inner.of(&draft.text).contains(['?', '!', '[', '…'])
        && !before.ends_with([':', ',']);
    if !is_in_place || !is_indirect || is_copied(context, finding, &words) || !agrees(context, report, inner, outer) {
        return None;
    }
    Some(without_marks(inner, outer))
}

fn without_marks(inner: Span, outer: Span) -> Vec<Edit> {
    let gone = |start, end| Edit { span: Span::new(start, end), text: String::new() };
    vec![gone(outer.start, inner.start), gone(inner.end, outer.end)]
}

/// Whether most of it is the source's, word for word.
fn is_copied(context: &Context, finding: &Finding, words: &[String]) -> bool {
    let has = |passage: crate::corpus::PassageId| {
        let document = context.corpus.document(passage.source);
        let theirs = document.passages.get(passage.passage).map(|it| words_of(it.place.span.of(&document.text)));
        theirs.is_some_and(|theirs| words.windows(COPIED).any(|run| theirs.windows(COPIED).any(|it| it == run)))
    };
    finding.evidence.iter().any(|it| has(it.passage))
}

/// Whether the sources do not object to the sentence without the marks.
fn agrees(context: &Context, report: &Report, inner: Span, outer: Span) -> bool {
    let draft = &report.draft;
    let Some(block) = draft.blocks.iter().find(|it| it.span.covers(outer)) else { return false };
    let parts = [Span::new(block.span.start, outer.start), inner, Span::new(outer.end, block.span.end)];
    let text: String = parts.iter().map(|it| it.of(&draft.text)).collect();
    let place = outer.start - block.span.start;
    let read = Draft::parse(&text);
    let claims = find_claims(&read, &context.lexicon);
    let Some(claim) = claims.iter().find(|it| it.span.touches(place)) else { return false };
    let judgement = judge(&context.corpus, claim);
    judgement.verdict == Verdict::Supported && judgement.reasons.iter().all(|it| it.strength == Strength::Hint)
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|it: char| !it.is_alphanumeric() && it != '\'').filter(|it| !it.is_empty());
    words.map(str::to_owned).collect()
}
