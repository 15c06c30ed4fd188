//! BibTeX and BibLaTeX, as people and programs write it.

use std::collections::HashMap;

use biblatex::{
    Chunks, ChunksExt as _, Entry as Parsed, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk, RawEntry,
    Spanned,
};

use super::bibliography::{Places, Slip, person};
use super::metadata::{Field, is_address, set_field};
use crate::corpus::{Entry, Given, Metadata};
use crate::text::{squeezed, words};

/// The fields that are of use; the others are not looked into.
const FIELDS: [&str; 28] = [
    "author",
    "editor",
    "title",
    "subtitle",
    "titleaddon",
    "date",
    "year",
    "month",
    "day",
    "journaltitle",
    "journal",
    "publisher",
    "organization",
    "institution",
    "school",
    "howpublished",
    "booktitle",
    "maintitle",
    "publication",
    "url",
    "urldate",
    "doi",
    "ids",
    "reliability",
    "crossref",
    "note",
    "newspaper",
    "website",
];

/// Braces within braces beyond this depth are no bibliography. The parser goes down one call a level.
const DEEPEST: usize = 32;

/// How many parts a text put together from abbreviations may have.
const MOST_PARTS: usize = 64;

/// After so many broken entries the rest is taken to be something else; each costs a search for its end.
const MOST_BROKEN: usize = 500;

/// How many bytes are looked through for the end of an entry of a broken file.
const LONGEST_ENTRY: usize = 256 << 10;

type Value<'s> = Vec<Spanned<RawChunk<'s>>>;

/// The works of a file, and the entries of it that cannot be read.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<Slip>) {
    let (raw, mut slips) = match RawBibliography::parse(text) {
        Ok(raw) => (vec![(0, raw)], Vec::new()),
        Err(_) => read_pieces(text),
    };
    let mut strings: HashMap<String, Value> = HashMap::new();
    for pair in raw.iter().flat_map(|it| &it.1.abbreviations) {
        let value = resolved(&pair.value.v, &strings);
        strings.insert(pair.key.v.to_lowercase(), value);
    }
    let mut acc: Vec<Entry> = Vec::new();
    let mut parents = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut places = Places::new(text);
    for (shift, raw) in &raw {
        for entry in &raw.entries {
            let line = places.line(shift + entry.span.start);
            let key = entry.v.key.v;
            if !key.is_empty() && at.contains_key(key) {
                slips.push(Slip { line, message: format!("`{key}` is listed above; this entry is left out") });
                continue;
            }
            let fields = fields(&entry.v, &strings);
            at.insert(key.to_owned(), acc.len());
            parents.push(fields.get("crossref").map(plain));
            acc.push(to_entry(&entry.v, &fields, line));
        }
    }
    // One step up: a chapter's book has no further parent that says more.
    for (child, parent) in parents.into_iter().enumerate() {
        let Some(parent) = parent.and_then(|it| at.get(&it)).filter(|it| **it != child) else { continue };
        let said = acc[*parent].metadata.clone();
        let metadata = &mut acc[child].metadata;
        metadata.date = metadata.date.take().or(said.date);
        metadata.publisher = metadata.publisher.take().or(said.publisher);
        if metadata.authors.is_empty() {
            metadata.authors = said.authors;
        }
        metadata.given = Given::of(metadata);
    }
    slips.sort_by_key(|it| it.line);
    (acc, slips)
}

/// Reads a broken file entry by entry: each begins with `@` at the start of a line and ends with the brace that closes
/// it.
fn read_pieces(text: &str) -> (Vec<(usize, RawBibliography<'_>)>, Vec<Slip>) {
    let starts: Vec<usize> = starts(text);
    let mut acc = Vec::new();
    let mut slips = Vec::new();
    let mut places = Places::new(text);
    let mut from = 0;
    let mut n_broken = 0;
    for (idx, start) in starts.iter().copied().enumerate() {
        if n_broken > MOST_BROKEN {
            slips.push(Slip { line: places.line(start), message: "the rest is left out, as so much is broken".into() });
            break;
        }
        // A line of a text may begin with `@`, too.
        if start < from {
            continue;
        }
        let next = starts.get(idx + 1).copied().unwrap_or(text.len());
        let end = entry_end(text, start).unwrap_or(next);
        match RawBibliography::parse(&text[start..end]) {
            Ok(raw) => {
                acc.push((start, raw));
                from = end;
            }
            Err(error) => {
                n_broken += 1;
                slips.extend(slip(&mut places, text, start, next, &error));
            }
        }
    }
    (acc, slips)
}

/// Where the entry that starts at `start` is closed.
fn entry_end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut is_escaped = false;
    for (idx, byte) in text.bytes().enumerate().skip(start).take(LONGEST_ENTRY) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'{' => depth += 1,
            b'}' if depth <= 1 => return Some(idx + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn starts(text: &str) -> Vec<usize> {
    let mut acc = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(['\u{feff}', ' ', '\t']);
        if words.strip_prefix('@').is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic())) {
            acc.push(at + line.len() - words.len());
        }
        at += line.len();
    }
    acc
}

