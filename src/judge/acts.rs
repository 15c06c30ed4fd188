//! The acts that a sentence tells: each finite verb with whom it is told of and the words that belong to it.

use std::ops::Range;

use crate::lexicon::{is_finite, is_verb};
use crate::text::{
    Sentence, Token, TokenKind, is_article, is_between_subject_and_verb, is_form_of_be, is_reporting, thesaurus, words,
};

/// Whom an act is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The tokens of one or more names.
    Named(Range<usize>),
    /// "she", "they".
    Pronoun(usize),
    /// "the winger": the head of a phrase that names nobody.
    Plain(usize),
    /// It cannot be told.
    Open,
}

/// A finite verb with what belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub subject: Subject,
    /// Behind auxiliaries and adverbs.
    pub verb: usize,
    pub is_passive: bool,
    /// What is told of the subject: what goes before it in its clause, and the verb with all that follows up to the next
    /// subject.
    pub told: Vec<usize>,
}

/// The tokens of a subject with where it starts.
struct Found {
    subject: Subject,
    start: usize,
}

/// Words between commas that may stand between a subject and its verb.
const LONGEST_INSERTION: usize = 16;

pub(super) fn acts(sentence: &Sentence) -> Vec<Act> {
    let tokens = &sentence.tokens;
    let mut heads: Vec<(Found, usize, bool)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !opens_verb(tokens, at) {
            at += 1;
            continue;
        }
        let is_between = |it: &usize| is_between_subject_and_verb(&tokens[*it]);
        let end = (at..tokens.len()).find(|it| !is_between(it)).unwrap_or(tokens.len());
        let has_be = tokens[at..end].iter().any(is_form_of_be);
        let verb = match tokens.get(end) {
            Some(it) if it.is_content() && !it.is_name && (end == at || is_verb_form(it)) => end,
            _ => end.saturating_sub(1).max(at),
        };
        let is_passive = has_be && verb == end && !tokens[verb].folded.ends_with("ing");
        let found = subject_before(tokens, at, heads.last().map(|it| (&it.0, it.1)));
        let found = spoken_of(tokens, found, heads.last().map(|it| (&it.0, it.1)));
        heads.push((found, verb, is_passive));
        at = verb.max(at) + 1;
    }
    heads.splice(0..0, absolute(tokens, heads.first().map_or(tokens.len(), |it| it.0.start)));
    let ends: Vec<usize> = heads.iter().skip(1).map(|it| it.0.start).chain([tokens.len()]).collect();
    let mut acc = Vec::new();
    for (idx, ((found, verb, is_passive), end)) in heads.into_iter().zip(ends).enumerate() {
        let is_mark = |it: &usize| tokens[*it].is_mark(";");
        let front = if idx == 0 { (0..found.start).rev().take_while(|it| !is_mark(it)).collect() } else { Vec::new() };
        let told: Vec<usize> = front.into_iter().chain(verb..clause_end(tokens, verb, end)).collect();
        let agent = agent_behind(tokens, verb, end).filter(|_| is_passive);
        acc.extend(agent.map(|it| Act { subject: Subject::Named(it), verb, is_passive: false, told: told.clone() }));
        acc.push(Act { subject: found.subject, verb, is_passive, told });
    }
    acc
}

/// "Despite Dahl ruling it out, …": what a name in front of the first subject does.
fn absolute(tokens: &[Token], end: usize) -> Option<(Found, usize, bool)> {
    let opens = |it: &Token| {
        let folded = it.folded.as_str();
        words::PREPOSITIONS.contains(folded) || matches!(folded, "despite" | "amid" | "notwithstanding")
    };
    let verb =
        (2..end).find(|it| tokens[*it].folded.ends_with("ing") && !tokens[*it].is_name && is_name(&tokens[it - 1]))?;
    let start = (0..verb).rev().take_while(|it| is_name(&tokens[*it])).last()?;
    let lead = start.checked_sub(1).filter(|it| opens(&tokens[*it]))?;
    let subject = Subject::Named(start..verb);
    (tokens[verb + 1..end].iter().any(|it| it.is_mark(","))).then_some((Found { subject, start: lead }, verb, false))
}

