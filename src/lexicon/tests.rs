//! What a lexicon finds, and what it is made of.

use proptest::prelude::*;

use super::matcher::words;
use super::*;
use crate::text::split_sentences;

fn term(name: &str, kind: TermKind) -> Term {
    let (mut names, definition) = (name.split('|').map(str::to_owned), None);
    let name = names.next().unwrap_or_default();
    Term { name, kind, aliases: names.collect(), roles: Vec::new(), definition, replaced: Vec::new(), n_passages: 1 }
}

fn lexicon(names: &[&str]) -> Lexicon {
    Lexicon::new(names.iter().map(|it| term(it, TermKind::Name)).collect())
}

/// The mentions of terms in a text, as written.
fn mentions<'t>(lexicon: &Lexicon, text: &'t str) -> Vec<&'t str> {
    lexicon.mentions(text, Span::new(0, text.len())).iter().map(|it| it.span.of(text)).collect()
}

/// The terms of a one-document corpus, as `name = alias, alias (role; role)`.
fn mined(text: &str) -> Vec<String> {
    let sentences: Vec<Sentence> =
        split_sentences(text, Span::new(0, text.len())).into_iter().map(|it| Sentence::read(text, it)).collect();
    let show = |it: Term| {
        let aliases = if it.aliases.is_empty() { String::new() } else { format!(" = {}", it.aliases.join(", ")) };
        let roles = if it.roles.is_empty() { String::new() } else { format!(" ({})", it.roles.join("; ")) };
        format!("{}{aliases}{roles}", it.name)
    };
    let mut acc: Vec<String> = mine_terms([(text, sentences.iter().collect())], &[]).into_iter().map(show).collect();
    acc.sort();
    acc
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(mined(text), expected);
}

#[test]
fn a_longer_name_wins_but_never_half_a_word() {
    let lexicon = lexicon(&["Port", "Port Vale", "Port Vale Time"]);
    assert_eq!(mentions(&lexicon, "the Port Vale Times, Port Valley, Ports"), ["Port Vale", "Port"]);
}

#[test]
fn spans_leave_out_the_possessive_and_cross_hyphens() {
    let lexicon = lexicon(&["Nausėda", "Secretary General", "King's Lynn"]);
    let text = "Nauseda’s NAUSĖDA's secretary-general, King’s Lynn's";
    assert_eq!(mentions(&lexicon, text), ["Nauseda", "NAUSĖDA", "secretary-general", "King’s Lynn"]);
}

#[test]
fn a_name_never_runs_over_a_mark() {
    let lexicon = lexicon(&["Port Vale", "J. K. Rowling"]);
    assert_eq!(mentions(&lexicon, "at Port. Vale (Port) Vale\n\nPort\n\nVale J. K. Rowling"), ["J. K. Rowling"]);
    assert_eq!(mentions(&lexicon, "Port   Vale and Port\nVale"), ["Port   Vale", "Port\nVale"]);
}

#[test]
fn short_acronyms_need_their_capitals_and_names_their_first() {
    let lexicon = lexicon(&["WHO", "U.S.|US", "Price", "UNESCO", "Bank of Oslo"]);
    let text = "who gave us a price? WHO, US, the U.S. and Price; Unesco, the bank of oslo";
    assert_eq!(mentions(&lexicon, text), ["WHO", "US", "U.S.", "Price", "Unesco", "bank of oslo"]);
}

#[test]
fn the_term_at_a_caret_is_the_one_it_touches() {
    let lexicon = lexicon(&["Oslo", "Riga"]);
    let text = "Oslo-Riga now";
    let mentions = lexicon.mentions(text, Span::new(0, text.len()));
    let at = |offset| lexicon.term_at(&mentions, offset).map(|it| it.1.name.as_str());
    assert_eq!([at(0), at(4), at(5), at(9), at(10)], [Some("Oslo"), Some("Oslo"), Some("Riga"), Some("Riga"), None]);
}

#[test]
fn an_empty_term_matches_nothing() {
    assert_eq!(mentions(&lexicon(&["", " - "]), "a - b"), Vec::<&str>::new());
}

