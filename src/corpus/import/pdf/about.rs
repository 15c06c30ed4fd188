//! What a file says of itself: its Info dictionary, its XMP, and what a browser printed around the page.

use lopdf::{Dictionary, Object};
use quick_xml::events::Event;

use super::file::File;
use super::margins::is_address;
use crate::corpus::Metadata;
use crate::corpus::import::metadata::{Field, read_date, read_dateline, set_field};
use crate::corpus::import::{Piece, PieceKind};

/// What is said of the file.
pub(super) struct About {
    pub(super) metadata: Metadata,
    /// Whether a browser printed it: its date is when somebody looked at the page.
    pub(super) is_printout: bool,
    /// When the file was made.
    created: Option<String>,
}

/// Programs that print pages of the web; the date they write is that of the printing.
const BROWSERS: &[&str] =
    &["skia/pdf", "chromium", "chrome/", "mozilla", "firefox", "safari", "webkit", "quartz pdfcontext"];

/// Words in what programs write for titles and authors of their own.
const PROGRAMS: &[&str] = &[
    "microsoft",
    "adobe",
    "libreoffice",
    "openoffice",
    "acrobat",
    "quark",
    "ghostscript",
    "latex",
    "pdftex",
    "word",
    "excel",
    "powerpoint",
    "printer",
    "scanner",
    "wkhtmltopdf",
    "canon",
    "xerox",
    "hewlett",
];

impl About {
    pub(super) fn read(file: &File) -> Self {
        let mut metadata = Metadata::default();
        let info = file.value(&file.document.trailer, b"Info").and_then(|it| it.as_dict().ok());
        let said = |name: &[u8]| info.and_then(|it| file.string(it, name)).filter(|it| it.len() < 2_000);
        let xmp = Xmp::read(file);
        let programs = format!("{} {}", said(b"Creator").unwrap_or_default(), said(b"Producer").unwrap_or_default())
            .to_lowercase();
        let is_printout = BROWSERS.iter().any(|it| programs.contains(it))
            && !programs.contains("word")
            && !programs.contains("pages");

        let titles = xmp.titles.iter().cloned().chain(said(b"Title"));
        set_field(&mut metadata, Field::Title, &titles.filter(|it| is_title(it)).take(1).collect::<Vec<_>>());
        let authors: Vec<String> = xmp.authors.iter().filter(|it| is_author(it)).cloned().collect();
        set_field(&mut metadata, Field::Author, &authors);
        set_field(
            &mut metadata,
            Field::Author,
            &said(b"Author").filter(|it| is_author(it)).into_iter().collect::<Vec<_>>(),
        );
        set_field(&mut metadata, Field::Publisher, &xmp.publishers);
        set_field(
            &mut metadata,
            Field::Descriptor,
            &said(b"Subject").filter(|it| is_title(it)).into_iter().collect::<Vec<_>>(),
        );
        let language = file.document.catalog().ok().and_then(|it| file.string(it, b"Lang"));
        set_field(
            &mut metadata,
            Field::Language,
            &language.into_iter().chain(xmp.languages).take(1).collect::<Vec<_>>(),
        );

        // The date the authors give goes before that of the file.
        set_field(&mut metadata, Field::Date, &xmp.dates);
        let created = said(b"CreationDate").and_then(|it| pdf_date(&it)).or(xmp.created);
        Self { metadata, is_printout, created }
    }

    /// Adds what stands in the margins and at the head of the text, and where that gives no date, when the file was made.
    pub(super) fn complete(&mut self, margins: &[String], pieces: &[Piece]) {
        if self.is_printout {
            let address = margins.iter().find(|it| is_address(it) && it.starts_with("http"));
            set_field(&mut self.metadata, Field::Url, &address.cloned().into_iter().collect::<Vec<_>>());
            set_field(&mut self.metadata, Field::Accessed, &self.created.take().into_iter().collect::<Vec<_>>());
            // `3/2/24, 10:15`; a date that could be read in two ways keeps its year.
            let time = margins.iter().find_map(|it| read_date(it.split_once(", ").filter(|it| it.1.contains(':'))?.0));
            set_field(&mut self.metadata, Field::Accessed, &time.into_iter().collect::<Vec<_>>());
        }
        let is_title = |it: &&Piece| it.kind == PieceKind::Heading(1) && it.page.is_some_and(|it| it <= 2);
        let title = pieces.iter().find(is_title).map(|it| it.text.clone());
        set_field(&mut self.metadata, Field::Title, &title.into_iter().collect::<Vec<_>>());
        // A report may have been written long before it was made into this file; its head says when.
        let head = pieces.iter().take(10).filter(|it| it.text.split(' ').count() <= 16);
        let dated = head.flat_map(|it| it.text.split(['|', '•', '·', '—'])).find_map(|it| read_dateline(it.trim()));
        let title = self.metadata.title.as_deref().filter(|it| it.len() < 200);
        let titled = title.and_then(read_date).filter(|it| it.len() == 10);
        let date = dated.or(titled).or(self.created.take());
        set_field(&mut self.metadata, Field::Date, &date.into_iter().collect::<Vec<_>>());
    }
}

