//! The claims beneath each heading in numbers, and the way from one finding to the next.

use crate::check::Report;
use crate::config::Level;
use crate::rules::Finding;
use crate::text::{Span, counted};

use super::outline::sections;
use super::standing::{Standing, standings};

/// What is said above a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The words it stands above.
    pub span: Span,
    /// What it is about.
    pub within: Span,
    /// `7 claims · 5 supported · 1 contradicted · 1 to check`
    pub title: String,
    /// Whether [`next_finding`] leads anywhere from here.
    pub has_findings: bool,
}

/// What is said above each heading that has claims beneath it; in a draft without headings, and where claims come
/// before the first, above the first block.
pub fn lenses(report: &Report) -> Vec<Lens> {
    let standings = standings(report);
    let lens = |(span, within): (Span, Span)| {
        let of_claims = report.claims.iter().zip(&standings);
        let here: Vec<Standing> = of_claims.filter(|it| within.covers(it.0.claim.span)).map(|it| *it.1).collect();
        let has_findings = findings_in(report, within).next().is_some();
        (!here.is_empty()).then(|| Lens { span, within, title: title(&here), has_findings })
    };
    parts(report).into_iter().filter_map(lens).collect()
}

/// The finding to look at next in the part of the draft that a lens at `offset` stands above: the first one after
/// `seen`, or the first of all.
pub fn next_finding(report: &Report, offset: usize, seen: Option<Span>) -> Option<Span> {
    let line = |offset| report.draft.lines.line_of(offset);
    let (_, within) = parts(report).into_iter().find(|it| line(it.0.start) == line(offset))?;
    let mut findings = findings_in(report, within).map(|it| it.span);
    let first = findings.clone().next()?;
    let next = seen.and_then(|seen| findings.find(|it| (it.start, it.end) > (seen.start, seen.end)));
    Some(next.unwrap_or(first))
}

/// Where a lens may stand, and what it is about.
fn parts(report: &Report) -> Vec<(Span, Span)> {
    let sections = sections(&report.draft);
    let first = sections.first().map_or(report.draft.text.len(), |it| it.span.start);
    let block = report.draft.blocks.iter().map(|it| it.span).find(|it| it.end <= first);
    let opening = block.map(|it| (it, Span::new(0, first)));
    opening.into_iter().chain(sections.iter().map(|it| (it.heading, it.span))).collect()
}

fn findings_in(report: &Report, within: Span) -> impl Iterator<Item = &Finding> + Clone {
    report.findings.iter().filter(move |it| it.level >= Level::Info && within.covers(it.span))
}

fn title(standings: &[Standing]) -> String {
    let mut acc = counted(standings.len(), "claim");
    for standing in Standing::ALL {
        let words = match standing {
            Standing::Unsupported => "to check",
            other => other.as_str(),
        };
        match standings.iter().filter(|it| **it == standing).count() {
            0 => {}
            n => acc.push_str(&format!(" · {n} {words}")),
        }
    }
    acc
}
