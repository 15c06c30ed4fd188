//! Names: known to the corpus, and in the evidence.

use std::ops::Range;

use super::align::{Alignment, Swap};
use super::instead::{Instead, instead, name_at};
use super::quotations::whole_name;
use super::{ReasonKind, Seen, Strength, View, is_place, roles};
use crate::corpus::{Role, roles_in};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, TokenKind, fold, is_article, thesaurus, words};

/// From this coverage of the best passage on, an unknown name that faces another name is that name mistaken.
const SWAP_COVERAGE: f64 = 0.6;

/// From this coverage of the best passage on, a name that it lacks is out of place.
const MISPLACED_COVERAGE: f64 = 0.75;

/// A passage that has so much of what another one has tells the same.
const AS_WELL: f64 = 0.7;

/// Below this coverage of the window a name that stands elsewhere only is out of place, too.
const FAR_COVERAGE: f64 = 0.6;

/// Two other names and a figure say which event a passage tells, when it has all of them.
const SEVERAL_NAMES: usize = 2;
const ALL_NAMES: f64 = 0.99;

/// A name counts as known from this strength of match on.
const KNOWN: f64 = 0.5;

/// First names as near as this by Jaro and Winkler may be spellings of one: "Kyrylo", "Kirill" (0.67); "Volodymyr",
/// "Vladimir" (0.75); but "John", "James" (0.48).
const SAME_FIRST_NAME: f64 = 0.66;

/// The same for names that the sources have as those of two people, so that neither need be a spelling of the other.
const SAME_NAME: f64 = 0.8;

/// Passages looked at for a person's first name.
const N_READ: usize = 24;

/// Words of titles, capitalised before a name without naming anybody.
pub(super) const TITLES: [&str; 8] = ["vice", "deputy", "foreign", "prime", "former", "acting", "mr", "mrs"];

/// What was seen of the claim's names.
#[derive(Default)]
pub(super) struct Names {
    pub seen: Vec<Seen>,
    pub n_unknown: usize,
    pub has_elsewhere: bool,
}

pub(super) fn judge(view: &View, aligned: Option<&Alignment>) -> Names {
    let names = || view.hits.words.iter().filter(|it| it.is_name);
    let is_title = |word: &Word| {
        let folded = view.token(word).folded.as_str();
        words::ROLES.contains(folded) || TITLES.contains(&folded)
    };
    let is_unknown = |it: &&Word| {
        view.hits.best_strength(&it.stem) < KNOWN
            && !is_title(it)
            && !is_spelled_out(view, it)
            && !is_formula(view, it)
            && !is_told_otherwise(view, it)
            && !is_of_source(view, it)
    };
    let unknown: Vec<&Word> = names().filter(is_unknown).collect();
    let not_in = |strength: &dyn Fn(&str) -> f64| names().filter(|it| strength(&it.stem) < KNOWN).count();
    let n_not_in_window = not_in(&|stem| view.hits.window.strength(stem));
    let mut acc =
        Names { n_unknown: unknown.len(), has_elsewhere: n_not_in_window > unknown.len(), ..Names::default() };
    acc.seen.extend(other_first_name(view).or_else(|| other_last_name(view)).or_else(|| of_two_persons(view)));
    for run in runs(view, &unknown) {
        acc.seen.push(unknown_name(view, &run, aligned));
    }
    let in_set = |word: &&Word| view.hits.set.strength(&word.stem) < KNOWN;
    let out_of_place =
        || aligned.and_then(|it| misplaced(view, it)).or_else(|| odd_in_place(view)).or_else(|| only_other(view));
    if let Some(seen) = unknown.is_empty().then(out_of_place).flatten() {
        acc.seen.push(seen);
    } else if unknown.is_empty()
        && let Some(word) = names().find(|it| {
            in_set(it) && !is_spelled_out(view, it) && !is_told_otherwise(view, it) && !is_of_source(view, it)
        })
    {
        // Where little else of the claim is there either, it is not about this name.
        let is_talk = view.best().is_some_and(|it| it.document.is_talk());
        let is_far = view.hits.window.coverage < FAR_COVERAGE
            && !thesaurus::knows(&word.stem)
            && !is_talk
            && !is_topic_of_source(view, word)
            && !stands_with_another(view, word);
        let strength = if is_far { Strength::Unsupported } else { Strength::Hint };
        acc.seen.push(Seen::new(ReasonKind::NameElsewhere, strength, view.token(word).span));
    }
    acc
}

