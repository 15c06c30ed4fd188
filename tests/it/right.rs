//! What is right in other words, each beside a sentence worded alike that is wrong.

use crate::judge::{flags, leaves_alone};

const DEPOT: &str = "There is still no confirmed place or time for the opening of the depot by Torv and Dahl. \
    Denmark demands separate talks with the EU on these matters and insists on a veto over the depot. \
    The council will stop lending bicycles to visitors and schools. \
    Torv insisted on terms that include guarantees against the depot's northward expansion.";

#[test]
fn what_is_said_of_nothing_is_denied_to_the_end_of_the_clause() {
    leaves_alone(DEPOT, "No place or time for such an opening of the depot by Torv and Dahl has been confirmed.");
    flags(
        DEPOT,
        "A place and a time for the opening of the depot by Torv and Dahl have been confirmed.",
        "contradicted-claim",
        "place and a time for the opening of the depot by Torv and Dahl have been confirmed",
    );
}

#[test]
fn who_stands_first_in_a_sentence_does_what_it_tells() {
    leaves_alone(DEPOT, "Separate talks with the EU and a veto over the depot: on these Copenhagen insists.");
    flags(DEPOT, "Dahl insists on a veto over the depot.", "conflicting-name", "Dahl");
}

#[test]
fn what_stops_is_no_longer_done() {
    leaves_alone(DEPOT, "The council will no longer lend bicycles to visitors and schools.");
    leaves_alone(DEPOT, "Torv insisted on guarantees that the depot will not expand further north.");
    flags(
        "The old tokens remain valid on the ferries of the harbour.",
        "The old tokens have ceased to be valid on the ferries of the harbour.",
        "contradicted-claim",
        "ceased to be valid on the ferries",
    );
}

const FEES: &str = "The ticket costs £9 (plus postage). \
    Each token cost 3.2 pence to make. \
    All the other coins of the town cost less than their face value to make. \
    The Dahls appealed the decision of the judge but lost on 4 March. \
    A request by the council to keep the Dahls out for a month more was approved by the court.";

#[test]
fn plus_something_is_without_it() {
    leaves_alone(FEES, "The ticket costs £9 without postage.");
    flags(FEES, "The ticket costs £12 without postage.", "conflicting-figure", "£12");
}

#[test]
fn what_holds_of_the_others_need_not_hold_of_one() {
    leaves_alone(FEES, "Each token cost more than its face value to make: 3.2 pence.");
    flags(
        FEES,
        "All the other coins of the town cost more than their face value to make.",
        "contradicted-claim",
        "more",
    );
}

#[test]
fn an_opposite_told_of_the_same_people_may_be_of_something_else() {
    leaves_alone(FEES, "An appeal by the Dahls was rejected on 4 March.");
    flags(
        FEES,
        "A request by the council to keep the Dahls out for a month more was rejected by the court.",
        "contradicted-claim",
        "rejected",
    );
}

const PLANT: &str = "Between 2003 and 2014, Norland had 54 cases of the fever, 36 of which were fatal. \
    The mills gave the valley 8 percent of its power, yet they accounted for 14 percent of the sulphur emissions and \
    13 percent of the nitrogen emissions from the mills of Norland. \
    The broadest index of northern shares fell 0.97%, after Marlow Street posted its worst day of the year on Tuesday. \
    Northern share markets followed Marlow Street into the red on Wednesday.";

#[test]
fn a_figure_that_another_follows_from_is_no_rival() {
    leaves_alone(
        PLANT,
        "The number of cases of the fever in Norland from 2003 to 2014 was 54, two-thirds of them fatal.",
    );
    flags(PLANT, "Norland had 36 cases of the fever between 2003 and 2014.", "conflicting-figure", "36");
}

#[test]
fn the_mark_of_a_plural_owner_ends_no_phrase() {
    leaves_alone(PLANT, "The mills gave only 8 percent of its power but 14 percent of the mills' sulphur emissions.");
    flags(
        PLANT,
        "The mills gave only 8 percent of its power but 13 percent of the mills' sulphur emissions.",
        "conflicting-figure",
        "13 percent",
    );
}

#[test]
fn the_day_before_is_another_day() {
    leaves_alone(
        PLANT,
        "The broadest index of northern shares lost nearly 1 percent on Wednesday, after Marlow Street's worst day of \
         the year the day before.",
    );
    flags(
        PLANT,
        "The broadest index of northern shares fell 0.97%, after Marlow Street posted its worst day of the year on \
         Wednesday.",
        "conflicting-date",
        "Wednesday",
    );
}

const RAIL: &str = "Dahl has also consistently praised the importance of shared costs and mutual deals, suggesting a \
    potential willingness to negotiate. \
    The report covers 25 towns, but the plan is to quickly grow this number to more than 100 towns. \
    The train reached 603 kilometers per hour on Tuesday. \
    The ministry may consider closing the northern line.";

#[test]
fn what_is_told_before_a_hedge_is_told() {
    leaves_alone(RAIL, "Dahl has repeatedly stressed shared costs and mutual deals.");
    flags(RAIL, "The ministry has closed the northern line.", "overstated-claim", "has closed");
}

#[test]
fn what_is_to_be_is_planned() {
    leaves_alone(RAIL, "The number of towns covered is to grow from 25 to over 100.");
    leaves_alone(RAIL, "The train reached 603 km/h.");
    flags(RAIL, "The train reached 630 km/h.", "conflicting-figure", "630");
}

const CLUB: &str = "Sophie Wold, 17, found Bram Parkes hanging from a rope near his home in Torvik. \
    His mother shared a picture of the schoolboy Bram Parkes, 16, with his friends. \
    “We have reported the theft to the Police and two clerks have been suspended from the bank,” the manager said. \
    The barn burned down last summer.";

#[test]
fn an_age_right_behind_the_same_name_is_right() {
    leaves_alone(CLUB, "Bram Parkes, 16, was found hanging from a rope near his home in Torvik.");
    flags(CLUB, "Bram Parkes, 15, was found hanging from a rope near his home in Torvik.", "conflicting-figure", "15");
}

#[test]
fn who_is_told_is_no_speaker() {
    leaves_alone(CLUB, "Manager says two clerks have been suspended from the bank over the theft.");
    flags(
        CLUB,
        "Manager says nine clerks have been suspended from the bank over the theft.",
        "conflicting-figure",
        "nine",
    );
}

#[test]
fn last_summer_was_last_year() {
    leaves_alone(CLUB, "The barn burned down last year.");
    flags(CLUB, "The barn burned down last spring.", "conflicting-date", "last spring");
}

const COAST: &str = "(TNN) The latest outbreak of the rust -- the worst on the coast since 1980 -- is no likely threat to oats, \
    reports the Board of Fields. \
    Norland demands that the island give up a number of harbours, which Torv categorically rejects. \
    Nearly six million farmers live within three miles of a mill. \
    The shows will go ahead but be stripped of all Harbour Radio signs.";

#[test]
fn what_somebody_rejects_behind_is_refused() {
    leaves_alone(COAST, "Torv flatly refuses to give up the harbours demanded by Norland.");
    flags(
        "Torv agreed to give up the northern harbours of the island.",
        "Torv refused to give up the northern harbours of the island.",
        "contradicted-claim",
        "refused to give up the northern harbours",
    );
}

#[test]
fn no_more_than_denies_nothing() {
    leaves_alone(COAST, "Almost six million farmers live no more than three miles from a mill.");
    leaves_alone(COAST, "The shows are to go ahead without Harbour Radio signs.");
    flags(COAST, "Almost six million farmers live no more than nine miles from a mill.", "conflicting-figure", "nine");
}
