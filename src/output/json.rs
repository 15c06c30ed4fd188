//! A report as JSON, in the schema `citecheck/check/1`.
//!
//! Spans are bytes: of the draft for claims, findings and edits, of the source's file for evidence. Lines and columns
//! count from 1, columns in characters.

use std::path::Path;

use serde::Serialize;

use crate::check::{CheckedClaim, Summary};
use crate::claim;
use crate::config::Level;
use crate::corpus::Corpus;
use crate::judge::Verdict;
use crate::load::Notice;
use crate::rules;
use crate::text::{Language, Span, is_hidden};

use super::{CheckedDraft, display_path};

/// The whole output.
#[derive(Serialize)]
pub struct Json {
    schema: &'static str,
    drafts: Vec<Draft>,
    summary: Counts,
    notices: Vec<Note>,
}

#[derive(Serialize)]
struct Draft {
    path: String,
    /// Whether the draft was checked; if not, the notices say why.
    checked: bool,
    claims: Vec<Claim>,
    findings: Vec<Finding>,
    /// Findings past the limit.
    findings_left_out: usize,
    /// What was not checked, as it is in a language that we do not read.
    unchecked: Vec<Unchecked>,
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
    text: String,
    verdict: Verdict,
    score: f64,
    evidence: Vec<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    source: String,
    path: String,
    span: Span,
    line: u32,
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
    let mut summary = Summary::default();
    for it in drafts {
        summary += it.report.summary();
    }
    Json {
        schema: "citecheck/check/1",
        drafts: drafts.iter().map(|it| draft(it, base)).collect(),
        summary: Counts {
            claims: summary.n_claims,
            supported: summary.n_supported,
            refuted: summary.n_refuted,
            not_enough_info: summary.n_not_enough_info,
            findings: summary.n_findings,
            unchecked_sentences: summary.n_unchecked,
        },
        notices: notices.iter().map(|it| note(it, base)).collect(),
    }
}

/// A value as indented JSON, with hidden characters escaped: nothing is lost, and no terminal obeys them.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json_text(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string_pretty(value)?;
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
    acc.push('\n');
    Ok(acc)
}

fn draft(checked: &CheckedDraft, base: &Path) -> Draft {
    let report = checked.report;
    Draft {
        path: checked.path.to_owned(),
        checked: report.is_checked,
        claims: report.claims.iter().map(|it| claim(checked.corpus, it, base)).collect(),
        findings: report.findings.iter().map(|it| finding(checked, it, base)).collect(),
        findings_left_out: report.n_left_out,
        unchecked: if report.is_checked { unchecked(&report.draft) } else { Vec::new() },
    }
}

fn unchecked(draft: &crate::draft::Draft) -> Vec<Unchecked> {
    let run =
        |it: claim::Unchecked| Unchecked { language: it.language, name: it.language.name(), sentences: it.sentences };
    claim::find_unchecked(draft).into_iter().map(run).collect()
}

fn claim(corpus: &Corpus, checked: &CheckedClaim, base: &Path) -> Claim {
    let CheckedClaim { claim, judgement } = checked;
    Claim {
        span: claim.span,
        text: claim.text.clone(),
        verdict: judgement.verdict,
        score: judgement.score,
        evidence: all_evidence(corpus, &judgement.evidence, base),
    }
}

fn finding(checked: &CheckedDraft, finding: &rules::Finding, base: &Path) -> Finding {
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
