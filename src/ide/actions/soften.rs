//! Overstatements in the source's more careful words.

use crate::check::Report;
use crate::judge::{Reason, Strength};
use crate::rules::{Edit, Finding, edit_text};
use crate::text::{Sentence, Span, squeezed, words};

/// The words that the source has where the draft says more; `None` where they would not fit into the sentence.
pub(super) fn words(report: &Report, finding: &Finding) -> Option<String> {
    if finding.rule != "overstated-claim" || !finding.fixes.is_empty() {
        return None;
    }
    let reason = reason_of(report, finding)?;
    let (ours, theirs) = (read(&reason.claim_words), read(&reason.source_words));
    // The same verb at the end: "will convince" and "could convince", "has approved" and "plans to approve".
    let (own, other) = (ours.tokens.last()?, theirs.tokens.last()?);
    let is_same_verb = own.stem == other.stem && !own.stem.is_empty();
    let opening = ours.tokens.first()?.folded.as_str();
    let first = theirs.tokens.first()?.folded.as_str();
    let is_modal = words::MODALS.contains(first);
    // What agrees with the subject stays in its number: "has", "plans"; "have", "plan".
    let is_one = |it: &str| it == "has" || it == "is" || it == "was" || (it.ends_with('s') && !it.ends_with("ss"));
    let is_auxiliary = matches!(opening, "has" | "have" | "is" | "are" | "was" | "were");
    let agrees = is_modal || (is_auxiliary && is_one(opening) == is_one(first));
    let is_hedge = theirs.tokens.iter().any(|it| words::HEDGES.contains(it.folded.as_str()) || it.folded == "to");
    // A verb alone is not finite behind "has"; "to" joins it to what is hedged with.
    let is_whole = is_modal || (theirs.tokens.len() > 2 && theirs.tokens.iter().any(|it| it.folded == "to"));
    let is_fit = ours.tokens.len() > 1 && is_same_verb && agrees && is_hedge && is_whole;
    is_fit.then(|| squeezed(&reason.source_words))
}

/// The edits that put these words in place.
pub(super) fn edits(report: &Report, finding: &Finding) -> Option<Vec<Edit>> {
    let words = words(report, finding)?;
    Some(vec![Edit { span: reason_of(report, finding)?.span, text: edit_text(&words) }])
}

fn reason_of<'a>(report: &'a Report, finding: &Finding) -> Option<&'a Reason> {
    let reasons = &report.claims.get(finding.claim?)?.judgement.reasons;
    reasons.iter().find(|it| it.span == finding.span && it.strength == Strength::Conflict)
}

fn read(words: &str) -> Sentence {
    Sentence::read(words, Span::new(0, words.len()))
}
