//! Roles: who is president of what.

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View};
use crate::corpus::{Role, roles_in};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, TokenKind, words};

/// How many passages that name a person are read for the person's roles.
const N_READ: usize = 40;

pub(super) fn judge(view: &View) -> Vec<Seen> {
    let mut pairs = roles_in(&view.sentence);
    pairs.sort_by_key(|it| (it.0, it.1));
    let mut acc = Vec::new();
    for claimed in pairs.chunk_by(|a, b| a.0 == b.0) {
        let name = &view.sentence.tokens[claimed[0].0];
        let (stem, known) = known_roles(view, &name.stem).unwrap_or_else(|| (name.stem.clone(), Vec::new()));
        let is_in_conflict = |it: &&(usize, usize, Role)| {
            conflicts(&it.2, claimed, &known, is_title(&view.sentence, it.1)) && !is_of_next(view, it)
        };
        let conflicting = claimed.iter().filter(is_in_conflict);
        let conflicting: Vec<usize> = conflicting.map(|it| it.1).collect();
        let conflicting = match conflicting.is_empty() {
            true => other_description(view, claimed[0].0, &stem),
            false => conflicting.iter().flat_map(|it| with_adjectives(&view.sentence, *it)).collect(),
        };
        if conflicting.is_empty() {
            continue;
        }
        let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of(conflicting));
        acc.push(match as_written(view, &stem) {
            Some((hit, span)) => seen.against(&hit, span),
            None => seen,
        });
    }
    acc
}

/// "Marsh, the chair of the board, Ana Roe, and the treasurer": whether the name behind the role is known to have it.
fn is_of_next(view: &View, (_, at, role): &(usize, usize, Role)) -> bool {
    let tokens = &view.sentence.tokens;
    let Some(comma) = (at + 1..tokens.len()).find(|it| tokens[*it].is_mark(",")) else { return false };
    let is_part = |it: &Token| it.is_name || words::SURNAME_PARTICLES.contains(it.folded.as_str());
    let name = (comma + 1..tokens.len()).take_while(|it| is_part(&tokens[*it])).last();
    let known = name.and_then(|it| known_roles(view, &tokens[it].stem));
    known.is_some_and(|it| it.1.contains(role))
}

/// Ranks that make another office of the same one.
const RANKS: [&str; 5] = ["deputy", "vice", "assistant", "acting", "associate"];

/// The words of the claim's description of a person that differ from the corpus's, where the two are the same but for
/// one word each ("director of finance", "director of highways"), or the corpus gives a lower rank.
fn other_description(view: &View, name: usize, stem: &str) -> Vec<usize> {
    let ours = description(&view.sentence, name);
    let hits: Vec<Hit> = view.passages_with(&[stem.into()], N_READ).collect();
    let mut theirs: Vec<&Token> = Vec::new();
    for hit in &hits {
        let tokens = &hit.sentence.tokens;
        let names = (0..tokens.len()).filter(|it| tokens[*it].stem == stem && tokens[*it].is_name);
        theirs.extend(names.flat_map(|it| description(&hit.sentence, it)).map(|it| &tokens[it]));
    }
    let role = |it: &Token| words::ROLES.contains(it.folded.as_str()).then(|| words::role_name(&it.folded).to_owned());
    let our_roles: Vec<String> = ours.iter().filter_map(|it| role(&view.sentence.tokens[*it])).collect();
    if !theirs.iter().filter_map(|it| role(it)).any(|it| our_roles.contains(&it)) {
        return Vec::new();
    }
    let is_same = |one: usize, other: &Token| {
        let one = &view.sentence.tokens[one];
        view.hits.strength(&one.stem, &other.stem) >= 0.6 || role(one).is_some_and(|it| role(other) == Some(it))
    };
    let odd: Vec<usize> = ours.iter().copied().filter(|it| !theirs.iter().any(|other| is_same(*it, other))).collect();
    let mut missing: Vec<&str> =
        theirs.iter().filter(|other| !ours.iter().any(|it| is_same(*it, other))).map(|it| it.stem.as_str()).collect();
    missing.sort_unstable();
    missing.dedup();
    match (&odd[..], &missing[..]) {
        ([_], [other]) if !theirs.iter().any(|it| it.stem == *other && GENERAL.contains(&it.folded.as_str())) => odd,
        ([], [rank]) if RANKS.contains(rank) => ours,
        _ => Vec::new(),
    }
}

