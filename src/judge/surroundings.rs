//! What stands around a word of the claim in the source, where the word itself is another one: an opposite, another kind
//! of the same thing, another word between the same neighbours.
//!
//! The best passage is the one with most of the claim, not always the one that a word of it comes from. So here each
//! word is looked for by its own neighbours, wherever in the source these stand together.

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View, is_light, moves, opposed, polarity};
use crate::lexicon::is_finite;
use crate::retrieve::{Hit, Word};
use crate::text::thesaurus::{self, Nearness};
use crate::text::{Sentence, Span, Token, is_reporting, words};

/// Content words of the claim on either side that count as neighbours of a word.
const N_NEIGHBOURS: usize = 4;

/// Tokens on either side of a place among which a neighbour is looked for.
const REACH: usize = 7;

/// Two words count as the same from this strength on.
const SAME: f64 = 0.6;

/// An opposite counts where at least two neighbours with this share of the weight of all stand. (Of the claims of the
/// public sets to which nothing else objects, all 14 that it does are wrong.)
const OPPOSITE_SHARE: f64 = 0.18;

/// Or where a single neighbour that is no name has this share.
const OPPOSITE_SHARE_OF_ONE: f64 = 0.26;

/// Words of more meanings have opposites in senses that are not meant: "run" and "stand".
const MOST_MEANINGS: usize = 14;

/// From so many meanings on a word says little by itself: "full", "formal".
const MANY_MEANINGS: usize = 10;

/// Prefixes that turn any word round.
const TURNING: [&str; 3] = ["un", "non", "sub"];

/// Another kind of the same thing counts where this share of the weight of the neighbours stands. (6 of the 7 claims of
/// the public sets to which nothing else objects are wrong.)
const KIND_SHARE: f64 = 0.35;

/// Below this [`thesaurus::kinship`] two words have one meaning of many in common, and others are meant.
const KINSHIP: f64 = 0.1;

/// A word counts as put in the place of another when so many tokens around it are the same, small ones too. (Of
/// the claims of the public sets to which nothing else objects, 12 are wrong and 5 right; with four tokens one more of
/// each.)
const SLOT_TOKENS: usize = 5;

/// Tokens that are compared on either side.
const SLOT_REACH: usize = 6;

/// Tokens that may stand in the place of one.
const SLOT_WIDTH: usize = 2;

/// The content words around a word of the claim.
pub(super) struct Neighbours<'a> {
    words: Vec<&'a Word>,
    weight: f64,
}

impl<'a> Neighbours<'a> {
    pub(super) fn of(view: &'a View, at: usize) -> Self {
        let words = &view.hits.words;
        let around = words[at.saturating_sub(N_NEIGHBOURS)..at]
            .iter()
            .chain(&words[at + 1..words.len().min(at + 1 + N_NEIGHBOURS)]);
        let words: Vec<&Word> = around.filter(|it| !is_light(view.token(it))).collect();
        let weight = words.iter().map(|it| it.weight).sum();
        Self { words, weight }
    }

    /// How many of them stand around a place of a passage.
    fn around(&self, view: &View, sentence: &Sentence, at: usize) -> Around {
        let tokens = &sentence.tokens;
        let (start, end) = (at.saturating_sub(REACH), tokens.len().min(at + REACH + 1));
        let is_there = |word: &&&Word| {
            let mut places = (start..end).filter(|it| *it != at && tokens[*it].is_material());
            places.any(|it| view.hits.strength(&word.stem, &tokens[it].stem) >= SAME)
        };
        let found: Vec<&&Word> = self.words.iter().filter(is_there).collect();
        let weight: f64 = found.iter().map(|it| it.weight).sum();
        Around { n: found.len(), has_plain: found.iter().any(|it| !it.is_name), share: self.share(weight) }
    }

    /// The share of their weight that stands anywhere in a passage.
    fn share_in(&self, view: &View, hit: &Hit) -> f64 {
        self.share_among(view, &[hit])
    }

    /// The same in a passage and those beside it.
    fn share_in_window(&self, view: &View, hit: &Hit) -> f64 {
        let beside: Vec<Hit> = hit.window().collect();
        self.share_among(view, &beside.iter().collect::<Vec<_>>())
    }

    fn share_among(&self, view: &View, hits: &[&Hit]) -> f64 {
        let has = |hit: &&&Hit, word: &Word| hit.stems.iter().any(|it| view.hits.strength(&word.stem, it) >= SAME);
        let is_there = |word: &&&Word| hits.iter().any(|hit| has(&hit, word));
        let weight: f64 = self.words.iter().filter(is_there).map(|it| it.weight).sum();
        self.share(weight)
    }

