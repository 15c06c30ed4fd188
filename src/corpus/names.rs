//! Names in a sentence: who is its subject, what roles it gives to whom, which initials its names have.

use smol_str::SmolStr;

use crate::text::{Sentence, Token, TokenKind, words};

/// A role, or the country or body somebody belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// By its [`words::role_name`].
    Office(String),
    /// By its stem.
    Place(SmolStr),
}

impl Role {
    pub(super) fn to_key(&self) -> String {
        match self {
            Self::Office(role) => format!("r:{role}"),
            Self::Place(stem) => format!("p:{stem}"),
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key.split_once(':')? {
            ("r", role) => Some(Self::Office(role.to_owned())),
            ("p", stem) => Some(Self::Place(stem.into())),
            _ => None,
        }
    }
}

pub(super) const PARTICLES: [&str; 6] = ["de", "von", "der", "van", "al", "bin"];

/// Adjectives that may stand between a name and its role.
const BETWEEN: [&str; 9] = ["former", "vice", "foreign", "defence", "defense", "special", "general", "house", "white"];

/// Stems of the first name in the sentence's opening words: a crude subject.
pub(super) fn subject(sentence: &Sentence) -> Vec<SmolStr> {
    let mut acc: Vec<SmolStr> = Vec::new();
    for token in sentence.tokens.iter().take(14) {
        if token.kind == TokenKind::Word && token.is_name {
            acc.push(token.stem.clone());
        } else if !acc.is_empty() && !PARTICLES.contains(&token.folded.as_str()) && token.folded != "of" {
            break;
        }
    }
    acc
}

/// Whether the sentence holds "he", "her" or the like.
pub(super) fn has_personal_pronoun(sentence: &Sentence) -> bool {
    let is_pronoun = |it: &Token| it.kind == TokenKind::Word && words::PRONOUNS.contains(it.folded.as_str());
    sentence.tokens.iter().any(is_pronoun)
}

fn is_person_like(token: &Token) -> bool {
    token.kind == TokenKind::Word
        && token.is_capital
        && !token.stem.is_empty()
        && !token.is_place()
        && !token.is_role()
        && !token.is_of_calendar()
        && !words::PHRASE_STEMS.contains(token.folded.as_str())
}

/// The roles a sentence gives to the people it names: `[place] role Name` and `Name, (the) … role …,`. Each comes with
/// the index of the name's last token and of the token of the role or place.
pub fn roles_in(sentence: &Sentence) -> Vec<(usize, usize, Role)> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !is_person_like(&tokens[at]) {
            at += 1;
            continue;
        }
        let mut last = at;
        while let Some(next) = tokens.get(last + 1) {
            if !is_person_like(next) && !PARTICLES.contains(&next.folded.as_str()) {
                break;
            }
            last += 1;
        }
        while last > at && tokens[last].stem.is_empty() {
            last -= 1;
        }
        roles_before(tokens, at, last, &mut acc);
        roles_after(tokens, last, &mut acc);
        at = last + 1;
    }
    acc
}

fn office(token: &Token) -> Option<Role> {
    token.is_role().then(|| Role::Office(words::role_name(&token.folded).to_owned()))
}

fn place(token: &Token) -> Option<Role> {
    let is_place = token.kind == TokenKind::Word && token.is_place();
    is_place.then(|| Role::Place(token.stem.clone()))
}

fn roles_before(tokens: &[Token], first: usize, last: usize, acc: &mut Vec<(usize, usize, Role)>) {
    let mut has_role = false;
    let start = first.saturating_sub(6);
    // "The Secretary of State, Jane Roe, said": the name between commas is the apposition; "by the vice-president, Jane Roe
    // of Ostby" needs no second one.
    let is_closed = tokens.get(last + 1).is_some_and(|it| it.is_mark(",") || it.is_mark(".") || it.folded == "of");
    let is_apposition = first > 1 && tokens[first - 1].is_mark(",") && is_closed;
    let end = if is_apposition { first - 1 } else { first };
    // "The ambassador to France, Jane Roe"
    let is_joint = |token: &Token| matches!(token.folded.as_str(), "of" | "to");
    let is_of = |idx: usize| idx > start && is_joint(&tokens[idx - 1]) && idx > 1 && office(&tokens[idx - 2]).is_some();
    for idx in (start..end).rev() {
        let token = &tokens[idx];
        if is_apposition && !has_role && (is_of(idx) || (is_joint(token) && idx + 1 < end && is_of(idx + 1))) {
            continue;
        }
        if let Some(role) = office(token) {
            acc.push((last, idx, role));
            has_role = true;
        } else if let Some(place) = place(token).filter(|_| has_role) {
            acc.push((last, idx, place));
        } else if !token.is_mark("-") && token.folded != "'s" && !BETWEEN.contains(&token.folded.as_str()) {
            break;
        }
    }
}

