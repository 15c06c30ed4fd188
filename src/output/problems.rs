//! Why a file of the corpus gives no source, in words.

use crate::corpus::Problem;

/// The problem as the rest of a sentence about the file, without its full stop.
pub fn problem_text(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "no text in it".to_owned(),
        Problem::NotUtf8(offset) => format!("not UTF-8 text (see byte {})", offset + 1),
        Problem::TooLarge(size) => format!("larger than the limit: {size} bytes"),
        Problem::UnknownFormat(ending) => format!("`.{ending}` is not a format we read"),
        Problem::Unreadable(err) => format!("cannot be read: {err}"),
        Problem::Scanned(n_pages) => format!("a scan without a text: pictures of {}", counted(*n_pages, "page")),
        Problem::Locked => "asks for a password".to_owned(),
        Problem::Damaged(what) => format!("damaged: {what}"),
        Problem::OverLimit(limit) => format!("beyond what is safe to read: {limit}"),
        Problem::Stopped(why) => format!("given up: {why}"),
    }
}

/// `1 page`, `2 pages`.
fn counted(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
