//! Figures and dates: borne out, in conflict, or nowhere.

use smol_str::SmolStr;

use super::polarity::is_yet_to;
use super::{ReasonKind, Seen, Strength, View, is_date_like, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Kind, Quantity, Sentence, Span, Token, TokenKind, denies, thesaurus, words};

mod binding;
mod dated;
mod derived;
mod frame;
mod ordinal;
mod quarter;
mod range;
mod rate;
mod season;
mod slot;
mod tally;

pub(super) use derived::{derivation, gives};

/// A rival figure counts as one only when this share of the other plain words is there too.
const CONTEXT_COVERAGE: f64 = 0.5;

/// From this coverage of the best passage on, its only figure of the kind is the one the claim means.
const ONLY_FIGURE_COVERAGE: f64 = 0.6;

/// From this coverage on, the best passage says the whole claim.
const WHOLE_CLAIM: f64 = 0.75;

/// Below this coverage of the window a figure that stands elsewhere only is out of place.
const FAR_COVERAGE: f64 = 0.45;

/// A passage with less of the claim's plain words than this share of what the best one has tells of something else.
const OF_THE_MATTER: f64 = 0.4;

/// With this share of the words near the figure it tells of the same.
const BESIDE: f64 = 0.65;

/// A passage with so many of the claim's words beside the figure may tell the same.
const SEVERAL_WORDS: usize = 2;

/// Below this strength of match the evidence lacks a word.
const LACKING: f64 = 0.5;

/// What was seen of the claim's figures.
#[derive(Default)]
pub(super) struct Figures {
    pub seen: Vec<Seen>,
    pub is_missing_from_source: bool,
    pub is_small_missing: bool,
}

struct Rival<'a> {
    quantity: &'a Quantity,
    hit: &'a Hit,
}

pub(super) fn judge(view: &View) -> Figures {
    let mut acc = Figures::default();
    for quantity in &view.sentence.quantities {
        // The day before "the next day" may stand in the sentence before.
        let is_beside = |hit: &Hit| hit.sentence.quantities.iter().any(|it| dated::is_day_beside(quantity, hit, it));
        let by_date = |hit: &Hit| {
            hit.sentence.quantities.iter().any(|it| dated::bears_out(view, quantity, hit, it))
                || hit.neighbour(-1).is_some_and(|it| is_beside(&it))
        };
        let is_there = view.all.iter().any(|it| it.bears_out(quantity));
        // The passage that has another figure of the claim tells it, however far its words are from the claim's.
        let has_other = |hit: &Hit| {
            let mut others = view.sentence.quantities.iter().filter(|it| *it != quantity && !it.is_small());
            is_date_like(quantity) && others.any(|it| hit.bears_out(it))
        };
        let by_date_elsewhere = || view.passages().any(|it| has_other(&it) && by_date(&it));
        if !is_there && (view.all.iter().any(by_date) || by_date_elsewhere() || is_there_by_unit(view, quantity)) {
            continue;
        }
        // "They resumed in 2021" right behind the passage that tells what was broken off.
        if !is_there && is_date_like(quantity) && view.best().is_some_and(|it| goes_on_with(it, quantity)) {
            continue;
        }
        if !is_there && dated::is_dateline(view, quantity) {
            continue;
        }
        let in_slot = slot::rival(view, quantity)
            .or_else(|| ordinal::rival(view, quantity))
            .or_else(|| range::rival(view, quantity))
            .or_else(|| quarter::rival(view, quantity))
            .or_else(|| frame::rival(view, quantity))
            .filter(|it| !may_be_of_another(view, quantity) && !is_settled(view, quantity, it.hit))
            .filter(|it| !is_told_better(view, quantity, it.hit))
            // "Admitted on Wednesday that it had gone on from 2019": the passage has both.
            .filter(|it| it.quantity.kind == quantity.kind || !it.hit.bears_out(quantity));
        if !is_there
            && derived::is_derived(view, quantity, in_slot.as_ref())
            && !derived::is_remainder_of(quantity, in_slot.as_ref())
        {
            continue;
        }
        let Some(rival) = in_slot else {
            match is_there {
                true => acc.seen.extend(
                    binding::other_bearer(view, quantity)
                        .or_else(|| other_in_best(view, quantity))
                        .or_else(|| rate::other_rate(view, quantity))
                        .or_else(|| season::other_season(view, quantity))
                        .or_else(|| tally::turned_round(view, quantity)),
                ),
                false => judge_one(view, quantity, &mut acc),
            }
            continue;
        };
        if derived::is_remainder_of(quantity, Some(&rival)) && is_turned(view, rival.hit) {
            continue;
        }
        acc.is_small_missing |= quantity.is_small();
        acc.is_missing_from_source |= !quantity.is_small();
        acc.seen.push(conflict(view, quantity, &rival));
    }
    acc.seen.extend(season::other_season_told(view));
    acc
}

