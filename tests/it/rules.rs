//! The rules: the examples of their pages, and what they make of judgements.

use std::sync::Arc;

use citecheck::check::{Memo, Report, check as check_draft};
use citecheck::claim::{Claim, find_claims};
use citecheck::config::{Config, Level};
use citecheck::corpus::PassageId;
use citecheck::draft::Draft;
use citecheck::judge::{Evidence, Judgement, Reason, ReasonKind, Strength, Verdict};
use citecheck::rules::{self, Ctx, RULES};
use citecheck::text::Span;
use expect_test::{Expect, expect};

use crate::fixture::{Fixture, annotate};

fn check(fixture: &str) -> Report {
    let fixture = Fixture::parse(fixture);
    let report = fixture.check();
    let found: Vec<_> = report.findings.iter().map(|it| (it.span, it.rule.to_owned())).collect();
    let seen = annotate(&fixture.text, &found);
    let messages: Vec<_> = report.findings.iter().map(|it| it.message.as_str()).collect();
    assert!(
        seen == fixture.annotated,
        "expected\n{}\nfound\n{seen}\n{}\n{:#?}",
        fixture.annotated,
        messages.join("\n"),
        report.claims.iter().map(|it| &it.judgement).collect::<Vec<_>>()
    );
    report
}

fn check_example(rule: &str) {
    let page = rules::page(rule).expect("every rule has a page");
    let example = page.split("## Example").nth(1).expect("every page has an example");
    let example = example.split("```text\n").nth(1).and_then(|it| it.split("\n```").next());
    let report = check(example.expect("every example has a fixture"));
    assert!(report.findings.iter().any(|it| it.rule == rule), "the example of `{rule}` shows it");
}

