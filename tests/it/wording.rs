//! Single words and phrases in the place of others, each beside one that says the same.

use crate::judge::{flags, leaves_alone};

const GUILD: &str = "The guild gave up its claim to the old granary in June. The island pulled out of the fishing pact. \
    The envoy turned up at the hearing. The town kept its promise to rebuild the pier. \
    The airline called off the merger with its rival.";

#[test]
fn who_holds_on_does_not_give_up() {
    flags(GUILD, "The guild held on to its claim to the old granary in June.", "contradicted-claim", "held on to");
    leaves_alone(GUILD, "The guild surrendered its claim to the old granary in June.");
    leaves_alone(GUILD, "The guild did not hold on to its claim to the old granary in June.");
}

#[test]
fn a_phrase_may_be_denied() {
    let claim = "The guild refused to give up its claim to the old granary in June.";
    flags(GUILD, claim, "contradicted-claim", "refused to give up its claim to the old");
    leaves_alone(GUILD, "The airline decided against going ahead with the merger with its rival.");
}

#[test]
fn who_pulls_out_takes_no_part() {
    flags(GUILD, "The island took part in the fishing pact.", "contradicted-claim", "took part in");
    leaves_alone(GUILD, "The island withdrew from the fishing pact.");
}

#[test]
fn who_stays_away_does_not_turn_up() {
    flags(GUILD, "The envoy stayed away from the hearing.", "contradicted-claim", "stayed away from");
    leaves_alone(GUILD, "The envoy showed up at the hearing.");
}

#[test]
fn a_promise_kept_is_not_broken() {
    flags(GUILD, "The town broke its promise to rebuild the pier.", "contradicted-claim", "broke");
    leaves_alone(GUILD, "The town stood by its promise to rebuild the pier.");
}

const PIER: &str = "The committee published a video of the ceremony on its website. \
    The wooden pier at the northern bay was rebuilt last year. \
    Researchers measured the salt content of the river near the mill. The garden has red tulips and white lupins.";

#[test]
fn one_plain_word_is_not_another() {
    flags(PIER, "Researchers measured the sugar content of the river near the mill.", "contradicted-claim", "sugar");
    flags(PIER, "The wooden tower at the northern bay was rebuilt last year.", "contradicted-claim", "tower");
    leaves_alone(PIER, "Researchers gauged the salt content of the river near the mill.");
    leaves_alone(PIER, "Scientists measured the salt content of the river near the mill.");
}

#[test]
fn of_two_kinds_of_one_thing_neither_is_the_other() {
    flags(PIER, "The committee published an audio of the ceremony on its website.", "contradicted-claim", "audio");
    flags(PIER, "The metal pier at the northern bay was rebuilt last year.", "contradicted-claim", "metal");
    flags(PIER, "The garden has yellow tulips and white lupins.", "contradicted-claim", "yellow");
    leaves_alone(PIER, "The committee published a film of the ceremony on its website.");
    leaves_alone(PIER, "The timber pier at the northern bay was rebuilt last year.");
}

const DESK: &str = "Secretary of State Jane Roe said the pact would be signed in Lima. \
    The proposals include the deployment of patrol boats along the coast. \
    The group studied convolutional neural networks for reading old maps.";

#[test]
fn an_office_has_its_holder() {
    flags(DESK, "The Secretary of State, Mary Roe, said the pact would be signed in Lima.", "conflicting-name", "Mary");
    leaves_alone(DESK, "The Secretary of State, Jane Roe, said the pact would be signed in Lima.");
}

#[test]
fn what_is_proposed_is_not_done() {
    flags(DESK, "Patrol boats have been deployed along the coast.", "overstated-claim", "have been deployed");
    leaves_alone(DESK, "Patrol boats would be deployed along the coast.");
}

#[test]
fn letters_may_stand_for_words_in_lower_case() {
    flags(
        DESK,
        "The group studied HMM for reading old maps.",
        "unsupported-claim",
        "The group studied HMM for reading old maps.",
    );
    leaves_alone(DESK, "The group studied a CNN for reading old maps.");
    leaves_alone(DESK, "Besides Lima, no place is named where the pact would be signed.");
}
