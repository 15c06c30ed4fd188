//! Pronouns and descriptions that stand for a name of the sentences before: "she", "the minister", "the company".

use std::ops::Range;

use smol_str::SmolStr;

use super::names::{PARTICLES, Role, roles_in};
use crate::lexicon::is_finite;
use crate::text::{Sentence, Span, Token, TokenKind, is_reporting, stem, words};

/// Words of a sentence that stand for somebody whom it does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Positions in the sentence's tokens.
    pub tokens: Range<usize>,
    pub kind: StandInKind,
}

/// What the words say of whom they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandInKind {
    /// "he", "she".
    Person,
    /// "it".
    Thing,
    /// "they", "both leaders".
    Several,
    /// "the Lithuanian president": the role by its [`words::role_name`], the stems of places and of other adjectives.
    Holder { role: String, places: Vec<SmolStr>, adjectives: Vec<SmolStr> },
    /// "the agency": the folded noun.
    Body { noun: String },
}

impl StandIn {
    /// The first one outside quotation marks that does something and has no name before it that it may go back to.
    pub fn find(sentence: &Sentence) -> Option<Self> {
        if sentence.is_title_case {
            return None;
        }
        let tokens = &sentence.tokens;
        let mut has_place = false;
        for at in 0..tokens.len() {
            let token = &tokens[at];
            if token.kind != TokenKind::Word || token.is_quoted {
                continue;
            }
            let found = match token.folded.as_str() {
                "he" | "she" => Some(Self { tokens: at..at + 1, kind: StandInKind::Person }),
                "they" if !has_place => Some(Self { tokens: at..at + 1, kind: StandInKind::Several }),
                "it" if !has_place && acts(tokens, at + 1) => {
                    Some(Self { tokens: at..at + 1, kind: StandInKind::Thing })
                }
                "the" | "both" => described(tokens, at),
                "police" if is_subject(tokens, at, at + 1) => {
                    Some(Self { tokens: at..at + 1, kind: StandInKind::Body { noun: token.folded.to_string() } })
                }
                _ => None,
            };
            if let Some(found) = found {
                return (opens(tokens, at) && !is_told_behind(tokens, at)).then_some(found);
            }
            if is_named(token) && !is_located(tokens, at) {
                let is_place = words::PLACE_STEMS.contains(token.stem.as_str());
                // "The French": a country may be the next word's.
                has_place |= is_place;
                if !is_place && !words::ROLES.contains(token.folded.as_str()) {
                    return None;
                }
            }
        }
        None
    }

    /// The span of its words.
    pub fn span(&self, sentence: &Sentence) -> Span {
        let tokens = &sentence.tokens[self.tokens.clone()];
        Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end)
    }
}

/// Whether a subject may begin at `at`: nothing goes before it but a mark, a conjunction or a verb of saying.
fn opens(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|it| &tokens[it]) else { return true };
    let folded = before.folded.as_str();
    // Of whom "After she left, Torv …" speaks is said later.
    let is_subordinate = matches!(folded, "after" | "when" | "as" | "while" | "because" | "although" | "if" | "before");
    let is_mark = matches!(before.kind, TokenKind::Mark | TokenKind::Quote);
    // "Later she", "and she".
    let is_small = before.kind == TokenKind::Word && (before.stem.is_empty() || at == 1) && !is_preposition(before);
    !is_subordinate && (is_mark || is_small || is_reporting(before) || folded.ends_with("ly"))
}

/// "She will wait, Torv told the crews": the one who speaks of it is named behind.
fn is_told_behind(tokens: &[Token], at: usize) -> bool {
    let is_told = |it: usize| {
        let beside = [tokens.get(it + 1), tokens.get(it.wrapping_sub(1))];
        is_named(&tokens[it]) && beside.into_iter().flatten().any(is_reporting)
    };
    let comma = (at..tokens.len()).find(|it| tokens[*it].is_mark(",") && !tokens[*it].is_quoted);
    comma.is_some_and(|comma| (comma + 1..tokens.len()).any(|it| !tokens[it].is_quoted && is_told(it)))
}

fn is_preposition(token: &Token) -> bool {
    words::PREPOSITIONS.contains(token.folded.as_str())
}

