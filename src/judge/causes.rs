//! Reasons, purposes and results that no source gives: "because their owner feared the invasion"; or that none gives of
//! this: the words stand in the sources, but not where what they explain is told.

use std::collections::BTreeSet;
use std::ops::Range;

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View, crossed, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Kind, Quantity, Span, Token, ends_clause, is_negation, thesaurus, words};

/// With fewer words that are told nowhere a reason may be given in other words.
const MIN_UNTOLD: usize = 2;

/// A passage tells what is explained when it covers this share of it, and no less than this share of what the best one
/// does.
const TOLD: f64 = 0.4;
const AS_WELL: f64 = 0.75;

/// So many words of a reason must be looked for, and no more than this share of them be there. On the drafts over our
/// topics the true reasons have a share of 0.75 or more.
const MIN_WORDS: usize = 3;
const SCATTERED: f64 = 0.5;

/// So few of a reason's words may stand in a statement that gives another one.
const FEW: f64 = 0.25;

/// Tokens before "without" that may deny it.
const BEFORE: usize = 6;

/// What a figure of the rest weighs beside its words, and what a name weighs of its weight.
const FIGURE: f64 = 0.1;
const NAME: f64 = 0.3;

/// The claim gives a reason, and for half of its words or more the evidence has neither the word nor a synonym.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let reasons = (0..tokens.len()).filter_map(|at| Some((at, at + connective_at(tokens, at)?)));
    let judge = |(at, start)| {
        if is_of_money(view, start) {
            return None;
        }
        untold(view, at, start)
            .or_else(|| told_elsewhere(view, at, start))
            .or_else(|| other_reason(view, at, start))
            .or_else(|| waived(view, at, start))
    };
    let others = (0..tokens.len()).filter(|it| !tokens[*it].is_quoted).find_map(|it| other_condition(view, it));
    if others.is_some() {
        return others;
    }
    let untils = (0..tokens.len()).filter(|it| tokens[*it].folded == "until" && !tokens[*it].is_quoted);
    reasons.into_iter().find_map(judge).or_else(|| untils.into_iter().find_map(|it| waived(view, it, it + 1)))
}

/// "To start once it has joined the Union" where the passage that tells of the start has it follow a peace deal, and nothing
/// near speaks of joining.
fn other_condition(view: &View, at: usize) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let binds = |tokens: &[Token], at: usize| -> Option<usize> {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.folded == word);
        match tokens[at].folded.as_str() {
            "once" | "follow" | "after" => Some(1),
            "as" if is(at + 1, "soon") && is(at + 2, "as") => Some(3),
            _ => None,
        }
    };
    let start = at + binds(tokens, at).filter(|_| tokens[at].folded != "follow")?;
    let end = end_of(tokens, start);
    // Of what is to come only: "are intended to", "will", "would".
    let is_to_come = |it: &Token| {
        matches!(it.folded.as_str(), "will" | "would" | "shall" | "intended" | "meant" | "supposed" | "planned" | "due")
    };
    let plain = |range: Range<usize>| -> Vec<&Word> {
        let words = view.hits.words.iter().filter(move |it| range.contains(&it.token));
        words.filter(|it| !it.is_name && !is_light(view.token(it))).collect()
    };
    let (inside, outside) = (plain(start..end), plain(0..at));
    let is_spoken = view.best().is_some_and(|it| it.document.is_spoken());
    if is_spoken || !tokens[..at].iter().any(is_to_come) || inside.is_empty() || outside.len() < MIN_UNTOLD {
        return None;
    }
    let share = |words: &[&Word], theirs: &[Token]| {
        let told = words.iter().filter(|it| view.strength_among(it, theirs) >= 0.5);
        told.count() as f64 / words.len() as f64
    };
    // What a passage binds what is to come to.
    let bound = |hit: &Hit| -> Option<Range<usize>> {
        let theirs = &hit.sentence.tokens;
        let joint =
            (1..theirs.len()).find(|it| binds(theirs, *it).is_some() && theirs[..*it].iter().any(is_to_come))?;
        Some(joint + 1..end_of(theirs, joint + 1))
    };
    let tells = |hit: &Hit| share(&outside, &hit.sentence.tokens) >= TOLD;
    let best = view.nearest_first().find(|it| bound(it).is_some() && tells(it))?;
    // "After the war" is a time, which "post-war" tells as well.
    let ends = |it: &Token| matches!(it.folded.as_str(), "over" | "ends" | "ended");
    let is_time = tokens[at].folded == "after" || tokens[start..end].iter().any(ends);
    let is_condition = |it: &Token| {
        matches!(
            it.folded.as_str(),
            "once" | "after" | "follow" | "follows" | "following" | "when" | "if" | "until" | "upon" | "soon"
        ) || matches!(it.stem.as_str(), "condit" | "depend" | "prerequisit" | "event")
    };
    let is_told = |hit: &Hit| {
        let theirs = &hit.sentence.tokens;
        let binds_alike = || bound(hit).is_some_and(|it| share(&inside, &theirs[it]) > 0.0);
        tells(hit) && (binds_alike() || (share(&inside, theirs) == 1.0 && (is_time || theirs.iter().any(is_condition))))
    };
    if view.nearest_first().any(is_told) {
        return None;
    }
    let seen = Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end - 1]));
    Some(seen.against_all_of(best))
}

