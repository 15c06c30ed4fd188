//! What stands before the caret, and in which sentence.

use crate::draft::{BlockKind, Draft};
use crate::text::{Span, squeezed};

use super::Typed;
use super::names;

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `[@`, `[see @one; @`
    Key,
    /// `[^`
    Footnote,
    /// `[words](`
    Link,
    /// `(Source: `
    SourceLine,
    /// After this mark.
    Quotation(Mark),
    /// A word with a capital.
    Name,
}

/// An opening quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) closing: char,
    /// Whether the closing mark stands right behind the caret, as editors put it there.
    pub(super) is_closed: bool,
}

/// What the writer types, and where. Spans are of the draft.
pub(super) struct Typing<'a> {
    pub(super) typed: &'a Typed<'a>,
    pub(super) place: Place,
    /// From the mark to the caret.
    pub(super) letters: Span,
    /// The rest of the word behind the caret.
    pub(super) rest: Span,
    /// The sentence without what is being typed, for which a source is looked for; empty when there is none.
    pub(super) sentence: String,
    /// The same with the sentences before it in its paragraph, read.
    pub(super) paragraph: Draft,
    /// Of the sentence, in `paragraph`.
    pub(super) within: Option<Span>,
}

/// Longest paragraph that is read, in bytes to each side of the caret.
const LONGEST: usize = 16 * 1024;

/// Longest stretch of a name that is typed, in words.
const MOST_NAME_WORDS: usize = 4;

impl<'a> Typing<'a> {
    pub(super) fn read(typed: &'a Typed<'a>) -> Option<Self> {
        let (text, offset) = (typed.text, typed.offset);
        if !text.is_char_boundary(offset) || is_hidden_from_prose(text, offset) {
            return None;
        }
        let paragraph = paragraph_at(text, offset);
        let before = text.get(paragraph.start..offset)?;
        let after = text.get(offset..paragraph.end)?;
        let (place, start, marker) =
            citation_at(before).or_else(|| quotation_at(before, after)).or_else(|| name_at(before))?;
        let rest_len = match place {
            Place::Key => after.find(|it: char| !is_key_char(it)).unwrap_or(after.len()),
            Place::Footnote => after.find(|it: char| it.is_whitespace() || "[]".contains(it)).unwrap_or(after.len()),
            Place::Link => after.find(|it: char| it.is_whitespace() || "()".contains(it)).unwrap_or(after.len()),
            Place::Name => after.find(|it: char| !it.is_alphanumeric()).unwrap_or(after.len()),
            Place::SourceLine | Place::Quotation(_) => 0,
        };
        let letters = Span::new(paragraph.start + start, offset);
        let rest = Span::new(offset, offset + rest_len);
        if place == Place::Name && !is_prose(paragraph.of(text), start) {
            return None;
        }
        // The words of a quotation in the making say which one; what surrounds them is the sentence.
        let blank = Span::new(marker, rest.end - paragraph.start);
        let mut bytes: Vec<u8> = paragraph.of(text).as_bytes().to_vec();
        let closing = match place {
            Place::Quotation(mark) if mark.is_closed => mark.closing.len_utf8(),
            _ => usize::from(bytes.get(blank.end).is_some_and(|it| b"])".contains(it))),
        };
        let end = blank.end + closing;
        bytes[blank.start..end].iter_mut().filter(|it| **it != b'\n').for_each(|it| *it = b' ');
        let read = Draft::parse(&String::from_utf8(bytes).ok()?);
        let within = sentence_at(&read, marker);
        if matches!(place, Place::Quotation(_)) && within.is_none() && !is_prose_line(paragraph.of(text), marker) {
            return None;
        }
        let sentence = within.map(|it| squeezed(it.of(&read.prose))).unwrap_or_default();
        Some(Self { typed, place, letters, rest, sentence, paragraph: read, within })
    }

    /// What was typed so far.
    pub(super) fn letters(&self) -> &'a str {
        self.letters.of(self.typed.text)
    }

    /// What stands behind the word at the caret, to the end of its line.
    pub(super) fn behind(&self) -> &'a str {
        let rest = &self.typed.text[self.rest.end..];
        &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
    }

    /// The spans to replace, given where the entry starts: `insert` ends at the caret, `replace` behind the word.
    pub(super) fn spans(&self) -> (Span, Span) {
        (self.letters, Span::new(self.letters.start, self.rest.end))
    }
}

