//! Mails, alone and in mailboxes: what they say, whose words they quote, and what hangs on them.

use std::borrow::Cow;
use std::sync::LazyLock;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::metadata::read_date;
use super::reading::{Piece, PieceKind, Reading};
use super::{clutter, encoding, html};
use crate::corpus::{Metadata, Problem};
use crate::text::squeezed;

mod plain;

/// Of a mail with all that hangs on it, or of a mailbox, in bytes.
const MAX_FILE: usize = 64 << 20;

/// Mails that hang on others deeper than this are not read.
const MAX_DEPTH: usize = 8;

/// Of a mailbox.
const MAX_MAILS: usize = 10_000;

/// To find where a part ends, a file may have to be gone through once for each part that holds others. So many bytes
/// take some four seconds.
const MAX_SEARCHED: usize = 2 << 30;

/// Of a mail whose parts do not end.
const MAX_BROKEN: usize = 100;

/// Further names are counted.
const MAX_NAMED: usize = 20;

/// What programs write into mails.
struct Words {
    subject: Vec<&'static str>,
    wrote: Vec<&'static str>,
    original: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let section = |name: &str| {
        let lines = include_str!("mail/words.txt").lines().map(str::trim).skip_while(|it| *it != name).skip(1);
        lines.take_while(|it| !it.starts_with('[')).filter(|it| !it.starts_with('#') && !it.is_empty()).collect()
    };
    Words { subject: section("[subject]"), wrote: section("[wrote]"), original: section("[original]") }
});

/// A mail.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    limit(bytes)?;
    // Mails that were taken out of a mailbox keep its line.
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => {
            rest.split_inclusive(|it| *it == b'\n').next().and_then(|it| rest.get(it.len()..)).unwrap_or_default()
        }
        None => bytes,
    };
    let mut reader = Reader::default();
    let mail = reader.mail(bytes, 0)?;
    if reader.pieces.is_empty() {
        return Err(match () {
            () if reader.is_locked => Problem::Locked,
            () if reader.is_too_deep => Problem::OverLimit(format!("mails more than {MAX_DEPTH} deep in each other")),
            () => Problem::Empty,
        });
    }
    Ok(reader.finish(mail.metadata()))
}

/// A mail as Apple Mail keeps it: its length on a line, the mail, and what the program knows of it.
pub(super) fn read_emlx(bytes: &[u8]) -> Result<Reading, Problem> {
    let damaged = || Problem::Damaged("the mail does not begin with its length".to_string());
    let line = bytes.split(|it| *it == b'\n').next().unwrap_or_default();
    let len: usize = std::str::from_utf8(line).ok().and_then(|it| it.trim().parse().ok()).ok_or_else(damaged)?;
    let rest = bytes.get(line.len() + 1..).ok_or_else(damaged)?;
    read(rest.get(..len).unwrap_or(rest))
}

/// The mails of a mailbox, each under a heading.
pub(super) fn read_mbox(bytes: &[u8]) -> Result<Reading, Problem> {
    limit(bytes)?;
    let mails = split_mailbox(bytes);
    let n_mails = mails.len();
    if n_mails == 0 {
        return Err(Problem::Damaged("the file is no mailbox".to_string()));
    }
    let mut reader = Reader::default();
    let mut heads: Vec<Head> = Vec::new();
    let mut n_broken = 0;
    for mail in mails.into_iter().take(MAX_MAILS) {
        let start = reader.pieces.len();
        match reader.mail(&unescaped(mail), 0) {
            Ok(head) if reader.pieces.len() > start => {
                let heading = Piece { kind: PieceKind::Heading(1), text: head.line(), page: None };
                reader.pieces.insert(start, heading);
                heads.push(head);
            }
            Ok(_) => {}
            Err(_) => n_broken += 1,
        }
    }
    if n_mails > MAX_MAILS {
        reader.notes.push(format!("more than {MAX_MAILS} mails: the other {} are not read", n_mails - MAX_MAILS));
    }
    if n_broken > 0 {
        reader.notes.push(format!("{n_broken} of the mails are damaged and not read"));
    }
    if reader.pieces.is_empty() {
        return Err(Problem::Empty);
    }
    Ok(reader.finish(metadata_of(&heads)))
}

