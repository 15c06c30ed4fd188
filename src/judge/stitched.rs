//! Words copied from two places and joined to say what neither says: "The miller, who" and "the roof fell in" as "The
//! miller fell in".
//!
//! A claim that is copied nearly whole is laid along its passages word for word. Where it leaves one run of copied words
//! for another there is a seam, and most seams are sound: a clause, a bracket or an adverbial was left out, or two whole
//! statements were joined. What is copied can be read in many ways; the reading with the least that is unsound counts.

use std::collections::BTreeMap;

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Span, Token, TokenKind, is_reporting, thesaurus, words};

/// Runs of this many words are copied rather than alike by chance.
const RUN: usize = 3;

/// The share of a claim's words that must stand in such runs.
const COPIED: f64 = 0.95;

/// Fewer words say too little to tell how they were put together.
const MIN_WORDS: usize = 6;

/// From this share of the claim's weight on, one passage says it all in its own order.
const TOLD: f64 = 0.85;

/// And from this share on all of it.
const ALL_TOLD: f64 = 0.97;

/// Readings kept at each word, the cheapest first.
const N_READINGS: usize = 32;

/// What a reading costs for a seam that is sound, inside a passage or between two, and for one that is not.
const SOUND: f64 = 0.15;
const SOUND_FAR: f64 = 0.3;
const TORN: f64 = 1.0;
const TORN_FAR: f64 = 1.05;

/// What it costs for a word that it leaves aside: a small one, one that no passage has, any other.
const SMALL_WORD: f64 = 0.25;
const NEW_WORD: f64 = 0.55;
const KNOWN_WORD: f64 = 1.0;

/// How much of the claim one passage has word for word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Copied {
    /// The claim is the passage.
    Whole,
    Part,
}

/// Whether the claim stands in a passage without a word put in, left out or changed.
pub(super) fn copied(view: &View) -> Option<Copied> {
    let ours = Line::new(&view.sentence.tokens);
    if ours.words.len() < RUN {
        return None;
    }
    let mut acc = None;
    for hit in view.hits.candidates.iter().chain(&view.all) {
        let theirs = Line::new(&hit.sentence.tokens);
        let is_same = |it: &[&Token]| it.iter().zip(&ours.words).all(|(one, other)| one.folded == other.folded);
        if theirs.words.windows(ours.words.len()).any(is_same) {
            if theirs.words.len() == ours.words.len() {
                return Some(Copied::Whole);
            }
            acc = Some(Copied::Part);
        }
    }
    acc
}

/// The claim is copied, and at a seam no passage joins what it joins.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let sources = Sources::new(view);
    let n_words = sources.ours.words.len();
    if n_words < MIN_WORDS || sources.share_in_runs(RUN) < COPIED {
        return None;
    }
    // Who writes with capitals, and all of it from one passage, has told that passage in another order. An extract that a
    // machine cut has neither.
    let is_whole = |hit: &Hit| view.hits.coverage_by(hit, |_| true) >= ALL_TOLD;
    if !view.sentence.is_lower_case && view.hits.candidates.iter().any(is_whole) {
        return None;
    }
    let runs = sources.cheapest_reading()?;
    let share_in = |hit: &Hit| view.hits.coverage_by(hit, |_| true);
    let seam = (1..runs.len()).find(|it| sources.is_torn(&runs, *it, share_in))?;
    let end = runs.get(seam + 1).map_or(n_words, |it| it.claim);
    let joined = sources.ours.words[runs[seam - 1].claim..end].iter();
    let span = joined.map(|it| it.span).reduce(|a, b| Span::new(a.start, b.end))?;
    let hit = sources.hits[runs[seam].place.line];
    Some(Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, span).against_all_of(hit))
}

/// The words of a sentence, clitics and figures too, and whether a mark stands before each.
struct Line<'a> {
    words: Vec<&'a Token>,
    is_marked: Vec<bool>,
}

