//! What came first, and what came of what: "after the talks" against "before the talks", cause and effect swapped.

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, TokenKind, clause_start, ends_clause, is_negation, words};

/// The share of the words of one side that another must have to be the same side.
const SAME_SIDE: f64 = 0.6;

/// The share for the side that a passage may well tell in other words.
const OTHER_SIDE: f64 = 0.3;

/// The share of both sides that is enough when nothing of them stands on the other side.
const HALF: f64 = 0.5;

/// How much more of one side than of the other must be there.
const APART: f64 = 0.4;

/// Tokens of the main clause behind "Before …," in which a negation stands.
const REACH: usize = 10;

/// A colon among the first so many tokens ends what leads in to the statement.
const LEAD_IN: usize = 7;

/// A connective of a sentence with what it joins: positions of tokens.
struct Joint {
    order: words::Order,
    span: Span,
    /// What follows it, up to the end of its clause.
    inside: Vec<usize>,
    /// The rest of the sentence.
    outside: Vec<usize>,
}

/// The claim has the two sides of a connective the other way round than a passage.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let joints_of = |sentence: &Sentence, axis: words::Axis| -> Vec<Joint> {
        joints(sentence).into_iter().filter(|it| it.order.axis == axis).collect()
    };
    for axis in [words::Axis::Time, words::Axis::Cause] {
        // Of several connectives one cannot say what each of them joins.
        let [ours] = &joints_of(&view.sentence, axis)[..] else { continue };
        let mut found = None;
        let is_near = |it: &&Hit| view.hits.coverage_by(it, |_| true) >= SAME_SIDE;
        let others = view.nearest_first().skip(view.all.len()).filter(is_near);
        for hit in view.best_first().chain(others) {
            let [theirs] = &joints_of(&hit.sentence, axis)[..] else { continue };
            match reading(view, ours, hit, theirs) {
                Some(true) => return None,
                Some(false) => found = found.or(Some((hit, theirs.span))),
                None => {}
            }
        }
        if let Some((hit, source)) = found {
            return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, ours.span).against(hit, source));
        }
        if axis == words::Axis::Time
            && let Some(seen) = by_dates(view, ours)
        {
            return Some(seen);
        }
    }
    None
}

/// "The talks began after she had announced it" where the sources date the talks 6 January and the announcement the 8th.
fn by_dates(view: &View, ours: &Joint) -> Option<Seen> {
    /// Passages that are looked for by the words of one side.
    const N_PASSAGES: usize = 6;
    let side = |places: &[usize]| -> Vec<&Word> {
        view.hits.words.iter().filter(|it| places.contains(&it.token) && !is_light(view.token(it))).collect()
    };
    let (inside, outside) = (side(&ours.inside), side(&ours.outside));
    if inside.len() < 2 || outside.len() < 2 {
        return None;
    }
    let share = |words: &[&Word], hit: &Hit| {
        let is_of = |it: &Word| words.iter().any(|word| word.token == it.token);
        view.hits.coverage_by(hit, is_of)
    };
    // Of the passages that give a day the one that tells most of a side, and more of it than of the other.
    let place = |own: &[&Word], other: &[&Word]| {
        let near = view.nearest_to(&view.query_of(own), N_PASSAGES);
        let scored = view.all.iter().chain(&view.hits.candidates).chain(&near).filter_map(|hit| {
            // Under a heading the first sentence may say when; within a paragraph the one before.
            let is_dated = |it: &Hit| !days(it).is_empty();
            let below = || hit.neighbour(1).filter(|it| is_unclosed(hit) && is_dated(it));
            let goes_on = |it: &Hit| {
                let between = Span::new(it.place.span.end, hit.place.span.start.max(it.place.span.end));
                !between.of(&hit.document.text).contains('\n')
            };
            let above = || hit.neighbour(-1).filter(|it| goes_on(it) && is_dated(it));
            let dated = Some(hit.clone()).filter(is_dated).or_else(below).or_else(above)?;
            Some((share(own, hit), share(other, hit), dated))
        });
        let best = scored.reduce(|best, it| if it.0 > best.0 { it } else { best })?;
        (best.0 >= HALF && best.0 >= best.1 + APART).then_some(best.2)
    };
    let (within, beyond) = (place(&inside, &outside)?, place(&outside, &inside)?);
    let (first, second) = if ours.order.is_forward { (beyond, within) } else { (within, beyond) };
    // What the claim puts first came later, all of it.
    let (earliest, latest) = (*days(&first).first()?, *days(&second).last()?);
    let is_later = match (earliest.0, latest.0) {
        (Some(_), Some(_)) => earliest > latest,
        // Without a year only days of one month can be told apart.
        _ => earliest.1 == latest.1 && earliest.2 > latest.2,
    };
    let source = first.sentence.quantities.iter().find(|it| it.date.is_some())?.span;
    is_later.then(|| Seen::new(ReasonKind::Antonym, Strength::Conflict, ours.span).against(&first, source))
}