/// Whether a passage with clearly more of the claim than the rival's has the figure.
fn is_told_better(view: &View, quantity: &Quantity, rival: &Hit) -> bool {
    const LEAD: f64 = 0.15;
    let least = view.hits.coverage_by(rival, |_| true) + LEAD;
    view.all.iter().any(|it| it.bears_out(quantity) && view.hits.coverage_by(it, |_| true) >= least)
}

/// Whether one of claim and passage denies and the other does not.
fn is_turned(view: &View, hit: &Hit) -> bool {
    // "Have yet to be settled"
    let is_denied = |tokens: &[Token]| tokens.iter().any(denies) || (0..tokens.len()).any(|it| is_yet_to(tokens, it));
    is_denied(&view.sentence.tokens) != is_denied(&hit.sentence.tokens)
}

/// Whether the claim tells of those left over what a passage of the evidence tells of the others: "seven of eight did not
/// run" for "one in eight ran".
pub(super) fn is_told_of_the_rest(view: &View) -> bool {
    let tells = |hit: &Hit| {
        let shares = view.sentence.quantities.iter().filter(|it| it.kind == Kind::Percent);
        let mut pairs = shares.flat_map(|it| hit.sentence.quantities.iter().map(move |other| (it, other)));
        let mut is_of_shares = || pairs.any(|it| derived::is_remainder_of(it.0, Some(&Rival { quantity: it.1, hit })));
        is_turned(view, hit) && (is_of_shares() || are_the_others(&view.sentence, &hit.sentence))
    };
    view.all.iter().any(tells)
}

/// "Three of the fourteen" beside "eleven of the fourteen".
fn are_the_others(ours: &Sentence, theirs: &Sentence) -> bool {
    let counts = |it: &Sentence| -> Vec<f64> {
        let counts = it.quantities.iter().filter(|it| it.kind == Kind::Count && it.low == it.high);
        counts.map(|it| it.low).collect()
    };
    let (ours, theirs) = (counts(ours), counts(theirs));
    let wholes = ours.iter().filter(|it| theirs.contains(it));
    wholes.into_iter().any(|whole| ours.iter().any(|one| one < whole && theirs.contains(&(whole - one))))
}

/// Whether another passage than this one has the figure together with another one of the claim, by two figures of its own:
/// that passage is the one meant.
fn is_settled(view: &View, quantity: &Quantity, rival: &Hit) -> bool {
    let borne_out =
        |hit: &Hit, it: &Quantity| hit.sentence.quantities.iter().position(|other| it.is_borne_out_by(other));
    let others: Vec<&Quantity> =
        view.sentence.quantities.iter().filter(|it| *it != quantity && !it.is_small()).collect();
    let has_both = |hit: &Hit| {
        let own = borne_out(hit, quantity);
        own.is_some() && others.iter().any(|it| borne_out(hit, it).is_some_and(|it| Some(it) != own))
    };
    let is_meant = |it: &Hit| it.id != rival.id && has_both(it);
    // A day and a sum are hardly together by chance, wherever in the source they stand.
    let is_in_sources = || is_date_like(quantity) && view.passages().any(|it| is_meant(&it));
    !quantity.is_small() && !has_both(rival) && (view.all.iter().any(is_meant) || is_in_sources())
}

