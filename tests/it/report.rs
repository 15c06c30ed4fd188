//! The annotated draft.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use citecheck::check::{Memo, Report, check};
use citecheck::corpus::Problem;
use citecheck::corpus::import::{import, is_own_report, read_document};
use citecheck::draft::Draft;
use citecheck::load::{ReportFormat, write_report};
use citecheck::output::{self, CheckedDraft, FileLinks, ReportPage, report_page};
use expect_test::expect;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

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
    let fixture = fixture_of_all();
    page_of(fixture, &check(&fixture.context, Arc::new(Draft::parse(text)), &Memo::default()))
}

fn fixture_of_all() -> &'static Fixture {
    static ALL: OnceLock<Fixture> = OnceLock::new();
    ALL.get_or_init(|| Fixture::parse(FIXTURE))
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
    write_report(&path, page.as_bytes(), false).expect("a new file");
    write_report(&path, page.as_bytes(), false).expect("one of ours");
    fs::write(&path, "<!DOCTYPE html><title>Mine</title>").expect("a file");
    assert!(write_report(&path, page.as_bytes(), false).is_err());
    assert_eq!(fs::read_to_string(&path).expect("a file"), "<!DOCTYPE html><title>Mine</title>");
    write_report(&path, page.as_bytes(), true).expect("it may be written over");
}

fn report_as(fixture: &Fixture, report: &Report, format: ReportFormat) -> Vec<u8> {
    output::report(
        &ReportPage {
            checked: CheckedDraft { path: "notes/draft.md", corpus: &fixture.context.corpus, report },
            notices: &[],
            base: Path::new("/"),
            links: FileLinks::From { folder: Path::new("/notes"), root: Path::new("/") },
            style: None,
        },
        format,
    )
    .expect("a report")
}

fn markdown_of(text: &str) -> String {
    let fixture = fixture_of_all();
    let report = check(&fixture.context, Arc::new(Draft::parse(text)), &Memo::default());
    String::from_utf8(report_as(fixture, &report, ReportFormat::Markdown)).expect("a text")
}

fn docx_of(text: &str) -> Vec<u8> {
    let fixture = fixture_of_all();
    let report = check(&fixture.context, Arc::new(Draft::parse(text)), &Memo::default());
    report_as(fixture, &report, ReportFormat::Docx)
}