#[test]
fn a_surname_is_an_alias_when_one_person_has_it() {
    check("They met Ana Torv. Later Torv left, and Torv slept.", &["Ana Torv = Torv"]);
    check("They met Ana Torv and Jon Torv. Later Torv left.", &["Ana Torv", "Jon Torv", "Torv"]);
}

#[test]
fn a_place_is_no_surname() {
    check("They met Ana Varna. It rained in Varna. We left Varna. It snowed in Varna.", &["Ana Varna", "Varna"]);
}

#[test]
fn spellings_of_one_name_are_one_term() {
    check(
        "They met Ana Borodenskyy. We saw Ana Borodensky. She saw Ana Borodensky.",
        &["Ana Borodensky = Ana Borodenskyy"],
    );
    check("They met Ana Šerpa. We saw Ana Serpa.", &["Ana Serpa = Ana Šerpa"]);
    check("They met Ana Morton. We saw Ana Norton.", &["Ana Morton", "Ana Norton"]);
}

#[test]
fn roles_come_from_before_and_behind_the_name() {
    check(
        "We met German Chancellor Ana Torv. Jon Dahl, Head of Norway’s Main Fish Office, left.",
        &[
            "Ana Torv = Torv (German Chancellor)",
            "Jon Dahl = Dahl (Head of Norway’s Main Fish Office)",
            "Main Fish Office",
            "Norway",
        ],
    );
    check("It was EU chief Ana Torv, who left.", &["Ana Torv = Torv (EU chief)", "EU"]);
}

#[test]
fn people_in_a_list_are_not_each_others_roles() {
    check("We met Ana Torv, President Jon Dahl, and others.", &["Ana Torv", "Jon Dahl = Dahl (President)"]);
}

#[test]
fn acronyms_get_their_expansions() {
    check("The World Fish Office (WFO) grew. We like the WFO.", &["WFO = World Fish Office"]);
    check("We like the WFO (World Fish Office).", &["WFO = World Fish Office"]);
    check("We like the WFO. They run the World Fish Office.", &["WFO = World Fish Office"]);
    check("We like the WFO (in Oslo). They run the Arctic Fish Office.", &["Arctic Fish Office", "Oslo", "WFO"]);
}

#[test]
fn names_of_one_country_are_one_term_and_demonyms_none() {
    check("We like the United States. They like the US. The US likes Norwegian fish.", &["US = United States"]);
}

#[test]
fn months_weekdays_and_first_words_are_no_names() {
    check("Fishing grew on Monday in Oslo. However Torv left in March. They saw Torv.", &["Oslo", "Torv"]);
    check("Mornings are cold.", &[]);
}

#[test]
fn names_keep_their_hyphens_but_pairs_come_apart() {
    check(
        "It was the Oslo-Riga line. We saw Riga. They saw Oslo. He is at Stoke-on-Trent.",
        &["Oslo", "Riga", "Stoke-on-Trent"],
    );
}

#[test]
fn small_words_inside_names_are_kept() {
    check("They met Ana van der Torv and the League of the Free.", &["Ana van der Torv", "League of the Free"]);
}

#[test]
fn words_that_keep_coming_back_are_a_phrase() {
    let text = "He sold fish oil today. She sold fish oil. We drink fish oil. The fish oils sell. A fish swims.";
    check(text, &["fish oil = fish oils"]);
    check("He sold fish oil. She sold fish oil.", &[]);
}

#[test]
fn the_glossary_keeps_its_spelling_and_takes_what_the_corpus_knows() {
    let text = "They met President Ana Borodensky. We saw Ana Borodensky.";
    let sentences: Vec<Sentence> =
        split_sentences(text, Span::new(0, text.len())).into_iter().map(|it| Sentence::read(text, it)).collect();
    let glossary = GlossaryTerm {
        name: "Ana Borodensky".to_owned(),
        aliases: vec!["AB".to_owned()],
        definition: Some("A fisher.".to_owned()),
        prefer: Some("Ana Borodenska".to_owned()),
    };
    let terms = mine_terms([(text, sentences.iter().collect())], &[glossary]);
    assert_eq!(terms.len(), 1);
    assert_eq!((terms[0].name.as_str(), terms[0].kind, terms[0].n_passages), ("Ana Borodenska", TermKind::Glossary, 2));
    assert_eq!(terms[0].aliases, ["Ana Borodensky", "AB", "Borodensky"]);
    assert_eq!(terms[0].roles, ["President"]);
}

