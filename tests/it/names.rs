//! Names, and whose they are, each beside a sentence that is left alone.

use crate::fixture::Fixture;
use crate::judge::{flags, leaves_alone};

const MILL: &str = "The talks about the mill have largely been left to the mayor's envoys, including Ivo Toft and Lena \
    Berg. Olav Rask, head of the county's water office, reported that firm pledges had been made in Halden. \
    A clerk told the Halden Morning Post how the plans had come to light. \
    The hearing took place at the owner's Lake Orre lodge, where both sides spoke for an hour.";

#[test]
fn an_unknown_name_stands_where_the_source_has_another() {
    flags(
        MILL,
        "So far the talks about the mill have been left to the mayor's envoys, among them Ivo Toft and Nils Dahl.",
        "conflicting-name",
        "Nils Dahl",
    );
    leaves_alone(
        MILL,
        "So far the talks about the mill have been left to the mayor's envoys, among them Ivo Toft and Lena Berg.",
    );
    flags(
        MILL,
        "Word that firm pledges had been made in Halden came from Sven Ekdal, the head of the county's water office.",
        "conflicting-name",
        "Sven Ekdal",
    );
    leaves_alone(
        MILL,
        "Word that firm pledges had been made in Halden came from Olav Rask, the head of the county's water office.",
    );
    flags(
        MILL,
        "A clerk told the Northern Evening Courier how the plans had come to light.",
        "conflicting-name",
        "Northern Evening Courier",
    );
    leaves_alone(MILL, "A clerk told the Morning Post how the plans had come to light.");
}

#[test]
fn a_name_that_faces_no_other_is_unsupported() {
    let sentence = "Sven Ekdal has offered the county two barges for the winter.";
    flags(MILL, sentence, "unsupported-claim", sentence);
    leaves_alone(MILL, "Olav Rask has reported firm pledges.");
}

const YARD: &str = "Ida Holm, who is said to have hit the welder Nils Lind at the yard, was dismissed in May. \
    The guards had come after the strikers locked out six porters in the north hall. \
    With Sweden proposing a grid zone that asks for concessions from Latvia, the talks have slowed. \
    Norway demands talks with the union on the dues and insists on a vote on them.";

#[test]
fn who_did_it_and_to_whom_it_was_done() {
    flags(
        YARD,
        "The guards had come after six porters locked out the strikers in the north hall.",
        "conflicting-name",
        "porters locked out the strikers",
    );
    leaves_alone(YARD, "The guards had come after six porters were locked out by the strikers in the north hall.");
    flags(YARD, "Nils Lind was dismissed in May after Ida Holm was hit at the yard.", "conflicting-name", "Nils Lind");
    leaves_alone(YARD, "Ida Holm was dismissed in May after Nils Lind was hit at the yard.");
    flags(
        YARD,
        "Latvia has been proposing a grid zone that would ask for concessions from Sweden.",
        "conflicting-name",
        "Latvia",
    );
    leaves_alone(YARD, "Sweden has been proposing a grid zone that would ask for concessions from Latvia.");
    leaves_alone(YARD, "Talks with the union and a vote on the dues: on these Norway insists.");
}

const FOUNDRY: &str = "Orders will pick up in the spring, said Klara Voss, the Norrland Foundry's market strategist. \
    Two managers admitted the fraud in May, including the foundry's chief operating officer, Jens Holt. \
    Costs have fallen since June, said spokesman Aron Lund. The furnace is safe, said chief engineering officer Tora \
    Berg. Rosa Stein, the president of the Union of Founders, found the plan troubling.";

