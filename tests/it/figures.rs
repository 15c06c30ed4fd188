//! Figures and dates, each beside a sentence that is left alone.

use crate::judge::{flags, flags_by, leaves_alone, leaves_alone_by};

const CLINIC: &str = "The clinic sees 40 patients a day in Halden and 65 patients a day in Moss. \
    More than 500 nurses signed the letter. Two thirds of the beds were full in March. \
    Waiting times have doubled since the spring. Halden beat Moss 3-1 in the cup final. \
    The path along the fjord is 10 miles long. Thousands of people came to the opening.";

#[test]
fn two_figures_do_not_change_places() {
    flags(CLINIC, "The clinic sees 65 patients a day in Halden.", "conflicting-figure", "65");
    leaves_alone(CLINIC, "The clinic sees 40 patients a day in Halden and 65 patients a day in Moss.");
}

#[test]
fn a_day_is_not_a_week() {
    flags(CLINIC, "The clinic sees 40 patients a week in Halden.", "conflicting-figure", "week");
    leaves_alone(CLINIC, "The clinic sees 40 patients per day in Halden.");
}

#[test]
fn more_is_not_less() {
    flags(CLINIC, "Less than 500 nurses signed the letter.", "conflicting-figure", "Less than 500");
    leaves_alone(CLINIC, "Over 500 nurses signed the letter.");
}

#[test]
fn a_part_is_not_what_it_leaves() {
    flags(CLINIC, "A third of the beds were full in March.", "conflicting-figure", "A third");
    leaves_alone(CLINIC, "Some 67 percent of the beds were full in March.");
}

#[test]
fn doubled_is_not_tripled() {
    flags(CLINIC, "Waiting times have tripled since the spring.", "conflicting-figure", "tripled");
    leaves_alone(CLINIC, "Waiting times have risen twofold since the spring.");
}

#[test]
fn a_result_has_its_order() {
    flags(CLINIC, "Halden beat Moss 1-3 in the cup final.", "conflicting-figure", "1-3");
    leaves_alone(CLINIC, "In the cup final Halden beat Moss 3-1.");
}

#[test]
fn units_are_converted() {
    flags(CLINIC, "The path along the fjord is 12 kilometres long.", "conflicting-figure", "12");
    leaves_alone(CLINIC, "The path along the fjord is 16 kilometres long.");
}

#[test]
fn thousands_are_not_hundreds() {
    flags(CLINIC, "Dozens of people came to the opening.", "conflicting-figure", "Dozens");
    leaves_alone(CLINIC, "Thousands of people came to the opening.");
}

const DATED: &str = "---\ndate: 2026-01-07\n---\n\nThe council of Halden closed the swimming pool yesterday. \
    The mayor of Moss opened the new library on Monday.\n";

#[test]
fn yesterday_is_the_day_before_the_source() {
    flags_by(DATED, "The council of Halden closed the swimming pool on 4 January.", "conflicting-date", "4 January");
    leaves_alone_by(DATED, "The council of Halden closed the swimming pool on 6 January 2026.");
    leaves_alone_by(DATED, "The council of Halden closed the swimming pool on Tuesday.");
}

#[test]
fn a_weekday_is_the_nearest_to_the_source() {
    flags_by(DATED, "The mayor of Moss opened the new library on 9 January.", "conflicting-date", "9 January");
    leaves_alone_by(DATED, "The mayor of Moss opened the new library on 5 January.");
    flags_by(DATED, "The mayor of Moss opened the new library on Friday.", "conflicting-date", "Friday");
}