/// A heading, also one of a plain text, of which the importer marks none.
fn is_unclosed(hit: &Hit) -> bool {
    let ends_so = |it: &Token| matches!(it.folded.as_str(), "." | "!" | "?");
    !hit.sentence.tokens.iter().rev().take(2).any(ends_so)
}

/// The days that a passage gives, by year, month and day, ascending.
fn days(hit: &Hit) -> Vec<(Option<i16>, u8, u8)> {
    let dates = hit.sentence.quantities.iter().filter_map(|it| it.date);
    let mut acc: Vec<_> = dates.filter_map(|it| Some((it.year, it.month, it.day?))).collect();
    acc.sort_unstable();
    acc
}

/// Whether the passage says the same of the two sides; `None` when it speaks of something else.
fn reading(view: &View, ours: &Joint, hit: &Hit, theirs: &Joint) -> Option<bool> {
    let stem = |sentence: &Sentence, at: usize| sentence.tokens[at].stem.clone();
    // Less than two words in common show nothing.
    let share = |one: &[usize], other: &[usize]| -> f64 {
        let others: Vec<SmolStr> = other.iter().map(|it| stem(&hit.sentence, *it)).collect();
        let is_there = |at: &&usize| {
            let stem = stem(&view.sentence, **at);
            others.iter().any(|it| *it == stem || view.hits.strength(&stem, it) >= 0.6)
        };
        let n = one.len().min(other.len()).max(2);
        (one.iter().filter(is_there).count() as f64 / n as f64).min(1.0)
    };
    let straight = (share(&ours.inside, &theirs.inside), share(&ours.outside, &theirs.outside));
    let crossed = (share(&ours.inside, &theirs.outside), share(&ours.outside, &theirs.inside));
    let is_more = |one: f64, other: f64| one >= SAME_SIDE && one >= other + APART;
    let is_apart = |one: f64, other: f64| one >= OTHER_SIDE && one >= other + APART;
    let is_half = straight.0 >= HALF && straight.1 >= HALF && crossed == (0.0, 0.0);
    let is_straight = is_half
        || (is_more(straight.0, crossed.0) && straight.1 >= OTHER_SIDE)
        || (is_more(straight.1, crossed.1) && is_apart(straight.0, crossed.0));
    let is_crossed = (is_more(crossed.0, straight.0) && is_apart(crossed.1, straight.1))
        || (is_more(crossed.1, straight.1) && is_apart(crossed.0, straight.0));
    let is_same_way = ours.order.is_forward == theirs.order.is_forward;
    // "Before sitting down together" for "following their meeting": the one is told in other words, the other in the same.
    let is_other_word = straight.1 >= SAME_SIDE
        && crossed == (0.0, 0.0)
        && is_gathering(&view.sentence, &ours.inside)
        && is_gathering(&hit.sentence, &theirs.inside);
    if is_straight || is_other_word {
        return Some(is_same_way);
    }
    (is_crossed || are_names_crossed(view, ours, hit, theirs)).then_some(!is_same_way)
}

