//! Denied or affirmed, and words that say the opposite.

use smol_str::{SmolStr, format_smolstr};

use super::{ReasonKind, Seen, Strength, View, copying, degrees, is_light, is_question, opposed, positions, scope};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Quantity, Sentence, Span, Token, TokenKind, clause_start, denies, ends_clause, is_article, is_before_verb,
    is_form_of_be, is_negation, is_reporting, thesaurus, words,
};

/// A negation counts from this coverage of the window on.
pub(super) const NEGATION_COVERAGE: f64 = 0.45;

/// An antonym counts from this coverage of the best passage on.
const ANTONYM_COVERAGE: f64 = 0.6;

/// Where nothing of the evidence has the word itself, this is enough. (Of the claims of the public sets to which
/// nothing else objects, 8 are wrong and 2 right.)
const BARE_ANTONYM_COVERAGE: f64 = 0.3;

/// So much of what stands beside the claim's word must stand beside its opposite. (Of the claims of the public sets to
/// which nothing else objects, 5 with less are wrong and 4 right.)
const BESIDE: f64 = 0.35;

/// A passage with so much of the claim tells it, whatever stands beside the word.
const WHOLE: f64 = 0.75;

/// A passage with less of the claim than this share of what the best has affirms something else.
const OF_THE_MATTER: f64 = 0.3;

/// Tokens before what a passage sets apart from the rest by "but".
const APART: usize = 6;

/// A word with or without its negative prefix counts from this coverage of the window on.
const PREFIX_COVERAGE: f64 = 0.4;

const NEGATIVE_PREFIXES: [&str; 8] = ["un", "in", "im", "il", "ir", "dis", "non", "mis"];

/// "Yet to be decided", "has still to be decided" is not decided.
pub(super) fn is_yet_to(tokens: &[Token], at: usize) -> bool {
    matches!(tokens[at].folded.as_str(), "yet" | "still") && tokens.get(at + 1).is_some_and(|it| it.folded == "to")
}

/// Whether something near the token denies it: within seven tokens before or two after.
fn is_denied_at(sentence: &Sentence, at: usize) -> bool {
    is_denied_at_but(sentence, at, &[])
}

/// The same, but for the tokens at `idle`.
fn is_denied_at_but(sentence: &Sentence, at: usize, idle: &[usize]) -> bool {
    let start = at.saturating_sub(7);
    let tokens = &sentence.tokens[start..sentence.tokens.len().min(at + 3)];
    let near = tokens.iter().enumerate().filter(|it| !idle.contains(&(start + it.0))).map(|it| it.1);
    let is_turned = |it: &Token| {
        let folded = it.folded.as_str();
        denies(it)
            || is_end(it)
            // "Stripped of all marks": without them.
            || matches!(folded, "stripped" | "devoid")
            // "Warned about touching them": told not to.
            || it.stem == "warn"
            // "Protected from cuts": without them.
            || matches!(folded, "protected" | "exempt" | "exempted" | "spared")
            || matches!(folded, "however" | "instead" | "rather" | "against" | "unless" | "un" | "non")
            // "Despite Dahl ruling it out": he does.
            || (folded == "despite" && !sentence.tokens[at].folded.ends_with("ing"))
    };
    // "Given too little weight": less than is due.
    let is_too_little = |it: &[Token]| it[0].folded == "too" && matches!(it[1].folded.as_str(), "little" | "few");
    let is_ruled_out = |it: &[Token]| it[0].stem == "rule" && it[1].folded == "out";
    (start..start + tokens.len()).any(|it| is_yet_to(&sentence.tokens, it))
        || (sentence.tokens[at].stem != "rule" && tokens.windows(2).any(is_ruled_out))
        || sentence.tokens[at..].windows(2).take_while(|it| !it[0].is_mark(";")).any(is_too_little)
        || near.into_iter().any(is_turned)
        || has_denied_subject(&sentence.tokens, at)
        || is_rejected_behind(&sentence.tokens, at)
        // "Plus shipping": without it.
        || at > 0 && sentence.tokens[at - 1].folded == "plus"
}

/// "Demands to give up the coast, which the island rejects": nothing is given up.
pub(super) fn is_rejected_behind(tokens: &[Token], at: usize) -> bool {
    let opens = |it: &usize| tokens[*it].folded == "which" && tokens[it - 1].is_mark(",");
    let Some(which) = (at + 1..tokens.len()).find(opens) else { return false };
    tokens[which..].iter().any(|it| denies(it) && !is_negation(it))
}

/// "The launch itself, for which it had paid, was not insured": what comes in between takes nothing of the denial.
fn is_denied_past_aside(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 3;
    let mut marks = (at + 1..tokens.len()).filter(|it| tokens[*it].is_mark(","));
    let (Some(opening), Some(closing)) = (marks.next(), marks.next()) else { return false };
    let is_aside = tokens[opening + 1..closing].iter().take(2).any(|it| matches!(it.folded.as_str(), "which" | "who"));
    let is_bare = tokens[at + 1..opening].iter().all(|it| !it.is_content());
    is_aside && is_bare && tokens[closing + 1..].iter().take(NEAR).any(is_negation)
}

/// "Money for the training was still missing": there is none.
fn is_missing_behind(tokens: &[Token], at: usize) -> bool {
    let behind = tokens[at..].iter().take_while(|it| !ends_clause(it));
    let mut verbs = behind.skip_while(|it| !is_form_of_be(it)).skip(1);
    verbs.find(|it| it.is_content()).is_some_and(|it| matches!(it.folded.as_str(), "missing" | "lacking" | "absent"))
}

/// "Stopped distributing them" no longer does.
fn is_end(token: &Token) -> bool {
    matches!(token.stem.as_str(), "stop" | "ceas")
}

/// "No place or time for such a meeting has been confirmed": what is said of nothing is denied, however far on it stands.
fn has_denied_subject(tokens: &[Token], at: usize) -> bool {
    let opens = |it: &usize| {
        let folded = tokens[*it].folded.as_str();
        ends_clause(&tokens[*it]) || matches!(folded, "but" | "that" | "while" | "although" | "because")
    };
    let start = (0..at).rev().find(opens).map_or(0, |it| it + 1);
    matches!(tokens[start].folded.as_str(), "no" | "none" | "nobody" | "nothing" | "neither")
}

/// "Does not regard the strike, the longest in years, as a threat": to deny the thought denies what is thought, however
/// far on it stands.
fn is_thought_away(sentence: &Sentence, at: usize) -> bool {
    let tokens = &sentence.tokens;
    let is_thought = |it: usize| tokens[it + 1..].iter().take(3).any(|it| words::THOUGHT_STEMS.contains(&it.stem));
    (0..at).any(|it| is_negation(&tokens[it]) && is_thought(it))
}

