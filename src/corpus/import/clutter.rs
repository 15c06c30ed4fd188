//! Tells the text of a page from what stands around it: navigation, calls to subscribe, lists of other articles.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Block, BlockKind};
use crate::text::fold;

/// For each block, whether it belongs to the page rather than to the text.
pub(super) fn find(text: &str, blocks: &[Block]) -> Vec<bool> {
    let lines: Vec<Line> = blocks.iter().map(|it| Line::new(it, text)).collect();
    let mut acc = vec![false; lines.len()];
    let mut seen = FxHashSet::default();
    let mut seen_long = FxHashSet::default();
    let last_text = lines.iter().rposition(|it| !it.is_listed() && !is_clutter(it));
    let mut idx = 0;
    while idx < lines.len() {
        let line = &lines[idx];
        let end = list_end(&lines, idx, last_text);
        if end > idx {
            acc[idx..end].fill(true);
            idx = end;
            continue;
        }
        let is_new = match line.words.len() > LONG {
            true => seen_long.insert(line.text),
            false => seen.insert(&line.words),
        };
        let is_repeated = line.kind != BlockKind::Cell && !is_new;
        acc[idx] = is_repeated || is_clutter(line);
        idx += 1;
    }
    acc
}

/// Whether a line that is a link for the most part begins as one that sends its reader on does: `Read also | A title`.
pub(super) fn announces_link(line: &str) -> bool {
    let words = read_words(line);
    PATTERNS.list.opens(&words) || PATTERNS.end_list.opens(&words) || PATTERNS.paragraph.opens(&words)
}

/// Whether a paragraph of a mail is what programs, lawyers and mailing lists put below each.
pub(super) fn is_mail_notice(paragraph: &str) -> bool {
    let words = read_words(paragraph);
    words.len() <= 300 && PATTERNS.mail.opens(&words)
}

/// What a line says of all that stands with it in its part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Nothing.
    Text,
    /// Other articles.
    List,
    /// Other articles, or a part of this one.
    EndList,
    Comments,
    Advert,
}

/// What stands under a heading or a line that reads so.
pub(super) fn section(line: &str) -> Section {
    let words = read_words(line);
    let bare = match words.split_last() {
        Some((last, rest)) if last == ":" => rest,
        _ => &words,
    };
    match () {
        () if PATTERNS.comments.is(bare) => Section::Comments,
        () if PATTERNS.advert.is(bare) => Section::Advert,
        () if PATTERNS.list.is(bare) => Section::List,
        () if PATTERNS.end_list.is(bare) => Section::EndList,
        () => Section::Text,
    }
}

/// Whether a sentence calls on the reader rather than telling something: to subscribe, to comment, to read on.
pub(super) fn is_call(sentence: &str) -> bool {
    if !may_be_call(sentence) {
        return false;
    }
    let words = read_words(sentence);
    let is_short = words.len() <= 40;
    is_short && (PATTERNS.sentence.opens(&words) || (0..words.len()).any(|at| PATTERNS.within.opens(&words[at..])))
}

/// Whether a pattern for sentences may fit, as far as single words tell: hardly any does, and this is asked of each
/// sentence of the corpus.
fn may_be_call(sentence: &str) -> bool {
    let bytes = sentence.as_bytes();
    let mut is_first = true;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let len = bytes[at..].iter().take_while(|it| it.is_ascii_alphanumeric()).count();
            let word = &sentence[at..at + len];
            let opens = std::mem::take(&mut is_first) && PATTERNS.sentence.may_open(&word.to_ascii_lowercase());
            if opens || PATTERNS.telltales.holds(word) {
                return true;
            }
            at += len;
        } else if byte.is_ascii() {
            at += 1;
        } else if bytes[at..].starts_with(&[0xE2, 0x80]) {
            // Dashes, quotation marks and the like, from U+2000 to U+203F.
            at += 3;
        } else {
            return true;
        }
    }
    false
}

/// Lines of more words than this are told by how they begin, if by anything.
const LONG: usize = 40;

/// A word in lower case without accents; as it stands in the text where it is so already.
type Word<'t> = Cow<'t, str>;

