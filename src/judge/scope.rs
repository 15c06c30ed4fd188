//! How many it is said of: only one, all, so many, and how many are listed.

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View, qualifiers};
use crate::retrieve::Hit;
use crate::text::words::Share;
use crate::text::{
    Kind, Quantity, Sentence, Span, Token, TokenKind, clause_start, denies, ends_clause, is_negation, thesaurus, words,
};

/// A word that widens or narrows counts from this coverage of the best passage on.
const SCOPE_COVERAGE: f64 = 0.6;

/// The same for a loose amount, of which the passage must have less.
const AMOUNT_COVERAGE: f64 = 0.5;

pub(super) fn judge(view: &View) -> Vec<Seen> {
    let mut acc = Vec::new();
    let of_how_many = other_share(view).or_else(|| of_each(view)).or_else(|| one_of(view));
    let of_all =
        || all_of_so_many(view).or_else(|| not_alone(view)).or_else(|| not_only(view)).or_else(|| widened(view));
    acc.extend(of_how_many.or_else(of_all));
    if acc.is_empty() {
        acc.extend(qualifiers::judge(view).or_else(|| untold_universal(view)));
    }
    acc.extend(other_place(view));
    acc.extend(other_amount(view));
    acc.extend(miscounted(view));
    acc
}

/// "only", "alone" where the passage names others too; "all" where it says "some" or "other".
fn widened(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= AMOUNT_COVERAGE)?;
    // "Largely" speaks of the same share of the same thing.
    let is_share =
        |it: &Token| matches!(it.folded.as_str(), "largely" | "mainly" | "mostly" | "primarily" | "chiefly" | "partly");
    let is_near = view.hits.best.coverage >= SCOPE_COVERAGE;
    for scope in words::SCOPES.iter() {
        let says = |token: &&Token| scope.words.contains(&token.folded.as_str());
        let Some(ours) = words_of_scope(&view.sentence, &scope.words).next() else { continue };
        // "Does not look to Arlen alone"
        let at = view.sentence.tokens.iter().position(|it| it.span == ours.span).unwrap_or_default();
        let clause = clause_start(&view.sentence.tokens, at)..at;
        if scope.words.contains(&"alone") && view.sentence.tokens[clause].iter().any(is_negation) {
            continue;
        }
        // "Whether anyone is willing" says of nobody that he is.
        let asks = |it: &Token| matches!(it.folded.as_str(), "whether" | "if") || denies(it);
        if ours.folded.starts_with("any") && view.sentence.tokens[..at].iter().any(asks) {
            continue;
        }
        let is_there = view.all.iter().any(|hit| hit.sentence.tokens.iter().any(|it| says(&it)));
        let limits = |token: &&Token| token.is_word() && scope.against.contains(&token.folded.as_str());
        let is_ours_too = |token: &Token| view.sentence.tokens.iter().any(|it| it.folded == token.folded);
        let theirs = &best.sentence.tokens;
        // "All its depots" is not limited by "many" of something else.
        let is_of_ours = |at: usize| {
            let is_share = scope.words.contains(&"all") && words::SHARES.contains_key(theirs[at].folded.as_str());
            // "Most of which" speaks of what stands before.
            let things = things(&best.sentence, at);
            !is_share || things.is_empty() || things.iter().any(|it| has_word(view, &theirs[*it].stem))
        };
        let places = (0..theirs.len()).filter(|it| limits(&&theirs[*it]) && is_of_ours(*it));
        // "The three were the only ones" of "all except three".
        let leaves_out = |it: usize| leaves_some_out(theirs, it);
        // "Concentrated all surgery in Arlen": surgery is in Arlen only.
        let is_turned_round = |it: &Token| it.folded == "all" && is_behind_place(&view.sentence, ours);
        let limit = places.filter(|it| !leaves_out(*it)).map(|it| &theirs[it]);
        let limit = limit.into_iter().find(|it| !is_ours_too(it) && !is_turned_round(it));
        if let Some(limit) = limit.filter(|it| !is_there && (is_near || is_share(it))) {
            return Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, ours.span).against(best, limit.span));
        }
    }
    None
}

