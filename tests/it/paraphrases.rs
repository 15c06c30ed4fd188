//! Free paraphrases, which are left alone, each beside a sentence worded like it that is flagged.

use crate::judge::{flags, leaves_alone};

const HARBOUR: &str = "Despite more than a year of talks to resolve the strike at the harbour, the dispute goes on. \
    Despite Hilde Brandt turning down a new ferry, the harbour envoy Jonas Meier said that the port agreed on a timetable. \
    The visit to the fish market was followed by a round of talks with the captains. \
    Officials warned residents about touching sick seals on the beach. \
    In 2009, when a ferry hit the pier, its owner gave his name as Tom Riker to hide his true identity. \
    The port is looking at similar contracts with other countries, including the UK, Germany, France and Norway. \
    The captains set to meet the minister include Ulla Toft, Jan Rask and Pia Hask. \
    The strike echoed older ones, such as the secret meetings between captains and harbour officials in the winter of 1951.";

#[test]
fn what_was_tried_has_not_come_about() {
    leaves_alone(HARBOUR, "More than a year of talks has not resolved the strike at the harbour.");
    flags(
        HARBOUR,
        "The visit to the fish market was not followed by a round of talks with the captains.",
        "contradicted-claim",
        "not followed by a round of talks",
    );
}

#[test]
fn a_name_in_front_of_a_participle_acts() {
    leaves_alone(HARBOUR, "A new ferry has been turned down by Hilde Brandt.");
}

#[test]
fn after_which_puts_the_first_thing_first() {
    leaves_alone(HARBOUR, "The captains visited the fish market, after which a round of talks took place.");
    flags(
        HARBOUR,
        "The visit to the fish market came after a round of talks with the captains.",
        "contradicted-claim",
        "after",
    );
}

#[test]
fn a_warning_about_something_says_not_to_do_it() {
    leaves_alone(HARBOUR, "Residents have been told not to touch sick or dead seals on the beach.");
}

#[test]
fn opposites_that_describe_different_things_may_both_hold() {
    leaves_alone(HARBOUR, "The owner gave a false name when a ferry hit the pier in 2009.");
}

#[test]
fn a_capital_stands_for_its_country_in_a_row() {
    leaves_alone(HARBOUR, "Similar contracts are being looked at with Berlin, Paris and Norway.");
    flags(
        HARBOUR,
        "The port is looking at similar contracts with other countries, including the UK, Germany, Spain and Norway.",
        "conflicting-name",
        "Spain",
    );
}

#[test]
fn words_of_the_same_sense_in_one_place_are_no_conflict() {
    leaves_alone(HARBOUR, "Ulla Toft and Jan Rask are among the captains due to meet the minister.");
    leaves_alone(HARBOUR, "Secret talks between captains and harbour officials took place in the winter of 1951.");
    leaves_alone(HARBOUR, "The port wants contracts with other countries.");
}

const PILOTS: &str = "This crew would complement the presence of harbour pilots and protect the islands. \
    The proposed timetable may affect the ferry by asking for more night sailings, which could harm the crew and delay \
    the repairs promised by the port. \
    Jan Rask, the harbour envoy, said that the new fees were agreed on at the Bergen meeting.";

#[test]
fn one_passage_told_in_another_order_is_not_stitched() {
    leaves_alone(PILOTS, "This crew would complement the harbour pilots and protect the islands.");
    leaves_alone(
        PILOTS,
        "By asking for more night sailings, the proposed timetable could harm the crew and delay the repairs promised by \
         the port.",
    );
    leaves_alone(PILOTS, "Harbour envoy Jan Rask said that the new fees were agreed on at the Bergen meeting.");
}

const INDEX: &str =
    "Japan's Nikkei share index fell 1.25% on Wednesday, and Australia's index lost 0.25% in early trading.";

#[test]
fn a_figure_behind_the_subject_is_the_subjects() {
    leaves_alone(INDEX, "The Nikkei lost 1.25%.");
}

const DANGER: &str = "The agency rates the danger to swimmers as low. \
    Her past remarks about the ferry and her skepticism towards the port leave the plan open. \
    The girl was taken ill on Monday and fell into a coma, dying a day later in Bergen.";

#[test]
fn high_is_not_low_and_enthusiasm_no_skepticism() {
    flags(DANGER, "The agency rates the danger to swimmers as high.", "contradicted-claim", "high");
    leaves_alone(DANGER, "The agency puts the danger to swimmers as low.");
    flags(
        DANGER,
        "Her past remarks about the ferry and her enthusiasm for the port leave the plan open.",
        "contradicted-claim",
        "enthusiasm",
    );
    flags(DANGER, "The girl survived after a coma in Bergen.", "contradicted-claim", "survived");
}

