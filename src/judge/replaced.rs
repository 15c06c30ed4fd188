//! One plain word in the place of another that means something else.

use smol_str::SmolStr;

use super::align::Alignment;
use super::surroundings::are_loose;
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::lexicon::is_finite;
use crate::text::thesaurus::{Nearness, are_kinds_of_one, is_mostly_verb, nearness};
use crate::text::{Sentence, Span, Token, words};

/// A single other word counts from this coverage of the best passage on.
const WORD_COVERAGE: f64 = 0.6;

/// From this share on a claim copies its passage, so that a noun of another meaning is another thing.
const COPIED: f64 = 0.9;

/// Another kind of the same thing counts from this one on.
const KIND_COVERAGE: f64 = 0.7;

pub(super) fn judge(view: &View, aligned: &Alignment) -> Option<Seen> {
    if view.hits.best.coverage < WORD_COVERAGE {
        return None;
    }
    in_same_place(view, aligned).or_else(|| other_kind(view))
}

/// "The hydroelectric plant" where the best passage has a "nuclear power plant": what is before a noun says which one.
fn other_kind(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= KIND_COVERAGE)?;
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let is_plain = |it: &Token| {
        it.is_word() && it.folded != "plus" && it.is_content() && !it.is_name && !is_light(it) && !is_unit(it)
    };
    for noun in 1..ours.len() {
        let modifier = &ours[noun - 1];
        let is_elsewhere = view.strength_in_evidence(&modifier.stem) >= 0.5;
        let is_kind = is_plain(modifier) && is_plain(&ours[noun]) && !modifier.is_quoted && !is_elsewhere;
        if !is_kind
            || is_of_figure(view, noun - 1)
            // "Will no longer lend"
            || modifier.folded == "longer"
            // "The port wants contracts"
            || is_finite(modifier)
            || is_mostly_verb(&modifier.stem)
            || is_verb_slot(&view.sentence, noun - 1)
            || ["ly", "ed", "ing"].iter().any(|it| modifier.folded.ends_with(it))
        {
            continue;
        }
        let places: Vec<usize> = (1..theirs.len()).filter(|it| theirs[*it].stem == ours[noun].stem).collect();
        let [place] = places[..] else { continue };
        let before: Vec<&Token> = theirs[..place].iter().rev().take_while(|it| is_plain(it)).collect();
        let is_ours_too = |it: &Token| ours.iter().any(|own| view.hits.strength(&own.stem, &it.stem) >= 0.5);
        let is_other = |it: &&Token| {
            let is_apart = nearness(&modifier.stem, &it.stem) == Nearness::Apart;
            !is_ours_too(it) && is_apart && !is_mostly_verb(&it.stem) && !are_loose(&modifier.stem, &it.stem)
        };
        let is_bare = |it: &Token| ours[noun + 1..].iter().any(|own| own.stem == it.stem);
        let others: Vec<&Token> = before.into_iter().take_while(|it| !is_ours_too(it)).collect();
        if others.iter().all(is_other)
            && let (Some(nearest), Some(farthest)) = (others.first(), others.last())
            && !is_bare(nearest)
        {
            let source = Span::new(farthest.span.start, nearest.span.end);
            return Some(Seen::new(ReasonKind::Word, Strength::Conflict, modifier.span).against(best, source));
        }
    }
    None
}

