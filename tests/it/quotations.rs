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
