//! What is left open, told as settled; what was settled, told the other way; and who is told to have said or given it.

use crate::judge::{flags, flags_by, leaves_alone, leaves_alone_by};

const STRAIT: &str = "---\ndate: 2026-01-10\n---\n\
    The proposed guarantees for the strait centre on ferries and pilots. This includes the deployment of a joint Nordic \
    fleet in Arlen waters to deter smugglers, with Norland fuel and radar supporting this fleet. \
    The guarantees are intended to follow a border treaty or a long truce. \
    The lake towns are considering using the frozen harbour fees to provide relief to Sarn. \
    There is a pressing need to define the types of ferry aid that would come with the guarantees. \
    Norham demands that Arlen give up a number of islands, which Governor Ada Toft categorically rejects. \
    Norham remains unwilling to engage in unconditional talks with Arlen on the islands. \
    Key disputes include the status of the eastern islands and the fate of the Halden lighthouse, which is closed.";

#[test]
fn what_is_planned_is_not_done() {
    flags_by(
        STRAIT,
        "A joint Nordic fleet has taken up its positions in Arlen waters, supported by Norland fuel and radar.",
        "overstated-claim",
        "has taken",
    );
    leaves_alone_by(
        STRAIT,
        "A joint Nordic fleet would be deployed in Arlen waters, supported by Norland fuel and radar.",
    );
    flags_by(
        STRAIT,
        "The lake towns have taken the decision to use the frozen harbour fees for relief to Sarn.",
        "overstated-claim",
        "have taken",
    );
    flags_by(
        STRAIT,
        "The lake towns have begun to use the frozen harbour fees for relief to Sarn.",
        "overstated-claim",
        "have begun",
    );
    leaves_alone_by(STRAIT, "The lake towns have begun to consider using the frozen harbour fees for relief to Sarn.");
    flags_by(
        STRAIT,
        "The kinds of ferry aid that come with the guarantees have already been defined.",
        "overstated-claim",
        "have already been defined",
    );
    leaves_alone_by(STRAIT, "It remains to be defined what types of ferry aid would come with the guarantees.");
    flags_by(
        STRAIT,
        "The guarantees are intended to take effect once Arlen has held elections.",
        "unsupported-claim",
        "The guarantees are intended to take effect once Arlen has held elections.",
    );
    leaves_alone_by(STRAIT, "The guarantees are intended to take effect once a border treaty has been concluded.");
}

#[test]
fn one_thing_left_open_is_not_all() {
    flags_by(
        STRAIT,
        "The Halden lighthouse is the only issue that remains unresolved.",
        "overstated-claim",
        "the only",
    );
    flags_by(STRAIT, "Apart from the Halden lighthouse, every issue was settled.", "overstated-claim", "every");
    leaves_alone_by(STRAIT, "The Halden lighthouse is one of the issues that remain unresolved.");
}

#[test]
fn a_side_taken_in_a_clause_of_its_own() {
    flags_by(
        STRAIT,
        "Governor Ada Toft is prepared to accept the Norham demand that Arlen part with a number of islands.",
        "contradicted-claim",
        "accept",
    );
    leaves_alone_by(STRAIT, "Governor Ada Toft rejects the Norham demand that Arlen part with a number of islands.");
    flags_by(
        STRAIT,
        "Norham has agreed to enter into unconditional talks with Arlen on the islands.",
        "contradicted-claim",
        "agreed to",
    );
}

const COURT: &str = "---\ndate: 2026-01-10\n---\n\
    Before the meetings with Sarn, Governor Toft will first see Mayor Brandt on her own. \
    Following their meeting, Toft and Brandt communicated with the lake towns to align their plans. \
    Interestingly, the presence of Kirill Osk, a special representative of the Norham court, at the Sarn embassy in \
    Halden on January 7th was noted. While the nature of his visit remains unclear, it suggests that talks go on. \
    Governor Toft announced on January 8th that a bilateral paper on the ferry guarantees is, in essence, complete. \
    The remaining hurdle is its formal approval at the highest level. On January 6th the pilots met in Arlen. \
    Oskar Berg, the port's special envoy, said that the idea was agreed in Arlen. \
    Mara Josip, president of the Pilots' League, reported that concrete agreements were reached. \
    Norland's president Ada Lind has stated that Sarn needs real guarantees, including reserve ferries with Norham's support. \
    The Ferry League is scheduled to convene early in May to reaffirm its support for Sarn, as stated by Mayor Brandt. \
    Think of the Baltic ports, which have actively sought and received bilateral pledges from key allies like Norland and \
    Halden to bolster their trade. \
    The model resembles the pledges provided to Arlen by Norham, with long-term aid.";

