//! The summary of the page: the claims in numbers, and a statement on the sources in the manner of ICD 206 for a reader
//! who was not there.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::entries::{Entry, State};
use super::html::words;
use super::line::{Line, message};
use super::sources::Used;
use crate::check::Report;
use crate::judge::{ReasonKind, Stance};
use crate::output::rating;
use crate::rules::date_in_words;
use crate::text::counted;

/// The draft's claims in numbers.
#[derive(Default)]
struct Numbers {
    all: usize,
    /// By two independent sources or more, each by itself.
    by_several: usize,
    by_one: usize,
    /// By passages of several sources together, none of which says it all.
    by_none_alone: usize,
    disputed: usize,
    contradicted: usize,
    unsupported: usize,
    accepted: usize,
    ignored: usize,
}

impl Numbers {
    fn of(entries: &[Entry]) -> Self {
        let mut acc = Self::default();
        for entry in entries {
            let Some(checked) = entry.claim else { continue };
            acc.all += 1;
            let judgement = &checked.judgement;
            match entry.state {
                State::Contradicted => acc.contradicted += 1,
                State::Unsupported => acc.unsupported += 1,
                State::SetAside if entry.accepted.is_empty() => acc.ignored += 1,
                State::SetAside => acc.accepted += 1,
                State::Supported | State::Reserved | State::Remark => {
                    match judgement.n_sources(Stance::Supports) {
                        0 => acc.by_none_alone += 1,
                        1 => acc.by_one += 1,
                        _ => acc.by_several += 1,
                    }
                    let is_disputed = judgement.n_sources(Stance::Contradicts) > 0
                        || judgement.reasons.iter().any(|it| it.kind == ReasonKind::Disputed);
                    acc.disputed += usize::from(is_disputed);
                }
            }
        }
        acc
    }

    fn supported(&self) -> usize {
        self.by_several + self.by_one + self.by_none_alone
    }
}

/// The entries in numbers, those to look at first first.
pub(super) fn counts(entries: &[Entry]) -> Vec<(State, usize)> {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.state).or_default() += 1;
    }
    State::ALL.into_iter().filter_map(|it| Some((it, *counts.get(&it)?))).collect()
}

/// The entries of a page in numbers: a bar, and a list of what its parts stand for.
pub(super) fn at_a_glance(entries: &[Entry]) -> Markup {
    let (all, parts) = (entries.len(), counts(entries));
    let mut at = 0;
    html! {
        @if all > 0 {
            svg .bar viewBox={ "0 0 " (all) " 1" } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                @for (state, n) in &parts {
                    rect class=(state.name()) x=({ let x = at; at += n; x }) y="0" width=(n) height="1" {}
                }
            }
        }
        ul .glance {
            @for (state, n) in &parts {
                li class=(state.name()) {
                    span .sign aria-hidden="true" { (state.mark()) }
                    strong { (n) } " " (state.label())
                }
            }
        }
    }
}

/// What goes with every statement on sources.
pub(super) const CAVEAT: &str =
    "“Supported” means that the sources say so, not that it is true. Copies of one text count as one source.";

/// The statement on the sources, in paragraphs.
pub(super) fn statement(report: &Report, used: &Used, entries: &[Entry]) -> Vec<String> {
    let numbers = Numbers::of(entries);
    let paragraphs = [on_sources(report, used, &numbers), on_support(&numbers), on_doubts(&numbers), on_ratings(used)];
    paragraphs.iter().filter(|it| !it.is_empty()).map(|it| it.join(" ")).collect()
}