/// Whether the caret is in front matter, a fenced block or a comment.
fn is_hidden_from_prose(text: &str, offset: usize) -> bool {
    let before = &text[..offset];
    if before.rfind("<!--").is_some_and(|at| !before[at..].contains("-->")) {
        return true;
    }
    let mut fence: Option<(char, usize)> = None;
    let mut is_front = false;
    let mut at = 0;
    for (idx, line) in text.trim_start_matches('\u{feff}').split_inclusive('\n').enumerate() {
        at += line.len();
        let bare = line.trim_end();
        if idx == 0 && bare == "---" {
            is_front = true;
        } else if is_front {
            is_front = !matches!(bare, "---" | "...");
        } else {
            // A fence may stand in a quotation or a list.
            let bare = bare.trim_start_matches([' ', '>', '\t', '-', '*', '+']);
            let mark = bare.chars().next().filter(|it| matches!(it, '`' | '~'));
            let n_marks = bare.chars().take_while(|it| Some(*it) == mark).count();
            fence = match (fence, mark) {
                (None, Some(mark)) if n_marks >= 3 && !bare[n_marks..].contains(mark) => Some((mark, n_marks)),
                (Some((open, n_open)), Some(mark)) if open == mark && n_marks >= n_open && bare.len() == n_marks => {
                    None
                }
                (fence, _) => fence,
            };
        }
        if at >= offset {
            break;
        }
    }
    is_front || fence.is_some()
}

/// The lines around the caret that no blank line parts from it.
fn paragraph_at(text: &str, offset: usize) -> Span {
    let mut start = offset;
    for line in text[..offset].split_inclusive('\n').rev() {
        let is_own = start == offset;
        if (!is_own || line.ends_with('\n')) && line.trim().is_empty() || offset - start > LONGEST {
            break;
        }
        if is_own && line.ends_with('\n') {
            break;
        }
        start -= line.len();
    }
    let mut end = offset;
    for line in text[offset..].split_inclusive('\n') {
        if end > offset && line.trim().is_empty() || end - offset > LONGEST {
            break;
        }
        end += line.len();
    }
    Span::new(start, end)
}

fn is_key_char(c: char) -> bool {
    c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c)
}

/// A citation in the making: what it is, where its letters start, where its marker starts.
fn citation_at(before: &str) -> Option<(Place, usize, usize)> {
    bracket_at(before).or_else(|| link_at(before)).or_else(|| source_line_at(before))
}

fn bracket_at(before: &str) -> Option<(Place, usize, usize)> {
    let open = before.rfind('[')?;
    let inner = &before[open + 1..];
    if inner.contains(']') || before[..open].ends_with('\\') {
        return None;
    }
    if let Some(label) = inner.strip_prefix('^') {
        return (!label.contains(char::is_whitespace)).then_some((Place::Footnote, open + 2, open));
    }
    let at = inner.rfind('@')?;
    let is_open = inner[..at].chars().next_back().is_none_or(|it| it.is_whitespace() || ";-(".contains(it));
    let is_key = inner[at + 1..].chars().all(is_key_char);
    (is_open && is_key).then_some((Place::Key, open + 1 + at + 1, open))
}

fn link_at(before: &str) -> Option<(Place, usize, usize)> {
    let at = before.rfind("](")?;
    let target = &before[at + 2..];
    let open = before[..at].rfind('[')?;
    let is_image = before[..open].ends_with('!');
    let is_target = !target.contains(|it: char| it.is_whitespace() || "()<>[]".contains(it));
    (is_target && !is_image).then_some((Place::Link, at + 2, at))
}

fn source_line_at(before: &str) -> Option<(Place, usize, usize)> {
    let open = before.rfind('(')?;
    let inner = &before[open + 1..];
    let is_head = |it: &&str| inner.get(..it.len()).is_some_and(|head| head.eq_ignore_ascii_case(it));
    let head = ["source:", "sources:"].into_iter().find(is_head)?;
    let letters = &inner[head.len()..];
    if letters.contains([')', '\n']) {
        return None;
    }
    let start = before.len() - letters.trim_start().len();
    Some((Place::SourceLine, start, open))
}