fn in_same_place(view: &View, aligned: &Alignment) -> Option<Seen> {
    let theirs = &aligned.hit.sentence.tokens;
    for swap in &aligned.word_swaps {
        let ([claimed], [source]) = (&swap.claim[..], &swap.passage[..]) else { continue };
        let (ours, other) = (&view.sentence.tokens[*claimed], &theirs[*source]);
        let is_elsewhere = view.strength_in_evidence(&ours.stem) >= 0.5;
        // A unit belongs to its figure.
        let is_measure = is_of_figure(view, *claimed) || is_unit(ours) || is_unit(other);
        let is_plus = ours.folded == "plus" || other.folded == "plus";
        if is_measure || is_plus || !ours.is_word() || !other.is_word() || is_elsewhere || ours.is_quoted {
            continue;
        }
        let is_copied = view.hits.coverage_by(&aligned.hit, |it| it.token != *claimed) >= COPIED;
        let stands_alike = has_same_neighbours(&view.sentence, *claimed, &aligned.hit.sentence, *source);
        let is_exclusive = are_exclusive(&ours.stem, &other.stem);
        let is_verb = !is_exclusive
            && (is_verb_slot(&view.sentence, *claimed) || is_mostly_verb(&ours.stem) || is_mostly_verb(&other.stem));
        // Of two kinds of one thing neither is the other: "audio", "video".
        let is_other = match nearness(&ours.stem, &other.stem) {
            Nearness::Apart => true,
            Nearness::Related => !is_verb && are_kinds_of_one(&ours.stem, &other.stem),
            _ => false,
        } || is_exclusive;
        if stands_alike && is_other && !are_loose(&ours.stem, &other.stem) {
            // Verbs stand for each other more freely than any thesaurus knows.
            let (kind, strength) = match is_verb {
                true if are_at_odds(&ours.stem, &other.stem) => (ReasonKind::Antonym, Strength::Conflict),
                true => (ReasonKind::Word, Strength::Hint),
                // So do nouns where a claim retells rather than copies, but for those of which only one can hold.
                false if !is_exclusive && !is_copied && nearness(&ours.stem, &other.stem) == Nearness::Apart => {
                    (ReasonKind::Word, Strength::Hint)
                }
                false => (ReasonKind::Word, Strength::Conflict),
            };
            return Some(Seen::new(kind, strength, ours.span).against(&aligned.hit, other.span));
        }
    }
    None
}

/// Whether one does good and the other harm: "isolated him", "rehabilitated him".
fn are_at_odds(one: &str, other: &str) -> bool {
    let are = |good: &str, harm: &str| words::FAVOURING_STEMS.contains(good) && words::HARMING_STEMS.contains(harm);
    are(one, other) || are(other, one)
}

fn is_unit(token: &Token) -> bool {
    words::UNIT_STEMS.contains_key(&token.stem)
}

/// Whether the token is part of a figure of the claim, or its unit.
fn is_of_figure(view: &View, at: usize) -> bool {
    let stem = &view.sentence.tokens[at].stem;
    view.sentence.quantities.iter().any(|it| it.tokens.contains(&at) || it.unit == *stem)
}

/// Whether the words are of one family of which none is another: "red", "blue".
fn are_exclusive(one: &str, other: &str) -> bool {
    let has = |family: &[SmolStr], stem: &str| family.iter().any(|it| it == stem);
    one != other && words::EXCLUSIVE.iter().any(|it| has(it, one) && has(it, other))
}

/// Whether the tokens right before and right after are the same, small words too.
fn has_same_neighbours(ours: &Sentence, claimed: usize, theirs: &Sentence, source: usize) -> bool {
    let is_article = |it: &Token| matches!(it.folded.as_str(), "a" | "an");
    let is_same = |one: Option<&Token>, other: Option<&Token>| match (one, other) {
        (Some(one), Some(other)) => {
            one.folded == other.folded
                || (!one.stem.is_empty() && one.stem == other.stem)
                || (is_article(one) && is_article(other))
        }
        (one, other) => one.is_none() && other.is_none(),
    };
    let before = (ours.tokens[..claimed].last(), theirs.tokens[..source].last());
    let after = (ours.tokens.get(claimed + 1), theirs.tokens.get(source + 1));
    is_same(before.0, before.1) && is_same(after.0, after.1)
}

/// Whether a verb stands there, by what stands before it and by its ending.
fn is_verb_slot(sentence: &Sentence, at: usize) -> bool {
    let folded = sentence.tokens[at].folded.as_str();
    let before = at.checked_sub(1).map_or("", |it| sentence.tokens[it].folded.as_str());
    let follows_name = at.checked_sub(1).is_some_and(|it| sentence.tokens[it].is_word() && sentence.tokens[it].is_name);
    folded.ends_with("ing")
        || folded.ends_with("ed")
        || (follows_name && is_finite(&sentence.tokens[at]))
        || words::AUXILIARIES.contains(before)
        || words::IRREGULAR.contains_key(folded)
        || matches!(
            before,
            "to" | "not" | "we" | "they" | "he" | "she" | "it" | "who" | "which" | "that" | "and" | "n't"
        )
}
