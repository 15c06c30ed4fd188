//! The seeds' notes as pages, in frames full of what pages have around their text.

use super::tests::shown;
use super::*;

const NOTES: [(&str, &str); 5] = [
    ("alaska-summit", include_str!("../../../../seeds/sources/alaska-summit.md")),
    ("mar-a-lago", include_str!("../../../../seeds/sources/mar-a-lago.md")),
    ("nato-like", include_str!("../../../../seeds/sources/nato-like.md")),
    ("nauseda", include_str!("../../../../seeds/sources/nauseda.md")),
    ("paris-meetings", include_str!("../../../../seeds/sources/paris-meetings.md")),
];

/// A frame of a page with its name and who publishes it.
const FRAMES: [(&str, &str, &str); 3] = [
    ("portal", include_str!("../../../../tests/formats/web/frames/portal.html"), "Morning Ledger"),
    ("app", include_str!("../../../../tests/formats/web/frames/app.html"), "Fjordline"),
    ("tables", include_str!("../../../../tests/formats/web/frames/tables.html"), "The Quarterly Watch"),
];

/// The title of a note, and its blocks behind it: as HTML and as [`shown`].
fn blocks(note: &str) -> (String, Vec<(String, String)>) {
    let body = note.splitn(3, "---\n").nth(2).unwrap_or_default();
    let escape = |it: &str| it.replace('&', "&amp;").replace('<', "&lt;");
    let block = |block: &str| {
        let lines: Vec<&str> = block.lines().collect();
        let joined = lines.join(" ");
        if let Some(heading) = block.strip_prefix("## ") {
            return (format!("<h2>{}</h2>", escape(heading)), format!("## {heading}\n"));
        }
        if block.starts_with("- ") {
            let items: Vec<&str> = lines.iter().filter_map(|it| it.strip_prefix("- ")).collect();
            let html: String = items.iter().map(|it| format!("<li>{}</li>", escape(it))).collect();
            return (format!("<ul>{html}</ul>"), items.iter().map(|it| format!("- {it}\n")).collect());
        }
        if !block.starts_with('|') {
            return (format!("<p>{}</p>", escape(&joined)), format!("P {joined}\n"));
        }
        let (mut html, mut text) = (String::from("<table>"), String::new());
        for (idx, line) in lines.iter().enumerate().filter(|it| !it.1.starts_with("| ---")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let tag = if idx == 0 { "th" } else { "td" };
            let row: String = cells.iter().map(|it| format!("<{tag}>{}</{tag}>", escape(it))).collect();
            html += &format!("<tr>{row}</tr>");
            text += &format!("| {}\n", cells.join(" | "));
        }
        (html + "</table>", text)
    };
    let mut all = body.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
    let title = all.next().and_then(|it| it.strip_prefix("# ")).unwrap_or_default();
    (title.to_owned(), all.map(block).collect())
}

#[test]
fn the_notes_come_out_of_full_pages_whole_and_alone() {
    let mut wrong = String::new();
    for (frame_name, frame, publisher) in FRAMES {
        for (note_name, note) in NOTES {
            let (title, blocks) = blocks(note);
            let mut page = frame.replace("{{title}}", &title);
            let third = blocks.len().div_ceil(3);
            for (idx, part) in blocks.chunks(third).enumerate() {
                let html: String = part.iter().map(|it| format!("{}\n", it.0)).collect();
                page = page.replace(&format!("{{{{{}}}}}", idx + 1), &html);
            }
            assert!(!page.contains("{{"), "{note_name}");
            let reading = read(page.as_bytes()).expect("an article");
            let expected: String = blocks.iter().map(|it| it.1.as_str()).collect();
            let expected = format!("# {title}\n{expected}");
            let found = shown(&reading.pieces);
            for line in found.lines().filter(|it| !expected.lines().any(|other| other == *it)) {
                wrong += &format!("{frame_name}, {note_name}, too much: {line}\n");
            }
            for line in expected.lines().filter(|it| !found.lines().any(|other| other == *it)) {
                wrong += &format!("{frame_name}, {note_name}, missing: {line}\n");
            }
            let is_same = wrong.is_empty() && found != expected;
            assert!(!is_same, "{frame_name}, {note_name}: other order\n{found}");
            let it = reading.metadata;
            assert_eq!(it.title.as_deref(), Some(title.as_str()), "{frame_name}");
            assert_eq!(it.publisher.as_deref(), Some(publisher), "{frame_name}");
            assert_eq!(it.date.as_deref(), Some("2026-01-09"), "{frame_name}");
        }
    }
    assert_eq!(wrong, "");
}
