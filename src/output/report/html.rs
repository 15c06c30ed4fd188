//! Pieces of HTML that the page is made of.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::Alignment;
use sha2::{Digest as _, Sha256};

use super::draft::{Block, Footnote};
use super::entries::{Entry, State};
use super::line::{Cited, CitedPart, Line, Link, Run, Style, Touch, What};
use crate::corpus::import::OWN_GENERATOR;
use crate::text::escape::visible_lines;
use crate::text::{squeezed, visible};

/// Text of unknown origin: hidden characters made visible, marks of HTML escaped.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl Render for Shown<'_> {
    fn render_to(&self, acc: &mut String) {
        visible(self.0).render_to(acc);
    }
}

/// The text with a capital letter at its start.
pub(super) fn with_capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// How a policy names a script or a style sheet that stands in the page.
pub(super) fn integrity(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|it| format!("{it:02x}")).collect()
}

/// The head of a page of ours, with the policy on what it may load.
pub(super) fn page_head(policy: &str, title: &str, style: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            (PreEscaped(OWN_GENERATOR)) (env!("CARGO_PKG_VERSION")) (PreEscaped("\">"))
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { "Source check: " (Shown(title)) }
            style { (PreEscaped(style)) }
        }
    }
}

/// A line that is not of the draft.
pub(super) fn words(line: &[Run]) -> Markup {
    draft_line(line, &[])
}

/// A line of the draft, with its claims and their marks.
fn draft_line(line: &[Run], entries: &[Entry]) -> Markup {
    // What leads to one place is one link.
    let links = line.chunk_by(|a, b| a.link.is_some() && a.link == b.link);
    html! {
        @for runs in links {
            @match runs.first().and_then(|it| it.link.as_ref()) {
                Some(link) => (linked(link, &html! { @for it in runs { (run(it, entries)) } })),
                None => @for it in runs { (run(it, entries)) },
            }
        }
    }
}

/// A link out of the page tells nobody from where it was followed.
fn linked(link: &Link, words: &Markup) -> Markup {
    let place = match link {
        Link::Address(address) => return html! { a href=(address) rel="noopener noreferrer" { (words) } },
        Link::Reference(number) => format!("#ref-{number}"),
        Link::Source(source) => format!("#source-{source}"),
        Link::Note(number) => format!("#note-{number}"),
    };
    html! { a href=(place) { (words) } }
}

fn run(run: &Run, entries: &[Entry]) -> Markup {
    let inner = match &run.what {
        What::Words(words) => html! { (Shown(words)) },
        What::Code(words) => html! { code { (Shown(words)) } },
        What::Space => PreEscaped("\n".to_owned()),
        What::Break => return html! { br; },
        What::Cited(it) => cited(it),
        What::Footnote { number, .. } if run.link.is_some() => html! { sup { (number) } },
        What::Footnote { number, is_first } => {
            let id = is_first.then(|| format!("fnref-{number}"));
            html! { sup { a id=[id] href={ "#fn-" (number) } aria-label={ "Footnote " (number) } { (number) } } }
        }
        What::Mark(entry) => return entries.get(*entry).map(mark).unwrap_or_default(),
        What::Rating(rated, words) => html! { abbr title=(words) { (Shown(rated)) } },
    };
    let inner = styled(inner, run.style);
    let Some((Touch { is_first, is_found, .. }, entry)) = run.touch.and_then(|it| Some((it, entries.get(it.entry)?)))
    else {
        return inner;
    };
    let id = is_first.then(|| entry.place_id());
    html! {
        span id=[id] class={ "claim " (entry.state.name()) } data-n=(entry.number) {
            @if is_found { span .words { (inner) } } @else { (inner) }
        }
    }
}

type Layer = fn(Markup) -> Markup;

fn styled(words: Markup, style: Style) -> Markup {
    // From the inside out.
    let layers: [(bool, Layer); 8] = [
        (style.title, |it| html! { cite { (it) } }),
        (style.image, |it| html! { span .image { (it) } }),
        (style.small_caps, |it| html! { span .small-caps { (it) } }),
        (style.lowered, |it| html! { sub { (it) } }),
        (style.raised, |it| html! { sup { (it) } }),
        (style.struck, |it| html! { del { (it) } }),
        (style.strong, |it| html! { strong { (it) } }),
        (style.emphasis, |it| html! { em { (it) } }),
    ];
    layers.into_iter().filter(|it| it.0).fold(words, |words, (_, layer)| layer(words))
}

