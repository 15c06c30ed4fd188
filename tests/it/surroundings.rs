//! Words that stand where the source has others, wherever in the source that is, each beside a sentence that is right.

use crate::judge::{flags, leaves_alone};

const VALLEY: &str = "The cooperative, founded by forty growers of the upper valley, sells its pears in six countries. \
    Auditors praised a pricing scheme that they called optimal for small farms. \
    A fever kept the guitarist in a Lisbon clinic, so the harvest concert was called off. \
    Inspectors took samples from the northern reservoir in May. \
    The turbines of the southern station were repaired a month later. \
    The growers asked for easy loans, and the bank gave them cheap ones.";

#[test]
fn an_opposite_is_seen_in_whichever_passage_it_stands() {
    flags(
        VALLEY,
        "The cooperative, founded by forty growers of the upper valley, sells its pears in six countries at prices \
         from a scheme called suboptimal for small farms.",
        "contradicted-claim",
        "suboptimal",
    );
    leaves_alone(
        VALLEY,
        "The cooperative, founded by forty growers of the upper valley, sells its pears in six countries at prices \
         from a scheme called optimal for small farms.",
    );
}

#[test]
fn an_opposite_of_something_else_is_none() {
    leaves_alone(
        VALLEY,
        "Auditors praised a pricing scheme that they called optimal for small farms, which is a difficult thing to do.",
    );
}

#[test]
fn another_kind_of_the_same_thing_is_another_thing() {
    flags(
        VALLEY,
        "The harvest concert was called off for a pianist in a Lisbon clinic.",
        "contradicted-claim",
        "pianist",
    );
    leaves_alone(VALLEY, "The harvest concert was called off for a guitarist in a Lisbon clinic.");
    leaves_alone(VALLEY, "The harvest concert was called off for a musician in a Lisbon clinic.");
}

#[test]
fn a_word_from_elsewhere_in_the_source_is_out_of_place() {
    flags(VALLEY, "Inspectors took turbines from the northern reservoir in May.", "contradicted-claim", "turbines");
    leaves_alone(VALLEY, "Inspectors took samples from the northern reservoir in May.");
    leaves_alone(VALLEY, "The turbines of the southern station were repaired a month later.");
}
