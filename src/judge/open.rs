//! Told as done, or as certain to come, where the sources leave it open: "has opened offices" for "plans to open offices".
//!
//! An act is looked for by the words that belong to it, not by how much of the whole claim a passage has: a claim of two
//! statements may have each of them from another place.

use super::acts::{Act, acts};
use super::modality::is_month;
use super::{NEAR, ReasonKind, Seen, Strength, View, is_light, is_question};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Sentence, Span, Token, TokenKind, clause_start, ends_clause, is_article, is_between_subject_and_verb,
    is_form_of_be, is_negation, is_reporting, thesaurus, words,
};

/// The share of an act's words that a passage must have to tell of it.
const SAME_ACT: f64 = 0.6;

/// The share of the claim that a passage must have to leave undone what the claim tells.
const SAME_MATTER: f64 = 0.4;

/// A passage tells it as well as the best one with this share of what that one has.
const AS_WELL: f64 = 0.7;

/// The same of the passage that has most of the claim.
const OF_THE_BEST: f64 = 0.4;

/// And this share in the same words or forms of them.
const SAME_WORDS: f64 = 0.35;

/// Tokens between what leaves a thing open and the thing.
const DIRECTLY: usize = 3;

/// The same between what leaves an act open and its verb.
const BEFORE_VERB: usize = 7;

/// Tokens behind a verb among which what belongs to the act is looked for.
const REACH: usize = 16;

/// With fewer words an act may be any.
const MIN_WORDS: usize = 3;

/// How a text tells an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// It may or may not come.
    Open,
    /// It is to come.
    Coming,
    /// It came about at some time: "opened".
    Past,
    /// It has come about: "has opened".
    Done,
}

/// A passage that tells of the act.
struct Telling<'a> {
    hit: &'a Hit,
    share: f64,
    /// Whether it has the claim's verb, and not only a thing that belongs to the act.
    has_verb: bool,
    tone: Tone,
    /// What makes it open or to come.
    span: Option<Span>,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    if view.best().is_some_and(|it| it.document.is_spoken()) {
        return None;
    }
    acts(&view.sentence).iter().find_map(|it| {
        let as_more = || told_as_more(view, it, tone_of_claim(view, it)?);
        as_more().or_else(|| left_undone(view, it)).or_else(|| settled_on(view, it))
    })
}

/// "Has decided to use it" where the source has "is considering using it".
fn settled_on(view: &View, act: &Act) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|it| words.contains(&it.folded.as_str()));
    let stem = tokens[act.verb].stem.as_str();
    let article = usize::from(tokens.get(act.verb + 1).is_some_and(is_article));
    let noun = act.verb + 1 + article;
    let to = match stem {
        "decid" | "agre" | "resolv" | "opt" | "begin" | "start" => act.verb + 1,
        "take" | "make" | "reach" if is(noun, &["decision", "agreement"]) => noun + 1,
        _ => return None,
    };
    let verb = tokens.get(to + 1).filter(|it| is(to, &["to"]) && it.is_content() && !it.is_name)?;
    // What is agreed on may well be still to come.
    let tone = tone_of_claim(view, act)?;
    let tone = if matches!(stem, "begin" | "start") { tone } else { tone.min(Tone::Past) };
    let told = (to + 1..tokens.len()).take_while(|it| !tokens[*it].is_mark(";")).collect();
    let of_verb = Act { subject: act.subject.clone(), verb: to + 1, is_passive: false, told };
    (!is_form_of_be(verb)).then(|| told_as_more(view, &of_verb, tone)).flatten()
}

/// "Has cleared the name" where the passage that has most of the claim says that it "still has to be cleared".
fn left_undone(view: &View, act: &Act) -> Option<Seen> {
    let verb = view.sentence.tokens[act.verb].stem.as_str();
    tone_of_claim(view, act).filter(|it| *it >= Tone::Past)?;
    let places = |hit: &Hit| -> Vec<usize> {
        let tokens = &hit.sentence.tokens;
        (0..tokens.len()).filter(|it| tokens[*it].is_content() && tokens[*it].stem == verb).collect()
    };
    let best = view.best().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_MATTER)?;
    let sentence = &best.sentence;
    let (at, has) = places(best)
        .into_iter()
        .find_map(|it| Some((it, left_to_do(sentence, clause_start(&sentence.tokens, it), it)?)))?;
    // Another passage, or another place in this one, may tell that it came about.
    let least = AS_WELL * view.hits.coverage_by(best, |_| true);
    let is_near = |hit: &Hit| hit.id.source == best.id.source || view.hits.coverage_by(hit, |_| true) >= least;
    let is_told = |hit: &Hit| is_near(hit) && places(hit).into_iter().any(|it| hit.id != best.id || it != at);
    if view.nearest_first().any(is_told) {
        return None;
    }
    let start = auxiliaries_before(&view.sentence.tokens, act.verb);
    let source = Span::new(has.span.start, sentence.tokens[at].span.end);
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.span_of([start, act.verb]));
    Some(seen.against(best, source))
}

