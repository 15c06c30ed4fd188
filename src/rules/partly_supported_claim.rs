//! `partly-supported-claim`

use crate::judge::{Reason, ReasonKind, Strength, Verdict};

use super::say::{best_evidence, place_of, plain};
use super::wording::reason_message;
use super::{Ctx, Objection};

/// More than this is no help in a message.
const MOST_WORDS: usize = 6;

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let judgement = ctx.judgement;
    let hints: Vec<&Reason> = judgement.reasons.iter().filter(|it| it.strength == Strength::Hint).collect();
    if judgement.verdict != Verdict::Supported || hints.is_empty() || hints.len() < judgement.reasons.len() {
        return Vec::new();
    }
    let evidence = best_evidence(ctx);
    let nearest = evidence.first().map(|it| format!("; nearest passage: {}", place_of(ctx.corpus, it)));
    let message = format!("{}{}", what_is_wanting(ctx, &hints), nearest.unwrap_or_default());
    vec![Objection { span: ctx.claim.span, message, evidence, fixes: Vec::new() }]
}

fn what_is_wanting(ctx: &Ctx, hints: &[&Reason]) -> String {
    let mut acc = Vec::new();
    let lacking = lacking_words(ctx, hints);
    if !lacking.is_empty() {
        acc.push(format!("the evidence lacks: {}", lacking.join(", ")));
    }
    use ReasonKind::{Hedged, Overclaim, SubjectDiffers, WhoDidWhat};
    let is_told = |it: &&&Reason| matches!(it.kind, Hedged | Overclaim | SubjectDiffers | WhoDidWhat);
    acc.extend(hints.iter().filter(is_told).map(|it| reason_message(it)));
    acc.dedup();
    match acc.is_empty() {
        true => "the evidence covers only part of this".to_owned(),
        false => acc.join("; "),
    }
}

/// The names and figures that stand elsewhere, then the other words that are missing.
fn lacking_words(ctx: &Ctx, hints: &[&Reason]) -> Vec<String> {
    let about_words = |it: &&&Reason| {
        !matches!(
            it.kind,
            ReasonKind::Hedged
                | ReasonKind::Overclaim
                | ReasonKind::SubjectDiffers
                | ReasonKind::WhoDidWhat
                | ReasonKind::LowCoverage
        )
    };
    let from_hints = hints.iter().filter(about_words).map(|it| plain(&it.claim_words));
    let missing = ctx.judgement.missing.iter().map(|it| plain(it.of(&ctx.draft.text)));
    let mut acc: Vec<String> = Vec::new();
    for words in from_hints.chain(missing).filter(|it| !it.is_empty()) {
        if acc.len() < MOST_WORDS && !acc.iter().any(|it| it.contains(&words)) {
            acc.push(words);
        }
    }
    acc
}
