//! `conflicting-name`

use crate::judge::{Reason, ReasonKind, Strength};

use super::say::{object_to, plain, reasons, say_both};
use super::{Ctx, Objection};

const KINDS: &[ReasonKind] = &[
    ReasonKind::Name,
    ReasonKind::Role,
    ReasonKind::WhoDidWhat,
    ReasonKind::UnknownName,
    ReasonKind::NameElsewhere,
    ReasonKind::SubjectDiffers,
];

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    reasons(ctx, Strength::Conflict, KINDS).map(|it| object_to(ctx, it, &message(it))).collect()
}

fn message(reason: &Reason) -> String {
    let (source, draft) = (plain(&reason.source_words), plain(&reason.claim_words));
    let is_about_who = matches!(reason.kind, ReasonKind::WhoDidWhat | ReasonKind::SubjectDiffers);
    match (is_about_who, source.is_empty()) {
        (true, true) => format!("the sources do not say this of {draft}"),
        (true, false) => format!("the sources say this of {source}, the draft of {draft}"),
        (false, _) => say_both(reason, &format!("the sources name another than {draft}")),
    }
}
