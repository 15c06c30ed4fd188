//! `unsupported-claim`

use crate::judge::{Reason, ReasonKind, Strength, Verdict};

use super::say::{any_of, best_evidence, place_of};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let reasons: Vec<&Reason> =
        ctx.judgement.reasons.iter().filter(|it| it.strength == Strength::Unsupported).collect();
    if reasons.is_empty() && ctx.judgement.verdict != Verdict::NotEnoughInfo {
        return Vec::new();
    }
    let evidence = best_evidence(ctx);
    let nearest = evidence.first().map(|it| format!("; nearest: {}", place_of(ctx.corpus, it)));
    let message = format!("{}{}", what_is_missing(ctx, &reasons), nearest.unwrap_or_default());
    vec![Objection { span: ctx.claim.span, message, evidence, fixes: Vec::new() }]
}

fn what_is_missing(ctx: &Ctx, reasons: &[&Reason]) -> String {
    let of = |kinds: &[ReasonKind]| {
        any_of(reasons.iter().filter(|it| kinds.contains(&it.kind)).map(|it| it.claim_words.as_str()))
    };
    let names = of(&[
        ReasonKind::UnknownName,
        ReasonKind::Name,
        ReasonKind::NameElsewhere,
        ReasonKind::Role,
        ReasonKind::WhoDidWhat,
        ReasonKind::SubjectDiffers,
    ]);
    let figures = of(&[ReasonKind::UnknownFigure, ReasonKind::Figure, ReasonKind::FigureElsewhere]);
    let dates = of(&[ReasonKind::Date]);
    let mut acc = Vec::new();
    if reasons.iter().any(|it| matches!(it.kind, ReasonKind::UnknownQuotation | ReasonKind::Misquote)) {
        acc.push("the quotation is in no source".to_owned());
    }
    if !names.is_empty() {
        acc.push(format!("no source names {names}"));
    }
    if !figures.is_empty() {
        acc.push(format!("no source has the figure {figures}"));
    }
    if !dates.is_empty() {
        acc.push(format!("no source has the date {dates}"));
    }
    if !acc.is_empty() {
        return acc.join("; ");
    }
    // Claims of which little is known lack most of their words; a few show what is meant.
    let lacking = any_of(ctx.judgement.missing.iter().take(4).map(|it| it.of(&ctx.draft.text)));
    match (lacking.is_empty(), ctx.judgement.evidence.is_empty()) {
        (false, false) => format!("no source says this; the nearest passage lacks {lacking}"),
        _ => "no source says this".to_owned(),
    }
}
