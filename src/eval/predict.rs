//! What citecheck says of labelled claims.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use std::sync::Arc;

use super::Row;
use crate::check::{Context, Memo, Report, check};
use crate::config::Level;
use crate::draft::Draft;
use crate::judge::Verdict;

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

fn at(report: &Report, row: &Row) -> Option<Prediction> {
    if !report.is_checked {
        return None;
    }
    let claims = || report.claims.iter().filter(|it| it.claim.span.overlaps(row.span)).map(|it| &it.judgement);
    let verdict = claims().map(|it| it.verdict).max_by_key(|it| gravity(*it));
    let flags = report.findings.iter().filter(|it| it.level >= Level::Warning && it.span.overlaps(row.span));
    let mut rules: Vec<&'static str> = flags.map(|it| it.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    Some(Prediction {
        id: row.id.clone(),
        verdict: verdict.map_or("not-a-claim", name),
        score: claims().map(|it| it.score).reduce(f64::min),
        flag: !rules.is_empty(),
        rules,
    })
}

fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Supported => 0,
        Verdict::NotEnoughInfo => 1,
        Verdict::Refuted => 2,
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::NotEnoughInfo => "not-enough-info",
        Verdict::Refuted => "refuted",
    }
}
