//! `contradicted-claim`

use crate::judge::{ReasonKind, Strength};

use super::say::{object_to, quoted, reasons};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Vec<Objection> {
    reasons(ctx, Strength::Conflict, &[ReasonKind::Negation, ReasonKind::Antonym, ReasonKind::ListItem, ReasonKind::Word])
        .map(|it| {
            let message = match (it.source_words.trim(), it.claim_words.trim()) {
                ("", _) => "the sources say the opposite".to_owned(),
                (source, "") => format!("the sources say {}", quoted(source)),
                (source, draft) => format!("the sources say {}, the draft says {}", quoted(source), quoted(draft)),
            };
            object_to(ctx, it, &message)
        })
        .collect()
}