/// A block as the patterns see it.
struct Line<'t> {
    kind: BlockKind,
    is_links: bool,
    text: &'t str,
    /// Folded, with colons before space as words of their own; one more than [`LONG`] of a line that is longer and
    /// begins like no pattern, as most of an archive does.
    words: Vec<Word<'t>>,
    /// As they stand between bars and arrows; none where there is no more than one of these.
    parts: Vec<Vec<Word<'t>>>,
    has_end_mark: bool,
    is_markers: bool,
    is_address: bool,
}

impl<'t> Line<'t> {
    fn new(block: &Block, text: &'t str) -> Self {
        let line = block.span.of(text).trim();
        // The first bytes of what parts them; few lines have two of these.
        let n_bars = line.bytes().filter(|it| matches!(it, b'|' | b'>' | b'/' | 0xC2 | 0xE2)).count();
        let parts = line.split(['|', '»', '›', '·', '•', '>', '/']);
        let parts = if n_bars > 1 { parts.map(read_words).collect() } else { Vec::new() };
        let first = read_words_up_to(line, 1);
        let may_open = first.first().is_some_and(|it| PATTERNS.paragraph.may_open(it));
        let is_address = |it: &str| it.starts_with("http://") || it.starts_with("https://") || it.starts_with("www.");
        Self {
            kind: block.kind,
            is_links: block.is_links,
            text: line,
            words: read_words_up_to(line, if may_open { usize::MAX } else { LONG + 1 }),
            parts,
            has_end_mark: line.trim_end_matches(|c: char| "\"'”’)»".contains(c)).ends_with(['.', '!', '…', ';']),
            is_markers: is_markers(line),
            is_address: line.split_whitespace().all(is_address),
        }
    }

    /// Without the colon at its end.
    fn bare(&self) -> &[Word<'t>] {
        match self.words.split_last() {
            Some((last, rest)) if last == ":" => rest,
            _ => &self.words,
        }
    }

    /// Short and without the mark that ends a sentence, as the title of an article is.
    fn is_title(&self) -> bool {
        self.kind == BlockKind::Heading
            || (self.kind == BlockKind::Paragraph && !self.has_end_mark && self.words.len() <= 25)
    }

    fn is_listed(&self) -> bool {
        self.kind == BlockKind::Item || self.is_title()
    }
}

/// Where the list of other articles that starts at `start` ends; `start` when none starts there. `last_text` is the last
/// line that can be in no such list.
fn list_end(lines: &[Line], start: usize, last_text: Option<usize>) -> usize {
    let head = lines[start].bare();
    // A whole document of notes may stand under "Latest" as well.
    let ends_page = last_text.is_none_or(|it| it < start) && start * 2 >= lines.len();
    if PATTERNS.end_list.is(head) {
        return if ends_page { lines.len() } else { start };
    }
    if !PATTERNS.list.is(head) {
        return start;
    }
    let mut end = start + 1;
    while let Some(line) = lines.get(end) {
        let next = lines.get(end + 1);
        // A title right above a paragraph is that paragraph's heading.
        let is_heading = line.kind != BlockKind::Item && next.is_some_and(|it| !it.is_listed() && !is_clutter(it));
        if !line.is_listed() || is_heading {
            break;
        }
        end += 1;
    }
    end
}

fn is_clutter(line: &Line) -> bool {
    let words = line.bare();
    if line.is_markers || line.is_address {
        return true;
    }
    if line.kind == BlockKind::Cell {
        return false;
    }
    let is_short = words.len() <= 16;
    let is_buttons = || {
        let is_button = |it: &Word| PATTERNS.buttons.contains(&**it);
        words.len() >= 2 && words.iter().all(is_button)
    };
    (is_short && (PATTERNS.line.is(words) || PATTERNS.line.is(&line.words)))
        || PATTERNS.end_list.is(words)
        || (line.words.len() <= 120 && PATTERNS.paragraph.opens(&line.words))
        || is_buttons()
        || is_navigation(line)
        || (line.is_links && !line.has_end_mark && line.kind != BlockKind::Heading)
}

/// `Home | World | Opinion`.
fn is_navigation(line: &Line) -> bool {
    let is_known = |part: &Vec<Word>| part.len() == 1 && PATTERNS.navigation.contains(&*part[0]);
    line.parts.len() >= 3
        && !line.has_end_mark
        && line.parts.iter().all(|it| it.len() <= 3)
        && line.parts.iter().filter(|it| is_known(it)).count() >= 2
}

