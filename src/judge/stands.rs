//! Which side of a matter is taken: "enjoys the backing of" where the source has "faces opposition from".
//!
//! Many words and phrases say of a matter that it goes one way or the other. What counts is the way it goes in the end,
//! after all that denies it: "was not disclosed" and "remains secret" take the same side.

use std::ops::Range;

use super::reporters::hands_on;
use super::{ReasonKind, Seen, Strength, View, degrees, is_light, opposed, polarity};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Sentence, Span, Token, TokenKind, clause_start, denies, ends_clause, is_article, is_form_of_be, is_negation,
    thesaurus, words,
};

/// Content words of the claim on either side that count as neighbours.
const N_NEIGHBOURS: usize = 5;

/// Tokens on either side of a phrase among which a neighbour is looked for.
const REACH: usize = 9;

/// Two words count as the same from this strength on.
const SAME: f64 = 0.6;

/// The other side counts where at least two neighbours with this share of the weight of all stand around it. (Of the
/// claims of the public sets that nothing else objected to, 7 were wrong and 1 right.)
const SHARE: f64 = 0.3;

/// Or where a single neighbour has this share.
const SHARE_OF_ONE: f64 = 0.5;

/// Nowhere in the source may the claim's side be taken with this much of the share around the other one.
const LESS: f64 = 0.6;

/// A passage may bear the claim's side out when it has this share of what the one against it has of the claim.
const AS_NEAR: f64 = 0.6;

/// From this share on a passage bears a side out.
const TOLD: f64 = 0.3;

/// A phrase in a sentence that takes a side.
struct Stand {
    matter: usize,
    /// Whether it is the first side, all denials counted; `None` when that cannot be told.
    is_first: Option<bool>,
    place: Range<usize>,
    /// From what denies it to its end.
    whole: Range<usize>,
}

/// The passages that are looked at, with the sides that they take.
struct Read<'a>(Vec<(&'a Hit, Vec<Stand>)>);

impl<'a> Read<'a> {
    fn of(view: &'a View) -> Self {
        Self(view.nearest_first().map(|it| (it, stands(&it.sentence))).collect())
    }
}

/// The claim takes another side than the source does.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = stands(&view.sentence);
    let sure: Vec<&Stand> = ours
        .iter()
        .filter(|it| it.is_first.is_some() && !view.sentence.tokens[it.place.start].is_quoted)
        // "…, she confirms"
        .filter(|it| !closes_as_report(&view.sentence, it.place.start))
        // "Might be allowed in 2026" says nothing against a ban today.
        .filter(|it| !is_possible(&view.sentence, it))
        // A claim that has both sides compares them.
        .filter(|it| !ours.iter().any(|other| other.matter == it.matter && other.is_first != it.is_first))
        .collect();
    if sure.is_empty() {
        return None;
    }
    let read = Read::of(view);
    let told = |it: &&Stand| opposed(view, it, &read).map(|(hit, other)| seen(view, it, hit, other));
    let found = sure.iter().find_map(told);
    // What is denied may be so in too many ways.
    let lacks_it = |it: &Stand| {
        let mut words = view.hits.words.iter().filter(|word| it.place.contains(&word.token));
        !words.any(|it| view.strength_in_evidence(&it.stem) >= SAME)
    };
    let is_plain = |it: &&&Stand| it.whole.start == it.place.start && lacks_it(it);
    found.or_else(|| sure.iter().filter(is_plain).find_map(|it| opposed_elsewhere(view, it, &read)))
}

/// Whether the verb only hands on what stands before it: "…, she confirms."
fn closes_as_report(sentence: &Sentence, at: usize) -> bool {
    const REACH: usize = 5;
    let tokens = &sentence.tokens;
    let closes = tokens.get(at + 1).is_none_or(|it| it.is_mark(".") || it.is_mark(","));
    hands_on(&tokens[at]) && closes && tokens[at.saturating_sub(REACH)..at].iter().any(|it| it.is_mark(","))
}

