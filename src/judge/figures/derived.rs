//! Figures that nobody wrote but that follow from those of one passage, or of two beside each other: a difference, a sum,
//! a share.

use crate::retrieve::Hit;
use crate::text::{Approximation, Date, Kind, Quantity, Span, Token, ends_clause, words};

use super::super::View;
use super::{Rival, dated};

/// A passage covers at least this share of what the best does, or its figures are of something else.
const OF_THE_MATTER: f64 = 0.5;

/// Whether two figures of one passage give the claim's: "17 minutes less" for "from 58 to 41 minutes". A figure that
/// stands in its place in a passage with more of the claim is nearer than one that chances to follow.
pub(super) fn is_derived(view: &View, quantity: &Quantity, in_slot: Option<&Rival>) -> bool {
    let coverage = |hit: &Hit| view.hits.coverage_by(hit, |_| true);
    let of_best = view.best().map_or(0.0, coverage);
    let least = in_slot.map_or(0.0, |it| coverage(it.hit)).max(OF_THE_MATTER * of_best);
    // Who it is about may be named elsewhere.
    let is_of_matter =
        |hit: &Hit| coverage(hit) >= least || (in_slot.is_none() && view.tells_as_plainly(hit, OF_THE_MATTER));
    // "30, 40 or 50 years" are 20 apart, and nobody says so: a round number is looked for where something is compared.
    let is_round = quantity.digits <= 1 && quantity.approximation.is_none() && quantity.kind != Kind::Percent;
    let is_looked_for = !is_round || quantity.is_small() || combines(view, quantity);
    let follows = |hit: &Hit| derivation(hit, quantity).is_some_and(|it| is_looked_for || it.len() != 2);
    view.all.iter().any(|hit| follows(hit) && is_of_matter(hit))
        || follows_from_neighbours(view, quantity)
        || is_so_many_times(view, quantity)
        || lies_between_dates(view, quantity)
        || falls_due(view, quantity)
        || is_so_long_after(view, quantity)
        || is_so_long_since(view, quantity)
        || is_year_told_from(view, quantity)
        || is_between_years(view, quantity)
        || is_between_times(view, quantity)
}

/// The figures of the evidence and of the passages beside it.
fn figures_around(view: &View) -> impl Iterator<Item = Quantity> {
    view.all.iter().flat_map(Hit::window).flat_map(|it| it.sentence.quantities.clone())
}

/// Whether one of the `reach` tokens behind a time says that it is told from another: "15 days before the crash".
fn is_told_from(view: &View, quantity: &Quantity, reach: usize) -> bool {
    let tells_from = |it: &Token| matches!(it.folded.as_str(), "before" | "after" | "earlier" | "later");
    view.sentence.tokens[quantity.tokens.end..].iter().take(reach).any(tells_from)
}

/// "Seven years later" where one passage has 2009 and the other 2016.
fn is_between_years(view: &View, quantity: &Quantity) -> bool {
    const REACH: usize = 2;
    if quantity.unit != "year" || !is_told_from(view, quantity, REACH) {
        return false;
    }
    let Some((_, minutes)) = words::duration("year") else { return false };
    let years = figures_around(view).filter(|it| it.kind == Kind::Year && it.low == it.high);
    let years: Vec<f64> = years.map(|it| it.low * minutes).collect();
    years.iter().any(|one| years.iter().any(|it| quantity.is_borne_out_by(&with_value(quantity, one - it))))
}

/// "94 minutes" from 17.12 to 18.46.
fn is_between_times(view: &View, quantity: &Quantity) -> bool {
    if quantity.kind != Kind::Duration {
        return false;
    }
    let is_time = |it: &Quantity| it.kind == Kind::Time && it.low == it.high;
    let times: Vec<f64> = figures_around(view).filter(is_time).map(|it| it.low).collect();
    let ours = view.sentence.quantities.iter().filter(|it| is_time(it)).map(|it| it.low);
    let ours: Vec<f64> = ours.filter(|it| times.contains(it)).collect();
    ours.len() == 2 && quantity.is_borne_out_by(&with_value(quantity, (ours[0] - ours[1]).abs()))
}

