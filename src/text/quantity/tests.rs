use proptest::prelude::*;

use super::*;
use crate::text::tokenize;

fn read(text: &str) -> Vec<Quantity> {
    read_quantities(&tokenize(text, Span::new(0, text.len())), text)
}

/// A quantity in words: kind, value or ends, unit, `~`, `>` or `<` for an approximation.
fn describe(quantity: &Quantity) -> String {
    let kind = format!("{:?}", quantity.kind).to_lowercase();
    let mark = match quantity.approximation {
        None => "",
        Some(Approximation { bound: Some(Ordering::Greater), .. }) => " >",
        Some(Approximation { bound: Some(Ordering::Less), .. }) => " <",
        Some(_) => " ~",
    };
    let scale = if matches!(quantity.kind, Kind::Duration | Kind::Age) { quantity.unit_minutes() } else { 1.0 };
    let round = |value: f64| (value / scale * 1e4).round() / 1e4;
    let value = match (quantity.kind, quantity.date) {
        (Kind::Time, _) => format!("{}:{:02}", (quantity.low / 60.0).floor(), quantity.low % 60.0),
        (_, Some(Date { year, month, day, part })) => {
            let part = part.map(|it| format!("{it:?} ").to_lowercase()).unwrap_or_default();
            let year = year.map(|it| format!("{it}-")).unwrap_or_default();
            let day = day.map(|it| format!("-{it:02}")).unwrap_or_default();
            format!("{part}{year}{month:02}{day}")
        }
        _ if quantity.low == quantity.high => round(quantity.low).to_string(),
        _ => format!("{}..{}", round(quantity.low), round(quantity.high)),
    };
    let value = if quantity.kind == Kind::Relative { String::new() } else { format!(" {value}") };
    let unit = if quantity.unit.is_empty() { String::new() } else { format!(" {}", quantity.unit) };
    format!("{kind}{value}{unit}{mark}")
}

