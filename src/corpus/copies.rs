//! Near-duplicate sources: the same wire story on several sites.
//!
//! Each text gets a sketch by minhash over its runs of five words (Broder, "On the resemblance and containment of
//! documents", 1997): a fixed row of values, each the least that some function takes on any of the runs. The share of
//! values that two sketches have in common estimates the share of runs that the texts have in common. Sketches are
//! compared only where two neighbouring values agree, so that a large corpus is grouped without looking at every pair.

use rayon::prelude::*;

use super::Extract;
use crate::text::fold;

/// The words of a run. Shorter ones are shared by texts on the same subject, longer ones are broken by every edit.
const RUN: usize = 5;

/// The values of a sketch: their standard error on a resemblance of one half is 0.06.
pub(super) const N_VALUES: usize = 64;

/// Neighbouring values that must agree for two sketches to be compared: of texts with a resemblance of 0.3 this misses
/// one pair in twenty, of unrelated ones it compares next to none.
const BAND: usize = 2;

/// Fewer runs say nothing about where a text comes from: a sentence that two notes share is no copy.
const LEAST_RUNS: u32 = 24;

/// So many texts that agree in a band without being copies of each other share a form rather than a story; those beyond
/// are not compared with each other.
const MOST_APART: usize = 4096;

/// A text is a copy of another when this share of the shorter one stands in the longer. For texts of one length it is
/// a resemblance of 0.43; Broder and others took 0.5 for the same document on the whole web ("Syntactic clustering of
/// the web", 1997), where sketches were of much longer texts and headlines weighed less.
const COPIED: f64 = 0.6;

/// Below this resemblance the values in common are too few to tell anything by.
const LEAST_RESEMBLANCE: f64 = 0.2;

/// What tells whether two texts are copies of one. By default: of a text too short to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch {
    /// How many different runs of words the text has, roughly.
    n_runs: u32,
    /// As many as [`N_VALUES`], or none.
    values: Vec<u32>,
}

impl Sketch {
    /// The sketch of a source. Headlines are left out, as every site writes its own.
    pub(super) fn of(extract: &Extract) -> Self {
        let mut hashes: Vec<u64> = Vec::with_capacity(extract.text.len() / 5);
        for passage in extract.passages.iter().filter(|it| !it.is_heading) {
            let words = passage.span.of(&extract.text);
            match words.is_ascii() {
                true => hash_words(words.as_bytes(), &mut hashes),
                false => {
                    let words = words.split(|c: char| !c.is_alphanumeric());
                    hashes.extend(words.filter(|it| !it.is_empty()).map(|it| mixed(hash(it))));
                }
            }
        }
        // Turned for each word, so that their order counts.
        let mixed_run = |run: &[u64]| (mixed(run.iter().fold(0, |acc: u64, it| acc.rotate_left(7) ^ it)) >> 32) as u32;
        let mut runs: Vec<u32> = hashes.windows(RUN).map(mixed_run).collect();
        runs.sort_unstable();
        runs.dedup();
        let n_runs = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        if n_runs < LEAST_RUNS {
            return Self::default();
        }
        Self { n_runs, values: least(&runs) }
    }
}

impl Sketch {
    /// A sketch as [`Sketch::write`] wrote it; one that says nothing where it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut numbers = bytes.chunks_exact(4).map(|it| it.first_chunk().map_or(0, |it| u32::from_le_bytes(*it)));
        let n_runs = numbers.next().unwrap_or(0);
        let values: Vec<u32> = numbers.take(N_VALUES).collect();
        if values.len() == N_VALUES { Self { n_runs, values } } else { Self::default() }
    }

    /// What one takes up at most when it is written.
    pub(super) const N_BYTES: usize = 4 * (N_VALUES + 1);

    /// Writes the sketch, or that it says nothing, in numbers of four bytes: how many runs, the values if any.
    pub(super) fn write(&self, acc: &mut Vec<u8>) {
        let n_runs = if self.values.is_empty() { 0 } else { self.n_runs };
        acc.extend(n_runs.to_le_bytes());
        self.values.iter().for_each(|it| acc.extend(it.to_le_bytes()));
    }

    /// Whether it tells anything.
    pub(super) fn says_something(&self) -> bool {
        !self.values.is_empty()
    }

    /// Whether [`Sketches::origins`] would find the other text, of which these are the bytes of the sketch, to be a copy
    /// of this one.
    pub(super) fn is_alike(&self, bytes: &[u8]) -> bool {
        let values = bytes.get(4..).unwrap_or_default().chunks_exact(4 * BAND);
        let is_same = |(own, other): (&[u32], &[u8])| {
            other.chunks_exact(4).zip(own).all(|(other, own)| other == own.to_le_bytes())
        };
        self.values.chunks_exact(BAND).zip(values).any(is_same) && {
            let mut both = Sketches::default();
            both.push(self);
            both.push(&Self::read(bytes));
            both.are_copies(0, 1)
        }
    }
}

