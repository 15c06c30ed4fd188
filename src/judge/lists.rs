//! Lists: the same items, one for one.

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, TokenKind, ends_clause, is_article, thesaurus, words};

/// Shorter lists share too little for the odd item to stand out.
const MIN_ITEMS: usize = 3;

/// A passage with this share of the claim's plain words speaks of what the list is of.
const SAME_MATTER: f64 = 0.5;

/// The share of the claim's other plain words that a passage must have for its list to be of the same.
const TOLD: f64 = 0.3;

/// Words of an item that are looked at, from its end.
const ITEM_WORDS: usize = 3;

/// An item of a list: its last content words, as positions of tokens.
type Item = Vec<usize>;

pub(super) fn judge(view: &View) -> Option<Seen> {
    odd_item(view).or_else(|| added_item(view)).or_else(|| only_some(view)).or_else(|| odd_end(view))
}

/// Whether a word of an item stands in an item of a passage's list.
fn is_among(view: &View, item: &Item, hit: &Hit, theirs: &[Item]) -> bool {
    let (ours, tokens) = (&view.sentence.tokens, &hit.sentence.tokens);
    let mut others = theirs.iter().flatten();
    others.any(|other| item.iter().any(|it| view.hits.strength(&ours[*it].stem, &tokens[*other].stem) >= 0.8))
}

/// "On land, at sea and in cyberspace" where the evidence has the first two, in a list of three or more without the last.
fn added_item(view: &View) -> Option<Seen> {
    for ours in lists(&view.sentence) {
        for hit in view.best_first() {
            for theirs in lists(&hit.sentence) {
                let (known, added): (Vec<&Item>, Vec<&Item>) =
                    ours.iter().partition(|it| is_among(view, it, hit, &theirs));
                let [added] = &added[..] else { continue };
                let is_known = |it: &usize| {
                    let stem = &view.sentence.tokens[*it].stem;
                    let is_near = |other: &SmolStr| thesaurus::nearness(stem, other) <= thesaurus::Nearness::Near;
                    view.hits.best_strength(stem) >= 0.5 || view.best_first().any(|it| it.stems.iter().any(is_near))
                };
                // What stands before a list may look like an item of it.
                if known.len() + 1 < theirs.len() || known.len() < MIN_ITEMS || added.iter().any(is_known) {
                    continue;
                }
                let span = view.span_of(added.iter().copied());
                return Some(Seen::new(ReasonKind::ListItem, Strength::Unsupported, span));
            }
        }
    }
    None
}

/// Tokens on either side of "only" among which what it narrows down to is listed.
const NEAR_ONLY: usize = 6;

/// "Only air and sea" where the evidence lists land, air and sea of the same.
fn only_some(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let is_only = |it: &Token| matches!(it.folded.as_str(), "only" | "solely" | "exclusively");
    let is_denied = |at: usize| at > 0 && matches!(ours[at - 1].folded.as_str(), "not" | "n't" | "the" | "if");
    let at = (0..ours.len()).find(|it| is_only(&ours[*it]) && !ours[*it].is_quoted && !is_denied(*it))?;
    for hit in view.nearest_first() {
        for theirs in lists(&hit.sentence) {
            let stands_in = |it: usize, item: &Item| {
                let tokens = &hit.sentence.tokens;
                let stem = &ours[it].stem;
                // "Covering land, air and sea": the last word is the thing.
                let is_same = |at: &usize| view.hits.strength(stem, &tokens[*at].stem) >= 0.8;
                ours[it].is_content() && item.last().is_some_and(is_same)
            };
            let is_listed = |it: &usize| theirs.iter().any(|item| stands_in(*it, item));
            // What is listed right before the word, and failing that right behind it.
            let goes_on = |it: &usize| {
                let token = &ours[*it];
                is_listed(it)
                    || matches!(token.folded.as_str(), "and" | "or" | "," | "both")
                    || is_article(token)
                    || words::PREPOSITIONS.contains(token.folded.as_str())
            };
            let before: Vec<usize> = (at.saturating_sub(NEAR_ONLY)..at).rev().take_while(goes_on).collect();
            let behind = (at + 1..ours.len()).take(NEAR_ONLY).take_while(goes_on);
            let run: Vec<usize> = if before.iter().any(is_listed) { before } else { behind.collect() };
            let named: Vec<usize> = run.into_iter().filter(is_listed).collect();
            let n_meant = theirs.iter().filter(|item| named.iter().any(|it| stands_in(*it, item))).count();
            let is_same_matter = view.hits.coverage_by(hit, |it| !it.is_name && !named.contains(&it.token)) >= TOLD;
            if named.is_empty() || n_meant >= theirs.len() || !is_same_matter {
                continue;
            }
            let tokens = &hit.sentence.tokens;
            let (first, last) = (*theirs.first()?.first()?, *theirs.last()?.last()?);
            let source = Span::new(tokens[first].span.start, tokens[last].span.end);
            let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, ours[at].span);
            return Some(seen.against(hit, source));
        }
    }
    None
}

