//! `overstated-claim`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    use ReasonKind::{Hedged, Overclaim, Unfinished};
    let conflicts = reasons(ctx, Strength::Conflict, &[Overclaim, Hedged, Unfinished]);
    let unfinished = reasons(ctx, Strength::Unsupported, &[Unfinished, Overclaim]);
    conflicts.chain(unfinished).map(|it| object_to(ctx, it)).collect()
}
