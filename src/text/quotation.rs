//! Words inside quotation marks.

use super::Span;

/// A quotation: the words between a pair of quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// What stands between the marks.
    pub inner: Span,
    /// The same with its marks.
    pub outer: Span,
}

/// The quotations of `text` inside `within`, in order, never nested. Straight, curly, low and angled double marks are
/// read, and curly single ones around two words or more; an unclosed mark opens nothing. At most 400 characters lie
/// between the marks, and no blank line.
pub fn read_quotations(text: &str, within: Span) -> Vec<Quotation> {
    let reader = Reader { chars: Chars::new(text, within) };
    let mut acc = Vec::new();
    let mut at = 0;
    while let Some(mark) = reader.chars.next_mark(at) {
        let Some((quotation, end)) = reader.quotation_at(mark) else {
            at = mark + 1;
            continue;
        };
        // A pair of marks around no words is passed over, lest its second one open a quotation.
        if quotation.inner.of(text).contains(char::is_alphanumeric) {
            acc.push(quotation);
        }
        at = end;
    }
    acc
}

/// Characters between a pair of marks, at most. Longer ones are mostly two marks that never belonged together.
const LONGEST: usize = 400;

/// Words that start with an apostrophe, which word processors often turn the wrong way round.
const CUT_WORDS: [&str; 9] = ["tis", "twas", "em", "til", "till", "cause", "n", "bout", "round"];

struct Reader<'a> {
    chars: Chars<'a>,
}

/// The characters of a stretch of text, by number.
enum Chars<'a> {
    /// Nothing but ASCII: no list need be made of it.
    Plain {
        bytes: &'a [u8],
        start: usize,
    },
    Any(Vec<(usize, char)>),
}

