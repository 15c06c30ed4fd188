//! What is written to cite a source.

use std::path::PathBuf;

use super::*;
use crate::corpus::index::{FileRecord, Index, Stamp};
use crate::corpus::{Extract, Metadata, PassageSpan};

fn corpus(with_addresses: bool) -> Corpus {
    let source = |key: &str, path: &str, publisher: Option<&str>, date: Option<&str>, url: Option<&str>| {
        let metadata = Metadata {
            key: (key == "wire").then(|| key.to_owned()),
            title: Some(format!("The {key} report")),
            publisher: publisher.map(str::to_owned),
            date: date.map(str::to_owned),
            url: url.filter(|_| with_addresses).map(str::to_owned),
            ..Metadata::default()
        };
        let text = "1. One. 2. Two. 3. Three.".to_owned();
        let passage = |start: usize, len: usize| {
            let span = Span::new(start, start + len);
            PassageSpan { span, origin: span, ..PassageSpan::default() }
        };
        let passages = vec![passage(0, 7), passage(8, 7), passage(16, 9)];
        let outcome = Ok(Extract { metadata, text, passages, ..Extract::default() });
        FileRecord { path: PathBuf::from(path), stamp: Stamp::default(), outcome, changed: None }
    };
    let index = Index::in_memory();
    let files = vec![
        source(
            "harbour",
            "/brief/sources/harbour.md",
            Some("Reuters"),
            Some("2024-03-03"),
            Some("https://a.org/h_(1)"),
        ),
        source("budget", "/brief/sources/my budget.pdf", None, None, Some("https://a.org/b")),
        source("wire", "/brief/sources/wire.md", Some("AP"), Some("2024-05"), Some("https://a.org/w")),
        source("twin", "/brief/sources/wire-2.md", Some("AP"), Some("2024-05"), Some("https://a.org/v")),
    ];
    index.update(&[], files).expect("memory can be written");
    index.corpus().expect("memory can be read")
}

/// The draft once a source is cited for its first sentence that says "grew".
#[track_caller]
fn check_with(citing: &Citing, style: Option<Style>, title: &str, at: Option<At>, expected: &str) {
    let draft = citing.draft;
    let source = citing.corpus.sources().titled(&format!("The {title} report"), 1)[0];
    let sentences = draft.blocks.iter().flat_map(|it| &it.sentences);
    let claim = *sentences.into_iter().find(|it| it.of(&draft.text).contains("grew")).expect("a sentence that says so");
    let mut edits = cite(citing, style.unwrap_or_else(|| style_of(citing)), source, at, claim);
    edits.sort_by_key(|it| std::cmp::Reverse(it.span));
    let mut text = draft.text.clone();
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(text, expected);
}

#[track_caller]
fn check(text: &str, style: Style, title: &str, at: Option<At>, expected: &str) {
    let (corpus, draft, config) = (corpus(true), Draft::parse(text), Config::default());
    let path = Some(Path::new("/brief/drafts/a.md"));
    let citing = Citing { config: &config, corpus: &corpus, draft: &draft, path };
    check_with(&citing, Some(style), title, at, expected);
}

#[test]
fn a_key_goes_before_the_mark_that_ends_the_sentence() {
    let page = Some(At::Page(3));
    check("It grew. It fell.", Style::Pandoc, "wire", page, "It grew [@wire, p. 3]. It fell.");
    check("- It grew\n- It fell", Style::Pandoc, "wire", None, "- It grew [@wire]\n- It fell");
    check("He said “it grew.”", Style::Pandoc, "wire", None, "He said “it grew.” [@wire]");
    check("It grew [@budget].", Style::Pandoc, "wire", page, "It grew [@budget; @wire, p. 3].");
    check("- It grew [@budget]", Style::Pandoc, "wire", None, "- It grew [@budget; @wire]");
    check("It grew [@wire].", Style::Pandoc, "wire", page, "It grew [@wire].");
    check("**It grew.** It fell.", Style::Pandoc, "wire", None, "**It grew [@wire].** It fell.");
}

