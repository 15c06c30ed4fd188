//! Stated as done or certain where the sources hedge.

use super::align::{Alignment, Swap};
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Span, Token, TokenKind, stem, words};

fn hedges(token: &Token) -> bool {
    words::HEDGES.contains(token.folded.as_str()) || words::FUTURE.contains(token.folded.as_str())
}

/// The last hedge among the seven tokens before `at`. "About" hedges a verb only as "about to".
fn hedge_before(hit: &Hit, at: usize) -> Option<usize> {
    let tokens = &hit.sentence.tokens;
    let is_about_something =
        |it: usize| tokens[it].folded == "about" && tokens.get(it + 1).is_none_or(|it| it.folded != "to");
    (at.saturating_sub(7)..at).rev().find(|it| hedges(&tokens[*it]) && !is_about_something(*it))
}

fn is_completed(token: &Token) -> bool {
    words::COMPLETED_STEMS.contains(&token.stem) || token.folded.ends_with("ed")
}

pub(super) fn judge(view: &View, aligned: Option<&Alignment>) -> Option<Seen> {
    if let Some(seen) = certain_for_possible(view)
        .or_else(|| certain_for_likely(view))
        .or_else(|| done_for_possible(view))
        .or_else(|| done_for_planned(view))
        .or_else(|| decided_for_considered(view, aligned?))
    {
        return Some(seen);
    }
    if view.sentence.tokens.iter().any(hedges) {
        return None;
    }
    let tells_of_done = view
        .sentence
        .tokens
        .iter()
        .any(|it| it.kind == TokenKind::Word && (is_completed(it) || matches!(it.folded.as_str(), "has" | "have")));
    let by_share = (tells_of_done && hedged_share(view) >= 0.6).then(|| hedged_claim(view, aligned));
    match by_share {
        Some(seen) if seen.strength == Strength::Conflict => Some(seen),
        other => hedged_participle(view).or(other),
    }
}

/// "will convince" where the sources have "could convince".
fn certain_for_possible(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 {
        return None;
    }
    let tokens = &view.sentence.tokens;
    let certain = tokens.iter().position(|it| matches!(it.folded.as_str(), "will" | "shall"))?;
    let verb = verb_after(tokens, certain)?;
    let mut possible = None;
    // "Could you bring it?" hedges nothing.
    let is_question = |hit: &&Hit| hit.place.span.of(&hit.document.text).trim_end().ends_with('?');
    for hit in view.all.iter().filter(|it| !is_question(it)) {
        let theirs = &hit.sentence.tokens;
        for at in (0..theirs.len()).filter(|it| view.hits.strength(&tokens[verb].stem, &theirs[*it].stem) >= 0.8) {
            // "May prove smaller" for "will have a smaller effect".
            let is_modal = |it: &usize| words::MODALS.contains(theirs[*it].folded.as_str());
            let modal = (at.saturating_sub(3)..at).rev().find(is_modal);
            let modal = modal.filter(|it| matches!(theirs[*it].folded.as_str(), "could" | "may" | "might"))?;
            possible.get_or_insert((hit, Span::new(theirs[modal].span.start, theirs[at].span.end)));
        }
    }
    let (hit, source) = possible?;
    let span = view.span_of([certain, verb]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source))
}

/// "is certain to", "proves" where the best passage says "likely" or "suggests".
fn certain_for_likely(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.5)?;
    let certain = view.sentence.tokens.iter().find(|it| words::CERTAINTIES.contains(it.folded.as_str()))?;
    let is_certain_too = best.sentence.tokens.iter().any(|it| words::CERTAINTIES.contains(it.folded.as_str()));
    let hedge = best.sentence.tokens.iter().find(|it| words::POSSIBILITIES.contains(it.folded.as_str()))?;
    let is_hedged_too = view.sentence.tokens.iter().any(|it| words::POSSIBILITIES.contains(it.folded.as_str()));
    if is_certain_too || is_hedged_too || certain.is_negated {
        return None;
    }
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, certain.span).against(best, hedge.span))
}

