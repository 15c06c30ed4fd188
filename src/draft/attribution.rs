//! Sources that are named in words: "Reuters, 3 March 2024", "according to Reuters on 3 March 2024".
//!
//! Whether such words name a source is for those to say who know the corpus; here it is read what they may name.

use std::sync::LazyLock;

use super::{Block, BlockKind, Citation, CitationKind};
use crate::text::{Kind, Quantity, Span, read_quantities, read_quotations, tokenize};

/// A source as words name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// What stands before the date: `Reuters`, `Jane Roe, Reuters`.
    pub name: String,
    /// As far as it is given: `2024`, `2024-03` or `2024-03-03`.
    pub date: Option<String>,
}

impl Named {
    /// Reads "Reuters, 3 March 2024", "Reuters on 3 March 2024", "the Reuters report (March 2024)".
    pub fn read(words: &str) -> Self {
        match read_dated(words) {
            Some((name, date, _)) => Self { name: name.to_owned(), date: Some(date) },
            None => Self { name: trimmed_name(words).to_owned(), date: None },
        }
    }
}

/// How an attribution is worded, and on which side of it the name stands.
struct Wording {
    words: &'static str,
    is_before_name: bool,
}

static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let lines = include_str!("attributions.txt").lines().filter(|it| !it.starts_with('#'));
    let wording = |line: &'static str| match line.strip_suffix("...") {
        Some(words) => Some(Wording { words: words.trim(), is_before_name: true }),
        None => Some(Wording { words: line.strip_prefix("...")?.trim(), is_before_name: false }),
    };
    lines.filter_map(wording).collect()
});

/// Words of a name, at most.
const LONGEST_NAME: usize = 7;

/// Words of a date with what leads to it, at most: `on the 3rd of March 2024`.
const LONGEST_DATE: usize = 7;

/// In bytes.
const LONGEST_PARENTHESIS: usize = 160;

/// The date that front matter gives.
pub(super) fn date_in_front_matter(text: &str) -> Option<String> {
    let lines = text.lines().filter_map(|it| it.split_once(':'));
    let value = lines.filter(|it| it.0.trim_end().eq_ignore_ascii_case("date")).map(|it| it.1).next()?;
    dated_quantity(value.trim().trim_matches(['"', '\''])).map(|it| it.1)
}

/// What may name a source in the running text, in order of place.
pub(super) fn find(text: &str, prose: &str, blocks: &[Block]) -> Vec<Citation> {
    let mut acc = Vec::new();
    let with_text = blocks.iter().filter(|it| it.language.is_read());
    for block in with_text.filter(|it| !matches!(it.kind, BlockKind::Heading | BlockKind::Footnote)) {
        parentheses(text, prose, block.span, &mut acc);
        let quotations = read_quotations(prose, block.span);
        for sentence in &block.sentences {
            attributions(text, prose, *sentence, &mut acc);
        }
        // What is quoted is another's attribution.
        acc.retain(|it| it.kind != CitationKind::Attribution || !quotations.iter().any(|q| q.outer.covers(it.span)));
    }
    acc.sort_by_key(|it| it.span);
    acc.dedup_by_key(|it| (it.span, it.target_span));
    acc
}

/// `(Reuters, 3 March 2024)`, `(AP, 2 March 2024; Reuters, 3 March 2024)`; `(Reuters)` at the end of a clause
fn parentheses(text: &str, prose: &str, block: Span, acc: &mut Vec<Citation>) {
    let mut from = block.start;
    while let Some(open) = prose[from..block.end].find('(').map(|idx| from + idx) {
        from = open + 1;
        let Some(close) = prose[from..block.end].find([')', '(']).map(|idx| from + idx) else { return };
        if !prose[close..].starts_with(')') || close - open > LONGEST_PARENTHESIS {
            continue;
        }
        let marker = Span::new(open, close + 1);
        let items = items(text, Span::new(from, close));
        let is_dated = |it: &Span| {
            let words = it.of(prose);
            let parts = read_dated(words).filter(|(name, _, rest)| is_name(name) && rest.is_empty());
            parts.is_some_and(|(name, _, _)| words[name.len()..].trim_start().starts_with(','))
        };
        let is_named = |it: &Span| is_name(it.of(prose)) && !is_short_form(&prose[block.start..open], it.of(prose));
        let is_source =
            items.iter().all(is_dated) || (ends_clause(&prose[..block.end], close) && items.iter().all(is_named));
        if !items.is_empty() && is_source {
            acc.extend(items.iter().map(|it| cite(text, CitationKind::SourceLine, marker, *it)));
        }
    }
}