/// An apposition: from the comma after the name to the next one. Not the next item of a list of people.
fn roles_after(tokens: &[Token], last: usize, acc: &mut Vec<(usize, usize, Role)>) {
    if !tokens.get(last + 1).is_some_and(|it| it.is_mark(",")) {
        return;
    }
    let start = last + 2;
    let len = tokens[start.min(tokens.len())..]
        .iter()
        .take(9)
        .take_while(|it| !(it.is_mark(",") || it.is_mark(".") || it.is_mark(";")))
        .count();
    let segment = &tokens[start.min(tokens.len())..start.min(tokens.len()) + len];
    let opens_a_clause = segment
        .iter()
        .take(2)
        .any(|it| matches!(it.folded.as_str(), "said" | "who" | "is" | "was" | "and" | "has" | "confirmed"));
    // "Jane Roe, but two mayors are for her": a clause describes nobody.
    let has_verb = |it: &Token| words::FINITE_AUXILIARIES.contains(it.folded.as_str()) || it.folded == "but";
    let mut own = segment.iter().take_while(|it| !matches!(it.folded.as_str(), "who" | "which" | "that"));
    let opens_a_clause = opens_a_clause || own.any(has_verb);
    let is_list_item = segment.windows(2).any(|pair| office(&pair[0]).is_some() && is_person_like(&pair[1]));
    // "Ahead of the talks with Roe, the mayor and the council named …" goes on, "a lawyer for one who was hurt …" is cut
    // short here.
    let is_closed = tokens.get(start + len).is_some_and(|it| it.is_mark(",") || it.is_mark(".") || it.is_mark(";"))
        || segment.iter().any(|it| matches!(it.folded.as_str(), "who" | "which" | "that"));
    if !is_closed || opens_a_clause || is_list_item || !segment.iter().any(|it| office(it).is_some()) {
        return;
    }
    for (idx, token) in segment.iter().enumerate() {
        if let Some(role) = office(token).or_else(|| place(token)) {
            acc.push((last, start + idx, role));
        }
    }
}

/// The initials of every run of two to six capitalised words, with the stems of the run: `iaea`, `separator` and
/// `intern,atom,energi,agenc` for "International Atomic Energy Agency". Small words inside a name are passed over.
pub(super) fn initials(sentence: &Sentence, separator: char, acc: &mut Vec<String>) {
    let mut run: Vec<&Token> = Vec::new();
    let flush = |run: &mut Vec<&Token>, acc: &mut Vec<String>| {
        if (2..=6).contains(&run.len()) {
            for from in 0..run.len() {
                for to in from + 2..=run.len() {
                    let mut key: String = run[from..to].iter().filter_map(|it| it.folded.chars().next()).collect();
                    key.push(separator);
                    for (idx, stem) in run[from..to].iter().map(|it| &it.stem).filter(|it| !it.is_empty()).enumerate() {
                        key.push_str(if idx > 0 { "," } else { "" });
                        key.push_str(stem);
                    }
                    acc.push(key);
                }
            }
        }
        run.clear();
    };
    for token in &sentence.tokens {
        let is_word = token.kind == TokenKind::Word;
        if is_word && token.is_capital {
            run.push(token);
        } else if !(is_word && !run.is_empty() && matches!(token.folded.as_str(), "of" | "the" | "and" | "for")) {
            flush(&mut run, acc);
        }
    }
    flush(&mut run, acc);
}
