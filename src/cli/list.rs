//! `citecheck terms` and `citecheck search`

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::retrieve::{self, Hit};
use crate::text::{Sentence, Span, counted};

use super::passages::passage_line;
use super::workspace::load_here;
use super::{Outcome, Place, Trouble, print};

/// The terms of the lexicon as a table.
pub(super) fn terms(place: &Place) -> anyhow::Result<Outcome> {
    let workspace = load_here(place);
    let rows: Vec<Vec<String>> = workspace
        .context
        .lexicon
        .terms()
        .iter()
        .map(|it| {
            vec![
                it.name.clone(),
                format!("{:?}", it.kind).to_lowercase(),
                it.n_passages.to_string(),
                it.aliases.join("; "),
                it.roles.join("; "),
            ]
        })
        .collect();
    print::out(&print::table(&["TERM", "KIND", "PASSAGES", "ALSO", "ROLES"], &rows))?;
    Ok(if workspace.is_broken() { Outcome::Trouble } else { Outcome::Clean })
}

/// The passages nearest to `query`, with their places and the matched words.
pub(super) fn search(place: &Place, query: &str, limit: usize) -> anyhow::Result<Outcome> {
    let workspace = load_here(place);
    let corpus = &workspace.context.corpus;
    // Sources that cannot serve as evidence can be searched.
    if corpus.sources().is_empty() && workspace.is_broken() {
        return Ok(Outcome::Trouble);
    }
    let hits = search_all(corpus, query, limit);
    if hits.is_empty() {
        return Err(Trouble::new("no passage shares a word with the query").into());
    }
    let sentence = Sentence::read(query, Span::new(0, query.len()));
    let lines: Vec<String> = hits.iter().map(|hit| passage_line(corpus, &sentence, hit) + "\n").collect();
    print::out(&lines.concat())?;
    Ok(Outcome::Clean)
}

/// The passages nearest to `query`, those in other languages last: their words say less about what they mean.
fn search_all(corpus: &Corpus, query: &str, limit: usize) -> Vec<Hit> {
    let mut acc: Vec<Hit> = retrieve::search(corpus, query, limit).into_iter().map(|it| it.0).collect();
    let unread = corpus.nearest_unread(query, limit.saturating_sub(acc.len()));
    acc.extend(unread.into_iter().filter_map(|(id, _)| Hit::new(corpus, id)));
    acc
}

/// `2 sources in other languages are not read as evidence: 1 German, 1 French`; `None` when all are in English.
pub(super) fn unread_sources(corpus: &Corpus) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for source in corpus.sources().iter().filter(|it| !it.language().is_read()) {
        *counts.entry(source.language().name()).or_default() += 1;
    }
    let all = counted(counts.values().sum(), "source");
    let each: Vec<String> = counts.iter().map(|(name, n)| format!("{n} in {name}")).collect();
    (!counts.is_empty()).then(|| format!("{all} not read as evidence: {}", each.join(", ")))
}
