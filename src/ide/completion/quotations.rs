//! Quotations: what the sources have word for word, with the closing mark and the citation.

use crate::check::{Context, Report};
use crate::corpus::{Corpus, PassageId, stem};
use crate::ide::cite::parts;
use crate::ide::{Style, place_in_source, style_of};
use crate::judge::speaker_of;
use crate::retrieve::{Hit, search};
use crate::text::{Sentence, Span, fold, read_quotations, squeezed, without_hidden};

use super::place::{Mark, Typing};
use super::sources::{new_note, shown, with_note};
use super::{Card, Completion, CompletionKind, Completions, cite};

/// Passages that are looked at for the words around a quotation.
const N_NEAREST: usize = 40;

/// Passages that are looked at that hold all words of the quotation so far.
const N_WITH: usize = 200;

/// Most quotations of a list.
const MOST: usize = 15;

/// Longest quotation, in characters: as long as one is read in a draft.
const LONGEST: usize = 400;

/// Fewer words are no quotation worth a list.
const FEWEST_WORDS: usize = 2;

/// Words that a source has and that go on from what was typed.
struct Found {
    passage: PassageId,
    /// The whole of it, in the source's text.
    span: Span,
    /// What comes behind what was typed.
    rest: Span,
    /// In quotation marks there, too.
    is_quoted: bool,
}

pub(super) fn complete(context: &Context, report: &Report, typing: &Typing, mark: Mark) -> Completions {
    let corpus = &context.corpus;
    let letters = squeezed(typing.letters());
    let mut found: Vec<Found> = Vec::new();
    for hit in hits(corpus, typing, &letters) {
        if (typing.typed.is_late)() {
            break;
        }
        for it in read(&hit, typing.letters()) {
            let is_known = |other: &Found| {
                other.passage.source == it.passage.source
                    && other.span.overlaps(it.span)
                    && other.is_quoted == it.is_quoted
                    || said(corpus, other) == said(corpus, &it)
            };
            if !found.iter().any(is_known) {
                found.push(it);
            }
        }
        if found.len() > 3 * MOST {
            break;
        }
    }
    // What the source itself puts in quotation marks was said by somebody, best by one whom the sentence names; the order
    // is kept otherwise.
    let sentence = fold(&typing.sentence);
    let is_named = |it: &Found| {
        let document = corpus.document(it.passage.source);
        let passage = document.passages.get(it.passage.passage);
        let speaker = passage.and_then(|passage| speaker_of(&document.text, &passage.sentence, it.span));
        speaker.is_some_and(|it| fold(&it).split(' ').next_back().is_some_and(|name| sentence.contains(name)))
    };
    found.sort_by_cached_key(|it| (!it.is_quoted, !(it.is_quoted && is_named(it))));
    let is_cut = found.len() > MOST;
    let items: Vec<Completion> =
        found.iter().take(MOST).filter_map(|it| item(context, report, typing, mark, it)).collect();
    // Further words are looked for in all passages, so that others come with them.
    let is_incomplete = is_cut || letters.split(' ').count() < FEWEST_WORDS + 1;
    Completions { items, is_incomplete }
}

/// The passages to look at: those that share most with the sentence around, and those that hold all words typed so far.
fn hits(corpus: &Corpus, typing: &Typing, letters: &str) -> Vec<Hit> {
    let nearest = if typing.sentence.is_empty() { letters } else { &typing.sentence };
    let mut acc: Vec<Hit> = search(corpus, nearest, N_NEAREST).into_iter().map(|it| it.0).collect();
    // The last word may not be whole.
    let whole = match typing.letters().ends_with(|it: char| it.is_alphanumeric()) {
        true => letters.rsplit_once(' ').map_or("", |it| it.0),
        false => letters,
    };
    let sentence = Sentence::read(whole, Span::new(0, whole.len()));
    let stems: Vec<_> = sentence.content().map(|it| it.stem.clone()).collect();
    if !stems.is_empty() {
        let (with, _) = corpus.passages_with(&stems, N_WITH);
        let known: Vec<PassageId> = acc.iter().map(|it| it.id).collect();
        let new = with.into_iter().filter(|it| !known.contains(it));
        acc.extend(new.take(N_NEAREST).filter_map(|it| Hit::new(corpus, it)));
    }
    acc.retain(|it| !it.place.is_heading);
    acc
}

/// What a passage has that goes on from the letters: its quotations, and itself where it holds none.
fn read(hit: &Hit, letters: &str) -> Vec<Found> {
    let text = &hit.document.text;
    let whole = hit.place.span;
    let quotations = read_quotations(text, whole);
    let marks = ['"', '“', '”', '„', '«', '»'];
    let mut parts: Vec<(Span, bool)> = quotations.iter().map(|it| (it.inner, true)).collect();
    if !whole.of(text).contains(marks) {
        parts.push((whole, false));
    }
    let continued = |(part, is_quoted): (Span, bool)| {
        let start = begin(part.of(text), letters)?;
        let part = ended(text, Span::new(part.start + start.0, part.end));
        let rest = Span::new((part.start + start.1 - start.0).min(part.end), part.end);
        let n_chars = part.of(text).chars().count();
        let n_words = part.of(text).split_whitespace().count();
        let is_wanted = n_chars <= LONGEST && n_words >= FEWEST_WORDS && rest.of(text).contains(char::is_alphanumeric);
        is_wanted.then_some(Found { passage: hit.id, span: part, rest, is_quoted })
    };
    parts.into_iter().filter_map(continued).collect()
}

