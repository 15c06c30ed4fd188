//! `altered-quotation`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, quoted, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    reasons(ctx, Strength::Conflict, &[ReasonKind::Misquote, ReasonKind::UnknownQuotation])
        .map(|it| {
            let mut objection = object_to(ctx, it);
            for fix in &mut objection.fixes {
                let wording = it.replacement.as_deref().unwrap_or_default();
                fix.title = format!("Restore the source's wording: {}", quoted(wording));
            }
            objection
        })
        .collect()
}
