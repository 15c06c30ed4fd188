//! Dates, weekdays, and periods such as "last year".

use super::Reader;
use crate::text::quantity::{Date, Kind, Part, Quantity};
use crate::text::{TokenKind, words};
use std::ops::Range;

impl<'a> Reader<'a> {
    pub(super) fn iso_date(&mut self, at: usize) -> Option<usize> {
        let year = self.year(at)?;
        let is_date =
            self.is_mark(at + 1, "-") && self.is_mark(at + 3, "-") && (at + 1..at + 5).all(|it| self.touches(it));
        let two = |at: usize| self.digits(at).filter(|it| it.len() == 2)?.parse::<u8>().ok();
        let (month, day) = (two(at + 2)?, two(at + 4)?);
        if !is_date || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // A time stamp goes on without a space: `2025-12-29T10:30:00Z`.
        let has_time = self.touches(at + 5) && self.word(at + 5).starts_with('t');
        let end = match has_time {
            true => (at + 6..=self.tokens.len()).find(|it| !self.touches(*it)).unwrap_or(at + 6),
            false => at + 5,
        };
        self.push_date(Date { year: Some(year), month, day: Some(day), part: None }, at..end);
        Some(end)
    }

    /// `6 January`, `6th of January 2026`, `6, 7 and 8 January`, `the sixth of January`.
    pub(super) fn date_by_day(&mut self, at: usize) -> Option<usize> {
        let mut days = Vec::new();
        let mut end = at;
        let mut is_list = false;
        let mut has_comma = false;
        loop {
            let (day, after) = self.day(end).or_else(|| self.day_in_words(end))?;
            days.push(day);
            end = after;
            if self.is_joiner(end) {
                is_list = true;
            } else if self.is_mark(end, ",") {
                has_comma = true;
            } else {
                break;
            }
            end += 1;
        }
        if has_comma && !is_list {
            return None;
        }
        if self.word(end) == "of" {
            end += 1;
        }
        let month = self.month(end)?;
        let (year, end) = self.year_after(self.past_stop(end + 1));
        for day in days {
            self.push_date(Date { year, month, day: Some(day), part: None }, at..end);
        }
        Some(end)
    }

    /// `January`, `early January`, `January 6`, `January 6th and 7th`, `Jan. 6, 2026`.
    pub(super) fn date_by_month(&mut self, at: usize) -> Option<usize> {
        let month = self.month(at)?;
        // "Mar-a-Lago"
        let is_joined =
            self.tokens.get(at + 1).is_some_and(|it| it.is_mark("-") && it.span.start == self.tokens[at].span.end);
        if is_joined && self.tokens.get(at + 2).is_some_and(|it| it.is_word() && words::month(&it.folded).is_none()) {
            return None;
        }
        let (part, start) = self.part_before(at);
        let after_month = self.past_stop(at + 1);
        let (days, end) = self.days_after(at, after_month);
        let (year, end) = self.year_after(end);
        if days.is_empty() && year.is_none() && part.is_none() && !self.may_stand_alone(at) {
            return None;
        }
        let end = if end == after_month { at + 1 } else { end };
        let date = Date { year, month, day: None, part };
        if days.is_empty() {
            self.push_date(date, start..end);
        }
        for day in days {
            self.push_date(Date { day: Some(day), ..date }, start..end);
        }
        Some(end)
    }

    /// `Valentine's Day`, `New Year's Eve`.
    pub(super) fn holiday(&mut self, at: usize) -> Option<usize> {
        if !self.is_capital(at) {
            return None;
        }
        let end_of = |name: &[&str]| {
            let mut end = at;
            for word in name {
                end += usize::from(self.tokens.get(end).is_some_and(|it| it.kind == TokenKind::Clitic));
                (self.word(end) == *word).then_some(())?;
                end += 1;
            }
            Some(end)
        };
        let (month, day, end) =
            words::HOLIDAYS.iter().find_map(|(month, day, name)| Some((*month, *day, end_of(name)?)))?;
        let (year, end) = self.year_after(end);
        self.push_date(Date { year, month, day: Some(day), part: None }, at..end);
        Some(end)
    }

    pub(super) fn push_date(&mut self, date: Date, tokens: Range<usize>) {
        let quantity = Quantity { date: Some(date), ..self.quantity(Kind::Date, 0.0, 0.0, "", tokens) };
        self.push(quantity);
    }

