//! `single-source`

use crate::judge::Stance;

use super::say::{best_evidence, place_of};
use super::{Ctx, Objection, uncited_claim};

pub(super) const NAME: &str = "single-source";

/// Where the configuration does not say how many.
const MIN_SOURCES: u32 = 2;

pub(super) fn check(ctx: &Ctx) -> Option<Objection> {
    let wanted = ctx.config.min_sources.unwrap_or(MIN_SOURCES) as usize;
    let n_sources = ctx.judgement.n_sources(Stance::Supports);
    let evidence = best_evidence(ctx);
    let best = evidence.first().filter(|_| uncited_claim::is_plainly_supported(ctx))?;
    if n_sources == 0 || n_sources >= wanted {
        return None;
    }
    let place = place_of(ctx.corpus, best);
    let message = match n_sources {
        1 => format!("one source alone supports this: {place}"),
        n => format!("{n} independent sources support this, not {wanted}; the best is {place}"),
    };
    Some(Objection { evidence, ..Objection::new(ctx.claim.span, message) })
}
