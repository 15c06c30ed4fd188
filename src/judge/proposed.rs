//! A thing told as there of which the sources speak as proposed: "the zone has been set up" for "the proposed zone".

use smol_str::SmolStr;

use super::acts::{Act, acts};
use super::open::{Tone, auxiliaries_before, leaves_open, tone_of_claim};
use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Span, Token, clause_start, is_article, thesaurus, words};

/// Passages that name a thing are read up to this many.
const N_READ: usize = 24;

/// Tokens before the first word of a thing in which it is called proposed.
const BEFORE: usize = 4;

/// Tokens behind a thing in which a "would" or "may" speaks of it.
const BEHIND: usize = 3;

/// The words of a thing stand in so many tokens.
const WIDTH: usize = 6;

pub(super) fn judge(view: &View) -> Option<Seen> {
    if view.best().is_some_and(|it| it.document.is_spoken()) {
        return None;
    }
    acts(&view.sentence).iter().find_map(|it| told_as_there(view, it))
}

fn told_as_there(view: &View, act: &Act) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let verb = &tokens[act.verb];
    // "Found the results encouraging" founds nothing.
    let founds = words::FOUNDING_STEMS.contains(&verb.stem) && verb.folded != "found";
    if !founds || !matches!(tone_of_claim(view, act), Some(Tone::Done | Tone::Past)) {
        return None;
    }
    let thing = thing_of(tokens, act);
    let has_plain = thing.last().is_some_and(|it| !tokens[*it].is_name);
    if thing.len() < 2 || !has_plain {
        return None;
    }
    let stems: Vec<SmolStr> = thing.iter().map(|it| tokens[*it].stem.clone()).collect();
    let mut proposed = None;
    let (mut n_proposed, mut n_plain) = (0, 0);
    for hit in view.passages_with(&stems, N_READ) {
        let Some((start, end)) = place_of(&hit, &stems) else { continue };
        let theirs = &hit.sentence.tokens;
        let is_same_act =
            |it: &Token| it.is_content() && thesaurus::nearness(&verb.stem, &it.stem) <= thesaurus::Nearness::Near;
        let marks = |it: &&Token| leaves_open(it) || words::PLANS.contains(it.folded.as_str());
        let lead = theirs[start.saturating_sub(BEFORE)..start].iter().rev().find(marks);
        let behind = theirs[end..theirs.len().min(end + BEHIND)].iter().find(marks);
        match lead.or(behind) {
            Some(mark) => {
                n_proposed += 1;
                let (from, to) =
                    (mark.span.start.min(theirs[start].span.start), mark.span.end.max(theirs[end - 1].span.end));
                proposed.get_or_insert((hit.clone(), Span::new(from, to)));
            }
            None if theirs.iter().any(is_same_act) => return None,
            None => n_plain += 1,
        }
    }
    let (hit, source) = proposed.filter(|_| n_proposed > n_plain)?;
    let start = auxiliaries_before(tokens, act.verb);
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.span_of([start, act.verb]));
    Some(seen.against(&hit, source))
}

/// What the act brings about: what it is told of when that is passive, or what stands behind the verb.
fn thing_of(tokens: &[Token], act: &Act) -> Vec<usize> {
    let range = match act.is_passive {
        true => clause_start(tokens, act.verb)..auxiliaries_before(tokens, act.verb),
        false => act.verb + 1..tokens.len(),
    };
    let is_particle = |it: usize| it == act.verb + 1 && matches!(tokens[it].folded.as_str(), "up" | "out");
    let inside = range.filter(|it| !is_particle(*it)).take_while(|it| {
        let token = &tokens[*it];
        token.is_content() || token.is_mark("-") || is_article(token)
    });
    inside.filter(|it| tokens[*it].is_content()).collect()
}

/// Where the words of a thing stand together in a passage: from which token to which.
fn place_of(hit: &Hit, stems: &[SmolStr]) -> Option<(usize, usize)> {
    let tokens = &hit.sentence.tokens;
    let last = stems.last()?;
    (0..tokens.len()).filter(|it| tokens[*it].stem == *last).find_map(|head| {
        let from = (head + 1).saturating_sub(WIDTH);
        let places: Option<Vec<usize>> =
            stems.iter().map(|stem| (from..=head).rev().find(|it| tokens[*it].stem == *stem)).collect();
        Some((places?.into_iter().min()?, head + 1))
    })
}
