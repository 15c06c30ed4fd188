//! Two things said of two others, the wrong way round: "A rose and B fell" against "A fell and B rose".

use std::ops::Range;

use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token};

/// Passages that tell less of the claim may speak of something else.
const SAME_MATTER: f64 = 0.6;

/// The least share of a half's words that stands in either half of the passage.
const TORN: f64 = 0.3;

/// So many words must go with the other name.
const MANY: usize = 3;

/// Words behind a name that go with it.
const REACH: usize = 5;

/// The claim joins two statements whose words a passage joins crosswise.
pub(super) fn judge(view: &View) -> Option<Seen> {
    of_statements(view).or_else(|| of_names(view)).or_else(|| of_two(view))
}

/// A part of a sentence that speaks of one of two.
#[derive(Clone, Copy)]
struct Part<'a> {
    hit: &'a Hit,
    start: usize,
    end: usize,
}

/// "The Greens sought the delay, and the Liberals the yearly report" where the sources have the delay of the Liberals, in
/// one passage, and the report of the Greens, in the same or another.
fn of_two(view: &View) -> Option<Seen> {
    /// The share of what a half tells that a part must have to tell it.
    const TELLS: f64 = 0.4;
    let tokens = &view.sentence.tokens;
    let [first, second] = two_parts(&view.sentence)?;
    let is_in =
        |stem: &str, range: &Range<usize>| range.clone().any(|it| view.hits.strength(stem, &tokens[it].stem) > 0.0);
    let of_half = |half: &Range<usize>, other: &Range<usize>| -> (Vec<usize>, Vec<usize>) {
        let own = half.clone().filter(|it| tokens[*it].is_content() && !is_in(&tokens[*it].stem, other));
        own.filter(|it| !is_light(&tokens[*it])).partition(|it| tokens[*it].is_name)
    };
    let halves = [of_half(&first, &second), of_half(&second, &first)];
    if halves.iter().any(|it| it.0.is_empty() || it.1.is_empty())
        || halves.iter().map(|it| it.1.len()).sum::<usize>() < MANY
    {
        return None;
    }
    let passages: Vec<&Hit> = view.nearest_first().collect();
    let parts: Vec<Part> = passages.iter().flat_map(|hit| parts_of(hit)).collect();
    let strength = |own: usize, part: &Part| {
        let theirs = part.hit.sentence.tokens[part.start..part.end].iter().filter(|it| it.is_content());
        theirs.map(|it| view.hits.strength(&tokens[own].stem, &it.stem)).fold(0.0, f64::max)
    };
    let names = |half: usize, part: &Part| halves[half].0.iter().any(|it| strength(*it, part) >= 0.8);
    let share = |half: usize, part: &Part| {
        let told = &halves[half].1;
        let all: f64 = told.iter().map(|it| view.weight(*it)).sum();
        told.iter().map(|it| view.weight(*it) * strength(*it, part)).sum::<f64>() / all.max(f64::MIN_POSITIVE)
    };
    let is_of = |half: usize, part: &Part| names(half, part) && !names(1 - half, part);
    // Somebody is spoken of by a pronoun as well.
    let carries = |half: usize, part: &Part| {
        let mut names = halves[half].0.iter();
        names.any(|it| part.hit.carried.iter().any(|stem| view.hits.strength(&tokens[*it].stem, stem) >= 0.8))
    };
    let is_straight = |half: usize, part: &Part| {
        (is_of(half, part) || (carries(half, part) && !names(1 - half, part)))
            && share(half, part) >= TELLS
            && share(half, part) >= share(1 - half, part)
    };
    let mut all =
        parts.iter().copied().chain(passages.iter().map(|hit| Part { hit, start: 0, end: hit.sentence.tokens.len() }));
    if all.any(|it| is_straight(0, &it) || is_straight(1, &it)) {
        return None;
    }
    let crossed = |half: usize| {
        let tells =
            |it: &&Part| is_of(1 - half, it) && share(half, it) >= TELLS && share(half, it) > share(1 - half, it);
        parts.iter().find(tells)
    };
    let (one, other) = (crossed(0)?, crossed(1)?);
    if one.hit.id.source != other.hit.id.source {
        return None;
    }
    let theirs = &one.hit.sentence.tokens;
    let source = Span::new(theirs[one.start].span.start, theirs[one.end - 1].span.end);
    let span = view.span_of(halves.iter().flat_map(|it| it.0.iter().copied()));
    Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(one.hit, source))
}