/// The tokens that a negation at `cue` reaches: content words of its clause among the next eight tokens, at most three.
fn reach(sentence: &Sentence, cue: usize, skip_adverbs: bool) -> Vec<usize> {
    let tokens = &sentence.tokens;
    // "Could not say who had fired": nobody denies that somebody fired.
    let opens_question = |at: usize| match tokens[at].folded.as_str() {
        "whether" | "why" | "how" => true,
        "who" | "whom" | "whose" => {
            is_reporting(&tokens[at - 1]) || words::INQUIRY_STEMS.contains(&tokens[at - 1].stem)
        }
        _ => false,
    };
    let ends = |at: usize| {
        let is_joint = matches!(tokens[at].folded.as_str(), "but" | "although" | "while" | "because");
        ends_clause(&tokens[at]) || is_joint || opens_question(at)
    };
    // "No longer": what is no more is behind it.
    let is_longer = |it: usize| tokens[it].folded == "longer" && tokens[it - 1].folded == "no";
    (cue + 1..tokens.len().min(cue + 9))
        .take_while(|it| !ends(*it))
        .filter(|it| !is_longer(*it))
        .filter(|it| tokens[*it].is_content() && !is_light(&tokens[*it]))
        .filter(|it| !skip_adverbs || !tokens[*it].folded.ends_with("ly"))
        .take(3)
        .collect()
}

/// Verbs that carry no meaning of their own before a noun: "did not result in a breakthrough".
fn is_support_verb(token: &Token) -> bool {
    matches!(
        token.stem.as_str(),
        "result" | "lead" | "bring" | "yield" | "produc" | "make" | "give" | "take" | "reach" | "achiev"
    )
}

/// "not only", "no doubt", "not … until", "not … before": they deny nothing.
fn is_idle(sentence: &Sentence, cue: usize, idle_next: &[&str]) -> bool {
    let tokens = &sentence.tokens;
    let is_before =
        |it: usize| tokens[it].folded == "before" && tokens.get(it + 1).is_some_and(|it| it.kind != TokenKind::Mark);
    // "No more than three": at most.
    let is_bound = |it: &Token| matches!(it.folded.as_str(), "more" | "less" | "fewer" | "later" | "earlier");
    let is_than = tokens.get(cue + 2).is_some_and(|it| it.folded == "than");
    // "Not without hope": with some.
    let clause = clause_start(tokens, cue).max(cue.saturating_sub(11))..cue;
    let is_double = tokens[cue].folded == "without" && tokens[clause].iter().any(is_negation);
    // "Not negotiated without Arlen": with it alone. "Will not meet unless": only if.
    let is_bound_to = (cue + 1..tokens.len().min(cue + 12))
        .take_while(|it| !tokens[*it].is_mark(";"))
        .any(|it| matches!(tokens[it].folded.as_str(), "without" | "unless"));
    // "Not since 1994 has there been a longer one": this is the longest.
    let is_not_since = tokens.get(cue + 1).is_some_and(|it| it.folded == "since");
    // "No guarantee would be stronger than membership": that is the strongest.
    let is_greatest = tokens[cue].folded == "no"
        && tokens[cue + 1..].iter().take_while(|it| !ends_clause(it)).any(|it| it.folded == "than");
    is_double
        || is_bound_to
        || is_not_since
        || is_greatest
        || tokens.get(cue + 1).is_some_and(|it| idle_next.contains(&it.folded.as_str()) || (is_bound(it) && is_than))
        || tokens.iter().skip(cue + 1).take(11).any(|it| it.folded == "until")
        || (cue + 1..tokens.len().min(cue + 12))
            .take_while(|it| tokens[*it].kind != TokenKind::Mark && tokens[*it].folded != "after")
            .any(is_before)
        || sentence.first_word().is_some_and(is_before)
}

/// One side denies what the other affirms.
pub(super) fn negation(view: &View) -> Option<Seen> {
    denied_by_the_claim(view).or_else(|| denied_by_the_source(view))
}

fn denied_by_the_claim(view: &View) -> Option<Seen> {
    let sentence = &view.sentence;
    // "Failed to capture", "prevented them from observing" deny what follows, too.
    let fails = |at: usize| {
        let follows =
            |word: &str, reach: usize| sentence.tokens[at + 1..].iter().take(reach).any(|it| it.folded == word);
        let token = &sentence.tokens[at];
        let denies_next = |it: &Token| denies(it) || it.stem == "ceas";
        denies_next(token)
            && !is_negation(token)
            && (follows("to", 1) || (token.stem == "prevent" && follows("from", 4)))
    };
    for cue in (0..sentence.tokens.len()).filter(|it| is_negation(&sentence.tokens[*it]) || fails(*it)) {
        if is_idle(sentence, cue, &["only", "doubt", "without", "much", "many"]) {
            continue;
        }
        // "Objects to the date, not to the duties": what it does not object to is not denied.
        let behind = sentence.tokens.get(cue + 1).map_or("", |it| it.folded.as_str());
        let is_contrast = sentence.tokens[cue].folded == "not"
            && cue > 0
            && sentence.tokens[cue - 1].is_mark(",")
            && words::PREPOSITIONS.contains(behind);
        if is_contrast {
            continue;
        }
        let scope = reach(sentence, cue, false);
        // "Neither a place nor a time": what is denied stands before the verb that is.
        let is_double = matches!(sentence.tokens[cue].folded.as_str(), "neither" | "nor");
        let is_pair = ["neither", "nor"].iter().all(|word| sentence.tokens.iter().any(|it| it.folded == *word));
        if is_double && is_pair {
            continue;
        }
        // "No other mill still grinds" affirms of the only one.
        let is_only = |it: &Token| matches!(it.folded.as_str(), "only" | "sole" | "alone");
        // "Not all members" denies nothing of "some members".
        let is_all =
            |it: &Token| matches!(it.folded.as_str(), "all" | "every" | "each" | "both" | "everyone" | "everybody");
        let is_share = sentence.tokens.get(cue + 1).is_some_and(is_all)
            && !view.hits.window.hits.iter().any(|it| it.sentence.tokens.iter().any(is_all));
        let is_other = sentence.tokens.get(cue + 1).is_some_and(|it| it.folded == "other")
            && view.hits.window.hits.iter().any(|it| it.sentence.tokens.iter().any(is_only));
        // "The three were the only ones who did not" where all did "except three".
        let leaves_out = |hit: &Hit| {
            let tokens = &hit.sentence.tokens;
            (0..tokens.len()).any(|it| is_all(&tokens[it]) && scope::leaves_some_out(tokens, it))
        };
        let is_exception = || view.hits.window.hits.iter().any(leaves_out);
        if is_other || is_share || (sentence.tokens.iter().any(is_only) && is_exception()) {
            continue;
        }
        let denies_too = || view.hits.window.hits.iter().any(|it| it.sentence.tokens.iter().any(is_negation));
        if scope.is_empty() || (is_double && denies_too()) {
            continue;
        }
        // "None of the 36 who fell ill was found to have it": nobody denies that anybody fell ill.
        let is_none = matches!(sentence.tokens[cue].folded.as_str(), "none" | "nobody" | "neither");
        // "Agreed on pensions, but not on energy" of "agreed on pensions, but divided over energy": the verb that is denied
        // is not said again.
        let is_but =
            |tokens: &[Token]| tokens.iter().any(|it| matches!(it.folded.as_str(), "but" | "except" | "while"));
        let places_in = |hit: &Hit| {
            scope.iter().flat_map(|it| positions(view, hit, &sentence.tokens[*it].stem)).collect::<Vec<_>>()
        };
        let is_set_apart = |hit: &Hit| {
            let tokens = &hit.sentence.tokens;
            places_in(hit).into_iter().any(|it| is_but(&tokens[it.saturating_sub(APART)..it]))
        };
        if cue > 0 && sentence.tokens[cue - 1].folded == "but" && view.best().is_some_and(is_set_apart) {
            continue;
        }
        // "No agenda has been published" of "the agenda has not been disclosed"
        let is_no = sentence.tokens[cue].folded == "no";
        let is_denied_behind = |hit: &Hit| {
            let tokens = &hit.sentence.tokens;
            places_in(hit).into_iter().any(|at| {
                let behind = tokens[at + 1..].iter().take_while(|it| !ends_clause(it) && it.folded != "but");
                behind.skip_while(|it| !is_before_verb(it)).take(3).any(is_negation)
            })
        };
        if is_no && view.best_first().any(is_denied_behind) {
            continue;
        }
        // Nor does a passage affirm it that has not the claim's figure, where another one has.
        let figures = || view.sentence.quantities.iter().filter(|it| !it.is_small() && !super::is_date_like(it));
        let is_of_another =
            |hit: &Hit| figures().any(|it| !hit.bears_out(it) && view.all.iter().any(|other| other.bears_out(it)));
        // "May not stand for ever" of "may not be available indefinitely": both deny what may or must be.
        let modal = cue.checked_sub(1).map_or("", |it| sentence.tokens[it].folded.as_str());
        let denies_alike = |hit: &Hit| {
            let tokens = &hit.sentence.tokens;
            (1..tokens.len()).any(|it| is_negation(&tokens[it]) && tokens[it - 1].folded == modal)
        };
        if words::MODALS.contains(modal) && view.best_first().any(denies_alike) {
            continue;
        }
        if let Some(hit) = affirmed_by(view, &scope).filter(|it| !is_none || !is_of_another(it)) {
            let span = view.span_of([cue].into_iter().chain(scope));
            return Some(Seen::new(ReasonKind::Negation, Strength::Conflict, span).against_all_of(hit));
        }
    }
    None
}

