//! Cuts a byte stream into the bodies of protocol messages, whatever the client writes.

use std::io::{self, BufRead, BufReader, Read};

/// Longest header block that is read.
const MAX_HEADER: usize = 8 * 1024;

/// Largest body that is read.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// Enough of a line's end to recognise `Content-Length: 12345678`.
const TAIL: usize = 64;

/// What stands next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Body(Vec<u8>),
    /// Something that is no message. The reader has found its place again, or will on the next call.
    Malformed,
    End,
}

/// Reads frames. Memory grows with what has arrived, never with what a header announces.
pub(super) struct FrameReader<R> {
    input: Input<R>,
    /// The headers could not be understood: look for the next `Content-Length` line.
    is_lost: bool,
}

impl<R: Read> FrameReader<R> {
    /// A reader at the start of `input`.
    pub(super) fn new(input: R) -> Self {
        let rest = BufReader::with_capacity(64 * 1024, input);
        Self { input: Input { given_back: io::Cursor::default(), rest }, is_lost: false }
    }

    /// The next frame.
    pub(super) fn next(&mut self) -> Frame {
        self.try_next().unwrap_or(Frame::End)
    }

    /// Looks for a message inside a body that turned out not to be JSON: when a length was announced too long, the next
    /// message was swallowed with it. Line ends cannot stand inside JSON strings, so a header line is a header.
    pub(super) fn give_back(&mut self, body: &[u8]) {
        if let Some(start) = find_header_line(body) {
            self.input.give_back(&body[start..]);
        }
    }

    fn try_next(&mut self) -> io::Result<Frame> {
        let announced = if std::mem::take(&mut self.is_lost) { self.resynchronise()? } else { None };
        match self.read_headers(announced)? {
            Headers::End => Ok(Frame::End),
            Headers::Length(length) if length <= MAX_BODY => self.read_body(length),
            Headers::Length(_) | Headers::Malformed => {
                self.is_lost = true;
                Ok(Frame::Malformed)
            }
        }
    }

    fn read_body(&mut self, length: u64) -> io::Result<Frame> {
        let mut body = Vec::new();
        let n_read = (&mut self.input).take(length).read_to_end(&mut body)?;
        if (n_read as u64) < length {
            return Ok(Frame::End);
        }
        Ok(Frame::Body(body))
    }

    fn read_headers(&mut self, announced: Option<u64>) -> io::Result<Headers> {
        let mut length = announced;
        let mut n_left = MAX_HEADER as u64;
        loop {
            let mut line = Vec::new();
            let n_read = (&mut self.input).take(n_left).read_until(b'\n', &mut line)?;
            n_left -= n_read as u64;
            if n_read == 0 && n_left > 0 {
                return Ok(Headers::End);
            }
            if line.last() != Some(&b'\n') {
                return Ok(Headers::Malformed);
            }
            let line = line.trim_ascii();
            if line.is_empty() {
                return Ok(length.map_or(Headers::Malformed, Headers::Length));
            }
            let Some(colon) = line.iter().position(|it| *it == b':') else { return Ok(Headers::Malformed) };
            let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
            if name.eq_ignore_ascii_case(b"content-length") {
                let Some(value) = parse_length(value) else { return Ok(Headers::Malformed) };
                length = Some(value);
            } else if !name.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'-') {
                return Ok(self.rescue(line));
            }
        }
    }

    /// A line that is no header may still end in one: `...}Content-Length: 12`.
    fn rescue(&mut self, line: &[u8]) -> Headers {
        if let Some(length) = length_at_end(line) {
            self.input.give_back(format!("Content-Length: {length}\r\n").as_bytes());
        }
        Headers::Malformed
    }

    /// Skips to the end of the next line that ends in a `Content-Length` header. `None` at the end of the stream.
    fn resynchronise(&mut self) -> io::Result<Option<u64>> {
        let mut tail: Vec<u8> = Vec::with_capacity(2 * TAIL);
        loop {
            let mut piece = Vec::new();
            if (&mut self.input).take(TAIL as u64).read_until(b'\n', &mut piece)? == 0 {
                return Ok(None);
            }
            tail.extend_from_slice(&piece);
            if tail.last() == Some(&b'\n') {
                if let Some(length) = length_at_end(tail.trim_ascii_end()) {
                    return Ok(Some(length));
                }
                tail.clear();
            }
            tail.drain(..tail.len().saturating_sub(TAIL));
        }
    }
}

