//! `changed-source`

use crate::text::visible;

use super::{CitationCtx, Objection, Resolution, display_date, resolve_citation};

pub(super) fn check(ctx: &CitationCtx) -> Option<Objection> {
    let Resolution::Source(source) = resolve_citation(ctx.corpus, ctx.draft, ctx.citation) else { return None };
    let changed =
        ctx.corpus.sources().get(source)?.changed.filter(|it| ctx.draft.saved.is_some_and(|saved| saved < *it))?;
    let target = visible(&ctx.citation.target);
    let when = i64::try_from(changed).ok().and_then(|it| jiff::Timestamp::from_millisecond(it).ok());
    let when = when.map(|it| format!(" on {}", display_date(&it.strftime("%Y-%m-%d").to_string()))).unwrap_or_default();
    let message = format!("the source `{target}` was changed{when}, after this draft was last saved");
    Some(Objection::new(ctx.citation.target_span, message))
}