/// Where in `text` the letters begin at the start of a word, and where they end; case and the shape of marks do not count.
fn begin(text: &str, letters: &str) -> Option<(usize, usize)> {
    if letters.trim().is_empty() {
        let start = text.len() - text.trim_start().len();
        return Some((start, start));
    }
    let wanted: Vec<char> = fold(letters.trim_start()).chars().collect();
    let mut starts = text.char_indices().map(|it| it.0).filter(|at| {
        let is_inside = text[..*at].ends_with(char::is_alphanumeric);
        !is_inside && text[*at..].starts_with(|it: char| it.is_alphanumeric())
    });
    starts.find_map(|start| Some((start, start + matching(&text[start..], &wanted)?)))
}

/// How many bytes of `text` the folded letters take; runs of space are one.
fn matching(text: &str, wanted: &[char]) -> Option<usize> {
    let mut wanted = wanted.iter().peekable();
    let mut was_space = false;
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if c.is_whitespace() {
            if !was_space {
                wanted.next_if(|it| it.is_whitespace())?;
                while wanted.next_if(|it| it.is_whitespace()).is_some() {}
            }
            was_space = true;
            continue;
        }
        was_space = false;
        for folded in fold(c.encode_utf8(&mut [0; 4])).chars() {
            wanted.next_if(|it| **it == folded)?;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

/// Without the mark that ends the sentence there: the writer's goes on.
fn ended(text: &str, span: Span) -> Span {
    let words = span.of(text).trim_end().trim_end_matches(['.', ',', ';', ':']);
    Span::new(span.start, span.start + words.len())
}

fn said(corpus: &Corpus, found: &Found) -> String {
    let document = corpus.document(found.passage.source);
    fold(&squeezed(found.span.of(&document.text)))
}

fn item(context: &Context, report: &Report, typing: &Typing, mark: Mark, found: &Found) -> Option<Completion> {
    let corpus = &context.corpus;
    let source = corpus.sources().get(found.passage.source)?;
    let document = corpus.document(found.passage.source);
    let text = &typing.typed.text;
    // What was typed stays as it is; on the caret's line, as editors allow no more.
    let line = text[..typing.letters.end].rfind('\n').map_or(0, |it| it + 1);
    let start = typing.letters.start.max(line);
    let typed = Span::new(start, typing.letters.end).of(text);
    let rest = cite::plain(&inner_marks(&flat(found.rest.of(&document.text)), mark.closing));
    let citing = cite::citing(context, report, typing.typed.path);
    let parts = parts(&citing, found.passage.source, place_in_source(corpus, found.passage))?;
    let mut edits = Vec::new();
    // The editor's own closing mark is written anew: an edit behind it would be one beside the caret, which Helix and
    // Neovim put in the wrong place.
    let closing = if mark.is_closed { mark.closing.len_utf8() } else { 0 };
    let insert = Span::new(start, typing.letters.end + closing);
    let after = &text[insert.end..];
    let is_cited = after.trim_start().starts_with(['[', '(']);
    let citation = match style_of(&citing) {
        _ if is_cited => String::new(),
        Style::Pandoc => format!(" [@{}]", parts.key),
        Style::Footnote => {
            let note = new_note(text, &source.key, &parts.note);
            let end = text.len() - after.len();
            with_note(format!("[^{}]", note.label), note.edit, end, &mut edits)
        }
        Style::Link => format!(" {}", parts.link),
        Style::Wikilink => format!(" [[{}]]", stem(&source.path).unwrap_or(&source.key)),
        Style::SourceLine => format!(" (Source: {})", parts.words),
    };
    let name = source.metadata.publisher.as_deref().or(source.metadata.title.as_deref()).unwrap_or(&source.key);
    let date = source.metadata.date.as_deref().unwrap_or_default();
    Some(Completion {
        kind: CompletionKind::Quotation,
        label: shown(found.span.of(&document.text)),
        detail: shown(&format!("{name} {date}")),
        filter: format!("{typed}{}", without_hidden(&rest)),
        insert,
        replace: insert,
        text: format!("{typed}{rest}{}{citation}", mark.closing),
        edits,
        card: Some(Card {
            source: found.passage.source,
            passage: Some(found.passage.passage),
            matched: vec![found.span],
        }),
    })
}

/// In one line, with the space that parts it from what was typed.
fn flat(words: &str) -> String {
    let space = if words.starts_with(char::is_whitespace) { " " } else { "" };
    format!("{space}{}", squeezed(words))
}

/// Straight marks inside of a quotation, as single ones: they would close it.
fn inner_marks(words: &str, closing: char) -> String {
    let would_close = matches!(closing, '"' | '”' | '“');
    if would_close { words.replace('"', "'") } else { words.to_owned() }
}
