//! The rules about citations and what claims rest on: what they flag, and the neighbours they leave alone.

use std::path::Path;
use std::sync::Arc;

use citecheck::check::{Memo, Report, check as check_draft};
use citecheck::draft::{CitationKind, Draft};
use citecheck::ide;
use citecheck::load::{Settings, Workspace};
use citecheck::rules::cited_sources;

use crate::fixture::{Fixture, annotate};

/// The report of a fixture whose findings are those that it shows.
#[track_caller]
fn check(fixture: &str) -> Report {
    let fixture = Fixture::parse(fixture);
    let report = fixture.check();
    let found: Vec<_> = report.findings.iter().map(|it| (it.span, it.rule.to_owned())).collect();
    let messages: Vec<_> = report.findings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(annotate(&fixture.text, &found), fixture.annotated, "{}", messages.join("\n"));
    report
}

/// The draft once the fixes of its findings are made.
fn mended(report: &Report) -> String {
    let mut edits: Vec<_> = report.findings.iter().filter_map(|it| it.fixes.first()).flat_map(|it| &it.edits).collect();
    edits.sort_by_key(|it| std::cmp::Reverse(it.span));
    let mut text = report.draft.text.clone();
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

const SOURCES: &str = "//- /corpus/budget.md
---
key: budget
title: A compromise on the budget
publisher: Norham Gazette
date: 2024-03-03
url: https://example.org/budget
---
The city council of Norham adopted the budget for the new library.
The mayor called it a compromise.

//- /corpus/harbour.md
---
key: harbour
title: More ships than ever
publisher: Coast Weekly
date: 2024-05-11
url: https://example.org/harbour
---
The harbour office counted 312 ships in the port of Norham last year.
The pilots asked for a second tug.
";

/// A claim with a citation of the wrong source in some syntax, and what the fix makes of it.
#[track_caller]
fn check_miscited(draft: &str, mended_as: &str) {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n{SOURCES}"));
    let report = fixture.check();
    let rules: Vec<_> = report.findings.iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["miscited-claim"], "{draft}");
    assert!(report.findings[0].message.contains("(11 May 2024)"), "{}", report.findings[0].message);
    assert_eq!(mended(&report), mended_as);
    let again = Arc::new(Draft::parse(&mended(&report)));
    let findings = check_draft(&fixture.context, again, &Memo::default()).findings;
    assert!(mended_as == draft || findings.is_empty(), "{findings:#?}");
}

const CLAIM: &str = "The harbour office counted 312 ships in the port of Norham last year";

#[test]
fn the_wrong_source_is_seen_in_every_syntax() {
    for (wrong, right) in [
        (" [@budget].", " [@harbour]."),
        (" [see @budget, p. 3].", " [see @harbour]."),
        (" ([source](https://example.org/budget)).", " ([source](https://example.org/harbour))."),
        (" (<https://example.org/budget>).", " (<https://example.org/harbour>)."),
        (" ([1](corpus/budget.md)).", " ([1](corpus/harbour.md))."),
        (" ([[budget]]).", " ([[harbour]])."),
        (". [[budget#Ships]]", ". [[harbour]]"),
        (" (Source: Norham Gazette, 3 March 2024).", " (Source: Coast Weekly, 11 May 2024)."),
        (".\nSource: Norham Gazette, March 2024", ".\nSource: Coast Weekly, 11 May 2024"),
        (" (Norham Gazette, 3 March 2024).", " (Coast Weekly, 11 May 2024)."),
        (".[^1]\n\n[^1]: [@budget].", ".[^1]\n\n[^1]: [@harbour]."),
    ] {
        check_miscited(&format!("{CLAIM}{wrong}"), &format!("{CLAIM}{right}"));
    }
    // No fix: the words of the link and of the sentence name the old source.
    for kept in [
        format!("{CLAIM} ([Gazette on the budget](https://example.org/budget))."),
        format!("{CLAIM}, according to Norham Gazette on 3 March 2024."),
    ] {
        check_miscited(&kept, &kept);
    }
}