impl<'a> Line<'a> {
    fn new(tokens: &'a [Token]) -> Self {
        let mut acc = Self { words: Vec::with_capacity(tokens.len()), is_marked: Vec::with_capacity(tokens.len()) };
        let mut is_marked = false;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Word | TokenKind::Number | TokenKind::Clitic | TokenKind::Quantity => {
                    acc.words.push(token);
                    acc.is_marked.push(is_marked && acc.words.len() > 1);
                    is_marked = false;
                }
                TokenKind::Mark => {
                    let is_inside = at > 0
                        && tokens[at - 1].span.end == token.span.start
                        && tokens.get(at + 1).is_some_and(|it| it.span.start == token.span.end);
                    let is_pause = matches!(token.folded.as_str(), "," | ";" | ":" | "(" | ")" | "[" | "]");
                    is_marked |= is_pause || (token.folded == "-" && !is_inside);
                }
                TokenKind::Quote => {}
            }
        }
        acc
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |it| it.folded.as_str())
    }

    fn opens_clause(&self, at: usize) -> bool {
        let joins = |it: &Token| is_conjunction(&it.folded) || is_subordinator(&it.folded) || is_reporting(it);
        at == 0 || self.is_marked[at] || joins(self.words[at - 1])
    }

    fn ends_clause(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        at + 1 >= self.words.len() || self.is_marked[at + 1] || is_conjunction(next) || is_subordinator(next)
    }

    /// Whether the words have a subject and a verb.
    fn is_statement(&self, from: usize, to: usize) -> bool {
        let first = self.word(from);
        !is_preposition(first) && !is_subordinator(first) && (from + 1..=to).any(|it| is_verb(self.words[it]))
    }

    /// Where the subject of the verb at `at` starts; none for one that opens its clause.
    fn subject(&self, at: usize) -> Option<usize> {
        const LONGEST: usize = 6;
        if at == 0 || self.is_marked[at] {
            return None;
        }
        (at.saturating_sub(LONGEST)..at).rev().find(|it| self.opens_clause(*it) || at - it == LONGEST)
    }
}

/// A word of a passage.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    line: usize,
    at: usize,
}

/// Words of the claim that are copied from one passage, in order.
#[derive(Clone, Copy)]
struct Run {
    /// Its first word in the claim and in the passage.
    claim: usize,
    place: Place,
    /// The last word of the run before.
    before: Option<Place>,
    is_sound: bool,
}

/// One way to read the claim up to some word.
#[derive(Clone, Copy)]
struct Reading {
    cost: f64,
    /// The last word that was found, with the first one of its run.
    last: Option<(Place, usize)>,
    /// How many words since were left aside, and whether one of them stands in no passage.
    n_aside: usize,
    has_new: bool,
    /// Into the runs of all readings: its last one.
    run: Option<usize>,
}

struct Sources<'a> {
    ours: Line<'a>,
    hits: Vec<&'a Hit>,
    lines: Vec<Line<'a>>,
    /// Where the words of the claim stand.
    places: BTreeMap<&'a str, Vec<Place>>,
}

impl<'a> Sources<'a> {
    fn new(view: &'a View) -> Self {
        let ours = Line::new(&view.sentence.tokens);
        let mut hits: Vec<&Hit> = Vec::new();
        for hit in view.hits.candidates.iter().chain(&view.all) {
            if !hits.iter().any(|it| it.id == hit.id) {
                hits.push(hit);
            }
        }
        let lines: Vec<Line> = hits.iter().map(|it| Line::new(&it.sentence.tokens)).collect();
        let mut places: BTreeMap<&str, Vec<Place>> =
            ours.words.iter().map(|it| (it.folded.as_str(), Vec::new())).collect();
        for (line, words) in lines.iter().enumerate() {
            for (at, word) in words.words.iter().enumerate() {
                if let Some(acc) = places.get_mut(word.folded.as_str()) {
                    acc.push(Place { line, at });
                }
            }
        }
        Self { ours, hits, lines, places }
    }

    fn places_of(&self, claim: usize) -> &[Place] {
        self.places.get(self.ours.word(claim)).map_or(&[], Vec::as_slice)
    }

