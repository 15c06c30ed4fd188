//! The bundled workspace: every planted defect is found, by its rule and at its words, and nothing else is.

use std::path::Path;
use std::sync::Arc;

use citecheck::check::{Memo, check};
use citecheck::draft::Draft;
use citecheck::load::{Settings, Workspace};

/// Line, rule and the words underlined.
const PLANTED: [(usize, &str, &str); 12] = [
    (22, "misattributed-quotation", "Witkoff"),
    (29, "conflicting-figure", "25 years"),
    (35, "contradicted-claim", "mandates full military"),
    (
        40,
        "unsupported-claim",
        "Warsaw has offered to host the headquarters of this force and to bear a third of its running costs.",
    ),
    (53, "disputed-claim", "object"),
    (55, "altered-quotation", "language"),
    (59, "conflicting-name", "Jens Stoltenberg"),
    (64, "conflicting-date", "9 January"),
    (67, "unknown-citation", "kushner-profile"),
    (68, "conflicting-name", "Foreign Minister"),
    (80, "conflicting-figure", "€80bn"),
    (81, "overstated-claim", "have decided"),
];

#[test]
fn the_briefing_has_the_planted_defects_and_no_others() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let cache = tempfile::tempdir().expect("a folder for the index");
    let settings = Settings { cache: Some(cache.path().to_owned()), ..Settings::default() };
    let workspace = Workspace::load(&seeds, &settings, &|_, _| {});
    assert!(workspace.notices.is_empty(), "{:?}", workspace.notices);
    let text = std::fs::read_to_string(seeds.join("briefing.md")).expect("the briefing");
    let report = check(&workspace.context, Arc::new(Draft::parse(&text)), &Memo::default());
    let found: Vec<(usize, &str, &str)> = report
        .findings
        .iter()
        .map(|it| (report.draft.lines.line_of(it.span.start) + 1, it.rule, it.span.of(&text)))
        .collect();
    assert_eq!(found, PLANTED);
}
