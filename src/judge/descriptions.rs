//! Who somebody is said to be: head of which body, working for whom, or what the source says of the one beside.

use super::{ReasonKind, Seen, Strength, View};
use crate::corpus::{Role, roles_in};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, ends_clause, words};

/// How many passages that name a person are read.
const N_READ: usize = 40;

/// The longest description between commas, in tokens.
const LONGEST: usize = 14;

pub(super) fn judge(view: &View) -> Option<Seen> {
    of_neighbour(view).or_else(|| {
        let roles = roles_in(&view.sentence);
        let offices = roles.iter().filter(|it| matches!(it.2, Role::Office(_)));
        offices.into_iter().find_map(|(name, role, office)| {
            let passages = passages_with(view, *name);
            other_body(view, *role, office, *name, &passages)
                .or_else(|| other_complement(view, *role, office, *name, &passages))
        })
    })
}

fn passages_with(view: &View, name: usize) -> Vec<Hit> {
    view.passages_with(std::slice::from_ref(&view.sentence.tokens[name].stem), N_READ).collect()
}

/// Where the passage gives the name this office: positions of the role.
fn places_of(view: &View, hit: &Hit, name: usize, office: &Role) -> Vec<usize> {
    let stem = &view.sentence.tokens[name].stem;
    let roles = roles_in(&hit.sentence).into_iter();
    roles.filter(|it| it.2 == *office && hit.sentence.tokens[it.0].stem == *stem).map(|it| it.1).collect()
}

/// The capitalised words right before a role, when they name a body: "European Council" of "European Council President".
fn body_before(tokens: &[Token], role: usize) -> Option<Vec<usize>> {
    let is_part = |it: &usize| {
        let token = &tokens[*it];
        token.is_content() && token.is_capital && !words::ROLES.contains(token.folded.as_str())
    };
    let mut run: Vec<usize> = (0..role).rev().take_while(is_part).take(4).collect();
    run.reverse();
    let is_body = run.last().is_some_and(|it| words::BODIES.contains(tokens[*it].folded.as_str()));
    is_body.then_some(run)
}

/// "European Council President" of someone who is president of the Commission.
fn other_body(view: &View, role: usize, office: &Role, name: usize, passages: &[Hit]) -> Option<Seen> {
    let ours = body_before(&view.sentence.tokens, role)?;
    let head = &view.sentence.tokens[*ours.last()?];
    let mut other = None;
    for hit in passages {
        for place in places_of(view, hit, name, office) {
            let tokens = &hit.sentence.tokens;
            let Some(theirs) = body_before(tokens, place) else { continue };
            if tokens[*theirs.last()?].stem == head.stem {
                return None;
            }
            other.get_or_insert((hit, Span::new(tokens[theirs[0]].span.start, tokens[place].span.end)));
        }
        // "President of the Council", or the body named beside.
        if hit.stems.contains(&head.stem) {
            return None;
        }
    }
    let (hit, source) = other?;
    let span = view.span_of([ours[0], role]);
    Some(Seen::new(ReasonKind::Role, Strength::Conflict, span).against(hit, source).replaced_by_source())
}

/// The words behind a role that say for whom or of what: "a lawyer for the farmers".
fn complement(tokens: &[Token], role: usize) -> Vec<usize> {
    let opens =
        tokens.get(role + 1).is_some_and(|it| matches!(it.folded.as_str(), "for" | "of" | "at" | "to" | "with"));
    let is_end = |it: &Token| ends_clause(it) || matches!(it.folded.as_str(), "who" | "which" | "that" | "and");
    let end =
        (role + 2..tokens.len()).find(|it| is_end(&tokens[*it]) || tokens[*it].is_mark(".")).unwrap_or(tokens.len());
    if !opens { Vec::new() } else { (role + 2..end).filter(|it| tokens[*it].is_content()).collect() }
}

