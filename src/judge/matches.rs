//! What speaks for a claim, as data: how each figure, name, quotation, role and word of it stands in the evidence.
//!
//! Worked out when it is shown and not while judging: a draft is judged at every keystroke, but explained a claim at a
//! time, and a judgement stays small enough to keep twenty thousand of them.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;
use smol_str::SmolStr;

use super::figures::derivation;
use super::quotations::whole_name;
use super::{Carried, Judgement, Reason, ReasonKind, is_date_like, is_light, names, settle_first_word};
use crate::claim::Claim;
use crate::corpus::Corpus;
use crate::retrieve::{Hit, Hits, look_up};
use crate::text::{Quantity, Sentence, Span, Token, fold, squeezed, words};

/// What a part of a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    Figure,
    Date,
    Name,
    Quotation,
    Role,
    Word,
}

/// How it stands in the sources, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// In the same words.
    Same,
    /// In another form of the word: `suggested` for `suggests`.
    Form,
    /// The same figure in another unit or notation: `15-year` for `15 years`.
    Notation,
    /// `Zelensky` for `Zelenskyy`.
    Spelling,
    /// In short or in full: `IAEA`.
    Acronym,
    /// Under another name: `British` for `UK`, `Budanov` for `Kyrylo Budanov`.
    Alias,
    Synonym,
    /// A seat for those who sit there: `Kremlin` for `Russia`.
    Metonym,
    /// `89.6` for `90`.
    Rounded,
    /// One lies within what the other leaves open: `87` for `about 90`, `6 January` for `early January`.
    Range,
    /// Worked out from figures of one passage.
    Derived,
    /// Said with a pronoun or a description that stands for a name further up.
    Carried,
    /// By the name that the draft's pronoun or description stands for.
    Meant,
    /// Not in the evidence, but elsewhere in the corpus.
    Elsewhere,
    /// Nowhere in the corpus.
    Nowhere,
}

/// A part of a claim and what the sources have for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub kind: MatchKind,
    /// In the draft.
    pub span: Span,
    pub claim_words: String,
    pub how: How,
    /// Empty when the evidence does not have it.
    pub source_words: String,
    /// In the document's text; two for a figure worked out from two.
    pub source_spans: Vec<Span>,
    /// Index into [`Judgement::evidence`].
    pub evidence: Option<usize>,
    /// How many independent sources among the evidence have it.
    pub n_sources: usize,
}

/// How the parts of a claim stand in the evidence of its judgement, in order.
pub fn explain(corpus: &Corpus, claim: &Claim, judgement: &Judgement) -> Vec<Match> {
    let mut sentence = claim.sentence.clone();
    settle_first_word(corpus, &mut sentence);
    let passages = judgement.evidence.iter().enumerate();
    let evidence = passages.filter_map(|(idx, it)| Some((idx, Hit::new(corpus, it.passage)?))).collect();
    let explainer = Explainer { corpus, claim, known: look_up(corpus, &sentence), sentence, evidence, judgement };
    let mut acc = explainer.quotations();
    acc.extend(explainer.sentence.quantities.iter().map(|it| explainer.figure(it)));
    acc.extend(explainer.words());
    acc.extend(explainer.stand_in());
    acc.sort_by_key(|it| it.span);
    acc
}

/// How many independent sources among evidence and voices have the source's words of a reason.
pub fn n_sources_against(corpus: &Corpus, judgement: &Judgement, reason: &Reason) -> usize {
    let whole = Span::new(0, reason.source_words.len());
    let figures = Sentence::read(&reason.source_words, whole).quantities;
    let is_figure = matches!(reason.kind, ReasonKind::Figure | ReasonKind::Date);
    let words = [words_in(&reason.source_words, whole).into_iter().map(|it| it.0).collect::<Vec<_>>()];
    let says = |hit: &Hit| match figures.first().filter(|_| is_figure) {
        Some(figure) => hit.sentence.quantities.iter().any(|it| figure.is_borne_out_by(it)),
        None => !words[0].is_empty() && quoted_in(hit, &words).is_some(),
    };
    let passages = judgement.evidence.iter().map(|it| it.passage).chain(judgement.voices.iter().map(|it| it.passage));
    let hits = passages.filter_map(|it| Hit::new(corpus, it)).filter(says);
    corpus.n_origins(hits.map(|it| it.id.source))
}

/// Weaker likenesses of words are not shown.
const LIKE: f64 = 0.6;

/// Neighbours of a passage among which a quotation may go on.
const REACH: isize = 3;

