//! The notes of a page.

use maud::{Markup, html};

use super::entries::{Entry, State};
use super::html::{Shown, words};
use super::labels;
use super::line::Line;
use super::notes::{Marked, Note, NotedFinding, NotedPassage, note};
use super::sources::Used;
use crate::check::Report;
use crate::text::counted;

/// The note about a place: open where there is something to settle, a line that can be opened where there is not.
pub(super) fn card(report: &Report, used: &Used, entry: &Entry) -> Markup {
    let class = format!("card {}", entry.state.name());
    let rules: Vec<&str> = entry.findings.iter().map(|it| it.rule).collect();
    let title = format!("{}-title", entry.note_id());
    let is_open = entry.has_findings() || !entry.accepted.is_empty();
    let head = html! {
        span .sign aria-hidden="true" { (entry.state.mark()) }
        span .number { span .visually-hidden { "Note " } (entry.number) }
        span .verdict { (Shown(&entry.verdict())) }
    };
    let note = note(report, used, entry);
    let body = html! {
        p .statement { (Shown(&note.statement)) }
        @for it in &note.findings { (finding(it)) }
        @for (it, by) in &note.accepted { (accepted(it, by)) }
        @if let Some(it) = &note.ignored { p .accepted { (words(it)) } }
        @if !note.reasons.is_empty() { ul .reasons { @for it in &note.reasons { li { (words(it)) } } } }
        @if !note.matches.is_empty() {
            details .matches {
                summary { (labels::AGREES) }
                ul { @for it in &note.matches { li { (words(it)) } } }
            }
        }
        (passages(&note))
    };
    let back = html! {
        a .back href={ "#" (entry.place_id()) } { "Back to the text" span .visually-hidden { " of note " (entry.number) } }
    };
    html! {
        article id=(entry.note_id()) class=(class) data-n=(entry.number) data-state=(entry.state.name())
            data-rules=(rules.join(" ")) data-findings[entry.has_findings()] aria-labelledby=(title) tabindex="-1" {
            @if is_open {
                p .head id=(title) { (head) }
                (body)
                (back)
            } @else {
                details .fold {
                    summary id=(title) { span .head { (head) " " (first_source(used, entry)) } }
                    (body)
                    (back)
                }
            }
        }
    }
}

/// Where the best evidence stands, for a note of one line.
fn first_source(used: &Used, entry: &Entry) -> Markup {
    let evidence = entry.claim.and_then(|it| it.judgement.evidence.first());
    let source = evidence.and_then(|it| used.corpus.sources().get(it.passage.source));
    html! { @if let Some(source) = source.filter(|_| entry.state == State::Supported) { span .key { (Shown(&source.key)) } } }
}

fn finding(finding: &NotedFinding) -> Markup {
    html! {
        div .finding {
            p .message { (words(&finding.message)) }
            @if let Some(versus) = &finding.versus {
                dl .versus {
                    @for ((name, it), class) in versus.sides().iter().zip(["ours", "theirs"]) {
                        div class=(class) { dt { (name) } dd { (Shown(it)) } }
                    }
                }
            }
            div .foot {
                @if let Some(fix) = &finding.fix { p .fix { (words(fix)) } }
                p .rule { (finding.level) ": " (finding.rule) }
            }
        }
    }
}

fn accepted(finding: &NotedFinding, by: &Line) -> Markup {
    html! {
        div .finding {
            p .message { (words(&finding.message)) }
            p .accepted { (words(by)) }
            p .rule { (finding.rule) }
        }
    }
}

fn passages(note: &Note) -> Markup {
    let (first, others) = note.passages.split_at(note.n_first.min(note.passages.len()));
    html! {
        @if note.is_nearest && !first.is_empty() { p .nearest { (labels::NEAREST) } }
        @for it in first { (passage(it)) }
        @if !others.is_empty() {
            details .more {
                summary { (counted(others.len(), "more passage")) }
                @for it in others { (passage(it)) }
            }
        }
    }
}

fn passage(passage: &NotedPassage) -> Markup {
    html! {
        figure .passage {
            @if let Some(side) = passage.side { p .side { (side) } }
            blockquote {
                @if passage.is_cut_before { "… " }
                @for (words, marked) in &passage.words {
                    @match marked {
                        Marked::No => (words),
                        Marked::Agree => mark { (words) },
                        Marked::Otherwise => mark .otherwise { (words) },
                    }
                }
                @if passage.is_cut_behind { " …" }
            }
            figcaption { (words(&passage.caption)) }
        }
    }
}
