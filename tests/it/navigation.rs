//! From the draft to the sources and back.

use std::sync::Arc;

use citecheck::check::{Memo, check};
use citecheck::draft::Draft;
use citecheck::ide::{self, Definition, Target};
use citecheck::load::{Settings, Workspace};
use citecheck::text::Span;

use crate::fixture::Fixture;

const FIXTURE: &str = r#"
//- /draft.md
# Ferries

The ferry Aurora carried 1,200 passengers to Norham in March 2021 [@harbour, p. 4; @council].
The mayor of Norham, Ann Brand, called the Aurora "a lifeline for the islands".[^1]
Nobody knows how many whales swim in the bay.

## Money

Norham paid 3 million euros for the ferry Aurora ([the council](https://example.org/council)).
See also @{harbour}.

[^1]: Council minutes, p. 7, [@council].
//- /corpus/harbour.md
---
key: harbour
title: Harbour report
publisher: Port of Norham
date: 2021-04-01
---

Contents

# Harbour report

The ferry Aurora carried 1,200 passengers to Norham in March 2021.
Norham paid 3 million euros for the ferry Aurora in 2019.
//- /corpus/council.md
---
title: Minutes of the council
url: https://example.org/council
---

The mayor of Norham, Ann Brand, called the Aurora “a lifeline for the islands”.
The ferry Aurora carried 1,200 passengers to Norham in March 2021, the council heard.
"#;

/// Targets as `file:line words`, the draft's own as `draft:line`; lines from 1.
fn shown(targets: &[Target]) -> Vec<String> {
    let show = |it: &Target| match &it.path {
        Some(path) => format!("{}:{}", path.file_name().unwrap_or_default().to_string_lossy(), it.start.line + 1),
        None => format!("draft:{}:{}", it.start.line + 1, it.start.utf32 + 1),
    };
    targets.iter().map(show).collect()
}

/// What is asked at the start of the words, one character in.
fn at(words: &str, ask: impl Fn(&Fixture, &citecheck::check::Report, usize) -> Option<Definition>) -> Vec<String> {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let offset = fixture.text.find(words).expect("in the draft") + 1;
    ask(&fixture, &report, offset).map(|it| shown(&it.targets)).unwrap_or_default()
}

fn declaration(words: &str) -> Vec<String> {
    at(words, |fixture, report, offset| ide::declaration(&fixture.context, report, offset))
}

fn implementation(words: &str) -> Vec<String> {
    at(words, |fixture, report, offset| ide::implementation(&fixture.context, report, offset))
}

#[test]
fn the_declaration_is_where_the_title_stands_else_the_beginning() {
    assert_eq!(declaration("@harbour"), ["harbour.md:10"]);
    assert_eq!(declaration("@council"), ["council.md:1"]);
    // A footnote is declared where its source is, a claim where its evidence is.
    assert_eq!(declaration("[^1]"), ["council.md:1"]);
    assert_eq!(declaration("carried"), ["council.md:1"]);
    assert!(declaration("\n\n## Money").is_empty());
}

#[test]
fn the_implementation_is_every_passage_that_bears_the_claim_out() {
    assert_eq!(implementation("carried"), ["council.md:7", "harbour.md:12"]);
    assert!(implementation("whales").is_empty());
    assert!(implementation("Ferries").is_empty());
}

#[test]
fn the_implementation_of_a_citation_is_in_its_source_only() {
    assert_eq!(implementation("@council"), ["council.md:7"]);
    assert_eq!(implementation("@harbour"), ["harbour.md:12"]);
    // The council's minutes say nothing of the price.
    assert!(implementation("[the council]").is_empty());
}

#[test]
fn the_implementation_of_a_quotation_says_its_very_words() {
    assert_eq!(implementation("a lifeline"), ["council.md:6"]);
}

#[test]
fn references_of_a_citation_are_its_uses_in_any_syntax_and_the_passages_it_lends() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let found = |words: &str| {
        let offset = fixture.text.find(words).expect("in the draft") + 1;
        ide::references(&fixture.context, &report, offset).expect("references")
    };
    let harbour = found("@harbour");
    assert_eq!(shown(&harbour.uses), ["draft:3:68", "draft:10:10"]);
    assert_eq!(shown(&harbour.passages), ["harbour.md:12", "harbour.md:13"]);
    assert_eq!(shown(harbour.declaration.as_slice()), ["harbour.md:10"]);
    let council = found("@council");
    assert_eq!(shown(&council.uses), ["draft:3:84", "draft:9:51", "draft:12:31"]);
    let note = found("[^1]");
    assert_eq!(
        (shown(&note.uses), shown(note.declaration.as_slice())),
        (vec!["draft:4:80".to_owned()], vec!["draft:12:7".to_owned()])
    );
    assert_eq!(note.cited, None);
}

#[test]
fn another_draft_uses_a_source_where_its_parser_finds_a_citation_of_it() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let cited = ide::cited_at(&fixture.context, &report, fixture.text.find("@harbour").expect("a key") + 1);
    let uses = |text: &str| {
        let draft = Draft::parse(text);
        let spans = ide::uses(&fixture.context.corpus, &draft, cited.as_ref().expect("a citation"));
        spans.iter().map(|it| it.of(text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        uses("Said once [see @harbour, p. 3; @council] and [again](../corpus/harbour.md)."),
        ["@harbour", "[again](../corpus/harbour.md)"]
    );
    assert_eq!(uses("`@harbour` is code, ann@harbour.org a mail, and @harbours another key."), Vec::<String>::new());
}

#[test]
fn links_lead_to_the_files_with_title_and_date() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let link = |it: ide::Link| {
        let mark = if it.is_written { " (written)" } else { "" };
        format!("{}{mark} -> {} | {}", it.span.of(&fixture.text), it.address, it.tooltip)
    };
    let links: Vec<String> = ide::links(&fixture.context, &report).into_iter().map(link).collect();
    expect_test::expect![[r#"
        @harbour -> file:///corpus/harbour.md#L12 | Harbour report · Port of Norham · 2021-04-01 · page 4
        @council -> file:///corpus/council.md#L7 | Minutes of the council · line 7
        [^1] -> file:///corpus/council.md#L6 | Minutes of the council · page 7
        [the council](https://example.org/council) (written) -> file:///corpus/council.md | Minutes of the council
        @{harbour} -> file:///corpus/harbour.md | Harbour report · Port of Norham · 2021-04-01
        @council -> file:///corpus/council.md | Minutes of the council"#]]
    .assert_eq(&links.join("\n"));
}

#[test]
fn of_several_keys_in_a_marker_the_one_under_the_cursor_counts() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let shown = |words: &str| {
        let offset = fixture.text.find(words).expect("in the draft") + 1;
        let hover = ide::hover(&fixture.context, &report, offset).expect("a card");
        (hover.span.of(&fixture.text).to_owned(), hover.plain.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(shown("@council"), ("@council".to_owned(), "Minutes of the council".to_owned()));
    assert!(shown("@harbour").1.starts_with("Harbour report"));
    // Beside the keys, the marker is that of the first.
    assert!(shown(", p. 4").1.starts_with("Harbour report"));
}

/// A workspace with a PDF of several pages and the program that reads it.
fn with_pdf(draft: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = folder.path().canonicalize().expect("it is there");
    std::fs::create_dir(root.join("sources")).expect("the folder can be written");
    std::fs::write(root.join("sources/report.pdf"), include_bytes!("../formats/pdf/report.pdf")).expect("and this");
    let settings = Settings {
        cache: Some(root.join("cache")),
        reader: Some(env!("CARGO_BIN_EXE_citecheck").into()),
        ..Settings::default()
    };
    let workspace = Workspace::load(&root, &settings, &|_, _| {});
    let report = check(&workspace.context, Arc::new(Draft::parse(draft)), &Memo::default());
    let links = ide::links(&workspace.context, &report);
    let name = |it: &ide::Link| it.address.rsplit('/').next().unwrap_or_default().to_owned();
    links.iter().map(|it| format!("{} | {}", name(it), it.tooltip.rsplit(" · ").next().unwrap_or_default())).collect()
}

#[test]
fn a_link_to_a_pdf_opens_at_the_page_of_the_passage_else_at_the_page_that_is_cited() {
    let draft = "The council accepted all three on 12 January 2024 [@report, p. 9].\n\n\
        It said nothing of the lighthouse keepers of Wexmoor [@report, pp. 3-4].\n\n\
        Nor did it speak of the seven fishing boats that burned at Torsund [@report].\n";
    assert_eq!(
        with_pdf(draft),
        ["report.pdf#page=2 | page 2", "report.pdf#page=3 | page 3", "report.pdf | 2024-03-02"]
    );
}

#[test]
fn highlights_are_the_other_mentions_and_uses() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let lines = |words: &str| -> Vec<usize> {
        let offset = fixture.text.find(words).expect("in the draft") + 1;
        let spans = ide::highlights(&fixture.context, &report, offset).unwrap_or_default();
        spans.iter().map(|it: &Span| report.draft.lines.line_of(it.start) + 1).collect()
    };
    assert_eq!(lines("Norham"), [3, 4, 9]);
    assert_eq!(lines("@council"), [3, 9, 12]);
    assert_eq!(lines("[^1]"), [4]);
    // A claim that nothing was found about has nothing to show.
    assert_eq!(lines("carried"), Vec::<usize>::new());
    assert_eq!(lines("knows how many"), [5]);
}

#[test]
fn sources_and_terms_are_found_by_a_few_letters() {
    let fixture = Fixture::parse(FIXTURE);
    let names = |query: &str| -> Vec<String> {
        ide::symbols(&fixture.context, query).into_iter().map(|it| format!("{} | {}", it.name, it.container)).collect()
    };
    assert_eq!(names("harrep")[0], "Harbour report (harbour) | Port of Norham · 2021-04-01");
    assert_eq!(names("minutes council")[0], "Minutes of the council (council) | ");
    assert!(names("brand").iter().any(|it| it.starts_with("Ann Brand |")), "{:?}", names("brand"));
    assert_eq!(names("zzz"), Vec::<String>::new());
    assert!(names("").len() > 2);
}

#[test]
fn a_citation_leads_where_its_locator_says_else_to_what_bears_the_sentence_out() {
    let definition = |locator: &str| {
        let fixture = Fixture::parse(&FIXTURE.replace("; @council]", &format!("; @council{locator}]")));
        let offset = fixture.text.find("@council").expect("in the draft") + 1;
        let found = ide::definition(&fixture.context, &fixture.check(), offset).expect("a definition");
        shown(&found.targets)
    };
    assert_eq!(definition(""), ["council.md:7"]);
    assert_eq!(definition(", line 6"), ["council.md:6"]);
    // There is no such page.
    assert_eq!(definition(", p. 90"), ["council.md:7"]);
}
