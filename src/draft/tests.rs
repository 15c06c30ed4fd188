//! What a draft is read as.

use proptest::prelude::*;

use super::*;

/// The sentences of a draft with the space inside them squeezed.
fn sentences(text: &str) -> Vec<String> {
    let draft = Draft::parse(text);
    let spans = draft.blocks.iter().flat_map(|it| &it.sentences);
    spans.map(|it| it.of(&draft.prose).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The citations of a draft as `marker -> target`.
fn citations(text: &str) -> Vec<String> {
    let draft = Draft::parse(text);
    for citation in &draft.citations {
        assert!(citation.span.covers(citation.target_span), "{citation:?}");
    }
    draft.citations.iter().map(|it| format!("{} -> {}", it.span.of(text), it.target)).collect()
}

fn kinds(text: &str) -> Vec<BlockKind> {
    Draft::parse(text).blocks.iter().map(|it| it.kind).collect()
}

#[track_caller]
fn check_sentences(text: &str, expected: &[&str]) {
    assert_eq!(sentences(text), expected);
}

#[track_caller]
fn check_citations(text: &str, expected: &[&str]) {
    assert_eq!(citations(text), expected);
}

#[test]
fn a_sentence_may_run_over_lines() {
    check_sentences(
        "The **agency** opened\n14 *offices*. It\nclosed two.",
        &["The agency opened 14 offices .", "It closed two."],
    );
    check_sentences("> The agency\n> opened two.\n", &["The agency opened two."]);
}

#[test]
fn lines_end_as_they_may() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "---\ntitle: T\n---\n\n# Offices\n\nThe agency\nopened two.\n".replace('\n', end);
        check_sentences(&text, &["Offices", "The agency opened two."]);
    }
}

#[test]
fn blocks_are_never_merged() {
    check_sentences(
        "# Offices\nThe agency grew\n\n- two in Oslo\n- one in Riga\n  - by the sea\n",
        &["Offices", "The agency grew", "two in Oslo", "one in Riga", "by the sea"],
    );
}

#[test]
fn blocks_have_kinds() {
    use BlockKind::*;
    let text = "# A\n\nB\n\n- C\n\n> D\n\n| E | F |\n| - | - |\n| G | H |\n\n[^1]: I\n";
    assert_eq!(
        kinds(text),
        [Heading, Paragraph, ListItem, BlockQuote, TableCell, TableCell, TableCell, TableCell, Footnote]
    );
}

#[test]
fn code_comments_and_front_matter_are_no_prose() {
    check_sentences(
        "---\ntitle: A title. Two.\n---\nOne.\n\n```\ncode. more.\n```\n\n<!-- a note. -->\n\nTwo.",
        &["One.", "Two."],
    );
    check_sentences("It <!-- really --> ended. `Code` is a word.", &["It ended.", "is a word."]);
    check_sentences("The ~~first~~ second office.", &["The second office."]);
}

#[test]
fn text_between_two_rules_is_no_front_matter() {
    check_sentences("One.\n\n---\nTwo.\n\n---\n\nThree.", &["One.", "Two.", "Three."]);
}

#[test]
fn marks_of_other_dialects_are_no_prose() {
    check_sentences("::: {.callout-note}\nOne\n:::\nTwo {{< meta x >}} three.", &["One", "Two three."]);
    check_sentences("> [!NOTE] Offices\n> They opened.", &["Offices They opened."]);
    check_sentences("# Offices {#sec-one}\n", &["Offices"]);
}

#[test]
fn a_hard_line_break_ends_a_sentence_unless_it_goes_on_in_lower_case() {
    check_sentences("Oslo  \nRiga\\\nBonn", &["Oslo", "Riga", "Bonn"]);
    check_sentences("They opened  \nin Riga.", &["They opened in Riga."]);
}

#[test]
fn entities_and_escapes_keep_their_place() {
    check_sentences("AT&amp;T paid 3 \\* 4.", &["AT& T paid 3 * 4."]);
}

#[test]
fn keys_in_brackets_are_citations() {
    check_citations(
        "It grew [see @doe_99, p. 3; -@roe:2020].",
        &["[see @doe_99, p. 3; -@roe:2020] -> doe_99", "[see @doe_99, p. 3; -@roe:2020] -> roe:2020"],
    );
    check_citations("It grew [@{https://a.org/b?c=d}].", &["[@{https://a.org/b?c=d}] -> https://a.org/b?c=d"]);
    check_sentences("It grew [see @doe, p. 3]. It [sic] fell.", &["It grew .", "It [sic] fell."]);
}

