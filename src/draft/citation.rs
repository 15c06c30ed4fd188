//! Citation markers and other marks that Markdown itself leaves in the running text.

use super::markdown::trimmed;
use super::{BlockKind, Citation, CitationKind, attribution, locator};
use crate::text::Span;

/// What the markers of a draft give.
#[derive(Default)]
pub(super) struct Found {
    pub(super) citations: Vec<Citation>,
    /// Blanked places that stand for a word: code and bare keys.
    pub(super) fillers: Vec<Span>,
}

/// Cross-references of Quarto: they look like keys.
const CROSS_REFERENCES: [&str; 15] = [
    "fig-", "tbl-", "sec-", "eq-", "lst-", "thm-", "lem-", "cor-", "prp-", "cnj-", "def-", "exm-", "exr-", "sol-",
    "rem-",
];

/// In bytes. Without a bound a page of opening brackets would cost the square of its length.
const LONGEST_MARKER: usize = 1000;

/// Finds the markers in a block and blanks them in `ink`, the prose in the making.
pub(super) fn find_markers(text: &str, block: Span, kind: BlockKind, ink: &mut [u8], found: &mut Found) {
    let mut scan = Scan { text, block, ink, found };
    scan.shortcodes();
    if kind == BlockKind::BlockQuote {
        scan.callout();
    }
    scan.wikilinks();
    scan.brackets();
    scan.addresses();
    scan.short_addresses();
    scan.bare_keys();
    scan.inline_notes();
    scan.source_lines();
    scan.empty_parentheses();
}

struct Scan<'a> {
    text: &'a str,
    block: Span,
    ink: &'a mut [u8],
    found: &'a mut Found,
}

