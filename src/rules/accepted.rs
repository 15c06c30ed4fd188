//! Claims that were accepted by hand: what is not said about them, and where there is nothing left to be accepted.

use std::collections::HashSet;

use crate::claim::Claim;
use crate::config::{Acceptance, Accepted, Config, Level, claim_words};
use crate::draft::Draft;
use crate::text::visible;

use super::{Finding, Objection, finding, known_names, rule};

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

/// The findings in the text of the file that lists accepted claims: those whose words stand in none of `drafts`, which are
/// all drafts that it is for. None where the file cannot be read, as that is said elsewhere.
pub fn accepted_in_vain<'a>(config: &Config, drafts: impl Iterator<Item = &'a Draft>, text: &str) -> Vec<Finding> {
    let (Some(needless), Ok(listed)) = (rule("needless-ignore"), Accepted::listed(text, &known_names())) else {
        return Vec::new();
    };
    let sentences = drafts.flat_map(|draft| {
        let sentences = draft.blocks.iter().flat_map(|it| &it.sentences);
        sentences.map(|it| claim_words(it.of(&draft.prose)))
    });
    let standing: HashSet<String> = if listed.is_empty() { HashSet::new() } else { sentences.collect() };
    let objection = |span| Objection::new(span, "no draft has a claim of these words any more".to_owned());
    let gone = listed.iter().filter(|it| !standing.contains(&it.0.claim));
    let findings = gone.map(|it| finding(config, needless, None, objection(it.1)));
    findings.filter(|it| it.level != Level::Off).collect()
}
