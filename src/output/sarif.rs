//! A report as SARIF 2.1.0, for code scanning and for editors that read it.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::fingerprint::{Baseline, FINGERPRINT, accepted_fingerprints, fingerprints, plain_path};
use super::{CheckedDraft, display_path};
use crate::config::Level;
use crate::corpus::Corpus;
use crate::draft::Draft;
use crate::judge::Evidence;
use crate::load::Notice;
use crate::rules::{Finding, Fix, REPOSITORY, RULES, Rule};
use crate::text::escape::{file_address, relative_address};
use crate::text::{Place, Span, visible};

/// The longest passage that is put into a message, in characters.
const LONGEST: usize = 400;

/// Reports and notices as SARIF. Paths below `base` are given relative to it. With a baseline each result says whether it
/// is new.
pub fn sarif(drafts: &[CheckedDraft], notices: &[Notice], base: &Path, baseline: Option<&Baseline>) -> Value {
    let results: Vec<Value> = drafts.iter().flat_map(|it| results(it, base, baseline)).collect();
    let is_successful = drafts.iter().all(|it| it.report.is_checked) && !notices.iter().any(|it| it.is_fatal);
    let notifications: Vec<Value> = notices.iter().map(|it| notification(it, base)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "citecheck",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": REPOSITORY,
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": is_successful,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": {"text": sentence(rule.summary)},
        // The pages are ours; text of drafts and sources is never given as Markdown.
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"enabled": rule.level != Level::Off, "level": level(rule.level)},
    })
}

/// With a capital letter and a full stop, as SARIF wants its messages.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let words: String = chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default();
    if words.ends_with(['.', '!', '?']) { words } else { words + "." }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint | Level::Off => "note",
    }
}

fn notification(notice: &Notice, base: &Path) -> Value {
    let path = display_path(&notice.path, base);
    let mut acc = json!({
        "level": if notice.is_fatal { "error" } else { "warning" },
        "message": text(&notice.message),
    });
    if !path.is_empty() {
        acc["locations"] = json!([{"physicalLocation": {"artifactLocation": artifact(&path)}}]);
    }
    acc
}

fn results(checked: &CheckedDraft, base: &Path, baseline: Option<&Baseline>) -> Vec<Value> {
    let report = checked.report;
    let known = baseline.map(|it| it.knows(checked));
    let mut acc = Vec::new();
    for (idx, (finding, fingerprint)) in report.findings.iter().zip(fingerprints(checked)).enumerate() {
        let mut result = result(checked, finding, &fingerprint, base);
        if let Some(known) = &known {
            let is_known = known.get(idx).copied().unwrap_or_default();
            result.insert("baselineState".to_owned(), json!(if is_known { "unchanged" } else { "new" }));
        }
        acc.push(Value::Object(result));
    }
    for ((finding, by), fingerprint) in report.accepted.iter().zip(accepted_fingerprints(checked)) {
        let mut result = result(checked, finding, &fingerprint, base);
        if known.is_some() {
            result.insert("baselineState".to_owned(), json!("unchanged"));
        }
        let who =
            [by.who.trim(), by.date.trim()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
        let why =
            [by.reason.trim(), who.as_str()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" – ");
        let why = visible(&why).into_owned();
        result.insert(
            "suppressions".to_owned(),
            json!([{"kind": "external", "status": "accepted", "justification": why}]),
        );
        acc.push(Value::Object(result));
    }
    acc
}

fn result(checked: &CheckedDraft, finding: &Finding, fingerprint: &str, base: &Path) -> Map<String, Value> {
    let draft = &*checked.report.draft;
    let related: Vec<Value> = finding.evidence.iter().filter_map(|it| related(checked.corpus, it, base)).collect();
    let mut acc = Map::new();
    let mut set = |key: &str, value: Value| acc.insert(key.to_owned(), value);
    set("ruleId", json!(finding.rule));
    if let Some(idx) = RULES.iter().position(|it| it.name == finding.rule) {
        set("ruleIndex", json!(idx));
    }
    set("level", json!(level(finding.level)));
    set("message", text(&sentence(&finding.message)));
    let location = json!({"artifactLocation": artifact(checked.path), "region": region(draft, finding.span)});
    set("locations", json!([{"physicalLocation": location}]));
    let related: Vec<Value> = related
        .into_iter()
        .enumerate()
        .map(|(idx, mut it)| {
            it["id"] = json!(idx + 1);
            it
        })
        .collect();
    if !related.is_empty() {
        set("relatedLocations", json!(related));
    }
    set("partialFingerprints", json!({FINGERPRINT: fingerprint}));
    if !finding.fixes.is_empty() {
        set("fixes", json!(finding.fixes.iter().map(|it| fix(checked.path, draft, it)).collect::<Vec<_>>()));
    }
    acc
}

/// The passage that a finding rests on. A document that is no text has no lines that a reader could go to.
fn related(corpus: &Corpus, evidence: &Evidence, base: &Path) -> Option<Value> {
    let source = corpus.sources().get(evidence.passage.source)?;
    let document = corpus.document(evidence.passage.source);
    let place = document.passages.get(evidence.passage.passage)?.place;
    let words: String = place.span.of(&document.text).chars().take(LONGEST).collect();
    let mut location = json!({"artifactLocation": artifact(&display_path(&source.path, base))});
    if source.mirror.is_none() {
        location["region"] = places(place.start, place.end);
    }
    let message = format!("{}, {}: {words}", source.key, place.locator());
    Some(json!({"physicalLocation": location, "message": text(&message)}))
}

fn fix(path: &str, draft: &Draft, fix: &Fix) -> Value {
    let replacement = |it: &crate::rules::Edit| json!({"deletedRegion": region(draft, it.span), "insertedContent": {"text": it.text}});
    json!({
        "description": text(&sentence(&fix.title)),
        "artifactChanges": [{
            "artifactLocation": artifact(path),
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<_>>(),
        }],
    })
}

fn text(words: &str) -> Value {
    json!({"text": visible(words)})
}

fn artifact(path: &str) -> Value {
    let plain = plain_path(path);
    let uri = relative_address(&plain).or_else(|| file_address(Path::new(path), None));
    json!({"uri": uri.unwrap_or_default()})
}

fn region(draft: &Draft, span: Span) -> Value {
    let place = |offset| draft.lines.place(&draft.text, offset);
    places(place(span.start), place(span.end))
}

fn places(start: Place, end: Place) -> Value {
    json!({
        "startLine": start.line + 1,
        "startColumn": start.utf32 + 1,
        "endLine": end.line + 1,
        "endColumn": end.utf32 + 1,
    })
}