/// Whether one of the nearest passages has the name together with another one of the claim: a claim may tell of two
/// occasions.
fn stands_with_another(view: &View, word: &Word) -> bool {
    let has = |hit: &Hit, name: &Word| hit.stems.iter().any(|it| view.hits.strength(&name.stem, it) >= KNOWN);
    let own = whole_name(&view.sentence, word.token);
    let is_other = |it: &&Word| it.is_name && !own.contains(&it.token) && !is_place(view.token(it));
    let others = || view.hits.words.iter().filter(is_other);
    view.hits.candidates.iter().any(|hit| has(hit, word) && others().any(|it| has(hit, it)))
}

/// Whether the source that tells most of the claim speaks of the name again and again, or right before: its passages need
/// not name it.
fn is_topic_of_source(view: &View, word: &Word) -> bool {
    const SEVERAL: usize = 3;
    let names_it = |hit: &Hit| hit.stems.iter().any(|it| view.hits.strength(&word.stem, it) >= KNOWN);
    let is_before =
        |best: &Hit| (1..=SEVERAL as isize + 1).filter_map(|by| best.neighbour(-by)).any(|it| names_it(&it));
    view.best().is_some_and(|it| is_before(it) || it.passages().filter(names_it).take(SEVERAL).count() == SEVERAL)
}

/// A name from elsewhere in the corpus where the passage has another: in one row with others, or in the same phrase.
fn odd_in_place(view: &View) -> Option<Seen> {
    let stem = |at: usize| view.sentence.tokens[at].stem.as_str();
    for name in super::instead::names(&view.sentence) {
        let is_named_in = |hit: &Hit| {
            let tells = |at: usize| hit.stems.iter().any(|it| view.hits.strength(stem(at), it) >= KNOWN);
            name.clone().filter(|at| !stem(*at).is_empty()).any(tells)
        };
        if ends_opening(&view.sentence, name.end) {
            continue;
        }
        let Some(other) = instead(view, &name).filter(|it| it.is_in_row() || it.is_in_phrase()) else { continue };
        // Another passage may have this one there.
        let rest = |hit: &Hit| view.hits.coverage_by(hit, |it| !name.contains(&it.token));
        let enough = AS_WELL * rest(&other.hit);
        let is_told = view.hits.candidates.iter().any(|it| is_named_in(it) && rest(it) >= enough);
        let mut words = view.hits.words.iter().filter(|it| name.contains(&it.token));
        if is_told || is_named_in(&other.hit) || words.any(|it| is_country_of_office(view, it)) {
            continue;
        }
        let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of(name));
        return Some(seen.against(&other.hit, other.span).replaced_by_source());
    }
    None
}

/// "Ahead of the summit with Rask, the mayor and …": the comma behind the name ends what opens the sentence, and no item
/// of a row.
fn ends_opening(sentence: &Sentence, end: usize) -> bool {
    let tokens = &sentence.tokens;
    let opens = |it: &Token| {
        let folded = it.folded.as_str();
        words::PREPOSITIONS.contains(folded) || matches!(folded, "ahead" | "prior" | "following" | "during" | "because")
    };
    let is_first_comma =
        tokens.get(end).is_some_and(|it| it.is_mark(",")) && !tokens[..end].iter().any(|it| it.is_mark(","));
    is_first_comma && tokens.first().is_some_and(opens)
}