/// Whether a verb of somebody who acts follows, rather than "is" or "seems".
fn acts(tokens: &[Token], at: usize) -> bool {
    const WILLED: [&str; 22] = [
        "plans", "planned", "wants", "wanted", "rejects", "rejected", "refuses", "refused", "demands", "demanded",
        "agreed", "agrees", "hopes", "hoped", "expects", "expected", "opposes", "opposed", "accuses", "accused",
        "urged", "urges",
    ];
    let verb = (at..tokens.len()).find(|it| {
        let folded = tokens[*it].folded.as_str();
        !matches!(folded, "has" | "had" | "also" | "then" | "now" | "still") && !folded.ends_with("ly")
    });
    verb.is_some_and(|it| is_reporting(&tokens[it]) || WILLED.contains(&tokens[it].folded.as_str()))
}

/// "the Lithuanian president", "the agency", "both leaders": the subject of a verb that follows, or of a verb of saying
/// before it.
fn described(tokens: &[Token], at: usize) -> Option<StandIn> {
    const LONGEST: usize = 5;
    let is_several = tokens[at].folded == "both" || tokens.get(at + 1).is_some_and(|it| it.folded == "two");
    let mut places = Vec::new();
    let mut adjectives = Vec::new();
    for head in at + 1..tokens.len().min(at + 1 + LONGEST) {
        let token = &tokens[head];
        if token.is_mark("-") || (is_several && head == at + 1 && token.folded == "two") {
            continue;
        }
        if !matches!(token.kind, TokenKind::Word | TokenKind::Quantity) || token.stem.is_empty() {
            return None;
        }
        if is_several && is_people(&token.folded) {
            let stands = is_subject(tokens, at, head + 1);
            return stands.then_some(StandIn { tokens: at..head + 1, kind: StandInKind::Several });
        }
        let is_place = words::PLACE_STEMS.contains(token.stem.as_str());
        let role = words::ROLES.contains(token.folded.as_str());
        let is_body = words::ACTING_BODIES.contains_key(token.folded.as_str());
        if (role || is_body) && is_subject(tokens, at, head + 1) {
            let noun = token.folded.to_string();
            let kind = match role {
                true => StandInKind::Holder { role: words::role_name(&noun).to_owned(), places, adjectives },
                false => StandInKind::Body { noun },
            };
            return (!is_several).then_some(StandIn { tokens: at..head + 1, kind });
        }
        if is_place {
            places.push(token.stem.clone());
        } else if token.is_capital && head > 1 && !role {
            // "the Vilnius mayor" is named in part.
            return None;
        } else if is_finite(token) || is_preposition(token) {
            return None;
        } else {
            adjectives.push(token.stem.clone());
        }
    }
    None
}

fn is_people(folded: &str) -> bool {
    matches!(folded, "men" | "women" | "leaders" | "politicians" | "ministers" | "presidents" | "officials" | "sides")
}

/// Whether the noun phrase from `start` up to `end` is the subject: a verb comes next, or it follows a verb of saying and
/// nothing goes on with it.
fn is_subject(tokens: &[Token], start: usize, end: usize) -> bool {
    let Some(next) = tokens.get(end) else { return is_said_by(tokens, start) };
    let is_verb = |it: &Token| {
        let folded = it.folded.as_str();
        let is_form = words::AUXILIARIES.contains(folded) || folded.ends_with("ed") || folded.ends_with("ly");
        (it.is_word() && !it.is_capital && is_form) || is_reporting(it) || is_finite(it)
    };
    is_verb(next) || (!next.is_word() && next.kind != TokenKind::Clitic && is_said_by(tokens, start))
}

fn is_said_by(tokens: &[Token], start: usize) -> bool {
    start.checked_sub(1).is_some_and(|it| is_reporting(&tokens[it]))
}

/// Whether the token is part of a name, dates and common capitals aside.
fn is_named(token: &Token) -> bool {
    let folded = token.folded.as_str();
    token.kind == TokenKind::Word
        && token.is_name
        && words::month(folded).is_none()
        && words::weekday(folded).is_none()
        && !words::COMMON_CAPITALS.contains(folded)
}

/// "In Oslo": behind such a word stands a place.
fn is_located(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| tokens[before].folded.as_str());
    matches!(before, "in" | "at" | "near" | "outside" | "across" | "to" | "from")
}

