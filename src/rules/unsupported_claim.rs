//! `unsupported-claim`

use crate::judge::{Reason, ReasonKind, Strength, Verdict};
use crate::text::Span;

use super::say::{any_of, place_of, plain, quoted};
use super::wording::nowhere;
use super::{Ctx, Objection, unchecked_language};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let reasons: Vec<&Reason> =
        ctx.judgement.reasons.iter().filter(|it| it.strength == Strength::Unsupported).collect();
    if unchecked_language::is_all_unread(ctx.corpus) {
        return Vec::new();
    }
    if reasons.is_empty() && ctx.judgement.verdict != Verdict::NotEnoughInfo {
        return Vec::new();
    }
    // What does not support the claim is shown once, as the nearest there is.
    let evidence: Vec<_> = ctx.judgement.evidence.iter().take(1).cloned().collect();
    let place = evidence.first().map(|it| place_of(ctx.corpus, it));
    let message = match (what_is_missing(ctx, &reasons), place) {
        (Some(missing), Some(place)) => format!("{missing}; nearest passage: {place}"),
        (Some(missing), None) => missing,
        (None, Some(place)) => format!("{}: {place}", what_the_nearest_lacks(ctx)),
        (None, None) => "no source says this".to_owned(),
    };
    let span = the_part(ctx, &reasons).unwrap_or(ctx.claim.span);
    vec![Objection { span, message, evidence, fixes: Vec::new() }]
}

/// The part of the claim that is told nowhere, where that is all there is to say.
fn the_part(ctx: &Ctx, reasons: &[&Reason]) -> Option<Span> {
    let [one] = reasons else { return None };
    (is_part(ctx, one) && one.evidence.is_none()).then_some(one.span)
}

/// Whether the reason is about some words of the claim of which no name or figure says which.
fn is_part(ctx: &Ctx, reason: &Reason) -> bool {
    let is_phrase = reason.claim_words.split_whitespace().count() > 2;
    reason.kind == ReasonKind::LowCoverage && is_phrase && reason.span.len() + 2 < ctx.claim.span.len()
}

/// The names, figures and quotations that stand in no source, or in none that says the rest.
fn what_is_missing(ctx: &Ctx, reasons: &[&Reason]) -> Option<String> {
    use ReasonKind::*;
    let (times, others): (Vec<&Reason>, Vec<&Reason>) = reasons.iter().partition(|it| is_about_time(ctx, it));
    let of = |reasons: &[&Reason], kinds: &[ReasonKind]| {
        any_of(reasons.iter().filter(|it| kinds.contains(&it.kind)).map(|it| it.claim_words.as_str()))
    };
    let parts = [
        (UnknownName, false, of(&others, &[UnknownName])),
        (Nobody, false, quoted_all(of(&others, &[Nobody]))),
        (Name, false, of(&others, &[Name, NameElsewhere, Role, WhoDidWhat, SubjectDiffers])),
        (UnknownFigure, false, in_words(of(&others, &[UnknownFigure]))),
        (Figure, false, in_words(of(&others, &[Figure, FigureElsewhere]))),
        (UnknownFigure, true, of(&times, &[UnknownFigure])),
        (Figure, true, of(&times, &[Date, Figure, FigureElsewhere])),
    ];
    let mut acc = Vec::new();
    if reasons.iter().any(|it| matches!(it.kind, UnknownQuotation | Misquote)) {
        acc.push("the quotation is in no source".to_owned());
    }
    let told = parts.iter().filter(|it| !it.2.is_empty());
    acc.extend(told.map(|(kind, is_time, words)| nowhere(*kind, *is_time, words)));
    if acc.is_empty() {
        acc.extend(
            reasons
                .iter()
                .filter(|it| is_part(ctx, it))
                .map(|it| format!("no source says {}", quoted(&plain(&it.claim_words)))),
        );
    }
    (!acc.is_empty()).then(|| acc.join("; "))
}

/// Words as they stand in a message about the words themselves.
fn quoted_all(words: String) -> String {
    if words.is_empty() { words } else { quoted(&words) }
}

/// Figures as they stand in a message: “a third” needs its quotation marks, 14 does not.
fn in_words(figures: String) -> String {
    if figures.is_empty() || figures.contains(|c: char| c.is_ascii_digit()) { figures } else { quoted(&figures) }
}

fn is_about_time(ctx: &Ctx, reason: &Reason) -> bool {
    let is_figure = matches!(reason.kind, ReasonKind::UnknownFigure | ReasonKind::Figure | ReasonKind::FigureElsewhere);
    let quantity = || {
        let quantities = &ctx.claim.sentence.quantities;
        quantities.iter().find(|it| it.span.shifted(ctx.claim.span.start) == reason.span)
    };
    reason.kind == ReasonKind::Date || (is_figure && quantity().is_some_and(|it| it.kind.is_when()))
}

fn what_the_nearest_lacks(ctx: &Ctx) -> String {
    // Claims of which little is known lack most of their words; a few show what is meant.
    let words = ctx.judgement.missing.iter().take(4).map(|it| plain(it.of(&ctx.draft.text)));
    match words.collect::<Vec<_>>().join(", ").as_str() {
        "" => "no source says this; nearest passage".to_owned(),
        words => format!("no source says this; the nearest passage lacks {words}"),
    }
}