/// "Rask's visit" where the passage, which has nearly all else, speaks of nobody but Toft.
fn only_other(view: &View) -> Option<Seen> {
    let best = view.best()?;
    let persons = |sentence: &Sentence| -> Vec<Range<usize>> {
        let is_person = |it: &Range<usize>| {
            let last = &sentence.tokens[it.end - 1];
            is_of_a_person(last) && !view.corpus.roles_of(&last.stem).is_empty()
        };
        super::instead::names(sentence).into_iter().filter(is_person).collect()
    };
    let stem = |it: &Range<usize>| view.sentence.tokens[it.end - 1].stem.as_str();
    let is_named_in = |hit: &Hit, name: &Range<usize>| {
        hit.stems.iter().chain(&hit.carried).any(|it| view.hits.strength(stem(name), it) >= KNOWN)
    };
    let (ours, theirs) = (persons(&view.sentence), persons(&best.sentence));
    let absent: Vec<&Range<usize>> = ours.iter().filter(|it| !is_named_in(best, it)).collect();
    let is_ours = |other: &&Range<usize>| {
        ours.iter().any(|it| view.hits.strength(stem(it), &best.sentence.tokens[other.end - 1].stem) >= KNOWN)
    };
    let others: Vec<&Range<usize>> = theirs.iter().filter(|it| !is_ours(it)).collect();
    let ([name], [other]) = (&absent[..], &others[..]) else { return None };
    let rest = |hit: &Hit| view.hits.coverage_by(hit, |it| !name.contains(&it.token));
    let share = rest(best);
    let is_told = |hit: &Hit| is_named_in(hit, name) && rest(hit) >= AS_WELL * share;
    // "Rask came to the embassy in Arlen on 7 January": names and day say which event it is.
    let is_other_name = |it: &&Word| it.is_name && !name.contains(&it.token);
    let n_names = view.hits.words.iter().filter(is_other_name).count();
    let has_figure = view.sentence.quantities.iter().any(|it| !it.is_small() && best.bears_out(it));
    let has_names = view.hits.coverage_by(best, |it| is_other_name(&it)) >= ALL_NAMES;
    let is_pinned = n_names >= SEVERAL_NAMES && has_names && has_figure;
    if (share < MISPLACED_COVERAGE && !is_pinned)
        || view.hits.candidates.iter().any(is_told)
        || best.window().any(|it| is_named_in(&it, name))
    {
        return None;
    }
    let tokens = &best.sentence.tokens;
    let source = Span::new(tokens[other.start].span.start, tokens[other.end - 1].span.end);
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of((*name).clone()));
    Some(seen.against(best, source).replaced_by_source())
}

/// Whether the word is a formula for what the evidence calls by its name: "CO2".
fn is_formula(view: &View, word: &Word) -> bool {
    let folded = view.token(word).folded.as_str();
    let name = words::FORMULAS.get(folded);
    name.is_some_and(|it| view.all.iter().any(|hit| it.iter().all(|stem| hit.stems.contains(stem))))
}

/// Whether the evidence has the name in another form: "Dan" for "Daniel", "Utd" for "United", "Nazism" for "Nazi".
fn is_told_otherwise(view: &View, word: &Word) -> bool {
    let token = view.token(word);
    let name = token.folded.as_str();
    let is_short = |it: &Token| {
        let other = it.folded.as_str();
        let (short, long) = if name.len() < other.len() { (name, other) } else { (other, name) };
        it.is_name && it.is_capital && name != other && short.len() >= 3 && long.starts_with(short)
    };
    let is_form = |it: &Token| {
        let is_alike = it.folded.bytes().zip(name.bytes()).take_while(|(one, other)| one == other).count() >= 4;
        is_alike && it.stem != word.stem && thesaurus::nearness(&it.stem, &word.stem) <= thesaurus::Nearness::Near
    };
    let has_last_name = view.sentence.tokens.get(word.token + 1).is_some_and(|it| it.is_word() && it.is_name);
    // "Her husband Rob".
    let has_role = word.token > 0 && words::ROLES.contains(view.sentence.tokens[word.token - 1].folded.as_str());
    let mut tokens = view.all.iter().flat_map(|it| it.sentence.content());
    if is_country_of_office(view, word) {
        return true;
    }
    tokens.any(|it| is_form(it) || ((has_last_name || has_role) && is_short(it)) || is_contraction_of(name, it))
}

