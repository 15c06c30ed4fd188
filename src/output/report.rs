//! The annotated draft, for those who sign a briefing off: one page that needs nothing else, the same as Markdown, and as a
//! Word document.
//!
//! What a report says is put together once, as lines that are of no format yet ([`line`], [`draft`], [`notes`], [`summary`],
//! [`sources`], [`unchecked`]); each format writes these in its own way.
//!
//! The draft comes first and the notes behind it; the style sheet puts them side by side where there is room, and leaves
//! them as numbered notes on paper. Whatever comes from the draft or from a source is text when it gets here and stays
//! text: the templates escape it, hidden characters are shown, addresses are those of [`crate::text::escape`], and the
//! page's policy lets no script run but its own.

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{CheckedDraft, ReferenceStyle};
use crate::draft::BlockKind;
use crate::load::{Notice, ReportFormat};
use crate::rules::date_in_words;
use crate::text::{counted, squeezed, visible};

mod cards;
mod docx;
mod draft;
mod entries;
mod html;
mod index;
mod line;
mod markdown;
mod notes;
mod sources;
mod summary;
mod unchecked;

use entries::{Entry, State, entries};
use html::{Shown, integrity, sha256};
use line::{Line, Run, line};
use sources::{References, Used};

pub use index::{ListedReport, report_index};
pub use sources::FileLinks;

const STYLE: &str = include_str!("report/page.css");
const SCRIPT: &str = include_str!("report/page.js");

/// What the parts of a report are called.
mod labels {
    pub(super) const KICKER: &str = "Source check";
    pub(super) const SUMMARY: &str = "Summary";
    pub(super) const PENDING: &str = "To settle";
    pub(super) const NOT_CHECKED: &str = "Not checked";
    pub(super) const DRAFT: &str = "The draft";
    pub(super) const NOTES: &str = "Notes";
    pub(super) const REFERENCES: &str = "References";
    pub(super) const SOURCES: &str = "Sources used";
    pub(super) const UNCHECKED: &str = "What was not checked";
    pub(super) const AGREES: &str = "What agrees";
    pub(super) const NEAREST: &str = "Nearest passage";
}

/// What is said of a draft that could not be checked.
const NOT_CHECKED: &str = "This draft could not be checked. Nothing below has been compared with a source.";

const FOOTNOTES: &str = "Footnotes of the draft";

const AGAIN: &str = "How to get this report again";

const SAME_AGAIN: &str = "The same draft, sources and version give the same report.";

/// What a page is made of.
#[derive(Clone, Copy)]
pub struct ReportPage<'a> {
    pub checked: CheckedDraft<'a>,
    /// What is to be known about the workspace.
    pub notices: &'a [Notice],
    /// Paths below it are shown relative to it.
    pub base: &'a Path,
    pub links: FileLinks<'a>,
    /// In which the references are written; without one in a plain style.
    pub style: Option<&'a ReferenceStyle>,
}

/// What a report says, before it is written in one way or another.
#[derive(Clone, Copy)]
struct Parts<'a> {
    page: &'a ReportPage<'a>,
    entries: &'a [Entry<'a>],
    used: &'a Used<'a>,
    annotated: &'a draft::Annotated,
}

fn with_parts<T>(page: &ReportPage, write: impl FnOnce(&Parts) -> T) -> T {
    let ReportPage { checked, base, links, style, .. } = *page;
    let (report, corpus) = (checked.report, checked.corpus);
    let entries = entries(report);
    let references = References::new(corpus, &report.draft);
    let used = Used::new(corpus, &references, &entries, links, base, style);
    let annotated = draft::annotated(report, &entries, &references);
    write(&Parts { page, entries: &entries, used: &used, annotated: &annotated })
}

/// The report as a file of this format. The same draft, corpus and day give the same bytes.
///
/// # Errors
/// When a Word document cannot be put together.
pub fn report(page: &ReportPage, format: ReportFormat) -> anyhow::Result<Vec<u8>> {
    with_parts(page, |parts| match format {
        ReportFormat::Html => Ok(html_page(parts).into_bytes()),
        ReportFormat::Markdown => Ok(markdown::document(parts).into_bytes()),
        ReportFormat::Docx => docx::document(parts),
    })
}

/// The report as a page. The same draft, corpus and day give the same page.
pub fn report_page(page: &ReportPage) -> String {
    with_parts(page, html_page)
}

