//! "He resigned" as the first words of a draft: nobody can tell who did.

use super::acts::{Subject, acts};
use super::{ReasonKind, Seen, Strength, View};
use crate::text::is_reporting;

/// The draft opens with a pronoun, and names nobody whom it could stand for.
pub(super) fn judge(view: &View) -> Option<Seen> {
    // Without capitals it cannot be told where a name follows.
    let may_be_told = view.claim.opens_draft && !view.sentence.is_lower_case && !view.sentence.is_title_case;
    let first = view.sentence.first_word().filter(|_| may_be_told)?;
    let tokens = &view.sentence.tokens;
    let pronoun = &tokens[first];
    if pronoun.is_quoted || !matches!(pronoun.folded.as_str(), "he" | "she" | "they") {
        return None;
    }
    // "He may be eighty, but Dahl still sails", "She is gone, said Dahl": the name follows.
    let is_named = |it: usize| tokens[it].is_word() && tokens[it].is_name;
    let beside = |it: usize| [it.checked_sub(1), Some(it + 1)].into_iter().flatten().filter(|it| *it < tokens.len());
    let is_told_by = (first + 2..tokens.len()).any(|it| is_reporting(&tokens[it]) && beside(it).any(is_named));
    // "He believes Dahl must leave" speaks of two, "he may be eighty, but Dahl still sails" of one.
    let opens_clause = |it: usize| {
        let before = &tokens[it.saturating_sub(1)];
        before.is_mark(",") || matches!(before.folded.as_str(), "but" | "and")
    };
    let is_main =
        |it: &Subject| matches!(it, Subject::Named(names) if names.start > first && opens_clause(names.start));
    let is_named_later = is_told_by || acts(&view.sentence).iter().any(|it| is_main(&it.subject));
    (!is_named_later).then(|| Seen::new(ReasonKind::Nobody, Strength::Unsupported, pronoun.span))
}