/// "has abandoned", or "will hold", where the best passage speaks of a possibility and has neither.
fn done_for_possible(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.6)?;
    let tokens = &view.sentence.tokens;
    let is_open = |it: &&Token| {
        words::POSSIBILITIES.contains(it.folded.as_str())
            || matches!(it.folded.as_str(), "possibility" | "prospect" | "willingness")
    };
    if tokens.iter().any(|it| hedges(it) && !words::FUTURE.contains(it.folded.as_str())) {
        return None;
    }
    let hedge = best.sentence.tokens.iter().find(is_open)?;
    let is_plain_too = best.sentence.tokens.iter().any(|it| {
        matches!(it.folded.as_str(), "will" | "shall" | "scheduled" | "set" | "has" | "have")
            && it.span.start > hedge.span.start
    });
    let auxiliary = tokens.iter().position(|it| matches!(it.folded.as_str(), "has" | "have" | "will" | "shall"))?;
    // "take place", "be held": the word that says what is done.
    let verb = (auxiliary + 1..tokens.len().min(auxiliary + 5))
        .find(|it| tokens[*it].is_content() && !is_light(&tokens[*it]))?;
    let is_there = view.hits.best.strength(&tokens[verb].stem) >= 0.6;
    let is_claimed = tokens[verb].is_negated || tokens[verb].is_name;
    if is_plain_too || is_there || is_claimed {
        return None;
    }
    let span = view.span_of([auxiliary, verb]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(best, hedge.span))
}

/// "has been deployed" where the sources only name the act, among plans: "the proposals include the deployment".
fn done_for_planned(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 {
        return None;
    }
    let done = |it: &&Word| {
        let token = view.token(it);
        let is_perfect = follows_have(view, it.token);
        !it.is_name && !token.is_negated && token.folded.ends_with("ed") && is_perfect
    };
    let word = view.hits.words.iter().find(done)?;
    let is_plan = |token: &Token| token.is_word() && words::PLANS.contains(token.folded.as_str());
    let mut named = None;
    for hit in &view.all {
        let theirs = &hit.sentence.tokens;
        for at in (0..theirs.len()).filter(|it| theirs[*it].is_content() && theirs[*it].stem == word.stem) {
            let folded = theirs[at].folded.as_str();
            let is_noun =
                ["ment", "ments", "tion", "tions", "sion", "al", "ance"].iter().any(|it| folded.ends_with(it));
            let around = (-2..=1).filter_map(|by| hit.neighbour(by));
            let plan = around.flat_map(|it| it.sentence.tokens.clone()).any(|it| is_plan(&it));
            if !is_noun || !plan {
                return None;
            }
            named.get_or_insert((hit, theirs[at].span));
        }
    }
    let (hit, source) = named?;
    let span = with_auxiliary(view, &[word.token]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source))
}

/// The first content word within three tokens after an auxiliary.
fn verb_after(tokens: &[Token], at: usize) -> Option<usize> {
    (at + 1..tokens.len().min(at + 4)).find(|it| tokens[*it].is_content() && !tokens[*it].folded.ends_with("ly"))
}

/// "have decided to use" where the passage has "are considering using": the act itself stands for the thought of it.
fn decided_for_considered(view: &View, aligned: &Alignment) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 || view.sentence.tokens.iter().any(hedges) {
        return None;
    }
    let theirs = &aligned.hit.sentence.tokens;
    let swap = aligned.word_swaps.iter().find(|swap| {
        swap.claim.iter().any(|it| words::COMPLETED_STEMS.contains(&view.sentence.tokens[*it].stem))
            && swap.passage.iter().any(|it| words::HEDGES.contains(theirs[*it].folded.as_str()))
    })?;
    let hedge = *swap.passage.iter().find(|it| words::HEDGES.contains(theirs[**it].folded.as_str()))?;
    let span = with_auxiliary(view, &swap.claim);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(&aligned.hit, theirs[hedge].span))
}

/// The weight share of the claim's plain words that the evidence has behind a hedge only.
fn hedged_share(view: &View) -> f64 {
    let (mut all, mut hedged) = (0.0, 0.0);
    for word in view.hits.words.iter().filter(|it| !it.is_name && !is_light(view.token(it))) {
        let places = view.all.iter().flat_map(|hit| {
            let tokens = hit.sentence.tokens.iter().enumerate();
            tokens.filter(|(_, it)| it.stem == word.stem).map(move |(idx, _)| hedge_before(hit, idx).is_some())
        });
        let places: Vec<bool> = places.collect();
        if !places.is_empty() {
            all += word.weight;
            hedged += if places.iter().all(|it| *it) { word.weight } else { 0.0 };
        }
    }
    if all == 0.0 { 0.0 } else { hedged / all }
}