#[test]
fn a_bare_key_is_a_citation_and_opens_its_sentence() {
    check_citations("As @doe99 [p. 3] says. -@roe too.", &["@doe99 [p. 3] -> doe99", "-@roe -> roe"]);
    let text = "It grew. @doe99 says it fell.";
    let draft = Draft::parse(text);
    assert_eq!(
        draft.blocks[0].sentences.iter().map(|it| it.of(text)).collect::<Vec<_>>(),
        ["It grew.", "@doe99 says it fell."]
    );
}

#[test]
fn mail_addresses_and_cross_references_are_no_citations() {
    check_citations("Write to jo@example.org or \\@jo, see @fig-one and [@tbl-two].", &[]);
    check_sentences("It grew, see @fig-one.", &["It grew, see ."]);
}

#[test]
fn a_footnote_knows_its_definition() {
    let text = "It grew.[^a] It fell.[^b]\n\n[^a]: Agency, [report](https://a.org).\n";
    let draft = Draft::parse(text);
    let notes: Vec<_> = draft.citations.iter().filter(|it| it.kind == CitationKind::Footnote).collect();
    assert_eq!(notes[0].target, "a");
    assert_eq!(notes[0].definition.map(|it| it.of(text)), Some("Agency, [report](https://a.org)."));
    assert_eq!((notes[1].span.of(text), notes[1].definition), ("[^b]", None));
    assert_eq!(draft.citations.last().map(|it| it.target.as_str()), Some("https://a.org"));
    check_sentences(text, &["It grew.", "It fell.", "Agency, report ."]);
}

#[test]
fn a_note_in_place_is_a_footnote() {
    let text = "It grew.^[See <https://a.org>.] It fell.";
    check_citations(text, &["^[See <https://a.org>.] -> ", "<https://a.org> -> https://a.org"]);
    check_sentences(text, &["It grew.", "It fell."]);
}

#[test]
fn links_are_citations_with_exact_targets() {
    let text =
        "It [grew](https://a.org/b_(c) \"t\") [and](<d e.md>) [fell][x], <https://f.org>.\n\n[x]: https://g.org\n";
    check_citations(
        text,
        &[
            "[grew](https://a.org/b_(c) \"t\") -> https://a.org/b_(c)",
            "[and](<d e.md>) -> d e.md",
            "[fell][x] -> https://g.org",
            "<https://f.org> -> https://f.org",
        ],
    );
    let draft = Draft::parse(text);
    let targets: Vec<_> = draft.citations.iter().map(|it| it.target_span.of(text)).collect();
    assert_eq!(targets, ["https://a.org/b_(c)", "d e.md", "x", "https://f.org"]);
    check_sentences(text, &["It grew and fell , ."]);
}

#[test]
fn bare_addresses_end_before_the_marks_of_the_sentence() {
    check_citations(
        "See https://a.org/b_c?d=(e), (https://f.org/g).",
        &["https://a.org/b_c?d=(e) -> https://a.org/b_c?d=(e)", "https://f.org/g -> https://f.org/g"],
    );
    check_sentences("It grew (https://a.org).", &["It grew ."]);
}

#[test]
fn images_and_places_in_the_draft_are_no_citations() {
    check_citations("![map](map.png) [above](#top) <jo@a.org> ![[map]]", &[]);
}

#[test]
fn wikilinks_are_links_to_notes() {
    check_citations("It grew [[Report#Sizes|as said]].", &["[[Report#Sizes|as said]] -> Report"]);
    check_sentences("It grew [[Report#Sizes|as said]].", &["It grew as said ."]);
}

/// The locators of a draft as `target: kind value`.
fn locators(text: &str) -> Vec<String> {
    let located = Draft::parse(text).citations.into_iter().filter_map(|it| Some((it.target, it.locator?)));
    located.map(|(target, it)| format!("{target}: {:?} {}", it.kind, it.value)).collect()
}

