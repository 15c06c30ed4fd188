//! More and most: "the longest yet" of which no source speaks, "ever" for "since 1994", "weaker" against "the strongest".

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Span, Token, TokenKind, stem, thesaurus, words};

/// The share of the claim that a passage must have to speak of the same.
const SAME_MATTER: f64 = 0.5;

/// Tokens behind a word of degree among which the thing stands.
const REACH: usize = 4;

/// How far a word goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Degree {
    /// "weaker"
    More,
    /// "weakest"
    Most,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    opposite(view).or_else(|| turned_round(view)).or_else(|| for_all_time(view)).or_else(|| untold(view))
}

/// Where a sentence compares by "than": places of tokens.
pub(super) struct Than {
    /// Where the left side starts.
    pub start: usize,
    /// "more", "less" or "fewer".
    pub at: usize,
    pub than: usize,
    /// Where the right side ends.
    pub end: usize,
}

/// "A matters more than B".
pub(super) fn read_than(tokens: &[Token]) -> Option<Than> {
    let than = tokens.iter().position(|it| it.folded == "than" && !it.is_quoted)?;
    let ends = |it: &Token| it.is_mark(",") || it.is_mark(";");
    let start = tokens[..than].iter().rposition(ends).map_or(0, |it| it + 1);
    let at = (start..than).rev().find(|it| matches!(tokens[*it].folded.as_str(), "more" | "less" | "fewer"))?;
    // "More than twelve"
    if tokens.get(than + 1).is_none_or(|it| matches!(it.kind, TokenKind::Number | TokenKind::Quantity)) {
        return None;
    }
    let end = (than + 1..tokens.len()).find(|it| ends(&tokens[*it])).unwrap_or(tokens.len());
    Some(Than { start, at, than, end })
}

/// The stems of the content words.
pub(super) fn content_stems(tokens: &[Token]) -> Vec<SmolStr> {
    tokens.iter().filter(|it| it.is_content()).map(|it| it.stem.clone()).collect()
}

/// A comparison: which way it goes, and the words that are compared, on the left and on the right.
struct Comparison {
    is_more: bool,
    at: usize,
    left: Vec<SmolStr>,
    right: Vec<SmolStr>,
}

fn comparison(tokens: &[Token]) -> Option<Comparison> {
    /// Tokens between the word and "than".
    const NEAR: usize = 5;
    let Than { start, at, than, end } = read_than(tokens)?;
    if than - at > NEAR || tokens[at].folded == "fewer" {
        return None;
    }
    let is_more = (tokens[at].folded == "more") != tokens[start..than].iter().any(|it| it.is_negated);
    let (left, right) = (content_stems(&tokens[start..at]), content_stems(&tokens[than + 1..end]));
    Some(Comparison { is_more, at, left, right })
}

/// How much of the two sides stands on the same sides, and how much on the other ones.
fn sides(view: &View, ours: &Comparison, theirs: &Comparison) -> (f64, f64) {
    let share = |one: &[SmolStr], other: &[SmolStr]| {
        let is_there = |it: &&SmolStr| {
            other.iter().any(|other| view.hits.strength(it, other) >= 0.8)
                || thesaurus::nearest(it, other.iter().map(SmolStr::as_str)) <= thesaurus::Nearness::Near
        };
        one.iter().filter(is_there).count() as f64 / one.len().min(other.len()).max(1) as f64
    };
    let straight = share(&ours.left, &theirs.left).min(share(&ours.right, &theirs.right));
    (straight, share(&ours.left, &theirs.right).min(share(&ours.right, &theirs.left)))
}

/// Whether claim and passage compare the same two, the other one first.
pub(super) fn is_crossed(view: &View, hit: &Hit) -> bool {
    let pair = comparison(&view.sentence.tokens).and_then(|ours| Some((ours, comparison(&hit.sentence.tokens)?)));
    pair.is_some_and(|(ours, theirs)| {
        let (straight, crossed) = sides(view, &ours, &theirs);
        crossed >= 0.5 && straight < 0.3
    })
}