/// Whether the parenthesis that is closed at `close` ends a clause, as a citation does.
fn ends_clause(prose: &str, close: usize) -> bool {
    let rest = prose[close + 1..].trim_start_matches(['”', '"', '’', '\'', '*', '_']);
    rest.trim().is_empty() || rest.starts_with(['.', ',', ';', ':', '!', '?'])
}

/// Whether a name in parentheses is the short form of the words before it, or they are that of the name: "the North
/// Atlantic Treaty Organization (NATO)", "the NATO (North Atlantic Treaty Organization)".
fn is_short_form(before: &str, name: &str) -> bool {
    let initials = |words: &[&str]| -> String {
        let capitals = words.iter().filter(|it| !is_small(it)).filter_map(|it| it.chars().next());
        capitals.flat_map(char::to_uppercase).collect()
    };
    let words: Vec<&str> = before.split_whitespace().rev().take(2 * LONGEST_NAME).collect();
    let words: Vec<&str> = words.into_iter().rev().collect();
    let letters: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    let is_short = !name.contains(' ') && letters.chars().filter(|it| it.is_uppercase()).count() > 1;
    let in_full: Vec<&str> = name.split_whitespace().collect();
    let is_full = in_full.len() > 1 && words.last().is_some_and(|it| it.trim_end_matches(',') == initials(&in_full));
    is_full || (is_short && initials(&words).ends_with(&letters.to_uppercase()))
}

/// The items of a list of sources, with semicolons between them.
pub(super) fn items(text: &str, within: Span) -> Vec<Span> {
    let mut acc = Vec::new();
    let mut start = within.start;
    let semicolons = within.of(text).match_indices(';').map(|it| within.start + it.0);
    for end in semicolons.chain([within.end]) {
        let item = super::markdown::trimmed(text, Span::new(start, end));
        if !item.is_empty() {
            acc.push(item);
        }
        start = end + 1;
    }
    acc
}

/// A citation in words. The locator behind its date is a part of it.
pub(super) fn cite(text: &str, kind: CitationKind, span: Span, target_span: Span) -> Citation {
    let words = target_span.of(text);
    let target = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let locator = super::locator::find(text, target_span);
    Citation { kind, span, target_span, target, definition: None, locator }
}

fn attributions(text: &str, prose: &str, sentence: Span, acc: &mut Vec<Citation>) {
    let words = sentence.of(prose);
    // Of the same length, as only letters of ASCII are changed.
    let lower = words.to_ascii_lowercase();
    for wording in WORDINGS.iter() {
        for (idx, found) in lower.match_indices(wording.words) {
            let end = idx + found.len();
            let is_word = words[..idx].chars().next_back().is_none_or(|it| !it.is_alphanumeric())
                && words[end..].chars().next().is_none_or(char::is_whitespace);
            if !is_word {
                continue;
            }
            let name = match wording.is_before_name {
                true => name_after(words, end),
                false => name_before(words, idx),
            };
            let Some(name) = name else { continue };
            let after = if wording.is_before_name { name.end } else { end };
            let end = date_after(words, after).unwrap_or(name.end);
            let span = Span::new(name.start, end.max(name.end)).shifted(sentence.start);
            let target = match end > name.end {
                true => format!("{}, {}", name.of(words), words[after..end].trim_start_matches([',', ' ', '('])),
                false => name.of(words).to_owned(),
            };
            let citation = cite(text, CitationKind::Attribution, span, span);
            acc.push(Citation { target, locator: None, ..citation });
        }
    }
}