/// What is wrong with an entry that another one follows at `next`; nothing for a remark or a preamble.
fn slip(places: &mut Places, text: &str, start: usize, next: usize, error: &ParseError) -> Option<Slip> {
    let head: String = text[start..].chars().take(80).take_while(|c| *c != ',' && *c != '\n').collect();
    let (kind, key) = head.split_once(['{', '(']).unwrap_or((&head, ""));
    if matches!(kind.trim().to_lowercase().as_str(), "@comment" | "@preamble") {
        return None;
    }
    let name = if key.trim().is_empty() { kind.trim() } else { key.trim() };
    let at = start + error.span.start;
    // What is missed is missed at the next entry only where this one was never closed.
    let is_open = at >= start + text[start..next].trim_end().len() || error.kind == ParseErrorKind::UnexpectedEof;
    Some(match is_open {
        true => Slip { line: places.line(start), message: format!("the entry `{name}` is never closed") },
        false => Slip { line: places.line(at), message: format!("the entry `{name}` cannot be read: {}", error.kind) },
    })
}

/// A value with its abbreviations written out. One that nobody defined stands for itself; the months are known.
fn resolved<'s>(value: &[Spanned<RawChunk<'s>>], strings: &HashMap<String, Value<'s>>) -> Value<'s> {
    let mut acc = Vec::new();
    for part in value {
        if acc.len() > MOST_PARTS {
            break;
        }
        match &part.v {
            RawChunk::Normal(_) => acc.push(part.clone()),
            RawChunk::Abbreviation(name) => match strings.get(&name.to_lowercase()) {
                Some(value) => acc.extend(value.iter().cloned()),
                None => acc.push(Spanned::new(RawChunk::Normal(name), part.span.clone())),
            },
        }
    }
    acc.truncate(MOST_PARTS);
    acc
}

/// The fields of use by their names in lower case.
fn fields<'s>(entry: &RawEntry<'s>, strings: &HashMap<String, Value<'s>>) -> HashMap<String, Chunks> {
    let mut acc = HashMap::new();
    for pair in &entry.fields {
        let name = pair.key.v.to_lowercase();
        if FIELDS.contains(&name.as_str()) {
            let chunks = chunks(&name, resolved(&pair.value.v, strings));
            acc.entry(name).or_insert(chunks);
        }
    }
    acc
}

/// The value of one field. One that the parser does not take, such as a price with a dollar sign, is taken as it is.
fn chunks(name: &str, value: Value) -> Chunks {
    let as_it_is = |value: &Value| -> Chunks {
        let words: String = value.iter().map(|it| part_of(&it.v).replace(['{', '}'], "")).collect();
        vec![Spanned::detached(biblatex::Chunk::Normal(words))]
    };
    if value.iter().any(|it| depth(part_of(&it.v)) > DEEPEST) {
        return as_it_is(&value);
    }
    let pair = biblatex::Pair::new(Spanned::detached("title"), Spanned::detached(value.clone()));
    let pair = if name == "url" { biblatex::Pair::new(Spanned::detached("url"), pair.value) } else { pair };
    let entry = RawEntry { key: Spanned::detached("k"), kind: Spanned::detached("misc"), fields: vec![pair] };
    let raw =
        RawBibliography { preamble: String::new(), entries: vec![Spanned::detached(entry)], abbreviations: Vec::new() };
    let parsed = biblatex::Bibliography::from_raw(raw).ok().and_then(|it| it.into_vec().pop());
    let value_of = |it: Parsed| it.fields.into_values().next();
    parsed.and_then(value_of).unwrap_or_else(|| as_it_is(&value))
}

