//! Who did what, and whose it is.

use std::ops::Range;

use super::acts::is_verb_form;
use super::align::Alignment;
use super::names::are_of_one_person;
use super::quotations::whole_name;
use super::reporters::has_officer_of;
use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::corpus::{StandIn, StandInKind};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Quantity, Sentence, Span, Token, TokenKind, ends_clause, is_between_subject_and_verb, is_form_of_be, is_reporting,
    thesaurus, words,
};

/// How many passages with a thing are read for whose it is.
const N_READ: usize = 40;

/// How much more of the claim a passage that speaks of another's must have than one that does not say whose it is.
const BARE_LEAD: f64 = 0.25;

/// The share of the matched words that must have other names to their left.
const FOREIGN_SHARE: f64 = 0.7;

/// From this share of its plain words on, the whole act is there and only the name differs.
const WHOLE_ACT: f64 = 0.8;

/// A passage speaks of the same act when it has this share of the claim's plain words.
const SAME_ACT: f64 = 0.5;

/// What weighs so much is no chance.
const MUCH: f64 = 1.5;

/// It tells it as well as another with this share of what that one has of the act.
const AS_WELL: f64 = 0.7;

pub(super) fn judge(view: &View, aligned: Option<&Alignment>) -> Vec<Seen> {
    let mut acc = Vec::new();
    acc.extend(other_subject(view, aligned));
    acc.extend(other_pronoun(view));
    acc.extend(other_owner(view));
    acc.extend(other_possessor(view));
    acc.extend(other_partner(view));
    acc
}

/// Stems of the names among the `reach` tokens before `at`, back to a semicolon.
fn names_to_the_left(sentence: &Sentence, at: usize, reach: usize) -> Vec<usize> {
    let tokens = &sentence.tokens;
    (at.saturating_sub(reach)..at)
        .rev()
        .take_while(|it| !tokens[*it].is_mark(";"))
        .filter(|it| tokens[*it].kind == TokenKind::Word && tokens[*it].is_name)
        // "(CNN) The outbreak …": the agency that reports it.
        .filter(|it| *it == 0 || !tokens[it - 1].is_mark("(") || !tokens.get(it + 1).is_some_and(|it| it.is_mark(")")))
        .collect()
}

fn is_particle(token: &Token) -> bool {
    matches!(token.folded.as_str(), "von" | "van" | "der" | "den" | "de" | "bin" | "al")
}

/// The names that may be doing what the word at `at` says: those behind "by" for a participle, those before it in its
/// clause, and failing these all before it.
fn agents(sentence: &Sentence, at: usize) -> Vec<usize> {
    let tokens = &sentence.tokens;
    // Among many capitals a name need not be known as one.
    let is_name = |it: &usize| {
        let token = &tokens[*it];
        token.is_word() && (token.is_name || (sentence.is_title_case && token.is_capital))
    };
    if tokens[at].folded.ends_with("ed") || tokens[at].folded.ends_with("en") {
        let by = (at + 1..tokens.len().min(at + 6)).find(|it| tokens[*it].folded == "by");
        let names: Vec<usize> = by.map(|by| (by + 1..tokens.len()).filter(is_name).collect()).unwrap_or_default();
        if !names.is_empty() {
            return names;
        }
    }
    let all = names_to_the_left(sentence, at, 60);
    // "Corvane has offered six weeks; the union asks for ten": behind a semicolon others act.
    let statement = (0..at).rev().find(|it| tokens[*it].is_mark(";")).map_or(0, |it| it + 1);
    let all: Vec<usize> = all.into_iter().filter(|it| *it >= statement).collect();
    // A comma before a name goes on with a list of names.
    let opens_clause = |it: &usize| {
        tokens[*it].is_mark(",")
            && tokens.get(it + 1).is_some_and(|it| it.is_word() && !it.is_name && it.folded != "and")
    };
    let start = (statement..at).rev().find(opens_clause).map_or(statement, |it| it + 1);
    let near: Vec<usize> = all.iter().copied().filter(|it| *it >= start).collect();
    if near.is_empty() { all } else { near }
}

fn tells_of_same_act(view: &View, hit: &Hit) -> bool {
    view.hits.coverage_by(hit, |it| !it.is_name) >= SAME_ACT
}

