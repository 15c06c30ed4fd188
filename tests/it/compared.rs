//! Figures that a claim compares. Each sentence stands beside one that is left alone.

use crate::judge::{flags, leaves_alone};

const FLEET: &str = "The Torsund yard received 400 crowns in grants while the Elvik yard got 250 crowns. \
    Herring landings shed 4% and cod landings dropped 7%. \
    Eight apprentices entered the yard through the school, while 60 apprentices passed the open test.";

#[test]
fn the_one_with_less_has_not_more() {
    flags(
        FLEET,
        "The Elvik yard received more in grants than the Torsund yard.",
        "contradicted-claim",
        "more in grants than",
    );
    leaves_alone(FLEET, "The Torsund yard received more in grants than the Elvik yard.");
    leaves_alone(FLEET, "The Elvik yard received less in grants than the Torsund yard.");
}

#[test]
fn the_greater_fall_is_the_steeper_one() {
    flags(FLEET, "Herring landings fell more steeply than cod landings.", "contradicted-claim", "more steeply than");
    leaves_alone(FLEET, "Cod landings fell more steeply than herring landings.");
}

#[test]
fn counts_are_compared_by_what_is_said_of_them() {
    flags(
        FLEET,
        "More apprentices entered the yard through the school than passed the open test.",
        "contradicted-claim",
        "More apprentices entered the yard through the school than",
    );
    leaves_alone(FLEET, "Fewer apprentices entered the yard through the school than passed the open test.");
}
