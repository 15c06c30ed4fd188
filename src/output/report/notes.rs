//! The notes beside the draft: what is said of a place, why, and the passages that it rests on.

use super::entries::{Entry, State};
use super::line::{Line, Run, line, message, said};
use super::sources::Used;
use crate::check::Report;
use crate::config::{Acceptance, Level};
use crate::corpus::{Corpus, Passage};
use crate::judge::{Evidence, How, Match, MatchKind, Reason, Stance, Strength, explain, n_sources_against};
use crate::rules::{Finding, date_in_words, match_line, reason_line, reason_message};
use crate::text::{Span, visible_with};

/// Passages beneath a finding; the others are for those who ask.
const FIRST_PASSAGES: usize = 2;

/// Passages of a claim that are shown at all.
const MOST_PASSAGES: usize = 6;

/// The longest passage that is shown whole, in bytes.
const LONGEST_PASSAGE: usize = 700;

/// What is said of a place.
pub(super) struct Note {
    /// The draft's words, in one line.
    pub(super) statement: String,
    pub(super) findings: Vec<NotedFinding>,
    /// What was accepted, and by whom.
    pub(super) accepted: Vec<(NotedFinding, Line)>,
    /// Why nothing is reported.
    pub(super) ignored: Option<Line>,
    /// What else speaks against the claim than the findings say.
    pub(super) reasons: Vec<Line>,
    /// How figures, names and quotations stand in the sources.
    pub(super) matches: Vec<Line>,
    /// The first of them are needed to follow the findings.
    pub(super) passages: Vec<NotedPassage>,
    pub(super) n_first: usize,
    /// Whether the passages are no support, only what comes nearest.
    pub(super) is_nearest: bool,
}

pub(super) struct NotedFinding {
    pub(super) message: Line,
    pub(super) versus: Option<Versus>,
    pub(super) fix: Option<Line>,
    /// Its rule in words.
    pub(super) rule: String,
    /// A level in a word that needs no manual.
    pub(super) level: &'static str,
}

/// What the draft has and what the sources have, against each other.
pub(super) struct Versus {
    pub(super) draft: String,
    pub(super) sources: String,
    pub(super) n_sources: usize,
}

pub(super) struct NotedPassage {
    /// On which side of a dispute it is.
    pub(super) side: Option<&'static str>,
    pub(super) is_cut_before: bool,
    /// Its words, hidden characters made visible.
    pub(super) words: Vec<(String, Marked)>,
    pub(super) is_cut_behind: bool,
    pub(super) caption: Line,
}

/// Whether words of a passage are the draft's, or other than those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marked {
    No,
    Agree,
    Otherwise,
}

impl Versus {
    /// Each side with its name.
    pub(super) fn sides(&self) -> [(String, &str); 2] {
        let sources = if self.n_sources > 1 { format!("Sources ({})", self.n_sources) } else { "Sources".to_owned() };
        [("Draft".to_owned(), self.draft.as_str()), (sources, self.sources.as_str())]
    }
}

impl NotedPassage {
    /// Its words in a line, in which the draft's words and others in their place stand out.
    pub(super) fn line(&self) -> Line {
        let run = |(words, marked): &(String, Marked)| match marked {
            Marked::No => Run::new(words),
            Marked::Agree => Run::strong(words),
            Marked::Otherwise => {
                let run = Run::strong(words);
                Run { style: super::line::Style { emphasis: true, ..run.style }, ..run }
            }
        };
        let before = self.is_cut_before.then(|| Run::new("… "));
        let behind = self.is_cut_behind.then(|| Run::new(" …"));
        before.into_iter().chain(self.words.iter().map(run)).chain(behind).collect()
    }
}

/// The note about a place.
pub(super) fn note(report: &Report, used: &Used, entry: &Entry) -> Note {
    let evidence = evidence_of(entry);
    let n_first = if entry.has_findings() { FIRST_PASSAGES.min(needed(entry)) } else { evidence.len() };
    let accepted = entry.accepted.iter().map(|(finding, by)| (noted(used.corpus, None, finding), accepted_by(by)));
    Note {
        statement: entry.words(report),
        findings: entry.findings.iter().map(|it| noted(used.corpus, Some(entry), it)).collect(),
        accepted: accepted.collect(),
        ignored: entry.ignored.as_deref().map(ignored),
        reasons: reasons(used.corpus, entry),
        matches: matches(used.corpus, entry),
        n_first: n_first.min(evidence.len()),
        is_nearest: entry.state == State::Unsupported && !evidence.is_empty(),
        passages: evidence.into_iter().filter_map(|it| passage(used, entry, it)).collect(),
    }
}

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

