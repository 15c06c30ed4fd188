//! Character maps: from codes to letters or to the numbers of glyphs.

use lopdf::Object;
use rustc_hash::FxHashMap;

use super::file::File;
use super::tokens::{Operand, Token, Tokens};

#[derive(Default)]
pub(super) struct CharacterMap {
    /// The length in bytes of codes from one to another.
    spaces: Vec<(usize, u32, u32)>,
    letters: FxHashMap<u32, String>,
    /// From, to, and the letter of the first; those that follow have the letters that follow.
    letter_ranges: Vec<(u32, u32, String)>,
    /// From, to, and the number of the first's glyph.
    glyph_ranges: Vec<(u32, u32, u32)>,
}

/// Entries of a map; the largest alphabets have some sixty thousand letters.
const MAX_ENTRIES: usize = 100_000;

impl CharacterMap {
    pub(super) fn of(file: &File, object: &Object) -> Option<Self> {
        let stream = object.as_stream().ok()?;
        Some(Self::read(&file.decode(stream)?))
    }

    fn read(bytes: &[u8]) -> Self {
        let mut acc = Self::default();
        let mut operands: Vec<Operand> = Vec::new();
        for token in Tokens::new(bytes) {
            let operator = match token {
                Token::Operand(operand) => {
                    // Operands of other operators are few.
                    if operands.len() < 4 * MAX_ENTRIES {
                        operands.push(operand);
                    }
                    continue;
                }
                Token::Operator(operator) => operator,
            };
            match operator {
                b"endcodespacerange" => {
                    acc.spaces.extend(operands.chunks_exact(2).take(1_000).filter_map(|it| {
                        let (from, to) = (it[0].text()?, it[1].text()?);
                        (!from.is_empty()).then(|| (from.len().min(4), number(from), number(to)))
                    }));
                }
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let (Some(code), Some(text)) = (pair[0].text(), pair[1].text()) {
                            acc.put(number(code), utf16(text));
                        }
                    }
                }
                b"endbfrange" => {
                    for part in operands.chunks_exact(3) {
                        let (Some(from), Some(to)) = (part[0].text().map(number), part[1].text().map(number)) else {
                            continue;
                        };
                        match &part[2] {
                            Operand::Text(text) if acc.letter_ranges.len() < MAX_ENTRIES => {
                                acc.letter_ranges.push((from, to, utf16(text)));
                            }
                            Operand::List(list) => {
                                for (code, text) in (from..=to).zip(list) {
                                    acc.put(code, text.text().map(utf16).unwrap_or_default());
                                }
                            }
                            _ => {}
                        }
                    }
                }
                b"endcidrange" => {
                    for part in operands.chunks_exact(3).take(MAX_ENTRIES) {
                        if let (Some(from), Some(to), Some(glyph)) = (part[0].text(), part[1].text(), part[2].number())
                        {
                            acc.glyph_ranges.push((number(from), number(to), glyph.max(0.0) as u32));
                        }
                    }
                }
                b"endcidchar" => {
                    for part in operands.chunks_exact(2).take(MAX_ENTRIES) {
                        if let (Some(code), Some(glyph)) = (part[0].text().map(number), part[1].number()) {
                            acc.glyph_ranges.push((code, code, glyph.max(0.0) as u32));
                        }
                    }
                }
                _ => {}
            }
            operands.clear();
        }
        acc.letter_ranges.sort_by_key(|it| it.0);
        acc.glyph_ranges.sort_by_key(|it| it.0);
        acc.glyph_ranges.truncate(MAX_ENTRIES);
        acc
    }

    fn put(&mut self, code: u32, letters: String) {
        if self.letters.len() < MAX_ENTRIES && !letters.is_empty() {
            self.letters.insert(code, letters);
        }
    }

    /// How many bytes the code at the start of a string has.
    pub(super) fn code_len(&self, bytes: &[u8]) -> usize {
        let fits = |it: &&(usize, u32, u32)| {
            bytes.get(..it.0).is_some_and(|head| {
                // Each byte lies within its own bounds.
                (0..it.0).all(|at| {
                    let shift = 8 * (it.0 - 1 - at) as u32;
                    ((it.1 >> shift) as u8..=(it.2 >> shift) as u8).contains(&head[at])
                })
            })
        };
        let fallback = self.spaces.iter().map(|it| it.0).min().unwrap_or(2);
        self.spaces.iter().find(fits).map_or(fallback, |it| it.0)
    }

    pub(super) fn glyph(&self, code: u32) -> Option<u32> {
        let idx = self.glyph_ranges.partition_point(|it| it.0 <= code).checked_sub(1)?;
        self.glyph_ranges.get(idx).filter(|it| code <= it.1).map(|it| it.2.saturating_add(code - it.0))
    }

    /// The letters of a code, none when the map does not have it.
    pub(super) fn letters(&self, code: u32) -> impl Iterator<Item = char> {
        let (letters, offset) = match self.letters.get(&code) {
            Some(letters) => (letters.as_str(), 0),
            None => self.in_range(code).unwrap_or_default(),
        };
        let n_letters = letters.chars().count();
        letters.chars().enumerate().filter_map(move |(at, letter)| {
            // Only the last letter counts on: `<0003> <0005> <00660069>`.
            if at + 1 == n_letters { char::from_u32((letter as u32).checked_add(offset)?) } else { Some(letter) }
        })
    }

    fn in_range(&self, code: u32) -> Option<(&str, u32)> {
        let idx = self.letter_ranges.partition_point(|it| it.0 <= code).checked_sub(1)?;
        // Ranges seldom overlap; a few steps back find those that do.
        let before = self.letter_ranges[..=idx].iter().rev().take(8);
        before.into_iter().find(|it| code <= it.1).map(|it| (it.2.as_str(), code - it.0))
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |acc, byte| (acc << 8) | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).take(64).map(|it| u16::from_be_bytes([it[0], it[1]]));
    char::decode_utf16(units).map(|it| it.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_with_ranges_lists_and_ligatures() {
        let map = CharacterMap::read(
            b"1 begincodespacerange <00> <80> endcodespacerange 1 begincodespacerange <8140> <9ffc> endcodespacerange\n\
              2 beginbfchar <01> <0041> <02> <00660069> endbfchar\n\
              2 beginbfrange <10> <1a> <0061> <8140> <8141> [<D83DDE00> <0063>] endbfrange\n\
              1 begincidrange <10> <1f> 100 endcidrange",
        );
        let letters = |code| map.letters(code).collect::<String>();
        assert_eq!(
            [letters(1), letters(2), letters(0x12), letters(0x8140), letters(0x8141)],
            ["A", "fi", "c", "😀", "c"]
        );
        assert_eq!(letters(0x1b), "");
        assert_eq!((map.glyph(0x12), map.glyph(0x20)), (Some(102), None));
        assert_eq!((map.code_len(b"\x41\x42"), map.code_len(b"\x81\x40"), map.code_len(b"\x81")), (1, 2, 1));
    }

    #[test]
    fn a_range_without_end_costs_nothing() {
        let map = CharacterMap::read(b"1 beginbfrange <00000000> <ffffffff> <0020> endbfrange");
        assert_eq!(map.letters(0x21).collect::<String>(), "A");
        assert_eq!(map.letters(0xffff_ffff).collect::<String>(), "");
        let map = CharacterMap::read(b"<00000000> <ffffffff> [<0041>] endbfrange");
        assert_eq!(map.letters(0).collect::<String>(), "A");
    }
}
