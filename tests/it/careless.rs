//! Slips that a careless writer makes, each beside a sentence that is right.

use crate::judge::{flags, leaves_alone};

const HARBOUR: &str = "Harbour minister Ulla Toft, union president Mads Krag and port director Jan Rask will accompany \
    Pia Hask to Ostby. \
    The village of Untersund was hit hardest by the storm. The road between Ostby and Halden has been closed. \
    A quarter of the fishermen asked said they would prefer the long nets. \
    The fund also plans to open offices in Ostby and Halden next year if the members agree. \
    The contractor had warned the harbour department in writing the previous autumn. \
    Nordmar repaid 4.1 million euros to the port in 2021 without admitting liability. \
    The Krag Street Traders have received 1.2 million euros from a hardship fund. \
    The fishermen's association Fair Nets urged the company to offer the nets before the winter.";

#[test]
fn a_stranger_in_a_row_of_names_is_noticed() {
    flags(
        HARBOUR,
        "Harbour Minister Toft, Union President Bodil Madsen and Port Director Rask will accompany Hask to Ostby.",
        "conflicting-name",
        "Bodil Madsen",
    );
    leaves_alone(HARBOUR, "Harbour Minister Toft, Union President Krag and Port Director Rask will accompany Hask.");
}

#[test]
fn another_name_in_the_same_phrase_is_another_place() {
    flags(HARBOUR, "The village of Halden was hit hardest by the storm.", "conflicting-name", "Halden");
    leaves_alone(HARBOUR, "The storm hit the village of Untersund hardest.");
}

#[test]
fn most_are_not_a_quarter() {
    flags(HARBOUR, "Most of the fishermen asked said they would prefer the long nets.", "overstated-claim", "Most");
    leaves_alone(HARBOUR, "Some of the fishermen asked said they would prefer the long nets.");
}

#[test]
fn what_is_planned_is_not_done() {
    flags(HARBOUR, "The fund has opened offices in Ostby and Halden.", "overstated-claim", "has opened");
    leaves_alone(HARBOUR, "The fund is planning to open offices in Ostby and Halden.");
}

#[test]
fn who_warns_is_not_who_is_warned() {
    flags(
        HARBOUR,
        "The harbour department warned the contractor in writing.",
        "conflicting-name",
        "harbour department warned the contractor",
    );
    leaves_alone(HARBOUR, "The contractor warned the harbour department in writing.");
}

#[test]
fn who_pays_back_is_not_who_is_paid() {
    flags(HARBOUR, "The port repaid 4.1 million euros to Nordmar in 2021.", "conflicting-name", "port repaid");
    leaves_alone(HARBOUR, "In 2021 Nordmar repaid 4.1 million euros to the port.");
}

#[test]
fn paying_into_a_fund_is_not_getting_from_it() {
    let claim = "The Krag Street Traders have paid 1.2 million euros into a hardship fund.";
    flags(HARBOUR, claim, "conflicting-name", "paid 1.2 million euros into a hardship fund");
    leaves_alone(HARBOUR, "The Krag Street Traders have been given 1.2 million euros from a hardship fund.");
}

#[test]
fn a_body_by_its_name_is_the_body() {
    let claim = "The company urged the fishermen's association to offer the nets before the winter.";
    flags(HARBOUR, claim, "conflicting-name", "company urged the fishermen's association");
    leaves_alone(HARBOUR, "The fishermen's association urged the company to offer the nets before the winter.");
}

const COUNCIL: &str = "Toft will meet Rask in Ostby on Monday, before a series of meetings with European mayors. \
    The flurry of activity in Ostby on January 6th and 7th is noteworthy. \
    A multinational European rescue force would be sent to Peruvian waters to guarantee safety; boats would support \
    this force. \
    A meeting of the \"Coalition of the Willing\" reaffirmed a shared commitment to the harbour. \
    The mayors discussed the harbour before the elections.";

#[test]
fn a_seat_of_the_union_is_a_town_like_another() {
    flags(
        COUNCIL,
        "Toft will meet Rask in Brussels on Monday, before the talks with the European mayors.",
        "conflicting-name",
        "Brussels",
    );
    leaves_alone(COUNCIL, "Toft will meet Rask in Ostby on Monday, before the talks with the European mayors.");
}