/// A finding, set against the claim of its entry.
fn noted(corpus: &Corpus, entry: Option<&Entry>, finding: &Finding) -> NotedFinding {
    let checked = entry.and_then(|it| it.claim);
    let reason = checked.and_then(|it| {
        let reasons = it.judgement.reasons.iter();
        reasons.filter(|it| it.span == finding.span || finding.span.covers(it.span)).find(|it| is_compared(it))
    });
    let versus = reason.zip(checked).map(|(reason, checked)| Versus {
        draft: reason.claim_words.trim().to_owned(),
        sources: reason.source_words.trim().to_owned(),
        n_sources: n_sources_against(corpus, &checked.judgement, reason),
    });
    NotedFinding {
        message: message(&finding.message),
        versus,
        fix: finding.fixes.first().map(|it| message(&it.title)),
        rule: finding.rule.replace('-', " "),
        level: level(finding.level),
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

fn accepted_by(by: &Acceptance) -> Line {
    let mut acc = line("Accepted");
    if !by.who.trim().is_empty() {
        acc.extend([Run::new(" by "), Run::strong(by.who.trim())]);
    }
    if !by.date.trim().is_empty() {
        acc.push(Run::new(format!(" on {}", date_in_words(&by.date))));
    }
    acc.push(Run::new(match by.reason.trim() {
        "" => ", without a reason.".to_owned(),
        reason => format!(": {reason}"),
    }));
    acc
}

fn ignored(reason: &str) -> Line {
    match reason {
        "" => line("The draft or the settings say that nothing is to be reported here."),
        reason => line(format!("Reason given in the draft: {reason}")),
    }
}

fn reasons(corpus: &Corpus, entry: &Entry) -> Vec<Line> {
    let Some(checked) = entry.claim else { return Vec::new() };
    let told = entry.findings.iter().copied().chain(entry.accepted.iter().map(|it| &it.0));
    let told: Vec<&str> = told.map(|it| it.message.as_str()).collect();
    let is_told = |it: &&Reason| told.iter().any(|message| message.starts_with(&reason_message(it)));
    let reasons = checked.judgement.reasons.iter().filter(|it| !is_told(it));
    reasons.map(|it| said(reason_line(it, n_sources_against(corpus, &checked.judgement, it)))).collect()
}

fn matches(corpus: &Corpus, entry: &Entry) -> Vec<Line> {
    let Some(checked) = entry.claim else { return Vec::new() };
    let reasons = &checked.judgement.reasons;
    let is_told = |it: &Match| reasons.iter().any(|reason| reason.span.overlaps(it.span));
    let all = explain(corpus, &checked.claim, &checked.judgement);
    let found = all.into_iter().filter(|it| it.kind != MatchKind::Word && it.how < How::Elsewhere && !is_told(it));
    let (same, others): (Vec<Match>, Vec<Match>) = found.partition(|it| it.how == How::Same);
    let mut acc = Vec::new();
    if !same.is_empty() {
        let same = same.iter().map(|it| vec![Run::strong(it.claim_words.trim())]).collect();
        acc.push([line("In the same words: "), super::line::joined(same, ", ")].concat());
    }
    acc.extend(others.iter().map(|it| said(match_line(it))));
    acc
}

/// How many passages a reader needs to follow a finding: one, or both sides of a dispute.
fn needed(entry: &Entry) -> usize {
    let most = entry.findings.iter().map(|it| it.evidence.len()).max().unwrap_or_default();
    most.max(1)
}

fn passage(used: &Used, entry: &Entry, evidence: &Evidence) -> Option<NotedPassage> {
    let id = evidence.passage;
    let document = used.corpus.document(id.source);
    let source = used.corpus.sources().get(id.source)?;
    let passage = document.passages.get(id.passage)?;
    let voices = entry.claim.iter().flat_map(|it| &it.judgement.voices);
    let stance = voices.filter(|it| it.passage == id).map(|it| it.stance).next();
    let is_two_sided =
        entry.state == State::Reserved && entry.claim.is_some_and(|it| it.judgement.n_sources(Stance::Contradicts) > 0);
    let side = stance.filter(|_| is_two_sided).map(|it| match it {
        Stance::Supports => "In support",
        Stance::Contradicts => "Against",
    });
    let marked = marked(entry, evidence, &document.text, passage);
    let place = passage.place.span;
    let shown = window(&document.text, place, marked.first().map(|it| it.0));
    Some(NotedPassage {
        side,
        is_cut_before: shown.start > place.start,
        words: excerpt(shown.of(&document.text), shown, &marked),
        is_cut_behind: shown.end < place.end,
        caption: used.caption(id.source, source, &passage.place),
    })
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

/// The words that are shown, cut where words that matter begin and end.
fn excerpt(words: &str, shown: Span, marked: &[(Span, bool)]) -> Vec<(String, Marked)> {
    let inside: Vec<(Span, bool)> = marked.iter().copied().filter(|it| shown.covers(it.0)).collect();
    let spans: Vec<Span> =
        inside.iter().map(|it| Span::new(it.0.start - shown.start, it.0.end - shown.start)).collect();
    let (words, spans) = visible_with(words, &spans);
    let mut at = 0;
    let mut acc = Vec::new();
    for (span, (_, is_otherwise)) in spans.iter().zip(&inside) {
        if span.start < at {
            continue;
        }
        let marked = if *is_otherwise { Marked::Otherwise } else { Marked::Agree };
        acc.push((words[at..span.start].to_owned(), Marked::No));
        acc.push((span.of(&words).to_owned(), marked));
        at = span.end;
    }
    acc.push((words[at..].to_owned(), Marked::No));
    acc.retain(|it| !it.0.is_empty());
    acc
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
