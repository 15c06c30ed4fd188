//! What has become of the claims of a draft: between two versions of it, or of the sources.
//!
//! Both sides are read from the JSON of a check, so that one that was saved can be held against one that is made now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::fingerprint::plain_path;
use super::{CheckedDraft, Json};
use crate::config::claim_words;
use crate::corpus::Corpus;
use crate::text::escape::markdown;
use crate::text::{counted, squeezed, visible, without_gaps};

/// The share of words that two sentences must have in common, in order, to be one that was reworded. Half of it lets two
/// sentences of one pattern pass for each other; at two thirds a clause that was added makes a new claim.
const LIKENESS: f64 = 0.6;

/// Pairs of claims that are held against each other at most; beyond that only those of the same words are found.
const MOST_PAIRS: usize = 4_000_000;

/// Passages of a side that are shown.
const MOST_PASSAGES: usize = 3;

/// The claims of drafts as they stood at a check.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    drafts: Vec<DraftThen>,
    /// By key. `None` where the file that was read does not say.
    sources: Option<BTreeMap<String, SourceThen>>,
}

#[derive(Clone, Debug, Default)]
struct DraftThen {
    path: String,
    is_checked: bool,
    claims: Vec<ClaimThen>,
    /// What is said about no claim, by fingerprint.
    remarks: BTreeMap<String, Said>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct ClaimThen {
    text: String,
    /// From 1; `None` where the file that was read does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    verdict: String,
    findings: Vec<Said>,
    /// The rules that somebody has accepted it for.
    accepted: Vec<String>,
    evidence: Vec<Passage>,
    /// The keys of the sources that speak for or against it.
    #[serde(skip)]
    voices: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Said {
    rule: String,
    message: String,
    line: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Passage {
    source: String,
    path: String,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u64>,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SourceThen {
    path: String,
    hash: String,
}

impl Checked {
    /// Reads the output of `citecheck check --format json`.
    ///
    /// # Errors
    /// What is wrong with it: starts small, without a full stop.
    pub fn read(text: &str) -> Result<Self, String> {
        let output: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        if !output["schema"].as_str().is_some_and(|it| it.starts_with("citecheck/check/")) {
            return Err("it is not the JSON of `citecheck check`".to_owned());
        }
        Ok(Self::of_value(&output))
    }

    /// How drafts stand now.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn new(now: &Json) -> serde_json::Result<Self> {
        Ok(Self::of_value(&serde_json::to_value(now)?))
    }

    fn of_value(output: &Value) -> Self {
        let words = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let sources = output["sources"].as_array().map(|it| {
            let source =
                |it: &Value| (words(&it["key"]), SourceThen { path: words(&it["path"]), hash: words(&it["hash"]) });
            it.iter().map(source).collect()
        });
        Self { drafts: list(&output["drafts"]).iter().map(DraftThen::of_value).collect(), sources }
    }

    /// Adds what a corpus knows of the sources that the other side names, which none of its own claims rests on.
    pub fn look_up(&mut self, corpus: &Corpus, other: &Self) {
        let wanted: BTreeSet<&String> = other.sources.iter().flatten().map(|it| it.0).collect();
        let found = corpus.sources().iter().filter(|it| wanted.contains(&it.key));
        let sources = self.sources.get_or_insert_default();
        for source in found {
            let then = SourceThen { path: source.path.to_string_lossy().into_owned(), hash: source.hash.clone() };
            sources.entry(source.key.clone()).or_insert(then);
        }
    }

    /// How many drafts there are.
    pub fn n_drafts(&self) -> usize {
        self.drafts.len()
    }

    /// Whether all drafts could be checked.
    pub fn is_checked(&self) -> bool {
        self.drafts.iter().all(|it| it.is_checked)
    }

    /// Keeps the draft of this path, or else the only one of its name.
    #[must_use]
    pub fn only(mut self, path: &str) -> Self {
        let path = plain_path(path);
        let name = |it: &str| it.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let is_same = |it: &DraftThen| plain_path(&it.path) == path;
        if self.drafts.iter().any(is_same) {
            self.drafts.retain(is_same);
        } else if self.drafts.iter().filter(|it| name(&it.path) == name(&path)).count() == 1 {
            self.drafts.retain(|it| name(&it.path) == name(&path));
        }
        self
    }
}

/// The items of a list; none of anything else.
fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

impl DraftThen {
    fn of_value(draft: &Value) -> Self {
        let words = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let said = |it: &Value| Said {
            rule: words(&it["rule"]),
            message: words(&it["message"]),
            line: it["line"].as_u64().unwrap_or_default(),
        };
        let of_claim = |list: &[Value], idx: usize| {
            let own = |it: &&Value| it["claim"].as_u64() == u64::try_from(idx).ok();
            list.iter().filter(own).map(said).collect::<Vec<_>>()
        };
        let findings = list(&draft["findings"]);
        let claim = |(idx, it): (usize, &Value)| ClaimThen {
            text: without_gaps(&squeezed(it["text"].as_str().unwrap_or_default())),
            line: it["line"].as_u64(),
            verdict: words(&it["verdict"]),
            findings: of_claim(findings, idx),
            accepted: of_claim(list(&draft["accepted"]), idx).into_iter().map(|it| it.rule).collect(),
            evidence: list(&it["evidence"]).iter().map(Passage::of_value).collect(),
            voices: list(&it["voices"]).iter().map(|it| words(&it["source"])).collect(),
        };
        let remarks = findings.iter().filter(|it| it["claim"].is_null());
        Self {
            path: words(&draft["path"]),
            is_checked: draft["checked"].as_bool().unwrap_or_default(),
            claims: list(&draft["claims"]).iter().enumerate().map(claim).collect(),
            remarks: remarks.map(|it| (words(&it["fingerprint"]), said(it))).collect(),
        }
    }
}

impl Passage {
    fn of_value(it: &Value) -> Self {
        let words = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        Self {
            source: words(&it["source"]),
            path: words(&it["path"]),
            line: it["line"].as_u64().unwrap_or_default(),
            page: it["page"].as_u64(),
            text: squeezed(it["text"].as_str().unwrap_or_default()),
        }
    }

    fn place(&self) -> String {
        let page = self.page.map(|it| format!("page {it}"));
        format!("{}, {}", self.source, page.unwrap_or_else(|| format!("line {}", self.line)))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.source == other.source && self.text == other.text
    }
}

/// What has changed.
#[derive(Debug, Serialize)]
pub struct Comparison {
    schema: &'static str,
    drafts: Vec<DraftChange>,
    sources: Vec<SourceChange>,
    /// Whether both sides say which sources they rest on.
    sources_are_known: bool,
}

#[derive(Debug, Serialize)]
struct DraftChange {
    old: Option<String>,
    new: Option<String>,
    /// In the order of the new draft; those that are gone where they stood.
    claims: Vec<ClaimChange>,
    new_remarks: Vec<Said>,
    settled_remarks: Vec<Said>,
    unchanged_claims: usize,
}

#[derive(Debug, Serialize)]
struct ClaimChange {
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<ClaimThen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<ClaimThen>,
    new_findings: Vec<Said>,
    settled_findings: Vec<Said>,
    new_evidence: Vec<Passage>,
    gone_evidence: Vec<Passage>,
}

/// The gravest thing that happened to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    New,
    Gone,
    Verdict,
    Findings,
    Reworded,
    Evidence,
}

#[derive(Debug, Serialize)]
struct SourceChange {
    source: String,
    path: String,
    kind: SourceKind,
    /// How many claims of the new drafts rest on it, or did before.
    claims: usize,
    /// Of these, those whose evidence, verdict or findings are others now.
    changed_claims: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SourceKind {
    Changed,
    Gone,
}

impl Comparison {
    /// What has changed between two checks.
    pub fn new(old: &Checked, new: &Checked) -> Self {
        let mut drafts = Vec::new();
        let mut touching = Vec::new();
        for (before, after) in paired(&old.drafts, &new.drafts) {
            let empty = DraftThen::default();
            let (change, pairs) = compare(before.unwrap_or(&empty), after.unwrap_or(&empty));
            touching.extend(pairs);
            let path = |it: Option<&DraftThen>| it.map(|it| it.path.clone());
            drafts.push(DraftChange { old: path(before), new: path(after), ..change });
        }
        let sources = match (&old.sources, &new.sources) {
            (Some(old), Some(new)) => sources(old, new, &touching),
            _ => Vec::new(),
        };
        let sources_are_known = old.sources.is_some() && new.sources.is_some();
        Self { schema: "citecheck/compare/1", drafts, sources, sources_are_known }
    }

    /// Whether there is something that a reader must look at.
    pub fn is_changed(&self) -> bool {
        self.drafts.iter().any(|it| {
            !it.claims.is_empty()
                || !it.new_remarks.is_empty()
                || !it.settled_remarks.is_empty()
                || it.old.is_none()
                || it.new.is_none()
        })
    }
}

/// The drafts of both sides, those of one path together; the only ones of each side whatever they are called.
fn paired<'a>(old: &'a [DraftThen], new: &'a [DraftThen]) -> Vec<(Option<&'a DraftThen>, Option<&'a DraftThen>)> {
    if let ([old], [new]) = (old, new) {
        return vec![(Some(old), Some(new))];
    }
    let find = |list: &'a [DraftThen], path: &str| list.iter().find(|it| plain_path(&it.path) == plain_path(path));
    let mut acc: Vec<_> = new.iter().map(|it| (find(old, &it.path), Some(it))).collect();
    acc.extend(old.iter().filter(|it| find(new, &it.path).is_none()).map(|it| (Some(it), None)));
    acc
}

/// A claim of both sides that is on one of them at least, with whether something about it has changed.
struct Pair {
    sources: BTreeSet<String>,
    is_changed: bool,
}

fn compare(old: &DraftThen, new: &DraftThen) -> (DraftChange, Vec<Pair>) {
    let matched = matched(&old.claims, &new.claims);
    let mut changes: Vec<(usize, ClaimChange)> = Vec::new();
    let mut pairs = Vec::new();
    let mut unchanged_claims = 0;
    let mut old_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (idx, claim) in new.claims.iter().enumerate() {
        let before = matched.get(&idx).map(|it| &old.claims[*it]);
        old_of.extend(matched.get(&idx).map(|it| (*it, idx)));
        let change = claim_change(before, Some(claim));
        pairs.push(pair(before, Some(claim), change.is_some()));
        match change {
            Some(it) => changes.push((2 * idx + 1, it)),
            None => unchanged_claims += 1,
        }
    }
    for (idx, claim) in old.claims.iter().enumerate().filter(|it| !old_of.contains_key(&it.0)) {
        // Behind the claim that it stood behind.
        let place = old_of.range(..idx).next_back().map_or(0, |it| 2 * it.1 + 2);
        changes.extend(claim_change(Some(claim), None).map(|it| (place, it)));
        pairs.push(pair(Some(claim), None, true));
    }
    changes.sort_by_key(|it| it.0);
    let without = |these: &DraftThen, those: &DraftThen| -> Vec<Said> {
        these.remarks.iter().filter(|it| !those.remarks.contains_key(it.0)).map(|it| it.1.clone()).collect()
    };
    let change = DraftChange {
        old: None,
        new: None,
        claims: changes.into_iter().map(|it| it.1).collect(),
        new_remarks: without(new, old),
        settled_remarks: without(old, new),
        unchanged_claims,
    };
    (change, pairs)
}

fn pair(old: Option<&ClaimThen>, new: Option<&ClaimThen>, is_changed: bool) -> Pair {
    let claims = || old.into_iter().chain(new);
    let of_evidence = claims().flat_map(|it| it.evidence.iter().map(|it| it.source.clone()));
    let of_voices = claims().flat_map(|it| it.voices.iter().cloned());
    Pair { sources: of_evidence.chain(of_voices).collect(), is_changed }
}

/// By their places among the new claims, those of the old ones that they were.
fn matched(old: &[ClaimThen], new: &[ClaimThen]) -> BTreeMap<usize, usize> {
    let words = |claims: &[ClaimThen]| claims.iter().map(|it| claim_words(&it.text)).collect::<Vec<String>>();
    let (old_words, new_words) = (words(old), words(new));
    let mut by_words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, it) in old_words.iter().enumerate().rev() {
        by_words.entry(it).or_default().push(idx);
    }
    let mut acc = BTreeMap::new();
    for (idx, it) in new_words.iter().enumerate() {
        // Of several that are alike, the first for the first.
        acc.extend(by_words.get_mut(it.as_str()).and_then(Vec::pop).map(|old| (idx, old)));
    }
    let taken: BTreeSet<usize> = acc.values().copied().collect();
    let old_left: Vec<usize> = (0..old.len()).filter(|it| !taken.contains(it)).collect();
    let new_left: Vec<usize> = (0..new.len()).filter(|it| !acc.contains_key(it)).collect();
    if old_left.len().saturating_mul(new_left.len()) > MOST_PAIRS {
        return acc;
    }
    let split = |it: &'_ String| it.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let old_split: Vec<Vec<String>> = old_left.iter().map(|it| split(&old_words[*it])).collect();
    let mut likely: Vec<(f64, usize, usize, usize)> = Vec::new();
    for new_idx in new_left {
        let ours = split(&new_words[new_idx]);
        for (old_idx, theirs) in old_left.iter().zip(&old_split) {
            let likeness = likeness(theirs, &ours);
            if likeness >= LIKENESS {
                likely.push((likeness, old_idx.abs_diff(new_idx), new_idx, *old_idx));
            }
        }
    }
    // The likest first; of those that are as like, the nearest.
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let mut taken = taken;
    for (_, _, new_idx, old_idx) in likely {
        if !acc.contains_key(&new_idx) && taken.insert(old_idx) {
            acc.insert(new_idx, old_idx);
        }
    }
    acc
}

/// The share of words that two sentences have in common, in order: from 0 to 1.
fn likeness(a: &[String], b: &[String]) -> f64 {
    let all = (a.len() + b.len()) as f64;
    // No more than the shorter one has can be in common.
    if all == 0.0 || 2.0 * (a.len().min(b.len()) as f64) / all < LIKENESS {
        return 0.0;
    }
    let known: BTreeSet<&String> = a.iter().collect();
    let shared = b.iter().filter(|it| known.contains(it)).count();
    if 2.0 * (shared as f64) / all < LIKENESS {
        return 0.0;
    }
    let ops = capture_diff_slices(Algorithm::Myers, a, b);
    let same = ops.iter().map(|it| if let DiffOp::Equal { len, .. } = it { *len } else { 0 }).sum::<usize>();
    2.0 * same as f64 / all
}

fn claim_change(old: Option<&ClaimThen>, new: Option<&ClaimThen>) -> Option<ClaimChange> {
    let without = |these: Option<&ClaimThen>, those: Option<&ClaimThen>| -> Vec<Said> {
        let said = |it: &Said| (it.rule.clone(), unplaced(&it.message));
        let those: BTreeSet<(String, String)> = those.iter().flat_map(|it| &it.findings).map(said).collect();
        these.iter().flat_map(|it| &it.findings).filter(|it| !those.contains(&said(it))).cloned().collect()
    };
    let gone = |these: Option<&ClaimThen>, those: Option<&ClaimThen>| -> Vec<Passage> {
        let there: Vec<&Passage> = those.iter().flat_map(|it| &it.evidence).collect();
        let is_there = |it: &Passage| there.iter().any(|other| other.is_same(it));
        these.iter().flat_map(|it| &it.evidence).filter(|it| !is_there(it)).cloned().collect()
    };
    let (new_findings, settled_findings) = (without(new, old), without(old, new));
    let (new_evidence, gone_evidence) = (gone(new, old), gone(old, new));
    let kind = match (old, new) {
        (None, _) => Kind::New,
        (_, None) => Kind::Gone,
        (Some(old), Some(new)) if old.verdict != new.verdict => Kind::Verdict,
        (Some(old), Some(new)) if old.accepted != new.accepted => Kind::Findings,
        _ if !new_findings.is_empty() || !settled_findings.is_empty() => Kind::Findings,
        (Some(old), Some(new)) if claim_words(&old.text) != claim_words(&new.text) => Kind::Reworded,
        _ if !new_evidence.is_empty() || !gone_evidence.is_empty() => Kind::Evidence,
        _ => return None,
    };
    Some(ClaimChange {
        kind,
        old: old.cloned(),
        new: new.cloned(),
        new_findings,
        settled_findings,
        new_evidence,
        gone_evidence,
    })
}

/// A message without the numbers of lines: a source in which lines have moved says the same.
fn unplaced(message: &str) -> String {
    let mut acc = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once("line ") {
        acc.push_str(before);
        rest = after.trim_start_matches(|it: char| it.is_ascii_digit());
    }
    acc + rest
}

fn sources(
    old: &BTreeMap<String, SourceThen>,
    new: &BTreeMap<String, SourceThen>,
    claims: &[Pair],
) -> Vec<SourceChange> {
    let mut acc = Vec::new();
    for (key, before) in old {
        let (kind, path) = match new.get(key) {
            Some(after) if after.hash == before.hash => continue,
            Some(after) => (SourceKind::Changed, &after.path),
            None => (SourceKind::Gone, &before.path),
        };
        let resting = || claims.iter().filter(|it| it.sources.contains(key));
        acc.push(SourceChange {
            source: key.clone(),
            path: path.clone(),
            kind,
            claims: resting().count(),
            changed_claims: resting().filter(|it| it.is_changed).count(),
        });
    }
    acc
}

/// How a verdict is called to people.
fn verdict(name: &str) -> &str {
    match name {
        "not-enough-info" => "without support",
        other => other,
    }
}

/// How things are marked: as text, or as Markdown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Markdown,
}

