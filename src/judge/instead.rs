//! Which name a passage has where the claim has another: "including Toft and Berg" for "including Rask and Berg".

use std::ops::Range;

use super::{View, is_place};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, ends_clause, is_article, words};

/// A passage tells the same of another name when it has this share of what the claim tells of its own.
const SAME_MATTER: f64 = 0.4;

/// So much tells that the name stands in the same place; less does in a passage that has most of the claim. Read off the
/// names that public data have wrong: from four on nearly each is the right one.
const ALIKE: usize = 4;
const FAIRLY_ALIKE: usize = 2;
const SAME_ACT: f64 = 0.6;

/// Tokens on either side of a name in which the words that go with it are looked for.
const REACH: usize = 7;

/// The name of a passage in the place of one of the claim's.
pub(super) struct Instead {
    pub hit: Hit,
    pub span: Span,
    /// How much speaks for its standing in the same place.
    likeness: usize,
    /// The share of the claim, its own name aside, that the passage has.
    coverage: f64,
    leads_alike: bool,
    has_partner: bool,
    is_in_phrase: bool,
}

impl Instead {
    /// Whether both stand in one row with the same other name, in a passage that has most of the claim.
    pub(super) fn is_in_row(&self) -> bool {
        self.has_partner && self.coverage >= SAME_ACT
    }

    /// Whether both stand in the same phrase, "the village of Rask", in a passage that has much of the claim.
    pub(super) fn is_in_phrase(&self) -> bool {
        self.is_in_phrase && self.likeness >= ALIKE
    }

    /// Whether one may tell the writer that it is this one.
    pub(super) fn is_sure(&self) -> bool {
        let is_near = self.coverage >= SAME_ACT;
        let needed = if self.leads_alike { FAIRLY_ALIKE } else { FAIRLY_ALIKE + 1 };
        self.likeness >= ALIKE || (is_near && self.likeness >= needed)
    }
}

/// What a name names, as far as its form tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    Place,
    Body,
    Open,
}

/// The name that a passage has in the place of the one at `name`, where no other passage of the evidence has this one.
pub(super) fn instead(view: &View, name: &Range<usize>) -> Option<Instead> {
    let ours = &view.sentence.tokens;
    let own = around(&view.sentence, name);
    let sort = sort_of(view, &view.sentence, name);
    let mut best: Option<Instead> = None;
    for hit in view.best_first() {
        let coverage = view.hits.coverage_by(hit, |it: &Word| !name.contains(&it.token));
        if coverage < SAME_MATTER {
            continue;
        }
        let theirs = &hit.sentence.tokens;
        let is_same = |one: usize, other: usize| view.hits.strength(&ours[one].stem, &theirs[other].stem) >= 0.5;
        // What the claim names besides.
        let is_spoken_of = |it: usize| {
            view.hits
                .words
                .iter()
                .any(|word| !name.contains(&word.token) && view.hits.strength(&word.stem, &theirs[it].stem) >= 0.5)
        };
        let is_own = |it: usize| name.clone().any(|own| is_same(own, it));
        let fits = |other: &Range<usize>| {
            let last = other.end - 1;
            let theirs = sort_of(view, &hit.sentence, other);
            let is_of_sort = sort == theirs || sort == Sort::Open || (theirs == Sort::Open && sort != Sort::Place);
            is_of_sort && !is_spoken_of(last) && !is_own(last) && !other.clone().all(is_spoken_of)
        };
        let others: Vec<Range<usize>> = names(&hit.sentence).into_iter().filter(fits).collect();
        for other in &others {
            let near = around(&hit.sentence, other);
            let n_shared = own.iter().filter(|one| near.iter().any(|it| is_same(**one, *it))).count();
            let has_partner = has_same_partner(view, name, hit, other);
            let leads_alike = lead(ours, name.start) == lead(theirs, other.start);
            let shares_part = other.clone().any(is_own);
            let likeness = n_shared
                + 2 * usize::from(has_partner)
                + 2 * usize::from(shares_part)
                + usize::from(leads_alike)
                + usize::from(others.len() == 1);
            if best.as_ref().is_none_or(|it| it.likeness < likeness) {
                let span = Span::new(theirs[other.start].span.start, theirs[other.end - 1].span.end);
                let is_in_phrase = match (phrase(ours, name.start), phrase(theirs, other.start)) {
                    (Some(one), Some(it)) => leads_alike && is_same(one, it),
                    _ => false,
                };
                let hit = hit.clone();
                best = Some(Instead { hit, span, likeness, coverage, leads_alike, has_partner, is_in_phrase });
            }
        }
    }
    best
}

