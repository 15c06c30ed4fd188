//! Who says, thinks or wants what a sentence tells.

use std::ops::Range;

use super::instead::{name_at, names};
use crate::retrieve::Hit;
use crate::text::{Sentence, Token, TokenKind, is_article, is_before_verb, is_reporting, words};

/// Words between commas that may stand between a speaker and the verb.
const LONGEST_INSERTION: usize = 16;

/// Whether the verb hands on what somebody says or thinks.
pub(super) fn hands_on(token: &Token) -> bool {
    is_reporting(token) || (token.is_word() && words::OPINIONS.contains(token.folded.as_str()))
}

/// The names of those who say or think something in a sentence, outside quotation marks: ranges of tokens.
pub(super) fn reporters(sentence: &Sentence) -> Vec<Range<usize>> {
    let tokens = &sentence.tokens;
    let mut acc: Vec<Range<usize>> = in_words_of(sentence).into_iter().collect();
    for at in (0..tokens.len()).filter(|it| hands_on(&tokens[*it]) && !tokens[*it].is_quoted) {
        let found = match tokens[at].folded.as_str() {
            "according" => name_from(sentence, at + 2),
            _ => name_before(sentence, at).or_else(|| behind(sentence, at)),
        };
        acc.extend(found.filter(|it| !acc.contains(it)));
    }
    acc
}

/// The name of the one whose words they are: "in the words of Toft", "as Toft put it".
pub(super) fn in_words_of(sentence: &Sentence) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.folded == word && !it.is_quoted);
    (0..tokens.len()).find_map(|at| {
        if is(at, "the") && is(at + 1, "words") && is(at + 2, "of") {
            return name_from(sentence, at + 3);
        }
        let is_put = (is(at, "put") || is(at, "puts")) && is(at + 1, "it");
        let last = at.checked_sub(1).filter(|it| is_put && is_named(&tokens[*it]))?;
        let name = name_at(sentence, last);
        let lead = with_description(sentence, &name).start.checked_sub(1)?;
        is(lead, "as").then_some(name)
    })
}

/// The name with what it is introduced by: "the Norwegian minister Ulla Toft", "Ulla Toft, the head of the port,".
pub(super) fn with_description(sentence: &Sentence, name: &Range<usize>) -> Range<usize> {
    let tokens = &sentence.tokens;
    let is_title = |it: &usize| {
        let token = &tokens[*it];
        is_passed(token)
            || token.is_mark("-")
            || token.kind == TokenKind::Clitic
            || (token.is_word() && (token.is_name || token.is_acronym))
    };
    let start = (0..name.start).rev().take_while(is_title).last().unwrap_or(name.start);
    let has_role = tokens[start..name.start].iter().any(|it| words::ROLES.contains(it.folded.as_str()));
    let opens = tokens.get(name.end).is_some_and(|it| it.is_mark(","));
    let closing = (name.end + 1..tokens.len().min(name.end + LONGEST_INSERTION)).find(|it| tokens[*it].is_mark(","));
    let apposition =
        closing.filter(|it| opens && tokens[name.end..*it].iter().any(|it| words::ROLES.contains(it.folded.as_str())));
    (if has_role { start } else { name.start })..apposition.unwrap_or(name.end)
}

/// Whether the one named there is introduced as another's officer: "its director, Ulla Toft,". What such a one says or does
/// the other does.
pub(super) fn acts_for_another(sentence: &Sentence, name: &Range<usize>) -> bool {
    const REACH: usize = 6;
    let tokens = &sentence.tokens;
    let before = &tokens[name.start.saturating_sub(REACH)..name.start];
    let has_role = before.iter().any(|it| words::ROLES.contains(it.folded.as_str()));
    has_role && before.iter().any(|it| matches!(it.folded.as_str(), "its" | "their"))
}