/// The quotation mark that is open at the caret. A mark behind a letter is an apostrophe or a sign for inches, and single
/// straight ones are read as apostrophes everywhere.
fn quotation_at(before: &str, after: &str) -> Option<(Place, usize, usize)> {
    let mut open: Option<(usize, char, char)> = None;
    let mut last = '\n';
    for (at, c) in before.char_indices() {
        let is_after_word = last.is_alphanumeric();
        last = c;
        open = match open {
            Some((_, mark, closing)) if c == closing || (c == '"' && "\"“”„".contains(mark)) => {
                let is_apostrophe = c == '’' && before[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
                if is_apostrophe { open } else { None }
            }
            Some(_) => open,
            None => match c {
                '"' if !is_after_word => Some((at, c, '"')),
                '“' => Some((at, c, '”')),
                '„' => Some((at, c, '“')),
                '«' => Some((at, c, '»')),
                '»' if !is_after_word => Some((at, c, '«')),
                '‘' if !is_after_word => Some((at, c, '’')),
                '\\' => None,
                _ => None,
            },
        };
    }
    let (at, mark, closing) = open?;
    let is_closed = after.starts_with(closing);
    // Within a word, or in a quotation that is whole: nothing is to be added.
    let is_inside = after.starts_with(char::is_alphanumeric) || (!is_closed && closes_later(after, mark, closing));
    (!is_inside).then_some((Place::Quotation(Mark { closing, is_closed }), at + mark.len_utf8(), at))
}

fn closes_later(after: &str, mark: char, closing: char) -> bool {
    if mark == closing {
        return after.matches(closing).count() % 2 == 1;
    }
    let (closes, opens) = (after.find(closing), after.find(mark));
    // An apostrophe closes nothing.
    let closes =
        closes.filter(|at| closing != '’' || !after[at + closing.len_utf8()..].starts_with(char::is_alphanumeric));
    closes.is_some_and(|closes| opens.is_none_or(|opens| closes < opens))
}

/// The capitalised words that end at the caret: of a run of them, as much as may be one name.
fn name_at(before: &str) -> Option<(Place, usize, usize)> {
    let word = |text: &str| text.len() - text.trim_end_matches(|it: char| it.is_alphanumeric() || it == '-').len();
    let last_len = word(before);
    let last = &before[before.len() - last_len..];
    if !last.starts_with(char::is_uppercase) || last.chars().count() < names::LEAST {
        return None;
    }
    let mut start = before.len() - last_len;
    // Part of an address, a key or a tag.
    if before[..start].ends_with(['/', '@', '#', '.', '_', ':', '\\', '`', '=', '&']) {
        return None;
    }
    for _ in 1..MOST_NAME_WORDS {
        let Some(head) = before[..start].strip_suffix(' ') else { break };
        let len = word(head);
        if len == 0 || !head[head.len() - len..].starts_with(char::is_uppercase) {
            break;
        }
        start = head.len() - len;
    }
    Some((Place::Name, start, start))
}

/// Whether what stands at an offset is running text rather than markup, code or a citation.
fn is_prose(paragraph: &str, offset: usize) -> bool {
    let read = Draft::parse(paragraph);
    let is_block = |kind: BlockKind| !matches!(kind, BlockKind::BlockQuote);
    let block = read.blocks.iter().find(|it| it.span.touches(offset));
    block.is_some_and(|it| is_block(it.kind)) && read.prose[offset..].starts_with(|it: char| it != ' ')
}

/// Whether running text may be at an offset that nothing stands at yet.
fn is_prose_line(paragraph: &str, offset: usize) -> bool {
    let line = paragraph[..offset].rsplit('\n').next().unwrap_or_default();
    !line.starts_with("    ") && !line.starts_with('\t')
}

/// The sentence that a marker at an offset belongs to: the one it stands in or behind.
fn sentence_at(draft: &Draft, offset: usize) -> Option<Span> {
    let sentences = || draft.blocks.iter().flat_map(|it| &it.sentences).copied();
    let before = sentences().rfind(|it| it.start <= offset);
    before.or_else(|| sentences().next()).filter(|it| it.of(&draft.prose).contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` is the caret.
    fn place(fixture: &str) -> Option<(Place, String)> {
        let offset = fixture.find('|').expect("a caret");
        let text = fixture.replacen('|', "", 1);
        let typed = Typed { text: &text, offset, path: None, is_late: &|| false };
        let typing = Typing::read(&typed)?;
        Some((typing.place, typing.letters().to_owned()))
    }

    fn check(fixture: &str, expected: Option<(Place, &str)>) {
        let seen = place(fixture);
        assert_eq!(seen.as_ref().map(|it| (it.0, it.1.as_str())), expected, "{fixture}");
    }

    fn quotation(closing: char, is_closed: bool) -> Place {
        Place::Quotation(Mark { closing, is_closed })
    }

    #[test]
    fn citations_in_the_making_are_told_apart() {
        check("It opened [@|", Some((Place::Key, "")));
        check("It opened [see @a; -@po|rt].", Some((Place::Key, "po")));
        check("It opened.[^1|", Some((Place::Footnote, "1")));
        check("It opened ([Reuters](sou|", Some((Place::Link, "sou")));
        check("It opened (Source: Reu|", Some((Place::SourceLine, "Reu")));
        check("It opened (source:|)", Some((Place::SourceLine, "")));
    }

    #[test]
    fn marks_of_other_things_are_no_citations() {
        check("Write to a@|", None);
        check("It opened [@port] and|", None);
        check("It opened [a@b|", None);
        check("![Picture](pi|", None);
        check("It opened (resource: |", None);
        check("It opened \\[@|", None);
    }

    #[test]
    fn an_opening_mark_asks_for_a_quotation() {
        check("He said \"|", Some((quotation('"', false), "")));
        check("He said \"We wi|\"", Some((quotation('"', true), "We wi")));
        check("He said “we don’t|", Some((quotation('”', false), "we don’t")));
        check("Er sagte „wir|“", Some((quotation('“', true), "wir")));
        check("\"One\" and \"t|", Some((quotation('"', false), "t")));
        check("He said ‘we w|", Some((quotation('’', false), "we w")));
    }

    #[test]
    fn a_closing_mark_and_an_apostrophe_ask_for_nothing() {
        check("He said \"we will\"|", None);
        check("He said “we will”|", None);
        check("It’s|", None);
        check("A 5\"|", None);
        check("the workers'|", None);
        check("He said \"we |will\" and left.", None);
        check("He said “we |” and left.", Some((quotation('”', true), "we ")));
        check("He said “all |of it” and left.", None);
    }

    #[test]
    fn a_name_is_a_word_with_a_capital() {
        check("It was Bud|", Some((Place::Name, "Bud")));
        check("It was Kyrylo Bud|", Some((Place::Name, "Kyrylo Bud")));
        check("It was bud|", None);
        check("It was Bu|", None);
    }

    #[test]
    fn code_front_matter_comments_and_addresses_are_left_alone() {
        check("---\ntitle: Bud|\n---\n", None);
        check("```\nBud|\n```\n", None);
        check("Text.\n\n```\ncode\n```\n\nIt was Bud|", Some((Place::Name, "Bud")));
        check("<!-- Bud|", None);
        check("It was `Bud|`", None);
        check("See https://example.org/Bud|", None);
    }

    #[test]
    fn the_sentence_is_that_around_or_before_the_marker() {
        let sentence = |fixture: &str| {
            let offset = fixture.find('|').expect("a caret");
            let text = fixture.replacen('|', "", 1);
            let typed = Typed { text: &text, offset, path: None, is_late: &|| false };
            Typing::read(&typed).expect("a place").sentence
        };
        assert_eq!(sentence("One came.\nThe port opened in 2014 [@po|]. Two left."), "The port opened in 2014 .");
        assert_eq!(sentence("One came. The port opened in 2014.[^|\n\nTwo left."), "The port opened in 2014.");
        assert_eq!(sentence("Ann Roe said \"we w|\" in May."), "Ann Roe said in May.");
    }
}
