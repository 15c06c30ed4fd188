//! Stated as done or certain where the sources hedge.

use super::align::{Alignment, Swap};
use super::open::is_bound_to_come;
use super::{ReasonKind, Seen, Strength, View, is_light, is_question, positions};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Span, Token, TokenKind, ends_clause, is_before_verb, is_form_of_be, is_negation, is_reporting, stem, thesaurus,
    words,
};

/// From this coverage of the best passage on, the claim tells what it does, but for a condition.
const UNBOUND: f64 = 0.6;

/// The same of a passage that goes on about a plan.
const NAMED: f64 = 0.6;

/// A passage has much of a claim with this share of what the best one has.
const MUCH: f64 = 0.4;

/// Tokens back from a verb to a noun that says how likely it is.
const CHANCE_REACH: usize = 7;

fn hedges(token: &Token) -> bool {
    let folded = token.folded.as_str();
    !is_month(token) && (words::HEDGES.contains(folded) || words::FUTURE.contains(folded))
}

/// The "May" of a date hedges nothing.
pub(super) fn is_month(token: &Token) -> bool {
    token.is_capital && token.is_of_calendar()
}

/// "Is to grow": a plan.
fn is_to_be(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|it| matches!(it[0].folded.as_str(), "is" | "are" | "was" | "were") && it[1].folded == "to")
}

/// The last hedge among the seven tokens before `at`. "About" hedges a verb only as "about to".
fn hedge_before(hit: &Hit, at: usize) -> Option<usize> {
    let tokens = &hit.sentence.tokens;
    let is_about_something =
        |it: usize| tokens[it].folded == "about" && tokens.get(it + 1).is_none_or(|it| it.folded != "to");
    let statement = (0..at).rev().find(|it| tokens[*it].is_mark(";")).map_or(0, |it| it + 1);
    (at.saturating_sub(7).max(statement)..at).rev().find(|it| hedges(&tokens[*it]) && !is_about_something(*it))
}

fn is_completed(token: &Token) -> bool {
    words::COMPLETED_STEMS.contains(&token.stem) || token.folded.ends_with("ed")
}

pub(super) fn judge(view: &View, aligned: Option<&Alignment>) -> Option<Seen> {
    if let Some(seen) = certain_for_possible(view)
        .or_else(|| certain_for_likely(view))
        .or_else(|| done_for_possible(view))
        .or_else(|| unconditional_for_bound(view))
        .or_else(|| done_for_planned(view))
        .or_else(|| found_for_asked(view))
        .or_else(|| done_for_tried(view))
        .or_else(|| plain_for_possible(view))
        .or_else(|| already_for_soon(view))
        .or_else(|| decided_for_considered(view, aligned?))
    {
        return Some(seen);
    }
    if view.sentence.tokens.iter().any(hedges) || is_to_be(&view.sentence.tokens) {
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
    let is_hedged_too = tokens
        .iter()
        .any(|it| words::CHANCES.contains(it.folded.as_str()) || words::POSSIBILITIES.contains(it.folded.as_str()));
    if is_hedged_too {
        return None;
    }
    let mut possible = None;
    // "Could you bring it?" hedges nothing.
    for hit in view.all.iter().filter(|it| !is_question(it)) {
        let theirs = &hit.sentence.tokens;
        for at in (0..theirs.len()).filter(|it| view.hits.strength(&tokens[verb].stem, &theirs[*it].stem) >= 0.8) {
            // "May prove smaller" for "will have a smaller effect".
            let is_modal = |it: &usize| words::MODALS.contains(theirs[*it].folded.as_str());
            let modal = (at.saturating_sub(3)..at).rev().find(is_modal);
            let modal = modal.filter(|it| matches!(theirs[*it].folded.as_str(), "could" | "may" | "might"));
            // "A probability of the king visiting" for "the king will visit".
            let is_chance = |it: &usize| words::CHANCES.contains(theirs[*it].folded.as_str());
            let chance = || {
                let back = (at.saturating_sub(CHANCE_REACH)..at).rev().take_while(|it| !ends_clause(&theirs[*it]));
                back.into_iter().find(is_chance)
            };
            let modal = modal.or_else(chance)?;
            // "May not be had" may well mean that it will not.
            let is_denied = |tokens: &[Token]| tokens.iter().any(is_negation);
            if is_denied(&theirs[modal..at]) && is_denied(&tokens[certain..verb]) {
                return None;
            }
            possible.get_or_insert((hit, Span::new(theirs[modal].span.start, theirs[at].span.end)));
        }
    }
    let (hit, source) = possible?;
    let span = view.span_of([certain, verb]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source))
}