/// "If the money can be found" where the evidence has "provided 140 million dollars can be raised".
fn is_of_money(view: &View, start: usize) -> bool {
    let tokens = &view.sentence.tokens;
    let is_money = |it: &Token| matches!(it.stem.as_str(), "money" | "fund" | "cash" | "financ");
    let is_sum = |it: &Quantity| it.kind == Kind::Currency;
    tokens[start..end_of(tokens, start)].iter().any(is_money)
        && view.all.iter().any(|hit| hit.sentence.quantities.iter().any(is_sum))
}

/// "Refuses to talk until there is a ceasefire" where the passage has "acceptable without a prior ceasefire".
fn waived(view: &View, at: usize, start: usize) -> Option<Seen> {
    /// Tokens behind "without" among which what is waived stands.
    const REACH: usize = 4;
    let tokens = &view.sentence.tokens;
    let binds = words::longest_at(tokens, at, &words::CONDITIONS).is_some()
        || matches!(tokens[at].folded.as_str(), "until" | "unless");
    let best = view.best().filter(|_| binds && view.hits.best.coverage >= TOLD)?;
    if tokens.iter().any(|it| it.folded == "without") {
        return None;
    }
    let end = end_of(tokens, start);
    let is_bound_to = |other: &Token| {
        let mut words = view.hits.words.iter().filter(|it| (start..end).contains(&it.token) && !it.is_name);
        words.any(|it| !is_light(view.token(it)) && view.hits.strength(&it.stem, &other.stem) >= 0.8)
    };
    let theirs = &best.sentence.tokens;
    let without = theirs.iter().position(|it| it.folded == "without" && !it.is_quoted)?;
    let waived =
        (without + 1..theirs.len()).take(REACH).find(|it| theirs[*it].is_content() && is_bound_to(&theirs[*it]))?;
    if theirs[..without].iter().rev().take(BEFORE).any(is_negation) {
        return None;
    }
    let source = Span::new(theirs[without].span.start, theirs[waived].span.end);
    Some(Seen::new(ReasonKind::Negation, Strength::Conflict, view.span_of([at, end - 1])).against(best, source))
}

