//! A report as JSON, in the schema `citecheck/check/1`, which `docs/json.md` describes.
//!
//! Spans are bytes: of the draft for claims, findings and edits, of the source's file for evidence. Lines and columns
//! count from 1, columns in characters.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::check::{CheckedClaim, Summary};
use crate::claim;
use crate::config::{Acceptance, Level};
use crate::corpus::Corpus;
use crate::ide::source_name;
use crate::judge::{How, Judgement, MatchKind, ReasonKind, Stance, Strength, Verdict, explain, n_sources_against};
use crate::load::Notice;
use crate::text::{Language, Span, is_hidden, squeezed};
use crate::{judge, rules};

use super::fingerprint::{Baseline, accepted_fingerprints, fingerprints};
use super::{CheckedDraft, display_path};

/// The whole output.
#[derive(Serialize)]
pub struct Json {
    schema: &'static str,
    drafts: Vec<Draft>,
    /// What the claims were held against: the sources of evidence and voices, by key.
    sources: Vec<UsedSource>,
    summary: Counts,
    notices: Vec<Note>,
}

#[derive(Serialize)]
struct UsedSource {
    key: String,
    path: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// SHA-256 of its file.
    hash: String,
}

#[derive(Serialize)]
struct Draft {
    path: String,
    /// Whether the draft was checked; if not, the notices say why.
    checked: bool,
    claims: Vec<Claim>,
    findings: Vec<Finding>,
    /// What is not among the findings as somebody has accepted the claim.
    accepted: Vec<AcceptedFinding>,
    /// Findings past the limit.
    findings_left_out: usize,
    /// What was not checked, as it is in a language that we do not read.
    unchecked: Vec<Unchecked>,
}

#[derive(Serialize)]
struct AcceptedFinding {
    #[serde(flatten)]
    finding: Finding,
    reason: String,
    who: String,
    date: String,
}

#[derive(Serialize)]
struct Unchecked {
    /// Its code: `de`.
    language: Language,
    name: &'static str,
    sentences: Vec<Span>,
}

#[derive(Serialize)]
struct Claim {
    span: Span,
    line: u32,
    text: String,
    verdict: Verdict,
    score: f64,
    evidence: Vec<Evidence>,
    reasons: Vec<Reason>,
    matches: Vec<Match>,
    missing: Vec<Missing>,
    /// How many independent sources support the claim by themselves; copies of one text count once.
    supporting_sources: usize,
    contradicting_sources: usize,
    voices: Vec<Voice>,
}

/// What speaks against the claim.
#[derive(Serialize)]
struct Reason {
    kind: ReasonKind,
    strength: Strength,
    span: Span,
    words: String,
    source_words: String,
    /// Index into the claim's evidence.
    evidence: Option<usize>,
    /// How many independent sources have the source's words.
    sources: usize,
    message: String,
}

/// What speaks for it, or is not found.
#[derive(Serialize)]
struct Match {
    kind: MatchKind,
    how: How,
    span: Span,
    words: String,
    source_words: String,
    /// In the text of the evidence; two for a figure worked out from two.
    source_spans: Vec<Span>,
    evidence: Option<usize>,
    sources: usize,
    message: String,
}

/// A word that the evidence lacks.
#[derive(Serialize)]
struct Missing {
    span: Span,
    words: String,
}

/// A source that by itself supports or contradicts the claim.
#[derive(Serialize)]
struct Voice {
    source: String,
    stance: Stance,
    line: u32,
    /// The first of the near-duplicates that the source belongs to; the source itself when there are no others.
    origin: String,
}

#[derive(Serialize)]
struct Evidence {
    source: String,
    path: String,
    span: Span,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mirror: Option<String>,
    text: String,
    score: f64,
}

