//! What English words mean, as far as a table of synonyms knows: which may stand for each other, which are opposites.
//!
//! The tables are derived from WordNet 3.0 (its licence stands beside them) by `examples/thesaurus.rs`: the first eight
//! senses of every plain word in each part of speech, keyed by our own stems. They add 2 MB to the program. What they
//! give is in `tests/quality/README.md`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Sorted lines: a stem and the numbers of its meanings.
static MEANINGS: &str = include_str!("thesaurus/meanings.txt");

/// The line of a meaning's number holds the meanings near it: wider, narrower, similar, derived.
static NEAR: &str = include_str!("thesaurus/near.txt");

/// The same with the meanings that are wider.
static WIDER: &str = include_str!("thesaurus/wider.txt");

/// Sorted lines: stems of nouns for things.
static THINGS: &str = include_str!("thesaurus/things.txt");

/// The number of the first meaning of a verb: those from it on are all of verbs.
static FIRST_VERB: LazyLock<usize> =
    LazyLock::new(|| number(include_str!("thesaurus/first-verb.txt").trim()).unwrap_or(usize::MAX));

/// Where each line of [`NEAR`] starts.
static NEAR_LINES: LazyLock<Vec<usize>> = LazyLock::new(|| starts(NEAR));

/// Where each line of [`WIDER`] starts.
static WIDER_LINES: LazyLock<Vec<usize>> = LazyLock::new(|| starts(WIDER));

fn starts(table: &str) -> Vec<usize> {
    let ends = table.bytes().enumerate().filter(|it| it.1 == b'\n').map(|it| it.0 + 1);
    [0].into_iter().chain(ends).collect()
}

/// Lines of two stems that say the opposite.
pub(super) static ANTONYMS: &str = include_str!("thesaurus/antonyms.txt");

/// How near two words are, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// One meaning of theirs is the same.
    Synonyms,
    /// A meaning of one is wider or narrower than, similar to or derived from a meaning of the other.
    Near,
    /// Both are near to a third.
    Related,
    /// Known words with nothing of that.
    Apart,
    /// At least one is not in the table.
    Unknown,
}

/// Whether the stem is that of an English word.
pub fn knows(stem: &str) -> bool {
    meanings(stem).is_some()
}

/// Whether most of the word's meanings are those of a verb.
pub fn is_mostly_verb(stem: &str) -> bool {
    let n_verb = |it: &[usize]| it.iter().filter(|it| **it >= *FIRST_VERB).count();
    meanings(stem).is_some_and(|it| n_verb(&it) * 2 > it.len())
}

/// Whether the word is a noun for something that can be seen, met, eaten, owned or done, in most of its uses.
pub fn is_thing(stem: &str) -> bool {
    find(THINGS, stem).is_some()
}

/// How near the nearest of some words is.
pub fn nearest<'a>(stem: &str, others: impl Iterator<Item = &'a str>) -> Nearness {
    let Some(ours) = meanings(stem) else { return Nearness::Unknown };
    let near_ours: FxHashSet<usize> = ours.iter().flat_map(|it| near(*it)).collect();
    let mut acc = Nearness::Unknown;
    for theirs in others.filter_map(meanings) {
        if ours.iter().any(|it| theirs.contains(it)) {
            return Nearness::Synonyms;
        }
        let found = if theirs.iter().any(|it| near_ours.contains(it)) {
            Nearness::Near
        } else if acc <= Nearness::Near {
            continue;
        } else {
            let mut near_theirs = theirs.iter().flat_map(|it| near(*it));
            let mut found = Nearness::Apart;
            for it in near_theirs.by_ref() {
                if ours.contains(&it) {
                    found = Nearness::Near;
                    break;
                }
                if near_ours.contains(&it) {
                    found = Nearness::Related;
                }
            }
            found
        };
        acc = acc.min(found);
    }
    acc
}

/// How near the words of two stems are.
pub fn nearness(one: &str, other: &str) -> Nearness {
    let (Some(ours), Some(theirs)) = (meanings(one), meanings(other)) else { return Nearness::Unknown };
    if ours.iter().any(|it| theirs.contains(it)) {
        return Nearness::Synonyms;
    }
    let around = |meanings: &[usize]| -> Vec<usize> { meanings.iter().flat_map(|it| near(*it)).collect() };
    let near_ours = around(&ours);
    if near_ours.iter().any(|it| theirs.contains(it)) {
        return Nearness::Near;
    }
    let near_theirs = around(&theirs);
    if near_theirs.iter().any(|it| ours.contains(it)) {
        return Nearness::Near;
    }
    if near_ours.iter().any(|it| near_theirs.contains(it)) { Nearness::Related } else { Nearness::Apart }
}

/// Whether the words are two kinds of one thing, without meaning the same: "audio" and "video".
pub fn are_kinds_of_one(one: &str, other: &str) -> bool {
    let wider = |stem: &str| -> Vec<usize> {
        let meanings = meanings(stem).unwrap_or_default();
        meanings.iter().flat_map(|it| line(WIDER, &WIDER_LINES, *it).split(' ').filter_map(number)).collect()
    };
    let theirs = wider(other);
    wider(one).iter().any(|it| theirs.contains(it))
}

/// How many meanings the table has of a word.
pub fn n_meanings(stem: &str) -> usize {
    meanings(stem).map_or(0, |it| it.len())
}