/// The first name that stands right before its verb, and that verb: no preposition in front, nothing but auxiliaries and
/// adverbs between. Of other names one cannot say what they do.
fn plain_subject(view: &View) -> Option<(Range<usize>, usize)> {
    let tokens = &view.sentence.tokens;
    let is_inside_name = |it: usize| {
        let is_name = |at: usize| tokens.get(at).is_some_and(|it| it.is_word() && it.is_name && it.is_capital);
        tokens[it].is_capital && it > 0 && is_name(it - 1) && is_name(it + 1)
    };
    // "Thomas More College": a small word with a capital between two parts of a name is one, too.
    let is_name = |it: usize| tokens[it].kind == TokenKind::Word && (tokens[it].is_name || is_inside_name(it));
    // Before a subject stands nothing, a mark, a small word such as "that", or a verb that hands on what follows.
    let leads_in = |it: usize| {
        let folded = tokens[it].folded.as_str();
        words::PREPOSITIONS.contains(folded) || (tokens[it].is_content() && !words::REPORTING.contains(folded))
    };
    let is_role = |it: usize| words::ROLES.contains(tokens[it].folded.as_str());
    let is_between = |it: &usize| is_between_subject_and_verb(&tokens[*it]);
    let mut at = 0;
    while at < tokens.len() {
        if !is_name(at) {
            at += 1;
            continue;
        }
        let start = at;
        // "Ursula von der Leyen" is one name.
        while at < tokens.len() && (is_name(at) || is_particle(&tokens[at])) {
            at += 1;
        }
        let before = (0..start).rev().find(|it| tokens[*it].folded != "the" && !is_role(*it));
        let Some(verb) = (at..tokens.len()).find(|it| !is_between(it)) else { break };
        // "is deterred": the name is not the one who does it.
        let is_passive = tokens[at..verb].iter().any(is_form_of_be) && !tokens[verb].folded.ends_with("ing");
        // "the Paris meetings yielded": what looks like the verb is a noun that another verb follows.
        let is_noun = tokens.get(verb + 1).is_some_and(|it| {
            let folded = it.folded.as_str();
            it.is_word() && (words::FINITE.contains(folded) || folded.ends_with("ed"))
        });
        let is_verb = tokens[verb].is_content()
            && !is_role(verb)
            && !is_noun
            && !is_passive
            // "The college students": behind a name without an auxiliary many a noun stands.
            && (verb > at || is_verb_form(&tokens[verb]));
        // What somebody says is another matter than what he does; "insists on a veto" is no saying.
        let is_report = is_reporting(&tokens[verb]) && tokens.get(verb + 1).is_none_or(|it| it.folded != "on");
        if is_verb && !is_report && !before.is_some_and(leads_in) {
            return Some((start..at, verb));
        }
    }
    None
}

/// The pronoun or description that stands for a name, and its verb, where no name is the subject before it.
fn carried_subject(view: &View) -> Option<(Range<usize>, usize)> {
    let stand_in = view.carried.known()?;
    let tokens = &view.sentence.tokens;
    let is_between = |it: &usize| is_between_subject_and_verb(&tokens[*it]);
    let verb = (stand_in.tokens.end..tokens.len()).find(|it| !is_between(it))?;
    let is_report = is_reporting(&tokens[verb]);
    // "is a diplomat": what somebody is belongs to him as what he does.
    let has_verb = tokens[verb].is_content() || verb > stand_in.tokens.end;
    (has_verb && !is_report).then(|| (stand_in.tokens.clone(), verb))
}

/// Whether a name, and no pronoun or description, does what the word at `at` says.
fn is_plainly_foreign(hit: &Hit, names: &[usize], at: usize) -> bool {
    let tokens = &hit.sentence.tokens;
    // Of "was signed by Torv" it is not the subject who acts.
    if tokens.iter().any(|it| it.folded == "by") {
        return false;
    }
    let is_person = |it: &usize| !words::PLACE_STEMS.contains(tokens[*it].stem.as_str());
    let is_before = |it: &StandIn| it.tokens.start < at;
    match StandIn::find(&hit.sentence).filter(is_before) {
        Some(_) => hit.stand_in.is_some(),
        None => names.iter().any(is_person),
    }
}