/// What a name names, as far as its sentence tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Person,
    Body,
    Place,
    Unsure,
}

/// Somebody or something named, with all that was said of it so far.
#[derive(Clone, Debug)]
struct Named {
    stems: Vec<SmolStr>,
    sort: Sort,
    /// Folded words of titles and appositions.
    titles: Vec<SmolStr>,
    places: Vec<SmolStr>,
    /// The first name of its sentence, near its start.
    is_subject: bool,
    /// The sentence it was last named in.
    seen: usize,
}

impl Named {
    fn last(&self) -> &str {
        self.stems.last().map_or("", SmolStr::as_str)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.last() == other.last()
    }

    fn may_be_person(&self) -> bool {
        matches!(self.sort, Sort::Person | Sort::Unsure)
    }

    fn has_role(&self, role: &str) -> bool {
        self.titles.iter().any(|it| words::ROLES.contains(it.as_str()) && words::role_name(it) == role)
    }
}

/// How many sentences back a pronoun may reach, and among how many a description must tell one from the others.
const REACH: usize = 3;

/// Of whom a text spoke so far.
pub struct Discourse<'a> {
    /// What else is known of the bearer of a name.
    roles_of: &'a dyn Fn(&str) -> Vec<Role>,
    all: Vec<Named>,
    /// Whom each sentence speaks of; `None` where that could not be told for all.
    sentences: Vec<Option<Vec<Named>>>,
}

impl<'a> Discourse<'a> {
    /// Before the first sentence. `roles_of` says what is known of a name's last word.
    pub fn new(roles_of: &'a dyn Fn(&str) -> Vec<Role>) -> Self {
        Self { roles_of, all: Vec::new(), sentences: Vec::new() }
    }

    /// The sentence's stand-in with the stems of the name it stands for, if that can be told; then goes on behind it.
    pub fn read(&mut self, sentence: &Sentence) -> Option<(StandIn, Vec<SmolStr>)> {
        let stand_in = StandIn::find(sentence);
        let meant = stand_in.as_ref().map(|it| self.resolve(it)).unwrap_or_default();
        let mut named = names(sentence, self.sentences.len());
        for one in &named {
            self.note(one);
        }
        let speaks_of_person =
            stand_in.as_ref().is_some_and(|it| matches!(it.kind, StandInKind::Person | StandInKind::Holder { .. }));
        let is_open = speaks_of_person && meant.is_empty();
        for one in &meant {
            if !named.iter().any(|it| it.is_same(one)) {
                named.insert(0, Named { is_subject: true, ..one.clone() });
            }
        }
        self.sentences.push((!is_open).then_some(named));
        let stems: Vec<SmolStr> = meant.into_iter().flat_map(|it| it.stems).collect();
        stand_in.filter(|_| !stems.is_empty()).map(|it| (it, stems))
    }

    /// Whom the words stand for: two for "they", else one; none when it cannot be told.
    fn resolve(&self, stand_in: &StandIn) -> Vec<Named> {
        match &stand_in.kind {
            StandInKind::Person => self.person().into_iter().collect(),
            StandInKind::Thing => self.thing().into_iter().collect(),
            StandInKind::Several => self.pair().unwrap_or_default(),
            StandInKind::Holder { role, places, adjectives } => {
                self.only(|it| self.is_holder(it, role, places, adjectives)).into_iter().collect()
            }
            StandInKind::Body { noun } => self.body(noun).into_iter().collect(),
        }
    }

    /// The one person of the nearest sentence that speaks of any.
    fn person(&self) -> Option<Named> {
        for sentence in self.sentences.iter().rev().take(REACH) {
            let mut people: Vec<&Named> = sentence.as_ref()?.iter().filter(|it| it.may_be_person()).collect();
            let is_surely = |it: &&Named| self.is_person(it);
            // Beside somebody known as a person, who comes first, other names may be anything.
            if people.first().is_some_and(|it| it.is_subject && is_surely(it))
                && people.iter().filter(|it| is_surely(it)).count() == 1
            {
                people.truncate(1);
            }
            match people[..] {
                [] => continue,
                [one] => return Some(one.clone()),
                _ => return None,
            }
        }
        None
    }

