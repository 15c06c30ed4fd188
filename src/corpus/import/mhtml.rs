//! A page that a browser saved with all that belongs to it in one file, as parts of a mail.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

use super::metadata::{Field, set_field};
use super::reading::Reading;
use super::{html, mail};
use crate::corpus::Problem;

/// In bytes; most of it are pictures.
const MAX_FILE: usize = 64 << 20;

/// The article of the page, with its address and the day on which it was saved.
pub(super) fn read(original: &[u8]) -> Result<Reading, Problem> {
    if original.len() > MAX_FILE {
        return Err(Problem::OverLimit(format!("more than {} MiB", MAX_FILE >> 20)));
    }
    let bytes = mail::checked(original)?;
    let message = MessageParser::default()
        .parse(bytes.as_ref())
        .ok_or_else(|| Problem::Damaged("the file is no saved page".to_string()))?;
    let page = root(&message).ok_or_else(|| Problem::Damaged("the file holds no page".to_string()))?;
    let encoding = page.content_type().and_then(|it| it.attribute("charset"));
    let mut reading = html::read_page(&mail::bytes_of(page, original), encoding)?;
    let header = |it: &MessagePart<'_>, name: &'static str| {
        it.headers
            .iter()
            .find(|it| it.name().eq_ignore_ascii_case(name))
            .and_then(|it| it.value().as_text())
            .map(str::to_string)
    };
    let first = message.parts.first();
    let location =
        header(page, "Content-Location").or_else(|| first.and_then(|it| header(it, "Snapshot-Content-Location")));
    // Where the page was saved from says more than what it says of itself on its other addresses.
    set_field(&mut reading.metadata, Field::Url, location.as_slice());
    let saved = message.date().and_then(mail::day_of);
    set_field(&mut reading.metadata, Field::Accessed, saved.as_slice());
    let subject = message.subject().map(str::to_string);
    set_field(&mut reading.metadata, Field::Title, subject.as_slice());
    Ok(reading)
}

/// The part that the others belong to: the one named as the start, else the first page.
fn root<'a>(message: &'a Message<'a>) -> Option<&'a MessagePart<'a>> {
    let start = message
        .parts
        .first()?
        .content_type()
        .and_then(|it| it.attribute("start"))
        .map(|it| it.trim_matches(['<', '>']));
    let is_page = |it: &&MessagePart<'_>| {
        it.content_type().is_some_and(|it| {
            let subtype = it.subtype().unwrap_or_default().to_lowercase();
            matches!(subtype.as_str(), "html" | "xhtml+xml")
        })
    };
    let is_start =
        |it: &&MessagePart<'_>| start.is_some() && it.content_id().map(|it| it.trim_matches(['<', '>'])) == start;
    message.parts.iter().filter(is_page).find(is_start).or_else(|| message.parts.iter().find(is_page))
}

#[cfg(test)]
mod tests {
    use super::super::html::tests::shown;
    use super::*;

    #[test]
    fn a_page_saved_in_one_file_is_the_page() {
        let reading = read(include_bytes!("../../../tests/formats/web/blog.mhtml")).expect("a page");
        assert_eq!(shown(&reading.pieces), include_str!("../../../tests/formats/web/expected/blog.txt"));
        let metadata = &reading.metadata;
        assert_eq!(metadata.title.as_deref(), Some("Article 5-like guarantees after the Alaska summit"));
        assert_eq!(metadata.url.as_deref(), Some("https://harbourpost.example/alaska-guarantees/"));
        assert_eq!(metadata.accessed.as_deref(), Some("2026-11-29"));
        // The browser leaves out all scripts, and with them what they say of the page.
        assert_eq!(metadata.authors, ["Jane Roe"]);
        assert_eq!(metadata.date.as_deref(), Some("2025-08-17"));
    }

    #[test]
    fn the_page_is_the_part_that_the_others_belong_to() {
        let page = |start: &str| {
            let text = format!(
                "Subject: Saved\nContent-Type: multipart/related; boundary=b{start}\n\n\
                 --b\nContent-Type: text/html\nContent-ID: <1>\n\n<p>The port is open.\n\
                 --b\nContent-Type: text/html\nContent-ID: <2>\nContent-Location: https://b.example/2\n\n<p>The port is shut.\n--b--\n"
            );
            let reading = read(text.as_bytes()).expect("a page");
            (shown(&reading.pieces), reading.metadata.url, reading.metadata.title)
        };
        let saved = Some("Saved".to_string());
        assert_eq!(page(""), ("P The port is open.\n".into(), None, saved.clone()));
        assert_eq!(
            page("; start=\"<2>\""),
            ("P The port is shut.\n".into(), Some("https://b.example/2".into()), saved)
        );
        assert!(matches!(read(b"Subject: x\n\nThe port is open.\n"), Err(Problem::Damaged(_))));
    }
}