#[test]
fn a_citation_is_left_alone_where_it_may_be_right() {
    for rest in [
        // Another source that is cited has it.
        " [@budget; @harbour].",
        ".[^1]\n\n[^1]: See [@budget] and [@harbour].",
        // Who knows what these say.
        ".[^1]\n\n[^1]: [@budget]; <https://example.org/elsewhere>.",
        ".[^1]\n\n[^1]: [@budget], and the yearly report of the harbour office, Norham 2024.",
        " [@budget] ([report](https://example.org/elsewhere)).",
        ". [@harbour]",
        " (Source: Coast Weekly).",
    ] {
        check(&format!("//- /draft.md\n{CLAIM}{rest}\n{SOURCES}"));
    }
    // The citation of the next sentence, or of the one before, is not the claim's.
    check(&format!(
        "//- /draft.md\nThe city council adopted the budget for the new library [@budget]. {CLAIM}. The mayor called the \
         budget a compromise [@budget].\n{SOURCES}"
    ));
}

#[test]
fn a_source_that_says_it_in_other_words_is_not_the_wrong_one() {
    check(
        "//- /draft.md
The harbour office counted 312 ships in the port of Norham last year [@minutes].
//- /corpus/minutes.md
In the port of Norham, 312 vessels were counted last year.
//- /corpus/harbour.md
The harbour office counted 312 ships in the port of Norham last year.
",
    );
}

#[test]
fn a_copy_of_the_cited_source_is_the_source_itself() {
    let story: String =
        (0..40).map(|it| format!("Pilot number {it} told the board of berth {it} and of tide {}. ", it * 7)).collect();
    check(&format!(
        "//- /draft.md
The harbour office counted 312 ships in the port of Norham last year [@wire].
//- /corpus/a-gazette.md
{story}The harbour office counted 312 ships in the port of Norham last year.
//- /corpus/wire.md
{story}The reporting is by two others.
"
    ));
}

const PAGES: &str = "//- /corpus/report.md
# Page 1

The council of Norham rebuilt the old market hall in brick.
Traders came back in the spring.

# Page 2

The harbour office counted 312 ships in the port of Norham last year.
Most of them carried timber.

# Page 3

The pilots asked for a second tug and for a new radar on the pier.

# Page 4

The ferry line ordered two electric ships from a yard in Norham.
The old ferry goes to a museum.
";

#[test]
fn a_page_that_does_not_say_it_is_pointed_out() {
    let report = check(&format!(
        "//- /draft.md
The harbour office counted 312 ships in the port of Norham last year [@report, p. 3].
                                                                       ^^^^^^ miscited-claim
The harbour office counted 312 ships in the port of Norham last year [@report, pp. 1-2].
The harbour office counted 312 ships in the port of Norham last year [@report, p. 120].
The harbour office counted 312 ships in the port of Norham last year [@report, chap. 3].
{PAGES}"
    ));
    assert_eq!(report.findings[0].message, "page 3 of `report` does not say this: page 2 does");
    assert!(mended(&report).contains("last year [@report, p. 2]."));
}

#[test]
fn a_wrong_page_is_mended_in_links_and_source_lines_too() {
    let claim = "The harbour office counted 312 ships in the port of Norham last year";
    let check = |before: &str, after: &str| {
        let fixture = Fixture::parse(&format!("//- /draft.md\n{claim} {before}\n{PAGES}"));
        assert_eq!(mended(&fixture.check()).trim_end(), format!("{claim} {after}"));
    };
    check("([so](corpus/report.md#page=3&zoom=80)).", "([so](corpus/report.md#page=2&zoom=80)).");
    check("([so](<corpus/report.md#page=3>)).", "([so](<corpus/report.md#page=2>)).");
    check("[[report#page=3|so]].", "[[report#page=2|so]].");
}

/// The words of the source's line that *go to definition* on the draft's first citation leads to.
#[track_caller]
fn check_definition(draft: &str, source: &str, expected: &str) {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n//- /corpus/report.md\n{source}"));
    let report = fixture.check();
    let citation = &report.draft.citations[0];
    let definition = ide::definition(&fixture.context, &report, citation.span.start).expect("a definition");
    let line = definition.targets[0].start.line as usize;
    assert_eq!(source.lines().nth(line), Some(expected), "{draft}");
}

#[test]
fn a_citation_leads_to_the_place_that_it_names() {
    let pages = PAGES.split_once('\n').expect("a source").1;
    check_definition("It grew [@report].", pages, "# Page 1");
    check_definition("It grew [@report, pp. 3-4].", pages, "# Page 3");
    check_definition("It grew ([report](corpus/report.md#page=4)).", pages, "# Page 4");
    check_definition("It grew [@report, p. 40].", pages, "# Page 1");
    let notes = "# Sizes\n\n§ 1 The hall is of brick.\n\n§ 2 The pier is of oak.\n\n## In metres\n\nThe pier is 40 metres long. ^b1\n";
    check_definition("It grew [@report, § 2].", notes, "§ 2 The pier is of oak.");
    check_definition("It grew [[report#In metres]].", notes, "## In metres");
    check_definition("It grew [1](corpus/report.md#in-metres).", notes, "## In metres");
    check_definition("It grew [[report#^b1]].", notes, "The pier is 40 metres long. ^b1");
    check_definition("It grew [[report#Nowhere]].", notes, "# Sizes");
}