/// "In 1899" for "taken in 1897 and sold two years later".
fn is_year_told_from(view: &View, quantity: &Quantity) -> bool {
    if quantity.kind != Kind::Year || quantity.low != quantity.high {
        return false;
    }
    let Some((_, minutes)) = words::duration("year") else { return false };
    view.all.iter().any(|hit| {
        let tokens = &hit.sentence.tokens;
        // How many years on, or back.
        let steps = hit.sentence.quantities.iter().filter(|it| it.kind == Kind::Duration && it.low == it.high);
        let steps = steps.filter_map(|it| {
            let n_years = it.low / minutes;
            match tokens.get(it.tokens.end)?.folded.as_str() {
                "later" | "after" => Some(n_years),
                "earlier" | "before" => Some(-n_years),
                _ => None,
            }
        });
        let years = || {
            hit.window().flat_map(|it| it.sentence.quantities.clone()).filter_map(|it| match it.kind {
                Kind::Year if it.low == it.high => Some(it.low),
                _ => it.date?.year.map(f64::from),
            })
        };
        steps.into_iter().any(|step| years().any(|it| it + step == quantity.low))
    })
}

/// "For more than 50 years" where a source of 2022 has "since 1968".
fn is_so_long_since(view: &View, quantity: &Quantity) -> bool {
    /// Tokens before the year among which "since" stands.
    const REACH: usize = 4;
    if quantity.kind != Kind::Duration || quantity.unit != "year" {
        return false;
    }
    let quantity = &bounded_closely(quantity);
    let Some((_, minutes)) = words::duration("year") else { return false };
    view.all.iter().any(|hit| {
        let Some(written) = dated::date_of(view, hit) else { return false };
        let tokens = &hit.sentence.tokens;
        // "Since records began in 1968"
        let is_since = |it: &Quantity| {
            let lead = &tokens[it.tokens.start.saturating_sub(REACH)..it.tokens.start];
            let is_it = lead.iter().any(|it| it.folded == "since") || lead.last().is_some_and(|it| it.folded == "from");
            it.kind == Kind::Year && it.low == it.high && is_it
        };
        let passed = |it: &Quantity| (f64::from(written.year()) - it.low) * minutes;
        let mut years = hit.sentence.quantities.iter().filter(|it| is_since(it));
        years.any(|it| passed(it) > 0.0 && quantity.is_borne_out_by(&with_value(quantity, passed(it))))
    })
}

/// "Until June 2025" where the mandate ends in June 2024 and is to be extended by twelve months.
fn is_so_long_after(view: &View, quantity: &Quantity) -> bool {
    let Some(date) = quantity.date.filter(|it| it.year.is_some()) else { return false };
    let Some((_, month)) = words::duration("month") else { return false };
    let figures = || view.all.iter().chain(&view.hits.candidates).flat_map(|it| &it.sentence.quantities);
    let spans: Vec<f64> =
        figures().filter(|it| it.kind == Kind::Duration && it.low >= month).map(|it| it.low).collect();
    let is_start = |it: Date| {
        let is_same_day = it.day.zip(date.day).is_none_or(|(one, other)| one == other);
        let passed = it.months_until(date).unwrap_or(0);
        is_same_day && passed > 0 && spans.iter().any(|span| (span / month - f64::from(passed)).abs() < 0.1)
    };
    figures().filter_map(|it| it.date).any(is_start)
}

/// "Until 26 February 2025" for "within 90 days" in a source of 28 November.
fn falls_due(view: &View, quantity: &Quantity) -> bool {
    let Some(date) = quantity.date.filter(|it| it.year.is_some()) else { return false };
    let is_it = |it: jiff::civil::Date| {
        date.year == Some(it.year())
            && i8::try_from(date.month) == Ok(it.month())
            && date.day.is_some_and(|day| i8::try_from(day) == Ok(it.day()))
    };
    view.all.iter().any(|hit| {
        let Some(written) = dated::date_of(view, hit) else { return false };
        let spans = hit.sentence.quantities.iter().filter(|it| it.kind == Kind::Duration && it.low == it.high);
        let days = spans.map(|it| it.low / (24.0 * 60.0)).filter(|it| *it >= 1.0).map(|it| it.round() as i64);
        let due = days.filter_map(|it| written.checked_add(jiff::Span::new().try_days(it).ok()?).ok());
        due.into_iter().any(is_it)
    })
}

