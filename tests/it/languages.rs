//! Drafts and sources in other languages: recognised, left unchecked, and said to be; the English beside them is checked
//! as ever.

use citecheck::check::Report;
use citecheck::claim::{NotAClaim, find_sentences, find_unchecked};
use citecheck::config::Level;
use citecheck::draft::Draft;
use citecheck::text::Language;

use crate::fixture::{Fixture, annotate};

fn check(fixture: &str) -> Report {
    let fixture = Fixture::parse(fixture);
    let report = fixture.check();
    let found: Vec<_> = report.findings.iter().map(|it| (it.span, it.rule.to_owned())).collect();
    let seen = annotate(&fixture.text, &found);
    assert!(seen == fixture.annotated, "expected\n{}\nfound\n{seen}\n{:#?}", fixture.annotated, report.findings);
    assert!(report.findings.iter().all(|it| it.rule != "unchecked-language" || it.level == Level::Info));
    report
}

/// The codes of the languages of a draft's blocks.
fn languages(draft: &str) -> Vec<&'static str> {
    Draft::parse(draft).blocks.iter().map(|it| it.language.code()).collect()
}

const SOURCES: &str = "//- /corpus/report.md
The agency opened 12 field offices in 2021.
The council adopted the budget in March.
";

const GERMAN_SOURCE: &str = "//- /corpus/bericht.md
---
title: Bericht der Behörde
---

Die Behörde hat im Jahr 2021 nach eigenen Angaben 15 Büros eröffnet und ist damit zufrieden.
Die Direktorin Renate Obermüller hat angekündigt, dass weitere Büros folgen werden.
";

#[test]
fn a_german_draft_is_told_to_be_unchecked_and_nothing_else() {
    let report = check(&format!(
        "//- /draft.md
# Die Behörde

Die Behörde hat im Jahr 2021 nach eigenen Angaben 14 Büros eröffnet und ist damit zufrieden.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unchecked-language
Der Rat beschloss den Haushalt.

- Renate Obermüller, Direktorin
- 14 Büros

Die Direktorin hat angekündigt, dass weitere Büros folgen werden.

{SOURCES}"
    ));
    let message = "written in German: citecheck reads English and has not checked these 5 sentences";
    assert_eq!(report.findings[0].message, message);
    let summary = report.summary();
    assert_eq!((summary.n_claims, summary.n_unchecked), (0, 5));
}

#[test]
fn one_german_paragraph_costs_itself_and_no_other() {
    let report = check(&format!(
        "//- /draft.md
The agency opened 14 field offices in 2021.
                  ^^ conflicting-figure

Die Behörde hat im Jahr 2021 nach eigenen Angaben 14 Büros eröffnet und ist damit zufrieden.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unchecked-language

The agency opened 12 field offices in 2021.

Le conseil n'a pas encore voté le budget, selon les ministres qui ont été interrogés.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unchecked-language

{SOURCES}"
    ));
    let summary = report.summary();
    assert_eq!((summary.n_claims, summary.n_refuted, summary.n_supported, summary.n_unchecked), (2, 1, 1, 2));
    let kinds = find_sentences(&report.draft);
    let others = kinds.iter().filter(|it| it.reason == Some(NotAClaim::OtherLanguage)).count();
    assert_eq!(others, 2);
    let unchecked: Vec<_> = find_unchecked(&report.draft).iter().map(|it| it.language.name()).collect();
    assert_eq!(unchecked, ["German", "French"]);
}

#[test]
fn a_quotation_in_another_language_leaves_its_paragraph_checked() {
    check(&format!(
        "//- /draft.md
The agency opened 14 field offices in 2021, and its motto is „Wir sind für alle da, und das wird auch so bleiben.“
                  ^^ conflicting-figure

{SOURCES}"
    ));
}

#[test]
fn an_ignore_comment_silences_the_notice_where_it_stands() {
    check(&format!(
        "//- /draft.md
<!-- citecheck-ignore unchecked-language: checked by hand -->
Die Behörde hat im Jahr 2021 nach eigenen Angaben 14 Büros eröffnet und ist damit zufrieden.

The agency opened 12 field offices in 2021.

{SOURCES}"
    ));
}