/// The words around an attribution that go with it: "according to Reuters on 3 March 2024,", "Reuters reported on 3 March
/// 2024 that".
pub(super) fn whole(prose: &str, citation: Span) -> Span {
    let (before, after) = (&prose[..citation.start], &prose[citation.end..]);
    let before = before.strip_suffix("the ").unwrap_or(before).trim_end();
    let leads = WORDINGS.iter().filter(|it| it.is_before_name);
    let ends_with = |lead: &str| {
        let start = before.len().checked_sub(lead.len())?;
        before.get(start..).filter(|it| it.eq_ignore_ascii_case(lead)).map(|_| start)
    };
    let start = leads.filter_map(|it| ends_with(it.words)).min();
    let tails = [" that ", ", "];
    let tail = tails.iter().filter(|it| after.starts_with(**it)).map(|it| it.len() - 1).next().unwrap_or_default();
    let is_opening =
        start.is_none_or(|it| prose[..it].trim_end().ends_with(['.', '\n', '!', '?']) || prose[..it].trim().is_empty());
    Span::new(start.unwrap_or(citation.start), citation.end + if is_opening { tail } else { 0 })
}

/// The name that follows: words with a capital, and the small ones between them.
fn name_after(words: &str, from: usize) -> Option<Span> {
    let mut acc: Option<Span> = None;
    for word in spans_of_words(words, from).take(LONGEST_NAME) {
        let written = word.of(words);
        let bare = written.trim_end_matches([',', '.', ';', ':', ')']);
        let bare = bare.strip_suffix("'s").or(bare.strip_suffix("’s")).unwrap_or(bare);
        if bare.starts_with(char::is_uppercase) {
            let start = acc.map_or(word.start, |it| it.start);
            acc = Some(Span::new(start, word.start + bare.len()));
        } else if !is_small(bare) {
            break;
        }
        if bare.len() < written.len() {
            break;
        }
    }
    acc
}

/// The name that ends before a place.
fn name_before(words: &str, to: usize) -> Option<Span> {
    let all: Vec<Span> = spans_of_words(&words[..to], 0).collect();
    let mut acc: Option<Span> = None;
    for word in all.iter().rev().take(LONGEST_NAME) {
        let written = word.of(words);
        if written.ends_with([',', '.', ';', ':', ')']) {
            break;
        }
        if written.starts_with(char::is_uppercase) {
            let end = acc.map_or(word.end, |it| it.end);
            acc = Some(Span::new(word.start, end));
        } else if acc.is_none() || !is_small(written) {
            break;
        }
    }
    acc
}

/// Where the date that follows ends: `, 3 March 2024`, ` on 3 March 2024`, ` (March 2024`.
fn date_after(words: &str, from: usize) -> Option<usize> {
    let rest: Vec<Span> = spans_of_words(words, from).take(LONGEST_DATE).collect();
    let end = rest.last()?.end;
    let stretch = &words[from..end];
    let (quantity, _) = dated_quantity(stretch)?;
    let lead = stretch[..quantity.span.start].trim_matches([',', ' ', '(']);
    let is_lead = matches!(lead, "" | "on" | "in" | "of" | "dated" | "on the" | "of the");
    is_lead.then_some(from + quantity.span.end)
}

fn spans_of_words(words: &str, from: usize) -> impl Iterator<Item = Span> {
    let place = move |word: &str| word.as_ptr() as usize - words.as_ptr() as usize;
    words[from..].split_whitespace().map(move |it| Span::new(place(it), place(it) + it.len()))
}

fn is_small(word: &str) -> bool {
    matches!(word, "the" | "of" | "and" | "for" | "&" | "de" | "la" | "a" | "an")
}

/// Whether words with a capital, and small ones between them, are all there is.
fn is_name(words: &str) -> bool {
    let mut all = words.split([' ', ',']).filter(|it| !it.is_empty()).peekable();
    let is_part = |it: &str| is_small(it) || it.starts_with(|c: char| c.is_uppercase() || "“\"'‘".contains(c));
    all.peek().is_some() && words.starts_with(char::is_uppercase) && (words.contains(['“', '"']) || all.all(is_part))
}

/// The name before the first date with a year, the date, and what follows it.
fn read_dated(words: &str) -> Option<(&str, String, &str)> {
    let (quantity, date) = dated_quantity(words)?;
    let name = trimmed_name(&words[..quantity.span.start]);
    let rest = words[quantity.span.end..].trim_matches([')', ' ', '.', ',']);
    (!name.is_empty()).then_some((name, date, rest))
}

