//! The notes beside the draft: what is said of a place, why, and the passages that it rests on.

use maud::{Markup, PreEscaped, html};

use super::entries::{Entry, State};
use super::html::{Shown, message, with_capital};
use super::sources::Used;
use crate::check::Report;
use crate::config::Level;
use crate::corpus::{Corpus, Passage};
use crate::judge::{Evidence, How, Match, MatchKind, Reason, Stance, Strength, explain, n_sources_against};
use crate::rules::{Finding, Said, date_in_words, match_line, reason_line, reason_message};
use crate::text::{Span, counted, visible_with};

/// Passages beneath a finding; the others wait behind a fold.
const FIRST_PASSAGES: usize = 2;

/// Passages of a claim that are shown at all.
const MOST_PASSAGES: usize = 6;

/// The longest passage that is shown whole, in bytes.
const LONGEST_PASSAGE: usize = 700;

/// The evidence of an entry, what the findings rest on first, each passage once.
pub(super) fn evidence_of<'a>(entry: &'a Entry<'a>) -> Vec<&'a Evidence> {
    let of_findings = entry.findings.iter().flat_map(|it| &it.evidence);
    let of_accepted = entry.accepted.iter().flat_map(|it| &it.0.evidence);
    let of_claim = entry.claim.iter().flat_map(|it| &it.judgement.evidence);
    let mut acc: Vec<&Evidence> = Vec::new();
    for evidence in of_findings.chain(of_accepted).chain(of_claim) {
        if acc.iter().all(|it| it.passage != evidence.passage) {
            acc.push(evidence);
        }
    }
    acc.truncate(MOST_PASSAGES);
    acc
}

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
    let body = html! {
        p .statement { (Shown(&entry.words(report))) }
        @for finding in &entry.findings { (finding_of(used.corpus, entry, finding)) }
        @for accepted in &entry.accepted { (accepted_of(accepted)) }
        @if let Some(reason) = &entry.ignored { (ignored(reason)) }
        (reasons(used.corpus, entry))
        (matches(used.corpus, entry))
        (passages(used, entry))
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

fn finding_of(corpus: &Corpus, entry: &Entry, finding: &Finding) -> Markup {
    let reason = entry.claim.and_then(|it| {
        let reasons = it.judgement.reasons.iter();
        reasons.filter(|it| it.span == finding.span || finding.span.covers(it.span)).find(|it| is_compared(it))
    });
    html! {
        div .finding {
            p .message { (message(&finding.message)) }
            @if let (Some(reason), Some(checked)) = (reason, entry.claim) {
                (versus(reason, n_sources_against(corpus, &checked.judgement, reason)))
            }
            div .foot {
                @for fix in finding.fixes.iter().take(1) { p .fix { (message(&fix.title)) } }
                p .rule { (level(finding.level)) ": " (finding.rule.replace('-', " ")) }
            }
        }
    }
}

/// A level in a word that needs no manual.
fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "Error",
        Level::Warning => "Warning",
        Level::Info => "Information",
        Level::Hint | Level::Off => "Hint",
    }
}

/// Whether draft and sources have words that can be set against each other.
fn is_compared(reason: &Reason) -> bool {
    /// In bytes; longer ones are read where they stand.
    const LONGEST: usize = 90;
    let words = [&reason.claim_words, &reason.source_words];
    reason.strength == Strength::Conflict && words.iter().all(|it| (1..=LONGEST).contains(&it.trim().len()))
}

/// What the draft has and what the sources have, against each other.
fn versus(reason: &Reason, n_sources: usize) -> Markup {
    html! {
        dl .versus {
            div .ours { dt { "Draft" } dd { (Shown(reason.claim_words.trim())) } }
            div .theirs {
                dt { "Sources" @if n_sources > 1 { " (" (n_sources) ")" } }
                dd { (Shown(reason.source_words.trim())) }
            }
        }
    }
}