#[test]
fn citations_have_locators() {
    assert_eq!(
        locators("It grew [see @doe, pp. 33-35; @roe, chap. 2; @ann{}, 3]."),
        ["doe: Page 33-35", "roe: Chapter 2"]
    );
    assert_eq!(locators("As @doe [p. 3] and -@roe [sec. 4, again] say."), ["doe: Page 3", "roe: Section 4"]);
    assert_eq!(locators("It grew [@{https://a.org/b;c}, {p. iv; v}]."), ["https://a.org/b;c: Page iv; v"]);
    assert_eq!(
        locators("It [grew](a.pdf#page=3), <https://a.org/b.pdf#page=4>."),
        ["a.pdf#page=3: Page 3", "https://a.org/b.pdf#page=4: Page 4"]
    );
    assert_eq!(
        locators("[a](b.md#one) [[c#Two|so]] [[d#^e1]] [[f]] [g](https://a.org/#h)"),
        ["b.md#one: Heading one", "c: Heading Two", "d: Block e1"]
    );
    assert_eq!(locators("It grew.[^1]\n\n[^1]: Agency, [report](a.pdf), p. 7.\n"), ["1: Page 7"]);
    assert_eq!(locators("It grew.[^1]\n\n[^1]: [@doe, p. 7; @roe, p. 8].\n"), ["doe: Page 7", "roe: Page 8"]);
}

#[test]
fn a_source_line_is_a_citation_and_no_prose() {
    let check = |text: &str, prose: &[&str], cited: &[&str]| {
        check_sentences(text, prose);
        let draft = Draft::parse(text);
        let targets: Vec<&str> = draft.citations.iter().map(|it| it.target.as_str()).collect();
        assert_eq!(targets, cited, "{text}");
        check_citations(text, &citations(text).iter().map(String::as_str).collect::<Vec<_>>());
    };
    check("It grew (Source: Reuters, 3 March 2024).", &["It grew ."], &["Reuters, 3 March 2024"]);
    check("It grew. [Sources: AP; Reuters, May 2024]", &["It grew."], &["AP", "Reuters, May 2024"]);
    check("It grew.\n*Source: Reuters, 3 March 2024.*", &["It grew."], &["Reuters, 3 March 2024"]);
    check("- It grew. Source: AP\n- It fell.", &["It grew.", "It fell."], &["AP"]);
    check("It grew. **Source:** AP", &["It grew."], &["AP"]);
    check("It grew (source: [AP](https://a.org), p. 3).", &["It grew ."], &["https://a.org"]);
    check("It grew (Source: @doe, 3 May).", &["It grew ."], &["doe"]);
    check(
        "The one source: a leak that nobody saw. It grew.",
        &["The one source: a leak that nobody saw.", "It grew."],
        &[],
    );
    check("It names a source: Reuters told it. It grew.", &["It names a source: Reuters told it.", "It grew."], &[]);
    check("`Source: AP` is code.", &["is code."], &[]);
}

#[test]
fn addresses_need_no_scheme() {
    check_citations(
        "See www.example.org/a, doi:10.1234/ab.c and jo@www.example.org.",
        &["www.example.org/a -> https://www.example.org/a", "doi:10.1234/ab.c -> https://doi.org/10.1234/ab.c"],
    );
}

#[test]
fn a_draft_may_say_of_when_it_is() {
    let dated = |text: &str| Draft::parse(text).dated;
    assert_eq!(dated("---\ntitle: T\ndate: 2026-01-12\n---\nOne."), Some("2026-01-12".to_owned()));
    assert_eq!(dated("---\ndate: \"3 March 2024\"\n---\nOne."), Some("2024-03-03".to_owned()));
    assert_eq!((dated("date: 2026-01-12"), dated("---\ndate: today\n---\n")), (None, None));
}

#[test]
fn link_texts_that_only_cite_are_no_prose() {
    check_sentences("It grew ([Agency](https://a.org), [Times](https://b.org)).", &["It grew ."]);
    check_sentences("It grew [[1]](https://a.org). It fell (Source: Agency, 2024).", &["It grew .", "It fell ."]);
    check_sentences("The [agency](https://a.org) grew (in [Oslo](b.md)).", &["The agency grew (in Oslo )."]);
}

