//! Claims that were accepted by hand.

use std::sync::Arc;

use citecheck::check::Report;
use citecheck::config::{Acceptance, Accepted, Config, claim_words};

use crate::fixture::Fixture;

const FIXTURE: &str = r#"
//- /draft.md
The harbour of Norham opened in 2014 with fifteen cranes.

The harbour of Norham opened in 2014.
//- /corpus/harbour.md
The harbour of Norham opened in 2014 with twelve cranes.
"#;

fn check(claim: &str, rule: &str) -> Report {
    let mut fixture = Fixture::parse(FIXTURE);
    let mut accepted = Accepted::default();
    accepted.insert(Acceptance {
        claim: claim_words(claim),
        rule: rule.to_owned(),
        reason: "our own count".to_owned(),
        ..Acceptance::default()
    });
    let config = Config { accepted: Arc::new(accepted), ..(*fixture.context.config).clone() };
    fixture.context.config = Arc::new(config);
    fixture.check()
}

fn rules(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|it| it.rule).filter(|it| *it != "uncited-claim").collect()
}

#[test]
fn what_was_accepted_is_listed_as_such_and_not_reported() {
    // A citation that is added, and marks, change nothing.
    let report = check("the harbour of **Norham** opened in 2014 with fifteen cranes", "conflicting-figure");
    assert_eq!(rules(&report), [""; 0]);
    let [(finding, acceptance)] = report.accepted.as_slice() else { panic!("{:?}", report.accepted) };
    assert_eq!((finding.rule, acceptance.reason.as_str()), ("conflicting-figure", "our own count"));
    assert_eq!(report.summary().n_accepted, 1);
}

#[test]
fn other_words_and_other_rules_were_not_accepted() {
    let report = check("The harbour of Norham opened in 2014 with sixteen cranes.", "conflicting-figure");
    assert_eq!((rules(&report), report.accepted.len()), (vec!["conflicting-figure"], 0));
}

#[test]
fn an_entry_that_silences_nothing_is_noticed() {
    let report = check("The harbour of Norham opened in 2014.", "conflicting-figure");
    assert_eq!(rules(&report), ["conflicting-figure", "needless-ignore"]);
    let message = &report.findings.iter().find(|it| it.rule == "needless-ignore").expect("a finding").message;
    assert_eq!(message, "this claim was accepted for `conflicting-figure`, which says nothing about it any more");
}