/// Whether a claim tells the side as what may come: "might be allowed".
fn is_possible(sentence: &Sentence, stand: &Stand) -> bool {
    const REACH: usize = 3;
    let start = stand.whole.start;
    let lead = &sentence.tokens[start.saturating_sub(REACH)..start];
    lead.iter().any(|it| matches!(it.folded.as_str(), "may" | "might" | "could") && !it.is_capital)
}

fn seen(view: &View, stand: &Stand, hit: &Hit, other: &Stand) -> Seen {
    let span = view.span_of([stand.whole.start, stand.whole.end - 1]);
    let is_denied = stand.whole.start < stand.place.start || other.whole.start < other.place.start;
    let kind = if is_denied { ReasonKind::Negation } else { ReasonKind::Antonym };
    let tokens = &hit.sentence.tokens;
    let source = Span::new(tokens[other.whole.start].span.start, tokens[other.whole.end - 1].span.end);
    Seen::new(kind, Strength::Conflict, span).against(hit, source)
}

/// Whether a passage takes the same side as the claim does in the words at `span`, and none takes the other with as
/// much of what stands around them.
pub(super) fn is_told(view: &View, span: Span) -> bool {
    let ours = stands(&view.sentence);
    let covers = |it: &&Stand| view.span_of([it.whole.start, it.place.end - 1]).covers(span);
    let Some(stand) = ours.iter().filter(|it| it.is_first.is_some()).find(covers) else {
        return false;
    };
    let read = Read::of(view);
    let around = Around::of(view, stand);
    let (same, other) = around.weigh(&read, stand);
    same >= TOLD && other.is_none_or(|it| same >= it.0)
}

/// The content words around a phrase of the claim.
struct Around<'a> {
    view: &'a View<'a>,
    words: Vec<&'a Word>,
    weight: f64,
}

impl<'a> Around<'a> {
    /// Those of its own clause, when these are enough.
    fn of(view: &'a View, stand: &Stand) -> Self {
        const FEW: usize = 3;
        let tokens = &view.sentence.tokens;
        let place = &stand.place;
        let ends = |it: &Token| {
            ends_clause(it)
                || matches!(
                    it.folded.as_str(),
                    "when" | "after" | "before" | "while" | "although" | "but" | "as" | "because" | "since"
                )
        };
        let start = (0..place.start).rev().find(|it| ends(&tokens[*it])).map_or(0, |it| it + 1);
        let end = (place.end..tokens.len()).find(|it| ends(&tokens[*it])).unwrap_or(tokens.len());
        let near = Self::within(view, stand, start..end);
        if near.words.len() < FEW { Self::within(view, stand, 0..tokens.len()) } else { near }
    }

    fn within(view: &'a View, stand: &Stand, range: Range<usize>) -> Self {
        let place = &stand.place;
        let words = || {
            let words = view.hits.words.iter().filter(|it| range.contains(&it.token));
            words.filter(|it| !place.contains(&it.token) && !is_light(view.token(it)))
        };
        let before: Vec<&Word> = words().filter(|it| it.token < place.start).collect();
        let after = words().filter(|it| it.token >= place.end).take(N_NEIGHBOURS);
        let words: Vec<&Word> =
            before[before.len().saturating_sub(N_NEIGHBOURS)..].iter().copied().chain(after).collect();
        let weight = words.iter().map(|it| it.weight).sum::<f64>().max(f64::MIN_POSITIVE);
        Self { view, words, weight }
    }

    /// How many of them stand around a place of a passage, and with what share of their weight.
    /// Names alone say nothing of the matter.
    fn share(&self, hit: &Hit, place: &Range<usize>) -> (f64, usize) {
        let found: Vec<&&Word> = self.words.iter().filter(|it| is_around(self.view, it, hit, place)).collect();
        if found.iter().all(|it| it.is_name) {
            return (0.0, 0);
        }
        (found.iter().map(|it| it.weight).sum::<f64>() / self.weight, found.len())
    }