/// "All the other coins cost less": of what the claim does not speak of.
pub(super) fn is_of_others(view: &View, hit: &Hit, at: usize) -> bool {
    let is_other = |it: &Token| matches!(it.folded.as_str(), "other" | "others" | "rest");
    hit.sentence.tokens[..at].iter().any(is_other) && !view.sentence.tokens.iter().any(is_other)
}

/// "The form matters more than the deeds" where the passage has "the form is less important than the deeds".
fn turned_round(view: &View) -> Option<Seen> {
    let ours = comparison(&view.sentence.tokens)?;
    for hit in view.best_first().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_MATTER) {
        let Some(theirs) = comparison(&hit.sentence.tokens) else { continue };
        let (straight, crossed) = sides(view, &ours, &theirs);
        let is_apart = |one: f64, other: f64| one >= 0.5 && one >= other + 0.25;
        let is_other_way = (is_apart(straight, crossed) && ours.is_more != theirs.is_more)
            || (is_apart(crossed, straight) && ours.is_more == theirs.is_more);
        if is_other_way && !is_of_others(view, hit, theirs.at) {
            let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, view.sentence.tokens[ours.at].span);
            return Some(seen.against(hit, hit.sentence.tokens[theirs.at].span));
        }
    }
    None
}

/// The stem of the plain word, and the degree: "weak" of "weakest". Only words that have an opposite come in degrees.
fn read(token: &Token) -> Option<(SmolStr, Degree)> {
    let folded = token.folded.as_str();
    if !token.is_content() || folded == "latest" {
        return None;
    }
    let (rest, degree) = match (folded.strip_suffix("est"), folded.strip_suffix("er")) {
        (Some(rest), _) => (rest, Degree::Most),
        (_, Some(rest)) => (rest, Degree::More),
        _ => return None,
    };
    let letters = rest.as_bytes();
    let is_doubled = letters.len() > 3 && letters[letters.len() - 1] == letters[letters.len() - 2];
    let plain = [
        rest.strip_suffix('i').map(|it| format!("{it}y")),
        Some(rest.to_owned()),
        Some(format!("{rest}e")),
        is_doubled.then(|| rest[..rest.len() - 1].to_owned()),
    ];
    let is_one =
        |it: &String| it.len() > 2 && words::ANTONYMS.contains_key(&stem(it)) && !thesaurus::is_mostly_verb(&stem(it));
    plain.into_iter().flatten().find(is_one).map(|it| (stem(&it), degree))
}

/// "Weaker guarantees than" where the passage has "the strongest guarantees".
fn opposite(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    for (at, token) in ours.iter().enumerate() {
        let Some((plain, degree)) = read(token) else { continue };
        let Some(opposites) = words::ANTONYMS.get(&plain) else { continue };
        let has_same = |hit: &Hit| {
            hit.sentence.tokens.iter().any(|it| it.stem == plain || read(it).is_some_and(|it| it.0 == plain))
        };
        if token.is_quoted || token.is_negated || view.all.iter().any(has_same) {
            continue;
        }
        for hit in view.best_first().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_MATTER) {
            let theirs = &hit.sentence.tokens;
            let is_opposite = |it: &usize| {
                let other = read(&theirs[*it]).filter(|it| opposites.contains(&it.0));
                // Two that compare may have their sides the other way round.
                other.is_some_and(|it| it.1 == Degree::Most || degree == Degree::Most)
                    && !theirs[*it].is_negated
                    && is_of_same(view, at, hit, *it)
            };
            if let Some(other) = (0..theirs.len()).find(is_opposite) {
                let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, token.span);
                return Some(seen.against(hit, theirs[other].span));
            }
        }
    }
    None
}