/// Whether the word says of which country somebody holds an office whom the evidence has by name: "the Polish president".
fn is_country_of_office(view: &View, word: &Word) -> bool {
    let next = view.sentence.tokens.get(word.token + 1).map_or("", |it| it.folded.as_str());
    if !is_place(view.token(word)) || !words::ROLES.contains(next) {
        return false;
    }
    let held = [Role::Place(word.stem.clone()), Role::Office(words::role_name(next).to_owned())];
    let mut named = view.all.iter().flat_map(|it| it.sentence.content()).filter(|it| it.is_name);
    named.any(|it| {
        let known = view.corpus.roles_of(&it.stem);
        held.iter().all(|it| known.contains(it))
    })
}

/// Whether the word is the other one without its vowels and some of its consonants: "Utd" for "United".
fn is_contraction_of(name: &str, other: &Token) -> bool {
    let is_bare = name.len() >= 3 && !name.bytes().skip(1).any(|it| b"aeiouy".contains(&it));
    let mut letters = other.folded.bytes();
    is_bare
        && other.is_name
        && other.is_capital
        && other.folded.len() > name.len() + 1
        && other.folded.as_bytes().first() == name.as_bytes().first()
        && other.folded.as_bytes().last() == name.as_bytes().last()
        && name.bytes().all(|it| letters.any(|other| other == it))
}

/// Whether a source of the evidence says the name of itself: its publisher, its author, its title.
fn is_of_source(view: &View, word: &Word) -> bool {
    let name = view.token(word).folded.as_str();
    let is_in = |text: &String| text.split(|c: char| !c.is_alphanumeric()).any(|it| fold(it) == name);
    let is_named_in = |source: usize| {
        let metadata = view.corpus.sources().get(source).map(|it| &it.metadata);
        metadata.is_some_and(|it| it.publisher.iter().chain(&it.title).any(is_in) || it.authors.iter().any(is_in))
    };
    view.sources().into_iter().any(is_named_in)
}

/// Whether a source of the evidence spells the abbreviation out: "convolutional neural networks" for CNN.
fn is_spelled_out(view: &View, word: &Word) -> bool {
    let token = view.token(word);
    let letters: Vec<char> = token.folded.trim_end_matches('s').chars().filter(|c| c.is_alphabetic()).collect();
    if !token.is_acronym || !(3..=6).contains(&letters.len()) {
        return false;
    }
    let is_run = |sentence: &Sentence| {
        let words: Vec<&Token> = sentence.content().collect();
        words.windows(letters.len()).any(|run| run.iter().zip(&letters).all(|(it, c)| it.folded.starts_with(*c)))
    };
    view.sources().into_iter().any(|it| view.corpus.document(it).passages.iter().any(|it| is_run(&it.sentence)))
}

/// "Karl Peskov, the spokesman" where the corpus only knows a spokesman Dmitry Peskov. Without the office it may be
/// another of the family.
fn other_first_name(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_first = |it: &Token| is_of_a_person(it) && !thesaurus::knows(&it.stem);
    let is_last =
        |it: &Token| is_of_a_person(it) && !view.corpus.is_ever_lower_case(&it.stem) && !thesaurus::knows(&it.stem);
    for at in 1..tokens.len() {
        let (first, last) = (&tokens[at - 1], &tokens[at]);
        let is_inside = tokens.get(at + 1).is_some_and(|it| it.is_word() && it.is_name);
        let opens = at < 2 || !(tokens[at - 2].is_word() && tokens[at - 2].is_name);
        if !is_first(first) || !is_last(last) || is_inside || !opens {
            continue;
        }
        let offices = view.corpus.roles_of(&last.stem);
        if !roles_in(&view.sentence).iter().any(|it| it.0 == at && offices.contains(&it.2)) {
            continue;
        }
        let mut other = None;
        for hit in view.passages_with(std::slice::from_ref(&last.stem), N_READ) {
            let theirs = &hit.sentence.tokens;
            let is_holder = |it: &usize| theirs[*it].stem == last.stem && is_part_of_name(view, theirs, it - 1);
            for place in (1..theirs.len()).filter(is_holder) {
                let own = &theirs[place - 1];
                let is_same =
                    view.hits.strength(&first.stem, &own.stem) > 0.0 || is_short_for(first, own, SAME_FIRST_NAME);
                if is_same {
                    return None;
                }
                other.get_or_insert((hit.clone(), own.span));
            }
        }
        if let Some((hit, span)) = other {
            return Some(
                Seen::new(ReasonKind::Name, Strength::Conflict, first.span).against(&hit, span).replaced_by_source(),
            );
        }
    }
    None
}

