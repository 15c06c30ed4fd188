//! `conflicting-date`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, plain, reasons, say_both};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    reasons(ctx, Strength::Conflict, &[ReasonKind::Date])
        .map(|it| {
            let otherwise = format!("the sources give another date than {}", plain(&it.claim_words));
            object_to(ctx, it, &say_both(it, &otherwise))
        })
        .collect()
}
