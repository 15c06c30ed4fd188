//! Citation keys, footnotes, links and source lines: those sources first that support the sentence.

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::{Context, Report};
use crate::claim::find_claims;
use crate::corpus::{Corpus, PassageId, Source};
use crate::draft::CitationKind;
use crate::ide::cite::parts;
use crate::ide::place_in_source;
use crate::judge::{Stance, judge};
use crate::retrieve::{Hit, Hits, look_up, search};
use crate::rules::{Edit, Resolution, resolve_citation};
use crate::text::{Quantity, Sentence, Span, fold, squeezed, without_hidden};

use super::place::{Place, Typing};
use super::{Card, Completion, CompletionKind, Completions, MOST, cite};

/// Passages that are looked at for a sentence: twice as many as for its judgement, as several may be of one source.
const N_PASSAGES: usize = 24;

/// What all figures of the sentence weigh beside all of its words, of which they are none.
const FIGURES: f64 = 0.4;

/// A source that speaks of a sentence.
pub(super) struct Ranked {
    pub(super) source: usize,
    pub(super) stance: Option<Stance>,
    /// The share of the sentence's weight that its best passage covers, and more for its figures.
    coverage: f64,
    pub(super) hit: Hit,
    /// In the text of its document.
    pub(super) matched: Vec<Span>,
}

/// The sources that speak of the sentence that is typed: those that support it, then those that share most of its words,
/// then those that say otherwise.
pub(super) fn ranked(context: &Context, typing: &Typing) -> Vec<Ranked> {
    let corpus = &context.corpus;
    if typing.sentence.is_empty() || (typing.typed.is_late)() {
        return Vec::new();
    }
    let mut sentence = Sentence::read(&typing.sentence, Span::new(0, typing.sentence.len()));
    corpus.settle_names(&mut sentence);
    let hits = look_up(corpus, &sentence);
    let mut acc: Vec<Ranked> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    let nearest = search(corpus, &typing.sentence, N_PASSAGES).into_iter().map(|it| it.0);
    let told = told(context, typing);
    let evidence = told.iter().filter_map(|it| Hit::new(corpus, it.0));
    for hit in evidence.collect::<Vec<_>>().into_iter().chain(nearest) {
        if hit.place.is_heading || !corpus.sources()[hit.id.source].language().is_read() {
            continue;
        }
        let coverage = hits.coverage_by(&hit, |_| true) + FIGURES * figures(&sentence, &hit);
        let source = hit.id.source;
        let stance = told.iter().filter(|it| it.0.source == source).find_map(|it| it.1);
        let place = *places.entry(source).or_insert(acc.len());
        let new = Ranked { source, stance, coverage, matched: matched(&sentence, &hits, &hit), hit };
        match acc.get_mut(place) {
            Some(known) if known.coverage < coverage => *known = new,
            Some(_) => {}
            None => acc.push(new),
        }
    }
    let order = |it: &Ranked| match it.stance {
        Some(Stance::Supports) => 0,
        None => 1,
        Some(Stance::Contradicts) => 2,
    };
    acc.sort_by(|a, b| order(a).cmp(&order(b)).then(b.coverage.total_cmp(&a.coverage)).then(a.source.cmp(&b.source)));
    acc
}

/// The passages that the judge names for the sentence, with what their sources say by themselves.
fn told(context: &Context, typing: &Typing) -> Vec<(PassageId, Option<Stance>)> {
    let Some(within) = typing.within else { return Vec::new() };
    let claims = find_claims(&typing.paragraph, &context.lexicon);
    let Some(claim) = claims.iter().find(|it| it.span.overlaps(within)) else { return Vec::new() };
    if (typing.typed.is_late)() {
        return Vec::new();
    }
    let judgement = judge(&context.corpus, claim);
    let voices = judgement.voices.iter().map(|it| (it.passage, Some(it.stance)));
    let evidence = judgement.evidence.iter().map(|it| (it.passage, None));
    voices.chain(evidence).collect()
}

/// The share of the sentence's figures and dates that a passage has.
fn figures(sentence: &Sentence, hit: &Hit) -> f64 {
    let ours = &sentence.quantities;
    let has = |it: &&Quantity| hit.sentence.quantities.iter().any(|other| it.is_borne_out_by(other));
    if ours.is_empty() { 0.0 } else { ours.iter().filter(has).count() as f64 / ours.len() as f64 }
}

/// The words and figures of a passage that the sentence has too.
fn matched(sentence: &Sentence, hits: &Hits, hit: &Hit) -> Vec<Span> {
    let is_asked = |stem: &str| hits.words.iter().any(|it| hits.strength(&it.stem, stem) > 0.0);
    let words = hit.sentence.content().filter(|it| is_asked(&it.stem)).map(|it| it.span);
    let is_ours = |it: &&Quantity| sentence.quantities.iter().any(|own| own.is_borne_out_by(it));
    let mut acc: Vec<Span> = words.chain(hit.sentence.quantities.iter().filter(is_ours).map(|it| it.span)).collect();
    acc.sort_unstable();
    acc
}