fn limit(bytes: &[u8]) -> Result<(), Problem> {
    match bytes.len() > MAX_FILE {
        true => Err(Problem::OverLimit(format!("more than {} MiB", MAX_FILE >> 20))),
        false => Ok(()),
    }
}

/// The mails of a mailbox, without the lines that begin them.
fn split_mailbox(bytes: &[u8]) -> Vec<&[u8]> {
    let mut acc = Vec::new();
    let mut start = None;
    let mut at = 0;
    let mut is_after_blank = true;
    for line in bytes.split_inclusive(|it| *it == b'\n') {
        if is_after_blank && is_separator(line) {
            acc.extend(start.and_then(|it| bytes.get(it..at)));
            start = Some(at + line.len());
        }
        is_after_blank = line.trim_ascii().is_empty();
        at += line.len();
    }
    acc.extend(start.and_then(|it| bytes.get(it..)));
    acc
}

/// `From jane@example.org Sat Mar  2 10:00:00 2024`: the line has a year, or an address.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let is_year = |it: &[u8]| {
        it.len() == 4 && (it.starts_with(b"19") || it.starts_with(b"20")) && it.iter().all(u8::is_ascii_digit)
    };
    rest.split(u8::is_ascii_whitespace).any(is_year)
        || rest.split(u8::is_ascii_whitespace).next().is_some_and(|it| it.contains(&b'@'))
}

/// Takes one `>` from lines such as `>From here on`, which a mailbox writes so.
fn unescaped(mail: &[u8]) -> Cow<'_, [u8]> {
    let is_escaped = |line: &[u8]| {
        let n_marks = line.iter().take_while(|it| **it == b'>').count();
        n_marks > 0 && line.get(n_marks..).is_some_and(|it| it.starts_with(b"From "))
    };
    let lines = || mail.split_inclusive(|it| *it == b'\n');
    if !lines().any(is_escaped) {
        return Cow::Borrowed(mail);
    }
    Cow::Owned(
        lines()
            .flat_map(|line| if is_escaped(line) { line.get(1..).unwrap_or_default() } else { line })
            .copied()
            .collect(),
    )
}

/// What the head of a mail says.
struct Head {
    /// Without `Re:` and `Fwd:`.
    subject: Option<String>,
    authors: Vec<String>,
    recipients: Vec<String>,
    /// As `2024-03-02`.
    date: Option<String>,
    organization: Option<String>,
}

impl Head {
    fn new(message: &Message<'_>) -> Self {
        Self {
            subject: message.subject().map(bare_subject).filter(|it| !it.is_empty()),
            authors: names(message.from().or_else(|| message.sender())),
            recipients: names(message.to()),
            date: message.date().and_then(day_of),
            organization: message
                .header("Organization")
                .and_then(|it| it.as_text())
                .map(squeezed)
                .filter(|it| !it.is_empty()),
        }
    }

    /// `The new tariff — Jane Roe, 2024-03-02`.
    fn line(&self) -> String {
        let subject = self.subject.as_deref().unwrap_or("Mail without a subject");
        let rest: Vec<&str> =
            [self.authors.first(), self.date.as_ref()].into_iter().flatten().map(String::as_str).collect();
        if rest.is_empty() { subject.to_string() } else { format!("{subject} — {}", rest.join(", ")) }
    }

    fn metadata(self) -> Metadata {
        let from = self.authors.first().map(|it| format!(" from {it}")).unwrap_or_default();
        let to = self.recipients.first().map(|it| format!(" to {it}")).unwrap_or_default();
        let others = match self.recipients.len() {
            0 | 1 => String::new(),
            2 => " and one other".to_string(),
            n => format!(" and {} others", n - 1),
        };
        Metadata {
            title: self.subject,
            authors: self.authors,
            publisher: self.organization,
            date: self.date,
            descriptor: Some(format!("mail{from}{to}{others}")),
            ..Metadata::default()
        }
    }
}

