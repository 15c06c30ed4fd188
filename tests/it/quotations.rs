//! Quotations and who spoke them, each beside a sentence that is left alone.

use crate::judge::{flags, leaves_alone};

const COUNCIL: &str = "\"The bridge will stay closed until the spring,\" said Mara Boggs, Manchin's director of roads. \
    \"All I saw was the ice on the deck,\" Manchin added. \
    He called the closure a \"sad but necessary\" step.";

#[test]
fn a_bracketed_letter_stands_for_itself() {
    leaves_alone(COUNCIL, "Mara Boggs said that \"[t]he bridge will stay closed until the spring\".");
    flags(
        COUNCIL,
        "Mara Boggs said that \"[t]he bridge will stay open until the spring\".",
        "altered-quotation",
        "t]he bridge will stay open until the spring",
    );
}

#[test]
fn the_name_behind_the_verb_has_said_it() {
    flags(
        COUNCIL,
        "\"The bridge will stay closed until the spring,\" Manchin said.",
        "misattributed-quotation",
        "Manchin",
    );
    leaves_alone(COUNCIL, "\"The bridge will stay closed until the spring,\" Boggs said.");
    leaves_alone(COUNCIL, "\"All I saw was the ice on the deck,\" said Manchin.");
}

#[test]
fn a_title_is_no_quotation() {
    leaves_alone(COUNCIL, "Manchin called the closure a sad but necessary step in the film \"Bridge of Ice\".");
    let sentence =
        "Manchin called the closure a \"sad but necessary\" step and said \"nobody ever asked us anything\".";
    flags(COUNCIL, sentence, "unsupported-claim", sentence);
}

const FERRY: &str = "Passengers: \"Our ferry never came\"\n\
    \"Our ferry never came,\" Ivo Brandt told the Harbour Gazette in an interview. \
    Lena Falk, who runs the line, blamed the fog. \"Imagine the fog we had,\" she told reporters.\n\
    \"I don't think they've tried,\" Brandt told the Gazette.";

#[test]
fn who_is_told_has_not_said_it() {
    leaves_alone(FERRY, "\"Our ferry never came,\" according to Brandt.");
    leaves_alone(FERRY, "Ivo Brandt said: \"Our ferry never came.\"");
    flags(FERRY, "The Harbour Gazette said: \"Our ferry never came.\"", "misattributed-quotation", "Harbour Gazette");
}

#[test]
fn what_a_quotation_asks_for_is_no_instruction() {
    leaves_alone(FERRY, "\"Imagine the fog we had,\" Lena Falk told reporters.");
    flags(FERRY, "\"Imagine the wind we had,\" Lena Falk told reporters.", "altered-quotation", "wind");
}

#[test]
fn a_text_cut_into_tokens_quotes_as_any_other() {
    leaves_alone(FERRY, "`` i do n't think they 've tried , '' brandt told the gazette .");
    leaves_alone(FERRY, "` our ferry never came , ' ivo brandt told the gazette in ` an interview ' .");
    let altered = "`` i do n't think they 've slept , '' brandt told the gazette .";
    flags(FERRY, altered, "altered-quotation", "slept");
}

const PIER: &str = "Asked about the pier, Mayor Olga Trond put it down to neglect, saying that it was \"falling to \
    pieces\". \"We will look closely into this report,\" Edvin Moe wrote shortly after the finding on the cracks.";

#[test]
fn other_words_in_the_same_place_are_an_altered_quotation() {
    flags(
        PIER,
        "Asked about the pier, Mayor Trond said that it was \"well past saving\".",
        "altered-quotation",
        "well past saving",
    );
    leaves_alone(PIER, "Asked about the pier, Mayor Trond said that it was \"falling to pieces\".");
    flags(
        PIER,
        "\"We shall think calmly about this report,\" Moe wrote after the finding on the cracks.",
        "altered-quotation",
        "We shall think calmly about this report",
    );
    leaves_alone(PIER, "\"We will look closely into this report,\" Moe wrote after the finding on the cracks.");
}

#[test]
fn a_group_speaks_for_its_own_country() {
    flags(
        "While American officials tout the offer as a \"platinum standard\", they want an answer soon.",
        "Ukrainian officials call the offer a \"platinum standard\" and want an answer soon.",
        "misattributed-quotation",
        "Ukrainian officials",
    );
    leaves_alone(
        "While American officials tout the offer as a \"platinum standard\", they want an answer soon.",
        "US officials call the offer a \"platinum standard\" and want an answer soon.",
    );
}

const STANDARD: &str = "Ulla Toft described the plan as \"90 percent agreed\". The board met at noon in the old town hall. Nobody else spoke. The envoy Odd Berg reckons with several more weeks.";

#[test]
fn who_speaks_of_something_says_it() {
    flags(
        STANDARD,
        "Odd Berg spoke of a plan that was \"90 percent agreed\" and of more weeks.",
        "misattributed-quotation",
        "Odd Berg",
    );
    leaves_alone(STANDARD, "Toft spoke of a plan that was \"90 percent agreed\".");
    // What stands behind a semicolon is another statement.
    leaves_alone(STANDARD, "Toft described the plan as \"90 percent agreed\"; Berg reckons with several more weeks.");
}

#[test]
fn a_call_on_the_telephone_says_nothing() {
    let source = "The harbour master announced that Toft and Berg would hold another telephone call \"very soon,\" as Odd Lund, \
        her spokesman, confirmed to reporters.";
    flags(
        source,
        "Karin Dahl told reporters that Toft and Berg would hold another telephone call \"very soon\".",
        "misattributed-quotation",
        "Karin Dahl",
    );
    leaves_alone(source, "Odd Lund told reporters that Toft and Berg would hold another telephone call \"very soon\".");
}