/// `[1] [Source 1] [2] [Source 2]`; the marks themselves are blank by now when they are short.
fn is_markers(line: &str) -> bool {
    let mut depth = 0usize;
    let mut n_groups = 0;
    for c in line.chars() {
        match c {
            '[' => {
                depth += 1;
                n_groups += 1;
            }
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() && !matches!(c, ',' | ';' | '|' | '.') => return false,
            _ => {}
        }
    }
    n_groups >= 2 || line.chars().all(|c| !c.is_alphanumeric())
}

/// The words in lower case without accents; apostrophes part them, and a colon before space is one.
fn read_words(text: &str) -> Vec<Word<'_>> {
    read_words_up_to(text, usize::MAX)
}

/// The same, of the beginning of the text: no fewer than `n`, unless it has fewer.
fn read_words_up_to(text: &str, n: usize) -> Vec<Word<'_>> {
    // A word has five letters or so.
    let mut acc = Vec::with_capacity((text.len() / 5).min(n));
    if text.is_ascii() {
        // The same as below, byte by byte.
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && acc.len() < n {
            let len = bytes[at..].iter().take_while(|it| it.is_ascii_alphanumeric()).count();
            if len > 0 {
                let word = &text[at..at + len];
                acc.push(if is_folded(word) { Cow::Borrowed(word) } else { Cow::Owned(word.to_ascii_lowercase()) });
                at += len;
                continue;
            }
            if bytes[at] == b':' && bytes.get(at + 1).is_none_or(|it| matches!(it, b'\t'..=b'\r' | b' ')) {
                acc.push(Cow::Borrowed(":"));
            }
            at += 1;
        }
        return acc;
    }
    for word in text.split_whitespace() {
        if acc.len() >= n {
            break;
        }
        if word.starts_with('©') {
            acc.push(Cow::Borrowed("copyright"));
        }
        if is_folded(word) {
            acc.push(Cow::Borrowed(word));
            continue;
        }
        let is_part = |c: char| !c.is_alphanumeric();
        let parts = word.split(is_part).filter(|it| !it.is_empty());
        acc.extend(parts.map(|it| if is_folded(it) { Cow::Borrowed(it) } else { Cow::Owned(fold(it)) }));
        if word.ends_with(':') {
            acc.push(Cow::Borrowed(":"));
        }
    }
    acc
}

/// Most words are.
fn is_folded(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

struct Patterns {
    line: Set,
    list: Set,
    end_list: Set,
    comments: Set,
    mail: Set,
    advert: Set,
    paragraph: Set,
    sentence: Set,
    within: Set,
    /// A sentence that holds none of these holds nothing of `within`.
    telltales: Telltales,
    buttons: FxHashSet<&'static str>,
    navigation: FxHashSet<&'static str>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let file = include_str!("clutter.txt");
    let lines = |section: &str| {
        file.lines()
            .map(str::trim)
            .filter(|it| !it.starts_with('#') && !it.is_empty())
            .skip_while(move |it| *it != section)
            .skip(1)
            .take_while(|it| !it.starts_with('['))
            .collect::<Vec<_>>()
    };
    let words = |section| lines(section).into_iter().flat_map(str::split_whitespace).collect();
    Patterns {
        line: Set::new(lines("[line]")),
        list: Set::new(lines("[list]")),
        end_list: Set::new(lines("[end-list]")),
        comments: Set::new(lines("[comments]")),
        mail: Set::new(lines("[mail]")),
        advert: Set::new(lines("[advert]")),
        paragraph: Set::new(lines("[paragraph]")),
        sentence: Set::new(lines("[sentence]")),
        within: Set::new(lines("[within]")),
        telltales: Telltales::new(lines("[within]")),
        buttons: words("[buttons]"),
        navigation: words("[navigation]"),
    }
});