    /// The share where several names stand around it and nothing else, with the one behind the claim's phrase behind it:
    /// enough to bear a side out.
    fn share_of_names(&self, stand: &Stand, hit: &Hit, place: &Range<usize>) -> f64 {
        const SEVERAL: usize = 3;
        let tokens = &hit.sentence.tokens;
        let next = self.words.iter().find(|it| it.token >= stand.place.end);
        let mut behind = tokens[place.end..].iter().take(REACH);
        if !next.is_some_and(|it| behind.any(|other| self.view.hits.strength(&it.stem, &other.stem) >= SAME)) {
            return 0.0;
        }
        let found: Vec<&&Word> = self.words.iter().filter(|it| is_around(self.view, it, hit, place)).collect();
        let weight: f64 = found.iter().map(|it| it.weight).sum();
        if found.len() >= SEVERAL { weight / self.weight } else { 0.0 }
    }

    /// The greatest share around a phrase of the same side, and of the other side with its passage.
    fn weigh<'h, 'b>(&self, read: &'b Read<'h>, stand: &Stand) -> (f64, Option<(f64, usize, &'h Hit, &'b Stand)>) {
        let of_matter = read
            .0
            .iter()
            .flat_map(|(hit, theirs)| theirs.iter().filter(|it| it.matter == stand.matter).map(move |it| (*hit, it)));
        let (others, alike): (Vec<_>, Vec<_>) = of_matter.partition(|it| opposes(it.1, stand));
        let mut opposing: Option<(f64, usize, &'h Hit, &'b Stand)> = None;
        for (hit, other) in others {
            let (share, n_found) = self.share(hit, &other.place);
            if opposing.as_ref().is_none_or(|it| share > it.0) {
                opposing = Some((share, n_found, hit, other));
            }
        }
        // A passage that tells far less of the claim is of another occasion.
        let coverage = |hit: &Hit| self.view.hits.coverage_by(hit, |_| true);
        let least = opposing.as_ref().map_or(0.0, |it| AS_NEAR * coverage(it.2));
        let shares = alike
            .into_iter()
            .filter(|it| coverage(it.0) >= least)
            .map(|(hit, other)| self.share(hit, &other.place).0.max(self.share_of_names(stand, hit, &other.place)));
        (shares.fold(0.0, f64::max), opposing)
    }
}

fn opposes(other: &Stand, stand: &Stand) -> bool {
    stand.is_first.is_some() && other.is_first == stand.is_first.map(|it| !it)
}

/// The passage that takes the other side of the same, when none takes the claim's.
fn opposed<'a, 'b>(view: &'a View, stand: &Stand, read: &'b Read<'a>) -> Option<(&'a Hit, &'b Stand)> {
    let near = Around::of(view, stand);
    let seen = opposed_around(view, stand, read, &near);
    if seen.is_some() {
        return seen;
    }
    let whole = Around::within(view, stand, 0..view.sentence.tokens.len());
    opposed_around(view, stand, read, &whole)
}

/// The same among the passages nearest to what stands around the phrase and to any word of its matter: a passage that
/// takes the other side lacks the claim's word for it, and may not be near the claim as a whole.
fn opposed_elsewhere(view: &View, stand: &Stand, known: &Read) -> Option<Seen> {
    const N_PASSAGES: usize = 6;
    let around = Around::of(view, stand);
    let greatest = around.words.iter().map(|it| it.weight).fold(0.0, f64::max);
    let mut query = view.query_of(&around.words);
    query.push(words::STAND_STEMS.get(stand.matter)?.iter().map(|it| (it.clone(), greatest)).collect());
    let hits = view.nearest_to(&query, N_PASSAGES);
    let read = Read(hits.iter().map(|it| (it, stands(&it.sentence))).collect());
    let (hit, other) = opposed_around(view, stand, &read, &around)?;
    let is_denied = other.whole.start < other.place.start;
    // The passages that have most of the claim may bear it out.
    if is_denied || around.weigh(known, stand).0 >= LESS * around.share(hit, &other.place).0 {
        return None;
    }
    Some(seen(view, stand, hit, other))
}