/// "Katrin Strand" where the passage has Katrin Saar in the same office, and no source a Katrin Strand.
fn other_last_name(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_part = |it: &Token| is_of_a_person(it) && !thesaurus::knows(&it.stem);
    (1..tokens.len()).find_map(|at| {
        let (first, last) = (&tokens[at - 1], &tokens[at]);
        let opens = at < 2 || !(tokens[at - 2].is_word() && tokens[at - 2].is_name);
        if !opens || !is_part(first) || !is_of_a_person(last) || last.folded == first.folded {
            return None;
        }
        let followers = |hit: &Hit| -> Vec<usize> {
            let theirs = &hit.sentence.tokens;
            (1..theirs.len()).filter(|it| theirs[it - 1].stem == first.stem && theirs[*it].is_word()).collect()
        };
        let is_same = |own: &Token| {
            view.hits.strength(&last.stem, &own.stem) > 0.0
                || strsim::jaro_winkler(&last.folded, &own.folded) >= SAME_FIRST_NAME
        };
        let is_other =
            |own: &Token| is_of_a_person(own) && !is_same(own) && !view.corpus.roles_of(&own.stem).is_empty();
        let told = view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= AS_WELL);
        let (hit, place) = told.into_iter().find_map(|hit| {
            let place = followers(hit).into_iter().find(|it| is_other(&hit.sentence.tokens[*it]))?;
            Some((hit, place))
        })?;
        // "Katrin von Strand" may be the one.
        let is_known = |it: &Token| is_same(it) || !it.is_name;
        let has_both = |hit: &Hit| followers(hit).into_iter().any(|it| is_known(&hit.sentence.tokens[it]));
        if view.passages_with(std::slice::from_ref(&first.stem), N_READ).any(|it| has_both(&it)) {
            return None;
        }
        let span = Span::new(hit.sentence.tokens[place - 1].span.start, hit.sentence.tokens[place].span.end);
        let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of([at - 1, at]));
        Some(seen.against(hit, span).replaced_by_source())
    })
}

/// "Oskar Farrow" where the corpus has an Oskar Lunt and an Ian Farrow: the first name of one, the last name of another.
fn of_two_persons(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_named = |at: usize| tokens.get(at).is_some_and(|it| it.is_word() && it.is_name);
    let pairs = (1..tokens.len()).filter(|it| !(is_named(it + 1) || (*it > 1 && is_named(it - 2))));
    pairs.into_iter().find_map(|at| {
        let (first, last) = (&tokens[at - 1], &tokens[at]);
        let is_word = |it: &Token| view.corpus.is_ever_lower_case(&it.stem);
        // "Mrs Justice Oakes"
        let is_title = TITLES.contains(&first.folded.as_str()) || matches!(first.folded.as_str(), "justice" | "judge");
        if !is_of_a_person(first) || !is_of_a_person(last) || is_word(first) || is_word(last) || is_title {
            return None;
        }
        // Who has one of the names, with the other name that belongs to it.
        let holder = |name: &Token, partner: &dyn Fn(usize) -> Option<usize>, other: &Token| -> Option<(Hit, Span)> {
            let mut found = None;
            for hit in view.passages_with(std::slice::from_ref(&name.stem), N_READ) {
                let theirs = &hit.sentence.tokens;
                for place in (0..theirs.len()).filter(|it| theirs[*it].stem == name.stem && theirs[*it].is_name) {
                    let own = partner(place).filter(|it| is_part_of_name(view, theirs, *it));
                    let Some(own) = own.map(|it| &theirs[it]) else { continue };
                    if view.hits.strength(&other.stem, &own.stem) > 0.0 || is_short_for(other, own, SAME_NAME) {
                        return None;
                    }
                    let span = Span::new(
                        own.span.start.min(theirs[place].span.start),
                        own.span.end.max(theirs[place].span.end),
                    );
                    found.get_or_insert((hit.clone(), span));
                }
            }
            found
        };
        let (hit, span) = holder(last, &|it| it.checked_sub(1), first)?;
        let is_of_author = || {
            let sources = view.sources().into_iter().filter_map(|it| view.corpus.sources().get(it));
            let mut authors = sources.flat_map(|it| &it.metadata.authors);
            authors.any(|it| it.split_whitespace().next().is_some_and(|it| fold(it) == first.folded.as_str()))
        };
        if holder(first, &|it| Some(it + 1), last).is_none() && !is_of_author() {
            return None;
        }
        let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of([at - 1, at]));
        Some(seen.against(&hit, span).replaced_by_source())
    })
}