/// "Not asked for commitments" where the passage has "sought and received commitments": a verb of like meaning stands
/// right before what is denied, and nothing in the passage denies or leaves it open.
fn has_like_verb(view: &View, first: usize, hit: &Hit, places: &[Vec<usize>]) -> bool {
    const REACH: usize = 5;
    let token = &view.sentence.tokens[first];
    let tokens = &hit.sentence.tokens;
    let is_open = |it: &Token| {
        is_negation(it)
            || denies(it)
            || it.is_negated
            || words::MODALS.contains(it.folded.as_str())
            || it.folded == "if"
    };
    // "No longer reach" says nothing of what was so before.
    let is_over = view.sentence.tokens[first.saturating_sub(3)..first].iter().any(|it| it.folded == "longer");
    if token.is_name || is_over || !thesaurus::knows(&token.stem) || tokens.iter().any(is_open) {
        return false;
    }
    let is_like = |it: &Token| {
        it.is_content()
            && !it.is_name
            && super::acts::is_verb_form(it)
            && thesaurus::nearness(&token.stem, &it.stem) <= thesaurus::Nearness::Related
    };
    // "Talks to resolve the strike" have not resolved it yet.
    let is_done =
        |at: usize| is_like(&tokens[at]) && !is_only_tried(tokens, at) && !(at > 0 && tokens[at - 1].folded == "to");
    places.iter().flatten().any(|at| (at.saturating_sub(REACH)..*at).any(is_done))
}

/// The first passage that affirms most of the scope, when no passage denies any of it.
fn affirmed_by<'a>(view: &'a View, scope: &[usize]) -> Option<&'a Hit> {
    let all: f64 = scope.iter().map(|it| view.weight(*it)).sum();
    // The word right after the negation, adverbs aside, is the one that is denied: without it nothing is affirmed.
    let first = scope.iter().find(|it| !view.sentence.tokens[**it].folded.ends_with("ly"));
    // "Never opposed it" of "opposed it": the word that is denied does not itself deny what follows.
    let is_denier = |it: &&usize| {
        let token = &view.sentence.tokens[**it];
        words::DENYING_STEMS.contains(&token.stem) || is_end(token)
    };
    let deniers: Vec<&usize> = scope.iter().filter(is_denier).collect();
    // Of each word of the scope where it stands, and whether any of them is denied there.
    let read = |hit: &Hit| {
        // "Zelensky's push" is no pushing of anybody.
        let is_noun = |at: usize, own: usize| {
            let theirs = &hit.sentence.tokens;
            let has_holder = at > 0 && theirs[at - 1].kind == TokenKind::Clitic;
            has_holder
                && super::acts::is_verb_form(&view.sentence.tokens[own])
                && theirs[at].folded != view.sentence.tokens[own].folded
        };
        let told =
            |at: &usize| !is_only_tried(&hit.sentence.tokens, *at) && !scope.iter().any(|own| is_noun(*at, *own));
        let places_of = |stem: &str| positions(view, hit, stem).into_iter().filter(told).collect();
        let places: Vec<Vec<usize>> = scope.iter().map(|it| places_of(&view.sentence.tokens[*it].stem)).collect();
        let idle: Vec<usize> =
            deniers.iter().flat_map(|it| positions(view, hit, &view.sentence.tokens[**it].stem)).collect();
        let is_denied = places.iter().flatten().any(|it| {
            is_denied_at_but(&hit.sentence, *it, &idle)
                || is_denied_past_aside(&hit.sentence.tokens, *it)
                || is_missing_behind(&hit.sentence.tokens, *it)
        });
        (places, is_denied)
    };
    let coverage = |hit: &Hit| view.hits.coverage_by(hit, |_| true);
    let mut affirmed: Option<&Hit> = None;
    // The most that a passage has of the claim which denies something else than the first word.
    let mut most_denied: f64 = 0.0;
    for hit in view.best_first().filter(|it| !is_question(it)) {
        let (places, is_denied) = read(hit);
        let is_there = |it: &usize| !places[*it].is_empty();
        let has_like = first.is_some_and(|it| has_like_verb(view, *it, hit, &places));
        let has_first = has_like
            || (0..scope.len()).any(|it| {
                Some(&scope[it]) == first && is_there(&it) && has_particle(view, scope[it], hit, &places[it])
            });
        if is_denied && has_first {
            return None;
        }
        if is_denied {
            most_denied = most_denied.max(coverage(hit));
            continue;
        }
        let has_antonym = scope.iter().any(|word| {
            let antonyms = words::ANTONYMS.get(&view.sentence.tokens[*word].stem);
            antonyms.is_some_and(|it| it.iter().any(|it| hit.stems.contains(it)))
        });
        if has_antonym {
            return None;
        }
        let is_told = |it: &usize| is_there(it) || (has_like && Some(&scope[*it]) == first);
        let found: f64 = (0..scope.len()).filter(is_told).map(|it| view.weight(scope[it])).sum();
        let n_found = (0..scope.len()).filter(is_told).count();
        let is_enough = found >= 0.55 * all && has_first && n_found >= scope.len().min(2);
        // A passage of the set alone may speak of something else.
        let is_near = view.hits.window.hits.iter().any(|it| it.id == hit.id)
            && coverage(hit) >= OF_THE_MATTER * view.hits.best.coverage;
        if is_enough && is_near && affirmed.is_none() {
            affirmed = Some(hit);
        }
    }
    // Another passage that nearly made it says no, too.
    let denies_too = |hit: &Hit| {
        let (places, is_denied) = read(hit);
        is_denied && places.iter().filter(|it| !it.is_empty()).count() * 2 >= scope.len()
    };
    // "Was not studied" of "the trial did not examine"
    let denies_like = |hit: &Hit| {
        let tokens = &hit.sentence.tokens;
        let like = |it: usize| {
            let near = |own: &usize| thesaurus::nearness(&view.sentence.tokens[*own].stem, &tokens[it].stem);
            first.is_some_and(|own| near(own) <= thesaurus::Nearness::Synonyms)
        };
        let cues = (0..tokens.len()).filter(|it| is_negation(&tokens[*it]));
        cues.into_iter().any(|cue| reach(&hit.sentence, cue, true).first().is_some_and(|it| like(*it)))
    };
    affirmed.filter(|hit| {
        let least = coverage(hit);
        if view.hits.candidates.iter().any(|it| coverage(it) >= 0.7 * least && denies_like(it)) {
            return false;
        }
        most_denied < least && !view.hits.candidates.iter().any(|it| coverage(it) >= 0.8 * least && denies_too(it))
    })
}