#[test]
fn what_the_glossary_names_is_no_second_term() {
    let text =
        "They met Ana Borodensky on fishing rights. Borodensky wants fishing rights. No fishing rights, she said.";
    let sentences: Vec<Sentence> =
        split_sentences(text, Span::new(0, text.len())).into_iter().map(|it| Sentence::read(text, it)).collect();
    let term = |name: &str, alias: &str| GlossaryTerm {
        name: name.to_owned(),
        aliases: vec![alias.to_owned()],
        definition: None,
        prefer: None,
    };
    let glossary = [term("Borodensky", "Ana Borodensky"), term("fishing rights", "fishing right")];
    let terms = mine_terms([(text, sentences.iter().collect())], &glossary);
    let names: Vec<&str> = terms.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["fishing rights", "Borodensky"]);
}

/// Leftmost-longest by trying every form at every word.
fn naive(terms: &[Term], text: &str) -> Vec<Span> {
    let text_words = words(text, Span::new(0, text.len()));
    let forms: Vec<Vec<String>> = terms
        .iter()
        .map(|it| words(&it.name, Span::new(0, it.name.len())).into_iter().map(|it| it.folded).collect())
        .collect();
    let mut acc = Vec::new();
    let mut at = 0;
    while at < text_words.len() {
        let fits = |form: &&Vec<String>| {
            !form.is_empty()
                && text_words.len() - at >= form.len()
                && form.iter().zip(&text_words[at..]).all(|(word, other)| *word == other.folded)
                && text_words[at + 1..at + form.len()].iter().all(|it| !it.is_apart)
        };
        match forms.iter().filter(fits).max_by_key(|it| it.len()) {
            Some(form) => {
                acc.push(Span::new(text_words[at].span.start, text_words[at + form.len() - 1].span.end));
                at += form.len();
            }
            None => at += 1,
        }
    }
    acc
}

const PIECES: [&str; 18] =
    ["new", "York", "times", "é", "É", "'s", "’", "-", " ", " ", " ", "\n", ". ", "U.S.", "st.", "4", "😀", "ß"];

proptest! {
    #[test]
    fn mentions_agree_with_a_naive_search(
        names in prop::collection::vec(prop::collection::vec(prop::sample::select(&PIECES[..]), 1..6), 0..8),
        text in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30),
    ) {
        let text = text.concat();
        // Phrases match in any case, as the naive search does.
        let names = names.iter().map(|it| it.concat().to_lowercase());
        let terms: Vec<Term> = names.map(|it| term(&it, TermKind::Phrase)).collect();
        let lexicon = Lexicon::new(terms.clone());
        let spans: Vec<Span> = lexicon.mentions(&text, Span::new(0, text.len())).iter().map(|it| it.span).collect();
        prop_assert_eq!(spans, naive(&terms, &text));
    }

    #[test]
    fn mentions_lie_on_words_in_order(name in "\\PC{1,8}", text in "\\PC{0,60}") {
        let text = format!("{text} {name} {text}");
        let lexicon = Lexicon::new(vec![term(&name, TermKind::Glossary), term("a", TermKind::Phrase)]);
        let mut end = 0;
        for mention in lexicon.mentions(&text, Span::new(0, text.len())) {
            let span = mention.span;
            prop_assert!(span.start >= end && !span.is_empty());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            prop_assert!(!(text[..span.start].ends_with(char::is_alphanumeric) && text[span.start..].starts_with(char::is_alphanumeric)));
            end = span.end;
        }
    }

    #[test]
    fn mining_never_fails(text in "([A-Z][a-z]{0,3}|[a-z]{1,4}|[(),.'’\\-–“”:0-9 é\n]){0,80}") {
        mined(&text);
    }
}
