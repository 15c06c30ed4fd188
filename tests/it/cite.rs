//! Citing all that a draft leaves uncited: what is written, the neighbours that are left alone, and that it ends there.

use std::path::Path;
use std::sync::Arc;

use citecheck::check::{Memo, Report, check as check_draft};
use citecheck::draft::Draft;
use citecheck::ide::{CiteDeed, CitedDraft, LeftOut, Wanted, cite_whole};
use proptest::prelude::*;

use crate::fixture::Fixture;

/// Two sources with an address, one of them with pages, and two that contradict each other.
const SOURCES: &str = "//- /corpus/budget.md
---
key: budget
title: A compromise on the budget
publisher: Norham Gazette
date: 2024-03-03
url: https://example.org/budget
---
The city council of Norham adopted the budget for the new library.
The mayor called it “a compromise that nobody likes and all can live with”.

//- /corpus/harbour.md
---
key: harbour
title: More ships than ever
publisher: Coast Weekly
date: 2024-05-11
url: https://example.org/harbour
---
# Page 2
The harbour office counted 312 ships in the port of Norham last year.
# Page 3
The pilots of Norham asked the ministry for a second tug.

//- /corpus/minutes.md
---
key: minutes
title: Minutes of the board
---
# Page 4
The quay of Norham was built by the brothers Roe in 1902.

//- /corpus/ferry-stops.md
---
key: ferry-stops
---
The ferry between Norham and Wick stopped running in March 2024.

//- /corpus/ferry-runs.md
---
key: ferry-runs
---
The ferry between Norham and Wick did not stop running in March 2024.
";

const SHIPS: &str = "The harbour office counted 312 ships in the port of Norham last year";
const PILOTS: &str = "The pilots of Norham asked the ministry for a second tug";
const COUNCIL: &str = "The city council of Norham adopted the budget for the new library";

fn fixture(draft: &str, config: &str) -> (Fixture, Report) {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n//- /citecheck.toml\n{config}\n{SOURCES}"));
    let report = fixture.check();
    (fixture, report)
}

fn cited(fixture: &Fixture, report: &Report, wanted: &Wanted) -> CitedDraft {
    cite_whole(&fixture.context, report, Some(Path::new("/draft.md")), wanted)
}

/// What the draft becomes; nothing once more when it is cited again.
#[track_caller]
fn check_with(draft: &str, config: &str, expected: &str) -> CitedDraft {
    let (fixture, report) = fixture(draft, config);
    let cited = cited(&fixture, &report, &Wanted::default());
    assert_eq!(cited.draft.text.trim_end(), expected.trim_end());
    for change in &cited.changes {
        assert!(change.written.iter().all(|it| !it.of(&cited.draft.text).is_empty()), "{change:?}");
    }
    let report = check_draft(&fixture.context, Arc::clone(&cited.draft), &Memo::default());
    let again = cite_whole(&fixture.context, &report, Some(Path::new("/draft.md")), &Wanted::default());
    assert_eq!(again.draft.text, cited.draft.text);
    cited
}

#[track_caller]
fn check(draft: &str, expected: &str) -> CitedDraft {
    check_with(draft, "", expected)
}

#[track_caller]
fn check_left(draft: &str, why: LeftOut) {
    let cited = check(draft, draft);
    assert_eq!(cited.left_out.iter().map(|it| it.1).collect::<Vec<_>>(), [why], "{draft}");
}

#[test]
fn a_claim_is_cited_in_the_style_of_the_draft() {
    check(&format!("{SHIPS}. {COUNCIL} [@budget]."), &format!("{SHIPS} [@harbour, p. 2]. {COUNCIL} [@budget]."));
    check(
        &format!("{SHIPS}. {COUNCIL} (Source: Norham Gazette, 3 March 2024)."),
        &format!(
            "{SHIPS} (Source: Coast Weekly, 11 May 2024, p. 2). {COUNCIL} (Source: Norham Gazette, 3 March 2024)."
        ),
    );
    check(
        &format!("{SHIPS}. {COUNCIL} ([Gazette](https://example.org/budget))."),
        &format!(
            "{SHIPS} ([Coast Weekly, 11 May 2024, p. 2](https://example.org/harbour)). {COUNCIL} \
             ([Gazette](https://example.org/budget))."
        ),
    );
}

