//! `misattributed-quotation`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, plain, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    reasons(ctx, Strength::Conflict, &[ReasonKind::Speaker])
        .map(|it| {
            let draft = plain(&it.claim_words);
            let message = match plain(&it.source_words).as_str() {
                "" => format!("the sources do not give these words to {draft}"),
                source => format!("the sources give these words to {source}, the draft to {draft}"),
            };
            object_to(ctx, it, &message)
        })
        .collect()
}
