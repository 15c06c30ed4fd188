//! Results such as 3-2, which say something else the other way round.

use crate::text::{Quantity, Sentence, Span};

use super::super::{ReasonKind, Seen, Strength, View};
use super::slot::agreement;

/// How well the words around must agree: a result may be told from the other side.
const SAME_SIDE: f64 = 0.75;

/// The evidence has the claim's result the other way round, and nowhere as the claim has it.
pub(super) fn turned_round(view: &View, quantity: &Quantity) -> Option<Seen> {
    let (ours, span) = tally(&view.sentence, quantity, &view.claim.text)?;
    let mut other = None;
    for hit in view.best_first() {
        for theirs in &hit.sentence.quantities {
            let Some((result, place)) = tally(&hit.sentence, theirs, &hit.document.text) else { continue };
            if result == ours {
                return None;
            }
            if result == (ours.1, ours.0) && agreement(view, quantity, hit, theirs) >= SAME_SIDE {
                other.get_or_insert((hit, place));
            }
        }
    }
    let (hit, place) = other?;
    Some(Seen::new(ReasonKind::Figure, Strength::Conflict, span).against(hit, place).replaced_by_source())
}

/// The two numbers of a result that the quantity is the first part of, with their place.
fn tally(sentence: &Sentence, quantity: &Quantity, text: &str) -> Option<((u32, u32), Span)> {
    let at = quantity.tokens.start;
    let [one, dash, other] = sentence.tokens.get(at..at + 3)? else { return None };
    let number = |it: &crate::text::Token| it.span.of(text).parse::<u32>().ok();
    let is_joined = dash.is_mark("-") && one.span.end == dash.span.start && dash.span.end == other.span.start;
    let goes_on = sentence.tokens.get(at + 3).is_some_and(|it| it.is_mark("-") && it.span.start == other.span.end);
    let result = (number(one)?, number(other)?);
    (is_joined && !goes_on && result.0 != result.1 && result.0.max(result.1) < 200)
        .then(|| (result, Span::new(one.span.start, other.span.end)))
}
