//! The annotated draft.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use citecheck::check::{Memo, Report, check};
use citecheck::draft::Draft;
use citecheck::load::write_report;
use citecheck::output::{CheckedDraft, FileLinks, ReportPage, report_page};
use expect_test::expect;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;

use crate::fixture::Fixture;

fn page_of(fixture: &Fixture, report: &Report) -> String {
    report_page(&ReportPage {
        checked: CheckedDraft { path: "notes/draft.md", corpus: &fixture.context.corpus, report },
        notices: &[],
        base: Path::new("/"),
        links: FileLinks::From { folder: Path::new("/notes"), root: Path::new("/") },
        style: None,
    })
}

fn page(fixture: &str) -> String {
    let fixture = Fixture::parse(fixture);
    page_of(&fixture, &fixture.check())
}

/// The page on another draft than the fixture's, over the same sources.
fn page_of_text(text: &str) -> String {
    static ALL: OnceLock<Fixture> = OnceLock::new();
    let fixture = ALL.get_or_init(|| Fixture::parse(FIXTURE));
    page_of(fixture, &check(&fixture.context, Arc::new(Draft::parse(text)), &Memo::default()))
}

/// The elements of a page, each with its attributes.
fn elements(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let words = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    let tokens = Tokenizer::new(page).map(|it| it.expect("text does not fail"));
    let start = |it: Token| match it {
        Token::StartTag(tag) => {
            let attributes = tag.attributes.iter().map(|it| (words(it.0), words(it.1))).collect();
            Some((words(&tag.name), attributes))
        }
        _ => None,
    };
    tokens.filter_map(start).collect()
}

