//! What the judge sees, each beside a sentence it leaves alone.

use citecheck::config::Level;

use crate::fixture::Fixture;

/// The rules and words of the warnings and errors about one sentence, checked against one source.
fn findings(source: &str, sentence: &str) -> Vec<(&'static str, String)> {
    findings_in(&format!("//- /draft.md\n{sentence}\n//- /corpus/source.txt\n{source}\n"), sentence)
}

fn findings_in(fixture: &str, sentence: &str) -> Vec<(&'static str, String)> {
    let fixture = Fixture::parse(fixture);
    let report = fixture.check();
    assert_eq!(report.claims.len(), 1, "`{sentence}` is a claim");
    let loud = report.findings.iter().filter(|it| it.level >= Level::Warning);
    loud.map(|it| (it.rule, it.span.of(&fixture.text).to_owned())).collect()
}

pub(crate) fn flags(source: &str, sentence: &str, rule: &'static str, words: &str) {
    assert_eq!(findings(source, sentence), [(rule, words.to_owned())], "`{sentence}`");
}

/// The rules of the warnings and errors about all claims of a text.
pub(crate) fn rules(source: &str, text: &str) -> Vec<&'static str> {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{text}\n//- /corpus/source.txt\n{source}\n"));
    fixture.check().findings.iter().filter(|it| it.level >= Level::Warning).map(|it| it.rule).collect()
}

pub(crate) fn leaves_alone(source: &str, sentence: &str) {
    assert_eq!(findings(source, sentence), [], "`{sentence}`");
}

/// The same with a source in Markdown, which may have a date.
pub(crate) fn flags_by(source: &str, sentence: &str, rule: &'static str, words: &str) {
    let fixture = format!("//- /draft.md\n{sentence}\n//- /corpus/source.md\n{source}");
    assert_eq!(findings_in(&fixture, sentence), [(rule, words.to_owned())], "`{sentence}`");
}

pub(crate) fn leaves_alone_by(source: &str, sentence: &str) {
    let fixture = format!("//- /draft.md\n{sentence}\n//- /corpus/source.md\n{source}");
    assert_eq!(findings_in(&fixture, sentence), [], "`{sentence}`");
}

const BUDGET: &str = "The council sets aside £96 million for roads and £58 million for cycling. \
    Ridership on the trams fell to 17.3 million journeys from 18.1 million a year earlier. \
    Six new trams will cost £2.9 million each. \
    Reserves would fall to £23 million, below the £25 million that the treasurer wants.";

#[test]
fn a_figure_belongs_to_what_it_stands_with() {
    flags(BUDGET, "The council sets aside £58 million for roads.", "conflicting-figure", "£58 million");
    leaves_alone(BUDGET, "The council sets aside £58 million for cycling.");
}

#[test]
fn differences_shares_and_products_are_worked_out() {
    leaves_alone(BUDGET, "Ridership on the trams fell by 800,000 journeys.");
    leaves_alone(BUDGET, "Reserves would fall £2 million short of what the treasurer wants.");
    leaves_alone(BUDGET, "Six new trams will cost £17.4 million in all.");
    flags(BUDGET, "Ridership on the trams fell to 16.3 million journeys.", "conflicting-figure", "16.3 million");
}

const TRANSFER: &str = "In June Marlow United signed the keeper Robert Moen. \
    Ida Moen moved to the coast with her husband Robert.";

#[test]
fn a_name_may_be_shortened() {
    leaves_alone(TRANSFER, "Marlow Utd signed the keeper Robert Moen in June.");
    flags(TRANSFER, "Marlow Rovers signed the keeper Robert Moen in June.", "conflicting-name", "Rovers");
    leaves_alone(TRANSFER, "Ida Moen moved to the coast with husband Rob.");
    flags(TRANSFER, "Ida Moen moved to the coast with husband Knut.", "conflicting-name", "Knut");
}

const MARKETS: &str = "Brightwater shares fell 4.7 percent in Amsterdam, while Corvane shares rose 29 percent in \
    Copenhagen. Spending on agency staff was £6.2 million above plan in December. \
    The companies hope to close in the second quarter of 2026. \
    The takeover may prove smaller than feared, and the regulator has not approved it.";

#[test]
fn what_rose_did_not_fall() {
    flags(MARKETS, "Brightwater shares rose 4.7 percent in Amsterdam.", "contradicted-claim", "rose");
    leaves_alone(MARKETS, "Brightwater shares lost 4.7 percent in Amsterdam.");
}

#[test]
fn above_is_not_below() {
    flags(MARKETS, "In December spending on agency staff was £6.2 million below plan.", "contradicted-claim", "below");
    leaves_alone(MARKETS, "In December spending on agency staff was £6.2 million above plan.");
}

#[test]
fn a_quarter_is_a_date_of_its_own() {
    flags(MARKETS, "The companies hope to close in the third quarter of 2026.", "conflicting-figure", "third");
    leaves_alone(MARKETS, "The companies hope to close in Q2 2026.");
}

const FORCE: &str = "The force would cover land, air and sea. Minister Carla Rossi ruled out an early election. \
    Rossi said that the force could persuade neighbours to join. \
    Members are considering whether the reserve could be used for the force. \
    The neighbours remain unwilling to hold talks, reported Admiral Otto Lindqvist.";

#[test]
fn one_item_of_a_list_may_be_another() {
    flags(FORCE, "The force would cover land, air and cyberspace.", "contradicted-claim", "cyberspace");
    leaves_alone(FORCE, "The force would cover sea, land and air.");
}