#[test]
fn what_came_first_in_other_words() {
    flags_by(
        COURT,
        "Order of the day: Governor Toft sees Sarn first and meets Mayor Brandt on her own afterwards.",
        "contradicted-claim",
        "first and",
    );
    leaves_alone_by(COURT, "Order of the day: Governor Toft sees Mayor Brandt first and meets Sarn afterwards.");
    flags_by(
        COURT,
        "Before sitting down with each other, Toft and Brandt communicated with the lake towns to align their plans.",
        "contradicted-claim",
        "Before",
    );
    leaves_alone_by(
        COURT,
        "After sitting down with each other, Toft and Brandt communicated with the lake towns to align their plans.",
    );
    flags_by(
        COURT,
        "Toft made it known on 6 January that the bilateral paper on the guarantees was as good as complete and that only \
         formal approval at the highest level remained.",
        "conflicting-date",
        "6 January",
    );
    leaves_alone_by(
        COURT,
        "Toft made it known on 8 January that the bilateral paper on the guarantees was as good as complete and that only \
         formal approval at the highest level remained.",
    );
}

#[test]
fn who_it_was() {
    flags_by(
        COURT,
        "Oskar Berg showed up at the Sarn embassy in Halden on 7 January, purpose of the visit unclear.",
        "conflicting-name",
        "Oskar Berg",
    );
    leaves_alone_by(
        COURT,
        "Kirill Osk showed up at the Sarn embassy in Halden on 7 January, purpose of the visit unclear.",
    );
    flags_by(
        COURT,
        "Norham's ambassador to Norland, Kirill Osk, was at the Sarn embassy in Halden.",
        "conflicting-name",
        "ambassador",
    );
    flags_by(
        COURT,
        "National Harbour Adviser Oskar Berg said that the idea was agreed in Arlen.",
        "conflicting-name",
        "Adviser",
    );
    leaves_alone_by(COURT, "Special envoy Oskar Berg said that the idea was agreed in Arlen.");
    flags_by(
        COURT,
        "What Sarn needs, in the words of League President Mara Josip, is real guarantees with reserve ferries and Norham's \
         support.",
        "conflicting-name",
        "Mara Josip",
    );
    leaves_alone_by(
        COURT,
        "What Sarn needs, in the words of President Ada Lind, is real guarantees with reserve ferries and Norham's support.",
    );
    flags_by(
        COURT,
        "Oskar Berg announced that the Ferry League would gather early in May to renew its support for Sarn.",
        "conflicting-name",
        "Oskar Berg",
    );
    flags_by(
        COURT,
        "Mara Josip reported concrete agreements, including one on an exchange of sailors.",
        "unsupported-claim",
        "including one on an exchange of sailors",
    );
}

#[test]
fn who_gives_and_who_gets() {
    flags_by(
        COURT,
        "Norland and Halden have asked the Baltic ports for bilateral pledges and received them to bolster their trade.",
        "conflicting-name",
        "Norland and Halden have asked the Baltic",
    );
    leaves_alone_by(
        COURT,
        "The Baltic ports have asked Norland and Halden for bilateral pledges and received them to bolster their trade.",
    );
    flags_by(
        COURT,
        "The model resembles the pledges that Arlen has made to Norham, with long-term aid.",
        "conflicting-name",
        "Arlen has made to Norham",
    );
    leaves_alone_by(COURT, "The model resembles the pledges that Norham has made to Arlen, with long-term aid.");
}

const SPEECH: &str = "These acts \"do not match the gentle words\" that Brandt uses in talks with Berg, Governor Toft said. \
    The harbour board insists on a veto over the ferry plan. The discussions will include continued support for the ferry \
    plan. Norham has not agreed to Arlen's entry into the Union. Dahl considers talks of Arlen and Norham acceptable. \
    This marks a somewhat unexpected openness of the board to the plan. Reports suggest that Toft, Brandt and Berg would \
    meet again only if a treaty appears imminent. Zelma Roe confirmed that no consensus was reached on the board's demands \
    for Arlen to withdraw from the eastern islands.";