/// Whether a side tells of nothing but that somebody met: "their meeting", "sitting down together in Arlen".
fn is_gathering(sentence: &Sentence, side: &[usize]) -> bool {
    let meets = |it: &Token| {
        matches!(it.stem.as_str(), "meet" | "talk" | "summit" | "discuss" | "negoti" | "encount")
            || matches!(it.folded.as_str(), "sit" | "sits" | "sat" | "sitting")
    };
    let is_plain = |it: &&usize| {
        let token = &sentence.tokens[**it];
        token.is_content() && !token.is_name && !matches!(token.folded.as_str(), "down" | "together")
    };
    let plain: Vec<&usize> = side.iter().filter(is_plain).collect();
    !plain.is_empty() && plain.iter().all(|it| meets(&sentence.tokens[**it]))
}

/// Whether on either side there is a name that the passage has on the other side only, and more of them than of those
/// that it has on the same side only.
fn are_names_crossed(view: &View, ours: &Joint, hit: &Hit, theirs: &Joint) -> bool {
    // "In Washington": where it is tells nothing of the order.
    let is_place_of_all = |it: usize| it > 0 && matches!(view.sentence.tokens[it - 1].folded.as_str(), "in" | "at");
    let names = |side: &[usize]| -> Vec<usize> {
        side.iter().copied().filter(|it| view.sentence.tokens[*it].is_name && !is_place_of_all(*it)).collect()
    };
    let has = |side: &[usize], name: usize| {
        let stem = &view.sentence.tokens[name].stem;
        side.iter().any(|it| view.hits.strength(stem, &hit.sentence.tokens[*it].stem) >= 0.6)
    };
    let n_only = |own: &[usize], there: &[usize], elsewhere: &[usize]| {
        names(own).iter().filter(|it| has(there, **it) && !has(elsewhere, **it)).count()
    };
    let crossed =
        [n_only(&ours.inside, &theirs.outside, &theirs.inside), n_only(&ours.outside, &theirs.inside, &theirs.outside)];
    // Who sees both of them stands before either.
    let subject = names(&ours.outside).first().copied().filter(|it| {
        let first = theirs.outside.iter().copied().find(|it| hit.sentence.tokens[*it].is_name);
        let stem = &view.sentence.tokens[*it].stem;
        first.is_some_and(|it| subject_of(hit, it).any(|it| view.hits.strength(stem, &it.stem) >= 0.6))
    });
    let rest: Vec<usize> = ours.outside.iter().copied().filter(|it| Some(*it) != subject).collect();
    let straight =
        n_only(&ours.inside, &theirs.inside, &theirs.outside) + n_only(&rest, &theirs.outside, &theirs.inside);
    crossed.iter().all(|it| *it > 0) && crossed.iter().sum::<usize>() > straight
}

/// The name that opens with a token, and those right behind it: "the Ukrainian president Zelensky".
fn subject_of(hit: &Hit, first: usize) -> impl Iterator<Item = &Token> {
    hit.sentence.tokens[first..].iter().take_while(|it| it.is_content())
}

/// The tokens of the clause before a connective.
fn outside_before(tokens: &[Token], at: usize) -> &[Token] {
    let end = tokens[..at].iter().rposition(|it| !ends_clause(it)).map_or(0, |it| it + 1);
    &tokens[clause_start(tokens, end)..end]
}

/// Connectives that are verbs: what denies them denies the order itself.
fn is_verb(word: &str) -> bool {
    matches!(word, "followed" | "precede" | "precedes" | "preceded" | "and" | "," | "then")
}

/// Whether a comma stands between a description and its name, or between names: "the president, Dahl, who", "Dahl, Toft and
/// Berg".
fn goes_on_with_names(tokens: &[Token], comma: usize) -> bool {
    let is_name = |it: &Token| it.is_word() && it.is_name;
    let n_names = tokens[comma + 1..].iter().take_while(|it| is_name(it)).count();
    let closes = |it: &Token| it.folded == "and" || it.kind == TokenKind::Mark;
    comma > 0 && tokens[comma - 1].is_content() && n_names > 0 && tokens.get(comma + 1 + n_names).is_none_or(closes)
}

