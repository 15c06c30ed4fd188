//! The page that leads to the reports on several drafts.

use maud::{DOCTYPE, html};

use super::html::{Shown, integrity, page_head};
use super::{ReportPage, STYLE, title};
use crate::check::Summary;
use crate::rules::date_in_words;
use crate::text::counted;
use crate::text::escape::relative_address;

/// A report among several.
#[derive(Clone, Debug)]
pub struct ListedReport {
    title: String,
    path: String,
    /// The name of its page, in the folder of the page that leads to it.
    file: String,
    summary: Summary,
    today: Option<String>,
    is_checked: bool,
}

impl ListedReport {
    /// How a page is listed that goes by the name of `file`.
    pub fn new(page: &ReportPage, file: &str) -> Self {
        let report = page.checked.report;
        Self {
            title: title(page),
            path: page.checked.path.to_owned(),
            file: file.to_owned(),
            summary: report.summary(),
            today: report.draft.today.clone(),
            is_checked: report.is_checked,
        }
    }
}

/// What is counted of each draft.
const COUNTS: [&str; 5] = ["Statements", "Supported", "Contradicted", "No support found", "To settle"];

fn counts(of: &Summary) -> [usize; 5] {
    [of.n_claims, of.n_supported, of.n_refuted, of.n_not_enough_info, of.n_findings]
}

/// A page that leads to these reports, which lie beside it.
pub fn report_index(reports: &[ListedReport]) -> String {
    let today = reports.iter().find_map(|it| it.today.as_deref());
    let policy = format!("default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'", integrity(STYLE));
    let n_pending = reports.iter().map(|it| it.summary.n_findings).sum::<usize>();
    let n_drafts = counted(reports.len(), "draft");
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            (page_head(&policy, &n_drafts, STYLE))
            body {
                header .page-head {
                    p .kicker { "Source check" }
                    h1 { (n_drafts) }
                    p .about {
                        @if let Some(day) = today { "Checked on " time datetime=(day) { (date_in_words(day)) } " · " }
                        (counted(n_pending, "finding")) " to settle"
                    }
                }
                main {
                    section #drafts {
                        table .index {
                            thead { tr {
                                th scope="col" { "Draft" }
                                @for name in COUNTS {
                                    th .right scope="col" { (name) }
                                }
                            } }
                            tbody {
                                @for report in reports {
                                    tr {
                                        th scope="row" {
                                            a href=[relative_address(&report.file)] { (Shown(&report.title)) }
                                            br;
                                            code { (Shown(&report.path)) }
                                        }
                                        @if report.is_checked {
                                            @for (name, n) in COUNTS.iter().zip(counts(&report.summary)) {
                                                td .right data-name=(name) { (n) }
                                            }
                                        } @else {
                                            td .right colspan="5" { "not checked" }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    html.into_string()
}
