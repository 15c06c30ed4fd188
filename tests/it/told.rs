//! How a source tells a thing: as asked, as hoped, of whom, and how far. Each sentence stands beside one that is left
//! alone.

use crate::judge::{flags, leaves_alone};

const ISLAND: &str = "The Torsund ferry will be replaced by a bridge, said the harbour board. \
    Engineers are still working to determine whether the cracks in the old pier are related to the dredging of the \
    channel. Rask hopes that the new lamps will light the whole quay at night. \
    The timetable could differ sharply from the one of last year. \
    Reports point to a strong probability of the council buying the shipyard in the spring. \
    The talks about the toll are deadlocked. The meaning of the mayor's remark remains unclear. \
    There is still no confirmed date or place for the hearing. \
    The harbour board has steadily opposed any raising of the dues. \
    The fishermen still aspire to a seat on the board.";

#[test]
fn what_is_asked_is_not_found() {
    flags(
        ISLAND,
        "Engineers have found that the cracks in the old pier were caused by the dredging of the channel.",
        "overstated-claim",
        "cracks in the old pier were caused by the dredging of the channel",
    );
    leaves_alone(ISLAND, "Engineers are asking whether the dredging of the channel caused the cracks in the old pier.");
}

#[test]
fn what_is_hoped_for_is_not_there_already() {
    flags(ISLAND, "The new lamps already light the whole quay at night.", "overstated-claim", "already");
    leaves_alone(ISLAND, "The new lamps will light the whole quay at night, Rask hopes.");
}

#[test]
fn what_could_be_is_not_what_is() {
    flags(ISLAND, "The timetable differs sharply from the one of last year.", "overstated-claim", "differs");
    leaves_alone(ISLAND, "The timetable might differ sharply from the one of last year.");
}

#[test]
fn a_probability_is_not_what_will_be() {
    flags(ISLAND, "The council will buy the shipyard in the spring.", "overstated-claim", "will buy");
    leaves_alone(ISLAND, "The council will probably buy the shipyard in the spring.");
}

#[test]
fn what_is_stuck_does_not_move() {
    flags(ISLAND, "The talks about the toll are making progress.", "contradicted-claim", "making progress");
    leaves_alone(ISLAND, "The talks about the toll are at a standstill.");
    flags(ISLAND, "The meaning of the mayor's remark has become clear.", "contradicted-claim", "clear");
    leaves_alone(ISLAND, "The meaning of the mayor's remark is uncertain.");
}

#[test]
fn what_there_is_none_of_has_not_been_fixed() {
    flags(
        ISLAND,
        "A date and a place for the hearing have been settled.",
        "contradicted-claim",
        "date and a place for the hearing have been settled",
    );
    leaves_alone(ISLAND, "A date and a place for the hearing are still open.");
}

#[test]
fn never_opposed_is_not_always_opposed() {
    flags(
        ISLAND,
        "The harbour board has never opposed a raising of the dues.",
        "contradicted-claim",
        "never opposed a raising of the dues",
    );
    leaves_alone(ISLAND, "The harbour board has always opposed a raising of the dues.");
}

#[test]
fn no_longer_is_not_still() {
    flags(
        ISLAND,
        "The fishermen no longer aspire to a seat on the board.",
        "contradicted-claim",
        "no longer aspire to a seat on the board",
    );
    leaves_alone(ISLAND, "The fishermen aspire to a seat on the board as before.");
}

const QUESTIONS: &str = "Will the new pass replace the yearly ticket? Not necessarily. \
    Can children use the pass on the night boat? No, they need a ticket of their own. \
    Does the pass cover the island bus? Yes, on all days.";

#[test]
fn a_source_may_answer_its_own_question() {
    flags(
        QUESTIONS,
        "The new pass will replace the yearly ticket.",
        "overstated-claim",
        "The new pass will replace the yearly ticket.",
    );
    leaves_alone(QUESTIONS, "The new pass may replace the yearly ticket.");
    flags(
        QUESTIONS,
        "Children can use the pass on the night boat.",
        "contradicted-claim",
        "Children can use the pass on the night boat.",
    );
    leaves_alone(QUESTIONS, "Children cannot use the pass on the night boat.");
    leaves_alone(QUESTIONS, "The pass covers the island bus.");
}

const MILL: &str = "The mill at Ansgar closed in May, and its forty workers were told to look for other places. \
    The river was low that summer. The old bridge offers the strongest protection against the ice. \
    The shape of the sails is less important to the miller than the wind. \
    It was the most visitors that the fair had seen since 1994. The fair drew nine hundred visitors in all.";