/// The connectives of a sentence, the longest at each place.
fn joints(sentence: &Sentence) -> Vec<Joint> {
    let tokens = &sentence.tokens;
    let first = sentence.first_word().unwrap_or_default();
    let mut acc = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((run, order)) = words::ORDERS.iter().find(|it| words::stand_at(tokens, at, &it.0)) else {
            at += 1;
            continue;
        };
        let start = at + run.len();
        // "Follow-up talks", "two minutes ahead of Dahl"
        let is_compound = tokens.get(start).is_some_and(|it| it.is_mark("-"));
        let is_lead = run[0] == "ahead"
            && at > 0
            && matches!(tokens[at - 1].kind, TokenKind::Quantity | TokenKind::Number)
            && tokens.get(start).is_some_and(|it| it.is_name);
        if is_compound || is_lead {
            at = start;
            continue;
        }
        // "Only once she has seen it will she pay": the main clause begins with its auxiliary.
        let is_only = at == first + 1 && tokens[first].folded == "only" && order.axis == words::Axis::Time;
        let is_inverted = |it: usize| {
            let word = tokens[it].folded.as_str();
            let is_auxiliary =
                matches!(word, "will" | "would" | "did" | "does" | "do" | "can" | "could" | "is" | "was");
            is_only
                && is_auxiliary
                && it > start + 1
                && tokens.get(it + 1).is_some_and(|it| it.is_word() && !is_negation(it))
        };
        // "After the talks, Dahl and Toft met": a clause in front ends at its comma.
        let goes_on = |it: usize| at > first && goes_on_with_names(tokens, it);
        let ends = |it: usize| (ends_clause(&tokens[it]) && !goes_on(it)) || is_inverted(it);
        let end = (start..tokens.len()).find(|it| ends(*it)).unwrap_or(tokens.len());
        let is_material = |it: &usize| tokens[*it].is_material();
        // "Let go after two days": so long a time is nothing that came first.
        let is_event = |it: &usize| {
            let token = &tokens[*it];
            token.is_content()
                && !matches!(token.kind, TokenKind::Quantity | TokenKind::Number)
                && words::duration(&token.folded).is_none()
        };
        let inside: Vec<usize> = (start..end).filter(is_material).collect();
        let inside = if inside.iter().any(is_event) { inside } else { Vec::new() };
        // "Order of the day: she sees the one first"
        let opening = tokens[..at.min(LEAD_IN)].iter().rposition(|it| it.is_mark(":")).map_or(0, |it| it + 1);
        let outside: Vec<usize> = (opening..at).chain(end..tokens.len()).filter(is_material).collect();
        if !inside.is_empty() && !outside.is_empty() {
            let span = Span::new(tokens[at].span.start, tokens[start - 1].span.end);
            // "Did not leave before" is "left after", and "not until" is "after".
            // "42 days without a case must pass before it is over": the order is not what is denied.
            let denies_it = |it: &Token| is_negation(it) && it.folded != "without";
            let is_denied = outside_before(tokens, at).iter().any(denies_it)
                || (at == 0 && tokens[end..].iter().take(REACH).any(denies_it));
            let is_before = order.axis == words::Axis::Time && order.is_forward && !is_verb(run[0]);
            let is_forward = order.is_forward != (is_denied && is_before);
            // "Will see the one first and the other after that"
            let goes_on_later = tokens[start..]
                .iter()
                .any(|it| matches!(it.folded.as_str(), "after" | "afterwards" | "afterward" | "later" | "then"));
            let is_list = run[0] == "first" && run.len() == 2 && !goes_on_later;
            if (run[0] != "until" || is_denied) && !is_list {
                acc.push(Joint { order: words::Order { is_forward, ..*order }, span, inside, outside });
            }
        }
        at = start;
    }
    acc
}
