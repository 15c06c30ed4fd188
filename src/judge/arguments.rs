//! Who stands where around a verb: "provided to the US by Israel" against "to Israel by the US".

use super::quotations::whole_name;
use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, ends_clause, words};

/// A passage speaks of the same act when it has this share of the claim's words.
const SAME_ACT: f64 = 0.5;

/// Tokens back from a preposition to the verb that it goes with.
const REACH: usize = 10;

/// What a name is to its verb.
#[derive(Clone, PartialEq, Eq)]
enum Case {
    Subject,
    Object,
    /// Behind this preposition.
    Behind(String),
}

/// A name with its verb: positions of tokens.
struct Argument {
    name: usize,
    verb: usize,
    case: Case,
}

/// Two names of the claim have changed places around the verb that the passage has, too.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = arguments(&view.sentence);
    for (first, one) in ours.iter().enumerate() {
        for other in &ours[first + 1..] {
            let is_pair = one.verb == other.verb
                && one.case != other.case
                && !words::MUTUAL_STEMS.contains(&view.sentence.tokens[one.verb].stem);
            if let Some((hit, source)) = is_pair.then(|| swapped(view, one, other)).flatten() {
                let span = view.span_of([one.name.min(other.name), one.name.max(other.name)]);
                return Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(&hit, source));
            }
        }
    }
    replaced(view, &ours)
}

/// Of two names around a verb the passage has one in its place, and in the place of the other somebody else.
fn replaced(view: &View, ours: &[Argument]) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    for odd in ours {
        let stem = &claim[odd.name].stem;
        let is_there = |hit: &Hit| hit.stems.iter().chain(&hit.carried).any(|it| view.hits.strength(stem, it) >= 0.5);
        if view.all.iter().any(is_there) || words::MUTUAL_STEMS.contains(&claim[odd.verb].stem) {
            continue;
        }
        for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_ACT) {
            let theirs = &hit.sentence.tokens;
            let is_same = |one: usize, other: usize| view.hits.strength(&claim[one].stem, &theirs[other].stem) >= 0.8;
            let arguments = arguments(&hit.sentence);
            let shares_partner = |verb: usize| {
                ours.iter().filter(|it| it.verb == odd.verb && it.case != odd.case).any(|own| {
                    arguments.iter().any(|it| it.verb == verb && it.case == own.case && is_same(own.name, it.name))
                })
            };
            let instead = arguments.iter().find(|it| {
                let is_ours_too = claim.iter().any(|own| own.is_name && own.stem == theirs[it.name].stem);
                it.case == odd.case && is_same(odd.verb, it.verb) && !is_ours_too && shares_partner(it.verb)
            });
            if let Some(instead) = instead {
                let span = view.span_of(whole_name(&view.sentence, odd.name));
                let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span);
                return Some(seen.against(hit, theirs[instead.name].span).replaced_by_source());
            }
        }
    }
    None
}

/// The passage that has the two names in each other's place, when none has them as the claim has.
fn swapped(view: &View, one: &Argument, other: &Argument) -> Option<(Hit, Span)> {
    let ours = &view.sentence.tokens;
    let mut found = None;
    for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_ACT) {
        let theirs = &hit.sentence.tokens;
        let is_same = |claim: usize, source: usize| view.hits.strength(&ours[claim].stem, &theirs[source].stem) >= 0.5;
        let arguments = arguments(&hit.sentence);
        let of = |name: usize| {
            let verb = one.verb;
            arguments.iter().filter(move |it| is_same(name, it.name) && is_same(verb, it.verb))
        };
        for (first, second) in of(one.name).flat_map(|a| of(other.name).map(move |b| (a, b))) {
            if first.case == one.case && second.case == other.case {
                return None;
            }
            if first.case == other.case && second.case == one.case && first.verb == second.verb {
                let (start, end) = (first.name.min(second.name), first.name.max(second.name));
                found.get_or_insert((hit.clone(), Span::new(theirs[start].span.start, theirs[end].span.end)));
            }
        }
    }
    found
}

/// The names of a sentence whose place around a verb is plain.
fn arguments(sentence: &Sentence) -> Vec<Argument> {
    let tokens = &sentence.tokens;
    let is_name = |it: usize| tokens.get(it).is_some_and(|it| it.is_word() && it.is_name);
    let is_part = |it: usize| is_name(it) || tokens.get(it).is_some_and(is_role);
    let mut acc: Vec<Argument> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !is_part(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_part(at) {
            at += 1;
        }
        let Some(name) = (start..at).rev().find(|it| is_name(*it)) else { continue };
        if tokens.get(at).is_some_and(|it| it.folded == "'s") {
            continue;
        }
        let before = (0..start).rev().find(|it| !matches!(tokens[*it].folded.as_str(), "the" | "a" | "an"));
        let joined = before.filter(|it| tokens[*it].folded == "and").and_then(|it| it.checked_sub(1));
        let partner = joined.and_then(|end| acc.last().filter(|it| it.name == end));
        let place = match partner {
            Some(it) => Some((it.verb, it.case.clone())),
            None => place_of(tokens, before, at),
        };
        acc.extend(place.map(|(verb, case)| Argument { name, verb, case }));
    }
    acc
}

/// The verb of a name and what the name is to it. The name ends before `end`; `before` is the token in front of it.
fn place_of(tokens: &[Token], before: Option<usize>, end: usize) -> Option<(usize, Case)> {
    let preposition = before.filter(|it| words::PREPOSITIONS.contains(tokens[*it].folded.as_str()));
    if let Some(preposition) = preposition {
        let is_verb = |it: &usize| tokens[*it].is_content() && !tokens[*it].is_name && !is_role(&tokens[*it]);
        let verb = (preposition.saturating_sub(REACH)..preposition)
            .rev()
            .take_while(|it| !ends_clause(&tokens[*it]))
            .find(is_verb)?;
        let case = match tokens[preposition].folded.as_str() {
            "by" => Case::Subject,
            other => Case::Behind(other.to_owned()),
        };
        return Some((verb, case));
    }
    let is_between = |it: &usize| {
        let folded = tokens[*it].folded.as_str();
        folded == "n't" || words::AUXILIARIES.contains(folded) || folded.ends_with("ly")
    };
    let verb = (end..tokens.len()).find(|it| !is_between(it));
    if let Some(verb) = verb.filter(|it| tokens[*it].is_content() && !tokens[*it].is_name) {
        let is_be =
            |it: usize| matches!(tokens[it].folded.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being");
        let is_passive = (end..verb).any(is_be) && !tokens[verb].folded.ends_with("ing");
        return Some((verb, if is_passive { Case::Object } else { Case::Subject }));
    }
    let verb = before.filter(|it| tokens[*it].is_content() && !tokens[*it].is_name)?;
    Some((verb, Case::Object))
}

fn is_role(token: &Token) -> bool {
    token.is_word() && words::ROLES.contains(token.folded.as_str())
}