fn on_sources(report: &Report, used: &Used, numbers: &Numbers) -> Vec<String> {
    let n_sources = used.corpus.sources().len();
    if n_sources == 0 {
        return vec!["There were no sources to check this draft against.".to_owned()];
    }
    if numbers.all == 0 {
        let sources = counted(n_sources, "source");
        return vec![format!(
            "The draft makes no factual statement that could be compared with the {sources} at hand."
        )];
    }
    let n_used = used.corpus.n_origins(used.notes.keys().copied());
    let mut acc = vec![format!(
        "The draft makes {}, {} compared with a collection of {}.",
        counted(numbers.all, "factual statement"),
        if numbers.all == 1 { "which was" } else { "each of which was" },
        counted(n_sources, "source"),
    )];
    let sources = used.notes.keys().filter_map(|it| used.corpus.sources().get(*it));
    let dates: Vec<&str> = sources.filter_map(|it| it.metadata.date.as_deref()).collect();
    let undated = used.notes.len() - dates.len();
    let these = match n_used {
        0 => return acc,
        1 if n_sources == 1 => "It bears on the draft".to_owned(),
        1 => "One of them bears on the draft".to_owned(),
        n if n == n_sources => format!("All {n} bear on the draft"),
        n => format!("{n} of them bear on the draft"),
    };
    let these = if used.corpus.has_copies() { format!("{these}, counting copies of one text once") } else { these };
    let dated = match (dates.iter().min(), dates.iter().max()) {
        (Some(oldest), Some(newest)) if oldest == newest => format!(", dated {}", date_in_words(newest)),
        (Some(oldest), Some(newest)) => {
            format!(", dated {} to {}", date_in_words(oldest), date_in_words(newest))
        }
        _ => String::new(),
    };
    let age = dates.iter().max().and_then(|it| months_between(it, report.draft.today.as_deref()?));
    let newest = if used.notes.len() > 1 { "the newest" } else { "it" };
    let age = match age {
        Some(0) => format!("; {newest} is of the month of this check"),
        Some(n) if n >= 24 => format!("; {newest} is {} years older than this check", n / 12),
        Some(n) => format!("; {newest} is {} older than this check", counted(n, "month")),
        None => String::new(),
    };
    let undated = match undated {
        0 => String::new(),
        n if n == used.notes.len() => match n {
            1 => ", without a date".to_owned(),
            _ => ", none of them dated".to_owned(),
        },
        n => format!("; {n} without a date"),
    };
    acc.push(format!("{these}{dated}{age}{undated}."));
    acc
}

/// Whole months from a date to a day; `None` where one of them has no month, or the day comes first.
fn months_between(date: &str, day: &str) -> Option<usize> {
    let months = |it: &str| {
        let mut parts = it.split('-');
        let (year, month) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?);
        Some(year * 12 + month)
    };
    months(day)?.checked_sub(months(date)?)
}

fn on_support(numbers: &Numbers) -> Vec<String> {
    let supported = numbers.supported();
    if numbers.all == 0 {
        return Vec::new();
    }
    let parts: Vec<(usize, &str)> = [
        (numbers.by_several, "two or more independent sources"),
        (numbers.by_one, "a single source"),
        (numbers.by_none_alone, "several passages taken together"),
    ]
    .into_iter()
    .filter(|it| it.0 > 0)
    .collect();
    let (statements, rest) = match (supported, numbers.all) {
        (0, 1) => return vec!["The sources do not support it.".to_owned()],
        (0, _) => return vec!["The sources support none of the statements.".to_owned()],
        (1, 1) => ("The statement is supported".to_owned(), "rests"),
        (n, all) if n == all => ("All of the statements are supported".to_owned(), "rest"),
        (1, _) => ("1 statement is supported".to_owned(), "rests"),
        (n, _) => (format!("{n} statements are supported"), "rest"),
    };
    let mut acc = match parts.as_slice() {
        [(n, what)] => {
            let each = if *n > 1 && numbers.by_one > 0 { " each" } else { "" };
            vec![format!("{statements} and {rest} on {what}{each}.")]
        }
        _ => {
            // The first says the verb for all.
            let part = |(idx, (n, what)): (usize, &(usize, &str))| match (idx, n) {
                (0, 1) => format!("1 rests on {what}"),
                (0, n) => format!("{n} rest on {what}"),
                _ => format!("{n} on {what}"),
            };
            let parts: Vec<String> = parts.iter().enumerate().map(part).collect();
            vec![format!("{statements}: {}.", in_a_row(&parts))]
        }
    };
    match numbers.disputed {
        0 => {}
        1 => acc.push("On 1 of them the sources disagree.".to_owned()),
        n => acc.push(format!("On {n} of them the sources disagree.")),
    }
    acc
}

fn on_doubts(numbers: &Numbers) -> Vec<String> {
    if numbers.all == 0 {
        return Vec::new();
    }
    let mut acc = Vec::new();
    match (numbers.contradicted, numbers.unsupported) {
        (0, 0) => acc.push("No statement is contradicted, and none is left without support.".to_owned()),
        (0, n) => acc.push(format!("No statement is contradicted; for {n} no support was found.")),
        (1, 0) => acc.push("1 statement is contradicted by the sources.".to_owned()),
        (n, 0) => acc.push(format!("{n} statements are contradicted by the sources.")),
        (1, m) => acc.push(format!("1 statement is contradicted by the sources; for {m} no support was found.")),
        (n, m) => acc.push(format!("{n} statements are contradicted by the sources; for {m} no support was found.")),
    }
    match numbers.accepted {
        0 => {}
        1 => acc.push("1 statement was accepted by hand, for the reason given beside it.".to_owned()),
        n => acc.push(format!("{n} statements were accepted by hand, for the reasons given beside them.")),
    }
    match numbers.ignored {
        0 => {}
        1 => acc.push("1 statement was exempted by its writer.".to_owned()),
        n => acc.push(format!("{n} statements were exempted by their writer.")),
    }
    acc
}