/// "Efforts to resolve it", "Resolving it is hard": that it is resolved is not said.
pub(super) fn is_only_tried(tokens: &[Token], at: usize) -> bool {
    /// Tokens before "to", so that "called on the government to halt it" is no halt.
    const REACH: usize = 5;
    let opens = !tokens[..at].iter().any(Token::is_word);
    let verb = tokens.iter().position(|it| words::FINITE_AUXILIARIES.contains(it.folded.as_str()));
    let is_subject = |verb: usize| at < verb && !tokens[at..verb].iter().any(|it| it.is_mark(","));
    if opens && tokens[at].folded.ends_with("ing") && verb.is_some_and(is_subject) {
        return true;
    }
    let is_adverb = |it: &Token| it.folded.ends_with("ly");
    // "Asked for the contract, worth 92 million, to be frozen"
    let is_passed = |it: &Token| is_adverb(it) || it.folded == "be";
    let Some(to) = (0..at).rev().find(|it| !is_passed(&tokens[*it])) else { return false };
    let asks = |it: &[Token]| it[0].stem == "ask" && it[1].folded == "for";
    if tokens[to].folded == "to" && tokens[..to].windows(2).any(asks) {
        return true;
    }
    let lead = &tokens[to.saturating_sub(REACH)..to];
    tokens[to].folded == "to" && lead.iter().any(|it| words::TRYING.contains(it.folded.as_str()))
}

/// Whether a verb stands in the passage with the claim's particle: "given up" is not given.
fn has_particle(view: &View, verb: usize, hit: &Hit, places: &[usize]) -> bool {
    let particle = view.sentence.tokens.get(verb + 1).map_or("", |it| it.folded.as_str());
    if !matches!(particle, "up" | "off" | "out" | "down" | "away" | "back") {
        return true;
    }
    places.iter().any(|it| hit.sentence.tokens[it + 1..].iter().take(3).any(|it| it.folded == particle))
}

fn denied_by_the_source(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.6);
    let told = || view.best_first().find(|it| tells_main_clause(view, it));
    best.and_then(|it| denied_by(view, it))
        .or_else(|| denied_by(view, told()?))
        .or_else(|| denied_by(view, plainest(view)?))
        .or_else(|| view.best_first().find_map(|it| denied_to_the_word(view, it)))
        .or_else(|| view.best_first().find_map(|it| denied_in_manner(view, it)))
        .or_else(|| view.best_first().find_map(|it| denied_as_a_whole(view, it)))
        .or_else(|| view.best_first().find_map(|it| denied_in_other_words(view, it)))
}

/// Whether the passage has nearly all of what the claim says behind its opening: "When the crowd grew loud, …".
fn tells_main_clause(view: &View, hit: &Hit) -> bool {
    const NEARLY_ALL: f64 = 0.75;
    const MIN_WORDS: usize = 4;
    let tokens = &view.sentence.tokens;
    let opens = |it: &Token| {
        matches!(it.folded.as_str(), "when" | "while" | "after" | "as" | "although" | "though" | "because" | "since")
    };
    let Some(comma) = tokens.iter().position(|it| it.is_mark(",")).filter(|_| opens(&tokens[0])) else { return false };
    let n_words = view.hits.words.iter().filter(|it| it.token > comma).count();
    n_words >= MIN_WORDS && view.hits.coverage_by(hit, |it| it.token > comma) >= NEARLY_ALL
}

/// Says that there is none of what the claim says has been had, in whatever else it tells.
pub(super) fn existence(view: &View) -> Option<Seen> {
    view.best_first().find_map(|it| denied_to_exist(view, it))
}

/// "A date and a place have been fixed" where the passage has "there is no confirmed place or date".
fn denied_to_exist(view: &View, hit: &Hit) -> Option<Seen> {
    let (ours, theirs) = (&view.sentence.tokens, &hit.sentence.tokens);
    if ours.iter().any(denies) || view.hits.coverage_by(hit, |_| true) < 0.3 {
        return None;
    }
    let is_be = |it: &Token| matches!(it.folded.as_str(), "is" | "are" | "was" | "were" | "remains" | "remain");
    let is_still =
        |it: &Token| matches!(it.folded.as_str(), "still" | "yet" | "currently" | "as" | "so" | "far" | "now");
    let denied = (1..theirs.len()).find(|it| {
        let before = (0..*it).rev().find(|at| !is_still(&theirs[*at]));
        theirs[*it].folded == "no" && before.is_some_and(|it| is_be(&theirs[it]))
    })?;
    // "No confirmed place or date": things, with what is said of them in front.
    let is_inside = |it: &usize| theirs[*it].is_content() || matches!(theirs[*it].folded.as_str(), "or" | "and");
    let run: Vec<usize> =
        (denied + 1..theirs.len()).take_while(is_inside).filter(|it| theirs[*it].is_content()).collect();
    let things: Vec<usize> = run.iter().copied().filter(|it| !is_participle(&theirs[*it])).collect();
    let place = |it: usize| {
        (0..ours.len())
            .find(|at| ours[*at].is_content() && view.hits.strength(&ours[*at].stem, &theirs[it].stem) >= 0.8)
    };
    let claimed: Vec<usize> = things.iter().filter_map(|it| place(*it)).collect();
    let last = *claimed.iter().max()?;
    // The claim has them and says that they have been had.
    let done = (last + 1..ours.len().min(last + 16)).find(|it| {
        let auxiliary = ours[last..*it].iter().any(|it| matches!(it.folded.as_str(), "has" | "have" | "was" | "were"));
        is_participle(&ours[*it])
            && ours[*it].is_content()
            && auxiliary
            && ours[last + 1..*it].iter().all(|it| !ends_clause(it))
    })?;
    let is_known = view.all.iter().any(|it| it.id != hit.id && it.stems.contains(&ours[done].stem));
    if claimed.len() * 2 < things.len() || is_known {
        return None;
    }
    let source = Span::new(theirs[denied].span.start, theirs[*run.last()?].span.end);
    let span = view.span_of([claimed[0].min(last), done]);
    Some(Seen::new(ReasonKind::Negation, Strength::Conflict, span).against(hit, source))
}

