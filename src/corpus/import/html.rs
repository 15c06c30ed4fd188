//! A saved web page as the pieces of its article, without what stands around it.

use std::borrow::Cow;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Emitter, ForwardingEmitter, StartTag, Token, Tokenizer};

use super::metadata::{self, Field, set_field};
use super::reading::{Piece, PieceKind, Reading};
use super::{BlockKind, clutter, encoding};
use crate::corpus::{Metadata, Problem};
use crate::text::{Span, fold, words};
use article::Part;

mod article;
mod blocks;
mod head;
mod marks;
mod tree;

/// Of a page's markup without the pictures written into it, in bytes.
const MAX_MARKUP: usize = 16 << 20;

/// Of a page with a longer list, the rest is lost.
const MAX_AUTHORS: usize = 100;

/// Of a file with its pictures, in bytes.
const MAX_FILE: usize = 64 << 20;

/// Nothing of them is ever shown as text.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "button", "select", "textarea", "iframe", "object", "audio",
    "video", "canvas", "title", "datalist", "math",
];

/// The article of a saved page.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    read_page(bytes, None)
}

/// The same, where the encoding is named outside of the page.
pub(super) fn read_page(bytes: &[u8], encoding: Option<&str>) -> Result<Reading, Problem> {
    if bytes.len() > MAX_FILE {
        return Err(Problem::OverLimit(format!("more than {} MiB", MAX_FILE >> 20)));
    }
    if super::is_own_report(bytes) {
        return Err(Problem::OwnReport);
    }
    let (original, note) = encoding::decode(bytes, encoding);
    let mut reading = article_of(&without_data(&original))?;
    reading.notes.extend(note);
    Ok(reading)
}

fn article_of(original: &str) -> Result<Reading, Problem> {
    if original.len() > MAX_MARKUP {
        return Err(Problem::OverLimit(format!("more than {} MiB of markup", MAX_MARKUP >> 20)));
    }
    let tree =
        tree::read(original).ok_or_else(|| Problem::OverLimit("more elements than a page can have".to_string()))?;
    let (blocks, block_of) = blocks::read(&tree);
    let title = tree.head.metadata(None).title;
    let parts = article::choose(&tree, &blocks, &block_of, title.as_deref());
    let kept = blocks.into_iter().zip(parts).filter(|it| it.1 != Part::Around && !it.0.text.is_empty());
    let (kept, parts): (Vec<blocks::Block>, Vec<Part>) = kept.unzip();
    let heading = kept.iter().find(|it| matches!(it.kind, PieceKind::Heading(_))).map(|it| it.text.as_str());
    let mut metadata = tree.head.metadata(heading);
    let pieces = without_clutter(kept, &parts, &mut metadata);
    if pieces.is_empty() {
        return Err(Problem::Empty);
    }
    Ok(Reading { metadata, pieces, notes: Vec::new() })
}

/// All that a piece of HTML shows, as that of a mail, without looking for an article in it.
pub(super) fn read_all(original: &str) -> Vec<Piece> {
    let original = without_data(original);
    let original = original.get(..MAX_MARKUP).unwrap_or(&original);
    let Some(tree) = tree::read(original) else { return Vec::new() };
    let (blocks, _) = blocks::read(&tree);
    let is_signature = |it: &tree::Element| marks::is_signature(&it.names);
    let mut is_hidden: Vec<bool> = tree.elements.iter().map(|it| it.is_hidden || is_signature(it)).collect();
    for idx in 1..is_hidden.len() {
        is_hidden[idx] |= is_hidden[tree.elements[idx].parent];
    }
    let shown = blocks.into_iter().filter(|it| !it.text.is_empty() && !is_hidden[it.element]);
    shown.map(|it| Piece { kind: it.kind, text: it.text, page: None }).collect()
}

