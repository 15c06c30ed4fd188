//! Quotations: word for word in a source, and by whom.

use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, LazyLock};

use regex::Regex;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use smol_str::SmolStr;

use super::acts::says_what_one_heads;
use super::reporters::{hands_on, in_words_of, name_before, reporters};
use super::{ReasonKind, Seen, Strength, View, is_place};
use crate::corpus::{PassageId, Role, StandIn, StandInKind, Variants};
use crate::retrieve::{Hit, Word, search};
use crate::text::{
    Quotation, Sentence, Span, Token, TokenKind, fold, is_article, is_before_verb, is_form_of_be, is_reporting,
    read_quotations, words,
};

/// A place in a source is the quotation altered when at least this share of the words is right. Of 211 quotations with
/// one word replaced all were found at this limit, of 211 with one word dropped 208.
const NEAR: f64 = 0.70;

/// Of three words two must be right, in a passage that bears on the claim anyway.
const NEAR_SHORT: f64 = 0.66;

/// Shorter quotations are titles and scare quotes more often than speech: they are looked for, but not found near.
const MIN_WORDS: usize = 3;

/// Of what is said in other words this share of the words is the same, and of what the claim tells around it this share
/// stands around it there, too.
const SAME_UTTERANCE: f64 = 0.4;
const SAME_OCCASION: f64 = 0.3;

/// The same where all of the words are others.
const ONLY_OCCASION: f64 = 0.5;

/// From this coverage on, a passage tells the claim, so that its one quoted word is the one meant.
const NEARLY_ALL: f64 = 0.6;

/// Passages looked at for a quotation, and how many neighbours on either side.
const N_PASSAGES: usize = 24;
const REACH: isize = 3;

/// Tokens before a verb of saying, and behind it, among which its name stands; and behind it when somebody's role stands
/// between the two.
const REACH_BACK: usize = 6;
/// The same when all that stands between says where the speaker is from.
const FAR_BACK: usize = 12;
const NEAR_BEHIND: usize = 6;
const AHEAD: usize = 11;

/// Tokens between a quotation and a verb right before it: "dismissed it as".
const NEAREST: usize = 4;

/// Bytes between a quotation and the verb that hands it on.
const NEAR_VERB: usize = 45;

/// What was seen of the claim's quotations.
#[derive(Default)]
pub(super) struct Quotations {
    pub seen: Vec<Seen>,
    pub is_unfaithful: bool,
    pub has_other_speaker: bool,
    /// What stands between the marks of those found word for word, in the claim's text.
    pub exact: Vec<Span>,
}

/// Where a quotation stands in a source.
struct Found {
    /// The passage of its first word.
    hit: Hit,
    /// From its first to its last word in the document.
    span: Span,
    /// 1 for word for word.
    similarity: f64,
    /// The words of the source from the first to the last, folded.
    words: Vec<String>,
}

impl Found {
    /// Whether the source, too, has so many words and ends its quotation behind them.
    fn is_closed(&self, n_words: usize) -> bool {
        let next = self.hit.document.text[self.span.end..].chars().next();
        self.words.len() == n_words && next.is_some_and(|it| matches!(it, '"' | '\u{201D}' | '\u{2019}' | '\''))
    }
}

pub(super) fn judge(view: &View) -> Quotations {
    let mut acc = Quotations::default();
    for quotation in &view.claim.quotations {
        judge_one(view, quotation, &mut acc);
    }
    acc
}

fn judge_one(view: &View, quotation: &Quotation, acc: &mut Quotations) {
    let text = &view.claim.text;
    let parts = parts(text, quotation.inner);
    let n_words: usize = parts.iter().map(Vec::len).sum();
    if n_words < 2 {
        acc.seen.extend(parts.first().and_then(|it| other_word(view, quotation, it.first()?)));
        return;
    }
    let found = find(view, quotation, &parts).or_else(|| find_short(view, &parts));
    let Some(found) = found else {
        acc.is_unfaithful = true;
        let is_handed_on = is_handed_on(view);
        let is_speech = (n_words >= MIN_WORDS || is_handed_on) && !is_title(&view.sentence, text, quotation);
        let other = is_speech.then(|| other_words(view, quotation, &parts)).flatten();
        let strength = if is_speech { Strength::Unsupported } else { Strength::Hint };
        acc.seen.push(other.unwrap_or_else(|| Seen::new(ReasonKind::UnknownQuotation, strength, quotation.outer)));
        return;
    };
    if found.similarity < 1.0 {
        let seen = altered(view, quotation, &parts, &found);
        // A title often goes on otherwise than the source has it.
        let goes_on_otherwise = seen.span.end + 1 >= quotation.inner.end && seen.span.len() * 2 < quotation.inner.len();
        let is_cut = goes_on_otherwise && !found.is_closed(n_words) && is_title(&view.sentence, text, quotation);
        let strength = if is_cut { Strength::Hint } else { seen.strength };
        acc.is_unfaithful |= !is_cut;
        acc.seen.push(Seen { strength, ..seen });
    } else if parts.len() == 1 && n_words >= MIN_WORDS {
        acc.exact.push(quotation.inner);
    }
    if let Some(seen) = other_speaker_everywhere(view, quotation, &parts, &found) {
        acc.has_other_speaker = true;
        acc.seen.push(seen);
    }
}

/// Whether a claim says outside of its quotations that somebody says or calls something.
fn is_handed_on(view: &View) -> bool {
    let tokens = &view.sentence.tokens;
    // "Spoke of", "speaks of"
    let speaks = |it: &[Token]| matches!(it[0].folded.as_str(), "spoke" | "speaks" | "spoken") && it[1].folded == "of";
    tokens.iter().any(|it| is_reporting(it) && !it.is_quoted) || tokens.windows(2).any(speaks)
}

/// A single word between quotation marks that is somebody's and stands in no source; or where a passage that has nearly
/// all of the claim has another single word between its own.
fn other_word(view: &View, quotation: &Quotation, word: &str) -> Option<Seen> {
    let says = |hit: &Hit| quoted_words(&hit.document.text, hit.place.span).iter().any(|it| it.0 == *word);
    if view.all.iter().chain(&view.hits.candidates).any(says) || is_title(&view.sentence, &view.claim.text, quotation) {
        return None;
    }
    let best = view.best().filter(|_| view.hits.best.coverage >= NEARLY_ALL);
    let quoted = best.map(|hit| (hit, read_quotations(&hit.document.text, hit.place.span)));
    if let Some((hit, quoted)) = quoted
        && let [other] = &quoted[..]
        && quoted_words(&hit.document.text, other.inner).len() == 1
    {
        let seen = Seen::new(ReasonKind::Misquote, Strength::Conflict, quotation.inner);
        return Some(seen.against(hit, other.inner).replaced_by_source());
    }
    let stem = crate::text::stem(word);
    let is_known = view.corpus.passages_with(&[stem], 1).1 > 0;
    (is_handed_on(view) && !is_known)
        .then(|| Seen::new(ReasonKind::UnknownQuotation, Strength::Unsupported, quotation.outer))
}