/// What the claim says of its subject is there, but said of somebody else.
fn other_subject(view: &View, aligned: Option<&Alignment>) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let carried = carried_subject(view);
    let is_carried = carried.is_some();
    let (subject, verb) = carried.or_else(|| plain_subject(view))?;
    // Behind the next name it may be that one's act.
    let ends = |it: &usize| ends_clause(&tokens[*it]) || (tokens[*it].is_word() && tokens[*it].is_name);
    let end = (verb..tokens.len()).find(ends).unwrap_or(tokens.len());
    // "Trump and Zelensky held talks": what is said of one of them is said of both.
    let mut start = subject.start;
    while start >= 2 && tokens[start - 1].folded == "and" && tokens[start - 2].is_name {
        start =
            (0..start - 1).rev().take_while(|it| tokens[*it].is_name || is_particle(&tokens[*it])).last().unwrap_or(0);
    }
    let subject = start..subject.end;
    let is_ours = |stem: &str| match is_carried {
        true => view.carried.has(stem),
        false => subject.clone().any(|it| tokens[it].is_name && view.hits.strength(&tokens[it].stem, stem) > 0.0),
    };
    // The passage may have the first name where the claim has the last.
    let is_called_otherwise =
        |name: &Token| subject.clone().any(|it| tokens[it].is_name && are_of_one_person(view, &tokens[it], name));
    let is_of_act = |word: &Word| (verb..end).contains(&word.token) && !word.is_name;
    let share_of_act = |hit: &Hit| view.hits.coverage_by(hit, is_of_act);
    let best_of_act = view.all.iter().map(share_of_act).fold(0.0, f64::max);
    let tells_as_well = |hit: &Hit| share_of_act(hit) >= AS_WELL * best_of_act;
    // Of a verb alone one cannot say that it is the same act.
    let n_of_act = view.hits.words.iter().filter(|it| is_of_act(it)).count();
    let tells_of_act = |hit: &Hit| tells_of_same_act(view, hit) || (n_of_act > 1 && share_of_act(hit) >= WHOLE_ACT);
    let (mut all, mut foreign) = (0.0, 0.0);
    let mut elsewhere = None;
    for word in view.hits.words.iter().filter(|it| (verb..end).contains(&it.token)) {
        let token = view.token(word);
        if token.is_name || is_light(token) || words::ROLES.contains(token.folded.as_str()) {
            continue;
        }
        let mut is_same = None;
        for hit in view.all.iter().filter(|it| tells_of_act(it) && tells_as_well(it)) {
            let theirs = &hit.sentence.tokens;
            for at in (0..theirs.len()).filter(|it| theirs[*it].is_content() && theirs[*it].stem == word.stem) {
                let names = agents(&hit.sentence, at);
                // Who acts there is not named, or it cannot be told who is meant.
                let is_open = is_carried && !is_plainly_foreign(hit, &names, at);
                let is_behind_another = theirs[..at].iter().any(|it| it.is_mark(";"));
                let is_nobodys = is_open || (names.is_empty() && (hit.carried.is_empty() || is_behind_another));
                let shares = names.iter().any(|it| is_ours(&theirs[*it].stem))
                    || hit.carried.iter().any(|it| is_ours(it))
                    || has_officer_of(hit, is_ours)
                    || (!is_carried && names.iter().any(|it| is_called_otherwise(&theirs[*it])));
                if is_nobodys || shares {
                    is_same = Some(true);
                } else if is_same.is_none() {
                    is_same = Some(false);
                    elsewhere.get_or_insert((hit, names));
                }
            }
        }
        let Some(is_same) = is_same else { continue };
        all += word.weight;
        foreign += if is_same { 0.0 } else { word.weight };
    }
    let coverage = view.hits.coverage_of(&view.hits.window.matches, is_of_act);
    // A passage that has the claim's figure right behind the subject tells it of the subject, in whatever words.
    let tells_figure = |hit: &Hit| {
        let theirs = &hit.sentence.tokens;
        let follows = |figure: &Quantity| {
            let names = names_to_the_left(&hit.sentence, figure.tokens.start, 12);
            names.first().is_some_and(|it| is_ours(&theirs[*it].stem))
        };
        let mut claimed = view.sentence.quantities.iter().filter(|it| !it.is_small());
        claimed.any(|it| hit.sentence.quantities.iter().any(|other| it.is_borne_out_by(other) && follows(other)))
    };
    if view.all.iter().any(tells_figure) {
        return None;
    }
    if all < 0.8 || foreign / all < FOREIGN_SHARE || coverage < SAME_ACT {
        return None;
    }
    let (hit, theirs) = elsewhere?;
    let is_named = hit.stems.iter().any(|it| is_ours(it));
    // The name that a pronoun stands for is not among the claim's words, which may then be there without it.
    let is_covered = view.hits.window.coverage >= 0.95 && !is_carried;
    // "As Arlen looks on, with Norham insisting on terms": whoever else is named there, another insists.
    let has_verb = hit.stems.iter().any(|it| view.hits.strength(&tokens[verb].stem, it) >= 0.8);
    let is_wholly_foreign = foreign == all && all >= MUCH && has_verb;
    let is_whole = is_covered || (coverage >= WHOLE_ACT && (!is_named || is_wholly_foreign));
    let has_name_swap = aligned.is_some_and(|it| !it.name_swaps.is_empty());
    // "Asks for four weeks more than Corvane offers": what Corvane does there it may do here, too.
    let is_told_of_both = !theirs.is_empty()
        && theirs.iter().all(|it| {
            let stem = &hit.sentence.tokens[*it].stem;
            let acts = |at: usize| !words::PREPOSITIONS.contains(tokens[at - 1].folded.as_str());
            (verb + 1..tokens.len()).any(|it| tokens[it].is_name && tokens[it].stem == *stem && acts(it))
        });
    if is_told_of_both && !has_name_swap {
        return None;
    }
    let (kind, strength) = match is_whole || has_name_swap {
        true => (ReasonKind::WhoDidWhat, Strength::Conflict),
        false => (ReasonKind::SubjectDiffers, Strength::Hint),
    };
    if strength == Strength::Hint && is_named {
        return None;
    }
    let seen = Seen::new(kind, strength, view.span_of(subject));
    let spans = theirs.iter().map(|it| hit.sentence.tokens[*it].span);
    let source = spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)));
    // A long stretch of the passage is no answer to "who".
    let is_answer = |it: &Span| it.of(&hit.document.text).split_whitespace().count() <= 6;
    Some(match source.filter(is_answer) {
        Some(source) => seen.against(hit, source),
        None => seen.against_all_of(hit),
    })
}

