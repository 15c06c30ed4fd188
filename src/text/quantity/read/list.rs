//! Lists, whose bare members share the measure of the last.

use super::{Reader, Reading};
use crate::text::quantity::{Kind, Quantity};
use crate::text::{TokenKind, words};

/// What is told in two units is told closely.
const JOINED_DIGITS: u8 = 4;

impl<'a> Reader<'a> {
    pub(super) fn share_measures(&mut self) {
        for end in 1..self.acc.len() {
            if !self.lends_its_measure(end) {
                continue;
            }
            let mut start = end;
            let mut has_conjunction = false;
            while start > 0
                && self.acc[start - 1].is_bare
                && let Some(joiner) = self.joiner_before(start)
            {
                has_conjunction |= joiner != Joiner::Comma;
                start -= 1;
            }
            // A single comma joins nothing: "in 5, 3 people".
            if !has_conjunction && end - start < 2 {
                continue;
            }
            for idx in (start..end).rev() {
                let is_or = self.joiner_before(idx + 1) == Some(Joiner::Or);
                let (members, lenders) = self.acc.split_at_mut(end);
                members[idx].borrow_measure(&lenders[0], is_or);
            }
        }
    }

    /// "One minute and 52 seconds", "two years, three months": one length of time.
    pub(super) fn join_measures(&mut self) {
        let mut idx = 1;
        while idx < self.acc.len() {
            let (one, other) = (&self.acc[idx - 1].quantity, &self.acc[idx].quantity);
            let is_exact = |it: &Quantity| it.kind == Kind::Duration && it.low == it.high;
            let between = one.tokens.end..other.tokens.start;
            let is_joined = between.is_empty()
                || (between.len() == 1 && (self.word(between.start) == "and" || self.is_mark(between.start, ",")));
            let is_part = is_exact(one)
                && is_exact(other)
                && other.approximation.is_none()
                && other.unit_minutes() < one.unit_minutes()
                && other.low < one.unit_minutes();
            if !is_part || !is_joined {
                idx += 1;
                continue;
            }
            let part = self.acc.remove(idx).quantity;
            let whole = &mut self.acc[idx - 1].quantity;
            whole.low += part.low;
            whole.high = whole.low;
            whole.digits = JOINED_DIGITS;
            whole.tokens.end = part.tokens.end;
            whole.span.end = part.span.end;
        }
    }

    /// "4 dollars instead of 2.50", "almost 81 percent, in the south only 58": the measure is said once.
    pub(super) fn leave_out_measures(&mut self) {
        for idx in 1..self.acc.len() {
            let start = self.acc[idx].quantity.tokens.start;
            let lead = (self.word_before(start, 2), self.word_before(start, 1));
            let is_compared = matches!(
                lead,
                ("instead", "of")
                    | ("rather", "than")
                    | ("compared", "with" | "to")
                    | ("up" | "down", "from")
                    | (_, "against")
            );
            let ends = self.tokens.get(self.acc[idx].quantity.tokens.end).is_none_or(|it| it.kind == TokenKind::Mark);
            let lender = &self.acc[idx - 1].quantity;
            let is_rest = matches!(lead.1, "only" | "just") && ends && lender.kind == Kind::Percent;
            // "From four years to two"
            let is_change = lead.1 == "to"
                && start == lender.tokens.end + 1
                && self.word_before(lender.tokens.start, 1) == "from"
                && ends;
            // "Offers 8 million euros and is asked for 13 million"
            let is_sum = lender.kind == Kind::Currency && self.acc[idx].factor >= 1e3 && ends;
            let lends = matches!(lender.kind, Kind::Percent | Kind::Currency | Kind::Duration)
                && self.lends_its_measure(idx - 1);
            if self.acc[idx].is_bare && lends && (is_compared || is_rest || is_change || is_sum) {
                let (before, bare) = self.acc.split_at_mut(idx);
                bare[0].borrow_measure(&before[idx - 1], true);
            }
        }
    }

    pub(super) fn lends_its_measure(&self, idx: usize) -> bool {
        let quantity = &self.acc[idx].quantity;
        match quantity.kind {
            Kind::Percent | Kind::Duration | Kind::Age => true,
            Kind::Currency => {
                let first = &self.tokens[quantity.tokens.start];
                first.kind == TokenKind::Number || words::NUMBERS.contains_key(first.folded.as_str())
            }
            Kind::Count => !quantity.unit.is_empty(),
            _ => false,
        }
    }

    /// What stands between the quantity at `idx` and the one before it.
    pub(super) fn joiner_before(&self, idx: usize) -> Option<Joiner> {
        let gap = self.acc[idx - 1].quantity.tokens.end..self.acc[idx].quantity.tokens.start;
        match self.tokens.get(gap)? {
            [comma] if comma.is_mark(",") => Some(Joiner::Comma),
            [comma, _] if !comma.is_mark(",") => None,
            [word] if word.folded == "to" => Some(Joiner::And),
            [word] | [_, word] if word.folded == "and" => Some(Joiner::And),
            [word] | [_, word] if word.folded == "or" => Some(Joiner::Or),
            _ => None,
        }
    }
}

impl Reading {
    pub(super) fn borrow_measure(&mut self, lender: &Reading, is_or: bool) {
        let quantity = &mut self.quantity;
        let mut factor = match lender.quantity.kind {
            Kind::Duration | Kind::Age => lender.quantity.unit_minutes(),
            _ => 1.0,
        };
        // "2 or 3 million"; "2 and 3 million" may be two and three million or just two.
        if is_or && self.factor == 1.0 && quantity.low < 1000.0 {
            factor *= lender.factor;
        }
        quantity.kind = lender.quantity.kind;
        quantity.unit.clone_from(&lender.quantity.unit);
        quantity.low *= factor;
        quantity.high *= factor;
        self.is_bare = false;
    }
}

/// What stands between two members of a list; "to" as in "fell 40 to 30 percent" joins like "and".
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Joiner {
    Comma,
    And,
    Or,
}
