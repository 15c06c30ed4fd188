//! Ignore comments: what they silence, and which silence nothing.

use crate::config::{Config, Level};
use crate::draft::{Draft, Ignore};
use crate::text::Span;

use super::{Check, Finding, IgnoreCtx, checks, finding, rule};

/// The findings that no ignore comment silences and no setting switches off, with those about needless comments.
pub fn apply_ignores(config: &Config, draft: &Draft, findings: Vec<Finding>) -> Vec<Finding> {
    let needless = needless_ignores(config, draft, &findings);
    let is_shown = |it: &Finding| {
        // A rule that is off may still be silenced: the comment has its reason as soon as the rule is on again.
        it.level != Level::Off && !draft.ignores.iter().any(|ignore| silences(ignore, it))
    };
    findings.into_iter().chain(needless).filter(is_shown).collect()
}

fn needless_ignores(config: &Config, draft: &Draft, findings: &[Finding]) -> Vec<Finding> {
    let mut acc = Vec::new();
    for (it, check) in checks() {
        let Check::Ignore(check) = check else { continue };
        for ignore in &draft.ignores {
            for named in unused(ignore, findings) {
                let objection = check(&IgnoreCtx { ignore, rule: named });
                acc.extend(objection.map(|objection| finding(config, it, None, objection)));
            }
        }
    }
    acc
}

/// The rules of a comment that silenced nothing; `None` stands for a comment that names no rule.
fn unused<'a>(ignore: &'a Ignore, findings: &[Finding]) -> Vec<Option<&'a (String, Span)>> {
    if ignore.rules.is_empty() {
        let is_used = findings.iter().any(|it| silences(ignore, it));
        return if is_used { Vec::new() } else { vec![None] };
    }
    let is_used = |named: &(String, Span)| {
        // Whether this very rule is needless cannot be known before it has spoken.
        named.0 == "needless-ignore" || findings.iter().any(|it| is_covered(ignore, it) && names(&named.0, it))
    };
    ignore.rules.iter().filter(|it| !is_used(it)).map(Some).collect()
}

fn silences(ignore: &Ignore, finding: &Finding) -> bool {
    let is_named = ignore.rules.is_empty() || ignore.rules.iter().any(|it| names(&it.0, finding));
    is_named && is_covered(ignore, finding)
}

fn is_covered(ignore: &Ignore, finding: &Finding) -> bool {
    ignore.covers.is_none_or(|it| it.overlaps(finding.span))
}

fn names(name: &str, finding: &Finding) -> bool {
    rule(name).is_some_and(|it| it.name == finding.rule)
}
