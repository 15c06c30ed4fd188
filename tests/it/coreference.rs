//! Pronouns and descriptions that stand for a name of the sentences before, in the draft and in its sources, each beside
//! a sentence that is left alone.

use citecheck::config::{Components, Level};
use citecheck::judge::{How, MatchKind, explain};

use crate::fixture::Fixture;

fn fixture(source: &str, draft: &str, components: Components) -> Fixture {
    Fixture::parse_for(&format!("//- /draft.md\n{draft}\n//- /corpus/source.txt\n{source}\n"), components)
}

/// The rules and words of the warnings and errors.
fn findings(fixture: &Fixture) -> Vec<(&'static str, String)> {
    let report = fixture.check();
    let loud = report.findings.iter().filter(|it| it.level >= Level::Warning);
    loud.map(|it| (it.rule, it.span.of(&fixture.text).to_owned())).collect()
}

#[track_caller]
fn flags(source: &str, draft: &str, rule: &'static str, words: &str) {
    assert_eq!(findings(&fixture(source, draft, Components::all())), [(rule, words.to_owned())], "`{draft}`");
}

/// Flagged only because it is known whom a pronoun or a description stands for.
#[track_caller]
fn flags_by_name(source: &str, draft: &str, rule: &'static str, words: &str) {
    flags(source, draft, rule, words);
    let components = Components::all().without("coreference").expect("a part of the method");
    let plain = fixture(source, draft, components);
    assert_eq!(findings(&plain), [], "`{draft}` without coreference");
}

#[track_caller]
fn leaves_alone(source: &str, draft: &str) {
    assert_eq!(findings(&fixture(source, draft, Components::all())), [], "`{draft}`");
}

const HARBOUR: &str = "Fisheries Minister Ana Torv opened the new harbour in Lerik on Monday. \
    She praised the crews for their patience. \
    Shipowner Nils Dahl opposes quotas without a season for cod. \
    “The fleet has waited long enough for this,” said Dahl. \
    The fisheries minister promised a second pier before winter.";

#[test]
fn what_a_pronoun_does_belongs_to_the_name_before() {
    let torv = "Ana Torv opened the new harbour in Lerik on Monday.";
    let dahl = "Shipowner Nils Dahl came to the opening of the new harbour.";
    flags_by_name(HARBOUR, &format!("{torv} She opposes quotas without a season for cod."), "conflicting-name", "She");
    leaves_alone(HARBOUR, &format!("{torv} He opposes quotas without a season for cod, Nils Dahl told the crews."));
    leaves_alone(HARBOUR, "Nils Dahl is a shipowner. He opposes quotas without a season for cod.");
    leaves_alone(HARBOUR, &format!("{dahl} He opposes quotas without a season for cod."));
    leaves_alone(HARBOUR, &format!("{torv} She praised the crews for their patience."));
}

#[test]
fn a_draft_does_not_open_with_somebody_unnamed() {
    let torv = "Ana Torv opened the new harbour in Lerik on Monday.";
    let she = "She promised a second pier before winter.";
    flags(HARBOUR, &format!("{she} {torv}"), "unsupported-claim", she);
    leaves_alone(HARBOUR, &format!("{torv} {she}"));
    leaves_alone(HARBOUR, &format!("# Ana Torv in Lerik\n\n{she} {torv}"));
    leaves_alone(HARBOUR, &format!("The minister promised a second pier before winter. {torv}"));
    // What is all of a draft may have been taken out of another.
    leaves_alone(HARBOUR, she);
    leaves_alone(HARBOUR, &format!("She promised a second pier before winter, Torv told the crews. {torv}"));
}

#[test]
fn a_pronoun_may_open_the_next_paragraph() {
    let draft = "Ana Torv opened the new harbour in Lerik.\n\nShe opposes quotas without a season for cod.";
    flags_by_name(HARBOUR, draft, "conflicting-name", "She");
    leaves_alone(HARBOUR, "Nils Dahl is a shipowner.\n\nHe opposes quotas without a season for cod.");
}

#[test]
fn a_pronoun_that_may_be_either_is_left_alone() {
    leaves_alone(
        HARBOUR,
        "Minister Ana Torv, with shipowner Nils Dahl, opened the new harbour in Lerik on Monday. She opposes quotas without a season for cod.",
    );
}

#[test]
fn a_quotation_belongs_to_whom_its_speaker_stands_for() {
    let quoted = "“The fleet has waited long enough for this,”";
    let torv = "Ana Torv opened the new harbour in Lerik on Monday.";
    flags_by_name(HARBOUR, &format!("{torv} {quoted} she said."), "misattributed-quotation", "she");
    leaves_alone(HARBOUR, &format!("Nils Dahl is a shipowner. {quoted} he said."));
    flags_by_name(
        HARBOUR,
        &format!("Fisheries Minister Ana Torv opened the new harbour in Lerik. {quoted} the minister said."),
        "misattributed-quotation",
        "the minister",
    );
    leaves_alone(HARBOUR, &format!("Nils Dahl is a shipowner from Lerik. {quoted} the shipowner said."));
}

