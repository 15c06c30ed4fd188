//! What can be done about a place of the draft, and what becomes of the draft when it is.

use std::path::Path;

use citecheck::check::Report;
use citecheck::ide::{self, Action, ActionKind};
use citecheck::rules::Edit;
use citecheck::text::Span;

use crate::fixture::Fixture;

const SOURCES: &str = r#"
//- /corpus/harbour.md
---
title: Harbour report
publisher: Reuters
date: 2024-02-11
---

The council plans to approve the budget of the harbour in March.
The new bridge could convince the investors of the region to stay.
"We will double the number of cranes by next summer," Mayor Ann Roe said.
The harbour of Norham opened in 2014 with twelve cranes.
The council is considering a ban on diesel cars in the old town.
The report called the plan of the harbour "bold but far too late for the town".
//- /corpus/wire.md
---
title: A new harbour
publisher: AFP
date: 2014-05
---

The harbour of Norham opened in 2014 with twelve cranes, the port said.
"#;

const GLOSSARY: &str = r#"
//- /terms.toml
[[term]]
name = "Norhamm"
prefer = "Norham"
"#;

fn read(draft: &str) -> (Fixture, Report) {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n{GLOSSARY}{SOURCES}"));
    let report = fixture.check();
    (fixture, report)
}

fn actions_on(draft: &str, words: &str) -> (Fixture, Report, Vec<Action>) {
    let (fixture, report) = read(draft);
    let start = fixture.text.find(words).expect("in the draft");
    let actions = ide::actions(&fixture.context, &report, Span::new(start, start));
    (fixture, report, actions)
}

fn titles(draft: &str, words: &str) -> Vec<String> {
    actions_on(draft, words).2.into_iter().map(|it| it.title).collect()
}