fn opposed_around<'h, 'b>(
    view: &View,
    stand: &Stand,
    read: &'b Read<'h>,
    around: &Around,
) -> Option<(&'h Hit, &'b Stand)> {
    let (same, opposing) = around.weigh(read, stand);
    let (share, n_found, hit, other) = opposing?;
    // "Prices, which are lower here, could rise" takes both sides, the claim's in its own word.
    let own = |it: &Stand, sentence: &Sentence| sentence.tokens[it.place.start].stem.clone();
    let is_own = |it: &Stand| {
        it.matter == stand.matter
            && it.is_first == stand.is_first
            && own(it, &hit.sentence) == own(stand, &view.sentence)
    };
    let is_both = read.0.iter().any(|it| it.0.id == hit.id && it.1.iter().any(is_own));
    let is_contrasted =
        other.whole.start < other.place.start && polarity::is_contrasted(&hit.sentence, other.whole.start);
    if is_both || is_contrasted || polarity::is_told_apart(view, stand.place.start, hit) {
        return None;
    }
    // "Make the talks easier" and "complicate the effort" are of different things, whatever else the two have in common.
    // "Pessimistic about the chances of a deal", "surrogacy needs to remain illegal": neither chances nor needs are what
    // it is said of.
    let is_frame = |it: &&&Word| {
        let token = view.token(it);
        let folded = token.folded.as_str();
        words::FRAMING_NOUNS.contains(folded)
            || folded.ends_with("ly")
            || (!token.is_name && !folded.ends_with("ing") && super::acts::is_verb_form(token))
            || matches!(token.stem.as_str(), "becom" | "seem" | "sound" | "stay")
            || matches!(
                folded,
                "unless"
                    | "if"
                    | "until"
                    | "whether"
                    | "thing"
                    | "things"
                    | "himself"
                    | "herself"
                    | "itself"
                    | "themselves"
            )
    };
    let next = around.words.iter().filter(|it| it.token >= stand.place.end).find(|it| !is_frame(it));
    let mut before = around.words.iter().rev().filter(|it| it.token < stand.whole.start && !is_frame(it));
    let nearest_before = before.next();
    // "Pressure over the killings in Arlen is easing": a place says less than what it stands behind, and that less than the
    // head of the phrase.
    let plain_before = before.find(|it| !it.is_name).filter(|_| nearest_before.is_some_and(|it| it.is_name));
    let head = before.find(|it| plain_before.is_some() && is_head(view, it.token));
    let owner = nearest_before.filter(|it| !it.is_name).and_then(|it| head_of(view, it.token));
    let nearest: Vec<&&Word> =
        nearest_before.into_iter().chain(plain_before).chain(head).chain(next).chain(owner.as_ref()).collect();
    let has_plain = nearest.iter().any(|it| !it.is_name);
    let mut telling = nearest.iter().filter(|it| !(has_plain && it.is_name));
    if !nearest.is_empty() && !telling.any(|it| is_around(view, it, hit, &other.place)) {
        return None;
    }
    let is_same_matter = (n_found >= 2 && (share >= SHARE || is_of_same(view, stand, hit, other)))
        || (n_found >= 1 && share >= SHARE_OF_ONE);
    let most = share * LESS;
    if !is_same_matter || same >= most || asks(hit) || degrees::is_crossed(view, hit) {
        return None;
    }
    if opposed::may_both_hold(view, stand.place.start, hit, other.place.start) {
        return None;
    }
    // "Until the new one, none had been cleared since 2015" of "the first to be cleared since 2015"
    let looks_back = |it: &Token| matches!(it.folded.as_str(), "until" | "since" | "before" | "previously");
    if stand.whole.start < stand.place.start
        && view.sentence.tokens.iter().any(looks_back)
        && hit.sentence.tokens.iter().any(|it| it.folded == "first")
    {
        return None;
    }
    // What was tried and what has not come about do not exclude each other.
    let is_denied = |it: &Stand| it.whole.start < it.place.start;
    if is_denied(stand) && !is_denied(other) && polarity::is_only_tried(&hit.sentence.tokens, other.place.start) {
        return None;
    }
    let agrees = |it: Hit| {
        let theirs = stands(&it.sentence);
        theirs
            .iter()
            .any(|one| one.matter == stand.matter && !opposes(one, stand) && around.share(&it, &one.place).0 >= most)
    };
    if hit.passages().any(agrees) { None } else { Some((hit, other)) }
}