/// "With Peru only" where a passage has "not solely about Peru".
fn not_only(view: &View) -> Option<Seen> {
    /// Tokens between the word and the name that it narrows to.
    const NEAR: usize = 3;
    let tokens = &view.sentence.tokens;
    let is_only = |it: &Token| matches!(it.folded.as_str(), "only" | "solely" | "exclusively" | "just" | "merely");
    let at = (0..tokens.len()).find(|it| is_only(&tokens[*it]) && !tokens[*it].is_quoted && !tokens[*it].is_negated)?;
    let near = at.saturating_sub(NEAR)..tokens.len().min(at + 1 + NEAR);
    let names: Vec<&Token> = tokens[near].iter().filter(|it| it.is_word() && it.is_name).collect();
    view.nearest_first().find_map(|hit| {
        let theirs = &hit.sentence.tokens;
        let cue = (1..theirs.len()).find(|it| {
            let lead = &theirs[it.saturating_sub(2)..*it];
            is_only(&theirs[*it]) && lead.iter().any(is_negation)
        })?;
        let is_ours = |it: &Token| it.is_name && names.iter().any(|own| view.hits.strength(&own.stem, &it.stem) >= 0.8);
        let name = (cue + 1..theirs.len().min(cue + 2 + NEAR)).find(|it| is_ours(&theirs[*it]))?;
        let is_same_matter = view.hits.coverage_by(hit, |it| !it.is_name) > 0.0;
        let source = Span::new(theirs[cue - 1].span.start, theirs[name].span.end);
        is_same_matter
            .then(|| Seen::new(ReasonKind::Overclaim, Strength::Conflict, tokens[at].span).against(hit, source))
    })
}

/// "In Arlen only", "in Arlen alone": what is meant stands before the word.
fn is_behind_place(sentence: &Sentence, word: &Token) -> bool {
    let tokens = &sentence.tokens;
    let Some(at) = tokens.iter().position(|it| it.span == word.span) else { return false };
    let is_last = tokens.get(at + 1).is_none_or(|it| !it.is_content() && !is_determiner(it));
    is_last && at > 0 && tokens[at - 1].is_name
}

/// A claim says of all what its best passage says of some from this coverage on.
const TOLD: f64 = 0.6;

/// "All other ministers" where the passage, which is nearly the same, has "other ministers".
fn untold_universal(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let all = ["all", "every", "always", "never", "unanimously"];
    let word = words_of_scope(&view.sentence, &all).find(|it| !it.is_quoted)?;
    let at = tokens.iter().position(|it| it.span == word.span)?;
    // "All in all", "all the more", "all of a sudden"
    let is_idiom = tokens.get(at + 1).is_some_and(|it| !(it.is_content() || is_determiner(it) || it.folded == "other"));
    if is_idiom || view.hits.best.coverage < TOLD || says_nearby(view, &words::UNIVERSALS) {
        return None;
    }
    Some(Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, with_thing(view, at)))
}

/// The word with the next content word: "all other ministers".
fn with_thing(view: &View, at: usize) -> Span {
    let tokens = &view.sentence.tokens;
    let thing = (at + 1..tokens.len()).take_while(|it| tokens[*it].is_word()).find(|it| tokens[*it].is_content());
    view.span_of([at, thing.unwrap_or(at)])
}

fn is_determiner(token: &Token) -> bool {
    matches!(token.folded.as_str(), "the" | "its" | "their" | "his" | "her" | "of" | "these" | "those")
}

/// Whether one of the words stands in the evidence or beside it.
fn says_nearby(view: &View, words: &words::WordSet) -> bool {
    let says = |hit: Hit| hit.sentence.tokens.iter().any(|it| words.contains(it.folded.as_str()));
    view.all.iter().flat_map(Hit::window).any(says)
}

