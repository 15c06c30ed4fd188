//! Roles: who is president of what.

use super::{ReasonKind, Seen, Strength, View};
use crate::corpus::{Role, roles_in};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, words};

/// How many passages that name a person are read for the person's roles.
const N_READ: usize = 40;

pub(super) fn judge(view: &View) -> Vec<Seen> {
    let mut pairs = roles_in(&view.sentence);
    pairs.sort_by_key(|it| (it.0, it.1));
    let mut acc = Vec::new();
    for claimed in pairs.chunk_by(|a, b| a.0 == b.0) {
        let name = &view.sentence.tokens[claimed[0].0];
        let known = known_roles(view, &name.stem);
        let Some((stem, known)) = known else { continue };
        let conflicting: Vec<usize> =
            claimed.iter().filter(|it| conflicts(&it.2, claimed, &known)).map(|it| it.1).collect();
        if conflicting.is_empty() {
            continue;
        }
        let span = view.span_of(conflicting.iter().flat_map(|it| with_adjectives(&view.sentence, *it)));
        let seen = Seen::new(ReasonKind::Role, Strength::Conflict, span);
        acc.push(match as_written(view, &stem) {
            Some((hit, span)) => seen.against(&hit, span),
            None => seen,
        });
    }
    acc
}

/// The roles that the corpus gives to this name, or to a spelling of it.
fn known_roles(view: &View, name: &str) -> Option<(String, Vec<Role>)> {
    let variants = view.corpus.variants(name);
    let spellings = variants.iter().filter(|it| it.1 >= 0.9).map(|it| it.0.clone());
    [name.to_owned()].into_iter().chain(spellings).find_map(|stem| {
        let roles = view.corpus.roles_of(&stem);
        (!roles.is_empty()).then_some((stem, roles))
    })
}

/// An office that one holds or does not hold, where the corpus gives the person others and none of those claimed; or
/// another country, the union and the continent aside, which people serve besides their own.
fn conflicts(role: &Role, claimed: &[(usize, usize, Role)], known: &[Role]) -> bool {
    match role {
        Role::Office(office) => {
            let has_office = known.iter().any(|it| matches!(it, Role::Office(_)));
            let is_any_known = claimed.iter().any(|it| matches!(it.2, Role::Office(_)) && known.contains(&it.2));
            has_office && !is_any_known && words::OFFICES.contains(office.as_str())
        }
        Role::Place(place) => {
            let places: Vec<&str> =
                known.iter().filter_map(|it| if let Role::Place(it) = it { Some(it.as_str()) } else { None }).collect();
            let is_union = |it: &str| matches!(it, "europe" | "eu");
            !places.is_empty()
                && !places.contains(&place.as_str())
                && !is_union(place)
                && !places.iter().any(|it| is_union(it))
        }
    }
}

/// The token of a role with the adjectives before it: "Foreign Minister".
fn with_adjectives(sentence: &Sentence, role: usize) -> std::ops::RangeInclusive<usize> {
    let is_adjective = |it: &usize| {
        matches!(sentence.tokens[*it].folded.as_str(), "foreign" | "defence" | "defense" | "vice" | "deputy" | "former")
    };
    let start = (0..role).rev().take_while(is_adjective).last().unwrap_or(role);
    start..=role
}

/// The person to whom the evidence gives the office that the claim gives to the name at `name`: the name as written.
pub(super) fn holder_of_same_office(view: &View, name: usize) -> Option<(Hit, Span)> {
    let claimed: Vec<Role> = roles_in(&view.sentence).into_iter().filter(|it| it.0 == name).map(|it| it.2).collect();
    let office =
        claimed.iter().find(|it| matches!(it, Role::Office(office) if words::OFFICES.contains(office.as_str())))?;
    let places: Vec<&Role> = claimed.iter().filter(|it| matches!(it, Role::Place(_))).collect();
    for hit in view.best_first() {
        let pairs = roles_in(&hit.sentence);
        for other in pairs.iter().filter(|it| it.2 == *office) {
            let of_other = |role: &Role| pairs.iter().any(|it| it.0 == other.0 && it.2 == *role);
            let is_before = other.1 < other.0;
            if !is_before || !places.iter().all(|it| of_other(it)) {
                continue;
            }
            let tokens = &hit.sentence.tokens;
            let span = Span::new(tokens[other.1 + 1].span.start, tokens[other.0].span.end);
            return Some((hit.clone(), span));
        }
    }
    None
}

/// The words that give the person a role, and where they stand.
fn as_written(view: &View, name: &str) -> Option<(Hit, Span)> {
    let (passages, _) = view.corpus.passages_with(&[name.to_owned()], N_READ);
    let mut best: Option<(usize, Hit, Span)> = None;
    for hit in passages.into_iter().filter_map(|id| Hit::new(view.corpus, id)) {
        let tokens = &hit.sentence.tokens;
        let of_name = roles_in(&hit.sentence).into_iter().filter(|it| tokens[it.0].stem == name);
        let places: Vec<(usize, usize)> = of_name.map(|it| (it.0, it.1)).collect();
        let (Some(first), Some(last)) = (places.iter().map(|it| it.1).min(), places.iter().map(|it| it.1).max()) else {
            continue;
        };
        let is_apposition = first > places[0].0;
        let mut end = last;
        // An apposition runs from comma to comma: "the head of the Main Intelligence Directorate".
        let first = if is_apposition { (places[0].0 + 2).min(first) } else { first };
        while is_apposition && tokens.get(end + 1).is_some_and(|it| !it.is_mark(",") && !it.is_mark(".")) {
            end += 1;
        }
        let span = Span::new(tokens[first].span.start, tokens[end].span.end);
        let is_better = best.as_ref().is_none_or(|it| places.len() > it.0);
        if is_better {
            best = Some((places.len(), hit.clone(), span));
        }
    }
    best.map(|(_, hit, span)| (hit, span))
}