fn html_page(parts: &Parts) -> String {
    let Parts { page, entries, used, annotated } = *parts;
    let (report, notices) = (page.checked.report, page.notices);
    let title = title(page);
    let (places, language) = (places(annotated), "en");
    let style = format!("{STYLE}{places}");
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        integrity(&style),
        integrity(SCRIPT)
    );
    let html = html! {
        (DOCTYPE)
        html lang=(language) {
            (html::page_head(&policy, &title, &style))
            body {
                a .skip href="#draft" { "Skip to the draft" }
                (head(page, &title, !used.notes.is_empty()))
                main {
                    @if report.is_checked {
                        section #summary aria-labelledby="summary-title" {
                            h2 #summary-title { (labels::SUMMARY) }
                            (summary::at_a_glance(entries))
                            div .statement-of-sources {
                                @for it in summary::statement(report, used, entries) { p { (Shown(&it)) } }
                                p .caveat { (summary::CAVEAT) }
                            }
                        }
                        section #findings aria-labelledby="findings-title" {
                            h2 #findings-title { (labels::PENDING) }
                            (summary::findings(report, entries))
                        }
                    } @else {
                        section #summary aria-labelledby="summary-title" {
                            h2 #summary-title { (labels::NOT_CHECKED) }
                            p .alarm { (NOT_CHECKED) }
                        }
                    }
                    section #draft aria-labelledby="draft-title" {
                        h2 #draft-title { (labels::DRAFT) }
                        @if !entries.is_empty() { (toolbar(entries)) }
                        (body(page, used, entries, annotated))
                    }
                    @if !used.references.order.is_empty() {
                        section #references aria-labelledby="references-title" {
                            h2 #references-title { (labels::REFERENCES) }
                            (sources::endnotes(used))
                        }
                    }
                    @if !used.notes.is_empty() {
                        section #sources aria-labelledby="sources-title" {
                            h2 #sources-title { (labels::SOURCES) }
                            (sources::list(used))
                        }
                    }
                    @if report.is_checked {
                        section #unchecked aria-labelledby="unchecked-title" {
                            h2 #unchecked-title { (labels::UNCHECKED) }
                            (unchecked::section(&unchecked::unchecked(report, used, notices)))
                        }
                    }
                    (sign_off())
                }
                (foot(page))
                (help())
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    html.into_string()
}

/// What the draft is called: its first heading, or its file's name.
fn title(page: &ReportPage) -> String {
    let draft = &page.checked.report.draft;
    let heading = draft.blocks.iter().find(|it| it.kind == BlockKind::Heading);
    let title = heading.map(|it| squeezed(it.span.of(&draft.prose)).trim_matches(['#', ' ']).to_owned());
    title.filter(|it| !it.is_empty()).unwrap_or_else(|| {
        let name = page.checked.path.rsplit(['/', '\\']).next().unwrap_or(page.checked.path);
        visible(name).into_owned()
    })
}

/// The rules that put each row of the draft and its notes in their places.
fn places(annotated: &draft::Annotated) -> String {
    let n_rows = annotated.rows.len() + usize::from(!annotated.footnotes.is_empty());
    let mut acc = String::from("@media screen{");
    for n in 1..=n_rows {
        acc.push_str(&format!("#row-{n}{{grid-row:{}}}#notes-{n}{{grid-row:{}}}", 2 * n - 1, 2 * n));
    }
    acc.push_str("}@media screen and (min-width:68rem){");
    for n in 1..=n_rows {
        acc.push_str(&format!("#notes-{n}{{grid-row:{}}}", 2 * n - 1));
    }
    acc.push('}');
    acc
}

fn head(page: &ReportPage, title: &str, has_sources: bool) -> Markup {
    let report = page.checked.report;
    html! {
        header .page-head {
            p .kicker { (labels::KICKER) }
            h1 { (Shown(title)) }
            p .about { (html::words(&about(page))) }
            nav aria-label="Sections" {
                @if report.is_checked { a href="#findings" { (labels::PENDING) } }
                a href="#draft" { (labels::DRAFT) }
                @if has_sources { a href="#sources" { "Sources" } }
                @if report.is_checked { a href="#unchecked" { "Not checked" } }
            }
        }
    }
}

/// What moves through the notes. It is shown where there is a script to do it.
fn toolbar(entries: &[Entry]) -> Markup {
    let rules: std::collections::BTreeSet<&str> =
        entries.iter().flat_map(|it| &it.findings).map(|it| it.rule).collect();
    let n_findings = entries.iter().filter(|it| it.has_findings()).count();
    html! {
        div .toolbar role="group" aria-label="Go through the notes" hidden {
            button #previous type="button" disabled[n_findings == 0] { "Previous" }
            button #next type="button" disabled[n_findings == 0] { "Next" }
            p #position role="status" { (counted(n_findings, "note")) " to settle" }
            details .filters {
                summary #filters { "Filter" }
                div .panel {
                    fieldset {
                        legend { "Statements" }
                        @for state in State::ALL.into_iter().filter(|it| entries.iter().any(|entry| entry.state == *it)) {
                            label class=(state.name()) {
                                input type="checkbox" name="state" value=(state.name()) checked;
                                span .sign aria-hidden="true" { (state.mark()) }
                                (state.label())
                            }
                        }
                    }
                    @if !rules.is_empty() {
                        fieldset {
                            legend { "Findings" }
                            @for rule in rules {
                                label { input type="checkbox" name="rule" value=(rule) checked; (rule.replace('-', " ")) }
                            }
                        }
                    }
                    button #all type="button" { "Show all" }
                }
            }
            button #help type="button" { "Keys" }
        }
    }
}

