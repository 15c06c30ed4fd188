//! The words of a content stream or a character map: numbers, names, strings, lists and operators.

/// What an operator is applied to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Number(f32),
    Name(Vec<u8>),
    Text(Vec<u8>),
    List(Vec<Operand>),
    /// Keys and values in turn.
    Dictionary(Vec<Operand>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Operand(Operand),
    Operator(&'a [u8]),
}

impl Operand {
    pub(super) fn number(&self) -> Option<f32> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value that a dictionary has under a name.
    pub(super) fn value(&self, name: &[u8]) -> Option<&Self> {
        let Self::Dictionary(parts) = self else { return None };
        parts.chunks_exact(2).find(|pair| pair[0].name() == Some(name)).map(|pair| &pair[1])
    }
}

/// Reads the words one by one; what is no word is skipped.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Lists within lists; files have two or three.
const MAX_DEPTH: usize = 32;

/// Operands in a list or before an operator; the rest is dropped. A list shows a line of text.
pub(super) const MAX_OPERANDS: usize = 65_536;

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Goes behind the data of an inline image, which is anything up to an `EI` of its own.
    pub(super) fn skip_image(&mut self) {
        let is_end = |at: usize| {
            let before = at.checked_sub(1).and_then(|it| self.bytes.get(it)).is_some_and(|it| is_space(*it));
            let after = self.bytes.get(at + 2..).unwrap_or_default();
            // The data may hold these letters by chance; no text follows them then.
            before && after.first().is_none_or(|it| is_space(*it)) && after.iter().take(8).all(|it| is_text(*it))
        };
        while self.at < self.bytes.len() {
            if self.bytes[self.at..].starts_with(b"EI") && is_end(self.at) {
                self.at += 2;
                return;
            }
            self.at += 1;
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek(0).is_some_and(|it| !is_space(it) && !is_delimiter(it)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut acc = Vec::new();
        let mut depth = 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return acc;
                    }
                }
                b'\\' => {
                    self.escape(&mut acc);
                    continue;
                }
                _ => {}
            }
            acc.push(byte);
        }
        acc
    }

    fn escape(&mut self, acc: &mut Vec<u8>) {
        let Some(byte) = self.peek(0) else { return };
        self.at += 1;
        match byte {
            b'n' => acc.push(b'\n'),
            b'r' => acc.push(b'\r'),
            b't' => acc.push(b'\t'),
            b'b' => acc.push(8),
            b'f' => acc.push(12),
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek(0) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                acc.push(value as u8);
            }
            // A line end after a backslash is none.
            b'\r' => self.at += usize::from(self.peek(0) == Some(b'\n')),
            b'\n' => {}
            _ => acc.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut acc = Vec::new();
        let mut half = None;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = char::from(byte).to_digit(16) else { continue };
            match half.take() {
                Some(high) => acc.push((high * 16 + digit) as u8),
                None => half = Some(digit),
            }
        }
        acc.extend(half.map(|it| (it * 16) as u8));
        acc
    }

    fn name(&mut self) -> Vec<u8> {
        let raw = self.regular();
        let mut acc = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((first, tail)) = rest.split_first() {
            rest = tail;
            let digit = |at: usize| tail.get(at).and_then(|it| char::from(*it).to_digit(16));
            match (first, digit(0), digit(1)) {
                (b'#', Some(high), Some(low)) => {
                    acc.push((high * 16 + low) as u8);
                    rest = &tail[2..];
                }
                _ => acc.push(*first),
            }
        }
        acc
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        // The lists that are open, the innermost last.
        let mut open: Vec<(bool, Vec<Operand>)> = Vec::new();
        loop {
            let Some(byte) = self.peek(0) else {
                let (is_list, items) = open.pop()?;
                return Some(Token::Operand(close(is_list, items)));
            };
            let operand = match byte {
                _ if is_space(byte) => {
                    self.at += 1;
                    continue;
                }
                b'%' => {
                    while self.peek(0).is_some_and(|it| !matches!(it, b'\r' | b'\n')) {
                        self.at += 1;
                    }
                    continue;
                }
                b'(' => {
                    self.at += 1;
                    Operand::Text(self.literal())
                }
                b'/' => {
                    self.at += 1;
                    Operand::Name(self.name())
                }
                b'<' if self.peek(1) == Some(b'<') => {
                    self.at += 2;
                    if open.len() < MAX_DEPTH {
                        open.push((false, Vec::new()));
                    }
                    continue;
                }
                b'<' => {
                    self.at += 1;
                    Operand::Text(self.hexadecimal())
                }
                b'[' => {
                    self.at += 1;
                    if open.len() < MAX_DEPTH {
                        open.push((true, Vec::new()));
                    }
                    continue;
                }
                b']' | b'>' => {
                    self.at += if byte == b'>' && self.peek(1) == Some(b'>') { 2 } else { 1 };
                    match open.pop() {
                        Some((is_list, items)) => close(is_list, items),
                        None => continue,
                    }
                }
                _ if is_delimiter(byte) => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let word = self.regular();
                    match read_number(word) {
                        Some(number) => Operand::Number(number),
                        None if open.is_empty() => return Some(Token::Operator(word)),
                        // `true`, `null` and the like: a place in a dictionary all the same.
                        None => Operand::Name(word.to_vec()),
                    }
                }
            };
            match open.last_mut() {
                Some((_, items)) if items.len() < MAX_OPERANDS => items.push(operand),
                Some(_) => {}
                None => return Some(Token::Operand(operand)),
            }
        }
    }
}

