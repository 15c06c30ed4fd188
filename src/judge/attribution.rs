//! Who is said to have said it, where nothing is quoted.

use smol_str::SmolStr;

use super::names::are_of_one_person;
use super::quotations::{carried_speaker, speaker_described, whole_name, written_name};
use super::reporters::{
    acts_for_another, hands_on, has_officer_of, in_words_of, name_before, reporters, with_description,
};
use super::{ReasonKind, Seen, Strength, View, is_place};
use crate::corpus::{Role, StandInKind};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, TokenKind, is_article, is_before_verb, is_reporting, thesaurus, words};

/// The share of the claim's words, the speaker aside, that the passage must have to be the statement meant.
const SAME_STATEMENT: f64 = 0.6;

/// The same where the passage names the speaker, too, as one who does not say it.
const WHOLE_STATEMENT: f64 = 0.65;

/// The share where the passage that tells it best has it plainly of another, and no passage that tells so much of what
/// that one tells names the claim's speaker.
const SAME_MATTER: f64 = 0.4;
const AS_WELL: f64 = 0.6;

/// A passage that says whose words they are goes before one that has more of them, with this share of what that has.
const NEARLY: f64 = 0.8;

/// What a figure of the statement is worth beside its words.
const FIGURE: f64 = 0.1;

/// A statement of fewer words may be anybody's.
const MIN_WORDS: usize = 4;

/// Passages that are looked for by the statement without its speaker.
const N_PASSAGES: usize = 6;

/// Tokens between a reporting verb and the name of the speaker.
const REACH: usize = 10;

/// The claim hands on what somebody said; the source has it from somebody else.
pub(super) fn judge(view: &View) -> Option<Seen> {
    if !view.claim.quotations.is_empty() {
        return None;
    }
    by_speaker(view).or_else(|| by_another(view)).or_else(|| by_no_holder(view)).or_else(|| by_one_elsewhere(view))
}

