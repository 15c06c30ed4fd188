//! Whose plan, demand or refusal it is: "Peru's push for a zone" where the source has Chile promote the zone.

use std::ops::Range;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::names::are_of_one_person;
use super::{ReasonKind, Seen, Strength, View, is_light, is_place};
use crate::corpus::Role;
use crate::retrieve::Hit;
use crate::text::{
    Sentence, Span, Token, TokenKind, clause_start, ends_clause, is_article, is_between_subject_and_verb, is_negation,
    words,
};

/// The share of what one wants by the claim that another must want by the source,
const SAME_MATTER: f64 = 0.5;

/// and how many words of it.
const N_SHARED: usize = 2;

/// Content words on either side of the word that tell what is wanted.
const REACH: usize = 10;

/// Adjectives and numbers between a name and what is its own.
const ADJECTIVES: usize = 3;

/// Who wants, or does not want, what.
struct Initiative {
    is_refusal: bool,
    /// "Does not demand"
    is_denied: bool,
    /// The word that says so.
    word: usize,
    /// Tokens of the name.
    holder: Range<usize>,
    /// The name stands behind: "a plan from Peru".
    is_made_by: bool,
    /// Content words.
    matter: Vec<usize>,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    initiatives(&view.sentence).iter().find_map(|it| another_holder(view, it))
}

/// The passage in which another wants the same, when none has it of the claim's own; or in which he does want what the
/// claim says he does not.
fn another_holder(view: &View, claimed: &Initiative) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let wanted: Vec<usize> =
        claimed.matter.iter().copied().filter(|it| !is_light(&ours[*it]) && !ours[*it].is_quoted).collect();
    let all: f64 = wanted.iter().map(|it| plain_weight(view, *it)).sum();
    if all == 0.0 {
        return None;
    }
    let mut other = None;
    for hit in view.nearest_first() {
        let figures = view.sentence.quantities.iter().filter(|it| !it.is_small() && hit.bears_out(it));
        let n_figures = figures.count();
        for theirs in initiatives(&hit.sentence).iter().filter(|it| it.is_refusal == claimed.is_refusal) {
            let tokens = &hit.sentence.tokens;
            let strength = |own: usize| {
                let strengths = theirs.matter.iter().map(|it| view.hits.strength(&ours[own].stem, &tokens[*it].stem));
                strengths.fold(0.0, f64::max)
            };
            let share: f64 = wanted.iter().map(|it| plain_weight(view, *it) * strength(*it)).sum::<f64>() / all;
            let n_shared = wanted.iter().filter(|it| strength(**it) >= 0.8).count() + n_figures;
            // "Arlen seeks to change the plan": whose the plan is that does not tell.
            let wants_to = tokens.get(theirs.word + 1).is_some_and(|it| it.folded == "to");
            if share < SAME_MATTER || n_shared < N_SHARED || (claimed.is_made_by && wants_to) {
                continue;
            }
            let (one, it) = (&ours[claimed.holder.end - 1], &tokens[theirs.holder.end - 1]);
            let is_own =
                is_of_same_side(view, &claimed.holder, hit, &theirs.holder) || are_of_one_person(view, one, it);
            if claimed.is_denied && is_own && !theirs.is_denied {
                let seen = Seen::new(ReasonKind::Negation, Strength::Conflict, view.span_of([claimed.word]));
                return Some(seen.against(hit, tokens[theirs.word].span));
            }
            if is_own {
                return None;
            }
            if !claimed.is_denied && !theirs.is_denied && is_alike(one, it) {
                other.get_or_insert((hit, theirs.holder.clone()));
            }
        }
    }
    let (hit, holder) = other?;
    let theirs = &hit.sentence.tokens;
    let source = Span::new(theirs[holder.start].span.start, theirs[holder.end - 1].span.end);
    let span = view.span_of(claimed.holder.clone());
    Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source))
}

fn plain_weight(view: &View, token: usize) -> f64 {
    if view.sentence.tokens[token].is_name { 0.0 } else { view.weight(token) }
}

/// Whether both are names of states, or both of people: of others one cannot say that they exclude each other.
fn is_alike(one: &Token, other: &Token) -> bool {
    is_place(one) == is_place(other)
}

/// Whether both name the same, or one a state and the other somebody of it.
fn is_of_same_side(view: &View, claimed: &Range<usize>, hit: &Hit, other: &Range<usize>) -> bool {
    let places = |token: &Token| -> Vec<SmolStr> {
        let roles = view.corpus.roles_of(&token.stem).into_iter();
        let places = roles.filter_map(|it| if let Role::Place(stem) = it { Some(stem) } else { None });
        places.chain([token.stem.clone()]).collect()
    };
    let of = |tokens: &[Token], range: &Range<usize>| -> Vec<SmolStr> {
        range.clone().filter(|it| tokens[*it].is_name).flat_map(|it| places(&tokens[it])).collect()
    };
    let ours = of(&view.sentence.tokens, claimed);
    let theirs = of(&hit.sentence.tokens, other);
    let is_same = |one: &SmolStr, other: &SmolStr| one == other || view.hits.strength(one, other) >= 0.5;
    ours.iter().any(|one| theirs.iter().any(|it| is_same(one, it) || is_same(it, one)))
}

