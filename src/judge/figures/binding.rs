//! Which figure belongs to what: "€58m for roads" against "€96m for roads and €58m for cycling".

use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Sentence, Token, TokenKind};

use super::super::{ReasonKind, Seen, Strength, View};
use super::{Rival, in_the_claims_form, slot};

/// Words before a figure that may name what it belongs to.
const REACH_LEFT: usize = 4;

/// Tokens after a figure among which the word for what it measures stands.
const REACH_RIGHT: usize = 5;

/// The claim's figure stands in the best passage, but with another thing; and with the claim's thing the passage has
/// another figure of the kind.
pub(super) fn other_bearer(view: &View, quantity: &Quantity) -> Option<Seen> {
    let is_bindable =
        matches!(quantity.kind, Kind::Percent | Kind::Currency | Kind::Age | Kind::Duration | Kind::Count);
    let best = view.best().filter(|_| is_bindable && view.plain_coverage >= 0.6 && !quantity.is_small())?;
    let is_rival = |it: &&Quantity| quantity.is_comparable_with(it) || quantity.is_borne_out_by(it);
    let others: Vec<&Quantity> =
        best.sentence.quantities.iter().filter(|it| it.kind == quantity.kind).filter(is_rival).collect();
    let ours = |it: &&&Quantity| quantity.is_borne_out_by(it);
    if others.len() < 2 || others.iter().filter(ours).count() != 1 {
        return None;
    }
    let own = others.iter().find(ours)?;
    let rival = bound_otherwise(view, best, quantity, own, &others, after)
        .or_else(|| bound_otherwise(view, best, quantity, own, &others, before))
        .or_else(|| {
            let is_share = matches!(quantity.kind, Kind::Percent | Kind::Currency);
            bound_otherwise(view, best, quantity, own, &others, last_after).filter(|_| is_share)
        })?;
    let rival = Rival { quantity: rival, hit: best };
    if slot::keeps_order(view, quantity, &rival) || slot::is_told_by_head(view, quantity, &rival) {
        return None;
    }
    let words = in_the_claims_form(view, quantity, &rival);
    let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, quantity.span).against(best, rival.quantity.span);
    Some(seen.put_as(words).replaced_by_source())
}

/// The figure that the passage gives to the claim's thing, where it gives the claim's figure to another.
fn bound_otherwise<'a>(
    view: &View,
    best: &Hit,
    quantity: &Quantity,
    own: &Quantity,
    others: &[&'a Quantity],
    thing: fn(&Sentence, &Quantity) -> Option<usize>,
) -> Option<&'a Quantity> {
    let of = |sentence: &Sentence, it: &Quantity| thing(sentence, it).map(|idx| sentence.tokens[idx].stem.clone());
    let claimed = of(&view.sentence, quantity)?;
    let theirs = of(&best.sentence, own)?;
    let is_same = |stem: &str| view.hits.strength(&claimed, stem) >= 0.6;
    // The claim's own figures must be told apart by the same side, or the side says nothing.
    let is_told_apart = || {
        let mut twins = view.sentence.quantities.iter().filter(|it| *it != quantity && it.kind == quantity.kind);
        twins.all(|it| of(&view.sentence, it).as_deref() != Some(&claimed))
    };
    if is_same(&theirs) || !is_told_apart() {
        return None;
    }
    others.iter().copied().find(|it| *it != own && of(&best.sentence, it).is_some_and(|it| is_same(&it)))
}

/// Whether some passage of the sources has the figure right behind the same name: "Dahl, 16".
pub(super) fn is_behind_same_name(view: &View, quantity: &Quantity) -> bool {
    let Some(name) = before(&view.sentence, quantity).map(|it| &view.sentence.tokens[it].stem) else { return false };
    let is_same = |hit: &Hit, it: &Quantity| {
        quantity.is_borne_out_by(it)
            && before(&hit.sentence, it).is_some_and(|it| hit.sentence.tokens[it].stem == *name)
    };
    view.passages().any(|hit| hit.sentence.quantities.iter().any(|it| is_same(&hit, it)))
}

pub(super) fn is_break(token: &Token) -> bool {
    // "The plants' emissions" goes on.
    let joins = ["-", "/", "'"].iter().any(|it| token.is_mark(it));
    (token.kind == TokenKind::Mark && !joins)
        || token.kind == TokenKind::Quantity
        || matches!(token.folded.as_str(), "and" | "but" | "while" | "whereas" | "or")
}

/// The first content word after a figure, in its clause.
fn after(sentence: &Sentence, quantity: &Quantity) -> Option<usize> {
    let tokens = &sentence.tokens;
    (quantity.tokens.end..tokens.len().min(quantity.tokens.end + REACH_RIGHT))
        .take_while(|it| !is_break(&tokens[*it]))
        .find(|it| tokens[*it].is_content() && tokens[*it].stem != quantity.unit)
}

/// The last content word of the phrase after a figure: "44% of the coverage to the opposition".
fn last_after(sentence: &Sentence, quantity: &Quantity) -> Option<usize> {
    let tokens = &sentence.tokens;
    (quantity.tokens.end..tokens.len().min(quantity.tokens.end + 2 * REACH_RIGHT))
        .take_while(|it| !is_break(&tokens[*it]))
        .filter(|it| tokens[*it].is_content())
        .last()
}

/// The name right before a figure, a comma between them at most: "Alan Birtles, 71".
fn before(sentence: &Sentence, quantity: &Quantity) -> Option<usize> {
    let tokens = &sentence.tokens;
    let start = quantity.tokens.start;
    let near = (start.saturating_sub(REACH_LEFT)..start).rev();
    let mut near = near.skip_while(|it| tokens[*it].is_mark(",") || tokens[*it].is_mark("("));
    near.next().filter(|it| tokens[*it].is_content() && tokens[*it].is_name)
}
