//! Characters that cannot be seen, made visible.

use std::borrow::Cow;
use std::fmt::Write;

use super::Span;

/// `text` with control, bidirectional and invisible characters written as `⟨U+202E⟩`. Line ends and tabs become spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hidden(c) || is_space(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(visible_with(text, &[]).0)
}

/// The same, with `spans` of `text` moved to where their words stand in the result.
pub fn visible_with(text: &str, spans: &[Span]) -> (String, Vec<Span>) {
    let mut acc = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        moved.resize(moved.len() + c.len_utf8(), acc.len());
        match c {
            c if is_space(c) => acc.push(' '),
            // Writing to a string does not fail.
            c if is_hidden(c) => _ = write!(acc, "⟨U+{:04X}⟩", u32::from(c)),
            c => acc.push(c),
        }
    }
    let place = |offset: usize| moved.get(offset).copied().unwrap_or(acc.len());
    let spans = spans.iter().map(|it| Span::new(place(it.start), place(it.end))).collect();
    (acc, spans)
}

/// `text` with one space for every run of white space, and none around it.
pub fn squeezed(text: &str) -> String {
    squeeze(text).into_owned()
}

/// The same, of a text that mostly is so already.
pub(crate) fn squeeze(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let is_alone = |at: usize| is_word(at.checked_sub(1).and_then(|it| bytes.get(it))) && is_word(bytes.get(at + 1));
    let is_kept = |(at, byte): (usize, &u8)| byte.is_ascii_graphic() || (*byte == b' ' && is_alone(at));
    match bytes.iter().enumerate().all(is_kept) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// `text` without the characters that [`visible`] would show: for words that go into a draft.
pub fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).map(|c| if is_space(c) { ' ' } else { c }).collect()
}

fn is_space(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// Whether a character cannot be seen or turns the line round; line ends and tabs are not meant.
pub fn is_hidden(c: char) -> bool {
    let is_control = c.is_control() && !is_space(c);
    let is_invisible = matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}');
    is_control || is_invisible
}

/// The text without the spaces that a citation taken out leaves before a mark.
pub fn without_gaps(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')') && acc.ends_with(' ') {
            acc.pop();
        }
        acc.push(c);
    }
    acc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_turn_the_line_round_is_shown() {
        assert_eq!(visible("a\u{202E}b\u{1B}[31m\u{9B}c"), "a⟨U+202E⟩b⟨U+001B⟩[31m⟨U+009B⟩c");
    }

    #[test]
    fn accents_and_other_scripts_stay() {
        assert_eq!(visible("Nausėda, Київ, 東京"), "Nausėda, Київ, 東京");
    }

    #[test]
    fn spans_move_with_their_words() {
        let (text, spans) = visible_with("a\u{200B}é b", &[Span::new(4, 6), Span::new(0, 1)]);
        assert_eq!(text, "a⟨U+200B⟩é b");
        assert_eq!([spans[0].of(&text), spans[1].of(&text)], ["é", "a"]);
    }
}
