//! On which side of an act somebody stands: who does it, and to whom it is done.

use std::ops::Range;

use super::acts::{Subject, acts, is_verb_form};
use super::instead::partners;
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, TokenKind, is_article, is_before_verb, is_form_of_be, is_reporting, words};

/// A passage speaks of the same act when it has this share of the claim's words.
const SAME_ACT: f64 = 0.5;

/// The same where it has both sides of the act the other way round.
const TURNED: f64 = 0.4;

/// Tokens behind a verb among which somebody stands behind a preposition.
const REACH: usize = 10;

/// A verb with the phrases on its two sides: tokens, the heads last.
struct Act {
    verb: usize,
    doer: Vec<usize>,
    done_to: Vec<usize>,
    /// Phrases behind prepositions, with these.
    behind: Vec<(usize, Vec<usize>)>,
}

/// The claim has on one side of a verb whom the passages have on its other side, or there is another on that side whom
/// the claim names elsewhere.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = read(&view.sentence);
    if ours.is_empty() {
        return None;
    }
    let tells_of_it = |hit: &Hit, least: f64| view.hits.coverage_by(hit, |_| true) >= least;
    let mut passages: Vec<(&Hit, Vec<Act>)> =
        view.all.iter().filter(|it| tells_of_it(it, TURNED)).map(|hit| (hit, read(&hit.sentence))).collect();
    let is_mutual = |it: &Act| words::MUTUAL_STEMS.contains(&view.sentence.tokens[it.verb].stem);
    if let Some(seen) = ours.iter().filter(|it| !is_mutual(it)).find_map(|it| turned(view, it, &passages)) {
        return Some(seen);
    }
    passages.retain(|it| tells_of_it(it.0, SAME_ACT));
    ours.iter().filter(|it| !is_mutual(it)).find_map(|it| displaced(view, it, &passages))
}

/// "Engines supplied earlier were used": the verb right before another only says which engines.
fn is_reduced(tokens: &[Token], verb: usize) -> bool {
    const REACH: usize = 3;
    let changed = tokens[verb].folded.ends_with("ed") || words::IRREGULAR.contains_key(tokens[verb].folded.as_str());
    let has_auxiliary = verb > 0 && is_before_verb(&tokens[verb - 1]);
    let mut behind = tokens[verb + 1..].iter().take(REACH).take_while(|it| it.is_word());
    changed && !has_auxiliary && behind.any(|it| words::FINITE_AUXILIARIES.contains(it.folded.as_str()))
}

fn is_same(view: &View, claim: usize, hit: &Hit, source: usize) -> bool {
    view.hits.strength(&view.sentence.tokens[claim].stem, &hit.sentence.tokens[source].stem) >= 0.5
}

/// Whether the heads of two phrases are the same.
fn is_one(view: &View, own: &[usize], hit: &Hit, theirs: &[usize]) -> bool {
    heads(&view.sentence, own)
        .iter()
        .any(|it| heads(&hit.sentence, theirs).iter().any(|other| is_same(view, *it, hit, *other)))
}

fn is_same_verb(view: &View, own: &Act, hit: &Hit, other: &Act) -> bool {
    let (one, it) = (&view.sentence.tokens[own.verb], &hit.sentence.tokens[other.verb]);
    !words::CONVERSES.contains(&(one.stem.clone(), it.stem.clone())) && view.hits.strength(&one.stem, &it.stem) >= 0.8
}