/// Whether somebody in the passage is introduced as an officer of what the passage before names: "its director, Ulla Toft".
pub(super) fn has_officer_of(hit: &Hit, is_ours: impl Fn(&str) -> bool) -> bool {
    names(&hit.sentence).iter().any(|it| acts_for_another(&hit.sentence, it))
        && hit.neighbour(-1).is_some_and(|it| it.stems.iter().any(|it| is_ours(it)))
}

/// The name right before the verb: adverbs, "who" and what stands between commas aside.
pub(super) fn name_before(sentence: &Sentence, verb: usize) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    let mut at = verb;
    loop {
        let last = at.checked_sub(1)?;
        let token = &tokens[last];
        let is_himself = matches!(token.folded.as_str(), "himself" | "herself" | "itself" | "themselves");
        if is_before_verb(token) || token.folded == "who" || is_himself {
            at = last;
        } else if token.is_mark(",") {
            let from = last.saturating_sub(LONGEST_INSERTION);
            let is_opening = |it: &usize| tokens[*it].is_mark(",");
            // "Its director, Ulla Toft, said"
            let opening = (from..last).rev().find(is_opening);
            if let Some(opening) = opening
                && opening > 0
                && words::ROLES.contains(tokens[opening - 1].folded.as_str())
                && tokens[opening + 1..last].iter().all(is_named)
                && !tokens[last - 1].is_quoted
            {
                return Some(opening + 1..last);
            }
            // "Toft, who said": the comma opens what says more of him.
            at = match tokens.get(last + 1).is_some_and(|it| it.folded == "who") {
                true => last,
                false => opening?,
            };
        } else {
            let name = name_at(sentence, last);
            let is_behind = (0..name.start)
                .rev()
                .find(|it| !is_passed(&tokens[*it]))
                .is_some_and(|it| words::PREPOSITIONS.contains(tokens[it].folded.as_str()));
            return (is_named(token) && !token.is_quoted).then_some(name).filter(|_| !is_behind);
        }
    }
}

/// The name right behind the verb, or behind "by".
fn behind(sentence: &Sentence, verb: usize) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    let is_by = tokens.get(verb + 1).is_some_and(|it| it.folded == "by");
    let follows_words = verb > 0 && matches!(tokens[verb - 1].kind, TokenKind::Quote | TokenKind::Mark);
    let is_inverted = follows_words && words::INVERTED_VERBS.contains(tokens[verb].folded.as_str());
    if is_by || is_inverted { name_from(sentence, verb + 1 + usize::from(is_by)) } else { None }
}

/// The name that opens at `start`, articles, countries and roles aside.
fn name_from(sentence: &Sentence, start: usize) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    let first = (start..tokens.len()).take(8).find(|it| !is_passed(&tokens[*it]))?;
    // "Court President Ulla Toft": what she presides over is not who speaks.
    let leads_to = |it: &Range<usize>| tokens[first..it.start].iter().all(|it| is_passed(it) || is_named(it));
    let is_behind = |it: &Range<usize>| it.start > first && it.start < first + 6 && leads_to(it);
    let has_own = names(sentence).iter().any(|it| it.contains(&first));
    let first = match names(sentence).into_iter().find(is_behind).filter(|_| !has_own) {
        Some(name) => name.start,
        None => first,
    };
    let name = name_at(sentence, first);
    // "By Arlen's Margit Toft"
    let is_owner = tokens.get(name.end).is_some_and(|it| it.kind == TokenKind::Clitic && it.folded == "'s");
    let owned = name.end + 1;
    if is_owner && tokens.get(owned).is_some_and(is_named) {
        return Some(name_at(sentence, owned));
    }
    is_named(&tokens[first]).then_some(name)
}

fn is_passed(token: &Token) -> bool {
    is_article(token)
        || words::ROLES.contains(token.folded.as_str())
        || super::names::TITLES.contains(&token.folded.as_str())
        || words::PLACE_STEMS.contains(token.stem.as_str())
}

fn is_named(token: &Token) -> bool {
    token.is_content() && token.is_name
}