    /// The month named at `at`. In lower case "may" and "march" are verbs unless a number follows.
    pub(super) fn month(&self, at: usize) -> Option<u8> {
        let month = words::month(self.word(at))?;
        let is_word = matches!(self.word(at), "may" | "march" | "mar");
        let has_number = self.digits(at + 1).is_some_and(|it| matches!(it.len(), 1 | 2 | 4));
        (self.is_capital(at) || !is_word || has_number).then_some(month)
    }

    /// Whether the month at `at` is a month without day or year beside it, and nobody's name or verb.
    pub(super) fn may_stand_alone(&self, at: usize) -> bool {
        let before = self.word_before(at, 1);
        let is_led = words::MONTH_LEADS.contains(before) || (at > 0 && self.is_joining_dash(at - 1));
        let is_before_a_name = self.is_capital(at + 1) && !self.word(at + 1).is_empty();
        if is_led {
            // "Ulla Toft and Jan Rask"
            let is_in_row = matches!(before, "and" | "or") && is_before_a_name;
            return !is_in_row && (self.is_capital(at) || self.word(at) != "may");
        }
        let is_after_a_name = at > 0 && (self.is_capital(at - 1) || self.tokens[at - 1].kind == TokenKind::Clitic);
        match self.word(at) {
            "may" => false,
            "march" => !is_after_a_name,
            "april" | "june" | "august" => !is_before_a_name,
            short => short.len() > 4,
        }
    }

    /// "early January", "mid-January", "early in January", "the end of January", "the last days of January": the part,
    /// and where it starts.
    pub(super) fn part_before(&self, at: usize) -> (Option<Part>, usize) {
        if let Some(found) = self.part_of_before(at) {
            return found;
        }
        let has_in = self.word_before(at, 1) == "in" && matches!(self.word_before(at, 2), "early" | "late");
        let word_at = match has_in || (at > 0 && self.is_mark(at - 1, "-")) {
            true => at.saturating_sub(2),
            false => at.saturating_sub(1),
        };
        let part = match self.word(word_at) {
            "early" => Part::Early,
            "mid" => Part::Mid,
            "late" => Part::Late,
            _ => return (None, at),
        };
        (Some(part), word_at)
    }

    /// "the end of January", "the first week of January".
    fn part_of_before(&self, at: usize) -> Option<(Option<Part>, usize)> {
        let of = at.checked_sub(2).filter(|_| self.word_before(at, 1) == "of")?;
        let (part, start) = match (self.word_before(of, 1), self.word(of)) {
            (_, "end" | "close") => (Part::Late, of),
            (_, "beginning" | "start") => (Part::Early, of),
            (_, "middle") => (Part::Mid, of),
            ("first" | "opening" | "early", "day" | "days" | "week" | "part") => (Part::Early, of - 1),
            ("last" | "closing" | "final" | "latter" | "late", "day" | "days" | "week" | "part") => {
                (Part::Late, of - 1)
            }
            _ => return None,
        };
        Some((Some(part), start))
    }

    /// The position after the full stop of a short form, where a number follows it.
    pub(super) fn past_stop(&self, at: usize) -> usize {
        let is_stop = self.is_mark(at, ".") && self.touches(at) && self.digits(at + 1).is_some();
        at + usize::from(is_stop && self.word(at - 1).len() <= 4)
    }

    /// A day in digits at `at`, and where it ends.
    pub(super) fn day(&self, at: usize) -> Option<(u8, usize)> {
        let written = self.digits(at).filter(|it| it.len() <= 2)?;
        let day = written.parse().ok().filter(|it| (1..=31).contains(it))?;
        let has_suffix = matches!(self.word(at + 1), "th" | "st" | "nd" | "rd") && self.touches(at + 1);
        Some((day, at + 1 + usize::from(has_suffix)))
    }

    pub(super) fn day_in_words(&self, at: usize) -> Option<(u8, usize)> {
        let day = *words::ORDINALS.get(self.word(at)).filter(|it| **it <= 31)?;
        (self.word(at + 1) == "of").then_some((day, at + 1))
    }

