//! Which sentences are claims, and what a claim knows.

use super::*;
use crate::lexicon::{Term, TermKind};

/// The kinds of the sentences of a draft, one a line: `claim` or the reason.
fn kinds(text: &str) -> Vec<&'static str> {
    find_sentences(&Draft::parse(text)).iter().map(|it| it.reason.map_or("claim", NotAClaim::as_str)).collect()
}

#[track_caller]
fn check(expected: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert_eq!(kinds(sentence), [expected], "{sentence}");
    }
}

#[test]
fn headings_are_no_claims_with_or_without_their_mark() {
    check("heading", &["# The agency opened offices.", "**Fisheries: the road ahead**", "Outlook for next year"]);
    check("claim", &["The agency opened two offices", "Quotas fell by a tenth.", "Norway rejects the quota"]);
}

#[test]
fn questions_are_no_claims_but_questions_asked_by_others_are() {
    check("question", &["Will the quota fall?", "“Will it fall?”"]);
    check("claim", &["The minister asked: “Will it fall?”"]);
}

#[test]
fn words_about_the_draft_are_no_claims() {
    check("about the draft", &["This note sets out three options.", "See also the annex on quotas."]);
    check("about the draft", &["The following options are open.", "Below is a list of quotas."]);
    check("about the draft", &["From: the harbour office of Ostby and Halden.", "Table 3 of the quotas in the north."]);
    check("claim", &["From 1 March the ferry will cost two dollars more.", "To 12 members the board sent a letter."]);
    check("about the draft", &["For the legal side of quotas, see Annex C.", "So much for quotas; now to nets."]);
    check("about the draft", &["Figures have been rounded.", "A separate note will deal with nets."]);
    check("about the draft", &["Not for onward distribution.", "Unless stated otherwise, times are local."]);
    check("about the draft", &["First, the quotas.", "For decision: the level of quotas in the north."]);
    check("claim", &["First, the quotas fell.", "Prices are in decline.", "The times are hard in the north."]);
    check(
        "claim",
        &["Figures have been rising.", "A separate deal covers nets.", "For the fleet, see-saw quotas hurt."],
    );
    check("claim", &["This report found that quotas fell.", "The report sets out three options."]);
    check("claim", &["The following year quotas fell.", "Above all quotas fell in spring."]);
}

#[test]
fn views_of_the_writer_are_no_claims_but_views_of_others_are() {
    check("own view", &["We assess that quotas will fall.", "In our view the quota is too low."]);
    check("own view", &["The quota strikes us as too low.", "The fleet has only itself to blame."]);
    check("own view", &["The jury is still out.", "Much depends on the weather.", "That is a risky bet."]);
    check("own view", &["May calmer seas return."]);
    check("claim", &["May brought calmer seas.", "May storms closed the ports."]);
    check("claim", &["The jury is at work in Oslo.", "The ports depend on the weather."]);
    check("claim", &["The quota strikes boats in the south.", "The fleet has only itself to feed."]);
    check("claim", &["The agency assesses that quotas will fall.", "He said: “We believe quotas will fall.”"]);
}

#[test]
fn advice_is_no_claim_but_advice_handed_on_is() {
    check("recommendation", &["The agency should close two offices.", "Ministers may wish to raise the quota."]);
    check("recommendation", &["It is worth dwelling on that figure.", "It is still worth asking why."]);
    check("claim", &["It is worth noting that quotas fell.", "The catch is worth selling."]);
    check("recommendation", &["The agency might usefully close an office.", "Ports would do well to buy nets."]);
    check("recommendation", &["Posts in Oslo should be asked to report on quotas."]);
    check("recommendation", &["A visit to the port merits consideration.", "There is a strong case for nets."]);
    check("recommendation", &["It is essential that ports speak with one voice."]);
    check("claim", &["The court is to consider the merits of nets.", "There is a case of nets in the hall."]);
    check("claim", &["The agency might close an office.", "Torv said posts should be asked to report on quotas."]);
    check("claim", &["The agency should close two offices, the minister said.", "The fleet must have known."]);
    check("claim", &["They debated how quotas should be set.", "The mayor feels the agency should close."]);
    check("claim", &["Torv considers it unacceptable that quotas should be set without the posts."]);
    check("claim", &["Torv and Lind will meet, for which a place must be found.", "A place must still be found."]);
    check("recommendation", &["A place must be found, which will take time."]);
}

