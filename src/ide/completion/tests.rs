use std::sync::Arc;

use super::*;
use crate::check::{Memo, check};
use crate::corpus::index::{FileRecord, Index, Stamp};
use crate::corpus::{Extract, Metadata, PassageSpan};
use crate::draft::Draft;
use crate::lexicon::{Lexicon, Term, TermKind};
use crate::text::{LineIndex, split_sentences};

const HARBOUR: &str = "The harbour of Norham opened in 2014.\nIt has twelve cranes.\n\
    “We will double the number of cranes by next summer,” Mayor Ann Roe said.\n";
const BUDGET: &str =
    "The council passed the budget of the town in March.\nThe mayor called it a “plan without illusions”.\n";
const WIRE: &str = "The harbour of Norham opened in 2016, after two years of delay.\n";

fn named(it: &str) -> Option<String> {
    Some(it.to_owned())
}

fn record(path: &str, text: &str, metadata: Metadata) -> FileRecord {
    let lines = LineIndex::new(text);
    let passages = split_sentences(text, Span::new(0, text.len())).into_iter().map(|span| PassageSpan {
        span,
        origin: span,
        start: lines.place(text, span.start),
        end: lines.place(text, span.end),
        page: path.ends_with(".pdf").then_some(3),
        ..PassageSpan::default()
    });
    let extract = Extract { metadata, text: text.to_owned(), passages: passages.collect(), ..Extract::default() };
    let stamp = Stamp { hash: path.to_owned(), ..Stamp::default() };
    FileRecord { path: path.into(), stamp, outcome: Ok(extract), changed: None }
}

fn term(name: &str, kind: TermKind, aliases: &[&str], roles: &[&str]) -> Term {
    let owned = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
    Term {
        name: name.to_owned(),
        kind,
        aliases: owned(aliases),
        roles: owned(roles),
        definition: None,
        replaced: Vec::new(),
        n_passages: 1,
    }
}

fn context() -> Context {
    let metadata = |key: &str, title: &str, publisher: &str, date: &str| Metadata {
        key: named(key),
        title: named(title),
        publisher: named(publisher),
        date: named(date),
        url: named(&format!("https://example.org/{key}")),
        ..Metadata::default()
    };
    let index = Index::in_memory();
    let records = vec![
        record("/w/sources/budget.md", BUDGET, metadata("budget", "The budget", "Norham Gazette", "2024-03-02")),
        record("/w/sources/port paper.pdf", HARBOUR, metadata("harbour", "The harbour", "Reuters", "2024-02-11")),
        record("/w/sources/wire.md", WIRE, metadata("wire", "A late opening", "AFP", "2016-05")),
    ];
    index.update(&[], records).expect("memory");
    let terms = vec![
        term("Kyiv", TermKind::Glossary, &["Kiev"], &[]),
        term("Ann Roe", TermKind::Name, &["Roe"], &["Mayor", "head of the council"]),
        term("Norham", TermKind::Name, &[], &[]),
        term("twelve cranes", TermKind::Phrase, &[], &[]),
    ];
    Context {
        config: Arc::default(),
        corpus: Arc::new(index.corpus().expect("memory")),
        lexicon: Arc::new(Lexicon::new(terms)),
        generation: 1,
    }
}

/// The draft without its caret, and what is offered there when the report is about the draft without the caret's line.
fn completions(fixture: &str) -> (String, Option<Completions>) {
    let context = context();
    let offset = fixture.find('|').expect("a caret");
    let text = fixture.replacen('|', "", 1);
    let line = text[..offset].rfind('\n').map_or(0, |it| it + 1);
    let older = [&text[..line], text[offset..].split_once('\n').map_or("", |it| it.1)].concat();
    let report = check(&context, Arc::new(Draft::parse(&older)), &Memo::default());
    let typed = Typed { text: &text, offset, path: Some(Path::new("/w/drafts/briefing.md")), is_late: &|| false };
    let completions = complete(&context, &report, &typed);
    for item in completions.iter().flat_map(|it| &it.items) {
        let is_on_line = !item.insert.of(&text).contains('\n') && item.insert.touches(offset);
        // They compare it with what stands before the caret.
        let is_kept_by_editors = item.filter.starts_with(Span::new(item.insert.start, offset).of(&text));
        assert!(is_on_line && is_kept_by_editors && item.replace.covers(item.insert), "{item:?}");
    }
    (text, completions)
}