/// Of a whole mailbox: the title where all mails have the same, and the day of the last.
fn metadata_of(heads: &[Head]) -> Metadata {
    let mut authors: Vec<String> = Vec::new();
    for author in heads.iter().flat_map(|it| &it.authors) {
        if !authors.contains(author) && authors.len() <= MAX_NAMED {
            authors.push(author.clone());
        }
    }
    // So many have not written it together.
    if authors.len() > MAX_NAMED {
        authors.clear();
    }
    let first = heads.first().and_then(|it| it.subject.clone());
    let title = first.filter(|_| heads.windows(2).all(|it| it[0].subject == it[1].subject));
    let dates = || heads.iter().filter_map(|it| it.date.as_ref());
    let between = match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first != last => format!(" between {first} and {last}"),
        (Some(first), _) => format!(" of {first}"),
        _ => String::new(),
    };
    let n_mails = if heads.len() == 1 { "one mail".to_string() } else { format!("{} mails", heads.len()) };
    Metadata {
        title,
        authors,
        date: dates().max().cloned(),
        descriptor: Some(format!("mailbox of {n_mails}{between}")),
        ..Metadata::default()
    }
}

/// The day on which it was where the mail was written.
pub(super) fn day_of(date: &mail_parser::DateTime) -> Option<String> {
    read_date(&format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
}

/// `Re: AW: Fwd: The tariff` is a mail on "The tariff".
fn bare_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some((mark, after)) = rest.split_once(':') {
        let mark = mark.split('[').next().unwrap_or_default().trim().to_lowercase();
        if !WORDS.subject.contains(&mark.as_str()) {
            break;
        }
        rest = after.trim();
    }
    squeezed(rest)
}

fn names(address: Option<&Address<'_>>) -> Vec<String> {
    let Some(address) = address else { return Vec::new() };
    let name = |it: &mail_parser::Addr<'_>| {
        let name = it.name.as_deref().map(squeezed).filter(|it| !it.is_empty());
        name.as_deref().map(display_name).or_else(|| it.address.as_deref().map(squeezed))
    };
    let mut acc: Vec<String> = Vec::new();
    for name in address.iter().filter_map(name).filter(|it| !it.is_empty()).take(1_000) {
        if !acc.contains(&name) {
            acc.push(name);
        }
    }
    acc
}

/// `Roe, Jane` is Jane Roe, and `Jane Roe via Ships` as well.
fn display_name(name: &str) -> String {
    let name = name.trim_matches(['"', '\'', ' ']);
    let name = name.split_once(" via ").map_or(name, |it| it.0);
    match name.split_once(", ") {
        Some((last, first))
            if !first.contains(',') && last.split(' ').count() <= 2 && first.split(' ').count() <= 2 =>
        {
            format!("{first} {last}")
        }
        _ => name.to_string(),
    }
}

/// The bytes of a part as they were before they were made fit for a mail.
pub(super) fn bytes_of<'a>(part: &'a MessagePart<'_>, raw: &'a [u8]) -> Cow<'a, [u8]> {
    let body = raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => return Cow::Borrowed(body),
        Encoding::Base64 => base64_decode(body),
        Encoding::QuotedPrintable => quoted_printable_decode(body),
    };
    // What was broken has been mended by the parser as far as it goes.
    Cow::Owned(decoded.unwrap_or_else(|| part.contents().to_vec()))
}

/// The text of a part, in the encoding it names.
fn text_of(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let encoding = part.content_type().and_then(|it| it.attribute("charset"));
    encoding::decode(&bytes_of(part, raw), encoding).0
}

/// The bytes of a mail that can be parsed without danger. Mails that hang on it are hidden from the parser, which would
/// go down into them without end; [`Reader`] reads them, one by one.
pub(super) fn checked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Problem> {
    let mut acc: Option<Vec<u8>> = None;
    let mut n_bounds = 0;
    let mut at = 0;
    let mut is_type = false;
    for line in bytes.split_inclusive(|it| *it == b'\n') {
        let words = line.trim_ascii_start();
        let is_continued = line.len() != words.len();
        is_type =
            (is_type && is_continued) || words.get(..12).is_some_and(|it| it.eq_ignore_ascii_case(b"content-type"));
        if is_type {
            n_bounds += usize::from(find(line, b"boundary").is_some());
            for (name, hidden) in HIDDEN {
                if let Some(place) = find(line, name) {
                    let acc = acc.get_or_insert_with(|| bytes.to_vec());
                    if let Some(it) = acc.get_mut(at + place..at + place + name.len()) {
                        it.copy_from_slice(hidden);
                    }
                }
            }
        }
        at += line.len();
    }
    if n_bounds.saturating_mul(bytes.len()) > MAX_SEARCHED {
        return Err(Problem::OverLimit(format!("{n_bounds} parts that hold others")));
    }
    Ok(acc.map_or(Cow::Borrowed(bytes), Cow::Owned))
}