#[test]
fn short_blocks_go_with_those_around_them() {
    let german = "Die Behörde hat im Jahr 2021 nach eigenen Angaben 14 Büros eröffnet und ist damit zufrieden.";
    let english = "The agency opened 12 field offices in 2021 and closed two of them within a year.";
    assert_eq!(languages(&format!("{german}\n\nBüro Oslo\n\n{german}")), ["de", "de", "de"]);
    assert_eq!(
        languages(&format!("{english}\n\n{english}\n\nBüro Oslo\n\n{german}\n\n- 14 offices\n")),
        ["en", "en", "en", "de", "en"]
    );
    assert_eq!(languages(&format!("{english}\n\n{german}\n\nBüro Oslo\n\n{german}")), ["en", "de", "de", "de"]);
    assert_eq!(languages("- Büros wurden eröffnet\n- Räume sind nicht groß\n- Anträge werden geprüft\n"), ["de"; 3]);
    assert_eq!(languages("# OSLO\n\nOpened offices\n\n14\n"), ["en"; 3]);
}

#[test]
fn the_front_matter_counts_where_words_do_not() {
    assert_eq!(languages("---\nlang: de\n---\n\nHaushalt 2021\n"), ["de"]);
    assert_eq!(languages("---\nlang: de\n---\n\nThe council adopted the budget.\n"), ["en"]);
    assert_eq!(languages("Haushalt 2021\n"), ["en"]);
}

#[test]
fn a_german_source_bears_nothing_out_and_contradicts_nothing() {
    let fixture = format!(
        "//- /draft.md
The agency opened 12 field offices in 2021.

Renate Obermüller opened 15 offices.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unsupported-claim

{SOURCES}
{GERMAN_SOURCE}"
    );
    let report = check(&fixture);
    assert_eq!(report.summary().n_supported, 1);
    let context = Fixture::parse(&fixture).context;
    let corpus = &context.corpus;
    let languages: Vec<_> = corpus.sources().iter().map(|it| it.language().name()).collect();
    assert_eq!(languages, ["German", "English"]);
    assert_eq!((corpus.read_sources().count(), corpus.n_passages()), (1, 2));
    assert_eq!(corpus.n_passages_with("obermuller"), 0);
    assert!(context.lexicon.terms().iter().all(|it| !it.name.contains("Obermüller")));
    // It can be found and opened.
    let (found, _) = corpus.nearest_unread("Obermüller Büros", 5)[0];
    let document = corpus.document(found.source);
    assert!(document.passages[found.passage].place.span.of(&document.text).contains("Renate Obermüller"));
    assert!(corpus.nearest_unread("offices", 5).is_empty());
}

#[test]
fn what_cites_a_german_source_is_not_called_unsupported() {
    let report = check(&format!(
        "//- /draft.md
Renate Obermüller announced further offices [@bericht].
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unchecked-language

Renate Obermüller announced further offices [@report].
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unsupported-claim

The agency opened 14 field offices in 2021 [@bericht].
                  ^^ conflicting-figure

The council adopted the budget in March [@bericht].

{SOURCES}
{GERMAN_SOURCE}"
    ));
    let message = "the cited source `bericht` is in German, which citecheck does not read";
    assert_eq!(report.findings[0].message, message);
}

#[test]
fn where_every_source_is_german_nothing_is_called_unsupported() {
    check(&format!(
        "//- /draft.md
The agency opened 14 field offices in 2021.

The council adopted the budget in March [@budget].
                                          ^^^^^^ unknown-citation

{GERMAN_SOURCE}"
    ));
}

#[test]
fn a_source_says_its_language_where_its_words_do_not() {
    let language = |path: &str, text: &str| {
        let extract = citecheck::corpus::import::import(std::path::Path::new(path), text.as_bytes());
        extract.expect("a text").metadata.language.map_or("-", Language::code)
    };
    let page_language = |page: &str| {
        let reading = citecheck::corpus::import::read_document("html", page.as_bytes()).expect("a page");
        let extract = citecheck::corpus::import::lay_out(std::path::Path::new("a.html"), reading);
        extract.expect("a text").metadata.language.map_or("-", Language::code)
    };
    let german = "Die Behörde hat nach eigenen Angaben 15 Büros eröffnet und ist damit zufrieden.";
    assert_eq!(language("a.md", "---\nlang: de\n---\n\nHaushalt 2021: 14 Millionen\n"), "de");
    assert_eq!(page_language("<html lang=de-AT><body><p>Haushalt 2021: 14 Millionen</p></body></html>"), "de");
    assert_eq!(page_language(&format!("<html lang=en><body><p>{german}</p></body></html>")), "de");
    assert_eq!(language("a.md", "---\nlang: de\n---\n\nThe council adopted the budget.\n"), "en");
    assert_eq!(language("a.txt", "Haushalt 2021: 14 Millionen\n"), "-");
}