/// What the ignore comments of a draft cover, and the rules they name.
fn ignores(text: &str) -> Vec<(Vec<String>, Option<String>)> {
    let draft = Draft::parse(text);
    let rules = |it: &Ignore| {
        it.rules.iter().for_each(|(name, span)| assert_eq!(span.of(text), name));
        it.rules.iter().map(|it| it.0.clone()).collect()
    };
    draft.ignores.iter().map(|it| (rules(it), it.covers.map(|it| it.of(text).to_owned()))).collect()
}

#[test]
fn an_ignore_comment_covers_the_next_line() {
    let text = "One.\n<!-- citecheck-ignore stale-source, single-source: ours -->\nTwo is\nlong. Three.\n";
    let rules = vec!["stale-source".to_owned(), "single-source".to_owned()];
    assert_eq!(ignores(text), [(rules, Some("Two is\nlong.".to_owned()))]);
}

#[test]
fn an_ignore_comment_covers_the_line_it_ends() {
    let text = "One starts\nhere. Two. <!-- citecheck-ignore: ours -->\nThree.\n";
    let covered = "One starts\nhere. Two. <!-- citecheck-ignore: ours -->";
    assert_eq!(ignores(text), [(vec![], Some(covered.to_owned()))]);
}

#[test]
fn an_ignore_comment_may_be_set_apart_or_stacked() {
    let text =
        "<!-- citecheck-disable-next-line a -->\n<!-- citecheck-ignore b -->\n\nTwo.\n\n<!-- citecheck-ignore c -->";
    let covered: Vec<_> = ignores(text).into_iter().map(|it| it.1.unwrap_or_default()).collect();
    assert_eq!(covered, ["Two.", "Two.", ""]);
}

#[test]
fn a_file_may_ignore_a_rule() {
    assert_eq!(ignores("<!-- citecheck-ignore-file stale-source -->\nOne."), [(vec!["stale-source".to_owned()], None)]);
    assert_eq!(ignores("<!-- citecheck-ignored -->\nOne."), []);
}

fn check_invariants(text: &str) {
    let draft = Draft::parse(text);
    assert_eq!(draft.prose.len(), text.len());
    for (idx, _) in text.char_indices() {
        assert!(draft.prose.is_char_boundary(idx));
    }
    let check_span = |span: Span| {
        assert!(span.end <= text.len() && text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    };
    let mut end = 0;
    for block in &draft.blocks {
        check_span(block.span);
        for sentence in &block.sentences {
            check_span(*sentence);
            assert!(sentence.start >= end && !sentence.is_empty() && block.span.covers(*sentence));
            end = sentence.end;
        }
    }
    for citation in &draft.citations {
        check_span(citation.span);
        check_span(citation.target_span);
        assert!(citation.span.covers(citation.target_span));
        citation.definition.into_iter().for_each(check_span);
    }
    for ignore in &draft.ignores {
        check_span(ignore.span);
        ignore.covers.into_iter().for_each(check_span);
        ignore.rules.iter().for_each(|it| check_span(it.1));
    }
    let again = Draft::parse(text);
    assert_eq!((draft.prose, draft.blocks, draft.citations), (again.prose, again.blocks, again.citations));
}

const PIECES: [&str; 66] = [
    "[",
    "]",
    "(",
    ")",
    "@key",
    "@",
    "^",
    "[^1]",
    "[^1]:",
    "^[",
    "\n",
    "\n\n",
    "\r\n",
    "> ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "# ",
    "|",
    "| - |",
    "`",
    "```",
    "~~",
    "*",
    "**",
    "_",
    "<!--",
    "-->",
    "citecheck-ignore ",
    "rule",
    "<br>",
    "<div>",
    "https://a.org/é",
    "<https://a.org>",
    "![",
    "[[",
    "]]",
    ":::",
    "{{<",
    ">}}",
    "---",
    "---\n",
    "&amp;",
    "&eacute;",
    "\\",
    "é",
    "„Zitat“",
    "Word ",
    "is. ",
    "U.S. ",
    "\t",
    "\u{feff}",
    "😀",
    "[x]: /y",
    "[ ] ",
    "[!NOTE]",
    "(Source: ",
    "Source: ",
    "according to Reuters",
    " on 3 March 2024",
    ", p. 3",
    ";",
    "}",
    "-@k",
    "{",
];

proptest! {
    #[test]
    fn reading_never_fails(text in ".{0,200}") {
        check_invariants(&text);
    }

    #[test]
    fn reading_markup_never_fails(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        check_invariants(&pieces.concat());
    }
}
