//! Near-duplicate sources: the same wire story on several sites.
//!
//! Each text gets a sketch by minhash over its runs of five words (Broder, "On the resemblance and containment of
//! documents", 1997): the least value that each of a fixed row of hash functions takes on any of the runs. The share of
//! values that two sketches have in common estimates the share of runs that the texts have in common. Sketches are
//! compared only where two neighbouring values agree, so that a large corpus is grouped without looking at every pair.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Extract;
use crate::text::fold;

/// The words of a run. Shorter ones are shared by texts on the same subject, longer ones are broken by every edit.
const RUN: usize = 5;

/// The values of a sketch: their standard error on a resemblance of one half is 0.06.
const N_VALUES: usize = 64;

/// Neighbouring values that must agree for two sketches to be compared: of texts with a resemblance of 0.3 this misses
/// one pair in twenty, of unrelated ones it compares next to none.
const BAND: usize = 2;

/// Fewer runs say nothing about where a text comes from: a sentence that two notes share is no copy.
const LEAST_RUNS: u32 = 24;

/// A text is a copy of another when this share of the shorter one stands in the longer. For texts of one length it is
/// a resemblance of 0.43; Broder and others took 0.5 for the same document on the whole web ("Syntactic clustering of
/// the web", 1997), where sketches were of much longer texts and headlines weighed less.
const COPIED: f64 = 0.6;

/// Below this resemblance the values in common are too few to tell anything by.
const LEAST_RESEMBLANCE: f64 = 0.2;

/// What tells whether two texts are copies of one. By default: of a text too short to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub(super) struct Sketch {
    /// How many different runs of words the text has, roughly.
    n_runs: u32,
    /// As many as [`N_VALUES`], or none.
    values: Vec<u32>,
}

impl Sketch {
    /// The sketch of a source. Headlines are left out, as every site writes its own.
    pub(super) fn of(extract: &Extract) -> Self {
        let passages = extract.passages.iter().filter(|it| !it.is_heading);
        let words = passages.flat_map(|it| it.span.of(&extract.text).split(|c: char| !c.is_alphanumeric()));
        let hashes: Vec<u64> = words.filter(|it| !it.is_empty()).map(|it| hash(fold(it).as_bytes())).collect();
        let mut runs: Vec<u64> = hashes.windows(RUN).map(|run| run.iter().fold(0, |acc, it| mixed(acc ^ it))).collect();
        runs.sort_unstable();
        runs.dedup();
        let n_runs = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        if n_runs < LEAST_RUNS {
            return Self::default();
        }
        // Any well-mixed row of functions does; the seeds are fixed, since sketches are kept on disk.
        let least = |seed: u64| runs.iter().map(|run| (mixed(run ^ mixed(seed)) >> 32) as u32).min().unwrap_or(0);
        Self { n_runs, values: (1..=N_VALUES as u64).map(least).collect() }
    }

    /// Whether one of the two texts is mostly contained in the other.
    fn is_copy_of(&self, other: &Self) -> bool {
        let n_same = self.values.iter().zip(&other.values).filter(|(one, other)| one == other).count();
        let resemblance = n_same as f64 / N_VALUES as f64;
        let (one, other) = (f64::from(self.n_runs), f64::from(other.n_runs));
        // What two sets have in common, from its share of their union.
        let n_common = resemblance / (1.0 + resemblance) * (one + other);
        resemblance >= LEAST_RESEMBLANCE && n_common >= COPIED * one.min(other)
    }
}

/// For each sketch the first one that it is a copy of, by however many steps; itself when it is a copy of none. Empty
/// when there are no copies at all.
pub(super) fn origins<'a>(sketches: impl Iterator<Item = &'a Sketch>) -> Vec<usize> {
    let sketches: Vec<&Sketch> = sketches.collect();
    let mut origins: Vec<usize> = (0..sketches.len()).collect();
    // Of sketches that agree in a band the first of each group so far stands for the group.
    let mut bands: FxHashMap<(usize, &[u32]), Vec<usize>> = FxHashMap::default();
    for (idx, sketch) in sketches.iter().enumerate() {
        for (band, values) in sketch.values.chunks(BAND).enumerate() {
            let group = bands.entry((band, values)).or_default();
            let mut is_copy = false;
            for other in group.iter().copied() {
                let is_joined = root(&origins, other) == root(&origins, idx);
                if is_joined || sketch.is_copy_of(sketches[other]) {
                    let (one, other) = (root(&origins, idx), root(&origins, other));
                    origins[one.max(other)] = one.min(other);
                    is_copy = true;
                }
            }
            if !is_copy {
                group.push(idx);
            }
        }
    }
    let has_copies = origins.iter().enumerate().any(|(idx, origin)| idx != *origin);
    if has_copies { (0..origins.len()).map(|it| root(&origins, it)).collect() } else { Vec::new() }
}

fn root(origins: &[usize], mut at: usize) -> usize {
    while origins[at] != at {
        at = origins[at];
    }
    at
}

/// FNV-1a: short, and the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |acc, byte| (acc ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finishing step of splitmix64, which spreads every bit over all.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// In hexadecimal, eight digits a number: a list of numbers takes longer to read than all else in the list of sources.
impl From<Sketch> for String {
    fn from(sketch: Sketch) -> Self {
        let numbers = std::iter::once(&sketch.n_runs).chain(&sketch.values);
        if sketch.values.is_empty() { String::new() } else { numbers.map(|it| format!("{it:08x}")).collect() }
    }
}

impl From<String> for Sketch {
    fn from(text: String) -> Self {
        let number = |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(|it| u32::from_str_radix(it, 16).ok());
        let numbers: Option<Vec<u32>> = text.as_bytes().chunks(8).map(number).collect();
        match numbers.as_deref() {
            Some([n_runs, values @ ..]) if values.len() == N_VALUES => {
                Self { n_runs: *n_runs, values: values.to_vec() }
            }
            _ => Self::default(),
        }
    }
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
        let sketches: Vec<Sketch> = texts.iter().map(|it| sketch(it)).collect();
        origins(sketches.iter())
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
        assert!(groups(&texts).is_empty());
    }

    #[test]
    fn short_notes_are_no_copies() {
        let note = "The agency opened 14 field offices in 2021.".to_owned();
        assert!(groups(&[note.clone(), note]).is_empty());
    }

    #[test]
    fn a_sketch_is_written_and_read() {
        for sketch in [sketch(&words(0, 100)), Sketch::default()] {
            assert_eq!(Sketch::from(String::from(sketch.clone())), sketch);
        }
        assert_eq!(Sketch::from("é rubbish".to_owned()), Sketch::default());
    }
}
