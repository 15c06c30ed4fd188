//! Ranges with one end in common: "10 to 24" is not "13 to 24".

use crate::retrieve::Hit;
use crate::text::{Kind, Quantity};

use super::super::View;
use super::Rival;

/// How far apart the other ends may lie: they are rounded at times.
const LEEWAY: f64 = 0.05;

/// A range of the evidence that has one end in common with the claim's, where none is the claim's.
pub(super) fn rival<'a>(view: &'a View, quantity: &Quantity) -> Option<Rival<'a>> {
    let is_range = |it: &Quantity| it.low < it.high && it.digits > 0 && it.kind != Kind::Year;
    if !is_range(quantity) {
        return None;
    }
    let is_near = |one: f64, other: f64, leeway: f64| (one - other).abs() <= leeway * other.abs();
    let all = || {
        let of_hit = |hit: &'a Hit| hit.sentence.quantities.iter().map(move |quantity| Rival { quantity, hit });
        view.best_first()
            .flat_map(of_hit)
            .filter(|it| is_range(it.quantity) && quantity.is_comparable_with(it.quantity))
    };
    let is_same =
        |it: Rival| is_near(quantity.low, it.quantity.low, LEEWAY) && is_near(quantity.high, it.quantity.high, LEEWAY);
    if all().any(is_same) {
        return None;
    }
    all().find(|it| is_near(quantity.low, it.quantity.low, 1e-6) || is_near(quantity.high, it.quantity.high, 1e-6))
}
