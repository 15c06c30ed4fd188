//! `disputed-claim`

use crate::judge::{Reason, ReasonKind};

use super::say::{best_evidence, place_of};
use super::wording::reason_message;
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let reasons = ctx.judgement.reasons.iter().filter(|it| it.kind == ReasonKind::Disputed);
    reasons.map(|it| objection(ctx, it)).collect()
}

fn objection(ctx: &Ctx, reason: &Reason) -> Objection {
    let span = if reason.span.is_empty() { ctx.claim.span } else { reason.span };
    let all = &ctx.judgement.evidence;
    let other = reason.evidence.and_then(|idx| all.get(idx));
    let mut message = reason_message(reason);
    if let Some(other) = other {
        message.push_str(&format!(": {}", place_of(ctx.corpus, other)));
    }
    let evidence = match other {
        Some(other) => {
            let rest = all.iter().filter(|it| it.passage != other.passage).take(2);
            std::iter::once(other).chain(rest).cloned().collect()
        }
        None => best_evidence(ctx),
    };
    Objection { span, message, evidence, fixes: Vec::new() }
}