fn accepted_of((finding, by): &(Finding, crate::config::Acceptance)) -> Markup {
    html! {
        div .finding {
            p .message { (message(&finding.message)) }
            p .accepted {
                "Accepted"
                @if !by.who.trim().is_empty() { " by " strong { (Shown(by.who.trim())) } }
                @if !by.date.trim().is_empty() { " on " (date_in_words(&by.date)) }
                @if by.reason.trim().is_empty() { ", without a reason." } @else { ": " (Shown(by.reason.trim())) }
            }
            p .rule { (finding.rule.replace('-', " ")) }
        }
    }
}

fn ignored(reason: &str) -> Markup {
    html! {
        p .accepted {
            @if reason.is_empty() { "The draft or the settings say that nothing is to be reported here." }
            @else { "Reason given in the draft: " (Shown(reason)) }
        }
    }
}

/// What else speaks against the claim than the findings say.
fn reasons(corpus: &Corpus, entry: &Entry) -> Markup {
    let Some(checked) = entry.claim else { return PreEscaped(String::new()) };
    let told = entry.findings.iter().copied().chain(entry.accepted.iter().map(|it| &it.0));
    let told: Vec<&str> = told.map(|it| it.message.as_str()).collect();
    let is_told = |it: &&Reason| told.iter().any(|message| message.starts_with(&reason_message(it)));
    let reasons: Vec<&Reason> = checked.judgement.reasons.iter().filter(|it| !is_told(it)).collect();
    html! {
        @if !reasons.is_empty() {
            ul .reasons {
                @for reason in reasons {
                    li { (said(reason_line(reason, n_sources_against(corpus, &checked.judgement, reason)))) }
                }
            }
        }
    }
}

/// How figures, names and quotations of a claim stand in the sources.
fn matches(corpus: &Corpus, entry: &Entry) -> Markup {
    let Some(checked) = entry.claim else { return PreEscaped(String::new()) };
    let reasons = &checked.judgement.reasons;
    let is_told = |it: &Match| reasons.iter().any(|reason| reason.span.overlaps(it.span));
    let all = explain(corpus, &checked.claim, &checked.judgement);
    let found = all.into_iter().filter(|it| it.kind != MatchKind::Word && it.how < How::Elsewhere && !is_told(it));
    let (same, others): (Vec<Match>, Vec<Match>) = found.partition(|it| it.how == How::Same);
    html! {
        @if !same.is_empty() || !others.is_empty() {
            details .matches {
                summary { "What agrees" }
                ul {
                    @if !same.is_empty() {
                        li {
                            "In the same words: "
                            @for (idx, it) in same.iter().enumerate() {
                                @if idx > 0 { ", " }
                                b { (Shown(it.claim_words.trim())) }
                            }
                        }
                    }
                    @for it in &others { li { (said(match_line(it))) } }
                }
            }
        }
    }
}

/// A line in which the words of draft and sources stand out.
fn said(line: Vec<Said>) -> Markup {
    html! {
        @for (idx, part) in line.iter().enumerate() {
            @match part {
                Said::Ours(words) if idx == 0 => (Shown(&with_capital(words))),
                Said::Ours(words) => (Shown(words)),
                Said::Draft(words) | Said::Source(words) => b { (Shown(words)) },
            }
        }
    }
}

fn passages(used: &Used, entry: &Entry) -> Markup {
    let evidence = evidence_of(entry);
    let n_first = if entry.has_findings() { FIRST_PASSAGES.min(needed(entry)) } else { evidence.len() };
    let (first, others) = evidence.split_at(n_first.min(evidence.len()));
    html! {
        @if entry.state == State::Unsupported && !first.is_empty() { p .nearest { "Nearest passage" } }
        @for it in first { (passage(used, entry, it)) }
        @if !others.is_empty() {
            details .more {
                summary { (counted(others.len(), "more passage")) }
                @for it in others { (passage(used, entry, it)) }
            }
        }
    }
}

/// How many passages a reader needs to follow a finding: one, or both sides of a dispute.
fn needed(entry: &Entry) -> usize {
    let most = entry.findings.iter().map(|it| it.evidence.len()).max().unwrap_or_default();
    most.max(1)
}