/// Each line: a text, `=>`, its quantities parted by `;`.
fn check(table: &str) {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let wrong: Vec<String> = lines
        .filter_map(|line| {
            let (text, expected) = line.split_once("=>").expect("a line has an arrow");
            let seen: Vec<String> = read(text.trim()).iter().map(describe).collect();
            (seen.join("; ") != expected.trim()).then(|| format!("{line}\n    but read {}", seen.join("; ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn one(text: &str) -> Quantity {
    let mut quantities = read(text);
    assert_eq!(quantities.len(), 1, "in `{text}`: {quantities:?}");
    quantities.remove(0)
}

#[test]
fn counts_have_the_stem_of_what_they_count() {
    check(
        "
        About 200 people came        => count 200 person ~
        a 20-point plan              => count 20 point
        1,027,339 votes were cast    => count 1027339 vote
        some 300 officers            => count 300 offic ~
        twenty-five member states    => count 25 member
        the two leaders              => count 2 leader
        killed 12 in January         => count 12; date 01
        2000 troops                  => count 2000 troop
        a dozen planes               => count 12 plane
        two dozen planes             => count 24 plane
        half a dozen planes          => count 6 plane
        11 of the 14 parts           => count 11 part; count 14 part
        a 3-1 win                    => count 3 win; count 1 win
        ",
    );
}

#[test]
fn magnitudes_multiply_in_digits_and_words() {
    check(
        "
        1.2 million people           => count 1200000 person
        a million people             => count 1000000 person
        half a million people        => count 500000 person
        two and a half million       => count 2500000
        5m people                    => count 5000000 person
        a wall 5m high               => count 5 m
        30k homes                    => count 30000 home
        two hundred and fifty tanks  => count 250 tank
        two hundred thousand men     => count 200000 man
        300 thousand million         => count 300000000000
        3 to 5 million jobs          => count 3000000..5000000 job
        2 or 3 million jobs          => count 2000000 job; count 3000000 job
        ",
    );
}

#[test]
fn shares_are_read_from_signs_words_and_fractions() {
    check(
        "
        90%                          => percent 90
        90 per cent                  => percent 90
        nearly 3.5 percent           => percent 3.5 ~
        two-thirds of members        => percent 66.6667
        one fifth of them            => percent 20
        three quarters of voters     => percent 75
        a third of voters            => percent 33.3333
        by nearly a quarter          => percent 25 ~
        one in four had been sent    => percent 25
        one child in five had fever  => percent 20
        two goals in three games     => count 2 goal; count 3 game
        half of the money            => percent 50
        slightly less than a third   => percent 33.3333 <
        half of what they demand     =>
        more than half               => percent 50 >
        30-40%                       => percent 30..40
        10% to 15%                   => percent 10..15
        ",
    );
}

#[test]
fn a_fraction_word_may_mean_something_else() {
    check(
        "
        the third quarter            => ordinal 3 quarter
        the last three quarters      => count 3 quarter
        a third attempt              => ordinal 3
        half-time and half-brother   =>
        the first half               => ordinal 1
        ",
    );
}

#[test]
fn amounts_stand_before_or_after_their_currency() {
    check(
        "
        €90bn                        => currency 90000000000 eur
        $1.5 million                 => currency 1500000 usd
        US$5 billion                 => currency 5000000000 usd
        A$30                         => currency 30 aud
        EUR 90 bn                    => currency 90000000000 eur
        90 billion euros             => currency 90000000000 eur
        a 90-billion-euro loan       => currency 90000000000 eur
        5 million US dollars         => currency 5000000 usd
        20 Swiss francs              => currency 20 chf
        90 €                         => currency 90 eur
        $250 to $350                 => currency 250..350 usd
        $250–$350 million            => currency 250000000..350000000 usd
        at least £20                 => currency 20 gbp >
        10 or 20 dollars             => currency 10 usd; currency 20 usd
        ",
    );
}

#[test]
fn durations_and_ages_are_told_apart() {
    check(
        "
        a 15-year agreement          => duration 15 year
        25 years                     => duration 25 year
        twenty-five years            => duration 25 year
        one day                      => duration 1 day
        half an hour                 => duration 0.5 hour
        two and a half hours         => duration 2.5 hour
        a 30-second clip             => duration 30 second
        within 24 hours              => duration 24 hour
        a 23-year-old man            => age 23 year
        he is 23 years old           => age 23 year
        a man aged 23                => age 23 year
        at the age of 30             => age 30 year
        children aged 5 to 12        => age 5..12 year
        a woman in her 30s           => age 30..39 year
        ",
    );
}

#[test]
fn members_of_a_list_share_the_unit_of_the_last() {
    check(
        "
        two or three years           => duration 2 year; duration 3 year
        30, 40, 50 years             => duration 30 year; duration 40 year; duration 50 year
        2,300 to 1,800 years ago     => duration 2300 year; duration 1800 year
        30, 40 and 50 percent        => percent 30; percent 40; percent 50
        In phase 5, 3 people fell    => count 5 phase; count 3 person
        by 2020, 30 percent          => year 2020; percent 30
        ",
    );
}

#[test]
fn ranges_have_two_ends_and_changes_are_two_quantities() {
    check(
        "
        between 30 and 40 people     => count 30..40 person
        30-40 people                 => count 30..40 person
        30 – 40 people               => count 30..40 person
        five to ten people           => count 5..10 person
        20-30,000 troops             => count 20000..30000 troop
        rose from 30 to 40 percent   => percent 30; percent 40
        shrank from 588 to 412 million euros => currency 588000000 eur; currency 412000000 eur
        fell from $50 to $40         => currency 50 usd; currency 40 usd
        won 3-1                      => count 3; count 1
        it cost 20—30 less           => count 20; count 30 less
        ",
    );
}

#[test]
fn dates_are_read_as_far_as_they_go() {
    check(
        "
        29 December 2025             => date 2025-12-29
        Dec. 29, 2025                => date 2025-12-29
        29 Dec                       => date 12-29
        December 29                  => date 12-29
        2025-12-29                   => date 2025-12-29
        2025-12-29T10:30:00Z         => date 2025-12-29
        6 and 7 January              => date 01-06; date 01-07
        6, 7 and 8 January 2026      => date 2026-01-06; date 2026-01-07; date 2026-01-08
        January 6th and 7th          => date 01-06; date 01-07
        6–9 January                  => date 01-06; date 01-09
        the 6th of January           => date 01-06
        the sixth of January         => date 01-06
        on January 6, 2000 people    => date 01-06; count 2000 person
        early January                => date early 01
        mid-January 2026             => date mid 2026-01
        the end of January           => date late 01
        the first days of January    => date early 01
        the last week of January     => date late 01
        on Valentine's Day           => date 02-14
        on New Year's Eve 2025       => date 2025-12-31
        late December                => date late 12
        January 2026                 => date 2026-01
        in May                       => date 05
        on May 9                     => date 05-09
        6 January and 7 February     => date 01-06; date 02-07
        January 6 and 7 February     => date 01-06; date 02-07
        ",
    );
}

#[test]
fn words_that_look_like_months_are_left_alone() {
    check(
        "
        they may leave               =>
        May said no                  =>
        they march on                =>
        the Women's March            =>
        in March they left           => date 03
        In January 12 people died    => date 01; count 12 person
        in December 20% left         => date 12; percent 20
        ",
    );
}

#[test]
fn years_decades_weekdays_and_periods() {
    check(
        "
        in 2025                      => year 2025
        mid-2025                     => year 2025
        the 1990s                    => year 1990..1999 decade
        back in the Sixties          => year 1960..1969 decade
        a woman in her sixties       => age 60..69 year
        the '90s                     => year 1990..1999 decade
        1970's best album            => year 1970
        2007-11                      => year 2007; year 2011
        2024/25                      => year 2024; year 2025
        from 2014 to 2022            => year 2014; year 2022
        the 2021 elections           => year 2021
        In 2020 sanctions followed   => year 2020
        on Monday                    => weekday 0
        on Fridays                   => weekday 4
        next week                    => relative next week
        the past decade              => relative last decade
        ",
    );
}

#[test]
fn times_are_read_in_both_halves_of_the_day() {
    check(
        "
        at 10:30                     => time 10:30
        at 10:30 p.m.                => time 22:30
        2 p.m.                       => time 14:00
        2pm                          => time 14:00
        12 am                        => time 0:00
        10:30:15                     => time 10:30
        10.30am                      => time 10:30
        10 o'clock                   => time 10:00
        ",
    );
}

#[test]
fn ordinals_are_not_units_or_comparisons() {
    check(
        "
        the first meeting            => ordinal 1
        the 21st century             => ordinal 21
        the twenty-first century     => ordinal 21
        second to none               =>
        the second meeting           => ordinal 2
        ",
    );
}

#[test]
fn a_number_that_names_is_counted_under_its_name() {
    check(
        "
        Article 5 guarantees         => count 5 articl
        Resolution 1701              => count 1701 resolut
        the F-16 jets                => count 16 f
        No. 10                       => count 10 no
        the G20 and a B2 grade       =>
        ",
    );
}

#[test]
fn one_and_a_are_numbers_only_before_what_is_counted() {
    check(
        "
        one of them                  =>
        the one who left             =>
        a year                       =>
        one million people           => count 1000000 person
        no one                       =>
        ",
    );
}

#[test]
fn numbers_without_end_are_no_quantities() {
    assert!(read(&"9".repeat(400)).is_empty());
    assert!(read(&format!("2{}", " trillion".repeat(60))).is_empty());
}

#[test]
fn spans_cover_the_words_they_were_read_from() {
    let text = "In early January, about US$5 million went to a 23-year-old.";
    let seen: Vec<&str> = read(text).iter().map(|it| it.span.of(text)).collect();
    assert_eq!(seen, ["early January", "US$5 million", "23-year-old"]);
}

/// Each line: a claim, `<` for borne out by or `!` for not, the evidence.
fn check_support(table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (parts, is_expected) = match line.split_once(" <= ") {
            Some(parts) => (parts, true),
            None => (line.split_once(" ! ").expect("a line has a sign"), false),
        };
        let (claim, evidence) = (one(parts.0.trim()), one(parts.1.trim()));
        assert_eq!(claim.is_borne_out_by(&evidence), is_expected, "in `{line}`: {claim:?} {evidence:?}");
        assert_eq!(claim.is_borne_out_by(&read_back(&evidence)), is_expected, "read back, in `{line}`");
        let key = evidence.index_key();
        let is_found = claim.key_ranges().iter().any(|(low, high)| *low <= key && key <= *high);
        assert!(is_found || !is_expected || evidence.digits == 0, "in the ranges of `{line}`: {key}");
    }
}

#[test]
fn a_figure_is_borne_out_by_the_same_figure_otherwise_written() {
    check_support(
        "
        25 years            <= twenty-five years
        25 years            !  15 years
        24 months           <= 2 years
        €90bn               <= 90 billion euros
        €90bn               !  $90 billion
        €90bn               <= 90 billion
        two-thirds          <= 66.7%
        half                <= 50 per cent
        a 23-year-old       <= he was 23
        10:30 p.m.          <= 22:30
        10:30               <= 10:30 p.m.
        10 people           <= 10 p.m.
        ",
    );
}

#[test]
fn approximations_and_rounding_leave_room() {
    check_support(
        "
        about 200 people    <= 190 people
        about 200 people    !  150 people
        more than 200 people <= 230 people
        more than 200 people !  190 people
        at least 200 people <= 230 people
        less than 200 people <= 150 people
        up to 200 people    <= 200 people
        up to 200 people    !  150 people
        up to 200 people    !  230 people
        nearly 200 people   <= 185 people
        nearly 200 people   !  205 people
        3.5%                <= 3.47%
        3.5%                !  3.6%
        $5 million          <= $4.9 million
        $5 million          !  $4.5 million
        1.2 million people  <= 1,210,345 people
        35 percent          <= 30-40 percent
        30-40 percent       <= 35 percent
        30-40 percent       !  45 percent
        23 people           !  23.4 people
        about 10:30         <= 10:45
        ",
    );
}

#[test]
fn one_side_of_a_number_is_not_the_other() {
    check_support(
        "
        more than 500 people !  less than 500 people
        less than 500 people !  more than 500 people
        nearly 500 people    !  more than 500 people
        more than 500 people <= more than 500 people
        just under 500 people <= 492 people
        just under 500 people !  430 people
        just over 500 people <= 512 people
        just over 500 people !  610 people
        as many as 500 people <= 500 people
        ",
    );
}

#[test]
fn units_are_converted_within_what_rounding_leaves() {
    check_support(
        "
        16 kilometres       <= 10 miles
        16 kilometres       !  12 miles
        10 miles            <= 16 km
        about 10 miles      <= 17 km
        220 lbs of sand     <= 100 kilograms of sand
        5 hectares          <= 12 acres
        11 degrees          <= 10.9 degrees
        11 degrees          !  11.9 degrees
        ",
    );
}

#[test]
fn one_of_a_unit_of_time_is_read_where_it_measures() {
    check(
        "
        talks lasting an hour        => duration 1 hour ~
        within a month               => duration 1 month ~
        more than a decade           => duration 1 decade >
        a decade and a half          => duration 1.5 decade ~
        three times a week           => count 3 time
        a minute or two              => count 2
        a week later                 =>
        ",
    );
    check_support(
        "
        within a month       <= within 30 days
        within a month       !  within 10 days
        for a decade         !  15 years
        some 1,900 people    !  in 1908
        some 1,900 people    <= 1,908 people
        ",
    );
}

#[test]
fn multiples_and_crowds_are_read() {
    check(
        "
        Sales doubled                => count 2 fold
        a tenfold rise               => count 10 fold
        three times as many          => count 3 fold
        twice the size               => count 2 fold
        he fell twice                => count 2 time
        he fell three times          => count 3 time
        hundreds of people           => count 200..2000 person
        tens of thousands of homes   => count 20000..99000 home
        hundreds left                =>
        in the third quarter         => ordinal 3 quarter
        Q3                           => ordinal 3 quarter
        4Q 2020                      => ordinal 4 quarter; year 2020
        the first half               => ordinal 1
        yesterday                    => relative last day
        ",
    );
    check_support(
        "
        hundreds of people   <= 450 people
        450 people           !  hundreds of people
        hundreds of people   !  30,000 people
        Sales doubled        <= Sales rose twofold
        Sales doubled        !  Sales tripled
        Sales doubled        <= Sales rose 100%
        the third quarter    <= Q3
        the third quarter    !  the third place
        ",
    );
}

#[test]
fn dates_agree_in_every_field_that_both_give() {
    check_support(
        "
        29 December         <= 29 December 2025
        29 December 2025    <= 29 December
        29 December 2025    !  29 December 2024
        29 December         !  December 2025
        December 2025       <= 29 December 2025
        early January       <= 6 January
        early January       !  26 January
        early January       !  January 2026
        in 2025             <= 29 December 2025
        in 2025             !  29 December 2024
        in 1995             <= the 1990s
        the 1990s           <= 1995
        Monday              !  Tuesday
        next week           !  last week
        ",
    );
}

#[test]
fn only_like_is_compared_with_like() {
    let comparable = |one: &str, other: &str| self::one(one).is_comparable_with(&self::one(other));
    assert!(comparable("12 people", "14 people"));
    assert!(!comparable("12 people", "14 planes"));
    assert!(comparable("Article 5", "Article 4"));
    assert!(!comparable("Article 5", "5 people"));
    assert!(comparable("15 years", "a 23-year-old"));
    assert!(!comparable("15 days", "a 23-year-old"));
    assert!(comparable("in 2025", "29 December 2024"));
    assert!(!comparable("in 2025", "29 December"));
    assert!(!comparable("5%", "5 people"));
}

fn read_back(quantity: &Quantity) -> Quantity {
    let back = Quantity::from_index_key(&quantity.index_key()).expect("a key reads back");
    Quantity { tokens: quantity.tokens.clone(), span: quantity.span, ..back }
}

#[test]
fn a_key_reads_back_as_the_quantity() {
    for text in [
        "about 200 people",
        "€90bn",
        "two-thirds",
        "$250 to $350",
        "15 years",
        "a 23-year-old",
        "the 21st",
        "10:30",
        "29 December 2025",
        "early January",
        "29 Dec",
        "the 1990s",
        "2025",
        "on Friday",
        "next week",
        "under 5 million",
    ] {
        let quantity = one(text);
        assert_eq!(read_back(&quantity), quantity, "in `{text}`");
    }
}

#[test]
fn what_is_no_key_reads_as_nothing() {
    for key in ["", "n", "ñ", "n5", "n50", "nxx,,1,,", "m", "m01", "m012025", "yé,", "w", "z501,,1,,"] {
        assert_eq!(Quantity::from_index_key(key), None, "in `{key}`");
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    use Kind::*;
    prop::sample::select(vec![Count, Percent, Currency, Duration, Age, Ordinal, Date, Weekday, Year, Relative, Time])
}

prop_compose! {
    fn date()(
        year in prop::option::of(2024i16..2027), month in 1u8..4, day in prop::option::of(1u8..32),
        part in prop::option::of(prop::sample::select(vec![Part::Early, Part::Mid, Part::Late])),
    ) -> Date {
        Date { year, month, day, part }
    }
}

prop_compose! {
    fn number()(
        mantissa in prop::sample::select(vec![0.0, 0.5, 1.0, 1.2, 1.23, 2.0, 3.0, 4.9, 5.0, 9.0, 9.04, 9.9, 10.0, 24.0]),
        exponent in -1i32..7, nudge in prop::sample::select(vec![1.0, 1.0, 1.0, 0.99, 1.03, 0.9, 1.1, 1.4, 0.7]),
    ) -> f64 {
        mantissa * nudge * 10f64.powi(exponent)
    }
}

prop_compose! {
    fn quantity()(
        kind in kind(), value in number(), whole in 0u16..1440, year in 1985u16..2026, is_decade: bool, date in date(),
        width in prop::sample::select(vec![1.0, 1.0, 1.0, 1.2, 1.9, 4.0]), digits in 1u8..4, unit in 0usize..9,
        approximation in prop::option::of(prop::sample::select(words::APPROXIMATIONS.as_slice())),
    ) -> Quantity {
        let (unit, minutes) = words::DURATION_UNITS[unit];
        let (low, high, unit) = match kind {
            Kind::Date => (0.0, 0.0, ""),
            Kind::Weekday => (f64::from(whole % 7), f64::from(whole % 7), ""),
            Kind::Relative => (0.0, 0.0, if is_decade { "next week" } else { "last week" }),
            Kind::Year if is_decade => (f64::from(year), f64::from(year) + 9.0, "decade"),
            Kind::Year => (f64::from(year), f64::from(year), ""),
            Kind::Time => (f64::from(whole), f64::from(whole), ""),
            Kind::Currency => (value, value * width, if is_decade { "usd" } else { "eur" }),
            Kind::Duration | Kind::Age => (value * minutes, value * width * minutes, unit),
            Kind::Count if whole % 3 == 0 => (f64::from(year), f64::from(year), ""),
            Kind::Count if whole % 3 == 1 => (f64::from(whole % 24), f64::from(whole % 24), "person"),
            Kind::Count => (value, value * width, if is_decade { "m" } else { "person" }),
            _ => (value, value * width, ""),
        };
        let is_number = !matches!(kind, Kind::Date | Kind::Weekday | Kind::Relative | Kind::Year);
        Quantity {
            kind, low, high, digits,
            unit: unit.to_owned(),
            date: (kind == Kind::Date).then_some(date),
            approximation: approximation.map(|it| it.1).filter(|_| is_number),
            tokens: 0..0,
            span: Span::default(),
        }
    }
}

/// The evidence with a value that is about the claim's, so that it bears it out often enough.
fn moved_near(evidence: Quantity, claim: &Quantity, nudge: f64) -> Quantity {
    let unit = Quantity { low: 1.0, high: 1.0, ..evidence.clone() };
    let is_counted = evidence.kind != Kind::Year && evidence.low > 0.0;
    match claim.measure(&unit) {
        Some((scale, _)) if is_counted && scale > 0.0 => {
            let low = claim.low * nudge / scale;
            Quantity { low, high: low * evidence.high / evidence.low, ..evidence }
        }
        _ => evidence,
    }
}

const PIECES: &[&str] = &[
    "1",
    "12",
    "2024",
    "3.5",
    "1,200",
    "$",
    "€",
    "%",
    "percent",
    "million",
    "bn",
    "m",
    "k",
    "dozen",
    "hundreds",
    "of",
    "tens",
    "thousands",
    "half",
    "a",
    "third",
    "quarter",
    "two",
    "twenty",
    "five",
    "one",
    "in",
    "January",
    "May",
    "mid",
    "early",
    "Tuesday",
    "yesterday",
    "last",
    "year",
    "years",
    "old",
    "Q3",
    "first",
    "times",
    "as",
    "fold",
    "doubled",
    "miles",
    "to",
    "and",
    "or",
    "between",
    "from",
    "p.m.",
    ":",
    ",",
    ".",
    "–",
    "’",
    "“",
    "é",
    "日本",
    "per",
    "day",
    "th",
    "'90s",
    "90s",
];

fn is_read_within_bounds(text: &str) -> Result<(), TestCaseError> {
    for quantity in read(text) {
        prop_assert!(text.get(quantity.span.start..quantity.span.end).is_some_and(|it| !it.is_empty()));
        prop_assert!(quantity.low <= quantity.high && quantity.tokens.start < quantity.tokens.end);
        read_back(&quantity);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// The exception is a range of the evidence that starts below half of the claim.
    #[test]
    fn what_bears_a_claim_out_lies_in_its_key_ranges(
        claim in quantity(), evidence in quantity(), is_near: bool,
        nudge in prop::sample::select(vec![1.0, 1.0, 0.999, 1.004, 0.97, 1.05, 0.9, 1.1, 0.6, 1.5]),
    ) {
        let evidence = if is_near { moved_near(evidence, &claim, nudge) } else { evidence };
        let is_wide_range = evidence.high > 1.9 * evidence.low;
        if claim.is_borne_out_by(&evidence) && (!is_wide_range || evidence.kind == Kind::Year) {
            let key = evidence.index_key();
            let ranges = claim.key_ranges();
            prop_assert!(ranges.iter().any(|(low, high)| *low <= key && key <= *high), "{key} not in {ranges:?}");
            prop_assert!(claim.is_borne_out_by(&read_back(&evidence)));
        }
    }

    #[test]
    fn keys_of_values_sort_as_the_values(one in number(), other in number()) {
        let key = |value: f64| Quantity { low: value, high: value, ..super::tests::one("5 people") }.index_key();
        prop_assert_eq!(one.partial_cmp(&other), Some(key(one).cmp(&key(other))));
    }

    #[test]
    fn any_text_is_read_without_failing(text in "[0-9a-z,.:/$€%'“ -]{0,40}") {
        is_read_within_bounds(&text)?;
    }

    #[test]
    fn any_run_of_words_is_read_without_failing(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12), gap in prop::sample::select(vec![" ", "", "-", "–", "\u{a0}"]),
    ) {
        is_read_within_bounds(&pieces.join(gap))?;
    }

    #[test]
    fn a_figure_bears_itself_out(quantity in quantity()) {
        let is_open = quantity.approximation.is_some_and(|it| it.bound.is_some());
        let is_zero = quantity.low == 0.0 && quantity.kind == Kind::Date;
        prop_assert!(is_open || is_zero || quantity.is_borne_out_by(&quantity), "{quantity:?}");
    }

    /// Both ways round, where neither loosens its figure nor may have rounded it.
    #[test]
    fn plain_small_counts_bear_each_other_out_alike(one in 1u32..99, other in 1u32..99) {
        let of = |value: u32| self::one(&format!("{value} people"));
        prop_assert_eq!(of(one).is_borne_out_by(&of(other)), of(other).is_borne_out_by(&of(one)));
        prop_assert_eq!(of(one).is_borne_out_by(&of(other)), one == other);
    }

    #[test]
    fn a_value_is_read_from_every_form_it_is_written_in(thousands in 1u32..999, rest in 0u32..1000) {
        let value = f64::from(thousands * 1000 + rest);
        let grouped = format!("{thousands},{rest:03}");
        let plain = (thousands * 1000 + rest).to_string();
        for form in [
            format!("{grouped} people"), format!("{thousands}.{rest:03} thousand people"), format!("${grouped}"),
            format!("{grouped} euros"), format!("US${grouped}"), format!("£{plain}"), format!("{grouped} km"),
        ] {
            let quantity = self::one(&form);
            prop_assert!((quantity.low - value).abs() < 1e-6 * value, "{} in `{}`", quantity.low, form);
        }
    }

    #[test]
    fn a_date_is_read_from_every_form_it_is_written_in(year in 1900i16..2050, month in 1u8..=12, day in 1u8..=28) {
        const NAMES: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December"];
        let name = NAMES[usize::from(month) - 1];
        for form in [
            format!("{day} {name} {year}"), format!("{name} {day}, {year}"), format!("{year}-{month:02}-{day:02}"),
            format!("{day}th of {name} {year}"), format!("{name} {day}th, {year}"), format!("{} {day}, {year}", &name[..3]),
        ] {
            let expected = Date { year: Some(year), month, day: Some(day), part: None };
            prop_assert_eq!(self::one(&form).date, Some(expected), "in `{}`", form);
        }
    }
}

#[test]
fn a_measure_may_be_left_out_behind_another_figure() {
    check(
        "
        It costs 4 dollars instead of 2.50 for all    => currency 4 usd; currency 2.5 usd
        It costs 4 million dollars instead of 2.5.    => currency 4000000 usd; currency 2500000 usd
        It reached 81 percent, in the south only 58.  => percent 81; percent 58
        It reached 81 percent, up from 58 before      => percent 81; percent 58
        It fell from four years to two, as he said    => duration 4 year; duration 2 year
        It rose from four years to 12 of them         => duration 4 year; count 12
        A third are children and a quarter old        => percent 33.3333
        Prices are a third lower at the third mill    => percent 33.3333; ordinal 3
        It reached 81 percent, with only 58 voters    => percent 81; count 58 voter
        ",
    );
}

#[test]
fn an_age_may_stand_behind_a_calling() {
    check(
        "
        She is a lawyer of 31, from Oslo    => age 31 year
        She leads a number of 31, from Oslo => count 31
        ",
    );
}