fn initiatives(sentence: &Sentence) -> Vec<Initiative> {
    let tokens = &sentence.tokens;
    let is_of = |stems: &FxHashSet<SmolStr>, token: &Token| {
        token.is_content() && !token.is_name && !token.is_quoted && stems.contains(&token.stem)
    };
    // "Asked for a term", "asked her to stay": who asks whether something is so wants nothing.
    let asks_in_vain = |at: usize| {
        let mut behind = tokens[at + 1..].iter().take(ADJECTIVES + 1);
        tokens[at].stem == "ask" && !behind.any(|it| matches!(it.folded.as_str(), "for" | "to"))
    };
    // "Claims a veto" wants it, "claims that" only says so.
    let claims_in_words = |at: usize| tokens[at].stem == "claim" && !tokens.get(at + 1).is_some_and(is_article);
    let mut last: Option<Range<usize>> = None;
    let read = |at: usize| {
        let is_denied = is_denied_directly(tokens, at);
        if asks_in_vain(at) || claims_in_words(at) || (tokens[at].is_negated && !is_denied) {
            return None;
        }
        let is_refusal = is_of(&words::REFUSAL_STEMS, &tokens[at]);
        if !is_refusal && !is_of(&words::INITIATIVE_STEMS, &tokens[at]) {
            return None;
        }
        let behind = holder_behind(tokens, at);
        // "Peru demands talks and insists on a veto"
        let goes_on = || last.clone().filter(|_| at > 0 && tokens[at - 1].folded == "and");
        let holder = behind.clone().or_else(|| holder_before(tokens, at)).or_else(goes_on)?;
        last = Some(holder.clone());
        let is_matter = |it: &usize| tokens[*it].is_content() && !holder.contains(it);
        let ends = |it: &Token| ends_clause(it) || matches!(it.folded.as_str(), "but" | "while" | "who" | "which");
        let after: Vec<usize> =
            (at + 1..tokens.len()).take_while(|it| !ends(&tokens[*it])).filter(is_matter).take(REACH).collect();
        // "A plan drawn up by Peru", "the zone is Peru's idea"
        let before = (clause_start(tokens, at)..at).rev().filter(is_matter).take(REACH);
        let matter = if behind.is_some() || after.len() < N_SHARED { before.collect() } else { after };
        Some(Initiative { is_refusal, is_denied, word: at, holder, is_made_by: behind.is_some(), matter })
    };
    (0..tokens.len()).filter_map(read).collect()
}

/// "Does not demand", "no demand".
fn is_denied_directly(tokens: &[Token], at: usize) -> bool {
    let mut before = tokens[..at].iter().rev().take_while(|it| is_between_subject_and_verb(it) || is_negation(it));
    before.any(is_negation)
}

fn is_name(token: &Token) -> bool {
    token.is_word() && token.is_name && !token.is_quoted && !words::ROLES.contains(token.folded.as_str())
}

fn name_ending_at(tokens: &[Token], last: usize) -> Range<usize> {
    let start = (0..=last).rev().take_while(|it| is_name(&tokens[*it])).last().unwrap_or(last);
    start..last + 1
}

fn name_starting_at(tokens: &[Token], start: usize) -> Range<usize> {
    start..start + tokens[start..].iter().take_while(|it| is_name(it)).count()
}

/// "Proposed by Peru", "a plan drawn up by Peru", "a plan from Peru", "the plan came from Peru", "an idea of Peru's".
fn holder_behind(tokens: &[Token], at: usize) -> Option<Range<usize>> {
    const BETWEEN: usize = 3;
    let behind = at + 1..tokens.len().min(at + 2 + BETWEEN);
    let by = behind.take_while(|it| !ends_clause(&tokens[*it])).find(|it| {
        let is_right_behind = *it == at + 1;
        match tokens[*it].folded.as_str() {
            "by" => true,
            "from" => {
                let comes = |it: &Token| {
                    matches!(
                        it.folded.as_str(),
                        "comes" | "came" | "come" | "originated" | "originates" | "stems" | "stemmed"
                    )
                };
                is_right_behind || tokens[at + 1..*it].iter().all(|it| comes(it) || it.folded.ends_with("ly"))
            }
            "of" => {
                let owner = is_right_behind.then(|| name_starting_at(tokens, it + 1)).filter(|it| !it.is_empty());
                owner.is_some_and(|it| {
                    tokens.get(it.end).is_some_and(|it| it.kind == TokenKind::Clitic && it.folded == "'s")
                })
            }
            _ => false,
        }
    })?;
    let is_passed = |it: &usize| {
        let token = &tokens[*it];
        is_article(token) || words::ROLES.contains(token.folded.as_str())
    };
    let start = (by + 1..tokens.len()).find(|it| !is_passed(it)).filter(|it| is_name(&tokens[*it]))?;
    Some(name_starting_at(tokens, start))
}

/// "Peru's old demand", "Peruvian plans", "Peru has long demanded", "it was Peru that proposed".
fn holder_before(tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let mut n_adjectives = 0;
    for last in (0..at).rev() {
        let token = &tokens[last];
        if is_name(token) {
            return Some(name_ending_at(tokens, last));
        }
        // "Dahl told of his wish"
        if matches!(token.folded.as_str(), "his" | "her") {
            let name = (clause_start(tokens, last)..last).find(|it| is_name(&tokens[*it]));
            return name.map(|it| name_starting_at(tokens, it));
        }
        let is_relative = matches!(token.folded.as_str(), "that" | "who");
        let is_number = matches!(token.kind, TokenKind::Number | TokenKind::Quantity) || token.is_mark("-");
        if is_between_subject_and_verb(token) || token.kind == TokenKind::Clitic || is_relative || is_number {
            continue;
        }
        n_adjectives += 1;
        if !token.is_content() || n_adjectives > ADJECTIVES {
            return None;
        }
    }
    None
}