impl Form {
    fn shown(self, words: &str) -> String {
        match self {
            Self::Text => visible(words).into_owned(),
            Self::Markdown => markdown(words),
        }
    }
}

impl Comparison {
    /// What has changed, for people.
    pub fn text(&self) -> String {
        self.written(Form::Text)
    }

    /// The same in Markdown.
    pub fn markdown(&self) -> String {
        self.written(Form::Markdown)
    }

    fn written(&self, form: Form) -> String {
        let mut acc = String::new();
        for draft in &self.drafts {
            acc.push_str(&draft.written(form));
        }
        for it in &self.sources {
            acc.push_str(&it.written(form));
        }
        if !self.sources_are_known {
            let words = "The old file names no hashes of sources, so what became of the sources cannot be told.";
            // Writing to a string does not fail.
            _ = writeln!(acc, "{words}");
        }
        acc.trim_end().to_owned() + "\n"
    }
}

impl DraftChange {
    fn written(&self, form: Form) -> String {
        let name = match (&self.old, &self.new) {
            (Some(old), Some(new)) if old != new => format!("{} → {}", form.shown(old), form.shown(new)),
            (None, Some(new)) => format!("{} (new)", form.shown(new)),
            (Some(old), None) => format!("{} (gone)", form.shown(old)),
            (_, new) => form.shown(new.as_deref().unwrap_or_default()),
        };
        let n = |wanted: &[Kind]| self.claims.iter().filter(|it| wanted.contains(&it.kind)).count();
        let counts = [
            (n(&[Kind::Verdict]), "with another verdict"),
            (n(&[Kind::Findings]), "with other findings"),
            (n(&[Kind::Reworded]), "reworded"),
            (n(&[Kind::Evidence]), "with other evidence"),
            (n(&[Kind::New]), "new"),
            (n(&[Kind::Gone]), "gone"),
        ];
        let counts = counts.iter().filter(|it| it.0 > 0).enumerate();
        // The first says what is counted.
        let part = |(idx, (n, what)): (usize, &(usize, &str))| match idx {
            0 => format!("{} {what}", counted(*n, "claim")),
            _ => format!("{n} {what}"),
        };
        let counts: Vec<String> = counts.map(part).collect();
        let same = match (self.unchanged_claims, counts.is_empty()) {
            (n, true) => format!("no claim has changed, of {n}"),
            (n, false) => format!("{}; {n} as before", counts.join(", ")),
        };
        let mut acc = match form {
            Form::Text => format!("{name}: {same}\n\n"),
            Form::Markdown => format!("## {name}\n\n{}\n\n", with_capital_and_stop(&same)),
        };
        for it in &self.claims {
            acc.push_str(&it.written(form, self.new.as_deref(), self.old.as_deref()));
        }
        for (title, said) in [("new finding", &self.new_remarks), ("settled", &self.settled_remarks)] {
            for it in said {
                let line = format!("{title}: {}: {} (line {})", it.rule, form.shown(&it.message), it.line);
                _ = match form {
                    Form::Text => writeln!(acc, "{line}\n"),
                    Form::Markdown => writeln!(acc, "- {line}\n"),
                };
            }
        }
        acc
    }
}