    /// The share of the claim's words that stand in runs of at least `length` copied words.
    fn share_in_runs(&self, length: usize) -> f64 {
        let n = self.ours.words.len();
        let mut is_copied = vec![false; n];
        for start in 0..n {
            for place in self.places_of(start) {
                let theirs = &self.lines[place.line];
                let n_same = (0..n - start)
                    .take_while(|it| {
                        place.at + it < theirs.words.len() && theirs.word(place.at + it) == self.ours.word(start + it)
                    })
                    .count();
                if n_same >= length {
                    is_copied[start..start + n_same].fill(true);
                }
            }
        }
        is_copied.iter().filter(|it| **it).count() as f64 / n.max(1) as f64
    }

    /// Up to where the passage goes on as the claim does from `claim`.
    fn end_of_run(&self, claim: usize, place: Place) -> usize {
        let theirs = &self.lines[place.line];
        let n_left = (self.ours.words.len() - claim).min(theirs.words.len() - place.at);
        let same = (0..n_left).take_while(|it| theirs.word(place.at + it) == self.ours.word(claim + it));
        place.at + same.count().saturating_sub(1)
    }

    /// The runs of the reading with the least that is unsound.
    fn cheapest_reading(&self) -> Option<Vec<Run>> {
        // Each run with the one before it.
        let mut runs: Vec<(Run, Option<usize>)> = Vec::new();
        let mut readings = vec![Reading { cost: 0.0, last: None, n_aside: 0, has_new: false, run: None }];
        for claim in 0..self.ours.words.len() {
            let mut next: Vec<Reading> = Vec::new();
            let mut keep = |reading: Reading| {
                let is_same = |it: &&mut Reading| {
                    it.last == reading.last
                        && it.n_aside.min(1) == reading.n_aside.min(1)
                        && it.has_new == reading.has_new
                };
                match next.iter_mut().find(is_same) {
                    Some(known) if known.cost <= reading.cost => {}
                    Some(known) => *known = reading,
                    None => next.push(reading),
                }
            };
            for reading in &readings {
                keep(self.aside(reading, claim));
                for place in self.places_of(claim) {
                    let (run, cost) = self.onward(reading, claim, *place);
                    let start = match (&run, reading.last) {
                        (None, Some((_, start))) => start,
                        _ => place.at,
                    };
                    let run = match run {
                        Some(run) => {
                            runs.push((run, reading.run));
                            Some(runs.len() - 1)
                        }
                        None => reading.run,
                    };
                    let cost = reading.cost + cost;
                    keep(Reading { cost, last: Some((*place, start)), n_aside: 0, has_new: false, run });
                }
            }
            next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            next.truncate(N_READINGS);
            readings = next;
        }
        let mut at = readings.first()?.run;
        let mut acc = Vec::new();
        while let Some(idx) = at {
            acc.push(runs[idx].0);
            at = runs[idx].1;
        }
        acc.reverse();
        Some(acc)
    }

    fn aside(&self, reading: &Reading, claim: usize) -> Reading {
        let word = self.ours.word(claim);
        let is_new = self.places_of(claim).is_empty();
        let cost = match () {
            () if is_small(word) => SMALL_WORD,
            () if is_new => NEW_WORD,
            () => KNOWN_WORD,
        };
        let is_counted = reading.last.is_some();
        Reading {
            cost: reading.cost + cost,
            n_aside: reading.n_aside + usize::from(is_counted),
            has_new: reading.has_new || (is_counted && is_new),
            ..*reading
        }
    }

    /// The run that starts when the reading goes on at `place`, if one does, and what that costs.
    fn onward(&self, reading: &Reading, claim: usize, place: Place) -> (Option<Run>, f64) {
        let line = &self.lines[place.line];
        let Some((last, start)) = reading.last else {
            let word = self.ours.word(claim);
            let cost = match () {
                () if place.at == 0 => 0.0,
                () if line.opens_clause(place.at) || !(is_preposition(word) || is_auxiliary(word)) => 0.05,
                () => 0.3,
            };
            return (Some(Run { claim, place, before: None, is_sound: true }), cost);
        };
        let run = |is_sound| Run { claim, place, before: Some(last), is_sound };
        if last.line == place.line && place.at == last.at + 1 {
            return (None, 0.0);
        }
        if last.line == place.line && place.at > last.at {
            let is_sound = reading.has_new || is_sound_omission(line, last.at, place.at);
            return if is_sound { (None, SOUND) } else { (Some(run(false)), TORN) };
        }
        let is_sound = reading.has_new || self.is_sound_joint(reading, claim, last, start, place);
        (Some(run(is_sound)), if is_sound { SOUND_FAR } else { TORN_FAR })
    }