/// A name without the words that lead from it to a date.
fn trimmed_name(words: &str) -> &str {
    let mut name = words.trim().trim_end_matches(['(', ',', ' ', '.', '–', '—', ':']);
    for lead in [" on the", " on", " in", " of", " dated"] {
        name = name.strip_suffix(lead).unwrap_or(name).trim_end_matches([',', ' ']);
    }
    let start = name.trim_start_matches(['(', ' ', '*', '_']);
    start.strip_prefix("the ").or(start.strip_prefix("The ")).unwrap_or(start)
}

/// The first date of the words that has a year, and the date as sources have theirs.
fn dated_quantity(words: &str) -> Option<(Quantity, String)> {
    let tokens = tokenize(words, Span::new(0, words.len()));
    read_quantities(&tokens, words).into_iter().find_map(|it| {
        let date = match (it.kind, it.date) {
            (Kind::Date, Some(date)) => match (date.year?, date.month, date.day) {
                (year, month, Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
                (year, month, None) => format!("{year:04}-{month:02}"),
            },
            (Kind::Year, _) if it.low == it.high => format!("{:04.0}", it.low),
            _ => return None,
        };
        Some((it, date))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;

    fn check(text: &str, expected: &[&str]) {
        let draft = Draft::parse(text);
        let seen: Vec<String> = draft
            .attributions
            .iter()
            .map(|it| format!("{:?} {} -> {}", it.kind, it.span.of(text), it.target))
            .collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn a_publisher_that_is_named_may_be_a_citation() {
        check(
            "The fleet grew, according to Reuters on 3 March 2024.",
            &["Attribution Reuters on 3 March 2024 -> Reuters, on 3 March 2024"],
        );
        check("According to the minister, the fleet grew.", &[]);
        check(
            "Reuters reported on 3 March 2024 that the fleet grew.",
            &["Attribution Reuters reported on 3 March 2024 -> Reuters, on 3 March 2024"],
        );
        check(
            "The Wall Street Journal wrote that it grew.",
            &["Attribution The Wall Street Journal -> The Wall Street Journal"],
        );
        check("He told Reuters that “according to AP” it grew.", &["Attribution Reuters -> Reuters"]);
        check("`according to Reuters` is code. It grew.", &[]);
    }

    #[test]
    fn a_name_and_a_date_in_parentheses_may_be_a_citation() {
        check("It grew (Reuters, 3 March 2024).", &["SourceLine (Reuters, 3 March 2024) -> Reuters, 3 March 2024"]);
        check(
            "It grew (AP, 2 May 2024; Reuters, 3 May 2024).",
            &[
                "SourceLine (AP, 2 May 2024; Reuters, 3 May 2024) -> AP, 2 May 2024",
                "SourceLine (AP, 2 May 2024; Reuters, 3 May 2024) -> Reuters, 3 May 2024",
            ],
        );
        check("It grew (by 3 May 2024), then fell (see below).", &[]);
        check("It grew (Reuters).", &["SourceLine (Reuters) -> Reuters"]);
        check(
            "It grew (Reuters; AP), then fell.",
            &["SourceLine (Reuters; AP) -> Reuters", "SourceLine (Reuters; AP) -> AP"],
        );
    }

    #[test]
    fn a_name_in_parentheses_that_belongs_to_the_words_is_no_citation() {
        for text in [
            "The ferry (Aurora) grew.",
            "It was told to the North Atlantic Treaty Organization (NATO).",
            "It was told to NATO (North Atlantic Treaty Organization).",
            "It grew (see Reuters).",
            "It grew (by far).",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_name_is_told_from_its_date() {
        let read = |it: &str| {
            let named = Named::read(it);
            (named.name, named.date.unwrap_or_default())
        };
        let reuters = |date: &str| ("Reuters".to_owned(), date.to_owned());
        assert_eq!(read("Reuters, 3 March 2024"), reuters("2024-03-03"));
        assert_eq!(read("Reuters, March 3, 2024"), reuters("2024-03-03"));
        assert_eq!(read("the Reuters (March 2024)"), reuters("2024-03"));
        assert_eq!(read("Reuters, on 2024-03-03"), reuters("2024-03-03"));
        assert_eq!(read("Reuters 2024"), reuters("2024"));
        assert_eq!(read("Reuters"), reuters(""));
    }
}
