//! `overstated-claim`

use crate::judge::{Reason, ReasonKind, Strength};

use super::say::{object_to, plain, quoted, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let overclaims = reasons(ctx, Strength::Conflict, &[ReasonKind::Overclaim, ReasonKind::Hedged]);
    let unfinished = reasons(ctx, Strength::Conflict, &[ReasonKind::Unfinished]).chain(reasons(
        ctx,
        Strength::Unsupported,
        &[ReasonKind::Unfinished, ReasonKind::Overclaim],
    ));
    overclaims
        .map(|it| object_to(ctx, it, &overclaim(it)))
        .chain(unfinished.map(|it| object_to(ctx, it, &not_done(it))))
        .collect()
}

fn overclaim(reason: &Reason) -> String {
    match (reason.source_words.trim(), reason.claim_words.trim()) {
        ("", "") => "the sources hedge what the draft states as certain".to_owned(),
        ("", draft) => format!("the sources hedge what the draft states as {}", quoted(draft)),
        (source, "") => format!("the sources say {}, the draft states it as done", quoted(source)),
        (source, draft) => format!("the sources say {}, the draft says {}", quoted(source), quoted(draft)),
    }
}

fn not_done(reason: &Reason) -> String {
    match plain(&reason.claim_words).as_str() {
        "" => "no source says that this is done".to_owned(),
        draft => format!("no source says that this is done (“{draft}”)"),
    }
}