    /// The days that follow the month at `month`, from `at`, and where they end.
    pub(super) fn days_after(&self, month: usize, at: usize) -> (Vec<u8>, usize) {
        let Some((day, mut end)) = self.first_day_after(month, at) else { return (Vec::new(), at) };
        let mut acc = vec![day];
        while self.is_joiner(end)
            && let Some((day, after)) = self.day(end + 1)
            && !self.goes_on_as_a_number(after)
            && self.month(after).is_none()
            && (self.is_mark(end, "-") || !self.is_counted(after))
        {
            acc.push(day);
            end = after;
        }
        (acc, end)
    }

    /// Whether the word is one of several things, as in "on January 6 and 7 people": a plural, the days aside.
    fn is_counted(&self, at: usize) -> bool {
        self.is_plural(at) || (self.is_noun(at) && words::COUNTED.contains(self.word(at)))
    }

    fn is_plural(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_noun(at) && word.ends_with('s') && !word.ends_with("ss")
    }

    pub(super) fn first_day_after(&self, month: usize, at: usize) -> Option<(u8, usize)> {
        // In "in January 12 people" the number counts; a day would have "on".
        let is_led_by_in = self.word_before(month, 1) == "in";
        if let Some((day, end)) = self.day(at) {
            let counts = is_led_by_in && self.is_noun(end);
            return (!counts && !self.goes_on_as_a_number(end)).then_some((day, end));
        }
        let day = *words::ORDINALS.get(self.word(at)).filter(|it| **it <= 31)?;
        (!is_led_by_in && self.is_capital(month) && self.word(month) != "march").then_some((day, at + 1))
    }

    /// Whether a sign, unit or magnitude at `at` makes the number before it something other than a day.
    pub(super) fn goes_on_as_a_number(&self, at: usize) -> bool {
        let at = self.past_hyphen(at);
        let word = self.word(at);
        self.is_mark(at, "%")
            || word == "percent"
            || words::duration(word).is_some()
            || words::CURRENCIES.contains_key(word)
            || words::MAGNITUDES.contains_key(word)
    }

    /// The year at `at`, with or without a comma before it, and where it ends.
    pub(super) fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        if let Some(year) = self.year(at) {
            return (Some(year), at + 1);
        }
        match self.year(at + 1) {
            Some(year) if self.is_mark(at, ",") && !self.counts_something(at + 1) => (Some(year), at + 2),
            _ => (None, at),
        }
    }

    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let written = self.digits(at).filter(|it| it.len() == 4)?;
        written.parse().ok().filter(|it| (1500..=2100).contains(it))
    }

    /// Whether a four-digit number counts what follows it, as in "2000 troops" but not "the 2021 elections".
    pub(super) fn counts_something(&self, at: usize) -> bool {
        if matches!(self.word_before(at, 1), "in" | "since" | "until" | "till" | "during" | "early" | "mid" | "late") {
            return false;
        }
        let next = self.past_hyphen(at + 1);
        if words::COUNTED.contains(self.word(next)) {
            return true;
        }
        let is_odd_year = self.year(at).is_some_and(|it| it >= 1900 && it % 50 != 0);
        self.is_plural(next) && !is_odd_year
    }

    pub(super) fn weekday(&mut self, at: usize) -> Option<usize> {
        let day = f64::from(words::weekday(self.word(at))?);
        self.push(self.quantity(Kind::Weekday, day, day, "", at..at + 1));
        Some(at + 1)
    }

    pub(super) fn relative(&mut self, at: usize) -> Option<usize> {
        let day = match self.word(at) {
            "yesterday" => "last day",
            "today" | "tonight" => "this day",
            "tomorrow" => "next day",
            _ => "",
        };
        if !day.is_empty() {
            self.push(self.quantity(Kind::Relative, 0.0, 0.0, day, at..at + 1));
            return Some(at + 1);
        }
        let direction = match self.word(at) {
            "next" | "coming" => "next",
            "last" | "past" => "last",
            "this" => "this",
            _ => return None,
        };
        let period = self.word(at + 1);
        // "The last week of January" is a part of a month.
        let is_of_month = self.word(at + 2) == "of" && self.month(at + 3).is_some();
        if !words::PERIODS.contains(period) || is_of_month {
            return None;
        }
        self.push(self.quantity(Kind::Relative, 0.0, 0.0, &format!("{direction} {period}"), at..at + 2));
        Some(at + 2)
    }
}
