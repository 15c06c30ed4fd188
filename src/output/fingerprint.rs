//! What a finding is known by when lines have moved, and the findings of a former run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::CheckedDraft;
use crate::config::claim_words;
use crate::rules::Finding;

/// What the fingerprints of this making are called in SARIF.
pub(super) const FINGERPRINT: &str = "citecheckFinding/v1";

/// What each finding of a draft is known by: its rule, the words of its claim, and its own. Not its place, so that it is
/// the same after lines were put in above; of several that are alike each has its number.
pub(super) fn fingerprints(checked: &CheckedDraft) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    checked.report.findings.iter().map(|it| fingerprint(checked, it, &mut seen)).collect()
}

/// The same for findings that somebody has accepted.
pub(super) fn accepted_fingerprints(checked: &CheckedDraft) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    checked.report.accepted.iter().map(|it| fingerprint(checked, &it.0, &mut seen)).collect()
}

fn fingerprint(checked: &CheckedDraft, finding: &Finding, seen: &mut BTreeMap<String, usize>) -> String {
    let draft = &checked.report.draft;
    let claim = finding.claim.and_then(|it| checked.report.claims.get(it)).map(|it| claim_words(&it.claim.text));
    let words = claim_words(finding.span.of(&draft.text));
    let known_by = format!("{}\n{}\n{words}", finding.rule, claim.unwrap_or_default());
    let n_before = seen.entry(known_by.clone()).or_default();
    *n_before += 1;
    digest(&format!("{known_by}\n{n_before}"))
}

/// A digest in 32 hexadecimal digits.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|it| format!("{it:02x}")).collect()
}

/// The findings of a former run, which are known.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// Paths and fingerprints.
    known: BTreeSet<(String, String)>,
}

impl Baseline {
    /// Reads the output of a former run, in JSON or SARIF.
    ///
    /// # Errors
    /// What is wrong with it: starts small, without a full stop.
    pub fn read(text: &str) -> Result<Self, String> {
        let output: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let is_ours = output["schema"].as_str().is_some_and(|it| it.starts_with("citecheck/check/"));
        let found = match (is_ours, output["runs"].as_array()) {
            (true, _) => of_json(&output),
            (false, Some(runs)) => of_sarif(runs),
            _ => return Err("it is neither the JSON nor the SARIF of `citecheck check`".to_owned()),
        };
        let found: Option<BTreeSet<(String, String)>> = found.into_iter().collect();
        found.map(|known| Self { known }).ok_or_else(|| "its findings have no fingerprints; write it anew".to_owned())
    }

    /// Which findings of a draft are known.
    pub fn knows(&self, checked: &CheckedDraft) -> Vec<bool> {
        let path = plain_path(checked.path);
        fingerprints(checked).into_iter().map(|it| self.known.contains(&(path.clone(), it))).collect()
    }
}

/// Each finding's path and fingerprint; `None` for one that lacks them.
fn of_json(output: &Value) -> Vec<Option<(String, String)>> {
    let drafts = output["drafts"].as_array().into_iter().flatten();
    let of_draft = |draft: &Value| {
        let path = plain_path(draft["path"].as_str().unwrap_or_default());
        let findings = draft["findings"].as_array().into_iter().flatten();
        findings.map(|it| Some((path.clone(), it["fingerprint"].as_str()?.to_owned()))).collect::<Vec<_>>()
    };
    drafts.flat_map(of_draft).collect()
}

fn of_sarif(runs: &[Value]) -> Vec<Option<(String, String)>> {
    let results = runs.iter().flat_map(|it| it["results"].as_array().into_iter().flatten());
    let known = |it: &Value| {
        let uri = it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str()?;
        let fingerprint = it["partialFingerprints"][FINGERPRINT].as_str()?;
        Some((plain_path(&decoded(uri)), fingerprint.to_owned()))
    };
    // Of what was accepted it is known already that it need not be reported; what is gone is not known any more.
    let counts = |it: &&Value| it["baselineState"] != "absent";
    results.filter(counts).map(known).collect()
}

/// A path as it is compared: with `/`, and without `./` before it.
pub(super) fn plain_path(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut path = path.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path.to_owned()
}

/// An address without its percent signs.
fn decoded(uri: &str) -> String {
    let uri = uri.strip_prefix("file://").unwrap_or(uri);
    let mut acc = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let [byte, tail @ ..] = rest {
        let code = |it: &[u8]| std::str::from_utf8(it).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
        match (byte, tail.get(..2).and_then(code)) {
            (b'%', Some(byte)) => {
                acc.push(byte);
                rest = &tail[2..];
            }
            _ => {
                acc.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&acc).into_owned()
}