/// Whether a passage of the sources that has the figure has a word of the claim that the evidence lacks, or one of a near
/// meaning: it may tell the claim in other words.
fn is_near_elsewhere(view: &View, quantity: &Quantity) -> bool {
    let is_lacking =
        |it: &&Word| !it.is_name && !is_light(view.token(it)) && view.hits.window.strength(&it.stem) < LACKING;
    let is_told = |hit: &Hit| {
        view.hits.words.iter().filter(is_lacking).any(|word| {
            let stems = || hit.stems.iter().map(SmolStr::as_str);
            hit.stems.iter().any(|it| view.hits.strength(&word.stem, it) >= LACKING)
                || thesaurus::nearest(&word.stem, stems()) <= thesaurus::Nearness::Synonyms
        })
    };
    // Or several words of the claim, be they told elsewhere as well.
    let is_there = |hit: &Hit, word: &Word| hit.stems.iter().any(|it| view.hits.strength(&word.stem, it) >= LACKING);
    let n_plain = |hit: &Hit| {
        let plain = view.hits.words.iter().filter(|it| !it.is_name && !is_light(view.token(it)));
        plain.filter(|it| is_there(hit, it)).count()
    };
    view.passages().any(|it| it.bears_out(quantity) && (is_told(&it) || n_plain(&it) >= SEVERAL_WORDS))
}

/// Whether the sentence behind the passage goes on about the same, by a pronoun, and has the figure.
fn goes_on_with(hit: &Hit, quantity: &Quantity) -> bool {
    let opens = |it: &Hit| {
        let first = it.sentence.first_word().map(|at| it.sentence.tokens[at].folded.clone());
        first.is_some_and(|it| matches!(it.as_str(), "they" | "it" | "he" | "she"))
    };
    hit.neighbour(1).is_some_and(|it| opens(&it) && it.bears_out(quantity))
}

/// "15 years now, up to 50 later": the sources have the number in the unit of another figure of the claim.
fn is_there_by_unit(view: &View, quantity: &Quantity) -> bool {
    let lenders = view.sentence.quantities.iter().filter(|it| it.kind == Kind::Duration);
    lenders.filter(|_| quantity.kind == Kind::Count).any(|lender| {
        let minutes = words::duration(&lender.unit).map_or(1.0, |it| it.1);
        let spelt_out = Quantity {
            kind: Kind::Duration,
            unit: lender.unit.clone(),
            low: quantity.low * minutes,
            high: quantity.high * minutes,
            ..quantity.clone()
        };
        view.corpus.bears_out(&spelt_out)
    })
}