/// "Stopped because the wind was too strong" where the statement that tells of it goes on "when a sensor failed".
fn other_reason(view: &View, at: usize, start: usize) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let end = end_of(tokens, start);
    // "The mills accept it if …, while the foundries do not": the reason is that of its own statement.
    let parts =
        |it: &Token| it.is_mark(":") || it.is_mark(";") || matches!(it.folded.as_str(), "while" | "whereas" | "but");
    let from = (0..at).rev().find(|it| parts(&tokens[*it])).map_or(0, |it| it + 1);
    let to = (end..tokens.len()).find(|it| parts(&tokens[*it])).unwrap_or(tokens.len());
    let is_inside = |it: &&Word| (from..to).contains(&it.token) && !(at..start).contains(&it.token);
    let plain = view.hits.words.iter().filter(is_inside).filter(|it| !is_light(view.token(it)));
    let (reason, rest): (Vec<&Word>, Vec<&Word>) = plain.partition(|it| (start..end).contains(&it.token));
    let reason: Vec<&Word> = reason.into_iter().filter(|it| !rest.iter().any(|other| other.stem == it.stem)).collect();
    let is_quoted = tokens[start..end].iter().any(|it| it.is_quoted);
    if reason.len() < MIN_UNTOLD || rest.len() < MIN_UNTOLD || is_quoted {
        return None;
    }
    let is_condition = words::longest_at(tokens, at, &words::CONDITIONS).is_some()
        || words::longest_at(tokens, at, &words::CONDITIONAL).is_some();
    let figures: Vec<&Quantity> =
        view.sentence.quantities.iter().filter(|it| !(start..end).contains(&it.tokens.start)).collect();
    // Who or what it is about stands in many statements.
    let weigh = |word: &Word| if word.is_name { NAME * word.weight } else { word.weight };
    let weight: f64 = rest.iter().map(|it| weigh(it)).sum::<f64>() + FIGURE * figures.len() as f64;
    let is_like = |word: &Word, other: &Token| {
        other.is_content()
            && (view.hits.strength(&word.stem, &other.stem) >= 0.5
                || thesaurus::nearness(&word.stem, &other.stem) <= thesaurus::Nearness::Near)
    };
    let n_told = |words: &[&Word], theirs: &[Token]| {
        words.iter().filter(|word| theirs.iter().any(|it| is_like(word, it))).count() as f64
    };
    let share_of_reason = |theirs: &[Token]| n_told(&reason, theirs) / reason.len() as f64;
    // The statement that tells most of the rest.
    let mut best: Option<(f64, &Hit, Range<usize>)> = None;
    for hit in view.nearest_first() {
        let theirs = &hit.sentence.tokens;
        for part in crossed::parts(theirs) {
            let here = &theirs[part.clone()];
            let own = hit.sentence.quantities.iter().filter(|it| part.contains(&it.tokens.start));
            let n_figures = figures.iter().filter(|it| own.clone().any(|other| it.is_borne_out_by(other))).count();
            let told: f64 = rest.iter().map(|it| weigh(it) * view.strength_among(it, here)).sum::<f64>()
                + FIGURE * n_figures as f64;
            if best.as_ref().is_none_or(|it| told / weight > it.0) {
                best = Some((told / weight, hit, part));
            }
        }
    }
    let (_, hit, part) = best.filter(|it| it.0 >= TOLD)?;
    // The condition may stand behind a comma.
    let theirs = &hit.sentence.tokens;
    let goes_on = (part.end..theirs.len()).take(2).any(|it| gives_reason(theirs, it, is_condition));
    let theirs = if goes_on { &theirs[part.start..] } else { &theirs[part] };
    let joint = (1..theirs.len()).find(|it| gives_reason(theirs, *it, is_condition))?;
    let n_behind = theirs[joint + 1..end_of(theirs, joint + 1)].iter().filter(|it| it.is_content()).count();
    let plain: Vec<&Word> = reason.iter().copied().filter(|it| !it.is_name).collect();
    let plain_share = |theirs: &[Token]| match plain.is_empty() {
        true => share_of_reason(theirs),
        false => n_told(&plain, theirs) / plain.len() as f64,
    };
    // A condition is told beside only where the sentence beside has one.
    let binds = |theirs: &[Token]| !is_condition || (0..theirs.len()).any(|it| gives_reason(theirs, it, true));
    let tells_it = |theirs: &[Token]| plain_share(theirs) >= SCATTERED && binds(theirs);
    let is_told_beside =
        || [-1, 1].into_iter().filter_map(|by| hit.neighbour(by)).any(|it| tells_it(&it.sentence.tokens));
    // Whom the reason names the statement may name as well; what it tells stands behind its own connective.
    let is_untold_behind = || n_told(&plain, theirs) == 0.0 && share_of_reason(&theirs[joint + 1..]) <= FEW;
    let is_other = share_of_reason(theirs) <= FEW || is_untold_behind();
    if n_behind < MIN_UNTOLD || !is_other || is_told_beside() {
        return None;
    }
    Some(Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end - 1])))
}

/// Whether a reason, or what goes for one, stands behind the word: "after trials failed", "when a sensor failed".
fn gives_reason(tokens: &[Token], at: usize, is_condition: bool) -> bool {
    let folded = tokens[at].folded.as_str();
    match is_condition {
        true => matches!(folded, "if" | "once" | "unless" | "provided" | "until" | "follow"),
        false => matches!(folded, "because" | "after" | "when" | "while" | "following" | "due" | "owing" | "since"),
    }
}

