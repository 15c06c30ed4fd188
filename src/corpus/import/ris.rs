//! RIS: two letters, a dash and a value to the line, as reference managers and publishers export it.

use super::bibliography::{Slip, person_in_order};
use super::metadata::{Field, is_address, set_field};
use crate::corpus::{Entry, Given};

/// The works of a RIS file.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<Slip>) {
    let mut acc = Vec::new();
    let mut slips = Vec::new();
    let mut open: Option<(usize, Vec<(String, String)>)> = None;
    for (idx, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}');
        match (tagged(line), &mut open) {
            (Some(("TY", value)), _) => {
                if let Some((start, fields)) = open.take() {
                    slips.push(Slip {
                        line: start,
                        message: "the entry that begins here has no `ER  -` at its end".into(),
                    });
                    acc.push(entry(start, &fields));
                }
                open = Some((idx + 1, vec![("TY".to_owned(), value.to_owned())]));
            }
            (Some(("ER", _)), _) => {
                if let Some((start, fields)) = open.take() {
                    acc.push(entry(start, &fields));
                }
            }
            (Some((tag, value)), Some((_, fields))) => fields.push((tag.to_owned(), value.to_owned())),
            (Some(_), None) => {
                slips.push(Slip {
                    line: idx + 1,
                    message: "the line stands outside of an entry, which begins with `TY  -`".into(),
                });
            }
            // A value goes on.
            (None, Some((_, fields))) if !line.trim().is_empty() => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            (None, _) => {}
        }
    }
    if let Some((start, fields)) = open {
        slips.push(Slip { line: start, message: "the file ends within the entry that begins here".into() });
        acc.push(entry(start, &fields));
    }
    (acc, slips)
}

/// `TI  - The Port`
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    let value = rest.strip_prefix("  -").or(rest.strip_prefix(" -"))?;
    (is_tag && (value.is_empty() || value.starts_with(' '))).then_some((tag, value.trim()))
}

fn entry(line: usize, fields: &[(String, String)]) -> Entry {
    let all = |tags: &[&str]| -> Vec<String> {
        // By the order of the tags, the best first.
        tags.iter().flat_map(|tag| fields.iter().filter(move |it| it.0 == *tag)).map(|it| it.1.clone()).collect()
    };
    let mut acc = Entry { line, ..Entry::default() };
    let metadata = &mut acc.metadata;
    set_field(metadata, Field::Key, &all(&["ID", "LB"]));
    set_field(metadata, Field::Title, &all(&["TI", "T1", "CT"]));
    metadata.authors = all(&["AU", "A1"]).iter().map(|it| person_in_order(it)).filter(|it| !it.is_empty()).collect();
    let is_book =
        fields.iter().any(|it| it.0 == "TY" && matches!(it.1.as_str(), "BOOK" | "CHAP" | "RPRT" | "THES" | "CONF"));
    let outlet = ["T2", "JO", "JF", "JA", "J2"];
    let outlet: Vec<&str> = if is_book { [&["PB"][..], &outlet].concat() } else { [&outlet[..], &["PB"]].concat() };
    set_field(metadata, Field::Publisher, &all(&outlet));
    for date in all(&["DA", "PY", "Y1"]) {
        // `2024/03/02/Spring`, `2024///`
        let parts: Vec<&str> = date.split('/').take(3).take_while(|it| !it.is_empty()).collect();
        set_field(metadata, Field::Date, &[parts.join("-")]);
    }
    set_field(
        metadata,
        Field::Accessed,
        &all(&["Y2"]).iter().map(|it| it.trim_end_matches('/').replace('/', "-")).collect::<Vec<_>>(),
    );
    let addresses: Vec<String> = all(&["UR", "L2", "LK"]).into_iter().filter(|it| is_address(it)).collect();
    set_field(metadata, Field::Url, &addresses);
    acc.doi = all(&["DO", "M3"]).into_iter().find(|it| it.contains("10."));
    acc.files = all(&["L1", "L4"]).iter().flat_map(|it| it.split(';')).map(file).filter(|it| !it.is_empty()).collect();
    acc.metadata.given = Given::of(&acc.metadata);
    acc
}

/// `internal-pdf://123/a.pdf`, `file:///home/ann/a.pdf`, `a.pdf`; nothing for an address.
fn file(value: &str) -> String {
    let value = value.trim();
    if is_address(value) {
        return String::new();
    }
    value.split_once("://").map_or(value, |it| it.1).replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_its_fields_by_two_letters() {
        let text = "\u{feff}TY  - JOUR\r\nID  - roe2024\r\nAU  - Roe, Jane\r\nAU  - van der Berg, Jan\r\nAU  - Garcia Lopez, Maria\r\n\
            TI  - What the Port\r\n cost the town\r\nJO  - Harb. P.\r\nT2  - The Harbour Post\r\nPB  - Quay Press\r\n\
            PY  - 2024\r\nDA  - 2024/03/02/\r\nUR  - https://example.org/port\r\nDO  - 10.1234/abc\r\n\
            L1  - internal-pdf://0123/port.pdf\r\nY2  - 2024/03/05/\r\nER  - \r\n";
        let (entries, slips) = read(text);
        assert_eq!((entries.len(), slips), (1, Vec::new()));
        let it = &entries[0].metadata;
        assert_eq!(it.key.as_deref(), Some("roe2024"));
        assert_eq!(it.authors, ["Jane Roe", "van der Berg, Jan", "Garcia Lopez, Maria"]);
        assert_eq!(it.title.as_deref(), Some("What the Port cost the town"));
        assert_eq!(it.publisher.as_deref(), Some("The Harbour Post"));
        assert_eq!((it.date.as_deref(), it.accessed.as_deref()), (Some("2024-03-02"), Some("2024-03-05")));
        assert_eq!(it.url.as_deref(), Some("https://example.org/port"));
        assert_eq!(entries[0].files, ["0123/port.pdf"]);
        assert_eq!(entries[0].doi.as_deref(), Some("10.1234/abc"));
    }

    #[test]
    fn what_is_broken_costs_itself_only() {
        let (entries, slips) =
            read("TI  - Lost\nTY  - BOOK\nTI  - One\nPY  - 2020///\nTY  - BOOK\nTI  - Two\nA stray line\nAU - Roe, J.");
        let titles: Vec<&str> = entries.iter().filter_map(|it| it.metadata.title.as_deref()).collect();
        assert_eq!(titles, ["One", "Two A stray line"]);
        assert_eq!(entries[0].metadata.date.as_deref(), Some("2020"));
        assert_eq!(slips.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 2, 5]);
    }
}
