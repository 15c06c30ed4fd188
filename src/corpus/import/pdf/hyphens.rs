//! Joins lines, mending words that were parted at their ends.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::squeezed;

/// The words of a document, which tell whether a hyphen at the end of a line is its own.
#[derive(Default)]
pub(super) struct Words {
    /// In lower case, with how often they occur; those with hyphens among them.
    counts: HashMap<String, u32>,
}

/// Words written in one whose halves are words, too.
static SOLID: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("solid.txt").lines().filter(|it| !it.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Words remembered; long reports have some twenty thousand.
const MAX_WORDS: usize = 300_000;

impl Words {
    /// Counts the words of a line, but for the last one when a hyphen parts it.
    pub(super) fn add(&mut self, line: &str, follows_hyphen: bool) {
        let words: Vec<&str> = line.split(' ').collect();
        for (idx, word) in words.iter().enumerate() {
            if (idx + 1 == words.len() && is_parted(word)) || (idx == 0 && follows_hyphen) {
                continue;
            }
            let word = bare(word);
            self.put(&word);
            if word.contains('-') {
                word.split('-').for_each(|it| self.put(it));
            }
        }
    }

    fn put(&mut self, word: &str) {
        if word.is_empty() || word.len() > 60 {
            return;
        }
        if let Some(count) = self.counts.get_mut(word) {
            *count += 1;
        } else if self.counts.len() < MAX_WORDS {
            self.counts.insert(word.to_string(), 1);
        }
    }

    fn count(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or_default()
    }

    /// Puts a line behind a text.
    pub(super) fn push_line(&self, text: &mut String, line: &str) {
        let line = line.trim();
        if text.is_empty() || line.is_empty() {
            text.push_str(line);
            return;
        }
        match self.seam(text, line) {
            Seam::Space => text.push(' '),
            Seam::Nothing => {}
            Seam::Mended => drop(text.pop()),
        }
        text.push_str(line);
    }

    fn seam(&self, text: &str, line: &str) -> Seam {
        let before = text.rsplit(' ').next().unwrap_or_default();
        let after = line.split(' ').next().unwrap_or_default();
        let first = after.chars().next().unwrap_or_default();
        if is_address_part(before)
            && !after.is_empty()
            && (before.ends_with(['/', '-', '_', '=', '&', '?', '.']) || after.contains('/'))
        {
            return Seam::Nothing;
        }
        if before.ends_with('\u{ad}') {
            return Seam::Mended;
        }
        let Some(stem) = before.strip_suffix(HYPHENS) else {
            // Between figures or words without spaces around.
            let is_dash = before.ends_with(['–', '—', '/']) && before.chars().count() > 1 && first.is_alphanumeric();
            return if is_dash { Seam::Nothing } else { Seam::Space };
        };
        if stem.is_empty() || !stem.ends_with(char::is_alphanumeric) {
            return Seam::Space;
        }
        // "short- and long-term"
        if matches!(after, "and" | "or" | "to" | "und" | "oder" | "et" | "y") {
            return Seam::Space;
        }
        if !first.is_lowercase() || stem.ends_with(|c: char| c.is_ascii_digit()) {
            return Seam::Nothing;
        }
        let (stem, after) = (bare(stem), bare(after));
        let (joined, parted) = (self.count(&format!("{stem}{after}")), self.count(&format!("{stem}-{after}")));
        if joined != parted {
            return if joined > parted { Seam::Mended } else { Seam::Nothing };
        }
        // Of a compound the part behind the last hyphen is a word: "state-of-the-", "art".
        let last = stem.rsplit('-').next().unwrap_or_default();
        if SOLID.contains(&format!("{last}{after}").as_str()) {
            return Seam::Mended;
        }
        let are_words = self.count(last) > 0 && self.count(&after) > 0;
        let is_prefix = matches!(last, "self" | "non" | "ex" | "anti" | "co" | "pre" | "post" | "well");
        if are_words && (last.chars().count() > 2) || is_prefix && self.count(&after) > 0 {
            Seam::Nothing
        } else {
            Seam::Mended
        }
    }

    /// One line, without the hyphens that show only at the end of a line.
    pub(super) fn cleaned(&self, text: &str) -> String {
        /// Typesetters draw the sign as a letter in a circle.
        const CIRCLED: &[&str] = &["c \u{20dd}", "c\u{20dd}", "\u{20dd} c", "\u{20dd}c"];
        let text = squeezed(&text.replace('\u{ad}', ""));
        if text.contains('\u{20dd}') {
            return CIRCLED.iter().fold(text, |acc, it| acc.replace(it, "©"));
        }
        text
    }
}

const HYPHENS: [char; 2] = ['-', '‐'];

/// Whether the last word of a line goes on in the next.
pub(super) fn is_parted(line: &str) -> bool {
    line.ends_with(HYPHENS) || line.ends_with('\u{ad}')
}

enum Seam {
    Space,
    Nothing,
    /// The hyphen goes.
    Mended,
}

/// In lower case, without the marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_address_part(word: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|it| word.trim_start_matches(['(', '<', '[']).starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expected: &str) {
        let mut words = Words::default();
        for (idx, line) in lines.iter().enumerate() {
            words.add(line, idx > 0 && lines[idx - 1].ends_with('-'));
        }
        let mut text = String::new();
        lines.iter().for_each(|it| words.push_line(&mut text, it));
        assert_eq!(words.cleaned(&text), expected);
    }

    #[test]
    fn parted_words_are_mended() {
        check(&["The commis-", "sion met."], "The commission met.");
        check(&["The commis\u{ad}", "sion met."], "The commission met.");
        check(&["The report of the report-", "ing group"], "The report of the reporting group");
    }

    #[test]
    fn compounds_keep_their_hyphen() {
        check(&["A well-known ship, a well-", "known port."], "A well-known ship, a well-known port.");
        check(&["The Franco-", "German plan"], "The Franco-German plan");
        check(&["In 2019-", "2020 and COVID-", "19"], "In 2019-2020 and COVID-19");
        check(&["The short-", "and long-term plan"], "The short- and long-term plan");
        check(&["The price cap was a price-", "cap"], "The price cap was a price-cap");
    }

    #[test]
    fn dashes_and_addresses_go_on_without_a_space() {
        check(&["from 2019–", "2020 on"], "from 2019–2020 on");
        check(&["see https://example.org/reports/", "2024.pdf for"], "see https://example.org/reports/2024.pdf for");
        check(&["He said –", "and went."], "He said – and went.");
    }
}