fn told_as_more(view: &View, act: &Act, tone: Tone) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let end = end_of_act(tokens, act);
    let words_from = |start: usize| -> Vec<&Word> {
        let range = start..end;
        view.hits.words.iter().filter(|it| range.contains(&it.token) && !is_light(view.token(it))).collect()
    };
    // What is done to a thing, and what is told in few words, is told of its subject as well.
    let of_verb = words_from(act.verb);
    let needs_subject = act.is_passive || of_verb.len() < MIN_WORDS;
    let told = if needs_subject { words_from(clause_start(tokens, act.verb)) } else { of_verb };
    let weight: f64 = told.iter().map(|it| it.weight).sum();
    if told.len() < MIN_WORDS || weight == 0.0 {
        return None;
    }
    let verb = tokens[act.verb].stem.as_str();
    let passages = view.nearest_first().filter(|it| !is_question(it));
    let tellings: Vec<Telling> = passages.flat_map(|hit| tellings(view, verb, &told, weight, hit)).collect();
    let best = tellings.iter().reduce(|best, it| if it.share > best.share { it } else { best })?;
    let least = AS_WELL * best.share;
    // What was to come when a source was written may have come since: only "has opened" says that it has.
    let is_less = |it: &Telling| it.tone == Tone::Open || (tone == Tone::Done && it.tone == Tone::Coming);
    // The passage that has most of the whole claim is the one that tells it, if it has the verb.
    let is_best = |hit: &Hit| view.best().is_some_and(|it| it.id == hit.id);
    let least_of_best = OF_THE_BEST * best.share;
    // What is told of the subject may be another act.
    if best.share < SAME_ACT
        || (needs_subject && !best.has_verb)
        || tellings.iter().any(|it| it.share >= least && !is_less(it))
        || tellings.iter().any(|it| is_best(it.hit) && it.share >= least_of_best && it.has_verb && !is_less(it))
    {
        return None;
    }
    let start = auxiliaries_before(tokens, act.verb);
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.span_of([start, act.verb]));
    Some(seen.against(best.hit, best.span?))
}

/// How the claim tells its act; nothing when it hedges or denies it itself, or only hands on what somebody says.
pub(super) fn tone_of_claim(view: &View, act: &Act) -> Option<Tone> {
    let tokens = &view.sentence.tokens;
    let start = auxiliaries_before(tokens, act.verb);
    let group = &tokens[start..act.verb];
    let verb = &tokens[act.verb];
    let is_plan = tokens.get(act.verb + 1).is_some_and(|it| it.folded == "to") && group.iter().any(is_form_of_be);
    if verb.is_quoted || is_reporting(verb) || is_form_of_be(verb) || is_plan {
        return None;
    }
    let is_bound = |it: &Token| {
        matches!(
            it.folded.as_str(),
            "once"
                | "when"
                | "until"
                | "before"
                | "after"
                | "would"
                | "can"
                | "should"
                | "must"
                | "reportedly"
                | "probably"
                | "presumably"
                | "perhaps"
                | "apparently"
                | "remains"
                | "remain"
        )
    };
    if is_bound_to_come(tokens, start) {
        return None;
    }
    let is_conditional = tokens.iter().any(|it| matches!(it.folded.as_str(), "if" | "unless" | "provided"));
    let opening = clause_start(tokens, start);
    let is_open = |it: &Token| leaves_open(it) || words::TRYING.contains(it.folded.as_str()) || is_bound(it);
    let behind = &tokens[act.verb + 1..end_of_act(tokens, act)];
    let before = &tokens[opening..act.verb];
    if is_conditional || before.iter().any(|it| is_open(it) || is_negation(it)) || behind.iter().any(is_negation) {
        return None;
    }
    let has = |list: &[&str]| group.iter().any(|it| list.contains(&it.folded.as_str()));
    if has(&["will", "shall"]) {
        return Some(Tone::Coming);
    }
    let is_changed = verb.folded.ends_with("ed") || words::IRREGULAR.contains_key(verb.folded.as_str());
    let is_past = is_changed || (words::UNCHANGING.contains(verb.folded.as_str()) && !group.is_empty());
    // "Is expected": what is told of the present by a participle is no act.
    let is_now = has(&["is", "are", "being"]);
    match has(&["has", "have", "had"]) {
        true => Some(Tone::Done),
        false => (is_past && !is_now).then_some(Tone::Past),
    }
}