#[test]
fn a_statement_belongs_to_whom_its_speaker_stands_for() {
    let source = "Tax director Ida Holm presented the plan on Monday. \
        Banker Piet Roos said that the levy would raise prices for small farms.";
    let draft = "Ida Holm presented the plan on Monday. She said that the levy would raise prices for small farms.";
    flags_by_name(source, draft, "conflicting-name", "She");
    leaves_alone(source, "Piet Roos is a banker. He said that the levy would raise prices for small farms.");
}

const VISIT: &str = "At the airport Latvian President Marta Ozola met the Danish premier, Lars Krogh, for an hour. \
    They walked through the rain to the waiting cars. \
    The Latvian president called for a common radar network along the coast. \
    “We can build it in two years if we start now,” the Latvian president said.";

#[test]
fn a_description_in_a_source_stands_for_its_holder() {
    leaves_alone(VISIT, "Marta Ozola called for a common radar network along the coast.");
    flags(VISIT, "Lars Krogh called for a common radar network along the coast.", "conflicting-name", "Lars Krogh");
    leaves_alone(VISIT, "“We can build it in two years if we start now,” said Marta Ozola.");
    flags_by_name(
        VISIT,
        "“We can build it in two years if we start now,” said Lars Krogh.",
        "misattributed-quotation",
        "Lars Krogh",
    );
}

#[test]
fn a_description_in_the_draft_stands_for_its_holder() {
    let source = "At the airport President Marta Ozola of Latvia met the Danish premier, Lars Krogh, for an hour. \
        Krogh called for a common radar network along the coast.";
    let met = "At the airport Latvian President Marta Ozola met the Danish premier, Lars Krogh, for an hour.";
    flags_by_name(
        source,
        &format!("{met} The Latvian president called for a common radar network along the coast."),
        "conflicting-name",
        "The Latvian president",
    );
    leaves_alone(source, &format!("{met} The Danish premier called for a common radar network along the coast."));
    leaves_alone(source, &format!("{met} Both leaders called for a common radar network along the coast."));
}

const RATING: &str = "In May Stratos, a rating agency, looked into the books of the brewer Halmgard. \
    The agency lowered its outlook for the coming year to negative. \
    “The debt grows faster than the sales,” the agency said. \
    “We have plenty of cash in the bank,” the brewer said.";

#[test]
fn a_noun_stands_for_the_body_of_that_name() {
    leaves_alone(RATING, "Stratos lowered its outlook for the coming year to negative.");
    leaves_alone(RATING, "“The debt grows faster than the sales,” said Stratos.");
    flags_by_name(
        RATING,
        "“The debt grows faster than the sales,” said Halmgard.",
        "misattributed-quotation",
        "Halmgard",
    );
    flags_by_name(RATING, "“We have plenty of cash in the bank,” said Stratos.", "misattributed-quotation", "Stratos");
}

#[test]
fn another_office_is_another_speaker() {
    let source = "The ferry ran aground at dawn with a full deck. \
        “Nobody was hurt and the hull is sound,” the mayor said.";
    flags(source, "“Nobody was hurt and the hull is sound,” police said.", "misattributed-quotation", "police");
    flags(
        source,
        "“Nobody was hurt and the hull is sound,” said the minister.",
        "misattributed-quotation",
        "the minister",
    );
    leaves_alone(source, "“Nobody was hurt and the hull is sound,” said the mayor.");
    leaves_alone(source, "“Nobody was hurt and the hull is sound,” he said.");
}

#[test]
fn she_is_not_he() {
    let source = "The trader from the old market pleaded guilty to selling eels without a licence. \
        He paid a fine of forty crowns at the court in May.";
    flags(source, "Later she paid a fine of forty crowns at the court in May.", "conflicting-name", "she");
    leaves_alone(source, "Later he paid a fine of forty crowns at the court in May.");
}

#[test]
fn an_explanation_names_whom_a_pronoun_stands_for() {
    let draft = "Marta Ozola landed at noon. She met the Danish premier at the airport for an hour.";
    let fixture = fixture(VISIT, draft, Components::all());
    let report = fixture.check();
    let checked = report.claims.last().expect("a claim");
    let matches = explain(&fixture.context.corpus, &checked.claim, &checked.judgement);
    let found = matches.iter().find(|it| it.claim_words == "She").expect("a match for the pronoun");
    assert_eq!((found.kind, found.how, &found.source_words[..]), (MatchKind::Name, How::Meant, "Marta Ozola"));
}