/// The stream, with what was given back before it.
struct Input<R> {
    given_back: io::Cursor<Vec<u8>>,
    rest: BufReader<R>,
}

impl<R> Input<R> {
    fn give_back(&mut self, bytes: &[u8]) {
        let position = usize::try_from(self.given_back.position()).unwrap_or(usize::MAX);
        let unread = self.given_back.get_ref().get(position..).unwrap_or_default();
        self.given_back = io::Cursor::new([bytes, unread].concat());
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = self.given_back.read(bytes)?;
        if n_read > 0 || bytes.is_empty() { Ok(n_read) } else { self.rest.read(bytes) }
    }
}

impl<R: Read> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given_back.fill_buf()?.is_empty() { self.rest.fill_buf() } else { self.given_back.fill_buf() }
    }

    fn consume(&mut self, n_bytes: usize) {
        if self.given_back.fill_buf().is_ok_and(<[u8]>::is_empty) {
            self.rest.consume(n_bytes);
        } else {
            self.given_back.consume(n_bytes);
        }
    }
}

enum Headers {
    Length(u64),
    Malformed,
    End,
}

fn parse_length(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// The length in a `Content-Length` header that ends `line`.
fn length_at_end(line: &[u8]) -> Option<u64> {
    let name = b"content-length:";
    let start = line.windows(name.len()).rposition(|it| it.eq_ignore_ascii_case(name))?;
    parse_length(line[start + name.len()..].trim_ascii())
}

fn find_header_line(body: &[u8]) -> Option<usize> {
    let name = b"content-length:";
    let mut from = 0;
    while let Some(found) = body[from..].windows(name.len()).position(|it| it.eq_ignore_ascii_case(name)) {
        let start = from + found;
        let value = &body[start + name.len()..];
        let value_end = value.iter().position(|it| matches!(it, b'\r' | b'\n')).unwrap_or(value.len());
        if parse_length(value[..value_end].trim_ascii()).is_some() {
            return Some(start);
        }
        from = start + name.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], expected: &[Frame]) {
        let mut reader = FrameReader::new(input);
        let mut frames = Vec::new();
        loop {
            match reader.next() {
                Frame::End => break,
                frame => frames.push(frame),
            }
        }
        assert_eq!(frames, expected, "{}", String::from_utf8_lossy(input));
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn header_names_come_in_any_case_and_company() {
        check(b"content-length: 2\r\n\r\n{}", &[body("{}")]);
        check(b"CONTENT-LENGTH:2\r\nContent-Type: x; charset=utf-8\r\nX-Other: 1\r\n\r\n{}", &[body("{}")]);
    }

    #[test]
    fn a_bad_length_costs_its_own_message_only() {
        for length in ["-1", "", "2x", "18446744073709551616", "40000000000", "99999999999999999999999"] {
            let input = format!("Content-Length: {length}\r\n\r\n[1]Content-Length: 2\r\n\r\n{{}}");
            check(input.as_bytes(), &[Frame::Malformed, body("{}")]);
        }
    }

    #[test]
    fn a_missing_length_costs_its_own_message_only() {
        check(b"X: 1\r\n\r\n[1]\r\nContent-Length: 2\r\n\r\n{}", &[Frame::Malformed, body("{}")]);
    }

    #[test]
    fn a_header_that_never_ends_is_skipped() {
        let mut input = vec![b'x'; 100_000];
        input.extend_from_slice(b"\r\nContent-Length: 2\r\n\r\n{}");
        check(&input, &[Frame::Malformed, body("{}")]);
    }

    #[test]
    fn a_length_announced_too_short_loses_no_neighbour() {
        check(b"Content-Length: 1\r\n\r\n{}Content-Length: 2\r\n\r\n[]", &[body("{"), Frame::Malformed, body("[]")]);
    }

    #[test]
    fn a_message_swallowed_by_a_length_announced_too_long_is_found_again() {
        let input = b"Content-Length: 30\r\n\r\n{}Content-Length: 2\r\n\r\n[]       Content-Length: 3\r\n\r\n[1]";
        let mut reader = FrameReader::new(&input[..]);
        let Frame::Body(swallowed) = reader.next() else { panic!("a body") };
        reader.give_back(&swallowed);
        assert_eq!(reader.next(), body("[]"));
    }
}
