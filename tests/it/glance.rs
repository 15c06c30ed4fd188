//! What is shown of a whole draft.

use std::sync::{Arc, OnceLock};

use citecheck::check::{Memo, Report, check};
use citecheck::draft::Draft;
use citecheck::ide::{self, Entry};
use citecheck::text::Span;
use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::fixture::Fixture;

const FIXTURE: &str = r#"
//- /draft.md
The ferry Aurora carried 1,200 passengers in March 2021.

Ferries
=======

## In **figures**

> # Not ours

The ferry Aurora carried 1,400 passengers in March 2021.
The ferry Aurora carried 1,200
  passengers in March 2021.

### Plans

Warsaw has bought four hundred locomotives from Canada. <!-- citecheck-ignore -->

## Rest

Where will it sail?
Warsaw has bought four hundred locomotives from Canada.
//- /corpus/harbour.md
---
title: Harbour report
date: 2021-04-01
---

The ferry Aurora carried 1,200 passengers in March 2021.
//- /corpus/council.md
The ferry Aurora carried 1,200 passengers in March 2021, the council of the town heard from its clerk on a Monday.
"#;

fn checked() -> (Fixture, Report) {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    (fixture, report)
}

fn show(entries: &[Entry], text: &str, depth: usize, acc: &mut String) {
    for it in entries {
        assert!(it.span.covers(it.selection), "{it:?}");
        let lines = it.span.of(text).lines().count();
        acc.push_str(&format!("{}{} | {} | {lines} lines\n", "  ".repeat(depth), it.name, it.detail));
        show(&it.children, text, depth + 1, acc);
    }
}

fn check_outline(text: &str, expected: Expect) {
    let fixture = Fixture::parse(text);
    let mut acc = String::new();
    show(&ide::outline(&fixture.check()), &fixture.text, 0, &mut acc);
    expected.assert_eq(&acc);
}

