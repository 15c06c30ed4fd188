//! How far a claim goes, each beside a sentence that goes as far as the source does.

use crate::judge::{flags, leaves_alone};

const LAKE: &str = "The district is looking at contracts for the lake with firms from Norway, Poland and Spain. \
    The dredging would be backed by the district and the fishing union. \
    The talks on the lake isn't solely about the dredging. \
    Mayor Ulla Toft considers a start in winter acceptable, provided that the fishermen are paid in advance. \
    Jan Rask has said that he would meet the fishermen and the mayor again only if a plan is within reach. \
    The meetings at the town hall may also involve talks about a new harbour wall, a matter that has long been discussed. \
    A promise of \"help\" is worth far less than a signed contract for the dredging of the lake. \
    Pia Hask, the union's envoy, said that the offer for the boats was agreed on at the town hall.";

#[test]
fn there_are_others_where_nobody_says_that_there_are_none() {
    flags(
        LAKE,
        "Norway is the only country with whose firms the district is looking at a contract for the lake.",
        "unsupported-claim",
        "the only country",
    );
    leaves_alone(
        LAKE,
        "Norway is one of the countries with whose firms the district is looking at a contract for the lake.",
    );
}

#[test]
fn alone_with_somebody_leaves_nobody_out() {
    let hall = "Mayor Ulla Toft will talk to Jan Rask one-on-one. The fishermen join them later.";
    leaves_alone(hall, "Mayor Ulla Toft will talk to Jan Rask alone.");
}

#[test]
fn what_is_bound_to_something_does_not_hold_in_any_case() {
    let claim = "Mayor Ulla Toft considers a start in winter acceptable, no matter when the fishermen are paid.";
    flags(LAKE, claim, "overstated-claim", "no matter");
    leaves_alone(LAKE, "Mayor Ulla Toft considers a start in winter acceptable if the fishermen are paid in advance.");
}

#[test]
fn a_condition_is_not_left_out() {
    let claim = "Jan Rask has said that he will meet the fishermen and the mayor again.";
    flags(LAKE, claim, "overstated-claim", claim);
    leaves_alone(
        LAKE,
        "Jan Rask has said that he would meet the fishermen and the mayor again if a plan is within reach.",
    );
}

#[test]
fn what_a_meeting_may_talk_about_it_does_not_bring() {
    let claim =
        "The meetings at the town hall will also produce a new harbour wall, a matter that has long been discussed.";
    flags(LAKE, claim, "overstated-claim", "will also produce");
    leaves_alone(LAKE, "The meetings at the town hall may also involve talks about a new harbour wall.");
}

#[test]
fn a_single_word_in_quotation_marks_is_the_sources() {
    let claim = "A promise of \"money\" is worth far less than a signed contract for the dredging of the lake.";
    flags(LAKE, claim, "altered-quotation", "money");
    leaves_alone(LAKE, "A promise of \"help\" is worth far less than a signed contract for the dredging of the lake.");
    let claim = "According to Pia Hask, the \"unbeatable\" offer for the boats was agreed on at the town hall.";
    flags(LAKE, claim, "unsupported-claim", claim);
    // Nobody is said to have called it so.
    leaves_alone(LAKE, "The \"offer\" for the boats was agreed on at the town hall.");
}

#[test]
fn nothing_is_compared_that_no_source_compares() {
    let wall = "Ulla Toft said that the town needs a wall, including a gate with the union's help, and its own boats.";
    let claim = "Ulla Toft said that the town's own boats are more important than the wall with its gate.";
    flags(wall, claim, "unsupported-claim", "more important than the wall");
    let both = "Ulla Toft said that the town's own boats matter more than the wall with its gate.";
    leaves_alone(both, "Ulla Toft said that the town's own boats are more important than the wall with its gate.");
}