/// The names of a sentence without the roles and titles before them: ranges of tokens.
pub(super) fn names(sentence: &Sentence) -> Vec<Range<usize>> {
    let tokens = &sentence.tokens;
    let is_title =
        |it: &Token| words::ROLES.contains(it.folded.as_str()) || super::names::TITLES.contains(&it.folded.as_str());
    let mut acc = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !is_name(&tokens[at]) {
            at += 1;
            continue;
        }
        let end = end_of_name(tokens, at);
        // "French President" names nobody.
        let start = (at..end).rev().take_while(|it| !is_title(&tokens[*it])).last();
        acc.extend(start.map(|it| it..end));
        at = end;
    }
    acc
}

/// The name that the token `at` is a part of, its title aside.
pub(super) fn name_at(sentence: &Sentence, at: usize) -> Range<usize> {
    names(sentence).into_iter().find(|it| it.contains(&at)).unwrap_or(at..at + 1)
}

fn is_name(token: &Token) -> bool {
    token.is_word() && token.is_name && token.is_capital
}

/// Where the name that opens at `start` ends: behind its last capital, over "von der", "of the" and hyphens.
fn end_of_name(tokens: &[Token], start: usize) -> usize {
    let is_joint = |it: &Token| {
        it.is_mark("-") || words::SURNAME_PARTICLES.contains(it.folded.as_str()) || (it.is_capital && it.is_word())
    };
    let mut end = start + 1;
    loop {
        let joints = tokens[end..].iter().take_while(|it| is_joint(it) && !is_name(it)).take(3).count();
        let is_hyphened = joints > 0 && tokens[end].is_mark("-");
        let inner = if is_hyphened { inside_hyphens(tokens, end) } else { joints };
        match tokens.get(end + inner).is_some_and(is_name) {
            true => end += inner + 1,
            false => return end,
        }
    }
}

/// Tokens from a hyphen up to the next capital behind one: "-a-" of "Mar-a-Lago".
fn inside_hyphens(tokens: &[Token], at: usize) -> usize {
    let touches = |it: usize| tokens.get(it + 1).is_some_and(|next| next.span.start == tokens[it].span.end);
    (at..tokens.len()).take(4).take_while(|it| !is_name(&tokens[*it]) && touches(*it)).count()
}

/// The content words that go with a name: near it, in its clause.
fn around(sentence: &Sentence, name: &Range<usize>) -> Vec<usize> {
    let tokens = &sentence.tokens;
    let is_far = |it: &usize| tokens[*it].is_mark(";") || tokens[*it].is_mark(".");
    let before = (name.start.saturating_sub(REACH)..name.start).rev().take_while(|it| !is_far(it));
    let after = (name.end..tokens.len().min(name.end + REACH)).take_while(|it| !is_far(it));
    before.chain(after).filter(|it| tokens[*it].is_content()).collect()
}

/// The small word, the mark or the verb right before a name: "including", "at", ",".
fn lead(tokens: &[Token], start: usize) -> Option<&str> {
    let is_passed = |it: &Token| is_article(it) || words::ROLES.contains(it.folded.as_str());
    let before = tokens[..start].iter().rev().find(|it| !is_passed(it))?;
    Some(if before.stem.is_empty() { before.folded.as_str() } else { before.stem.as_str() })
}