    fn is_person(&self, it: &Named) -> bool {
        let known = |it: &Named| it.sort == Sort::Person;
        known(it)
            || self.all.iter().any(|other| other.is_same(it) && known(other))
            || !(self.roles_of)(it.last()).is_empty()
    }

    /// The body or country that the last sentence has as its subject.
    fn thing(&self) -> Option<Named> {
        let last = self.sentences.last()?.as_ref()?;
        let subject = last.first().filter(|it| it.is_subject && !self.is_person(it))?;
        let is_only = last.iter().filter(|it| it.sort != Sort::Person).count() == 1;
        is_only.then(|| subject.clone())
    }

    /// The two that the last sentence names, when it names just two of a kind.
    fn pair(&self) -> Option<Vec<Named>> {
        let last = self.sentences.last()?.as_ref()?;
        let of =
            |is_wanted: &dyn Fn(&&Named) -> bool| -> Vec<Named> { last.iter().filter(is_wanted).cloned().collect() };
        let people = of(&|it| self.is_person(it));
        let all = if people.is_empty() { of(&|_| true) } else { people };
        (all.len() == 2).then_some(all)
    }

    /// The only one that fits among those lately named, else among all.
    fn only(&self, fits: impl Fn(&Named) -> bool) -> Option<Named> {
        let fitting: Vec<&Named> = self.all.iter().filter(|it| fits(it)).collect();
        let now = self.sentences.len();
        let late: Vec<&&Named> = fitting.iter().filter(|it| it.seen + REACH >= now).collect();
        match (&late[..], &fitting[..]) {
            ([one], _) => Some((**one).clone()),
            ([], [one]) => Some((*one).clone()),
            _ => None,
        }
    }

    fn is_holder(&self, named: &Named, role: &str, places: &[SmolStr], adjectives: &[SmolStr]) -> bool {
        if !named.may_be_person() {
            return false;
        }
        let known = (self.roles_of)(named.last());
        let has = |wanted: &Role| known.contains(wanted);
        let has_role = |role: &str| named.has_role(role) || has(&Role::Office(role.to_owned()));
        // "leader" goes for those who lead, as far as no more is asked for.
        let leads = || role == "chief" && ["president", "pm", "chancellor", "king"].iter().any(|it| has_role(it));
        let is_lower =
            ["vice", "deputy"].iter().any(|it| has_role(it) && role != *it && !adjectives.iter().any(|own| own == it));
        let has_place = |place: &SmolStr| named.places.contains(place) || has(&Role::Place(place.clone()));
        let has_word = |word: &SmolStr| named.titles.iter().any(|it| stem(it) == *word);
        (has_role(role) || leads()) && !is_lower && places.iter().all(has_place) && adjectives.iter().all(has_word)
    }

    fn body(&self, noun: &str) -> Option<Named> {
        let kinds = words::ACTING_BODIES.get(noun)?;
        let wanted: Vec<SmolStr> = kinds.iter().chain([&noun]).map(|it| stem(it)).collect();
        let is_called = |it: &Named| {
            let mut of_name = it.stems.iter().cloned().chain(it.titles.iter().map(|it| stem(it)));
            it.sort != Sort::Person && of_name.any(|word| wanted.contains(&word))
        };
        self.only(is_called)
    }

    fn note(&mut self, named: &Named) {
        match self.all.iter_mut().find(|it| it.is_same(named)) {
            None => self.all.push(named.clone()),
            Some(known) => {
                known.titles.extend(named.titles.iter().cloned());
                known.places.extend(named.places.iter().cloned());
                known.seen = named.seen;
                if known.sort == Sort::Unsure {
                    known.sort = named.sort;
                }
                if named.stems.len() > known.stems.len() {
                    known.stems.clone_from(&named.stems);
                }
            }
        }
    }
}

const ADDRESSES: [&str; 10] = ["mr", "mrs", "ms", "dr", "sir", "prof", "gen", "col", "sen", "gov"];

/// The names of a sentence outside quotation marks.
fn names(sentence: &Sentence, seen: usize) -> Vec<Named> {
    let mut acc: Vec<Named> = Vec::new();
    if sentence.is_title_case {
        return acc;
    }
    let tokens = &sentence.tokens;
    let roles = roles_in(sentence);
    let mut at = 0;
    while at < tokens.len() {
        if !is_named(&tokens[at]) || tokens[at].is_quoted {
            at += 1;
            continue;
        }
        let start = at;
        while at < tokens.len() && goes_on(tokens, start, at) {
            at += 1;
        }
        if let Some(named) = named(sentence, &roles, start..at, seen, acc.is_empty())
            && !acc.iter().any(|it| it.is_same(&named))
        {
            acc.push(named);
        }
    }
    acc
}

