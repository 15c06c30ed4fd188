//! Phrases added to what the sources say, each beside a paraphrase that is left alone.

use crate::judge::{flags, leaves_alone};

const HARBOUR: &str = "The harbour master told the council on Monday that the old crane must be replaced. \
    The crane was built in 1931 and has lifted stone, timber and grain. \
    The council will decide about a new crane in the autumn. \
    The fishermen of Orsk keep their boats at the northern quay, which storms have damaged twice. \
    The school has nine pupils. A ferry runs on Sundays. The organ of the chapel is played by Ilse Marn.";

#[test]
fn an_added_phrase_is_told_nowhere() {
    flags(
        HARBOUR,
        "The harbour master told the council on Monday, over a supper of roast goose, that the old crane must be replaced.",
        "unsupported-claim",
        "over a supper of roast goose",
    );
    flags(
        HARBOUR,
        "The council will decide about a new crane in the autumn and will buy bicycles for its clerks.",
        "unsupported-claim",
        "buy bicycles for its clerks",
    );
    flags(
        HARBOUR,
        "The fishermen of Orsk keep their boats at the northern quay, guarded by a widow with a lantern.",
        "unsupported-claim",
        "guarded by a widow with a lantern",
    );
}

#[test]
fn what_is_hung_on_is_told_nowhere() {
    flags(
        HARBOUR,
        "The fishermen of Orsk keep their boats at the northern quay, where they quarrel every morning with Ilse Marn.",
        "unsupported-claim",
        "where they quarrel every morning with Ilse Marn",
    );
    leaves_alone(
        HARBOUR,
        "The fishermen of Orsk keep their boats at the northern quay, where storms did damage on two occasions.",
    );
}

#[test]
fn a_paraphrase_adds_nothing() {
    leaves_alone(
        HARBOUR,
        "The harbour master insisted on Monday that the ageing crane had to make way for another, the council heard.",
    );
    leaves_alone(HARBOUR, "In the autumn the council will settle whether to order a new crane.");
    leaves_alone(
        HARBOUR,
        "The northern quay, where the fishermen of Orsk moor their boats, has twice suffered storm damage.",
    );
}

const FERRY: &str = "The ferry to Ansel was stopped in May because its engine had cracked. \
    A new engine is on its way from the yard at Brune. \
    The island has four hundred people and a school. \
    In winter the school is closed. \
    The keeper of the lighthouse painted the tower white in spring.";

#[test]
fn a_reason_stands_with_what_it_explains() {
    flags(
        FERRY,
        "The ferry to Ansel was stopped in May because the keeper of the lighthouse painted the tower.",
        "unsupported-claim",
        "because the keeper of the lighthouse painted the tower",
    );
    leaves_alone(FERRY, "The ferry to Ansel stopped running in May because of a crack in its engine.");
    leaves_alone(FERRY, "Because its engine had cracked, the ferry to Ansel has not been running since May.");
}