/// "is certain to", "proves" where the best passage says "likely" or "suggests".
fn certain_for_likely(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let at = ours.iter().position(|it| words::CERTAINTIES.contains(it.folded.as_str()))?;
    let certain = &ours[at];
    // What is certain stands behind the word: the passage must have most of it.
    let has_it = |hit: &&Hit| {
        let behind: Vec<&Word> =
            view.hits.words.iter().filter(|it| it.token > at && !is_light(view.token(it))).collect();
        let n_there = behind.iter().filter(|it| !positions(view, hit, &it.stem).is_empty()).count();
        n_there >= 2 && n_there * 2 >= behind.len()
    };
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.5);
    let best = best.filter(|it| it.sentence.tokens.iter().any(|it| words::POSSIBILITIES.contains(it.folded.as_str())));
    let best = best.or_else(|| view.all.iter().find(has_it))?;
    let is_certain_too = best.sentence.tokens.iter().any(|it| words::CERTAINTIES.contains(it.folded.as_str()));
    let hedge = best.sentence.tokens.iter().find(|it| words::POSSIBILITIES.contains(it.folded.as_str()))?;
    let is_hedged_too = view.sentence.tokens.iter().any(|it| words::POSSIBILITIES.contains(it.folded.as_str()));
    if is_certain_too || is_hedged_too || certain.is_negated {
        return None;
    }
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, certain.span).against(best, hedge.span))
}

/// "It is settled that the three will hold a summit" where a passage has "a possibility of a summit of the three".
pub(super) fn settled_for_possible(view: &View) -> Option<Seen> {
    /// Content words of a phrase up to its head, and names of the claim that the passage must have.
    const WIDTH: usize = 4;
    const N_NAMES: usize = 2;
    let tokens = &view.sentence.tokens;
    let leaves_open = |it: &Token| {
        hedges(it) && !words::FUTURE.contains(it.folded.as_str())
            || words::CHANCES.contains(it.folded.as_str())
            || words::POSSIBILITIES.contains(it.folded.as_str())
            || matches!(it.folded.as_str(), "if" | "would" | "may" | "might" | "could" | "possibility" | "prospect")
    };
    let is_sure = |it: &Token| matches!(it.folded.as_str(), "will" | "shall" | "has" | "have" | "settled" | "arranged");
    let at = tokens.iter().position(is_sure)?;
    if tokens.iter().any(|it| leaves_open(it) || is_negation(it)) || tokens[at].is_quoted {
        return None;
    }
    view.nearest_first().find_map(|hit| {
        let theirs = &hit.sentence.tokens;
        let is_chance = |it: &usize| matches!(theirs[*it].folded.as_str(), "possibility" | "prospect" | "chance");
        let chance =
            (0..theirs.len()).find(is_chance).filter(|it| theirs.get(it + 1).is_some_and(|it| it.folded == "of"))?;
        let behind = (chance + 2..theirs.len()).skip_while(|it| !theirs[*it].is_content());
        let phrase: Vec<usize> = behind
            .take_while(|it| {
                let token = &theirs[*it];
                let is_noun = token.is_content() && !token.is_name && !token.folded.ends_with("ing");
                is_noun || token.is_mark("-") || token.kind == TokenKind::Quantity
            })
            .take(WIDTH)
            .collect();
        let head = *phrase.iter().rev().find(|it| theirs[**it].is_content())?;
        let is_ours = |it: &&Word| view.hits.strength(&it.stem, &theirs[head].stem) >= 0.8;
        let word = view.hits.words.iter().find(|it| !it.is_name && is_ours(it))?;
        let named = view.hits.words.iter().filter(|it| it.is_name);
        let n_names = named.filter(|it| !positions(view, hit, &it.stem).is_empty()).count();
        // Another passage may tell of it as settled.
        let tells_plainly = |other: &Hit| {
            other.id != hit.id
                && !positions(view, other, &word.stem).is_empty()
                && view.hits.coverage_by(other, |it| it.is_name) >= view.hits.coverage_by(hit, |it| it.is_name)
        };
        if n_names < N_NAMES || view.all.iter().any(tells_plainly) {
            return None;
        }
        let source = Span::new(theirs[chance].span.start, theirs[head].span.end);
        let span = view.span_of([at, word.token]);
        Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source))
    })
}