const PLAN: &str = "The Norwegian president Liv Moen has said that the islands need a real ferry, with a crew of their own. \
    The council seeks to refine a draft timetable originally proposed by Denmark, with the captains insisting on terms \
    that include a ban on night sailings and clarity about pay. \
    Other European ministers have also announced their attendance at the meeting in Bergen. \
    The council is looking at similar contracts with other countries, including Denmark. \
    The Bergen port authority asked Iceland for advice.";

#[test]
fn an_office_is_somebodys_without_a_name() {
    flags(
        PLAN,
        "Norway's prime minister has said that the islands need a real ferry.",
        "conflicting-name",
        "prime minister",
    );
    leaves_alone(PLAN, "Norway's president has said that the islands need a real ferry.");
    leaves_alone(PLAN, "The Norwegian president says that a real ferry is needed by the islands.");
}

#[test]
fn what_one_has_proposed_is_not_anothers() {
    flags(PLAN, "The draft timetable was originally proposed by Iceland.", "conflicting-name", "Iceland");
    leaves_alone(PLAN, "The draft timetable was originally proposed by Denmark.");
}

#[test]
fn the_second_of_two_is_not_another_thing() {
    flags(
        PLAN,
        "The captains insist on terms that include a ban on night sailings and the hiring of foreign cooks.",
        "contradicted-claim",
        "hiring of foreign cooks",
    );
    leaves_alone(PLAN, "The captains insist on terms that include a ban on night sailings and clear rules on pay.");
}

#[test]
fn that_there_are_no_others_must_be_told() {
    flags(
        PLAN,
        "All other European ministers have also announced their attendance at the meeting in Bergen.",
        "unsupported-claim",
        "All other European",
    );
    leaves_alone(PLAN, "Other European ministers too have announced their attendance at the meeting in Bergen.");
    leaves_alone(PLAN, "Denmark is one of the countries with which the council is looking at similar contracts.");
}

const TERMS: &str =
    "Toft considers talks without a ceasefire acceptable, provided that an agreement is reached quickly.";

#[test]
fn a_condition_is_told_by_a_source() {
    flags(
        TERMS,
        "Toft considers talks without a ceasefire acceptable, provided that the northern farmers leave their pastures first.",
        "unsupported-claim",
        "provided that the northern farmers leave their pastures first",
    );
    leaves_alone(TERMS, "Toft can live with talks without a ceasefire, provided that an agreement comes quickly.");
}

const VALLEY: &str = "The future of the valley remains uncertain yet hopeful. The proposal faces strong opposition from Norway. \
    Officials said that time is of the essence in closing the contract. Peru demands that Chile give up a number of wells, \
    which Mayor Toft firmly rejects. No date has been set for the meeting that Toft wants. \
    An experimental spray against rust cut the number of lost trees by half. \
    Norwegian President Ulla Lind met Jan Rask. Rask said that Lind and the Danish president Pia Hask had agreed on a pact. \
    A multinational European force would guard the wells. Russia insists on a say in the valley.";

#[test]
fn not_without_is_with() {
    leaves_alone(VALLEY, "The future of the valley is uncertain, though not without hope.");
    flags(VALLEY, "The future of the valley is without hope.", "contradicted-claim", "without hope");
}

#[test]
fn not_much_time_is_little() {
    leaves_alone(VALLEY, "Officials said that there is not much time for closing the contract.");
}

#[test]
fn who_will_not_meet_a_demand_has_no_meeting() {
    leaves_alone(
        VALLEY,
        "Peru wants Chile to part with a number of wells, a demand which Toft firmly refuses to meet.",
    );
}

#[test]
fn what_a_spray_is_against_is_not_what_it_does() {
    leaves_alone(VALLEY, "The spray cut the number of lost trees by half.");
}

#[test]
fn an_office_stands_for_its_holder() {
    leaves_alone(VALLEY, "Rask said that the Norwegian president and Hask had agreed on a pact.");
}

#[test]
fn backing_and_opposition_from_the_same_are_two_sides() {
    flags(VALLEY, "The proposal has strong backing from Norway.", "contradicted-claim", "backing");
    leaves_alone(VALLEY, "The proposal meets with strong resistance from Norway.");
}

#[test]
fn a_town_that_opens_a_sentence_is_a_name() {
    flags(VALLEY, "Graz was the place where Lind and Hask agreed on a pact.", "conflicting-name", "Graz");
    leaves_alone(VALLEY, "Pact was the word for what Lind and Hask agreed on.");
}
