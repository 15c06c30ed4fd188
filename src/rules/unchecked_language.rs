//! `unchecked-language`

use crate::claim::find_unchecked;
use crate::corpus::{Corpus, Source};
use crate::draft::Draft;
use crate::text::visible;

use super::{Ctx, Objection, Resolution, partly_supported_claim, resolve_citation, unsupported_claim};

/// Once for each run of blocks in one language, at its first sentence: a mark under pages of text would be in the way.
pub(super) fn check_draft(draft: &Draft) -> Vec<Objection> {
    let objection = |it: &crate::claim::Unchecked| {
        let what = match it.sentences.len() {
            1 => "this sentence".to_owned(),
            n => format!("these {n} sentences"),
        };
        let name = it.language.name();
        let message = format!("written in {name}: citecheck reads English and has not checked {what}");
        Some(Objection::new(*it.sentences.first()?, message))
    };
    find_unchecked(draft).iter().filter_map(objection).collect()
}

/// Speaks in the place of the rules that would miss support, where the claim cites what we cannot read.
pub(super) fn check_claim(ctx: &Ctx) -> Vec<Objection> {
    let lacks_support = || !unsupported_claim::check(ctx).is_empty() || !partly_supported_claim::check(ctx).is_empty();
    match cited_unread(ctx) {
        Some(source) if lacks_support() => {
            let (key, name) = (visible(&source.key), source.language().name());
            let message = format!("the cited source `{key}` is in {name}, which citecheck does not read");
            vec![Objection::new(ctx.claim.span, message)]
        }
        _ => Vec::new(),
    }
}

/// Whether there are sources and none of them can be read, so that no support means nothing.
pub(super) fn is_all_unread(corpus: &Corpus) -> bool {
    !corpus.sources().is_empty() && corpus.read_sources().next().is_none()
}

/// The first source in another language that the claim cites.
fn cited_unread<'a>(ctx: &Ctx<'a>) -> Option<&'a Source> {
    let sources = ctx.corpus.sources();
    if ctx.claim.citations.is_empty() {
        return None;
    }
    ctx.claim.citations.iter().filter_map(|it| ctx.draft.citations.get(*it)).find_map(|citation| {
        let Resolution::Source(idx) = resolve_citation(ctx.corpus, ctx.draft, citation) else { return None };
        sources.get(idx).filter(|it| !it.language().is_read())
    })
}