/// "Will meet again" where the passage, which has nearly all of it, has "would meet again only if": a condition dropped.
fn unconditional_for_bound(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= UNBOUND)?;
    let is_open = |it: &Token| {
        matches!(
            it.folded.as_str(),
            "if" | "when"
                | "once"
                | "after"
                | "until"
                | "unless"
                | "provided"
                | "condition"
                | "conditions"
                | "depends"
                | "prerequisite"
                | "would"
                | "could"
                | "may"
                | "might"
        )
    };
    let ours = &view.sentence.tokens;
    let is_sure = ours.iter().any(|it| matches!(it.folded.as_str(), "will" | "shall"));
    if !is_sure || ours.iter().any(|it| is_open(it) || is_negation(it)) || !view.claim.quotations.is_empty() {
        return None;
    }
    let theirs = &best.sentence.tokens;
    // "After donors provided less" sets no condition.
    let provides = |at: usize| {
        theirs[at].folded == "provided" && theirs[at - 1].kind != TokenKind::Mark && theirs[at + 1].folded != "that"
    };
    let conditional = |at: usize| Some((at, words::longest_at(theirs, at, &words::CONDITIONAL)?));
    let (at, n) = (1..theirs.len().saturating_sub(1)).filter(|it| !provides(*it)).find_map(conditional)?;
    // The claim has what is bound, and nothing of what it is bound to.
    let is_there = |range: std::ops::Range<usize>| {
        let words = range.filter(|it| theirs[*it].is_content());
        let matched =
            |it: &usize| view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &theirs[*it].stem) >= 0.6);
        words.filter(matched).count()
    };
    let end = (at + n..theirs.len()).find(|it| ends_clause(&theirs[*it])).unwrap_or(theirs.len());
    if is_there(at + n..end) > 0 || is_there(0..at) < 3 {
        return None;
    }
    let source = Span::new(theirs[at].span.start, theirs[end - 1].span.end);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.whole()).against(best, source))
}

/// "has abandoned", or "will hold", where the best passage speaks of a possibility and has neither.
fn done_for_possible(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.6)?;
    let tokens = &view.sentence.tokens;
    let is_open = |it: &&Token| {
        let folded = it.folded.as_str();
        !is_month(it)
            && (words::POSSIBILITIES.contains(folded) || matches!(folded, "possibility" | "prospect" | "willingness"))
    };
    let is_probable = |it: &Token| matches!(it.folded.as_str(), "probable" | "probability" | "likelihood");
    let leaves_open = |it: &Token| is_probable(it) || (hedges(it) && !words::FUTURE.contains(it.folded.as_str()));
    if tokens.iter().any(leaves_open) {
        return None;
    }
    let theirs = &best.sentence.tokens;
    let is_ours_too = |it: &Token| tokens.iter().any(|own| own.folded == it.folded);
    let hedge = theirs.iter().find(|it| is_open(it) && !is_ours_too(it) && !hedges_another_thing(view, theirs, it))?;
    // In its own clause: "may discuss it, a matter that has gained attention" leaves open what is discussed.
    let behind = theirs.iter().skip_while(|it| it.span.start <= hedge.span.start).take_while(|it| !ends_clause(it));
    let is_plain = |it: &Token| matches!(it.folded.as_str(), "will" | "shall" | "scheduled" | "set" | "has" | "have");
    let is_plain_too = behind.into_iter().any(is_plain);
    let auxiliary = tokens.iter().position(|it| matches!(it.folded.as_str(), "has" | "have" | "will" | "shall"))?;
    if is_told_before(view, theirs, hedge) {
        return None;
    }
    // "take place", "be held": the word that says what is done.
    let verb = (auxiliary + 1..tokens.len().min(auxiliary + 5))
        .find(|it| tokens[*it].is_content() && !is_light(&tokens[*it]))?;
    // "Announced the launch" beside tells of "has launched" as done.
    let is_told_beside = |hit: &Hit| {
        let places = positions(view, hit, &tokens[verb].stem);
        places.iter().any(|it| hedge_before(hit, *it).is_none())
    };
    let beside = || [-1, 1].into_iter().filter_map(|by| best.neighbour(by));
    let is_there = view.hits.best.strength(&tokens[verb].stem) >= 0.6 || beside().any(|it| is_told_beside(&it));
    let is_claimed = tokens[verb].is_negated || tokens[verb].is_name;
    if is_plain_too || is_there || is_claimed {
        return None;
    }
    let span = view.span_of([auxiliary, verb]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(best, hedge.span))
}

