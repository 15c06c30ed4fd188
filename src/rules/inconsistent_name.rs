//! `inconsistent-name`

use std::collections::BTreeMap;

use crate::draft::{BlockKind, Draft};
use crate::lexicon::{Mention, Term, TermKind, is_same_spelt_otherwise};
use crate::text::{Span, read_quotations, squeezed};

use super::say::{edits, quoted};
use super::{DraftCtx, Edit, Fix, Objection};

pub(super) fn check(ctx: &DraftCtx) -> Vec<Objection> {
    let mentions = own_mentions(ctx);
    let mut acc = against_glossary(ctx, &mentions);
    let spoken_of: Vec<Span> = acc.iter().map(|it| it.span).collect();
    let rest: Vec<Mention> = mentions.into_iter().filter(|it| !spoken_of.contains(&it.span)).collect();
    acc.extend(against_each_other(ctx, &rest));
    acc
}

/// The mentions in the writer's own words: a quotation keeps its spelling.
fn own_mentions(ctx: &DraftCtx) -> Vec<Mention> {
    let mut acc = Vec::new();
    for block in ctx.draft.blocks.iter().filter(|it| it.language.is_read() && it.kind != BlockKind::BlockQuote) {
        let quotations = read_quotations(&ctx.draft.prose, block.span);
        let mentions = ctx.lexicon.mentions(&ctx.draft.prose, block.span).into_iter();
        acc.extend(mentions.filter(|it| !quotations.iter().any(|quotation| quotation.outer.overlaps(it.span))));
    }
    acc
}

/// Each name that the glossary wants in another spelling.
fn against_glossary(ctx: &DraftCtx, mentions: &[Mention]) -> Vec<Objection> {
    let is_same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let wrong = |it: &&Mention| {
        let Some(term) = ctx.lexicon.terms().get(it.term) else { return false };
        let written = squeezed(it.span.of(&ctx.draft.prose));
        !is_same(&written, &term.name) && term.replaced.iter().any(|form| is_same(form, &written))
    };
    let wrong: Vec<&Mention> = mentions.iter().filter(wrong).collect();
    let objection = |it: &&Mention| {
        let term = ctx.lexicon.terms().get(it.term)?;
        let written = squeezed(it.span.of(&ctx.draft.prose));
        let message = format!("the glossary has {} for {}", quoted(&term.name), quoted(&written));
        let same: Vec<Span> = wrong.iter().filter(|other| other.term == it.term).map(|it| it.span).collect();
        let fixes = fixes(ctx.draft, it.span, &same, &term.name);
        Some(Objection { fixes, ..Objection::new(it.span, message) })
    };
    wrong.iter().filter_map(objection).collect()
}

/// A word of a name, by how it is written.
#[derive(Default)]
struct Spelling {
    places: Vec<Span>,
}

/// For each name that has two spellings in the draft the rarer one, where it first stands.
fn against_each_other(ctx: &DraftCtx, mentions: &[Mention]) -> Vec<Objection> {
    let mut by_term: BTreeMap<usize, BTreeMap<String, Spelling>> = BTreeMap::new();
    for mention in mentions {
        let is_name = |it: &&Term| matches!(it.kind, TermKind::Name | TermKind::Glossary);
        if ctx.lexicon.terms().get(mention.term).filter(is_name).is_none() {
            continue;
        }
        for word in words_of(&ctx.draft.prose, mention.span) {
            let spellings = by_term.entry(mention.term).or_default();
            spellings.entry(word.of(&ctx.draft.prose).to_owned()).or_default().places.push(word);
        }
    }
    let mut acc = Vec::new();
    for (term, spellings) in by_term {
        let Some(term) = ctx.lexicon.terms().get(term) else { continue };
        let mut all: Vec<(&String, &Spelling)> = spellings.iter().collect();
        // The frequent first; of two that are as frequent the one of the term, then the one that comes first.
        all.sort_by_key(|(word, it)| {
            (std::cmp::Reverse(it.places.len()), !term.name.contains(word.as_str()), it.places.first().copied())
        });
        for (idx, (word, spelling)) in all.iter().enumerate() {
            let usual = all[..idx].iter().find(|it| is_same_spelt_otherwise(it.0, word));
            if let (Some((usual, others)), Some(first)) = (usual, spelling.places.first()) {
                let n = others.places.len();
                let times = if n == 1 { "once".to_owned() } else { format!("{n} times") };
                let message = format!("{} here, {} elsewhere in the draft ({times})", quoted(word), quoted(usual));
                let fixes = fixes(ctx.draft, *first, &spelling.places, usual);
                acc.push(Objection { fixes, ..Objection::new(*first, message) });
            }
        }
    }
    acc
}

/// The words of a name that begin with a capital and have other letters.
fn words_of(prose: &str, within: Span) -> Vec<Span> {
    let words = within.of(prose);
    let place = |word: &str| within.start + (word.as_ptr() as usize - words.as_ptr() as usize);
    let parts = words.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let is_name = |it: &&str| it.starts_with(char::is_uppercase) && it.contains(char::is_lowercase);
    parts.filter(is_name).map(|it| Span::new(place(it), place(it) + it.len())).collect()
}

/// One place first, then all.
fn fixes(draft: &Draft, here: Span, all: &[Span], name: &str) -> Vec<Fix> {
    let edits_at = |span: Span| -> Vec<Edit> { edits(draft, span, &in_case_of(span.of(&draft.prose), name)) };
    let mut acc = vec![Fix { title: format!("Write {}", quoted(name)), edits: edits_at(here) }];
    if all.len() > 1 {
        let title = format!("Write {} in all {} places", quoted(name), all.len());
        acc.push(Fix { title, edits: all.iter().flat_map(|it| edits_at(*it)).collect() });
    }
    acc
}

/// The name in capitals where what it replaces is.
fn in_case_of(written: &str, name: &str) -> String {
    let is_upper = written.chars().filter(|it| it.is_alphabetic()).count() > 1 && !written.contains(char::is_lowercase);
    if is_upper { name.to_uppercase() } else { name.to_owned() }
}