/// The words of a scope in a sentence, where nothing denies them: "not only" narrows nothing.
fn words_of_scope<'a>(sentence: &'a Sentence, scope: &'a [&str]) -> impl Iterator<Item = &'a Token> {
    let tokens = &sentence.tokens;
    let places = (0..tokens.len()).filter(|it| tokens[*it].is_word() && scope.contains(&tokens[*it].folded.as_str()));
    let is_idle = |at: usize| {
        let before = at.checked_sub(1).map_or("", |it| tokens[it].folded.as_str());
        let after = tokens.get(at + 1).map_or("", |it| it.folded.as_str());
        // "Will each pay 155,000" shares out.
        let mut behind = sentence.quantities.iter().filter(|it| (at + 1..at + 5).contains(&it.tokens.start));
        tokens[at].is_quoted
            || (tokens[at].folded == "each" && behind.next().is_some())
            || matches!(
                before,
                "not" | "n't" | "if" | "at" | "after" | "above" | "let" | "nearly" | "almost" | "virtually"
            )
            || matches!(after, "after" | "when" | "if" | "once" | "but")
            || matches!((before, tokens[at].folded.as_str()), ("in" | "of" | "first", "all"))
    };
    places.filter(move |it| !is_idle(*it)).map(move |it| &tokens[it])
}

/// Whether the passage has enough of the claim but for one word, which it may well lack: "none", "alone".
fn covers_rest(view: &View, hit: &Hit, but: usize) -> bool {
    view.hits.coverage_by(hit, |it| it.token != but) >= SCOPE_COVERAGE
}

/// Whether the claim has a word for the stem.
fn has_word(view: &View, stem: &str) -> bool {
    view.hits.words.iter().any(|it| view.hits.strength(&it.stem, stem) >= 0.6)
}

/// The words after one that says of how many something holds among which the thing is: "all the old lifeboats".
fn things(sentence: &Sentence, at: usize) -> Vec<usize> {
    const REACH: usize = 5;
    let tokens = &sentence.tokens;
    let is_inside = |it: &usize| {
        let token = &tokens[*it];
        token.is_material()
            || token.kind == TokenKind::Number
            || matches!(token.folded.as_str(), "of" | "the" | "its" | "their" | "our" | "these" | "those" | "a")
    };
    let run = (at + 1..tokens.len().min(at + REACH)).take_while(is_inside);
    run.filter(|it| tokens[*it].is_content()).take(2).collect()
}

/// Of how many of a thing a sentence says something, at each place where it does: the word, and how many.
fn shares(sentence: &Sentence) -> Vec<(usize, Share)> {
    let tokens = &sentence.tokens;
    let before = |at: usize, by: usize| at.checked_sub(by).map_or("", |it| tokens[it].folded.as_str());
    let after = |at: usize| tokens.get(at + 1);
    let read = |at: usize| {
        let next = after(at)?;
        let is_share = |it: &Quantity| it.kind == Kind::Percent && it.tokens.contains(&at);
        if sentence.quantities.iter().any(is_share) {
            return None;
        }
        // "Two of the wells": not all, and not none.
        let is_count = matches!(tokens[at].kind, TokenKind::Number | TokenKind::Quantity) || tokens[at].folded == "one";
        if is_count && next.folded == "of" && tokens.get(at + 2).is_some_and(|it| it.folded == "the") {
            return Some((at, Share::Many));
        }
        let share = *words::SHARES.get(tokens[at].folded.as_str()).filter(|_| !tokens[at].is_quoted)?;
        let is_idle = next.kind == TokenKind::Quantity
            || next.kind == TokenKind::Number
            || matches!(next.folded.as_str(), "other" | "others" | "longer" | "more" | "less" | "doubt" | "but")
            // "In all of the patients" speaks of each.
            || (before(at, 1) == "in" && next.folded != "of")
            || matches!(before(at, 1), "at" | "after" | "above" | "first" | "so" | "as" | "how" | "too")
            || (share == Share::Most && before(at, 1) == "the");
        let share = match (before(at, 1), share) {
            _ if is_idle => return None,
            ("a", Share::Few) => Share::Some,
            ("nearly" | "almost" | "virtually" | "practically", Share::All) => Share::NearlyAll,
            // "All members except three"
            (_, Share::All) if leaves_some_out(tokens, at) => Share::NearlyAll,
            // "Not all" is some; "not many" is few.
            ("not" | "n't", Share::All | Share::NearlyAll | Share::Most) => Share::Some,
            ("not" | "n't", Share::Many) => Share::Few,
            ("only", _) | ("not" | "n't", _) => return None,
            (_, share) => share,
        };
        Some((at, share))
    };
    (0..tokens.len()).filter_map(read).collect()
}

