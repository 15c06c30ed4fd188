//! Why a claim was judged as it was: what was matched and how, and how many sources say so.

use citecheck::check::{CheckedClaim, Report};
use citecheck::ide::hover;
use citecheck::judge::{How, MatchKind, Stance, Verdict, explain};
use expect_test::{Expect, expect};

use crate::fixture::Fixture;

fn fixture(sentence: &str, sources: &[&str]) -> (Fixture, Report) {
    let mut fixture = format!("//- /draft.md\n{sentence}\n");
    for (idx, source) in sources.iter().enumerate() {
        fixture.push_str(&format!("//- /corpus/{}.txt\n{source}\n", char::from(b'a' + idx as u8)));
    }
    let fixture = Fixture::parse(&fixture);
    let report = fixture.check();
    assert_eq!(report.claims.len(), 1, "`{sentence}` is a claim");
    (fixture, report)
}

/// How some words of a sentence are matched by a source, and its words for them.
fn match_of(sentence: &str, source: &str, words: &str) -> (MatchKind, How, String) {
    let (fixture, report) = fixture(sentence, &[source]);
    let CheckedClaim { claim, judgement } = &report.claims[0];
    let corpus = &fixture.context.corpus;
    let all = explain(corpus, claim, judgement);
    let found = all.iter().find(|it| it.claim_words == words).unwrap_or_else(|| panic!("`{words}` in {all:#?}"));
    assert_eq!(found.span.of(&fixture.text), words, "the span is the one in the draft");
    for span in &found.source_spans {
        let evidence = &judgement.evidence[found.evidence.expect("a match has its evidence")];
        let text = &corpus.document(evidence.passage.source).text;
        assert!(found.source_words.contains(span.of(text)), "{found:?}");
    }
    (found.kind, found.how, found.source_words.clone())
}

fn check_match(sentence: &str, source: &str, words: &str, kind: MatchKind, how: How, source_words: &str) {
    assert_eq!(match_of(sentence, source, words), (kind, how, source_words.to_owned()), "`{sentence}`");
}

const LOAN: &str = "Ministers in Brussels agreed a loan of 89.6bn euros over a 15-year term for Kyiv on 6 January 2026. \
    The European Investment Bank, where Nadia Calvino is president, will pay out two-thirds of it in about 40 rates. \
    She suggested that the rest may follow. Fees fell to 41 million euros from 58 million euros a year earlier.";

#[test]
fn figures_say_how_they_were_matched() {
    use MatchKind::{Date, Figure};
    let loan = "Ministers agreed a loan of €90 billion over 15 years for Kyiv on 6 January 2026.";
    check_match(loan, LOAN, "€90 billion", Figure, How::Rounded, "89.6bn euros");
    check_match(loan, LOAN, "15 years", Figure, How::Notation, "15-year");
    check_match(loan, LOAN, "6 January 2026", Date, How::Same, "6 January 2026");
    let early = "Ministers in Brussels agreed a loan of 89.6bn euros over a 15-year term in early January.";
    check_match(early, LOAN, "early January", Date, How::Range, "6 January 2026");
    check_match(early, LOAN, "89.6bn euros", Figure, How::Same, "89.6bn euros");
    let rates = "The European Investment Bank will pay out 67 percent of it in 38 rates.";
    check_match(rates, LOAN, "67 percent", Figure, How::Rounded, "two-thirds");
    let fee = "Fees fell by 17 million euros.";
    check_match(fee, LOAN, "17 million euros", Figure, How::Derived, "41 million euros and 58 million euros");
}

#[test]
fn a_figure_that_no_source_has_is_said_to_stand_nowhere() {
    let loan = "Ministers in Brussels agreed a loan of 70bn euros over a 15-year term for Kyiv.";
    check_match(loan, LOAN, "70bn euros", MatchKind::Figure, How::Nowhere, "");
    check_match(loan, LOAN, "15-year", MatchKind::Figure, How::Same, "15-year");
}

#[test]
fn names_say_how_they_were_matched() {
    use MatchKind::{Name, Word};
    let full = "President Nadia Calvino of the European Investment Bank will pay out two-thirds of it.";
    check_match(full, LOAN, "President", MatchKind::Role, How::Same, "president");
    check_match(full, LOAN, "Nadia Calvino", Name, How::Same, "Nadia Calvino");
    check_match(full, LOAN, "European Investment Bank", Name, How::Same, "European Investment Bank");
    let short = "The EIB will pay out two-thirds of it in about 40 rates.";
    check_match(short, LOAN, "EIB", Name, How::Acronym, "European Investment Bank");
    let metonym = "The Kremlin will pay out two-thirds of it in about 40 rates.";
    let source = LOAN.replace("The European Investment Bank, where Nadia Calvino is president,", "Russia");
    check_match(metonym, &source, "Kremlin", Name, How::Metonym, "Russia");
    let pronoun = "Nadia Calvino suggested that the rest may follow.";
    let source = "The speaker was Nadia Calvino. She suggested that the rest may follow.";
    check_match(pronoun, source, "suggested", Word, How::Same, "suggested");
    check_match(pronoun, source, "Nadia Calvino", Name, How::Carried, "She");
    let unknown = "The Nordic Investment Fund will pay out two-thirds of it in about 40 rates.";
    assert_eq!(match_of(unknown, LOAN, "Nordic Investment Fund").1, How::Nowhere);
}

