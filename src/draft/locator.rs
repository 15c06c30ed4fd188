//! Which place of a source a citation names.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::text::Span;

/// What a locator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocatorKind {
    Book,
    Chapter,
    Column,
    Figure,
    Folio,
    Issue,
    Line,
    Note,
    Opus,
    Page,
    Paragraph,
    Part,
    Section,
    SubVerbo,
    Table,
    Verse,
    Volume,
    /// `[[note#Heading]]`: by its words, or by the slug that they give.
    Heading,
    /// `[[note#^id]]`: a block that ends in `^id`.
    Block,
}

/// A place of a source: `p. 3`, `chap. 2`, `#page=12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locator {
    pub kind: LocatorKind,
    /// Without the term: `33-35`, `ii`, the words of a heading.
    pub value: String,
    /// In the draft, together with the comma or the brackets that part it from the key.
    pub span: Span,
    /// Where the value stands; for a link the whole of its fragment.
    pub value_span: Span,
}

impl Locator {
    /// The numbers it names, in the order written; roman ones are left out, as they count other pages than the rest.
    /// `33-5` is read as 33 to 35.
    pub fn ranges(&self) -> Vec<RangeInclusive<u32>> {
        let parts = self.value.split([',', '&', ';']).flat_map(|it| it.split(" and "));
        parts.filter_map(|it| range(it.trim())).collect()
    }
}

/// The kinds with what is written for them, the longest first.
static TERMS: LazyLock<Vec<(&str, LocatorKind)>> = LazyLock::new(|| {
    let lines = include_str!("locators.txt").lines().filter(|it| !it.starts_with('#'));
    let mut acc: Vec<(&str, LocatorKind)> = Vec::new();
    for line in lines {
        let mut words = line.split_whitespace();
        let Some(kind) = words.next().and_then(kind) else { continue };
        acc.extend(words.map(|it| (it, kind)));
    }
    acc.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
    acc
});

fn kind(name: &str) -> Option<LocatorKind> {
    use LocatorKind::*;
    Some(match name {
        "book" => Book,
        "chapter" => Chapter,
        "column" => Column,
        "figure" => Figure,
        "folio" => Folio,
        "issue" => Issue,
        "line" => Line,
        "note" => Note,
        "opus" => Opus,
        "page" => Page,
        "paragraph" => Paragraph,
        "part" => Part,
        "section" => Section,
        "sub-verbo" => SubVerbo,
        "table" => Table,
        "verse" => Verse,
        "volume" => Volume,
        _ => return None,
    })
}

/// The locator at the start of `within`, which is what follows a key: `, p. 3`, ` {pp. iv, vi-xi}`, `, 33-35 and *passim*`.
/// A number without a term is a page, as pandoc reads it.
pub(super) fn read(text: &str, within: Span) -> Option<Locator> {
    let words = within.of(text);
    let mut at = skip_space(words, 0);
    let mut is_apart = at > 0;
    if words[at..].starts_with(',') {
        at = skip_space(words, at + 1);
        is_apart = true;
    }
    if let Some(inner) = braced(&words[at..]) {
        let (kind, start) = term(inner.trim_start()).unwrap_or((LocatorKind::Page, 0));
        let value = inner.trim_start()[start..].trim();
        let span = Span::new(within.start, within.start + at + inner.len() + 2);
        let value_span = place_of(value, text);
        return (!value.is_empty()).then(|| Locator { kind, value: value.to_owned(), span, value_span });
    }
    let (kind, start, is_labelled) = match term(&words[at..]) {
        Some((kind, len)) => (kind, at + len, true),
        None => (LocatorKind::Page, at, false),
    };
    let len = value_len(&words[start..], is_labelled);
    // A number that touches the key is a part of it.
    (len > 0 && is_apart).then(|| Locator {
        kind,
        value: words[start..start + len].to_owned(),
        span: Span::new(within.start, within.start + start + len),
        value_span: Span::new(start, start + len).shifted(within.start),
    })
}