/// Whether some are left out of what is said of all: "all members of the coalition except three".
pub(super) fn leaves_some_out(tokens: &[Token], all: usize) -> bool {
    const REACH: usize = 9;
    let mut behind = tokens[all + 1..].iter().take(REACH).take_while(|it| !it.is_mark(";") && !it.is_mark("."));
    behind.any(|it| matches!(it.folded.as_str(), "except" | "excepting" | "bar" | "barring" | "save" | "apart"))
}

/// The same of a source, which may tell it by a figure: "a quarter of the nurses"; with the span of what says so.
fn shares_told(sentence: &Sentence) -> Vec<(usize, Share, Span)> {
    let in_words = shares(sentence).into_iter().map(|(at, share)| (at, share, sentence.tokens[at].span));
    let in_figures = sentence.quantities.iter().filter(|it| it.kind == Kind::Percent && it.low == it.high);
    let in_figures = in_figures.filter_map(|it| {
        let share = match it.low {
            50.0..100.0 => Share::Most,
            ..49.0 => Share::Some,
            _ => return None,
        };
        let is_of = sentence.tokens.get(it.tokens.end)?.folded == "of";
        is_of.then_some((it.tokens.end - 1, share, it.span))
    });
    in_words.chain(in_figures).collect()
}

/// Whether a text that says the one is at odds with a source that says the other.
fn is_at_odds(claimed: Share, source: Share) -> bool {
    match (claimed, source) {
        (Share::None, _) | (_, Share::None) => claimed != source,
        (Share::All, _) => source < Share::All,
        (Share::Most | Share::NearlyAll, _) => source < Share::Many,
        (Share::Many, _) => source == Share::Few,
        (Share::Few, _) => source > Share::Some,
        (Share::Some, _) => false,
    }
}

/// "All members", "none of the members" where the passage has "some members".
fn other_share(view: &View) -> Option<Seen> {
    let best = view.best()?;
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let is_of_same = |at: usize, hit: &Hit, other: usize| {
        let here = things(&view.sentence, at);
        let there = things(&hit.sentence, other);
        let is_same = |it: &usize| {
            there.iter().any(|other| view.hits.strength(&ours[*it].stem, &hit.sentence.tokens[*other].stem) >= 0.8)
        };
        here.iter().any(is_same)
    };
    for (at, claimed) in shares(&view.sentence) {
        let bears_out = |hit: &Hit| {
            shares_told(&hit.sentence).iter().any(|it| !is_at_odds(claimed, it.1) && is_of_same(at, hit, it.0))
        };
        if view.all.iter().any(bears_out) {
            continue;
        }
        let other = shares_told(&best.sentence).into_iter().find(|it| is_of_same(at, best, it.0));
        let Some((other, share, source)) = other.filter(|it| is_at_odds(claimed, it.1)) else { continue };
        // What is said of all but a few is said of the same, whatever else the passage has.
        let is_same_all = claimed == Share::All && share == Share::NearlyAll && leaves_some_out(theirs, other);
        if !is_same_all && !covers_rest(view, best, at) {
            continue;
        }
        // "None was hurt" and "all were unhurt" say the same.
        let n_denials = |tokens: &[Token], but: usize| {
            let denials = tokens.iter().enumerate().filter(|(place, it)| *place != but && denies(it));
            denials.count()
        };
        let is_opposite = |stem: &str| {
            let opposites = words::ANTONYMS.get(stem);
            let denied = |it: &str| ["un", "in", "im", "dis"].iter().any(|prefix| it == format!("{prefix}{stem}"));
            best.stems.iter().any(|it| {
                opposites.is_some_and(|all| all.contains(it))
                    || denied(it)
                    || ["un", "in", "im", "dis"]
                        .iter()
                        .any(|prefix| it == stem.trim_start_matches(prefix) && it != stem)
            })
        };
        let turns = n_denials(ours, at) != n_denials(theirs, other)
            || view.hits.words.iter().any(|it| !best.has(&it.stem) && is_opposite(&it.stem));
        if turns {
            continue;
        }
        let is_less = claimed < share;
        let kind = if is_less { ReasonKind::Antonym } else { ReasonKind::Overclaim };
        return Some(Seen::new(kind, Strength::Conflict, ours[at].span).against(best, source));
    }
    None
}