/// Whether a preposition stands right behind the noun that opens a clause: "international pressure over …".
fn is_head(view: &View, at: usize) -> bool {
    let tokens = &view.sentence.tokens;
    let is_behind = tokens.get(at + 1).is_some_and(|it| words::PREPOSITIONS.contains(it.folded.as_str()));
    is_behind && tokens[clause_start(tokens, at)..at].iter().all(|it| it.is_content() || is_article(it))
}

/// The noun that a phrase behind a preposition belongs to: "meetings" of "the meetings with their envoys".
fn head_of<'a>(view: &'a View, at: usize) -> Option<&'a Word> {
    let tokens = &view.sentence.tokens;
    let is_inside = |it: &usize| tokens[*it].is_content() || is_article(&tokens[*it]);
    let preposition = (0..at).rev().find(|it| !is_inside(it))?;
    let head = preposition
        .checked_sub(1)
        .filter(|_| matches!(tokens[preposition].folded.as_str(), "with" | "of" | "between"))?;
    view.hits.words.iter().find(|it| it.token == head && !it.is_name)
}

/// Whether both sides are the same one's: "backing from the council", "opposition from the council".
fn is_of_same(view: &View, stand: &Stand, hit: &Hit, other: &Stand) -> bool {
    let holder = |tokens: &[Token], end: usize| {
        let is_of = tokens.get(end).is_some_and(|it| matches!(it.folded.as_str(), "from" | "of" | "by" | "among"));
        let first = (end + 1..tokens.len()).find(|it| !is_article(&tokens[*it])).filter(|_| is_of)?;
        tokens[first].is_name.then(|| tokens[first].stem.clone())
    };
    let ours = holder(&view.sentence.tokens, stand.place.end);
    let theirs = holder(&hit.sentence.tokens, other.place.end);
    ours.zip(theirs).is_some_and(|(ours, theirs)| view.hits.strength(&ours, &theirs) >= SAME)
}

/// Whether the passage has a question, one that it quotes too: who asks takes no side.
fn asks(hit: &Hit) -> bool {
    hit.place.span.of(&hit.document.text).contains('?')
}

fn is_around(view: &View, word: &Word, hit: &Hit, place: &Range<usize>) -> bool {
    let tokens = &hit.sentence.tokens;
    let end = tokens.len().min(place.end + REACH);
    // "Asks that they give up so much of it, which she rejects": what she rejects is all of it.
    let clause = clause_start(tokens, place.start);
    let opens_subject = |it: &Token| {
        it.is_name
            || is_article(it)
            || matches!(it.folded.as_str(), "he" | "she" | "it" | "they" | "his" | "her" | "its")
    };
    // "Stronger than the draft, which she rejects"
    let is_compared = || tokens[..clause].iter().any(|it| it.folded == "than");
    let is_relative =
        clause > 0 && tokens[clause].folded == "which" && opens_subject(&tokens[clause + 1]) && !is_compared();
    // "While they tout it, they indicate that there is no hurry"
    let is_pronoun = |it: &Token| matches!(it.folded.as_str(), "he" | "she" | "they");
    let has_pronoun = tokens[clause..place.start].iter().any(is_pronoun);
    let start = match is_relative {
        true => clause_start(tokens, clause - 1),
        false if has_pronoun => 0,
        false => place.start.saturating_sub(REACH),
    };
    let mut around = (start..end).filter(|it| !place.contains(it) && tokens[*it].is_material());
    around.any(|it| view.hits.strength(&word.stem, &tokens[it].stem) >= SAME)
        || hit.carried.iter().any(|it| view.hits.strength(&word.stem, it) >= SAME)
}

