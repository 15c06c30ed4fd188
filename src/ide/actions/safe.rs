//! What may be mended without a second look: the house spelling, and quotations of which the source has one wording.

use crate::check::{Context, Report};
use crate::lexicon::TermKind;
use crate::rules::{Edit, Finding};

/// The edits that mend all of it, in order, none touching another.
pub(super) fn edits(context: &Context, report: &Report) -> Vec<Edit> {
    let edits = |it: &Finding| match it.rule {
        "altered-quotation" => only_fix(it),
        "inconsistent-name" => house_spelling(context, report, it),
        _ => Vec::new(),
    };
    let mut acc: Vec<Edit> = report.findings.iter().flat_map(edits).collect();
    acc.sort_by_key(|it| it.span);
    let mut end = 0;
    acc.retain(|it| {
        let is_apart = it.span.start >= end;
        if is_apart {
            end = it.span.end;
        }
        is_apart
    });
    acc
}

fn only_fix(finding: &Finding) -> Vec<Edit> {
    match finding.fixes.as_slice() {
        [fix] => fix.edits.clone(),
        _ => Vec::new(),
    }
}

/// Of the fixes of a name, the one for its own place, where the glossary says how it is written. Which of two spellings
/// that the draft itself has is meant, the writer must say.
fn house_spelling(context: &Context, report: &Report, finding: &Finding) -> Vec<Edit> {
    let written = finding.span.of(&report.draft.prose);
    let is_house = |name: &str| {
        context.lexicon.terms().iter().any(|it| {
            let is_replaced = it.replaced.iter().any(|it| it.to_lowercase() == written.to_lowercase());
            it.kind == TermKind::Glossary && it.name == name && is_replaced
        })
    };
    let own = finding.fixes.iter().find_map(|fix| match fix.edits.as_slice() {
        [edit] if edit.span == finding.span && is_house(&edit.text) => Some(edit.clone()),
        _ => None,
    });
    own.into_iter().collect()
}