/// The sketches of a corpus.
#[derive(Default)]
pub(super) struct Sketches {
    n_runs: Vec<u32>,
    /// [`N_VALUES`] for each text, zeros for one too short to tell.
    values: Vec<u32>,
}

impl Sketches {
    pub(super) fn push(&mut self, sketch: &Sketch) {
        let is_whole = sketch.values.len() == N_VALUES;
        self.n_runs.push(if is_whole { sketch.n_runs } else { 0 });
        self.values.extend(&sketch.values[..if is_whole { N_VALUES } else { 0 }]);
        self.values.resize(self.n_runs.len() * N_VALUES, 0);
    }

    fn values(&self, idx: usize) -> &[u32] {
        &self.values[idx * N_VALUES..(idx + 1) * N_VALUES]
    }

    /// Whether one of the two texts is mostly contained in the other.
    fn are_copies(&self, one: usize, other: usize) -> bool {
        let pairs = self.values(one).iter().zip(self.values(other));
        let n_same = pairs.filter(|(one, other)| one == other).count();
        let resemblance = n_same as f64 / N_VALUES as f64;
        let (one, other) = (f64::from(self.n_runs[one]), f64::from(self.n_runs[other]));
        // What two sets have in common, from its share of their union.
        let n_common = resemblance / (1.0 + resemblance) * (one + other);
        resemblance >= LEAST_RESEMBLANCE && n_common >= COPIED * one.min(other)
    }

    /// For each text the first one that it is a copy of, by however many steps; itself when it is a copy of none.
    pub(super) fn origins(&self) -> Vec<usize> {
        let mut origins: Vec<usize> = (0..self.n_runs.len()).collect();
        let copies: Vec<Vec<(usize, usize)>> = (0..N_VALUES / BAND).into_par_iter().map(|it| self.copies(it)).collect();
        for (one, other) in copies.into_iter().flatten() {
            let (one, other) = (root(&mut origins, one), root(&mut origins, other));
            origins[one.max(other)] = one.min(other);
        }
        (0..origins.len()).map(|it| root(&mut origins, it)).collect()
    }

    /// The texts that agree in a band and are copies of each other: the first of each group with each of the others.
    fn copies(&self, band: usize) -> Vec<(usize, usize)> {
        let texts = (0..self.n_runs.len()).filter(|it| self.n_runs[*it] > 0);
        let values = |it: usize| &self.values(it)[band * BAND..(band + 1) * BAND];
        // Both in one number, which sorts faster.
        let key = |it: usize| values(it).iter().fold(0, |acc, value| acc << 32 | u64::from(*value));
        let mut keys: Vec<(u64, usize)> = texts.map(|it| (key(it), it)).collect();
        keys.sort_unstable();
        let mut acc = Vec::new();
        for alike in keys.chunk_by(|one, other| one.0 == other.0) {
            // The first of each group so far stands for the group.
            let mut firsts: Vec<usize> = Vec::new();
            for (_, idx) in alike {
                let n_before = acc.len();
                acc.extend(firsts.iter().filter(|it| self.are_copies(**it, *idx)).map(|it| (*it, *idx)));
                if acc.len() == n_before && firsts.len() < MOST_APART {
                    firsts.push(*idx);
                }
            }
        }
        acc
    }
}

fn root(origins: &mut [usize], mut at: usize) -> usize {
    while origins[at] != at {
        origins[at] = origins[origins[at]];
        at = origins[at];
    }
    at
}

/// FNV-1a of the folded word: short, and the same on every machine and in every version.
fn hash(word: &str) -> u64 {
    match word.is_ascii() {
        true => hash_ascii(word.as_bytes()),
        false => hash_ascii(fold(word).as_bytes()),
    }
}

/// The same of a word that is nothing but ASCII: in lower case as by [`fold`], without a word of its own for it.
fn hash_ascii(word: &[u8]) -> u64 {
    word.iter().fold(FNV_OFFSET, |acc, it| fnv_step(acc, it.to_ascii_lowercase()))
}

