//! Quarters of a year: the third quarter of 2020 is not that of 2019.

use crate::text::{Kind, Quantity, Sentence};

use super::super::View;
use super::Rival;

/// Another year with the claim's quarter, where no source of the evidence has the two together.
pub(super) fn rival<'a>(view: &'a View, year: &Quantity) -> Option<Rival<'a>> {
    let ours = quarter_of(&view.sentence, year)?;
    let is_same =
        |sentence: &Sentence, other: &Quantity| quarter_of(sentence, other).is_some_and(|it| it.low == ours.low);
    let is_told = view.passages().any(|hit| {
        let mut years = hit.sentence.quantities.iter();
        years.any(|it| year.is_borne_out_by(it) && is_same(&hit.sentence, it))
    });
    if is_told {
        return None;
    }
    view.best_first().find_map(|hit| {
        let quantity = hit.sentence.quantities.iter().find(|it| is_same(&hit.sentence, it))?;
        Some(Rival { quantity, hit })
    })
}

/// The quarter that stands with the year: "Q3 2020", "the third quarter of 2020", "2020 third quarter".
fn quarter_of<'a>(sentence: &'a Sentence, year: &Quantity) -> Option<&'a Quantity> {
    let is_quarter = |it: &&Quantity| it.kind == Kind::Ordinal && !it.unit.is_empty();
    let is_between = |from: usize, to: usize| {
        let mut words = sentence.tokens[from..to].iter().map(|it| it.folded.as_str());
        words.all(|it| matches!(it, "quarter" | "of" | "the" | "fiscal" | "financial" | "calendar" | "in" | "," | "'s"))
    };
    let stands_by = |it: &&Quantity| match it.tokens.start < year.tokens.start {
        true => is_between(it.tokens.end, year.tokens.start),
        false => it.tokens.start == year.tokens.end,
    };
    (year.kind == Kind::Year).then_some(())?;
    sentence.quantities.iter().filter(is_quarter).find(stands_by)
}
