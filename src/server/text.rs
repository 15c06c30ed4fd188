//! The text of an open draft, edited in place.

use ropey::Rope;

use crate::text::{Encoding, Position};

/// The text of an open draft. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftText {
    rope: Rope,
}

impl DraftText {
    /// The given text.
    pub(super) fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Puts `text` in the place of what stands between two positions. Columns past a line's end clamp to it, lines past
    /// the end to the end of the text; positions the wrong way round are swapped.
    pub(super) fn replace(&mut self, ends: (Position, Position), text: &str, encoding: Encoding) {
        let (one, other) = (self.char_at(ends.0, encoding), self.char_at(ends.1, encoding));
        let (start, end) = (one.min(other), one.max(other));
        // Both ends were clamped, so neither call can fail.
        let _ = self.rope.try_remove(start..end);
        let _ = self.rope.try_insert(start, text);
    }

    fn char_at(&self, position: Position, encoding: Encoding) -> usize {
        let line_idx = position.line as usize;
        let (Some(line), Ok(start)) = (self.rope.get_line(line_idx), self.rope.try_line_to_char(line_idx)) else {
            return self.rope.len_chars();
        };
        let mut len = line.len_chars();
        while len > 0 && matches!(line.get_char(len - 1), Some('\n' | '\r')) {
            len -= 1;
        }
        let column = position.column as usize;
        let column = match encoding {
            Encoding::Utf8 => line.try_byte_to_char(column).unwrap_or(len),
            Encoding::Utf16 => line.try_utf16_cu_to_char(column).unwrap_or(len),
            Encoding::Utf32 => column,
        };
        start + column.min(len)
    }
}

impl std::fmt::Display for DraftText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.chunks().try_for_each(|it| f.write_str(it))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same edit on a plain string whose lines are split afresh.
    fn replace_plainly(text: &mut String, ends: (Position, Position), new: &str, encoding: Encoding) {
        let offset = |position: Position| {
            let mut lines = Vec::new();
            let mut start = 0;
            let bytes = text.as_bytes();
            for idx in 0..bytes.len() {
                if bytes[idx] == b'\n' || (bytes[idx] == b'\r' && bytes.get(idx + 1) != Some(&b'\n')) {
                    lines.push((start, &text[start..=idx]));
                    start = idx + 1;
                }
            }
            lines.push((start, &text[start..]));
            let Some((start, line)) = lines.get(position.line as usize) else { return text.len() };
            let mut units = 0;
            for (idx, c) in line.trim_end_matches(['\r', '\n']).char_indices() {
                units += match encoding {
                    Encoding::Utf8 => c.len_utf8(),
                    Encoding::Utf16 => c.len_utf16(),
                    Encoding::Utf32 => 1,
                };
                if units > position.column as usize {
                    return start + idx;
                }
            }
            start + line.trim_end_matches(['\r', '\n']).len()
        };
        let (one, other) = (offset(ends.0), offset(ends.1));
        text.replace_range(one.min(other)..one.max(other), new);
    }

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("a"),
            Just("é"),
            Just("😀"),
            Just("\n"),
            Just("\r"),
            Just("\r\n"),
            Just("\u{2028}"),
            Just("\u{c}"),
            Just("word "),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|it| it.concat())
    }

    fn positions() -> impl Strategy<Value = Position> {
        (0_u32..8, prop_oneof![0_u32..12, Just(u32::MAX)]).prop_map(|(line, column)| Position { line, column })
    }

    proptest! {
        #[test]
        fn the_rope_says_what_a_plain_string_says(
            encoding in prop_oneof![Just(Encoding::Utf8), Just(Encoding::Utf16), Just(Encoding::Utf32)],
            start in pieces(),
            edits in prop::collection::vec(((positions(), positions()), pieces()), 0..12),
        ) {
            let mut rope = DraftText::new(&start);
            let mut plain = start;
            for (ends, new) in edits {
                rope.replace(ends, &new, encoding);
                replace_plainly(&mut plain, ends, &new, encoding);
                prop_assert_eq!(rope.to_string(), plain.clone());
            }
        }
    }
}
