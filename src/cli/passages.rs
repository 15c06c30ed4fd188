//! Passages in lines, with the words that match.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::corpus::Corpus;
use crate::output::display_path;
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, visible, visible_with};

use super::workspace::current_dir;

/// `path:line: the passage with its *matched* words`; `path, page 3: …` for a document with pages.
pub(super) fn passage_line(corpus: &Corpus, query: &Sentence, hit: &Hit) -> String {
    let source = corpus.sources().get(hit.id.source);
    let path = source.map(|it| display_path(&it.path, &current_dir())).unwrap_or_default();
    let place = match (source.is_some_and(|it| it.mirror.is_some()), hit.place.page) {
        (true, Some(page)) => format!(", page {page}"),
        (true, None) => String::new(),
        (false, _) => format!(":{}", hit.place.start.line + 1),
    };
    format!("{}{place}: {}", visible(&path), marked(hit, &matched(corpus, query, hit)))
}

/// The words of the passage that stand for words of the query.
fn matched(corpus: &Corpus, query: &Sentence, hit: &Hit) -> Vec<Span> {
    let mut stems: BTreeSet<SmolStr> = query.content().map(|it| it.stem.clone()).collect();
    for word in query.content() {
        stems.extend(corpus.variants(&word.stem).iter().filter(|it| it.1 >= 0.6).map(|it| it.0.clone()));
    }
    hit.sentence.content().filter(|it| stems.contains(&it.stem)).map(|it| it.span).collect()
}

/// The passage with matched words between `*`, and bold on a terminal.
fn marked(hit: &Hit, matched: &[Span]) -> String {
    let within = hit.place.span;
    let inside = matched.iter().filter(|it| within.covers(**it));
    let matched: Vec<Span> = inside.map(|it| Span::new(it.start - within.start, it.end - within.start)).collect();
    let (words, matched) = visible_with(within.of(&hit.document.text), &matched);
    let mut acc = String::new();
    let mut at = 0;
    for span in matched.iter().filter(|it| !it.is_empty()) {
        acc.push_str(Span::new(at, span.start).of(&words));
        acc.push_str(&format!("*\u{1B}[1m{}\u{1B}[0m*", span.of(&words)));
        at = span.end;
    }
    acc + Span::new(at, words.len()).of(&words)
}