fn is_of_a_person(token: &Token) -> bool {
    token.is_content()
        && token.is_name
        && token.is_capital
        && !token.is_acronym
        && !is_place(token)
        && !words::ROLES.contains(token.folded.as_str())
        && !TITLES.contains(&token.folded.as_str())
}

/// Whether the word is a part of somebody's name, be it the first of a sentence, which tells nothing by its capital.
fn is_part_of_name(view: &View, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let opens = !tokens[..at].iter().any(Token::is_word);
    let is_unheard = || !view.corpus.is_ever_lower_case(&token.stem) && !thesaurus::knows(&token.stem);
    let is_named = token.is_name || (opens && token.is_content() && token.is_capital && is_unheard());
    let mut named = token.clone();
    named.is_name = true;
    is_named && is_of_a_person(&named)
}

/// "Vlad" and "V." for "Vladimir"; "Volodymyr" for "Vladimir", too, which one language writes for the other's, from a
/// likeness of `least` on.
fn is_short_for(one: &Token, other: &Token, least: f64) -> bool {
    let (one, other) = (one.folded.trim_end_matches('.'), other.folded.trim_end_matches('.'));
    let is_start = one.starts_with(other) || other.starts_with(one);
    is_start || strsim::jaro_winkler(one, other) >= least
}

/// Whether two names are those of one person: some passage has both as one, "Alma Keller", where the claim says "Keller"
/// and its evidence "Alma".
pub(super) fn are_of_one_person(view: &View, one: &Token, other: &Token) -> bool {
    if one.stem == other.stem || !is_of_a_person(one) || !is_of_a_person(other) {
        return false;
    }
    let has_both = |hit: &Hit| {
        let tokens = &hit.sentence.tokens;
        let is = |at: usize, name: &Token| tokens[at].is_name && tokens[at].stem == name.stem;
        (0..tokens.len()).any(|at| is(at, one) && whole_name(&hit.sentence, at).any(|it| is(it, other)))
    };
    view.passages_with(&[one.stem.clone(), other.stem.clone()], N_READ).any(|hit| has_both(&hit))
}

/// A name from elsewhere in the corpus where the best passage, which has nearly all else, names another.
fn misplaced(view: &View, aligned: &Alignment) -> Option<Seen> {
    if view.hits.best.coverage < MISPLACED_COVERAGE {
        return None;
    }
    let is_absent =
        |swap: &&Swap| swap.claim.iter().all(|it| view.hits.window.strength(&view.sentence.tokens[*it].stem) < KNOWN);
    let theirs = &aligned.hit.sentence.tokens;
    // "Of the Paris meetings, …" names no one who stands where the passage has "Budanov".
    let behind = |tokens: &[Token], at: usize| {
        let before = (0..at).rev().find(|it| !is_article(&tokens[*it]));
        before.is_some_and(|it| words::PREPOSITIONS.contains(tokens[it].folded.as_str()))
    };
    let stands_alike = |swap: &&Swap| behind(&view.sentence.tokens, swap.claim[0]) == behind(theirs, swap.passage[0]);
    let is_other = |swap: &&Swap| {
        let is_same = |ours: usize, it: usize| are_of_one_person(view, &view.sentence.tokens[ours], &theirs[it]);
        !swap.claim.iter().any(|ours| swap.passage.iter().any(|it| is_same(*ours, *it)))
    };
    // "The Polish president" of a passage that has his name.
    let is_named_there = |swap: &&Swap| {
        let mut words = view.hits.words.iter().filter(|it| swap.claim.contains(&it.token));
        !words.any(|it| is_country_of_office(view, it))
    };
    let swaps = aligned.name_swaps.iter().filter(stands_alike).filter(is_other).filter(is_named_there);
    let swap = swaps.into_iter().find(is_absent)?;
    let last = *swap.passage.last()?;
    let source = Span::new(theirs[swap.passage[0]].span.start, theirs[last].span.end);
    let span = view.span_of(swap.claim.iter().copied());
    Some(Seen::new(ReasonKind::Name, Strength::Conflict, span).against(&aligned.hit, source).replaced_by_source())
}

