//! `unknown-citation`

use crate::draft::CitationKind;
use crate::text::visible;

use super::citation::{bibliography_of, similar};
use super::{CitationCtx, Edit, Fix, Objection, Resolution, resolve_citation};

pub(super) fn check(ctx: &CitationCtx) -> Option<Objection> {
    let citation = ctx.citation;
    if resolve_citation(ctx.corpus, ctx.draft, citation) != Resolution::Unknown {
        return None;
    }
    let target = visible(&citation.target);
    if citation.kind == CitationKind::Footnote {
        return Some(Objection::new(citation.span, format!("the footnote `{target}` has no definition")));
    }
    if let Some(bibliography) = bibliography_of(ctx.corpus, citation) {
        let message = format!("`{target}` is in `{}`, but the corpus has no file of it", visible(&bibliography));
        return Some(Objection::new(citation.target_span, message));
    }
    let Some(name) = similar(ctx.corpus, citation) else {
        return Some(Objection::new(citation.target_span, format!("`{target}` names no source of the corpus")));
    };
    let message = format!("`{target}` names no source of the corpus; did you mean `{}`?", visible(&name));
    let fixes = vec![Fix {
        title: format!("Replace `{target}` by `{}`", visible(&name)),
        edits: vec![Edit { span: citation.target_span, text: name }],
    }];
    Some(Objection { fixes, ..Objection::new(citation.target_span, message) })
}