/// The two halves of a claim that speaks of two.
fn two_parts(sentence: &Sentence) -> Option<[Range<usize>; 2]> {
    let tokens = &sentence.tokens;
    let joints: Vec<usize> =
        (1..tokens.len()).filter(|it| parts_at(tokens, *it) && tokens[*it].folded != "with").collect();
    let [joint] = joints[..] else { return None };
    Some([0..joint, joint + 1..tokens.len()])
}

/// Whether one statement ends and another begins at the token.
fn parts_at(tokens: &[Token], at: usize) -> bool {
    let is_behind_comma = at > 0 && tokens[at - 1].is_mark(",");
    match tokens[at].folded.as_str() {
        "while" | "whereas" | "but" | ";" => true,
        "with" => is_behind_comma,
        "and" => is_behind_comma || tokens.get(at + 1).is_some_and(|it| it.folded == "for"),
        _ => false,
    }
}

fn parts_of(hit: &Hit) -> impl Iterator<Item = Part<'_>> {
    parts(&hit.sentence.tokens).into_iter().map(|it| Part { hit, start: it.start, end: it.end })
}

/// The statements that a sentence joins.
pub(super) fn parts(tokens: &[Token]) -> Vec<Range<usize>> {
    let joints: Vec<usize> = (1..tokens.len()).filter(|it| parts_at(tokens, *it)).collect();
    let starts = std::iter::once(0).chain(joints.iter().map(|it| it + 1));
    let ends = joints.iter().copied().chain([tokens.len()]);
    starts.zip(ends).map(|(start, end)| start..end).filter(|it| !it.is_empty()).collect()
}

/// "A Danish crew with Polish tools" where the passage has "a Polish crew with Danish tools".
fn of_names(view: &View) -> Option<Seen> {
    let ours = attached(&view.sentence);
    let others: Vec<(&Hit, Vec<Attached>)> = view.all.iter().map(|hit| (hit, attached(&hit.sentence))).collect();
    for (idx, one) in ours.iter().enumerate() {
        let seen = ours[idx + 1..].iter().find_map(|other| crosswise(view, one, other, &others));
        if seen.is_some() {
            return seen;
        }
    }
    None
}

/// The passage in which more of what goes with either goes with the other; none when some passage has it straight.
fn crosswise(view: &View, one: &Attached, other: &Attached, passages: &[(&Hit, Vec<Attached>)]) -> Option<Seen> {
    let mut found = None;
    for (hit, theirs) in passages {
        let tokens = &hit.sentence.tokens;
        let strength = |own: usize, it: usize| view.hits.strength(&view.sentence.tokens[own].stem, &tokens[it].stem);
        let of = |name: usize| theirs.iter().filter(move |it| strength(name, it.name) >= 0.5);
        let shared = |own: &Attached, it: &Attached| {
            own.words.iter().filter(|own| it.words.iter().any(|at| strength(**own, *at) >= 0.8)).count()
        };
        for (first, second) in of(one.name).flat_map(|a| of(other.name).map(move |b| (a, b))) {
            let n = (shared(one, second), shared(other, first));
            let n_straight = shared(one, first) + shared(other, second);
            if n_straight > 0 && n_straight >= n.0 + n.1 {
                return None;
            }
            let is_crossed = n.0 > 0 && n.1 > 0 && n.0 + n.1 >= MANY && n.0 + n.1 > 2 * n_straight;
            if is_crossed && first.name != second.name {
                let (from, to) = (first.name.min(second.name), first.name.max(second.name));
                found.get_or_insert((*hit, Span::new(tokens[from].span.start, tokens[to].span.end)));
            }
        }
    }
    let (hit, source) = found?;
    let span = view.span_of([one.name, other.name]);
    Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source))
}

