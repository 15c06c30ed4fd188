//! What follows from figures and days that stand in several places, what a source waives, binds or denies in other words,
//! and who speaks or acts behind an aside. Each beside a sentence that is wrong, or right.

use crate::judge::{flags, leaves_alone};

const LAKE: &str = "ARDEN, 28 November 2024 – The ferry company of Lake Vessen carried 8.1 million passengers in 2023. \
    In 2022 it had carried 9.6 million of them. \
    Its debt stands at 61 million francs. A year ago it stood at 78 million. \
    The company has 540 deckhands. About 260 seasonal workers also depend on it. \
    The ticket costs no more than 4 francs a crossing. \
    It has replaced 140 kilometres of cable since 2019 and plans to replace another 60. \
    Of the riders asked in May, 54 percent were for the new pier, 33 percent were against it and the remainder were \
    undecided. \
    The pier opened in June 2022, and its licence ends on 30 June 2024. The mayor, Ilsa Brandt, wants it extended by \
    twelve months. \
    The island of Torm has been linked to the shore since 1968. \
    A mechanic noted the crack in the hull on 19 January 2024. The ship was taken out of service on 3 February 2024. \
    The company must submit a plan for the repair to the inspectors within 90 days. \
    The crew had six sailors rather than the ten required by the rules.";

const COUNCIL: &str = "The harbour council met in Arlen on 6 March. Mayor Brandt announced on 8 March that the new \
    quay was almost paid for. \
    The proposed order for the harbour combines lights and patrols. This includes the stationing of armed guards on \
    the northern quay to deter smugglers. \
    The law obliges every captain to report a leak, but it does not automatically demand the full closure of the port. \
    Minister Roe considers talks between the two unions without a prior truce to be acceptable, provided that a \
    settlement is found quickly. \
    The islanders demand that the town hand over a number of quays, which Brandt firmly rejects. \
    As Arlen works on a draft of its own, the talks drag on, with Norham insisting on terms that include a veto over the \
    toll. \
    Pressure on the owners is increasing because of their refusal to stop the dredging in the bay. \
    The pilots' strike will go ahead on 5 April unless the mayor agrees to a raise. \
    A set of lock gates had not been bolted after the repair, the report says. \
    The board will concentrate all repairs at Arlen from 1 May. \
    The Sailors' Federation joined the protest. Its president, Rosa Amsel, was blunt. \
    \"We are being billed for a pier that nobody uses,\" she said. \
    The ban on fishing, in force since 2019, remains; it could be lifted in 2026 if the water stays clean. \
    Divers have yet to reach most of the wreck.";

#[test]
fn differences_and_sums_over_several_passages() {
    leaves_alone(LAKE, "The ferry company of Lake Vessen carried 1.5 million fewer passengers in 2023 than in 2022.");
    flags(
        LAKE,
        "The ferry company of Lake Vessen carried 2.5 million fewer passengers in 2023 than in 2022.",
        "conflicting-figure",
        "2.5 million",
    );
    leaves_alone(LAKE, "The debt of the ferry company has come down by 17 million francs within a year.");
    leaves_alone(LAKE, "Counting seasonal workers, the ferry company has about 800 people.");
    leaves_alone(LAKE, "The company plans to have replaced a total of 200 kilometres of cable.");
    leaves_alone(LAKE, "Some 13 percent of the riders asked in May were undecided about the new pier.");
    leaves_alone(LAKE, "The crew was four sailors short of what the rules required.");
}

#[test]
fn so_many_times_what_is_paid_for_each() {
    leaves_alone(LAKE, "For ten crossings the ticket costs no more than 40 francs.");
}

#[test]
fn days_and_years_told_from_one_another() {
    leaves_alone(LAKE, "A mechanic noted the crack in the hull 15 days before the ship was taken out of service.");
    flags(
        LAKE,
        "A mechanic noted the crack in the hull 40 days before the ship was taken out of service.",
        "unsupported-claim",
        "A mechanic noted the crack in the hull 40 days before the ship was taken out of service.",
    );
    leaves_alone(LAKE, "Mayor Ilsa Brandt wants the licence of the pier extended until June 2025.");
    leaves_alone(LAKE, "The company has until 26 February 2025 to submit a plan for the repair to the inspectors.");
    leaves_alone(LAKE, "The island of Torm has been linked to the shore for more than 55 years.");
}

#[test]
fn days_say_what_came_first() {
    flags(
        COUNCIL,
        "The harbour council met in Arlen after Mayor Brandt had announced that the quay was almost paid for.",
        "contradicted-claim",
        "after",
    );
    leaves_alone(
        COUNCIL,
        "The harbour council met in Arlen before Mayor Brandt announced that the quay was almost paid for.",
    );
}

#[test]
fn what_is_proposed_is_not_in_place() {
    flags(
        COUNCIL,
        "Armed guards are now stationed on the northern quay to deter smugglers.",
        "overstated-claim",
        "now",
    );
    leaves_alone(COUNCIL, "Armed guards are to be stationed on the northern quay to deter smugglers.");
}

#[test]
fn a_manner_denied_is_no_manner() {
    flags(
        COUNCIL,
        "A leak automatically brings about the full closure of the port.",
        "contradicted-claim",
        "automatically",
    );
    leaves_alone(COUNCIL, "A leak does not automatically bring about the full closure of the port.");
}