/// What is offered, each as it stands in the list.
fn labels(fixture: &str) -> Vec<String> {
    let items = completions(fixture).1.map(|it| it.items).unwrap_or_default();
    items.into_iter().map(|it| it.label).collect()
}

/// The draft once the item has been taken.
fn taken(fixture: &str, label: &str) -> String {
    let (mut text, completions) = completions(fixture);
    let items = completions.map(|it| it.items).unwrap_or_default();
    let Some(item) = items.iter().find(|it| it.label.starts_with(label)) else {
        panic!("no {label} among {:?}", items.iter().map(|it| &it.label).collect::<Vec<_>>())
    };
    let mut edits = item.edits.clone();
    edits.push(Edit { span: item.replace, text: item.text.clone() });
    edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

#[test]
fn the_sources_that_support_the_sentence_come_first_and_those_that_say_otherwise_last() {
    let (_, completions) = completions("The harbour of Norham opened in 2014 [@|].");
    let completions = completions.expect("a list");
    let shown: Vec<_> = completions.items.iter().map(|it| format!("{}: {}", it.label, it.detail)).collect();
    expect_test::expect![[r#"
        [
            "harbour: The harbour · Reuters · 2024-02-11 · supports the sentence",
            "wire: A late opening · AFP · 2016-05 · says otherwise",
            "budget: The budget · Norham Gazette · 2024-03-02",
        ]
    "#]]
    .assert_debug_eq(&shown);
    assert!(!completions.is_incomplete);
}

#[test]
fn a_key_is_found_by_title_or_publisher_and_nothing_fits_nonsense() {
    assert_eq!(labels("The council met [@gaz|]."), ["budget"]);
    assert_eq!(labels("The council met [@late|]."), ["wire"]);
    assert_eq!(labels("The council met [@zzz|]."), [""; 0]);
}

#[test]
fn a_key_comes_with_its_page_and_the_bracket_that_is_missing() {
    assert_eq!(taken("The harbour opened in 2014 [@har|", "harbour"), "The harbour opened in 2014 [@harbour, p. 3]");
    assert_eq!(taken("The harbour opened [@har|].", "harbour"), "The harbour opened [@harbour, p. 3].");
    // The writer's own locator stays, and the rest of the word goes.
    assert_eq!(taken("It opened [@ha|xx, p. 9].", "harbour"), "It opened [@harbour, p. 9].");
}

#[test]
fn a_footnote_is_one_that_is_there_or_a_new_one_with_its_text() {
    let draft = "The harbour opened in 2014.[^|]\n\nOn.[^1]\n\n[^1]: [The budget](../sources/budget.md)\n";
    assert_eq!(labels(draft)[..2], ["1", "2: The harbour"]);
    expect_test::expect![[r#"
        The harbour opened in 2014.[^2]

        On.[^1]

        [^1]: [The budget](../sources/budget.md)
        [^2]: [The harbour](https://example.org/harbour), p. 3
    "#]]
    .assert_eq(&taken(draft, "2: The harbour"));
}

#[test]
fn a_new_footnote_at_the_end_of_the_draft_is_one_edit() {
    let (text, completions) = completions("The harbour of Norham opened in 2014.[^|");
    let completions = completions.expect("a list");
    let item = completions.items.iter().find(|it| it.label == "1: The harbour").expect("a footnote");
    assert!(item.edits.is_empty() && item.replace.end == text.len(), "{item:?}");
    assert!(item.text.starts_with("1]\n\n[^1]: "), "{}", item.text);
}

#[test]
fn a_link_leads_where_the_others_of_the_draft_lead() {
    let file = "The harbour opened in 2014 ([Reuters](|";
    assert!(taken(file, "The harbour").ends_with("([Reuters](../sources/port%20paper.pdf#page=3)"));
    let web = "On ([Gazette](https://example.org/budget)).\n\nThe harbour opened in 2014 ([Reuters](|))";
    assert!(taken(web, "The harbour").ends_with("([Reuters](https://example.org/harbour))"));
}

#[test]
fn a_source_line_names_publisher_and_date() {
    let line = taken("The harbour of Norham opened in 2014 (Source: |", "Reuters");
    assert_eq!(line, "The harbour of Norham opened in 2014 (Source: Reuters, 11 February 2024, p. 3)");
    assert_eq!(taken("It opened (Source:|)", "AFP"), "It opened (Source: AFP, May 2016)");
}

#[test]
fn a_quotation_goes_on_word_for_word_with_its_mark_and_citation() {
    let draft = "On [@budget].\n\nThe mayor said \"we will dou|";
    assert_eq!(
        taken(draft, "We will"),
        "On [@budget].\n\nThe mayor said \"we will double the number of cranes by next summer\" [@harbour, p. 3]"
    );
    let closed = "On [@budget].\n\nThe mayor said “|” of it.";
    assert!(
        taken(closed, "We will")
            .ends_with("“We will double the number of cranes by next summer” [@harbour, p. 3] of it.")
    );
}

#[test]
fn quotations_fit_the_sentence_around_them() {
    assert_eq!(labels("About the budget the mayor spoke of a \"|")[0], "plan without illusions");
    assert_eq!(labels("Ann Roe spoke of the cranes: \"|")[0], "We will double the number of cranes by next summer");
    assert_eq!(labels("Ann Roe said \"nobody ever said th|"), [""; 0]);
}

#[test]
fn a_name_is_written_in_full_with_its_role() {
    assert_eq!(labels("It was Ann|"), ["Ann Roe", "Mayor Ann Roe"]);
    assert_eq!(taken("It was Mayor Roe|", "Ann Roe"), "It was Mayor Ann Roe");
    assert_eq!(labels("It was Kie|"), ["Kyiv"]);
    assert_eq!(labels("It was Nor|"), ["Norham"]);
}

#[test]
fn what_stands_there_already_is_not_offered() {
    assert_eq!(labels("It was Norham|"), [""; 0]);
    assert_eq!(labels("It was nor|"), [""; 0]);
}

#[test]
fn a_card_shows_the_source_who_speaks_and_the_words() {
    let (_, completions) = completions("Ann Roe spoke of the cranes: \"|");
    let card = completions.and_then(|it| it.items.into_iter().next()).and_then(|it| it.card).expect("a card");
    let text = completion_card(&context(), &card).expect("a text");
    assert!(text.plain.contains("said by Ann Roe"), "{}", text.plain);
    assert!(text.markdown.contains("**We will double the number of cranes by next summer**"), "{}", text.markdown);
    assert!(text.plain.starts_with("The harbour · Reuters · 2024-02-11"), "{}", text.plain);
}

#[test]
fn a_late_list_is_what_is_known_so_far() {
    let context = context();
    let report = Report::default();
    let text = "The harbour of Norham opened in 2014 [@har";
    let typed = Typed { text, offset: text.len(), path: None, is_late: &|| true };
    let items = complete(&context, &report, &typed).expect("a list").items;
    assert_eq!(items.len(), 1);
}

#[test]
fn a_closing_mark_that_the_editor_put_there_is_written_anew_with_what_comes_behind_it() {
    let fixture = "The mayor of Norham said: “We will do|”";
    let (text, completions) = completions(fixture);
    let items = completions.expect("a list").items;
    let item = items.iter().find(|it| it.label.starts_with("We will double")).expect("a quotation");
    // An edit beside the caret is put in the wrong place by Helix and Neovim.
    assert!(item.edits.is_empty() && item.insert == item.replace && item.replace.end == text.len(), "{item:?}");
    assert!(taken(fixture, "We will double").ends_with("by next summer” [@harbour, p. 3]"));
}