#[test]
fn the_outline_has_claims_beneath_their_headings() {
    check_outline(
        FIXTURE,
        expect![[r#"
            ✓ The ferry Aurora carried 1,200 passengers in March 2021. | supported by 2 sources | 1 lines
            Ferries |  | 19 lines
              In figures |  | 11 lines
                ✗ The ferry Aurora carried 1,400 passengers in March 2021. | contradicted by 2 sources | 1 lines
                ✓ The ferry Aurora carried 1,200 passengers in March 2021. | supported by 2 sources | 2 lines
                Plans |  | 3 lines
                  – Warsaw has bought four hundred locomotives from Canada. | ignored | 1 lines
              Rest |  | 4 lines
                ? Warsaw has bought four hundred locomotives from Canada. | no support found | 1 lines
        "#]],
    );
}

#[test]
fn a_draft_without_claims_or_headings_has_an_empty_outline() {
    check_outline("//- /draft.md\nWhere will it sail?\n//- /corpus/a.md\nNowhere at all, they say.\n", expect![""]);
}

#[test]
fn lenses_count_the_claims_beneath_a_heading() {
    let (fixture, report) = checked();
    let lenses = ide::lenses(&report);
    let shown: Vec<String> = lenses.iter().map(|it| format!("{} | {}", it.span.of(&fixture.text), it.title)).collect();
    expect![[r#"
        The ferry Aurora carried 1,200 passengers in March 2021. | 1 claim · 1 supported
        Ferries | 4 claims · 1 supported · 1 contradicted · 1 to check · 1 ignored
        In **figures** | 3 claims · 1 supported · 1 contradicted · 1 ignored
        Plans | 1 claim · 1 ignored
        Rest | 1 claim · 1 to check"#]]
    .assert_eq(&shown.join("\n"));
    assert_eq!(lenses.iter().map(|it| it.has_findings).collect::<Vec<_>>(), [false, true, true, false, true]);
}

#[test]
fn a_lens_leads_from_one_finding_to_the_next_and_round_again() {
    let (fixture, report) = checked();
    let text = &fixture.text;
    let heading = text.find("Ferries").expect("a heading");
    let first = ide::next_finding(&report, heading, None).expect("a finding");
    assert_eq!(first.of(text), "1,400");
    let second = ide::next_finding(&report, heading, Some(first)).expect("another");
    assert!(second.of(text).starts_with("Warsaw"), "{}", second.of(text));
    assert_eq!(ide::next_finding(&report, heading, Some(second)), Some(first));
    assert_eq!(ide::next_finding(&report, text.find("Plans").expect("a heading"), None), None);
    assert_eq!(ide::next_finding(&report, text.find("Where will").expect("no heading"), None), None);
}

#[test]
fn hints_count_the_sources_of_the_claims_in_a_range() {
    let (fixture, report) = checked();
    let show = |within: Span| -> String {
        let hints = ide::hints(&fixture.context, &report, within);
        let line = |it: &ide::Hint| {
            let target =
                it.target.as_ref().map(|it| format!("{}:{}", it.path.as_ref().unwrap().display(), it.start.line));
            format!("{} | {} | {}\n", it.label.replace('\u{a0}', " "), it.tooltip, target.unwrap_or_default())
        };
        hints.iter().map(line).collect()
    };
    // What is ignored has no hint.
    expect![[r#"
        ✓ 2 sources | supported by 2 sources: council; Harbour report (2021-04-01) | /corpus/council.md:0
        ✗ contradicted | contradicted by 2 sources: council; Harbour report (2021-04-01) | /corpus/council.md:0
        ✓ 2 sources | supported by 2 sources: council; Harbour report (2021-04-01) | /corpus/council.md:0
        ? no source | no support found | 
    "#]]
    .assert_eq(&show(Span::new(0, fixture.text.len())));
    let rest = fixture.text.find("## Rest").expect("a heading");
    expect![[r#"
        ? no source | no support found | 
    "#]]
    .assert_eq(&show(Span::new(rest, fixture.text.len())));
    assert_eq!(show(Span::new(rest, rest)), "");
}

#[test]
fn a_claim_is_marked_line_by_line_without_what_stands_around_its_words() {
    let (fixture, report) = checked();
    let lines: Vec<Vec<&str>> = report
        .claims
        .iter()
        .map(|it| ide::lines_of(&report.draft, it.claim.span).into_iter().map(|it| it.of(&fixture.text)).collect())
        .collect();
    assert_eq!(lines[2], ["The ferry Aurora carried 1,200", "passengers in March 2021."]);
    assert_eq!(lines[1].len(), 1);
}

#[test]
fn a_report_looks_the_same_until_a_verdict_changes() {
    let (_, report) = checked();
    let (_, again) = checked();
    assert!(ide::looks_the_same(&report, &again));
    let changed = Fixture::parse(&FIXTURE.replace("carried 1,200 passengers in March 2021, the", "was late, the"));
    assert!(!ide::looks_the_same(&report, &changed.check()));
}

fn odd_draft() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("# "),
        Just("### "),
        Just("###### 🙂 "),
        Just("> # "),
        Just("- # "),
        Just("\n===\n"),
        Just("\r\n---\r\n"),
        Just("\n"),
        Just("\r"),
        Just("\n\n"),
        Just("    "),
        Just("> "),
        Just("- "),
        Just("| a | b |\n|-|-|\n"),
        Just("[@harbour, p. 3; @{né}] "),
        Just("[^1]"),
        Just("\n[^1]: @harbour "),
        Just("[é](sources/harbour.md)"),
        Just("“quoted” "),
        Just("<!-- citecheck-ignore -->"),
        Just("`code`"),
        Just("**bold** "),
        Just("The ferry Aurora carried 1,200 passengers in March 2021. "),
        Just("The ferry Aurora carried 1,400 passengers\nin March 2021.\n"),
        Just("漢字é "),
        Just("---\n"),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|it| it.concat())
}

/// That every entry lies in what holds it, and what it selects in it.
fn is_sound(entries: &[Entry], within: Span, text: &str) -> bool {
    entries.iter().all(|it| {
        let fits = |span: Span| text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        within.covers(it.span)
            && it.span.covers(it.selection)
            && fits(it.span)
            && fits(it.selection)
            && is_sound(&it.children, it.span, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn whatever_a_draft_is_what_is_shown_of_it_lies_in_it(text in odd_draft(), at in 0.0..1.0) {
        static FIXTURE_OF_ALL: OnceLock<Fixture> = OnceLock::new();
        let context = &FIXTURE_OF_ALL.get_or_init(|| Fixture::parse(FIXTURE)).context;
        let report = check(context, Arc::new(Draft::parse(&text)), &Memo::default());
        let whole = Span::new(0, text.len());
        let fits = |span: Span| whole.covers(span) && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        prop_assert!(is_sound(&ide::outline(&report), whole, &text), "{text:?}");
        for lens in ide::lenses(&report) {
            prop_assert!(fits(lens.span) && fits(lens.within), "{lens:?}");
            prop_assert_eq!(lens.has_findings, ide::next_finding(&report, lens.span.start, None).is_some());
        }
        for claim in &report.claims {
            for line in ide::lines_of(&report.draft, claim.claim.span) {
                prop_assert!(fits(line) && claim.claim.span.covers(line) && !line.of(&text).contains(['\n', '\r']));
            }
        }
        prop_assert!(ide::links(context, &report).iter().all(|it| fits(it.span)));
        prop_assert_eq!(ide::hints(context, &report, whole).len(), {
            ide::standings(&report).into_iter().filter(|it| *it != ide::Standing::Ignored).count()
        });
        let offset = (at * text.len() as f64) as usize;
        for definition in [ide::declaration(context, &report, offset), ide::implementation(context, &report, offset)] {
            prop_assert!(definition.is_none_or(|it| fits(it.origin) && !it.targets.is_empty()));
        }
        prop_assert!(ide::highlights(context, &report, offset).unwrap_or_default().into_iter().all(fits));
        ide::references(context, &report, offset);
    }
}