/// "All three judges" where the passage says it of two of the three.
fn all_of_so_many(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let number_at = |sentence: &Sentence, at: usize| {
        let mut figures = sentence.quantities.iter().filter(|it| it.kind == Kind::Count && it.low == it.high);
        figures.find(|it| it.tokens.start == at).map(|it| (it.low, it.tokens.end))
    };
    let is_word = |tokens: &[Token], at: usize, word: &str| tokens.get(at).is_some_and(|it| it.folded == word);
    // "All 17 stops", "every one of the 17 stops"
    let number_behind = |sentence: &Sentence, all: usize| {
        let tokens = &sentence.tokens;
        if !matches!(tokens[all].folded.as_str(), "all" | "every" | "each") {
            return None;
        }
        let is_small = |it: &Token| {
            matches!(
                it.folded.as_str(),
                "one" | "single" | "of" | "the" | "its" | "their" | "his" | "her" | "these" | "'s"
            )
        };
        let place = (all + 1..tokens.len().min(all + 5)).find(|it| !is_small(&tokens[*it]))?;
        number_at(sentence, place)
    };
    let is_said = |it: &usize| !ours[*it].is_quoted && !ours[*it].is_negated && !leaves_some_out(ours, *it);
    let (all, (number, end)) =
        (0..ours.len()).filter(is_said).find_map(|it| Some((it, number_behind(&view.sentence, it)?)))?;
    let named = things(&view.sentence, end - 1);
    let says_all = |hit: &Hit| {
        let mut places = 0..hit.sentence.tokens.len();
        places.any(|it| number_behind(&hit.sentence, it).is_some_and(|it| it.0 == number))
    };
    let passages: Vec<Hit> = view.passages().collect();
    if passages.iter().any(says_all) {
        return None;
    }
    passages.iter().find_map(|hit| {
        let theirs = &hit.sentence.tokens;
        let is_ours = |end: usize| {
            let mut behind = theirs[end..].iter().take(3).filter(|it| it.is_content());
            behind.any(|it| named.iter().any(|own| view.hits.strength(&ours[*own].stem, &it.stem) >= 0.8))
        };
        let whole = |at: usize| number_at(&hit.sentence, at).is_some_and(|it| it.0 == number && is_ours(it.1));
        let is_of = |some: &Quantity| {
            let of = some.tokens.end;
            // "148,000 of the city's 212,000 homes"
            let holder = (of + 1..theirs.len().min(of + 5)).take_while(|it| {
                theirs[*it].is_content() || is_word(theirs, *it, "the") || theirs[*it].kind == TokenKind::Clitic
            });
            let is_behind = is_word(theirs, of, "of") && (of + 1..=holder.last().map_or(of, |it| it) + 1).any(whole);
            // "Of 11 mergers, she said, seven had failed": by its place no other thing is counted.
            let is_ahead = || {
                let lead = (0..some.tokens.start).find(|it| is_word(theirs, *it, "of"));
                let opens = lead.is_some_and(|it| clause_start(theirs, it) == it && whole(it + 1));
                let next = theirs.get(of).is_some_and(|it| !it.is_content() || thesaurus::is_mostly_verb(&it.stem));
                opens && (next || some.unit.is_empty())
            };
            is_behind || is_ahead()
        };
        let mut counts = hit.sentence.quantities.iter().filter(|it| it.kind == Kind::Count && it.high < number);
        let place = counts.find(|it| is_of(it))?;
        let span = view.span_of([all, end - 1]);
        Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(hit, place.span))
    })
}