pub(super) fn complete(context: &Context, report: &Report, typing: &Typing) -> Completions {
    let corpus = &context.corpus;
    let ranked = ranked(context, typing);
    let letters = typing.letters();
    let wanted = Wanted::new(letters);
    let mut sources: Vec<usize> = Vec::new();
    sources.extend(ranked.iter().filter(|it| wanted.fits(&corpus.sources()[it.source])).map(|it| it.source));
    let n_ranked = sources.len();
    // All of a small corpus; of a large one, those that the letters name.
    let (more, n_all) = if wanted.words.is_empty() {
        let n_all = corpus.sources().len();
        if n_all > MOST {
            prepare(corpus);
        }
        ((0..if n_all > MOST { 0 } else { n_all }).collect(), n_all)
    } else {
        let fitting = corpus.fitting(letters, MOST + n_ranked);
        (fitting.sources, fitting.n_all.max(n_ranked))
    };
    let more: Vec<usize> = more.into_iter().filter(|it| !sources.contains(it)).collect();
    sources.extend(more);
    let notes = if typing.place == Place::Footnote { notes(context, report, typing, &sources) } else { Vec::new() };
    let n_notes = notes.len();
    let maker = Maker { context, report, typing, ranked: &ranked };
    let mut items: Vec<Completion> =
        notes.into_iter().filter(|it| it.1.contains(&fold(letters))).map(|it| it.0).collect();
    let n_kept = items.len();
    items.extend(sources.iter().filter_map(|it| maker.item(*it)));
    let is_incomplete = items.len() > MOST || n_all > sources.len() || n_kept < n_notes && items.is_empty();
    items.truncate(MOST);
    Completions { items, is_incomplete }
}

/// Letters that a source is looked for by.
struct Wanted {
    words: Vec<String>,
}

impl Wanted {
    fn new(letters: &str) -> Self {
        let letters = fold(letters);
        let words = letters.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        Self { words: words.map(str::to_owned).collect() }
    }

    fn fits(&self, source: &Source) -> bool {
        let names = fold(&names_of(source));
        self.words.iter().all(|it| names.contains(it))
    }
}

fn names_of(source: &Source) -> String {
    let metadata = &source.metadata;
    let others = [&metadata.title, &metadata.publisher].into_iter().flatten().chain(&metadata.authors);
    std::iter::once(&source.key).chain(others).map(String::as_str).collect::<Vec<_>>().join(" ")
}

struct Maker<'a> {
    context: &'a Context,
    report: &'a Report,
    typing: &'a Typing<'a>,
    ranked: &'a [Ranked],
}

impl Maker<'_> {
    fn item(&self, idx: usize) -> Option<Completion> {
        let source = self.context.corpus.sources().get(idx)?;
        let typing = self.typing;
        let ranked = self.ranked.iter().find(|it| it.source == idx);
        let at = ranked.and_then(|it| place_in_source(&self.context.corpus, it.hit.id));
        let page = ranked.and_then(|it| it.hit.place.page);
        let citing = cite::citing(self.context, self.report, typing.typed.path);
        let parts = |at| parts(&citing, idx, at);
        let behind = typing.behind();
        let title = shown(source.metadata.title.as_deref().unwrap_or(&source.key));
        let mut edits = Vec::new();
        let (kind, label, text) = match typing.place {
            Place::Key => {
                let has_more = !behind.is_empty() && !behind.starts_with(']') && behind.contains(']');
                let closing = if behind.contains(']') { "" } else { "]" };
                (
                    CompletionKind::Source,
                    source.key.clone(),
                    format!("{}{closing}", parts(at.filter(|_| !has_more))?.key),
                )
            }
            Place::Link => {
                let is_web = cite::links_to_web(self.context, self.report);
                let target = cite::target(source, typing.typed.path, is_web, page)?;
                let closing = if behind.starts_with(')') { "" } else { ")" };
                (CompletionKind::Source, title, format!("{target}{closing}"))
            }
            Place::SourceLine => {
                let line = parts(at)?.words;
                let before = &typing.typed.text[..typing.letters.start];
                let space = if before.ends_with(':') { " " } else { "" };
                let closing = if behind.contains(')') { "" } else { ")" };
                (CompletionKind::Source, shown(&line), format!("{space}{line}{closing}"))
            }
            Place::Footnote => {
                let note = new_note(typing.typed.text, &source.key, &parts(at)?.note);
                let closing = if behind.starts_with(']') { "" } else { "]" };
                let mark = format!("{}{closing}", note.label);
                let text = with_note(mark, note.edit, typing.rest.end, &mut edits);
                (CompletionKind::Footnote, format!("{}: {title}", note.label), text)
            }
            Place::Quotation(_) | Place::Name => return None,
        };
        let (insert, replace) = typing.spans();
        let stance = match ranked.and_then(|it| it.stance) {
            Some(Stance::Supports) => "supports the sentence",
            Some(Stance::Contradicts) => "says otherwise",
            None => "",
        };
        let metadata = &source.metadata;
        let heading = if typing.place == Place::Key { metadata.title.as_deref() } else { None };
        let known = [heading, metadata.publisher.as_deref(), metadata.date.as_deref()];
        let known = known.into_iter().flatten().chain(Some(stance)).filter(|it| !it.is_empty());
        let known = known.map(shown).collect::<Vec<_>>();
        let filter = format!("{}{}", self.typing.letters(), if self.typing.letters().is_empty() { "" } else { " " });
        Some(Completion {
            kind,
            label,
            detail: known.join(" · "),
            filter: filter + &shown(&names_of(source)),
            insert,
            replace,
            text,
            edits,
            card: Some(Card {
                source: idx,
                passage: ranked.map(|it| it.hit.id.passage),
                matched: ranked.map(|it| it.matched.clone()).unwrap_or_default(),
            }),
        })
    }
}

