//! What a file is by its bytes, whatever its name says.

use super::archive::Archive;
use crate::corpus::Problem;

/// Opens files of the old office formats, and of new ones behind a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The formats that are known by their first bytes, each with them.
const OPENINGS: &[(&[u8], &str)] = &[
    (OLE, "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"%!PS", "ps"),
];

/// Members that tell which format an archive is of when it does not say so itself.
const MEMBERS: &[(&str, &str)] =
    &[("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("meta-inf/container.xml", "epub"), ("content.xml", "odt")];

/// What a file really is, by the ending of its format in lower case (`ole` for old office files, `zip` for an archive of
/// no format that is known); `None` for one that is told by its ending only, as text is.
pub(super) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(sniff_archive(bytes));
    }
    // Readers of PDF look for its mark in as many bytes.
    if bytes[..bytes.len().min(1024)].windows(5).any(|it| it == b"%PDF-") {
        return Some("pdf");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    let found = OPENINGS.iter().find(|(opening, _)| start.starts_with(opening) || bytes.starts_with(opening));
    // Two letters open a text as well.
    let found = found.filter(|(opening, _)| opening.len() > 2 || bytes.contains(&0));
    found.map(|(_, name)| *name).or_else(|| sniff_markup(start))
}

fn sniff_archive(bytes: &[u8]) -> &'static str {
    let Ok(mut archive) = Archive::open(bytes) else { return "zip" };
    if let Ok(Some(member)) = archive.read("mimetype") {
        let name = match member.bytes.trim_ascii() {
            b"application/epub+zip" => "epub",
            b"application/vnd.oasis.opendocument.spreadsheet" => "ods",
            b"application/vnd.oasis.opendocument.presentation" => "odp",
            it if it.starts_with(b"application/vnd.oasis.opendocument.text") => "odt",
            _ => "",
        };
        if !name.is_empty() {
            return name;
        }
    }
    let has = |member: &str| match member.ends_with('/') {
        true => archive.names().any(|it| it.starts_with(member)),
        false => archive.has(member),
    };
    MEMBERS.iter().find(|(member, _)| has(member)).map_or("zip", |(_, name)| *name)
}

/// Text is markup when it opens as such.
fn sniff_markup(start: &[u8]) -> Option<&'static str> {
    /// Licences and comments may come first.
    const HEAD: usize = 2048;
    let head = String::from_utf8_lossy(&start[..start.len().min(HEAD)]).to_lowercase();
    if !head.starts_with('<') {
        return None;
    }
    if head.contains("<office:document") {
        return Some("fodt");
    }
    let is_html = ["<!doctype html", "<html"].iter().any(|it| head.contains(it));
    is_html.then_some("html")
}

/// Why an old office file cannot be read; `None` when it is none.
pub(super) fn ole_problem(bytes: &[u8]) -> Option<Problem> {
    if !bytes.starts_with(OLE) {
        return None;
    }
    // The names of what is inside stand in it as UTF-16.
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|it| it == name)
    };
    if has("EncryptedPackage") {
        return Some(Problem::Locked);
    }
    Some(Problem::Damaged(match has("WordDocument") {
        true => "it is an old Word file: save it as .docx".to_string(),
        false => "it is a file of an old office format".to_string(),
    }))
}