#[test]
fn a_footnote_has_the_next_number_and_its_note() {
    let words = "Reuters, “The harbour report”, 3 March 2024, p. 2, <https://a.org/h_%281%29>.";
    check(
        "It grew. It fell.",
        Style::Footnote,
        "harbour",
        Some(At::Page(2)),
        &format!("It grew.[^1] It fell.\n\n[^1]: {words}\n"),
    );
    check(
        "It grew.[^7] It fell.[^note]\n\n[^7]: A remark.\n[^note]: Another.\n\nThe end.\n",
        Style::Footnote,
        "harbour",
        Some(At::Page(2)),
        &format!("It grew.[^7][^8] It fell.[^note]\n\n[^7]: A remark.\n[^note]: Another.\n[^8]: {words}\n\nThe end.\n"),
    );
    check(
        "It grew.\r\nIt fell.[^1]\r\n\r\n[^1]: [@wire].\r\n",
        Style::Footnote,
        "budget",
        None,
        "It grew.[^2]\r\nIt fell.[^1]\r\n\r\n[^1]: [@wire].\r\n[^2]: [@my-budget].\r\n",
    );
}

#[test]
fn a_note_that_says_the_same_is_used_again() {
    let text = "It grew. It fell.[^a]\n\n[^a]: [@wire, p. 3].\n";
    check(text, Style::Footnote, "wire", Some(At::Page(3)), &text.replacen("grew.", "grew.[^a]", 1));
    check(text, Style::Footnote, "wire", None, "It grew.[^1] It fell.[^a]\n\n[^a]: [@wire, p. 3].\n[^1]: [@wire].\n");
}

#[test]
fn a_link_leads_to_the_address_or_to_the_file() {
    let cited = "It grew ([Reuters, 3 March 2024](https://a.org/h_%281%29)).";
    check("It grew.", Style::Link, "harbour", None, cited);
    let (corpus, draft, config) = (corpus(false), Draft::parse("It grew."), Config::default());
    for (path, target) in [
        (Some("/brief/drafts/a.md"), "../sources/my%20budget.pdf#page=3"),
        (Some("/brief/a.md"), "sources/my%20budget.pdf#page=3"),
        (None, "sources/my%20budget.pdf#page=3"),
    ] {
        let citing = Citing { config: &config, corpus: &corpus, draft: &draft, path: path.map(Path::new) };
        let expected = format!("It grew ([The budget report, p. 3]({target})).");
        check_with(&citing, Some(Style::Link), "budget", Some(At::Page(3)), &expected);
    }
}

#[test]
fn a_source_line_names_one_source_only() {
    check("It grew.", Style::SourceLine, "harbour", None, "It grew (Source: Reuters, 3 March 2024).");
    check("It grew.", Style::SourceLine, "wire", None, "It grew (Source: The wire report).");
    check("It grew.", Style::Wikilink, "budget", None, "It grew [[my budget]].");
}

#[test]
fn the_style_is_that_of_most_of_the_draft() {
    let (with, without) = (corpus(true), corpus(false));
    let style_in = |corpus: &Corpus, text: &str, path: Option<&str>| {
        let (draft, config) = (Draft::parse(text), Config::default());
        style_of(&Citing { config: &config, corpus, draft: &draft, path: path.map(Path::new) })
    };
    let style = |text: &str| style_in(&with, text, None);
    assert_eq!(style("A [@wire; @wire-2; @budget]. B.[^1] C.[^1]\n\n[^1]: [@wire] [@budget]\n"), Style::Footnote);
    assert_eq!(style("A [@wire]. B ([x](https://elsewhere.org)), [y](https://elsewhere.org/y)."), Style::Pandoc);
    assert_eq!(style("A ([x](https://a.org/w)). B ([y](https://a.org/b)). C [@wire]."), Style::Link);
    assert_eq!(style("A (Source: AP, May 2024). B."), Style::SourceLine);
    assert_eq!(style("A [[wire]]. B."), Style::Wikilink);
    assert_eq!(style("A. B."), Style::Link);
    assert_eq!(style_in(&without, "A. B.", None), Style::Footnote);
    assert_eq!(style_in(&without, "A. B.", Some("/brief/a.qmd")), Style::Pandoc);
    assert_eq!(style("---\nbibliography: refs.bib\n---\nA. B."), Style::Pandoc);
    let config = Config { citation_style: CitationStyle::SourceLine, ..Config::default() };
    let draft = Draft::parse("A [@wire].");
    assert_eq!(style_of(&Citing { config: &config, corpus: &with, draft: &draft, path: None }), Style::SourceLine);
}

#[test]
fn numbered_paragraphs_are_where_a_passage_stands() {
    let corpus = corpus(true);
    assert_eq!(at(&corpus, PassageId { source: 0, passage: 1 }), Some(At::Paragraph(2)));
    assert_eq!(at(&corpus, PassageId { source: 0, passage: 9 }), None);
}
