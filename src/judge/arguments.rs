//! Who stands where around a verb: "provided to the US by Israel" against "to Israel by the US".

use super::quotations::whole_name;
use super::{ReasonKind, Seen, Strength, View};
use crate::corpus::Corpus;
use crate::retrieve::Hit;
use crate::text::{
    Sentence, Span, Token, ends_clause, is_article, is_between_subject_and_verb, is_form_of_be, is_reporting,
    thesaurus, words,
};

/// A passage speaks of the same act when it has this share of the claim's words.
const SAME_ACT: f64 = 0.5;

/// Tokens back from a preposition to the verb that it goes with.
const REACH: usize = 16;

/// What a name is to its verb.
#[derive(Clone, PartialEq, Eq)]
enum Case {
    Subject,
    Object,
    /// Behind this preposition.
    Behind(String),
}

/// A name with its verb: positions of tokens.
struct Argument {
    name: usize,
    verb: usize,
    /// All that it may go with, the nearest first: behind a preposition that is the verb or its object.
    verbs: Vec<usize>,
    case: Case,
}

/// A passage of the same act with the names whose place in it is plain.
struct Reading<'a> {
    hit: &'a Hit,
    arguments: Vec<Argument>,
}

/// Around a verb the one who gets something stands as its object or behind "to".
fn is_like(one: &Case, other: &Case) -> bool {
    let gets = |it: &Case| *it == Case::Object || *it == Case::Behind("to".to_owned());
    one == other || (gets(one) && gets(other))
}

/// Two names of the claim have changed places around the verb that the passage has, too.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = arguments(view.corpus, &view.sentence);
    if ours.is_empty() {
        return None;
    }
    let tells_of_same_act = |it: &&Hit| view.hits.coverage_by(it, |_| true) >= SAME_ACT;
    let passages: Vec<Reading> = view
        .all
        .iter()
        .filter(tells_of_same_act)
        .map(|hit| Reading { hit, arguments: arguments(view.corpus, &hit.sentence) })
        .collect();
    for (first, one) in ours.iter().enumerate() {
        for other in &ours[first + 1..] {
            if one.case == other.case {
                continue;
            }
            if let Some((hit, source)) = swapped(view, &passages, one, other) {
                let span = view.span_of([one.name.min(other.name), one.name.max(other.name)]);
                return Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source));
            }
        }
    }
    replaced(view, &passages, &ours)
}

/// Of two names around a verb the passage has one in its place, and in the place of the other somebody else.
fn replaced(view: &View, passages: &[Reading], ours: &[Argument]) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    for odd in ours {
        let stem = &claim[odd.name].stem;
        let is_there = |hit: &Hit| hit.stems.iter().chain(&hit.carried).any(|it| view.hits.strength(stem, it) >= 0.5);
        if view.all.iter().any(is_there) || words::MUTUAL_STEMS.contains(&claim[odd.verb].stem) {
            continue;
        }
        for Reading { hit, arguments } in passages {
            let theirs = &hit.sentence.tokens;
            let is_same = |one: usize, other: usize| view.hits.strength(&claim[one].stem, &theirs[other].stem) >= 0.8;
            let shares_partner = |verb: usize| {
                ours.iter().filter(|it| it.verb == odd.verb && it.case != odd.case).any(|own| {
                    arguments.iter().any(|it| it.verb == verb && it.case == own.case && is_same(own.name, it.name))
                })
            };
            let instead = arguments.iter().find(|it| {
                let is_ours_too = claim.iter().any(|own| own.is_name && own.stem == theirs[it.name].stem);
                it.case == odd.case && is_same(odd.verb, it.verb) && !is_ours_too && shares_partner(it.verb)
            });
            if let Some(instead) = instead {
                let span = view.span_of(whole_name(&view.sentence, odd.name));
                let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span);
                return Some(seen.against(hit, theirs[instead.name].span).replaced_by_source());
            }
        }
    }
    None
}

