//! What was not checked, and why.

use maud::{Markup, html};

use super::html::{Shown, words};
use super::line::{Line, Run, line, message};
use super::sources::{Used, shown_path, unread};
use crate::check::Report;
use crate::claim::{NotAClaim, find_sentences, find_unchecked};
use crate::load::Notice;
use crate::text::{Span, counted, squeezed};

/// Files that are named; a corpus may have thousands that cannot be read.
const MOST_FILES: usize = 30;

/// Of a label, a cell or a list's head nobody expects that it is checked.
const FEWEST_WORDS: usize = 3;

/// Why sentences are not compared with the sources, in the order in which it is told.
const REASONS: [(&[NotAClaim], &str); 7] = [
    (&[NotAClaim::Judgement], "the writer’s own view"),
    (&[NotAClaim::Recommendation, NotAClaim::Instruction], "a recommendation or an instruction"),
    (&[NotAClaim::Question], "a question"),
    (&[NotAClaim::Meta, NotAClaim::LeadIn], "about the draft itself, or leads in to a list"),
    (&[NotAClaim::TooShort, NotAClaim::Fragment], "too short to state anything"),
    (&[NotAClaim::Reference], "names a source only"),
    (&[NotAClaim::Heading], "a heading"),
];

/// What nothing is said about.
pub(super) struct Unchecked {
    /// What is said before the groups.
    pub(super) lead: Option<&'static str>,
    pub(super) groups: Vec<Group>,
    pub(super) notices: Vec<Line>,
}

/// Sentences or files, and why nothing is said about them.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) items: Vec<Line>,
}

/// Sentences, languages and files that nothing is said about.
pub(super) fn unchecked(report: &Report, used: &Used, notices: &[Notice]) -> Unchecked {
    let sentences = find_sentences(&report.draft);
    let is_claim = |span: Span| report.claims.iter().any(|it| it.claim.span == span);
    let of = |reasons: &[NotAClaim]| -> Vec<Line> {
        let fitting =
            sentences.iter().filter(|it| it.reason.is_some_and(|it| reasons.contains(&it)) && !is_claim(it.span));
        let words = fitting.map(|it| squeezed(it.span.of(&report.draft.prose)));
        let is_long = |it: &String| it.split(' ').filter(|it| it.contains(char::is_alphabetic)).count() >= FEWEST_WORDS;
        words.filter(is_long).map(line).collect()
    };
    let group = |(reasons, why): &(&[NotAClaim], &str)| {
        let items = of(reasons);
        Group { title: format!("{}: {why}", counted(items.len(), "sentence")), items }
    };
    let mut groups: Vec<Group> = REASONS.iter().map(group).filter(|it| !it.items.is_empty()).collect();
    let lead = (!groups.is_empty()).then_some(
        "These sentences of the draft were not compared with the sources, as they state nothing that sources could bear out.",
    );
    groups.extend(find_unchecked(&report.draft).into_iter().map(|run| {
        let n = counted(run.sentences.len(), "sentence");
        let items = run.sentences.iter().map(|it| line(squeezed(it.of(&report.draft.prose))));
        Group { title: format!("{n} in {}: only English is read", run.language.name()), items: items.collect() }
    }));
    let files = unread(report, used.corpus, used.base);
    if !files.is_empty() {
        let n_more = files.len().saturating_sub(MOST_FILES);
        let title = format!("{} of the collection could not be read", counted(files.len(), "file"));
        let mut items: Vec<Line> =
            files.into_iter().take(MOST_FILES).map(|(path, problem)| line(format!("{path}: {problem}"))).collect();
        items.extend((n_more > 0).then(|| line(format!("and {n_more} more"))));
        groups.push(Group { title, items });
    }
    // Those about files that are listed here are told.
    let is_listed = |it: &&Notice| used.corpus.problems().iter().any(|(path, _)| *path == it.path);
    let notices = notices.iter().filter(|it| !is_listed(it)).map(|it| {
        let path = shown_path(&it.path, used.base);
        let mut acc = message(&it.message);
        if !path.is_empty() && !it.message.contains(&path) {
            acc.push(Run::new(format!(" ({path})")));
        }
        acc
    });
    let notices: Vec<Line> = notices.collect();
    let is_all = groups.is_empty() && notices.is_empty();
    let lead = if is_all { Some("Every sentence of the draft was compared with the sources.") } else { lead };
    Unchecked { lead, groups, notices }
}

/// The same in a page.
pub(super) fn section(unchecked: &Unchecked) -> Markup {
    html! {
        @if let Some(lead) = unchecked.lead { p { (lead) } }
        @for group in &unchecked.groups {
            details .group {
                summary { (Shown(&group.title)) }
                ul { @for it in &group.items { li { (words(it)) } } }
            }
        }
        @if !unchecked.notices.is_empty() { ul .notices { @for it in &unchecked.notices { li { (words(it)) } } } }
    }
}