/// Whether the verb that begins at `verb` says when something else comes: "once A, B and C have shut, …".
pub(super) fn is_bound_to_come(tokens: &[Token], verb: usize) -> bool {
    let opens = |it: &Token| matches!(it.folded.as_str(), "once" | "when" | "until" | "after" | "if");
    let is_finite = |it: &Token| {
        let folded = it.folded.as_str();
        words::FINITE.contains(folded) || folded.ends_with("ed") || words::IRREGULAR.contains_key(folded)
    };
    let opening = (0..verb).rev().find(|it| opens(&tokens[*it]));
    opening.is_some_and(|it| !tokens[it + 1..verb].iter().any(is_finite))
}

/// Where what belongs to an act itself ends: before a mark, another clause, or what it is done for.
fn end_of_act(tokens: &[Token], act: &Act) -> usize {
    let opens = |it: &Token| {
        matches!(
            it.folded.as_str(),
            "who" | "which" | "that" | "where" | "while" | "after" | "before" | "because" | "since" | "until" | "and"
        )
    };
    let is_infinitive = |at: usize| {
        let next = tokens.get(at + 1);
        tokens[at].folded == "to" && next.is_some_and(|it| it.is_content() && !it.is_name)
    };
    let is_purpose = |at: usize| tokens[at].folded == "in" && tokens.get(at + 1).is_some_and(|it| it.folded == "order");
    let last = act.told.last().map_or(act.verb, |it| *it).max(act.verb) + 1;
    (act.verb + 1..last)
        .find(|it| ends_clause(&tokens[*it]) || opens(&tokens[*it]) || is_infinitive(*it) || is_purpose(*it))
        .unwrap_or(last)
}

pub(super) fn auxiliaries_before(tokens: &[Token], verb: usize) -> usize {
    (0..verb).rev().take_while(|it| is_between_subject_and_verb(&tokens[*it])).last().unwrap_or(verb)
}

/// The places of a passage that may tell of the act, each with how much of its words stands there and how it is told.
/// `verb` is the stem of the claim's verb.
fn tellings<'a>(view: &'a View, verb: &str, told: &[&Word], weight: f64, hit: &'a Hit) -> Vec<Telling<'a>> {
    // The thesaurus is slow to ask: first what is there in the same words.
    let is_there = |it: &&&Word| hit.stems.iter().any(|stem| view.hits.strength(&it.stem, stem) >= NEAR);
    let same: f64 = told.iter().filter(is_there).map(|it| it.weight).sum();
    if same < SAME_WORDS * weight {
        return Vec::new();
    }
    let tokens = &hit.sentence.tokens;
    let is_like = |stem: &str, other: &str| {
        view.hits.strength(stem, other) >= NEAR || thesaurus::nearness(stem, other) <= thesaurus::Nearness::Near
    };
    let is_matched = |at: usize, stem: &str| tokens[at].is_content() && is_like(stem, &tokens[at].stem);
    let of_verb: Vec<usize> = (0..tokens.len()).filter(|it| is_matched(*it, verb)).collect();
    let has_verb = !of_verb.is_empty();
    let of_things = || {
        let things: Vec<&&Word> = told.iter().filter(|it| !it.is_name && it.stem != verb).collect();
        (0..tokens.len()).find(|at| things.iter().any(|it| is_matched(*at, &it.stem)))
    };
    // "There is still no confirmed date" for "the date has been settled"
    let may_be_open = !has_verb && words::SETTLING_STEMS.contains(verb);
    let unfinished = may_be_open.then(|| unfinished(tokens)).flatten();
    let anchors = if has_verb { of_verb } else { of_things().into_iter().collect() };
    // "Goes on considering it": what the claim has as well is no less than it tells. "Will seek it" tells no more than
    // "would ask for it".
    let ours = &view.sentence.tokens;
    let is_trying = ours.iter().any(|it| it.stem == verb && words::TRYING.contains(it.folded.as_str()));
    let is_modal = |it: &Token| words::MODALS.contains(it.folded.as_str());
    // Small words have no stem.
    let is_same = |own: &Token, it: &Token| own.folded == it.folded || (own.stem == it.stem && !it.stem.is_empty());
    let is_told_too =
        |it: &Token| (is_trying && !is_modal(it) && !it.stem.is_empty()) || ours.iter().any(|own| is_same(own, it));
    let tell = |anchor: usize| {
        let start = if unfinished.is_some() { 0 } else { clause_start(tokens, anchor) };
        let end = if unfinished.is_some() { tokens.len() } else { tokens.len().min(anchor + REACH) };
        let end = (anchor..end).find(|it| tokens[*it].is_mark(";")).unwrap_or(end);
        let here = &tokens[start..end];
        let share = told.iter().map(|it| it.weight * view.strength_among(it, here)).sum::<f64>() / weight;
        let reach = if has_verb { BEFORE_VERB } else { DIRECTLY };
        if unfinished.is_some() {
            return Telling { hit, share, has_verb: true, tone: Tone::Open, span: unfinished };
        }
        let (tone, span) = tone_of(&hit.sentence, anchor.saturating_sub(reach).max(start), anchor, &is_told_too);
        Telling { hit, share, has_verb, tone, span }
    };
    anchors.into_iter().map(tell).collect()
}