/// Where the sources tell what is explained, half of the words of the explanation or more are missing, be they names or
/// not.
fn told_elsewhere(view: &View, at: usize, start: usize) -> Option<Seen> {
    let end = end_of(&view.sentence.tokens, start);
    let is_plain =
        |it: &&Word| !(at..start).contains(&it.token) && !is_light(view.token(it)) && !view.token(it).is_quoted;
    let is_inside = |it: &&&Word| (start..end).contains(&it.token);
    let (reason, rest): (Vec<&Word>, Vec<&Word>) =
        view.hits.words.iter().filter(is_plain).partition(|it| is_inside(&it));
    if reason.len() < MIN_WORDS || rest.len() < MIN_UNTOLD {
        return None;
    }
    let is_near = |stem: &str, hit: &Hit| {
        thesaurus::nearest(stem, hit.stems.iter().map(SmolStr::as_str)) <= thesaurus::Nearness::Near
    };
    let has = |it: &Word, hit: &Hit| view.hits.coverage_by(hit, |other| other.token == it.token) >= 0.5;
    let told = |hit: &Hit, is_loose: bool| {
        let window: Vec<Hit> = hit.window().collect();
        let is_there = |it: &&&Word| window.iter().any(|hit| has(it, hit) || (is_loose && is_near(&it.stem, hit)));
        reason.iter().filter(is_there).count() as f64 / reason.len() as f64
    };
    // "If it is cut by 40 percent" where "a cut of 40 percent" has the same effect.
    let mut figures = view.sentence.quantities.iter().filter(|it| (start..end).contains(&it.tokens.start));
    if figures.any(|it| !it.is_small() && view.best().is_some_and(|best| best.bears_out(it))) {
        return None;
    }
    // Most reasons stand with what they explain word for word.
    let covers_rest = |hit: &Hit| view.hits.coverage_by(hit, |it| rest.iter().any(|other| other.token == it.token));
    if view.best().is_none_or(|it| told(it, false) > SCATTERED && covers_rest(it) >= TOLD) {
        return None;
    }
    let weight: f64 = rest.iter().map(|it| it.weight).sum();
    let coverage = |hit: &Hit| {
        let of_word = |it: &&Word| {
            let strength = view.hits.coverage_by(hit, |other| other.token == it.token);
            it.weight * if strength < 0.5 && is_near(&it.stem, hit) { 0.5 } else { strength }
        };
        rest.iter().map(of_word).sum::<f64>() / weight
    };
    let covers: Vec<(&Hit, f64)> =
        view.best_first().chain(&view.hits.candidates).map(|it| (it, coverage(it))).collect();
    let best = covers.iter().map(|it| it.1).fold(0.0, f64::max);
    let mut tells = covers.iter().filter(|it| it.1 >= AS_WELL * best);
    let is_scattered =
        best >= TOLD && tells.all(|it| told(it.0, true) <= SCATTERED) && !is_given_alike(view, at, start, end);
    is_scattered.then(|| Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end - 1])))
}

/// Where the clause that starts there ends.
fn end_of(tokens: &[Token], start: usize) -> usize {
    let is_end = |it: &usize| ends_clause(&tokens[*it]) || tokens[*it].is_mark(".");
    (start..tokens.len()).find(is_end).unwrap_or(tokens.len())
}

fn untold(view: &View, at: usize, start: usize) -> Option<Seen> {
    let end = end_of(&view.sentence.tokens, start);
    let is_inside = |it: &&Word| {
        let token = view.token(it);
        (start..end).contains(&it.token) && !it.is_name && !is_light(token) && !token.is_quoted
    };
    let plain: Vec<&Word> = view.hits.words.iter().filter(is_inside).collect();
    if plain.len() < MIN_UNTOLD {
        return None;
    }
    let around = stems_around(view);
    // What something is done for is told in other words more often than why it is done.
    let is_purpose = words::PURPOSES.iter().any(|it| words::stand_at(&view.sentence.tokens, at, it));
    let nearest = if is_purpose { thesaurus::Nearness::Near } else { thesaurus::Nearness::Synonyms };
    let is_told = |it: &&&Word| {
        view.strength_in_evidence(&it.stem) >= 0.5
            || around.iter().any(|other| {
                view.hits.strength(&it.stem, other) >= 0.5 || thesaurus::nearness(&it.stem, other) <= nearest
            })
    };
    let n_untold = plain.len() - plain.iter().filter(is_told).count();
    let is_untold = n_untold >= MIN_UNTOLD
        && n_untold * 2 >= plain.len()
        && !binds_alike(view, at, &plain)
        && !is_given_alike(view, at, start, end);
    is_untold.then(|| Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end - 1])))
}

