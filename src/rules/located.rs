//! The place of a source that a citation's locator leads to.

use crate::corpus::{Corpus, Document};
use crate::draft::{Locator, LocatorKind};
use crate::text::{fold, words};

/// The passage of a source that a citation's locator leads to; `None` when it has none that can be found there.
pub fn located_passage(corpus: &Corpus, source: usize, locator: &Locator) -> Option<usize> {
    let document = corpus.document(source);
    let passages = &document.passages;
    let place = Places(&document);
    match locator.kind {
        LocatorKind::Page => {
            let pages = locator.ranges();
            passages.iter().position(|it| it.place.page.is_some_and(|page| pages.iter().any(|it| it.contains(&page))))
        }
        LocatorKind::Line => {
            let line = *locator.ranges().first()?.start();
            passages.iter().rposition(|it| it.place.start.line < line)
        }
        LocatorKind::Paragraph => place.numbered(&locator.value),
        LocatorKind::Section => {
            place.division(&["section", "sec", "§"], locator).or_else(|| place.numbered(&locator.value))
        }
        LocatorKind::Chapter => place.division(&["chapter", "chap", "ch"], locator),
        LocatorKind::Part => place.division(&["part", "pt"], locator),
        LocatorKind::Book => place.division(&["book", "bk"], locator),
        LocatorKind::Figure => place.caption(&["figure", "fig"], &locator.value),
        LocatorKind::Table => place.caption(&["table", "tbl"], &locator.value),
        LocatorKind::Heading => place.heading(&locator.value),
        LocatorKind::Block => {
            let mark = format!("^{}", locator.value);
            passages.iter().position(|it| it.place.span.of(&document.text).trim_end().ends_with(&mark))
        }
        // Volumes and issues are sources of their own; what a verse or a folio is only the work knows.
        LocatorKind::Column
        | LocatorKind::Folio
        | LocatorKind::Issue
        | LocatorKind::Note
        | LocatorKind::Opus
        | LocatorKind::SubVerbo
        | LocatorKind::Verse
        | LocatorKind::Volume => None,
    }
}

/// The passages of a source by what they begin with.
struct Places<'a>(&'a Document);

impl Places<'_> {
    fn start(&self, idx: usize) -> &str {
        self.0.passages[idx].place.span.of(&self.0.text).trim_start()
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.0.passages.len()
    }

    fn headings(&self) -> impl Iterator<Item = (usize, &str)> {
        let headings = self.all().filter(|it| self.0.passages[*it].place.is_heading);
        headings.map(|it| (it, self.start(it).trim_start_matches(['#', ' '])))
    }

    /// Numbered paragraphs, and sections by their number, begin with it.
    fn numbered(&self, value: &str) -> Option<usize> {
        let number = first_number(value);
        let is_numbered = |idx: &usize| {
            let rest = self.start(*idx).trim_start_matches(['(', '[', '§', '¶', ' ']).strip_prefix(number);
            rest.is_some_and(|it| it.starts_with([')', ']', '.', ' ', '\t']))
        };
        self.all().find(is_numbered).filter(|_| !number.is_empty())
    }

    /// The heading of a chapter or the like: "Chapter 3: Ships", "III. Ships", or by its words.
    fn division(&self, terms: &[&str], locator: &Locator) -> Option<usize> {
        let number = first_number(&locator.value);
        let Some(wanted) = number_of(number) else {
            // `3.2`, `3(a)`
            let is_it = |heading: &str| {
                let rest = without_term(heading, terms).unwrap_or(heading).strip_prefix(number);
                rest.is_some_and(|it| !it.starts_with(char::is_alphanumeric) && !goes_on(it))
            };
            let found = self.headings().find(|it| !number.is_empty() && is_it(it.1)).map(|it| it.0);
            return found.or_else(|| self.heading(&locator.value));
        };
        let is_of = |words: &str| {
            let (head, rest) = split_number(words);
            number_of(head) == Some(wanted) && !goes_on(rest)
        };
        let named = |it: &(usize, &str)| without_term(it.1, terms).is_some_and(is_of);
        // "3 March 2024" is no chapter.
        let bare = |it: &(usize, &str)| is_of(it.1) && split_number(it.1).1.starts_with(['.', ':', ')', '–', '—']);
        let found = self.headings().find(named).or_else(|| self.headings().find(bare));
        found.or_else(|| self.headings().find(|it| is_of(it.1) && !is_date(it.1))).map(|it| it.0)
    }

    /// The heading of these words, whatever number stands before them.
    fn heading(&self, value: &str) -> Option<usize> {
        let wanted = slug(value);
        let found = self.headings().find(|it| slug(it.1) == wanted);
        let behind = |heading: &str| {
            let (_, words) = heading.split_once([':', '.', '–', '—']).filter(|it| it.0.len() < 20)?;
            Some(slug(words) == wanted)
        };
        let found = found.or_else(|| self.headings().find(|it| behind(it.1) == Some(true)));
        found.map(|it| it.0).filter(|_| !wanted.is_empty())
    }

    /// The caption of a figure or table, before a sentence that speaks of it.
    fn caption(&self, terms: &[&str], value: &str) -> Option<usize> {
        let number = first_number(value);
        let rest = |idx: usize| {
            let rest = without_term(self.start(idx), terms)?.strip_prefix(number)?;
            (!rest.starts_with(char::is_alphanumeric) && !goes_on(rest)).then_some(rest)
        };
        let is_caption = |idx: &usize| {
            rest(*idx)
                .is_some_and(|it| it.trim().is_empty() || it.trim_start().starts_with(['.', ':', '–', '—', '-', '|']))
        };
        let found = self.all().find(is_caption).or_else(|| self.all().find(|it| rest(*it).is_some()));
        found.filter(|_| !number.is_empty())
    }
}