/// The folded words of a stretch of text with their places. Marks and case do not count, apostrophes inside words do.
/// Texts cut into tokens for a parser have "I 'm" and "ca n't" for "I'm" and "can't", and `-lrb-` for a bracket.
fn quoted_words(text: &str, within: Span) -> Vec<(String, Span)> {
    let mut acc: Vec<(String, Span)> = Vec::new();
    let is_apostrophe = |c: char| matches!(c, '\'' | '\u{2019}' | '\u{2018}');
    let chars: Vec<(usize, char)> = within.of(text).char_indices().map(|(idx, c)| (within.start + idx, c)).collect();
    let get = |at: usize| chars.get(at).map_or(' ', |it| it.1);
    let mut at = 0;
    while at < chars.len() {
        let is_cut_off = is_apostrophe(get(at)) && at > 0 && get(at - 1) == ' ' && get(at + 1).is_alphabetic();
        if !get(at).is_alphanumeric() && !is_cut_off {
            at += 1;
            continue;
        }
        let start = at;
        let is_inner = |at: usize| {
            get(at).is_alphanumeric() || (is_apostrophe(get(at)) && (at == start || get(at + 1).is_alphanumeric()))
        };
        while at < chars.len() && is_inner(at) {
            at += 1;
        }
        let end = chars.get(at).map_or(within.end, |it| it.0);
        let span = Span::new(chars[start].0, end);
        let is_bracket = start > 0 && get(start - 1) == '-' && get(at) == '-';
        let word = fold(span.of(text));
        match acc.last_mut() {
            _ if is_bracket && matches!(word.as_str(), "lrb" | "rrb" | "lsb" | "rsb") => {}
            Some(last) if belongs_to(&word, &last.0) => {
                last.0.push_str(&word);
                last.1.end = end;
            }
            _ => {
                let opening = span.of(text).len() - span.of(text).trim_start_matches(is_apostrophe).len();
                let span = Span::new(span.start + opening, span.end);
                acc.push((word.trim_start_matches('\'').to_owned(), span));
            }
        }
    }
    acc.retain(|it| !it.0.is_empty());
    acc
}

/// Whether a word is the end of the one before, cut off: "'m", "n't".
fn belongs_to(word: &str, before: &str) -> bool {
    match word {
        "n't" => before.ends_with(char::is_alphabetic),
        _ => matches!(word, "'s" | "'re" | "'ve" | "'ll" | "'d" | "'m"),
    }
}

/// Whether the marks stand around a title, a nickname or a term rather than around what somebody said: title case, or a
/// word before them that bears a title; and nothing that hands speech on directly before or after.
fn is_title(sentence: &Sentence, text: &str, quotation: &Quotation) -> bool {
    let tokens = &sentence.tokens;
    let first = tokens.partition_point(|it| it.span.start < quotation.outer.start);
    let last = tokens.partition_point(|it| it.span.end <= quotation.outer.end);
    let hands_on = |token: &Token| {
        let names = words::TITLED.contains(token.folded.as_str()) || matches!(token.folded.as_str(), "call" | "calls");
        is_reporting(token) && !names
    };
    let before = &tokens[first.saturating_sub(4)..first];
    let joins = |it: &&Token| matches!(it.folded.as_str(), "and" | "or" | "but");
    let n_after = tokens[last..].iter().take(3).take_while(|it| !joins(it)).count();
    let after = &tokens[last..last + n_after];
    let is_handed_on = before.last().is_some_and(|it| it.is_mark(":"))
        || before.iter().chain(after).any(|it| hands_on(it) && !it.is_quoted);
    if is_handed_on {
        return false;
    }
    let bearer = before.iter().rev().find(|it| it.is_word() && it.folded != "as");
    let is_borne = bearer.is_some_and(|it| words::TITLED.contains(it.folded.as_str()));
    let is_small_word = |it: &str| it.chars().count() <= 3 || words::STOP.contains(it.to_lowercase().as_str());
    let written: Vec<&str> = quotation.inner.of(text).split_whitespace().collect();
    let n_small = written.iter().filter(|it| is_small_word(it)).count();
    let is_title_case =
        written.iter().all(|it| is_small_word(it) || !it.starts_with(char::is_lowercase)) && n_small < written.len();
    let is_nickname =
        first > 0 && tokens[first - 1].is_name && tokens.get(last).is_some_and(|it| it.is_name) && written.len() <= 3;
    is_title_case || is_nickname || (is_borne && written.len() <= 8 && written[0].starts_with(char::is_uppercase))
}

