//! The annotated draft: one page that needs nothing else, for those who sign a briefing off.
//!
//! The draft comes first and the notes behind it; the style sheet puts them side by side where there is room, and leaves
//! them as numbered notes on paper. Whatever comes from the draft or from a source is text when it gets here and stays
//! text: the templates escape it, hidden characters are shown, addresses are those of [`crate::text::escape`], and the
//! page's policy lets no script run but its own.

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{CheckedDraft, ReferenceStyle};
use crate::draft::BlockKind;
use crate::load::Notice;
use crate::rules::date_in_words;
use crate::text::{counted, squeezed, visible};

mod cards;
mod draft;
mod entries;
mod html;
mod index;
mod sources;
mod summary;
mod unchecked;

use entries::{Entry, State, entries};
use html::{Shown, integrity, sha256};
use sources::{References, Used};

pub use index::{ListedReport, report_index};
pub use sources::FileLinks;

const STYLE: &str = include_str!("report/page.css");
const SCRIPT: &str = include_str!("report/page.js");

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

/// The page. The same draft, corpus and day give the same page.
pub fn report_page(page: &ReportPage) -> String {
    let ReportPage { checked, notices, base, links, style: reference_style } = *page;
    let (report, corpus) = (checked.report, checked.corpus);
    let entries = entries(report);
    let references = References::new(corpus, &report.draft);
    let used = Used::new(corpus, &references, &entries, links, base);
    let rows = draft::rows(report, &entries, &references);
    let title = title(page);
    let (places, language) = (places(&rows), "en");
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
                            h2 #summary-title { "Summary" }
                            (summary::at_a_glance(&entries))
                            div .statement-of-sources { (summary::statement(report, &used, &entries)) }
                        }
                        section #findings aria-labelledby="findings-title" {
                            h2 #findings-title { "To settle" }
                            (summary::findings(report, &entries))
                        }
                    } @else {
                        section #summary aria-labelledby="summary-title" {
                            h2 #summary-title { "Not checked" }
                            p .alarm { "This draft could not be checked. Nothing below has been compared with a source." }
                        }
                    }
                    section #draft aria-labelledby="draft-title" {
                        h2 #draft-title { "The draft" }
                        @if !entries.is_empty() { (toolbar(&entries)) }
                        (body(page, &used, &entries, &rows))
                    }
                    @if !references.order.is_empty() {
                        section #references aria-labelledby="references-title" {
                            h2 #references-title { "References" }
                            (used.endnotes(reference_style))
                        }
                    }
                    @if !used.notes.is_empty() {
                        section #sources aria-labelledby="sources-title" {
                            h2 #sources-title { "Sources used" }
                            (used.list())
                        }
                    }
                    @if report.is_checked {
                        section #unchecked aria-labelledby="unchecked-title" {
                            h2 #unchecked-title { "What was not checked" }
                            (unchecked::unchecked(report, &used, notices))
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
fn places(rows: &[draft::Row]) -> String {
    let mut acc = String::from("@media screen{");
    for (idx, _) in rows.iter().enumerate() {
        acc.push_str(&format!("#row-{0}{{grid-row:{1}}}#notes-{0}{{grid-row:{2}}}", idx + 1, 2 * idx + 1, 2 * idx + 2));
    }
    acc.push_str("}@media screen and (min-width:68rem){");
    for (idx, _) in rows.iter().enumerate() {
        acc.push_str(&format!("#notes-{}{{grid-row:{}}}", idx + 1, 2 * idx + 1));
    }
    acc.push('}');
    acc
}

fn head(page: &ReportPage, title: &str, has_sources: bool) -> Markup {
    let report = page.checked.report;
    let today = report.draft.today.as_deref();
    html! {
        header .page-head {
            p .kicker { "Source check" }
            h1 { (Shown(title)) }
            p .about {
                code { (Shown(page.checked.path)) }
                @if let Some(day) = today { " · checked on " time datetime=(day) { (date_in_words(day)) } }
                " · " (counted(page.checked.corpus.sources().len(), "source"))
            }
            nav aria-label="Sections" {
                @if report.is_checked { a href="#findings" { "To settle" } }
                a href="#draft" { "The draft" }
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

fn body(page: &ReportPage, used: &Used, entries: &[Entry], rows: &[draft::Row]) -> Markup {
    html! {
        div .annotated {
            @for (idx, row) in rows.iter().enumerate() {
                div .row id={ "row-" (idx + 1) } { div .text { (row.html) } }
            }
            @if !entries.is_empty() { h3 .notes-title { "Notes" } }
            @for (idx, row) in rows.iter().enumerate().filter(|it| !it.1.entries.is_empty()) {
                div .notes id={ "notes-" (idx + 1) } role="group" aria-label={ "Notes " (numbers(&row.entries)) } {
                    @for entry in row.entries.iter().filter_map(|it| entries.get(*it)) {
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
    let (report, corpus) = (page.checked.report, page.checked.corpus);
    html! {
        footer {
            h2 { "How to get this page again" }
            p { "The same draft, sources and version give the same page." }
            dl {
                div { dt { "Command" } dd { code { "citecheck report " (Shown(page.checked.path)) } } }
                @if let Some(day) = &report.draft.today { div { dt { "Date of the check" } dd { (date_in_words(day)) } } }
                div { dt { "Version" } dd { "citecheck " (env!("CARGO_PKG_VERSION")) } }
                div { dt { "Draft, SHA-256" } dd .hash { (sha256(&report.draft.text)) } }
                div { dt { "Sources, fingerprint" } dd .hash { (format!("{:016x}", corpus.fingerprint())) } }
            }
        }
    }
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
