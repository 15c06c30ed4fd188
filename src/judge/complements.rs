//! What a word goes with behind a preposition: "herds goats in Cambodia" against "herding goats in Oman".

use super::quotations::whole_name;
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, is_article, words};

/// A passage speaks of the same matter when it has this share of the claim's plain words.
const SAME_MATTER: f64 = 0.5;

/// And this much more of all the claim's words than any that has the claim's name.
const APART: f64 = 0.1;

/// Words between a preposition and its name: "of the Spanish champions Atletico".
const REACH: usize = 3;

/// A word, the preposition behind it and the name behind that: positions of tokens, of the name its first and last.
struct Complement {
    head: usize,
    preposition: usize,
    name: (usize, usize),
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    for own in complements(&view.sentence) {
        let is_own = |stem: &str| (own.name.0..=own.name.1).any(|it| view.hits.strength(&ours[it].stem, stem) >= 0.5);
        let has_head = |hit: &Hit| {
            let mut words = hit.sentence.content();
            words.any(|it| view.hits.strength(&ours[own.head].stem, &it.stem) >= 0.6)
        };
        let covers = |hit: &Hit| view.hits.coverage_by(hit, |it| !it.is_name) >= SAME_MATTER;
        let names_own = |hit: &Hit| hit.stems.iter().chain(&hit.carried).any(|it| is_own(it));
        let others = |hit: &Hit| view.hits.coverage_by(hit, |it| !(own.name.0..=own.name.1).contains(&it.token));
        // What is told where the claim's name stands, too, may be the same.
        let best_of_own = view.hits.candidates.iter().filter(|it| names_own(it)).map(others).fold(0.0, f64::max);
        // Who does it must be told with what is done.
        let is_agent = ours[own.preposition].folded == "by";
        let is_told = |it: &Hit| names_own(it) && (has_head(it) || (covers(it) && !is_agent));
        if view.hits.candidates.iter().any(is_told) {
            continue;
        }
        let tells = |hit: &&Hit| {
            let has = |it: &&Word| !it.is_name && view.hits.coverage_by(hit, |other| other.token == it.token) >= 0.5;
            covers(hit) && others(hit) > best_of_own + APART && view.hits.words.iter().filter(has).count() >= 2
        };
        for hit in view.hits.candidates.iter().filter(tells) {
            let theirs = &hit.sentence.tokens;
            let is_same = |it: &Complement| {
                view.hits.strength(&ours[own.head].stem, &theirs[it.head].stem) >= 0.8
                    && are_alike(&ours[own.preposition], &theirs[it.preposition])
            };
            let is_ours = |it: usize| {
                ours.iter().any(|own| own.is_content() && view.hits.strength(&own.stem, &theirs[it].stem) >= 0.5)
            };
            let is_place = |it: &Token| words::PLACE_STEMS.contains(it.stem.as_str());
            // One may stand for the other: a country for its town, an abbreviation for a body.
            let is_of_a_kind = |one: &Token, other: &Token| {
                is_place(one) == is_place(other) && (one.is_acronym == other.is_acronym || is_place(one))
            };
            let is_rival = |it: &&Complement| {
                is_same(it)
                    && !(it.name.0..=it.name.1).any(is_ours)
                    && is_of_a_kind(&ours[own.name.1], &theirs[it.name.1])
            };
            let all = complements(&hit.sentence);
            let Some(rival) = all.iter().find(is_rival) else { continue };
            let span = view.span_of(own.name.0..=own.name.1);
            let source = Span::new(theirs[rival.name.0].span.start, theirs[rival.name.1].span.end);
            return Some(
                Seen::new(ReasonKind::Name, Strength::Conflict, span).against(hit, source).replaced_by_source(),
            );
        }
    }
    None
}

/// Prepositions of place stand for each other.
fn are_alike(one: &Token, other: &Token) -> bool {
    let is_at = |it: &Token| matches!(it.folded.as_str(), "in" | "at" | "on" | "near" | "outside" | "inside");
    one.folded == other.folded || (is_at(one) && is_at(other))
}

/// "Proposed by Peru": who does it.
fn is_participle(token: &Token) -> bool {
    token.folded.ends_with("ed") || words::IRREGULAR.contains_key(token.folded.as_str())
}

fn complements(sentence: &Sentence) -> Vec<Complement> {
    let tokens = &sentence.tokens;
    let is_name = |it: usize| tokens.get(it).is_some_and(|it| it.is_word() && it.is_name && it.is_content());
    let is_preposition = |it: &usize| {
        let word = tokens[*it].folded.as_str();
        let is_agent = word == "by" && is_participle(&tokens[it - 1]);
        tokens[*it].is_word()
            && words::PREPOSITIONS.contains(word)
            && (is_agent || !matches!(word, "by" | "as" | "than" | "after" | "before" | "during"))
    };
    let mut acc = Vec::new();
    for preposition in (1..tokens.len()).filter(is_preposition) {
        let head = preposition - 1;
        let is_head = tokens[head].is_content() && !tokens[head].is_name && !is_light(&tokens[head]);
        let is_modifier = |it: &Token| {
            is_article(it) || (it.is_content() && !it.is_name) || words::PLACE_STEMS.contains(it.stem.as_str())
        };
        let start = (preposition + 1..tokens.len().min(preposition + 1 + REACH))
            .take_while(|it| is_name(*it) || is_modifier(&tokens[*it]))
            .find(|it| is_name(*it));
        let Some(start) = start.filter(|_| is_head) else { continue };
        let name = whole_name(sentence, start);
        acc.push(Complement { head, preposition, name: (*name.start(), *name.end()) });
    }
    acc
}