/// "He has praised the plan and the men, showing a willingness to deal": what the claim has stands mostly before the
/// hedge, told as done.
fn is_told_before(view: &View, theirs: &[Token], hedge: &Token) -> bool {
    let before = theirs.iter().take_while(|it| it.span.start < hedge.span.start);
    let is_done = before.clone().any(|it| matches!(it.folded.as_str(), "has" | "have" | "had"));
    let is_before = |it: &&Word| before.clone().any(|other| view.hits.strength(&it.stem, &other.stem) >= 0.6);
    let is_there = |it: &&Word| theirs.iter().any(|other| view.hits.strength(&it.stem, &other.stem) >= 0.6);
    let plain = || view.hits.words.iter().filter(|it| !it.is_name && !is_light(view.token(it)));
    is_done && plain().filter(is_before).count() * 2 > plain().filter(is_there).count()
}

/// "Potential matches" leaves open what they are, and nothing of a claim that does not speak of matches.
fn hedges_another_thing(view: &View, theirs: &[Token], hedge: &Token) -> bool {
    let is_adjective = matches!(hedge.folded.as_str(), "potential" | "possible" | "likely" | "probable");
    let Some(at) = theirs.iter().position(|it| it.span == hedge.span).filter(|_| is_adjective) else { return false };
    let run = (at + 1..theirs.len()).take_while(|it| theirs[*it].is_content());
    let head = run.last();
    head.is_some_and(|it| view.hits.words.iter().all(|word| view.hits.strength(&word.stem, &theirs[it].stem) < 0.6))
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
            // "Has paid them compensation" has compensated them.
            let is_done = theirs[..at].iter().any(|it| matches!(it.folded.as_str(), "has" | "have" | "had"));
            if !is_noun || !plan || (is_done && !theirs.iter().any(is_plan)) {
                return None;
            }
            named.get_or_insert((hit, theirs[at].span));
        }
    }
    let (hit, source) = named?;
    let span = with_auxiliary(view, &[word.token]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source))
}

/// "Differs from the old one" where every passage that has the verb says "could differ".
fn plain_for_possible(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    if view.hits.window.coverage < 0.6 || ours.iter().any(|it| hedges(it) || is_negation(it)) {
        return None;
    }
    // Right behind a name, a noun or "that", and bent as a verb.
    let is_finite = |at: usize| {
        let folded = ours[at].folded.as_str();
        let before = (0..at).rev().find(|it| !ours[*it].folded.ends_with("ly")).map(|it| &ours[it]);
        let follows_subject = before.is_some_and(|it| {
            it.is_content() || matches!(it.folded.as_str(), "that" | "which" | "who" | "it" | "they")
        });
        follows_subject && folded.ends_with('s') && !folded.ends_with("ss") && !ours[at].is_quoted
    };
    let verbs = view.hits.words.iter().filter(|it| !it.is_name && !is_light(view.token(it)) && is_finite(it.token));
    for word in verbs {
        let mut possible = None;
        let mut is_plain = false;
        for hit in &view.all {
            let theirs = &hit.sentence.tokens;
            for at in positions(view, hit, &word.stem) {
                let modal = (at.saturating_sub(3)..at).rev().find(|it| {
                    let is_open = matches!(theirs[*it].folded.as_str(), "could" | "may" | "might");
                    is_open && theirs[it + 1..at].iter().all(is_before_verb)
                });
                match modal {
                    Some(modal) => {
                        _ = possible.get_or_insert((hit, Span::new(theirs[modal].span.start, theirs[at].span.end)))
                    }
                    None => is_plain = true,
                }
            }
        }
        if let Some((hit, source)) = possible.filter(|_| !is_plain) {
            let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.token(word).span);
            return Some(seen.against(hit, source));
        }
    }
    None
}

