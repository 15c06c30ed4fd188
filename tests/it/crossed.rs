//! Two told of each other's deeds, people with one another's names, all but some, what is left to do, other
//! reasons. Each beside a sentence that is right.

use crate::judge::{flags, flags_by, leaves_alone, leaves_alone_by};

const PORT: &str = "A Harbour League amendment that would have delayed the reform by two years was rejected. \
    An amendment by the Reed Party, which makes the port publish results by quay every year, was accepted. \
    The harbour master is Elin Drost. The minister, Paula Rennick, ruled out an order sending the dockers back. \
    All members of the council except three farmers supported the cap. \
    The cap covers 148 of the town's 212 rented flats. Of 11 mergers since 2010, seven missed their targets. \
    The name was chosen by the managers from 300 suggestions, but it still has to be cleared by the patent office. \
    The bill now goes to the president of the island, who has 21 days to sign it. \
    Profits at Dunmar fell last year by 8 percent to 19 million euros. \
    Halden handled 3 million containers last year, 4 percent fewer than in 2022. \
    A launch on 28 August was broken off because of strong winds, and another on 3 September was halted 40 seconds \
    before ignition when a sensor on a valve failed. \
    The case was confirmed on 22 September. The hospital reported it to the authority the next day. \
    Ferrand won three stages and led by one minute and 52 seconds. \
    The trial did not examine whether treated people pass on the virus less often. \
    The chair, Wanda Ferris, had the gallery emptied by stewards; the police were not called. \
    Norham remains unwilling to hold talks with Arden about the bridge. \
    Talks on the lock have largely involved envoys of the mayor. \
    Leo Castell, who speaks for the captains, said the mayor was \"counting ships from her window\". \
    Ingrid Vance chairs the association of the owners.";

#[test]
fn two_are_told_of_each_other() {
    flags(
        PORT,
        "The Reed Party sought to delay the reform by two years, and the Harbour League wanted results published by quay.",
        "conflicting-name",
        "Reed Party sought to delay the reform by two years, and the Harbour League",
    );
    leaves_alone(
        PORT,
        "The Harbour League sought to delay the reform by two years, and the Reed Party wanted results published by quay.",
    );
}

#[test]
fn nobody_has_the_first_name_of_another() {
    flags_by(PORT, "Paula Drost closed the port to ships on Friday night.", "conflicting-name", "Paula Drost");
    leaves_alone_by(PORT, "The harbour master is called Elin Drost.");
}

#[test]
fn all_but_some_are_not_all() {
    flags(PORT, "Every member of the council supported the cap.", "overstated-claim", "Every");
    leaves_alone(PORT, "Nearly every member of the council supported the cap.");
    flags(PORT, "The cap covers all 212 rented flats.", "overstated-claim", "all 212");
    flags(PORT, "All 11 mergers since 2010 missed their targets.", "overstated-claim", "All 11");
    leaves_alone(PORT, "Seven of the 11 mergers since 2010 missed their targets.");
    flags(PORT, "Talks on the lock have involved envoys of the mayor exclusively.", "overstated-claim", "exclusively");
    leaves_alone(PORT, "Talks on the lock have mostly involved envoys of the mayor.");
}

#[test]
fn what_is_left_to_do_is_not_done() {
    flags(PORT, "The patent office has cleared the name.", "overstated-claim", "has cleared");
    leaves_alone(PORT, "The patent office still has to clear the name.");
    flags(PORT, "The president of the island has signed the bill.", "overstated-claim", "has signed");
    leaves_alone(PORT, "The president of the island has three weeks to sign the bill.");
}

#[test]
fn a_way_is_told_past_a_date_and_a_share() {
    flags(PORT, "Profits at Dunmar grew last year to 19 million euros.", "contradicted-claim", "grew");
    leaves_alone(PORT, "Profits at Dunmar shrank last year to 19 million euros.");
    flags(PORT, "Halden saw its container traffic grow by 4 percent last year.", "contradicted-claim", "grow");
    leaves_alone(PORT, "Halden saw its container traffic drop by 4 percent last year.");
}

#[test]
fn another_reason_is_none_that_a_source_gives() {
    flags(
        PORT,
        "The launch on 3 September was stopped 40 seconds before ignition because the wind was too strong.",
        "unsupported-claim",
        "because the wind was too strong",
    );
    leaves_alone(PORT, "The launch on 3 September was stopped 40 seconds before ignition because a sensor had failed.");
}

#[test]
fn the_next_day_is_the_day_after() {
    leaves_alone(PORT, "The hospital reported the case to the authority on 23 September.");
    flags(PORT, "The hospital reported the case to the authority on 25 September.", "conflicting-date", "25 September");
}

#[test]
fn a_time_in_two_units_is_one() {
    leaves_alone(PORT, "Ferrand won three stages and led by nearly two minutes.");
    flags(PORT, "Ferrand won three stages and led by nearly five minutes.", "conflicting-figure", "five minutes");
}

#[test]
fn a_denial_in_the_main_clause_counts_whatever_opens_it() {
    flags(
        PORT,
        "When owners and tenants began to shout at each other, the chair, Wanda Ferris, called the police.",
        "contradicted-claim",
        "called",
    );
    leaves_alone(PORT, "When owners and tenants began to shout at each other, the chair did not call the police.");
    leaves_alone(PORT, "Whether treated people pass on the virus less often was not studied in the trial.");
}

#[test]
fn who_is_unwilling_is_not_the_other() {
    flags(
        PORT,
        "Arden is still unwilling to hold talks with Norham.",
        "conflicting-name",
        "Arden is still unwilling to hold talks with Norham",
    );
    leaves_alone(PORT, "Norham is still unwilling to hold talks with Arden.");
}

#[test]
fn who_says_it_may_be_told_with_where_from() {
    flags(
        PORT,
        "Ingrid Vance of the association of the ship owners said the mayor was \"counting ships from her window\".",
        "misattributed-quotation",
        "Ingrid Vance",
    );
    leaves_alone(PORT, "Leo Castell of the captains said the mayor was \"counting ships from her window\".");
}