/// "A lawyer for the ministry" of someone who is a lawyer for the farmers.
fn other_complement(view: &View, role: usize, office: &Role, name: usize, passages: &[Hit]) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    // What stands between the name and the role belongs to it: an apposition.
    let is_behind = role > name && tokens.get(name + 1).is_some_and(|it| it.is_mark(","));
    let ours = complement(tokens, role);
    if !is_behind || !ours.iter().any(|it| tokens[*it].is_name) {
        return None;
    }
    let is_ours = |stem: &str| ours.iter().any(|it| view.hits.strength(&tokens[*it].stem, stem) >= 0.5);
    let mut other = None;
    for hit in passages {
        if hit.stems.iter().any(|it| is_ours(it)) {
            return None;
        }
        for place in places_of(view, hit, name, office) {
            let theirs = complement(&hit.sentence.tokens, place);
            let last = *theirs.last()?;
            let text = &hit.sentence.tokens;
            // "Of the DNC" may well be the committee's.
            if theirs.iter().any(|it| text[*it].is_acronym) || ours.iter().any(|it| tokens[*it].is_acronym) {
                return None;
            }
            other.get_or_insert((hit, Span::new(text[place].span.start, text[last].span.end)));
        }
    }
    let (hit, source) = other?;
    let span = view.span_of([role, *ours.last()?]);
    Some(Seen::new(ReasonKind::Role, Strength::Conflict, span).against(hit, source))
}

/// The tokens between the comma behind a name and the next one, when they give a role.
fn apposition(sentence: &Sentence, name: usize) -> Vec<usize> {
    let tokens = &sentence.tokens;
    if !tokens.get(name + 1).is_some_and(|it| it.is_mark(",")) {
        return Vec::new();
    }
    let run: Vec<usize> = (name + 2..tokens.len()).take_while(|it| !ends_clause(&tokens[*it])).take(LONGEST).collect();
    let is_closed = run.last().is_some_and(|it| tokens.get(it + 1).is_some_and(ends_clause));
    let has_role = run.iter().any(|it| words::ROLES.contains(tokens[*it].folded.as_str()));
    let content = run.into_iter().filter(|it| tokens[*it].is_content());
    if is_closed && has_role { content.collect() } else { Vec::new() }
}

/// "Moss, the head of the mill" where the passage has "Moss, the head of the school, and Rask, the head of the mill".
fn of_neighbour(view: &View) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    let is_last = |tokens: &[Token], at: usize| {
        tokens[at].is_word() && tokens[at].is_name && !tokens.get(at + 1).is_some_and(|it| it.is_word() && it.is_name)
    };
    for name in (0..claim.len()).filter(|it| is_last(claim, *it)) {
        let ours = apposition(&view.sentence, name);
        if ours.len() < 3 {
            continue;
        }
        for hit in &view.all {
            let theirs = &hit.sentence.tokens;
            let share = |run: &[usize]| {
                let is_there = |it: &&usize| {
                    run.iter().any(|other| view.hits.strength(&claim[**it].stem, &theirs[*other].stem) >= 0.6)
                };
                ours.iter().filter(is_there).count() as f64 / ours.len() as f64
            };
            let described = (0..theirs.len()).filter(|it| is_last(theirs, *it));
            let described: Vec<(usize, Vec<usize>)> =
                described.map(|it| (it, apposition(&hit.sentence, it))).filter(|it| !it.1.is_empty()).collect();
            let is_same = |it: usize| view.hits.strength(&claim[name].stem, &theirs[it].stem) >= 0.9;
            let own = described.iter().find(|it| is_same(it.0));
            let other = described.iter().find(|it| !is_same(it.0) && share(&it.1) >= 0.8);
            if let (Some((_, own)), Some(_)) = (own.filter(|it| share(&it.1) <= 0.5), other) {
                let source = Span::new(theirs[own[0]].span.start, theirs[own[own.len() - 1]].span.end);
                let span = view.span_of([ours[0], ours[ours.len() - 1]]);
                return Some(Seen::new(ReasonKind::Role, Strength::Conflict, span).against(hit, source));
            }
        }
    }
    None
}