/// "She pleaded guilty" where the best passage has "he pleaded guilty", and speaks of no woman.
fn other_pronoun(view: &View) -> Option<Seen> {
    const SHE: [&str; 4] = ["she", "her", "hers", "herself"];
    const HE: [&str; 4] = ["he", "his", "him", "himself"];
    let ours = view.carried.stand_in.as_ref().filter(|it| it.kind == StandInKind::Person)?;
    let best = view.best().filter(|_| view.hits.best.coverage >= WHOLE_ACT)?;
    let theirs = StandIn::find(&best.sentence).filter(|it| it.kind == StandInKind::Person)?;
    let (token, other) = (&view.sentence.tokens[ours.tokens.start], &best.sentence.tokens[theirs.tokens.start]);
    let follows =
        |sentence: &Sentence, it: &StandIn| sentence.tokens.get(it.tokens.end).map(|it| it.folded.to_string());
    let is_same_verb = follows(&view.sentence, ours) == follows(&best.sentence, &theirs);
    let own = if token.folded == "she" { SHE } else { HE };
    let has_own = best.window().any(|it| it.sentence.tokens.iter().any(|it| own.contains(&it.folded.as_str())));
    (is_same_verb && token.folded != other.folded && !has_own).then(|| {
        let seen = Seen::new(ReasonKind::WhoDidWhat, Strength::Conflict, token.span);
        seen.against(best, other.span)
    })
}

