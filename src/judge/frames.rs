//! Claims that say what a source is: "the document is a conversation between two people discussing the ferry".

use crate::text::{TokenKind, words};

use super::View;

/// So many words at least say what the source is, or they say something of it.
const LEAST: usize = 3;

/// From this share on, the window is about what the source is said to be about. Few words are left to tell.
const TOPIC: f64 = 0.5;

/// The first token behind the words that say what the source is; `None` where the claim does not begin with such words.
fn topic(view: &View) -> Option<usize> {
    let tokens = &view.sentence.tokens;
    let is_number = |at: usize| matches!(tokens[at].kind, TokenKind::Number | TokenKind::Quantity);
    let is_counted = |at: usize| view.sentence.quantity_at(at).is_some();
    let is_frame = |at: usize| words::FRAME_STEMS.contains(tokens[at].stem.as_str());
    let start = usize::from(tokens.first().is_some_and(|it| matches!(it.folded.as_str(), "the" | "this")));
    if !tokens.get(start).is_some_and(|_| is_frame(start)) {
        return None;
    }
    let end = (start..tokens.len())
        .find(|it| tokens[*it].is_content() && !is_frame(*it) && !is_number(*it) && !is_counted(*it))?;
    let n = (start..end).filter(|it| is_frame(*it)).count();
    (n >= LEAST).then_some(end)
}

/// Whether the claim says what the source is, which no source does of itself, and the window covers what it is said to
/// be about.
pub(super) fn has_topic(view: &View) -> bool {
    let coverage = |topic: usize| view.hits.coverage_of(&view.hits.window.matches, |it| it.token >= topic);
    topic(view).is_some_and(|it| coverage(it) >= TOPIC)
}