#[test]
fn as_markdown_the_report_reads_well_as_it_is() {
    let fixture = Fixture::parse(FIXTURE);
    let markdown = report_as(&fixture, &fixture.check(), ReportFormat::Markdown);
    let markdown = String::from_utf8(markdown).expect("a text");
    let (body, _) = markdown.split_once("## How to get").expect("the end");
    expect![[r#"
        <!-- A report by citecheck 0.1.0 -->

        # Source check: Norham

        `notes/draft.md` · checked on 1 June 2025 · 1 source

        ## Summary

        - ✕ **1** contradicted
        - ✓ **2** supported

        The draft makes 3 factual statements, each of which was compared with a collection of 1 source. It bears on the draft, dated 2 March 2024; it is 15 months older than this check.

        2 statements are supported and rest on a single source each.

        1 statement is contradicted by the sources.

        As rated by those who filed them, 1 source is usually reliable (B).

        “Supported” means that the sources say so, not that it is true. Copies of one text count as one source.

        ## To settle

        - [✕ 2](#note-2): The sources say 14 million, the draft says 12 million: `norham2024harbour` (2 Mar 2024), line 9

        ## The draft

        ### Norham

        The port of Norham opened in 2014 \[1, p. 3\]. [✓ 1](#note-1)
        The port handled **12 million** tonnes of cargo in 2021.\[\^1\] [✕ 2](#note-2)
        Was it worth it?

        | Town | Ferry |
        | --- | --- |
        | Norham | The ferry Aurora carried 1,500 passengers to Norham in March. [✓ 3](#note-3) |

        ### Footnotes of the draft

        1. See the report\[1\].

        ## Notes

        ### Note 1

        **✓ Supported by 1 source**

        “The port of Norham opened in 2014.”

        - What agrees
          - In the same words: **Norham**, **2014**

        > The **port** of **Norham opened** in **2014** after ten years of work.
        >
        > Harbour report · Norham Gazette · 2 March 2024 · reliability B2 (usually reliable, probably true) · [line 8](../corpus/harbour.md)

        ### Note 2

        **✕ The sources say otherwise**

        “The port handled 12 million tonnes of cargo in 2021.”

        - The sources say 14 million, the draft says 12 million: `norham2024harbour` (2 Mar 2024), line 9
          - Draft: 12 million
          - Sources: 14 million
          - Replace “12 million” by “14 million”
          - Error: conflicting figure
        - What agrees
          - In the same words: **2021**

        > The **port handled *14 million* tonnes** of **cargo** in **2021**.
        >
        > Harbour report · Norham Gazette · 2 March 2024 · reliability B2 (usually reliable, probably true) · [line 9](../corpus/harbour.md)

        ### Note 3

        **✓ Supported by 1 source**

        “The ferry Aurora carried 1,500 passengers to Norham in March.”

        - What agrees
          - In the same words: **Aurora**, **1,500**, **Norham**, **March**

        > The **ferry Aurora carried 1,500 passengers** to **Norham** in **March**.
        >
        > Harbour report · Norham Gazette · 2 March 2024 · reliability B2 (usually reliable, probably true) · [line 10](../corpus/harbour.md)

        ## References

        1. “Harbour report.” Norham Gazette, 2 March 2024.

        ## Sources used

        **Harbour report**

        Norham Gazette · 2 March 2024

        - Key: `norham2024harbour`
        - Reference: 1
        - Reliability: B2 – usually reliable, probably true
        - Notes: [1](#note-1), [2](#note-2), [3](#note-3)
        - File: [corpus/harbour.md](../corpus/harbour.md)
        - SHA-256: --- title: Harbour report publisher: Norham Gazette date: 2024-03-02 reliability: B2 ---  The port of Norham opened in 2014 after ten years of work. The port handled 14 million tonnes of cargo in 2021. The ferry Aurora carried 1,500 passengers to Norham in March.

        ## What was not checked

        These sentences of the draft were not compared with the sources, as they state nothing that sources could bear out.

        1 sentence: a question:

        - Was it worth it?

        1 sentence: names a source only:

        - See the report .

    "#]].assert_eq(body);
}

/// What a reader of Markdown would be shown that is active, and the headings.
fn read_markdown(markdown: &str) -> (Vec<String>, Vec<String>, String) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let (mut active, mut headings, mut words) = (Vec::new(), Vec::new(), String::new());
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Html(it) | Event::InlineHtml(it) => active.push(it.into_string()),
            Event::Start(Tag::Link { dest_url, .. }) => active.push(dest_url.into_string()),
            Event::Start(Tag::Image { dest_url, .. }) => active.push(format!("image {dest_url}")),
            Event::FootnoteReference(it) => active.push(format!("footnote {it}")),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
            Event::Text(it) | Event::Code(it) => {
                words.push_str(&it);
                heading.iter_mut().for_each(|heading| heading.push_str(&it));
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) => words.push(' '),
            _ => {}
        }
    }
    (active, headings, words)
}

/// The files of a Word document, read as XML.
fn parts_of(docx: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|it| it.expect("a name").into_owned()).collect();
    let mut acc = BTreeMap::new();
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).expect("a file").read_to_string(&mut text).expect("a text");
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}\n{text}")) {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
        let is_valid = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..);
        assert!(text.chars().all(is_valid), "{name}");
        acc.insert(name, text);
    }
    acc
}

/// What stands in an attribute of all elements of a name, in order.
fn attributes(xml: &str, element: &str, attribute: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut acc = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            quick_xml::events::Event::Start(it) | quick_xml::events::Event::Empty(it)
                if it.name().as_ref() == element =>
            {
                let attribute = it.try_get_attribute(attribute).expect("attributes");
                acc.extend(attribute.map(|it| it.value.into_owned()));
            }
            quick_xml::events::Event::Eof => return acc,
            _ => {}
        }
    }
}