/// One is named as thinking or saying it; the passage that tells it best has it of another, and the sources never speak
/// of the first with it.
fn by_one_elsewhere(view: &View) -> Option<Seen> {
    let (ours, found) = (&view.sentence.tokens, reporters(&view.sentence));
    let [claimed] = &found[..] else { return None };
    if is_place(&ours[claimed.end - 1]) {
        return None;
    }
    // "Whitlam of the Officers' Federation": it is not the federation alone that speaks.
    let is_inside = |it: &Token| it.is_content() || is_article(it) || it.kind == TokenKind::Clitic || it.is_mark("'");
    let lead = ours[..claimed.start].iter().rev().find(|it| !is_inside(it));
    let is_theirs = in_words_of(&view.sentence).as_ref() == Some(claimed);
    if !is_theirs && lead.is_some_and(|it| matches!(it.folded.as_str(), "of" | "at" | "from")) {
        return None;
    }
    let is_ours = |stem: &SmolStr| claimed.clone().any(|it| view.hits.strength(&ours[it].stem, stem) >= 0.5);
    let described = with_description(&view.sentence, claimed);
    let is_statement = |it: &&Word| !described.contains(&it.token) && !hands_on(view.token(it));
    let told: Vec<&Word> = view.hits.words.iter().filter(is_statement).collect();
    if told.len() < MIN_WORDS {
        return None;
    }
    let share = |hit: &Hit| share_of(view, &told, hit);
    // The name of the speaker may have led to other passages.
    let figures = || view.sentence.quantities.iter().filter(|it| !it.is_small());
    let n_figures = |hit: &Hit| figures().filter(|it| hit.bears_out(it)).count();
    let rank = |hit: &Hit| share(hit) + FIGURE * n_figures(hit) as f64;
    let is_it = |hit: &Hit| share(hit) >= SAME_STATEMENT && n_figures(hit) == figures().count();
    let is_little = !view.hits.candidates.iter().any(is_it);
    let near = if is_little { view.nearest_to(&view.query_of(&told), N_PASSAGES) } else { Vec::new() };
    let scored: Vec<(f64, &Hit)> = view.hits.candidates.iter().chain(&near).map(|it| (share(it), it)).collect();
    let all = || scored.iter().copied();
    let nearest = all().reduce(|best, it| if rank(it.1) > rank(best.1) { it } else { best })?;
    // What somebody says is rather told by a passage that says who said it.
    let reports = |it: &Hit| rank(it) >= NEARLY * rank(nearest.1) && !reporters(&it.sentence).is_empty();
    let reported =
        all().filter(|it| reports(it.1)).reduce(|best, it| if rank(it.1) > rank(best.1) { it } else { best });
    let (coverage, best) = reported.unwrap_or(nearest);
    // What is said in quotation marks of somebody is not said by him.
    let speaks_of_ours = |hit: &Hit| {
        let is_named = |it: &Token| !it.is_quoted && !it.stem.is_empty() && is_ours(&it.stem);
        hit.sentence.tokens.iter().any(is_named) || hit.carried.iter().any(is_ours)
    };
    // What has not the statement's figure is another statement.
    let has_figures = |hit: &Hit| {
        let mut figures = view.sentence.quantities.iter().filter(|it| !it.is_small() && best.bears_out(it));
        figures.all(|it| hit.bears_out(it))
    };
    // Names alone, as of where it was, tell of many things.
    let plain: Vec<&Word> = told.iter().copied().filter(|it| !it.is_name).collect();
    let tells_plain = |hit: &Hit| share_of(view, &plain, hit) >= AS_WELL * share_of(view, &plain, best);
    let tells_too = |it: &&(f64, &Hit)| {
        it.0 >= AS_WELL * coverage && speaks_of_ours(it.1) && has_figures(it.1) && tells_plain(it.1)
    };
    // "Wants more than double what the minister promised": right behind what he promised they may be quoted on it.
    let answers = |hit: &Hit| speaks_of_ours(hit) && share(hit) > 0.0;
    let is_answered = || best.neighbour(1).is_some_and(|it| answers(&it));
    if coverage < SAME_MATTER || scored.iter().any(|it| tells_too(&it)) || is_answered() {
        return None;
    }
    let theirs = &best.sentence.tokens;
    let others = reporters(&best.sentence);
    let other = others.first().filter(|it| !is_place(&theirs[it.end - 1]))?;
    // Whom the claim names besides may be the one of whom it is said.
    let is_spoken_of = |it: usize| told.iter().any(|word| view.hits.strength(&word.stem, &theirs[it].stem) >= 0.5);
    let is_same = |it: usize| are_of_one_person(view, &ours[claimed.end - 1], &theirs[it]);
    let is_officer = acts_for_another(&best.sentence, other);
    if others.iter().any(|it| is_spoken_of(it.end - 1)) || is_same(other.end - 1) || is_officer {
        return None;
    }
    let source = Span::new(theirs[other.start].span.start, theirs[other.end - 1].span.end);
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of(claimed.clone()));
    Some(seen.against(best, source).replaced_by_source())
}

/// The share of the words' weight that a passage tells, half for one of a near meaning.
fn share_of(view: &View, told: &[&Word], hit: &Hit) -> f64 {
    let strength = |word: &Word| {
        let same = hit.stems.iter().map(|it| view.hits.strength(&word.stem, it)).fold(0.0, f64::max);
        let stems = || hit.stems.iter().map(SmolStr::as_str);
        let is_near = || thesaurus::nearest(&word.stem, stems()) <= thesaurus::Nearness::Near;
        if same < 0.5 && !word.is_name && is_near() { 0.5 } else { same }
    };
    let all: f64 = told.iter().map(|it| it.weight).sum();
    if all == 0.0 { 0.0 } else { told.iter().map(|it| it.weight * strength(it)).sum::<f64>() / all }
}

/// The passage that has most of the words chosen, when it is the statement meant, with the one who makes it there.
fn statement<'a>(view: &'a View, which: impl Fn(&Word) -> bool) -> Option<(&'a Hit, usize)> {
    let scored = view.hits.candidates.iter().map(|it| (view.hits.coverage_by(it, &which), it));
    let (coverage, best) = scored.reduce(|best, it| if it.0 > best.0 { it } else { best })?;
    let reporter = subject_of_report(&best.sentence)?;
    (coverage >= WHOLE_STATEMENT).then_some((best, reporter))
}

