//! How well the words around two figures agree: "€58m for roads" stands where "€96m for roads" does.

use std::cell::LazyCell;

use crate::retrieve::{Hit, Word};
use crate::text::{Kind, Quantity, Sentence, ends_clause};

use super::super::View;
use super::{Rival, dated, derived};

/// Content words looked at on either side of a figure, the nearest first, with what they weigh.
const WEIGHTS: [f64; 4] = [1.0, 0.7, 0.5, 0.35];

/// Content words of the passage among which they may stand.
const N_THEIRS: usize = 6;

/// What a word counts that stands on the other side of the passage's figure.
const OTHER_SIDE: f64 = 0.6;

/// What each word counts less for every further word between it and the passage's figure.
const DECAY: f64 = 0.06;

/// How well a rival must agree, by how much better than the figures that bear the claim's out, and how much of the claim
/// its passage must cover. With the limits elsewhere they catch 6 claims of the public sets that no other test sees, and
/// add no false alarm.
const LIMITS: [(f64, f64, f64); 2] = [(0.6, 0.2, 0.5), (0.75, 0.1, 0.5)];

/// The same for figures that say little by themselves.
const LIMITS_SMALL: [(f64, f64, f64); 1] = [(0.7, 0.3, 0.6)];

/// The same in a passage that is no evidence for the whole claim, which may join several statements; of the words near
/// the figure it must cover this share.
const LIMITS_ELSEWHERE: (f64, f64, f64) = (0.7, 0.3, 0.6);

/// Tokens on either side of a figure that are near it.
const NEAR: usize = 10;

/// The figure that the evidence has in the place of the claim's, where the claim's stands nowhere in a like place.
pub(super) fn rival<'a>(view: &'a View, quantity: &Quantity) -> Option<Rival<'a>> {
    // Goes through the whole sources: only when there is a rival to hold against.
    let of_bearers = LazyCell::new(|| agreement_of_bearers(view, quantity));
    let limits = if quantity.is_small() { &LIMITS_SMALL[..] } else { &LIMITS[..] };
    let in_evidence = best_of(view, quantity, view.best_first()).filter(|(agreed, rival)| {
        let coverage = view.hits.coverage_by(rival.hit, |_| true);
        limits.iter().any(|it| *agreed >= it.0 && agreed - *of_bearers >= it.1 && coverage >= it.2)
    });
    let elsewhere = || {
        let (agreed, lead, coverage) = LIMITS_ELSEWHERE;
        best_of(view, quantity, view.hits.candidates.iter()).filter(|it| {
            let is_clear = it.0 >= agreed && it.0 - *of_bearers >= lead && !quantity.is_small();
            is_clear && coverage_near(view, quantity, it.1.hit) >= coverage
        })
    };
    let found = in_evidence.or_else(elsewhere).map(|it| it.1);
    found.filter(|it| {
        !keeps_order(view, quantity, it)
            && !is_told_nearer(view, quantity, it)
            && !is_told_by_head(view, quantity, it)
            && !is_told_by_name(view, quantity, it)
            && !is_told_of_thing(view, quantity, it)
    })
}

/// Another passage has the claim's figure beside the word that stands right behind it in the claim, and the rival does not
/// stand beside that: "its 2 percent target" where "the target is 2 percent".
fn is_told_of_thing(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    /// Content words on either side of the passage's figure.
    const BESIDE: usize = 2;
    let tokens = &view.sentence.tokens;
    let Some(thing) = tokens.get(quantity.tokens.end).filter(|it| it.is_content() && !it.is_name) else { return false };
    let is_beside = |hit: &Hit, figure: &Quantity| {
        let theirs = around(&hit.sentence, figure, BESIDE);
        theirs.iter().flatten().any(|it| view.hits.strength(&thing.stem, it) >= 0.8)
    };
    let tells = |hit: &Hit| hit.sentence.quantities.iter().any(|it| quantity.is_borne_out_by(it) && is_beside(hit, it));
    !is_beside(rival.hit, rival.quantity) && view.all.iter().any(|it| it.id != rival.hit.id && tells(it))
}

/// The rival is another figure of the claim, and the passage has the two in the same order.
pub(super) fn keeps_order(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    let own = rival.hit.sentence.quantities.iter().find(|it| quantity.is_borne_out_by(it));
    let twin = view.sentence.quantities.iter().find(|it| *it != quantity && it.is_borne_out_by(rival.quantity));
    let (Some(own), Some(twin)) = (own, twin) else { return false };
    (quantity.tokens.start < twin.tokens.start) == (own.tokens.start < rival.quantity.tokens.start)
}

