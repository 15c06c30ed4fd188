//! Comments that silence findings.

use super::{Block, Ignore};
use crate::text::{LineIndex, Span};

/// The ignore comments among the HTML comments of a draft.
pub(super) fn read_ignores(text: &str, lines: &LineIndex, comments: &[Span], blocks: &[Block]) -> Vec<Ignore> {
    let page = Page { text, lines, comments, blocks };
    comments.iter().filter_map(|comment| page.read(*comment)).collect()
}

/// Which lines a comment is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    File,
    NextLine,
    /// Its own line, or the next one when it has its own to itself.
    Line,
}

/// What a comment may start with; the longer ones first.
const COMMANDS: [(&str, Reach); 4] = [
    ("citecheck-ignore-file", Reach::File),
    ("citecheck-ignore-next-line", Reach::NextLine),
    ("citecheck-disable-next-line", Reach::NextLine),
    ("citecheck-ignore", Reach::Line),
];

struct Page<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    comments: &'a [Span],
    blocks: &'a [Block],
}

impl Page<'_> {
    fn read(&self, comment: Span) -> Option<Ignore> {
        let inner = comment.of(self.text).strip_prefix("<!--")?;
        let inner = inner.strip_suffix("-->").unwrap_or(inner);
        let start = comment.start + "<!--".len() + (inner.len() - inner.trim_start().len());
        let inner = inner.trim();
        let (command, reach) = COMMANDS.iter().find(|(command, _)| {
            let rest = inner.strip_prefix(command);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        })?;
        let rules = read_rules(&inner[command.len()..], start + command.len());
        let covers = match reach {
            Reach::File => None,
            Reach::NextLine => Some(self.next_line(comment)),
            Reach::Line if self.stands_alone(comment) => Some(self.next_line(comment)),
            Reach::Line => Some(self.sentences_of_line(self.lines.line_of(comment.start))),
        };
        Some(Ignore { span: comment, rules, covers })
    }

    /// Whether nothing else is written on the lines of the comment.
    fn stands_alone(&self, comment: Span) -> bool {
        let lines = self.lines.line_of(comment.start)..=self.lines.line_of(comment.end);
        lines.into_iter().all(|line| self.has_no_text(line))
    }

    /// Whether a line holds nothing but space, comments and the marks of quotes and lists.
    fn has_no_text(&self, line: usize) -> bool {
        let Some(span) = self.lines.line_span(self.text, line) else { return true };
        let is_commented = |idx: usize| {
            let after = self.comments.partition_point(|it| it.end <= idx);
            self.comments.get(after).is_some_and(|it| it.contains(idx))
        };
        let words = span.of(self.text);
        words.char_indices().all(|(idx, c)| c.is_whitespace() || ">-*+".contains(c) || is_commented(span.start + idx))
    }

    /// The sentences of the next line that has text; nothing at the end of the file.
    fn next_line(&self, comment: Span) -> Span {
        let from = self.lines.line_of(comment.end) + 1;
        match (from..self.lines.len()).find(|line| !self.has_no_text(*line)) {
            Some(line) => self.sentences_of_line(line),
            None => Span::new(comment.end, comment.end),
        }
    }

    /// A line together with the whole of the sentences that have a part in it.
    fn sentences_of_line(&self, line: usize) -> Span {
        let Some(line) = self.lines.line_span(self.text, line) else { return Span::default() };
        let first = self.blocks.partition_point(|it| it.span.end <= line.start);
        let near = self.blocks[first..].iter().take_while(|it| it.span.start < line.end);
        near.flat_map(|it| &it.sentences)
            .filter(|it| it.overlaps(line))
            .fold(line, |acc, it| Span::new(acc.start.min(it.start), acc.end.max(it.end)))
    }
}

/// Rule names with commas between them; what follows is the reason.
fn read_rules(words: &str, start: usize) -> Vec<(String, Span)> {
    let mut acc = Vec::new();
    let mut at = 0;
    loop {
        at += words[at..].len() - words[at..].trim_start().len();
        let rest = &words[at..];
        let name_len = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
        let name = rest[..name_len].trim_end_matches('-');
        if name.is_empty() {
            return acc;
        }
        acc.push((name.to_owned(), Span::new(start + at, start + at + name.len())));
        at += name_len;
        at += words[at..].len() - words[at..].trim_start().len();
        if !words[at..].starts_with(',') {
            return acc;
        }
        at += 1;
    }
}