/// Most of the claim is hedged in the sources: how much that says depends on what the claim makes of it.
fn hedged_claim(view: &View, aligned: Option<&Alignment>) -> Seen {
    let says_done_for_hedged = |aligned: &Alignment, swap: &Swap| {
        swap.passage.iter().any(|it| words::HEDGES.contains(aligned.hit.sentence.tokens[*it].folded.as_str()))
            && swap.claim.iter().any(|it| {
                let token = &view.sentence.tokens[*it];
                words::COMPLETED_STEMS.contains(&stem(&token.folded)) || token.folded.ends_with("ed")
            })
    };
    let swap = aligned.and_then(|it| Some((it, it.word_swaps.iter().find(|swap| says_done_for_hedged(it, swap))?)));
    if let Some((aligned, swap)) = swap.filter(|_| view.hits.window.coverage >= 0.7) {
        let spans = swap.passage.iter().map(|it| aligned.hit.sentence.tokens[*it].span);
        let source = spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end))).unwrap_or_default();
        return Seen::new(ReasonKind::Overclaim, Strength::Conflict, with_auxiliary(view, &swap.claim))
            .against(&aligned.hit, source);
    }
    let missing_act = view
        .hits
        .words
        .iter()
        .find(|it| words::COMPLETED_STEMS.contains(&it.stem) && view.hits.window.strength(&it.stem) < 0.6);
    match missing_act {
        Some(word) => Seen::new(ReasonKind::Unfinished, Strength::Unsupported, with_auxiliary(view, &[word.token])),
        None => Seen::new(ReasonKind::Hedged, Strength::Hint, view.whole()),
    }
}

/// The verb with the "has" or "have been" before it.
fn with_auxiliary(view: &View, verb: &[usize]) -> Span {
    let first = verb.first().copied().unwrap_or(0);
    let is_auxiliary = |it: &usize| {
        matches!(
            view.sentence.tokens[*it].folded.as_str(),
            "has" | "have" | "had" | "been" | "already" | "was" | "were"
        )
    };
    let start = (0..first).rev().take_while(is_auxiliary).last().unwrap_or(first);
    view.span_of([start].into_iter().chain(verb.iter().copied()))
}

/// "has delivered" where every passage that has the verb hedges it.
fn hedged_participle(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 {
        return None;
    }
    for word in view.hits.words.iter().filter(|it| !it.is_name && !is_light(view.token(it))) {
        let token = view.token(word);
        let folded = token.folded.as_str();
        let is_participle =
            ["ed", "en", "wn", "ught"].iter().any(|it| folded.ends_with(it)) || words::IRREGULAR.contains_key(folded);
        if !is_participle || !follows_have(view, word.token) {
            continue;
        }
        let places: Vec<(&Hit, Option<usize>)> = view
            .all
            .iter()
            .flat_map(|hit| {
                let tokens = hit.sentence.tokens.iter().enumerate();
                tokens.filter(|(_, it)| it.is_content() && view.hits.strength(&word.stem, &it.stem) >= 0.7).map(
                    move |(idx, it)| {
                        // A synonym is hedged only by what stands close to it.
                        let reach = if view.hits.strength(&word.stem, &it.stem) > 0.85 { 7 } else { 4 };
                        (hit, hedge_before(hit, idx).filter(|hedge| idx - hedge <= reach))
                    },
                )
            })
            .collect();
        if places.iter().any(|it| it.1.is_none()) {
            continue;
        }
        let Some((hit, Some(hedge))) = places.first().copied() else { continue };
        let source = hit.sentence.tokens[hedge].span;
        let span = with_auxiliary(view, &[word.token]);
        return Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source));
    }
    None
}

/// Whether "has", "have" or "had" stands within three tokens before, with nothing but adverbs and "been" between, and
/// nothing that hedges or denies.
fn follows_have(view: &View, at: usize) -> bool {
    for token in view.sentence.tokens[at.saturating_sub(3)..at].iter().rev() {
        let folded = token.folded.as_str();
        if matches!(folded, "has" | "have" | "had") {
            return true;
        }
        let is_between =
            matches!(folded, "been" | "already" | "now" | "also" | "just" | "finally" | "since" | "recently")
                || folded.ends_with("ly");
        if !is_between || words::HEDGES.contains(folded) || words::NEGATIONS.contains(folded) || folded == "n't" {
            return false;
        }
    }
    false
}
