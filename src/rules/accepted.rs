//! Claims that were accepted by hand: what is not said about them, and where there is nothing left to be accepted.

use crate::claim::Claim;
use crate::config::{Acceptance, Config, claim_words};
use crate::text::visible;

use super::{Finding, Objection, finding, rule};

/// The findings about claims that nobody has accepted, with one for each accepted claim that its rule says nothing about;
/// and those about accepted claims. `claims` are those of the report.
pub fn apply_accepted<'a>(
    config: &Config,
    claims: impl Iterator<Item = &'a Claim>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<(Finding, Acceptance)>) {
    if config.accepted.is_empty() {
        return (findings, Vec::new());
    }
    let claims: Vec<(&Claim, String)> = claims.map(|it| (it, claim_words(&it.text))).collect();
    let acceptance = |finding: &Finding| config.accepted.find(&claims.get(finding.claim?)?.1, finding.rule);
    let mut kept = Vec::new();
    let mut accepted = Vec::new();
    for finding in findings {
        match acceptance(&finding) {
            Some(it) => accepted.push((finding, it.clone())),
            None => kept.push(finding),
        }
    }
    let Some(needless) = rule("needless-ignore") else { return (kept, accepted) };
    for (idx, (claim, words)) in claims.iter().enumerate() {
        for entry in config.accepted.of(words) {
            let is_used = |it: &(Finding, Acceptance)| it.1 == *entry && it.0.claim == Some(idx);
            if accepted.iter().any(is_used) {
                continue;
            }
            let rule = visible(&entry.rule);
            let message = format!("this claim was accepted for `{rule}`, which says nothing about it any more");
            kept.push(finding(config, needless, Some(idx), Objection::new(claim.span, message)));
        }
    }
    (kept, accepted)
}