struct Explainer<'a> {
    corpus: &'a Corpus,
    claim: &'a Claim,
    sentence: Sentence,
    known: Hits,
    /// With their places among the judgement's evidence.
    evidence: Vec<(usize, Hit)>,
    judgement: &'a Judgement,
}

/// What a passage has for a part of the claim.
struct Found {
    how: How,
    spans: Vec<Span>,
    /// How many words of the part it has.
    n_words: usize,
}

impl Explainer<'_> {
    fn quotations(&self) -> Vec<Match> {
        let quotations = self.claim.quotations.iter().map(|it| (it, parts(it.inner.of(&self.claim.text))));
        let long = quotations.filter(|(_, parts)| parts.iter().map(Vec::len).sum::<usize>() >= 2);
        long.map(|(quotation, parts)| {
            let otherwise = match self.is_objected_to(quotation.outer) {
                true => How::Nowhere,
                // Word for word, then, but in a passage that says little else of the claim.
                false => How::Elsewhere,
            };
            self.closest(MatchKind::Quotation, quotation.outer, otherwise, |hit| quoted_in(hit, &parts))
        })
        .collect()
    }

    fn is_objected_to(&self, span: Span) -> bool {
        let span = span.shifted(self.claim.span.start);
        self.judgement.reasons.iter().any(|it| span.overlaps(it.span) && !it.span.covers(self.claim.span))
    }

    fn figure(&self, quantity: &Quantity) -> Match {
        let kind = if is_date_like(quantity) { MatchKind::Date } else { MatchKind::Figure };
        let otherwise = if self.corpus.bears_out(quantity) { How::Elsewhere } else { How::Nowhere };
        let same = self.closest(kind, quantity.span, otherwise, |hit| self.borne_out_in(hit, quantity));
        if same.evidence.is_some() {
            return same;
        }
        self.closest(kind, quantity.span, otherwise, |hit| {
            let spans = derivation(hit, quantity)?;
            Some(Found { how: How::Derived, spans, n_words: 1 })
        })
    }

    fn borne_out_in(&self, hit: &Hit, quantity: &Quantity) -> Option<Found> {
        let ours = quantity.span.of(&self.claim.text);
        let borne_out = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
        let found = borne_out.map(|it| Found {
            how: how_alike(quantity, ours, it, it.span.of(&hit.document.text)),
            spans: vec![it.span],
            n_words: 1,
        });
        found.min_by_key(|it| it.how)
    }

    /// Names as wholes, then roles and the other words that count. Those inside quotations went with them.
    fn words(&self) -> Vec<Match> {
        let tokens = &self.sentence.tokens;
        let quoted = |token: &Token| {
            let mut quotations = self.claim.quotations.iter();
            quotations.any(|it| it.inner.covers(token.span) && it.inner.of(&self.claim.text).trim().contains(' '))
        };
        let mut acc = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            let start = at;
            at += 1;
            if !token.is_content() || is_light(token) || quoted(token) {
                continue;
            }
            let is_role = |it: &Token| {
                let is_title = it.is_name && names::TITLES.contains(&it.folded.as_str());
                is_title || words::ROLES.contains(it.folded.as_str())
            };
            let kind = match (is_role(token), token.is_name) {
                (true, _) => MatchKind::Role,
                (false, true) => MatchKind::Name,
                (false, false) => MatchKind::Word,
            };
            while kind == MatchKind::Name
                && let Some(next) = self.next_of_name(at).filter(|it| !is_role(&tokens[*it]))
            {
                at = next + 1;
            }
            acc.push(self.run(kind, start..at));
        }
        acc
    }

    /// The name that a pronoun or a description of the claim stands for, where the evidence has it.
    fn stand_in(&self) -> Option<Match> {
        let carried = Carried::of(self.corpus, self.claim, &self.sentence);
        let span = carried.known()?.span(&self.sentence);
        let name_in = |hit: &Hit| {
            let tokens = &hit.sentence.tokens;
            let at = (0..tokens.len()).rev().find(|it| tokens[*it].is_name && carried.has(&tokens[*it].stem))?;
            let name = whole_name(&hit.sentence, at);
            let span = Span::new(tokens[*name.start()].span.start, tokens[*name.end()].span.end);
            Some(Found { how: How::Meant, spans: vec![span], n_words: 1 })
        };
        Some(self.closest(MatchKind::Name, span, How::Elsewhere, name_in)).filter(|it| it.evidence.is_some())
    }

    /// The next word of a name that goes on at a token, past a hyphen or a small word between two, as in Mar-a-Lago.
    fn next_of_name(&self, at: usize) -> Option<usize> {
        let tokens = &self.sentence.tokens;
        let is_hyphen = |at: usize| tokens.get(at).is_some_and(|it| it.is_mark("-"));
        let n_between = match (is_hyphen(at), is_hyphen(at + 2)) {
            (true, true) => 3,
            (true, false) => 1,
            (false, _) => 0,
        };
        let next = at + n_between;
        tokens.get(next).filter(|it| it.is_content() && it.is_name).map(|_| next)
    }

    fn run(&self, kind: MatchKind, run: Range<usize>) -> Match {
        let tokens = &self.sentence.tokens[run.clone()];
        let span = Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end);
        let content: Vec<&Token> = tokens.iter().filter(|it| it.is_content()).collect();
        let is_known = content.iter().all(|it| self.known.best_strength(&it.stem) >= LIKE);
        let otherwise = if is_known { How::Elsewhere } else { How::Nowhere };
        self.closest(kind, span, otherwise, |hit| self.run_in(hit, &content))
    }

    /// The words in a passage; of a name its last word must be there.
    fn run_in(&self, hit: &Hit, content: &[&Token]) -> Option<Found> {
        let mut spans: Vec<Span> = Vec::new();
        let mut how = How::Same;
        let mut n_words = 0;
        for (idx, token) in content.iter().enumerate().rev() {
            let found = self.word_in(hit, token, spans.first().copied());
            let Some((one, span)) = found else {
                if idx + 1 == content.len() {
                    return None;
                }
                how = how.max(How::Alias);
                continue;
            };
            n_words += 1;
            how = how.max(one);
            spans.insert(0, span);
        }
        let whole = spans.iter().copied().reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))?;
        // Words far apart are no name; then the last one stands for all.
        let is_together = whole.len() <= 2 * spans.iter().map(|it| it.len()).sum::<usize>() + 4;
        let shown = if is_together { whole } else { *spans.last()? };
        Some(Found { how, spans: vec![shown], n_words })
    }

    /// The word of a passage that stands for a word of the claim, the one right before `next` first.
    fn word_in(&self, hit: &Hit, token: &Token, next: Option<Span>) -> Option<(How, Span)> {
        let strength = |it: &Token| self.known.strength(&token.stem, &it.stem);
        // A word that begins like a name is none.
        let may_stand = |it: &Token| it.stem == token.stem || it.is_name || !token.is_name;
        let like = |it: &&Token| it.is_material() && strength(it) >= LIKE && may_stand(it);
        let key = |it: &&Token| {
            let distance = next.map_or(0, |next| next.start.abs_diff(it.span.end));
            (self.how_like(token, it, strength(it)), distance, it.span.start)
        };
        let tokens = &hit.sentence.tokens;
        if let Some(found) = tokens.iter().filter(like).min_by_key(key) {
            let how = self.how_like(token, found, strength(found));
            let span = if how == How::Acronym { written_out(tokens, found, like) } else { found.span };
            return Some((how, span));
        }
        let is_carried = hit.carried.iter().any(|it| self.known.strength(&token.stem, it) >= LIKE);
        let stand_in = hit.stand_in.as_ref().map(|it| it.span(&hit.sentence));
        let pronoun = || tokens.iter().find(|it| is_pronoun(it)).map(|it| it.span);
        let span = stand_in.or_else(pronoun).filter(|_| is_carried)?;
        Some((How::Carried, span))
    }

    fn how_like(&self, ours: &Token, theirs: &Token, strength: f64) -> How {
        let has = |others: Option<&Vec<SmolStr>>| others.is_some_and(|it| it.contains(&theirs.stem));
        let is_metonym = words::METONYMS.get(ours.stem.as_str()).is_some_and(|it| it.contains(&theirs.stem.as_str()));
        match ours.stem == theirs.stem {
            true if ours.folded == theirs.folded => How::Same,
            true if words::PLACE_STEMS.contains(ours.stem.as_str()) => How::Alias,
            true => How::Form,
            false if is_metonym => How::Metonym,
            false if has(words::RINGS.get(&ours.stem)) => How::Synonym,
            // The strengths of `Corpus::variants` and of the expansions of acronyms.
            false if strength >= 0.95 => How::Spelling,
            false if strength >= 0.9 => How::Acronym,
            false => How::Form,
        }
    }

    /// The closest of what the passages have for a part of the claim; of equals the one of the best evidence.
    fn closest(&self, kind: MatchKind, span: Span, otherwise: How, look: impl Fn(&Hit) -> Option<Found>) -> Match {
        let found: Vec<(usize, &Hit, Found)> =
            self.evidence.iter().filter_map(|(idx, hit)| Some((*idx, hit, look(hit)?))).collect();
        let sources: BTreeSet<usize> = found.iter().map(|it| it.1.id.source).collect();
        let best = found.iter().min_by_key(|it| (std::cmp::Reverse(it.2.n_words), it.2.how, it.0));
        let words_of = |(_, hit, found): &(usize, &Hit, Found)| {
            let words = found.spans.iter().map(|it| squeezed(it.of(&hit.document.text)));
            words.collect::<Vec<_>>().join(" and ")
        };
        Match {
            kind,
            span: span.shifted(self.claim.span.start),
            claim_words: squeezed(span.of(&self.claim.text)),
            how: best.map_or(otherwise, |it| it.2.how),
            source_words: best.map(words_of).unwrap_or_default(),
            source_spans: best.map(|it| it.2.spans.clone()).unwrap_or_default(),
            evidence: best.map(|it| it.0),
            n_sources: self.corpus.n_origins(sources),
        }
    }
}