/// A name with the words right behind it: what is its own, or what it does.
struct Attached {
    name: usize,
    words: Vec<usize>,
}

fn attached(sentence: &Sentence) -> Vec<Attached> {
    let tokens = &sentence.tokens;
    let is_name = |it: &Token| it.is_word() && it.is_name && it.is_capital && !it.stem.is_empty();
    let is_end = |it: &Token| {
        let goes_on = it.is_mark(",") || it.is_mark("-") || it.folded == "and" || it.folded == "'s";
        is_name(it) || !(goes_on || it.is_content())
    };
    let names = (0..tokens.len()).filter(|it| is_name(&tokens[*it]));
    let with = names.map(|name| {
        let run = (name + 1..tokens.len()).take_while(|it| !is_end(&tokens[*it]));
        Attached { name, words: run.filter(|it| tokens[*it].is_content()).take(REACH).collect() }
    });
    with.filter(|it| !it.words.is_empty()).collect()
}

fn of_statements(view: &View) -> Option<Seen> {
    let [first, second] = halves(&view.sentence)?;
    for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_MATTER) {
        let Some(theirs) = halves(&hit.sentence) else { continue };
        let (one, other) = (split(view, &first, hit, &theirs), split(view, &second, hit, &theirs));
        // Both halves must be torn: a word or two astray show nothing.
        let is_torn = |half: &(Vec<usize>, Vec<usize>)| {
            let (few, all) = (half.0.len().min(half.1.len()), half.0.len() + half.1.len());
            few > 0 && few as f64 >= TORN * all as f64
        };
        // One half opens as the first of the passage does, the other as the second.
        let opens_as_first = |half: &(Vec<usize>, Vec<usize>)| half.0.iter().min() < half.1.iter().min();
        if is_torn(&one) && is_torn(&other) && opens_as_first(&one) != opens_as_first(&other) {
            let span = view.span_of(first.iter().chain(&second).copied());
            return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, span).against_all_of(hit));
        }
    }
    None
}

/// The words of a half that only the first or only the second half of the passage has.
fn split(view: &View, half: &[usize], hit: &Hit, theirs: &[Vec<usize>; 2]) -> (Vec<usize>, Vec<usize>) {
    let has = |at: usize, half: &[usize]| {
        let stem = &view.sentence.tokens[at].stem;
        half.iter().any(|it| view.hits.strength(stem, &hit.sentence.tokens[*it].stem) >= 0.8)
    };
    let only = |one: &[usize], other: &[usize]| -> Vec<usize> {
        half.iter().copied().filter(|it| has(*it, one) && !has(*it, other)).collect()
    };
    (only(&theirs[0], &theirs[1]), only(&theirs[1], &theirs[0]))
}

/// The words of two statements that a sentence joins; `None` for one that joins none or more.
fn halves(sentence: &Sentence) -> Option<[Vec<usize>; 2]> {
    let tokens = &sentence.tokens;
    let word = |at: usize| tokens.get(at).map_or("", |it| it.folded.as_str());
    let is_joint = |at: &usize| {
        let is_rest =
            word(*at) == "and" && word(at + 1) == "the" && matches!(word(at + 2), "rest" | "remainder" | "other");
        let is_list = || tokens[..*at].iter().filter(|it| it.is_mark(",")).count() > 1;
        let is_and = word(*at) == "and" && *at > 0 && tokens[at - 1].is_mark(",") && !is_list();
        matches!(word(*at), "while" | "whereas" | "but" | ";") || is_rest || is_and
    };
    let joints: Vec<usize> = (1..tokens.len()).filter(|it| is_joint(it)).collect();
    let [joint] = joints[..] else { return None };
    let material = |range: std::ops::Range<usize>| range.filter(|it| tokens[*it].is_material()).collect::<Vec<_>>();
    let halves = [material(0..joint), material(joint + 1..tokens.len())];
    halves.iter().all(|it| it.len() >= 2).then_some(halves)
}
