//! Sources and terms by name.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rayon::prelude::*;

use crate::check::Context;
use crate::text::visible;

use super::Target;
use super::passages::some_passage_naming;
use super::targets::target;

/// Most symbols of one answer. Editors show a screen of them, and ask again with every letter.
pub const MAX_SYMBOLS: usize = 128;

/// Most terms among them: the passage that names one is looked for.
const MAX_TERMS: usize = 32;

/// Names that one thread goes through at a time.
const CHUNK: usize = 2048;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SymbolKind {
    Source,
    Term,
}

/// A source or a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// A source's title with its key, so that editors that match again find it by either.
    pub name: String,
    pub kind: SymbolKind,
    /// Who published the source and when; what a term is.
    pub container: String,
    pub target: Target,
    /// How well it matches; the higher, the better.
    pub score: u32,
}

/// The sources and terms whose names are like the query, the best first, at most [`MAX_SYMBOLS`]. An empty query is
/// like all of them.
pub fn symbols(context: &Context, query: &str) -> Vec<Symbol> {
    let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
    let sources = context.corpus.sources();
    let mut found = best(sources.len(), MAX_SYMBOLS, |idx, score| {
        let (key, title) = sources.key_and_title(idx)?;
        score.of(&pattern, |acc| write_name(acc, key, title))
    });
    let terms = context.lexicon.terms();
    let of_terms = best(terms.len(), MAX_TERMS, |idx, score| {
        let names = std::iter::once(&terms[idx].name).chain(&terms[idx].aliases);
        names.filter_map(|name| score.of(&pattern, |acc| acc.push_str(name))).max()
    });
    let mut symbols: Vec<Symbol> = found.drain(..).filter_map(|it| source_symbol(context, it.1, it.0)).collect();
    symbols.extend(of_terms.into_iter().filter_map(|it| term_symbol(context, it.1, it.0)));
    // Stable: sources by path, terms by how often they are named.
    symbols.sort_by_key(|it| Reverse(it.score));
    symbols.truncate(MAX_SYMBOLS);
    symbols
}

/// Scores names, with what that takes at hand.
struct Scorer {
    matcher: Matcher,
    name: String,
    letters: Vec<char>,
}

impl Scorer {
    fn new() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), name: String::new(), letters: Vec::new() }
    }

    /// The score of the name that `write` writes; `None` when it is not like the pattern.
    fn of(&mut self, pattern: &Pattern, write: impl FnOnce(&mut String)) -> Option<u32> {
        self.name.clear();
        write(&mut self.name);
        pattern.score(Utf32Str::new(&self.name, &mut self.letters), &mut self.matcher)
    }
}

/// The best of `n` things with their scores, at most `limit`; of two alike the first.
fn best(n: usize, limit: usize, score: impl Fn(usize, &mut Scorer) -> Option<u32> + Sync) -> Vec<(u32, usize)> {
    let all = (0..n).into_par_iter().with_min_len(CHUNK);
    let scored = all.map_init(Scorer::new, |scorer, idx| Some((score(idx, scorer)?, idx)));
    let mut acc: Vec<(u32, usize)> = scored.flatten_iter().collect();
    let by_score = |it: &(u32, usize)| (Reverse(it.0), it.1);
    if acc.len() > limit {
        acc.select_nth_unstable_by_key(limit, by_score);
        acc.truncate(limit);
    }
    acc.sort_unstable_by_key(by_score);
    acc
}

fn write_name(acc: &mut String, key: &str, title: Option<&str>) {
    match title {
        Some(title) => acc.extend([title, " (", key, ")"]),
        None => acc.push_str(key),
    }
}

fn source_symbol(context: &Context, idx: usize, score: u32) -> Option<Symbol> {
    let source = context.corpus.sources().get(idx)?;
    let metadata = &source.metadata;
    let mut name = String::new();
    write_name(&mut name, &source.key, metadata.title.as_deref());
    let known: Vec<&str> = [&metadata.publisher, &metadata.date].into_iter().flatten().map(String::as_str).collect();
    let target =
        Target { path: Some(source.opens_at().to_owned()), start: Default::default(), end: Default::default() };
    Some(Symbol {
        name: visible(&name).into_owned(),
        kind: SymbolKind::Source,
        container: visible(&known.join(" · ")).into_owned(),
        target,
        score,
    })
}

/// A term at a passage that names it; `None` when only the glossary does.
fn term_symbol(context: &Context, idx: usize, score: u32) -> Option<Symbol> {
    let term = context.lexicon.terms().get(idx)?;
    let target = target(context, some_passage_naming(&context.corpus, term)?)?;
    let container = term.roles.first().or(term.definition.as_ref()).map_or("term", String::as_str);
    Some(Symbol {
        name: visible(&term.name).into_owned(),
        kind: SymbolKind::Term,
        container: visible(container).into_owned(),
        target,
        score,
    })
}