/// "Because they made a bigger deduction for the wind" where a passage has "because it subtracts more for the wind".
fn is_given_alike(view: &View, at: usize, start: usize, end: usize) -> bool {
    let tokens = &view.sentence.tokens;
    let own = || tokens[start..end].iter().filter(|it| it.is_content());
    let is_ours = |it: &Token| {
        it.is_content()
            && !it.is_name
            && !is_light(it)
            && own().any(|own| view.hits.strength(&own.stem, &it.stem) >= 0.8)
    };
    // "On the grounds that" stands for "because".
    let is_because = tokens[at].folded == "because";
    let gives = |theirs: &[Token], it: usize| {
        let is_ground = is_because && matches!(theirs[it].folded.as_str(), "grounds" | "since");
        (theirs[it].folded == tokens[at].folded || is_ground).then_some(1)
    };
    has_behind(view, &gives, &is_ours)
}

/// "Unless a sponsor comes forward" where a passage has "unless a sponsor is found": the same condition in other words.
fn binds_alike(view: &View, at: usize, plain: &[&Word]) -> bool {
    let binds = |tokens: &[Token], at: usize| words::longest_at(tokens, at, &words::CONDITIONS);
    let is_ours = |it: &Token| plain.iter().any(|word| view.hits.strength(&word.stem, &it.stem) >= 0.8);
    binds(&view.sentence.tokens, at).is_some() && has_behind(view, &binds, &is_ours)
}

/// Whether a passage of the evidence has such a word in the clause behind a connective; `n_tokens` tells how many tokens
/// the connective has that stands at a place, if one does.
fn has_behind(
    view: &View,
    n_tokens: &dyn Fn(&[Token], usize) -> Option<usize>,
    is_wanted: &dyn Fn(&Token) -> bool,
) -> bool {
    view.all.iter().any(|hit| {
        let tokens = &hit.sentence.tokens;
        let mut starts = (0..tokens.len()).filter_map(|it| Some(it + n_tokens(tokens, it)?));
        starts.any(|start| tokens[start..end_of(tokens, start)].iter().any(is_wanted))
    })
}

/// The stems of the evidence and of the passages beside it.
fn stems_around(view: &View) -> BTreeSet<SmolStr> {
    let around = view.all.iter().flat_map(Hit::window);
    around.flat_map(|it| it.stems.iter().cloned().collect::<Vec<_>>()).collect()
}

/// How many tokens the connective at `at` has, behind which a reason stands.
fn connective_at(tokens: &[Token], at: usize) -> Option<usize> {
    if tokens[at].is_quoted {
        return None;
    }
    let runs = |run: &[&str]| words::stand_at(tokens, at, run);
    let is_reason = |order: &words::Order| order.axis == words::Axis::Cause && !order.is_forward;
    let reason = words::ORDERS.iter().find(|it| is_reason(&it.1) && runs(&it.0)).map(|it| it.0.len());
    let purpose = words::PURPOSES.iter().find(|it| runs(it)).map(|it| it.len());
    // "Asks whether", "asks if".
    let is_asked = || tokens[at.saturating_sub(4)..at].iter().any(|it| words::INQUIRY_STEMS.contains(&it.stem));
    let condition = words::longest_at(tokens, at, &words::CONDITIONS).filter(|_| !is_asked());
    let n = reason.or(purpose).or(condition)?;
    // "Due to meet" gives no reason.
    let next = tokens.get(at + n)?;
    let is_plan = tokens[at].folded == "due" && (next.folded == "be" || thesaurus::is_mostly_verb(&next.stem));
    (!is_plan).then_some(n)
}