/// "Has found that the plant caused it" where the sources only ask whether it did.
fn found_for_asked(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_open = |it: &Token| {
        hedges(it)
            || is_negation(it)
            || matches!(it.folded.as_str(), "whether" | "if")
            || words::INQUIRY_STEMS.contains(&it.stem)
    };
    if tokens.iter().any(is_open) {
        return None;
    }
    for hit in view.best_first().filter(|it| view.hits.coverage_by(it, |_| true) >= 0.4) {
        let theirs = &hit.sentence.tokens;
        let Some(at) = theirs.iter().position(|it| it.folded == "whether") else { continue };
        let end = (at + 1..theirs.len()).find(|it| ends_clause(&theirs[*it])).unwrap_or(theirs.len());
        let asked: Vec<usize> = (at + 1..end).filter(|it| theirs[*it].is_content()).collect();
        let is_asked = |it: &&Word| asked.iter().any(|at| view.hits.strength(&it.stem, &theirs[*at].stem) >= 0.6);
        let claimed: Vec<&Word> = view.hits.words.iter().filter(is_asked).collect();
        let is_told = |other: &Hit| other.id != hit.id && claimed.iter().all(|it| other.stems.contains(&it.stem));
        let weigh = |words: &[&Word]| words.iter().map(|it| it.weight).sum::<f64>();
        let all: Vec<&Word> = view.hits.words.iter().collect();
        let is_matter = claimed.len() >= 3
            && claimed.len() * 2 >= asked.len()
            && weigh(&claimed) >= 0.3 * weigh(&all)
            && !view.all.iter().any(is_told);
        if is_matter {
            let span = view.span_of(claimed.iter().map(|it| it.token));
            let source = Span::new(theirs[at].span.start, theirs[end - 1].span.end);
            return Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, source));
        }
    }
    None
}

/// "Cheated the lenders" where every passage that has the verb says "attempted to defraud".
fn done_for_tried(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let is_trying = |it: &Token| {
        matches!(
            it.stem.as_str(),
            "tri"
                | "attempt"
                | "seek"
                | "sought"
                | "threaten"
                | "offer"
                | "plan"
                | "hope"
                | "vow"
                | "intend"
                | "propos"
        )
    };
    if view.hits.window.coverage < 0.5 || ours.iter().any(|it| hedges(it) || is_negation(it) || is_trying(it)) {
        return None;
    }
    // "Cheated", "has cheated": told as done, and not of what happens to the subject.
    let is_past = |at: usize| {
        let token = &ours[at];
        let is_past = token.folded.ends_with("ed") || words::IRREGULAR.contains_key(token.folded.as_str());
        let before = at.checked_sub(1).map(|it| &ours[it]);
        let is_verb = before.is_some_and(|it| {
            it.is_content()
                || matches!(it.folded.as_str(), "has" | "have" | "had" | "he" | "she" | "they" | "it" | "who" | "and")
                || it.folded.ends_with("ly")
        });
        is_past && is_verb && !token.is_name && !token.is_quoted
    };
    // Of several the first is what the claim tells.
    let word = view.hits.words.iter().find(|it| !is_light(view.token(it)) && is_past(it.token))?;
    let mut tried = None;
    for hit in &view.all {
        let theirs = &hit.sentence.tokens;
        let coverage = view.hits.coverage_by(hit, |_| true);
        for at in 0..theirs.len() {
            let other = &theirs[at];
            let is_same = view.hits.strength(&word.stem, &other.stem) >= 0.7;
            let is_like = || thesaurus::nearness(&word.stem, &other.stem) <= thesaurus::Nearness::Near;
            if !other.is_content() || !(is_same || is_like()) {
                continue;
            }
            let is_infinitive = at >= 2 && theirs[at - 1].folded == "to";
            let least = if is_same { 0.5 } else { 0.7 };
            let trying = (at.saturating_sub(4)..at).rev().find(|it| is_trying(&theirs[*it]));
            match trying.filter(|_| is_infinitive && coverage >= least) {
                Some(trying) => {
                    tried.get_or_insert((hit, Span::new(theirs[trying].span.start, other.span.end)));
                }
                // A passage tells it as done.
                None if is_same => return None,
                None => {}
            }
        }
    }
    let (hit, source) = tried?;
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, with_auxiliary(view, &[word.token]));
    Some(seen.against(hit, source))
}