/// The locator in the fragment of a link to a file: `page=12`, `page-12`, `L12`, `^id`, `heading`.
pub(super) fn read_fragment(fragment: &str, span: Span) -> Option<Locator> {
    let number = |lead: &str| {
        let rest = fragment.strip_prefix(lead)?;
        let digits = rest.split(['&', '-', 'C']).next().unwrap_or_default();
        (!digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())).then(|| digits.to_owned())
    };
    let (kind, value) = if let Some(page) = number("page=").or_else(|| number("page-")) {
        (LocatorKind::Page, page)
    } else if let Some(line) = number("L") {
        (LocatorKind::Line, line)
    } else if let Some(id) = fragment.strip_prefix('^') {
        (LocatorKind::Block, id.to_owned())
    } else {
        // `[[note#One#Two]]` leads to the last of the headings.
        let last = fragment.rsplit('#').next().unwrap_or_default();
        match last.strip_prefix('^') {
            Some(id) => (LocatorKind::Block, id.to_owned()),
            None => (LocatorKind::Heading, last.trim().to_owned()),
        }
    };
    // `#:~:text=` is for browsers.
    (!value.is_empty() && !value.starts_with(":~:")).then_some(Locator { kind, value, span, value_span: span })
}

/// The first locator with a term of its own in a run of text: `p. 3` in "Agency, Report, p. 3."
pub(super) fn find(text: &str, within: Span) -> Option<Locator> {
    let words = within.of(text);
    let mut starts = words.char_indices().filter(|(idx, c)| {
        let before = words[..*idx].chars().next_back();
        !c.is_whitespace() && before.is_some_and(|it| it.is_whitespace() || it == ',' || it == '(')
    });
    starts.find_map(|(idx, _)| {
        let (kind, len) = term(&words[idx..])?;
        let start = idx + len;
        let value = value_len(&words[start..], true);
        let is_short = matches!(kind, LocatorKind::Page | LocatorKind::Paragraph | LocatorKind::Section);
        // "no. 3" and "v. 2" are as often a part of the title.
        (value > 0 && is_short).then(|| Locator {
            kind,
            value: words[start..start + value].to_owned(),
            span: Span::new(within.start + idx, within.start + start + value),
            value_span: Span::new(start, start + value).shifted(within.start),
        })
    })
}

/// Where a part of a text stands in it.
fn place_of(part: &str, text: &str) -> Span {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(start, start + part.len())
}

fn skip_space(words: &str, from: usize) -> usize {
    words.len() - words[from..].trim_start().len()
}

/// What stands between the brace at the start and the one that closes it.
fn braced(words: &str) -> Option<&str> {
    let mut depth = 0;
    for (idx, c) in words.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (idx > 0).then(|| &words[1..idx]);
        }
    }
    None
}

/// The kind that the words open with, and where its number may begin.
fn term(words: &str) -> Option<(LocatorKind, usize)> {
    TERMS.iter().find_map(|(term, kind)| {
        let bare = term.trim_end_matches('.');
        let head = words.get(..bare.len()).filter(|it| it.eq_ignore_ascii_case(bare))?;
        let rest = &words[head.len()..];
        let is_symbol = !bare.contains(|c: char| c.is_ascii_alphabetic());
        let (rest, is_closed) = match rest.strip_prefix('.') {
            Some(rest) if bare != *term => (rest, true),
            _ => (rest, is_symbol),
        };
        let value = rest.trim_start();
        // "p3" is no page, and "parts" are no part.
        (value.len() < rest.len() || is_closed).then_some((*kind, words.len() - value.len()))
    })
}

/// How long the numbers at the start are, with what stands between them: `33, 35-37 and 40`.
fn value_len(words: &str, is_labelled: bool) -> usize {
    let mut len = match number_len(words, is_labelled) {
        0 => return 0,
        len => len,
    };
    loop {
        let rest = &words[len..];
        let next = [", ", ",", " and ", " & ", "-", "–", "—", " - ", " – "].iter().find_map(|separator| {
            let number = number_len(rest.strip_prefix(separator)?, is_labelled);
            (number > 0).then_some(separator.len() + number)
        });
        match next {
            Some(more) => len += more,
            None => return len,
        }
    }
}

/// How long the number at the start is: `12`, `3a`, `123(4)(a)`, `iv`; roman ones need a term before them.
fn number_len(words: &str, is_labelled: bool) -> usize {
    let end = words.find(|c: char| !c.is_alphanumeric() && !"()[].:".contains(c)).unwrap_or(words.len());
    let number = words[..end].trim_end_matches(['.', ':']);
    // A bracket that closes what was opened before does not belong to the number.
    let balanced = |it: &str| it.matches(['(', '[']).count() == it.matches([')', ']']).count();
    let number = match number.rfind([')', ']']) {
        Some(idx) if !balanced(number) => &number[..idx],
        _ => number,
    };
    let is_roman = |it: &str| !it.is_empty() && it.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || "([".contains(c))
        && number.contains(|c: char| c.is_ascii_digit())
        || (is_labelled && (is_roman(number) || number.contains(|c: char| c.is_ascii_digit())));
    if is_number && balanced(number) { number.len() } else { 0 }
}