/// Content words before the "and" that must be the same, one for one.
const LEAD: usize = 3;

/// The second of two as long as this or longer says enough to be missed.
const END: usize = 2;

/// "Guarantees against an expansion and the lifting of sanctions" where the passage goes on with something else behind
/// the same "and".
fn odd_end(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    let ends = ends(&view.sentence);
    for (and, end) in ends.iter().filter(|it| it.1.len() >= END) {
        let lead = lead(&view.sentence, *and);
        if lead.len() < LEAD || end.iter().any(|it| ours[*it].is_quoted) {
            continue;
        }
        let is_same = |hit: &Hit, one: usize, other: usize| {
            view.hits.strength(&ours[one].stem, &hit.sentence.tokens[other].stem) >= 0.8
        };
        for hit in view.best_first() {
            let near = |stem: &str| {
                let mut stems = hit.window().flat_map(|it| it.stems.iter().cloned().collect::<Vec<_>>());
                stems.any(|it| {
                    view.hits.strength(stem, &it) >= 0.5 || thesaurus::nearness(stem, &it) <= thesaurus::Nearness::Near
                })
            };
            for (other, theirs) in self::ends(&hit.sentence) {
                let facing = self::lead(&hit.sentence, other);
                let is_same_lead =
                    facing.len() == lead.len() && lead.iter().zip(&facing).all(|it| is_same(hit, *it.0, *it.1));
                if is_same_lead && !theirs.is_empty() && !end.iter().any(|it| near(&ours[*it].stem)) {
                    let tokens = &hit.sentence.tokens;
                    let source = Span::new(tokens[theirs[0]].span.start, tokens[theirs[theirs.len() - 1]].span.end);
                    let seen = Seen::new(ReasonKind::ListItem, Strength::Conflict, view.span_of(end.iter().copied()));
                    return Some(seen.against(hit, source));
                }
            }
        }
    }
    None
}

/// Each "and" of a sentence with the content words behind it, up to the end of the clause.
fn ends(sentence: &Sentence) -> Vec<(usize, Vec<usize>)> {
    let tokens = &sentence.tokens;
    let ands = (0..tokens.len()).filter(|it| tokens[*it].folded == "and");
    let behind = |and: usize| {
        let inside = (and + 1..tokens.len()).take_while(|it| !ends_clause(&tokens[*it]) && tokens[*it].folded != "and");
        inside.filter(|it| tokens[*it].is_content()).collect()
    };
    ands.map(|and| (and, behind(and))).collect()
}

/// The last content words before a place.
fn lead(sentence: &Sentence, at: usize) -> Vec<usize> {
    (0..at).rev().filter(|it| sentence.tokens[*it].is_content()).take(LEAD).collect()
}

/// A list of the claim has all items but one of a list in the evidence.
fn odd_item(view: &View) -> Option<Seen> {
    for ours in lists(&view.sentence) {
        for hit in &view.all {
            for theirs in lists(&hit.sentence) {
                // What stands before a list may look like an item of it: the ends are compared.
                let n = ours.len().min(theirs.len());
                let (ours, theirs) = (&ours[ours.len() - n..], &theirs[theirs.len() - n..]);
                let strength = |one: &Item, other: &Item| {
                    let strength = |claim: usize, source: usize| {
                        view.hits.strength(&view.sentence.tokens[claim].stem, &hit.sentence.tokens[source].stem)
                    };
                    let best = |claim: usize| other.iter().map(|it| strength(claim, *it)).fold(0.0, f64::max);
                    let found: f64 = one.iter().map(|it| best(*it)).sum();
                    // "Higher energy prices" are not "falling house prices".
                    let is_half = found * 2.0 >= one.len().min(other.len()) as f64;
                    if is_half { one.iter().map(|it| best(*it)).fold(0.0, f64::max) } else { 0.0 }
                };
                let odd: Vec<&Item> =
                    ours.iter().filter(|it| theirs.iter().all(|other| strength(it, other) < 0.9)).collect();
                let missing: Vec<&Item> =
                    theirs.iter().filter(|it| ours.iter().all(|own| strength(own, it) < 0.9)).collect();
                let ([odd], [missing]) = (&odd[..], &missing[..]) else { continue };
                // The item may be told elsewhere in the same source, or by another that speaks of what the list is of.
                let has = |hit: &Hit, at: usize| {
                    let stem = &view.sentence.tokens[at].stem;
                    hit.stems.iter().any(|it| view.hits.strength(stem, it) >= 0.9)
                };
                let tells = |hit: &Hit| view.hits.coverage_by(hit, |it| !it.is_name) >= SAME_MATTER;
                let may_tell = |it: &Hit| it.id.source == hit.id.source || tells(it);
                // "The consent of the owner" is told where consent is, whoever else has an owner.
                let is_of = odd[odd.len() - 1] - odd[0] >= odd.len();
                let has_head = |it: &Hit| it.stems.contains(&view.sentence.tokens[odd[0]].stem);
                let tells_it = |it: &Hit| if is_of { has_head(it) } else { odd.iter().any(|at| has(it, *at)) };
                let is_elsewhere = view.all.iter().any(|it| tells_it(it) && may_tell(it));
                let is_named = |tokens: &[Token], item: &Item| item.iter().any(|it| tokens[*it].is_name);
                // "Two of her party, Pike and Juarez" where the source has the party's name.
                let is_told_by_kind = !is_named(&view.sentence.tokens, odd) && is_named(&hit.sentence.tokens, missing);
                // A last item with an article of its own is mostly put in other words.
                let is_last = ours.last() == Some(*odd) && is_article(&view.sentence.tokens[odd[0] - 1]);
                // "Home loans" for "mortgages"
                let is_wider = odd.len() > missing.len() && !is_named(&view.sentence.tokens, odd);
                let is_loose = is_told_by_kind || is_last || is_wider;
                if strength(odd, missing) >= 0.6 || is_elsewhere || is_loose {
                    continue;
                }
                let tokens = &hit.sentence.tokens;
                let source = Span::new(tokens[missing[0]].span.start, tokens[missing[missing.len() - 1]].span.end);
                let span = view.span_of(odd.iter().copied());
                let seen = Seen::new(ReasonKind::ListItem, Strength::Conflict, span);
                return Some(seen.against(hit, source).replaced_by_source());
            }
        }
    }
    None
}

