//! What sources go by, sorted, and who goes by each, as it lies on disk.
//!
//! The names stand in blocks, each written by what it adds to the one before, with the place of every block in front. An
//! automaton (`fst`) would take hardly less room, 0.7 MB of 40 for a hundred thousand sources, and has to be built on one
//! processor while nothing else is left to do.

use serde::{Deserialize, Serialize};

/// Names in a block: as many are read at most to find one.
const BLOCK: usize = 16;

/// How many blocks there are, in front of their places.
const HEADER: usize = 4;

/// Where a block begins, and the number that its first name has first.
const PLACE: usize = 8;

/// A name as it is written.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    /// Bytes that the name before has as well; none of the first in a block.
    n_shared: usize,
    #[serde(borrow)]
    rest: &'a [u8],
    n_numbers: usize,
}

/// The bytes of the table and those of the numbers, four for each, of pairs that are sorted.
///
/// # Errors
/// When there are more than can be counted.
pub(super) fn write(pairs: &[(String, u32)]) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let (mut places, mut rows, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (idx, of_name) in pairs.chunk_by(|a, b| a.0 == b.0).enumerate() {
        let name = of_name[0].0.as_bytes();
        let n_shared = match idx % BLOCK {
            0 => {
                places.extend(u32::try_from(rows.len())?.to_le_bytes());
                places.extend(u32::try_from(numbers.len() / 4)?.to_le_bytes());
                0
            }
            _ => name.iter().zip(before).take_while(|(one, other)| one == other).count(),
        };
        let row = Row { n_shared, rest: &name[n_shared..], n_numbers: of_name.len() };
        rows = postcard::to_extend(&row, rows)?;
        of_name.iter().for_each(|it| numbers.extend(it.1.to_le_bytes()));
        before = name;
    }
    let mut names = u32::try_from(places.len() / PLACE)?.to_le_bytes().to_vec();
    names.extend(places);
    names.extend(rows);
    Ok((names, numbers))
}

/// A table with its numbers.
#[derive(Clone, Copy)]
pub(super) struct NameTable<'a> {
    pub(super) names: &'a [u8],
    pub(super) numbers: &'a [u8],
}

impl<'a> NameTable<'a> {
    /// The numbers of a name.
    pub(super) fn get(self, name: &str) -> &'a [u8] {
        let mut acc: &[u8] = &[];
        self.each_from(name, |it, numbers| {
            if it == name {
                acc = numbers;
            }
            false
        });
        acc
    }

    /// Goes through the names from `from` on, with their numbers, while `visit` says so.
    pub(super) fn each_from(self, from: &str, mut visit: impl FnMut(&str, &'a [u8]) -> bool) {
        let n_blocks = self.names.first_chunk().map_or(0, |it| u32::from_le_bytes(*it) as usize);
        let (mut low, mut high) = (0, n_blocks);
        while low < high {
            let middle = low.midpoint(high);
            let first = self.block(middle, n_blocks).and_then(|it| postcard::from_bytes::<Row>(it.0).ok());
            match first.is_some_and(|it| it.rest <= from.as_bytes()) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let Some((mut rows, mut at)) = self.block(low.saturating_sub(1), n_blocks) else { return };
        let mut name: Vec<u8> = Vec::new();
        while let Ok((row, rest)) = postcard::take_from_bytes::<Row>(rows) {
            rows = rest;
            name.truncate(row.n_shared);
            name.extend(row.rest);
            let numbers = self.numbers.get(at..at + row.n_numbers * 4).unwrap_or_default();
            at += numbers.len();
            let Ok(name) = std::str::from_utf8(&name) else { return };
            if name >= from && !visit(name, numbers) {
                return;
            }
        }
    }

    /// The rows from a block on, and where its numbers begin.
    fn block(&self, idx: usize, n_blocks: usize) -> Option<(&'a [u8], usize)> {
        let place = self.names.get(HEADER + idx * PLACE..HEADER + (idx + 1) * PLACE)?;
        let number = |it: &[u8]| it.first_chunk().map_or(0, |it| u32::from_le_bytes(*it) as usize);
        let rows = self.names.get(HEADER + n_blocks * PLACE + number(place)..)?;
        Some((rows, number(&place[4..]) * 4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pairs: &[(String, u32)]) -> (Vec<u8>, Vec<u8>) {
        write(pairs).expect("there are few")
    }

    #[test]
    fn each_name_has_its_numbers() {
        let mut pairs: Vec<(String, u32)> = (0..200).map(|it| (format!("key {}", it * 3), it)).collect();
        pairs.extend((0..50).map(|it| ("élan".to_owned(), it)));
        pairs.sort();
        let (names, numbers) = table(&pairs);
        let table = NameTable { names: &names, numbers: &numbers };
        let get = |name: &str| -> Vec<u32> {
            let bytes = table.get(name).chunks_exact(4);
            bytes.filter_map(|it| it.first_chunk()).map(|it| u32::from_le_bytes(*it)).collect()
        };
        for (name, number) in pairs.iter().filter(|it| it.0.starts_with("key")) {
            assert_eq!(get(name), [*number], "{name}");
        }
        assert_eq!(get("élan"), (0..50).collect::<Vec<_>>());
        for missing in ["", "key", "key 1", "key 3000", "a", "z", "élans"] {
            assert!(get(missing).is_empty(), "{missing}");
        }
    }

    #[test]
    fn names_are_gone_through_from_any_on() {
        let pairs: Vec<(String, u32)> = ('a'..='z').map(|it| (it.to_string(), 0)).collect();
        let (names, numbers) = table(&pairs);
        let from = |from: &str| {
            let mut acc = String::new();
            NameTable { names: &names, numbers: &numbers }.each_from(from, |name, _| {
                acc.push_str(name);
                name < "t"
            });
            acc
        };
        assert_eq!(from(""), "abcdefghijklmnopqrst");
        assert_eq!(from("pp"), "qrst");
        assert_eq!(from("zz"), "");
    }

    #[test]
    fn no_names_are_a_table_too() {
        let (names, numbers) = table(&[]);
        assert!(NameTable { names: &names, numbers: &numbers }.get("a").is_empty());
        assert!(NameTable { names: &[], numbers: &[] }.get("a").is_empty());
    }
}
