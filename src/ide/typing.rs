//! What is not yet to be said about a sentence that the writer is at work on.

use crate::check::Report;
use crate::draft::Draft;
use crate::rules::Finding;
use crate::text::Span;

/// See [`super::held_back`].
pub(super) fn held_back(report: &Report, caret: usize, standing: &[(&str, Span)]) -> Vec<usize> {
    let Some((sentence, is_ended)) = sentence_in_hand(&report.draft, caret) else { return Vec::new() };
    let is_held = |it: &Finding| {
        let is_new = !standing.contains(&(it.rule, it.span));
        let is_whole = it.claim.and_then(|idx| report.claims.get(idx)).is_some_and(|claim| claim.claim.span == it.span);
        // What was found in the very words that are being retyped is about half of them.
        it.span.overlaps(sentence) && (!is_ended || is_new || (it.span.touches(caret) && !is_whole))
    };
    let held = report.findings.iter().enumerate().filter(|it| is_held(it.1));
    held.map(|it| it.0).collect()
}

/// The sentence that the caret is in, or at the end of while it has no mark there; and whether it has one.
fn sentence_in_hand(draft: &Draft, caret: usize) -> Option<(Span, bool)> {
    let is_closing = |c: char| c.is_whitespace() || "\"'”’»)]}*_".contains(c);
    let sentences = draft.blocks.iter().flat_map(|it| &it.sentences).copied();
    let sentence = sentences.take_while(|it| it.start <= caret).last()?;
    let written = sentence.of(&draft.text);
    let is_ended = written.trim_end_matches(is_closing).ends_with(['.', '!', '?', '…', ':', ';']);
    if sentence.end >= caret {
        let is_at_end = Span::new(caret, sentence.end).of(&draft.text).chars().all(is_closing);
        return (!is_at_end || !is_ended).then_some((sentence, is_ended || !is_at_end));
    }
    // Beyond an empty line something else begins.
    let behind = Span::new(sentence.end, caret).of(&draft.text);
    let is_at_end = behind.chars().all(is_closing) && behind.matches('\n').count() < 2;
    (is_at_end && !is_ended).then_some((sentence, false))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Level;

    /// The sentence that is held at the caret `|`, and whether it counts as ended.
    fn check(text: &str, expected: Option<(&str, bool)>) {
        let caret = text.find('|').expect("a caret");
        let text = text.replace('|', "");
        let draft = Draft::parse(&text);
        let found = sentence_in_hand(&draft, caret).map(|it| (it.0.of(&text), it.1));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_sentence_is_unfinished_while_the_caret_is_at_its_end_and_it_has_no_mark() {
        check("The port opened in 2014. It has 20 crane|", Some(("It has 20 crane", false)));
        check("The port has 20 cranes |\n\nIt is open.", Some(("The port has 20 cranes", false)));
        check("It has (20 cranes|)", Some(("It has (20 cranes)", false)));
        check("- The port has 20|\n- It is open.", Some(("The port has 20", false)));
    }

    #[test]
    fn one_with_a_mark_is_finished_once_the_caret_is_behind_it() {
        check("The port has 20 cranes.|", None);
        check("The port has 20 cranes.” |", None);
        check("The port has 20 cranes\n\n|", None);
        check("The port has 20 cranes\n\nIt is open.|", None);
        check("|", None);
    }

    #[test]
    fn one_is_in_hand_while_the_caret_is_in_it() {
        check("It is open. The port has 2| cranes. It is old.", Some(("The port has 2 cranes.", true)));
        check("The port has 20 cranes in 201|.", Some(("The port has 20 cranes in 201.", true)));
        check("The |port has 20 cranes", Some(("The port has 20 cranes", true)));
    }

    #[test]
    fn what_stood_before_stays_unless_its_very_words_are_retyped() {
        let text = "It is open. The port has 2 old cranes. It is old.";
        let span = |words: &str| {
            let start = text.find(words).expect("in the draft");
            Span::new(start, start + words.len())
        };
        let finding = |rule: &'static str, words: &str| Finding {
            rule,
            level: Level::Warning,
            span: span(words),
            message: String::new(),
            claim: None,
            evidence: Vec::new(),
            fixes: Vec::new(),
        };
        let findings = vec![
            finding("conflicting-figure", "2 old"),
            finding("conflicting-name", "cranes"),
            finding("unsupported-claim", "cranes"),
            finding("conflicting-name", "It is old"),
        ];
        let report = Report { draft: Arc::new(Draft::parse(text)), findings, ..Report::default() };
        let standing = [("conflicting-figure", span("2 old")), ("conflicting-name", span("cranes"))];
        let caret = span("2").end;
        assert_eq!(held_back(&report, caret, &standing), [0, 2]);
        assert_eq!(held_back(&report, caret, &[]), [0, 1, 2]);
        assert_eq!(held_back(&report, text.len(), &[]), [] as [usize; 0]);
    }
}