impl Scan<'_> {
    /// The next place from `from` on where `mark` stands in the prose.
    fn find(&self, mark: &str, from: usize) -> Option<usize> {
        self.find_before(mark, from, self.block.end)
    }

    fn find_before(&self, mark: &str, from: usize, end: usize) -> Option<usize> {
        let ink = self.ink.get(from..end.min(self.block.end))?;
        ink.windows(mark.len()).position(|it| it == mark.as_bytes()).map(|idx| from + idx)
    }

    fn byte(&self, idx: usize) -> u8 {
        if self.block.contains(idx) { self.ink[idx] } else { b' ' }
    }

    fn is_escaped(&self, idx: usize) -> bool {
        idx > self.block.start && self.text.as_bytes()[idx - 1] == b'\\'
    }

    fn blank(&mut self, span: Span) {
        self.ink[span.start..span.end].fill(b' ');
    }

    /// The place of the mark that closes the one at `open`.
    fn closing(&self, open: usize, close: u8) -> Option<usize> {
        let opens = self.ink[open];
        let mut depth = 0;
        for idx in open..self.block.end.min(open + LONGEST_MARKER) {
            let byte = self.ink[idx];
            if byte == opens {
                depth += 1;
            } else if byte == close {
                depth -= 1;
                if depth == 0 {
                    return Some(idx);
                }
            }
        }
        None
    }

    /// `{{< pagebreak >}}`
    fn shortcodes(&mut self) {
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
            let mut from = self.block.start;
            while let Some(start) = self.text[from..self.block.end].find(open).map(|idx| from + idx) {
                let Some(end) = self.text[start..self.block.end].find(close).map(|idx| start + idx + 3) else { break };
                self.blank(Span::new(start, end));
                from = end;
            }
        }
    }

    /// `> [!NOTE]`
    fn callout(&mut self) {
        let start = trimmed(self.text, self.block).start;
        if self.byte(start) != b'[' || self.byte(start + 1) != b'!' {
            return;
        }
        if let Some(end) = self.closing(start, b']') {
            let end = end + 1 + usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            self.blank(Span::new(start, end));
        }
    }

    /// `[[Note]]`, `[[Note#Heading|words]]`; `![[embedded]]` is no running text.
    fn wikilinks(&mut self) {
        let mut from = self.block.start;
        while let Some(start) = self.find("[[", from) {
            from = start + 2;
            let Some(end) = self.find_before("]]", from, from + LONGEST_MARKER) else { continue };
            let inner = Span::new(from, end);
            let words = inner.of(self.text);
            if words.trim().is_empty() || words.contains(['[', '\n', '@']) || words.starts_with('^') {
                continue;
            }
            let span = Span::new(start, end + 2);
            from = span.end;
            if start > self.block.start && self.byte(start - 1) == b'!' {
                self.blank(Span::new(start - 1, span.end));
                continue;
            }
            let note_len = words.find(['|', '#', '^']).unwrap_or(words.len());
            let note = Span::new(inner.start, inner.start + note_len);
            let shown = match words.find('|') {
                Some(idx) => Span::new(inner.start + idx + 1, inner.end),
                None => note,
            };
            self.blank(Span::new(span.start, shown.start));
            self.blank(Span::new(shown.end, span.end));
            let target_span = trimmed(self.text, note);
            let fragment = Span::new(note.end, words.find('|').map_or(inner.end, |idx| inner.start + idx));
            let locator = fragment.of(self.text).strip_prefix('#').or(Some(fragment.of(self.text)));
            let locator = locator.and_then(|it| locator::read_fragment(it, fragment));
            // `[[#Heading]]` is a place of the draft.
            if !target_span.is_empty() {
                self.cite(CitationKind::Wikilink, span, target_span, locator);
            }
        }
    }

    /// `[see @key, p. 3; -@other]` and `[^label]`
    fn brackets(&mut self) {
        let mut from = self.block.start;
        while let Some(start) = self.find("[", from) {
            from = start + 1;
            let is_note = start > self.block.start && self.byte(start - 1) == b'^';
            if is_note || self.is_escaped(start) {
                continue;
            }
            let Some(close) = self.closing(start, b']') else { continue };
            let span = Span::new(start, close + 1);
            let inner = Span::new(start + 1, close);
            if let Some(label) = inner.of(self.text).strip_prefix('^') {
                let is_label = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || "[]@".contains(c));
                if is_label {
                    self.cite(CitationKind::Footnote, span, Span::new(inner.start + 1, inner.end), None);
                    self.blank(span);
                    from = span.end;
                }
                continue;
            }
            let keys = self.keys(inner);
            if keys.is_empty() {
                continue;
            }
            for (_, key) in keys {
                if !is_cross_reference(key.of(self.text)) {
                    let locator = self.locator_after(key, inner.end);
                    self.cite(CitationKind::Pandoc, span, key, locator);
                }
            }
            self.blank(span);
            from = span.end;
        }
    }

    /// The locator between a key and the next one of its bracket.
    fn locator_after(&self, key: Span, end: usize) -> Option<locator::Locator> {
        let is_braced = self.text[..key.start].ends_with('{') && self.text[key.end..].starts_with('}');
        let start = key.end + usize::from(is_braced);
        let mut depth = 0;
        let is_end = |c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ';' && depth <= 0
        };
        let len = self.text.get(start..end)?.find(is_end).unwrap_or(end - start);
        locator::read(self.text, Span::new(start, start + len))
    }

    /// The keys in `within`: the place of each `@`, and the key alone.
    fn keys(&self, within: Span) -> Vec<(usize, Span)> {
        let mut acc = Vec::new();
        let mut from = within.start;
        while let Some(at) = self.find("@", from).filter(|at| within.contains(*at)) {
            from = at + 1;
            let before = self.text[..at].chars().next_back();
            let is_open =
                at == within.start || before.is_none_or(|c| c.is_whitespace() || "[(;,-\"'“‘—–*_".contains(c));
            if is_open
                && !self.is_escaped(at)
                && let Some(key) = key_at(self.text, at + 1, within.end)
            {
                from = key.end.max(from);
                acc.push((at, key));
            }
        }
        acc
    }

    /// `https://example.org/page`
    fn addresses(&mut self) {
        let mut from = self.block.start;
        while let Some(colon) = self.find("://", from) {
            from = colon + 3;
            let before = &self.text[self.block.start..colon];
            let scheme_len = ["https", "http"].iter().find(|it| {
                let tail = before.len().checked_sub(it.len()).and_then(|idx| before.get(idx..));
                tail.is_some_and(|tail| tail.eq_ignore_ascii_case(it))
            });
            let Some(scheme_len) = scheme_len.map(|it| it.len()) else { continue };
            let start = colon - scheme_len;
            if self.byte(start) == b' ' || before[..before.len() - scheme_len].ends_with(char::is_alphanumeric) {
                continue;
            }
            let span = Span::new(start, start + address_len(&self.text[start..self.block.end]));
            if span.end <= colon + 3 || self.is_inside_link(span) {
                continue;
            }
            let locator = super::markdown::fragment_locator(span.of(self.text), span, self.text);
            self.cite(CitationKind::Link, span, span, locator);
            self.blank(span);
            from = span.end;
        }
    }

    /// `www.example.org/page`, `doi:10.1234/ab`
    fn short_addresses(&mut self) {
        for (lead, before) in [("www.", "https://"), ("doi:10.", "https://doi.org/")] {
            let mut from = self.block.start;
            while let Some(start) = self.find(lead, from) {
                from = start + lead.len();
                let is_apart = self.text[self.block.start..start].chars().next_back();
                let span = Span::new(start, start + address_len(&self.text[start..self.block.end]));
                let is_inside_word = is_apart.is_some_and(|it| it.is_alphanumeric() || "./@-".contains(it));
                if is_inside_word || span.end <= from || self.is_inside_link(span) {
                    continue;
                }
                self.cite(CitationKind::Link, span, span, None);
                if let Some(citation) = self.found.citations.last_mut() {
                    citation.target = format!("{before}{}", citation.target.trim_start_matches("doi:"));
                }
                self.blank(span);
                from = span.end;
            }
        }
    }

    fn is_inside_link(&self, span: Span) -> bool {
        let links = self.found.citations.iter().rev().take_while(|it| it.span.end > self.block.start);
        links.filter(|it| matches!(it.kind, CitationKind::Link | CitationKind::Wikilink)).any(|it| it.span.covers(span))
    }

    /// `@key` and `@key [p. 3]`
    fn bare_keys(&mut self) {
        for (at, key) in self.keys(self.block) {
            let hyphenated = at > self.block.start
                && self.byte(at - 1) == b'-'
                && (at - 1 == self.block.start || self.byte(at - 2).is_ascii_whitespace());
            let braced = usize::from(self.text.as_bytes().get(key.end) == Some(&b'}') && self.byte(at + 1) == b'{');
            let marker = Span::new(at - usize::from(hyphenated), key.end + braced);
            if is_cross_reference(key.of(self.text)) {
                self.blank(marker);
                self.found.fillers.push(marker);
                continue;
            }
            let (end, locator) = self.locator_behind(marker.end);
            let span = Span::new(marker.start, end);
            self.cite(CitationKind::Pandoc, span, key, locator);
            self.blank(span);
            self.found.fillers.push(marker);
        }
    }

    /// Where ` [p. 3]` after a bare key ends, and the locator in it; `from` when there is none.
    fn locator_behind(&self, from: usize) -> (usize, Option<locator::Locator>) {
        let open = from + usize::from(self.byte(from) == b' ');
        if self.byte(open) != b'[' || self.byte(open + 1) == b'^' {
            return (from, None);
        }
        let Some(close) = self.closing(open, b']').filter(|close| close - open <= 80) else { return (from, None) };
        // The space and the bracket stand for what parts a locator from its key.
        let inner = Span::new(open + 1, close);
        let words = format!(",{}", inner.of(self.text));
        let locator = locator::read(&words, Span::new(0, words.len()));
        let span = Span::new(from, close + 1);
        let place = |it: Span| Span::new(it.start - 1, it.end - 1).shifted(inner.start);
        (close + 1, locator.map(|it| locator::Locator { span, value_span: place(it.value_span), ..it }))
    }

    /// `^[A note in place.]`
    fn inline_notes(&mut self) {
        let mut from = self.block.start;
        while let Some(start) = self.find("^[", from) {
            from = start + 2;
            let Some(close) = self.closing(start + 1, b']') else { continue };
            let inner = Span::new(start + 2, close);
            let span = Span::new(start, close + 1);
            self.found.citations.push(Citation {
                kind: CitationKind::Footnote,
                span,
                target_span: inner,
                target: String::new(),
                definition: Some(inner),
                locator: None,
            });
            self.found.fillers.retain(|it| !span.covers(*it));
            self.blank(span);
            from = span.end;
        }
    }

    /// `(Source: Reuters, 3 March 2024)` and `Source: …` are no part of what the sentence says.
    fn source_lines(&mut self) {
        let mut from = self.block.start;
        while let Some(start) = self.find("ource", from) {
            from = start + 1;
            let Some(label) = self.source_label(start) else { continue };
            let open = self.last_mark_before(label.start);
            let is_enclosed = open.is_some_and(|it| matches!(self.ink[it], b'(' | b'['));
            let marker = match open.filter(|_| is_enclosed) {
                Some(open) => {
                    let close = self.closing(open, if self.ink[open] == b'(' { b')' } else { b']' });
                    close.map(|it| (Span::new(open, it + 1), Span::new(label.end, it)))
                }
                None => self.source_line(label).map(|it| (it, Span::new(label.end, it.end))),
            };
            if let Some((marker, inner)) = marker {
                self.cite_in_words(marker, inner);
                self.blank(marker);
                from = marker.end;
            }
        }
    }

    /// `Source:` or `Sources:` around the letters at `at`.
    fn source_label(&self, at: usize) -> Option<Span> {
        let start = at.checked_sub(1).filter(|it| matches!(self.byte(*it), b'S' | b's'))?;
        let plural = usize::from(self.byte(at + 5) == b's');
        let colon = at + 5 + plural;
        // `**Source:**` and `**Source**:`
        let colon = (colon..colon + 3).find(|it| !matches!(self.byte(*it), b' ' | b'*' | b'_'))?;
        let is_label = self.byte(colon) == b':' && !self.byte(start.wrapping_sub(1)).is_ascii_alphanumeric();
        is_label.then(|| Span::new(start, colon + 1))
    }

    /// The last byte of the prose before a place that is no space.
    fn last_mark_before(&self, at: usize) -> Option<usize> {
        (self.block.start..at).rev().find(|it| !self.ink[*it].is_ascii_whitespace())
    }

    /// The line of a label that stands at the end of its block, where a line or a sentence begins.
    fn source_line(&self, label: Span) -> Option<Span> {
        /// In bytes; what is longer tells something.
        const LONGEST: usize = 300;
        let before = self.last_mark_before(label.start);
        let gap = Span::new(before.map_or(self.block.start, |it| it + 1), label.start);
        let begins_line = gap.of(self.text).contains(['\n', '\r']);
        let ends_sentence = before.is_none_or(|it| {
            let marks = [".", "!", "?", "”", "\"", ")", "—", "–", "…", "’"];
            let mark = self.text.get(self.block.start..it + 1).unwrap_or_default();
            marks.iter().any(|it| mark.ends_with(it))
        });
        if !begins_line && !ends_sentence {
            return None;
        }
        let next_label = |it: &usize| {
            if !matches!(self.byte(*it), b'S' | b's') {
                return false;
            }
            let begins_line = self.text[..*it].trim_end_matches([' ', '>', '*', '_']).ends_with(['\n', '\r']);
            begins_line && self.source_label(*it + 1).is_some_and(|label| label.start == *it)
        };
        let end = (label.end..self.block.end).find(next_label).unwrap_or(self.block.end);
        let span = Span::new(label.start, end);
        let words = std::str::from_utf8(&self.ink[label.end..end]).unwrap_or_default().trim();
        let goes_on = words.contains("? ") || words.contains("! ") || words.len() > LONGEST;
        let is_name =
            words.chars().next().is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || "“\"'‘[(".contains(c));
        (!goes_on && (is_name || begins_line || before.is_none())).then_some(span)
    }

    /// Cites what a source line names in words; its keys and links are citations already.
    fn cite_in_words(&mut self, marker: Span, inner: Span) {
        let items = attribution::items(self.text, inner);
        let is_one = items.len() == 1;
        for item in items {
            let ink = std::str::from_utf8(&self.ink[item.start..item.end]).unwrap_or_default();
            let is_cited = self.found.citations.iter().rev().take(40).any(|it| it.span.overlaps(item));
            if is_cited || !ink.contains(char::is_alphanumeric) {
                continue;
            }
            let words = item.of(self.text);
            let words = words.trim_end_matches(['.', ' ', '*', '_', ',']);
            let words = words.trim_start_matches([' ', '*', '_']);
            let start = item.start + (words.as_ptr() as usize - item.of(self.text).as_ptr() as usize);
            let target = Span::new(start, start + words.len());
            let span = if is_one { marker } else { target };
            let citation = attribution::cite(self.text, CitationKind::SourceLine, span, target);
            self.found.citations.push(citation);
        }
    }

    /// Parentheses that hold nothing but links, or nothing any more.
    fn empty_parentheses(&mut self) {
        let mut links: Vec<Span> = Vec::new();
        for citation in self.found.citations.iter().rev().take_while(|it| it.span.end > self.block.start) {
            links.push(citation.span);
        }
        links.sort();
        for (open, close) in [(b'(', b')'), (b'[', b']')] {
            for start in self.block.start..self.block.end {
                if self.ink[start] != open {
                    continue;
                }
                let mut at = start + 1;
                while at < self.block.end && self.ink[at] != close {
                    match links.binary_search_by_key(&at, |it| it.start) {
                        Ok(idx) => at = links[idx].end.max(at + 1),
                        Err(_) if matches!(self.ink[at], b' ' | b',' | b';') => at += 1,
                        Err(_) => break,
                    }
                }
                let has_marker = at > start + 1;
                if has_marker && at < self.block.end && self.ink[at] == close {
                    self.blank(Span::new(start, at + 1));
                }
            }
        }
    }

    fn cite(&mut self, kind: CitationKind, span: Span, target_span: Span, locator: Option<locator::Locator>) {
        let target = target_span.of(self.text).to_owned();
        self.found.citations.push(Citation { kind, span, target_span, target, definition: None, locator });
    }
}