/// A passage that covers little of the claim denies three things which the claim affirms in one breath.
fn denied_as_a_whole(view: &View, hit: &Hit) -> Option<Seen> {
    /// The longest stretch of the claim, in words.
    const BREATH: usize = 16;
    let tokens = &hit.sentence.tokens;
    let cue = (0..tokens.len()).find(|it| is_negation(&tokens[*it]))?;
    let denied = reach(&hit.sentence, cue, true);
    let is_claimed =
        |it: &usize| view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &tokens[*it].stem) >= 0.9);
    if denied.len() < 3 || !denied.iter().all(is_claimed) || view.sentence.tokens.iter().any(denies) {
        return None;
    }
    let seen = denied_by(view, hit)?;
    (seen.span.of(&view.claim.text).split_whitespace().count() <= BREATH).then_some(seen)
}

/// "Has been published" where the passage has "has not been disclosed": of the same thing, in a word of like meaning.
fn denied_in_other_words(view: &View, hit: &Hit) -> Option<Seen> {
    let tokens = &hit.sentence.tokens;
    // "Left unbolted" for "had not been bolted"
    let has_without = |stem: &str| {
        let bare = |it: &Token, prefix: &str| it.stem.strip_prefix(prefix) == Some(stem);
        view.sentence.tokens.iter().any(|it| NEGATIVE_PREFIXES.iter().any(|prefix| bare(it, prefix)))
    };
    if view.sentence.tokens.iter().any(denies) {
        return None;
    }
    for cue in (0..tokens.len()).filter(|it| is_negation(&tokens[*it])) {
        let start = (0..cue).rev().find(|it| ends_clause(&tokens[*it])).map_or(0, |it| it + 1);
        let subject: Vec<usize> = (start..cue).filter(|it| tokens[*it].is_content()).collect();
        let is_claimed =
            |it: &&usize| view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &tokens[**it].stem) >= 0.8);
        let verb = (cue + 1..tokens.len().min(cue + 4)).find(|it| tokens[*it].is_content());
        let Some(verb) = verb.filter(|_| subject.len() >= 2 && subject.iter().all(|it| is_claimed(&it))) else {
            continue;
        };
        let is_idle = is_idle(&hit.sentence, cue, &["only", "just", "solely", "merely", "doubt"]);
        if is_idle || !is_participle(&tokens[verb]) || has_without(&tokens[verb].stem) {
            continue;
        }
        let is_like = |word: &&Word| {
            let token = view.token(word);
            let is_known_too = view.all.iter().any(|hit| hit.stems.contains(&word.stem));
            is_participle(token)
                && !is_known_too
                && (view.hits.strength(&word.stem, &tokens[verb].stem) >= 0.6
                    || thesaurus::nearness(&word.stem, &tokens[verb].stem) <= thesaurus::Nearness::Related)
        };
        if let Some(word) = view.hits.words.iter().find(is_like) {
            let source = Span::new(tokens[cue].span.start, tokens[verb].span.end);
            let seen = Seen::new(ReasonKind::Negation, Strength::Conflict, view.token(word).span);
            return Some(seen.against(hit, source));
        }
    }
    None
}

fn is_participle(token: &Token) -> bool {
    let folded = token.folded.as_str();
    ["ed", "en", "wn", "ught"].iter().any(|it| folded.ends_with(it)) || words::IRREGULAR.contains_key(folded)
}

/// The candidate with most of the words that are not names, when it has nearly all of them.
fn plainest<'a>(view: &'a View) -> Option<&'a Hit> {
    let scored = view.hits.candidates.iter().map(|it| (view.hits.coverage_by(it, |it| !it.is_name), it));
    let best = scored.reduce(|best, it| if it.0 > best.0 { it } else { best })?;
    (best.0 >= 0.75 && view.hits.words.iter().filter(|it| !it.is_name).count() >= 3).then_some(best.1)
}

/// "The extension needs no consent; the cut does": what is denied of one is affirmed of another.
pub(super) fn is_contrasted(sentence: &Sentence, cue: usize) -> bool {
    let mut behind = sentence.tokens[cue..].iter().filter(|it| it.is_word());
    behind.next_back().is_some_and(|it| {
        matches!(it.folded.as_str(), "does" | "do" | "did" | "is" | "are" | "was" | "were" | "will" | "has" | "have")
    })
}

/// Whether the statement that the token is a part of, up to a semicolon, is told without a denial in another passage.
pub(super) fn is_told_apart(view: &View, at: usize, but: &Hit) -> bool {
    /// The share of its weight that the passage must have.
    const TOLD: f64 = 0.6;
    let tokens = &view.sentence.tokens;
    let parts = |it: &usize| tokens[*it].is_mark(";");
    let start = (0..at).rev().find(parts).map_or(0, |it| it + 1);
    let end = (at..tokens.len()).find(parts).unwrap_or(tokens.len());
    let is_whole = start == 0 && end == tokens.len();
    let tells = |hit: &Hit| {
        let places = positions(view, hit, &tokens[at].stem);
        hit.id != but.id
            && view.hits.coverage_by(hit, |it| (start..end).contains(&it.token)) >= TOLD
            && !places.is_empty()
            && !places.iter().any(|it| is_denied_at(&hit.sentence, *it))
    };
    !is_whole && view.all.iter().any(tells)
}

/// "Peru has given its consent to the accession of Norland" where a passage, whatever it lacks of the rest, has "Peru has
/// not agreed to the accession of Norland": whose it is and all that is denied are the claim's.
fn denied_to_the_word(view: &View, hit: &Hit) -> Option<Seen> {
    const SCOPE: usize = 3;
    let (ours, theirs) = (&view.sentence.tokens, &hit.sentence.tokens);
    let claimed = |at: usize| {
        let is_same = |word: &&Word| view.hits.strength(&word.stem, &theirs[at].stem) >= 0.6;
        view.hits.words.iter().find(is_same).map(|it| it.token)
    };
    let is_like = |at: usize| {
        let near = |it: &&Word| thesaurus::nearness(&it.stem, &theirs[at].stem) <= thesaurus::Nearness::Near;
        claimed(at).or_else(|| view.hits.words.iter().filter(|it| !it.is_name).find(near).map(|it| it.token))
    };
    (0..theirs.len()).filter(|it| is_negation(&theirs[*it])).find_map(|cue| {
        let scope = reach(&hit.sentence, cue, true);
        let subject = (clause_start(theirs, cue)..cue).rev().find(|it| theirs[*it].is_name)?;
        let is_right_before = theirs[subject + 1..cue].iter().all(is_before_verb);
        if scope.len() < SCOPE || !is_right_before || is_idle(&hit.sentence, cue, &["only", "just", "solely", "merely"])
        {
            return None;
        }
        let (subject, verb) = (claimed(subject)?, is_like(scope[0])?);
        let rest: Vec<usize> = scope[1..].iter().map(|it| claimed(*it)).collect::<Option<_>>()?;
        let last = rest.iter().copied().max()?.max(verb);
        if subject >= verb || rest.iter().any(|it| *it <= verb) || ours[verb].is_quoted {
            return None;
        }
        let withholds = |it: &Token| matches!(it.folded.as_str(), "withheld" | "withhold" | "withholds" | "without");
        let is_open = |it: &Token| denies(it) || withholds(it) || words::MODALS.contains(it.folded.as_str());
        let denies_too = ours[subject..=last].iter().any(is_open);
        if denies_too {
            return None;
        }
        let source = Span::new(theirs[cue].span.start, theirs[scope[scope.len() - 1]].span.end);
        Some(Seen::new(ReasonKind::Negation, Strength::Conflict, view.span_of([verb, last])).against(hit, source))
    })
}

