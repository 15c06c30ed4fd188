//! Which side of a matter is taken, in whatever words. Each sentence stands beside one that is left alone.

use crate::judge::{flags, leaves_alone};

const HARBOUR: &str = "The plan for a second quay enjoys the firm backing of the fishermen. \
    The minutes of the hearing have not been disclosed. \
    Rask sounded upbeat about the chances of a new lease. \
    None of the six divers who searched the wreck has fallen ill. \
    The court cleared the pilot of steering the ferry drunk. \
    The old tokens remain valid on the ferry. \
    The need for a new crane grows more urgent as the autumn comes. \
    The inspector found that there was not enough proof to hold the pilot. \
    The council lifted its ban on night fishing in the sound. \
    Fares on the night ferry are expected to go down in the winter. \
    Toft asked the owner to give up two berths, which Berg categorically rejects. \
    The rules of the harbour leave out rowing boats.";

#[test]
fn backing_is_not_opposition() {
    flags(HARBOUR, "The fishermen have turned down the plan for a second quay.", "contradicted-claim", "turned down");
    leaves_alone(HARBOUR, "The fishermen have endorsed the plan for a second quay.");
}

#[test]
fn what_is_undisclosed_has_not_been_made_public() {
    flags(HARBOUR, "The minutes of the hearing have been made public.", "contradicted-claim", "made public");
    leaves_alone(HARBOUR, "The minutes of the hearing are still kept under wraps.");
}

#[test]
fn moods_are_sides() {
    flags(HARBOUR, "Rask was gloomy about the chances of a new lease.", "contradicted-claim", "gloomy");
    leaves_alone(HARBOUR, "Rask was optimistic about the chances of a new lease.");
}

#[test]
fn none_of_those_who_did_denies_what_they_have_done() {
    flags(
        HARBOUR,
        "Divers who searched the wreck have become unwell.",
        "contradicted-claim",
        "Divers who searched the wreck",
    );
    leaves_alone(HARBOUR, "None of the divers who searched the wreck has been unwell.");
}

#[test]
fn a_verdict_is_a_side() {
    flags(HARBOUR, "The pilot was found guilty of steering the ferry drunk.", "contradicted-claim", "found guilty");
    leaves_alone(HARBOUR, "The pilot was acquitted of steering the ferry drunk.");
}

#[test]
fn what_remains_has_not_ceased() {
    flags(
        HARBOUR,
        "The old tokens are no longer valid on the ferry.",
        "contradicted-claim",
        "no longer valid on the ferry",
    );
    leaves_alone(HARBOUR, "The old tokens continue to be valid on the ferry.");
}

#[test]
fn less_turns_a_word_round() {
    flags(
        HARBOUR,
        "With the autumn the need for a new crane becomes less pressing.",
        "contradicted-claim",
        "less pressing",
    );
    leaves_alone(HARBOUR, "With the autumn the need for a new crane becomes more pressing.");
}

#[test]
fn not_enough_is_too_little() {
    flags(HARBOUR, "The inspector found the proof sufficient to hold the pilot.", "contradicted-claim", "sufficient");
    leaves_alone(HARBOUR, "The inspector found the proof insufficient to hold the pilot.");
}

#[test]
fn what_undoes_a_ban_allows() {
    flags(HARBOUR, "The council has forbidden night fishing in the sound.", "contradicted-claim", "forbidden");
    leaves_alone(HARBOUR, "The council now permits night fishing in the sound.");
}

#[test]
fn movements_go_one_way() {
    flags(HARBOUR, "Fares on the night ferry are expected to climb in the winter.", "contradicted-claim", "climb");
    leaves_alone(HARBOUR, "Fares on the night ferry are expected to drop in the winter.");
}

#[test]
fn what_does_not_apply_leaves_out() {
    flags(HARBOUR, "The rules of the harbour also cover rowing boats.", "contradicted-claim", "cover");
    leaves_alone(HARBOUR, "The rules of the harbour exempt rowing boats.");
}

#[test]
fn what_is_asked_in_one_clause_may_be_refused_in_the_next() {
    flags(
        HARBOUR,
        "Asked by Toft to give up two berths, Berg has signalled that he readily accepts.",
        "contradicted-claim",
        "accepts",
    );
    leaves_alone(HARBOUR, "Asked by Toft to give up two berths, Berg has signalled that he will not accept.");
}