/// Judges a figure that the evidence does not have.
fn judge_one(view: &View, quantity: &Quantity, acc: &mut Figures) {
    let is_small = quantity.is_small();
    let is_in_source = is_in_source(view, quantity);
    let mut rivals: Vec<Rival> = view
        .all
        .iter()
        .flat_map(|hit| hit.sentence.quantities.iter().map(move |quantity| Rival { quantity, hit }))
        .filter(|it| quantity.is_comparable_with(it.quantity))
        // "Early January" is no rival of 6 January: it only says less.
        .filter(|it| !it.quantity.is_borne_out_by(quantity))
        // A figure that bears out another one of the claim is taken.
        .filter(|it| {
            !view.sentence.quantities.iter().any(|other| other != quantity && other.is_borne_out_by(it.quantity))
        })
        .collect();
    rivals.retain(|it| !slot::may_be_told_otherwise(view, quantity, it.hit));
    // What stands in a passage that has next to nothing of the claim but its names, nor what is told beside the figure, is
    // the figure of something else.
    rivals.retain(|it| {
        view.tells_as_plainly(it.hit, OF_THE_MATTER) || slot::coverage_near(view, quantity, it.hit) >= BESIDE
    });
    if is_in_source {
        // The value stands elsewhere in the source. Without this test such flags are right in less than half of the
        // cases: only a rival in the same slot of the best passage counts.
        let best = view.best().map(|it| it.id);
        let days = |it: &Rival| is_day_of_same(view, quantity, it);
        rivals.retain(|it| Some(it.hit.id) == best || days(it));
        let is_only =
            rivals.len() == 1 && view.hits.best.coverage >= ONLY_FIGURE_COVERAGE && is_only_of_kind(view, quantity);
        rivals.retain(|it| is_only || is_same_slot(view, quantity, it) || days(it));
        // Dollars are no rival of the pounds that the source has.
        rivals.retain(|it| quantity.kind != Kind::Currency || quantity.unit == it.quantity.unit);
    }
    if may_be_of_another(view, quantity) {
        rivals.clear();
    }
    acc.is_small_missing |= is_small;
    acc.is_missing_from_source |= !is_small && !is_in_source;
    if let Some(rival) = unit_rival(view, quantity) {
        acc.is_missing_from_source = true;
        acc.seen.push(conflict(view, quantity, &rival));
        return;
    }
    let is_confirmed_by_context = !is_in_source || view.plain_coverage >= 0.6;
    acc.is_missing_from_source |= !rivals.is_empty() && !is_small && is_confirmed_by_context;
    if is_small || is_whole_of_share(view, quantity) {
        return;
    }
    let in_window = |it: &&Rival| view.hits.window.hits.iter().any(|hit| hit.id == it.hit.id);
    let counts = !is_in_source || rivals.iter().any(|it| in_window(&it));
    if view.plain_coverage >= CONTEXT_COVERAGE
        && counts
        && let Some(rival) = nearest_rival(view, quantity, &rivals)
    {
        acc.seen.push(conflict(view, quantity, rival));
    } else if !is_in_source && !is_told_otherwise(view, quantity) && !view.corpus.bears_out(quantity) {
        acc.seen.push(Seen::new(ReasonKind::UnknownFigure, Strength::Unsupported, quantity.span));
    } else {
        // Where little else of the claim is there either, and the figure stands elsewhere beside other words, it is of
        // something else.
        let is_far = view.hits.window.coverage < FAR_COVERAGE
            && !slot::is_code(&view.sentence, quantity)
            && !is_beside_told(view, quantity)
            && !is_time_looked_back_on(view, quantity)
            && !is_told_otherwise(view, quantity)
            && !slot::is_of_same_elsewhere(view, quantity)
            && !is_near_elsewhere(view, quantity)
            && !stands_with_another(view, quantity);
        let strength = if is_far { Strength::Unsupported } else { Strength::Hint };
        acc.seen.push(Seen::new(ReasonKind::FigureElsewhere, strength, quantity.span));
    }
}

/// Whether the passage gives another day for what stands around the claim's only day, and none that has the claim's day
/// tells half as much of that.
fn is_day_of_same(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    const AROUND: f64 = 0.6;
    let is_day = |it: &Quantity| it.date.is_some_and(|it| it.day.is_some());
    let near = slot::coverage_near(view, quantity, rival.hit);
    is_day(quantity)
        && is_day(rival.quantity)
        && near >= AROUND
        && is_only_of_kind(view, quantity)
        && !view
            .nearest_first()
            .any(|it| it.bears_out(quantity) && slot::coverage_near(view, quantity, it) >= near / 2.0)
}

/// Whether the evidence counts so many as the whole of a share: "71 out of 100 people".
fn is_whole_of_share(view: &View, quantity: &Quantity) -> bool {
    let is_number = |it: &Token| it.folded.replace(',', "").parse::<f64>().is_ok_and(|it| it == quantity.low);
    let has_whole = |hit: &Hit| {
        let mut shares = hit.sentence.quantities.iter().filter(|it| it.kind == Kind::Percent);
        shares.any(|it| hit.sentence.tokens[it.tokens.clone()].iter().any(is_number))
    };
    quantity.kind == Kind::Count && view.all.iter().any(has_whole)
}