/// "Eight dollars for two doses" for "four dollars a dose": so many times what the evidence has for each.
fn is_so_many_times(view: &View, quantity: &Quantity) -> bool {
    /// Tokens behind a figure among which is said what it is for each of.
    const REACH: usize = 4;
    const EXACTLY: f64 = 0.01;
    let is_each = |it: &Token| matches!(it.folded.as_str(), "each" | "every" | "per" | "apiece");
    let number = |it: &Quantity| match it.kind {
        Kind::Duration => words::duration(&it.unit).map_or(it.low, |unit| it.low / unit.1),
        _ => it.low,
    };
    let is_pair = |it: &Token| is_each(it) || matches!(it.folded.as_str(), "both" | "either" | "half" | "two");
    let pair = view.sentence.tokens.iter().any(is_pair).then_some(2.0);
    let others = view.sentence.quantities.iter().filter(|it| *it != quantity && it.low == it.high);
    let times: Vec<f64> = others.map(number).chain(pair).filter(|it| *it >= 2.0).collect();
    let is_it = |hit: &Hit, it: &Quantity| {
        let tokens = &hit.sentence.tokens;
        let behind = &tokens[it.tokens.end..];
        let is_of_each = behind.first().is_some_and(|it| matches!(it.folded.as_str(), "a" | "an"))
            || behind.iter().take(REACH).any(is_each)
            || tokens[..it.tokens.start].iter().any(is_each);
        let is_alike = it.kind == quantity.kind && (it.kind == Kind::Count || it.unit == quantity.unit);
        let product = |n: &f64| (n * it.low - quantity.low).abs() <= EXACTLY * quantity.low;
        is_of_each && is_alike && quantity.low == quantity.high && times.iter().any(product)
    };
    view.all.iter().any(|hit| hit.sentence.quantities.iter().any(|it| it.low == it.high && is_it(hit, it)))
}

/// "Two weeks passed" from 9 to 23 June, of one passage or of two beside each other.
fn lies_between_dates(view: &View, quantity: &Quantity) -> bool {
    /// Tokens behind the time among which "before" or "after" stands.
    const FROM: usize = 3;
    /// The share by which weeks and months may be off.
    const LEEWAY: f64 = 0.05;
    /// Of so many days.
    const MONTH: f64 = 30.44;
    if quantity.kind != Kind::Duration {
        return false;
    }
    let minutes = |days: i32| f64::from(days) * 24.0 * 60.0;
    let is_it = |days: i32| {
        let passed = minutes(days);
        let is_near = (passed - quantity.low).abs() <= LEEWAY * quantity.low;
        is_near || quantity.is_borne_out_by(&with_value(quantity, passed))
    };
    // "15 days before the crash": the two days may be told anywhere, be it in the claim.
    let is_from = is_told_from(view, quantity, FROM);
    let windows = view.all.iter().map(|it| it.window().flat_map(|it| it.sentence.quantities.clone()).collect());
    let everywhere = || {
        let figures = view.all.iter().flat_map(|it| &it.sentence.quantities);
        figures.chain(&view.sentence.quantities).cloned().collect()
    };
    windows.chain(is_from.then(everywhere)).any(|figures: Vec<Quantity>| {
        let dates: Vec<Date> = figures.iter().filter_map(|it| it.date).collect();
        // Of those that stand together the first is told first.
        let others = |idx: usize| if is_from { &dates[..] } else { &dates[idx + 1..] };
        let pairs = || dates.iter().enumerate().flat_map(|(idx, one)| others(idx).iter().map(move |it| (one, it)));
        // "From May 2019 to November 2022": the months say it.
        let n_months = |one: &Date, other: &Date| {
            let is_open = one.day.is_none() || other.day.is_none();
            one.months_until(*other).filter(|_| is_open).map(i32::unsigned_abs)
        };
        let is_it_by_months =
            |n: u32| n > 1 && (f64::from(n) * MONTH * 24.0 * 60.0 - quantity.low).abs() <= minutes(16);
        // "On Monday, three days after Friday's meeting"
        let weekdays =
            || figures.iter().filter(|_| is_from).filter(|it| it.kind == Kind::Weekday).map(|it| it.low as i32);
        let is_from_weekday = |one: i32| weekdays().any(|it| it != one && is_it((it - one).rem_euclid(7)));
        pairs().filter_map(|(one, other)| one.days_until(*other)).any(is_it)
            || pairs().filter_map(|(one, other)| n_months(one, other)).any(is_it_by_months)
            || weekdays().any(is_from_weekday)
    })
}

