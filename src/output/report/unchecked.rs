//! What was not checked, and why.

use maud::{Markup, html};

use super::html::Shown;
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

/// Sentences, languages and files that nothing is said about.
pub(super) fn unchecked(report: &Report, used: &Used, notices: &[Notice]) -> Markup {
    let sentences = find_sentences(&report.draft);
    let is_claim = |span: Span| report.claims.iter().any(|it| it.claim.span == span);
    let of = |reasons: &[NotAClaim]| -> Vec<String> {
        let fitting =
            sentences.iter().filter(|it| it.reason.is_some_and(|it| reasons.contains(&it)) && !is_claim(it.span));
        let words = fitting.map(|it| squeezed(it.span.of(&report.draft.prose)));
        words.filter(|it| it.split(' ').filter(|it| it.contains(char::is_alphabetic)).count() >= FEWEST_WORDS).collect()
    };
    let groups: Vec<(&str, Vec<String>)> =
        REASONS.iter().map(|(reasons, why)| (*why, of(reasons))).filter(|it| !it.1.is_empty()).collect();
    let foreign = find_unchecked(&report.draft);
    let files = unread(report, used.corpus, used.base);
    // Those about files that are listed here are told.
    let is_listed = |it: &&Notice| used.corpus.problems().iter().any(|(path, _)| *path == it.path);
    let notices: Vec<&Notice> = notices.iter().filter(|it| !is_listed(it)).collect();
    let n_more = files.len().saturating_sub(MOST_FILES);
    html! {
        @if groups.is_empty() && foreign.is_empty() && files.is_empty() && notices.is_empty() {
            p { "Every sentence of the draft was compared with the sources." }
        }
        @if !groups.is_empty() {
            p { "These sentences of the draft were not compared with the sources, as they state nothing that sources could bear out." }
            @for (why, sentences) in groups {
                details .group {
                    summary { (counted(sentences.len(), "sentence")) ": " (why) }
                    ul { @for sentence in sentences { li { (Shown(&sentence)) } } }
                }
            }
        }
        @for run in foreign {
            details .group {
                summary {
                    (counted(run.sentences.len(), "sentence")) " in " (run.language.name()) ": only English is read"
                }
                ul { @for span in run.sentences { li { (Shown(&squeezed(span.of(&report.draft.prose)))) } } }
            }
        }
        @if !files.is_empty() {
            details .group {
                summary { (counted(files.len(), "file")) " of the collection could not be read" }
                ul {
                    @for (path, problem) in files.into_iter().take(MOST_FILES) { li { (Shown(&path)) ": " (Shown(&problem)) } }
                    @if n_more > 0 { li { "and " (n_more) " more" } }
                }
            }
        }
        @if !notices.is_empty() {
            ul .notices {
                @for notice in notices {
                    @let path = shown_path(&notice.path, used.base);
                    li {
                        (super::html::message(&notice.message))
                        @if !path.is_empty() && !notice.message.contains(&path) { " (" (Shown(&path)) ")" }
                    }
                }
            }
        }
    }
}