    /// Whether the words up to `last` and those from `place` on may be put side by side.
    fn is_sound_joint(&self, reading: &Reading, claim: usize, last: Place, start: usize, place: Place) -> bool {
        let (left, right) = (&self.lines[last.line], &self.lines[place.line]);
        let has_conjunction = is_conjunction(self.ours.word(claim - 1));
        let has_joint = (reading.n_aside > 0 && has_conjunction) || self.ours.is_marked[claim];
        let is_statement = left.is_statement(start, last.at);
        let opens_statement =
            || right.opens_clause(place.at) && right.is_statement(place.at, self.end_of_run(claim, place));
        // A whole statement, then another.
        if is_statement && left.ends_clause(last.at) && (place.at == 0 || (has_joint && opens_statement())) {
            return true;
        }
        if is_statement && place.at == 0 && has_conjunction {
            return true;
        }
        // The subject named in place of a pronoun or a description of it.
        let opens_claim = reading.n_aside == 0 && claim == last.at + 1 - start;
        if !opens_claim || place.at == 0 || last.at - start > 5 {
            return false;
        }
        let named = &left.words[start..=last.at];
        let is_subject = !named.iter().any(|it| is_finite(it) || is_subordinator(&it.folded))
            && !is_preposition(&named[0].folded)
            && !is_open(left.word(last.at));
        let goes_on = right.word(place.at);
        if !is_subject
            || is_preposition(goes_on)
            || is_determiner(goes_on)
            || is_conjunction(goes_on)
            || is_subordinator(goes_on)
        {
            return false;
        }
        let Some(subject) = right.subject(place.at) else { return false };
        let theirs = &right.words[subject..place.at];
        let first = theirs[0].folded.as_str();
        let is_plain = theirs.len() < 6 && !theirs.iter().any(|it| it.is_name || is_finite(it));
        is_plain && (is_pronoun(first) || is_determiner(first) || first == "who") && self.is_near(place.line, named)
    }

    /// Whether the passage or one of the three before it speaks of what the words name.
    fn is_near(&self, line: usize, named: &[&Token]) -> bool {
        let mut around = (0..=3).filter_map(|by| self.hits[line].neighbour(-by));
        around.any(|hit| named.iter().any(|it| !it.stem.is_empty() && hit.has(&it.stem)))
    }

