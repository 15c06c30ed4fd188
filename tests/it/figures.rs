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

#[test]
fn a_year_belongs_to_what_stands_beside_it() {
    let appointment = "The board has named Ruth Alder team manager of the Halden rowers for the Moss 2015 Island Games \
        and the Bergen 2016 Regatta.";
    flags(
        appointment,
        "Ruth Alder was team manager of the Halden rowers at the 2018 Regatta.",
        "conflicting-date",
        "2018",
    );
    leaves_alone(appointment, "Ruth Alder was team manager of the Halden rowers at the 2016 Regatta.");
}

#[test]
fn this_year_may_be_any_year_where_the_source_has_no_date() {
    let cup = "The choir won the national cup this year, building on 2018, when it came second.\n";
    let dated = format!("---\ndate: 2020-05-04\n---\n\n{cup}");
    let claim = "The choir won the national cup in 2019.";
    flags_by(&dated, claim, "conflicting-date", "2019");
    // It is said nowhere, and nothing stands against it.
    flags(cup, claim, "unsupported-claim", claim);
}

#[test]
fn a_year_that_stands_with_another_matter_only_is_no_support() {
    let ferry = "A second ferry, bought in 2004, lies idle in the harbour. The harbour master is looking for a buyer. \
        The town pays for the ferry between Halden and Moss and wants a bridge. It carries 300 passengers a day.";
    let claim = "In 2004 the council voted to pay for the ferry.";
    flags(ferry, claim, "unsupported-claim", claim);
    leaves_alone(ferry, "The second ferry was bought in 2004.");
}

const FERRIES: &str = "Travel on the new ferry is free for the first three weeks. The captain met his wife on his second \
    crossing of the fjord. A ticket will cost between 30 and 45 kroner. Three people can sleep on board. \
    A subscription runs for twelve months, of which two are paid in advance.";

#[test]
fn one_of_a_row_is_no_other() {
    flags(FERRIES, "Travel on the new ferry is free for the second three weeks.", "conflicting-figure", "second");
    leaves_alone(FERRIES, "For the first three weeks, travel on the new ferry is free.");
    flags(FERRIES, "The captain met his wife on his first crossing of the fjord.", "conflicting-figure", "first");
    leaves_alone(FERRIES, "It was on his second crossing of the fjord that the captain met his wife.");
}

#[test]
fn ranges_differ_that_share_an_end() {
    flags(FERRIES, "A ticket will cost 30 to 60 kroner.", "conflicting-figure", "30 to 60 kroner");
    leaves_alone(FERRIES, "A ticket will cost 30 to 45 kroner.");
}

#[test]
fn a_count_is_no_span_of_time() {
    flags(FERRIES, "Travel on the new ferry takes three hours.", "conflicting-figure", "three hours");
    leaves_alone(FERRIES, "The new ferry can sleep three people.");
    leaves_alone(FERRIES, "A subscription runs for twelve months, two of them paid in advance.");
}

const LEASE: &str = "The lease of the harbour runs for 15 years and may be extended. \
    The harbour board took over the pier on 7 January. Rents of $4 million were paid in the third quarter of 2020, \
    against $3 million in the second quarter of 2019. The board fined the owner of the pier twice. \
    Rebuilding the pier takes over 100 piles, of which 50 stand. The last storm came on Valentine's Day. \
    Its master lost 12 boats last summer.";

#[test]
fn a_decade_is_ten_years() {
    flags(LEASE, "The lease of the harbour runs for a decade.", "conflicting-figure", "a decade");
    leaves_alone(LEASE, "The lease of the harbour runs for a decade and a half.");
}

#[test]
fn a_month_has_a_beginning_and_an_end() {
    let claim = "The harbour board took over the pier in the last days of January.";
    flags(LEASE, claim, "conflicting-date", "last days of January");
    leaves_alone(LEASE, "The harbour board took over the pier in the first days of January.");
    flags(LEASE, "The last storm came on Christmas Eve.", "conflicting-date", "Christmas Eve");
    leaves_alone(LEASE, "The last storm came on 14 February.");
}

#[test]
fn a_quarter_goes_with_its_year() {
    flags(LEASE, "Rents of $4 million were paid in Q3 2019.", "conflicting-date", "2019");
    leaves_alone(LEASE, "Rents of $4 million were paid in Q3 2020.");
}

#[test]
fn twice_is_not_three_times() {
    flags(LEASE, "The board fined the owner of the pier three times.", "conflicting-figure", "three");
    leaves_alone(LEASE, "The board fined the owner of the pier two times.");
}

#[test]
fn what_chances_to_follow_from_two_figures_is_no_support() {
    flags(LEASE, "Rebuilding the pier takes over 120 piles.", "conflicting-figure", "120");
    leaves_alone(LEASE, "Rebuilding the pier takes more than 100 piles.");
}

#[test]
fn last_summer_may_be_last_year() {
    leaves_alone(LEASE, "The master of the harbour lost 12 boats last year.");
    flags(LEASE, "The master of the harbour lost 12 boats next summer.", "conflicting-date", "next summer");
}

const PLANTS: &str = "The five old plants produced 8 percent of the power of the county, but 14 percent of its sulphur and \
    13 percent of its nitrogen. Their owners promise two new filters. The filters were bought in 1908. \
    Ida Brandt, 17, found Ole Keller in the yard. Ole Keller, 16, lives beside the plants.";

#[test]
fn a_figure_belongs_to_the_word_behind_it() {
    flags(PLANTS, "The old plants account for 14 percent of the nitrogen.", "conflicting-figure", "14 percent");
    leaves_alone(PLANTS, "The old plants account for 14 percent of the sulphur of the county.");
}

#[test]
fn what_is_counted_may_have_an_adjective() {
    flags(PLANTS, "The owners of the plants promise three filters.", "conflicting-figure", "three");
    leaves_alone(PLANTS, "The owners of the plants promise two filters.");
}

#[test]
fn an_age_goes_with_its_name() {
    leaves_alone(PLANTS, "Ole Keller, 16, was found in the yard.");
    flags(PLANTS, "Ole Keller, 18, lives beside the plants.", "conflicting-figure", "18");
}

const WORKS: &str = "The works will cost 420 million crowns over five years. The ministry had at first offered 300 million. \
    The vaccine was tried on 12,600 children in three towns. Two thirds were given it, and the rest a placebo. \
    About one child in five had a fever in the two days after the first dose, compared with one in nine of those given the placebo. \
    Two goals in three games were not enough for Halden.";

#[test]
fn a_difference_of_two_sentences_is_borne_out() {
    leaves_alone(WORKS, "The ministry first offered 120 million crowns less than the works will now cost.");
    flags(
        WORKS,
        "The ministry first offered 150 million crowns less than the works will now cost.",
        "conflicting-figure",
        "150 million",
    );
}

#[test]
fn a_share_of_the_sentence_before_is_borne_out() {
    leaves_alone(WORKS, "About 8,400 children were given the vaccine.");
    flags(WORKS, "About 3,100 children were given the vaccine.", "conflicting-figure", "3,100");
}

#[test]
fn one_child_in_five_is_twenty_per_cent() {
    leaves_alone(WORKS, "In the two days after the first dose about 20 per cent of the children had a fever.");
    flags(
        WORKS,
        "In the two days after the first dose about 30 per cent of the children had a fever.",
        "conflicting-figure",
        "30 per cent",
    );
    // Nor are two goals in three games two thirds.
    leaves_alone(WORKS, "Two goals in three games were not enough for Halden.");
}