/// Where what is told from `verb` on ends: before `end`, and before what is told of something else in passing.
fn clause_end(tokens: &[Token], verb: usize, end: usize) -> usize {
    let opens_aside = |it: &Token| {
        let folded = it.folded.as_str();
        matches!(folded, "who" | "which" | "where" | "while" | "whose" | "although") || folded.ends_with("ing")
    };
    let is_end = |it: &usize| {
        let token = &tokens[*it];
        token.is_mark(";") || token.is_mark(":") || (token.is_mark(",") && tokens.get(it + 1).is_some_and(opens_aside))
    };
    (verb + 1..end.max(verb + 1)).find(is_end).unwrap_or(end.max(verb + 1))
}

/// The names behind "by".
fn agent_behind(tokens: &[Token], verb: usize, end: usize) -> Option<Range<usize>> {
    let by = (verb + 1..end).find(|it| tokens[*it].folded == "by")?;
    let start = (by + 1..end).find(|it| !is_article(&tokens[*it]))?;
    let n_names = tokens[start..end].iter().take_while(|it| is_name(it)).count();
    let behind = start + n_names;
    // "By Taliban militants" names nobody.
    let is_whole = tokens.get(behind).is_none_or(|it| !it.is_content());
    (n_names > 0 && is_whole).then_some(start..behind)
}

/// Whether a group of auxiliaries, adverbs and a verb begins here.
fn opens_verb(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let folded = token.folded.as_str();
    if token.kind == TokenKind::Clitic {
        return is_finite(token) && folded != "n't";
    }
    if !token.is_word() || token.is_capital || token.is_name {
        return false;
    }
    if matches!(folded, "to" | "also" | "then" | "now" | "still" | "just" | "even" | "both" | "all" | "not" | "never") {
        return false;
    }
    let before = at.checked_sub(1).map(|it| &tokens[it]);
    let follows = |list: &[&str]| before.is_some_and(|it| list.contains(&it.folded.as_str()));
    if words::AUXILIARIES.contains(folded) && !folded.ends_with("ly") {
        return words::FINITE_AUXILIARIES.contains(folded) && !follows(&["to"]);
    }
    if follows(&["to", "a", "an", "the", "of", "for", "by", "with", "his", "her", "its", "their", "'s", "as"]) {
        return false;
    }
    if is_finite(token) || is_reporting(token) {
        return true;
    }
    let is_after_name = before.is_some_and(|it| it.is_word() && it.is_name);
    let is_after_subject = is_after_name
        || follows(&["who", "which", "that", "he", "she", "they", "it", "we", "i", "and", ")", ","])
        || before.is_some_and(|it| it.folded.ends_with("ly"));
    // "Florida coaches aligned …": what looks like the verb is a noun that another verb follows.
    let next_is_verb = tokens
        .get(at + 1)
        .is_some_and(|it| is_finite(it) || words::MODALS.contains(it.folded.as_str()) || it.folded.ends_with("ed"));
    let is_past = (folded.ends_with("ed") && folded.len() > 4) || words::IRREGULAR.contains_key(folded);
    let is_present = is_after_name
        && folded.ends_with('s')
        && folded.len() <= token.stem.len() + 3
        && thesaurus::is_mostly_verb(&token.stem);
    let is_participle = follows(&[",", ")"]) && folded.ends_with("ed");
    is_after_subject && !next_is_verb && !is_participle && (is_past || is_present)
}

/// Whether it may be a participle or an infinitive behind an auxiliary.
pub(super) fn is_verb_form(token: &Token) -> bool {
    let folded = token.folded.as_str();
    ["ed", "en", "ing"].iter().any(|it| folded.ends_with(it))
        || words::IRREGULAR.contains_key(folded)
        || words::IRREGULAR.values().any(|it| *it == folded)
        || words::UNCHANGING.contains(folded)
        || is_verb(folded)
        || thesaurus::is_mostly_verb(&token.stem)
}

fn is_name(token: &Token) -> bool {
    token.is_word() && token.is_name
}