/// How reliable the sources are said to be.
fn on_ratings(used: &Used) -> Vec<String> {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    for source in used.notes.keys().filter_map(|it| used.corpus.sources().get(*it)) {
        let rated = source.metadata.reliability.as_deref().filter(|it| rating(it).is_some());
        if let Some(letter) = rated.and_then(|it| it.trim().chars().next()) {
            *counts.entry(letter.to_ascii_uppercase()).or_default() += 1;
        }
    }
    let (n_rated, n_all) = (counts.values().sum::<usize>(), used.notes.len());
    if n_rated == 0 {
        return if n_all == 0 {
            Vec::new()
        } else {
            vec!["The sources carry no ratings of their reliability.".to_owned()]
        };
    }
    let part = |(idx, (letter, n)): (usize, (&char, &usize))| {
        let words = rating(&letter.to_string()).unwrap_or_default();
        let words = if words.starts_with("reliability") { "of unknown reliability".to_owned() } else { words };
        // The first says what is counted.
        let what = if idx == 0 { counted(*n, "source") } else { n.to_string() };
        format!("{what} {} {words} ({letter})", if *n == 1 { "is" } else { "are" })
    };
    let parts: Vec<String> = counts.iter().enumerate().map(part).collect();
    let rest = match n_all - n_rated {
        0 => String::new(),
        n => format!("; {n} without a rating"),
    };
    vec![format!("As rated by those who filed them, {}{rest}.", in_a_row(&parts))]
}

/// `a`, `a and b`, `a, b and c`.
fn in_a_row(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What is to be settled.
pub(super) struct Pending<'a> {
    /// The findings with their entries, in the order of the draft.
    pub(super) findings: Vec<(&'a Entry<'a>, Line)>,
    /// What is said where there are none, and of those that are left out.
    pub(super) remarks: Vec<String>,
}

/// What is to be settled, in the order of the draft.
pub(super) fn pending<'a>(report: &Report, entries: &'a [Entry<'a>]) -> Pending<'a> {
    let findings = entries.iter().flat_map(|entry| entry.findings.iter().map(move |it| (entry, message(&it.message))));
    let findings: Vec<_> = findings.collect();
    let mut remarks = Vec::new();
    if findings.is_empty() && report.is_checked {
        remarks.push("Nothing was found that would have to be settled.".to_owned());
    }
    if report.n_left_out > 0 {
        let (n, is) =
            (counted(report.n_left_out, "further finding"), if report.n_left_out == 1 { "is" } else { "are" });
        remarks.push(format!("{n} past the limit of the settings {is} not shown."));
    }
    Pending { findings, remarks }
}

/// The same in a page.
pub(super) fn findings(report: &Report, entries: &[Entry]) -> Markup {
    let pending = pending(report, entries);
    html! {
        @if !pending.findings.is_empty() {
            ol .findings {
                @for (entry, message) in &pending.findings {
                    li data-n=(entry.number) class=(entry.state.name()) {
                        a href={ "#" (entry.note_id()) } aria-label={ "Note " (entry.number) } {
                            span .sign aria-hidden="true" { (entry.state.mark()) }
                            (entry.number)
                        }
                        span { (words(message)) }
                    }
                }
            }
        }
        @for it in &pending.remarks { p { (it) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(numbers: &Numbers) -> String {
        [on_support(numbers), on_doubts(numbers)].concat().join(" ")
    }

    #[test]
    fn numbers_read_well_for_none_and_one() {
        let all = |all, by_one| Numbers { all, by_one, ..Numbers::default() };
        assert_eq!(said(&Numbers::default()), "");
        assert_eq!(
            said(&all(1, 1)),
            "The statement is supported and rests on a single source. No statement is contradicted, and none is left without support."
        );
        assert_eq!(
            said(&Numbers { unsupported: 1, ..all(1, 0) }),
            "The sources do not support it. No statement is contradicted; for 1 no support was found."
        );
        assert_eq!(
            said(&Numbers { by_several: 1, contradicted: 1, unsupported: 2, disputed: 1, ignored: 1, ..all(8, 3) }),
            "4 statements are supported: 1 rests on two or more independent sources and 3 on a single source. On 1 of them the \
             sources disagree. 1 statement is contradicted by the sources; for 2 no support was found. 1 \
             statement was exempted by its writer."
        );
    }

    #[test]
    fn an_age_counts_whole_months() {
        assert_eq!(months_between("2025-12", "2026-01-12"), Some(1));
        assert_eq!(months_between("2026-01-30", "2026-01-12"), Some(0));
        assert_eq!(months_between("2026-02", "2026-01-12"), None);
        assert_eq!(months_between("2025", "2026-01-12"), None);
    }
}