/// Whether the name that begins at `start` goes on at `at`.
fn goes_on(tokens: &[Token], start: usize, at: usize) -> bool {
    let token = &tokens[at];
    let next_is_named = tokens.get(at + 1).is_some_and(is_named);
    let is_body = || tokens[start..at].iter().any(|it| words::ACTING_BODIES.contains_key(it.folded.as_str()));
    is_named(token)
        || (at > start && next_is_named && PARTICLES.contains(&token.folded.as_str()))
        || (at > start && next_is_named && token.is_mark("-"))
        || (next_is_named && matches!(token.folded.as_str(), "of" | "for") && is_body())
}

fn named(
    sentence: &Sentence,
    roles: &[(usize, usize, Role)],
    run: Range<usize>,
    seen: usize,
    is_first: bool,
) -> Option<Named> {
    let tokens = &sentence.tokens;
    let is_title = |it: &Token| words::ROLES.contains(it.folded.as_str()) || ADDRESSES.contains(&it.folded.as_str());
    let is_place = |it: &Token| words::PLACE_STEMS.contains(it.stem.as_str());
    let is_body = |it: &Token| words::ACTING_BODIES.contains_key(it.folded.as_str());
    let inside: Vec<usize> = run.clone().filter(|it| !tokens[*it].stem.is_empty()).collect();
    let last = *inside.last()?;
    let has_body = inside.iter().any(|it| is_body(&tokens[*it]));
    let is_part = |it: &usize| has_body || !(is_title(&tokens[*it]) || is_place(&tokens[*it]));
    let own: Vec<usize> = inside.iter().copied().filter(is_part).collect();
    let is_of_place = own.is_empty() && inside.iter().all(|it| is_place(&tokens[*it]));
    let own = if is_of_place { inside.clone() } else { own };
    let described = descriptions(tokens, &run);
    let words_of = |it: &[usize]| it.iter().map(|it| tokens[*it].folded.clone()).collect::<Vec<_>>();
    let mut titles = words_of(&described);
    titles.extend(run.clone().filter(|it| is_title(&tokens[*it])).map(|it| tokens[it].folded.clone()));
    let mut places: Vec<SmolStr> = described
        .iter()
        .copied()
        .chain(run.clone())
        .filter(|it| is_place(&tokens[*it]))
        .map(|it| tokens[it].stem.clone())
        .collect();
    for (_, at, role) in roles.iter().filter(|it| run.contains(&it.0)) {
        match role {
            Role::Office(_) => titles.push(tokens[*at].folded.clone()),
            Role::Place(stem) => places.push(stem.clone()),
        }
    }
    let stems: Vec<SmolStr> = own.iter().map(|it| tokens[*it].stem.clone()).collect();
    let has_role = titles.iter().any(|it| words::ROLES.contains(it.as_str()) || ADDRESSES.contains(&it.as_str()));
    let is_called_body = has_body || described.iter().any(|it| is_body(&tokens[*it]));
    let is_seat = stems.len() == 1 && words::METONYMS.contains_key(stems[0].as_str());
    let sort = match () {
        () if is_of_place || is_seat => Sort::Place,
        () if has_body => Sort::Body,
        () if has_role => Sort::Person,
        () if is_called_body || tokens[last].is_acronym => Sort::Body,
        () if own.len() >= 2 => Sort::Person,
        () if is_located(tokens, run.start) => Sort::Place,
        () => Sort::Unsure,
    };
    if stems.is_empty() {
        return None;
    }
    let before = &tokens[..run.start];
    let is_subject =
        is_first && run.start <= 8 && !is_located(tokens, run.start) && !before.last().is_some_and(is_preposition);
    Some(Named { stems, sort, titles, places, is_subject, seen })
}