#[test]
fn quotations_and_other_words_say_how_they_were_matched() {
    let source = "The British minister bought the ship, calling it “a bargain for all of us” in Leeds.";
    let ours = "In Leeds the UK minister called the ship “a bargain for all”.";
    check_match(ours, source, "“a bargain for all”", MatchKind::Quotation, How::Same, "a bargain for all");
    check_match(ours, source, "UK", MatchKind::Name, How::Alias, "British");
    check_match(ours, source, "called", MatchKind::Word, How::Form, "calling");
    let altered = "In Leeds the UK minister called the ship “a burden for all of us”.";
    check_match(altered, source, "“a burden for all of us”", MatchKind::Quotation, How::Nowhere, "");
}

fn check_hover(sentence: &str, sources: &[&str], at: &str, expected: &Expect) {
    let (fixture, report) = fixture(sentence, sources);
    let offset = fixture.text.find(at).expect("the sentence has these words");
    let hover = hover(&fixture.context, &report, offset).expect("a hover");
    let passages = hover.plain.find("\n\n    ").unwrap_or(hover.plain.len());
    expected.assert_eq(&format!("{}\n", &hover.plain[..passages]));
}

#[test]
fn a_hover_says_what_is_against_first_then_what_was_matched() {
    check_hover(
        "Ministers in Brussels agreed a loan of €90 billion over 25 years for Kyiv on 6 January 2026.",
        &[LOAN, "A term of 15 years was agreed for the loan of 89.6bn euros for Kyiv, ministers said in Brussels."],
        "agreed",
        &expect![[r#"
            2 sources say otherwise

            - 25 years: the sources say 15 years (2 sources)
            - €90 billion: “89.6bn euros”, rounded
            - in the same words: Brussels, Kyiv, 6 January 2026
        "#]],
    );
    check_hover(
        "Ministers in Brussels agreed a loan of €90 billion over 15 years for Kyiv on 6 January 2026.",
        &[LOAN],
        "agreed",
        &expect![[r#"
            Supported by 1 source

            - €90 billion: “89.6bn euros”, rounded
            - 15 years: “15-year”, written otherwise
            - in the same words: Brussels, Kyiv, 6 January 2026
        "#]],
    );
}

/// How many independent sources support and contradict a sentence.
fn voices(sentence: &str, sources: &[&str]) -> (Verdict, usize, usize) {
    let (_, report) = fixture(sentence, sources);
    let judgement = &report.claims[0].judgement;
    (judgement.verdict, judgement.n_sources(Stance::Supports), judgement.n_sources(Stance::Contradicts))
}

const STORY: &str = "The harbour authority of Tallinn opened 14 new berths for ferries on Monday, its director said. \
    Work on the piers had started three years ago and was held up twice by storms. \
    The berths will take ships of up to 200 metres and can be reached by tram from the old town. \
    Two operators have signed contracts for the summer, and talks with a third are under way.";

const OTHER_STORY: &str = "Ferries to Helsinki will find more room from this week on. \
    On Monday the harbour authority of Tallinn opened 14 new berths for ferries. \
    Passengers had long complained about delays, and hotels hope for more guests in the winter months. \
    A tram line leads right up to the piers, which cost the city a good part of its reserves.";

const SENTENCE: &str = "The harbour authority of Tallinn opened 14 new berths for ferries on Monday.";

/// The story as another site has it.
fn copy(story: &str) -> String {
    format!("Fresh berths for the capital\n\nBy Mari Maasikas, Baltic Wire\n\n{story}\n\nEditing by Jaan Tamm.")
}

#[test]
fn copies_of_a_story_count_once_and_independent_stories_twice() {
    assert_eq!(voices(SENTENCE, &[STORY]), (Verdict::Supported, 1, 0));
    assert_eq!(voices(SENTENCE, &[STORY, &copy(STORY)]), (Verdict::Supported, 1, 0));
    assert_eq!(voices(SENTENCE, &[STORY, OTHER_STORY]), (Verdict::Supported, 2, 0));
    assert_eq!(voices(SENTENCE, &[STORY, OTHER_STORY, &copy(STORY)]), (Verdict::Supported, 2, 0));
}

#[test]
fn a_source_that_is_silent_has_no_voice() {
    let other = "The harbour authority of Tallinn opened a museum of ferries in a warehouse.";
    assert_eq!(voices(SENTENCE, &[STORY, other]), (Verdict::Supported, 1, 0));
}

#[test]
fn a_copy_that_was_corrected_disputes_the_story() {
    let corrected = copy(&STORY.replace("14 new berths", "12 new berths"));
    let (_, report) = fixture(SENTENCE, &[STORY, &corrected]);
    let finding = report.findings.iter().find(|it| it.rule == "disputed-claim").expect("a dispute");
    let mut sources: Vec<usize> = finding.evidence.iter().map(|it| it.passage.source).collect();
    sources.sort_unstable();
    sources.dedup();
    assert_eq!(sources, [0, 1], "both sides are shown");
    assert_eq!(voices(SENTENCE, &[STORY, &corrected]), (Verdict::Supported, 1, 1));
    // The neighbour: a copy that says the same.
    let (_, report) = fixture(SENTENCE, &[STORY, &copy(STORY)]);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn sources_that_disagree_are_counted_on_both_sides() {
    let other = OTHER_STORY.replace("14 new berths", "12 new berths");
    assert_eq!(voices(SENTENCE, &[STORY, &other]), (Verdict::Supported, 1, 1));
    assert_eq!(voices(SENTENCE, &[STORY, &other, &copy(STORY)]), (Verdict::Supported, 1, 1));
}