/// A footnote that is not there yet.
pub(super) struct NewNote {
    pub(super) label: String,
    /// Puts its text at the end of the draft.
    pub(super) edit: Edit,
}

/// A new footnote with this text: the next number, or `key` where the notes of the draft have words for labels.
pub(super) fn new_note(draft: &str, key: &str, text: &str) -> NewNote {
    let labels: Vec<&str> = definitions(draft).into_iter().map(|it| it.0).collect();
    let numbers: Option<Vec<u32>> = labels.iter().map(|it| it.parse().ok()).collect();
    let label = match numbers {
        Some(numbers) => numbers.into_iter().max().map_or(1, |it| it.saturating_add(1)).to_string(),
        None => {
            let numbered = (2..).map(|it| format!("{key}-{it}"));
            let mut all = std::iter::once(key.to_owned()).chain(numbered);
            all.find(|it| !labels.contains(&it.as_str())).unwrap_or_default()
        }
    };
    let last = draft.trim_end().rsplit('\n').next().unwrap_or_default();
    let is_after_note = definition(last).is_some() || (last.starts_with("    ") && !labels.is_empty());
    let end = if draft.ends_with('\n') { "" } else { "\n" };
    let gap = if is_after_note || draft.trim().is_empty() || draft.ends_with("\n\n") { "" } else { "\n" };
    let span = Span::new(draft.len(), draft.len());
    NewNote { edit: Edit { span, text: format!("{end}{gap}[^{label}]: {text}\n") }, label }
}

/// What is put in at `end`, with the text of its footnote among the edits elsewhere; together where both are at the end of
/// the draft, as two edits at one place are not allowed.
pub(super) fn with_note(text: String, note: Edit, end: usize, edits: &mut Vec<Edit>) -> String {
    if note.span.start == end {
        return text + &note.text;
    }
    edits.push(note);
    text
}

/// Label and text of each footnote that the draft defines.
fn definitions(draft: &str) -> Vec<(&str, &str)> {
    let lines = draft.lines();
    lines.filter_map(definition).collect()
}

fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, text) = line.trim_start().strip_prefix("[^")?.split_once("]:")?;
    (!label.is_empty() && !label.contains(char::is_whitespace)).then_some((label, text.trim()))
}

/// The footnotes that are there, each with what it is found by: those first that name one of the sources, in their order.
fn notes(context: &Context, report: &Report, typing: &Typing, sources: &[usize]) -> Vec<(Completion, String)> {
    let draft = &report.draft;
    let source_of = |label: &str| {
        let used = draft.citations.iter().find(|it| it.kind == CitationKind::Footnote && it.target == label)?;
        match resolve_citation(&context.corpus, draft, used) {
            Resolution::Source(source) => Some(source),
            _ => None,
        }
    };
    let rank = |label: &str| source_of(label).and_then(|it| sources.iter().position(|other| *other == it));
    let mut all: Vec<(usize, &str, &str)> = definitions(typing.typed.text)
        .into_iter()
        .map(|(label, text)| (rank(label).unwrap_or(usize::MAX), label, text))
        .collect();
    all.sort_by_key(|it| it.0);
    let closing = if typing.behind().starts_with(']') { "" } else { "]" };
    let (insert, replace) = typing.spans();
    let item = |(_, label, text): (usize, &str, &str)| {
        let filter = format!("{label} {text}");
        let item = Completion {
            kind: CompletionKind::Footnote,
            label: shown(label),
            detail: shown(text),
            filter: format!("{}{}{filter}", typing.letters(), if typing.letters().is_empty() { "" } else { " " }),
            insert,
            replace,
            text: format!("{label}{closing}"),
            edits: Vec::new(),
            card: source_of(label).map(|source| Card { source, passage: None, matched: Vec::new() }),
        };
        (item, fold(&filter))
    };
    all.into_iter().map(item).collect()
}

/// Words as they stand in a list: one line, not too long, nothing hidden.
pub(super) fn shown(words: &str) -> String {
    const LONGEST: usize = 100;
    let words = squeezed(&without_hidden(words));
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

/// Reads what sources are found by while the writer looks at those that need no looking for.
fn prepare(corpus: &Arc<Corpus>) {
    let corpus = Arc::clone(corpus);
    rayon::spawn(move || _ = corpus.fitting("", 0));
}
