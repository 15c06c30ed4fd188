//! Quotations given to the one who said them.

use crate::check::{Context, Report};
use crate::rules::{Edit, Finding, edit_text};
use crate::text::{Span, fold, words};

/// Who said it, with the role that the source gives; `None` where the finding is about something else.
pub(super) fn speaker(context: &Context, report: &Report, finding: &Finding) -> Option<String> {
    Some(replacement(context, report, finding)?.1)
}

/// The edit that names the speaker, in the place of the one who is named with his role.
pub(super) fn edits(context: &Context, report: &Report, finding: &Finding) -> Option<Vec<Edit>> {
    let (span, words) = replacement(context, report, finding)?;
    Some(vec![Edit { span, text: edit_text(&words) }])
}

fn replacement(context: &Context, report: &Report, finding: &Finding) -> Option<(Span, String)> {
    if finding.rule != "misattributed-quotation" {
        return None;
    }
    let [fix] = finding.fixes.as_slice() else { return None };
    let [edit] = fix.edits.as_slice() else { return None };
    let draft = &report.draft;
    // "Governor John Doe": the role is his.
    let ours = role_before(&draft.prose, edit.span.start);
    let start = edit.span.start - ours.map_or(0, |it| it.len() + 1);
    let is_plain = Span::new(start, edit.span.end).of(&draft.text) == Span::new(start, edit.span.end).of(&draft.prose);
    if !is_plain {
        return Some((edit.span, edit.text.clone()));
    }
    let passage = finding.evidence.first()?.passage;
    let document = context.corpus.document(passage.source);
    let source = document.passages.get(passage.passage)?.place.span.of(&document.text);
    let role = source.find(edit.text.as_str()).and_then(|it| role_before(source, it));
    let role = role.filter(|_| ours.is_some()).map(|it| format!("{it} ")).unwrap_or_default();
    Some((Span::new(start, edit.span.end), format!("{role}{}", edit.text)))
}

/// The role that is written right before a name, with a capital.
fn role_before(text: &str, name: usize) -> Option<&str> {
    let before = text.get(..name)?.strip_suffix(' ')?;
    let start = before
        .rfind(|it: char| !it.is_alphabetic())
        .map_or(0, |it| it + before[it..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    (word.starts_with(char::is_uppercase) && words::ROLES.contains(fold(word).as_str())).then_some(word)
}