/// Nouns that stand for what a text has named before: "the engineer on the project".
const GENERAL: [&str; 16] = [
    "project",
    "company",
    "firm",
    "group",
    "team",
    "club",
    "agency",
    "organisation",
    "organization",
    "institution",
    "body",
    "site",
    "party",
    "country",
    "city",
    "programme",
];

/// The content words of an apposition that describes the person whose name ends at `name`: behind it ("Rask, the
/// council's director of finance,") or before it ("the council's director of finance, Rask").
fn description(sentence: &Sentence, name: usize) -> Vec<usize> {
    const LONGEST: usize = 9;
    let tokens = &sentence.tokens;
    let is_comma = |it: usize| tokens.get(it).is_some_and(|it| it.is_mark(","));
    let is_inside = |it: &usize| tokens[*it].kind != TokenKind::Mark || tokens[*it].is_mark("-");
    let is_role = |it: &usize| words::ROLES.contains(tokens[*it].folded.as_str());
    let first = (0..name).rev().take_while(|it| tokens[*it].is_name && !is_role(it)).last().unwrap_or(name);
    let after: Vec<usize> = if is_comma(name + 1) {
        (name + 2..tokens.len()).take_while(is_inside).take(LONGEST).collect()
    } else {
        Vec::new()
    };
    let before: Vec<usize> = match first.checked_sub(1).filter(|it| is_comma(*it)) {
        Some(comma) => (0..comma).rev().take_while(is_inside).take(LONGEST).collect(),
        None => Vec::new(),
    };
    let is_closed = |run: &[usize]| run.len() < LONGEST && run.iter().any(is_role);
    let of_person = [after, before].into_iter().find(|it| is_closed(it)).unwrap_or_default();
    of_person.into_iter().filter(|it| tokens[*it].is_content() && !tokens[*it].is_name).collect()
}

/// The roles that the corpus gives to this name, or to a spelling of it.
fn known_roles(view: &View, name: &str) -> Option<(SmolStr, Vec<Role>)> {
    let variants = view.corpus.variants(name);
    let spellings = variants.iter().filter(|it| it.1 >= 0.9).map(|it| it.0.clone());
    [SmolStr::new(name)].into_iter().chain(spellings).find_map(|stem| {
        let roles = view.corpus.roles_of(&stem);
        (!roles.is_empty()).then_some((stem, roles))
    })
}

/// An office that one holds or does not hold, where the corpus gives the person others and none of those claimed; or
/// another country, the union and the continent aside, which people serve besides their own.
fn conflicts(role: &Role, claimed: &[(usize, usize, Role)], known: &[Role], is_title: bool) -> bool {
    match role {
        Role::Office(office) => {
            let has_office = known.iter().any(|it| matches!(it, Role::Office(_)));
            let is_any_known = claimed.iter().any(|it| matches!(it.2, Role::Office(_)) && known.contains(&it.2));
            has_office && !is_any_known && (is_title || words::OFFICES.contains(office.as_str()))
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

/// "National Security Adviser": a title of several words, which one holds or does not hold.
fn is_title(sentence: &Sentence, role: usize) -> bool {
    let is_part = |it: &Token| it.is_word() && it.is_capital && it.is_content() && !it.is_place();
    let n_before = sentence.tokens[..role].iter().rev().take_while(|it| is_part(it)).count();
    sentence.tokens[role].is_capital && n_before >= 2
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
    let mut best: Option<(usize, Hit, Span)> = None;
    for hit in view.passages_with(&[name.into()], N_READ) {
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