#[test]
fn right_sentences_in_other_words() {
    leaves_alone(
        SPEECH,
        "Brandt's acts \"do not match the gentle words\" he uses when talking to Berg, according to Toft.",
    );
    leaves_alone(SPEECH, "The harbour board insists on having a veto over the ferry plan.");
    leaves_alone(SPEECH, "Norham has not given its consent to Arlen's entry into the Union.");
    flags(
        SPEECH,
        "Norham has given its consent to Arlen's entry into the Union.",
        "contradicted-claim",
        "consent to Arlen's entry",
    );
    leaves_alone(SPEECH, "The board shows a rather unexpected openness to the plan.");
    leaves_alone(
        SPEECH,
        "There is no agreement on the board's demand that Arlen leave the islands, Zelma Roe confirms.",
    );
    flags(
        SPEECH,
        "Zelma Roe said the board and Arlen had found common ground on the demand for a withdrawal from the eastern islands.",
        "contradicted-claim",
        "common ground",
    );
}

const BASIN: &str = "The nightly cut applies to 34 towns. If the reservoirs fall below 12 per cent of capacity, the nightly cut \
    will be lengthened to twelve hours. The consultation was carried out at Ashby in February; at Sarn it would begin on \
    3 June. Mixed groups narrowed the gap only where teachers had been trained beforehand. The opposition supports the \
    duties but accuses the board of acting late. The job losses were the result of high electricity prices in Tamar. Norland denies the charge. That \
    share had led the board to open an inquiry in October.";

#[test]
fn paraphrases_of_other_subjects() {
    leaves_alone(BASIN, "Were the reservoirs to sink under 12 per cent, the nightly cut would last longer.");
    leaves_alone(
        BASIN,
        "Ashby was consulted in February, whereas at Sarn the consultation was only to begin on 3 June.",
    );
    leaves_alone(BASIN, "Mixed groups narrow the gap only if teachers have been trained for them.");
    leaves_alone(BASIN, "The opposition takes issue with how late the duties come, not with the duties.");
    flags(BASIN, "The opposition does not support the duties.", "contradicted-claim", "not support the duties");
    leaves_alone(BASIN, "The job losses come from electricity prices in Tamar and not from the low Norland prices.");
    flags(BASIN, "The job losses were the result of low electricity prices in Tamar.", "contradicted-claim", "low");
    leaves_alone(BASIN, "It was that share that moved the board to look more closely from October.");
}

const DRAFT_PLAN: &str = "As Arlen seeks to refine a draft harbour plan originally proposed by Norland, the talks go on. \
    Toft said she would meet the board again only if an agreement appears imminent. \
    There was an explicit emphasis that talks on the future of the islands must involve Sarn itself. \
    Toft repeated that the form of the talks is less important than tangible actions from the board. \
    The value of the pledge hinges on the willingness of several towns to enforce it.";

#[test]
fn whose_plan_it_is() {
    flags(DRAFT_PLAN, "The draft harbour plan came originally from Arlen.", "conflicting-name", "Arlen");
    leaves_alone(DRAFT_PLAN, "The draft harbour plan came originally from Norland.");
    flags(DRAFT_PLAN, "The draft harbour plan is an idea of Arlen's.", "conflicting-name", "Arlen");
    leaves_alone(DRAFT_PLAN, "The draft harbour plan is an idea of Norland's.");
}

#[test]
fn not_without_and_not_unless_bind() {
    leaves_alone(DRAFT_PLAN, "Toft will not meet the board again unless an agreement appears imminent.");
    leaves_alone(DRAFT_PLAN, "It was stressed that the future of the islands could not be talked about without Sarn.");
    flags(
        DRAFT_PLAN,
        "For Toft the form of the talks matters more than tangible steps by the board.",
        "contradicted-claim",
        "more",
    );
    leaves_alone(DRAFT_PLAN, "For Toft the form of the talks matters less than tangible steps by the board.");
    leaves_alone(DRAFT_PLAN, "The value of the pledge depends on whether anyone is willing to enforce it.");
}

#[test]
fn an_office_of_another_country_did_not_say_it() {
    let source = "The Coalition of Ports is scheduled to convene early in January, as stated by French President Emile Roux. \
        British Prime Minister Ada Toft is to meet Odd Berg in Halden on Monday, followed by talks with the Sarn mayors.";
    flags(
        source,
        "The British prime minister stated that the Coalition of Ports would convene early in January.",
        "conflicting-name",
        "The British prime minister",
    );
    leaves_alone(source, "The French president stated that the Coalition of Ports would convene early in January.");
    flags(
        source,
        "In Halden, Toft will talk with the Sarn mayors first and meet Berg on Monday afterwards.",
        "contradicted-claim",
        "first and",
    );
    leaves_alone(source, "In Halden, Toft will meet Berg on Monday first and talk with the Sarn mayors afterwards.");
}
