//! Of whom something is told: in the source another name stands with the act, and the claim's own nowhere.

use std::ops::Range;

use super::acts::{Act, Subject, acts};
use super::reporters::acts_for_another;
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, is_form_of_be, is_reporting, thesaurus, words};

/// The share of what is told that a passage must tell of another.
const SAME_ACT: f64 = 0.6;

/// And how much more of it than the passages tell of the claim's own.
const APART: f64 = 0.25;

/// Somebody else of whom a passage tells the same.
struct Rival<'a> {
    hit: &'a Hit,
    names: Range<usize>,
    share: f64,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    acts(&view.sentence).iter().find_map(|it| other_bearer(view, it))
}

fn other_bearer(view: &View, act: &Act) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let Subject::Named(subject) = &act.subject else { return None };
    let is_office =
        |it: &Token| words::ROLES.contains(it.folded.as_str()) || super::names::TITLES.contains(&it.folded.as_str());
    // What somebody says is another matter than what he does; what he promises to do he does.
    let is_report = is_reporting(&ours[act.verb]) && ours.get(act.verb + 1).is_none_or(|it| it.folded != "to");
    if is_report || ours[subject.clone()].iter().all(is_office) {
        return None;
    }
    let is_own =
        |stem: &str| subject.clone().any(|it| ours[it].is_content() && view.hits.strength(&ours[it].stem, stem) >= 0.5);
    let is_told =
        |it: &&Word| act.told.contains(&it.token) && !is_light(view.token(it)) && !subject.contains(&it.token);
    let told: Vec<&Word> = view.hits.words.iter().filter(is_told).collect();
    if told.len() < 2 {
        return None;
    }
    let all: f64 = told.iter().map(|it| it.weight).sum();
    // The share of what is told that these tokens tell, and how many words that are.
    let share = |sentence: &Sentence, at: &[usize]| -> (f64, usize) {
        let stems: Vec<&str> =
            at.iter().map(|it| sentence.tokens[*it].stem.as_str()).filter(|it| !it.is_empty()).collect();
        let strength = |word: &Word| stems.iter().map(|it| view.hits.strength(&word.stem, it)).fold(0.0, f64::max);
        let sum: f64 = told.iter().map(|it| it.weight * strength(it)).sum();
        (sum / all, told.iter().filter(|it| strength(it) >= 0.5).count())
    };
    let mut own = 0.0_f64;
    let mut rival: Option<Rival> = None;
    for hit in &view.hits.candidates {
        let names_own = hit.stems.iter().chain(&hit.carried).any(|it| is_own(it));
        let whole: Vec<usize> = (0..hit.sentence.tokens.len()).collect();
        let mut is_anothers = false;
        for other in acts(&hit.sentence) {
            let (part, n) = share(&hit.sentence, &other.told);
            let theirs = &hit.sentence.tokens;
            let names = match &other.subject {
                Subject::Named(names) if !names.clone().any(|it| is_own(&theirs[it].stem)) => names.clone(),
                Subject::Open if names_own => continue,
                _ => {
                    own = own.max(part);
                    continue;
                }
            };
            // "Peru, through Rask, denies it", "its director, Rask, denies it".
            let is_between = |it: usize| theirs[it].is_name && is_own(&theirs[it].stem);
            if (names.end..other.verb).any(is_between) || acts_for_another(&hit.sentence, &names) {
                own = own.max(part);
                continue;
            }
            let is_same = is_same_act(view, act, hit, &other);
            is_anothers |= is_same && n >= 2;
            if is_same && n >= 2 && may_be_rival(view, hit, &names) && rival.as_ref().is_none_or(|it| it.share < part) {
                rival = Some(Rival { hit, names, share: part });
            }
        }
        // Where the claim's name stands in the sentence, what is told there may be told of it, unless the act is plainly another's.
        if names_own && !is_anothers {
            own = own.max(share(&hit.sentence, &whole).0);
        }
    }
    let rival = rival?;
    if rival.share < SAME_ACT || rival.share < own + APART || is_one_name(view, subject, &rival) {
        return None;
    }
    let theirs = &rival.hit.sentence.tokens;
    let source = Span::new(theirs[rival.names.start].span.start, theirs[rival.names.end - 1].span.end);
    let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, view.span_of(subject.clone()));
    Some(seen.against(rival.hit, source).replaced_by_source())
}

/// Whether both tell of the same verb in the same voice, or both what somebody is.
fn is_same_act(view: &View, act: &Act, hit: &Hit, other: &Act) -> bool {
    let (ours, theirs) = (&view.sentence.tokens[act.verb], &hit.sentence.tokens[other.verb]);
    let describes = |act: &Act, verb: &Token| is_form_of_be(verb) && !act.is_passive;
    if describes(act, ours) {
        // "As a girl of ten Dahl …" tells what he was, too.
        let is_fronted = hit.sentence.tokens.first().is_some_and(|it| it.folded == "as");
        return describes(other, theirs) || is_fronted;
    }
    let is_there = |it: &usize| view.hits.strength(&ours.stem, &hit.sentence.tokens[*it].stem) >= 0.8;
    let is_same = view.hits.strength(&ours.stem, &theirs.stem) >= 0.8;
    // "Held his nerve to card a 71" tells of carding, too.
    !ours.stem.is_empty()
        && !words::MUTUAL_STEMS.contains(&ours.stem)
        && ((is_same && act.is_passive == other.is_passive) || (!act.is_passive && other.told.iter().any(is_there)))
}

/// Whether these are names of somebody of whom the claim does not speak.
fn may_be_rival(view: &View, hit: &Hit, names: &Range<usize>) -> bool {
    let theirs = &hit.sentence.tokens;
    let first = hit.sentence.first_word();
    let is_surely = |it: usize| {
        theirs[it].is_name
            && (first != Some(it) || !thesaurus::knows(&theirs[it].stem))
            && !words::ROLES.contains(theirs[it].folded.as_str())
    };
    // "The Walls" are a family, "the Foxes" a side by another name.
    let is_group = names.start > 0 && theirs[names.start - 1].folded == "the";
    let is_ours = |it: usize| view.hits.words.iter().any(|own| view.hits.strength(&own.stem, &theirs[it].stem) >= 0.5);
    names.clone().any(is_surely) && !is_group && !names.clone().any(is_ours)
}

/// Whether the source writes both as one name somewhere: "Conrad Poole".
fn is_one_name(view: &View, subject: &Range<usize>, rival: &Rival) -> bool {
    let theirs = &rival.hit.sentence.tokens;
    let own: Vec<&str> =
        view.sentence.tokens[subject.clone()].iter().filter(|it| it.is_name).map(|it| it.stem.as_str()).collect();
    let other: Vec<&str> =
        theirs[rival.names.clone()].iter().filter(|it| it.is_name).map(|it| it.stem.as_str()).collect();
    let are_one = |pair: &[Token]| {
        let is = |list: &[&str], it: &Token| it.is_word() && list.contains(&it.stem.as_str());
        (is(&own, &pair[0]) && is(&other, &pair[1])) || (is(&other, &pair[0]) && is(&own, &pair[1]))
    };
    rival.hit.document.passages.iter().any(|it| it.sentence.tokens.windows(2).any(are_one))
}