fn part_of<'s>(part: &RawChunk<'s>) -> &'s str {
    match part {
        RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
    }
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The words of a value without the commands of TeX that were left.
fn plain(chunks: &Chunks) -> String {
    let words = chunks.format_verbatim();
    let mut acc = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => while chars.next_if(char::is_ascii_alphabetic).is_some() {},
            '{' | '}' => {}
            '~' => acc.push(' '),
            c => acc.push(c),
        }
    }
    squeezed(&acc)
}

fn to_entry(raw: &RawEntry, fields: &HashMap<String, Chunks>, line: usize) -> Entry {
    let get = |name: &str| fields.get(name).map(plain).filter(|it| !it.is_empty());
    let first = |names: &[&str]| names.iter().find_map(|it| get(it));
    let mut metadata =
        Metadata { key: Some(raw.key.v.trim().to_owned()).filter(|it| !it.is_empty()), ..Metadata::default() };
    let subtitle = get("subtitle").map(|it| format!(": {it}")).unwrap_or_default();
    metadata.title = get("title").map(|it| format!("{it}{subtitle}"));
    metadata.authors = ["author", "editor"].iter().find_map(|it| fields.get(*it)).map(people).unwrap_or_default();
    let outlets: &[&str] = &["journaltitle", "journal", "newspaper", "publication", "website"];
    let houses: &[&str] = &["publisher", "organization", "institution", "school"];
    let kind = raw.kind.v.to_lowercase();
    let is_part = matches!(kind.as_str(), "article" | "online" | "www" | "misc" | "unpublished");
    let names = if is_part { [outlets, houses] } else { [houses, outlets] }.concat();
    // "How published" is often nothing but the address.
    let how = || get("howpublished").filter(|it| !it.contains("http") && is_part);
    metadata.publisher = first(&names).or_else(how);
    let date = get("date").or_else(|| {
        let month = get("month").map(|it| month(&it)).unwrap_or_default();
        Some(format!("{} {month} {}", get("day").unwrap_or_default(), get("year")?))
    });
    if let Some(date) = date {
        set_field(&mut metadata, Field::Date, &[day(&date)]);
    }
    let address = get("url").or_else(|| get("howpublished"));
    set_field(&mut metadata, Field::Url, &address.into_iter().collect::<Vec<_>>());
    set_field(&mut metadata, Field::Accessed, &get("urldate").map(|it| day(&it)).into_iter().collect::<Vec<_>>());
    set_field(&mut metadata, Field::Reliability, &get("reliability").into_iter().collect::<Vec<_>>());
    if let Some(ids) = get("ids") {
        metadata.aliases = ids.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    }
    metadata.given = Given::of(&metadata);
    let file = raw.fields.iter().filter(|it| matches!(it.key.v.to_lowercase().as_str(), "file" | "localfile" | "pdf"));
    let files = file.flat_map(|it| files(&it.value.v.iter().map(|it| part_of(&it.v)).collect::<String>())).collect();
    Entry { metadata, doi: get("doi"), files, line }
}

/// `3`, `03` and `March` as a name of a month.
fn month(value: &str) -> String {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric());
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let number = value.parse::<usize>().ok().and_then(|it| NAMES.get(it.checked_sub(1)?));
    match number {
        Some(name) => (*name).to_owned(),
        None if value.split_whitespace().any(|it| words::month(&it.to_lowercase()).is_some()) => value.to_owned(),
        None => String::new(),
    }
}

/// The first day of a range, without the marks of doubt: `2024-03~/2024-05`.
fn day(date: &str) -> String {
    date.split('/').next().unwrap_or_default().trim().trim_end_matches(['~', '?', '%']).to_owned()
}

fn people(chunks: &Chunks) -> Vec<String> {
    let people: Vec<Person> = chunks.parse().unwrap_or_default();
    let name = |it: Person| {
        let [given, prefix, name, suffix] = [&it.given_name, &it.prefix, &it.name, &it.suffix].map(|it| squeezed(it));
        person(&given, &prefix, &name, &suffix)
    };
    people.into_iter().map(name).filter(|it| !it.is_empty() && it != "others").collect()
}