    /// The share that so much weight is of the weight of all.
    fn share(&self, weight: f64) -> f64 {
        if self.weight > 0.0 { weight / self.weight } else { 0.0 }
    }
}

/// From this share of the neighbours on a passage tells what the claim does, in whatever words.
const TELLS: f64 = 0.75;

/// The neighbours that stand around a place.
struct Around {
    n: usize,
    /// Whether one of them is no name.
    has_plain: bool,
    /// Their share of the weight of all.
    share: f64,
}

/// "suboptimal" where the source has "optimal" among the same words, in whichever of its passages.
pub(super) fn opposite(view: &View) -> Option<Seen> {
    let best = view.best()?;
    (0..view.hits.words.len()).find_map(|at| {
        let word = &view.hits.words[at];
        let token = view.token(word);
        if word.is_name || is_light(token) || token.is_quoted || view.strength_in_evidence(&word.stem) >= 0.5 {
            return None;
        }
        let opposites = opposites_of(view, &word.stem);
        if opposites.is_empty() {
            return None;
        }
        let neighbours = Neighbours::of(view, at);
        // "Facilitates talks" for "makes talks easier" is told in the best passage, whatever another one complicates.
        let is_told = neighbours.share_in(view, best) >= TELLS;
        let passages = best.passages().filter(|it| !is_told || neighbours.share_in(view, it) >= TELLS);
        let (hit, span) = passages.into_iter().find_map(|hit| {
            let tokens = &hit.sentence.tokens;
            let is_meant = |at: &usize| {
                let around = neighbours.around(view, &hit.sentence, *at);
                (around.n >= 2 && around.share >= OPPOSITE_SHARE)
                    || (around.has_plain && around.share >= OPPOSITE_SHARE_OF_ONE)
            };
            // "Services rose, energy got cheaper": the passage goes the claim's way as well.
            let way = moves::direction(token);
            let goes_both_ways = way.is_some() && tokens.iter().any(|it| it.is_word() && moves::direction(it) == way);
            let is_opposite = |it: &usize| {
                let other = &tokens[*it];
                !goes_both_ways
                    && other.is_content()
                    && !other.is_name
                    && other.is_negated == token.is_negated
                    && other.folded.ends_with("ly") == token.folded.ends_with("ly")
                    && opposites.contains(&other.stem)
                    && !opposed::may_both_hold(view, word.token, &hit, *it)
                    && !polarity::is_from_other_side(view, word.token, &hit, *it)
            };
            let place = (0..tokens.len()).filter(is_opposite).find(is_meant)?;
            let span = tokens[place].span;
            Some((hit, span))
        })?;
        Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, token.span).against(&hit, span))
    })
}

/// The stems of the corpus that say the opposite of one, and that the claim does not have as well.
fn opposites_of(view: &View, stem: &str) -> Vec<SmolStr> {
    let listed = words::ANTONYMS.get(stem).into_iter().flatten().cloned();
    let has_few_meanings = |it: &str| thesaurus::n_meanings(it) <= MOST_MEANINGS;
    let listed = listed.filter(|it| has_few_meanings(stem) && has_few_meanings(it));
    let bare = TURNING.iter().filter_map(|it| stem.strip_prefix(it)).filter(|it| it.len() >= 4).map(SmolStr::new);
    let bare = bare.filter(|it| thesaurus::knows(it));
    let is_in_claim = |stem: &str| view.hits.words.iter().any(|it| it.stem == stem);
    let all = listed.chain(bare);
    all.filter(|it| !is_in_claim(it) && view.corpus.n_passages_with(it) > 0).collect()
}

