//! What citecheck says of labelled claims.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{Label, Row, Sources};
use crate::check::{Context, Memo, Report, check};
use crate::config::Level;
use crate::draft::Draft;
use crate::judge::Verdict;

/// The verdicts by their names, the worst last.
const GRAVITY: [&str; 4] = [NOT_A_CLAIM, "supported", "not-enough-info", "refuted"];

/// In place of a verdict where no claim was seen.
pub(super) const NOT_A_CLAIM: &str = "not-a-claim";

/// What citecheck says of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    pub id: Value,
    /// The worst of the claims at the row's place: `supported`, `not-enough-info` or `refuted`; `not-a-claim` where no
    /// claim was seen.
    pub verdict: &'static str,
    /// The least support of these claims.
    pub score: Option<f64>,
    /// Whether a finding of level warning or error overlaps the row's place.
    pub flag: bool,
    /// The rules of these findings, in alphabetical order.
    pub rules: Vec<&'static str>,
}

/// Checks the drafts of the rows, each once, and says what was found at the rows' places. `None` for a row whose draft
/// could not be checked.
pub fn predict(context: &Context, rows: &[&Row]) -> Vec<Option<Prediction>> {
    let mut by_draft: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, row) in rows.iter().enumerate() {
        by_draft.entry(&row.draft).or_default().push(idx);
    }
    let memo = Memo::default();
    let predicted: Vec<Vec<(usize, Option<Prediction>)>> = by_draft
        .into_par_iter()
        .map(|(draft, places)| {
            let report = check(context, Arc::new(Draft::parse(draft)), &memo);
            places.into_iter().map(|idx| (idx, at(&report, rows[idx]))).collect()
        })
        .collect();
    let mut acc = vec![None; rows.len()];
    for (idx, prediction) in predicted.into_iter().flatten() {
        acc[idx] = prediction;
    }
    acc
}

/// Rows and predictions of whole drafts, made of those of their claims: a draft is wrong when a claim of it is, and flagged
/// when a labelled claim of it is. It goes by the id of its first row. Non-claims say nothing about a draft.
pub fn by_draft(rows: &[Row], predictions: &[Option<Prediction>]) -> (Vec<Row>, Vec<Option<Prediction>>) {
    let mut places: BTreeMap<(&Sources, &str), usize> = BTreeMap::new();
    let mut acc: Vec<(Row, Option<Prediction>)> = Vec::new();
    for (row, prediction) in rows.iter().zip(predictions).filter(|it| it.0.label != Label::NotAClaim) {
        let place = *places.entry((&row.sources, &row.draft)).or_insert(acc.len());
        let Some((whole, flagged)) = acc.get_mut(place) else {
            acc.push((row.clone(), prediction.clone()));
            continue;
        };
        whole.label = if row.label == Label::Wrong { Label::Wrong } else { whole.label };
        whole.error_types.extend(row.error_types.iter().cloned());
        whole.error_types.sort_unstable();
        whole.error_types.dedup();
        *flagged = flagged.take().zip(prediction.clone()).map(|(one, other)| joined(one, other));
    }
    acc.into_iter().unzip()
}

/// What is said of two claims, as said of both together.
fn joined(one: Prediction, other: Prediction) -> Prediction {
    let mut rules = [one.rules, other.rules].concat();
    rules.sort_unstable();
    rules.dedup();
    let scores = one.score.into_iter().chain(other.score);
    let is_worse =
        GRAVITY.iter().position(|it| *it == other.verdict) > GRAVITY.iter().position(|it| *it == one.verdict);
    Prediction {
        id: one.id,
        verdict: if is_worse { other.verdict } else { one.verdict },
        score: scores.reduce(f64::min),
        flag: one.flag || other.flag,
        rules,
    }
}

fn at(report: &Report, row: &Row) -> Option<Prediction> {
    if !report.is_checked {
        return None;
    }
    let claims = || report.claims.iter().filter(|it| it.claim.span.overlaps(row.span)).map(|it| &it.judgement);
    let flags = report.findings.iter().filter(|it| it.level >= Level::Warning && it.span.overlaps(row.span));
    let mut rules: Vec<&'static str> = flags.map(|it| it.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    Some(Prediction {
        id: row.id.clone(),
        verdict: claims().map(|it| gravity(it.verdict)).max().map_or(GRAVITY[0], |it| GRAVITY[it]),
        score: claims().map(|it| it.score).reduce(f64::min),
        flag: !rules.is_empty(),
        rules,
    })
}

/// The place of a verdict in [`GRAVITY`].
fn gravity(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Supported => 1,
        Verdict::NotEnoughInfo => 2,
        Verdict::Refuted => 3,
    }
}
