//! `uncited-claim`

use crate::draft::BlockKind;
use crate::judge::{ReasonKind, Strength, Verdict};

use super::say::{best_evidence, place_of};
use super::{Ctx, Objection};

pub(super) fn check(ctx: &Ctx) -> Option<Objection> {
    let evidence = best_evidence(ctx);
    let best = evidence.first().filter(|_| is_supported(ctx))?;
    if !ctx.claim.citations.is_empty() || is_cited_beside(ctx) {
        return None;
    }
    let message = format!("nothing is cited for this, though a source has it: {}", place_of(ctx.corpus, best));
    Some(Objection { evidence, ..Objection::new(ctx.claim.span, message) })
}

/// Whether the claim is supported, be it in part.
fn is_supported(ctx: &Ctx) -> bool {
    let is_plain = ctx.judgement.reasons.iter().all(|it| it.strength == Strength::Hint);
    ctx.judgement.verdict == Verdict::Supported && is_plain
}

/// Whether the claim is supported whole. Of one that is supported in part it is not known which other sources support the
/// same part.
pub(super) fn is_plainly_supported(ctx: &Ctx) -> bool {
    let is_whole = ctx.judgement.reasons.iter().all(|it| it.kind == ReasonKind::Disputed);
    ctx.judgement.verdict == Verdict::Supported && is_whole
}

/// Whether the claim stands in a footnote, which is a citation itself, or in a row of a table whose citation has a cell of
/// its own.
fn is_cited_beside(ctx: &Ctx) -> bool {
    let Some(block) = ctx.draft.blocks.iter().find(|it| it.span.covers(ctx.claim.span)) else { return false };
    match block.kind {
        BlockKind::Footnote => true,
        BlockKind::TableCell => {
            let row = ctx.draft.lines.line_of(ctx.claim.span.start);
            ctx.draft.citations.iter().any(|it| ctx.draft.lines.line_of(it.span.start) == row)
        }
        _ => false,
    }
}