/// Adds what [`hash_ascii`] makes of each word of a text that is nothing but ASCII, mixed, in one go through its bytes.
fn hash_words(text: &[u8], acc: &mut Vec<u64>) {
    let mut hash = FNV_OFFSET;
    for byte in text.iter().chain(b" ") {
        // The lower case of a letter or digit; 0 for what parts words.
        let letter = FOLDED[usize::from(*byte)];
        if letter != 0 {
            hash = fnv_step(hash, letter);
        } else if hash != FNV_OFFSET {
            acc.push(mixed(hash));
            hash = FNV_OFFSET;
        }
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv_step(acc: u64, byte: u8) -> u64 {
    (acc ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

static FOLDED: [u8; 256] = {
    let mut acc = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        acc[byte] = if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { 0 };
        byte += 1;
    }
    acc
};

/// The values of a sketch, by fast similarity sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): in a round each run
/// is thrown into one of the places and the least is kept there; another round follows only while a place is empty, and
/// its values are all greater. Two texts agree in a place as often as in a row of independent functions, but a text of
/// some hundred runs is gone through once and not once for each value.
fn least(runs: &[u32]) -> Vec<u32> {
    const N: u32 = N_VALUES as u32;
    let mut acc = vec![u32::MAX; N_VALUES];
    // In the latter half of the rounds all runs go into one place, so that none stays empty.
    for round in 0..2 * N {
        for run in runs {
            // The seeds are fixed, since sketches are kept on disk.
            let hash = mixed(u64::from(round) << 32 | u64::from(*run));
            let place = if round < N { hash as u32 % N } else { round - N };
            let value = round << 25 | (hash >> 39) as u32;
            let least = &mut acc[place as usize];
            *least = value.min(*least);
        }
        if !acc.contains(&u32::MAX) {
            break;
        }
    }
    acc
}

/// The finishing step of splitmix64, which spreads every bit over all.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::PassageSpan;
    use crate::text::Span;

    fn sketch(text: &str) -> Sketch {
        let passages = vec![PassageSpan { span: Span::new(0, text.len()), ..PassageSpan::default() }];
        Sketch::of(&Extract { text: text.to_owned(), passages, ..Extract::default() })
    }

    /// Made-up words, so many and no two texts alike.
    fn words(from: usize, n: usize) -> String {
        (from..from + n).map(|it| format!("word{} ", mixed(it as u64) % 5000)).collect()
    }

    fn groups(texts: &[String]) -> Vec<usize> {
        sketches(texts).origins()
    }

    fn sketches(texts: &[String]) -> Sketches {
        let mut acc = Sketches::default();
        texts.iter().for_each(|it| acc.push(&sketch(it)));
        acc
    }

    #[test]
    fn a_text_with_another_byline_or_a_cut_tail_is_a_copy() {
        let story = words(0, 300);
        let with_byline = format!("by somebody of another agency {story} reporting by two others");
        assert_eq!(groups(&[story.clone(), words(9000, 300), with_byline, words(0, 160)]), [0, 1, 0, 0]);
    }

    #[test]
    fn a_text_that_shares_a_paragraph_is_none() {
        let shared = words(0, 60);
        let texts = [shared.clone() + &words(1000, 240), shared + &words(2000, 240)];
        assert_eq!(groups(&texts), [0, 1]);
    }

    #[test]
    fn short_notes_are_no_copies() {
        let note = "The agency opened 14 field offices in 2021.".to_owned();
        assert_eq!(groups(&[note.clone(), note]), [0, 1]);
    }

    #[test]
    fn sketches_are_written_and_read() {
        let texts = [words(0, 100), "A note.".to_owned(), words(0, 90), words(5000, 100)];
        let written = |text: &String| {
            let mut bytes = Vec::new();
            sketch(text).write(&mut bytes);
            bytes
        };
        for text in &texts {
            assert_eq!(Sketch::read(&written(text)), sketch(text));
        }
        assert_eq!(
            [Sketch::read(b"rub"), Sketch::read(&written(&texts[0])[..99])],
            [Sketch::default(), Sketch::default()]
        );
        assert_eq!([0, 1, 2, 3].map(|it| sketch(&texts[0]).is_alike(&written(&texts[it]))), [true, false, true, false]);
        assert!(!sketch(&texts[1]).is_alike(&written(&texts[1])));
    }
}
