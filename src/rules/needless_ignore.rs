//! `needless-ignore`

use crate::text::visible;

use super::{Edit, Fix, IgnoreCtx, Objection, rule, similar_rule};

pub(super) fn check(ctx: &IgnoreCtx) -> Option<Objection> {
    let Some((name, span)) = ctx.rule else {
        return Some(Objection::new(ctx.ignore.span, "this comment silences nothing".to_owned()));
    };
    if rule(name).is_some() {
        return Some(Objection::new(*span, format!("this comment silences no `{}`", visible(name))));
    }
    let Some(similar) = similar_rule(name) else {
        return Some(Objection::new(*span, format!("there is no rule `{}`", visible(name))));
    };
    let message = format!("there is no rule `{}`; did you mean `{similar}`?", visible(name));
    let fixes = vec![Fix {
        title: format!("Replace `{}` by `{similar}`", visible(name)),
        edits: vec![Edit { span: *span, text: similar.to_owned() }],
    }];
    Some(Objection { fixes, ..Objection::new(*span, message) })
}