/// `D:20240302101500+01'00'`.
fn pdf_date(value: &str) -> Option<String> {
    let digits: String = value.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        8.. => read_date(&digits[..8]),
        6 | 7 => read_date(&format!("{}-{}", &digits[..4], &digits[4..6])),
        4 | 5 => read_date(&digits[..4]),
        _ => read_date(value),
    }
}

/// Whether it is the title of a text rather than of a file: not `Microsoft Word - x.docx`, `untitled`, `rpt_final_v2`.
fn is_title(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let has_ending = lower.rsplit_once('.').is_some_and(|it| {
        !it.1.is_empty()
            && it.1.len() <= 5
            && it.1.bytes().all(|it| it.is_ascii_alphanumeric())
            && it.1.bytes().any(|it| it.is_ascii_alphabetic())
    });
    let is_file = has_ending || (!lower.contains(' ') && lower.contains(['_', '\\', '/']));
    let is_empty = lower.chars().filter(|it| it.is_alphabetic()).count() < 3
        || [
            "untitled",
            "document",
            "title",
            "no title",
            "print",
            "layout 1",
            "presentation",
            "powerpoint presentation",
            "slide 1",
            "about:blank",
            "none",
            "unspecified",
            "anonymous",
        ]
        .iter()
        .any(|it| lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ') == *it);
    let is_program = [
        "microsoft word",
        "microsoft powerpoint",
        "microsoft excel",
        "untitled",
        "http://",
        "https://",
        "file://",
        "(anonymous)",
        "(untitled)",
    ]
    .iter()
    .any(|it| lower.starts_with(it));
    !is_file && !is_empty && !is_program && !value.contains('\u{fffd}')
}

/// Whether it is a name of people or an institution rather than of a user or a program.
fn is_author(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_lowercase();
    let is_name =
        value.contains(' ') || (value.chars().count() > 2 && value.chars().next().is_some_and(char::is_uppercase));
    let is_generic = [
        "user",
        "admin",
        "administrator",
        "owner",
        "author",
        "unknown",
        "anonymous",
        "(anonymous)",
        "root",
        "guest",
        "windows user",
        "default",
    ]
    .iter()
    .any(|it| lower == *it || lower.strip_prefix(it).is_some_and(|it| it.trim().parse::<u32>().is_ok()));
    let has_program = lower.split(|c: char| !c.is_alphanumeric()).any(|it| PROGRAMS.contains(&it));
    is_name && !is_generic && !has_program && !value.contains(['@', '\\', '_', '\u{fffd}'])
}

#[derive(Default)]
struct Xmp {
    titles: Vec<String>,
    authors: Vec<String>,
    publishers: Vec<String>,
    dates: Vec<String>,
    languages: Vec<String>,
    created: Option<String>,
}

impl Xmp {
    fn read(file: &File) -> Self {
        let stream = file.document.catalog().ok().and_then(|it: &Dictionary| file.value(it, b"Metadata"));
        let Some(Object::Stream(stream)) = stream else { return Self::default() };
        let bytes = file.decode(stream).filter(|it| it.len() < 4 << 20).unwrap_or_default();
        Self::parse(&String::from_utf8_lossy(&bytes))
    }

    fn parse(xml: &str) -> Self {
        const MAX_DEPTH: usize = 256;
        let mut acc = Self::default();
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut open: Vec<String> = Vec::new();
        let name_of = |it: &str| it.rsplit(':').next().unwrap_or_default().to_lowercase();
        let mut value = String::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    acc.put_attributes(&tag);
                    open.push(name_of(tag.name().as_ref()));
                    value.clear();
                    if open.len() > MAX_DEPTH {
                        return acc;
                    }
                }
                Ok(Event::Empty(tag)) => acc.put_attributes(&tag),
                Ok(Event::Text(text)) => value.push_str(&text),
                Ok(Event::GeneralRef(entity)) => value.push_str(match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => " ",
                }),
                Ok(Event::End(_)) => {
                    let is_list = |it: &&String| !matches!(it.as_str(), "li" | "alt" | "seq" | "bag");
                    if let Some(name) = open.iter().rev().find(is_list) {
                        acc.put(name, &std::mem::take(&mut value));
                    }
                    open.pop();
                }
                Ok(Event::Eof) | Err(_) => return acc,
                _ => {}
            }
        }
    }

    fn put_attributes(&mut self, tag: &quick_xml::events::BytesStart) {
        for attribute in tag.attributes().flatten().take(200) {
            let name: &str = attribute.key.as_ref();
            self.put(&name.rsplit(':').next().unwrap_or_default().to_lowercase(), &attribute.value);
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() || value.len() > 2_000 {
            return;
        }
        let list = match name {
            "title" => &mut self.titles,
            "creator" => &mut self.authors,
            "publisher" | "publicationname" => &mut self.publishers,
            "publicationdate" | "coverdate" | "date" => &mut self.dates,
            "language" => &mut self.languages,
            "createdate" => return self.created = self.created.take().or(read_date(value)),
            _ => return,
        };
        if list.len() < 100 {
            list.push(value.to_string());
        }
    }
}
