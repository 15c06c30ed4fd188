//! Whose plan, demand or word it is, what came first, and how far a list goes. Each beside a sentence that is wrong, or
//! right.

use crate::judge::{flags, flags_by, leaves_alone, leaves_alone_by};

const ZONE: &str = "With Peru promoting the notion of a free trade zone on the lake that requires concessions from Chile, the \
    talks drag on. \
    Peru demands private talks with Chile on the toll and insists on a veto over the new locks. \
    Discussions continue on an 18-point harbour plan from Chile. \
    Chile remains unwilling to enter into talks on the islands without a truce. \
    Ada Toft told of her wish for a long lease of the old quay, as the talks with Governor Brandt go on. \
    The two sides are far apart on the islands, and the positions of Peru and Chile differ widely. \
    Despite Brandt ruling out an early vote, the paper mills stay open. \
    Under its new premier, Norland has not agreed to the accession of Chile to the Lake Pact.";

#[test]
fn a_plan_is_whose_it_is() {
    flags(
        ZONE,
        "Chile is promoting a free trade zone on the lake, while Peru fears for its concessions.",
        "conflicting-name",
        "Chile",
    );
    leaves_alone(ZONE, "Peru is promoting a free trade zone on the lake, which would cost Chile concessions.");
    flags(ZONE, "The free trade zone on the lake is a Chilean idea.", "conflicting-name", "Chilean");
    leaves_alone(ZONE, "The free trade zone on the lake is a Peruvian idea.");
    flags(ZONE, "Discussions continue on an 18-point harbour plan drawn up by Peru.", "conflicting-name", "Peru");
    leaves_alone(ZONE, "Discussions continue on an 18-point harbour plan drawn up by Chile.");
}

#[test]
fn a_wish_or_a_refusal_is_whose_it_is() {
    flags(ZONE, "Brandt has asked for a long lease of the old quay.", "conflicting-name", "Brandt");
    leaves_alone(ZONE, "Toft has asked for a long lease of the old quay.");
    flags(ZONE, "Peru refuses to enter into talks on the islands.", "conflicting-name", "Peru");
    leaves_alone(ZONE, "Chile refuses to enter into talks on the islands.");
    flags(
        ZONE,
        "Peru does not demand private talks with Chile on the toll.",
        "contradicted-claim",
        "not demand private talks",
    );
    leaves_alone(ZONE, "Peru demands private talks with Chile on the toll.");
}

#[test]
fn sides_and_denials_in_other_words() {
    flags(ZONE, "The positions of Peru and Chile on the islands have converged.", "contradicted-claim", "converged");
    leaves_alone(ZONE, "The positions of Peru and Chile on the islands diverge.");
    flags(ZONE, "An early vote is something that Brandt has not ruled out.", "contradicted-claim", "not ruled");
    leaves_alone(ZONE, "An early vote is something that Brandt has ruled out.");
    flags(
        ZONE,
        "Norland has given its agreement to the accession of Chile to the Lake Pact.",
        "contradicted-claim",
        "agreement to the accession of Chile",
    );
    leaves_alone(ZONE, "Norland has withheld its agreement to the accession of Chile to the Lake Pact.");
}

const VISIT: &str = "President Toft will first see Brandt one-on-one before the meetings with the island mayors. \
    The flurry of talks in Arlen on 6 and 7 March was noted. A round of the Harbour League with Peru confirmed its support. \
    Mayor Roe announced on 9 March that the paper on the new toll was as good as complete. \
    Brandt recently met the Norlandic premier, Lasse Berg, and now he is hosting the mayor of Sarn, Ulla Rask, who comes \
    with a wish. \
    The terms of the lease, covering boats, piers, and cranes, are to be made clear at the next round. \
    The measures are intended to follow a settlement or a longer truce. \
    There is a possibility of a three-way summit with Toft, Brandt and Berg, but no date for it. \
    The focus of the lease is not solely on Peru.";

#[test]
fn what_comes_first() {
    flags(
        VISIT,
        "Toft will talk to the island mayors first and see Brandt one-on-one after that.",
        "contradicted-claim",
        "first and",
    );
    leaves_alone(VISIT, "Toft will see Brandt first and meet the island mayors after that.");
    flags(
        VISIT,
        "Toft will see Brandt one-on-one once the meetings with the island mayors are over.",
        "contradicted-claim",
        "once",
    );
    flags(VISIT, "Brandt hosted Rask of Sarn shortly before he met Berg.", "contradicted-claim", "before");
    leaves_alone(VISIT, "Brandt hosted Rask of Sarn shortly after he had met Berg.");
}

