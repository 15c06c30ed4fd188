//! Of how many something is said, each beside a sentence that is left alone.

use crate::judge::{flags, leaves_alone};

const BOARD: &str = "Some members of the board attacked the merger. The clinic treats farmers, miners and other workers. \
    Nearly all of the houses have been sold. None of the divers was hurt in the storm. \
    Only two of the wells hold clean water. Few guests complained about the noise.";

#[test]
fn some_are_not_all() {
    flags(BOARD, "All members of the board attacked the merger.", "overstated-claim", "All");
    flags(BOARD, "Every member of the board attacked the merger.", "overstated-claim", "Every");
    leaves_alone(BOARD, "Several members of the board attacked the merger.");
    leaves_alone(BOARD, "Not all members of the board attacked the merger.");
}

#[test]
fn some_are_not_none_and_not_most() {
    flags(
        BOARD,
        "None of the members of the board attacked the merger.",
        "contradicted-claim",
        "None of the members of the board attacked",
    );
    flags(BOARD, "Most members of the board attacked the merger.", "overstated-claim", "Most");
    leaves_alone(BOARD, "A few members of the board attacked the merger.");
}

#[test]
fn nearly_all_are_not_all() {
    flags(BOARD, "All of the houses have been sold.", "overstated-claim", "All");
    leaves_alone(BOARD, "Almost all of the houses have been sold.");
    leaves_alone(BOARD, "Most of the houses have been sold.");
}

#[test]
fn few_are_not_many_and_two_are_not_all() {
    flags(BOARD, "Many guests complained about the noise.", "overstated-claim", "Many");
    flags(BOARD, "All of the wells hold clean water.", "overstated-claim", "All");
    leaves_alone(BOARD, "Only a few guests complained about the noise.");
}

#[test]
fn only_leaves_out_the_others() {
    flags(BOARD, "The clinic treats only farmers.", "overstated-claim", "only");
    leaves_alone(BOARD, "The clinic treats not only farmers but also miners.");
}

#[test]
fn all_of_one_thing_is_not_limited_by_many_of_another() {
    let depots = "The operator closed its depots in Moss, leaving several drivers without work. \
        Many of the boats were lost, but all the sailors were saved.";
    flags(depots, "All of the boats were lost.", "overstated-claim", "All");
    let power = "The storm cut power to the valley's farms, most of which were reconnected within a day.";
    let claim = "The storm cut power to the valley's farms, all of which were reconnected within a day.";
    flags(power, claim, "overstated-claim", "all");
    leaves_alone(depots, "The operator closed all its depots in Moss.");
    leaves_alone(depots, "All the sailors were saved although many of the boats were lost.");
}

const LEASE: &str = "Keller signed the lease, but Brandt refused to sign it. Dahl signed the petition, and so did Olsen. \
    The mayor and the treasurer resigned on Monday. Harbour Nine is one of four ports that take grain ships. \
    The chemist won the prize for the second time. The canal was the third to be built in the province. \
    The engineer inspected the dam and wrote a report on Friday.";

#[test]
fn both_are_two() {
    flags(LEASE, "Both Keller and Brandt signed the lease.", "overstated-claim", "Both Keller and Brandt");
    leaves_alone(LEASE, "Both Dahl and Olsen signed the petition.");
    leaves_alone(LEASE, "Both the mayor and the treasurer resigned on Monday.");
}

#[test]
fn neither_is_not_one_of_the_two() {
    flags(LEASE, "Neither Keller nor Brandt signed the lease.", "contradicted-claim", "Neither Keller nor Brandt");
    let towns = "Neither the town nor the county has paid. Nothing has been decided about the road.";
    leaves_alone(towns, "Neither the county nor the town has paid.");
}

#[test]
fn one_of_two_did_not_do_it_alone() {
    flags(LEASE, "Only the mayor resigned on Monday.", "overstated-claim", "Only");
    flags(LEASE, "The mayor alone resigned on Monday.", "overstated-claim", "alone");
    leaves_alone(LEASE, "Only the engineer inspected the dam on Friday.");
}

#[test]
fn one_of_four_is_not_the_only_one() {
    flags(LEASE, "Harbour Nine is the only port that takes grain ships.", "overstated-claim", "only");
    leaves_alone(LEASE, "Harbour Nine is among the four ports that take grain ships.");
    let nine = "Harbour Nine is the only port that takes grain ships.";
    flags(nine, "Harbour Nine is one of the ports that take grain ships.", "contradicted-claim", "one");
    leaves_alone(nine, "Harbour Nine is the sole port that takes grain ships.");
}

#[test]
fn the_second_is_not_the_first() {
    flags(LEASE, "The chemist won the prize for the first time.", "conflicting-figure", "first");
    flags(LEASE, "The canal was the second to be built in the province.", "conflicting-figure", "second");
    leaves_alone(LEASE, "The chemist won the prize a second time.");
}

const REPORT: &str = "The report names four causes: poor drains, weak walls, old pumps and thin staffing. \
    The talks lasted several weeks and involved dozens of experts.";

#[test]
fn what_is_listed_is_counted() {
    let claim = "The report names three causes: poor drains, weak walls, old pumps and thin staffing.";
    flags(REPORT, claim, "conflicting-figure", "three");
    flags(REPORT, "The report names five causes.", "conflicting-figure", "five");
    leaves_alone(REPORT, "The report names four causes: thin staffing, poor drains, weak walls and old pumps.");
}

#[test]
fn weeks_are_not_days() {
    flags(REPORT, "The talks lasted several days and involved dozens of experts.", "conflicting-figure", "days");
    leaves_alone(REPORT, "The talks lasted a number of weeks and involved dozens of experts.");
    leaves_alone(
        REPORT,
        "In recent days it emerged that the talks lasted several weeks and involved dozens of experts.",
    );
}

const OBSERVERS: &str = "Norway offered to send observers to the harbour of Norham in March.";

#[test]
fn the_only_one_is_not_said_of_one() {
    let exclusive = "Norway was the only country that offered to send observers to the harbour of Norham.";
    flags(OBSERVERS, exclusive, "unsupported-claim", "the only country");
    let nobody_else = "No one but Norway offered to send observers to the harbour of Norham.";
    flags(OBSERVERS, nobody_else, "unsupported-claim", "No one but Norway");
    leaves_alone(OBSERVERS, "Norway offered to send observers to the harbour of Norham.");
    leaves_alone("Norway is the only country that has offered to send observers to the harbour of Norham.", exclusive);
}