/// "the pianist" where the evidence has "the guitarist" among the same words.
pub(super) fn kind(view: &View) -> Option<Seen> {
    (0..view.hits.words.len()).find_map(|at| {
        let word = &view.hits.words[at];
        let token = view.token(word);
        let is_there = view.hits.best_strength(&word.stem) >= SAME;
        let is_noun = is_bare_noun(&view.sentence, word.token);
        // Who says it is another matter.
        let says = |sentence: &Sentence, at: usize| sentence.tokens.get(at + 1).is_some_and(is_reporting);
        if word.is_name
            || is_there
            || is_light(token)
            || token.is_quoted
            || !is_noun
            || is_link(&view.sentence, word.token)
        {
            return None;
        }
        let neighbours = Neighbours::of(view, at);
        // "Friction" beside "tension", where the source speaks of both.
        let tells = |hit: &Hit| hit.stems.contains(&word.stem) && neighbours.share_in_window(view, hit) >= KIND_SHARE;
        if view.best().is_some_and(|it| it.passages().any(|it| tells(&it))) {
            return None;
        }
        view.all.iter().find_map(|hit| {
            let tokens = &hit.sentence.tokens;
            // "The precise programme", "an explicit emphasis": the two say of what kind different things are.
            let described =
                |all: &[Token], at: usize| all.get(at + 1).filter(|it| it.is_content()).map(|it| it.stem.clone());
            let own = described(&view.sentence.tokens, word.token).filter(|_| !thesaurus::is_thing(&word.stem));
            let describes_same = |at: usize| match (&own, described(tokens, at)) {
                (Some(own), Some(it)) => view.hits.strength(own, &it) >= 0.5,
                (Some(_), None) => false,
                (None, _) => true,
            };
            // "Unsuitable", "suitable"
            let is_turned =
                |it: &Token| it.folded.ends_with(token.folded.as_str()) || token.folded.ends_with(it.folded.as_str());
            let is_other = |it: &usize| {
                let other = &tokens[*it];
                other.is_content()
                    && !other.is_name
                    && is_bare_noun(&hit.sentence, *it)
                    && !says(&hit.sentence, *it)
                    && (describes_same(*it) || is_turned(other))
                    && !is_told(view, other)
                    && neighbours.around(view, &hit.sentence, *it).share >= KIND_SHARE
                    && thesaurus::nearness(&word.stem, &other.stem) >= Nearness::Related
                    && thesaurus::kinship(&word.stem, &other.stem) >= KINSHIP
            };
            let place = (0..tokens.len()).find(is_other)?;
            let seen = Seen::new(ReasonKind::Word, Strength::Conflict, token.span);
            Some(seen.against(hit, tokens[place].span))
        })
    })
}

/// "In exchange for", "in return for": a noun between prepositions that only joins what stands around it.
fn is_link(sentence: &Sentence, at: usize) -> bool {
    let is = |at: Option<usize>, words: &[&str]| {
        at.and_then(|it| sentence.tokens.get(it)).is_some_and(|it| words.contains(&it.folded.as_str()))
    };
    is(at.checked_sub(1), &["in", "on", "by", "at"]) && is(Some(at + 1), &["for", "of", "with", "to"])
}

/// Neither a verb nor a measure: years and seasons are kinds of one thing, too.
fn is_bare_noun(sentence: &Sentence, at: usize) -> bool {
    let token = &sentence.tokens[at];
    let is_period = words::PERIODS.contains(token.stem.as_str()) || words::duration(&token.folded).is_some();
    let is_measure = is_period || words::UNIT_STEMS.contains_key(&token.stem);
    !is_measure && !is_verb(sentence, at) && !words::IRREGULAR.contains_key(token.folded.as_str())
}

/// Whether the claim has the word of a passage, or one that begins like it: "cello" for "cellist".
fn is_told(view: &View, other: &Token) -> bool {
    let begins_alike = |stem: &str| stem.get(..4).is_some_and(|it| other.stem.starts_with(it));
    view.hits.words.iter().any(|it| view.hits.strength(&it.stem, &other.stem) >= SAME || begins_alike(&it.stem))
}

/// "Most features were drawn" where the source has "most samples were drawn", and features elsewhere.
pub(super) fn slot(view: &View) -> Option<Seen> {
    view.hits.words.iter().find_map(|word| {
        let token = view.token(word);
        let is_in_best = view.hits.best.strength(&word.stem) >= 0.5;
        let is_known = view.hits.best_strength(&word.stem) >= 0.5;
        // "A month lost"
        let is_act = is_verb(&view.sentence, word.token) || words::IRREGULAR.contains_key(token.folded.as_str());
        if is_in_best || !is_known || is_light(token) || token.is_quoted || is_act {
            return None;
        }
        view.all.iter().find_map(|hit| {
            let place = (0..=hit.sentence.tokens.len()).find_map(|start| {
                (1..=SLOT_WIDTH).map(|it| (start, start + it)).find(|it| is_slot(view, word, hit, *it))
            })?;
            let tokens = &hit.sentence.tokens;
            let span = Span::new(tokens[place.0].span.start, tokens[place.1 - 1].span.end);
            Some(Seen::new(ReasonKind::Word, Strength::Conflict, token.span).against(hit, span))
        })
    })
}

