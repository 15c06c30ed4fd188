//! Words and sentences turned round, each beside one that says the same in other words.

use crate::judge::{flags, leaves_alone};

const REPORT: &str = "The rating agency reported earnings of $3.50 a share, up 40.6% from a year earlier. \
    Yields rose to their highest level since 2008, and the bank bought bonds to contain them. \
    The harbour master has billions at her disposal to deepen the channel. \
    Children's services kept their good rating, and critical care was judged outstanding. \
    The fate of the coastal nuclear power plant, now closed, is still open. \
    The inspectors found the surprising result convincing. \
    The pilots captured a clear picture of the reef at night. \
    Most convolutional neural networks need a bias term.";

#[test]
fn up_is_not_down() {
    flags(REPORT, "The agency reported earnings of $3.50 a share, down 40.6%.", "contradicted-claim", "down");
    leaves_alone(REPORT, "The agency reported earnings of $3.50 a share, an increase of 40.6%.");
}

#[test]
fn the_highest_is_not_the_lowest() {
    flags(REPORT, "Yields rose to their lowest level since 2008.", "contradicted-claim", "lowest");
    leaves_alone(REPORT, "Yields rose to their highest level since 2008.");
}

#[test]
fn billions_are_not_millions() {
    flags(
        REPORT,
        "The harbour master has millions at her disposal to deepen the channel.",
        "conflicting-figure",
        "millions",
    );
    leaves_alone(REPORT, "The harbour master has billions at hand to deepen the channel.");
}

#[test]
fn two_statements_are_not_joined_crosswise() {
    flags(
        REPORT,
        "Critical care kept its good rating, while children's services were judged outstanding.",
        "contradicted-claim",
        "Critical care kept its good rating, while children's services were judged outstanding",
    );
    leaves_alone(REPORT, "Critical care was judged outstanding, while children's services kept their good rating.");
}

#[test]
fn one_kind_of_a_thing_is_not_another() {
    flags(
        REPORT,
        "The fate of the coastal hydroelectric plant, now closed, is still open.",
        "contradicted-claim",
        "hydroelectric",
    );
    leaves_alone(REPORT, "The fate of the coastal plant, now closed, is still open.");
}

#[test]
fn a_negative_prefix_turns_a_word_round() {
    flags(REPORT, "The inspectors found the unsurprising result convincing.", "contradicted-claim", "unsurprising");
    leaves_alone(REPORT, "The inspectors found the surprising outcome convincing.");
}

#[test]
fn to_fail_is_to_not_do() {
    flags(
        REPORT,
        "The pilots failed to capture a clear picture of the reef.",
        "contradicted-claim",
        "failed to capture a clear picture",
    );
    leaves_alone(REPORT, "At night the pilots managed to capture a clear picture of the reef.");
}

#[test]
fn an_abbreviation_may_be_spelled_out_in_small_letters() {
    leaves_alone(REPORT, "Most CNNs need a bias term.");
    flags(REPORT, "Most LSTMs need a bias term.", "unsupported-claim", "Most LSTMs need a bias term.");
}