/// "120 million less than now foreseen", where one sentence has what is foreseen and the next what was offered; "about
/// 8,000 were given it" for two thirds of the 12,400 of the sentence before. Only what says that it compares, sums up or
/// estimates is looked for, or a part that is told exactly.
fn follows_from_neighbours(view: &View, quantity: &Quantity) -> bool {
    /// A number of so many digits is hardly a part of another by chance.
    const EXACTLY: u8 = 3;
    let combines = combines(view, quantity);
    let is_told_as_part = quantity.approximation.is_some() || quantity.digits >= EXACTLY;
    let quantity = &bounded_closely(quantity);
    if !combines && !is_told_as_part {
        return false;
    }
    let is_it = |one: &Quantity, other: &Quantity| {
        let is_part = (one.kind == Kind::Percent) != (other.kind == Kind::Percent);
        (combines || (is_part && is_told_as_part)) && follows(quantity, one, other)
    };
    let around: Vec<Hit> = view
        .all
        .iter()
        .flat_map(Hit::window)
        .chain(view.hits.candidates.iter().filter(|_| combines).cloned())
        .collect();
    let are_of_source = |one: &Hit, other: &Hit| (combines || one.id != other.id) && one.id.source == other.id.source;
    let follows_from = |one: &Hit, other: &Hit| {
        exact(one).any(|figure| exact(other).any(|it| !std::ptr::eq(it, figure) && is_it(figure, it)))
    };
    around.iter().any(|one| around.iter().any(|other| are_of_source(one, other) && follows_from(one, other)))
}

/// The figures of a passage that are no ranges and say something by themselves.
fn exact(hit: &Hit) -> impl Iterator<Item = &Quantity> {
    hit.sentence.quantities.iter().filter(|it| it.low == it.high && !it.is_small())
}

/// Whether the claim says that it compares the figure or sums it up.
fn combines(view: &View, quantity: &Quantity) -> bool {
    let tokens = &view.sentence.tokens;
    is_compared(view, quantity) || tokens.iter().any(|it| words::COMBINING_STEMS.contains(&it.stem))
}

/// Whether "more", "less" or the like stands right behind the figure, or "by" or "a total of" right
/// before it: "fell by almost 200".
fn is_compared(view: &View, quantity: &Quantity) -> bool {
    const REACH: usize = 3;
    let before = view.sentence.tokens[..quantity.tokens.start].iter().rev().take(REACH);
    let mut before = before.take_while(|it| !ends_clause(it) && (!it.is_content() || it.folded == "total"));
    if before.any(|it| matches!(it.folded.as_str(), "by" | "total")) {
        return true;
    }
    let compares = |word: &str| {
        matches!(word, "more" | "less" | "fewer" | "higher" | "lower" | "above" | "below" | "longer" | "shorter")
    };
    view.sentence.tokens[quantity.tokens.end..].iter().take(REACH).any(|it| compares(&it.folded))
}