fn is_pronoun(token: &Token) -> bool {
    words::PRONOUNS.contains(token.folded.as_str())
}

/// The words of a name around one of them, for an acronym that stands for them all.
fn written_out(tokens: &[Token], found: &Token, like: impl Fn(&&Token) -> bool) -> Span {
    let at = tokens.iter().position(|it| it.span == found.span).unwrap_or(0);
    let is_part = |it: &&Token| like(it) || matches!(it.folded.as_str(), "of" | "the" | "and" | "for");
    let run = tokens[at..].iter().take_while(is_part);
    let last = run.filter(|it| like(it)).last().unwrap_or(found);
    Span::new(found.span.start, last.span.end)
}

/// How a figure of a source bears out one of the claim.
fn how_alike(ours: &Quantity, our_words: &str, theirs: &Quantity, their_words: &str) -> How {
    let is_near = |one: f64, other: f64| (one - other).abs() <= 1e-6 * one.abs().max(1.0);
    let is_exact = |it: &Quantity| it.low == it.high && it.approximation.is_none();
    let is_same_value = ours.date == theirs.date && is_near(ours.low, theirs.low) && is_near(ours.high, theirs.high);
    if fold(&squeezed(our_words)) == fold(&squeezed(their_words)) {
        How::Same
    } else if is_same_value && ours.approximation == theirs.approximation {
        How::Notation
    } else if ours.date.is_some() || !is_exact(ours) || !is_exact(theirs) {
        How::Range
    } else if ours.kind == theirs.kind && ours.unit == theirs.unit {
        How::Rounded
    } else {
        How::Notation
    }
}

