//! The word lists of the method, read once from the data files beside this one.
//!
//! In a list a word stands in lower case without accents; a line that starts with `#` is a comment.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::stem;

/// A list of words, as they are written in lower case without accents.
pub type WordSet = LazyLock<HashSet<&'static str>>;

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn words(file: &'static str) -> HashSet<&'static str> {
    lines(file).flat_map(str::split_whitespace).collect()
}

fn stems(file: &'static str) -> HashSet<String> {
    words(file).into_iter().map(stem).collect()
}

/// Lines of the form `head: word word`.
fn headed(file: &'static str) -> impl Iterator<Item = (&'static str, std::str::SplitWhitespace<'static>)> {
    lines(file).filter_map(|line| line.split_once(':')).map(|(head, rest)| (head.trim(), rest.split_whitespace()))
}

/// From each variant of a headed list to its head.
fn variants(file: &'static str) -> HashMap<&'static str, &'static str> {
    headed(file).flat_map(|(head, rest)| rest.map(move |word| (word, head))).collect()
}

macro_rules! word_sets {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub static $name: WordSet = LazyLock::new(|| words(include_str!(concat!("words/", $file, ".txt"))));)*
    };
}

word_sets! {
    /// Too common to match on.
    STOP = "stop";
    /// Words that count at about a third of their weight.
    LIGHT = "light";
    /// `not`, `never`, `without`.
    NEGATIONS = "negations";
    /// `may`, `plans`, `reportedly`.
    HEDGES = "hedges";
    /// `will`, `shall`.
    FUTURE = "future";
    /// `said`, `according`.
    REPORTING = "reporting";
    /// `president`, `spokesman`.
    ROLES = "roles";
    /// Capitalised words that name nobody.
    COMMON_CAPITALS = "common-capitals";
    /// A full stop after them ends no sentence.
    ABBREVIATIONS = "abbreviations";
    /// First words of an instruction.
    INSTRUCTIONS = "instructions";
    /// Finite verbs.
    FINITE = "finite";
}

/// Stems of [`LIGHT`].
pub static LIGHT_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(include_str!("words/light.txt")));

/// Stems of verbs that deny what follows.
pub static DENYING_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(include_str!("words/denying-verbs.txt")));

/// Stems of verbs of a completed act.
pub static COMPLETED_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(include_str!("words/completed.txt")));

/// From an irregular form to the form the stemmer is given.
pub static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| variants(include_str!("words/irregular.txt")));

/// From a demonym or another name of a country or body to the stem they share.
pub static PLACES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| variants(include_str!("words/places.txt")));

/// The stems that [`PLACES`] leads to.
pub static PLACE_STEMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| headed(include_str!("words/places.txt")).map(|(head, _)| head).collect());

/// Runs of two to four words that count as one, with its stem.
pub static PHRASES: LazyLock<HashMap<Vec<&str>, &str>> =
    LazyLock::new(|| headed(include_str!("words/phrases.txt")).map(|(head, run)| (run.collect(), head)).collect());

/// The stems that [`PHRASES`] leads to.
pub static PHRASE_STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| PHRASES.values().copied().collect());

/// From a stem to the places it stands for.
pub static METONYMS: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| headed(include_str!("words/metonyms.txt")).map(|(head, rest)| (head, rest.collect())).collect());

/// From a stem to the stems that say nearly the same.
pub static RINGS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut acc: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines(include_str!("words/rings.txt")) {
        let ring: Vec<String> =
            line.split_whitespace().map(|word| stem(word.split('-').next().unwrap_or(word))).collect();
        for word in &ring {
            let others = acc.entry(word.clone()).or_default();
            for other in &ring {
                if other != word && !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
    }
    acc
});

/// From a stem to the stems that say the opposite.
pub static ANTONYMS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut acc: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines(include_str!("words/antonyms.txt")) {
        let mut pair = line.split_whitespace().map(stem);
        if let (Some(one), Some(other)) = (pair.next(), pair.next())
            && one != other
        {
            acc.entry(one.clone()).or_default().push(other.clone());
            acc.entry(other).or_default().push(one);
        }
    }
    acc
});

static ROLE_VARIANTS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| variants(include_str!("words/role-variants.txt")));

/// The word that a role goes by: `spokesperson` and `spokeswoman` are a `spokesman`.
pub fn role_name(role: &str) -> &str {
    ROLE_VARIANTS.get(role).copied().unwrap_or(role)
}

/// Roles of which a person has one: another one is a conflict. By their [`role_name`].
pub static OFFICES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| words(include_str!("words/offices.txt")).into_iter().map(role_name).collect());

/// Month names and their short forms, from 1.
pub fn month(word: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word == "sept" {
        return Some(9);
    }
    let idx = NAMES.iter().position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
    Some(idx as u8 + 1)
}

/// Weekdays from Monday = 0, in the singular or plural.
pub fn weekday(word: &str) -> Option<u8> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.strip_suffix('s').unwrap_or(word);
    NAMES.iter().position(|name| *name == word).map(|idx| idx as u8)
}
