//! Claims joined by a semicolon or by ", and": judged clause by clause as well.
//!
//! A clause alone finds better passages than the whole, so that what contradicts it comes into view.

use super::{Judgement, Reason, ReasonKind, Strength, Verdict, View, judge_view, score};
use crate::claim::Claim;
use crate::text::{Quantity, Quotation, Sentence, Span, TokenKind, words};

/// Shorter clauses say too little to be looked for.
const MIN_WORDS: usize = 4;

/// Adds the conflicts of single clauses to the judgement of the whole, which saw none.
pub(super) fn judge(view: &View, judgement: Judgement) -> Judgement {
    let is_off = !view.corpus.components().clauses;
    if is_off || judgement.verdict == Verdict::Refuted || view.within.is_some() {
        return judgement;
    }
    let conflicts =
        |it: &Judgement| it.reasons.iter().any(|it| it.strength == Strength::Conflict && is_of_a_clause(it.kind));
    // A figure that the evidence for the whole has is not told otherwise by what is found for a part of it.
    let has_figure = |it: &Reason| {
        let span = it.span;
        let is_it = |quantity: &&Quantity| quantity.span.shifted(view.claim.span.start).overlaps(span);
        let mut figures = view.sentence.quantities.iter().filter(is_it);
        figures.any(|figure| {
            view.all.iter().any(|hit| hit.sentence.quantities.iter().any(|it| figure.is_borne_out_by(it)))
        })
    };
    let judge_clause = |clause: Claim| {
        let mut judged = judge_view(&View::new(view.corpus, &clause, None));
        judged.reasons.retain(|it| !matches!(it.kind, ReasonKind::Figure | ReasonKind::Date) || !has_figure(it));
        judged
    };
    let of_clauses = clauses(view.claim).into_iter().map(judge_clause);
    of_clauses.filter(conflicts).fold(judgement, with_conflicts_of)
}

/// Conflicts that a clause shows by itself. Who it speaks of may stand in the clause before.
fn is_of_a_clause(kind: ReasonKind) -> bool {
    use ReasonKind::*;
    matches!(kind, Figure | Date | Negation | Antonym | Overclaim | ListItem)
}

fn with_conflicts_of(mut whole: Judgement, clause: Judgement) -> Judgement {
    let mut reasons: Vec<_> =
        clause.reasons.into_iter().filter(|it| it.strength == Strength::Conflict && is_of_a_clause(it.kind)).collect();
    for reason in &mut reasons {
        let evidence = reason.evidence.and_then(|it| clause.evidence.get(it).cloned());
        reason.evidence = evidence.map(|it| {
            let known = whole.evidence.iter().position(|other| other.passage == it.passage);
            known.unwrap_or_else(|| {
                whole.evidence.push(it);
                whole.evidence.len() - 1
            })
        });
    }
    whole.reasons.retain(|it| !reasons.iter().any(|other| other.span.overlaps(it.span)));
    whole.reasons.splice(0..0, reasons);
    Judgement { verdict: Verdict::Refuted, score: whole.score.min(score::shown(0.3)), ..whole }
}

/// The clauses of a claim, where it has several; none otherwise.
fn clauses(claim: &Claim) -> Vec<Claim> {
    let tokens = &claim.sentence.tokens;
    let mut ends = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map_or("", |it| it.folded.as_str());
        let joins = matches!(next, "and" | "but" | "while" | "whereas" | "although" | "though");
        if !token.is_quoted && (token.is_mark(";") || (token.is_mark(",") && joins)) {
            ends.push(at);
        }
    }
    let mut start = 0;
    let mut acc = Vec::new();
    for end in ends.into_iter().chain([tokens.len()]) {
        let part = &tokens[start..end];
        let n_words = part.iter().filter(|it| it.is_material()).count();
        let has_verb = part.iter().any(|it| {
            it.kind == TokenKind::Word && (words::FINITE.contains(it.folded.as_str()) || it.folded.ends_with("ed"))
        });
        if n_words < MIN_WORDS || !has_verb {
            return Vec::new();
        }
        acc.push(clause(claim, Span::new(part[0].span.start, part[part.len() - 1].span.end)));
        start = (end + 1).min(tokens.len());
    }
    if acc.len() < 2 { Vec::new() } else { acc }
}

fn clause(claim: &Claim, span: Span) -> Claim {
    let text = span.of(&claim.text).to_owned();
    let back = |it: Span| Span::new(it.start - span.start, it.end - span.start);
    let quotations = claim.quotations.iter().filter(|it| span.covers(it.outer));
    Claim {
        span: span.shifted(claim.span.start),
        sentence: Sentence::read(&text, Span::new(0, text.len())),
        quotations: quotations.map(|it| Quotation { inner: back(it.inner), outer: back(it.outer) }).collect(),
        text,
        // Whom a clause speaks of may stand in the clause before.
        before: Vec::new(),
        opens_draft: false,
        ..claim.clone()
    }
}