#[test]
fn pages_that_are_counted_otherwise_are_none_of_our_business() {
    check(&format!(
        "//- /draft.md
The harbour office counted 312 ships in the port of Norham last year [@report, p. 1].
The ferry line ordered two electric ships from a yard in Norham [@report, p. 3].
{PAGES}"
    ));
}

#[test]
fn an_uncited_claim_is_one_without_any_citation() {
    let quiet = |draft: &str| {
        check(&format!("//- /citecheck.toml\n[rules]\nuncited-claim = \"hint\"\n//- /draft.md\n{draft}\n{SOURCES}"));
    };
    quiet("The city council adopted the budget for the new library [@budget].");
    quiet("The city council adopted the budget for the new library.[^1]\n\n[^1]: A remark.");
    quiet("The city council adopted the budget for the new library.\n\nSource: Norham Gazette, 3 March 2024");
    quiet("| What | Where |\n| - | - |\n| The council adopted the budget for the new library. | [@budget] |");
    let report = Fixture::parse(&format!(
        "//- /citecheck.toml\n[rules]\nuncited-claim = \"hint\"\n//- /draft.md\nNorham Gazette reported on 3 March 2024 that the \
         council adopted the budget for the new library.\n{SOURCES}"
    ));
    assert!(report.check().findings.iter().all(|it| it.rule != "uncited-claim"));
    quiet(
        "The city council adopted the budget for the new library.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ uncited-claim
The mayor called it a compromise [@budget].",
    );
    // Off unless it is switched on.
    check(&format!("//- /draft.md\nThe city council adopted the budget for the new library.\n{SOURCES}"));
}

#[test]
fn support_is_stale_by_the_newest_source_and_the_date_of_the_draft() {
    let stale = |after: &str, head: &str, is_stale: bool| {
        let text = format!(
            "//- /citecheck.toml\nstale-after = \"{after}\"\n//- /draft.md\n{head}The council of Norham adopted the budget for \
             the new library.\n{SOURCES}"
        );
        let report = Fixture::parse(&text).check();
        assert_eq!(report.findings.iter().any(|it| it.rule == "stale-source"), is_stale, "{after} {head}");
    };
    stale("18 months", "---\ndate: 2025-10-01\n---\n", true);
    stale("18 months", "---\ndate: 2025-08-01\n---\n", false);
    stale("90 days", "---\ndate: 2024-05\n---\n", false);
    stale("10 years", "---\ndate: 2025-10-01\n---\n", false);
    // Fixtures are read on 1 June 2025.
    stale("18 months", "", false);
    stale("1 year", "", true);
}

#[test]
fn an_undated_source_is_not_called_stale() {
    check(
        "//- /citecheck.toml
stale-after = \"1 year\"
//- /draft.md
The council of Norham adopted the budget for the new library.
//- /corpus/budget.md
The council of Norham adopted the budget for the new library.
",
    );
}

#[test]
fn copies_are_one_source_and_others_count() {
    let story: String =
        (0..40).map(|it| format!("Pilot number {it} told the board of berth {it} and of tide {}. ", it * 7)).collect();
    check(&format!(
        "//- /citecheck.toml
[rules]
single-source = \"info\"
//- /draft.md
The council of Norham adopted the budget for the new library.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ single-source
//- /corpus/one.md
{story}The council of Norham adopted the budget for the new library.
//- /corpus/two.md
{story}The council of Norham adopted the budget for the new library.
"
    ));
    check(
        "//- /citecheck.toml
min-sources = 3
[rules]
single-source = \"off\"
//- /draft.md
The council of Norham adopted the budget for the new library.
//- /corpus/one.md
The council of Norham adopted the budget for the new library.
",
    );
}