/// Types of parts, and what they are called while the parser looks.
const HIDDEN: &[(&[u8], &[u8])] = &[(b"rfc822", b"x-mail"), (b"/global", b"/x-mail"), (b"digest", b"x-many")];

/// Where `name`, in lower case, stands in the first bytes of a line.
fn find(line: &[u8], name: &[u8]) -> Option<usize> {
    let line = line.get(..1_000).unwrap_or(line);
    line.windows(name.len()).position(|it| it.eq_ignore_ascii_case(name))
}

/// Fills the pieces of one document from its mails.
#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    notes: Vec<String>,
    /// Names of what hangs on the mails and is not read.
    attachments: Vec<String>,
    /// A part is encrypted.
    is_locked: bool,
    is_too_deep: bool,
}

impl Reader {
    fn finish(mut self, metadata: Metadata) -> Reading {
        let n_more = self.attachments.len().saturating_sub(MAX_NAMED);
        for name in self.attachments.iter().take(MAX_NAMED) {
            self.notes.push(format!("the attachment {name} is not read: save it beside the mail"));
        }
        if n_more > 0 {
            self.notes.push(format!("{n_more} further attachments are not read"));
        }
        if self.is_too_deep {
            self.notes.push(format!("mails that hang on each other more than {MAX_DEPTH} deep are not read"));
        }
        if self.is_locked {
            self.notes.push("an encrypted part is not read".to_string());
        }
        Reading { metadata, pieces: self.pieces, notes: self.notes }
    }

    /// Reads one mail with those that hang on it, and returns what its head says.
    fn mail(&mut self, original: &[u8], depth: usize) -> Result<Head, Problem> {
        let bytes = checked(original)?;
        let damaged = || Problem::Damaged("the file is no mail".to_string());
        let message = MessageParser::default().parse(bytes.as_ref()).ok_or_else(damaged)?;
        let is_mail = ["From", "To", "Subject", "Date", "Received", "Message-ID", "Content-Type"];
        if !is_mail.into_iter().any(|it| message.header(it).is_some()) {
            return Err(damaged());
        }
        let head = Head::new(&message);
        self.pieces.extend(body_pieces(&message, original));
        self.rest(&message, original, depth);
        Ok(head)
    }

    /// What hangs on a mail: other mails are read, all else is named.
    fn rest(&mut self, message: &Message<'_>, raw: &[u8], depth: usize) {
        let mut in_digest = Vec::new();
        for part in &message.parts {
            let is_digest = part.content_type().is_some_and(|it| it.subtype() == Some("x-many"));
            if let (true, PartType::Multipart(ids)) = (is_digest, &part.body) {
                in_digest.extend(ids.iter().map(|it| *it as usize));
            }
        }
        in_digest.sort_unstable();
        let mut attached = vec![false; message.parts.len()];
        for idx in &message.attachments {
            if let Some(it) = attached.get_mut(*idx as usize) {
                *it = true;
            }
        }
        for (idx, part) in message.parts.iter().enumerate() {
            let (kind, subtype) = kind_of(part);
            let is_digest = in_digest.binary_search(&idx).is_ok() && part.content_type().is_none();
            if is_digest || (kind == "message" && subtype == "x-mail") {
                self.nested(&bytes_of(part, raw), depth + 1);
                continue;
            }
            self.is_locked |= subtype == "encrypted" || subtype == "pkcs7-mime" || subtype == "x-pkcs7-mime";
            let is_attachment = attached.get(idx).copied().unwrap_or(false);
            let is_quiet = matches!(
                subtype.as_str(),
                "pgp-signature"
                    | "pkcs7-signature"
                    | "x-pkcs7-signature"
                    | "pgp-encrypted"
                    | "ms-tnef"
                    | "calendar"
                    | "delivery-status"
                    | "rfc822-headers"
            ) || (kind == "image" && part.content_id().is_some())
                || subtype == "encrypted";
            let name = part.attachment_name().map(squeezed).filter(|it| !it.is_empty());
            match name {
                Some(name) if is_attachment && !is_quiet => self.attachments.push(name),
                // A part of the text in another form has no name.
                None if is_attachment && !is_quiet && kind != "text" && kind != "image" => {
                    self.attachments.push(format!("without a name ({kind}/{subtype})"));
                }
                _ => {}
            }
        }
    }

