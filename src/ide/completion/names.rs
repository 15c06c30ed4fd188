//! Names in the corpus's and the house's spelling, and with their roles.

use crate::check::Context;
use crate::lexicon::{Term, TermKind};
use crate::text::{Span, fold};

use super::place::Typing;
use super::sources::shown;
use super::{Completion, CompletionKind, Completions};

/// From so many letters on names are offered. Editors do not say whether the writer asked for a list or typed on.
pub(super) const LEAST: usize = 3;

/// Most names of a list: further letters lead to the others sooner than a longer list does.
const MOST: usize = 12;

/// Longest role that stands before a name, in words: "Foreign Minister".
const LONGEST_TITLE: usize = 3;

pub(super) fn complete(context: &Context, typing: &Typing) -> Completions {
    let text = typing.typed.text;
    // "Kyrylo Bud", then "Bud" alone: the longest run of capitalised words that begins a name.
    let starts: Vec<usize> = starts(text, typing.letters);
    let mut acc: Vec<Completion> = Vec::new();
    let mut n_all = 0;
    for start in starts {
        let letters = Span::new(start, typing.letters.end);
        let found = fitting(context, letters.of(text));
        n_all += found.len();
        for term in found.into_iter().take(MOST) {
            for (name, detail) in forms(term, text, letters) {
                let item = item(typing, letters, name, detail);
                let is_there = Span::new(letters.start, typing.rest.end).of(text) == item.text;
                if !is_there && !acc.iter().any(|it| it.text == item.text && it.insert == item.insert) {
                    acc.push(item);
                }
            }
        }
        if !acc.is_empty() {
            break;
        }
    }
    let is_incomplete = acc.len() > MOST || n_all > MOST;
    acc.truncate(MOST);
    Completions { items: acc, is_incomplete }
}

fn starts(text: &str, run: Span) -> Vec<usize> {
    let words = run.of(text);
    let inner = words.match_indices(' ').map(|it| run.start + it.0 + 1);
    std::iter::once(run.start).chain(inner).collect()
}

/// The names that begin with the letters, or a word of which does: those of the glossary first, then those most
/// mentioned.
fn fitting<'a>(context: &'a Context, letters: &str) -> Vec<&'a Term> {
    let folded = fold(letters);
    let is_one_word = !letters.contains(' ');
    let begins = |form: &str| {
        let form = fold(form);
        let words = form.match_indices(' ').map(|it| &form[it.0 + 1..]);
        form.starts_with(&folded) || (is_one_word && words.into_iter().any(|it| it.starts_with(&folded)))
    };
    let fits = |it: &&Term| {
        let is_name = matches!(it.kind, TermKind::Name | TermKind::Acronym | TermKind::Glossary);
        // What is written in lower case is no name.
        let is_capital = it.name.starts_with(|it: char| it.is_uppercase());
        is_name && is_capital && (begins(&it.name) || it.aliases.iter().any(|it| begins(it)))
    };
    let (mut house, others): (Vec<&Term>, Vec<&Term>) =
        context.lexicon.terms().iter().filter(fits).partition(|it| it.kind == TermKind::Glossary);
    // Of the others, those whose own name begins so go before those that have another name which does.
    let (own, by_alias): (Vec<&Term>, Vec<&Term>) = others.into_iter().partition(|it| begins(&it.name));
    house.extend(own);
    house.extend(by_alias);
    house
}

/// The ways to write a name, each with what it is.
fn forms(term: &Term, text: &str, letters: Span) -> Vec<(String, String)> {
    let full = || term.aliases.iter().find(|it| it.ends_with(&format!(" {}", term.name)));
    let detail = match (term.kind, &term.definition) {
        (_, Some(definition)) => definition.clone(),
        (TermKind::Glossary, None) => "house spelling".to_owned(),
        _ => term.roles.first().cloned().unwrap_or_default(),
    };
    let mut acc = vec![(term.name.clone(), detail.clone())];
    // The house may call somebody by the last name; at the first mention all of it is wanted.
    acc.extend(full().filter(|it| house_spells(term, it)).map(|it| (it.clone(), detail)));
    let name = full().filter(|it| house_spells(term, it)).unwrap_or(&term.name);
    let before = &text[..letters.start];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let titles = term.roles.iter().filter(|it| is_title(it) && !stands_before(line, it));
    acc.extend(titles.take(2).map(|it| (format!("{it} {name}"), "with the role that the sources give".to_owned())));
    acc
}

/// An alias that the house's own spelling is a part of.
fn house_spells(term: &Term, alias: &str) -> bool {
    alias.len() > term.name.len() && term.name.starts_with(|it: char| it.is_uppercase()) && !alias.contains(['.', ','])
}

/// Whether a role is written before a name: "Chancellor", but not "head of the agency".
fn is_title(role: &str) -> bool {
    let words: Vec<&str> = role.split_whitespace().collect();
    let is_capital = |it: &&str| it.starts_with(|it: char| it.is_uppercase());
    words.len() <= LONGEST_TITLE && words.iter().all(is_capital) && !role.contains(',')
}

fn stands_before(line: &str, role: &str) -> bool {
    fold(line.trim_end()).ends_with(&fold(role))
}

fn item(typing: &Typing, letters: Span, name: String, detail: String) -> Completion {
    let typed = letters.of(typing.typed.text);
    Completion {
        kind: CompletionKind::Name,
        label: shown(&name),
        detail: shown(&detail),
        filter: if name.starts_with(typed) { name.clone() } else { format!("{typed} {name}") },
        insert: letters,
        replace: Span::new(letters.start, typing.rest.end),
        text: super::cite::plain(&name),
        edits: Vec::new(),
        card: None,
    }
}