fn close(is_list: bool, items: Vec<Operand>) -> Operand {
    if is_list { Operand::List(items) } else { Operand::Dictionary(items) }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 12)
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') || is_space(byte)
}

/// Some programs write `--5` and `1.5-3`; other readers take the first number in it.
fn read_number(word: &[u8]) -> Option<f32> {
    let first = *word.first()?;
    if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return None;
    }
    let n_signs = word.iter().take_while(|it| matches!(it, b'+' | b'-')).count();
    let (mut value, mut scale, mut n_digits) = (0.0_f64, None, 0);
    for byte in &word[n_signs..] {
        match (byte, scale) {
            (b'0'..=b'9', None) => value = value * 10.0 + f64::from(byte - b'0'),
            (b'0'..=b'9', Some(it)) => {
                value += f64::from(byte - b'0') * it;
                scale = Some(it / 10.0);
            }
            (b'.', None) => {
                scale = Some(0.1);
                continue;
            }
            (b'-' | b'.', _) => break,
            _ => return None,
        }
        n_digits += 1;
    }
    let value = if first == b'-' { -value } else { value };
    (n_digits > 0 || scale.is_some() || n_signs > 0).then_some(value.clamp(-1e9, 1e9) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8]) -> Vec<f32> {
        Tokens::new(bytes)
            .filter_map(|it| if let Token::Operand(Operand::Number(it)) = it { Some(it) } else { None })
            .collect()
    }

    #[test]
    fn numbers_are_read_as_programs_write_them() {
        assert_eq!(numbers(b"1 -.5 +3. --4 1.5-3 00012 %7\n8"), [1.0, -0.5, 3.0, -4.0, 1.5, 12.0, 8.0]);
    }

    #[test]
    fn strings_names_and_lists() {
        let tokens: Vec<_> = Tokens::new(b"[(a\\(b\\051 \\101(n)) -20 <4 1 4>]TJ /A#20b Do").collect();
        let text = |it: &[u8]| Operand::Text(it.to_vec());
        let list = Operand::List(vec![text(b"a(b) A(n)"), Operand::Number(-20.0), text(b"A@")]);
        let name = Token::Operand(Operand::Name(b"A b".to_vec()));
        assert_eq!(tokens, [Token::Operand(list), Token::Operator(b"TJ"), name, Token::Operator(b"Do")]);
    }

    #[test]
    fn unclosed_things_end_with_the_stream() {
        for bytes in [&b"(abc"[..], b"<41", b"[[[(", b"<</A", b"]>>)", b"\\", b"(\\"] {
            assert!(Tokens::new(bytes).count() <= 1);
        }
        let deep = [b'['; 100_000];
        assert_eq!(Tokens::new(&deep).count(), 1);
    }

    #[test]
    fn an_inline_image_is_passed_over() {
        let mut tokens = Tokens::new(b"ID \x01 EI\x02 EIEI (no) \xffEI\nEI Q");
        assert_eq!(tokens.next(), Some(Token::Operator(b"ID")));
        tokens.skip_image();
        assert_eq!(tokens.next(), Some(Token::Operator(b"Q")));
        let mut tokens = Tokens::new(b"ID never ends");
        tokens.next();
        tokens.skip_image();
        assert_eq!(tokens.next(), None);
    }
}