/// The content words of the description beside a name: "the rating agency Stratos", "Stratos, a rating agency,",
/// "Stratos is a rating agency".
fn descriptions(tokens: &[Token], run: &Range<usize>) -> Vec<usize> {
    const LONGEST: usize = 8;
    let is_noun_phrase = |it: &usize| {
        tokens[*it].is_mark("-") || (tokens[*it].is_word() && !is_finite(&tokens[*it]) && !is_reporting(&tokens[*it]))
    };
    let is_article =
        |it: usize| tokens.get(it).is_some_and(|it| matches!(it.folded.as_str(), "a" | "an" | "the" | "its"));
    let mut acc: Vec<usize> = (0..run.start)
        .rev()
        .take(4)
        .take_while(|it| is_noun_phrase(it) && !tokens[*it].stem.is_empty() && !is_preposition(&tokens[*it]))
        .collect();
    let opens = match tokens.get(run.end) {
        Some(it) if it.is_mark(",") => Some(run.end + 1),
        Some(it) if matches!(it.folded.as_str(), "is" | "was") => Some(run.end + 1).filter(|it| is_article(*it)),
        _ => None,
    };
    let starts = |it: usize| {
        let is_role = tokens.get(it).is_some_and(|it| words::ROLES.contains(it.folded.as_str()));
        let is_place = tokens.get(it).is_some_and(|it| words::PLACE_STEMS.contains(it.stem.as_str()));
        is_article(it) || is_role || is_place
    };
    if let Some(first) = opens.filter(|it| starts(*it)) {
        // Behind a relative pronoun somebody else may be described.
        let ends =
            |it: &usize| !is_noun_phrase(it) || matches!(tokens[*it].folded.as_str(), "who" | "which" | "that" | "and");
        acc.extend((first..tokens.len()).take_while(|it| !ends(it)).take(LONGEST));
    }
    acc.retain(|it| tokens[*it].is_word() && !tokens[*it].stem.is_empty());
    acc
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<Sentence> {
        let spans = crate::text::split_sentences(text, Span::new(0, text.len()));
        spans.into_iter().map(|it| Sentence::read(text, it)).collect()
    }

    /// Whom the last sentence carries over.
    fn carried(text: &str) -> String {
        let mut discourse = Discourse::new(&|_| Vec::new());
        let last = sentences(text).iter().map(|it| discourse.read(it)).last();
        last.flatten().map(|it| it.1.join(" ")).unwrap_or_default()
    }

    #[test]
    fn a_pronoun_stands_for_the_one_person_before() {
        assert_eq!(carried("On Monday Ana Torv spoke in Oslo. She rejects the quota."), "ana torv");
        assert_eq!(carried("On Monday Ana Torv met Lars Dahl. She rejects the quota."), "");
        assert_eq!(carried("On Monday Ana Torv spoke to the fleet. “We wait,” she said."), "ana torv");
        assert_eq!(carried("On Monday Ana Torv spoke to the fleet. Lars Dahl said he would wait."), "");
        assert_eq!(carried("On Monday Ana Torv spoke to the fleet. It rained. Then she left."), "ana torv");
    }

    #[test]
    fn a_description_stands_for_who_holds_the_role() {
        let text =
            "On a visit to Oslo the Lithuanian President Ana Torv met for talks with Lars Dahl, the Danish president.";
        assert_eq!(carried(&format!("{text} The Lithuanian president said so.")), "ana torv");
        assert_eq!(carried(&format!("{text} The Danish president rejects it.")), "lar dahl");
        assert_eq!(carried(&format!("{text} The president rejects it.")), "");
        assert_eq!(carried(&format!("{text} The president of France rejects it.")), "");
        assert_eq!(carried(&format!("{text} “No,” said the Danish president.")), "lar dahl");
        assert_eq!(carried(&format!("{text} Both leaders rejected it.")), "ana torv lar dahl");
    }

    #[test]
    fn a_noun_stands_for_the_body_that_is_called_so() {
        let text = "Shares of the retailer Brightwater fell. They met Stratos, a rating agency, in May.";
        assert_eq!(carried(&format!("{text} The agency lowered its outlook.")), "strato");
        assert_eq!(carried(&format!("{text} The company blamed the weather.")), "brightwat");
        assert_eq!(carried(&format!("{text} The bank blamed the weather.")), "");
        assert_eq!(carried(&format!("{text} The agency staff blamed the weather.")), "");
    }
}
