//! What stands in the place of something else: figures, names, and who does what. Each beside a sentence that is right.

use crate::judge::{flags, flags_by, leaves_alone, leaves_alone_by};

const FERRY: &str = "The ferry to Ostby has stopped planned crossings until 20 October after a fire in which 23 people \
    were hurt. \
    The shop in Halden will close on 17 October for repairs. The tower of Sarn is old. \
    The Harbour Union gained five seats and has 24. \
    Under Rask the club took 38 points from 33 matches, but it finished last with 45 points. \
    The plan for a second quay requires concessions from Nordmar. \
    Nordmar demands private talks with Bodil Hansen on the nets. \
    On Monday officials of the port and the union agreed in Untersund to stay in contact about the closing of the mill. \
    Talks about the price of nets were held in Ostby. \
    The port said it was checking the bill and had suspended its contract with Holm Works as a precaution. \
    Mads Krag is the treasurer of the union. He denied that Ulla Toft had put him under pressure. \
    Toft sold her shares. It is not the first attempt to sell the mill. \
    The fisheries minister, Katrin Sael, said she would support a cut of the quota. \
    Members of the island council have actively sought and received written promises from the port.";

#[test]
fn a_day_behind_the_same_preposition_is_the_other_one() {
    flags(FERRY, "The ferry to Ostby has cancelled its crossings until 17 October.", "conflicting-date", "17 October");
    leaves_alone(FERRY, "The ferry to Ostby has cancelled its crossings until 20 October.");
    leaves_alone(FERRY, "The shop in Halden closes for repairs on 17 October.");
}

#[test]
fn one_figure_among_others_in_their_order_is_the_odd_one() {
    flags(FERRY, "The Harbour Union picked up eight seats and ended on 24.", "conflicting-figure", "eight");
    leaves_alone(FERRY, "The Harbour Union picked up five seats and ended on 24.");
}

#[test]
fn the_same_words_behind_a_figure_say_what_it_is_of() {
    flags(FERRY, "Under Rask the club collected 45 points from 33 matches.", "conflicting-figure", "45");
    leaves_alone(FERRY, "Under Rask the club collected 38 points from 33 matches.");
}

#[test]
fn a_name_beside_the_same_word_is_the_other_one() {
    flags(FERRY, "The plan for a second quay requires concessions from Ostby.", "conflicting-name", "Ostby");
    leaves_alone(FERRY, "The plan for a second quay would require concessions from Nordmar.");
    flags(FERRY, "Nordmar demands private talks on the nets with Halden.", "conflicting-name", "Halden");
    leaves_alone(FERRY, "Nordmar demands private talks on the nets with Bodil Hansen.");
}

#[test]
fn a_place_in_the_passage_that_tells_it_is_the_one_meant() {
    flags(
        FERRY,
        "A day earlier, in Sarn, officials of the port and of the union had agreed to stay in contact about the mill.",
        "conflicting-name",
        "Sarn",
    );
    leaves_alone(
        FERRY,
        "A day earlier, in Untersund, officials of the port and of the union had agreed to stay in contact on the mill.",
    );
}

#[test]
fn whoever_acts_is_not_the_one_it_is_done_to() {
    flags(
        FERRY,
        "Holm Works has suspended its contract with the port as a precaution.",
        "conflicting-name",
        "Holm Works has suspended",
    );
    leaves_alone(FERRY, "The port has suspended its contract with Holm Works as a precaution.");
    flags(FERRY, "Ulla Toft denied that Mads Krag had put her under pressure.", "conflicting-name", "Ulla Toft denied");
    leaves_alone(FERRY, "Mads Krag denied that Ulla Toft had put him under pressure.");
}

#[test]
fn what_is_denied_elsewhere_in_the_source_is_no_first() {
    flags(FERRY, "This is the first attempt to sell the mill.", "contradicted-claim", "first attempt");
    leaves_alone(FERRY, "This is not the first attempt to sell the mill.");
}

#[test]
fn another_last_name_in_the_same_office_is_another_person() {
    flags(
        FERRY,
        "Fisheries minister Katrin Rask said she would support a cut of the quota.",
        "conflicting-name",
        "Katrin Rask",
    );
    leaves_alone(FERRY, "Fisheries minister Katrin Sael said she would support a cut of the quota.");
}

#[test]
fn who_works_for_a_bank_speaks_for_himself() {
    let source = "“The market had feared worse,” said Henrik Dahl, an analyst at Nordsjo Bank.";
    leaves_alone(source, "Henrik Dahl of Nordsjo Bank remarked that the market “had feared worse”.");
    flags(
        source,
        "Mads Krag of Nordsjo Bank remarked that the market “had feared worse”.",
        "misattributed-quotation",
        "Krag",
    );
}

#[test]
fn a_denial_in_a_word_of_like_meaning_is_one() {
    flags(
        FERRY,
        "Members of the island council have not asked for written promises from the port.",
        "contradicted-claim",
        "not asked for written promises",
    );
    leaves_alone(FERRY, "Members of the island council have asked for written promises from the port.");
}

const TALKS: &str = "Port officials tout the new lease as a “gold standard”, and they say that it will not be there for ever. \
    Toft wants the lease to be clear. \
    Prior to the meeting there was an emphasis by harbour minister Ulla Toft and island leaders on a written promise. \
    Mads Krag leads the union. \
    The American pilots have sought a new lease. During talks in Ostby this lease was called a turning point.";

#[test]
fn what_a_group_says_is_not_said_by_one_who_is_named_nearby() {
    flags(TALKS, "Toft has called the new lease a “gold standard”.", "misattributed-quotation", "Toft");
    leaves_alone(TALKS, "Port officials have called the new lease a “gold standard”.");
}

#[test]
fn the_comma_behind_an_opening_makes_no_row() {
    leaves_alone(TALKS, "Ahead of the meeting with Krag, the harbour minister and island leaders named a promise.");
}

#[test]
fn sides_are_taken_on_the_same_thing() {
    let source = "The guarantees are meant to facilitate talks and bring stability to the harbour dispute. \
        As the harbour dispute continues to complicate the budget, the council looks for money.";
    leaves_alone(source, "They are meant to make talks easier and to bring calm to the harbour dispute.");
    flags(source, "The harbour dispute makes the budget easier for the council.", "contradicted-claim", "easier");
}

#[test]
fn a_place_before_the_day_dates_a_text() {
    let source = "Bank cuts key rate\n\nBy Ina Sol\n\nOstby, 12 March 2025\n\n\
        The Bank of Nordmar lowered its key rate by a quarter of a point on Wednesday, more than it had said in December.\n";
    leaves_alone_by(source, "The Bank of Nordmar lowered its key rate by a quarter of a point on 12 March.");
    flags_by(
        source,
        "The Bank of Nordmar lowered its key rate by a quarter of a point on 14 March.",
        "conflicting-date",
        "14 March",
    );
}