#[test]
fn a_particle_turns_a_verb_round() {
    flags(FORCE, "Rossi ruled in an early election.", "contradicted-claim", "ruled in");
    leaves_alone(FORCE, "Rossi has ruled out an early election.");
}

#[test]
fn possible_is_not_certain() {
    flags(FORCE, "The force will persuade neighbours to join.", "overstated-claim", "will persuade");
    leaves_alone(FORCE, "The force might persuade neighbours to join.");
}

#[test]
fn considered_is_not_decided() {
    flags(FORCE, "Members have decided to use the reserve for the force.", "overstated-claim", "have decided");
    leaves_alone(FORCE, "Members are weighing whether to use the reserve for the force.");
}

#[test]
fn a_prefix_turns_a_word_round() {
    flags(FORCE, "The neighbours remain willing to hold talks.", "contradicted-claim", "willing");
    leaves_alone(FORCE, "The neighbours are still unwilling to hold talks.");
}

#[test]
fn a_statement_belongs_to_who_made_it() {
    flags(FORCE, "Lindqvist said that the force could persuade neighbours to join.", "conflicting-name", "Lindqvist");
    leaves_alone(FORCE, "According to Rossi, the force could persuade neighbours to join.");
}

const TALKS: &str = "Norway demands private talks and insists on a veto over the treaty. \
    Maria Keller and Jonas Brandt met at the lake resort on Friday. \
    No agreement was reached on Keller's demands for a pipeline. \
    The council's director of highways, Gordon Vale, told members from Estonia that the bridge stays closed. \
    The summit did not result in a breakthrough on fishing.";

#[test]
fn an_act_belongs_to_its_subject() {
    flags(TALKS, "Estonia insists on a veto over the treaty.", "conflicting-name", "Estonia");
    leaves_alone(TALKS, "Norway insists on a veto over the treaty.");
}

const NURSE: &str = "Marta Vos proposed new elections in October. Alma refused to sign the harbour treaty in Halden. \
    Her father built boats. The war took her to France. She was born as Alma Keller in Moss, a fishing village. \
    Victor Lind proposes nothing.";

#[test]
fn a_first_name_may_be_told_for_the_last() {
    flags(NURSE, "Lind refused to sign the harbour treaty in Halden.", "conflicting-name", "Lind");
    leaves_alone(NURSE, "Keller refused to sign the harbour treaty in Halden.");
}

#[test]
fn a_meeting_has_its_partners() {
    flags(TALKS, "Gordon Vale and Jonas Brandt met at the lake resort on Friday.", "conflicting-name", "Gordon Vale");
    leaves_alone(TALKS, "Jonas Brandt and Maria Keller met at the lake resort on Friday.");
}

#[test]
fn a_demand_has_its_owner() {
    flags(TALKS, "No agreement was reached on Brandt's demands for a pipeline.", "conflicting-name", "Brandt");
    leaves_alone(TALKS, "No agreement was reached on Keller's demands for a pipeline.");
}

#[test]
fn an_office_has_its_field() {
    flags(
        TALKS,
        "Gordon Vale, the council's director of finance, told members that the bridge stays closed.",
        "conflicting-name",
        "finance",
    );
    leaves_alone(TALKS, "Gordon Vale, the council's director of highways, told members that the bridge stays closed.");
}

#[test]
fn what_did_not_come_did_not_come() {
    flags(TALKS, "A breakthrough on fishing came out of the summit.", "contradicted-claim", "breakthrough on fishing");
    leaves_alone(TALKS, "The summit brought no breakthrough on fishing.");
}

#[test]
fn a_clause_is_judged_by_itself() {
    flags(
        TALKS,
        "Keller and Brandt met at the lake resort on Friday, but the summit did result in a breakthrough on fishing.",
        "contradicted-claim",
        "breakthrough on fishing",
    );
    leaves_alone(
        TALKS,
        "Keller and Brandt met at the lake resort on Friday, but the summit did not result in a breakthrough on fishing.",
    );
}

#[test]
fn figures_tell_what_a_free_paraphrase_is_about() {
    let fares =
        "Adult single fares will rise from £2.20 to £2.40 on 1 May; fares for minors are frozen until April 2026.";
    leaves_alone(fares, "Grown-ups pay £2.40 from 1 May onwards, whereas youngsters notice nothing before April 2026.");
    flags(fares, "Adult single fares will rise to £2.60 on 1 May.", "conflicting-figure", "£2.60");
}

#[test]
fn a_denial_is_not_refuted_by_another_matter() {
    let attacks = "Hanzel said that the attacks probably came from abroad, but she did not name a state. \
        Votes were counted late in one place. Turnout went up by a point in the state of Vale.";
    leaves_alone(attacks, "Hanzel thought that the attacks came from abroad but did not point to any state.");
    flags(
        attacks,
        "Hanzel did not say that the attacks came from abroad.",
        "contradicted-claim",
        "not say that the attacks came from abroad",
    );
}

#[test]
fn what_we_propose_is_checked_only_against_a_source_that_says_we() {
    let sentence = "We propose a buoy that measures salinity without any battery.";
    let of_source = |source: &str| {
        let fixture = Fixture::parse(&format!("//- /draft.md\n{sentence}\n//- /corpus/source.txt\n{source}\n"));
        fixture.check().claims.len()
    };
    let ours = "We propose a buoy that measures the temperature of shallow bays with a battery of its own making.";
    flags(&ours.replace("temperature", "salinity"), sentence, "contradicted-claim", "without any battery");
    assert_eq!(of_source(ours), 1);
    assert_eq!(of_source("The agency proposes a buoy that measures salinity without any battery."), 0);
    assert_eq!(of_source("We met at noon. The agency proposes a buoy that measures salinity."), 0);
}