/// The passage that has the two names in each other's place, when none has them as the claim has.
fn swapped<'a>(view: &View, passages: &[Reading<'a>], one: &Argument, other: &Argument) -> Option<(&'a Hit, Span)> {
    let ours = &view.sentence.tokens;
    let is_verb = |it: &&usize| other.verbs.contains(it) && !words::MUTUAL_STEMS.contains(&ours[**it].stem);
    let verbs: Vec<&usize> = one.verbs.iter().filter(is_verb).collect();
    let has_subject = one.case == Case::Subject || other.case == Case::Subject;
    let mut found = None;
    for Reading { hit, arguments } in passages {
        let theirs = &hit.sentence.tokens;
        let is_same = |claim: usize, source: usize| view.hits.strength(&ours[claim].stem, &theirs[source].stem) >= 0.5;
        let of = |name: usize| arguments.iter().filter(move |it| is_same(name, it.name));
        let goes_with_same_verb = |first: &Argument, second: &Argument| {
            let shared = first.verbs.iter().filter(|it| second.verbs.contains(it));
            // "Keller lost to Rossi" has the two the other way round than "Rossi beat Keller", and says the same.
            let is_converse = |own: usize, verb: usize| {
                words::CONVERSES.contains(&(ours[own].stem.clone(), theirs[verb].stem.clone()))
            };
            shared.into_iter().any(|verb| verbs.iter().any(|own| is_same(**own, *verb) && !is_converse(**own, *verb)))
        };
        for (first, second) in of(one.name).flat_map(|a| of(other.name).map(move |b| (a, b))) {
            if !goes_with_same_verb(first, second) {
                continue;
            }
            if first.case == one.case && second.case == other.case {
                return None;
            }
            let is_crossed = first.case == other.case && second.case == one.case;
            let gets_instead = has_subject && is_like(&first.case, &other.case) && is_like(&second.case, &one.case);
            if is_crossed || gets_instead {
                let (start, end) = (first.name.min(second.name), first.name.max(second.name));
                found.get_or_insert((*hit, Span::new(theirs[start].span.start, theirs[end].span.end)));
            }
        }
    }
    found
}

/// Whether a word and another that tells the same act from the other side ("sold", "bought") stand between the same
/// two the other way round.
pub(super) fn is_told_from_other_side(view: &View, word: usize, hit: &Hit, other: usize) -> bool {
    let (ours, theirs) = (&view.sentence.tokens, &hit.sentence.tokens);
    let pair = (ours[word].stem.clone(), theirs[other].stem.clone());
    if !words::CONVERSES.contains(&pair) {
        return false;
    }
    let is_in = |tokens: &[Token], stem: &str| {
        tokens.iter().any(|it| it.is_material() && view.hits.strength(stem, &it.stem) >= 0.5)
    };
    let changes_sides = |mine: &[Token], there: &[Token], elsewhere: &[Token]| {
        mine.iter().any(|it| it.is_content() && is_in(there, &it.stem) && !is_in(elsewhere, &it.stem))
    };
    let (before, after) = (&theirs[..other], &theirs[other + 1..]);
    changes_sides(&ours[..word], after, before) && changes_sides(&ours[word + 1..], before, after)
}

/// The names of a sentence whose place around a verb is plain.
fn arguments(corpus: &Corpus, sentence: &Sentence) -> Vec<Argument> {
    let tokens = &sentence.tokens;
    let first = sentence.first_word();
    // A name that only ever opens a sentence is not known for one.
    let opens = |it: &Token| {
        it.is_capital && it.is_content() && !corpus.is_ever_lower_case(&it.stem) && !thesaurus::knows(&it.stem)
    };
    let is_name =
        |at: usize| tokens.get(at).is_some_and(|it| it.is_word() && (it.is_name || (first == Some(at) && opens(it))));
    let is_part = |it: usize| is_name(it) || tokens.get(it).is_some_and(is_role);
    let mut acc: Vec<Argument> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !is_part(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_part(at) {
            at += 1;
        }
        let Some(name) = (start..at).rev().find(|it| is_name(*it)) else { continue };
        if tokens.get(at).is_some_and(|it| it.folded == "'s") {
            continue;
        }
        let before = (0..start).rev().find(|it| !is_article(&tokens[*it]));
        let joined = before.filter(|it| tokens[*it].folded == "and").and_then(|it| it.checked_sub(1));
        let partner = joined.and_then(|end| acc.last().filter(|it| it.name == end));
        let place = match partner {
            Some(it) => Some((it.verbs.clone(), it.case.clone())),
            None => place_of(tokens, before, at),
        };
        acc.extend(place.map(|(verbs, case)| Argument { name, verb: verbs[0], verbs, case }));
    }
    acc
}