/// Each comment has a place in the document that begins, ends, and is referred to; each link leads somewhere.
fn assert_sound(docx: &[u8]) {
    let parts = parts_of(docx);
    let document = &parts["word/document.xml"];
    let mut comments = attributes(&parts["word/comments.xml"], "w:comment", "w:id");
    comments.sort();
    for element in ["w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"] {
        let mut ids = attributes(document, element, "w:id");
        ids.sort();
        assert_eq!(ids, comments, "{element}\n{document}");
    }
    for id in &comments {
        let at = |element: &str| document.find(&format!("<w:{element} w:id=\"{id}\"")).expect("it is there");
        assert!(at("commentRangeStart") < at("commentRangeEnd"), "{document}");
    }
    let relations = attributes(&parts["word/_rels/document.xml.rels"], "Relationship", "Id");
    for id in attributes(document, "w:hyperlink", "r:id") {
        assert!(relations.contains(&id), "{id}");
    }
    let bookmarks = attributes(document, "w:bookmarkStart", "w:name");
    for name in attributes(document, "w:hyperlink", "w:anchor") {
        assert!(bookmarks.contains(&name), "{name}");
    }
    let styles = attributes(&parts["word/styles.xml"], "w:style", "w:styleId");
    for element in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
        for id in attributes(document, element, "w:val") {
            assert!(styles.contains(&id), "{id}");
        }
    }
    let footnotes = attributes(&parts["word/footnotes.xml"], "w:footnote", "w:id");
    for id in attributes(document, "w:footnoteReference", "w:id") {
        assert!(footnotes.contains(&id), "{id}");
    }
    let ids: Vec<String> = [document, &parts["word/comments.xml"], &parts["word/footnotes.xml"]]
        .into_iter()
        .flat_map(|it| attributes(it, "w:p", "w14:paraId"))
        .collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn whatever_a_draft_is_its_other_reports_are_sound(text in odd_draft()) {
        assert_sound(&docx_of(&text));
        let markdown = markdown_of(&text);
        let (active, headings, words) = read_markdown(&markdown);
        let mut active = active.into_iter();
        let own = active.next();
        prop_assert!(own.is_some_and(|it| it.starts_with("<!-- A report by citecheck ")), "{:?}", text);
        for it in active {
            let is_known = ["#", "https://", "../"].iter().any(|known| it.starts_with(known));
            prop_assert!(is_known, "{:?}: {}\n{}", text, it, markdown);
        }
        for title in ["Summary", "The draft", "What was not checked", "How to get this report again"] {
            prop_assert!(headings.iter().any(|it| it == title), "{:?}: {}\n{}", text, title, markdown);
        }
        let page = elements(&page_of_text(&text));
        let n_notes = page.iter().filter(|it| it.0 == "article").count();
        for number in 1..=n_notes {
            prop_assert!(headings.contains(&format!("Note {number}")), "{:?}\n{}", text, markdown);
            prop_assert!(markdown.contains(&format!("](#note-{number})")), "{:?}\n{}", text, markdown);
        }
        prop_assert!(words.contains("citecheck report notes/draft.md --format md"));
    }
}