/// How far the words are kinds of one thing: the share of the one's meanings as a noun that have a meaning of the other
/// beside them under one wider meaning, times the share of the other's.
pub fn kinship(one: &str, other: &str) -> f64 {
    let wider = |stem: &str| -> Vec<Vec<usize>> {
        let nouns = meanings(stem).unwrap_or_default().into_iter().filter(|it| it < &*FIRST_VERB);
        let wider = nouns.map(|it| line(WIDER, &WIDER_LINES, it).split(' ').filter_map(number).collect());
        wider.filter(|it: &Vec<usize>| !it.is_empty()).collect()
    };
    let share = |ours: &[Vec<usize>], theirs: &[Vec<usize>]| {
        let has_like = |it: &&Vec<usize>| theirs.iter().any(|other| it.iter().any(|it| other.contains(it)));
        ours.iter().filter(has_like).count() as f64 / ours.len().max(1) as f64
    };
    let (ours, theirs) = (wider(one), wider(other));
    share(&ours, &theirs) * share(&theirs, &ours)
}

/// The meanings of a stem; `None` when the table has no such word.
fn meanings(stem: &str) -> Option<Vec<usize>> {
    let numbers = find(MEANINGS, stem).or_else(|| plain_forms(stem).into_iter().find_map(|it| find(MEANINGS, it)));
    numbers.map(|numbers| numbers.split(' ').filter_map(number).collect())
}

/// What an adjective is compared from: "big" for "biggest", "larg", which is the stem of "large", for "largest".
fn plain_forms(stem: &str) -> Vec<&str> {
    let Some(plain) = stem.strip_suffix("est").filter(|it| it.len() >= 3) else { return Vec::new() };
    let last = plain.len() - 1;
    let is_doubled = plain.is_ascii() && plain.as_bytes()[last] == plain.as_bytes()[last - 1];
    [plain].into_iter().chain(is_doubled.then(|| &plain[..last])).collect()
}

/// What stands behind a stem in a table of sorted lines; `None` when no line starts with it.
fn find(table: &'static str, stem: &str) -> Option<&'static str> {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle].iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        let end = bytes[middle..].iter().position(|it| *it == b'\n').map_or(bytes.len(), |it| middle + it);
        let (word, rest) = table[start..end].split_once(' ').unwrap_or((&table[start..end], ""));
        match word.cmp(stem) {
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return Some(rest),
        }
    }
    None
}

fn near(meaning: usize) -> impl Iterator<Item = usize> {
    line(NEAR, &NEAR_LINES, meaning).split(' ').filter_map(number)
}

fn line<'a>(table: &'a str, starts: &[usize], at: usize) -> &'a str {
    match (starts.get(at), starts.get(at + 1)) {
        (Some(start), Some(end)) => &table[*start..end - 1],
        _ => "",
    }
}

/// A number as the tables write it: base 64, in digits, capitals, small letters, `-` and `_`.
fn number(text: &str) -> Option<usize> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'A'..=b'Z' => Some(c - b'A' + 10),
        b'a'..=b'z' => Some(c - b'a' + 36),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    };
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_usize, |acc, it| acc.checked_mul(64)?.checked_add(usize::from(digit(it)?)))
}

#[cfg(test)]
mod tests {
    use super::super::stem;
    use super::*;

    fn of(one: &str, other: &str) -> Nearness {
        nearness(&stem(one), &stem(other))
    }

    #[test]
    fn words_of_one_meaning_are_synonyms() {
        assert_eq!(of("purchase", "buying"), Nearness::Synonyms);
        assert_eq!(of("ailing", "sickly"), Nearness::Synonyms);
    }

    #[test]
    fn a_wider_word_is_near_and_a_stranger_is_not() {
        assert!(of("study", "scrutinize") <= Nearness::Near);
        assert_eq!(of("mineral", "collapse"), Nearness::Apart);
    }

    #[test]
    fn names_and_inventions_are_unknown() {
        assert_eq!(of("Zaporizhzhia", "plant"), Nearness::Unknown);
        assert!(knows(&stem("besides")) && !knows("xqzt"));
    }

    #[test]
    fn a_verb_is_told_from_a_noun() {
        assert!(is_mostly_verb(&stem("foresee")) && !is_mostly_verb(&stem("vote")) && !is_mostly_verb(&stem("video")));
    }

    #[test]
    fn a_thing_is_told_from_what_is_done_or_thought() {
        assert!(is_thing(&stem("lanterns")) && is_thing(&stem("farmer")));
        assert!(!is_thing(&stem("opinion")) && !is_thing(&stem("hold")) && !is_thing(&stem("able")));
    }

    #[test]
    fn the_nearest_of_several_words_counts() {
        let others = ["collapse", "scrutinize", "mineral"].map(stem);
        let nearest_to = |it: &str| nearest(&stem(it), others.iter().map(AsRef::as_ref));
        assert!(nearest_to("study") <= Nearness::Near);
        assert!(nearest_to("wedding") > Nearness::Near);
    }

    #[test]
    fn both_ends_of_the_table_are_found() {
        let stems: Vec<&str> = MEANINGS.lines().filter_map(|it| it.split(' ').next()).collect();
        assert!(stems.windows(2).all(|it| it[0] < it[1]));
        assert!(knows(stems[0]) && knows(stems[stems.len() - 1]));
        assert!(near(NEAR_LINES.len() - 2).count() > 0 || near(0).count() > 0);
    }
}
