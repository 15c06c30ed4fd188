//! Predictions held against labels, in figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::predict::NOT_A_CLAIM;
use super::{Label, Prediction, Row};

/// How often rows are drawn anew for an interval.
const N_RESAMPLES: usize = 1000;

/// Any number does, as long as it stays the same.
const SEED: u64 = 2026;

/// A figure with the interval that holds it in 95 of 100 samples of such rows. `None` where it has no value, such as
/// the precision of no flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Rows counted by label and flag. Non-claims are counted apart: they are neither wrong nor supported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Tally {
    pub wrong: usize,
    /// The wrong ones that are flagged.
    pub caught: usize,
    pub supported: usize,
    /// The supported ones that are flagged.
    pub false_alarms: usize,
    pub non_claims: usize,
    /// The non-claims that are flagged.
    pub non_claims_flagged: usize,
}

/// How a data set is judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    #[serde(flatten)]
    pub tally: Tally,
    /// The mean of the shares of wrong rows flagged and of supported rows left alone.
    pub balanced_accuracy: Estimate,
    pub precision: Estimate,
    pub recall: Estimate,
    pub f1: Estimate,
    /// For each hundred supported rows.
    pub false_alarms_per_100: Estimate,
    /// Wrong rows in which no claim was seen, so that nothing was judged.
    pub wrong_unjudged: usize,
    pub by_error_type: Vec<OfType>,
    pub by_rule: Vec<OfRule>,
}

/// The rows of one error type. A row of several counts for each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfType {
    pub error_type: String,
    pub n: usize,
    pub caught: usize,
}

/// The rows flagged by one rule. A row flagged by several counts for each of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfRule {
    pub rule: &'static str,
    pub caught: usize,
    pub false_alarms: usize,
    pub non_claims_flagged: usize,
    pub precision: Option<f64>,
}

/// What leaving a part of the method out changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The part left out.
    pub without: &'static str,
    pub balanced_accuracy: Option<f64>,
    pub caught: i64,
    pub false_alarms: i64,
}

impl Tally {
    fn count(rows: impl Iterator<Item = (Label, bool)>) -> Self {
        let mut acc = Self::default();
        for (label, flag) in rows {
            let (n, flagged) = match label {
                Label::Wrong => (&mut acc.wrong, &mut acc.caught),
                Label::Supported => (&mut acc.supported, &mut acc.false_alarms),
                Label::NotAClaim => (&mut acc.non_claims, &mut acc.non_claims_flagged),
            };
            *n += 1;
            *flagged += usize::from(flag);
        }
        acc
    }

    pub fn balanced_accuracy(&self) -> Option<f64> {
        let left_alone = share(self.supported.saturating_sub(self.false_alarms), self.supported);
        Some((self.recall()? + left_alone?) / 2.0)
    }

    pub fn precision(&self) -> Option<f64> {
        share(self.caught, self.caught + self.false_alarms)
    }

    pub fn recall(&self) -> Option<f64> {
        share(self.caught, self.wrong)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.caught, self.wrong + self.caught + self.false_alarms)
    }

    pub fn false_alarms_per_100(&self) -> Option<f64> {
        share(100 * self.false_alarms, self.supported)
    }
}

impl Figures {
    /// The figures of rows with what was said of each. Rows that could not be checked are left out.
    pub fn new(rows: &[Row], predictions: &[Option<Prediction>]) -> Self {
        let judged: Vec<(&Row, &Prediction)> =
            rows.iter().zip(predictions).filter_map(|(row, it)| Some((row, it.as_ref()?))).collect();
        let flags: Vec<(Label, bool)> = judged.iter().map(|(row, it)| (row.label, it.flag)).collect();
        let tally = Tally::count(flags.iter().copied());
        let resampled = resample(&flags);
        let estimate =
            |figure: fn(&Tally) -> Option<f64>| estimate(figure(&tally), resampled.iter().filter_map(figure));
        let is_unjudged = |it: &&(&Row, &Prediction)| it.0.label == Label::Wrong && it.1.verdict == NOT_A_CLAIM;
        Self {
            tally,
            balanced_accuracy: estimate(Tally::balanced_accuracy),
            precision: estimate(Tally::precision),
            recall: estimate(Tally::recall),
            f1: estimate(Tally::f1),
            false_alarms_per_100: estimate(Tally::false_alarms_per_100),
            wrong_unjudged: judged.iter().filter(is_unjudged).count(),
            by_error_type: by_error_type(&judged),
            by_rule: by_rule(&judged),
        }
    }

    /// What these figures, of all parts but `without`, differ in from those of the whole.
    pub fn change_from(&self, whole: &Self, without: &'static str) -> Change {
        let difference = |ours: usize, theirs: usize| ours as i64 - theirs as i64;
        let accuracy = |it: &Self| it.balanced_accuracy.value;
        Change {
            without,
            balanced_accuracy: accuracy(self).zip(accuracy(whole)).map(|(ours, theirs)| ours - theirs),
            caught: difference(self.tally.caught, whole.tally.caught),
            false_alarms: difference(self.tally.false_alarms, whole.tally.false_alarms),
        }
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The rows drawn anew, as many as there are, with replacement.
fn resample(rows: &[(Label, bool)]) -> Vec<Tally> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut draw = || Tally::count((0..rows.len()).map(|_| rows[random.usize(..rows.len())]));
    (0..N_RESAMPLES).map(|_| draw()).collect()
}

/// The figure between the 2.5th and the 97.5th percentile of its resampled values.
fn estimate(value: Option<f64>, resampled: impl Iterator<Item = f64>) -> Estimate {
    let mut values: Vec<f64> = resampled.collect();
    values.sort_by(f64::total_cmp);
    let percentile = |share: f64| {
        let last = values.len().checked_sub(1)?;
        values.get((share * last as f64).round() as usize).copied().filter(|_| value.is_some())
    };
    Estimate { value, low: percentile(0.025), high: percentile(0.975) }
}

/// The most frequent first.
fn by_error_type(judged: &[(&Row, &Prediction)]) -> Vec<OfType> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (row, prediction) in judged {
        for error_type in &row.error_types {
            let count = counts.entry(error_type).or_default();
            count.0 += 1;
            count.1 += usize::from(prediction.flag);
        }
    }
    let of_type = |(error_type, (n, caught)): (&str, _)| OfType { error_type: error_type.to_owned(), n, caught };
    let mut acc: Vec<OfType> = counts.into_iter().map(of_type).collect();
    acc.sort_by_key(|it| std::cmp::Reverse(it.n));
    acc
}

/// In alphabetical order.
fn by_rule(judged: &[(&Row, &Prediction)]) -> Vec<OfRule> {
    let mut flags: BTreeMap<&'static str, Vec<(Label, bool)>> = BTreeMap::new();
    for (row, prediction) in judged {
        for rule in &prediction.rules {
            flags.entry(rule).or_default().push((row.label, true));
        }
    }
    let of_rule = |(rule, flags): (&'static str, Vec<(Label, bool)>)| {
        let tally = Tally::count(flags.into_iter());
        let Tally { caught, false_alarms, non_claims_flagged, .. } = tally;
        OfRule { rule, caught, false_alarms, non_claims_flagged, precision: tally.precision() }
    };
    flags.into_iter().map(of_rule).collect()
}