    fn nested(&mut self, bytes: &[u8], depth: usize) {
        if depth > MAX_DEPTH {
            self.is_too_deep = true;
            return;
        }
        let start = self.pieces.len();
        if let (Ok(head), true) = (self.mail(bytes, depth), self.pieces.len() > start) {
            let level = u8::try_from(depth + 1).unwrap_or(6).min(6);
            self.pieces.insert(start, Piece { kind: PieceKind::Heading(level), text: head.line(), page: None });
        }
    }
}

/// `text` and `plain`, in lower case.
fn kind_of(part: &MessagePart<'_>) -> (String, String) {
    let content_type = part.content_type();
    let kind = content_type.map_or("text", |it| it.ctype()).to_lowercase();
    (kind, content_type.and_then(|it| it.subtype()).unwrap_or_default().to_lowercase())
}

/// What a mail itself says. Of a text in two forms it is the plain one, unless that is only a part or a stand-in.
fn body_pieces(message: &Message<'_>, raw: &[u8]) -> Vec<Piece> {
    let parts = |ids: &[u32]| -> Vec<Piece> {
        let parts = ids.iter().filter_map(|it| message.parts.get(*it as usize));
        without_clutter(parts.flat_map(|it| part_pieces(it, raw)).collect())
    };
    let has_forms = message.text_body != message.html_body;
    let plain = parts(&message.text_body);
    // A mail that was cut off in the middle of a part has its text there.
    if plain.is_empty() && message.html_body.is_empty() {
        let is_text = |it: &&MessagePart<'_>| it.is_text() && it.attachment_name().is_none() && kind_of(it).0 == "text";
        let broken = message.parts.iter().filter(is_text).take(MAX_BROKEN);
        return without_clutter(broken.flat_map(|it| part_pieces(it, raw)).collect());
    }
    if !has_forms {
        return plain;
    }
    let rich = parts(&message.html_body);
    let n_words = |pieces: &[Piece]| {
        pieces.iter().flat_map(|it| it.text.split_whitespace()).filter(|it| !it.contains("://")).count()
    };
    if n_words(&plain) * 10 >= n_words(&rich) * 9 { plain } else { rich }
}

fn part_pieces(part: &MessagePart<'_>, raw: &[u8]) -> Vec<Piece> {
    match &part.body {
        PartType::Html(_) => html::read_all(&text_of(part, raw)),
        PartType::Text(_) if kind_of(part).1 == "html" => html::read_all(&text_of(part, raw)),
        PartType::Text(_) => {
            let is = |name: &str, value: &str| {
                part.content_type().and_then(|it| it.attribute(name)).is_some_and(|it| it.eq_ignore_ascii_case(value))
            };
            let text = text_of(part, raw);
            match is("format", "flowed") {
                true => plain::read_flowed(&text, is("delsp", "yes")),
                false => plain::read(&text),
            }
        }
        _ => Vec::new(),
    }
}

/// Drops signatures, notices of lawyers and what a mailing list puts below each mail. What stands after the head of
/// another mail is a quotation.
fn without_clutter(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut acc: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut is_signature = false;
    let mut is_quoted = false;
    for mut piece in pieces {
        let is_quote = piece.kind == PieceKind::Quote;
        is_quoted |= plain::begins_original(&piece.text);
        if is_signature && (is_quote || is_quoted || plain::announces_quote(&piece.text)) {
            is_signature = false;
        }
        is_signature |= matches!(piece.text.as_str(), "--" | "-- " | "—") && !is_quote;
        let is_rule = !piece.text.chars().any(char::is_alphanumeric);
        if is_signature || is_rule || clutter::is_mail_notice(&piece.text) {
            continue;
        }
        if is_quoted && matches!(piece.kind, PieceKind::Paragraph) {
            piece.kind = PieceKind::Quote;
        }
        acc.push(piece);
    }
    acc
}

#[cfg(test)]
mod tests;