/// Patterns by the words they may start with.
struct Set(FxHashMap<&'static str, Vec<Vec<Part>>>);

/// A part of a pattern.
enum Part {
    Words {
        any_of: Vec<&'static str>,
        is_optional: bool,
    },
    Number,
    /// Up to eight words.
    Anything,
}

impl Set {
    fn new(lines: Vec<&'static str>) -> Self {
        let mut acc: FxHashMap<&'static str, Vec<Vec<Part>>> = FxHashMap::default();
        for line in lines {
            for part in read_pattern(line) {
                let firsts = match &part {
                    Part::Words { any_of, .. } => any_of.clone(),
                    Part::Number => vec!["0"],
                    Part::Anything => Vec::new(),
                };
                for first in firsts {
                    acc.entry(first).or_default().push(read_pattern(line));
                }
                if !matches!(part, Part::Words { is_optional: true, .. }) {
                    break;
                }
            }
        }
        Self(acc)
    }

    /// Whether a pattern fits all of `words`.
    fn is(&self, words: &[Word]) -> bool {
        self.candidates(words).any(|it| fits(it, words, true))
    }

    /// Whether a pattern fits the first of `words`.
    fn opens(&self, words: &[Word]) -> bool {
        self.candidates(words).any(|it| fits(it, words, false))
    }

    /// Whether a pattern may fit words of which this is the first.
    fn may_open(&self, word: &str) -> bool {
        self.0.contains_key(word) || (is_number(word) && self.0.contains_key("0"))
    }

    fn candidates(&self, words: &[Word]) -> impl Iterator<Item = &Vec<Part>> {
        let by_word = words.first().and_then(|it| self.0.get(&**it));
        let by_number = words.first().filter(|it| is_number(it)).and_then(|_| self.0.get("0"));
        by_word.into_iter().chain(by_number).flatten()
    }
}

/// Words one of which each of some patterns has.
struct Telltales {
    words: Vec<&'static str>,
    /// By the first letter the lengths that they have, as bits.
    lengths: [u32; 26],
}

impl Telltales {
    /// Takes the longest words of each pattern, which are the rarest.
    fn new(lines: Vec<&'static str>) -> Self {
        let mut acc = Self { words: Vec::new(), lengths: [0; 26] };
        for line in lines {
            let parts = read_pattern(line).into_iter().filter_map(|part| match part {
                Part::Words { any_of, is_optional: false } => Some(any_of),
                _ => None,
            });
            let shortest = |it: &Vec<&str>| it.iter().map(|it| it.len()).min();
            acc.words.extend(parts.max_by_key(shortest).into_iter().flatten());
        }
        for word in &acc.words {
            if let Some(lengths) = word.bytes().next().and_then(|it| acc.lengths.get_mut(letter(it))) {
                *lengths |= 1 << word.len().min(31);
            }
        }
        acc
    }

    /// Whether this is one of them, in whatever case.
    fn holds(&self, word: &str) -> bool {
        let lengths = word.bytes().next().and_then(|it| self.lengths.get(letter(it))).copied().unwrap_or(0);
        lengths & (1 << word.len().min(31)) != 0 && self.words.iter().any(|it| it.eq_ignore_ascii_case(word))
    }
}

/// The number of a letter in the alphabet; a large one for anything else.
fn letter(byte: u8) -> usize {
    usize::from(byte.to_ascii_lowercase().wrapping_sub(b'a'))
}

fn read_pattern(line: &'static str) -> Vec<Part> {
    line.split_whitespace()
        .map(|part| match part {
            "0" => Part::Number,
            "*" => Part::Anything,
            _ => Part::Words {
                any_of: part.trim_end_matches('?').split('|').collect(),
                is_optional: part.ends_with('?'),
            },
        })
        .collect()
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_digit())
}