/// The subject of the verb that begins at `verb`. `last` is the subject before it and its verb.
fn subject_before(tokens: &[Token], verb: usize, last: Option<(&Found, usize)>) -> Found {
    let open = |start: usize| Found { subject: Subject::Open, start };
    let mut at = verb;
    loop {
        let Some(before) = at.checked_sub(1) else { return open(verb) };
        let token = &tokens[before];
        let folded = token.folded.as_str();
        let is_passed_over = folded.ends_with("ly")
            || token.kind == TokenKind::Quote
            || matches!(folded, "also" | "then" | "now" | "still" | "just" | "even" | "both" | "all");
        if is_passed_over {
            at = before;
        } else if token.is_mark(")") {
            let Some(opening) = (0..before).rev().find(|it| tokens[*it].is_mark("(")) else { return open(verb) };
            at = opening;
        } else if token.is_mark(",") {
            let from = before.saturating_sub(LONGEST_INSERTION);
            let Some(opening) = (from..before).rev().find(|it| tokens[*it].is_mark(",")) else { return open(verb) };
            at = opening;
        } else if matches!(folded, "who" | "which" | "that") {
            let is_comma = before > 0 && tokens[before - 1].is_mark(",");
            at = if is_comma { before - 1 } else { before };
            if at == 0 {
                return open(verb);
            }
        } else if matches!(folded, "and" | "but" | "or") {
            return match last {
                Some((found, _)) => Found { subject: found.subject.clone(), start: before },
                None => open(before),
            };
        } else if matches!(folded, "he" | "she" | "they" | "it" | "we" | "i" | "you") {
            return Found { subject: Subject::Pronoun(before), start: before };
        } else if is_name(token) {
            // "Reyes, head of Acero, the largest mill, said"
            return described_before(tokens, before).unwrap_or_else(|| named(tokens, before));
        } else if token.is_content() {
            return Found { subject: Subject::Plain(before), start: before };
        } else {
            return open(verb);
        }
    }
}

/// The name right before a comma, of whom the words up to the name that ends at `last` say what they head.
fn described_before(tokens: &[Token], last: usize) -> Option<Found> {
    let from = last.saturating_sub(LONGEST_INSERTION);
    let comma =
        (from..last).rev().find(|it| tokens[*it].is_mark(",")).filter(|it| *it > 0 && is_name(&tokens[it - 1]))?;
    says_what_one_heads(&tokens[comma + 1..last]).then(|| named(tokens, comma - 1))
}

/// Whether the words say what somebody is and of what: "head of", "the chief economist at".
pub(super) fn says_what_one_heads(description: &[Token]) -> bool {
    description.iter().any(|it| words::ROLES.contains(it.folded.as_str()))
        && description.iter().any(|it| matches!(it.folded.as_str(), "of" | "at" | "for"))
}

/// "Dahl said he would sail": who speaks right before a pronoun is the one meant.
fn spoken_of(tokens: &[Token], found: Found, last: Option<(&Found, usize)>) -> Found {
    let Subject::Pronoun(at) = found.subject else { return found };
    let is_person = matches!(tokens[at].folded.as_str(), "he" | "she");
    let is_right_behind = |verb: usize| verb + 1 == at || (verb + 2 == at && tokens[verb + 1].folded == "that");
    match last {
        Some((Found { subject: subject @ Subject::Named(_), .. }, verb))
            if is_person && is_reporting(&tokens[verb]) && is_right_behind(verb) =>
        {
            Found { subject: subject.clone(), ..found }
        }
        _ => found,
    }
}

/// The names that end at `last`, unless they only go with a noun before them: "a delegation from Peru".
fn named(tokens: &[Token], last: usize) -> Found {
    // The first word of a sentence need not be known as a name.
    let is_part = |it: &usize| {
        let token = &tokens[*it];
        let is_particle = words::SURNAME_PARTICLES.contains(token.folded.as_str());
        is_name(token) || is_particle || (token.is_capital && token.is_content())
    };
    let mut start = (0..=last).rev().take_while(is_part).last().unwrap_or(last);
    while start >= 2 && tokens[start - 1].folded == "and" && is_name(&tokens[start - 2]) {
        start = (0..start - 1).rev().take_while(is_part).last().unwrap_or(start - 2);
    }
    let before = (0..start).rev().find(|it| !is_article(&tokens[*it]));
    // "After Dahl left": before a subject these are no prepositions.
    let joins = |it: usize| matches!(tokens[it].folded.as_str(), "after" | "before" | "as" | "than" | "like");
    let is_behind =
        before.is_some_and(|it| it > 0 && !joins(it) && words::PREPOSITIONS.contains(tokens[it].folded.as_str()));
    // "Toft, head of the hall, and Hask stood …": the act is of more than one, told apart by what each of them is.
    let is_listed = start >= 2 && tokens[start - 1].folded == "and" && tokens[start - 2].is_mark(",");
    let subject = if is_behind || is_listed { Subject::Plain(last) } else { Subject::Named(start..last + 1) };
    Found { subject, start }
}