    /// Whether the seam before the run at `at` joins what no passage joins. A reading has seams that people make as well
    /// when they sum up: the phrase at the end for another, an adverbial in front.
    fn is_torn(&self, runs: &[Run], at: usize, share_in: impl Fn(&Hit) -> f64) -> bool {
        let run = runs[at];
        let (Some(before), false) = (run.before, run.is_sound) else { return false };
        // What two sources have in common may be common talk.
        let (hit, other) = (self.hits[run.place.line], self.hits[before.line]);
        if hit.id.source != other.id.source {
            return false;
        }
        let begin = runs[at - 1].claim;
        let end = runs.get(at + 1).map_or(self.ours.words.len(), |it| it.claim);
        let (left, right) = (&self.ours.words[begin..run.claim], &self.ours.words[run.claim..end]);
        let source = &self.lines[run.place.line];
        let was = &self.lines[before.line];
        // The writer told what one passage says in another order: what is left out between stands elsewhere in the claim.
        let is_moved = |from: usize, to: usize| {
            runs.iter().any(|it| it.place.line == run.place.line && from < it.place.at && it.place.at < to)
        };
        if before.line == run.place.line && (run.place.at < before.at || is_moved(before.at, run.place.at)) {
            return false;
        }
        if left.iter().rev().take(3).any(|it| is_reporting(it)) {
            return false;
        }
        // All of it stands in one of the two; that a reading takes words of it from the other is chance.
        if hit.id != other.id && (share_in(hit) >= ALL_TOLD || share_in(other) >= ALL_TOLD) {
            return false;
        }
        let first = self.ours.word(0);
        let is_adverbial = is_preposition(first) || is_subordinator(first);
        if is_adverbial && self.ours.is_marked[run.claim] && source.opens_clause(run.place.at) {
            return false;
        }
        let is_time =
            matches!(left[left.len() - 1].folded.as_str(), "later" | "ago" | "yesterday" | "meanwhile" | "day");
        if begin == 0 && (is_adverbial || is_time) && !left.iter().skip(1).any(|it| is_finite(it)) {
            return false;
        }
        if right.len() <= 6 && !right.iter().any(|it| is_finite(it)) {
            let is_shared = run.place.at > 0 && source.word(run.place.at - 1) == was.word(before.at);
            let opens = is_preposition(&right[0].folded) || is_subordinator(&right[0].folded);
            let is_moved = opens && was.ends_clause(before.at);
            let is_governed = hit.id == other.id && is_open(&left[left.len() - 1].folded);
            return is_governed || (right.len() >= 3 && (is_shared || is_moved));
        }
        // "The miller was" and "was seen": the verb belongs to either.
        let (mut n_left, mut verb) = (left.len(), run.place.at);
        while n_left > 1 && is_auxiliary(&left[n_left - 1].folded) {
            verb -= usize::from(verb > 0 && source.word(verb - 1) == left[n_left - 1].folded);
            n_left -= 1;
        }
        if begin > 0 || left[1..n_left].iter().any(|it| is_verb(it)) {
            return true;
        }
        // One of the two says it all, of somebody whom the other names.
        if hit.id != other.id && (share_in(hit) >= TOLD || share_in(other) >= TOLD) {
            return false;
        }
        let Some(subject) = source.subject(verb) else { return true };
        let theirs = &source.words[subject..verb];
        let is_same = |one: &&Token| !one.stem.is_empty() && theirs.iter().any(|it| it.stem == one.stem);
        let first = theirs[0].folded.as_str();
        let is_described = left[0].folded == "the" && (is_pronoun(first) || theirs.iter().all(|it| it.is_name));
        let stands_for = (is_pronoun(first) || is_determiner(first))
            && !theirs.iter().any(|it| it.is_name)
            && self.is_near(run.place.line, &left[..n_left]);
        !left[..n_left].iter().any(is_same) && !is_described && !stands_for
    }
}

/// The same where the word before what is left out stands at its end as well, so that either may be the one that is kept.
fn is_sound_omission(line: &Line, last: usize, next: usize) -> bool {
    let is_either = last > 0 && next > last + 1 && line.word(last) == line.word(next - 1);
    can_leave_out(line, last, next) || (is_either && can_leave_out(line, last - 1, next - 1))
}