/// "Automatically commits them to full intervention", "intervention follows automatically" where the passage has "does not
/// automatically mandate full intervention": that it is so is denied, whatever the verb.
fn denied_in_manner(view: &View, hit: &Hit) -> Option<Seen> {
    /// So many words of what is denied must be the claim's.
    const SAME: usize = 2;
    let theirs = &hit.sentence.tokens;
    let ours = &view.sentence.tokens;
    if view.hits.coverage_by(hit, |_| true) < NEGATION_COVERAGE {
        return None;
    }
    (0..theirs.len().saturating_sub(1)).filter(|it| is_negation(&theirs[*it])).find_map(|cue| {
        let manner = &theirs[cue + 1];
        let is_told = manner.folded.ends_with("ly") && manner.folded != "only";
        let at = ours.iter().position(|it| is_told && it.folded == manner.folded)?;
        let behind = (cue + 2..theirs.len()).take_while(|it| !ends_clause(&theirs[*it]) && theirs[*it].folded != "but");
        let denied: Vec<usize> = behind.take(8).filter(|it| theirs[*it].is_content()).collect();
        let is_ours = |it: &&usize| {
            let strength = |word: &Word| view.hits.strength(&word.stem, &theirs[**it].stem);
            view.hits.words.iter().any(|word| word.token != at && strength(word) >= 0.8)
        };
        let n_same = denied.iter().filter(is_ours).count();
        let is_same = n_same >= SAME && n_same * 2 >= denied.len() && !is_denied_at(&view.sentence, at);
        let source = Span::new(theirs[cue].span.start, theirs[*denied.last()?].span.end);
        is_same.then(|| Seen::new(ReasonKind::Negation, Strength::Conflict, ours[at].span).against(hit, source))
    })
}

/// The passage denies what the claim affirms.
fn denied_by(view: &View, best: &Hit) -> Option<Seen> {
    let source = &best.sentence;
    for cue in (0..source.tokens.len()).filter(|it| is_negation(&source.tokens[*it]) || is_yet_to(&source.tokens, *it))
    {
        if is_idle(
            source,
            cue,
            &["only", "just", "solely", "merely", "exclusively", "doubt", "everyone", "everybody", "all"],
        ) || is_contrasted(source, cue)
        {
            continue;
        }
        let scope: Vec<usize> =
            reach(source, cue, true).into_iter().skip_while(|it| is_support_verb(&source.tokens[*it])).collect();
        // "No consensus was reached regarding the demands": it is the consensus that there is none of.
        let support = scope.iter().position(|it| is_support_verb(&source.tokens[*it]));
        let is_no = source.tokens[cue].folded == "no";
        let scope = match support.filter(|it| is_no && *it > 0) {
            Some(at) => scope[..at].to_vec(),
            None => scope,
        };
        let Some(first) = scope.first().map(|it| &source.tokens[*it].stem) else { continue };
        let is_in_claim = |stem: &str| view.hits.words.iter().any(|it| view.hits.strength(&it.stem, stem) > 0.0);
        let n_matched = scope.iter().filter(|it| is_in_claim(&source.tokens[**it].stem)).count();
        if !is_in_claim(first) || (n_matched as f64) < 0.66 * scope.len() as f64 {
            continue;
        }
        let mut ours = (0..view.sentence.tokens.len())
            .filter(|it| !view.sentence.tokens[*it].stem.is_empty())
            .filter(|it| view.hits.strength(&view.sentence.tokens[*it].stem, first) > 0.0);
        if ours.any(|it| is_denied_at(&view.sentence, it) || is_thought_away(&view.sentence, it)) {
            continue;
        }
        let opposes = |it: &usize| {
            let antonyms = words::ANTONYMS.get(&source.tokens[*it].stem);
            antonyms.is_some_and(|it| it.iter().any(|other| view.hits.words.iter().any(|word| word.stem == *other)))
        };
        let affirms = |hit: &&Hit| {
            scope.iter().all(|it| hit.stems.contains(&source.tokens[*it].stem))
                && !positions_of(hit, first).iter().any(|it| is_denied_at(&hit.sentence, *it))
        };
        // "None of the requests succeeded" of "all requests failed"
        let is_none = matches!(source.tokens[cue].folded.as_str(), "none" | "no" | "nobody");
        let behind = || (cue + 1..source.tokens.len()).take_while(|it| !ends_clause(&source.tokens[*it]));
        if (is_none && behind().any(|it| opposes(&it)))
            || scope.iter().any(opposes)
            || view.best_first().filter(|it| it.id != best.id).any(|it| affirms(&it))
        {
            continue;
        }
        let source_span = Span::new(
            source.tokens[cue].span.start,
            scope.iter().map(|it| source.tokens[*it].span.end).max().unwrap_or(source.tokens[cue].span.end),
        );
        let claim_words = view
            .hits
            .words
            .iter()
            .filter(|word| scope.iter().any(|it| view.hits.strength(&word.stem, &source.tokens[*it].stem) > 0.0));
        let claimed: Vec<usize> = claim_words.map(|it| it.token).collect();
        if claimed.iter().all(|it| is_told_apart(view, *it, best)) {
            continue;
        }
        let span = view.span_of(claimed);
        return Some(Seen::new(ReasonKind::Negation, Strength::Conflict, span).against(best, source_span));
    }
    None
}

/// "The first attempt" where some passage says that it is "not the first attempt".
pub(super) fn denied_rank(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_rank = |it: &Token| matches!(it.folded.as_str(), "first" | "only" | "last" | "sole");
    let pairs = (1..tokens.len()).filter(|it| is_rank(&tokens[it - 1]) && tokens[*it].is_content());
    pairs.into_iter().find_map(|noun| {
        let rank = &tokens[noun - 1];
        let is_denied = tokens[..noun].iter().any(is_negation);
        let denial = |hit: &Hit| {
            let theirs = &hit.sentence.tokens;
            let is_same = |it: usize| theirs[it].folded == rank.folded && theirs[it + 1].stem == tokens[noun].stem;
            let place = (1..theirs.len().saturating_sub(1)).find(|it| is_same(*it))?;
            let before = (0..place).rev().find(|it| !is_article(&theirs[*it]))?;
            is_negation(&theirs[before]).then(|| Span::new(theirs[before].span.start, theirs[place + 1].span.end))
        };
        let (hit, source) = view.passages().filter(|_| !is_denied).find_map(|it| Some((it.clone(), denial(&it)?)))?;
        let span = view.span_of([noun - 1, noun]);
        Some(Seen::new(ReasonKind::Negation, Strength::Conflict, span).against(&hit, source))
    })
}

fn positions_of(hit: &Hit, stem: &str) -> Vec<usize> {
    let tokens = hit.sentence.tokens.iter().enumerate();
    tokens.filter(|(_, it)| it.is_material() && it.stem == stem).map(|(idx, _)| idx).collect()
}

