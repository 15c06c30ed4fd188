//! What the page has notes about: each claim with what is said of it, and the findings that belong to no claim.

use std::collections::BTreeMap;

use crate::check::{CheckedClaim, Report};
use crate::config::Acceptance;
use crate::draft::Ignore;
use crate::ide::{Standing, standings};
use crate::judge::Stance;
use crate::rules::Finding;
use crate::text::{Span, counted, squeezed, visible, without_gaps};

/// A place of the draft with a note beside it.
pub(super) struct Entry<'a> {
    /// From 1, in the order of the draft.
    pub(super) number: usize,
    pub(super) span: Span,
    pub(super) claim: Option<&'a CheckedClaim>,
    /// In order of place.
    pub(super) findings: Vec<&'a Finding>,
    pub(super) accepted: Vec<&'a (Finding, Acceptance)>,
    /// The reason that a comment of the draft gives; empty where it gives none.
    pub(super) ignored: Option<String>,
    pub(super) state: State,
}

/// How a place stands, for the colours, marks and filters of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Contradicted,
    Unsupported,
    /// Supported, but there is something to say about it.
    Reserved,
    Supported,
    /// Not supported, and accepted by somebody or set aside by the draft.
    SetAside,
    /// A finding about something else than a claim.
    Remark,
}

impl State {
    /// All of them, the one to look at first first.
    pub(super) const ALL: [Self; 6] =
        [Self::Contradicted, Self::Unsupported, Self::Reserved, Self::Remark, Self::Supported, Self::SetAside];

    /// As classes and filters name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::Unsupported => "unsupported",
            Self::Reserved => "reserved",
            Self::Supported => "supported",
            Self::SetAside => "aside",
            Self::Remark => "remark",
        }
    }

    /// A mark that tells it by its shape, whatever the colours.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Contradicted => "✕",
            Self::Unsupported => "?",
            Self::Reserved => "≈",
            Self::Supported => "✓",
            Self::SetAside => "–",
            Self::Remark => "!",
        }
    }

    /// What it is called in the legend.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::Unsupported => "no support found",
            Self::Reserved => "supported, with reservations",
            Self::Supported => "supported",
            Self::SetAside => "accepted or set aside",
            Self::Remark => "other remark",
        }
    }
}

impl Entry<'_> {
    /// Whether there is something to settle.
    pub(super) fn has_findings(&self) -> bool {
        !self.findings.is_empty()
    }

    /// The address of its note within the page.
    pub(super) fn note_id(&self) -> String {
        format!("note-{}", self.number)
    }

    /// The address of its place in the draft.
    pub(super) fn place_id(&self) -> String {
        format!("claim-{}", self.number)
    }

    /// How it stands, in words for its note's head.
    pub(super) fn verdict(&self) -> String {
        let n = |stance| self.claim.map_or(0, |it| it.judgement.n_sources(stance));
        let (n_for, n_against) = (n(Stance::Supports), n(Stance::Contradicts));
        let sources = |n: usize| if n == 0 { "the sources".to_owned() } else { counted(n, "source") };
        match self.state {
            State::Contradicted if n_against > 1 => format!("{n_against} sources say otherwise"),
            State::Contradicted => "The sources say otherwise".to_owned(),
            State::Unsupported => "No support found in the sources".to_owned(),
            State::Reserved if n_against > 0 => {
                format!("Disputed: {} in support, {n_against} against", sources(n_for))
            }
            State::Reserved => format!("Supported by {}, with reservations", sources(n_for)),
            State::Supported => format!("Supported by {}", sources(n_for)),
            State::SetAside if !self.accepted.is_empty() => {
                let who = self.accepted.iter().map(|it| it.1.who.trim()).find(|it| !it.is_empty());
                who.map_or_else(|| "Accepted".to_owned(), |it| format!("Accepted by {}", visible(it)))
            }
            State::SetAside => "Set aside in the draft".to_owned(),
            State::Remark => "Remark".to_owned(),
        }
    }

    /// The draft's words, in one line.
    pub(super) fn words(&self, report: &Report) -> String {
        let prose = squeezed(self.span.of(&report.draft.prose));
        // A citation is no prose.
        let words = if prose.is_empty() { squeezed(self.span.of(&report.draft.text)) } else { prose };
        without_gaps(&words)
    }
}

/// All that the page has notes about, in the order of the draft.
pub(super) fn entries(report: &Report) -> Vec<Entry<'_>> {
    let mut of_claims: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    let mut acc = Vec::new();
    for finding in &report.findings {
        match finding.claim.filter(|it| *it < report.claims.len()) {
            Some(claim) => of_claims.entry(claim).or_default().push(finding),
            None => match report.claims.iter().position(|it| it.claim.span.covers(finding.span)) {
                Some(claim) => of_claims.entry(claim).or_default().push(finding),
                None => acc.push(remark(finding)),
            },
        }
    }
    for (idx, (checked, standing)) in report.claims.iter().zip(standings(report)).enumerate() {
        let findings = of_claims.remove(&idx).unwrap_or_default();
        let accepted: Vec<_> = report.accepted.iter().filter(|it| it.0.claim == Some(idx)).collect();
        let ignores = report.draft.ignores.iter();
        let covers = |it: &&Ignore| it.covers.is_none_or(|it| it.overlaps(checked.claim.span));
        let n_against = checked.judgement.n_sources(Stance::Contradicts);
        let state = match standing {
            Standing::Contradicted => State::Contradicted,
            Standing::Unsupported => State::Unsupported,
            Standing::Ignored => State::SetAside,
            Standing::Supported if !accepted.is_empty() && findings.is_empty() => State::SetAside,
            Standing::Supported if !findings.is_empty() || n_against > 0 => State::Reserved,
            Standing::Supported => State::Supported,
        };
        let ignored = (standing == Standing::Ignored && accepted.is_empty())
            .then(|| ignores.filter(covers).map(|it| reason_of(&report.draft.text, it)).next().unwrap_or_default());
        acc.push(Entry {
            number: 0,
            span: checked.claim.span,
            claim: Some(checked),
            findings,
            accepted,
            ignored,
            state,
        });
    }
    acc.sort_by_key(|it| (it.span.start, it.span.end));
    for (idx, entry) in acc.iter_mut().enumerate() {
        entry.number = idx + 1;
    }
    acc
}

fn remark(finding: &Finding) -> Entry<'_> {
    Entry {
        number: 0,
        span: finding.span,
        claim: None,
        findings: vec![finding],
        accepted: Vec::new(),
        ignored: None,
        state: State::Remark,
    }
}

/// What an ignore comment gives as its reason.
fn reason_of(text: &str, ignore: &Ignore) -> String {
    let inner = ignore.span.of(text).trim_start_matches("<!--").trim_end_matches("-->");
    inner.split_once(':').map(|it| squeezed(it.1)).unwrap_or_default()
}