/// Whether the name is that of the body somebody holds an office of: "the president of the European Parliament". The
/// names beside it in a passage are other people's; which body it is, is known by the holder.
fn is_where_office_is(view: &View, name: &Range<usize>) -> bool {
    let mut before = view.sentence.tokens[..name.start].iter().rev().skip_while(|it| is_article(it));
    let is_of = before.next().is_some_and(|it| it.folded == "of");
    is_of && before.next().is_some_and(|it| words::ROLES.contains(it.folded.as_str()))
}

/// Unknown words that stand side by side, as one name each: token positions.
fn runs(view: &View, unknown: &[&Word]) -> Vec<Vec<usize>> {
    let mut acc: Vec<Vec<usize>> = Vec::new();
    for word in unknown {
        match acc.last_mut() {
            Some(run) if run.last().is_some_and(|last| stands_beside(view, *last, word.token)) => run.push(word.token),
            _ => acc.push(vec![word.token]),
        }
    }
    acc
}

fn stands_beside(view: &View, one: usize, other: usize) -> bool {
    view.sentence.tokens[one + 1..other].iter().all(|it| it.is_mark("-"))
}

/// A name that the corpus does not have: mistaken for the one that the best passage has in its place, or unsupported.
fn unknown_name(view: &View, run: &[usize], aligned: Option<&Alignment>) -> Seen {
    let faces = |swap: &&Swap| swap.claim.iter().any(|it| run.contains(it));
    let swap = aligned.and_then(|it| Some((it, it.name_swaps.iter().find(faces)?)));
    let whole = view.span_of(run.iter().copied());
    let is_near = view.hits.best.coverage >= SWAP_COVERAGE;
    let name = name_at(&view.sentence, run[0]).start..name_at(&view.sentence, run[run.len() - 1]).end;
    if is_where_office_is(view, &name) {
        return Seen::new(ReasonKind::UnknownName, Strength::Unsupported, whole);
    }
    let Some((aligned, swap)) = swap.filter(|_| is_near) else {
        if let Some(other) = instead(view, &name).filter(Instead::is_sure) {
            let seen = Seen::new(ReasonKind::Name, Strength::Conflict, view.span_of(name));
            return seen.against(&other.hit, other.span).replaced_by_source();
        }
        let holder = run.last().filter(|_| is_near).and_then(|name| roles::holder_of_same_office(view, *name));
        let Some((hit, span)) = holder else {
            return Seen::new(ReasonKind::UnknownName, Strength::Unsupported, whole);
        };
        return Seen::new(ReasonKind::Name, Strength::Conflict, whole).against(&hit, span).replaced_by_source();
    };
    let tokens = &aligned.hit.sentence.tokens;
    let start = tokens[swap.passage[0]].span.start;
    let end = tokens[*swap.passage.last().unwrap_or(&swap.passage[0])].span.end;
    let is_one_name = (swap.passage[0]..=*swap.passage.last().unwrap_or(&swap.passage[0]))
        .all(|it| tokens[it].kind == TokenKind::Word && tokens[it].is_name);
    let span = view.span_of(swap.claim.iter().copied().chain(run.iter().copied()));
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, span).against(&aligned.hit, Span::new(start, end));
    if is_one_name { seen.replaced_by_source() } else { seen }
}