/// The pieces, after their byline and date have been read and what belongs to the page has been dropped.
fn without_clutter(kept: Vec<blocks::Block>, parts: &[Part], metadata: &mut Metadata) -> Vec<Piece> {
    let mut text = String::new();
    let mut lines = Vec::with_capacity(kept.len());
    for block in &kept {
        let start = text.len();
        text.push_str(&block.text);
        let kind = match block.kind {
            PieceKind::Heading(_) => BlockKind::Heading,
            PieceKind::Item => BlockKind::Item,
            PieceKind::Row => BlockKind::Cell,
            PieceKind::Paragraph | PieceKind::Quote | PieceKind::Note => BlockKind::Paragraph,
        };
        lines.push(super::Block { span: Span::new(start, text.len()), kind, is_links: block.is_links(), page: None });
        text.push('\n');
    }
    let is_head = metadata::complete_from_head(metadata, &text, &lines);
    let is_clutter = clutter::find(&text, &lines);
    metadata.authors = distinct(std::mem::take(&mut metadata.authors));
    let is_gone = |(idx, block): (usize, &blocks::Block)| {
        let is_text = parts.get(idx) == Some(&Part::Text);
        let announces = block.n_link * 10 > block.text.len() * 4 && clutter::announces_link(&block.text);
        !is_text || is_head.contains(&idx) || is_clutter[idx] || announces || is_byline(block, metadata)
    };
    let mut is_gone: Vec<bool> = kept.iter().enumerate().map(is_gone).collect();
    drop_bio(&kept, metadata, &mut is_gone);
    drop_bare_headings(&kept, &mut is_gone);
    let left = kept.into_iter().zip(is_gone).filter(|it| !it.1).map(|it| it.0);
    left.map(|it| Piece { kind: it.kind, text: it.text, page: None }).collect()
}

/// Some pages name their authors for each of several readers.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut acc: Vec<String> = Vec::with_capacity(names.len());
    for name in names.into_iter().take(MAX_AUTHORS) {
        if !acc.iter().any(|it| it.eq_ignore_ascii_case(&name)) {
            acc.push(name);
        }
    }
    acc
}

/// A line that says who wrote or published a part of the article, and when: by the page's own mark, or by saying nothing
/// else.
fn is_byline(block: &blocks::Block, metadata: &Metadata) -> bool {
    /// Beside names, figures and months.
    const WORDS: &[&str] = &["by", "and", "on", "at", "am", "pm", "gmt", "utc", "cet", "est", "bst", "ago", "updated"];
    let is_line = matches!(block.kind, PieceKind::Paragraph | PieceKind::Item) && block.n_words() <= 16;
    if !is_line || block.text.ends_with(['.', '!', '?', '”', '"']) {
        return false;
    }
    // A time may stand right before a name, without a space.
    let names = metadata.authors.iter().chain(&metadata.publisher);
    let rest = names.fold(block.text.clone(), |acc, it| acc.replace(it.as_str(), " "));
    let is_filler = |word: &str| {
        let word = word.to_lowercase();
        let is_figure = word.bytes().any(|it| it.is_ascii_digit());
        is_figure || words::month(&word).is_some() || WORDS.contains(&word.as_str())
    };
    let says_else = rest.split(|c: char| !c.is_alphanumeric()).any(|it| !it.is_empty() && !is_filler(it));
    block.is_byline || (rest != block.text && !says_else)
}

/// "Jane Roe is our correspondent in the north.", where nothing but notes follows.
fn drop_bio(kept: &[blocks::Block], metadata: &Metadata, is_gone: &mut [bool]) {
    const VERBS: &[&str] = &["is", "was", "has", "covers", "reports", "writes", "joined", "works"];
    // "Jane Roe reported from Riga, and Tom Hale from Kyiv."
    for (idx, block) in kept.iter().enumerate() {
        let verb = |name: &String| block.text.strip_prefix(name.as_str()).map(str::trim_start);
        let is_report = |it: &str| it.starts_with("reported from ") || it.starts_with("contributed ");
        is_gone[idx] |= block.n_words() <= 25 && metadata.authors.iter().filter_map(verb).any(is_report);
    }
    for (idx, block) in kept.iter().enumerate().rev() {
        if is_gone[idx] || matches!(block.kind, PieceKind::Note | PieceKind::Heading(2..)) {
            continue;
        }
        let says_of = |name: &String| {
            let verb = block.text.strip_prefix(name.as_str()).and_then(|it| it.split_whitespace().next());
            verb.is_some_and(|it| VERBS.contains(&it))
        };
        if block.kind != PieceKind::Paragraph || block.n_words() > 60 || !metadata.authors.iter().any(says_of) {
            return;
        }
        is_gone[idx] = true;
    }
}