fn body(page: &ReportPage, used: &Used, entries: &[Entry], annotated: &draft::Annotated) -> Markup {
    let mut rows: Vec<(Markup, &[usize])> =
        annotated.rows.iter().map(|it| (html::blocks(&it.blocks, entries), it.entries.as_slice())).collect();
    if !annotated.footnotes.is_empty() {
        let footnotes = html! {
            h3 .level-2 { (FOOTNOTES) }
            (html::footnotes(&annotated.footnotes, entries))
        };
        rows.push((footnotes, &annotated.below));
    }
    html! {
        div .annotated {
            @for (idx, row) in rows.iter().enumerate() {
                div .row id={ "row-" (idx + 1) } { div .text { (row.0) } }
            }
            @if !entries.is_empty() { h3 .notes-title { (labels::NOTES) } }
            @for (idx, (_, numbered)) in rows.iter().enumerate().filter(|it| !it.1.1.is_empty()) {
                div .notes id={ "notes-" (idx + 1) } role="group" aria-label={ "Notes " (numbers(numbered)) } {
                    @for entry in numbered.iter().filter_map(|it| entries.get(*it)) {
                        (cards::card(page.checked.report, used, entry))
                    }
                }
            }
        }
    }
}

/// The numbers of entries: `3`, `3 to 7`.
fn numbers(entries: &[usize]) -> String {
    match entries {
        [] => String::new(),
        [one] => (one + 1).to_string(),
        [first, .., last] => format!("{} to {}", first + 1, last + 1),
    }
}

/// What is said beneath the title.
fn about(page: &ReportPage) -> Line {
    let mut acc = vec![Run::code(page.checked.path)];
    if let Some(day) = &page.checked.report.draft.today {
        acc.push(Run::new(format!(" · checked on {}", date_in_words(day))));
    }
    acc.push(Run::new(format!(" · {}", counted(page.checked.corpus.sources().len(), "source"))));
    acc
}

/// Lines to sign on, for paper.
fn sign_off() -> Markup {
    html! {
        div .sign-off aria-hidden="true" {
            p { span { "Reviewed by" } }
            p { span { "Date" } }
            p { span { "Signature" } }
        }
    }
}

fn foot(page: &ReportPage) -> Markup {
    html! {
        footer {
            h2 { (AGAIN) }
            p { (SAME_AGAIN) }
            dl {
                @for (name, fact) in again(page, ReportFormat::Html) {
                    div { dt { (name) } dd class=[name.contains(", ").then_some("hash")] { (html::words(&fact)) } }
                }
            }
        }
    }
}

/// What has to be known to get a report again.
fn again(page: &ReportPage, format: ReportFormat) -> Vec<(&'static str, Line)> {
    let (report, corpus) = (page.checked.report, page.checked.corpus);
    let format = match format {
        ReportFormat::Html => String::new(),
        other => format!(" --format {}", other.name()),
    };
    let mut acc = vec![("Command", vec![Run::code(format!("citecheck report {}{format}", page.checked.path))])];
    if let Some(day) = &report.draft.today {
        acc.push(("Date of the check", line(date_in_words(day))));
    }
    acc.push(("Version", line(format!("citecheck {}", env!("CARGO_PKG_VERSION")))));
    acc.push(("Draft, SHA-256", line(sha256(&report.draft.text))));
    acc.push(("Sources, fingerprint", line(format!("{:016x}", corpus.fingerprint()))));
    acc
}

fn help() -> Markup {
    const KEYS: [(&str, &str); 5] = [
        ("n", "the next note to settle"),
        ("p", "the one before"),
        ("f", "the filters"),
        ("?", "these keys"),
        ("Esc", "close what is open"),
    ];
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl { @for (key, what) in KEYS { div { dt { kbd { (key) } } dd { (what) } } } }
            p { label { input #keys-on type="checkbox" checked; "Keys of one letter are on" } }
            button #close type="button" { "Close" }
        }
    }
}
