//! Puts a name or a phrase into the glossary.

use crate::check::{Context, Report};
use crate::lexicon::{TermKind, is_key_phrase, is_verb};
use crate::text::{Sentence, Span, Token, TokenKind, squeezed, stem, thesaurus, visible, words};

use super::super::cursor::{mentions_in, sentence_span};
use super::{Action, ActionKind, Deed};

/// Longest term that goes into the glossary, in bytes.
const LONGEST: usize = 80;

/// The selected words, or the name at the cursor, for the glossary.
pub(super) fn action(context: &Context, report: &Report, span: Span) -> Option<Action> {
    let draft = &report.draft;
    // Helix, for one, has no cursor but a selection of one character.
    let is_cursor = span.of(&draft.text).chars().nth(1).is_none();
    let words = if is_cursor {
        let mention = mentions_in(context, report, span.start).into_iter().find(|it| it.span.touches(span.start))?;
        let is_listed = context.lexicon.terms().get(mention.term)?.kind == TermKind::Glossary;
        if is_listed {
            return None;
        }
        mention.span.of(&draft.prose).to_owned()
    } else {
        let is_one_line = !span.of(&draft.text).trim().contains('\n');
        let words = squeezed(span.of(&draft.prose));
        let is_listed = |it: &crate::lexicon::Term| {
            it.kind == TermKind::Glossary && (it.name == words || it.aliases.contains(&words))
        };
        let is_wanted = is_one_line
            && !cuts_a_word(span, &draft.text)
            && words.len() <= LONGEST
            && is_term(report, span)
            && !context.lexicon.terms().iter().any(is_listed);
        if !is_wanted {
            return None;
        }
        words
    };
    Some(Action {
        title: format!("Add “{}” to the glossary", visible(&words)),
        kind: ActionKind::Rewrite,
        finding: None,
        is_preferred: false,
        deed: Deed::AddTerm { words },
    })
}

/// Whether the span begins or ends within a word.
fn cuts_a_word(span: Span, text: &str) -> bool {
    [span.start, span.end].into_iter().any(|at| {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a glossary would have the selected words: a name, a phrase of nouns, or a word that no dictionary has.
/// "years" is none, and "the proposals foresee" is none either.
fn is_term(report: &Report, span: Span) -> bool {
    let prose = &report.draft.prose;
    let Some(within) = sentence_span(report, span.start) else { return false };
    let sentence = Sentence::read(prose, within);
    let first_word = sentence.first_word();
    let is_inside = |it: &Token| span.start <= it.span.start && it.span.end <= span.end;
    let selected: Vec<(usize, &Token)> = sentence.tokens.iter().enumerate().filter(|it| is_inside(it.1)).collect();
    let (Some((_, first)), Some((_, last))) = (selected.first(), selected.last()) else { return false };
    let is_whole =
        span.end <= within.end && first.is_material() && (last.is_material() || last.kind == TokenKind::Number);
    let says_something =
        |it: &Token| !it.is_capital && (is_verb(&it.folded) || words::AUXILIARIES.contains(it.folded.as_str()));
    if !is_whole || [first, last].into_iter().any(|it| is_unit(it)) || selected.iter().any(|it| says_something(it.1)) {
        return false;
    }
    // The first word of a sentence has its capital from there, unless no dictionary has it.
    let is_name = |(at, it): &(usize, &Token)| {
        let is_ordinary = Some(*at) == first_word && !it.is_acronym && thesaurus::knows(&stem(&it.folded));
        it.is_content() && it.is_capital && !it.is_of_calendar() && !is_ordinary
    };
    let words: Vec<&Token> = selected.iter().map(|it| it.1).filter(|it| !it.is_mark("-")).collect();
    match words.as_slice() {
        _ if selected.iter().any(is_name) => true,
        [word] => word.is_content() && !thesaurus::knows(&word.stem),
        _ => is_key_phrase(&words),
    }
}

/// Whether the word only says what a figure counts, as "years" and "km" do.
fn is_unit(token: &Token) -> bool {
    words::duration(&token.folded).is_some() || words::UNITS.contains_key(token.folded.as_str())
}