/// Whether one of the words behind the two is the same.
fn is_of_same(view: &View, at: usize, hit: &Hit, other: usize) -> bool {
    let near = |tokens: &[Token], at: usize| -> Vec<SmolStr> {
        tokens[at + 1..].iter().take(REACH).filter(|it| it.is_content()).map(|it| it.stem.clone()).collect()
    };
    let theirs = near(&hit.sentence.tokens, other);
    near(&view.sentence.tokens, at).iter().any(|it| theirs.iter().any(|other| view.hits.strength(it, other) >= 0.8))
}

fn find(tokens: &[Token], runs: &[Vec<&str>]) -> Option<std::ops::Range<usize>> {
    let found = |at: usize| runs.iter().find(|it| words::stand_at(tokens, at, it)).map(|it| at..at + it.len());
    (0..tokens.len()).find_map(found)
}

/// Whether the token says that nothing goes further.
fn is_extreme(token: &Token) -> bool {
    words::EXTREMES.contains(token.folded.as_str()) || read(token).is_some_and(|it| it.1 == Degree::Most)
}

/// "More than ever in its history" where the evidence has "the most since 1994".
fn for_all_time(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let phrase = find(ours, &words::ALL_TIME).filter(|it| !ours[it.start].is_quoted)?;
    // "Whether it ever happened", "has it ever been".
    let is_compared = ours[..phrase.start]
        .iter()
        .any(|it| it.folded == "more" || it.folded == "than" || read(it).is_some() || is_extreme(it));
    if !is_compared || view.hits.window.coverage < SAME_MATTER {
        return None;
    }
    let around: Vec<Hit> = view.all.iter().flat_map(Hit::window).collect();
    if around.iter().any(|it| find(&it.sentence.tokens, &words::ALL_TIME).is_some()) {
        return None;
    }
    around.iter().find_map(|hit| {
        let theirs = &hit.sentence.tokens;
        let since = theirs.iter().position(|it| it.folded == "since")?;
        let is_dated = theirs.get(since + 1).is_some_and(|it| it.kind != TokenKind::Mark);
        let extreme = theirs[..since].iter().position(is_extreme)?;
        let end = theirs.get(since + 1)?.span.end;
        let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.span_of(phrase.clone()));
        is_dated.then(|| seen.against(hit, Span::new(theirs[extreme].span.start, end)))
    })
}

/// "The longest plan" where nothing in the evidence says of anything that it goes furthest.
fn untold(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    // "The most expensive ever": without "ever" "the most" may be told in too many ways.
    let has_ever = find(ours, &words::ALL_TIME).is_some();
    let at = (0..ours.len()).find(|it| {
        let is_superlative = read(&ours[*it]).is_some_and(|it| it.1 == Degree::Most)
            || (has_ever && *it > 0 && ours[it - 1].folded == "most" && ours[*it].is_content());
        // "In March at the earliest"
        let is_bound = *it >= 2 && ours[it - 2].folded == "at" && ours[it - 1].folded == "the";
        is_superlative && !is_bound && !ours[*it].is_quoted && !ours[*it].is_name
    })?;
    let plain = read(&ours[at]).map_or_else(|| ours[at].stem.clone(), |it| it.0);
    let around = view.all.iter().flat_map(Hit::window);
    // "A long-term plan" is no long plan.
    let is_near = |tokens: &[Token], at: usize| {
        let is_compound = tokens.get(at + 1).is_some_and(|it| it.is_mark("-"));
        let stem = &tokens[at].stem;
        let is_alike =
            stem.starts_with(plain.as_str()) || thesaurus::nearness(&plain, stem) == thesaurus::Nearness::Synonyms;
        tokens[at].is_content() && !is_compound && is_alike
    };
    let says_so = |tokens: &[Token], at: usize| is_near(tokens, at) || (is_extreme(&tokens[at]) && !has_ever);
    let is_told = around.into_iter().any(|it| {
        let tokens = &it.sentence.tokens;
        (0..tokens.len()).any(|at| says_so(tokens, at)) || (has_ever && find(tokens, &words::ALL_TIME).is_some())
    });
    let end = (at + 1..ours.len()).take_while(|it| ours[*it].is_content()).take(2).last().unwrap_or(at);
    (!is_told).then(|| Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end])))
}