/// Whether a passage has the figure, or what it follows from.
pub(in crate::judge) fn gives(hit: &Hit, quantity: &Quantity) -> bool {
    hit.bears_out(quantity) || derivation(hit, quantity).is_some()
}

/// Where the figures of the passage stand that the claim's follows from: two, or the one share that it is the rest of.
pub(in crate::judge) fn derivation(hit: &Hit, quantity: &Quantity) -> Option<Vec<Span>> {
    let quantity = &bounded_closely(quantity);
    let figures: Vec<&Quantity> = hit.sentence.quantities.iter().filter(|it| it.low == it.high).collect();
    let pair = figures.iter().enumerate().find_map(|(idx, one)| {
        if remainder(one).is_some_and(|it| quantity.is_borne_out_by(&it)) {
            return Some(vec![one.span]);
        }
        let other = figures[idx + 1..].iter().find(|other| follows(quantity, one, other))?;
        Some(vec![one.span, other.span])
    });
    pair.or_else(|| rest_of_three(hit, quantity, &figures))
}

/// "Of the 600 million, 340 million are for steel and 190 million for wages; the rest is for fuel": 70 million.
fn rest_of_three(hit: &Hit, quantity: &Quantity, figures: &[&Quantity]) -> Option<Vec<Span>> {
    let is_rest = |it: &Token| matches!(it.folded.as_str(), "rest" | "remainder" | "remaining" | "others");
    hit.sentence.tokens.iter().find(|it| is_rest(it))?;
    let of_kind: Vec<&Quantity> =
        figures.iter().copied().filter(|it| it.kind == quantity.kind && it.unit == quantity.unit).collect();
    let [first, others @ ..] = &of_kind[..] else { return None };
    // "54 percent were for it, 33 percent against and the rest undecided"
    let is_share = quantity.kind == Kind::Percent && quantity.unit.is_empty();
    let (whole, parts) = if is_share { (100.0, &of_kind[..]) } else { (first.low, others) };
    let left = whole - parts.iter().map(|it| it.low).sum::<f64>();
    let is_it = parts.len() >= 2 && left > 0.0 && quantity.is_borne_out_by(&with_value(first, left));
    is_it.then(|| of_kind.iter().map(|it| it.span).collect())
}

/// Whether the claim has another figure that follows from this one of the passage and the one that bears the claim's out:
/// "56 cases, two thirds of them fatal" for "56 cases, 37 of which were fatal".
pub(super) fn has_part_in_another(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity) -> bool {
    let own = hit.sentence.quantities.iter().find(|it| quantity.is_borne_out_by(it));
    own.is_some_and(|own| view.sentence.quantities.iter().any(|it| it != quantity && follows(it, own, other)))
}

/// "Over 120" may be 150, but does not follow from 100 and 50.
fn bounded_closely(quantity: &Quantity) -> Quantity {
    const CLOSE: f64 = 0.1;
    let approximation = quantity.approximation.map(|it| Approximation {
        low: it.low.max(1.0 - CLOSE),
        high: it.high.min(1.0 + CLOSE),
        ..it
    });
    Quantity { approximation, ..quantity.clone() }
}

/// Whether the claim has what the share that stands in its place leaves of the whole: "a third" for "two thirds".
pub(super) fn is_remainder_of(quantity: &Quantity, rival: Option<&Rival>) -> bool {
    rival.and_then(|it| remainder(it.quantity)).is_some_and(|it| quantity.is_borne_out_by(&it))
}

/// What a share leaves of the whole.
fn remainder(share: &Quantity) -> Option<Quantity> {
    let is_share = share.kind == Kind::Percent && share.unit.is_empty() && share.low < 100.0;
    is_share.then(|| with_value(share, 100.0 - share.low))
}

fn with_value(quantity: &Quantity, value: f64) -> Quantity {
    Quantity { low: value, high: value, digits: u8::MAX, approximation: None, ..quantity.clone() }
}