/// The phrases of a sentence that take a side.
fn stands(sentence: &Sentence) -> Vec<Stand> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let key = if token.stem.is_empty() { token.folded.as_str() } else { token.stem.as_str() };
        let phrases = words::STANDS.get(key).filter(|_| token.kind == TokenKind::Word && !token.is_name);
        // "94 objects to be returned" object to nothing.
        let is_counted = at > 0
            && token.folded.ends_with('s')
            && matches!(tokens[at - 1].kind, TokenKind::Number | TokenKind::Quantity);
        // "A cutting-edge design"
        let is_compound = tokens.get(at + 1).is_some_and(|it| it.is_mark("-") && it.span.start == token.span.end);
        let Some(phrases) = phrases.filter(|_| !is_compound && !is_counted) else {
            at += 1;
            continue;
        };
        let fitting: Vec<&words::Stand> = phrases.iter().filter(|it| it.starts_at(tokens, at)).collect();
        let longest = fitting.first().map_or(1, |it| it.words.len());
        for (n, phrase) in fitting.iter().enumerate() {
            let is_longest = !fitting[..n].iter().any(|it| it.matter == phrase.matter);
            let Some(is_first) = phrase.is_first.filter(|_| is_longest) else { continue };
            let place = at..at + phrase.words.len();
            let (is_denied, start) = denial(sentence, at);
            let is_first = is_denied.map(|it| is_first != it);
            acc.push(Stand { matter: phrase.matter, is_first, whole: start..place.end, place });
        }
        at += longest;
    }
    acc
}