/// "Both Keller and Brandt signed" where the passage says it of one of them; "neither" where it says it of one.
fn of_each(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let pair = (0..tokens.len()).find(|it| matches!(tokens[*it].folded.as_str(), "both" | "neither"))?;
    let is_both = tokens[pair].folded == "both";
    let joint =
        (pair + 2..tokens.len().min(pair + 7)).find(|it| tokens[*it].folded == if is_both { "and" } else { "nor" })?;
    let one = (pair + 1..joint).rev().find(|it| tokens[*it].is_content())?;
    let second: Vec<usize> = (joint + 1..tokens.len())
        .skip_while(|it| !tokens[*it].is_content())
        .take_while(|it| tokens[*it].is_content())
        .collect();
    // The verb follows the names; behind a plain noun it is the next word.
    let n_second = second.iter().take_while(|it| tokens[**it].is_name).count().max(1);
    let other = *second.get(n_second - 1)?;
    let is_verb = |it: &usize| tokens[*it].is_content() && !tokens[*it].is_name;
    let verb = (other + 1..tokens.len().min(other + 5)).find(is_verb)?;
    if tokens[other + 1..verb].iter().any(is_negation) {
        return None;
    }
    let mut against = None;
    for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SCOPE_COVERAGE) {
        let says = [one, other].map(|it| is_said_of(view, hit, it, verb));
        match (is_both, says) {
            (true, [Some(true), Some(true)]) | (false, [Some(false), Some(false)]) => return None,
            (true, [Some(true), Some(false)] | [Some(false), Some(true)])
            | (false, [Some(true), _] | [_, Some(true)]) => against = against.or(Some(hit)),
            _ => {}
        }
    }
    let kind = if is_both { ReasonKind::Overclaim } else { ReasonKind::Antonym };
    Some(Seen::new(kind, Strength::Conflict, view.span_of([pair, other])).against_all_of(against?))
}

/// Whether the passage says the verb of someone, clause by clause; `None` when it does not tell.
fn is_said_of(view: &View, hit: &Hit, who: usize, verb: usize) -> Option<bool> {
    let claim = &view.sentence.tokens;
    let is_contrast = |it: &Token| matches!(it.folded.as_str(), "but" | "while" | "whereas" | "although" | "though");
    let tokens = &hit.sentence.tokens;
    let is_finite = |it: &Token| {
        it.is_word()
            && (words::FINITE.contains(it.folded.as_str())
                || it.folded.ends_with("ed")
                || words::IRREGULAR.contains_key(it.folded.as_str()))
    };
    let ends: Vec<usize> =
        (1..=tokens.len()).filter(|it| tokens.get(*it).is_none_or(|it| ends_clause(it) || is_contrast(it))).collect();
    let mut says = None;
    let mut start = 0;
    for end in ends {
        let part = &tokens[start..end];
        let opens = |at: usize| tokens[at..].iter().find(|it| !ends_clause(it)).is_some_and(is_contrast);
        let is_contrasted = (opens(start) || opens(end)) && part.iter().any(is_finite);
        start = end;
        let place = |stem: &str| part.iter().position(|it| view.hits.strength(stem, &it.stem) >= 0.6);
        if place(&claim[who].stem).is_none() {
            continue;
        }
        let verb = place(&claim[verb].stem);
        // "Is yet to be signed."
        let denies = |it: &Token| denies(it) || it.folded == "yet";
        let is_denied = part.iter().enumerate().any(|(at, it)| Some(at) != verb && denies(it));
        match verb {
            Some(_) if !is_denied => return Some(true),
            None if !is_denied && !is_contrasted => {}
            _ => says = Some(false),
        }
    }
    says
}

/// "The only port" where the passage has "one of four ports", and the other way round.
fn one_of(view: &View) -> Option<Seen> {
    const REACH: usize = 5;
    let best = view.best().filter(|_| view.hits.best.coverage >= SCOPE_COVERAGE)?;
    let nouns_behind = |tokens: &[Token], at: usize| -> Vec<SmolStr> {
        let end = tokens.len().min(at + REACH);
        let inside = tokens[at..end].iter().take_while(|it| !ends_clause(it));
        inside.filter(|it| it.is_content()).map(|it| it.stem.clone()).collect()
    };
    let only = |tokens: &[Token]| -> Option<(usize, Vec<SmolStr>)> {
        let is = |at: usize, word: &[&str]| word.contains(&tokens[at].folded.as_str());
        let at =
            (1..tokens.len()).find(|it| is(*it, &["only", "sole"]) && is(it - 1, &["the", "'s", "its", "their"]))?;
        Some((at, nouns_behind(tokens, at + 1)))
    };
    let one_of = |tokens: &[Token]| -> Option<(usize, Vec<SmolStr>)> {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.folded == word);
        let at = (0..tokens.len()).find(|it| (is(*it, "one") && is(it + 1, "of")) || is(*it, "among"))?;
        Some((at, nouns_behind(tokens, at + 1)))
    };
    let shares = |one: &[SmolStr], other: &[SmolStr]| one.iter().take(2).any(|it| other.contains(it));
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let (mine, yours) = match (only(ours), one_of(ours)) {
        (Some(mine), None) if only(theirs).is_none() => (mine, one_of(theirs)?),
        (None, Some(mine)) if one_of(theirs).is_none() => (mine, only(theirs)?),
        _ => return None,
    };
    if !shares(&mine.1, &yours.1) && !shares(&yours.1, &mine.1) {
        return None;
    }
    let kind = if only(ours).is_some() { ReasonKind::Overclaim } else { ReasonKind::Antonym };
    Some(Seen::new(kind, Strength::Conflict, ours[mine.0].span).against(best, theirs[yours.0].span))
}

