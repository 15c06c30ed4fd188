//! Reads names, and the roles beside them, from one sentence.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::{Sentence, Span, Token, TokenKind, words};

/// A run of capitalised words that may be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) span: Span,
    /// Opens the sentence or a quotation, where a capital says little.
    pub(super) is_initial: bool,
    /// Stands after "in" or "near", as places do and people do not.
    pub(super) is_located: bool,
    /// Spans of the roles that the sentence gives its bearer.
    pub(super) roles: Vec<Span>,
}

type List = LazyLock<HashSet<&'static str>>;

fn list(file: &'static str) -> HashSet<&'static str> {
    file.lines().filter(|it| !it.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// Adjectives that are no name by themselves.
pub(super) static ADJECTIVES: List = LazyLock::new(|| list(include_str!("adjectives.txt")));
/// Words that open a sentence and are no names.
pub(super) static OPENERS: List = LazyLock::new(|| list(include_str!("openers.txt")));
/// Nouns of which "of" may say which one.
pub(super) static BODIES: List = LazyLock::new(|| list(include_str!("bodies.txt")));

/// Small words inside the names of people.
const PARTICLES: [&str; 20] = [
    "de", "von", "van", "der", "den", "al", "el", "bin", "ibn", "ben", "di", "da", "do", "dos", "du", "del", "la",
    "le", "ter", "zu",
];
/// Words between a determiner and a role.
const ROLE_MODIFIERS: [&str; 44] = [
    "former",
    "vice",
    "foreign",
    "defence",
    "defense",
    "special",
    "deputy",
    "prime",
    "chief",
    "acting",
    "interim",
    "senior",
    "top",
    "outgoing",
    "incoming",
    "then",
    "press",
    "national",
    "security",
    "economic",
    "affairs",
    "state",
    "finance",
    "interior",
    "justice",
    "energy",
    "trade",
    "health",
    "military",
    "intelligence",
    "presidential",
    "opposition",
    "party",
    "executive",
    "managing",
    "co",
    "permanent",
    "high",
    "lead",
    "main",
    "first",
    "second",
    "regional",
    "general",
];
/// Words a number belongs to.
const NUMBERED: [&str; 7] = ["article", "resolution", "protocol", "chapter", "directive", "regulation", "section"];
/// Forms of address before a name.
const ADDRESSES: [&str; 16] =
    ["mr", "mrs", "ms", "dr", "sir", "dame", "prof", "gen", "col", "lt", "sen", "rep", "gov", "capt", "sgt", "hon"];
/// Roles that say little when they stand alone.
const FAMILY: [&str; 9] = ["mother", "father", "son", "daughter", "brother", "sister", "wife", "husband", "leader"];
const LOCATORS: [&str; 9] = ["in", "near", "outside", "across", "at", "around", "throughout", "inside", "towards"];
/// What a secretary or minister may be "of" besides a country.
const OFFICES: [&str; 10] =
    ["state", "defence", "defense", "war", "treasury", "interior", "energy", "justice", "commerce", "labor"];

/// The names in a sentence. In a heading capitals say nothing, so it has none.
pub(super) fn runs(text: &str, sentence: &Sentence) -> Vec<Run> {
    let is_heading = sentence.is_title_case && !sentence.span.of(text).ends_with(['.', '!', '…', '”', '"']);
    if is_heading {
        return Vec::new();
    }
    let reader = Reader { text, tokens: &sentence.tokens };
    let mut acc = Vec::new();
    let mut at = 0;
    while at < reader.tokens.len() {
        let Some(run) = reader.run_at(at) else {
            at += 1;
            continue;
        };
        at = run.last().map_or(at, |last| last + 1);
        acc.extend(reader.name(&run));
    }
    acc
}

/// Whether the folded word stands for the people or things of a country rather than for the country.
pub(super) fn is_demonym(folded: &str) -> bool {
    const NAMES: [&str; 8] = ["usa", "uk", "us", "britain", "holland", "turkiye", "kiev", "nato"];
    words::PLACES.get(folded).is_some_and(|stem| *stem != folded) && !folded.contains('.') && !NAMES.contains(&folded)
}

/// Whether the folded word stands for a country or body, or for its people.
pub(super) fn is_place(folded: &str) -> bool {
    words::PLACE_STEMS.contains(folded) || words::PLACES.contains_key(folded)
}

/// The country or body that the token names, by the stem that all its names share.
pub(super) fn place(token: &Token) -> Option<&str> {
    let is_place = token.kind == TokenKind::Word && token.is_place();
    (is_place && !is_demonym(&token.folded)).then_some(token.stem.as_str())
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn token(&self, idx: usize) -> Option<&Token> {
        self.tokens.get(idx)
    }

    /// Whether the token is a capitalised word that can be part of a name.
    fn is_name_word(&self, idx: usize) -> bool {
        let Some(token) = self.token(idx).filter(|it| it.kind == TokenKind::Word && it.is_capital) else {
            return false;
        };
        let is_hyphened = self.token(idx + 1).is_some_and(|it| it.is_mark("-")) && self.is_tight(idx);
        // "Mar-a-Lago"
        let is_date = token.is_of_calendar()
            && !(is_hyphened && token.folded.len() == 3 && words::weekday(&token.folded).is_none());
        let is_pronoun = token.stem.is_empty() && !token.is_acronym;
        let is_address = ADDRESSES.contains(&token.folded.as_str());
        let is_letter = token.folded.chars().count() == 1;
        !is_date && !is_pronoun && !is_address && (!is_letter || self.is_initial_letter(idx))
    }

    /// `J.` of `J. K. Rowling`.
    fn is_initial_letter(&self, idx: usize) -> bool {
        self.token(idx).is_some_and(|it| it.is_capital && it.kind == TokenKind::Word && it.folded.len() == 1)
            && self.token(idx + 1).is_some_and(|it| it.is_mark("."))
            && self.token(idx + 2).is_some_and(|it| it.is_capital)
    }

    /// What stands between two neighbouring tokens.
    fn gap(&self, before: usize) -> &str {
        match (self.token(before), self.token(before + 1)) {
            (Some(one), Some(other)) => Span::new(one.span.end, other.span.start).of(self.text),
            _ => "\n\n",
        }
    }

    fn is_spaced(&self, before: usize) -> bool {
        let gap = self.gap(before);
        !gap.is_empty() && gap.chars().all(char::is_whitespace) && gap.matches('\n').count() < 2
    }

    fn is_tight(&self, before: usize) -> bool {
        self.gap(before).is_empty()
    }

    fn word(&self, idx: usize) -> &str {
        self.token(idx).filter(|it| it.kind == TokenKind::Word).map_or("", |it| it.folded.as_str())
    }

    /// The tokens of the run that starts at `start`, marks inside it included.
    fn run_at(&self, start: usize) -> Option<Vec<usize>> {
        let mut run = Vec::new();
        let mut at = start;
        while self.is_particle(at) && self.is_linked(at) && self.links_on(at) {
            run.extend(at..=self.after_hyphen(at) - 1);
            at = self.after_hyphen(at);
        }
        if !self.is_name_word(at) {
            return None;
        }
        run.push(at);
        while let Some(next) = self.next_in_run(at) {
            run.extend(at + 1..=next);
            at = next;
        }
        Some(run)
    }

    /// The token after `idx` and a hyphen that may follow it.
    fn after_hyphen(&self, idx: usize) -> usize {
        idx + 1 + usize::from(self.token(idx + 1).is_some_and(|it| it.is_mark("-")))
    }

    fn is_linked(&self, idx: usize) -> bool {
        self.is_spaced(idx)
            || (self.token(idx + 1).is_some_and(|it| it.is_mark("-")) && self.is_tight(idx) && self.is_tight(idx + 1))
    }

    /// Whether a particle leads on to a name.
    fn links_on(&self, idx: usize) -> bool {
        let next = self.after_hyphen(idx);
        self.is_name_word(next) || (self.is_particle(next) && self.is_linked(next) && self.links_on(next))
    }

    /// The next word of the run after the one at `at`.
    fn next_in_run(&self, at: usize) -> Option<usize> {
        if self.is_initial_letter(at) && self.is_spaced(at + 1) && self.is_name_word(at + 2) {
            return Some(at + 2);
        }
        if self.token(at + 1)?.is_mark("-") && self.is_tight(at) && self.is_tight(at + 1) {
            if self.is_name_word(at + 2) {
                return Some(at + 2);
            }
            // Mar-a-Lago
            let is_bridge = (1..=3).contains(&self.word(at + 2).len())
                && self.token(at + 3).is_some_and(|it| it.is_mark("-"))
                && self.is_tight(at + 2)
                && self.is_tight(at + 3)
                && self.is_name_word(at + 4);
            return is_bridge.then_some(at + 4);
        }
        if !self.is_spaced(at) {
            return None;
        }
        if self.is_name_word(at + 1) {
            return Some(at + 1);
        }
        if NUMBERED.contains(&self.word(at)) {
            let number = self.token(at + 1)?.span.of(self.text);
            return number.bytes().all(|byte| byte.is_ascii_digit()).then_some(at + 1);
        }
        if PARTICLES.contains(&self.word(at + 1)) {
            let mut last = at + 1;
            while PARTICLES.contains(&self.word(last)) && self.is_linked(last) {
                last = self.after_hyphen(last);
            }
            return (self.is_name_word(last) && !self.is_role(at)).then_some(last);
        }
        if self.word(at + 1) == "of" && self.is_body(at) && self.is_spaced(at + 1) {
            let last = at + 2 + usize::from(self.word(at + 2) == "the" && self.is_spaced(at + 2));
            return self.is_name_word(last).then_some(last);
        }
        None
    }

    /// Whether "of" may follow inside a name.
    fn is_body(&self, idx: usize) -> bool {
        const ENDINGS: [&str; 8] = ["tion", "sion", "ment", "ship", "ance", "ence", "hood", "orate"];
        let word = self.word(idx);
        BODIES.contains(word) || self.is_role(idx) || ENDINGS.iter().any(|it| word.ends_with(it))
    }

    fn is_particle(&self, idx: usize) -> bool {
        self.token(idx).is_some_and(Token::is_particle)
    }

    fn is_role(&self, idx: usize) -> bool {
        self.token(idx).is_some_and(|it| it.kind == TokenKind::Word && it.is_role())
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.tokens[from].span.start, self.tokens[to].span.end)
    }

    /// The name in a run, without the roles before it, which it gets.
    fn name(&self, run: &[usize]) -> Option<Run> {
        let (first, last) = (*run.first()?, *run.last()?);
        let mut start = first;
        let mut roles = Vec::new();
        let role = run.iter().rev().copied().find(|idx| *idx < last && self.is_role(*idx) && self.is_spaced(*idx));
        if let Some(role) = role {
            let Some(role_end) = self.role_end(role, last) else { return self.bare(self.object_start(role), last) };
            // "Premier League" is no premier.
            if !(role_end + 1..=last).all(|idx| BODIES.contains(self.word(idx))) {
                start = role_end + 1;
                roles.push(self.span(self.role_start(first), role_end));
            }
        } else if first > 0
            && self.is_role(first - 1)
            && self.is_spaced(first - 1)
            && !self.tokens[first - 1].is_capital
        {
            roles.push(self.span(self.role_start(first - 1), first - 1));
        }
        if start == last && self.is_role(last) {
            return None;
        }
        let is_person = start < last || !roles.is_empty();
        let is_place = (start..=last).any(|idx| place(&self.tokens[idx]).is_some());
        if is_person && !is_place {
            roles.extend(self.apposition(last));
        }
        roles.retain(|it| !is_place && !FAMILY.contains(&it.of(self.text)));
        let is_owner = self.token(last + 1).is_some_and(|it| it.kind == TokenKind::Clitic);
        let is_located = start > 0 && LOCATORS.contains(&self.word(start - 1)) && !is_owner;
        let is_initial = start == first && self.opens(first);
        Some(Run { span: self.span(start, last), is_initial, is_located, roles })
    }

    /// The last token of a role in a run: `Secretary`, or `State` in `Secretary of State`. `None` when no name follows.
    fn role_end(&self, role: usize, last: usize) -> Option<usize> {
        if self.word(role + 1) != "of" {
            return Some(role);
        }
        let object = self.object_start(role);
        let is_object = OFFICES.contains(&self.word(object)) || place(self.token(object)?).is_some();
        (is_object && object < last && self.is_spaced(object)).then_some(object)
    }

    /// What a role is "of".
    fn object_start(&self, role: usize) -> usize {
        role + 2 + usize::from(self.word(role + 2) == "the")
    }

    /// A name with nothing around it: `Norway` in `Head of Norway`.
    fn bare(&self, start: usize, last: usize) -> Option<Run> {
        let is_name = start <= last && !OFFICES.contains(&self.word(start));
        is_name.then(|| Run { span: self.span(start, last), is_initial: false, is_located: false, roles: Vec::new() })
    }

    /// Where the words of a role begin: `German` in `former German Foreign Minister`.
    fn role_start(&self, role: usize) -> usize {
        let mut start = role;
        while start > 0 {
            let before = start - 1;
            let token = &self.tokens[before];
            let is_part = self.is_spaced(before)
                && (self.is_role(before)
                    || ROLE_MODIFIERS.contains(&token.folded.as_str())
                    || words::PLACE_STEMS.contains(token.stem.as_str())
                    || (self.is_name_word(before) && !self.opens(before)));
            let is_hyphen = token.is_mark("-") && self.is_tight(before) && before > 0 && self.is_tight(before - 1);
            if is_hyphen {
                start = before - 1;
                continue;
            }
            let is_owner = token.kind == TokenKind::Clitic && before > 0 && self.is_name_word(before - 1);
            if is_owner {
                return before - 1;
            }
            if !is_part {
                break;
            }
            start = before;
        }
        start
    }

    /// The role in `Name, Head of the Office, …`.
    fn apposition(&self, name_end: usize) -> Option<Span> {
        const FOLLOWERS: [&str; 8] = ["of", "for", "to", "at", "in", "and", "on", "from"];
        if !self.token(name_end + 1)?.is_mark(",") {
            return None;
        }
        let start = name_end + 2 + usize::from(matches!(self.word(name_end + 2), "the" | "a" | "an"));
        let is_end =
            |it: &Token| it.kind == TokenKind::Mark && [",", ".", ";", ")", "(", ":"].iter().any(|m| it.is_mark(m));
        let len = self.tokens.get(start..)?.iter().take(16).position(is_end).unwrap_or(17);
        let end = start + len;
        if len == 0 || len > 16 {
            return None;
        }
        let role = (start..end.min(start + 6))
            .rev()
            .find(|idx| self.is_role(*idx) && (*idx + 1 == end || FOLLOWERS.contains(&self.word(*idx + 1))))?;
        let is_modifier = |idx: usize| {
            let token = &self.tokens[idx];
            token.is_capital
                || self.is_role(idx)
                || ROLE_MODIFIERS.contains(&token.folded.as_str())
                || token.is_mark("-")
                || token.kind == TokenKind::Clitic
        };
        let has_verb = self.tokens[start..end].iter().any(super::is_finite);
        ((start..role).all(is_modifier) && !has_verb).then(|| self.span(start, end - 1))
    }

    /// Whether a token opens the sentence, a quotation in it, or what follows a colon.
    fn opens(&self, idx: usize) -> bool {
        let is_break = |it: &Token| it.kind == TokenKind::Quote || it.is_mark(":");
        let before = self.tokens[..idx].iter().rev();
        let mut words = before.take_while(|it| !is_break(it));
        !words.any(|it| matches!(it.kind, TokenKind::Word | TokenKind::Number | TokenKind::Quantity))
    }
}
