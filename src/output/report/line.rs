//! A line of a report, before it is written as a page, as Markdown or as a Word document. Its words are of unknown origin:
//! each of these escapes them in its own way.

use super::html::with_capital;
use crate::rules::Said;

pub(super) type Line = Vec<Run>;

/// A stretch of a line that is written in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) what: What,
    pub(super) style: Style,
    pub(super) link: Option<Link>,
    pub(super) touch: Option<Touch>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Words(String),
    Code(String),
    /// The end of a line of the file, which is a space.
    Space,
    Break,
    Cited(Cited),
    /// A reference to a footnote of the draft, by its number from 1. The first one is where its way back leads to.
    Footnote {
        number: usize,
        is_first: bool,
    },
    /// The mark behind the place of an entry, which leads to its note.
    Mark(usize),
    /// A rating of reliability, and what it means.
    Rating(String, String),
}

impl Default for What {
    fn default() -> Self {
        Self::Words(String::new())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) emphasis: bool,
    pub(super) strong: bool,
    pub(super) struck: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
    /// Only the page has them.
    pub(super) small_caps: bool,
    /// What stands for a picture.
    pub(super) image: bool,
    /// The title of a source.
    pub(super) title: bool,
}

/// Where words lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// An address that may be followed: on the web, or of a file.
    Address(String),
    /// By its number from 1.
    Reference(usize),
    /// By its place in the corpus.
    Source(usize),
    Note(usize),
}

/// Words of the draft that there is a note about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// Its place among the entries.
    pub(super) entry: usize,
    /// Whether nothing of it went before.
    pub(super) is_first: bool,
    /// Whether a finding is about these very words.
    pub(super) is_found: bool,
}

/// What stands in a report for a citation of the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cited {
    /// The words of a note that is a part of its sentence.
    pub(super) words: Option<String>,
    /// What is written where no source is named.
    pub(super) unknown: Option<String>,
    pub(super) parts: Vec<CitedPart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CitedPart {
    /// A reference by its number from 1, with what stands behind it: `, p. 3`.
    Known(usize, String),
    Unknown(String),
}

impl Cited {
    /// `[2, p. 3]`
    pub(super) fn text(&self) -> String {
        let part = |it: &CitedPart| match it {
            CitedPart::Known(number, locator) => format!("{number}{locator}"),
            CitedPart::Unknown(words) => words.clone(),
        };
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        let parts = if parts.is_empty() { String::new() } else { format!("[{}]", parts.join("; ")) };
        let words: String = [&self.words, &self.unknown].into_iter().flatten().map(String::as_str).collect();
        words + &parts
    }
}

impl Run {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self { what: What::Words(words.into()), ..Self::default() }
    }

    pub(super) fn code(words: impl Into<String>) -> Self {
        Self { what: What::Code(words.into()), ..Self::default() }
    }

    pub(super) fn strong(words: impl Into<String>) -> Self {
        Self { style: Style { strong: true, ..Style::default() }, ..Self::new(words) }
    }

    /// Words that lead somewhere, where there is an address.
    pub(super) fn linked(words: impl Into<String>, link: Option<Link>) -> Self {
        Self { link, ..Self::new(words) }
    }

    pub(super) fn title(words: impl Into<String>, link: Link) -> Self {
        Self { style: Style { title: true, ..Style::default() }, ..Self::linked(words, Some(link)) }
    }
}

/// A line of these words alone.
pub(super) fn line(words: impl Into<String>) -> Line {
    vec![Run::new(words)]
}

/// A message with what it has between backticks as code, and a capital letter.
pub(super) fn message(message: &str) -> Line {
    let message = with_capital(message);
    let parts = message.split('`').enumerate().filter(|it| !it.1.is_empty());
    parts.map(|(idx, it)| if idx % 2 == 1 { Run::code(it) } else { Run::new(it) }).collect()
}

/// A line in which the words of draft and sources stand out.
pub(super) fn said(said: Vec<Said>) -> Line {
    let run = |(idx, it): (usize, Said)| match it {
        Said::Ours(words) if idx == 0 => Run::new(with_capital(&words)),
        Said::Ours(words) => Run::new(words),
        Said::Draft(words) | Said::Source(words) => Run::strong(words),
    };
    said.into_iter().enumerate().map(run).collect()
}

/// Several lines in one, with a mark between them.
pub(super) fn joined(parts: Vec<Line>, between: &str) -> Line {
    let mut acc = Line::new();
    for (idx, part) in parts.into_iter().enumerate() {
        if idx > 0 {
            acc.push(Run::new(between));
        }
        acc.extend(part);
    }
    acc
}