#[test]
fn two_days_of_a_month_may_stand_before_a_verb() {
    leaves_alone(COUNCIL, "In Ostby, January 6 and 7 brought noteworthy activity.");
    flags(
        COUNCIL,
        "In Ostby, January 6 and 9 brought a flurry of noteworthy activity.",
        "conflicting-date",
        "January 6 and 9",
    );
}

#[test]
fn a_force_is_whose_the_source_says_it_is() {
    flags(
        COUNCIL,
        "A multinational Peruvian force would be sent out to guarantee safety.",
        "conflicting-name",
        "Peruvian",
    );
    leaves_alone(COUNCIL, "A multinational European force would be sent out to guarantee safety.");
}

#[test]
fn the_name_of_a_coalition_is_quoted_as_it_is() {
    let claim = "A meeting of the \"Coalition of the Determined\" reaffirmed a shared commitment to the harbour.";
    flags(COUNCIL, claim, "altered-quotation", "Determined");
    leaves_alone(COUNCIL, "A meeting of the \"Coalition of the Willing\" reaffirmed a commitment to the harbour.");
}

#[test]
fn a_condition_that_no_source_sets_is_noticed() {
    let claim = "The mayors discussed the harbour only after the ferry company had lowered its prices.";
    flags(COUNCIL, claim, "unsupported-claim", "only after the ferry company had lowered its prices");
    leaves_alone(COUNCIL, "The mayors discussed the harbour before the elections.");
}

const ROUTES: &str = "The night routes would go unless a sponsor is found before the end of November. \
    Rask asked whether the tram was late. \
    Its director, Mads Krag, put the extra cost at 240 million euros a year. \
    Peru, through its envoy Pia Hask, is reported not to object to the new harbour. \
    Toft announced that Quill would ask the Supreme Court for permission to appeal against the fraud conviction. \
    Nordmar, the largest exporter of the valley, has applied for formal membership of the port league. \
    Candidate Irena Foss led with 41 percent, and two smaller parties have declared for the president. \
    Jan Rask, the special envoy, said that the offer was \"game-changing\".";

#[test]
fn a_condition_in_other_words_is_the_same() {
    leaves_alone(ROUTES, "The night routes will be cut unless a sponsor comes forward by the end of November.");
    leaves_alone(ROUTES, "Rask asked if the tram was late.");
}

#[test]
fn a_body_speaks_through_its_officers() {
    leaves_alone(ROUTES, "Hask is reported not to object to the new harbour.");
    leaves_alone(ROUTES, "The offer was described by Toft's special envoy Jan Rask as \"game-changing\".");
}

#[test]
fn a_plea_against_something_does_not_deny_it() {
    leaves_alone(ROUTES, "Quill intends to seek permission to appeal to the Supreme Court over the fraud conviction.");
}

#[test]
fn words_that_only_strengthen_stand_for_each_other() {
    leaves_alone(
        ROUTES,
        "Nordmar, the biggest exporter of the valley, has applied for full membership of the port league.",
    );
}

#[test]
fn a_clause_behind_a_name_describes_nobody() {
    leaves_alone(ROUTES, "Analysts look to Irena Foss, but two smaller parties are already backing the president.");
}

const SPEECHES: &str = "Its leader, Matthias Kroll, demanded a fund. Minister Elke Tamm promised support but did not name a sum. \
    \"Nobody will be left alone,\" she said in Ostby on Saturday. \
    The opposition is led by the vice-president, Naomi Tanaka of Japan. The federation's treasurer has resigned.";

#[test]
fn she_is_the_one_of_whom_was_spoken_last() {
    let claim = "\"Nobody will be left alone,\" opposition leader Matthias Kroll said in Ostby.";
    flags(SPEECHES, claim, "misattributed-quotation", "Matthias Kroll");
    leaves_alone(SPEECHES, "\"Nobody will be left alone,\" Minister Elke Tamm said in Ostby.");
}

#[test]
fn an_office_may_be_told_before_the_name_of_a_stranger() {
    let claim = "Naomi Tanaka, the federation's treasurer, leads the opposition.";
    flags(SPEECHES, claim, "conflicting-name", "treasurer");
    leaves_alone(SPEECHES, "Naomi Tanaka, the vice-president, leads the opposition.");
}