/// "Only the mayor", "the mayor alone" where the passage has "the mayor and the treasurer".
fn not_alone(view: &View) -> Option<Seen> {
    let best = view.best()?;
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let is_article = |it: &Token| matches!(it.folded.as_str(), "the" | "a" | "an" | "its" | "their" | "his" | "her");
    let says_alone = |it: &Token| matches!(it.folded.as_str(), "only" | "alone" | "solely");
    if theirs.iter().any(says_alone) {
        return None;
    }
    let word = words_of_scope(&view.sentence, &["only", "solely", "alone"]).next()?;
    let at = ours.iter().position(|it| it.span == word.span)?;
    let who = match word.folded.as_str() {
        "alone" => at.checked_sub(1)?,
        _ => (at + 1..ours.len()).find(|it| !is_article(&ours[*it]))?,
    };
    if !ours[who].is_content() || !covers_rest(view, best, at) {
        return None;
    }
    let is_thing = |it: &Token| {
        it.is_content()
            && !it.folded.ends_with("ed")
            && !it.folded.ends_with("ing")
            && !words::IRREGULAR.contains_key(it.folded.as_str())
            && !thesaurus::is_mostly_verb(&it.stem)
            && !has_word(view, &it.stem)
    };
    for place in (0..theirs.len()).filter(|it| view.hits.strength(&ours[who].stem, &theirs[*it].stem) >= 0.8) {
        let joins = |it: usize| theirs.get(it).is_some_and(|it| it.folded == "and");
        let behind = (place + 2..theirs.len()).find(|it| !is_article(&theirs[*it])).filter(|_| joins(place + 1));
        let ahead = (0..place).rev().find(|it| !is_article(&theirs[*it])).filter(|it| joins(*it));
        let partner = behind.or(ahead.and_then(|it| it.checked_sub(1))).filter(|it| is_thing(&theirs[*it]));
        if let Some(partner) = partner {
            let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, word.span);
            return Some(seen.against(best, theirs[partner].span));
        }
    }
    None
}

/// "within days" where the passage has "several weeks": amounts without a figure.
fn other_amount(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= AMOUNT_COVERAGE)?;
    // "In recent weeks" is no amount.
    let is_period = |it: &Token| {
        matches!(it.folded.as_str(), "recent" | "past" | "last" | "coming" | "next" | "the" | "following" | "over")
    };
    let is_loose = |sentence: &Sentence, at: usize, is_time: bool| {
        sentence.quantity_at(at).is_none()
            && sentence.tokens[at].is_word()
            && !(is_time && sentence.tokens[at.saturating_sub(2)..at].iter().any(is_period))
    };
    for amounts in words::LOOSE_AMOUNTS.iter() {
        let is_time = amounts.iter().any(|it| words::duration(it).is_some());
        let loose = |sentence: &Sentence| -> Vec<usize> {
            let is_one = |it: &usize| {
                amounts.contains(&sentence.tokens[*it].folded.as_str()) && is_loose(sentence, *it, is_time)
            };
            (0..sentence.tokens.len()).filter(is_one).collect()
        };
        let (ours, theirs) = (loose(&view.sentence), loose(&best.sentence));
        let ([ours], [theirs]) = (&ours[..], &theirs[..]) else { continue };
        let (ours, theirs) = (&view.sentence.tokens[*ours], &best.sentence.tokens[*theirs]);
        let is_elsewhere = view.all.iter().any(|hit| hit.sentence.tokens.iter().any(|it| it.folded == ours.folded));
        if ours.folded != theirs.folded && !is_elsewhere {
            let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, ours.span);
            return Some(seen.against(best, theirs.span).replaced_by_source());
        }
    }
    None
}