/// What a reader sees between two marks of the markup.
fn text_between(page: &str, start: &str, end: &str) -> String {
    let from = page.find(start).unwrap_or_else(|| panic!("no {start} in {page}"));
    let to = from + page[from..].find(end).expect("an end");
    let mut acc = String::new();
    for token in Tokenizer::new(&page[from..to]) {
        match token.expect("text does not fail") {
            Token::String(words) => acc.push_str(&String::from_utf8_lossy(&words)),
            Token::StartTag(tag)
                if matches!(
                    &tag.name[..],
                    b"p" | b"li"
                        | b"dt"
                        | b"article"
                        | b"summary"
                        | b"blockquote"
                        | b"h3"
                        | b"figcaption"
                        | b"td"
                        | b"tr"
                ) =>
            {
                acc.push('\n');
            }
            _ => {}
        }
    }
    let lines = acc.lines().map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{2060}', ""));
    lines.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

const FIXTURE: &str = "\
//- /draft.md
# Norham

The port of Norham opened in 2014 [@harbour, p. 3].
The port handled **12 million** tonnes of cargo in 2021.[^1]
Was it worth it?

| Town | Ferry |
| --- | --- |
| Norham | The ferry Aurora carried 1,500 passengers to Norham in March. |

[^1]: See [the report](../corpus/harbour.md).
//- /corpus/harbour.md
---
title: Harbour report
publisher: Norham Gazette
date: 2024-03-02
reliability: B2
---

The port of Norham opened in 2014 after ten years of work.
The port handled 14 million tonnes of cargo in 2021.
The ferry Aurora carried 1,500 passengers to Norham in March.
";

#[test]
fn a_page_has_the_draft_as_it_reads_and_the_evidence_beside_it() {
    let page = page(FIXTURE);
    expect![[r#"
        The draftPreviousNext
        1 note to settle
        FilterStatements✕contradicted✓supportedFindingsconflicting figureShow allKeys
        Norham
        The port of Norham opened in 2014 [1, p. 3].✓1
        The port handled 12 million tonnes of cargo in 2021.1✕2
        Was it worth it?
        TownFerry
        Norham
        The ferry Aurora carried 1,500 passengers to Norham in March.✓3
        Footnotes of the draft
        See the report[1]. ↩
        Notes
        ✓Note 1Supported by 1 source norham2024harbour
        The port of Norham opened in 2014.
        What agrees
        In the same words: Norham, 2014
        The port of Norham opened in 2014 after ten years of work.
        Harbour report · Norham Gazette · 2 March 2024 · reliability B2 · line 8Back to the text of note 1
        ✕Note 2The sources say otherwise
        The port handled 12 million tonnes of cargo in 2021.
        The sources say 14 million, the draft says 12 million: norham2024harbour (2 Mar 2024), line 9
        Draft12 million
        Sources14 million
        Replace “12 million” by “14 million”
        Error: conflicting figure
        What agrees
        In the same words: 2021
        The port handled 14 million tonnes of cargo in 2021.
        Harbour report · Norham Gazette · 2 March 2024 · reliability B2 · line 9Back to the text of note 2
        ✓Note 3Supported by 1 source norham2024harbour
        The ferry Aurora carried 1,500 passengers to Norham in March.
        What agrees
        In the same words: Aurora, 1,500, Norham, March
        The ferry Aurora carried 1,500 passengers to Norham in March.
        Harbour report · Norham Gazette · 2 March 2024 · reliability B2 · line 10Back to the text of note 3"#]]
    .assert_eq(&text_between(&page, "<section id=\"draft\"", "</section>"));
    expect![[r#"
        Summary
        ✕1 contradicted
        ✓2 supported
        The draft makes 3 factual statements, each of which was compared with a collection of 1 source. It bears on the draft, dated 2 March 2024; it is 15 months older than this check.
        2 statements are supported and rest on a single source each.
        1 statement is contradicted by the sources.
        As rated by those who filed them, 1 source is usually reliable (B).
        “Supported” means that the sources say so, not that it is true. Copies of one text count as one source."#]].assert_eq(&text_between(&page, "<section id=\"summary\"", "</section>"));
}

#[test]
fn figures_that_differ_stand_against_each_other() {
    let page = page(FIXTURE);
    let versus = text_between(&page, "<dl class=\"versus\">", "</dl>");
    assert_eq!(versus, "Draft12 million\nSources14 million");
    // What agrees has nothing to stand against.
    assert_eq!(page.matches("class=\"versus\"").count(), 1);
    assert!(page.contains("<mark class=\"otherwise\">14 million"), "{page}");
}

#[test]
fn links_within_a_page_lead_somewhere_and_places_have_names_of_their_own() {
    let elements = elements(&page(FIXTURE));
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|it| it.1.get("id")) {
        assert!(ids.insert(id.clone()), "`{id}` is there twice");
    }
    let targets = elements.iter().filter_map(|it| it.1.get("href")?.strip_prefix('#'));
    let targets: Vec<&str> = targets.collect();
    assert!(targets.iter().any(|it| it.starts_with("note-")) && targets.iter().any(|it| it.starts_with("claim-")));
    for target in targets {
        assert!(ids.contains(target), "`#{target}` leads nowhere");
    }
}

/// Pieces of Markdown in any order, well put together or not.
fn odd_draft() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "The port of Norham opened in 2014",
        " [@harbour, p. 3]",
        " [@nobody; @harbour]",
        ".",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "**",
        "*",
        "_",
        "`",
        "~~",
        "[^1]",
        "[^1]: ",
        "[a ",
        "](../corpus/harbour.md)",
        "](https://a.b/c)",
        "![",
        "| a | b |\n| --- | --- |\n",
        "| The port handled 15 million tonnes of cargo in 2021. | ",
        "<b>",
        "<!-- citecheck-ignore -->",
        "<!--",
        "```\n",
        "[[harbour]]",
        "&amp;",
        "\u{202e}é",
        "\r\n",
        "::: note\n",
        "The ferry *Aurora* carried 1,700 passengers to Norham in March. ",
        "(Source: Norham Gazette, 2 March 2024)",
        "    ",
        "---\n",
        "\\",
        "<br>",
        "https://example.org/x ",
        "Der Hafen von Norham wurde im Jahr 2014 nicht eröffnet, und das ist so. ",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn whatever_a_draft_is_its_page_is_sound(text in odd_draft()) {
        let page = page_of_text(&text);
        let elements = elements(&page);
        let ids: Vec<&String> = elements.iter().filter_map(|it| it.1.get("id")).collect();
        let distinct: BTreeSet<&String> = ids.iter().copied().collect();
        prop_assert_eq!(ids.len(), distinct.len(), "{:?}", text);
        for target in elements.iter().filter_map(|it| it.1.get("href")?.strip_prefix('#')) {
            prop_assert!(distinct.contains(&target.to_owned()) , "{:?}: `#{}`", text, target);
        }
        // Each note has its place in the draft.
        for number in elements.iter().filter(|it| it.0 == "article").filter_map(|it| it.1.get("data-n")) {
            prop_assert!(distinct.contains(&format!("claim-{number}")), "{:?}: {}", text, number);
        }
        // No link stands in another.
        let mut depth = 0;
        for token in Tokenizer::new(&page) {
            match token.expect("text does not fail") {
                Token::StartTag(tag) if &tag.name[..] == b"a" => depth += 1,
                Token::EndTag(tag) if &tag.name[..] == b"a" => depth -= 1,
                _ => {}
            }
            prop_assert!((0..=1).contains(&depth), "{:?}", text);
        }
    }
}

#[test]
fn a_draft_of_a_comment_alone_has_its_note() {
    let page = page_of_text("<!-- citecheck-ignore -->");
    assert!(page.contains("id=\"note-1\"") && page.contains("id=\"claim-1\""));
}

#[test]
fn a_footnote_that_is_defined_twice_is_shown_whole() {
    let page = page_of_text("So.[^1]\n\n[^1]: The first text.\n\n[^1]: The second text.\n");
    assert!(page.contains("The first text.") && page.contains("The second text."));
}

#[test]
fn the_same_draft_gives_the_same_page() {
    assert_eq!(page(FIXTURE), page(FIXTURE));
}

const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)</style></title>";

