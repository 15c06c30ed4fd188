//! Sentences copied from their source and cut or joined, each beside a cut that leaves the sense alone.

use crate::judge::{flags, leaves_alone};

const MILL: &str = "The miller, who bought the old granary in 2011, has restored four wheels of the mill with his brother. \
    The roof of the chapel was torn off by a storm on Tuesday night and fell into the pond behind the school. \
    Warden Sefa Ilves (right) said the children had left the building when the storm reached the valley. \
    He will show the drawings to the council in May. \
    The council did not pay for the repair of the bridge and wants the insurer to step in.";

#[track_caller]
fn is_stitched(sentence: &str) {
    flags(MILL, sentence, "unsupported-claim", sentence);
}

#[test]
fn the_subject_of_one_sentence_does_not_do_what_the_next_one_says() {
    is_stitched("the miller , who bought the old granary in 2011 , was torn off by a storm on tuesday night .");
    leaves_alone(MILL, "the miller , who bought the old granary in 2011 , has restored four wheels of the mill .");
    leaves_alone(MILL, "the miller has restored four wheels of the mill with his brother .");
}

#[test]
fn a_word_that_two_sentences_share_does_not_join_them() {
    is_stitched(
        "warden sefa ilves -lrb- right -rrb- said the children had left the building behind the school was torn off by a storm .",
    );
    leaves_alone(MILL, "warden sefa ilves said the children had left the building when the storm reached the valley .");
    leaves_alone(MILL, "the children had left the building when the storm reached the valley .");
}

#[test]
fn the_end_of_one_sentence_is_not_the_end_of_another() {
    is_stitched("the council did not pay for the repair of the bridge behind the school .");
    is_stitched("the roof of the chapel was torn off by a storm on tuesday night when the storm reached the valley .");
    leaves_alone(
        MILL,
        "the roof of the chapel was torn off by a storm on tuesday night , and the council did not pay .",
    );
}

#[test]
fn what_a_phrase_belongs_to_is_not_left_out() {
    is_stitched("warden sefa ilves -lrb- right -rrb- said the children had reached the valley .");
    is_stitched("the council did not pay for of the bridge and wants the insurer to step in .");
    leaves_alone(MILL, "the council did not pay for the repair and wants the insurer to step in .");
}

#[test]
fn whole_statements_may_be_joined_and_clauses_left_out() {
    leaves_alone(MILL, "the roof of the chapel was torn off by a storm and fell into the pond behind the school .");
    leaves_alone(MILL, "the roof of the chapel was torn off by a storm on tuesday night .");
    leaves_alone(MILL, "the roof of the chapel fell into the pond behind the school .");
}

#[test]
fn who_a_pronoun_stands_for_may_be_named() {
    leaves_alone(MILL, "Warden Sefa Ilves will show the drawings to the council in May.");
}

#[test]
fn what_is_copied_whole_is_supported_in_any_case() {
    let times = "3 March: moved to pier 4 in the North Harbour. 9 March: moved to pier 6 in the North Harbour. \
        It ended on 12 May, they said it wasn't. Luckily for the crew the boats were allowed to stay at the pier.";
    leaves_alone(times, "9 March: moved to pier 6 in the North Harbour.");
    leaves_alone(times, "luckily for the crew the boats were allowed to stay at the pier .");
    let station = "Luckily for the crew the boats were allowed to stay at the station.";
    flags(times, station, "contradicted-claim", "station");
}