#[test]
fn a_name_that_is_spelt_in_two_ways_is_told_once() {
    let report = check(
        "//- /draft.md
Volodymyr Zelensky met the envoys in Geneva.
Zelensky left on Tuesday.
Zelenskyy praised the talks in Geneva.
^^^^^^^^^ inconsistent-name
The envoys said that Zelenskyy praised the talks.
A poster in the hall read “Zelenskij is welcome in Geneva”.
Zelensky praised the talks again.
//- /corpus/talks.md
Volodymyr Zelensky met the envoys in Geneva.
Zelensky left on Tuesday.
Volodymyr Zelenskyy praised the talks in Geneva again.
The envoys said that Zelenskyy praised the talks.
A poster in the hall read “Zelenskij is welcome in Geneva”.
",
    );
    assert_eq!(report.findings[0].message, "“Zelenskyy” here, “Zelensky” elsewhere in the draft (3 times)");
    let titles: Vec<_> = report.findings[0].fixes.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Write “Zelensky”", "Write “Zelensky” in all 2 places"]);
}

#[test]
fn another_ending_or_a_shorter_form_is_no_other_spelling() {
    check(
        "//- /terms.toml
[[term]]
name = \"International Harbour Agency\"
aliases = [\"IHA\", \"Harbour Agency\"]
prefer = \"International Harbour Agency\"
//- /draft.md
The International Harbour Agency met the Russian pilots in Russia.
The Harbour Agency, or IHA, praised the Russians.
//- /corpus/talks.md
The International Harbour Agency met the Russian pilots in Russia.
The Harbour Agency, or IHA, praised the Russians.
",
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_what_helps() {
    let report = check(
        "//- /draft.md
The council [[old minutes|adopted]] the budget ([1](corpus/old%20minutes.pdf)).
              ^^^^^^^^^^^ unreadable-source
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^ unreadable-source
The council adopted the budget [@old-minutes], see @plan.
                                 ^^^^^^^^^^^ unreadable-source
//- /corpus/old minutes.pdf (scan)

//- /corpus/plan.md
The council adopted the budget.
",
    );
    assert_eq!(
        report.findings[0].message,
        "the source `old minutes.pdf` is a scan of 2 pages without a text, so that nothing can be checked against it; run \
         text recognition over it, or save its text beside it"
    );
}

#[test]
fn an_ignore_comment_silences_these_rules_too() {
    check(&format!(
        "//- /draft.md
<!-- citecheck-ignore miscited-claim: the budget has it in a table -->
{CLAIM} [@budget].

<!-- citecheck-ignore uncited-claim: off anyway -->
The city council adopted the budget for the new library.
{SOURCES}"
    ));
}

/// Each claim of the bundled briefing, cited for a source that does not have it.
#[test]
fn most_wrong_citations_of_the_briefing_are_seen_and_none_of_the_right_ones() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let cache = tempfile::tempdir().expect("a folder for the index");
    let settings = Settings { cache: Some(cache.path().to_owned()), ..Settings::default() };
    let workspace = Workspace::load(&seeds, &settings, &|_, _| {});
    let corpus = &workspace.context.corpus;
    let text = std::fs::read_to_string(seeds.join("briefing.md")).expect("the briefing");
    let memo = Memo::default();
    let (mut n_wrong, mut n_seen) = (0, 0);
    for other in corpus.sources().iter() {
        // Every key is replaced by that of one source.
        let draft = Draft::parse(&text);
        let mut changed = text.clone();
        let keys = draft.citations.iter().rev().filter(|it| it.kind == CitationKind::Pandoc);
        for citation in keys.filter(|it| it.target != "kushner-profile") {
            changed.replace_range(citation.target_span.start..citation.target_span.end, &other.key);
        }
        let report = check_draft(&workspace.context, Arc::new(Draft::parse(&changed)), &memo);
        let source = corpus.sources().named(&other.key).expect("it is a source");
        for (idx, checked) in report.claims.iter().enumerate() {
            let cites = checked.claim.citations.iter().map(|it| &report.draft.citations[*it]);
            let cites: Vec<usize> = cites.flat_map(|it| cited_sources(corpus, &report.draft, it)).collect();
            let voices = &checked.judgement.voices;
            let is_wrong = cites == [source]
                && checked.judgement.reasons.is_empty()
                && !voices.is_empty()
                && voices.iter().all(|it| it.passage.source != source);
            let is_seen = report.findings.iter().any(|it| it.rule == "miscited-claim" && it.claim == Some(idx));
            assert!(is_wrong || !is_seen, "{}", checked.claim.text);
            n_wrong += usize::from(is_wrong);
            n_seen += usize::from(is_seen);
        }
    }
    // The sources tell of the same matters, so that half of the wrong ones might be meant.
    assert!(n_wrong > 60 && 5 * n_seen > 2 * n_wrong, "{n_seen} of {n_wrong}");
}
