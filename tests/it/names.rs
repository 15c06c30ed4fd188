//! Names, and whose they are, each beside a sentence that is left alone.

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