#[test]
fn a_post_and_where_it_is_held() {
    flags(
        FOUNDRY,
        "Orders will pick up in the spring, said Klara Voss, a market strategist at Halden Bank.",
        "conflicting-name",
        "Halden Bank",
    );
    leaves_alone(
        FOUNDRY,
        "Orders will pick up in the spring, said Klara Voss, a market strategist at Norrland Foundry.",
    );
    flags(
        FOUNDRY,
        "Jens Holt, who was chief financial officer of the foundry, has admitted the fraud.",
        "conflicting-name",
        "chief financial officer",
    );
    leaves_alone(FOUNDRY, "Jens Holt, who was chief operating officer of the foundry, has admitted the fraud.");
    flags(
        FOUNDRY,
        "Costs have fallen since June, according to Aron Lund, the foundry's chief engineering officer.",
        "conflicting-name",
        "chief engineering officer",
    );
    leaves_alone(FOUNDRY, "Costs have fallen since June, according to Aron Lund, the foundry's spokesman.");
    flags(
        FOUNDRY,
        "Rosa Stein, who chairs the board of the Orre Institute, found the plan troubling.",
        "conflicting-name",
        "Orre Institute",
    );
    leaves_alone(FOUNDRY, "Rosa Stein, who leads the Union of Founders, found the plan troubling.");
}

const TALKS: &str = "Chancellor Olga Trond considers talks on the dues without a prior truce to be acceptable, provided \
    that a deal is struck soon. Edvin Moe, the harbour's envoy, indicated that the idea of a joint fund was agreed upon at \
    the Lysekil summit. Trond will be joined at the table by Rosa Stein and Nils Dahl. The plan foresees a Norwegian rescue \
    crew on the island, with Danish boats, fuel and rescue gear at its side. Trond called the plan \"nine tenths agreed\".";

#[test]
fn what_one_thinks_is_not_told_of_another() {
    flags(
        TALKS,
        "Rosa Stein, for her part, deems talks on the dues without a prior truce acceptable if a deal is struck soon.",
        "conflicting-name",
        "Rosa Stein",
    );
    leaves_alone(
        TALKS,
        "Olga Trond, for her part, deems talks on the dues without a prior truce acceptable if a deal is struck soon.",
    );
    flags(
        TALKS,
        "According to Nils Dahl, the joint fund was settled in principle at the Lysekil summit.",
        "conflicting-name",
        "Nils Dahl",
    );
    leaves_alone(TALKS, "According to Edvin Moe, the joint fund was settled in principle at the Lysekil summit.");
    flags(TALKS, "Moe put the plan at \"nine tenths agreed\".", "misattributed-quotation", "Moe");
    leaves_alone(TALKS, "Trond put the plan at \"nine tenths agreed\".");
}

#[test]
fn what_goes_with_one_name_does_not_go_with_the_other() {
    flags(
        TALKS,
        "The plan foresees a Danish rescue crew on the island, with the Norwegians contributing boats and fuel.",
        "conflicting-name",
        "Danish rescue crew on the island, with the Norwegians",
    );
    leaves_alone(
        TALKS,
        "The plan foresees a Norwegian rescue crew on the island, with the Danes contributing boats and fuel.",
    );
}

const SURVEY: &str = "Of all models the Halden Swift and the Orre Comet lasted longest. The Lysekil Dart sold best. \
    The lighthouse is held by Danish forces.";

#[test]
fn one_of_a_row_is_another() {
    flags(
        SURVEY,
        "Of all models the Halden Swift and the Lysekil Dart lasted longest.",
        "conflicting-name",
        "Lysekil Dart",
    );
    leaves_alone(SURVEY, "Of all models the Orre Comet and the Halden Swift lasted longest.");
}

#[test]
fn troops_are_forces() {
    flags(SURVEY, "Norwegian troops hold the lighthouse.", "conflicting-name", "Norwegian");
    leaves_alone(SURVEY, "Danish troops hold the lighthouse.");
}

const CALL: &str = "//- /draft.md\nRosa Stein, the president of the Harbour Parliament, joined the call.\n\
    //- /corpus/call.md\nChancellor Nils Berg, Harbour Commission President Rosa Stein and OVAK Secretary General \
    Mark Toft joined the call that the owners of the mill had asked for in the spring.\n";

#[test]
fn whose_president_she_is_is_not_told_by_whose_secretary_he_is() {
    let report = Fixture::parse(CALL).check();
    let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    assert_eq!(finding.rule, "conflicting-name");
    assert!(finding.message.contains("Harbour Commission"), "{}", finding.message);
    assert!(!finding.fixes.iter().any(|it| it.title.contains("OVAK")), "{:?}", finding.fixes);
    let right = CALL.replace("Harbour Parliament", "Harbour Commission");
    assert!(Fixture::parse(&right).check().findings.is_empty());
}
