//! The marks by which reports of citecheck are known, as they would bear the draft out that they are about.

use memchr::memmem;

/// What the page of a report says of itself near its beginning.
pub const OWN_GENERATOR: &str = "<meta name=\"generator\" content=\"citecheck ";

/// How a report in Markdown begins.
pub const OWN_COMMENT: &str = "<!-- A report by citecheck ";

/// The property of a Word document that says so. It stands unpacked near the beginning of the file.
pub const OWN_PROPERTY: &str = "citecheck-report";

/// Whether a file is a report of ours, by its beginning.
pub fn is_own_report(file: &[u8]) -> bool {
    /// Far more than goes before the marks.
    const REACH: usize = 2000;
    let head = &file[..file.len().min(REACH)];
    let has = |mark: &str| memmem::find(head, mark.as_bytes()).is_some();
    let is_archive = head.starts_with(b"PK\x03\x04");
    file.starts_with(OWN_COMMENT.as_bytes()) || has(OWN_GENERATOR) || (is_archive && has(OWN_PROPERTY))
}
