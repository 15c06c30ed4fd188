//! Parts of a whole: "half of", "two-thirds", "one in six".

use super::{Numeral, Reader};
use crate::text::quantity::{FOLD, Kind, Quantity};
use crate::text::{stem, words};
use std::ops::Range;

impl<'a> Reader<'a> {
    /// `half of`, `a third of`, `by a quarter`, `half an hour`.
    pub(super) fn part_of_a_whole(&mut self, at: usize) -> Option<usize> {
        if self.word(at) == "half" {
            return self.half(at);
        }
        let parts = *words::FRACTIONS.get(self.word(at + 1)).filter(|it| **it >= 3)?;
        if self.word(at) != "a" {
            return None;
        }
        let before = self.word_before(at, 1);
        let is_led =
            matches!(before, "by" | "of" | "than" | "nearly" | "almost" | "about" | "over" | "around" | "roughly");
        // "A third are children", "a third lower"
        let is_told_of = matches!(
            self.word(at + 2),
            "are"
                | "were"
                | "have"
                | "lower"
                | "higher"
                | "less"
                | "more"
                | "fewer"
                | "cheaper"
                | "dearer"
                | "above"
                | "below"
        );
        let is_share = matches!(self.word(at + 2), "of" | "off") || is_told_of || (is_led && !self.is_noun(at + 2));
        if !is_share {
            return None;
        }
        self.push_share(100.0 / f64::from(parts), 2, at..at + 2);
        Some(at + 2)
    }

    pub(super) fn half(&mut self, at: usize) -> Option<usize> {
        let next = self.past_hyphen(at + 1);
        let article = usize::from(matches!(self.word(next), "a" | "an"));
        if let Some((unit, minutes)) = words::duration(self.word(next + article))
            && !(article == 0 && unit == "century")
        {
            let end = next + article + 1;
            let value = minutes * 0.5;
            self.push(self.quantity(Kind::Duration, value, value, unit, at..end));
            return Some(end);
        }
        let is_compound =
            next > at + 1 || matches!(self.word(next), "time" | "brother" | "sister" | "past" | "a" | "an");
        // "Half of what the union demands" compares, and no text says of what.
        let of = usize::from(self.word(next) == "of");
        let is_compared = self.word(next + of) == "what";
        if is_compound || is_compared || matches!(self.word_before(at, 1), "and" | "first" | "second") {
            return None;
        }
        self.push_share(50.0, 1, at..at + 1);
        Some(at + 1)
    }

    /// `doubled`, `twice as many`, `three times the size`.
    pub(super) fn fold(&mut self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let compares = |at: usize| matches!(self.word(at), "as" | "the" | "that" | "its" | "their" | "more" | "higher");
        if word == "twice" && !compares(at + 1) {
            // "Scored twice" against "scored three times".
            self.push(self.quantity(Kind::Count, 2.0, 2.0, &stem("times"), at..at + 1));
            return Some(at + 1);
        }
        let (factor, end) = if let Some(factor) = words::FOLDS.get(word) {
            (*factor, at + 1)
        } else if matches!(word, "twice" | "double" | "triple") && compares(at + 1) {
            (if word == "triple" { 3.0 } else { 2.0 }, at + 1)
        } else {
            let numeral = self.numeral(at)?;
            let times = self.past_hyphen(numeral.end);
            let is_fold = self.word(times) == "fold" || (self.word(times) == "times" && compares(times + 1));
            (numeral.value, is_fold.then_some(times + 1)?)
        };
        let quantity = self.quantity(Kind::Count, factor, factor, FOLD, at..end);
        self.push(quantity);
        Some(end)
    }

    /// `hundreds of`, `tens of thousands of`.
    pub(super) fn crowd(&mut self, at: usize) -> Option<usize> {
        let (mut low, mut high) = *words::CROWDS.get(self.word(at))?;
        let mut end = at + 1;
        if self.word(end) == "of"
            && let Some(factor) =
                words::MAGNITUDES.get(self.word(end + 1)).filter(|_| self.word(end + 1).ends_with('s'))
        {
            (low, high) = (low * factor, high * factor);
            end += 2;
        }
        if self.word(end) != "of" || self.word(at) == "tens" && end == at + 1 {
            return None;
        }
        let unit = self.counted_after(end + 1);
        let quantity = self.quantity(Kind::Count, low, high, &unit, at..end);
        self.push(Quantity { digits: 0, approximation: None, ..quantity });
        Some(end)
    }

    pub(super) fn push_share(&mut self, percent: f64, digits: u8, tokens: Range<usize>) {
        let quantity = Quantity { digits, ..self.quantity(Kind::Percent, percent, percent, "", tokens) };
        self.push(quantity);
    }

    /// `two-thirds`, `one fifth`, `three quarters`; "three quarters" of a year are none.
    pub(super) fn fraction(&mut self, numeral: Numeral) -> Option<usize> {
        if let Some(end) = self.one_in_so_many(numeral) {
            return Some(end);
        }
        let at = self.past_hyphen(numeral.end);
        let word = self.word(at);
        let parts = f64::from(*words::FRACTIONS.get(word).filter(|it| **it >= 3)?);
        let is_plural = word.ends_with('s');
        let is_time = parts == 4.0
            && at == numeral.end
            && matches!(self.word_before(numeral.start, 1), "last" | "past" | "first" | "next" | "previous" | "for");
        let agrees = is_plural == (numeral.value != 1.0);
        if !numeral.is_in_words || numeral.factor != 1.0 || numeral.value >= parts || !agrees || is_time {
            return None;
        }
        self.push_share(numeral.value / parts * 100.0, 2, numeral.start..at + 1);
        Some(at + 1)
    }

    /// `one in six`, `seven in ten`, `seven out of 18`, `one child in five`.
    pub(super) fn one_in_so_many(&mut self, numeral: Numeral) -> Option<usize> {
        let is_counted = self.word(numeral.end + 1) == "in" && numeral.is_in_words && self.is_noun(numeral.end);
        let joint = numeral.end + usize::from(is_counted);
        let at = match (self.word(joint), self.word(joint + 1)) {
            ("in", _) => joint + 1,
            ("out", "of") => joint + 2,
            _ => return None,
        };
        let all = self.numeral(at)?;
        // "Two goals in three games"
        if is_counted && (!all.is_in_words || self.is_noun(all.end)) {
            return None;
        }
        let is_share = numeral.factor == 1.0 && numeral.value < all.value && (2.0..=100.0).contains(&all.value);
        // "3 in 20 minutes" and "one in 10 March" are none.
        let is_alone = words::duration(self.word(self.past_hyphen(all.end))).is_none()
            && words::month(self.word(all.end)).is_none()
            && !self.is_mark(all.end, "%")
            && !matches!(self.word(all.end), "percent" | "per");
        if !is_share || !is_alone {
            return None;
        }
        self.push_share(numeral.value / all.value * 100.0, 2, numeral.start..all.end);
        Some(all.end)
    }
}
