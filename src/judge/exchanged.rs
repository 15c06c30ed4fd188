//! Who gives and who gets: "gave the Baltic states its word" against "received its word from the Baltic states".

use super::{ReasonKind, Seen, Strength, View};
use crate::text::{Sentence, Span, Token, clause_start, ends_clause, is_article, words};

/// A passage that has this share of the claim's words speaks of the same thing that changes hands.
const SAME_THING: f64 = 0.45;

/// Tokens behind a verb among which the preposition stands.
const REACH: usize = 12;

/// A verb for giving or getting with the one on its other side: positions of tokens.
struct Exchange {
    verb: usize,
    is_giving: bool,
    other: Vec<usize>,
}

/// The claim has given to somebody what a passage has received from the same, and no passage has it as the claim does; or
/// the one gives who gets it in the passage.
pub(super) fn judge(view: &View) -> Option<Seen> {
    given_back(view).or_else(|| turned(view))
}

/// "Arlen asked Norham for its word" where the passage has "Norham got its word from Arlen".
fn turned(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    read(&view.sentence).iter().filter(|it| !tokens[it.verb].is_negated).find_map(|own| {
        let start = clause_start(tokens, own.verb);
        let doers: Vec<usize> = (start..own.verb).filter(|it| tokens[*it].is_name && !own.other.contains(it)).collect();
        let mut found = None;
        for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_THING) {
            let theirs = &hit.sentence.tokens;
            let is_same = |one: &usize, it: &usize| view.hits.strength(&tokens[*one].stem, &theirs[*it].stem) >= 0.8;
            for their in read(&hit.sentence).iter().filter(|it| it.is_giving == own.is_giving) {
                let is_other = |one: &usize| their.other.iter().any(|it| is_same(one, it));
                let is_beside = |one: &usize| {
                    (0..theirs.len()).any(|it| theirs[it].is_name && !their.other.contains(&it) && is_same(one, &it))
                };
                if own.other.iter().any(is_other) {
                    return None;
                }
                if doers.iter().any(|it| is_other(it) && !is_beside(it)) && own.other.iter().any(is_beside) {
                    let end = their.other.iter().max().copied().unwrap_or(their.verb).max(their.verb);
                    found.get_or_insert((hit, Span::new(theirs[their.verb].span.start, theirs[end].span.end)));
                }
            }
        }
        let (hit, source) = found?;
        let span = view.span_of(doers.iter().chain(&own.other).copied().chain([own.verb]));
        Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source))
    })
}

fn given_back(view: &View) -> Option<Seen> {
    let ours = read(&view.sentence);
    let tokens = &view.sentence.tokens;
    ours.iter().filter(|it| !tokens[it.verb].is_negated).find_map(|own| {
        let mut found = None;
        for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_THING) {
            for their in read(&hit.sentence) {
                let theirs = &hit.sentence.tokens;
                let is_same = |one: usize, it: usize| view.hits.strength(&tokens[one].stem, &theirs[it].stem) >= 0.8;
                if !own.other.iter().any(|one| their.other.iter().any(|it| is_same(*one, *it))) {
                    continue;
                }
                if own.is_giving == their.is_giving {
                    return None;
                }
                let end = their.other.iter().max().copied().unwrap_or(their.verb);
                found.get_or_insert((hit, Span::new(theirs[their.verb].span.start, theirs[end].span.end)));
            }
        }
        let (hit, source) = found?;
        let span = view.span_of(own.other.iter().copied().chain([own.verb]));
        Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source))
    })
}

fn read(sentence: &Sentence) -> Vec<Exchange> {
    let tokens = &sentence.tokens;
    let read = |verb: usize| {
        if let Some(asked) = asked(tokens, verb) {
            return Some(asked);
        }
        let is_giving = match makes_promise(tokens, verb) {
            true => true,
            false => *words::GIVERS.get(&tokens[verb].stem).filter(|_| tokens[verb].is_content())?,
        };
        let is_side = |it: usize| match tokens[it].folded.as_str() {
            "to" | "into" => is_giving,
            "from" => !is_giving,
            _ => false,
        };
        let end = (verb + 1..tokens.len().min(verb + 1 + REACH))
            .find(|it| ends_clause(&tokens[*it]) || words::GIVERS.contains_key(&tokens[*it].stem))
            .unwrap_or(tokens.len().min(verb + 1 + REACH));
        let at = (verb + 1..end).find(|it| is_side(*it))?;
        let is_end = |it: &Token| ends_clause(it) || it.is_mark(".") || matches!(it.folded.as_str(), "by" | "for");
        let run = (at + 1..tokens.len()).take_while(|it| !is_end(&tokens[*it]));
        let is_name = |it: &usize| tokens[*it].is_content() && tokens[*it].is_name;
        let names: Vec<usize> = run.take(REACH).filter(is_name).collect();
        // "Into a hardship fund": the last word says what it is.
        let plain = || {
            let phrase = (at + 1..tokens.len()).skip_while(|it| is_article(&tokens[*it]));
            phrase.take_while(|it| tokens[*it].is_content()).last()
        };
        let other = if names.is_empty() { plain().into_iter().collect() } else { names };
        (!other.is_empty()).then_some(Exchange { verb, is_giving, other })
    };
    (0..tokens.len()).filter_map(read).collect()
}

/// "Asked Norham for its word": what one asks for is to come from the other.
fn asked(tokens: &[Token], verb: usize) -> Option<Exchange> {
    const REACH: usize = 6;
    let asks = matches!(tokens[verb].folded.as_str(), "asked" | "asks" | "ask") && !tokens[verb].is_name;
    let end = (verb + 1..tokens.len()).take(REACH).find(|it| tokens[*it].folded == "for").filter(|_| asks)?;
    let other: Vec<usize> = (verb + 1..end).filter(|it| tokens[*it].is_content() && tokens[*it].is_name).collect();
    (!other.is_empty()).then_some(Exchange { verb, is_giving: false, other })
}

/// "The commitments made to Norham": a promise made is given.
fn makes_promise(tokens: &[Token], verb: usize) -> bool {
    const REACH: usize = 6;
    let is_promise = |it: &Token| {
        matches!(
            it.stem.as_str(),
            "commit" | "promis" | "pledg" | "offer" | "concess" | "payment" | "assur" | "guarante" | "donat" | "loan"
        )
    };
    let near = verb.saturating_sub(REACH)..tokens.len().min(verb + REACH);
    tokens[verb].folded == "made" && tokens[near].iter().any(is_promise)
}