fn follows(quantity: &Quantity, one: &Quantity, other: &Quantity) -> bool {
    let is_measured = |it: &Quantity| {
        matches!(it.kind, Kind::Count | Kind::Percent | Kind::Currency | Kind::Duration | Kind::Age | Kind::Time)
    };
    if !is_measured(quantity) || !is_measured(one) || !is_measured(other) {
        return false;
    }
    if one.kind == Kind::Percent && other.kind == Kind::Count {
        return is_share_of(quantity, one, other);
    }
    if one.kind == Kind::Count && other.kind == Kind::Percent {
        return is_share_of(quantity, other, one);
    }
    // "£17.4m in all" for six at £2.9m each.
    if let Some((count, price)) = counted_price(one, other)
        && quantity.is_borne_out_by(&with_value(price, count.low * price.low))
    {
        return true;
    }
    // "28.6 billion kronor, from 24.1 billion": the measure is said once.
    let lend = |to: &Quantity, from: &Quantity| {
        let is_bare = to.kind == Kind::Count && to.unit.is_empty();
        // Durations are told in minutes.
        let factor = match from.kind {
            Kind::Currency => 1.0,
            Kind::Duration => words::duration(&from.unit)?.1,
            _ => return None,
        };
        let (low, high) = (to.low * factor, to.high * factor);
        is_bare.then(|| Quantity { kind: from.kind, unit: from.unit.clone(), low, high, ..to.clone() })
    };
    let (lent, lent_other) = (lend(one, other), lend(other, one));
    let (one, other) = (lent.as_ref().unwrap_or(one), lent_other.as_ref().unwrap_or(other));
    if one.kind != other.kind || (one.kind != Kind::Count && one.unit != other.unit) {
        return false;
    }
    // "Two and a half hours" from 2.40 to 5.15 in the morning: both are told in minutes.
    if one.kind == Kind::Time && quantity.kind == Kind::Duration {
        return quantity.is_borne_out_by(&with_value(quantity, (one.low - other.low).abs()));
    }
    let (small, large) = if one.low < other.low { (one, other) } else { (other, one) };
    let unit = if one.kind == Kind::Percent { "point" } else { &quantity.unit };
    let of_claims_kind = |value: f64| Quantity {
        kind: if quantity.kind == Kind::Count { Kind::Count } else { one.kind },
        unit: if quantity.kind == Kind::Count { quantity.unit.clone() } else { unit.to_owned() },
        ..with_value(one, value)
    };
    let difference = of_claims_kind(large.low - small.low);
    let sum = of_claims_kind(large.low + small.low);
    if quantity.is_borne_out_by(&difference) || quantity.is_borne_out_by(&sum) {
        return true;
    }
    // "Almost a quarter fewer", "one in six": a share of one figure in the other, or of their difference in either.
    let share = |part: f64, whole: f64| Quantity {
        kind: Kind::Percent,
        unit: String::new(),
        ..with_value(one, 100.0 * part / whole)
    };
    let gap = large.low - small.low;
    quantity.kind == Kind::Percent
        && small.low > 0.0
        && [(small.low, large.low), (gap, large.low), (gap, small.low)]
            .into_iter()
            .any(|(part, whole)| quantity.is_borne_out_by(&share(part, whole)))
}

fn counted_price<'a>(one: &'a Quantity, other: &'a Quantity) -> Option<(&'a Quantity, &'a Quantity)> {
    match (one.kind, other.kind) {
        (Kind::Count, Kind::Currency) => Some((one, other)),
        (Kind::Currency, Kind::Count) => Some((other, one)),
        _ => None,
    }
}

/// "Some 800,000" for "62% of the 1.3 million".
fn is_share_of(quantity: &Quantity, share: &Quantity, whole: &Quantity) -> bool {
    let value = share.low / 100.0 * whole.low;
    let product = Quantity { unit: quantity.unit.clone(), ..with_value(whole, value) };
    let is_round = quantity.kind == Kind::Count && (quantity.low - value).abs() <= 0.02 * value;
    quantity.kind == Kind::Count && (quantity.is_borne_out_by(&product) || (is_round && quantity.digits <= 2))
}