/// Whether the passage has something else between `start` and `end`, with what stands around the word around that.
fn is_slot(view: &View, word: &Word, hit: &Hit, (start, end): (usize, usize)) -> bool {
    let (ours, theirs, token) = (&view.sentence.tokens, &hit.sentence.tokens, view.token(word));
    if end > theirs.len() {
        return false;
    }
    let is_article = |it: &Token| matches!(it.folded.as_str(), "a" | "an" | "the");
    let is_same = |one: &Token, other: &Token| match one.stem.is_empty() {
        true => one.folded == other.folded || (is_article(one) && is_article(other)),
        false => !other.stem.is_empty() && view.hits.strength(&one.stem, &other.stem) >= SAME,
    };
    let count = |pairs: &mut dyn Iterator<Item = (&Token, &Token)>| {
        let same: Vec<&Token> = pairs.take(SLOT_REACH).take_while(|it| is_same(it.0, it.1)).map(|it| it.0).collect();
        (same.len(), same.iter().any(|it| !it.stem.is_empty()))
    };
    let (n_before, has_before) = count(&mut ours[..word.token].iter().rev().zip(theirs[..start].iter().rev()));
    if !has_before {
        return false;
    }
    let (n_after, has_after) = count(&mut ours[word.token + 1..].iter().zip(&theirs[end..]));
    if !has_after || n_before + n_after < SLOT_TOKENS {
        return false;
    }
    let facing: Vec<&Token> = theirs[start..end].iter().filter(|it| it.is_content()).collect();
    let is_other = |it: &&Token| {
        !is_told(view, it)
            && thesaurus::nearness(&word.stem, &it.stem) >= Nearness::Apart
            && !is_reporting(it)
            && it.is_name == word.is_name
            && !(word.is_name && strsim::levenshtein(&it.folded, &token.folded) <= 2)
    };
    let is_cut = theirs[start..end].iter().any(|it| it.is_mark(".") || it.is_mark(";") || it.is_mark(":"));
    let is_act = (start..end).any(|it| theirs[it].is_content() && is_verb(&hit.sentence, it));
    // "The explosion", "the accident": what both texts have spoken of may be called either.
    let is_definite = |tokens: &[Token], at: usize| at > 0 && tokens[at - 1].folded == "the";
    let are_definite = is_definite(ours, word.token) && is_definite(theirs, start);
    !facing.is_empty()
        && !are_definite
        && !is_cut
        && !is_act
        && facing.iter().all(is_other)
        && !facing.iter().any(|it| are_loose(&word.stem, &it.stem))
}

/// Whether the two are words of many meanings, neither of which tells a kind of thing: "full membership", "formal
/// membership".
pub(super) fn are_loose(one: &str, other: &str) -> bool {
    /// Comparatives that stand for each other: "a third less", "a third lower".
    const COMPARATIVES: [[&str; 5]; 2] =
        [["less", "lower", "fewer", "smaller", "cheaper"], ["more", "higher", "greater", "larger", "dearer"]];
    if COMPARATIVES.iter().any(|it| it.contains(&one) && it.contains(&other)) {
        return true;
    }
    let is_loose = |it: &str| !thesaurus::is_thing(it) && thesaurus::n_meanings(it) >= MANY_MEANINGS;
    words::LOOSE_STEMS.contains(one) || words::LOOSE_STEMS.contains(other) || (is_loose(one) && is_loose(other))
}

fn before_is_name(sentence: &Sentence, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|it| sentence.tokens[it].is_word() && sentence.tokens[it].is_name)
}

/// Whether a verb stands there, by what stands before it and by its ending. Verbs stand for each other more freely than
/// any thesaurus knows.
fn is_verb(sentence: &Sentence, at: usize) -> bool {
    let token = &sentence.tokens[at];
    let before = at.checked_sub(1).map_or("", |it| sentence.tokens[it].folded.as_str());
    thesaurus::is_mostly_verb(&token.stem)
        || (is_finite(token) && before_is_name(sentence, at))
        || token.folded.ends_with("ing")
        || token.folded.ends_with("ed")
        || words::AUXILIARIES.contains(before)
        || matches!(
            before,
            "to" | "not" | "we" | "they" | "he" | "she" | "it" | "who" | "which" | "that" | "and" | "n't"
        )
}