/// A passage that has more of the claim has its figure of the same thing: "four episodes".
fn is_told_nearer(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    /// How much more it must have.
    const LEAD: f64 = 0.1;
    let things = around(&view.sentence, quantity, WEIGHTS.len());
    let of_rival = view.hits.coverage_by(rival.hit, |_| true);
    let bears_out = |hit: &Hit| {
        let own = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
        own.into_iter().any(|it| {
            let thing = around(&hit.sentence, it, 1);
            thing[1].first().is_some_and(|it| things[1].contains(it))
        })
    };
    view.best_first().any(|hit| bears_out(hit) && view.hits.coverage_by(hit, |_| true) > of_rival + LEAD)
}

/// The passage has the claim's figure too, before a word that stands by the claim's; the word behind the rival does not:
/// "14 percent of the sulphur and 13 percent of the nitrogen emissions".
pub(super) fn is_told_by_head(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    let [before, mut behind] = around(&view.sentence, quantity, WEIGHTS.len());
    // What stands behind the next figure is that one's.
    let next = view.sentence.quantities.iter().find(|it| it.tokens.start >= quantity.tokens.end);
    if let Some(next) = next {
        let n_between = view.sentence.tokens[quantity.tokens.end..next.tokens.start].iter();
        behind.truncate(n_between.filter(|it| it.is_content()).count());
    }
    let is_ours = |it: &Quantity| {
        let [_, head] = around(&rival.hit.sentence, it, 1);
        let mut ours = before.iter().chain(&behind);
        head.first().is_some_and(|head| ours.any(|it| view.hits.strength(it, head) >= 0.6))
    };
    let own = rival.hit.sentence.quantities.iter().find(|it| quantity.is_borne_out_by(it));
    own.is_some_and(is_ours) && !is_ours(rival.quantity)
}

/// The passage has the claim's figure too, between commas with a name of the claim, and the rival without one: "almost 81
/// percent in the capital, in Sarn only 58".
fn is_told_by_name(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    let tokens = &rival.hit.sentence.tokens;
    let own = rival.hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
    let names_by = |figure: &Quantity| {
        let start = (0..figure.tokens.start).rev().find(|it| ends_clause(&tokens[*it])).map_or(0, |it| it + 1);
        let end = (figure.tokens.end..tokens.len()).find(|it| ends_clause(&tokens[*it])).unwrap_or(tokens.len());
        let is_ours = |word: &&Word| {
            let mut clause = tokens[start..end].iter().filter(|it| it.is_content());
            word.is_name && clause.any(|it| view.hits.strength(&word.stem, &it.stem) >= 0.8)
        };
        view.hits.words.iter().filter(is_ours).count()
    };
    own.into_iter().any(|it| names_by(it) > 0 && names_by(rival.quantity) == 0)
}

/// The rival that agrees best.
fn best_of<'a>(view: &View, quantity: &Quantity, hits: impl Iterator<Item = &'a Hit>) -> Option<(f64, Rival<'a>)> {
    let mut best: Option<(f64, Rival)> = None;
    for hit in hits {
        for other in hit.sentence.quantities.iter().filter(|it| is_rival(view, quantity, hit, it)) {
            let agreed = agreement(view, quantity, hit, other);
            if best.as_ref().is_none_or(|it| agreed > it.0)
                && !is_taken(view, quantity, hit, other, agreed)
                && !derived::has_part_in_another(view, quantity, hit, other)
                && !has_year_beside_same(view, quantity, hit)
                && !may_be_told_otherwise(view, quantity, hit)
            {
                best = Some((agreed, Rival { quantity: other, hit }));
            }
        }
    }
    best
}

/// The share of the claim's words near the figure that the passage covers.
pub(super) fn coverage_near(view: &View, quantity: &Quantity, hit: &Hit) -> f64 {
    let tokens = &quantity.tokens;
    view.hits.coverage_by(hit, |it| tokens.start.saturating_sub(NEAR) <= it.token && it.token < tokens.end + NEAR)
}

fn is_rival(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity) -> bool {
    if dated::stands_against(view, quantity, hit, other) {
        return true;
    }
    // "U-30" is no number of boats.
    if is_code(&view.sentence, quantity) != is_code(&hit.sentence, other) {
        return false;
    }
    // Dollars are no rival of the pounds that the sources have.
    let is_other_money = quantity.kind == Kind::Currency && quantity.unit != other.unit;
    if is_other_money && other.kind == Kind::Currency && super::is_in_source(view, quantity) {
        return false;
    }
    is_other_of_kind(quantity, other)
}