#[test]
fn a_copy_that_says_otherwise_is_not_cited() {
    let article = |cranes: &str| {
        format!(
            "The council met on Tuesday evening in the old customs house to hear the report of the port on its first ten years. \
             Ann Roe, who has led the port since it was founded, spoke for an hour and answered the questions of the members. \
             The harbour of Norham opened in 2014 with {cranes} cranes. \
             Since then the number of ships that call there has grown from eighty to more than three hundred a year, she said. \
             Several members asked about the noise at night, of which the people of the lower town have complained for years. \
             The port means to build a wall along the quay, and to let no lorries through the gate between ten and six. \
             The council thanked her and will vote on the budget of the port in March, after a hearing in the town hall.\n"
        )
    };
    let fixture = Fixture::parse(&format!(
        "//- /draft.md\nThe harbour of Norham opened in 2014 with twelve cranes.\n\
         //- /corpus/first.md\n# First\n\n{}//- /corpus/second.md\n# Second\n\n{}",
        article("thirty"),
        article("twelve")
    ));
    let report = fixture.check();
    let corpus = &fixture.context.corpus;
    assert_eq!(corpus.origin_of(0), corpus.origin_of(1), "they are copies");
    let actions = ide::actions(&fixture.context, &report, Span::new(5, 5));
    let cites: Vec<&str> = actions.iter().map(|it| it.title.as_str()).filter(|it| it.starts_with("Cite ")).collect();
    assert_eq!(cites, ["Cite Second"]);
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    let mut text = text.to_owned();
    edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

/// The draft after the action whose title begins so was taken at the words.
fn done(draft: &str, words: &str, title: &str) -> String {
    let (fixture, report, actions) = actions_on(draft, words);
    let Some(action) = actions.iter().find(|it| it.title.starts_with(title)) else {
        panic!("no {title} among {:?}", actions.iter().map(|it| &it.title).collect::<Vec<_>>())
    };
    let path = Some(Path::new("/draft.md"));
    let edits = ide::edits_of(&fixture.context, &report, path, &action.deed).expect("edits");
    applied(&fixture.text, edits)
}

#[track_caller]
fn check(draft: &str, words: &str, title: &str, expected: &str) {
    assert_eq!(done(draft, words, title), expected);
}

#[test]
fn a_figure_is_replaced_by_the_one_sure_fix() {
    let draft = "The harbour of Norham opened in 2014 with fifteen cranes.";
    let (_, _, actions) = actions_on(draft, "fifteen");
    let first = &actions[0];
    assert!(first.title.starts_with("Replace “fifteen"), "{}", first.title);
    assert!(first.is_preferred && first.kind == ActionKind::QuickFix && first.finding.is_some());
    assert_eq!(actions.iter().filter(|it| it.is_preferred).count(), 1);
    check(draft, "fifteen", "Replace", "The harbour of Norham opened in 2014 with twelve cranes.");
}

#[test]
fn a_claim_is_cited_from_several_sources_in_the_draft_s_style() {
    let draft = "The harbour of Norham opened in 2014 with twelve cranes.";
    let titles = titles(draft, "harbour");
    assert!(titles.contains(&"Cite Reuters: Harbour report, 11 Feb 2024".to_owned()), "{titles:?}");
    assert!(titles.iter().any(|it| it.starts_with("Cite AFP: A new harbour")), "{titles:?}");
    let text = "# One\n\nThe harbour of Norham opened in 2014 with twelve cranes.\n\n\
        The council plans to approve the budget of the harbour in March [@harbour].";
    let (fixture, ..) = read(text);
    let key = fixture.context.corpus.sources()[0].key.clone();
    let text = text.replace("@harbour", &format!("@{key}"));
    let expected = text.replace("cranes.", &format!("cranes [@{key}]."));
    check(&text, "harbour of Norham", "Cite Reuters", &expected);
    // What is cited already is not offered again.
    let (_, _, actions) = actions_on(&expected, "harbour of Norham");
    assert!(!actions.iter().any(|it| it.title.starts_with("Cite Reuters")));
}

#[test]
fn a_claim_that_the_sources_do_not_bear_out_is_not_to_be_cited() {
    let draft = "The harbour of Norham closed in 2019 with a loss of 400 jobs.";
    assert!(!titles(draft, "harbour").iter().any(|it| it.starts_with("Cite")));
}

#[test]
fn an_overstatement_takes_the_source_s_hedge_where_it_fits() {
    check(
        "The new bridge will convince the investors of the region to stay.",
        "will",
        "Write “could convince”, as the source does",
        "The new bridge could convince the investors of the region to stay.",
    );
    check(
        "The council has approved the budget of the harbour in March.",
        "has approved",
        "Write “plans to approve”",
        "The council plans to approve the budget of the harbour in March.",
    );
    // "has considering" would be no English.
    let draft = "The council has banned diesel cars in the old town.";
    assert!(!titles(draft, "has banned").iter().any(|it| it.starts_with("Write")));
}

#[test]
fn the_wording_of_a_quotation_is_restored() {
    check(
        "\"We will triple the number of cranes by next summer,\" Mayor Ann Roe said.",
        "triple",
        "Restore the source's wording",
        "\"We will double the number of cranes by next summer,\" Mayor Ann Roe said.",
    );
    // In the first person it would speak of the writer.
    let draft = "\"We will triple the number of cranes by next summer,\" Mayor Ann Roe said.";
    assert!(!titles(draft, "triple").iter().any(|it| it.starts_with("Turn")));
}

#[test]
fn a_quotation_goes_to_its_speaker_with_the_role() {
    check(
        "\"We will double the number of cranes by next summer,\" Governor John Doe said.",
        "John",
        "Attribute the quotation to Mayor Ann Roe",
        "\"We will double the number of cranes by next summer,\" Mayor Ann Roe said.",
    );
}

#[test]
fn a_finding_is_ignored_here_or_in_the_file() {
    let draft = "---\ntitle: A\n---\n\n# One\n\nThe harbour of Norham opened in 2014 with fifteen cranes.\nIt is old.";
    let here = done(draft, "fifteen", "Ignore `conflicting-figure` here");
    assert!(here.contains("\n\n<!-- citecheck-ignore conflicting-figure -->\nThe harbour"), "{here}");
    let file = done(draft, "fifteen", "Ignore `conflicting-figure` in this file");
    assert!(
        file.starts_with("---\ntitle: A\n---\n\n<!-- citecheck-ignore-file conflicting-figure -->\n\n# One"),
        "{file}"
    );
    for text in [here, file] {
        let (_, report) = read(&text);
        assert!(
            report.findings.iter().all(|it| it.rule != "conflicting-figure" && it.rule != "needless-ignore"),
            "{text}"
        );
    }
}

#[test]
fn a_comment_goes_where_it_parts_no_paragraph_and_no_row() {
    let second = "It is old.\nThe harbour of Norham opened in 2014 with fifteen cranes.  \nIt is new.";
    let text = done(second, "fifteen", "Ignore `conflicting-figure` here");
    assert!(text.contains("cranes. <!-- citecheck-ignore conflicting-figure -->  \nIt is new."), "{text}");
    let row = "| a |\n| --- |\n| The harbour of Norham opened in 2014 with fifteen cranes. |";
    let cell = done(row, "fifteen", "Ignore `conflicting-figure` here");
    assert!(cell.ends_with("cranes. <!-- citecheck-ignore conflicting-figure --> |"), "{cell}");
    for text in [text, cell] {
        let (_, report) = read(&text);
        assert!(report.findings.iter().all(|it| it.rule != "conflicting-figure"), "{text}");
    }
}

#[test]
fn only_what_is_safe_is_mended_at_once() {
    let draft = "The harbour of Norhamm opened in 2014 with fifteen cranes.\n\n\
        \"We will triple the number of cranes by next summer,\" Mayor Ann Roe said.";
    let (fixture, report) = read(draft);
    let action = ide::fix_all(&fixture.context, &report).expect("an action");
    assert_eq!(action.kind, ActionKind::FixAll);
    let edits = ide::edits_of(&fixture.context, &report, None, &action.deed).expect("edits");
    assert_eq!(
        applied(&fixture.text, edits),
        "The harbour of Norham opened in 2014 with fifteen cranes.\n\n\
        \"We will double the number of cranes by next summer,\" Mayor Ann Roe said."
    );
    let (fixture, report) = read("The harbour of Norham opened in 2014 with fifteen cranes.");
    assert_eq!(ide::fix_all(&fixture.context, &report), None);
}

#[test]
fn a_selected_name_goes_into_the_glossary_and_one_that_is_there_does_not() {
    let draft = "The harbour of Norham opened in 2014 with twelve cranes, says Ann Roe.";
    let (fixture, report) = read(draft);
    let select = |words: &str| {
        let start = fixture.text.find(words).expect("in the draft");
        let actions = ide::actions(&fixture.context, &report, Span::new(start, start + words.len()));
        actions.into_iter().map(|it| it.title).find(|it| it.contains("glossary"))
    };
    assert_eq!(select("Ann Roe").as_deref(), Some("Add “Ann Roe” to the glossary"));
    assert_eq!(select("Norham"), None);
    // Parts of words are slips of the hand, or the cursor of an editor that has none thinner.
    assert_eq!(select("Ann Ro"), None);
    assert_eq!(select("w"), None);
}

#[test]
fn a_unit_a_common_word_and_half_a_sentence_are_no_terms() {
    let draft = "The proposals of 8 May foresee a security agreement of 25 years with the OSCE. \
        Under Article 5 the kompromat on Coalition of the Willing members weighs 3 km or 10 tonnes. \
        Norhamians have waited for years, and the European Peace Facility paid.";
    let (fixture, report) = read(draft);
    let is_term = |words: &&str| {
        let start = fixture.text.find(*words).expect("in the draft");
        let actions = ide::actions(&fixture.context, &report, Span::new(start, start + words.len()));
        actions.iter().any(|it| it.title == format!("Add “{words}” to the glossary"))
    };
    let terms = [
        "security agreement",
        "OSCE",
        "Article 5",
        "kompromat",
        "Coalition of the Willing",
        "Norhamians",
        "European Peace Facility",
    ];
    let others = [
        "years",
        "25 years",
        "25",
        "km",
        "10 tonnes",
        "May",
        "the",
        "The",
        "proposals",
        "The proposals",
        "agreement",
        "foresee a security agreement",
        "of 25 years",
        "Norhamians have waited",
        "OSCE. Under",
    ];
    assert_eq!(terms.iter().filter(|it| !is_term(it)).collect::<Vec<_>>(), [&""; 0]);
    assert_eq!(others.iter().filter(|it| is_term(it)).collect::<Vec<_>>(), [&""; 0]);
}

#[test]
fn where_nothing_is_wrong_nothing_is_mended() {
    let draft = "How are you today?";
    assert_eq!(titles(draft, "How"), [""; 0]);
}