/// "Soldiers killed militants" where the passage has "killed soldiers".
fn turned(view: &View, own: &Act, passages: &[(&Hit, Vec<Act>)]) -> Option<Seen> {
    if own.doer.is_empty() || (own.done_to.is_empty() && own.behind.is_empty()) {
        return None;
    }
    let mut found = None;
    for (hit, acts) in passages {
        for other in acts.iter().filter(|it| is_same_verb(view, own, hit, it)) {
            if is_one(view, &own.doer, hit, &other.doer) || is_one(view, &own.done_to, hit, &other.done_to) {
                return None;
            }
            let is_doer_hit = is_one(view, &own.doer, hit, &other.done_to);
            let is_object_doing = is_one(view, &own.done_to, hit, &other.doer);
            let changes_sides = (is_doer_hit || is_object_doing) && !other.doer.is_empty() && !other.done_to.is_empty();
            if changes_sides || is_turned_behind(view, own, hit, other) {
                found.get_or_insert((*hit, other));
            }
        }
    }
    let (hit, other) = found?;
    let span = view.span_of(own.doer.iter().chain(&own.done_to).copied().chain([own.verb]));
    let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span);
    Some(seen.against(hit, span_of(hit, other.doer.iter().chain(&other.done_to).copied().chain([other.verb]))))
}

/// "The port repaid it to Nordmar" where the passage has "Nordmar repaid it to the port".
fn is_turned_behind(view: &View, own: &Act, hit: &Hit, other: &Act) -> bool {
    own.behind.iter().any(|(at, phrase)| {
        let preposition = &view.sentence.tokens[*at].folded;
        let mut theirs = other.behind.iter().filter(|it| hit.sentence.tokens[it.0].folded == *preposition);
        is_one(view, phrase, hit, &other.doer) && theirs.any(|it| is_one(view, &own.doer, hit, &it.1))
    })
}

/// "Berg was dismissed after he hit Toft" where the passage has "Toft was dismissed", and names Berg, too.
fn displaced(view: &View, own: &Act, passages: &[(&Hit, Vec<Act>)]) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    for (is_doer, side) in [(true, &own.doer), (false, &own.done_to)] {
        let is_named =
            |sentence: &Sentence, it: &[usize]| heads(sentence, it).iter().any(|it| sentence.tokens[*it].is_name);
        if !is_named(&view.sentence, side) {
            continue;
        }
        // "Comet and the Swift lasted": what one of a row does the other does.
        let row: Vec<Range<usize>> = side.iter().flat_map(|it| partners(&view.sentence, &(*it..*it + 1))).collect();
        let mut found = None;
        let mut is_borne_out = false;
        for (hit, acts) in passages {
            for other in acts.iter().filter(|it| is_same_verb(view, own, hit, it)) {
                let theirs = if is_doer { &other.doer } else { &other.done_to };
                is_borne_out |= is_one(view, side, hit, theirs);
                if theirs.is_empty() || !is_named(&hit.sentence, theirs) || is_one(view, side, hit, theirs) {
                    continue;
                }
                // The claim names that one in another place, and the passage ours.
                let is_elsewhere = (0..ours.len()).any(|it| {
                    !side.contains(&it)
                        && ours[it].is_name
                        && !side.iter().any(|own| are_joined(ours, *own, it))
                        && !row.iter().any(|other| other.contains(&it))
                        && heads(&hit.sentence, theirs).iter().any(|at| is_same(view, it, hit, *at))
                });
                let names_ours = heads(&view.sentence, side).iter().any(|it| {
                    hit.sentence
                        .tokens
                        .iter()
                        .enumerate()
                        .any(|(at, token)| token.is_name && is_same(view, *it, hit, at))
                });
                if is_elsewhere && names_ours {
                    found.get_or_insert((*hit, theirs.clone()));
                }
            }
        }
        if let Some((hit, theirs)) = found.filter(|_| !is_borne_out) {
            let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, view.span_of(side.iter().copied()));
            return Some(seen.against(hit, span_of(hit, theirs)));
        }
    }
    None
}

/// Whether two names stand in one row or one phrase: "Peru, the United States and the League of Wool", "the Greens'
/// co-leader Toft".
fn are_joined(tokens: &[Token], one: usize, other: usize) -> bool {
    const FEW: usize = 5;
    let between = &tokens[one.min(other) + 1..one.max(other)];
    let is_owned = between.first().is_some_and(|it| it.kind == TokenKind::Clitic || it.is_mark("'"));
    let is_few = is_owned && between.len() <= FEW;
    let is_part = |it: &Token| it.is_content() || it.kind == TokenKind::Clitic || it.is_mark("'") || it.is_mark("-");
    (is_few && between.iter().all(is_part))
        || between.iter().all(|it| {
            (it.is_word() && it.is_name)
                || is_article(it)
                || it.kind == TokenKind::Clitic
                || matches!(it.folded.as_str(), "," | "and" | "of" | "'" | "-")
                || words::ROLES.contains(it.folded.as_str())
        })
}