/// The paths of a `file` field: `a.pdf`, `a.pdf;b.html`, `:a.pdf:PDF`, `Full Text:storage/AB/a.pdf:application/pdf`,
/// `C\:\\papers\\a.pdf`, `:C$\backslash$:/papers/a.pdf:pdf`.
fn files(value: &str) -> Vec<String> {
    let value = value.replace("$\\backslash$", "\\").replace("{\\_}", "_").replace(['{', '}'], "");
    split_unescaped(&value, ';').into_iter().filter_map(|it| path_of(it.trim())).collect()
}

fn path_of(value: &str) -> Option<String> {
    let value = value.trim_start_matches("file://");
    if is_address(value) {
        return None;
    }
    let mut parts: Vec<String> = split_unescaped(value, ':').into_iter().map(str::to_owned).collect();
    // A drive is not a description.
    let mut idx = 0;
    while idx + 1 < parts.len() {
        let is_drive = matches!(parts[idx].trim_end_matches('\\').as_bytes(), [it] if it.is_ascii_alphabetic());
        if is_drive && parts[idx + 1].starts_with(['/', '\\']) {
            let rest = parts.remove(idx + 1);
            parts[idx] = format!("{}:{rest}", parts[idx]);
        }
        idx += 1;
    }
    let path = match parts.as_slice() {
        [path] => path,
        [path, kind] if is_kind(kind) => path,
        [_, path, ..] => path,
        [] => return None,
    };
    let mut acc = String::new();
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        let is_escape = c == '\\' && chars.peek().is_some_and(|it| !it.is_alphanumeric());
        match c {
            '\\' if is_escape => acc.push(chars.next().filter(|it| *it != '\\').unwrap_or('/')),
            '\\' => acc.push('/'),
            c => acc.push(c),
        }
    }
    let path = acc.trim();
    (!path.is_empty()).then(|| path.to_owned())
}

/// `PDF`, `application/pdf`: what comes behind a path.
fn is_kind(text: &str) -> bool {
    !text.contains('.') && (text.contains('/') || text.len() <= 5)
}

