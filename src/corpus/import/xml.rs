//! The events of an XML document within limits: no document type definitions, no entities of their own, no endless nesting.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Raw};

use crate::corpus::Problem;

/// Office programs nest some thirty deep, a table in a table in a text box included.
const DEEPEST: usize = 256;

/// What a document meets on its way. Every start has its end, whatever the document forgot.
pub(super) enum Event<'a> {
    Start(Tag<'a>),
    /// By its name without the prefix.
    End(String),
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Without the prefix: the same elements go by different namespaces.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// With the prefix by which its format is commonly bound, where two elements share a name.
    pub(super) fn is(&self, full: &str) -> bool {
        self.0.name().0 == full
    }

    /// The value of the attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let found = attributes.into_iter().find(|it| local(it.key.0) == name)?;
        Some(unescaped(&found.value))
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Goes through a document.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// The names of the elements that are open.
    open: Vec<String>,
    /// How many of them the document has ended without saying so.
    n_missing_ends: usize,
    is_at_end: bool,
    fault: Option<String>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, open: Vec::new(), n_missing_ends: 0, is_at_end: false, fault: None }
    }

    /// Where the document is broken and was not read on; `None` when it was read to its end.
    pub(super) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// The next event; `None` at the end and where the document is broken.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, Problem> {
        loop {
            if self.n_missing_ends > 0 {
                self.n_missing_ends -= 1;
                return Ok(self.open.pop().map(Event::End));
            }
            if self.is_at_end {
                return Ok(None);
            }
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = self.reader.error_position();
                    self.fault = Some(format!("{} at byte {at}", lower_first(&error.to_string())));
                    Raw::Eof
                }
            };
            match event {
                Raw::Start(start) => {
                    if self.open.len() >= DEEPEST {
                        return Err(Problem::OverLimit(format!("elements more than {DEEPEST} deep in each other")));
                    }
                    let tag = Tag(start);
                    self.open.push(tag.name().to_string());
                    return Ok(Some(Event::Start(tag)));
                }
                Raw::End(end) => {
                    let name = local(end.name().0);
                    if let Some(idx) = self.open.iter().rposition(|it| it == name) {
                        self.n_missing_ends = self.open.len() - idx;
                    }
                }
                Raw::Text(text) => return Ok(Some(Event::Text(text.into_inner()))),
                Raw::CData(text) => return Ok(Some(Event::Text(text.into_inner()))),
                Raw::GeneralRef(name) => {
                    if let Some(c) = referred(&name.into_inner()) {
                        return Ok(Some(Event::Text(Cow::Owned(c.to_string()))));
                    }
                }
                // One that only names a definition elsewhere is never fetched and changes nothing.
                Raw::DocType(text) if text.contains('[') => {
                    return Err(Problem::Damaged(
                        "it brings a document type definition, which is not read".to_string(),
                    ));
                }
                Raw::Eof => {
                    if self.fault.is_none() && !self.open.is_empty() {
                        self.fault = Some("it breaks off before its end".to_string());
                    }
                    self.n_missing_ends = self.open.len();
                    self.is_at_end = true;
                }
                Raw::Empty(_) | Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_) => {}
            }
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next start inside of the element that is open at `depth`; `None` once that has ended.
    pub(super) fn next_inside(&mut self, depth: usize) -> Result<Option<Tag<'a>>, Problem> {
        while self.open.len() >= depth && depth > 0 {
            match self.next()? {
                Some(Event::Start(tag)) => return Ok(Some(tag)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(None)
    }

    /// Leaves the element that was opened last, its end included.
    pub(super) fn skip(&mut self) -> Result<(), Problem> {
        let depth = self.open.len();
        while self.open.len() >= depth && depth > 0 {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The text inside of the element that was opened last, which ends here.
    pub(super) fn text(&mut self) -> Result<String, Problem> {
        let depth = self.open.len();
        let mut acc = String::new();
        while self.open.len() >= depth && depth > 0 {
            match self.next()? {
                Some(Event::Text(text)) => acc.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(acc)
    }
}

/// The text of a document by its byte order mark, else by the encoding it declares, else as UTF-8.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None => declared(&bytes).unwrap_or(UTF_8),
    };
    if encoding == UTF_8 && !bytes.starts_with(b"\xef\xbb\xbf") {
        return String::from_utf8(bytes).unwrap_or_else(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
    }
    encoding.decode(&bytes).0.into_owned()
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => return Some(UTF_16LE),
        [0, b'<', ..] => return Some(UTF_16BE),
        _ => {}
    }
    /// Longer than any declaration in use.
    const HEAD: usize = 256;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    // Were it UTF-16, the declaration could not have been read.
    Encoding::for_label(label.as_bytes()).filter(|it| *it != UTF_16LE && *it != UTF_16BE)
}

/// The character of a reference such as `amp` or `#8212`; `None` for one that would need a definition.
fn referred(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|it| *it != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn unescaped(value: &str) -> String {
    let mut acc = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        acc.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.split_once(';').and_then(|(name, after)| Some((referred(name)?, after))) {
            Some((c, after)) => {
                acc.push(c);
                rest = after;
            }
            None => acc.push('&'),
        }
    }
    acc.push_str(rest);
    acc
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |it| it.to_lowercase().chain(chars).collect())
}