/// The words by which a passage says that something is not done or decided.
fn unfinished(tokens: &[Token]) -> Option<Span> {
    (0..tokens.len()).find_map(|at| {
        let n = words::longest_at(tokens, at, &words::UNFINISHED)?;
        Some(Span::new(tokens[at].span.start, tokens[at + n - 1].span.end))
    })
}

/// How a passage tells what stands at `at`, by the words before it from `start` on but those that the claim has as well,
/// and the word that says so.
fn tone_of(sentence: &Sentence, start: usize, at: usize, is_told_too: &dyn Fn(&Token) -> bool) -> (Tone, Option<Span>) {
    let tokens = &sentence.tokens;
    let lead = &tokens[start..at];
    let is_modal = |it: &Token| matches!(it.folded.as_str(), "will" | "would" | "shall" | "could" | "can");
    let is_if = |it: &&Token| matches!(it.folded.as_str(), "if" | "unless" | "provided");
    let bound = || tokens.iter().find(is_if).filter(|_| lead.iter().any(is_modal));
    // "Sought and received"
    let is_joined = |at: usize| matches!(tokens[at + 1].folded.as_str(), "and" | "or" | ",");
    // "Threw out the request but ordered it"
    let is_cut_off = |from: usize| tokens[from..at].iter().any(|it| it.folded == "but");
    let opens = |it: usize| leaves_open(&tokens[it]) && !is_joined(it) && !is_told_too(&tokens[it]) && !is_cut_off(it);
    let opening = (start..at).rev().find(|it| opens(*it)).map(|it| &tokens[it]);
    let opening = opening.or_else(|| left_to_do(sentence, start, at));
    if let Some(it) = opening.or_else(bound) {
        return (Tone::Open, Some(it.span));
    }
    // "A set of gates" is nothing to come.
    let is_to_come = |at: &usize| match tokens[*at].folded.as_str() {
        "will" | "shall" | "would" | "'ll" => true,
        "due" | "set" | "going" => tokens[at + 1].folded == "to",
        _ => false,
    };
    let is_to = |it: &&[Token]| is_form_of_be(&it[0]) && it[1].folded == "to";
    let is_to_be = || lead.windows(2).find(is_to).map(|it| &it[0]);
    match (start..at).find(is_to_come).map(|it| &tokens[it]).or_else(is_to_be) {
        Some(it) => (Tone::Coming, Some(it.span)),
        None => (Tone::Done, None),
    }
}

/// "Still has to be cleared", "has 21 days to sign it": what stands at `at` is yet to be done.
fn left_to_do(sentence: &Sentence, start: usize, at: usize) -> Option<&Token> {
    let tokens = &sentence.tokens;
    let to = (start..at).rev().find(|it| !is_form_of_be(&tokens[*it]) && !tokens[*it].folded.ends_with("ly"))?;
    // "A need to define it"
    let is_need = |it: &usize| matches!(tokens[*it].folded.as_str(), "need" | "needs");
    let need = to.checked_sub(1).filter(|it| *it >= start && is_need(it) && to + 1 == at);
    let has = need.or_else(|| {
        (start..to).rev().find(|it| {
            matches!(tokens[*it].folded.as_str(), "has" | "have")
                && (it + 1..to).all(|it| sentence.quantity_at(it).is_some())
        })
    });
    has.filter(|_| tokens[to].folded == "to").map(|it| &tokens[it])
}

/// Whether the word leaves undone or undecided what stands behind it.
pub(super) fn leaves_open(token: &Token) -> bool {
    token.kind == TokenKind::Word
        && !token.is_name
        && !is_month(token)
        && words::UNDECIDED.contains(token.folded.as_str())
}
