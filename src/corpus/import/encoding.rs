//! Text out of bytes whose encoding is named, marked or to be guessed.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Where browsers look for a page's own word on its encoding, in bytes; saved pages put a comment before it.
const HEAD: usize = 4096;

/// The share of control characters, one in so many, above which a file is no text.
const CONTROLS: usize = 200;

/// The text of a page or of the part of a mail, by its mark of byte order, the encoding it names (`hint` is what stands
/// outside of it, as in the header of a mail), UTF-8 where it is valid, or a guess; and what is to be said about that.
pub(super) fn decode(bytes: &[u8], hint: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, len)) = Encoding::for_bom(bytes) {
        return (lossy(encoding, bytes.get(len..).unwrap_or_default()), None);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return (lossy(encoding, bytes), None);
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let named = hint.and_then(|it| Encoding::for_label(it.as_bytes())).or_else(|| named_in(head));
    // Nothing but UTF-8 looks like UTF-8 by chance; pages that were saved again often name what they were written in.
    // The one encoding of ASCII bytes alone that means other characters by them is taken at its word.
    let is_ascii = bytes.is_ascii();
    if !is_ascii && let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_string(), None);
    }
    match named.map(Encoding::output_encoding).filter(|it| is_ascii || *it != UTF_8) {
        Some(encoding) => (lossy(named.unwrap_or(encoding), bytes), None),
        None if is_ascii => (lossy(UTF_8, bytes), None),
        None if named == Some(UTF_8) && is_nearly_utf8(bytes) => {
            (lossy(UTF_8, bytes), Some("some characters are broken in the file and show as \u{fffd}".to_string()))
        }
        None => {
            let encoding = guess(bytes);
            (lossy(encoding, bytes), Some(format!("the file does not say its encoding; read as {}", encoding.name())))
        }
    }
}

/// The text of a plain file with the name of the encoding it was read in; `None` for what is no text.
pub(super) fn decode_text(bytes: &[u8]) -> Option<(String, &'static str)> {
    let (encoding, len) = match Encoding::for_bom(bytes) {
        Some(marked) => marked,
        None => match (std::str::from_utf8(bytes), utf16_without_mark(bytes)) {
            (_, Some(encoding)) => (encoding, 0),
            (Ok(_), None) => (UTF_8, 0),
            // No encoding of text but those of 16 bits has zero bytes.
            (Err(_), None) if bytes.contains(&0) => return None,
            (Err(_), None) => (guess(bytes), 0),
        },
    };
    let text = lossy(encoding, bytes.get(len..).unwrap_or_default());
    let is_control = |c: &char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c')) || *c == '\u{fffd}';
    let (mut n_controls, mut n_chars) = (0, 0);
    for c in text.chars() {
        n_chars += 1;
        n_controls += usize::from(is_control(&c));
    }
    (n_controls * CONTROLS <= n_chars && !text.contains('\0')).then(|| (text, encoding.name()))
}

fn lossy(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Text in Latin letters has a zero in every second byte of UTF-16.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let n_pairs = head.len() / 2;
    if n_pairs < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let zeros = |at: usize| head.chunks_exact(2).filter(|it| it.get(at) == Some(&0)).count();
    match (zeros(0), zeros(1)) {
        (0, high) if high * 10 >= n_pairs * 7 => Some(UTF_16LE),
        (high, 0) if high * 10 >= n_pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding named by an XML declaration or a `<meta>` of the page's head.
fn named_in(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let declaration = head.strip_prefix(b"<?xml").and_then(|it| it.split(|c| *c == b'>').next());
    let label = |part: &[u8], key: &[u8]| {
        let at = part.windows(key.len()).position(|it| it == key)? + key.len();
        let rest = part.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        let len = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || b"-_:.".contains(c)).count();
        Encoding::for_label(rest.get(..len)?)
    };
    // What a page says in UTF-16 of itself is not so when these bytes could be read.
    let as_read = |it: &'static Encoding| if it == UTF_16LE || it == UTF_16BE { UTF_8 } else { it };
    let metas = || head.split(|c| *c == b'<').filter(|it| it.starts_with(b"meta"));
    let declared = declaration.and_then(|it| label(it, b"encoding"));
    declared.or_else(|| metas().find_map(|it| label(it, b"charset"))).map(as_read)
}

/// Whether what is broken of the UTF-8 is a few characters rather than each that is not ASCII.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut n_good, mut n_bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        n_good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    n_bad <= 1 || n_bad * 20 <= n_good
}

/// As browsers guess; Windows-1252 where they would not dare to.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // It learns nothing more from more.
    let sample = bytes.get(..1 << 20).unwrap_or(bytes);
    detector.feed(sample, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    if encoding == UTF_8 { WINDOWS_1252 } else { encoding }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], hint: Option<&str>, expected: &str) {
        assert_eq!(decode(bytes, hint).0, expected);
    }

    #[test]
    fn a_page_is_read_in_the_encoding_it_names() {
        check(b"<meta charset=windows-1257>\xdeuolis", None, "<meta charset=windows-1257>Žuolis");
        check(
            b"<meta http-equiv=a content='text/html; charset=iso-8859-2'>\xb1",
            None,
            "<meta http-equiv=a content='text/html; charset=iso-8859-2'>ą",
        );
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?><p>\xe9",
            None,
            "<?xml version='1.0' encoding='ISO-8859-1'?><p>é",
        );
        check(b"caf\xe9 \x93so\x94", Some("iso-8859-1"), "café “so”");
        // Neighbours: the mark of byte order and UTF-8 that is valid go before what is named.
        check(b"\xef\xbb\xbf<meta charset=latin1>\xc3\xa9", None, "<meta charset=latin1>é");
        check("<meta charset=latin1>é".as_bytes(), None, "<meta charset=latin1>é");
        check(b"\xff\xfea\0b\0", None, "ab");
    }

    #[test]
    fn an_encoding_that_nobody_names_is_guessed_and_said() {
        let (text, note) = decode(b"It cost \x8050 \x96 \x93far too much\x94, the caf\xe9 said.", None);
        assert_eq!(text, "It cost €50 – “far too much”, the café said.");
        assert_eq!(note.as_deref(), Some("the file does not say its encoding; read as windows-1252"));
        assert_eq!(decode("The café — open.".as_bytes(), None).1, None);
        let (text, note) = decode(b"<meta charset=utf-8>caf\xc3\xa9 \xe2\x80", None);
        assert!(text.ends_with("café \u{fffd}") && note.is_some());
    }

    #[test]
    fn plain_text_in_other_encodings_is_text_and_rubbish_is_not() {
        let check = |bytes: &[u8], expected: Option<(&str, &str)>| {
            assert_eq!(decode_text(bytes).as_ref().map(|it| (it.0.as_str(), it.1)), expected);
        };
        check(b"The caf\xe9 is open \x96 again.", Some(("The café is open – again.", "windows-1252")));
        check(b"\xff\xfeT\0h\0e\0 \0p\0o\0r\0t\0", Some(("The port", "UTF-16LE")));
        check(b"\0T\0h\0e\0 \0p\0o\0r\0t", Some(("The port", "UTF-16BE")));
        check("Žuolis".as_bytes(), Some(("Žuolis", "UTF-8")));
        check(b"\x7fELF\x02\x01\x01\0\0\0\0\xff\xfe\x03", None);
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None);
        check(b"\x01\x02\x03\x04\x05\x06abc\x07\x08", None);
    }
}
