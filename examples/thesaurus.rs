//! Writes the tables of `src/text/thesaurus` from the files of WordNet 3.0.
//!
//! `cargo run --example thesaurus -- /usr/share/wordnet src/text/thesaurus` with Debian's package `wordnet-base`. To be
//! run again when the stemmer or the irregular forms change, since the tables are keyed by stem.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use citecheck::text::{stem, words};
use smol_str::SmolStr;

/// Senses of a word beyond these are rare ones (WordNet orders them by how often they were seen).
const N_SENSES: usize = 8;

/// Pointers between synsets whose words may stand for each other in a paraphrase: hypernym, hyponym, similar,
/// derived form, verb group, pertainym, see also.
const NEAR: [&str; 8] = ["@", "~", "&", "+", "$", "\\", "^", "*"];

/// A synset by its part of speech and offset.
type Id = (char, String);

struct Synset {
    words: Vec<String>,
    /// Symbol, target, and the words of either that it holds between (0 for all).
    pointers: Vec<(String, Id, usize, usize)>,
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        anyhow::bail!("usage: thesaurus WORDNET_DIR OUT_DIR");
    };
    let mut synsets: BTreeMap<Id, Synset> = BTreeMap::new();
    let mut senses: BTreeMap<(char, String), Vec<Id>> = BTreeMap::new();
    for (part, name) in [('n', "noun"), ('v', "verb"), ('a', "adj"), ('r', "adv")] {
        read_data(&read(&from, &format!("data.{name}"))?, part, &mut synsets);
        read_index(&read(&from, &format!("index.{name}"))?, part, &mut senses);
    }
    let (ids, stems) = meanings(&synsets, &senses);
    let mut out = String::new();
    for (stem, meanings) in &stems {
        let list: Vec<String> = meanings.iter().map(|it| short(ids[it])).collect();
        writeln!(out, "{stem} {}", list.join(" "))?;
    }
    std::fs::write(Path::new(&to).join("meanings.txt"), &out)?;
    let mut out = String::new();
    let by_number: BTreeMap<usize, &Id> = ids.iter().map(|(id, n)| (*n, id)).collect();
    for id in by_number.values() {
        let near: BTreeSet<usize> = synsets[*id]
            .pointers
            .iter()
            .filter(|it| NEAR.contains(&it.0.as_str()))
            .filter_map(|it| ids.get(&it.1).copied())
            .collect();
        writeln!(out, "{}", near.into_iter().map(short).collect::<Vec<_>>().join(" "))?;
    }
    std::fs::write(Path::new(&to).join("near.txt"), &out)?;
    let mut out = String::new();
    for id in by_number.values() {
        let wider: BTreeSet<usize> =
            synsets[*id].pointers.iter().filter(|it| it.0 == "@").filter_map(|it| ids.get(&it.1).copied()).collect();
        writeln!(out, "{}", wider.into_iter().map(short).collect::<Vec<_>>().join(" "))?;
    }
    std::fs::write(Path::new(&to).join("wider.txt"), &out)?;
    std::fs::write(Path::new(&to).join("antonyms.txt"), antonyms(&synsets, &senses))?;
    std::fs::write(Path::new(&to).join("things.txt"), things(&senses, &read(&from, "cntlist.rev")?, &fields(&from)?))?;
    let first_verb = ids.iter().filter(|it| it.0.0 == 'v').map(|it| *it.1).min().unwrap_or(0);
    std::fs::write(Path::new(&to).join("first-verb.txt"), format!("{}\n", short(first_verb)))?;
    Ok(())
}

fn read(dir: &str, name: &str) -> anyhow::Result<String> {
    let path = Path::new(dir).join(name);
    std::fs::read_to_string(&path).with_context(|| format!("reading `{}`", path.display()))
}

fn read_data(file: &str, part: char, synsets: &mut BTreeMap<Id, Synset>) {
    for line in file.lines().filter(|it| !it.starts_with(' ')) {
        let fields: Vec<&str> = line.split('|').next().unwrap_or_default().split_whitespace().collect();
        let n_words = usize::from_str_radix(fields[3], 16).unwrap_or(0);
        let words =
            (0..n_words).map(|it| fields[4 + 2 * it].split('(').next().unwrap_or_default().to_owned()).collect();
        let at = 4 + 2 * n_words;
        let n_pointers: usize = fields[at].parse().unwrap_or(0);
        let pointers = (0..n_pointers).map(|it| {
            let pointer = &fields[at + 1 + 4 * it..at + 5 + 4 * it];
            let part = if pointer[2] == "s" { 'a' } else { pointer[2].chars().next().unwrap_or('n') };
            let of = |range: std::ops::Range<usize>| usize::from_str_radix(&pointer[3][range], 16).unwrap_or(0);
            (pointer[0].to_owned(), (part, pointer[1].to_owned()), of(0..2), of(2..4))
        });
        synsets.insert((part, fields[0].to_owned()), Synset { words, pointers: pointers.collect() });
    }
}

fn read_index(file: &str, part: char, senses: &mut BTreeMap<(char, String), Vec<Id>>) {
    for line in file.lines().filter(|it| !it.starts_with(' ')) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let n_pointers: usize = fields[3].parse().unwrap_or(0);
        let offsets = fields[6 + n_pointers..].iter().map(|it| (part, (*it).to_owned()));
        senses.insert((part, fields[0].to_owned()), offsets.collect());
    }
}

