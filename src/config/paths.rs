//! The files and folders that a configuration names, so that it can follow them.

use serde::Deserialize;

use crate::text::Span;

/// The paths under `corpus`, `bibliography`, `glossary` and `reference-style` in the text of a configuration, each with its place between
/// the quotation marks; none where the text cannot be read.
pub fn named_paths(text: &str) -> Vec<(String, Span)> {
    #[derive(Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Named {
        corpus: Vec<toml::Spanned<String>>,
        bibliography: Vec<toml::Spanned<String>>,
        glossary: Option<toml::Spanned<String>>,
        #[serde(rename = "reference-style")]
        reference_style: Option<toml::Spanned<String>>,
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let Ok(named) = toml::from_str::<Named>(body) else { return Vec::new() };
    let style = named.reference_style.filter(|it| super::is_style_file(it.get_ref()));
    let all = named.corpus.into_iter().chain(named.bibliography).chain(named.glossary).chain(style);
    let place = |it: toml::Spanned<String>| {
        let inner = Span::new(it.span().start + 1, it.span().end.saturating_sub(1).max(it.span().start + 1));
        let inner = inner.shifted(shift);
        // What is escaped or goes over several lines is left to the writer.
        (text.get(inner.start..inner.end) == Some(it.get_ref().as_str())).then(|| (it.into_inner(), inner))
    };
    all.filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_with_their_places() {
        let text = "corpus = [\"sources\", 'more/b']\nglossary = \"\"\"terms.toml\"\"\"\nbibliography = [\"r\\u0065fs.bib\"]\n";
        let found = named_paths(text);
        assert_eq!(found.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["sources", "more/b"]);
        assert!(found.iter().all(|it| it.1.of(text) == it.0));
        let styles = |text: &str| named_paths(text).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(styles("reference-style = \"house.csl\""), ["house.csl"]);
        assert_eq!(styles("reference-style = \"apa\""), [""; 0]);
        assert_eq!(named_paths("corpus = \"sources\""), []);
        assert_eq!(named_paths("corpus = ["), []);
    }
}