/// Whether a passage has this figure and another one of the claim that the evidence lacks as well: then it is about the
/// same, however it is worded.
fn stands_with_another(view: &View, quantity: &Quantity) -> bool {
    let is_far_too =
        |it: &&Quantity| *it != quantity && !it.is_small() && !view.all.iter().any(|hit| hit.bears_out(it));
    let others = || view.sentence.quantities.iter().filter(is_far_too);
    view.passages().any(|hit| hit.bears_out(quantity) && others().any(|it| hit.bears_out(it)))
}

/// Whether the nearest passages have another figure of the claim, or what it follows from.
fn is_beside_told(view: &View, quantity: &Quantity) -> bool {
    let others = || view.sentence.quantities.iter().filter(|it| *it != quantity && !it.is_small());
    view.hits.set.hits.iter().any(|hit| others().any(|it| gives(hit, it)))
}

/// Whether the claim has no other figure that the same rivals could stand against.
fn is_only_of_kind(view: &View, quantity: &Quantity) -> bool {
    !view.sentence.quantities.iter().any(|it| it != quantity && it.is_comparable_with(quantity))
}

/// Whether what the passages have of another time or of another bearer is no rival: the sources bear the figure out.
fn may_be_of_another(view: &View, quantity: &Quantity) -> bool {
    may_be_another_time(view, quantity) || binding::is_behind_same_name(view, quantity)
}

/// "On Wednesday, after a fall the day before": another time is told from the one that the claim gives and a source has,
/// so that the passage's may be that.
fn may_be_another_time(view: &View, quantity: &Quantity) -> bool {
    is_date_like(quantity) && tells_time_from_another(&view.sentence) && is_in_source(view, quantity)
}

/// "The day before", "a week earlier".
fn tells_time_from_another(sentence: &Sentence) -> bool {
    let is_period = |it: &Token| words::duration(&it.folded).is_some() || words::weekday(&it.folded).is_some();
    let tokens = &sentence.tokens;
    let is_from = |it: &Token| {
        matches!(it.folded.as_str(), "before" | "earlier" | "after" | "later" | "previous" | "following" | "preceding")
    };
    tokens.windows(2).any(|it| (is_period(&it[0]) && is_from(&it[1])) || (is_from(&it[0]) && is_period(&it[1])))
}

/// The best passage, which has nearly the whole claim, has another figure of the kind; the claim's own stands beside.
fn other_in_best(view: &View, quantity: &Quantity) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= WHOLE_CLAIM && !quantity.is_small())?;
    let comparable: Vec<&Quantity> =
        best.sentence.quantities.iter().filter(|it| quantity.is_comparable_with(it)).collect();
    let [rival] = comparable[..] else { return None };
    let is_other = !quantity.is_borne_out_by(rival) && !rival.is_borne_out_by(quantity);
    let is_only = is_only_of_kind(view, quantity) && !best.bears_out(quantity);
    (is_other && is_only && !may_be_of_another(view, quantity))
        .then(|| conflict(view, quantity, &Rival { quantity: rival, hit: best }))
}

/// Whether sources often say the same in other words: "last week" by a date, the third quarter by its months, "for a
/// year" by when it began.
fn is_told_otherwise(view: &View, quantity: &Quantity) -> bool {
    let is_article = |it: &Token| matches!(it.folded.as_str(), "a" | "an");
    quantity.kind == Kind::Relative
        || (quantity.kind == Kind::Ordinal && !quantity.unit.is_empty())
        || (quantity.kind == Kind::Duration && is_article(&view.sentence.tokens[quantity.tokens.start]))
}