#[test]
fn a_source_without_a_publisher_is_cited_by_its_title() {
    let quay = "The quay of Norham was built by the brothers Roe in 1902";
    let style = "citation-style = \"source-line\"";
    check_with(&format!("{quay}."), style, &format!("{quay} (Source: Minutes of the board, p. 4)."));
}

#[test]
fn footnotes_are_numbered_on_and_written_once() {
    let draft = format!("{COUNCIL}.[^1]\n\n{SHIPS}.\n{PILOTS}.\n\nIn short: {SHIPS}.\n\n[^1]: [@budget].");
    let expected = format!(
        "{COUNCIL}.[^1]\n\n{SHIPS}.[^2]\n{PILOTS}.[^3]\n\nIn short: {SHIPS}.[^2]\n\n[^1]: [@budget].\n\
         [^2]: [@harbour, p. 2].\n[^3]: [@harbour, p. 3]."
    );
    let cited = check(&draft, &expected);
    assert!(cited.changes.iter().all(|it| it.deed == CiteDeed::Cites));
    let marks: Vec<&str> = cited.changes.iter().map(|it| it.written[0].of(&cited.draft.text)).collect();
    assert_eq!(marks, ["[^2]", "[^3]", "[^2]"]);
}

#[test]
fn a_missing_note_is_written() {
    let note = "Coast Weekly, “More ships than ever”, 11 May 2024, p. 2, <https://example.org/harbour>.";
    let cited = check(&format!("{SHIPS}.[^4]"), &format!("{SHIPS}.[^4]\n\n[^4]: {note}"));
    assert_eq!(cited.changes[0].deed, CiteDeed::WritesNote);
    // On two places of a source at once it names neither.
    let both = format!("{SHIPS}.[^a] {PILOTS}.[^a]");
    check(&both, &format!("{both}\n\n[^a]: {}", note.replace(", p. 2", "")));
    // The claims of a note must all be of its source.
    for draft in [
        format!("{SHIPS}.[^a] {COUNCIL}.[^a]"),
        format!("{SHIPS}.[^a] The pilots of Norham asked the ministry for a third tug.[^a]"),
        format!("{SHIPS}.[^budget]"),
        "The pilots of Norham play chess on Sundays.[^harbour]".to_owned(),
    ] {
        check(&draft, &draft);
    }
    check(&format!("{SHIPS}.[^harbour]"), &format!("{SHIPS}.[^harbour]\n\n[^harbour]: {note}"));
}

#[test]
fn a_page_is_given_where_the_draft_gives_pages() {
    check(
        &format!("{SHIPS} [@harbour, p. 2]. {PILOTS} [@harbour]."),
        &format!("{SHIPS} [@harbour, p. 2]. {PILOTS} [@harbour, p. 3]."),
    );
    check(
        &format!("{SHIPS} [@harbour, p. 2]. As @harbour says, {PILOTS}."),
        &format!("{SHIPS} [@harbour, p. 2]. As @harbour [p. 3] says, {PILOTS}."),
    );
    check(
        &format!("{SHIPS}.[^1] {PILOTS}.[^2]\n\n[^1]: [@harbour, p. 2].\n[^2]: See [@harbour]."),
        &format!("{SHIPS}.[^1] {PILOTS}.[^2]\n\n[^1]: [@harbour, p. 2].\n[^2]: See [@harbour, p. 3]."),
    );
    // Where most give none, nor do new ones.
    let without = format!("{SHIPS} [@harbour]. {PILOTS} [@harbour].");
    check(&without, &without);
    check(&format!("{SHIPS} [@harbour]. {PILOTS}."), &without);
    // A note of two claims, one with another place, and a source without pages.
    for draft in [
        format!("{SHIPS}.[^1] {PILOTS}.[^2] {SHIPS}.[^2]\n\n[^1]: [@harbour, p. 2].\n[^2]: [@harbour]."),
        format!("{SHIPS} [@harbour, p. 2]. {PILOTS} [@harbour, ch. 1]."),
        format!("{SHIPS} [@harbour, p. 2]. {COUNCIL} [@budget]."),
    ] {
        check(&draft, &draft);
    }
}

#[test]
fn a_claim_that_sources_contradict_or_do_not_have_is_not_cited() {
    for draft in [
        "The harbour office counted 412 ships in the port of Norham last year.",
        "The pilots of Norham play chess on Sundays.",
    ] {
        let cited = check(draft, draft);
        assert_eq!((cited.changes.len(), cited.left_out.len()), (0, 0), "{draft}");
    }
    let (fixture, report) = fixture("The ferry between Norham and Wick stopped running in March 2024.", "");
    let cited = cited(&fixture, &report, &Wanted::default());
    assert_eq!(cited.changes, []);
    assert_eq!(cited.left_out, [(0, LeftOut::Disputed)]);
}