fn with_capital_and_stop(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|it| it.to_uppercase().chain(chars).chain(['.']).collect()).unwrap_or_default()
}

impl ClaimChange {
    fn written(&self, form: Form, new_path: Option<&str>, old_path: Option<&str>) -> String {
        let (what, claim, path) = match self.kind {
            Kind::New => ("new claim", &self.new, new_path),
            Kind::Gone => ("claim gone", &self.old, old_path),
            Kind::Verdict => ("another verdict", &self.new, new_path),
            Kind::Findings => ("other findings", &self.new, new_path),
            Kind::Reworded => ("reworded", &self.new, new_path),
            Kind::Evidence => ("other evidence", &self.new, new_path),
        };
        let line = claim.as_ref().and_then(|it| it.line).map(|it| format!(":{it}")).unwrap_or_default();
        let place = format!("{}{line}", form.shown(path.unwrap_or_default()));
        let mut acc = match form {
            Form::Text => format!("{what}  {place}\n"),
            Form::Markdown => format!("### {}, {place}\n\n", with_capital_and_stop(what).trim_end_matches('.')),
        };
        for line in self.lines(form) {
            _ = match form {
                Form::Text => writeln!(acc, "  {line}"),
                Form::Markdown => writeln!(acc, "- {line}"),
            };
        }
        acc + "\n"
    }