/// Whether the words between two of a line can be left out without a change of what is said of what.
fn can_leave_out(line: &Line, last: usize, next: usize) -> bool {
    let left_out = &line.words[last + 1..next];
    let word = |it: &&Token| it.folded.to_string();
    let (before, after) = (line.word(last), line.word(next));
    let (first, end) = (word(&left_out[0]), word(&left_out[left_out.len() - 1]));
    let any = |test: fn(&str) -> bool| left_out.iter().any(|it| test(&it.folded));
    let is_adverb = |it: &&&Token| it.folded.ends_with("ly");
    if left_out.iter().filter(is_adverb).count() == left_out.len() {
        return true;
    }
    let has_verb = left_out.iter().any(|it| is_finite(it));
    let means_nothing =
        |it: &str| is_determiner(it) || matches!(it, "that" | "of" | "to" | "also" | "just" | "now" | "still");
    if left_out.iter().all(|it| means_nothing(&it.folded)) {
        return true;
    }
    let (opens, closes) = (line.is_marked[last + 1], line.is_marked[next]);
    let denies = |it: &str| matches!(it, "not" | "n't" | "never" | "no" | "without");
    if any(denies) && !opens {
        return false;
    }
    if opens && (closes || is_conjunction(after)) {
        return true;
    }
    if opens && (is_conjunction(&end) || end == "that") {
        return has_verb || is_conjunction(&first);
    }
    // "is the widest bridge and the longest"
    if any(is_conjunction) && !has_verb && first == after {
        return true;
    }
    let goes_on = is_preposition(after) || is_conjunction(after) || is_subordinator(after);
    let goes_on_or_verb = goes_on || is_finite(line.words[next]);
    let is_linked = any(is_preposition) || any(is_conjunction) || any(is_determiner) || any(is_subordinator);
    let is_cut_short = (is_determiner(before) || is_preposition(before))
        && (is_preposition(after)
            || is_auxiliary(after)
            || is_finite(line.words[next])
            || is_conjunction(after)
            || is_determiner(after));
    if left_out.len() <= 2 && !has_verb && !is_linked && !opens && !closes && !is_cut_short {
        return true;
    }
    // "The presence of allied forces": the word before "of" only says in what way they count.
    let is_frame = |it: &[&Token]| matches!(it, [noun, of] if of.folded == "of" && words::FRAMING_NOUNS.contains(noun.folded.as_str()));
    let without_article = match left_out {
        [first, rest @ ..] if is_determiner(&first.folded) => rest,
        all => all,
    };
    if is_frame(without_article) {
        return true;
    }
    // What a phrase with "of" belongs to was left out, too.
    if after == "of" {
        return false;
    }
    if is_preposition(&first) || is_subordinator(&first) || first.ends_with("ing") || first.ends_with("ly") {
        let is_phrase = is_subordinator(&first) || !is_preposition(&first) || !has_verb || any(is_subordinator);
        let is_bare = is_determiner(before) || is_preposition(before) || is_conjunction(before);
        return is_phrase && !is_bare && (closes || goes_on_or_verb || is_subordinator(&end));
    }
    // "rose on Monday and fell", "a big and heavy stone"
    if is_conjunction(&end) {
        let pairs_verbs = is_verb(left_out[0]) && is_verb(line.words[next]);
        return pairs_verbs || (!has_verb && !opens);
    }
    if is_conjunction(&first) && (closes || goes_on_or_verb) {
        return !(is_finite(line.words[next]) && has_verb);
    }
    let is_time = matches!(first.as_str(), "last" | "this" | "next" | "yesterday" | "today" | "tomorrow");
    is_time && (closes || goes_on_or_verb)
}

fn is_finite(token: &Token) -> bool {
    let folded = token.folded.as_str();
    words::FINITE.contains(folded) || matches!(folded, "be" | "been" | "being" | "am" | "has")
}

/// Whether the word looks like a verb: not whether it is one there.
fn is_verb(token: &Token) -> bool {
    is_finite(token)
        || (token.folded.len() > 4 && token.folded.ends_with("ed"))
        || (token.is_content() && !token.is_name && thesaurus::is_mostly_verb(&token.stem))
}

fn is_auxiliary(word: &str) -> bool {
    words::MODALS.contains(word)
        || matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "am"
                | "has"
                | "have"
                | "had"
                | "do"
                | "does"
                | "did"
                | "to"
                | "not"
                | "n't"
        )
}

fn is_preposition(word: &str) -> bool {
    words::PREPOSITIONS.contains(word)
        || matches!(word, "since" | "despite" | "until" | "amid" | "onto" | "off" | "following")
}

fn is_subordinator(word: &str) -> bool {
    matches!(
        word,
        "who"
            | "which"
            | "whose"
            | "whom"
            | "where"
            | "when"
            | "while"
            | "because"
            | "if"
            | "although"
            | "though"
            | "that"
            | "before"
            | "after"
            | "since"
            | "as"
            | "until"
            | "unless"
            | "whether"
            | "so"
            | "once"
            | "whereas"
            | "how"
            | "why"
            | "what"
    )
}

fn is_conjunction(word: &str) -> bool {
    matches!(word, "and" | "or" | "but" | "nor" | "yet")
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "his"
            | "her"
            | "its"
            | "their"
            | "my"
            | "our"
            | "your"
            | "this"
            | "that"
            | "these"
            | "those"
            | "some"
            | "any"
            | "no"
            | "every"
            | "each"
    )
}

fn is_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they" | "we" | "i" | "you")
}

/// Whether something must follow the word.
fn is_open(word: &str) -> bool {
    is_determiner(word) || is_preposition(word) || is_conjunction(word) || is_auxiliary(word)
}

fn is_small(word: &str) -> bool {
    is_open(word) || is_pronoun(word) || is_subordinator(word)
}