/// "four factors: a, b and c", or four factors of which the passage lists three.
fn miscounted(view: &View) -> Option<Seen> {
    for quantity in &view.sentence.quantities {
        let is_count =
            quantity.kind == Kind::Count && quantity.low == quantity.high && quantity.approximation.is_none();
        if !is_count || !(2.0..=12.0).contains(&quantity.low) {
            continue;
        }
        let count = quantity.low as u64;
        if quantity.unit.is_empty() || view.all.iter().any(|it| it.bears_out(quantity)) {
            continue;
        }
        let own = listed(&view.sentence, &quantity.unit, quantity.tokens.end);
        if let Some((listed, _)) = own.filter(|it| it.0 != count) {
            let seen =
                Seen::new(ReasonKind::Figure, Strength::Conflict, quantity.span).put_as(format!("{listed} listed"));
            return Some(match view.best() {
                Some(best) => seen.against_all_of(best),
                None => seen,
            });
        }
        let of_best = view.best().filter(|_| view.plain_coverage >= AMOUNT_COVERAGE);
        let theirs = of_best.and_then(|best| Some((best, listed(&best.sentence, &quantity.unit, 0)?)));
        if let Some((best, (listed, span))) = theirs.filter(|it| it.1.0 != count) {
            let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, quantity.span).against(best, span);
            return Some(seen.put_as(format!("{listed} listed")));
        }
    }
    None
}

/// "The second to be built" where the passage has "the third to be built".
fn other_place(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= SCOPE_COVERAGE)?;
    let places = |tokens: &[Token]| -> Vec<(usize, SmolStr)> {
        let is_place = |it: &usize| {
            let word = tokens[*it].folded.as_str();
            (words::ORDINALS.contains_key(word) || word == "last")
                && tokens.get(it + 1).is_some_and(|it| it.folded == "to")
        };
        let what = |at: usize| tokens[at..].iter().skip(2).take(3).find(|it| it.is_content());
        (0..tokens.len()).filter(is_place).filter_map(|it| Some((it, what(it)?.stem.clone()))).collect()
    };
    let (ours, theirs) = (&view.sentence.tokens, &best.sentence.tokens);
    let ([(at, mine)], [(other, yours)]) = (&places(ours)[..], &places(theirs)[..]) else { return None };
    let is_same = ours[*at].folded == theirs[*other].folded || view.hits.strength(mine, yours) < 0.8;
    let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, ours[*at].span);
    (!is_same).then(|| seen.against(best, theirs[*other].span).replaced_by_source())
}

/// How many things are listed behind a colon after the noun, and the noun to the last of them.
fn listed(sentence: &Sentence, noun: &str, from: usize) -> Option<(u64, Span)> {
    let tokens = &sentence.tokens;
    let start = from.saturating_sub(1);
    let noun = (start..tokens.len()).find(|it| tokens[*it].stem == noun)?;
    // Names may be listed at the end of a longer clause: "four leaders are to meet: A, B and C".
    let opens_list = |it: &usize| {
        let lists_names = tokens.get(it + 1).is_some_and(|it| it.is_word() && it.is_name);
        tokens[*it].is_mark(":") && (*it < noun + 3 || lists_names)
    };
    let colon = (noun + 1..tokens.len()).find(opens_list)?;
    let end = (colon + 1..tokens.len())
        .find(|it| tokens[*it].is_mark(";") || tokens[*it].is_mark("."))
        .unwrap_or(tokens.len());
    let mut n = 1;
    let mut is_closed = false;
    for at in colon + 1..end {
        let is_and = matches!(tokens[at].folded.as_str(), "and" | "or");
        if is_and && !tokens[at - 1].is_mark(",") && is_closed {
            return None;
        }
        if tokens[at].is_mark(",") {
            n += 1;
        } else if is_and {
            is_closed = true;
            n += u64::from(!tokens[at - 1].is_mark(","));
        }
    }
    (is_closed && n >= 2).then(|| (n, Span::new(tokens[noun].span.start, tokens[end - 1].span.end)))
}