fn fits(pattern: &[Part], words: &[Word], is_whole: bool) -> bool {
    let Some((part, rest)) = pattern.split_first() else { return !is_whole || words.is_empty() };
    match part {
        Part::Anything => (0..=words.len().min(8)).any(|it| fits(rest, &words[it..], is_whole)),
        Part::Number => words.first().is_some_and(|it| is_number(it)) && fits(rest, &words[1..], is_whole),
        Part::Words { any_of, is_optional } => {
            let is_here = words.first().is_some_and(|it| any_of.contains(&&**it));
            (is_here && fits(rest, &words[1..], is_whole)) || (*is_optional && fits(rest, words, is_whole))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::import::import;
    use std::path::Path;

    /// The lines of `text` that are left.
    fn check(text: &str, expected: &str) {
        let left = match import(Path::new("a.txt"), text.as_bytes()) {
            Ok(extract) => extract.passages.iter().map(|it| it.span.of(&extract.text)).collect::<Vec<_>>().join("\n"),
            Err(_) => String::new(),
        };
        assert_eq!(left, expected);
    }

    #[test]
    fn lines_of_the_page_go_and_their_neighbours_stay() {
        for (clutter, sentence) in [
            ("Skip to content", "Skip the content of the annex."),
            ("Listen to this article", "They listen to this article of the treaty."),
            ("Advertisement", "The advertisement cost 2 million."),
            ("Share", "Share prices rose 3 percent."),
            ("Share this article on Facebook", "Share buybacks of the firm doubled."),
            ("Facebook Twitter WhatsApp", "Facebook and Twitter removed the post."),
            ("Subscribe to our newsletter for updates.", "Farmers subscribe to the new insurance."),
            ("3 min read", "Three minutes later it sank."),
            ("Home | World | Opinion | Sport", "The Home Office reviews sport | culture funding."),
            ("[1] [Source 1] [2] [Source 2]", "The list names sources 1 and 2."),
            ("Leave a Comment", "The minister left a comment on it."),
            ("https://example.org/a", "The site example.org was closed."),
            ("Stay informed about the harbour.", "The crew stayed informed about the harbour."),
            ("Tell us what you think!", "They tell us what we think."),
            ("© 2024 The Post. All rights reserved.", "All rights of the crew are reserved by law."),
            ("Note: This article was generated by AI.", "Note: This article was amended to say 15 ships."),
            ("We use cookies to improve the site.", "We use tugs to move ships."),
        ] {
            check(
                &format!("The harbour is open today.\n{clutter}\n{sentence}"),
                &format!("The harbour is open today.\n{sentence}").replace(". ", ".\n"),
            );
        }
    }

    #[test]
    fn a_call_is_told_wherever_it_stands_in_its_sentence() {
        for (call, sentence) in [
            ("Tell us more in the Comments section.", "It is told in the comments of the court."),
            ("You can subscribe to our daily letter.", "You can subscribe to their daily letter."),
            ("“Please sign up for our newsletter”, it says.", "“They sign up for our army”, it says."),
            ("You may follow us on X.", "You may follow them on foot."),
            ("© The Post, all rights reserved.", "It says that all rights were reserved."),
            ("Café guests: follow us on Facebook.", "Café guests follow a path on the hill."),
        ] {
            assert!(super::is_call(call), "{call}");
            assert!(!super::is_call(sentence), "{sentence}");
        }
    }

    #[test]
    fn lists_of_other_articles_go_up_to_the_next_paragraph() {
        check(
            "He read also the second letter.\nRead also:\n- Ships sink off the coast.\n- Who owns the port?\nThe port belongs to the town.",
            "He read also the second letter.\nThe port belongs to the town.",
        );
        check(
            "The port is open.\nYou may also like\nTen ships to see\nWhat to eat there\nThe town\nThe town lies by the sea.",
            "The port is open.\nThe town\nThe town lies by the sea.",
        );
        check("The port is open.\nRead also: Ten ships to see", "The port is open.");
        check("The port is open.\nRelated\nTen ships to see", "The port is open.");
    }

    #[test]
    fn the_latest_news_of_a_text_stay() {
        check(
            "Latest:\n- 12 ships sank\n- The port closed\n- The mayor resigned",
            "12 ships sank\nThe port closed\nThe mayor resigned",
        );
        check("The port is open.\nIt is large.\nLatest\nTen ships to see", "The port is open.\nIt is large.");
    }

    #[test]
    fn calls_go_and_the_rest_of_their_paragraph_stays() {
        check(
            "The port opens at 9. Share your thoughts in the comments below and subscribe to our newsletter.",
            "The port opens at 9.",
        );
    }

    #[test]
    fn a_repeated_line_counts_once_but_a_cell_each_time() {
        check("The Port\nThe Port\nIt is large.", "The Port\nIt is large.");
        check("| a | 5 |\n|---|---|\n| b | 5 |", "a\n5\nb\n5");
    }
}