/// Whether what starts at `at` is denied, and where the denial starts; `None` when that cannot be told.
fn denial(sentence: &Sentence, at: usize) -> (Option<bool>, usize) {
    /// Content words that may stand between a denial and what it denies, and tokens before it.
    const BETWEEN: usize = 2;
    const BACK: usize = 24;
    let tokens = &sentence.tokens;
    let is_auxiliary = |it: &Token| words::AUXILIARIES.contains(it.folded.as_str());
    let has_auxiliary = tokens[at.saturating_sub(3)..at].iter().any(is_auxiliary);
    let (mut is_denied, mut start) = (false, at);
    let (mut n_between, mut is_beyond, mut is_infinitive, mut is_predicate) =
        (0, false, tokens[at].folded == "to", false);
    // "Sick birds", "sick or dead birds"
    let is_pair = tokens.get(at + 1).is_some_and(|it| matches!(it.folded.as_str(), "or" | "and"));
    let is_attribute = tokens.get(at + if is_pair { 2 } else { 1 }).is_some_and(Token::is_content)
        && !tokens[at].folded.ends_with("ly")
        && !thesaurus::is_mostly_verb(&tokens[at].stem);
    let mut has_request = false;
    let mut skip_to = at;
    for back in (at.saturating_sub(BACK)..at).rev() {
        let token = &tokens[back];
        let word = token.folded.as_str();
        if back > skip_to {
            continue;
        }
        // "Stopped short of threatening it"
        if word == "short" && back > 0 && tokens[back - 1].stem == "stop" && tokens[back + 1].folded == "of" {
            return (Some(!is_denied), back - 1);
        }
        // "Turned down a request to sell them": what is asked for is not said to be done.
        has_request |= matches!(token.stem.as_str(), "request" | "applic" | "bid" | "plea" | "proposal" | "offer");
        let turns_down = word == "down" && back > 0 && tokens[back - 1].stem == "turn";
        if has_request && (turns_down || (denies(token) && !is_negation(token))) {
            return (None, start);
        }
        // "Did not, however, bring"
        if token.is_mark(",") && back >= 2 && tokens[back - 2].is_mark(",") {
            skip_to = back - 3.min(back);
            continue;
        }
        if ends_clause(token) || matches!(word, "but" | "although" | "while" | "because" | "after" | "before" | "when")
        {
            break;
        }
        if matches!(word, "whether" | "if" | "unless" | "until" | "than")
            || (word == "have"
                && back > 0
                && matches!(tokens[back - 1].folded.as_str(), "could" | "would" | "should" | "might"))
        {
            return (None, start);
        }
        if back + 1 == at && matches!(word, "less" | "least" | "without") {
            is_denied = !is_denied;
            start = back;
            continue;
        }
        // "None of those who saw it has complained": what denies all of them stands before what tells who they are.
        is_beyond |= matches!(word, "and" | "or" | "which" | "who" | "that") || at - back > 10;
        is_infinitive |= word == "to";
        // "Close the minor injuries unit" makes no injury less minor.
        let is_undone = words::UNDOING_STEMS.contains(&token.stem) && !is_attribute;
        if is_undone && n_between < 2 && !tokens[at].folded.ends_with("er") {
            // "Close a loophole that allows"
            if is_beyond {
                return (None, back);
            }
            if n_between == 0 {
                is_denied = !is_denied;
                start = back;
                continue;
            }
        }
        is_predicate |= is_form_of_be(token);
        let is_yet_to = word == "yet" && tokens[back + 1].folded == "to";
        let is_subject = matches!(word, "none" | "nobody" | "neither" | "nothing" | "no") && has_auxiliary;
        // "Without a ceasefire", "not enough evidence to hold him": what is denied is the noun.
        let is_of_noun = match word {
            "without" | "lack" | "lacks" | "lacking" => is_infinitive || n_between > 1,
            _ => is_infinitive && n_between > 1,
        };
        let next = tokens.get(back + 1).map_or("", |it| it.folded.as_str());
        let is_verb = !is_negation(token);
        let is_other = (is_verb && is_predicate)
            || (token.stem == "declin" && next != "to")
            || (word == "nor" && tokens[..back].iter().any(|it| it.folded == "neither"));
        // "Lacks formal approval", "no formal duty": what is denied is a thing, which another may speak of as well.
        let is_like_that = tokens.get(at + 1).is_some_and(|it| it.is_content());
        let is_lacking = matches!(word, "without" | "lack" | "lacks" | "lacking");
        if !is_of_noun && n_between < 2 && (is_lacking || (word == "no" && n_between == 0 && is_like_that)) {
            return (None, back);
        }
        let reach = if matches!(word, "none" | "no") { BETWEEN + 1 } else { BETWEEN };
        let is_direct = n_between <= reach && !is_beyond && denies(token) && !is_of_noun && !is_other;
        // "Guarantees against an expansion"
        // "A vaccine against the fever cut": what is cut is not what it is against.
        let is_noun = n_between == 0 || !tokens.get(at + 1).is_some_and(is_article);
        // "Appeal against the conviction": neither does what one goes to law against deny it.
        let is_plea = back > 0 && words::PLEA_STEMS.contains(&tokens[back - 1].stem);
        let is_against = word == "against" && !is_plea && n_between <= BETWEEN && !is_beyond && is_noun;
        if is_direct || is_subject || is_yet_to || is_against {
            // "Not to touch sick birds": what is denied is the touching.
            // "But not the pace of the cuts": what is denied is the pace.
            let is_of_other = word == "not" && is_article(&tokens[back + 1]);
            if (is_attribute || is_of_other) && n_between > 0 {
                return (None, back);
            }
            if matches!(next, "only" | "just" | "necessarily" | "doubt") {
                return (None, back);
            }
            is_denied = !is_denied;
            start = back;
            continue;
        }
        let is_counted = token.is_content() && !token.is_name && !word.ends_with("ly") && !is_light(token);
        n_between += usize::from(is_counted);
    }
    let mut behind = tokens[at..].iter().take(12);
    let is_until = start < at && behind.any(|it| matches!(it.folded.as_str(), "until" | "unless" | "before"));
    let is_open = is_until || polarity::is_rejected_behind(tokens, at);
    (Some(is_denied).filter(|_| !is_open), start)
}