/// Both are named in the passage, and it is the other one who says it there.
fn by_another(view: &View) -> Option<Seen> {
    let claimed = subject_of_report(&view.sentence).map(|it| whole_name(&view.sentence, it))?;
    let is_ours =
        |stem: &str| claimed.clone().any(|it| view.hits.strength(&view.sentence.tokens[it].stem, stem) >= 0.5);
    let (best, reporter) = statement(view, |it| !claimed.contains(&it.token) && !is_reporting(view.token(it)))?;
    let says_it = |hit: &Hit| {
        let tokens = &hit.sentence.tokens;
        let verbs = (0..tokens.len()).filter(|it| is_reporting(&tokens[*it]));
        let mut near = verbs.flat_map(|it| it.saturating_sub(4)..tokens.len().min(it + 4));
        near.any(|it| is_ours(&tokens[it].stem)) || hit.carried.iter().any(|it| is_ours(it))
    };
    let tells_too = |hit: &&Hit| view.hits.coverage_by(hit, |it| !claimed.contains(&it.token)) >= SAME_STATEMENT;
    if view.hits.candidates.iter().filter(tells_too).any(says_it)
        || says_it(best)
        || has_officer_of(best, |it| is_ours(it))
    {
        return None;
    }
    let name = whole_name(&best.sentence, reporter);
    if name.clone().any(|it| is_ours(&best.sentence.tokens[it].stem)) {
        return None;
    }
    let source = best.sentence.tokens[*name.start()].span.start..best.sentence.tokens[*name.end()].span.end;
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of(claimed));
    Some(seen.against(best, Span::new(source.start, source.end)).replaced_by_source())
}

/// "The ministry's spokesman said" of what somebody says who holds other offices.
fn by_no_holder(view: &View) -> Option<Seen> {
    let reads_descriptions = view.corpus.components().coreference && view.carried.names.is_empty();
    let described = speaker_described(&view.sentence).filter(|_| reads_descriptions)?;
    let StandInKind::Holder { role, .. } = &described.kind else { return None };
    let is_statement = |it: &Word| !described.tokens.contains(&it.token) && !is_reporting(view.token(it));
    let (best, reporter) = statement(view, is_statement)?;
    let surname = *whole_name(&best.sentence, reporter).end();
    let offices = view.corpus.roles_of(&best.sentence.tokens[surname].stem);
    let is_office = |it: &Role| matches!(it, Role::Office(office) if office == role);
    let has_role = best.sentence.tokens.iter().any(|it| words::role_name(&it.folded) == role);
    if offices.is_empty() || offices.iter().any(is_office) || has_role {
        return None;
    }
    let name = whole_name(&best.sentence, reporter);
    let source = best.sentence.tokens[*name.start()].span.start..best.sentence.tokens[*name.end()].span.end;
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, described.span(&view.sentence));
    Some(seen.against(best, Span::new(source.start, source.end)))
}

