//! Tells verbs by their form, as far as a list can.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::text::{Token, TokenKind, words};

/// Forms that assert: third person singular and past.
static FINITE: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let (bases, past) = lists();
    let mut acc: FxHashSet<String> = past.map(str::to_owned).collect();
    acc.extend(words::FINITE.iter().filter(|it| **it != "'s").map(|it| (*it).to_owned()));
    for base in bases {
        acc.insert(third_person(base));
        acc.insert(past_form(base));
    }
    acc
});

static BASES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| lists().0.collect());

fn lists() -> (impl Iterator<Item = &'static str>, impl Iterator<Item = &'static str>) {
    let file = include_str!("verbs.txt");
    let (bases, past) = file.split_once("# Irregular past forms").unwrap_or((file, ""));
    let list = |part: &'static str| part.lines().filter(|it| !it.starts_with('#')).flat_map(str::split_whitespace);
    (list(bases), list(past))
}

fn third_person(base: &str) -> String {
    match base.strip_suffix('y') {
        Some(head) if !head.ends_with(['a', 'e', 'o', 'u']) => format!("{head}ies"),
        _ if ["s", "x", "z", "ch", "sh", "go", "do"].iter().any(|it| base.ends_with(it)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// The regular past; for irregular verbs a form that nobody writes.
fn past_form(base: &str) -> String {
    match base.strip_suffix('y') {
        Some(head) if !head.ends_with(['a', 'e', 'o', 'u']) => format!("{head}ied"),
        _ if base.ends_with('e') => format!("{base}d"),
        _ => format!("{base}ed"),
    }
}

/// Whether the token is a finite verb; a capital makes it a word of a title.
pub(crate) fn is_finite(token: &Token) -> bool {
    match token.kind {
        TokenKind::Clitic => matches!(token.folded.as_str(), "'re" | "n't" | "'ll" | "'ve"),
        TokenKind::Word => !token.is_capital && FINITE.contains(token.folded.as_str()),
        _ => false,
    }
}

/// Whether the folded word is a form of a verb and hardly ever anything else.
pub(crate) fn is_verb(folded: &str) -> bool {
    BASES.contains(folded) || FINITE.contains(folded)
}