impl<'a> Chars<'a> {
    fn new(text: &'a str, within: Span) -> Self {
        let words = within.of(text);
        match words.is_ascii() {
            true => Self::Plain { bytes: words.as_bytes(), start: within.start },
            false => Self::Any(words.char_indices().map(|(idx, c)| (within.start + idx, c)).collect()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain { bytes, .. } => bytes.len(),
            Self::Any(chars) => chars.len(),
        }
    }

    /// The character with its place in the text.
    fn get(&self, at: usize) -> Option<(usize, char)> {
        match self {
            Self::Plain { bytes, start } => bytes.get(at).map(|it| (start + at, char::from(*it))),
            Self::Any(chars) => chars.get(at).copied(),
        }
    }

    /// The next character from `at` on that may open a quotation.
    fn next_mark(&self, at: usize) -> Option<usize> {
        match self {
            Self::Plain { bytes, .. } => memchr::memchr3(b'"', b'\'', b'`', bytes.get(at..)?).map(|it| at + it),
            Self::Any(chars) => (at < chars.len()).then_some(at),
        }
    }
}

/// What opens a quotation.
#[derive(Clone, Copy, PartialEq)]
enum Opener {
    Straight,
    Curly,
    /// A closing mark used on both sides, as in Swedish.
    Closing,
    Low,
    Angled(char),
    /// Two backticks.
    Backticks,
    /// Two apostrophes.
    Apostrophes,
    Single,
}

impl Opener {
    /// How many characters the mark has.
    fn len(self) -> usize {
        match self {
            Opener::Backticks | Opener::Apostrophes => 2,
            _ => 1,
        }
    }
}

impl Reader<'_> {
    /// The character at `at`; a line end on both sides of the text.
    fn get(&self, at: usize) -> char {
        self.chars.get(at).map_or('\n', |it| it.1)
    }

    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |it| self.get(it))
    }

    fn quotation_at(&self, at: usize) -> Option<(Quotation, usize)> {
        let opener = self.opener_at(at)?;
        let start = at + opener.len();
        let (end, closer_len) = self.closer(opener, start)?;
        if opener == Opener::Single && !self.is_safe_single(start, end) {
            return None;
        }
        let place = |at: usize| self.chars.get(at).map(|it| it.0);
        let after = end + closer_len;
        // The mark may be the last character, whose end is its start plus its length.
        let last = self.chars.get(after - 1)?;
        let outer_end = last.0 + last.1.len_utf8();
        let inner = Span::new(place(start)?, place(end)?);
        Some((Quotation { inner, outer: Span::new(place(at)?, outer_end) }, after))
    }

    fn opener_at(&self, at: usize) -> Option<Opener> {
        let is_after_word = self.before(at).is_alphanumeric();
        let next = self.get(at + 1);
        let opener = match self.get(at) {
            // After a figure it is inches, after a word a mark that closes something unread.
            '"' if !is_after_word => Opener::Straight,
            '\u{201C}' => Opener::Curly,
            '\u{201D}' if !is_after_word && next.is_alphanumeric() => Opener::Closing,
            '\u{201E}' => Opener::Low,
            '«' => Opener::Angled('»'),
            '»' => Opener::Angled('«'),
            '`' if next == '`' && self.get(at + 2) != '`' && self.before(at) != '`' => Opener::Backticks,
            '\'' if next == '\'' && !is_after_word && self.get(at + 2).is_alphanumeric() => Opener::Apostrophes,
            '\u{2018}' if !is_after_word && !next.is_whitespace() => Opener::Single,
            _ => return None,
        };
        Some(opener)
    }

    /// Where the closing mark of a quotation whose words start at `start` stands, and how long it is.
    fn closer(&self, opener: Opener, start: usize) -> Option<(usize, usize)> {
        let mut depth = 0;
        for at in start..=start + LONGEST {
            let c = self.chars.get(at)?.1;
            if self.is_blank_line(at) {
                return None;
            }
            let closes = match opener {
                Opener::Straight => matches!(c, '"' | '\u{201D}'),
                Opener::Curly => matches!(c, '"' | '\u{201D}'),
                Opener::Closing => c == '\u{201D}',
                Opener::Low => matches!(c, '"' | '\u{201C}' | '\u{201D}'),
                Opener::Angled(closer) => c == closer,
                Opener::Backticks => c == '"' || (c == '\'' && self.get(at + 1) == '\''),
                Opener::Apostrophes => c == '\'' && self.get(at + 1) == '\'',
                Opener::Single => c == '\u{2019}' && self.closes_single(at, start),
            };
            // A mark that opens another quotation shows that this one was never closed, or that they nest.
            if closes && opener == Opener::Straight && self.opens_straight(at) {
                return None;
            }
            if closes && depth > 0 {
                depth -= 1;
            } else if closes {
                let len = if c == '\'' { 2 } else { 1 };
                return Some((at, len));
            } else if (opener == Opener::Curly && c == '\u{201C}') || (opener == Opener::Single && c == '\u{2018}') {
                depth += 1;
            }
        }
        None
    }

    /// Whether a straight mark can only open: space before it and a letter or figure after it.
    fn opens_straight(&self, at: usize) -> bool {
        let before = self.before(at);
        self.get(at) == '"' && (before.is_whitespace() || before == '(') && self.get(at + 1).is_alphanumeric()
    }

    fn is_blank_line(&self, at: usize) -> bool {
        if self.get(at) != '\n' {
            return false;
        }
        let next = (at + 1..self.chars.len()).map(|it| self.get(it)).find(|c| !matches!(c, ' ' | '\t' | '\r'));
        next == Some('\n')
    }

    /// Whether the mark at `at` closes single quotation marks rather than being an apostrophe.
    fn closes_single(&self, at: usize, start: usize) -> bool {
        let (before, after) = (self.before(at), self.get(at + 1));
        if after.is_alphanumeric() || before.is_whitespace() {
            return false;
        }
        // "the workers’ union": a plural with its apostrophe, when another mark closes later on.
        let is_plural = before == 's' && after == ' ' && self.get(at + 2).is_lowercase();
        !is_plural || !self.closes_later(at + 1, start)
    }

    fn closes_later(&self, from: usize, start: usize) -> bool {
        (from..=start + LONGEST)
            .take_while(|at| *at < self.chars.len() && self.get(*at) != '\u{2018}' && !self.is_blank_line(*at))
            .any(|at| {
                let is_end = !self.get(at + 1).is_alphanumeric() && !self.before(at).is_whitespace();
                self.get(at) == '\u{2019}' && is_end
            })
    }

    /// Single marks count around two words or more: one word is as often a term or a nickname. `‘90s` and `‘tis` are
    /// apostrophes.
    fn is_safe_single(&self, start: usize, end: usize) -> bool {
        let inner: String = (start..end).map(|it| self.get(it)).collect();
        let first: String = inner.chars().take_while(|c| c.is_alphanumeric()).collect();
        let is_decade = first.len() >= 2 && first.starts_with(|c: char| c.is_ascii_digit());
        let n_words = inner.split_whitespace().filter(|it| it.contains(char::is_alphanumeric)).count();
        n_words >= 2 && !is_decade && !CUT_WORDS.contains(&first.to_lowercase().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let quotations = read_quotations(text, Span::new(0, text.len()));
        let seen: Vec<&str> = quotations.iter().map(|it| it.inner.of(text)).collect();
        assert_eq!(seen, expected, "in `{text}`");
        for quotation in quotations {
            assert!(quotation.outer.covers(quotation.inner) && quotation.outer.len() > quotation.inner.len());
        }
    }

    #[test]
    fn double_marks_of_all_shapes_hold_quotations() {
        check("He said \"we will go\".", &["we will go"]);
        check("He said “we will go”.", &["we will go"]);
        check("Er sagte „wir gehen“ und ging.", &["wir gehen"]);
        check("Il dit «on y va» et part.", &["on y va"]);
        check("Er sagte »wir gehen« und ging.", &["wir gehen"]);
        check("Han sa ”vi ses nu” och gick.", &["vi ses nu"]);
        check("He said ``we will go'' and left.", &["we will go"]);
        check("He said `` we will go '' and left.", &[" we will go "]);
        check("It was ''quite good'' then.", &["quite good"]);
        check("He said “we will go\".", &["we will go"]);
        check("\"One\" and \"two\"", &["One", "two"]);
    }

    #[test]
    fn an_unclosed_mark_opens_nothing() {
        check("He said \"we will go.", &[]);
        check("He said “we will go. She said “we stay”.", &["we stay"]);
        check("He said \"we will go. She said \"we stay\".", &["we stay"]);
        check("A 5\" pipe and a 6\" pipe.", &[]);
        check("A 5\" pipe is \"too wide\".", &["too wide"]);
        check("\"\" and \". . .\"", &[]);
    }

    #[test]
    fn a_blank_line_or_too_many_words_part_the_marks() {
        check("“It is late.\n\nWe go.”", &[]);
        check("“It is late.\nWe go.”", &["It is late.\nWe go."]);
        check(&format!("“{}”", "a".repeat(400)), &[&"a".repeat(400)]);
        check(&format!("“{}”", "a".repeat(401)), &[]);
    }

    #[test]
    fn quotations_do_not_nest() {
        check("“He said “no” to it”", &["He said “no” to it"]);
        check("“He said ‘no way’ to it”", &["He said ‘no way’ to it"]);
        check("‘He said “no way” to it’", &["He said “no way” to it"]);
    }

    #[test]
    fn curly_single_marks_quote_two_words_or_more() {
        check("He called it ‘a great day’.", &["a great day"]);
        check("‘We don’t know,’ she said.", &["We don’t know,"]);
        check("‘The workers’ union is strong,’ he said.", &["The workers’ union is strong,"]);
        check("A so-called ‘friend’ of the workers’ union.", &[]);
        check("The workers’ union and the boss’s car.", &[]);
        check("In the ‘90s and the workers’ union.", &[]);
        check("‘Tis the workers’ union.", &[]);
        check("He said 'we will go' and left.", &[]);
    }

    #[test]
    fn only_the_part_asked_for_is_read() {
        let text = "“one two” “three four”";
        let at = text.find(" “").unwrap_or_default();
        assert_eq!(read_quotations(text, Span::new(0, at)).len(), 1);
        assert_eq!(read_quotations(text, Span::new(at, text.len()))[0].inner.of(text), "three four");
    }
}