/// The verbs that a name may go with, at least one, and what it is to them. The name ends before `end`; `before` is the
/// token in front of it.
fn place_of(tokens: &[Token], before: Option<usize>, end: usize) -> Option<(Vec<usize>, Case)> {
    let is_verb = |it: &usize| tokens[*it].is_content() && !tokens[*it].is_name && !is_role(&tokens[*it]);
    let following = verb_after(tokens, before, end).filter(|it| is_verb(&it.0));
    // "With Peru buying …": the name does it.
    let is_absolute = |it: &usize| {
        tokens[*it].folded == "with"
            && following.is_some_and(|(verb, _)| verb == end && tokens[verb].folded.ends_with("ing"))
    };
    let preposition = before.filter(|it| words::PREPOSITIONS.contains(tokens[*it].folded.as_str()));
    let preposition = preposition.filter(|it| !is_absolute(it));
    if let Some(preposition) = preposition {
        let back = (preposition.saturating_sub(REACH)..preposition).rev();
        let mut verbs: Vec<usize> = back.take_while(|it| !ends_clause(&tokens[*it])).filter(is_verb).collect();
        // "A delegation from Peru visited …"
        verbs.extend(following.map(|it| it.0).filter(|_| !verbs.is_empty()));
        let case = match tokens[preposition].folded.as_str() {
            "by" => Case::Subject,
            other => Case::Behind(other.to_owned()),
        };
        return (!verbs.is_empty()).then_some((verbs, case));
    }
    if let Some((verb, is_passive)) = following {
        return Some((vec![verb], if is_passive { Case::Object } else { Case::Subject }));
    }
    let verb = before.filter(|it| tokens[*it].is_content() && !tokens[*it].is_name)?;
    Some((vec![verb], Case::Object))
}

/// What follows a name, auxiliaries and adverbs aside, and whether these make a passive. "It was Peru that sold …" has
/// its verb behind "that".
fn verb_after(tokens: &[Token], before: Option<usize>, end: usize) -> Option<(usize, bool)> {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|it| words.contains(&it.folded.as_str()));
    let is_cleft = before.is_some_and(|it| is(it, &["is", "was"]) && it > 0 && is(it - 1, &["it"]));
    let start = end + usize::from(is_cleft && is(end, &["that", "who", "which"]));
    let is_still = |it: &Token| matches!(it.folded.as_str(), "still" | "now" | "also" | "again");
    let is_between = |it: &usize| is_between_subject_and_verb(&tokens[*it]) || is_still(&tokens[*it]);
    let verb = (start..tokens.len()).find(|it| !is_between(it))?;
    let has_be = tokens[start..verb].iter().any(is_form_of_be);
    // "Remains unwilling": what somebody is goes for what he does.
    let is_plain = |it: &usize| tokens.get(*it).is_some_and(|it| it.is_content() && !it.is_name);
    if matches!(tokens[verb].stem.as_str(), "remain" | "stay" | "becom") && is_plain(&(verb + 1)) {
        return Some((verb + 1, false));
    }
    Some((verb, has_be && !tokens[verb].folded.ends_with("ing") && !is_adjective(&tokens[verb])))
}

/// "Unwilling", "able": of these endings no participle is.
fn is_adjective(token: &Token) -> bool {
    ["ling", "able", "ible", "eful", "less", "ive", "ious", "ent", "ant"].iter().any(|it| token.folded.ends_with(it))
}