macro_rules! examples {
    ($($test:ident: $rule:literal;)*) => {
        $(#[test] fn $test() { check_example($rule); })*

        #[test]
        fn every_rule_has_an_example_that_runs() {
            let mut tested = vec![$($rule),*];
            tested.sort_unstable();
            assert_eq!(tested, rules::known_names());
        }
    };
}

examples! {
    the_example_of_disputed_claim: "disputed-claim";
    the_example_of_altered_quotation: "altered-quotation";
    the_example_of_misattributed_quotation: "misattributed-quotation";
    the_example_of_conflicting_date: "conflicting-date";
    the_example_of_conflicting_figure: "conflicting-figure";
    the_example_of_conflicting_name: "conflicting-name";
    the_example_of_contradicted_claim: "contradicted-claim";
    the_example_of_overstated_claim: "overstated-claim";
    the_example_of_unchecked_language: "unchecked-language";
    the_example_of_unsupported_claim: "unsupported-claim";
    the_example_of_partly_supported_claim: "partly-supported-claim";
    the_example_of_unknown_citation: "unknown-citation";
    the_example_of_changed_source: "changed-source";
    the_example_of_unreadable_source: "unreadable-source";
    the_example_of_miscited_claim: "miscited-claim";
    the_example_of_uncited_claim: "uncited-claim";
    the_example_of_stale_source: "stale-source";
    the_example_of_single_source: "single-source";
    the_example_of_inconsistent_name: "inconsistent-name";
    the_example_of_needless_ignore: "needless-ignore";
}

#[test]
fn every_page_has_the_four_headings() {
    for rule in RULES {
        let headings: Vec<&str> = rule.page.lines().filter(|it| it.starts_with('#')).collect();
        let title = format!("# `{}`", rule.name);
        assert_eq!(headings, [&title, "## What it flags", "## Why it matters", "## Example", "## What to do"]);
    }
}

#[test]
fn a_footnote_without_a_definition_is_reported() {
    check(
        "//- /draft.md
The council adopted the budget.[^1]
                               ^^^^ unknown-citation
The council adopted the budget.[^2]

[^2]: @town-council
//- /corpus/town-council.md
The council adopted the budget.
",
    );
}

#[test]
fn an_ignore_comment_silences_its_rule_on_the_next_line() {
    check(
        "//- /draft.md
<!-- citecheck-ignore unknown-citation: to come -->
The council adopted the budget [@minutes].

The council adopted the budget [@minutes].
                                 ^^^^^^^ unknown-citation
//- /corpus/town-council.md
The council adopted the budget.
",
    );
}

#[test]
fn a_comment_that_names_no_rule_of_ours_is_needless() {
    let report = check(
        "//- /draft.md
<!-- citecheck-ignore unknwon-citation -->
                      ^^^^^^^^^^^^^^^^ needless-ignore
The council adopted the budget.
//- /corpus/town-council.md
The council adopted the budget.
",
    );
    assert_eq!(report.findings[0].message, "there is no rule `unknwon-citation`; did you mean `unknown-citation`?");
    assert_eq!(report.findings[0].fixes[0].edits[0].text, "unknown-citation");
}

#[test]
fn a_memo_changes_nothing_but_the_time() {
    let fixture = Fixture::parse(
        "//- /draft.md
The agency opened 14 field offices in 2021.
//- /corpus/report.md
The agency opened 12 field offices in 2021.
",
    );
    let memo = Memo::default();
    let mut n_findings = 0;
    for before in ["", "A word of greeting first.\n\n", "é\n\n"] {
        let draft = Arc::new(Draft::parse(&format!("{before}{}", fixture.text)));
        let remembered = check_draft(&fixture.context, Arc::clone(&draft), &memo).findings;
        assert_eq!(remembered, check_draft(&fixture.context, draft, &Memo::default()).findings);
        n_findings += remembered.iter().filter(|it| it.rule == "conflicting-figure").count();
    }
    assert_eq!(n_findings, 3);
}

#[test]
fn more_findings_than_the_limit_are_counted() {
    let mut fixture = Fixture::parse(
        "//- /draft.md
See [@one], [@two] and [@three].
//- /corpus/report.md
The agency opened 12 field offices in 2021.
",
    );
    let mut config = Config::default();
    config.limits.max_diagnostics = 2;
    fixture.context.config = Arc::new(config);
    let report = fixture.check();
    assert_eq!((report.findings.len(), report.n_left_out, report.summary().n_findings), (2, 1, 3));
}

const DRAFT: &str = "The agency opened 14 field offices in March.";

/// What the rules make of reasons, on a fixed draft and source.
fn check_reasons(verdict: Verdict, reasons: Vec<Reason>, config: &Config, expected: &Expect) {
    let fixture = Fixture::parse(&format!(
        "//- /draft.md\n{DRAFT}\n//- /corpus/report.md\n---\nkey: agency-report\ndate: 2025-12-29\n---\n\nThe agency opened 12 \
         field offices in April.\n"
    ));
    let draft = Draft::parse(DRAFT);
    let claims = find_claims(&draft, &fixture.context.lexicon);
    let claim: &Claim = claims.first().expect("the draft makes a claim");
    let evidence = vec![Evidence { passage: PassageId { source: 0, passage: 0 }, score: 70.0, matched: Vec::new() }];
    let missing = vec![words("14"), words("March")];
    let judgement = Judgement { verdict, score: 0.5, coverage: 0.7, reasons, evidence, missing, voices: Vec::new() };
    let corpus = &fixture.context.corpus;
    let ctx = Ctx { config, corpus, draft: &draft, claim, judgement: &judgement, cited: &[] };
    let mut acc = String::new();
    for it in rules::apply_ignores(config, &draft, rules::claim_findings(&ctx, 0)) {
        acc.push_str(&format!("{}, {:?}, at “{}”: {}\n", it.rule, it.level, it.span.of(DRAFT), it.message));
        for fix in it.fixes {
            acc.push_str(&format!("  {} ({})\n", fix.title, fix.edits[0].text));
        }
    }
    expected.assert_eq(&acc);
}

fn words(words: &str) -> Span {
    let start = DRAFT.find(words).expect("the draft has these words");
    Span::new(start, start + words.len())
}

fn reason(kind: ReasonKind, strength: Strength, ours: &str, theirs: &str) -> Reason {
    Reason {
        kind,
        strength,
        span: words(ours),
        claim_words: ours.to_owned(),
        source_words: theirs.to_owned(),
        evidence: Some(0),
        replacement: (!theirs.is_empty()).then(|| theirs.to_owned()),
    }
}

#[test]
fn each_conflict_is_one_finding_and_silences_vaguer_rules() {
    let reasons = vec![
        reason(ReasonKind::Figure, Strength::Conflict, "14", "12"),
        reason(ReasonKind::Date, Strength::Conflict, "in March", "in April"),
        reason(ReasonKind::LowCoverage, Strength::Unsupported, "agency", ""),
        reason(ReasonKind::NameElsewhere, Strength::Hint, "agency", ""),
    ];
    check_reasons(
        Verdict::Refuted,
        reasons,
        &Config::default(),
        &expect![[r#"
        conflicting-date, Error, at “in March”: the sources say in April, the draft says in March: `agency-report` (29 Dec 2025), line 6
          Replace “in March” by “in April” (in April)
        conflicting-figure, Error, at “14”: the sources say 12, the draft says 14: `agency-report` (29 Dec 2025), line 6
          Replace “14” by “12” (12)
    "#]],
    );
}

#[test]
fn a_figure_inside_an_altered_quotation_is_the_same_cause() {
    let reasons = vec![
        reason(ReasonKind::Figure, Strength::Conflict, "14", "12"),
        reason(ReasonKind::Misquote, Strength::Conflict, "opened 14 field offices", "opened 12 field offices"),
    ];
    check_reasons(
        Verdict::Refuted,
        reasons,
        &Config::default(),
        &expect![[r#"
            altered-quotation, Error, at “opened 14 field offices”: the source has “opened 12 field offices”, the draft quotes “opened 14 field offices”: `agency-report` (29 Dec 2025), line 6
              Restore the source's wording: “opened 12 field offices” (opened 12 field offices)
        "#]],
    );
}

#[test]
fn what_no_source_has_is_named() {
    let reasons = vec![
        reason(ReasonKind::UnknownName, Strength::Unsupported, "agency", ""),
        reason(ReasonKind::UnknownFigure, Strength::Unsupported, "14", ""),
        reason(ReasonKind::LowCoverage, Strength::Unsupported, "field", ""),
    ];
    check_reasons(
        Verdict::NotEnoughInfo,
        reasons,
        &Config::default(),
        &expect![[r#"
            unsupported-claim, Warning, at “The agency opened 14 field offices in March.”: no source names agency; no source has the figure 14; nearest passage: `agency-report` (29 Dec 2025), line 6
        "#]],
    );
    let reasons = vec![reason(ReasonKind::UnknownFigure, Strength::Unsupported, "March", "")];
    check_reasons(
        Verdict::NotEnoughInfo,
        reasons,
        &Config::default(),
        &expect![[r#"
            unsupported-claim, Warning, at “The agency opened 14 field offices in March.”: no source has the date March; nearest passage: `agency-report` (29 Dec 2025), line 6
        "#]],
    );
    // What stands in some source is not said to stand in none.
    let reasons = vec![
        reason(ReasonKind::NameElsewhere, Strength::Unsupported, "agency", ""),
        reason(ReasonKind::FigureElsewhere, Strength::Unsupported, "14", ""),
        reason(ReasonKind::Date, Strength::Unsupported, "March", ""),
    ];
    check_reasons(
        Verdict::NotEnoughInfo,
        reasons,
        &Config::default(),
        &expect![[r#"
        unsupported-claim, Warning, at “The agency opened 14 field offices in March.”: no source says this of agency; no source says this with the figure 14; no source says this with the date March; nearest passage: `agency-report` (29 Dec 2025), line 6
    "#]],
    );
    let reasons = vec![reason(ReasonKind::LowCoverage, Strength::Unsupported, "field", "")];
    check_reasons(
        Verdict::NotEnoughInfo,
        reasons,
        &Config::default(),
        &expect![[r#"
            unsupported-claim, Warning, at “The agency opened 14 field offices in March.”: no source says this; the nearest passage lacks 14, March: `agency-report` (29 Dec 2025), line 6
        "#]],
    );
}

#[test]
fn hints_alone_are_partly_supported_and_no_reason_is_no_finding() {
    let reasons = vec![
        reason(ReasonKind::FigureElsewhere, Strength::Hint, "14", ""),
        reason(ReasonKind::Hedged, Strength::Hint, "opened", "may open"),
    ];
    check_reasons(
        Verdict::Supported,
        reasons,
        &Config::default(),
        &expect![[r#"
            partly-supported-claim, Hint, at “The agency opened 14 field offices in March.”: the evidence lacks: 14, March; the evidence says “may open”; nearest passage: `agency-report` (29 Dec 2025), line 6
        "#]],
    );
    check_reasons(Verdict::Supported, Vec::new(), &Config::default(), &expect![[""]]);
}

#[test]
fn every_kind_of_conflict_has_its_words() {
    for (kind, expected) in [
        (
            ReasonKind::Role,
            expect![[r#"
            conflicting-name, Error, at “opened”: the sources say plans to open, the draft says opened: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::WhoDidWhat,
            expect![[r#"
            conflicting-name, Error, at “opened”: the sources say this of plans to open, the draft of opened: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::Speaker,
            expect![[r#"
            misattributed-quotation, Error, at “opened”: the sources give these words to plans to open, the draft to opened: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::Negation,
            expect![[r#"
            contradicted-claim, Error, at “opened”: the sources say “plans to open”, the draft says “opened”: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::Antonym,
            expect![[r#"
            contradicted-claim, Error, at “opened”: the sources say “plans to open”, the draft says “opened”: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::Overclaim,
            expect![[r#"
            overstated-claim, Warning, at “opened”: the sources say “plans to open”, the draft says “opened”: `agency-report` (29 Dec 2025), line 6
              Replace “opened” by “plans to open” (plans to open)
        "#]],
        ),
        (
            ReasonKind::Disputed,
            expect![[r#"
                disputed-claim, Info, at “opened”: the sources disagree, one says “plans to open”: `agency-report` (29 Dec 2025), line 6
            "#]],
        ),
    ] {
        let reasons = vec![reason(kind, Strength::Conflict, "opened", "plans to open")];
        check_reasons(Verdict::Refuted, reasons, &Config::default(), &expected);
    }
}

#[test]
fn an_act_that_no_source_reports_as_done_is_overstated() {
    let reasons = vec![
        reason(ReasonKind::Unfinished, Strength::Unsupported, "opened", ""),
        reason(ReasonKind::LowCoverage, Strength::Unsupported, "field", ""),
    ];
    check_reasons(
        Verdict::NotEnoughInfo,
        reasons,
        &Config::default(),
        &expect![[r#"
        overstated-claim, Warning, at “opened”: no source says that this is done (“opened”): `agency-report` (29 Dec 2025), line 6
    "#]],
    );
}

fn check_fix(draft: &str, expected: &str) {
    let source = "The guarantee runs for 15 years in Porto, and the talks start on 7 January 2026 in Geneva.";
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n//- /corpus/report.md\n{source}\n"));
    let mut text = fixture.text.clone();
    let report = fixture.check();
    let edits = report.findings.iter().flat_map(|it| &it.fixes).flat_map(|it| &it.edits);
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|it| std::cmp::Reverse(it.span));
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(text.trim_end(), expected, "{:#?}", report.findings);
}

#[test]
fn a_fix_leaves_the_marks_around_the_words_alone() {
    check_fix("The guarantee runs for 25 years in Porto.", "The guarantee runs for 15 years in Porto.");
    check_fix("The guarantee runs for **25** years in Porto.", "The guarantee runs for **15** years in Porto.");
    check_fix("The guarantee runs for **25 years** in Porto.", "The guarantee runs for **15 years** in Porto.");
    check_fix("The guarantee [runs for 25](a.md) years in Porto.", "The guarantee [runs for 15](a.md) years in Porto.");
    check_fix("> The guarantee runs for 25\n> years in Porto.", "> The guarantee runs for 15\n> years in Porto.");
    check_fix("The talks start on 9 *January* 2026 in Geneva.", "The talks start on 7 *January* 2026 in Geneva.");
}

#[test]
fn a_rule_that_is_off_hands_its_cause_to_no_other() {
    let mut config = Config::default();
    config.rules.insert("conflicting-figure".to_owned(), Level::Off);
    let reasons = vec![
        reason(ReasonKind::Figure, Strength::Conflict, "14", "12"),
        reason(ReasonKind::LowCoverage, Strength::Unsupported, "agency", ""),
    ];
    check_reasons(Verdict::Refuted, reasons, &config, &expect![[""]]);
}

#[test]
fn a_level_may_be_changed() {
    let mut config = Config::default();
    config.rules.insert("conflicting-figure".to_owned(), Level::Info);
    let reasons = vec![reason(ReasonKind::Figure, Strength::Conflict, "14", "12")];
    check_reasons(
        Verdict::Refuted,
        reasons,
        &config,
        &expect![[r#"
        conflicting-figure, Info, at “14”: the sources say 12, the draft says 14: `agency-report` (29 Dec 2025), line 6
          Replace “14” by “12” (12)
    "#]],
    );
}