fn span_of(hit: &Hit, tokens: impl IntoIterator<Item = usize>) -> Span {
    let spans = tokens.into_iter().map(|it| hit.sentence.tokens[it].span);
    let whole = spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)));
    whole.unwrap_or(hit.place.span)
}

/// The names that a phrase ends with and the word that they go with, or else its last word: all of "the association
/// Breathe On".
fn heads(sentence: &Sentence, phrase: &[usize]) -> Vec<usize> {
    let tokens = &sentence.tokens;
    let is_title = |it: &usize| words::ROLES.contains(tokens[*it].folded.as_str());
    let names: Vec<usize> = phrase.iter().rev().copied().take_while(|it| tokens[*it].is_name).collect();
    let surname: Vec<usize> = names.iter().copied().filter(|it| !is_title(it)).collect();
    match (names.is_empty(), surname.is_empty()) {
        (true, _) => phrase.last().copied().into_iter().collect(),
        (false, true) => names,
        (false, false) => {
            let kind = phrase.iter().rev().copied().find(|it| !tokens[*it].is_name);
            surname.into_iter().chain(kind.filter(|it| !is_title(it))).collect()
        }
    }
}

/// The acts of a sentence with whom they are told of on either side.
fn read(sentence: &Sentence) -> Vec<Act> {
    let tokens = &sentence.tokens;
    let mut acc: Vec<Act> = Vec::new();
    let found = acts(sentence);
    for act in &found {
        let verb = &tokens[act.verb];
        // "Travels accompanied by …": it is not the one before who accompanies.
        let is_participle = is_reduced(tokens, act.verb)
            || !act.is_passive && tokens.get(act.verb + 1).is_some_and(|it| it.folded == "by");
        // "Warned the department": who is told something is on the other side of it.
        let only_reports = is_reporting(verb) && phrase_after(tokens, act.verb + 1).is_empty();
        let is_told = verb.is_content() && !is_light(verb) && !only_reports && !is_form_of_be(verb) && !is_participle;
        // The one behind "by" comes as an act of its own.
        let is_passive = act.is_passive || found.iter().any(|it| it.verb == act.verb && it.is_passive);
        if !is_told || acc.iter().any(|it| it.verb == act.verb) {
            continue;
        }
        let of_subject = found.iter().find(|it| it.verb == act.verb && it.is_passive == is_passive);
        let subject = of_subject.map_or(Vec::new(), |it| phrase_of(tokens, &it.subject));
        let (doer, done_to) = match is_passive {
            true => (agent(tokens, act.verb), subject),
            false => (subject, phrase_after(tokens, act.verb + 1)),
        };
        acc.push(Act { verb: act.verb, doer, done_to, behind: phrases_behind(tokens, act.verb) });
    }
    acc.extend(behind_nouns(tokens, &acc));
    acc
}

/// "Soldiers killed six militants": behind a plain noun a past form is a verb when something stands as its object.
fn behind_nouns(tokens: &[Token], known: &[Act]) -> Vec<Act> {
    let is_noun = |it: &Token| it.is_content() && !it.is_name && !is_before_verb(it) && !is_verb_form(it);
    let is_past = |it: &Token| {
        let folded = it.folded.as_str();
        it.is_content()
            && !it.is_capital
            && !is_light(it)
            && !is_reporting(it)
            && ((folded.ends_with("ed") && folded.len() > 4) || words::IRREGULAR.contains_key(folded))
    };
    let is_verb =
        |it: &usize| is_noun(&tokens[it - 1]) && is_past(&tokens[*it]) && !known.iter().any(|act| act.verb == *it);
    let verbs = (1..tokens.len()).filter(is_verb);
    let acts = verbs.map(|verb| Act {
        verb,
        doer: phrase_of(tokens, &Subject::Plain(verb - 1)),
        done_to: phrase_after(tokens, verb + 1),
        behind: phrases_behind(tokens, verb),
    });
    acts.filter(|it| !it.done_to.is_empty() || !it.behind.is_empty()).collect()
}

