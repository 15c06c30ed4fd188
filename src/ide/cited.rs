//! Which sources a citation names.

use std::path::Path;

use crate::corpus::{Corpus, Source};
use crate::draft::{Citation, CitationKind, Draft};

/// Indices of the sources that a citation names; a footnote names those cited in its definition.
pub(super) fn cited_sources(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Vec<usize> {
    match citation.kind {
        CitationKind::Pandoc => find(corpus, |it| is_called(it, &citation.target)),
        CitationKind::Link => find(corpus, |it| is_at(it, &citation.target)),
        CitationKind::Footnote => {
            let Some(definition) = citation.definition else { return Vec::new() };
            let inside = draft.citations.iter().filter(|it| definition.covers(it.span) && it.kind != citation.kind);
            let mut acc: Vec<_> = inside.flat_map(|it| cited_sources(corpus, draft, it)).collect();
            acc.dedup();
            acc
        }
    }
}

fn find(corpus: &Corpus, is_meant: impl Fn(&Source) -> bool) -> Vec<usize> {
    corpus.sources().iter().position(is_meant).into_iter().collect()
}

fn is_called(source: &Source, key: &str) -> bool {
    source.key == key || source.metadata.aliases.iter().any(|it| it == key)
}

fn is_at(source: &Source, target: &str) -> bool {
    let target = target.trim();
    if target.contains("://") {
        return source.metadata.url.as_deref().is_some_and(|it| plain_address(it) == plain_address(target));
    }
    let path = target.split(['#', '?']).next().unwrap_or_default().replace("%20", " ");
    let path = Path::new(path.trim_start_matches("./").trim_start_matches("../"));
    !path.as_os_str().is_empty() && source.path.ends_with(path)
}

/// An address without what does not tell pages apart.
fn plain_address(url: &str) -> String {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |it| it.1);
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut query: Vec<_> = query.split('&').filter(|it| !it.is_empty() && !it.starts_with("utm_")).collect();
    query.sort_unstable();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    format!("{host}/{}?{}", path.trim_end_matches('/'), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_one() {
        let page = plain_address("https://www.Example.org/a/?utm_source=x&b=1#top");
        assert_eq!(page, plain_address("http://example.org/a?b=1"));
        assert_ne!(page, plain_address("http://example.org/a?b=2"));
    }
}