/// The first of the numbers of a locator: `3` of `3-4, 7`.
fn first_number(value: &str) -> &str {
    let first = value.trim().split([',', '-', '–', '—', ' ', ';', '&']).next().unwrap_or_default();
    let is_closed = |it: &str| it.matches(['(', '[']).count() == it.matches([')', ']']).count();
    let first = first.trim_matches('.');
    if is_closed(first) && !first.starts_with(['(', '[']) { first } else { first.trim_matches(['(', ')', '[', ']']) }
}

/// The words behind a term such as `Chapter`, `Ch.`
fn without_term<'a>(words: &'a str, terms: &[&str]) -> Option<&'a str> {
    let words = words.trim_start_matches(['*', '_', '#', ' ']);
    terms.iter().find_map(|term| {
        let head = words.get(..term.len()).filter(|it| it.eq_ignore_ascii_case(term))?;
        let rest = words[head.len()..].trim_start_matches('.');
        let is_apart = rest.starts_with(char::is_whitespace) || *term == "§";
        is_apart.then(|| rest.trim_start())
    })
}

/// The number at the start, and what follows it.
fn split_number(words: &str) -> (&str, &str) {
    let end = words.find(|c: char| !c.is_alphanumeric()).unwrap_or(words.len());
    words.split_at(end)
}

/// Whether a number goes on: `.2` behind `3`.
fn goes_on(rest: &str) -> bool {
    rest.strip_prefix(['.', '-', '(']).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_date(heading: &str) -> bool {
    let next = split_number(heading).1.split_whitespace().next().unwrap_or_default();
    words::month(&fold(next)).is_some()
}

/// `3`, `iii`, `three`
fn number_of(word: &str) -> Option<u32> {
    let lower = fold(word);
    let spelt = || words::NUMBERS.get(lower.as_str()).map(|it| u32::from(*it));
    word.parse().ok().or_else(spelt).or_else(|| roman(&lower))
}

/// A roman numeral in lower case.
fn roman(word: &str) -> Option<u32> {
    let digit = |c: char| {
        Some(match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        })
    };
    let digits: Vec<u32> = word.chars().map(digit).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let smaller = |idx: usize| digits.get(idx + 1).is_some_and(|next| digits[idx] < *next);
    let (less, more): (Vec<usize>, Vec<usize>) = (0..digits.len()).partition(|idx| smaller(*idx));
    let sum = |of: Vec<usize>| of.into_iter().map(|it| digits[it]).sum::<u32>();
    sum(more).checked_sub(sum(less))
}

/// A heading as its anchor is written.
fn slug(heading: &str) -> String {
    let heading = fold(heading.trim_start_matches(['#', ' ']).trim());
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::import::import;
    use crate::corpus::index::{FileRecord, Index, Stamp};
    use crate::draft::Draft;

    const SOURCE: &str = "\
# The ships of Norham

Contents of the book about the ships.

## Chapter One: Sails

As Figure 2 shows, the ferries had sails. Chapter 3 tells of steam.

## Chapter II

Figure 2: Ferries of the bay in 1901.

Table 10. Passengers by year.

Table 1. Crews by year.

## 3. Steam and coal

### 3.2 Boilers

(12) The boilers were made in Leith.

## 3 May 1911

The last ferry left the harbour that day.

## IV – The end

Nobody sailed any more.
";

    /// What the passage begins with that the locator of a citation leads to.
    fn place(locator: &str) -> String {
        let path = Path::new("/c/ships.md");
        let record = FileRecord {
            path: path.to_owned(),
            stamp: Stamp { hash: "1".to_owned(), ..Stamp::default() },
            outcome: import(path, SOURCE.as_bytes()),
            changed: None,
        };
        let index = Index::in_memory();
        index.update(&[], vec![record]).expect("memory");
        let corpus = index.corpus().expect("memory");
        let draft = Draft::parse(&format!("They sailed [@ships, {locator}]."));
        let locator = draft.citations[0].locator.as_ref().expect("a locator");
        let document = corpus.document(0);
        let found = located_passage(&corpus, 0, locator);
        let text = found.map_or("head", |it| &document.text[document.passages[it].place.span.start..]);
        text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn chapters_and_sections_are_found_by_number_and_by_words() {
        for (locator, expected) in [
            ("chap. 1", "Chapter One: Sails"),
            ("ch. II", "Chapter II Figure"),
            ("chapter 2-3", "Chapter II Figure"),
            ("chap. 3", "3. Steam and"),
            ("chap. iv", "IV – The"),
            ("{chap. Steam and coal}", "Steam and coal"),
            ("{chap. Sails}", "Chapter One: Sails"),
            ("sec. 3.2", "3.2 Boilers (12)"),
            ("para. 12", "(12) The boilers"),
        ] {
            assert_eq!(place(locator), expected, "{locator}");
        }
    }

    #[test]
    fn figures_and_tables_are_found_by_their_captions() {
        assert_eq!(place("fig. 2"), "Figure 2: Ferries");
        assert_eq!(place("table 1"), "Table 1. Crews");
        assert_eq!(place("tbl. 10"), "Table 10. Passengers");
    }

    #[test]
    fn what_is_not_there_leads_to_the_head() {
        for locator in ["chap. 5", "chap. 30", "sec. 3.3", "fig. 1", "table 2", "vol. 2", "{chap. Oil}", "part 1"] {
            assert_eq!(place(locator), "head", "{locator}");
        }
    }

    #[test]
    fn numbers_are_read_in_figures_letters_and_words() {
        assert_eq!(
            ["7", "xiv", "IX", "Seven", "mix", ""].map(number_of),
            [Some(7), Some(14), Some(9), Some(7), None, None]
        );
    }
}