/// "In the past seven years": a time in which much may have happened.
fn is_time_looked_back_on(view: &View, quantity: &Quantity) -> bool {
    let lead = quantity.tokens.start.checked_sub(1).map_or("", |it| view.sentence.tokens[it].folded.as_str());
    quantity.kind == Kind::Duration && matches!(lead, "past" | "last" | "previous" | "next" | "coming")
}

fn is_in_source(view: &View, quantity: &Quantity) -> bool {
    view.sources().into_iter().any(|source| {
        let document = view.corpus.document(source);
        let mut quantities = document.passages.iter().flat_map(|it| &it.sentence.quantities);
        quantities.any(|it| quantity.is_borne_out_by(it))
    })
}

/// The rival to show: one of the best passage, of the window, of the rest; in the same slot first.
fn nearest_rival<'a>(view: &View, quantity: &Quantity, rivals: &'a [Rival<'a>]) -> Option<&'a Rival<'a>> {
    let rank = |it: &&Rival| {
        let in_best = view.best().is_some_and(|best| best.id == it.hit.id);
        let in_window = view.hits.window.hits.iter().any(|hit| hit.id == it.hit.id);
        (!is_same_slot(view, quantity, it), !in_best, !in_window)
    };
    rivals.iter().min_by_key(rank)
}

/// A count of the same thing in the window, where the source nowhere has the claim's count of that thing.
fn unit_rival<'a>(view: &'a View, quantity: &Quantity) -> Option<Rival<'a>> {
    if quantity.kind != Kind::Count || quantity.unit.is_empty() || view.plain_coverage < CONTEXT_COVERAGE {
        return None;
    }
    let ours = counted(&view.sentence, quantity);
    let is_same_thing = |sentence: &Sentence, it: &Quantity| {
        let theirs = counted(sentence, it);
        theirs == ours || view.corpus.variants(ours).iter().any(|it| it.0 == theirs)
    };
    let is_borne_out = view.sources().into_iter().any(|source| {
        let document = view.corpus.document(source);
        let of_passage = |sentence: &Sentence| {
            let mut counts = sentence.quantities.iter().filter(|it| it.kind == Kind::Count);
            counts.any(|it| is_same_thing(sentence, it) && quantity.is_borne_out_by(it))
        };
        document.passages.iter().any(|it| of_passage(&it.sentence))
    });
    if is_borne_out {
        return None;
    }
    let is_taken = |other: &Quantity| view.sentence.quantities.iter().any(|it| it.is_borne_out_by(other));
    view.hits.window.hits.iter().find_map(|hit| {
        // "Two key layers" are the claim's layers where the passage has what is said of them.
        let has_claim = view.hits.coverage_by(hit, |_| true) >= CONTEXT_COVERAGE;
        let is_rival = |it: &&Quantity| {
            let is_of_same = it.unit == quantity.unit || (has_claim && counted(&hit.sentence, it) == ours);
            it.kind == Kind::Count && is_of_same && !is_taken(it) && !it.is_borne_out_by(quantity)
        };
        // "The union disputes that figure" goes on about the one before.
        if hit.neighbour(-1).is_some_and(|it| it.bears_out(quantity)) {
            return None;
        }
        let other = hit.sentence.quantities.iter().find(is_rival);
        other.map(|quantity| Rival { quantity, hit })
    })
}

/// The stem of what a figure counts: the first plural right behind it, "two key layers", or else its unit.
fn counted<'a>(sentence: &'a Sentence, quantity: &'a Quantity) -> &'a str {
    const REACH: usize = 4;
    let run = sentence.tokens[quantity.tokens.end..].iter().take(REACH);
    let mut run = run.take_while(|it| it.is_content() || it.is_mark("-")).filter(|it| it.is_content());
    let is_plural = |it: &&Token| {
        words::COUNTED.contains(it.folded.as_str()) || it.folded.ends_with('s') && !it.folded.ends_with("ss")
    };
    run.find(is_plural).map_or(quantity.unit.as_str(), |it| it.stem.as_str())
}