/// The lists of a sentence ("land, air and sea"): the content words before each comma and before the last "and", and
/// those after it.
fn lists(sentence: &Sentence) -> Vec<Vec<Item>> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is_mark(",") {
            push_item(tokens, at, &mut items);
            // ", which" or ", including" opens something else than an item.
            let opens_item = |it: &Token| may_open_item(it) || goes_on_alike(tokens, &items, it);
            if tokens.get(at + 1).is_some_and(|it| it.is_word() && it.stem.is_empty() && !opens_item(it)) {
                items.clear();
            }
        } else if matches!(token.folded.as_str(), "and" | "or") && !items.is_empty() {
            if !tokens[at - 1].is_mark(",") {
                push_item(tokens, at, &mut items);
            }
            // "And the willingness to act"
            let leads = |it: &Token| is_article(it) || goes_on_alike(tokens, &items, it);
            let start = (at + 1..tokens.len()).find(|it| !leads(&tokens[*it])).unwrap_or(tokens.len());
            let last: Item = (start..tokens.len()).take_while(|it| tokens[*it].is_content()).take(ITEM_WORDS).collect();
            if !last.is_empty() && items.len() + 1 >= MIN_ITEMS {
                items.push(last);
                acc.push(std::mem::take(&mut items));
            }
            items.clear();
        } else if token.kind == TokenKind::Mark && !token.is_mark("-") {
            // Another clause: what came before is no list that goes on.
            items.clear();
        }
    }
    acc
}

/// "On land, in the air": whether a preposition opens an item behind one that a preposition opens, an article aside.
fn goes_on_alike(tokens: &[Token], items: &[Item], next: &Token) -> bool {
    let is_preposition = |it: &Token| words::PREPOSITIONS.contains(it.folded.as_str());
    let before = items.last().and_then(|it| tokens[..it[0]].iter().rev().find(|it| !is_article(it)));
    is_preposition(next) && before.is_some_and(is_preposition)
}

fn may_open_item(token: &Token) -> bool {
    matches!(
        token.folded.as_str(),
        "the" | "a" | "an" | "and" | "or" | "its" | "their" | "his" | "her" | "more" | "all" | "no"
    )
}

/// The content words directly before `at`; items further back than five words are no list.
fn push_item(tokens: &[Token], at: usize, items: &mut Vec<Item>) {
    // "The consent of the owner"
    let is_of = |it: usize| tokens[it].folded == "of";
    let is_inside = |it: &usize| {
        let follows_of = it.checked_sub(1).is_some_and(is_of);
        tokens[*it].is_content() || is_of(*it) || (is_article(&tokens[*it]) && follows_of)
    };
    let mut item: Item =
        (0..at).rev().take_while(is_inside).filter(|it| tokens[*it].is_content()).take(ITEM_WORDS).collect();
    item.reverse();
    let (Some(first), Some(last)) = (item.first(), item.last()) else {
        items.clear();
        return;
    };
    // With "of the" an item is longer by two.
    let reach = if last - first >= item.len() { 7 } else { 5 };
    let is_far = items.last().and_then(|it| it.last()).is_some_and(|before| last - before > reach || first <= before);
    if is_far {
        items.clear();
    }
    items.push(item);
}