/// The pages of `12`, `33-35`, `33–5`.
fn range(part: &str) -> Option<RangeInclusive<u32>> {
    let mut ends = part.split(['-', '–', '—']).map(str::trim);
    let first = leading_number(ends.next()?)?;
    let Some(last) = ends.next() else { return Some(first..=first) };
    let Some(mut last_number) = leading_number(last) else { return Some(first..=first) };
    if last_number < first {
        // The last figures alone are given.
        let power = 10u32.checked_pow(u32::try_from(last.len()).ok()?)?;
        last_number = (first - first % power).checked_add(last_number)?;
    }
    (first <= last_number).then_some(first..=last_number)
}

fn leading_number(words: &str) -> Option<u32> {
    let words = words.trim_start_matches(['(', '[']);
    let end = words.find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len());
    words[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind, the value and what is left of the text.
    fn check(suffix: &str, expected: Option<(LocatorKind, &str, &str)>) {
        let seen = read(suffix, Span::new(0, suffix.len()));
        let seen = seen.as_ref().map(|it| (it.kind, it.value.as_str(), &suffix[it.span.end..]));
        assert_eq!(seen, expected, "{suffix}");
    }

    #[test]
    fn a_locator_is_read_as_pandoc_reads_it() {
        use LocatorKind::*;
        check(", p. 3", Some((Page, "3", "")));
        check(", pp. 33-35 and *passim*", Some((Page, "33-35", " and *passim*")));
        check(" pp. 33, 35-37, and nowhere else", Some((Page, "33, 35-37", ", and nowhere else")));
        check(", p.3, and suffix", Some((Page, "3", ", and suffix")));
        check(", 89, and suffix", Some((Page, "89", ", and suffix")));
        check(", p. xi, gives a page", Some((Page, "xi", ", gives a page")));
        check(", xi, is no page", None);
        check(", chap. 2", Some((Chapter, "2", "")));
        check(" chapter 2", Some((Chapter, "2", "")));
        check(", § 3(a)", Some((Section, "3(a)", "")));
        check(", ¶¶12-14", Some((Paragraph, "12-14", "")));
        check(", sec. 4.2", Some((Section, "4.2", "")));
        check(", para. 4 (my translation)", Some((Paragraph, "4", " (my translation)")));
        check(", vol. 2, p. 3", Some((Volume, "2", ", p. 3")));
        check(" {35-89, 102} and more", Some((Page, "35-89, 102", " and more")));
        check(", {pp. iv, vi-xi, (xv)-(xvii)} with suffix", Some((Page, "iv, vi-xi, (xv)-(xvii)", " with suffix")));
        check("{ii, A, D-Z}, with a suffix", Some((Page, "ii, A, D-Z", ", with a suffix")));
        check(", {}", None);
        check(" and nothing else", None);
        check(", parts of it", None);
        check("", None);
    }

    #[test]
    fn numbers_are_pages_however_they_are_joined() {
        let ranges = |value: &str| {
            Locator {
                kind: LocatorKind::Page,
                value: value.to_owned(),
                span: Span::default(),
                value_span: Span::default(),
            }
            .ranges()
        };
        assert_eq!(ranges("33, 35-37 and 40"), [33..=33, 35..=37, 40..=40]);
        assert_eq!(ranges("133–5"), [133..=135]);
        assert_eq!(ranges("iv, 3a"), [3..=3]);
        assert_eq!(ranges("99999999999"), []);
    }

    #[test]
    fn the_fragment_of_a_link_is_a_locator() {
        use LocatorKind::*;
        let read = |it: &str| read_fragment(it, Span::default()).map(|it| (it.kind, it.value));
        assert_eq!(read("page=12&zoom=80"), Some((Page, "12".to_owned())));
        assert_eq!(read("page-3"), Some((Page, "3".to_owned())));
        assert_eq!(read("L12"), Some((Line, "12".to_owned())));
        assert_eq!(read("^a1b2"), Some((Block, "a1b2".to_owned())));
        assert_eq!(read("Sizes#In metres"), Some((Heading, "In metres".to_owned())));
        assert_eq!((read(""), read(":~:text=grew")), (None, None));
    }
}