fn is_cross_reference(key: &str) -> bool {
    CROSS_REFERENCES.iter().any(|it| key.starts_with(it))
}

/// The citation key at `start`: letters, digits and `_` with single marks between them, or anything in braces.
fn key_at(text: &str, start: usize, end: usize) -> Option<Span> {
    let rest = text.get(start..end)?;
    if let Some(braced) = rest.strip_prefix('{') {
        let len = braced.find('}')?;
        let is_key = len > 0 && !braced[..len].contains(char::is_whitespace);
        return is_key.then(|| Span::new(start + 1, start + 1 + len));
    }
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut len = 0;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_mark = len > 0 && ":.#$%&-+?<>~/".contains(c) && chars.peek().is_some_and(|next| is_letter(*next));
        if !is_letter(c) && !is_mark {
            break;
        }
        len += c.len_utf8();
    }
    (len > 0).then(|| Span::new(start, start + len))
}

/// How long the address at the start of `text` is, without the marks that belong to the sentence around it.
fn address_len(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`“”|\\{}^".contains(c)).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let Some(last) = address.chars().next_back() else { return 0 };
        let count = |mark: char| address.chars().filter(|c| *c == mark).count();
        let is_outside = match last {
            ')' => count(')') > count('('),
            ']' => count(']') > count('['),
            _ => ".,;:!?'’‘*_~…".contains(last),
        };
        if !is_outside {
            return address.len();
        }
        address = &address[..address.len() - last.len_utf8()];
    }
}
