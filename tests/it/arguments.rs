//! Who does what to whom, each beside a sentence that is left alone.

use crate::judge::{flags, leaves_alone};

const QUAY: &str = "The dredgers were provided to Norway by Portugal under a lease signed in May. \
    Norway blamed Portugal for the delay at the quay. Ivar Dahl defeated Pavel Novak in the run-off for the chair. \
    A delegation from Peru visited Chile to inspect the smelter.";

#[test]
fn two_names_do_not_change_places_around_a_verb() {
    let claim = "The dredgers were provided to Portugal by Norway under a lease signed in May.";
    flags(QUAY, claim, "conflicting-name", "Portugal by Norway");
    leaves_alone(QUAY, "Under a lease signed in May, Norway was provided with the dredgers by Portugal.");
}

#[test]
fn the_active_is_laid_beside_the_passive() {
    let claim = "Norway provided the dredgers to Portugal under a lease signed in May.";
    flags(QUAY, claim, "conflicting-name", "Norway provided the dredgers to Portugal");
    leaves_alone(QUAY, "Portugal provided the dredgers to Norway under a lease signed in May.");
    leaves_alone(QUAY, "Portugal, which signed a lease in May, provided Norway with the dredgers.");
}

#[test]
fn who_is_brought_to_the_front_of_a_sentence_is_its_subject() {
    let claim = "It was Portugal that blamed Norway for the delay at the quay.";
    flags(QUAY, claim, "conflicting-name", "Portugal that blamed Norway");
    leaves_alone(QUAY, "It was Norway that blamed Portugal for the delay at the quay.");
}

#[test]
fn who_wins_does_not_lose() {
    flags(
        QUAY,
        "Dahl was defeated by Novak in the run-off for the chair.",
        "conflicting-name",
        "Dahl was defeated by Novak",
    );
    leaves_alone(QUAY, "Novak was defeated by Dahl in the run-off for the chair.");
    leaves_alone(QUAY, "Novak lost to Dahl in the run-off for the chair.");
}

#[test]
fn where_they_come_from_is_not_where_they_go() {
    let claim = "A delegation from Chile visited Peru to inspect the smelter.";
    flags(QUAY, claim, "conflicting-name", "Chile visited Peru");
    leaves_alone(QUAY, "A Peruvian delegation visited Chile to inspect the smelter.");
}

const DAIRY: &str = "Corvane Foods bought the Moss dairy from Brand Holdings for 40 million kroner. \
    The museum lent three paintings to the gallery. Sweden and Finland held talks on the grid on Tuesday.";

#[test]
fn what_one_buys_the_other_sells() {
    flags(
        DAIRY,
        "Corvane Foods sold the Moss dairy to Brand Holdings for 40 million kroner.",
        "contradicted-claim",
        "sold",
    );
    leaves_alone(DAIRY, "Brand Holdings sold the Moss dairy to Corvane Foods for 40 million kroner.");
    leaves_alone(DAIRY, "The gallery borrowed three paintings from the museum.");
}

#[test]
fn who_did_something_together_may_stand_in_either_order() {
    flags(DAIRY, "Sweden and Latvia held talks on the grid on Tuesday.", "conflicting-name", "Latvia");
    leaves_alone(DAIRY, "Finland and Sweden held talks on the grid on Tuesday.");
}

const REGATTA: &str = "Rower Ida Holm (left) held her nerve to win the single sculls on Lake Orre. \
    Coach Nils Lind praised the crews at the clubhouse. As a young welder at the yard, Holm built her first boat.";

#[test]
fn what_one_did_is_not_told_of_another() {
    flags(REGATTA, "Nils Lind won the single sculls on Lake Orre.", "conflicting-name", "Nils Lind");
    leaves_alone(REGATTA, "Ida Holm won the single sculls on Lake Orre.");
    flags(REGATTA, "Nils Lind was a young welder at the yard.", "conflicting-name", "Nils Lind");
    leaves_alone(REGATTA, "Ida Holm was a young welder at the yard.");
}

const HERDERS: &str = "The herders keep goats in the hills of Sarn. \
    Barley is sold at the market of Tolk, where the mill stands.";

#[test]
fn what_happens_in_one_place_is_not_told_of_another() {
    flags(HERDERS, "The herders keep goats in the hills of Tolk.", "conflicting-name", "Tolk");
    leaves_alone(HERDERS, "The herders keep goats in the hills of Sarn.");
    leaves_alone(HERDERS, "The herders of Tolk keep goats.");
}

#[test]
fn who_receives_something_does_not_give_it() {
    let pact = "The islands have sought and received written commitments from partners such as Norway and Portugal.";
    let claim = "The islands have given written commitments to Norway and Portugal.";
    flags(pact, claim, "conflicting-name", "given written commitments to Norway and Portugal");
    leaves_alone(pact, "Norway and Portugal have given written commitments to the islands.");
    leaves_alone(pact, "The islands have obtained written commitments from Norway and Portugal.");
}