/// The word of the passage that is an antonym of the stem.
fn antonym_in<'a>(hit: &'a Hit, stem: &str) -> Option<&'a Token> {
    let content = || hit.sentence.tokens.iter().filter(|it| it.is_content());
    let antonyms = words::ANTONYMS.get(stem).into_iter().flatten();
    antonyms.into_iter().find_map(|it| content().find(|other| other.stem == *it))
}

/// "A rocket" goes nowhere by itself.
fn is_rocket(token: &Token) -> bool {
    matches!(token.folded.as_str(), "rocket" | "rockets" | "spike" | "spikes")
}

/// The word of the passage that says the opposite in another way: a movement the other way with none the same way, the
/// other side of a matter, or the same word with a prefix that denies.
fn opposite_in<'a>(hit: &'a Hit, stem: &str) -> Option<&'a Token> {
    let content = || hit.sentence.tokens.iter().filter(|it| it.is_content());
    let by_direction = || {
        let goes_up = words::DIRECTIONS.get(stem)?;
        let moves = |way: bool| content().find(|it| words::DIRECTIONS.get(&it.stem) == Some(&way) && !is_rocket(it));
        moves(!goes_up).filter(|_| moves(*goes_up).is_none())
    };
    let by_stance = || {
        let is_for = words::STANCES.get(stem)?;
        let stands = |side: bool| content().find(|it| words::STANCES.get(&it.stem) == Some(&side));
        stands(!is_for).filter(|_| stands(*is_for).is_none())
    };
    let by_prefix = || {
        let denies = |one: &str, other: &str| {
            ["un", "in", "im", "dis", "ir"].iter().any(|it| one.strip_prefix(it) == Some(other))
        };
        content().find(|it| denies(&it.stem, stem) || denies(stem, &it.stem))
    };
    by_direction().or_else(by_stance).or_else(by_prefix)
}

/// A word of the claim that the best passage lacks, having its opposite instead.
pub(super) fn antonym(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= BARE_ANTONYM_COVERAGE)?;
    // The passage that has the claim's figure is the one that tells of it.
    let mut figures = view.sentence.quantities.iter().filter(|it| !it.is_small() && !it.kind.is_of_calendar());
    if figures.any(|it| !best.bears_out(it) && view.all.iter().any(|hit| hit.bears_out(it))) {
        return None;
    }
    for word in &view.hits.words {
        let token = view.token(word);
        let is_direction = matches!(
            token.folded.as_str(),
            "north" | "south" | "east" | "west" | "northern" | "southern" | "eastern" | "western"
        );
        if (word.is_name && !is_direction) || view.hits.best.strength(&word.stem) >= 0.6 {
            continue;
        }
        let is_same_matter = view.hits.best.coverage >= ANTONYM_COVERAGE;
        let antonym = antonym_in(best, &word.stem).filter(|_| is_same_matter || !is_light(token));
        let Some(opposite) = antonym.or_else(|| opposite_in(best, &word.stem).filter(|_| is_same_matter)) else {
            continue;
        };
        // "Up in one town and down in the other": the passage may tell of the one.
        let goes = |it: &Token| match it.folded.as_str() {
            "up" => Some(true),
            "down" => Some(false),
            _ => words::DIRECTIONS.get(&it.stem).copied(),
        };
        let way = goes(opposite);
        let goes_both_ways = way.is_some() && view.sentence.tokens.iter().any(|it| it.is_word() && goes(it) == way);
        // "Ends a closure that began" has what the passage says, too: "ending".
        let is_told_too = view.hits.words.iter().any(|it| view.hits.strength(&it.stem, &opposite.stem) >= 0.8);
        let place = best.sentence.tokens.iter().position(|it| it.span == opposite.span);
        // "None of the requests succeeded"
        let is_denied = opposite.is_negated || place.is_some_and(|it| has_denied_subject(&best.sentence.tokens, it));
        // "More closely", "open"
        let is_manner = token.folded.ends_with("ly") != opposite.folded.ends_with("ly");
        if is_denied != token.is_negated || goes_both_ways || is_told_too || is_manner {
            continue;
        }
        if place.is_some_and(|it| is_from_other_side(view, word.token, best, it)) {
            continue;
        }
        if degrees::is_crossed(view, best) || place.is_some_and(|it| opposed::may_both_hold(view, word.token, best, it))
        {
            continue;
        }
        // A neighbouring passage has the word itself: then both must be said of the same subject.
        let has_word_beside = view.hits.window.strength(&word.stem) >= 1.0;
        let is_near = view.strength_in_evidence(&word.stem) >= 0.6;
        if is_near && !is_same_matter {
            continue;
        }
        if has_word_beside && (!is_same_matter || !shares_a_name_to_the_left(view, token, best, opposite)) {
            continue;
        }
        let is_of_same_subject =
            || view.hits.best.coverage >= WHOLE && follow_same_name(view, word.token, best, opposite);
        if copying::share_beside(view, token.span, best, opposite.span) < BESIDE && !is_of_same_subject() {
            continue;
        }
        return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, token.span).against(best, opposite.span));
    }
    None
}

/// "If a rival bought the accounts" where the passage has "if it sold the accounts to a rival".
pub(super) fn is_from_other_side(view: &View, own: usize, best: &Hit, other: usize) -> bool {
    const REACH: usize = 10;
    const NEAR: usize = 4;
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let is_side = |it: &usize| matches!(theirs[*it].folded.as_str(), "to" | "from" | "by");
    let sides = (other + 1..theirs.len().min(other + REACH)).filter(is_side);
    let subject = || ours[own.saturating_sub(NEAR)..own].iter().filter(|it| it.is_content());
    let is_subject = |it: &Token| subject().any(|own| view.hits.strength(&own.stem, &it.stem) >= 0.8);
    words::CONVERSES.contains(&(ours[own].stem.clone(), theirs[other].stem.clone()))
        && sides.into_iter().any(|it| theirs[it + 1..].iter().take(NEAR).any(is_subject))
}

/// Whether the same name stands right before the claim's word and the passage's, adverbs and the like aside.
fn follow_same_name(view: &View, word: usize, best: &Hit, opposite: &Token) -> bool {
    const REACH: usize = 3;
    let name = |tokens: &[Token]| {
        let before = tokens.iter().rev().take(REACH);
        before.take_while(|it| !ends_clause(it)).find(|it| it.is_word() && it.is_name).map(|it| it.stem.clone())
    };
    let end = best.sentence.tokens.partition_point(|it| it.span.start < opposite.span.start);
    let (ours, theirs) = (name(&view.sentence.tokens[..word]), name(&best.sentence.tokens[..end]));
    ours.zip(theirs).is_some_and(|(ours, theirs)| view.hits.strength(&ours, &theirs) >= 0.8)
}

fn shares_a_name_to_the_left(view: &View, token: &Token, best: &Hit, opposite: &Token) -> bool {
    let left = |sentence: &Sentence, end: usize| -> Vec<SmolStr> {
        let tokens = sentence.tokens.iter().filter(|it| it.is_name && it.span.start < end);
        tokens.map(|it| it.stem.clone()).collect()
    };
    let theirs = left(&best.sentence, opposite.span.start);
    left(&view.sentence, token.span.start).iter().any(|it| theirs.contains(it))
}