#[derive(Serialize)]
struct Finding {
    rule: &'static str,
    level: Level,
    span: Span,
    line: u32,
    column: u32,
    message: String,
    /// The same as long as the words and the rule are, wherever they stand.
    fingerprint: String,
    /// Whether a former run had it; only where there is one to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<bool>,
    claim: Option<usize>,
    evidence: Vec<Evidence>,
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
struct Fix {
    title: String,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    span: Span,
    text: String,
}

#[derive(Serialize)]
struct Counts {
    claims: usize,
    supported: usize,
    refuted: usize,
    not_enough_info: usize,
    findings: usize,
    accepted: usize,
    unchecked_sentences: usize,
}

#[derive(Serialize)]
struct Note {
    path: String,
    message: String,
    hint: Option<String>,
    fatal: bool,
}

/// Reports and notices as data to serialise. Paths below `base` are given relative to it.
pub fn json(drafts: &[CheckedDraft], notices: &[Notice], base: &Path) -> Json {
    json_since(drafts, notices, base, None)
}

/// The same, each finding with whether a former run had it.
pub fn json_since(drafts: &[CheckedDraft], notices: &[Notice], base: &Path, baseline: Option<&Baseline>) -> Json {
    let mut summary = Summary::default();
    for it in drafts {
        summary += it.report.summary();
    }
    Json {
        schema: "citecheck/check/1",
        drafts: drafts.iter().map(|it| draft(it, base, baseline)).collect(),
        sources: used_sources(drafts, base),
        summary: Counts {
            claims: summary.n_claims,
            supported: summary.n_supported,
            refuted: summary.n_refuted,
            not_enough_info: summary.n_not_enough_info,
            findings: summary.n_findings,
            accepted: summary.n_accepted,
            unchecked_sentences: summary.n_unchecked,
        },
        notices: notices.iter().map(|it| note(it, base)).collect(),
    }
}

fn used_sources(drafts: &[CheckedDraft], base: &Path) -> Vec<UsedSource> {
    let mut acc: BTreeMap<String, UsedSource> = BTreeMap::new();
    for checked in drafts {
        let judgements = checked.report.claims.iter().map(|it| &it.judgement);
        let used = judgements.flat_map(|it| {
            it.evidence.iter().map(|it| it.passage.source).chain(it.voices.iter().map(|it| it.passage.source))
        });
        for source in used.collect::<BTreeSet<usize>>().into_iter().filter_map(|it| checked.corpus.sources().get(it)) {
            acc.entry(source.key.clone()).or_insert_with(|| UsedSource {
                key: source.key.clone(),
                path: display_path(&source.path, base),
                title: source_name(source).to_owned(),
                date: source.metadata.date.clone(),
                hash: source.hash.clone(),
            });
        }
    }
    acc.into_values().collect()
}

/// The findings, an object a line: the fields of a finding with the draft's `path`.
///
/// # Errors
/// When one cannot be written as JSON.
pub fn json_lines(drafts: &[CheckedDraft], base: &Path) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        path: &'a str,
        #[serde(flatten)]
        finding: Finding,
    }
    let mut acc = String::new();
    for checked in drafts {
        for finding in findings(checked, base, None) {
            acc.push_str(&escaped(&serde_json::to_string(&Line { path: checked.path, finding })?));
            acc.push('\n');
        }
    }
    Ok(acc)
}

/// A value as indented JSON, with hidden characters escaped: nothing is lost, and no terminal obeys them.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json_text(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(escaped(&serde_json::to_string_pretty(value)?) + "\n")
}

fn escaped(json: &str) -> String {
    let mut acc = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if !is_hidden(c) {
            acc.push(c);
            continue;
        }
        // Outside strings there are none.
        for unit in c.encode_utf16(&mut [0; 2]) {
            acc.push_str(&format!("\\u{unit:04x}"));
        }
    }
    acc
}

fn findings(checked: &CheckedDraft, base: &Path, baseline: Option<&Baseline>) -> Vec<Finding> {
    let known = baseline.map(|it| it.knows(checked));
    let findings = checked.report.findings.iter().zip(fingerprints(checked)).enumerate();
    let finding = |(idx, (it, fingerprint)): (usize, (&rules::Finding, String))| {
        let known = known.as_ref().and_then(|known| known.get(idx).copied());
        Finding { known, ..finding(checked, it, fingerprint, base) }
    };
    findings.map(finding).collect()
}

fn draft(checked: &CheckedDraft, base: &Path, baseline: Option<&Baseline>) -> Draft {
    let report = checked.report;
    Draft {
        path: checked.path.to_owned(),
        checked: report.is_checked,
        claims: report.claims.iter().map(|it| claim(checked, it, base)).collect(),
        findings: findings(checked, base, baseline),
        accepted: accepted_findings(checked, base),
        findings_left_out: report.n_left_out,
        unchecked: if report.is_checked { unchecked(&report.draft) } else { Vec::new() },
    }
}

fn accepted_findings(checked: &CheckedDraft, base: &Path) -> Vec<AcceptedFinding> {
    let accepted = |((found, by), fingerprint): (&(rules::Finding, Acceptance), String)| {
        let Acceptance { reason, who, date, .. } = by.clone();
        AcceptedFinding { finding: finding(checked, found, fingerprint, base), reason, who, date }
    };
    checked.report.accepted.iter().zip(accepted_fingerprints(checked)).map(accepted).collect()
}

fn unchecked(draft: &crate::draft::Draft) -> Vec<Unchecked> {
    let run =
        |it: claim::Unchecked| Unchecked { language: it.language, name: it.language.name(), sentences: it.sentences };
    claim::find_unchecked(draft).into_iter().map(run).collect()
}