/// The word that "of" or "by" before a name goes with: "the village of Rask", "a complaint by Rask".
fn phrase(tokens: &[Token], start: usize) -> Option<usize> {
    let preposition = (0..start).rev().find(|it| !is_article(&tokens[*it]))?;
    let is_joint = matches!(tokens[preposition].folded.as_str(), "of" | "by");
    preposition.checked_sub(1).filter(|it| is_joint && tokens[*it].is_content() && !tokens[*it].is_name)
}

/// Whether both stand in one row with the same other name.
fn has_same_partner(view: &View, name: &Range<usize>, hit: &Hit, other: &Range<usize>) -> bool {
    let (ours, theirs) = (partners(&view.sentence, name), partners(&hit.sentence, other));
    let is_same = |one: &Range<usize>, it: &Range<usize>| {
        let (one, it) = (&view.sentence.tokens[one.end - 1], &hit.sentence.tokens[it.end - 1]);
        view.hits.strength(&one.stem, &it.stem) >= 0.5
    };
    ours.iter().any(|one| theirs.iter().any(|it| is_same(one, it)))
}

/// The names in one row with a name: joined to it by commas, "and" or "or".
pub(super) fn partners(sentence: &Sentence, name: &Range<usize>) -> Vec<Range<usize>> {
    let tokens = &sentence.tokens;
    let all = names(sentence);
    let Some(place) = all.iter().position(|it| it.start == name.start || it.contains(&name.start)) else {
        return Vec::new();
    };
    let is_joint = |it: &Token| {
        it.is_mark(",")
            || matches!(it.folded.as_str(), "and" | "or" | "the")
            || words::ROLES.contains(it.folded.as_str())
            || words::PLACE_STEMS.contains(it.stem.as_str())
    };
    let are_joined = |one: &Range<usize>, other: &Range<usize>| {
        let between = &tokens[one.end..other.start];
        !between.is_empty() && between.iter().all(is_joint) && between.iter().any(|it| it.folded != "the")
    };
    let n_before = (0..place).rev().take_while(|it| are_joined(&all[*it], &all[it + 1])).count();
    let n_after = (place + 1..all.len()).take_while(|it| are_joined(&all[it - 1], &all[*it])).count();
    let row = &all[place - n_before..place + n_after + 1];
    // "Toft, of Sarn, Halden": a row has an "and".
    let ends = |pair: &[Range<usize>]| {
        tokens[pair[0].end..pair[1].start].iter().any(|it| matches!(it.folded.as_str(), "and" | "or"))
    };
    let is_row = row.windows(2).any(ends);
    row.iter().filter(|it| is_row && it.start != all[place].start).cloned().collect()
}

fn sort_of(view: &View, sentence: &Sentence, name: &Range<usize>) -> Sort {
    let tokens = &sentence.tokens;
    let last = &tokens[name.end - 1];
    let is_role = |it: usize| tokens.get(it).is_some_and(|it| words::ROLES.contains(it.folded.as_str()));
    if is_place(last) {
        return Sort::Place;
    }
    let is_body = last.is_acronym || words::BODIES.contains(last.folded.as_str());
    if is_body {
        return Sort::Body;
    }
    let is_followed = |it: usize| tokens.get(it).is_some_and(|it| it.is_mark(","));
    let apposition = (name.end + 1..tokens.len().min(name.end + 9)).take_while(|it| !ends_clause(&tokens[*it]));
    let is_described = is_followed(name.end) && apposition.into_iter().any(is_role);
    let has_office = name.start > 0 && is_role(name.start - 1) && name.len() <= 3;
    if is_described || has_office || !view.corpus.roles_of(&last.stem).is_empty() {
        return Sort::Person;
    }
    Sort::Open
}