/// "Already shows" where the best passage has it in the future or as a hope, "has taken up its positions" where it goes on
/// about what is planned.
fn already_for_soon(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.5)?;
    let tokens = &view.sentence.tokens;
    let is_perfect = |at: usize| {
        let token = &tokens[at];
        let has = at > 0 && matches!(tokens[at - 1].folded.as_str(), "has" | "have" | "been" | "already");
        let is_changed = token.folded.ends_with("ed") || words::IRREGULAR.contains_key(token.folded.as_str());
        has && is_changed && !is_form_of_be(token) && follows_have(view, at) && !is_reporting(token)
    };
    let already = tokens.iter().find(|it| matches!(it.folded.as_str(), "already" | "now") && !it.is_quoted);
    let perfect = || (0..tokens.len()).find(|it| is_perfect(*it) && !tokens[*it].is_quoted).map(|it| &tokens[it]);
    let already = already.or_else(perfect)?;
    let place = tokens.iter().position(|it| it.span == already.span)?;
    let span = with_auxiliary(view, &[place]);
    let is_done = |it: &Token| matches!(it.folded.as_str(), "already" | "now" | "currently");
    if tokens.iter().any(hedges) || best.sentence.tokens.iter().any(is_done) {
        return None;
    }
    let theirs = &best.sentence.tokens;
    // "Already stationed" for "this includes the deployment", told of what was proposed in the sentence before.
    let has = |it: &Token| matches!(it.folded.as_str(), "has" | "have" | "had");
    let is_now = matches!(already.folded.as_str(), "already" | "now");
    let is_told = |hit: &Hit| hit.sentence.tokens.iter().any(|it| is_done(it) || (!is_now && has(it)));
    if let Some(plan) = plan_told_of(best).filter(|_| {
        view.hits.best.coverage >= NAMED && (is_now || !goes_on_about_one(best)) && !view.all.iter().any(is_told)
    }) {
        return Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(best, plan));
    }
    if already.folded != "already" {
        return None;
    }
    let is_to_come = |it: &Token| {
        words::FUTURE.contains(it.folded.as_str())
            || matches!(it.stem.as_str(), "hope" | "soon" | "plan" | "aim" | "intend")
    };
    let at = theirs.iter().position(is_to_come)?;
    let matched: Vec<usize> = (0..theirs.len())
        .filter(|it| view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &theirs[*it].stem) >= 0.6))
        .collect();
    let n_behind = matched.iter().filter(|it| **it > at).count();
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, already.span);
    (n_behind * 2 >= matched.len()).then(|| seen.against(best, theirs[at].span))
}

/// Where a passage goes on about something planned: it opens with "this" or "these", and the one before speaks of a plan.
fn plan_told_of(hit: &Hit) -> Option<Span> {
    let tokens = &hit.sentence.tokens;
    let opening = tokens.iter().position(|it| it.is_word())?;
    let goes_on = matches!(tokens[opening].folded.as_str(), "this" | "these" | "it" | "they");
    let before = hit.neighbour(-1).filter(|_| goes_on)?;
    let is_plan = |it: &Token| it.is_word() && words::PLANS.contains(it.folded.as_str());
    before.sentence.tokens.iter().any(is_plan).then_some(tokens[opening].span)
}

/// Whether the passage goes on with "it" or "they", which may stand for another thing than the plan.
fn goes_on_about_one(hit: &Hit) -> bool {
    let opening = hit.sentence.tokens.iter().find(|it| it.is_word());
    opening.is_some_and(|it| matches!(it.folded.as_str(), "it" | "they"))
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
    let ours = &view.sentence.tokens;
    // "In order to ease tensions"
    let is_purpose = |it: usize| it > 0 && ours[it - 1].folded == "in" && ours[it].folded == "order";
    let is_decided = |it: usize| words::COMPLETED_STEMS.contains(&ours[it].stem) && !is_purpose(it);
    let swap = aligned.word_swaps.iter().find(|swap| {
        swap.claim.iter().any(|it| is_decided(*it))
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
        Some(word) => Seen::new(ReasonKind::Unfinished, Strength::Hint, with_auxiliary(view, &[word.token])),
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
        // A passage of something else may have a word like the verb.
        let least = MUCH * view.hits.best.coverage;
        let passages = view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= least);
        let places: Vec<(&Hit, Option<usize>)> = passages
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
    if is_bound_to_come(&view.sentence.tokens, at.saturating_sub(1)) {
        return false;
    }
    for place in (at.saturating_sub(3)..at).rev() {
        let folded = view.sentence.tokens[place].folded.as_str();
        if matches!(folded, "has" | "have" | "had") {
            // "Is deemed to have attacked them all" tells of no attack.
            return place == 0 || view.sentence.tokens[place - 1].folded != "to";
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
