//! A small page that can be shown as Markdown or as plain text.

use crate::text::{escape, visible};

/// Longest page, in bytes.
const MAX_PAGE: usize = 16 * 1024;

/// Longest single piece of text, in characters.
const MAX_PIECE: usize = 600;

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Bold(String),
    Code(String),
    /// An address comes from [`escape::file_address`] or [`escape::web_address`] alone.
    Link(String, Option<String>),
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Bullet,
    Excerpt,
}

/// Lines of text, safe to show whatever they say.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    lines: Vec<(Kind, Vec<Piece>)>,
}

impl Piece {
    /// Plain text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(shortened(text.into()))
    }

    /// Text that stands out.
    pub(super) fn bold(text: impl Into<String>) -> Self {
        Self::Bold(shortened(text.into()))
    }

    /// A link, or plain text where there is no address.
    pub(super) fn link(label: impl Into<String>, address: Option<String>) -> Self {
        Self::Link(shortened(label.into()), address)
    }

    /// Text in which backticks mark code, as our own messages do.
    pub(super) fn message(message: &str) -> Vec<Self> {
        let is_paired = message.matches('`').count().is_multiple_of(2);
        if !is_paired {
            return vec![Self::text(message)];
        }
        let parts = message.split('`').enumerate().filter(|(_, part)| !part.is_empty());
        parts
            .map(|(idx, part)| if idx % 2 == 1 { Self::Code(shortened(part.to_owned())) } else { Self::text(part) })
            .collect()
    }

    fn to_markdown(&self) -> String {
        match self {
            Self::Text(text) => escape::markdown(text),
            Self::Bold(text) => bold(text),
            Self::Code(text) => {
                let text = visible(text).into_owned();
                if text.trim().is_empty() || text.contains('`') { escape::markdown(&text) } else { format!("`{text}`") }
            }
            Self::Link(label, Some(address)) => format!("[{}]({address})", escape::markdown(label)),
            Self::Link(label, None) => escape::markdown(label),
        }
    }

    pub(super) fn to_plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Bold(text) | Self::Code(text) | Self::Link(text, _) => visible(text).into_owned(),
        }
    }
}

impl Page {
    /// Adds a line.
    pub(super) fn line(&mut self, pieces: Vec<Piece>) {
        self.lines.push((Kind::Plain, pieces));
    }

    /// Adds a line of a list.
    pub(super) fn bullet(&mut self, pieces: Vec<Piece>) {
        self.lines.push((Kind::Bullet, pieces));
    }

    /// Adds somebody else's words.
    pub(super) fn excerpt(&mut self, pieces: Vec<Piece>) {
        self.lines.push((Kind::Excerpt, pieces));
    }

    /// The page as Markdown.
    pub(super) fn to_markdown(&self) -> String {
        self.render(Piece::to_markdown, |kind| match kind {
            Kind::Plain => "",
            Kind::Bullet => "- ",
            Kind::Excerpt => "> ",
        })
    }

    /// The page as plain text.
    pub(super) fn to_plain(&self) -> String {
        self.render(Piece::to_plain, |kind| match kind {
            Kind::Plain => "",
            Kind::Bullet => "- ",
            Kind::Excerpt => "    ",
        })
    }

    fn render(&self, show: fn(&Piece) -> String, mark: fn(Kind) -> &'static str) -> String {
        let mut acc = String::new();
        let mut before = None;
        for (kind, pieces) in &self.lines {
            let words: String = pieces.iter().map(show).collect();
            let gap = match before {
                None => "",
                Some(Kind::Bullet) if *kind == Kind::Bullet => "\n",
                Some(_) => "\n\n",
            };
            let line = format!("{gap}{}{}", mark(*kind), words.trim());
            if acc.len() + line.len() > MAX_PAGE - 8 {
                acc.push_str("\n\n…");
                break;
            }
            acc.push_str(&line);
            before = Some(*kind);
        }
        acc
    }
}

/// Marks that stand against punctuation or space would not be read as marks.
fn bold(text: &str) -> String {
    let words = text.trim_matches(|it: char| !it.is_alphanumeric());
    let Some(start) = text.find(words).filter(|_| !words.is_empty()) else { return escape::markdown(text) };
    let (before, after) = (&text[..start], &text[start + words.len()..]);
    format!("{}**{}**{}", escape::markdown(before), escape::markdown(words), escape::markdown(after))
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_PIECE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    fn is_active(event: &Event<'_>) -> bool {
        matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::FootnoteReference(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::TaskListMarker(_)
                | Event::Rule
                | Event::Start(
                    Tag::Link { .. }
                        | Tag::Image { .. }
                        | Tag::HtmlBlock
                        | Tag::Heading { .. }
                        | Tag::CodeBlock(_)
                        | Tag::Table(_)
                        | Tag::FootnoteDefinition(_)
                )
        )
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("[x](command:y)"),
            Just("![x](https://e.org/i.png)"),
            Just("<img src=x>"),
            Just("<https://e.org>"),
            Just("https://e.org "),
            Just("www.e.org "),
            Just("`"),
            Just("```\n"),
            Just("~~~\n"),
            Just("\n"),
            Just("\n\n"),
            Just("    "),
            Just("\t"),
            Just("# "),
            Just("- "),
            Just("1. "),
            Just("> "),
            Just("|a|b|\n|-|-|\n"),
            Just("---\n"),
            Just("[^1]"),
            Just("[^1]: "),
            Just("[a]: https://e.org\n"),
            Just("&lt;b&gt;"),
            Just("\\"),
            Just("**"),
            Just("_"),
            Just("\u{202e}"),
            Just("\u{0}"),
            Just("word"),
            Just("</div>"),
            Just("<!--"),
            Just("$x$"),
            Just("]"),
            Just("("),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn hostile_text_stays_text(text in hostile(), other in ".{0,20}") {
            let mut page = Page::default();
            page.line(vec![Piece::bold(&*text), Piece::text(&*other)]);
            page.excerpt(vec![Piece::text(&*text), Piece::bold(&*other), Piece::text(&*text)]);
            page.bullet(Piece::message(&text));
            page.bullet(vec![Piece::link(&*text, None)]);
            let markdown = page.to_markdown();
            let active: Vec<_> = Parser::new_ext(&markdown, Options::all()).filter(is_active).collect();
            prop_assert!(active.is_empty(), "{active:?} in {markdown:?}");
            let is_hidden = |it: char| it == '\u{202e}' || it == '\u{0}';
            prop_assert!(!markdown.contains(is_hidden), "{markdown:?}");
        }
    }

    #[test]
    fn a_link_leads_where_it_says() {
        let mut page = Page::default();
        page.line(vec![Piece::link("a](command:x)", Some("file:///a.md#L9".to_owned()))]);
        assert_eq!(page.to_markdown(), r"[a\](command:x)](file:///a.md#L9)");
        assert_eq!(page.to_plain(), "a](command:x)");
    }

    #[test]
    fn a_page_is_bounded() {
        let mut page = Page::default();
        (0..1000).for_each(|_| page.line(vec![Piece::text("*".repeat(5000))]));
        assert!(page.to_markdown().len() <= MAX_PAGE && page.to_plain().len() <= MAX_PAGE);
    }
}