/// Whoever does it in the claim is the one it is done to in the passage: "the Alliance offered the Greens" where the
/// source has "they offered the Alliance".
pub(super) fn turned(view: &View) -> Option<Seen> {
    let ours = arguments(view.corpus, &view.sentence);
    let claim = &view.sentence.tokens;
    ours.iter().filter(|it| it.case == Case::Subject).find_map(|one| {
        let verb = &claim[one.verb];
        if words::MUTUAL_STEMS.contains(&verb.stem) || !super::acts::is_verb_form(verb) {
            return None;
        }
        let is_same = |one: &Token, other: &Token| view.hits.strength(&one.stem, &other.stem) >= 0.8;
        let mut found = None;
        for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_ACT) {
            let tokens = &hit.sentence.tokens;
            let theirs = arguments(view.corpus, &hit.sentence);
            // "Aquaserve" is Aquaserve Ireland.
            let is_ours = |it: &Argument| {
                let mut theirs = whole_name(&hit.sentence, it.name);
                theirs.any(|at| whole_name(&view.sentence, one.name).any(|own| is_same(&claim[own], &tokens[at])))
            };
            let does_it = theirs.iter().any(|it| {
                is_ours(it) && it.case == Case::Subject && it.verbs.iter().any(|at| tokens[*at].stem == verb.stem)
            });
            if does_it || hit.carried.iter().any(|it| view.hits.strength(&claim[one.name].stem, it) >= 0.8) {
                return None;
            }
            let before = |of: &Argument| {
                let reach = (of.name.saturating_sub(REACH)..of.name).rev().take_while(|it| !ends_clause(&tokens[*it]));
                // Of whom something is said may do something in what is said.
                let says = |at: &usize| is_reporting(verb) && is_reporting(&tokens[*at]);
                let is_its = |at: &usize| says(at) || (of.case != Case::Subject && of.verbs.contains(at));
                let is_done =
                    |at: &usize| tokens[*at].stem == verb.stem && is_its(at) && has_other_subject(view, hit, *at);
                reach.into_iter().find(is_done)
            };
            let turned = theirs.iter().filter(|it| is_ours(it)).find_map(|it| Some((it.name, before(it)?)));
            if let Some((name, at)) = turned.filter(|_| found.is_none()) {
                found = Some((hit, Span::new(tokens[at].span.start, tokens[name].span.end)));
            }
        }
        let (hit, source) = found?;
        let span = view.span_of([*whole_name(&view.sentence, one.name).start(), one.verb]);
        Some(Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, span).against(hit, source))
    })
}

/// Whether an active verb of the passage has a subject: one that the claim names too, or a pronoun or a noun.
fn has_other_subject(view: &View, hit: &Hit, verb: usize) -> bool {
    let tokens = &hit.sentence.tokens;
    let Some(last) = (0..verb).rev().find(|it| !is_between_subject_and_verb(&tokens[*it])) else { return false };
    let is_passive = tokens[last + 1..verb].iter().any(is_form_of_be);
    let is_noun = |at: usize| tokens[at].is_content() && !tokens[at].is_name && at > 0 && is_article(&tokens[at - 1]);
    let is_pronoun = |at: usize| matches!(tokens[at].folded.as_str(), "he" | "she" | "they" | "it" | "we");
    let is_named = |at: usize| {
        let is_same = |it: &str| view.hits.strength(it, &tokens[at].stem) >= 0.8;
        tokens[at].is_name && view.hits.words.iter().any(|it| is_same(&it.stem))
    };
    // "The hospital looked into it and suspended the contract"
    let opens = || tokens[last].folded == "and" && (is_pronoun(0) || (last > 1 && is_noun(1)));
    !is_passive && (is_pronoun(last) || is_named(last) || is_noun(last) || opens())
}

/// Whether the word is that of a role: "president".
pub(super) fn is_role(token: &Token) -> bool {
    token.is_word() && words::ROLES.contains(token.folded.as_str())
}