/// The speaker is not in the passage at all.
fn by_speaker(view: &View) -> Option<Seen> {
    let named = subject_of_report(&view.sentence).map(|it| whole_name(&view.sentence, it));
    let is_carried = named.is_none();
    let claimed = named.or_else(|| carried_speaker(view, None))?;
    let described = with_description(&view.sentence, &(*claimed.start()..*claimed.end() + 1));
    let is_statement = |word: &Word| !described.contains(&word.token) && !is_reporting(view.token(word));
    // The passage that says it best, whoever it is of; one that has a date or a figure of it goes before.
    let n_figures =
        |hit: &Hit| view.sentence.quantities.iter().filter(|it| !it.is_small() && hit.bears_out(it)).count();
    let rank = |it: &Hit| view.hits.coverage_by(it, is_statement) + FIGURE * n_figures(it) as f64;
    let ranked = view.hits.candidates.iter().map(|it| (rank(it), it));
    let best = ranked.reduce(|best, it| if it.0 > best.0 { it } else { best })?.1;
    let coverage = view.hits.coverage_by(best, is_statement);
    if coverage < SAME_STATEMENT {
        return None;
    }
    let is_ours = |other: &str| match is_carried {
        true => view.carried.has(other),
        false => claimed.clone().any(|it| view.hits.strength(&view.sentence.tokens[it].stem, other) >= 0.5),
    };
    let is_there = |hit: &Hit| hit.stems.iter().any(|it| is_ours(it)) || hit.carried.iter().any(|it| is_ours(it));
    let named = speakers(&best.sentence);
    // Without a name in the passage the speaker is the one of whom it goes on to speak.
    let is_named_before = || best.neighbour(-1).is_some_and(|it| is_there(&it));
    if is_there(best)
        || has_officer_of(best, is_ours)
        || (named.is_empty() && (is_named_before() || !reports(&best.sentence)))
    {
        return None;
    }
    let theirs = if named.is_empty() { best.carried.clone() } else { named };
    // "Toft reported it; the others met, according to Berg": the claim has the passage's speaker, too.
    let mut others = view.hits.words.iter().filter(|it| !claimed.contains(&it.token));
    if others.any(|word| theirs.iter().any(|it| view.hits.strength(&word.stem, it) >= 0.9)) {
        return None;
    }
    let (at, source) = written_name(best, &theirs)?;
    let span = view.span_of(claimed);
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, span).against(&at, source).replaced_by_source();
    Some(Seen { hit: Some(best.clone()), ..seen })
}

/// The name of the one who reports: right before the verb, or behind "according to".
fn subject_of_report(sentence: &Sentence) -> Option<usize> {
    let tokens = &sentence.tokens;
    let is_speaker = |it: &usize| is_person(&tokens[*it]) && !words::METONYMS.contains_key(tokens[*it].stem.as_str());
    let is_between = |it: &usize| tokens[*it].folded == "who" || is_before_verb(&tokens[*it]);
    for verb in (0..tokens.len()).filter(|it| is_reporting(&tokens[*it])) {
        let name = match tokens[verb].folded.as_str() {
            "according" => (verb + 2..tokens.len().min(verb + 7)).find(is_speaker),
            // "As stated by the Norland president Ulla Toft"
            _ if tokens.get(verb + 1).is_some_and(|it| it.folded == "by") => {
                (verb + 2..tokens.len().min(verb + 7)).find(is_speaker)
            }
            _ => {
                let name = (0..verb).rev().find(|it| !is_between(it)).filter(is_speaker);
                // "Ulla Toft, the special envoy, indicated"
                let aside = || name_before(sentence, verb).map(|it| it.end - 1).filter(is_speaker);
                let name = name.or_else(aside);
                // "The judge in Ostby said": the place does not say it.
                let before = name.map(|it| *whole_name(sentence, it).start()).and_then(|it| it.checked_sub(1));
                let is_behind = before.is_some_and(|it| words::PREPOSITIONS.contains(tokens[it].folded.as_str()));
                name.filter(|_| !is_behind)
            }
        };
        if name.is_some() {
            return name;
        }
    }
    None
}

/// Whether the token names somebody, rather than a country or an office.
fn is_person(token: &Token) -> bool {
    token.is_content()
        && token.is_name
        && !words::PLACE_STEMS.contains(token.stem.as_str())
        && !words::ROLES.contains(token.folded.as_str())
}

fn reports(sentence: &Sentence) -> bool {
    sentence.tokens.iter().any(is_reporting)
}

/// Stems of the people named around a reporting verb.
fn speakers(sentence: &Sentence) -> Vec<SmolStr> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    for verb in (0..tokens.len()).filter(|it| is_reporting(&tokens[*it])) {
        // "Reported it to the police": who is told something does not say it.
        let is_told = |at: usize| {
            let before = (0..at).rev().find(|it| !is_article(&tokens[*it]));
            before.is_some_and(|it| tokens[it].folded == "to" && tokens[verb].folded != "according")
        };
        let near = verb.saturating_sub(REACH)..tokens.len().min(verb + REACH);
        acc.extend(near.filter(|it| is_person(&tokens[*it]) && !is_told(*it)).map(|it| tokens[it].stem.clone()));
    }
    acc
}