fn claim(draft: &CheckedDraft, checked: &CheckedClaim, base: &Path) -> Claim {
    let corpus = draft.corpus;
    let CheckedClaim { claim, judgement } = checked;
    let missing = judgement.missing.iter();
    Claim {
        span: claim.span,
        line: draft.report.draft.lines.place(&draft.report.draft.text, claim.span.start).line + 1,
        text: claim.text.clone(),
        verdict: judgement.verdict,
        score: judgement.score,
        evidence: all_evidence(corpus, &judgement.evidence, base),
        reasons: judgement.reasons.iter().map(|it| reason(corpus, judgement, it)).collect(),
        matches: explain(corpus, claim, judgement).into_iter().map(|it| found(corpus, judgement, it)).collect(),
        missing: missing.map(|it| Missing { span: *it, words: squeezed(it.of(&draft.report.draft.text)) }).collect(),
        supporting_sources: judgement.n_sources(Stance::Supports),
        contradicting_sources: judgement.n_sources(Stance::Contradicts),
        voices: judgement.voices.iter().filter_map(|it| voice(corpus, it)).collect(),
    }
}

fn reason(corpus: &Corpus, judgement: &Judgement, reason: &judge::Reason) -> Reason {
    Reason {
        kind: reason.kind,
        strength: reason.strength,
        span: reason.span,
        words: reason.claim_words.clone(),
        source_words: reason.source_words.clone(),
        evidence: reason.evidence,
        sources: n_sources_against(corpus, judgement, reason),
        message: rules::reason_message(reason),
    }
}

fn found(corpus: &Corpus, judgement: &Judgement, it: judge::Match) -> Match {
    let passage = it.evidence.and_then(|idx| judgement.evidence.get(idx)).map(|it| it.passage);
    let place = passage.and_then(|it| Some(corpus.document(it.source).passages.get(it.passage)?.place.span));
    let start = place.map_or(0, |it| it.start);
    // A quotation may go on behind the passage.
    let inside = |it: &Span| Span::new(it.start.saturating_sub(start), it.end.saturating_sub(start));
    Match {
        message: rules::in_plain_words(&rules::match_line(&it)),
        kind: it.kind,
        how: it.how,
        span: it.span,
        words: it.claim_words,
        source_words: it.source_words,
        source_spans: it.source_spans.iter().map(inside).collect(),
        evidence: it.evidence,
        sources: it.n_sources,
    }
}

fn voice(corpus: &Corpus, voice: &judge::Voice) -> Option<Voice> {
    let key = |source: usize| Some(corpus.sources().get(source)?.key.clone());
    let document = corpus.document(voice.passage.source);
    let place = document.passages.get(voice.passage.passage)?.place;
    Some(Voice {
        source: key(voice.passage.source)?,
        stance: voice.stance,
        line: place.start.line + 1,
        origin: key(voice.origin)?,
    })
}

fn finding(checked: &CheckedDraft, finding: &rules::Finding, fingerprint: String, base: &Path) -> Finding {
    let draft = &checked.report.draft;
    let place = draft.lines.place(&draft.text, finding.span.start);
    let fix = |it: &rules::Fix| Fix {
        title: it.title.clone(),
        edits: it.edits.iter().map(|it| Edit { span: it.span, text: it.text.clone() }).collect(),
    };
    Finding {
        rule: finding.rule,
        level: finding.level,
        span: finding.span,
        line: place.line + 1,
        column: place.utf32 + 1,
        message: finding.message.clone(),
        fingerprint,
        known: None,
        claim: finding.claim,
        evidence: all_evidence(checked.corpus, &finding.evidence, base),
        fixes: finding.fixes.iter().map(fix).collect(),
    }
}

fn all_evidence(corpus: &Corpus, evidence: &[crate::judge::Evidence], base: &Path) -> Vec<Evidence> {
    evidence.iter().filter_map(|it| one_evidence(corpus, it, base)).collect()
}

fn one_evidence(corpus: &Corpus, evidence: &crate::judge::Evidence, base: &Path) -> Option<Evidence> {
    let source = corpus.sources().get(evidence.passage.source)?;
    let document = corpus.document(evidence.passage.source);
    let place = document.passages.get(evidence.passage.passage)?.place;
    Some(Evidence {
        source: source.key.clone(),
        path: display_path(&source.path, base),
        span: place.origin,
        line: place.start.line + 1,
        page: place.page,
        mirror: source.mirror.as_ref().map(|it| it.display().to_string()),
        text: place.span.of(&document.text).to_owned(),
        score: evidence.score,
    })
}

fn note(notice: &Notice, base: &Path) -> Note {
    Note {
        path: display_path(&notice.path, base),
        message: notice.message.clone(),
        hint: notice.hint.clone(),
        fatal: notice.is_fatal,
    }
}