/// The text with its bracketed letters taken for what they stand for: `[T]he` is "The"; of `plan[s]` nothing is sure.
fn without_bracketed_letters(quoted: &str) -> String {
    static OPENING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[(\w{1,2})\](['\u{2019}\w])").expect("a valid pattern"));
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\w+\[\w+\]").expect("a valid pattern"));
    CLOSING.replace_all(&OPENING.replace_all(quoted, "$1$2"), "[…]").into_owned()
}

/// The words of a quotation, cut where it leaves something out (`…`, `...`) or puts something in (`[…]`).
fn parts(text: &str, inner: Span) -> Vec<Vec<String>> {
    let mut acc = vec![Vec::new()];
    let quoted = &without_bracketed_letters(inner.of(text));
    let mut depth = 0;
    let mut from = 0;
    let mut cut = |from: usize, to: usize, is_end: bool| {
        if let Some(part) = acc.last_mut() {
            part.extend(quoted_words(quoted, Span::new(from, to)).into_iter().map(|it| it.0));
        }
        if !is_end {
            acc.push(Vec::new());
        }
    };
    for (idx, c) in quoted.char_indices() {
        match c {
            '[' => {
                if depth == 0 {
                    cut(from, idx, false);
                }
                depth += 1;
            }
            ']' if depth > 0 => {
                depth -= 1;
                from = idx + 1;
            }
            '…' if depth == 0 => {
                cut(from, idx, false);
                from = idx + c.len_utf8();
            }
            '.' if depth == 0 && quoted[idx..].starts_with("...") => {
                cut(from, idx, false);
                from = idx + 3;
            }
            _ => {}
        }
        // The second and third stop of an ellipsis were taken with the first.
        if from > quoted.len() {
            from = quoted.len();
        }
    }
    if depth == 0 {
        cut(from.min(quoted.len()), quoted.len(), true);
    }
    acc.retain(|it| !it.is_empty());
    acc
}

/// Looks for the quotation around the passages that share most with it: word for word first, nearly so otherwise.
fn find(view: &View, quotation: &Quotation, parts: &[Vec<String>]) -> Option<Found> {
    let by_words = search(view.corpus, quotation.inner.of(&view.claim.text), N_PASSAGES).into_iter().map(|it| it.0);
    let mut hits: Vec<Hit> = Vec::new();
    for hit in by_words.chain(view.all.iter().chain(&view.hits.candidates).cloned()) {
        let is_wanted = view.within.is_none_or(|source| source == hit.id.source);
        if is_wanted && !hits.iter().any(|it| it.id == hit.id) {
            hits.push(hit);
        }
    }
    if let Some(found) = hits.iter().find_map(|hit| find_exactly(hit, parts)) {
        return Some(found);
    }
    let all: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    if all.len() < MIN_WORDS {
        return None;
    }
    let mut best: Option<Found> = None;
    for found in hits.iter().filter_map(|hit| find_nearly(hit, &all)) {
        if best.as_ref().is_none_or(|it| found.similarity > it.similarity) {
            best = Some(found);
        }
    }
    let is_evidence = |it: &Found| view.all.iter().any(|hit| hit.id == it.hit.id);
    let limit = |it: &Found| if all.len() == MIN_WORDS && is_evidence(it) { NEAR_SHORT } else { NEAR };
    best.filter(|it| it.similarity >= limit(it))
}

/// Two words of which one is right, where the evidence puts just two words in quotation marks too.
fn find_short(view: &View, parts: &[Vec<String>]) -> Option<Found> {
    let [ours] = parts else { return None };
    let is_near = |theirs: &[(String, Span)]| {
        theirs.len() == 2 && ours.len() == 2 && theirs.iter().zip(ours).filter(|it| it.0.0 == *it.1).count() == 1
    };
    view.all.iter().find_map(|hit| {
        let quoted = read_quotations(&hit.document.text, hit.place.span);
        let theirs = quoted.iter().map(|it| quoted_words(&hit.document.text, it.inner)).find(|it| is_near(it))?;
        found(hit, &theirs, 0, 2, 0.5)
    })
}

/// What a passage that tells the rest of the claim puts between quotation marks, where it is the same utterance in other
/// words: some of them are the same, or it is all that the claimed speaker is quoted with there.
fn other_words(view: &View, quotation: &Quotation, parts: &[Vec<String>]) -> Option<Seen> {
    let ours: Vec<&String> = parts.iter().flatten().collect();
    let is_outside = |word: &Word| !quotation.outer.covers(view.token(word).span) && !is_reporting(view.token(word));
    let is_told_besides = |words: &[(String, Span)]| {
        let others = view.claim.quotations.iter().filter(|it| it.inner != quotation.inner);
        others.into_iter().any(|it| {
            let known = quoted_words(&view.claim.text, it.inner);
            known.iter().filter(|it| words.iter().any(|word| word.0 == it.0)).count() * 2 > known.len()
        })
    };
    let span = words_span(&quoted_words(&view.claim.text, quotation.inner)).unwrap_or(quotation.inner);
    let speaker = speaker(&view.sentence, Some(quotation.inner));
    let mut best: Option<(f64, Seen)> = None;
    let mut looked_at: Vec<PassageId> = Vec::new();
    for hit in view.all.iter().chain(&view.hits.candidates) {
        if looked_at.contains(&hit.id) {
            continue;
        }
        looked_at.push(hit.id);
        let quoted = read_quotations(&hit.document.text, hit.place.span);
        if quoted.is_empty() {
            continue;
        }
        // Who speaks and when is often told in the sentence before.
        let around: Vec<Hit> = (-1..=0).filter_map(|by| hit.neighbour(by)).collect();
        let strength = |stem: &str, it: &Hit| {
            let all = it.stems.iter().chain(&it.carried);
            all.map(|other| view.hits.strength(stem, other)).fold(0.0, f64::max)
        };
        let matches = view.hits.words.iter().map(|word| {
            let strength = around.iter().map(|it| strength(&word.stem, it)).fold(0.0, f64::max);
            (word.stem.clone(), strength)
        });
        let outside = view.hits.coverage_of(&matches.collect(), is_outside);
        let is_named = |it: &Word| it.is_name && is_outside(it) && strength(&it.stem, hit) >= 0.5;
        let speaks = match speaker {
            Some(it) => strength(&view.sentence.tokens[it].stem, hit) >= 0.5,
            // "In Toft's words".
            None => view.hits.words.iter().any(is_named),
        };
        for it in &quoted {
            let theirs = quoted_words(&hit.document.text, it.inner);
            if theirs.len() < 2 || is_told_besides(&theirs) {
                continue;
            }
            let n_same = ours.iter().filter(|word| theirs.iter().any(|it| it.0 == ***word)).count();
            let share = n_same as f64 / ours.len().max(1) as f64;
            let is_same = (n_same >= 2 && share >= SAME_UTTERANCE && outside >= SAME_OCCASION)
                || (quoted.len() == 1 && speaks && outside >= ONLY_OCCASION && theirs.len() <= 3 * ours.len());
            if is_same && best.as_ref().is_none_or(|it| share + outside > it.0) {
                let seen = Seen::new(ReasonKind::Misquote, Strength::Conflict, span);
                best = Some((share + outside, seen.against(hit, words_span(&theirs)?).replaced_by_source()));
            }
        }
    }
    best.map(|it| it.1)
}

/// The words of a passage and its neighbours.
fn region(hit: &Hit) -> Vec<(String, Span)> {
    let hits = (-REACH..=REACH).filter_map(|by| hit.neighbour(by));
    hits.flat_map(|it| quoted_words(&it.document.text, it.place.span)).collect()
}

fn find_exactly(hit: &Hit, parts: &[Vec<String>]) -> Option<Found> {
    find_from(hit, &region(hit), parts, 0)
}

/// The words from the passage on, not from a neighbour before it.
fn find_at(hit: &Hit, parts: &[Vec<String>]) -> Option<Found> {
    let region = region(hit);
    let from = region.partition_point(|it| it.1.start < hit.place.span.start);
    find_from(hit, &region, parts, from)
}

fn find_from(hit: &Hit, region: &[(String, Span)], parts: &[Vec<String>], from: usize) -> Option<Found> {
    let mut from = from;
    let mut first = None;
    for part in parts {
        let at = (from..=region.len().checked_sub(part.len())?)
            .find(|at| part.iter().zip(&region[*at..]).all(|(word, other)| *word == other.0))?;
        first.get_or_insert(at);
        from = at + part.len();
    }
    found(hit, region, first?, from, 1.0)
}

/// The stretch of the region with the smallest edit distance to the words, counted in words.
fn find_nearly(hit: &Hit, wanted: &[&str]) -> Option<Found> {
    let region = region(hit);
    let n_known = wanted.iter().filter(|word| region.iter().any(|it| it.0 == **word)).count();
    if n_known * 2 < wanted.len() {
        return None;
    }
    let mut costs = vec![0; region.len() + 1];
    let mut starts: Vec<usize> = (0..=region.len()).collect();
    for (n, word) in wanted.iter().enumerate() {
        let mut next_costs = vec![n + 1];
        let mut next_starts = vec![0];
        for at in 1..=region.len() {
            let replaced = costs[at - 1] + usize::from(region[at - 1].0 != *word);
            let dropped = costs[at] + 1;
            let added = next_costs[at - 1] + 1;
            let (cost, start) = if replaced <= dropped && replaced <= added {
                (replaced, starts[at - 1])
            } else if dropped <= added {
                (dropped, starts[at])
            } else {
                (added, next_starts[at - 1])
            };
            next_costs.push(cost);
            next_starts.push(start);
        }
        costs = next_costs;
        starts = next_starts;
    }
    let mut end = (0..costs.len()).min_by_key(|it| costs[*it])?;
    // A last word replaced costs as much as a last word dropped: show the word that stands there.
    if end + 1 < costs.len() && costs[end + 1] == costs[end] && starts[end + 1] == starts[end] && costs[end] > 0 {
        end += 1;
    }
    let similarity = 1.0 - costs[end] as f64 / wanted.len() as f64;
    found(hit, &region, starts[end], end, similarity)
}

fn found(hit: &Hit, region: &[(String, Span)], from: usize, to: usize, similarity: f64) -> Option<Found> {
    let span = Span::new(region.get(from)?.1.start, region.get(to.checked_sub(1)?)?.1.end);
    let passages = &hit.document.passages;
    let passage = passages.iter().position(|it| it.place.span.end > span.start)?;
    Some(Found {
        hit: Hit { id: PassageId { passage, ..hit.id }, document: hit.document.clone() },
        span,
        similarity,
        words: region[from..to].iter().map(|it| it.0.clone()).collect(),
    })
}

/// Says which words differ, and offers the source's own.
fn altered(view: &View, quotation: &Quotation, parts: &[Vec<String>], found: &Found) -> Seen {
    let text = &view.claim.text;
    let ours: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    let theirs: Vec<&str> = found.words.iter().map(String::as_str).collect();
    let ops = capture_diff_slices(Algorithm::Myers, &ours, &theirs);
    let changed = ops.iter().find(|it| !matches!(it, DiffOp::Equal { .. }));
    let places = quoted_words(text, quotation.inner);
    let source_places = quoted_words(&found.hit.document.text, found.span);
    let span_of = |places: &[(String, Span)], range: std::ops::Range<usize>| {
        let first = places.get(range.start)?.1;
        let last = places.get(range.end.checked_sub(1)?)?.1;
        Some(Span::new(first.start, last.end.max(first.end)))
    };
    let is_whole = parts.len() == 1 && places.len() == ours.len();
    let is_one_change = is_whole && ops.iter().filter(|it| !matches!(it, DiffOp::Equal { .. })).count() == 1;
    let one_change = changed
        .filter(|_| is_one_change)
        .and_then(|it| Some((span_of(&places, it.old_range())?, span_of(&source_places, it.new_range())?)));
    let seen = |span| Seen::new(ReasonKind::Misquote, Strength::Conflict, span);
    match one_change {
        Some((span, source)) => seen(span).against(&found.hit, source).replaced_by_source(),
        // The whole wording is put back at once: the words of the source, without the mark that may end them.
        None => {
            let seen = seen(words_span(&places).unwrap_or(quotation.inner)).against(&found.hit, found.span);
            if is_whole { seen.replaced_by_source() } else { seen }
        }
    }
}

fn words_span(places: &[(String, Span)]) -> Option<Span> {
    Some(Span::new(places.first()?.1.start, places.last()?.1.end))
}

/// Bytes between a token and a quotation.
fn distance(token: &Token, quoted: Span) -> usize {
    token.span.end.abs_diff(quoted.start).min(token.span.start.abs_diff(quoted.end))
}

/// Whether a semicolon parts the token from a quotation: "The plan is “agreed” if one follows Toft; Berg reckons with
/// weeks".
fn is_of_another(sentence: &Sentence, at: usize, quoted: Option<Span>) -> bool {
    let tokens = &sentence.tokens;
    let Some(quoted) = quoted else { return false };
    let place = tokens.partition_point(|it| it.span.start < quoted.start);
    tokens[at.min(place)..at.max(place)].iter().any(|it| it.is_mark(";") && !quoted.contains(it.span.start))
}

/// The name nearest to a reporting verb, the verb within reach of the quotation.
fn speaker(sentence: &Sentence, quoted: Option<Span>) -> Option<usize> {
    let tokens = &sentence.tokens;
    let is_outside = |token: &Token| quoted.is_none_or(|it| !it.contains(token.span.start));
    // "Toft spoke of a “historic” step".
    let speaks = |at: usize| {
        matches!(tokens[at].folded.as_str(), "spoke" | "speaks")
            && tokens.get(at + 1).is_some_and(|it| it.folded == "of")
    };
    let hands_on_here = |it: usize| (is_reporting(&tokens[it]) || speaks(it)) && is_outside(&tokens[it]);
    // "Another call", "another telephone call", "the report"
    let is_noun = |at: usize| {
        let lead = |by: usize| at.checked_sub(by).map_or("", |it| tokens[it].folded.as_str());
        let opens = |it: &str| {
            matches!(it, "a" | "an" | "the" | "another" | "this" | "his" | "her" | "its" | "their" | "'s" | "of")
        };
        let is_compound = at > 0 && tokens[at - 1].is_content() && !tokens[at - 1].is_name && opens(lead(2));
        opens(lead(1))
            || (is_compound && matches!(tokens[at].folded.as_str(), "call" | "calls" | "report" | "claim" | "claims"))
    };
    let verbs: Vec<usize> = (0..tokens.len())
        .filter(|it| hands_on_here(*it) && !is_noun(*it) && !is_of_another(sentence, *it, quoted))
        .collect();
    if let Some(name) = in_words_of(sentence).filter(|it| is_outside(&tokens[it.start])) {
        return Some(name.end - 1);
    }
    // "A study by the institute that Toft dismissed as “…”"
    let start = quoted.map_or(0, |it| tokens.partition_point(|token| token.span.start < it.start));
    let mut leads = start.saturating_sub(NEAREST)..start;
    let is_active = |it: usize| tokens.get(it + 1).is_none_or(|it| it.folded != "by");
    if let Some(verb) = leads.rfind(|it| hands_on(&tokens[*it]) && !is_reporting(&tokens[*it]) && is_active(*it))
        && let Some(name) = name_before(sentence, verb)
        && !is_place(&tokens[name.end - 1])
    {
        return Some(name.end - 1);
    }
    let mut best: Option<(usize, usize)> = None;
    for &verb in &verbs {
        let token = &tokens[verb];
        if quoted.is_some_and(|it| verbs.len() > 1 && distance(token, it) >= NEAR_VERB) {
            continue;
        }
        // "Toft has ruled out the vote that Berg wants, saying …": who does the one does the other.
        let adds = verb > 0 && token.folded.ends_with("ing") && tokens[verb - 1].is_mark(",");
        let start = if adds { 0 } else { verb.saturating_sub(FAR_BACK) };
        for (idx, name) in tokens.iter().enumerate().take(verb + 1 + AHEAD).skip(start) {
            if !adds && idx + REACH_BACK < verb && !says_who_one_is(&tokens[idx + 1..verb]) {
                continue;
            }
            // "Insisted that Arlen “did not sell”": of whom something is said does not say it.
            if idx > verb && tokens[verb + 1..idx].iter().any(|it| it.folded == "that") {
                continue;
            }
            // "Said the union's general secretary, Oskar Berg": what somebody is may stand before the name.
            // "Talks with Berg, according to Toft"
            if idx < verb && token.folded == "according" {
                continue;
            }
            let is_far = idx > verb + NEAR_BEHIND;
            if is_far && !tokens[verb..idx].iter().any(|it| words::ROLES.contains(it.folded.as_str())) {
                continue;
            }
            let is_name = name.kind == TokenKind::Word
                && name.is_name
                && is_outside(name)
                && !is_hearer(tokens, idx)
                && !is_holder(tokens, idx)
                && !is_in_description(tokens, idx)
                && !is_in_aside(tokens, idx, verb)
                // "Article 5".
                && !words::DESIGNATORS.contains(name.folded.as_str())
                && !is_place(name);
            // In halves, so that of two at the same distance the one before the verb is nearer.
            let cost = if adds { idx } else { verb.abs_diff(idx) * 2 + usize::from(idx > verb) };
            if is_name && idx != verb && best.is_none_or(|it| cost < it.0) {
                best = Some((cost, idx));
            }
        }
    }
    // "Henrik Dahl of the Bank of Norland remarked": the bank says it through him.
    let holder = |at: &usize| {
        let before = (0..*whole_name(sentence, *at).start()).rev().find(|it| !is_article(&tokens[*it]));
        let of = before.filter(|it| matches!(tokens[*it].folded.as_str(), "of" | "at" | "from"));
        let is_person = |it: &usize| tokens[*it].is_word() && tokens[*it].is_name && is_outside(&tokens[*it]);
        of.and_then(|it| it.checked_sub(1)).filter(is_person).filter(|it| !is_place(&tokens[*it]))
    };
    std::iter::successors(Some(best?.1), holder).last()
}

/// Whether the words between a name and a verb say who somebody is: "of the terminal operators' association", ", who led
/// the trial,".
fn says_who_one_is(between: &[Token]) -> bool {
    let is_aside = || match between {
        [opening, who, inside @ .., closing] => {
            let is_open = |it: &Token| it.kind == TokenKind::Mark || it.kind == TokenKind::Quote;
            opening.is_mark(",") && who.folded == "who" && closing.is_mark(",") && !inside.iter().any(is_open)
        }
        _ => false,
    };
    is_told_from_where(between) || is_aside()
}

fn is_told_from_where(between: &[Token]) -> bool {
    let leads = between.first().is_some_and(|it| matches!(it.folded.as_str(), "of" | "at" | "from"));
    leads
        && between.iter().all(|it| it.is_word() || it.is_mark("'") || it.kind == TokenKind::Clitic)
        && !between.iter().any(|it| words::FINITE.contains(it.folded.as_str()) || is_reporting(it))
}

/// See [`super::speaker_of`].
pub(super) fn speaker_of(text: &str, sentence: &Sentence, quoted: Span) -> Option<String> {
    let name = whole_name(sentence, speaker(sentence, Some(quoted))?);
    let (first, last) = (&sentence.tokens[*name.start()], &sentence.tokens[*name.end()]);
    Some(crate::text::squeezed(Span::new(first.span.start, last.span.end).of(text)))
}

/// Stems of the names outside the quotation marks of a sentence.
fn names_outside(sentence: &Sentence, starts_inside: bool) -> Vec<SmolStr> {
    let mut is_inside = starts_inside;
    let mut acc = Vec::new();
    for token in &sentence.tokens {
        match token.kind {
            TokenKind::Quote => is_inside = !is_inside,
            TokenKind::Word if !is_inside && token.is_name => acc.push(token.stem.clone()),
            _ => {}
        }
    }
    acc
}

/// Whether a quotation that began in a passage before goes on in this one.
fn starts_inside(hit: &Hit) -> bool {
    let Some(first) = (-REACH..0).find_map(|by| hit.neighbour(by)) else { return false };
    let quotations = read_quotations(&hit.document.text, Span::new(first.place.span.start, hit.place.span.end));
    quotations.iter().any(|it| it.outer.start < hit.place.span.start && hit.place.span.start < it.inner.end)
}

fn n_marks(sentence: &Sentence) -> usize {
    sentence.tokens.iter().filter(|it| it.kind == TokenKind::Quote).count()
}

/// Who says the words of a quotation where a source has them.
enum Speaker {
    Claimed,
    Other(Seen),
    /// Somebody who is not named there.
    Open,
}

impl Speaker {
    fn other(seen: Option<Seen>) -> Self {
        seen.map_or(Self::Open, Self::Other)
    }
}

/// A page may show the same words once more, in large letters and without their speaker: what counts is whether any
/// place gives them to whom the claim gives them.
fn other_speaker_everywhere(view: &View, quotation: &Quotation, parts: &[Vec<String>], found: &Found) -> Option<Seen> {
    let first = match other_speaker(view, quotation, found) {
        Speaker::Claimed => return None,
        Speaker::Other(seen) => Some(seen),
        Speaker::Open => None,
    };
    if found.similarity < 1.0 {
        return first;
    }
    let mut known = vec![(found.hit.id.source, found.span)];
    let mut other = first;
    for hit in search(view.corpus, quotation.inner.of(&view.claim.text), N_PASSAGES).into_iter().map(|it| it.0) {
        let is_wanted = view.within.is_none_or(|source| source == hit.id.source);
        let is_known = |it: &(usize, Span)| it.0 == hit.id.source && it.1.overlaps(hit.place.span);
        if !is_wanted || known.iter().any(is_known) {
            continue;
        }
        let Some(again) = find_at(&hit, parts) else { continue };
        known.push((again.hit.id.source, again.span));
        match other_speaker(view, quotation, &again) {
            Speaker::Claimed => return None,
            Speaker::Other(seen) => other = other.or(Some(seen)),
            Speaker::Open => {}
        }
    }
    other
}

/// "US officials tout it as “…”": the people who open the sentence before the quotation, named by what they are.
fn group_before(sentence: &Sentence, quoted: Span) -> Option<Span> {
    const GROUPS: [&str; 14] = [
        "officials",
        "ministers",
        "diplomats",
        "aides",
        "lawmakers",
        "negotiators",
        "advisers",
        "advisors",
        "analysts",
        "experts",
        "critics",
        "researchers",
        "commentators",
        "prosecutors",
    ];
    let tokens = &sentence.tokens;
    let lead =
        tokens.iter().take_while(|it| matches!(it.folded.as_str(), "while" | "although" | "but" | "and" | ",")).count();
    let is_part = |it: &Token| it.is_content() || is_article(it);
    let run = tokens[lead..].iter().take(4).take_while(|it| is_part(it));
    let last = lead + run.take_while(|it| !GROUPS.contains(&it.folded.as_str())).count();
    let group = tokens.get(last).filter(|it| GROUPS.contains(&it.folded.as_str()) && it.span.end < quoted.start)?;
    let is_verb = |it: &Token| it.is_content() && !it.is_name || is_form_of_be(it) || is_reporting(it);
    tokens.get(last + 1).filter(|it| is_verb(it)).map(|_| Span::new(tokens[lead].span.start, group.span.end))
}

/// "Arlen officials call it “…”" where the source has it of those of another country.
fn other_group(view: &View, quotation: &Quotation, found: &Found) -> Option<Seen> {
    let countries = |sentence: &Sentence, group: Span| -> Vec<SmolStr> {
        let inside = sentence.tokens.iter().filter(|it| group.covers(it.span) && is_place(it));
        inside.map(|it| it.stem.clone()).collect()
    };
    let ours = group_before(&view.sentence, quotation.outer)?;
    let theirs = group_before(&found.hit.sentence, found.span)?;
    let (own, others) = (countries(&view.sentence, ours), countries(&found.hit.sentence, theirs));
    let is_other = !own.is_empty() && !others.is_empty() && !own.iter().any(|it| others.contains(it));
    let seen = Seen::new(ReasonKind::Speaker, Strength::Conflict, ours);
    is_other.then(|| seen.against(&found.hit, theirs).replaced_by_source())
}

/// "The White House announced “…”" where the source has it of another government, and does not name the first.
fn other_country(view: &View, claimed: &Range<usize>, found: &Found) -> Option<Seen> {
    let own = &view.sentence.tokens[claimed.end - 1];
    let tokens = &found.hit.sentence.tokens;
    let reporters = reporters(&found.hit.sentence);
    let other = reporters.iter().find(|it| is_place(&tokens[it.end - 1]))?;
    let is_own = |it: &Token| it.stem == own.stem;
    let is_there = tokens.iter().filter(|it| !it.is_quoted).any(is_own) || found.hit.carried.contains(&own.stem);
    let source = Span::new(tokens[other.start].span.start, tokens[other.end - 1].span.end);
    let seen = Seen::new(ReasonKind::Speaker, Strength::Conflict, view.span_of(claimed.clone()));
    (!is_there).then(|| seen.against(&found.hit, source).replaced_by_source())
}

/// The claim's speaker is not among the names around the quotation in the source.
fn other_speaker(view: &View, quotation: &Quotation, found: &Found) -> Speaker {
    let carried = carried_speaker(view, Some(quotation.inner));
    if carried.is_none()
        && let Some(described) = stands_beside_report(view, Some(quotation.inner))
    {
        return Speaker::other(other_holder(view, described, found));
    }
    let to_quotation = |it: &Range<usize>| distance(&view.sentence.tokens[it.end - 1], quotation.outer);
    let is_near = |it: &&Range<usize>| !is_of_another(&view.sentence, it.start, Some(quotation.inner));
    let claimed = match &carried {
        Some(carried) => carried.clone(),
        None => match speaker(&view.sentence, Some(quotation.inner)) {
            Some(at) => whole_name(&view.sentence, at),
            // "Toft put it at “…”".
            None => match reporters(&view.sentence).iter().filter(is_near).min_by_key(|it| to_quotation(it)) {
                Some(it) if !words::PLACE_STEMS.contains(view.sentence.tokens[it.end - 1].stem.as_str()) => {
                    it.start..=it.end - 1
                }
                Some(it) => return Speaker::other(other_country(view, it, found)),
                None => return Speaker::other(other_group(view, quotation, found)),
            },
        },
    };
    let ours: Vec<(SmolStr, Arc<Variants>)> = match carried {
        Some(_) => view.carried.names.clone(),
        None => {
            let stems = claimed.clone().map(|it| view.sentence.tokens[it].stem.clone());
            stems.map(|stem| (stem.clone(), view.corpus.variants(&stem))).collect()
        }
    };
    let is_ours = |stem: &SmolStr| {
        let is_same = |(own, variants): &(SmolStr, Arc<Variants>)| {
            own == stem || variants.iter().any(|it| it.1 >= 0.6 && it.0 == *stem)
        };
        ours.iter().any(is_same)
    };
    // The passages until the quotation marks balance.
    let mut hits = vec![found.hit.clone()];
    let starts_inside = starts_inside(&found.hit);
    let mut around = names_outside(&found.hit.sentence, starts_inside);
    let mut is_open = (n_marks(&found.hit.sentence) + usize::from(starts_inside)) % 2 == 1;
    while let Some(next) = hits.last().and_then(|it| it.neighbour(1)).filter(|_| is_open && hits.len() < 5) {
        around.extend(names_outside(&next.sentence, true));
        is_open = n_marks(&next.sentence).is_multiple_of(2);
        hits.push(next);
    }
    // "The president of the Federation complained": who that is need not be told where its name stands.
    let is_named_near = |by: isize| found.hit.neighbour(-by).is_some_and(|it| it.stems.iter().any(is_ours));
    if speaks_through_officer(&view.sentence, &claimed) && (0..=REACH).any(is_named_near) {
        return Speaker::Claimed;
    }
    let Some(last) = hits.last() else { return Speaker::Open };
    let carried: Vec<SmolStr> = hits.iter().flat_map(|it| it.carried.iter().cloned()).collect();
    let seen = |hit: &Hit, names: &[SmolStr]| {
        let name = view.span_of(claimed.clone());
        let seen = Seen::new(ReasonKind::Speaker, Strength::Conflict, name);
        let Some((at, span)) = written_name(hit, names) else { return seen.against_all_of(hit) };
        let seen = seen.against(&at, span);
        let is_name = seen.source_words.split_whitespace().count() <= 3;
        // The name may stand sentences before: the quotation is what to look at.
        let seen = Seen { hit: Some(hit.clone()), ..seen };
        if is_name { seen.replaced_by_source() } else { seen }
    };
    if around.iter().chain(&carried).any(is_ours) {
        let Some(after) = speaker_after(last) else { return Speaker::Claimed };
        // "said the agency's chief executive, Dr Owen Prosser": the name may come late.
        let is_named_later = names_after_marks(last).iter().any(is_ours);
        let is_other = !after.is_empty() && !after.iter().any(is_ours) && !is_named_later;
        if is_other {
            return Speaker::Other(seen(last, &after));
        }
        // "said Mara Boggs, Manchin's state director": the name right behind the verb has said it.
        return match named_directly_after(last) {
            Some(direct) if !direct.iter().any(is_ours) => Speaker::Other(seen(last, &direct)),
            _ => Speaker::Claimed,
        };
    }
    let people: Vec<SmolStr> = around.into_iter().filter(|it| !words::PLACE_STEMS.contains(it.as_str())).collect();
    if hits.iter().any(|it| speaks_by_pronoun(&it.sentence)) {
        // "He" is the one of whom was spoken last: further back nobody else is meant.
        let is_of = |hit: &Hit, stem: &SmolStr| hit.stems.iter().any(|it| it == stem);
        let mut before = (1..=3).map_while(|by| found.hit.neighbour(-by));
        let nearest = before.find(|it| it.stems.iter().any(is_ours) || carried.iter().any(|name| is_of(it, name)));
        return match nearest.is_some_and(|it| it.stems.iter().any(is_ours)) {
            true => Speaker::Claimed,
            false => Speaker::other((!carried.is_empty()).then(|| seen(&found.hit, &carried))),
        };
    }
    if !people.is_empty() {
        return Speaker::Other(seen(last, &people));
    }
    if let Some(group) = group_before(&found.hit.sentence, found.span) {
        let name = view.span_of(claimed.clone());
        let seen = Seen::new(ReasonKind::Speaker, Strength::Conflict, name).against(&found.hit, group);
        return Speaker::Other(seen.replaced_by_source());
    }
    let before = found.hit.neighbour(-1);
    let is_named_before =
        before.is_some_and(|it| it.sentence.tokens.iter().any(|token| token.is_name && is_ours(&token.stem)));
    if is_named_before {
        return Speaker::Claimed;
    }
    if !carried.is_empty() {
        return Speaker::Other(seen(&found.hit, &carried));
    }
    Speaker::other(goes_on_from(&found.hit, is_ours).map(|names| seen(&found.hit, &names)))
}

/// The one whose words the passages before are, when a quotation goes on without a word about who speaks, and none of
/// them nor the next speaks of the one meant.
fn goes_on_from(hit: &Hit, is_ours: impl Fn(&SmolStr) -> bool) -> Option<Vec<SmolStr>> {
    let is_mark = |c: char| matches!(c, '"' | '\u{201C}' | '\u{201D}');
    let text = hit.place.span.of(&hit.document.text).trim();
    let is_all_quoted = text.starts_with(is_mark) || text.ends_with(is_mark);
    if !is_all_quoted || hit.neighbour(1).is_some_and(|it| it.stems.iter().any(&is_ours)) {
        return None;
    }
    for by in 1..=3 {
        let before = hit.neighbour(-by)?;
        if before.stems.iter().chain(&before.carried).any(&is_ours) {
            return None;
        }
        if let Some(name) = reporters(&before.sentence).first() {
            return Some(before.sentence.tokens[name.clone()].iter().map(|it| it.stem.clone()).collect());
        }
    }
    None
}

/// "The minister said", with nothing to tell which one, where the source has it from the holder of another office or from
/// a body of another sort, and speaks of no such minister around.
fn other_holder(view: &View, described: RangeInclusive<usize>, found: &Found) -> Option<Seen> {
    let claimed = &view.carried.stand_in.as_ref()?.kind;
    let theirs = speaker_described(&found.hit.sentence)?;
    let tokens = &found.hit.sentence.tokens;
    let is_spokesman = |it: &StandInKind| matches!(it, StandInKind::Holder { role, .. } if role == "spokesman");
    if is_spokesman(claimed) || is_spokesman(&theirs.kind) {
        return None;
    }
    let is_described_so = |token: &Token| match claimed {
        StandInKind::Holder { role, .. } => words::role_name(&token.folded) == role,
        StandInKind::Body { noun } => {
            let kinds = words::ACTING_BODIES.get(noun.as_str());
            token.folded == *noun || kinds.is_some_and(|it| it.contains(&token.folded.as_str()))
        }
        _ => true,
    };
    let around = (-REACH..=REACH).filter_map(|by| found.hit.neighbour(by));
    let is_spoken_of = around.into_iter().any(|it| it.sentence.tokens.iter().any(is_described_so));
    let holds = |name: &SmolStr| match claimed {
        StandInKind::Holder { role, .. } => view.corpus.roles_of(name).contains(&Role::Office(role.clone())),
        _ => false,
    };
    if is_spoken_of || found.hit.carried.iter().any(holds) {
        return None;
    }
    let source = Span::new(tokens[theirs.tokens.start].span.start, tokens[theirs.tokens.end - 1].span.end);
    let seen = Seen::new(ReasonKind::Speaker, Strength::Conflict, view.span_of(described));
    Some(seen.against(&found.hit, source))
}

/// The pronoun or description that hands a quotation or a statement on, where it is known whom it stands for.
pub(super) fn carried_speaker(view: &View, quoted: Option<Span>) -> Option<RangeInclusive<usize>> {
    view.carried.known()?;
    stands_beside_report(view, quoted)
}

/// The pronoun or description right beside a reporting verb, the verb within reach of the quotation.
fn stands_beside_report(view: &View, quoted: Option<Span>) -> Option<RangeInclusive<usize>> {
    let stand_in = view.carried.stand_in.as_ref()?;
    reports(&view.sentence, stand_in, quoted).then(|| stand_in.tokens.start..=stand_in.tokens.end - 1)
}

/// The description right beside a reporting verb, not a pronoun.
pub(super) fn speaker_described(sentence: &Sentence) -> Option<StandIn> {
    let is_description = |it: &StandIn| matches!(it.kind, StandInKind::Holder { .. } | StandInKind::Body { .. });
    StandIn::find(sentence).filter(|it| is_description(it) && reports(sentence, it, None))
}

fn reports(sentence: &Sentence, stand_in: &StandIn, quoted: Option<Span>) -> bool {
    let tokens = &sentence.tokens;
    let Range { start, end } = stand_in.tokens.clone();
    let after = (end..tokens.len()).find(|it| !is_before_verb(&tokens[*it]));
    let is_report = |it: usize| {
        let token = &tokens[it];
        is_reporting(token) && quoted.is_none_or(|it| distance(token, it) < NEAR_VERB)
    };
    after.into_iter().chain(start.checked_sub(1)).any(is_report)
}

/// The tokens of the name that the token `at` is a part of.
pub(super) fn whole_name(sentence: &Sentence, at: usize) -> RangeInclusive<usize> {
    let is_part = |idx: usize| {
        let token = sentence.tokens.get(idx);
        token.is_some_and(|it| it.is_word() && it.is_name && !words::ROLES.contains(it.folded.as_str()))
    };
    let start = (0..at).rev().take_while(|it| is_part(*it)).last().unwrap_or(at);
    let end = (at + 1..sentence.tokens.len()).take_while(|it| is_part(*it)).last().unwrap_or(at);
    start..=end
}

/// Whether "he said" or "she told" hands something on.
fn speaks_by_pronoun(sentence: &Sentence) -> bool {
    sentence.tokens.windows(2).any(|pair| {
        matches!(pair[0].folded.as_str(), "he" | "she") && words::REPORTING.contains(pair[1].folded.as_str())
    })
}

/// Whether the name is whose somebody else is: "Trump's envoy Steve Witkoff".
fn is_holder(tokens: &[Token], at: usize) -> bool {
    let end = (at..tokens.len()).find(|it| !(tokens[*it].is_word() && tokens[*it].is_name));
    // "The Greens' leader": a plural has the mark alone.
    let is_owner = |it: &Token| (it.kind == TokenKind::Clitic && it.folded == "'s") || it.is_mark("'");
    let is_possessive = end.is_some_and(|it| is_owner(&tokens[it]));
    is_possessive && end.and_then(|it| tokens.get(it + 1)).is_some_and(Token::is_word)
}

/// Whether the name is that of a body for which the holder of an office speaks who is not named: "the president of the
/// Federation", "the Federation's spokeswoman".
fn speaks_through_officer(sentence: &Sentence, name: &RangeInclusive<usize>) -> bool {
    const REACH: usize = 3;
    let tokens = &sentence.tokens;
    let is_role = |it: &Token| words::ROLES.contains(it.folded.as_str());
    let is_inside = |it: &&Token| is_article(it) || it.is_name || it.is_mark("'") || it.kind == TokenKind::Clitic;
    let before = tokens[..*name.start()].iter().rev().skip_while(is_inside);
    let mut before = before.take(2);
    let is_of_body = before.next().is_some_and(|it| it.folded == "of") && before.next().is_some_and(is_role);
    let behind = &tokens[name.end() + 1..];
    let is_possessive = behind.first().is_some_and(|it| it.kind == TokenKind::Clitic || it.is_mark("'"));
    is_of_body || (is_possessive && behind.iter().skip(1).take(REACH).take_while(|it| !it.is_name).any(is_role))
}

/// Whether the name stands in what is said of another in passing: "Dahl, who negotiates for the Commission, called it".
fn is_in_aside(tokens: &[Token], at: usize, verb: usize) -> bool {
    let closes = verb > at && tokens[verb - 1].is_mark(",");
    let opens =
        |it: &usize| tokens[*it].is_mark(",") && matches!(tokens[it + 1].folded.as_str(), "who" | "whose" | "which");
    closes
        && (0..at)
            .rev()
            .take_while(|it| !tokens[*it].is_mark(";"))
            .find(opens)
            .is_some_and(|opening| !tokens[opening + 1..verb - 1].iter().any(|it| it.is_mark(",")))
}

/// Whether the name is that of a body of which somebody is head: "Orlov, president of the Court of Audit, said".
fn is_in_description(tokens: &[Token], at: usize) -> bool {
    let is_part = |it: &usize| {
        tokens[*it].is_word() && (tokens[*it].is_name || matches!(tokens[*it].folded.as_str(), "of" | "the"))
    };
    let start = (0..at).rev().take_while(is_part).last().unwrap_or(at);
    let closes = (at + 1..tokens.len()).find(|it| !is_part(it)).is_some_and(|it| tokens[it].is_mark(","));
    let Some(comma) = (0..start).rev().find(|it| tokens[*it].is_mark(",")) else { return false };
    let is_behind_name = comma > 0 && tokens[comma - 1].is_name;
    closes && is_behind_name && says_what_one_heads(&tokens[comma + 1..at])
}

/// Whether the name is who was told: "Torv told the Herald".
fn is_hearer(tokens: &[Token], at: usize) -> bool {
    let is_passed = |it: &Token| {
        it.is_word() && (it.is_name || matches!(it.folded.as_str(), "the" | "a" | "an" | "local" | "reporters"))
    };
    let before = tokens[..at].iter().rev().find(|it| !is_passed(it));
    let verb = before.is_some_and(|it| matches!(it.folded.as_str(), "told" | "tell" | "tells" | "telling"));
    let is_passive = || {
        let verb = tokens[..at].iter().rposition(|it| it.folded == "told").unwrap_or(0);
        verb > 0 && matches!(tokens[verb - 1].folded.as_str(), "was" | "were" | "been" | "being" | "is" | "are")
    };
    verb && !is_passive()
}

/// The names after the last quotation mark.
fn names_after_marks(hit: &Hit) -> Vec<SmolStr> {
    let tokens = &hit.sentence.tokens;
    let mark = tokens.iter().rposition(|it| it.kind == TokenKind::Quote).map_or(0, |it| it + 1);
    let names = (mark..tokens.len()).filter(|it| tokens[*it].is_name && !is_hearer(tokens, *it));
    names.map(|it| tokens[it].stem.clone()).collect()
}

/// The name right behind a reporting verb that follows the last closing mark, titles and roles skipped.
fn named_directly_after(hit: &Hit) -> Option<Vec<SmolStr>> {
    let tokens = &hit.sentence.tokens;
    let mark = tokens.iter().rposition(|it| it.kind == TokenKind::Quote)?;
    let verb = (mark + 1..tokens.len().min(mark + 4)).find(|it| is_reporting(&tokens[*it]))?;
    let is_skipped = |token: &Token| words::ROLES.contains(token.folded.as_str()) || token.folded == "the";
    let first = (verb + 1..tokens.len()).find(|it| !is_skipped(&tokens[*it]) && !is_hearer(tokens, *it))?;
    let run = tokens[first..].iter().take_while(|it| it.is_word() && it.is_name);
    let names: Vec<SmolStr> = run.map(|it| it.stem.clone()).collect();
    // One name alone may be a company's before its officer: "says Viber chief Michael Shmilov".
    let is_person = names.len() >= 2 && names.iter().all(|it| !words::PLACE_STEMS.contains(it.as_str()));
    is_person.then_some(names)
}

/// The names beside a reporting verb that directly follows the last closing mark.
fn speaker_after(hit: &Hit) -> Option<Vec<SmolStr>> {
    let tokens = &hit.sentence.tokens;
    let mark = tokens.iter().rev().find(|it| it.kind == TokenKind::Quote)?.span.start;
    let verb = tokens.iter().position(|it| is_reporting(it) && it.span.start >= mark && it.span.start - mark < 30)?;
    let beside = verb.saturating_sub(2)..tokens.len().min(verb + 4);
    // "She said in Ostby"
    let is_where = |at: usize| at > 0 && matches!(tokens[at - 1].folded.as_str(), "in" | "at" | "on" | "from");
    let is_person = |it: &usize| {
        let token = &tokens[*it];
        let is_place = words::PLACE_STEMS.contains(token.stem.as_str()) || is_where(*it);
        token.is_name && !is_place && !is_hearer(tokens, *it)
    };
    Some(beside.filter(is_person).map(|it| tokens[it].stem.clone()).collect())
}

/// The first of the names as the source writes it, in the passage or, carried over, in one of the three before it.
pub(super) fn written_name(hit: &Hit, stems: &[SmolStr]) -> Option<(Hit, Span)> {
    let of = |hit: &Hit| -> Vec<Span> {
        let tokens = hit.sentence.tokens.iter();
        let is_person =
            |it: &&Token| it.is_name && stems.contains(&it.stem) && !words::ROLES.contains(it.folded.as_str());
        tokens.filter(is_person).filter(|it| !words::PLACE_STEMS.contains(it.stem.as_str())).map(|it| it.span).collect()
    };
    for by in 0..=3 {
        let hit = hit.neighbour(-by)?;
        let spans = of(&hit);
        let Some(first) = spans.first().copied() else { continue };
        // The first name only: further ones are others, or the same again.
        let mut run = first;
        for span in &spans[1..] {
            if span.start > run.end && span.start - run.end <= 1 {
                run.end = span.end;
            }
        }
        return Some((hit, run));
    }
    None
}