/// "unsurprising" where the evidence has "surprising" only, or the other way round.
pub(super) fn prefixed(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < PREFIX_COVERAGE {
        return None;
    }
    for word in view.hits.words.iter().filter(|it| !it.is_name) {
        let token = view.token(word);
        let has = |stem: &str| view.all.iter().any(|it| it.stems.contains(stem));
        // A passage that has less of the claim may use the word of something else.
        let least = 0.8 * view.hits.best.coverage;
        let has_near = |stem: &str| {
            let near = view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= least);
            near.into_iter().any(|it| it.stems.contains(stem))
        };
        if token.is_negated || has_near(&word.stem) || !thesaurus::knows(&word.stem) {
            continue;
        }
        let bare = NEGATIVE_PREFIXES.iter().filter_map(|it| word.stem.strip_prefix(it)).map(SmolStr::new);
        let prefixed = NEGATIVE_PREFIXES.iter().map(|it| format_smolstr!("{it}{}", word.stem));
        let is_opposite = |other: &SmolStr| {
            let is_listed = words::ANTONYMS.get(&word.stem).is_some_and(|it| it.contains(other));
            // "Unofficial channels, although official talks stall" has both.
            let is_ours_too = view.hits.words.iter().any(|it| it.stem == *other);
            other.len() > 3 && has(other) && thesaurus::knows(other) && is_listed && !is_ours_too
        };
        let Some(other) = bare.chain(prefixed).find(is_opposite) else { continue };
        // "Had not been locked" is "unlocked".
        if view.all.iter().any(|hit| hit.sentence.tokens.iter().any(|it| it.stem == other && it.is_negated)) {
            continue;
        }
        let at = |hit: &Hit| hit.sentence.tokens.iter().find(|it| it.stem == other && !it.is_negated).map(|it| it.span);
        if let Some((hit, source)) = view.best_first().find_map(|it| Some((it, at(it)?))) {
            return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, token.span).against(hit, source));
        }
    }
    None
}

/// "ruled in" where the best passage has "ruling out".
pub(super) fn particle(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= ANTONYM_COVERAGE)?;
    let particle_after = |tokens: &[Token], verb: usize| -> Option<usize> {
        let next = verb + 1;
        let is_particle = |it: &Token| words::OPPOSITE_PARTICLES.iter().any(|pair| pair.0 == it.folded);
        tokens.get(next).filter(|it| it.is_word() && is_particle(it)).map(|_| next)
    };
    for word in view.hits.words.iter().filter(|it| !it.is_name) {
        let ours = &view.sentence.tokens;
        let Some(particle) = particle_after(ours, word.token) else { continue };
        // "The fifth spot in the table": no verb stands behind a number or an article.
        let before = word.token.checked_sub(1).map(|it| &ours[it]);
        if before.is_some_and(|it| it.kind == TokenKind::Quantity || is_article(it)) {
            continue;
        }
        let theirs = &best.sentence.tokens;
        let same_verb = (0..theirs.len()).filter(|it| theirs[*it].is_content() && theirs[*it].stem == word.stem);
        let mut particles: Vec<(usize, usize)> = Vec::new();
        for verb in same_verb {
            let other = particle_after(theirs, verb)?;
            particles.push((verb, other));
        }
        let opposes = |it: &(usize, usize)| {
            let pair = (ours[particle].folded.as_str(), theirs[it.1].folded.as_str());
            words::OPPOSITE_PARTICLES.contains(&pair) && theirs[it.0].is_negated == ours[word.token].is_negated
        };
        if let Some((verb, other)) = particles.first().copied().filter(|_| particles.iter().all(opposes)) {
            let source = Span::new(theirs[verb].span.start, theirs[other].span.end);
            let span = view.span_of([word.token, particle]);
            return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, span).against(best, source));
        }
    }
    None
}

/// The same figure goes up in the claim and down in the source.
pub(super) fn direction(view: &View) -> Option<Seen> {
    for quantity in view.sentence.quantities.iter().filter(|it| !it.kind.is_of_calendar()) {
        let Some((ours, goes_up)) = direction_near(&view.sentence, quantity) else { continue };
        for hit in &view.all {
            let same = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
            let ways: Vec<(usize, bool)> = same.filter_map(|it| direction_near(&hit.sentence, it)).collect();
            let Some((theirs, _)) = ways.first().copied().filter(|_| ways.iter().all(|it| it.1 != goes_up)) else {
                continue;
            };
            let span = view.sentence.tokens[ours].span;
            let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, span);
            return Some(seen.against(hit, hit.sentence.tokens[theirs].span));
        }
    }
    None
}

/// The word for a movement nearest to a figure, with no other figure between, and whether it goes up.
fn direction_near(sentence: &Sentence, quantity: &Quantity) -> Option<(usize, bool)> {
    const REACH: usize = 4;
    let tokens = &sentence.tokens;
    let is_stop = |it: &usize| tokens[*it].kind == TokenKind::Quantity || ends_clause(&tokens[*it]);
    let way = |it: usize| {
        let token = &tokens[it];
        // "Up 4 %" and "4 % higher", but not "up to 4 %".
        let is_up_to = tokens.get(it + 1).is_some_and(|it| it.folded == "to");
        let goes_up = match token.folded.as_str() {
            "up" | "higher" if !is_up_to => true,
            "down" | "lower" if !is_up_to => false,
            _ => *words::DIRECTIONS.get(&token.stem).filter(|_| token.is_content() && !is_rocket(token))?,
        };
        Some((it, goes_up != token.is_negated))
    };
    let (start, end) = (quantity.tokens.start, quantity.tokens.end);
    let before = (start.saturating_sub(REACH)..start).rev().take_while(|it| !is_stop(it)).find_map(way);
    let after = || (end..tokens.len().min(end + REACH)).take_while(|it| !is_stop(it)).find_map(way);
    before.or_else(after)
}

/// "below plan" where the best passage has "above plan".
pub(super) fn relation(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= ANTONYM_COVERAGE)?;
    let object = |tokens: &[Token], at: usize| {
        (at + 1..tokens.len().min(at + 4))
            .take_while(|it| !ends_clause(&tokens[*it]))
            .find(|it| tokens[*it].is_material())
    };
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    // "Had not left before" is "left after", and "A is more than B" is "B is less than A".
    if degrees::is_crossed(view, best) {
        return None;
    }
    let is_of_others = |it: &usize| degrees::is_of_others(view, best, *it);
    if ours.iter().any(is_negation) != theirs.iter().any(is_negation) {
        return None;
    }
    for at in 0..ours.len() {
        let word = ours[at].folded.as_str();
        let Some(mine) = object(ours, at).filter(|_| words::OPPOSITE_RELATIONS.iter().any(|it| it.0 == word)) else {
            continue;
        };
        let is_same = |it: usize| {
            object(theirs, it).is_some_and(|it| view.hits.strength(&ours[mine].stem, &theirs[it].stem) >= 0.8)
        };
        let has_same = (0..theirs.len()).any(|it| theirs[it].folded == word && is_same(it));
        let opposite = (0..theirs.len())
            .find(|it| words::OPPOSITE_RELATIONS.contains(&(word, theirs[*it].folded.as_str())) && is_same(*it));
        if let Some(opposite) = opposite.filter(|it| !has_same && !is_of_others(it)) {
            let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, ours[at].span);
            return Some(seen.against(best, theirs[opposite].span));
        }
    }
    None
}