/// Another figure of a like kind. Counts of other things are, too: what they count is part of how well they agree.
pub(super) fn is_other_of_kind(quantity: &Quantity, other: &Quantity) -> bool {
    let is_comparable =
        quantity.is_comparable_with(other) || (quantity.kind == Kind::Count && other.kind == Kind::Count);
    is_comparable && !quantity.is_borne_out_by(other) && !other.is_borne_out_by(quantity)
}

/// A number that is part of a name, as in "U-30".
pub(super) fn is_code(sentence: &Sentence, quantity: &Quantity) -> bool {
    let Some(lead) = quantity.tokens.start.checked_sub(2) else { return false };
    let [word, hyphen, number] = &sentence.tokens[lead..lead + 3] else { return false };
    let is_joined = word.span.end == hyphen.span.start && hyphen.span.end == number.span.start;
    quantity.kind == Kind::Count && hyphen.is_mark("-") && is_joined && word.is_capital
}

/// Whether the passage has the claim's year right beside the same word as the claim, "2016 Olympics", whatever other year
/// its words are nearer to.
fn has_year_beside_same(view: &View, quantity: &Quantity, hit: &Hit) -> bool {
    quantity.kind == Kind::Year && stands_beside_same(view, quantity, hit)
}

/// Whether the passage has the claim's figure right before the same word as the claim.
fn stands_beside_same(view: &View, quantity: &Quantity, hit: &Hit) -> bool {
    let ours = around(&view.sentence, quantity, 1);
    let is_same = |other: &Quantity| {
        let theirs = around(&hit.sentence, other, 1);
        // What comes behind says what it is the figure of.
        matches!((&ours[1][..], &theirs[1][..]), ([one], [other]) if view.hits.strength(one, other) >= 0.8)
    };
    !quantity.is_small() && hit.sentence.quantities.iter().any(|it| quantity.is_borne_out_by(it) && is_same(it))
}

/// Whether some passage of the sources has the claim's figure right beside the same word.
pub(super) fn is_of_same_elsewhere(view: &View, quantity: &Quantity) -> bool {
    view.passages().any(|hit| stands_beside_same(view, quantity, &hit))
}

/// Whether the passage says when in words that only the day it was written on would tell: "this year" may be the year
/// that the claim names.
pub(super) fn may_be_told_otherwise(view: &View, quantity: &Quantity, hit: &Hit) -> bool {
    matches!(quantity.kind, Kind::Year | Kind::Date)
        && !dated::is_dated(view, hit)
        && hit.sentence.quantities.iter().any(|it| it.kind == Kind::Relative)
}

/// Whether the figure bears out another one of the claim that stands in its place as well or better.
fn is_taken(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity, agreed: f64) -> bool {
    let mut twins = view.sentence.quantities.iter().filter(|it| *it != quantity && it.is_borne_out_by(other));
    twins.any(|it| agreement(view, it, hit, other) >= agreed)
}

/// The best agreement of any figure, in the sources of the evidence, that bears the claim's out.
fn agreement_of_bearers(view: &View, quantity: &Quantity) -> f64 {
    let mut best: f64 = 0.0;
    for hit in view.passages() {
        let bearers = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
        best = bearers.map(|it| agreement(view, quantity, &hit, it)).fold(best, f64::max);
    }
    best
}

/// From 0 to 1: the weight share of the words around the claim's figure that stand around the passage's.
pub(super) fn agreement(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity) -> f64 {
    let ours = around(&view.sentence, quantity, WEIGHTS.len());
    let theirs = around(&hit.sentence, other, N_THEIRS);
    let best_on = |stem: &str, side: &[&str]| {
        let strengths = side.iter().enumerate();
        strengths.map(|(n, it)| view.hits.strength(stem, it) * (1.0 - DECAY * n as f64)).fold(0.0, f64::max)
    };
    let mut all = 0.0;
    let mut agreed = 0.0;
    for side in [0, 1] {
        for (stem, weight) in ours[side].iter().zip(WEIGHTS) {
            all += weight;
            agreed += weight * best_on(stem, &theirs[side]).max(OTHER_SIDE * best_on(stem, &theirs[1 - side]));
        }
    }
    if all == 0.0 { 0.0 } else { agreed / all }
}

/// The stems of the content words before and after a figure, the nearest first.
fn around<'a>(sentence: &'a Sentence, quantity: &Quantity, n: usize) -> [Vec<&'a str>; 2] {
    let tokens = &sentence.tokens;
    let before = tokens[..quantity.tokens.start].iter().rev();
    let after = tokens[quantity.tokens.end..].iter();
    [
        before.filter(|it| it.is_content()).take(n).map(|it| it.stem.as_str()).collect(),
        after.filter(|it| it.is_content()).take(n).map(|it| it.stem.as_str()).collect(),
    ]
}