#[test]
fn quoted_cited_and_accepted_sentences_are_left_alone() {
    check_left(&format!("> {SHIPS}."), LeftOut::Quoted);
    check_left(&format!("The office said: “{SHIPS}. It will count them again next year.”"), LeftOut::Quoted);
    check_left(&format!("{SHIPS}. <!-- citecheck-ignore uncited-claim: known to all -->"), LeftOut::Accepted);
    for draft in [
        // Of another source, and of one that is not there.
        format!("{SHIPS} [@budget]."),
        format!("{SHIPS} [@nobody]."),
        format!("{COUNCIL}.[^1]\n\n[^1]: {SHIPS}."),
        format!("| what | source |\n| --- | --- |\n| {SHIPS}. | [@harbour, p. 2] |"),
    ] {
        let cited = check(&draft, &draft);
        assert_eq!(cited.left_out, [], "{draft}");
    }
    // A quotation is cited behind its marks.
    check(
        "The mayor called the budget “a compromise that nobody likes and all can live with”.",
        "The mayor called the budget “a compromise that nobody likes and all can live with” [@budget].",
    );
}

#[test]
fn only_what_is_asked_for_is_cited() {
    let (fixture, report) = fixture(&format!("{SHIPS}.\n\n{COUNCIL}.\n"), "citation-style = \"pandoc\"");
    let text = |wanted: &Wanted| cited(&fixture, &report, wanted).draft.text.clone();
    let budget = fixture.context.corpus.sources().named("budget").expect("a source");
    let of_budget = format!("{SHIPS}.\n\n{COUNCIL} [@budget].\n");
    assert_eq!(text(&Wanted { sources: vec![budget], ..Wanted::default() }).trim_end(), of_budget.trim_end());
    assert_eq!(text(&Wanted { lines: vec![2..=2], ..Wanted::default() }).trim_end(), of_budget.trim_end());
    assert_eq!(text(&Wanted { without: [0].into(), ..Wanted::default() }).trim_end(), of_budget.trim_end());
}

/// Drafts put together from what matters here.
fn drafts() -> impl Strategy<Value = String> {
    let claim =
        prop_oneof![Just(SHIPS), Just(PILOTS), Just(COUNCIL), Just("It rains"), Just("The ferry stopped in May")];
    const MARKS: [&str; 24] = [
        ". ",
        ". ",
        ". ",
        ". ",
        " [@harbour]. ",
        " [@harbour, p. 2]. ",
        ".[^1] ",
        ".[^harbour] ",
        ".[^9]\n\n",
        " (Source: Coast Weekly, 11 May 2024). ",
        " ([x](https://example.org/budget)). ",
        ".\r\n\r\n",
        "” he said. “",
        "** \"**",
        "\n- ",
        "\n\n> ",
        "\n\n```\n",
        " | ",
        " <!-- ",
        "\n\n[^1]: See [@harbour].\n",
        "\n\n[^9]: ",
        "^[In place: ",
        "]",
        "\n\n# ",
    ];
    let mark = proptest::sample::select(&MARKS[..]);
    proptest::collection::vec((claim, mark), 1..8)
        .prop_map(|it| it.into_iter().map(|(a, b)| format!("{a}{b}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Nothing is taken away, what is written is read as a citation, and nothing is left to write for the same claims.
    #[test]
    fn citing_only_adds_and_ends(text in drafts()) {
        let (fixture, _) = fixture("A.", "");
        let of = |text: &str| check_draft(&fixture.context, Arc::new(Draft::parse(text)), &Memo::default());
        let report = of(&text);
        let cited = cited(&fixture, &report, &Wanted::default());
        let mut spans: Vec<_> = cited.changes.iter().flat_map(|it| it.written.clone()).collect();
        spans.sort();
        let mut old = cited.draft.text.clone();
        for span in spans.iter().rev() {
            old.replace_range(span.start..span.end, "");
        }
        prop_assert_eq!(&old, &text);
        let again = cite_whole(&fixture.context, &of(&cited.draft.text), Some(Path::new("/draft.md")), &Wanted::default());
        prop_assert_eq!(&again.draft.text, &cited.draft.text);
    }
}