/// "Ukrainian forces" where the evidence speaks of another country's.
fn other_owner(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 {
        return None;
    }
    let is_place = |stem: &str| words::PLACE_STEMS.contains(stem);
    // "Russia wants", "for Ukraine amount to": the name of a country itself owns nothing that follows it, "US" does.
    let is_country = |it: &Token| it.folded == it.stem && !it.is_acronym;
    let tokens = &view.sentence.tokens;
    for at in 0..tokens.len().saturating_sub(1) {
        let (owner, owned) = (&tokens[at], &tokens[at + 1]);
        let is_pair = owner.kind == TokenKind::Word
            && owner.is_name
            && is_place(&owner.stem)
            && !is_country(owner)
            && owned.is_content()
            // "Ukraine becoming a member"
            && !owned.folded.ends_with("ing")
            && !words::PLACE_STEMS.contains(owned.stem.as_str())
            && !words::ROLES.contains(owned.folded.as_str())
            && !is_light(owned);
        if !is_pair {
            continue;
        }
        let mut has_same = false;
        let mut other = None;
        // How much of the claim the passages have that speak of another's, and those that do not say whose it is.
        let (mut of_other, mut of_bare): (f64, f64) = (0.0, 0.0);
        for hit in view.nearest_first() {
            if has_same {
                break;
            }
            let is_in_window = view.hits.window.hits.iter().any(|it| it.id == hit.id);
            let theirs = &hit.sentence.tokens;
            // "Troops" for "forces", but not "insisting".
            let is_like = |it: &Token| {
                let is_near = thesaurus::nearness(&owned.stem, &it.stem) <= thesaurus::Nearness::Near;
                it.stem == owned.stem || (is_near && !it.folded.ends_with("ing"))
            };
            for place in (1..theirs.len()).filter(|it| theirs[*it].is_content() && is_like(&theirs[*it])) {
                let before: Vec<&str> = theirs[place.saturating_sub(3)..place]
                    .iter()
                    .filter(|it| it.is_name)
                    .map(|it| it.stem.as_str())
                    .collect();
                let is_same = before.iter().any(|it| view.hits.strength(&owner.stem, it) > 0.0);
                // "The European military force"; "this force" says nothing of whose it is.
                let adjectives = (0..place).rev().take_while(|it| theirs[*it].is_word() && theirs[*it].is_content());
                let named = adjectives.into_iter().find(|it| theirs[*it].is_name);
                let points_back =
                    matches!(theirs[place - 1].folded.as_str(), "this" | "that" | "these" | "those" | "such" | "same");
                let is_bare = named.is_none() && !points_back;
                let coverage = || view.hits.coverage_by(hit, |_| true);
                if is_same {
                    has_same = true;
                } else if is_in_window && is_bare && theirs[place].stem == owned.stem {
                    of_bare = of_bare.max(coverage());
                } else if let Some(named) = named.filter(|it| is_in_window && is_place(&theirs[*it].stem)) {
                    other = Some((hit, &theirs[named]));
                    of_other = of_other.max(coverage());
                }
            }
        }
        let told = || view.passages_with(std::slice::from_ref(&owned.stem), N_READ).chain(view.passages());
        has_same |= of_bare > 0.0 && of_bare + BARE_LEAD > of_other;
        // "American guarantees" where another passage has "US security guarantees"; "French leaders" where one has the
        // French president.
        let is_owners = |it: &Token| it.is_name && view.hits.strength(&owner.stem, &it.stem) > 0.0;
        let are_persons =
            matches!(owned.folded.as_str(), "leaders" | "leader" | "officials" | "politicians" | "diplomats");
        let is_owned = |it: &Token| it.stem == owned.stem || (are_persons && words::ROLES.contains(it.folded.as_str()));
        let is_told = |hit: &Hit| {
            let theirs = &hit.sentence.tokens;
            let mut owners = (0..theirs.len()).filter(|it| is_owners(&theirs[*it]));
            owners.any(|it| theirs[it + 1..].iter().take(3).any(is_owned))
        };
        if let Some((hit, theirs)) = other.filter(|_| !has_same && !told().any(|it| is_told(&it))) {
            let seen = Seen::new(ReasonKind::Name, Strength::Conflict, owner.span);
            return Some(seen.against(hit, theirs.span).replaced_by_source());
        }
    }
    None
}

