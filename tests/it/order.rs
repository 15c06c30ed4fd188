//! What came first and what came of what, each beside a wording that says the same.

use crate::judge::{flags, leaves_alone};

const BRIDGE: &str = "The bridge closed after inspectors found cracks in its northern pier. \
    The mayor spoke before the choir sang the anthem. The dam was raised because floods had damaged the lower valley. \
    The strike led to a shortage of ferry crews.";

#[test]
fn after_is_not_before() {
    flags(
        BRIDGE,
        "The bridge closed before inspectors found cracks in its northern pier.",
        "contradicted-claim",
        "before",
    );
    leaves_alone(BRIDGE, "Inspectors found cracks in its northern pier before the bridge closed.");
    leaves_alone(BRIDGE, "It was only after inspectors found cracks in its northern pier that the bridge closed.");
}

#[test]
fn the_two_sides_may_change_places() {
    let claim = "After the bridge closed, inspectors found cracks in its northern pier.";
    flags(BRIDGE, claim, "contradicted-claim", "After");
    leaves_alone(BRIDGE, "After inspectors found cracks in its northern pier, the bridge closed.");
}

#[test]
fn not_before_is_after() {
    flags(BRIDGE, "The mayor did not speak until the choir sang the anthem.", "contradicted-claim", "until");
    leaves_alone(BRIDGE, "The bridge did not close before inspectors found cracks in its northern pier.");
    leaves_alone(BRIDGE, "The bridge did not close until inspectors found cracks in its northern pier.");
}

#[test]
fn what_happened_then_came_later() {
    let claim = "The bridge first closed, and then inspectors found cracks in its northern pier.";
    flags(BRIDGE, claim, "contradicted-claim", "and then");
    leaves_alone(BRIDGE, "Inspectors found cracks in its northern pier, and then the bridge closed.");
}

#[test]
fn only_once_puts_its_clause_first() {
    let claim = "Only once the choir has sung the anthem will the mayor speak.";
    flags(BRIDGE, claim, "contradicted-claim", "once");
    leaves_alone(BRIDGE, "Only once the mayor has spoken will the choir sing the anthem.");
}

#[test]
fn a_cause_is_not_its_effect() {
    let claim = "The floods damaged the lower valley because the dam was raised.";
    flags(BRIDGE, claim, "contradicted-claim", "because");
    leaves_alone(BRIDGE, "Floods damaged the lower valley, which led to the dam being raised.");
    leaves_alone(BRIDGE, "In response to floods that had damaged the lower valley, the dam was raised.");
}

#[test]
fn a_verb_that_leads_on_is_the_other_way_round_in_the_passive() {
    flags(BRIDGE, "The shortage of ferry crews led to the strike.", "contradicted-claim", "led to");
    flags(
        BRIDGE,
        "The strike was brought about by a shortage of ferry crews.",
        "contradicted-claim",
        "brought about by",
    );
    leaves_alone(BRIDGE, "A shortage of ferry crews resulted from the strike.");
}

#[test]
fn who_is_met_first_is_not_met_afterwards() {
    let talks = "Before the meeting with the Danish captains, Minister Berg will first meet Jan Rask one-on-one.";
    let claim = "Berg will first meet the Danish captains and only afterwards hold talks with Rask.";
    flags(talks, claim, "contradicted-claim", "and only afterwards");
    leaves_alone(talks, "Berg will first meet Rask and only afterwards the Danish captains.");
}