/// `[2, p. 3]`, each number a link to the reference.
fn cited(cited: &Cited) -> Markup {
    html! {
        @if let Some(words) = &cited.words { (Shown(words)) }
        @if let Some(words) = &cited.unknown { span .unknown { (Shown(words)) } }
        @if !cited.parts.is_empty() {
            span .cite {
                "["
                @for (idx, part) in cited.parts.iter().enumerate() {
                    @if idx > 0 { "; " }
                    @match part {
                        CitedPart::Known(number, locator) => {
                            a href={ "#ref-" (number) } aria-label={ "Reference " (number) } { (number) }
                            (Shown(locator))
                        }
                        CitedPart::Unknown(words) => span .unknown { (Shown(words)) },
                    }
                }
                "]"
            }
        }
    }
}

/// The mark behind a place, which leads to its note.
fn mark(entry: &Entry) -> Markup {
    let what = match entry.state {
        State::Remark => entry.findings.first().map_or_else(|| entry.verdict(), |it| squeezed(&it.message)),
        _ => entry.verdict(),
    };
    html! {
        // No line ends before it.
        "\u{2060}"
        a class={ "mark " (entry.state.name()) } id={ "mark-" (entry.number) } href={ "#" (entry.note_id()) } data-n=(entry.number)
            aria-label={ "Note " (entry.number) ": " (Shown(&what)) } {
            span .sign aria-hidden="true" { (entry.state.mark()) }
            span aria-hidden="true" { (entry.number) }
        }
    }
}

/// Blocks of the draft.
pub(super) fn blocks(blocks: &[Block], entries: &[Entry]) -> Markup {
    html! { @for it in blocks { (block(it, entries)) } }
}

fn block(block: &Block, entries: &[Entry]) -> Markup {
    let words = |it: &Line| draft_line(it, entries);
    match block {
        Block::Heading { level, depth, line } => {
            // The draft stands beneath a heading of level 2.
            let tag = format!("h{}", (depth + 2).min(6));
            PreEscaped(format!("<{tag} class=\"level-{level}\">{}</{tag}>", words(line).0))
        }
        Block::Paragraph(line) => html! { p { (words(line)) } },
        Block::Bare(line) => words(line),
        Block::Quote(inner) => html! { blockquote { (blocks(inner, entries)) } },
        Block::Code(lines) => html! { pre { code { (visible_lines(lines)) } } },
        Block::List { first: None, items } => html! { ul { (list_items(items, entries)) } },
        Block::List { first: Some(first), items } => {
            html! { ol start=[(*first != 1).then_some(first)] { (list_items(items, entries)) } }
        }
        Block::Table { columns, head, rows } => {
            let class = |column: usize| match columns.get(column) {
                Some(Alignment::Right) => Some("right"),
                Some(Alignment::Center) => Some("centre"),
                _ => None,
            };
            html! {
                table {
                    thead { tr { @for (idx, it) in head.iter().enumerate() { th scope="col" class=[class(idx)] { (words(it)) } } } }
                    tbody {
                        @for row in rows {
                            tr { @for (idx, it) in row.iter().enumerate() { td class=[class(idx)] { (words(it)) } } }
                        }
                    }
                }
            }
        }
        Block::Rule => html! { hr; },
        Block::Anchor(entry) => match entries.get(*entry) {
            Some(it) => html! { p .anchor id=(it.place_id()) { (mark(it)) } },
            None => PreEscaped(String::new()),
        },
    }
}

fn list_items(items: &[Vec<Block>], entries: &[Entry]) -> Markup {
    html! { @for item in items { li { (blocks(item, entries)) } } }
}

/// The footnotes of the draft, each with the way back to where it is first referred to.
pub(super) fn footnotes(footnotes: &[Footnote], entries: &[Entry]) -> Markup {
    html! {
        ol .footnotes {
            @for footnote in footnotes {
                li id={ "fn-" (footnote.number) } value=(footnote.number) { (definition(footnote, entries)) }
            }
        }
    }
}

fn definition(footnote: &Footnote, entries: &[Entry]) -> Markup {
    let number = footnote.number;
    let back = html! {
        @if footnote.is_referred {
            " " a href={ "#fnref-" (number) } aria-label={ "Back to footnote " (number) " in the text" } { "↩" }
        }
    };
    match footnote.blocks.split_last() {
        Some((Block::Paragraph(line), before)) => {
            html! { (blocks(before, entries)) p { (draft_line(line, entries)) (back) } }
        }
        _ => html! { (blocks(&footnote.blocks, entries)) (back) },
    }
}
