//! Which language each block of a draft is written in.

use crate::text::{Language, Span, detect_language};

/// The language of each block. A block too short to tell takes that of the blocks around it where these agree, else that
/// of the other short blocks taken together, else that of most of the draft. `declared` is what the draft says of
/// itself; it counts where no words do.
pub(super) fn languages_of(prose: &str, blocks: &[Span], declared: Option<Language>) -> Vec<Language> {
    let told: Vec<Option<Language>> = blocks.iter().map(|it| detect_language(it.of(prose))).collect();
    if told.iter().all(|it| *it == Some(Language::ENGLISH)) {
        return vec![Language::ENGLISH; blocks.len()];
    }
    let short: Vec<&str> = blocks.iter().zip(&told).filter(|it| it.1.is_none()).map(|it| it.0.of(prose)).collect();
    let otherwise = detect_language(&short.join("\n")).or_else(|| most(blocks, &told)).or(declared).unwrap_or_default();
    let around = |idx: usize| {
        let before = told[..idx].iter().rev().find_map(|it| *it);
        let after = told[idx..].iter().find_map(|it| *it);
        before.filter(|it| after == Some(*it))
    };
    told.iter().enumerate().map(|(idx, it)| it.or_else(|| around(idx)).unwrap_or(otherwise)).collect()
}

/// What `lang: de` in the front matter says.
pub(super) fn declared(front_matter: &str) -> Option<Language> {
    let values = front_matter.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        matches!(key.trim_end(), "lang" | "language").then(|| value.trim().trim_matches(['"', '\'']))
    });
    values.filter_map(Language::of_code).next()
}

/// The language that has the most text.
fn most(blocks: &[Span], told: &[Option<Language>]) -> Option<Language> {
    let mut lengths: Vec<(usize, Language)> = Vec::new();
    for (block, language) in blocks.iter().zip(told).filter_map(|(block, it)| Some((block, (*it)?))) {
        match lengths.iter_mut().find(|it| it.1 == language) {
            Some(known) => known.0 += block.len(),
            None => lengths.push((block.len(), language)),
        }
    }
    lengths.into_iter().max_by_key(|it| (it.0, it.1.is_read())).map(|it| it.1)
}