/// A single word in lower case that our stemmer is given.
fn is_plain(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase()) && !words::STOP.contains(word)
}

/// The synsets in use, numbered, and those of each stem.
#[allow(clippy::type_complexity)]
fn meanings(
    synsets: &BTreeMap<Id, Synset>,
    senses: &BTreeMap<(char, String), Vec<Id>>,
) -> (BTreeMap<Id, usize>, BTreeMap<SmolStr, BTreeSet<Id>>) {
    let mut stems: BTreeMap<SmolStr, BTreeSet<Id>> = BTreeMap::new();
    for ((_, word), ids) in senses.iter().filter(|it| is_plain(&it.0.1)) {
        // A word that WordNet writes with a capital is a name.
        let is_written_so = |id: &&Id| synsets[*id].words.contains(word);
        stems.entry(stem(word)).or_default().extend(ids.iter().take(N_SENSES).filter(is_written_so).cloned());
    }
    stems.retain(|_, it| !it.is_empty());
    let used: BTreeSet<Id> = stems.values().flatten().cloned().collect();
    (used.into_iter().enumerate().map(|(n, id)| (id, n)).collect(), stems)
}

/// The fields of WordNet whose nouns name what can be seen, met, eaten, owned or happen: of acts, animals, artifacts,
/// bodies, events, food, groups, objects, people, phenomena, plants, possessions, states and times.
const THINGS: [u8; 14] = [4, 5, 6, 8, 11, 13, 14, 17, 18, 19, 20, 21, 26, 28];

/// A stem is that of a noun when this share of its uses is, and that of a thing when that share is.
const NOUN: f64 = 0.6;
const THING: f64 = 0.45;

/// The field of each noun's synset.
fn fields(dir: &str) -> anyhow::Result<BTreeMap<String, u8>> {
    let file = read(dir, "data.noun")?;
    let lines = file.lines().filter(|it| !it.starts_with(' '));
    Ok(lines
        .filter_map(|it| {
            let mut parts = it.split(' ');
            Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
        })
        .collect())
}

/// The stems of nouns for things, by how often each of their senses was seen. A sense that was not seen counts a little,
/// the first ones more.
fn things(senses: &BTreeMap<(char, String), Vec<Id>>, counts: &str, fields: &BTreeMap<String, u8>) -> String {
    let mut seen: BTreeMap<(char, &str, usize), f64> = BTreeMap::new();
    for line in counts.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let [key, sense, count] = parts[..] else { continue };
        let Some((word, rest)) = key.split_once('%') else { continue };
        let part = match rest.as_bytes().first() {
            Some(b'1') => 'n',
            Some(b'2') => 'v',
            Some(b'4') => 'r',
            _ => 'a',
        };
        let sense: usize = sense.parse().unwrap_or(0);
        *seen.entry((part, word, sense)).or_default() += count.parse().unwrap_or(0.0);
    }
    let mut uses: BTreeMap<SmolStr, [f64; 3]> = BTreeMap::new();
    for ((part, word), ids) in senses.iter().filter(|it| is_plain(&it.0.1)) {
        let of_stem = uses.entry(stem(word)).or_default();
        for (at, id) in ids.iter().take(N_SENSES).enumerate() {
            let n = seen.get(&(*part, word.as_str(), at + 1)).copied().unwrap_or(0.0) + 0.5 / (at + 1) as f64;
            of_stem[0] += n;
            if *part == 'n' {
                of_stem[1] += n;
                of_stem[2] += if fields.get(&id.1).is_some_and(|it| THINGS.contains(it)) { n } else { 0.0 };
            }
        }
    }
    let is_thing = |it: &(&SmolStr, &[f64; 3])| it.1[1] >= NOUN * it.1[0] && it.1[2] >= THING * it.1[0];
    uses.iter().filter(is_thing).map(|(stem, _)| format!("{stem}\n")).collect()
}

/// Pairs of stems that say the opposite, each pair once: direct antonyms, and those of an adjective that another is
/// similar to.
fn antonyms(synsets: &BTreeMap<Id, Synset>, senses: &BTreeMap<(char, String), Vec<Id>>) -> String {
    let mut pairs: BTreeSet<(SmolStr, SmolStr)> = BTreeSet::new();
    for ((_, word), ids) in senses.iter().filter(|it| is_plain(&it.0.1)) {
        for id in ids.iter().take(N_SENSES + 1) {
            let synset = &synsets[id];
            let Some(place) = synset.words.iter().position(|it| it == word) else { continue };
            for (symbol, target, own, other) in &synset.pointers {
                let opposite = &synsets[target];
                if symbol == "!" && *own == place + 1 {
                    let word_there = opposite.words.get(other.wrapping_sub(1));
                    pairs.extend(word_there.filter(|it| is_plain(it)).map(|it| pair(word, it)));
                }
            }
        }
    }
    pairs.retain(|it| it.0 != it.1);
    pairs.into_iter().map(|(one, other)| format!("{one} {other}\n")).collect()
}

fn pair(one: &str, other: &str) -> (SmolStr, SmolStr) {
    let (one, other) = (stem(one), stem(other));
    if one < other { (one, other) } else { (other, one) }
}

/// A number in base 64, the shortest printable form.
fn short(mut number: usize) -> String {
    const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    let mut acc = Vec::new();
    loop {
        acc.push(DIGITS[number % 64]);
        number /= 64;
        if number == 0 {
            break;
        }
    }
    acc.reverse();
    String::from_utf8_lossy(&acc).into_owned()
}