#[test]
fn what_is_waived_is_no_condition() {
    flags(
        COUNCIL,
        "Minister Roe does not accept talks between the two unions unless there is a truce first.",
        "contradicted-claim",
        "unless there is a truce first",
    );
    leaves_alone(COUNCIL, "Minister Roe accepts talks between the two unions without a truce.");
    flags(
        COUNCIL,
        "Minister Roe finds talks between the two unions acceptable, provided that the owners first lower the fees.",
        "unsupported-claim",
        "provided that the owners first lower the fees",
    );
    leaves_alone(
        COUNCIL,
        "Minister Roe finds talks between the two unions acceptable, provided that they settle quickly.",
    );
}

#[test]
fn the_same_name_accepts_or_rejects() {
    flags(
        COUNCIL,
        "Brandt has accepted the islanders' demand that the town hand over a number of quays.",
        "contradicted-claim",
        "accepted",
    );
    leaves_alone(COUNCIL, "Brandt has rejected the islanders' demand that the town hand over a number of quays.");
}

#[test]
fn another_insists() {
    flags(COUNCIL, "Arlen insists on terms that include a veto over the toll.", "conflicting-name", "Arlen");
    leaves_alone(COUNCIL, "Norham insists on terms that include a veto over the toll.");
}

#[test]
fn what_eases_and_what_increases() {
    flags(COUNCIL, "Pressure over the dredging in the bay is easing.", "contradicted-claim", "easing");
    leaves_alone(COUNCIL, "Pressure over the dredging in the bay is mounting.");
}

#[test]
fn the_same_in_other_words() {
    leaves_alone(COUNCIL, "The pilots are to strike on 5 April if the mayor does not agree to a raise.");
    leaves_alone(COUNCIL, "A set of lock gates had been left unbolted after the repair.");
    leaves_alone(COUNCIL, "From 1 May the board will do repairs at Arlen only.");
    leaves_alone(COUNCIL, "Fishing might be allowed again in 2026, as long as the water stays clean.");
    leaves_alone(COUNCIL, "Divers have still to reach the bulk of the wreck.");
}

#[test]
fn who_speaks_behind_an_aside() {
    const BERTHS: &str = "Julian Maes, who runs Norham Quays, rejected the charge. \"We did not sell a single berth,\" he said. \
        Professor Ada Mbano, who led the survey, was careful. \"This is a strong sign, not a finished map,\" she said.";
    leaves_alone(BERTHS, "Julian Maes insisted that Norham Quays \"did not sell a single berth\".");
    leaves_alone(
        BERTHS,
        "Professor Mbano, who led the survey, cautioned that it was \"a strong sign, not a finished map\".",
    );
    flags(
        BERTHS,
        "Julian Maes cautioned that it was \"a strong sign, not a finished map\".",
        "misattributed-quotation",
        "Julian Maes",
    );
    leaves_alone(
        COUNCIL,
        "\"We are being billed for a pier that nobody uses,\" complained the president of the Sailors' Federation.",
    );
}

#[test]
fn what_only_looks_like_a_date_a_name_or_a_way() {
    const COURT: &str = "Mrs Justice Helena Oakes found that the tank had leaked. Helena Roe sat beside her. \
        The judge said that two complaints of 2015 had been closed without a sample. \
        The rocket, a Corvane-2, was destroyed by its safety system eight minutes after lift-off, at a height of 130 \
        kilometres. The talks took place at the Mar-a-Lago resort. \
        The vaccine LV-7 was tested in 4,812 adults.";
    leaves_alone(COURT, "Mrs Justice Oakes found that the tank had leaked.");
    flags(COURT, "Mrs Justice Ferris found that the tank had leaked.", "conflicting-name", "Ferris");
    leaves_alone(COURT, "The Corvane-2 came down from a height of 130 kilometres, destroyed by its safety system.");
    leaves_alone(COURT, "Mar-a-Lago was where the talks took place.");
    leaves_alone(COURT, "In 4,812 adults LV-7 was tested.");
}

#[test]
fn names_all_in_one_passage_tell_of_the_same() {
    const TALK: &str = "Rasmus Holt's past statements on Norham and his scepticism towards the Lake League introduce an \
        element of uncertainty. Arden waits.";
    leaves_alone(
        TALK,
        "Holt's earlier remarks about Norham and his doubts about the Lake League make his course harder to foresee.",
    );
}

#[test]
fn all_needs_somebody_to_say_all() {
    const MONEY: &str =
        "The towns of the bay are considering whether the frozen fees could be used to pay for the dam.";
    flags(
        MONEY,
        "All towns of the bay are considering the use of the frozen fees for the dam.",
        "unsupported-claim",
        "All towns of the bay are considering the use of the frozen fees for the dam.",
    );
    leaves_alone(MONEY, "Towns of the bay are considering the use of the frozen fees for the dam.");
}

#[test]
fn money_is_a_sum() {
    const TRIAL: &str = "The maker plans to enrol 20,000 people in a trial early next year, provided the necessary 140 \
        million dollars can be raised.";
    leaves_alone(
        TRIAL,
        "The maker would like to start a trial with 20,000 people early next year if the money can be found.",
    );
}

#[test]
fn what_is_still_to_be_decided_is_not_sure() {
    const UNION: &str = "The dockers' union walked out on Thursday. The union's council meets on Monday to decide whether to \
        call an open-ended strike at the eastern quay.";
    flags(
        UNION,
        "The union will begin an open-ended strike at the eastern quay on Monday.",
        "overstated-claim",
        "will begin",
    );
    leaves_alone(UNION, "The union is to decide on Monday whether it calls an open-ended strike at the eastern quay.");
}