#[test]
fn instructions_are_no_claims_but_nouns_that_look_alike_are() {
    check("instruction", &["Please send comments by noon.", "Finally, check the figures with the agency."]);
    check("instruction", &["Next step: ask the agency for its figures.", "Write to the agency about the nets!"]);
    check("claim", &["The next step: the agency asks for nets."]);
    check(
        "claim",
        &["Review of the quotas began in spring.", "Use of nets fell by half.", "Review finds nets in port."],
    );
}

#[test]
fn lead_ins_and_scraps_are_no_claims() {
    check("lead-in", &["Points for the meeting:"]);
    check("too short", &["It fell."]);
    check("no words", &["1,000 – 2,000", "`code`"]);
}

#[test]
fn list_items_are_claims_when_they_have_a_verb() {
    check("claim", &["- quotas fell by a tenth", "- Norway insists on a veto"]);
    check("fragment", &["- a tenth of the quota", "- Norway and the veto"]);
}

#[test]
fn table_cells_are_claims_when_they_are_sentences() {
    let table = |cell: &str| kinds(&format!("| {cell} |\n| - |\n"));
    assert_eq!(table("Quotas fell by a tenth."), ["claim"]);
    assert_eq!(table("Quotas fell in the north and south"), ["claim"]);
    assert_eq!(table("Quotas fell hard"), ["fragment"]);
    assert_eq!(table("Quota in tonnes"), ["fragment"]);
}

#[test]
fn footnotes_are_claims_when_they_say_more_than_their_source() {
    let note = |text: &str| kinds(&format!("[^1]: {text}\n"));
    assert_eq!(note("The agency closed two offices."), ["claim"]);
    assert_eq!(note("Fishing Times, 3 March 2024."), ["reference"]);
    assert_eq!(note("Fishing Times, “Quotas fell by half”, accessed 3 March 2024."), ["reference"]);
    assert_eq!(note("See [the report](https://a.org)."), ["reference"]);
}

#[test]
fn block_quotes_may_claim() {
    check("claim", &["> The agency closed two offices."]);
}

fn claims(text: &str) -> Vec<Claim> {
    let names = ["Torv", "Dahl", "Oslo"].map(|name| Term {
        name: name.to_owned(),
        kind: TermKind::Name,
        aliases: Vec::new(),
        roles: Vec::new(),
        definition: None,
        replaced: Vec::new(),
        n_passages: 1,
    });
    find_claims(&Draft::parse(text), &Lexicon::new(names.into()))
}

#[test]
fn a_claim_has_the_citations_in_and_right_behind_it() {
    let text = "[@a] shows that quotas fell [@b]. [@c] They rose in spring.[^d] @e says that they fell again.";
    let cited: Vec<Vec<usize>> = claims(text).into_iter().map(|it| it.citations).collect();
    assert_eq!(cited, [vec![0, 1, 2], vec![3], vec![4]]);
}

#[test]
fn a_claim_is_as_long_as_its_span() {
    let text = "First.\n\nThe **agency** of Oslo\nclosed [two](https://a.org) offices.";
    let claims = claims(text);
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].span.len(), claims[0].text.len());
    let mentions: Vec<&str> = claims[0].mentions.iter().map(|it| it.span.of(text)).collect();
    assert_eq!(mentions, ["Oslo"]);
    assert!(claims[0].sentence.tokens.iter().any(|it| it.span.of(&claims[0].text) == "agency"));
}

#[test]
fn a_pronoun_asks_for_the_sentences_before() {
    let before = |text: &str| claims(text).last().map(|it| it.before.join(" ")).unwrap_or_default();
    assert_eq!(
        before("Torv opened two offices. It rained a lot. She closed them again."),
        "Torv opened two offices. It rained a lot."
    );
    assert_eq!(before("Torv opened two offices. The minister closed them again."), "Torv opened two offices.");
    assert_eq!(before("Torv opened two offices. Then Dahl closed his own office."), "");
    assert_eq!(before("Torv opened two offices.\n\nShe closed them again."), "Torv opened two offices.");
    assert_eq!(before("Torv opened two offices.\n\n# Later\n\nShe closed them again."), "");
}