fn phrase_of(tokens: &[Token], subject: &Subject) -> Vec<usize> {
    match subject {
        Subject::Named(range) => {
            // "The association Breathe On"
            let is_kind = |it: &usize| tokens[*it].is_content() && !tokens[*it].is_name;
            let kind = (0..range.start).rev().take_while(is_kind).take(1);
            kind.chain(named(tokens, range)).collect()
        }
        // "A meeting to reaffirm support for Peru was held": it is not Peru that is spoken of.
        Subject::Plain(head) if tokens[*head].is_name => Vec::new(),
        Subject::Plain(head) => {
            let mut run: Vec<usize> = (0..*head).rev().take_while(|it| tokens[*it].is_content()).take(4).collect();
            run.reverse();
            run.push(*head);
            run
        }
        Subject::Pronoun(_) | Subject::Open => Vec::new(),
    }
}

/// Whom an act goes to or comes from, in its clause.
fn phrases_behind(tokens: &[Token], verb: usize) -> Vec<(usize, Vec<usize>)> {
    let is_end = |it: &Token| it.is_mark(",") || it.is_mark(";") || it.folded == "and";
    let clause = (verb + 1..tokens.len().min(verb + 1 + REACH)).take_while(|it| !is_end(&tokens[*it]));
    let sides = clause.filter(|it| matches!(tokens[*it].folded.as_str(), "to" | "from" | "against" | "for"));
    sides.map(|it| (it, phrase_after(tokens, it + 1))).filter(|it| !it.1.is_empty()).collect()
}

fn named(tokens: &[Token], range: &Range<usize>) -> Vec<usize> {
    range.clone().filter(|it| tokens[*it].is_content()).collect()
}

/// The phrase behind "by", in the same clause.
fn agent(tokens: &[Token], verb: usize) -> Vec<usize> {
    let is_end = |it: &Token| it.is_mark(",") || it.is_mark(";") || it.folded == "and";
    let near = (verb + 1..tokens.len().min(verb + 6)).take_while(|it| !is_end(&tokens[*it]));
    let by = near.into_iter().find(|it| tokens[*it].folded == "by");
    by.map_or(Vec::new(), |it| phrase_after(tokens, it + 1))
}

/// The words of the phrase that opens at `start`, articles and figures aside; none when a preposition or a clause does.
fn phrase_after(tokens: &[Token], start: usize) -> Vec<usize> {
    let is_passed = |it: &Token| {
        is_article(it)
            || matches!(it.kind, TokenKind::Quantity | TokenKind::Number | TokenKind::Quote)
            || (it.is_word() && it.folded.ends_with("ly"))
            || matches!(it.folded.as_str(), "up" | "out" | "down" | "off")
            || matches!(
                it.folded.as_str(),
                "his" | "her" | "its" | "their" | "both" | "all" | "some" | "this" | "these"
            )
    };
    let Some(first) = (start..tokens.len()).find(|it| !is_passed(&tokens[*it])) else { return Vec::new() };
    let is_name = |at: usize| tokens.get(at).is_some_and(|it| it.is_word() && it.is_name && it.is_capital);
    let mut acc = Vec::new();
    let mut at = first;
    while at < tokens.len() {
        let token = &tokens[at];
        let joins = token.is_mark("-")
            || (token.kind == TokenKind::Clitic && token.folded == "'s")
            // "The Food and Drug Administration".
            || (at > 0 && is_name(at - 1) && is_name(at + 1) && (token.folded == "and" || token.folded == "of"));
        if token.is_content() {
            acc.push(at);
        } else if !joins {
            break;
        }
        at += 1;
    }
    acc
}
