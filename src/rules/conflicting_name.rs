//! `conflicting-name`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    let kinds = &[
        ReasonKind::Name,
        ReasonKind::Role,
        ReasonKind::WhoDidWhat,
        ReasonKind::UnknownName,
        ReasonKind::NameElsewhere,
        ReasonKind::SubjectDiffers,
    ];
    reasons(ctx, Strength::Conflict, kinds).map(|it| object_to(ctx, it)).collect()
}