#[test]
fn nothing_of_a_draft_or_a_source_is_active() {
    let fixture = Fixture::parse(&format!(
        "//- /draft.md\n# Norham {HOSTILE}\n\nThe port of Norham handled 12 million tonnes of cargo {HOSTILE} in 2021 \
         [@harbour].\nThe [port](javascript:alert(4)) of [Norham](data:text/html,x) and [its ferry](https://example.org/a?b=\"c\") \
         opened in 2014.\n![a picture](https://example.org/x.png)\n\n<div onclick=\"alert(5)\">{HOSTILE}</div>\n\n\
         <!-- {HOSTILE} -->\n\n```\n{HOSTILE}\n```\n\n`{HOSTILE}` and \u{202e}that.\n//- /corpus/harbour.md\n---\ntitle: \
         '{HOSTILE}'\npublisher: '{HOSTILE}'\ndescriptor: '{HOSTILE}'\nreliability: '{HOSTILE}'\nurl: \
         'javascript:alert(6)'\n---\n\nThe port of Norham handled 14 million tonnes of cargo in 2021, \
         <script>alert(7)</script> and it opened in 2014 \u{202e}there.\n"
    ));
    let page = page_of(&fixture, &fixture.check());
    let elements = elements(&page);
    let count = |name: &str| elements.iter().filter(|it| it.0 == name).count();
    assert_eq!((count("script"), count("style"), count("title")), (1, 1, 1), "{page}");
    assert_eq!(count("img") + count("iframe") + count("object") + count("div-x") + count("base") + count("link"), 0);
    for (name, attributes) in &elements {
        for (attribute, value) in attributes {
            assert!(!attribute.starts_with("on") && attribute != "style" && attribute != "src", "{name} {attribute}");
            if attribute == "href" {
                let is_safe = ["#", "https://", "../"].iter().any(|it| value.starts_with(it));
                assert!(is_safe && !value.contains(['"', '<', ' ']), "{value}");
            }
        }
    }
    assert!(!page.contains('\u{202e}') && page.contains("⟨U+202E⟩"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn a_draft_of_which_nothing_can_be_checked_says_so() {
    let page = page("//- /draft.md\nWas it worth it?\n//- /corpus/a.md\nThe port opened in 2014.\n");
    assert!(page.contains("The draft makes no factual statement that could be compared with the 1 source at hand."));
    let fixture = Fixture::parse("//- /draft.md\nThe port opened in 2014.\n");
    let page = page_of(&fixture, &Report::not_checked(fixture.check().draft));
    assert!(page.contains("could not be checked") && !page.contains("id=\"findings\""));
}

#[test]
fn a_page_is_written_over_one_of_ours_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("draft.report.html");
    let page = page(FIXTURE);
    write_report(&path, &page, false).expect("a new file");
    write_report(&path, &page, false).expect("one of ours");
    fs::write(&path, "<!DOCTYPE html><title>Mine</title>").expect("a file");
    assert!(write_report(&path, &page, false).is_err());
    assert_eq!(fs::read_to_string(&path).expect("a file"), "<!DOCTYPE html><title>Mine</title>");
    write_report(&path, &page, true).expect("it may be written over");
}