/// "Trump's demands" where the evidence speaks of somebody else's only.
fn other_possessor(view: &View) -> Option<Seen> {
    if view.hits.window.coverage < 0.6 {
        return None;
    }
    let tokens = &view.sentence.tokens;
    for (owner, thing) in possessions(&view.sentence) {
        let is_ours = |stem: &str| view.hits.strength(&tokens[owner].stem, stem) >= 0.5;
        let mut others = Vec::new();
        for hit in &view.hits.window.hits {
            let theirs = &hit.sentence.tokens;
            let pairs = possessions(&hit.sentence).into_iter().filter(|it| theirs[it.1].stem == tokens[thing].stem);
            others.extend(pairs.map(|it| (hit, it.0)));
        }
        let is_foreign = |it: &(&Hit, usize)| !is_ours(&it.0.sentence.tokens[it.1].stem);
        if let Some((hit, other)) = others.first().copied().filter(|_| others.iter().all(is_foreign)) {
            let span = view.span_of(whole_name(&view.sentence, owner));
            let source = hit.sentence.tokens[other].span;
            return Some(
                Seen::new(ReasonKind::Name, Strength::Conflict, span).against(hit, source).replaced_by_source(),
            );
        }
    }
    None
}

/// Names with what is theirs: the name's last token and the noun within three tokens after its "'s".
fn possessions(sentence: &Sentence) -> Vec<(usize, usize)> {
    let tokens = &sentence.tokens;
    let is_owner = |it: usize| tokens[it].is_word() && tokens[it].is_name;
    let clitics = (1..tokens.len()).filter(|it| tokens[*it].kind == TokenKind::Clitic && tokens[*it].folded == "'s");
    clitics
        .filter(|it| is_owner(it - 1))
        .filter_map(|at| {
            let mut near = (at + 1..tokens.len().min(at + 4)).take_while(|it| tokens[*it].is_word());
            let noun = near.find(|it| tokens[*it].is_content() && !tokens[*it].is_name)?;
            Some((at - 1, noun))
        })
        .collect()
}

/// "Trump and Putin met" where the best passage has "Zelensky and Trump", and Putin not at all.
fn other_partner(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= 0.6)?;
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let is_same = |claim: usize, source: usize| view.hits.strength(&ours[claim].stem, &theirs[source].stem) >= 0.5;
    let is_there = |claim: usize| best.stems.iter().any(|it| view.hits.strength(&ours[claim].stem, it) >= 0.5);
    for (one, other) in partners(&view.sentence) {
        let (known, odd) = match (is_there(one), is_there(other)) {
            (true, false) => (one, other),
            (false, true) => (other, one),
            _ => continue,
        };
        let instead =
            partners(&best.sentence).into_iter().find_map(|(a, b)| match (is_same(known, a), is_same(known, b)) {
                (true, _) => Some(b),
                (_, true) => Some(a),
                _ => None,
            });
        let is_said_of_ours = ours.iter().any(|it| it.is_name && instead.is_some_and(|at| it.stem == theirs[at].stem));
        let Some(instead) = instead.filter(|_| !is_said_of_ours) else { continue };
        let span = view.span_of(whole_name(&view.sentence, odd));
        let seen = Seen::new(ReasonKind::Name, Strength::Conflict, span).against(best, theirs[instead].span);
        return Some(seen.replaced_by_source());
    }
    None
}

/// Two names joined by "and", and no third: the last token of each.
fn partners(sentence: &Sentence) -> Vec<(usize, usize)> {
    let tokens = &sentence.tokens;
    let is_person = |it: usize| {
        tokens.get(it).is_some_and(|it| it.is_word() && it.is_name && !words::PLACE_STEMS.contains(it.stem.as_str()))
    };
    let joints = (1..tokens.len()).filter(|it| tokens[*it].folded == "and");
    joints
        .filter(|it| is_person(it - 1) && is_person(it + 1))
        .filter_map(|at| {
            let last = (at + 1..tokens.len()).take_while(|it| is_person(*it)).last()?;
            let first = (0..at).rev().take_while(|it| is_person(*it)).last()?;
            let is_list = first > 0 && tokens[first - 1].is_mark(",");
            (!is_list).then_some((at - 1, last))
        })
        .collect()
}