#[test]
fn comments_in_word_stand_at_the_claims() {
    let fixture = Fixture::parse(FIXTURE);
    let docx = report_as(&fixture, &fixture.check(), ReportFormat::Docx);
    assert_sound(&docx);
    let parts = parts_of(&docx);
    let document = &parts["word/document.xml"];
    let between = |start: &str, end: &str| {
        let from = document.find(start).expect("a start");
        let to = from + document[from..].find(end).expect("an end");
        words_of_xml(&document[from..to])
    };
    let of =
        |id: u32| between(&format!("<w:commentRangeStart w:id=\"{id}\""), &format!("<w:commentRangeEnd w:id=\"{id}\""));
    assert_eq!(of(2), "The port handled 12 million tonnes of cargo in 2021.");
    assert_eq!(of(3), "The ferry Aurora carried 1,500 passengers to Norham in March.");
    let comments = &parts["word/comments.xml"];
    let second = &comments[comments.find("w:id=\"2\"").expect("it")..comments.find("w:id=\"3\"").expect("it")];
    expect![[r#"
        ✕ 2 The sources say otherwise
        The sources say 14 million, the draft says 12 million: norham2024harbour (2 Mar 2024), line 9
        Draft: 12 million
        Sources: 14 million
        Replace “12 million” by “14 million”
        Error: conflicting figure
        What agrees:
        • In the same words: 2021
        “The port handled 14 million tonnes of cargo in 2021.”
        — Harbour report · Norham Gazette · 2 March 2024 · reliability B2 (usually reliable, probably true) · line 9"#]]
    .assert_eq(&words_of_xml(&second[second.find('>').expect("it")..]));
    assert!(attributes(comments, "w:comment", "w:author").iter().all(|it| it == "citecheck"));
}

/// The words of runs, a line a paragraph.
fn words_of_xml(xml: &str) -> String {
    let mut acc = String::new();
    for piece in xml.split("<w:t ").skip(1) {
        let words = piece.split_once('>').and_then(|it| it.1.split_once("</w:t>"));
        let (words, rest) = words.expect("words");
        acc.push_str(words);
        if rest.contains("</w:p>") {
            acc.push('\n');
        }
    }
    acc.trim_end().replace("&apos;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_same_draft_gives_the_same_document_whatever_was_written_before() {
    let text = "The [port](https://a.b/c) of [Norham](https://d.e/f) opened in 2014.[^1]\n\n[^1]: It did.\n";
    let first = docx_of(text);
    docx_of("Another [draft](https://x.y).[^1]\n\n1. one\n\n[^1]: So.\n");
    assert!(first == docx_of(text));
}

#[test]
fn nothing_of_a_draft_or_a_source_is_active_in_markdown_or_word() {
    let fixture = Fixture::parse(&format!(
        "//- /draft.md\n# Norham {HOSTILE}\n\nThe port of Norham handled 12 million tonnes of cargo {HOSTILE} in 2021 \
         [@harbour].\nThe [port](javascript:alert(4)) of [Norham](data:text/html,x) opened in 2014.\n![a \
         picture](https://example.org/x.png)\n\n<div onclick=\"alert(5)\">{HOSTILE}</div>\n\n\
         ~~~\n``` {HOSTILE}\n````\n# No heading\n~~~\n\n`{HOSTILE}` and \u{202e}that\u{1}, \u{ffff}.\n\n| a `|` b | c |\n| --- \
         | --- |\n| \\| | `\\|` |\n//- /corpus/harbour.md\n---\ntitle: '[a](javascript:alert(8)) {HOSTILE}'\npublisher: \
         '# {HOSTILE}'\nreliability: '*{HOSTILE}'\nurl: 'javascript:alert(6)'\n---\n\nThe port of Norham handled 14 million \
         tonnes of cargo in 2021, <script>alert(7)</script> and ![x](https://example.org/y.png) it opened in 2014 \
         \u{202e}there.\n"
    ));
    let report = fixture.check();
    let markdown = String::from_utf8(report_as(&fixture, &report, ReportFormat::Markdown)).expect("a text");
    let (active, headings, _) = read_markdown(&markdown);
    for it in &active[1..] {
        assert!(it.starts_with('#') || it.starts_with("../"), "{it}\n{markdown}");
    }
    assert!(!headings.iter().any(|it| it.contains("No heading")), "{markdown}");
    assert!(!markdown.contains(['\u{202e}', '\u{1}']));
    let docx = report_as(&fixture, &report, ReportFormat::Docx);
    assert_sound(&docx);
    let targets = attributes(&parts_of(&docx)["word/_rels/document.xml.rels"], "Relationship", "Target");
    assert!(!targets.iter().any(|it| it.contains("javascript:") || it.contains("data:")), "{targets:?}");
}

#[test]
fn a_report_is_known_as_one_in_each_format() {
    let fixture = Fixture::parse(FIXTURE);
    let report = fixture.check();
    let markdown = report_as(&fixture, &report, ReportFormat::Markdown);
    assert!(matches!(import(Path::new("a.md"), &markdown), Err(Problem::OwnReport)));
    let docx = report_as(&fixture, &report, ReportFormat::Docx);
    assert!(matches!(read_document("docx", &docx), Err(Problem::OwnReport)));
    assert!(is_own_report(&docx[..2000]) && is_own_report(&markdown));
    // What only speaks of it is none.
    assert!(import(Path::new("a.md"), b"The mark is <!-- A report by citecheck 0.1.0 -->.").is_ok());
}

/// A document of ours without the mark by which it is no source.
fn unmarked(docx: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let mut acc = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for idx in 0..archive.len() {
        let file = archive.by_index_raw(idx).expect("a file");
        if file.name().expect("a name") != "docProps/custom.xml" {
            acc.raw_copy_file(file).expect("a copy");
        }
    }
    acc.finish().expect("an archive").into_inner()
}

#[test]
fn a_word_document_has_every_paragraph_of_the_draft() {
    let text = "# Norham & its *port*\n\nThe **port** of [Norham](https://example.org/a?b=1&c=2) opened in 2014 [@harbour].\nIt \
                grew.[^n]\n\n## Ferries\n\n- The ferry *Aurora* carried 1,500 passengers.\n- Another one:\n  1. small\n  2. `slow \
                <b>`\n\n> “We waited,” they said.\n\n| Town | Ferry |\n| --- | ---: |\n| Norham | Aurora |\n\n```\nlet x = \
                1;\n```\n\n~~Gone~~ and H~2~O.\n\n[^n]: See [the report](../corpus/harbour.md). It is long.\n";
    let docx = docx_of(text);
    assert_sound(&docx);
    let reading = read_document("docx", &unmarked(&docx)).expect("a document");
    let pieces: Vec<String> = reading.pieces.iter().map(|it| format!("{:?}: {}", it.kind, it.text)).collect();
    let end = pieces.iter().position(|it| it.contains("Summary")).expect("a summary");
    expect![[r#"
        Heading(2): Source check
        Paragraph: notes/draft.md · 1 source
        Heading(1): Norham & its port
        Paragraph: The port of Norham opened in 2014 [1]. ✓1 It grew.
        Note: See the report[1]. It is long.≈5
        Heading(2): Ferries
        Item: The ferry Aurora carried 1,500 passengers. ✓2
        Item: Another one:
        Item: small
        Item: slow <b>
        Quote: “We waited,” they said. ?3
        Row: Town	Ferry
        Row: Norham	Aurora
        Paragraph: let x = 1;
        Paragraph: Gone and H~2~O. ?4"#]]
    .assert_eq(&pieces[..end].join("\n"));
}