#[test]
fn lists_and_what_is_narrowed() {
    const RADAR: &str = "The terms of the lease cover boats, piers, cranes and radar.";
    flags(VISIT, "The lease would cover boats and piers only.", "overstated-claim", "only");
    leaves_alone(VISIT, "The lease would cover boats, piers and cranes.");
    flags(VISIT, RADAR, "unsupported-claim", RADAR);
    flags(VISIT, "The lease is focused on Peru only.", "overstated-claim", "only");
    leaves_alone(VISIT, "The focus of the lease is not on Peru alone.");
}

#[test]
fn what_it_is_bound_to_and_whether_it_comes() {
    const CHAIRMAN: &str = "The measures are intended to start once the council has elected a chairman.";
    flags(VISIT, CHAIRMAN, "unsupported-claim", CHAIRMAN);
    leaves_alone(VISIT, "The measures are intended to start once there is a settlement.");
    flags(VISIT, "It is settled that Toft, Brandt and Berg will hold a summit.", "overstated-claim", "will hold");
    leaves_alone(VISIT, "Toft, Brandt and Berg may hold a summit.");
}

const WORDS: &str = "\"These dredgers do not match the gentle words that he uses,\" Ada Toft remarked. \
    The plan is \"90 percent agreed\", Toft said. \
    The Harbour Office announced that Brandt and Berg would have another call \"very soon\", as Dmitry Pell, its spokesman, \
    confirmed to reporters. Kirill Dmitriev, a harbour envoy, was in Arlen. \
    \"We did not vote to sign away the pier,\" said Tomas Ilk, co-leader of the Islanders. \
    A study by the Lake Institute puts half of the loss down to gravel. Mara Josip called the study \"one-sided\".";

#[test]
fn whose_words_they_are() {
    flags(
        WORDS,
        "As Oskar Berg put it, the dredgers \"do not match the gentle words\" of the mayor.",
        "misattributed-quotation",
        "Oskar Berg",
    );
    flags(
        WORDS,
        "The plan is \"90 percent agreed\", in the words of Governor Brandt.",
        "misattributed-quotation",
        "Brandt",
    );
    leaves_alone(WORDS, "The plan is \"90 percent agreed\", in the words of Ada Toft.");
    flags(
        WORDS,
        "Kirill Dmitriev announced that another call between Brandt and Berg would come \"very soon\".",
        "misattributed-quotation",
        "Kirill Dmitriev",
    );
    leaves_alone(WORDS, "\"We did not vote to sign away the pier,\" said the Islanders' co-leader Tomas Ilk.");
    leaves_alone(
        WORDS,
        "Half of the loss comes from gravel, according to a study by the Lake Institute that Mara Josip dismissed as \
         \"one-sided\".",
    );
}

const LEDGER: &str = "---\ndate: 2026-09-10\n---\n\
    The scheme had reached 142,000 homes by the end of July. \
    The carvings were taken in 1897 and bought by Peder Halvor at an auction two years later. \
    The clerk noted the smell at 2.40am, but the office was not told until 5.15am. \
    The theatre learned of the cut by email on 20 May and told its staff the next morning. \
    The mills emit 2.3 tonnes of carbon dioxide for each tonne of steel. \
    A committee of three experts from each side is to report on the drum. \
    The court dismissed the request in May but ordered that a ladder for fish be built. \
    The bank would live with it if the trust sold a package of accounts to a rival. \
    None of the nine reviews requested in spring succeeded. \
    The exact agenda for the meetings has not been disclosed.\n";

#[test]
fn what_is_told_in_other_figures_and_words() {
    leaves_alone_by(LEDGER, "The scheme had reached 142,000 homes by 31 July.");
    flags_by(LEDGER, "The scheme had reached 142,000 homes by 1 July.", "conflicting-date", "1 July");
    leaves_alone_by(LEDGER, "Peder Halvor bought the carvings in 1899.");
    flags_by(LEDGER, "Peder Halvor bought the carvings in 1905.", "conflicting-date", "1905");
    leaves_alone_by(LEDGER, "More than two and a half hours passed before the office was told of the smell.");
    leaves_alone_by(LEDGER, "The staff of the theatre heard of the cut on 21 May.");
    leaves_alone_by(LEDGER, "For each tonne of steel the mills emit 2.3 tonnes of CO2.");
    leaves_alone_by(LEDGER, "Six experts, three from either side, are to report on the drum.");
    leaves_alone_by(LEDGER, "In May the court threw out the request but required a ladder for fish.");
    leaves_alone_by(LEDGER, "The bank would live with it if a rival bought a package of accounts.");
    leaves_alone_by(LEDGER, "All nine reviews requested in spring failed.");
    leaves_alone_by(LEDGER, "No exact agenda for the meetings has been made public.");
    flags_by(LEDGER, "The exact agenda for the meetings has been disclosed.", "contradicted-claim", "disclosed");
}