#[test]
fn a_reason_is_given_somewhere() {
    flags(
        MILL,
        "The mill at Ansgar closed in May because the owner feared a lawsuit by the heirs.",
        "unsupported-claim",
        "because the owner feared a lawsuit by the heirs",
    );
    leaves_alone(MILL, "The workers of the mill were told to look for other places because it closed.");
}

#[test]
fn the_strongest_is_not_the_weaker() {
    flags(
        MILL,
        "The old bridge offers weaker protection against the ice than the dam.",
        "contradicted-claim",
        "weaker",
    );
    leaves_alone(MILL, "The old bridge offers stronger protection against the ice than the dam.");
}

#[test]
fn what_matters_less_does_not_matter_more() {
    flags(MILL, "The shape of the sails matters more to the miller than the wind.", "contradicted-claim", "more");
    leaves_alone(MILL, "The wind is more important to the miller than the shape of the sails.");
}

#[test]
fn since_a_year_is_not_ever() {
    flags(MILL, "The fair had more visitors than ever in its history.", "overstated-claim", "ever");
    leaves_alone(MILL, "The fair had more visitors than in any year since 1994.");
}

#[test]
fn what_goes_furthest_is_told_somewhere() {
    const FAIR: &str = "The parish handed in a plan of twenty pages for the new school. It was read in June.";
    flags(
        FAIR,
        "The plan of the parish for the new school is the longest handed in so far.",
        "unsupported-claim",
        "The plan of the parish for the new school is the longest handed in so far.",
    );
    leaves_alone(FAIR, "The plan of the parish for the new school has twenty pages.");
}

const PEOPLE: &str = "Ivo Brandel, president of the Lake Commission, spoke first. \
    Lake Commission President Ivo Brandel opened the meeting of the shore parishes. \
    Mira Toft, political director of the Labour Hall, and Hask, former director of the Tenants House of Vell, stood for \
    the seat. Jon Reck, a lawyer for a farmer who was hurt in the flood, called the ruling fair.";

#[test]
fn the_head_of_one_body_is_not_that_of_another() {
    flags(
        PEOPLE,
        "Lake Council President Ivo Brandel opened the meeting of the shore parishes.",
        "conflicting-name",
        "Council",
    );
    leaves_alone(PEOPLE, "Lake Commission President Ivo Brandel opened the meeting of the shore parishes.");
}

#[test]
fn a_description_is_not_the_neighbours() {
    flags(
        PEOPLE,
        "Mira Toft, former director of the Tenants House of Vell, stood for the seat.",
        "conflicting-name",
        "former director of the Tenants House of Vell",
    );
    leaves_alone(PEOPLE, "Mira Toft, political director of the Labour Hall, stood for the seat.");
}

#[test]
fn a_lawyer_for_one_is_not_for_another() {
    flags(
        PEOPLE,
        "Jon Reck, a lawyer for the Shore Parishes Union, called the ruling fair.",
        "conflicting-name",
        "lawyer for the Shore Parishes Union",
    );
    leaves_alone(PEOPLE, "Jon Reck, a lawyer for an injured farmer, called the ruling fair.");
}

const SPEECH: &str = "Kadri Sool expressed her wish for a lease of up to fifty years to keep the yard open, as the talks \
    with the banker Ole Marn went on. Bank spokesman Per Lind confirmed that Marn would call again. \
    Kadri Sool, the owner, described the plan as nearly done.";

#[test]
fn the_one_beside_does_not_say_it() {
    flags(
        SPEECH,
        "Ole Marn called for a lease of up to fifty years to keep the yard open.",
        "conflicting-name",
        "Ole Marn",
    );
    leaves_alone(SPEECH, "Kadri Sool called for a lease of up to fifty years to keep the yard open.");
}

#[test]
fn no_source_says_of_itself_what_it_is() {
    let talk = "Well, the harbour board of Halden has bought that ferry, hasn't it. It will cost a lot to run. \
        I would have mended the pier first.";
    let claim =
        "The document is a conversation between two people discussing the ferry of the harbour board of Halden.";
    leaves_alone(talk, claim);
    let claim =
        "The document is a conversation between two people discussing the school of the parish council of Moss.";
    flags(talk, claim, "unsupported-claim", claim);
}

#[test]
fn what_was_tried_was_not_done() {
    const FRAUD: &str = "Police say that Berg and two clerks attempted to defraud the harbour fund of the dues. \
        Toft offered to repair the crane in May.";
    flags(FRAUD, "Berg and two clerks defrauded the harbour fund of the dues.", "overstated-claim", "defrauded");
    leaves_alone(FRAUD, "Police say that Berg and two clerks tried to defraud the harbour fund of the dues.");
}