fn passage(used: &Used, entry: &Entry, evidence: &Evidence) -> Markup {
    let id = evidence.passage;
    let document = used.corpus.document(id.source);
    let (Some(source), Some(passage)) = (used.corpus.sources().get(id.source), document.passages.get(id.passage))
    else {
        return PreEscaped(String::new());
    };
    let voices = entry.claim.iter().flat_map(|it| &it.judgement.voices);
    let stance = voices.filter(|it| it.passage == id).map(|it| it.stance).next();
    let is_two_sided =
        entry.state == State::Reserved && entry.claim.is_some_and(|it| it.judgement.n_sources(Stance::Contradicts) > 0);
    html! {
        figure .passage {
            @match stance.filter(|_| is_two_sided) {
                Some(Stance::Supports) => p .side { "In support" },
                Some(Stance::Contradicts) => p .side { "Against" },
                None => {},
            }
            blockquote { (excerpt(&document.text, passage, &marked(entry, evidence, &document.text, passage))) }
            figcaption { (used.caption(id.source, source, &passage.place)) }
        }
    }
}

/// Which words of a passage are marked, and whether they say otherwise than the draft.
fn marked(entry: &Entry, evidence: &Evidence, text: &str, passage: &Passage) -> Vec<(Span, bool)> {
    let place = passage.place.span;
    let within = place.of(text);
    let reasons = entry.claim.iter().flat_map(|it| &it.judgement.reasons);
    let reasons = reasons.filter(|it| it.strength == Strength::Conflict && !it.source_words.trim().is_empty());
    let find = |words: &str| within.find(words.trim()).map(|at| place.start + at);
    let found =
        reasons.filter_map(|it| find(&it.source_words).map(|at| Span::new(at, at + it.source_words.trim().len())));
    let otherwise: Vec<Span> = found.collect();
    let mut acc: Vec<(Span, bool)> = otherwise.iter().map(|it| (*it, true)).collect();
    let is_apart =
        |it: &&Span| place.covers(**it) && !it.is_empty() && !otherwise.iter().any(|other| other.overlaps(**it));
    acc.extend(evidence.matched.iter().filter(is_apart).map(|it| (*it, false)));
    acc.sort_by_key(|it| (it.0.start, it.0.end));
    acc
}

/// The words of a passage with those that matter marked; of a long one the part around them.
fn excerpt(text: &str, passage: &Passage, marked: &[(Span, bool)]) -> Markup {
    let place = passage.place.span;
    let shown = window(text, place, marked.first().map(|it| it.0));
    let words = shown.of(text);
    let inside: Vec<(Span, bool)> = marked.iter().copied().filter(|it| shown.covers(it.0)).collect();
    let spans: Vec<Span> =
        inside.iter().map(|it| Span::new(it.0.start - shown.start, it.0.end - shown.start)).collect();
    let (words, spans) = visible_with(words, &spans);
    let mut at = 0;
    let mut acc = String::new();
    for (span, (_, is_otherwise)) in spans.iter().zip(&inside) {
        if span.start < at {
            continue;
        }
        let class = is_otherwise.then_some("otherwise");
        acc.push_str(&html! { (words[at..span.start]) mark class=[class] { (span.of(&words)) } }.0);
        at = span.end;
    }
    acc.push_str(&html! { (words[at..]) }.0);
    html! {
        @if shown.start > place.start { "… " }
        (PreEscaped(acc))
        @if shown.end < place.end { " …" }
    }
}

/// The part of a long passage that is shown, cut at spaces.
fn window(text: &str, place: Span, first: Option<Span>) -> Span {
    if place.len() <= LONGEST_PASSAGE {
        return place;
    }
    let space_before = |offset: usize, least: usize| {
        let mut offset = offset.clamp(least, place.end);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        text[least..offset].rfind(' ').map_or(least, |it| least + it)
    };
    let start = match first {
        Some(it) if it.end > place.start + LONGEST_PASSAGE / 2 => {
            space_before(it.start.saturating_sub(LONGEST_PASSAGE / 4), place.start)
        }
        _ => place.start,
    };
    let end = start + LONGEST_PASSAGE;
    let end = if end >= place.end { place.end } else { space_before(end, start) };
    Span::new(start, if end > start { end } else { place.end })
}