/// Headings with nothing left of what stood under them, and one that ends the page.
fn drop_bare_headings(kept: &[blocks::Block], is_gone: &mut [bool]) {
    // Whether something of the part that a heading of each level would begin is left, and whether something is gone.
    let (mut has_text, mut has_lost) = ([false; 7], [true; 7]);
    for (idx, block) in kept.iter().enumerate().rev() {
        let PieceKind::Heading(level) = block.kind else {
            if is_gone[idx] {
                has_lost = [true; 7]
            } else {
                has_text = [true; 7]
            }
            continue;
        };
        let level = usize::from(level).min(6);
        is_gone[idx] |= level > 1 && !has_text[level] && has_lost[level];
        let around = if is_gone[idx] { &mut has_lost } else { &mut has_text };
        around[..level].fill(true);
        has_text[level..].fill(false);
        has_lost[level..].fill(false);
    }
}

/// `original` without control characters and without the pictures, fonts and frames that are written into its attributes and styles.
fn without_data(original: &str) -> Cow<'_, str> {
    const SCHEME: &str = "data:";
    /// Shorter ones are left where they are.
    const MIN: usize = 64;
    let is_data = |c: u8| c.is_ascii_alphanumeric() || b"+/=%_.-;,:".contains(&c);
    // The tokenizer keeps an error for each of them.
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c');
    if original.contains(is_control) {
        let original: String = original.chars().filter(|c| !is_control(*c)).collect();
        return Cow::Owned(without_data(&original).into_owned());
    }
    let mut acc = String::new();
    let (mut copied, mut searched) = (0, 0);
    for (at, _) in original.match_indices(SCHEME) {
        let start = at + SCHEME.len();
        if start < searched {
            continue;
        }
        let len = original[start..].bytes().take_while(|it| is_data(*it)).count();
        searched = start + len;
        if len >= MIN && original[start..start + MIN].contains('/') && original[start..start + len].contains(',') {
            acc.push_str(&original[copied..start]);
            copied = start + len;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(original);
    }
    acc.push_str(&original[copied..]);
    Cow::Owned(acc)
}

/// The places of the text in a piece of HTML, without scripts and styles. Entities stay as they are written.
pub(super) fn text_spans(original: &str) -> Vec<Span> {
    let mut acc = Vec::new();
    let mut silent = None;
    for token in tokens(original) {
        match token {
            Token::StartTag(tag) if silent.is_none() && !tag.self_closing => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                silent = SILENT.contains(&name.as_str()).then_some(name);
            }
            Token::EndTag(tag) if silent.as_deref().is_some_and(|it| it.as_bytes() == &tag.name[..]) => silent = None,
            Token::String(words) if silent.is_none() => acc.push(Span::new(words.span.start, words.span.end)),
            _ => {}
        }
    }
    acc
}

fn tokens(original: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(original, Quiet(emitter)).map_while(Result::ok)
}

/// Keeps nothing of what is wrong with a page; that can be more than the page.
struct Quiet(DefaultEmitter<usize>);

impl ForwardingEmitter for Quiet {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// An attribute's value.
fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|it| String::from_utf8_lossy(&it.value).trim().to_string())
}

#[cfg(test)]
mod frame_tests;
#[cfg(test)]
pub(super) mod tests;