/// Splits at a mark that no backslash stands before.
fn split_unescaped(text: &str, mark: char) -> Vec<&str> {
    let mut acc = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (idx, c) in text.char_indices() {
        if c == mark && !is_escaped {
            acc.push(&text[start..idx]);
            start = idx + c.len_utf8();
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    acc.push(&text[start..]);
    acc
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Entry {
        let (entries, slips) = read(text);
        assert_eq!((entries.len(), slips), (1, Vec::new()), "{text}");
        entries.into_iter().next().expect("an entry")
    }

    #[test]
    fn an_entry_has_its_people_title_outlet_and_date() {
        let it = one("@string{hp = \"The Harbour Post\"}\n@comment{jabref-meta: x;}\n@Article{roe2024,\n  \
             author = {Roe, Jane and von der Leyen, Ursula and {Ministry of Ports and Ships} and M{\\\"u}ller, J. and others},\n  \
             title = {The {Port}: what it \\emph{cost}, in \\$},\n  subtitle = \"A Reckoning\",\n  journal = hp,\n  \
             publisher = {Quay Press},\n  month = mar, year = 2024, day = {2},\n  url = {https://example.org/a_b%20c},\n  \
             urldate = {2024-03-05},\n  doi = {10.1234/abc},\n  ids = {port, harbour},\n  abstract = {Long $5 text}\n}\n");
        let m = &it.metadata;
        assert_eq!((m.key.as_deref(), it.line), (Some("roe2024"), 3));
        assert_eq!(m.authors, ["Jane Roe", "Ursula von der Leyen", "Ministry of Ports and Ships", "J. Müller"]);
        assert_eq!(m.title.as_deref(), Some("The Port: what it cost, in $: A Reckoning"));
        assert_eq!(m.publisher.as_deref(), Some("The Harbour Post"));
        assert_eq!((m.date.as_deref(), m.accessed.as_deref()), (Some("2024-03-02"), Some("2024-03-05")));
        assert_eq!((m.url.as_deref(), it.doi.as_deref()), (Some("https://example.org/a_b%20c"), Some("10.1234/abc")));
        assert_eq!(m.aliases, ["port", "harbour"]);
    }

    #[test]
    fn dates_of_many_forms_become_one() {
        let check = |fields: &str, expected: &str| {
            let it = one(&format!("@book{{k, title = {{x}}, {fields}}}"));
            assert_eq!(it.metadata.date.as_deref().unwrap_or("-"), expected, "{fields}");
        };
        check("date = {2024-03-02}", "2024-03-02");
        check("date = {2024-03/2024-05}", "2024-03");
        check("date = {2024~}", "2024");
        check("year = 2024, month = {3}", "2024-03");
        check("year = {2024}, month = {March}", "2024-03");
        check("year = {2024}, month = {Spring}", "2024");
        check("year = {in press}", "-");
    }

    #[test]
    fn files_of_every_manager_are_found() {
        let check = |value: &str, expected: &[&str]| {
            let it = one(&format!("@book{{k,\n  title = {{x}},\n  file = {{{value}}}\n}}"));
            assert_eq!(it.files, expected, "{value}");
        };
        check("papers/x.pdf", &["papers/x.pdf"]);
        check(":papers/x.pdf:PDF", &["papers/x.pdf"]);
        check(
            "Full Text:storage/AB/x y.pdf:application/pdf;Snapshot:storage/CD/x.html:text/html",
            &["storage/AB/x y.pdf", "storage/CD/x.html"],
        );
        check("C\\:\\\\papers\\\\x.pdf", &["C:/papers/x.pdf"]);
        check(":C\\:\\\\papers\\\\x.pdf:PDF", &["C:/papers/x.pdf"]);
        check("C:\\Users\\Ann\\x.pdf", &["C:/Users/Ann/x.pdf"]);
        check(":C$\\backslash$:/papers/x.pdf:pdf", &["C:/papers/x.pdf"]);
        check("/home/ann/x.pdf;/home/ann/y.pdf", &["/home/ann/x.pdf", "/home/ann/y.pdf"]);
        check("a\\;b.pdf", &["a;b.pdf"]);
        check("https://example.org/x.pdf", &[]);
    }

    #[test]
    fn a_broken_entry_costs_itself_only() {
        let text = "@book{one, title = {One}}\n\n@book{two,\n  title = {Two\n}\n\n@book{three, title {Three}}\n\
            @preamble{ {x} }\n@book{four,\n  title = {Four},\n  note = {see\n@home}\n}\n@book{four, title = {Again}}\n\
            Mail ann@example.org.\n";
        let (entries, slips) = read(text);
        let keys: Vec<&str> = entries.iter().filter_map(|it| it.metadata.key.as_deref()).collect();
        assert_eq!(keys, ["one", "four"]);
        let told: Vec<String> = slips.iter().map(|it| format!("{}: {}", it.line, it.message)).collect();
        assert_eq!(
            told,
            [
                "3: the entry `two` is never closed",
                "7: the entry `three` cannot be read: expected equals",
                "14: `four` is listed above; this entry is left out",
            ]
        );
    }

    #[test]
    fn hostile_entries_are_no_danger() {
        let deep = format!("@book{{k, title = {}x{}}}", "{".repeat(50_000), "}".repeat(50_000));
        assert_eq!(one(&deep).metadata.title.as_deref(), Some("x"));
        let commands = format!("@book{{k, title = {{{}x{}}}}}", "\\emph{".repeat(20_000), "}".repeat(20_000));
        one(&commands);
        one("@string{a = a}@string{b = b # b}@book{k, title = a # b, crossref = {k}}");
        let doubled: String = (0..40).map(|n| format!("@string{{s{} = s{n} # s{n}}}\n", n + 1)).collect();
        one(&format!("@string{{s0 = \"x\"}}\n{doubled}@book{{k, title = s40}}"));
        one("@book{k, title = {costs $5 and more}}");
        assert!(read("@").0.is_empty() && read("@book{").0.is_empty() && read("@book{k, title = \"").0.is_empty());
    }

    #[test]
    fn a_chapter_has_what_its_book_says() {
        let (entries, _) = read(
            "@inbook{a, title = {Ships}, author = {Roe, Jane}, crossref = {b}}\n\
             @book{b, title = {Ports}, editor = {Doe, John}, publisher = {Quay Press}, year = 2020}",
        );
        let it = &entries[0].metadata;
        assert_eq!(
            (it.publisher.as_deref(), it.date.as_deref(), it.authors[0].as_str()),
            (Some("Quay Press"), Some("2020"), "Jane Roe")
        );
    }
}