    fn lines(&self, form: Form) -> Vec<String> {
        let words = |it: &Option<ClaimThen>| it.as_ref().map(|it| form.shown(&it.text));
        let (old, new) = (words(&self.old), words(&self.new));
        let (minus, plus) = if form == Form::Text { ("- ", "+ ") } else { ("before: ", "now: ") };
        let mut acc = Vec::new();
        match (old, new) {
            (Some(old), Some(new)) if old == new => acc.push(new),
            (old, new) => {
                acc.extend(old.map(|it| format!("{minus}{it}")));
                acc.extend(new.map(|it| format!("{plus}{it}")));
            }
        }
        let verdicts = |it: &Option<ClaimThen>| it.as_ref().map(|it| verdict(&it.verdict).to_owned());
        match (verdicts(&self.old), verdicts(&self.new)) {
            (Some(old), Some(new)) if old == new => acc.push(format!("verdict: {new}, as before")),
            (Some(old), Some(new)) => acc.push(format!("verdict: {old} → {new}")),
            (old, new) => acc.extend(old.or(new).map(|it| format!("verdict: {it}"))),
        }
        if self.kind != Kind::Gone {
            let accepted = |it: &Option<ClaimThen>| it.as_ref().map(|it| it.accepted.join(", ")).unwrap_or_default();
            match (accepted(&self.old), accepted(&self.new)) {
                (old, new) if old == new => {}
                (old, new) if new.is_empty() => acc.push(format!("no longer accepted by hand: {old}")),
                (_, new) => acc.push(format!("accepted by hand: {new}")),
            }
            acc.extend(
                self.settled_findings.iter().map(|it| format!("settled: {}: {}", it.rule, form.shown(&it.message))),
            );
            acc.extend(self.new_findings.iter().map(|it| format!("found: {}: {}", it.rule, form.shown(&it.message))));
            let passage = |it: &Passage| format!("{}: “{}”", form.shown(&it.place()), form.shown(&it.text));
            for (title, passages) in [("before", &self.gone_evidence), ("now", &self.new_evidence)] {
                let shown = passages.iter().take(MOST_PASSAGES);
                acc.extend(shown.map(|it| format!("evidence {title}: {}", passage(it))));
                let n_more = passages.len().saturating_sub(MOST_PASSAGES);
                acc.extend((n_more > 0).then(|| format!("evidence {title}: {} more", counted(n_more, "passage"))));
            }
        }
        acc
    }
}

impl SourceChange {
    fn written(&self, form: Form) -> String {
        let what = match self.kind {
            SourceKind::Changed => "has changed",
            SourceKind::Gone => "is there no more",
        };
        let claims = match (self.claims, self.changed_claims) {
            (0, _) => "no claim rests on it".to_owned(),
            (n, 0) => format!("{} on it, for which nothing has changed", rest(n)),
            (n, m) if n == m => format!("{} on it, all of which are listed above", rest(n)),
            (n, m) => format!("{} on it, {m} of which {} listed above", rest(n), if m == 1 { "is" } else { "are" }),
        };
        let line = format!("source {} ({}) {what}: {claims}", form.shown(&self.source), form.shown(&self.path));
        match form {
            Form::Text => format!("{line}\n"),
            Form::Markdown => format!("- {line}\n"),
        }
    }
}

fn rest(n: usize) -> String {
    format!("{} {}", counted(n, "claim"), if n == 1 { "rests" } else { "rest" })
}

/// How drafts stand now, to be compared.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn checked_now(drafts: &[CheckedDraft], base: &std::path::Path) -> serde_json::Result<Checked> {
    Checked::new(&super::json(drafts, &[], base))
}