/// Whether the word directly before or after both figures is the same.
fn is_same_slot(view: &View, quantity: &Quantity, rival: &Rival) -> bool {
    let (before, after) = neighbours(&view.sentence, quantity);
    let (other_before, other_after) = neighbours(&rival.hit.sentence, rival.quantity);
    let is_same = |claim: Option<&Token>, other: Option<&Token>| match (claim, other) {
        (Some(claim), Some(other)) => view.hits.strength(&claim.stem, &other.stem) >= 0.8,
        _ => false,
    };
    is_same(before, other_before) || is_same(after, other_after)
}

/// The content words directly before and after a quantity.
fn neighbours<'a>(sentence: &'a Sentence, quantity: &Quantity) -> (Option<&'a Token>, Option<&'a Token>) {
    let is_word = |it: &&Token| it.kind == TokenKind::Word && !it.stem.is_empty();
    let before = sentence.tokens[..quantity.tokens.start].iter().rev().find(is_word);
    let after = sentence.tokens[quantity.tokens.end..].iter().find(is_word);
    (before, after)
}

fn conflict(view: &View, quantity: &Quantity, rival: &Rival) -> Seen {
    let kind = if is_date_like(quantity) { ReasonKind::Date } else { ReasonKind::Figure };
    if quantity.kind == rival.quantity.kind && quantity.low == rival.quantity.low && quantity.approximation.is_some() {
        // "Less than 500" against "more than 500": the words before the number are what differs.
        let (ours, theirs) = (with_bound(&view.sentence, quantity), with_bound(&rival.hit.sentence, rival.quantity));
        return Seen::new(kind, Strength::Conflict, ours).against(rival.hit, theirs).replaced_by_source();
    }
    let words = in_the_claims_form(view, quantity, rival);
    let seen = Seen::new(kind, Strength::Conflict, quantity.span).against(rival.hit, rival.quantity.span);
    seen.put_as(words).replaced_by_source()
}

/// The figure with the words directly before it that loosen it.
fn with_bound(sentence: &Sentence, quantity: &Quantity) -> Span {
    let start = quantity.tokens.start;
    let stands_before = |run: &[&str]| {
        let tokens = start.checked_sub(run.len()).map(|from| &sentence.tokens[from..start]);
        tokens.is_some_and(|it| it.iter().zip(run).all(|(token, word)| token.folded == *word))
    };
    let run = words::APPROXIMATIONS.iter().find(|it| stands_before(&it.0));
    let first = start - run.map_or(0, |it| it.0.len());
    Span::new(sentence.tokens[first].span.start, quantity.span.end)
}

/// The rival's value as the claim would write it: "15 years" for the source's "15-year" against "25 years".
fn in_the_claims_form(view: &View, quantity: &Quantity, rival: &Rival) -> String {
    let as_written = rival.quantity.span.of(&rival.hit.document.text).to_owned();
    let numbers = |sentence: &Sentence, quantity: &Quantity| -> Vec<Span> {
        let tokens = sentence.tokens[quantity.tokens.clone()].iter();
        tokens.filter(|it| it.folded.starts_with(|c: char| c.is_ascii_digit())).map(|it| it.span).collect()
    };
    let ours = numbers(&view.sentence, quantity);
    let theirs = numbers(&rival.hit.sentence, rival.quantity);
    let is_same_unit = quantity.kind == rival.quantity.kind
        && quantity.unit == rival.quantity.unit
        && matches!(quantity.kind, Kind::Duration | Kind::Age | Kind::Count | Kind::Percent);
    let ([ours], [theirs], true) = (&ours[..], &theirs[..], is_same_unit) else { return as_written };
    let text = &view.claim.text;
    let before = &text[quantity.span.start..ours.start];
    let after = &text[ours.end..quantity.span.end];
    format!("{before}{}{after}", theirs.of(&rival.hit.document.text))
}