/// Words with their places, case and marks aside. A possessive is two, unlike in a quotation that is compared word for
/// word: "Keller" stands in "Keller's".
fn words_in(text: &str, within: Span) -> Vec<(String, Span)> {
    let inside = within.of(text);
    let place = |word: &str| within.start + (word.as_ptr() as usize - inside.as_ptr() as usize);
    let words = inside.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(|it| (fold(it), Span::new(place(it), place(it) + it.len()))).collect()
}

/// The words of a quotation, cut where it leaves something out or puts something in.
fn parts(quoted: &str) -> Vec<Vec<String>> {
    let outside = quoted.split('[').enumerate().flat_map(|(idx, part)| match idx {
        0 => Some(part),
        _ => part.split_once(']').map(|it| it.1),
    });
    let parts = outside.flat_map(|it| it.split('…')).flat_map(|it| it.split("..."));
    let words = parts.map(|it| words_in(it, Span::new(0, it.len())).into_iter().map(|it| it.0).collect());
    words.filter(|it: &Vec<String>| !it.is_empty()).collect()
}

/// The parts one after the other in a passage or behind it.
fn quoted_in(hit: &Hit, parts: &[Vec<String>]) -> Option<Found> {
    let hits = (0..=REACH).filter_map(|by| hit.neighbour(by));
    let words: Vec<(String, Span)> = hits.flat_map(|it| words_in(&it.document.text, it.place.span)).collect();
    let n_own = words.iter().filter(|it| hit.place.span.covers(it.1)).count();
    let mut from = 0;
    let mut first = None;
    for part in parts {
        let is_here = |at: &usize| part.iter().zip(&words[*at..]).all(|(word, other)| *word == other.0);
        let at = (from..=words.len().checked_sub(part.len())?).find(is_here)?;
        first.get_or_insert(at);
        from = at + part.len();
    }
    let span = Span::new(words.get(first.filter(|it| *it < n_own)?)?.1.start, words.get(from.checked_sub(1)?)?.1.end);
    Some(Found { how: How::Same, spans: vec![span], n_words: 1 })
}
