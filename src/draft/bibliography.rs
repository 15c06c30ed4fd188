//! The bibliographies that a draft names for pandoc and Quarto.

/// The paths under `bibliography` in a draft's front matter: one, a list in brackets, or one a line.
pub(super) fn in_front_matter(head: &str) -> Vec<String> {
    let mut lines = head.lines().skip_while(|it| !it.starts_with("bibliography:"));
    let Some(first) = lines.next().and_then(|it| it.split_once(':')).map(|it| without_comment(it.1)) else {
        return Vec::new();
    };
    match first.strip_prefix('[') {
        Some(list) => list.trim_end_matches(']').split(',').map(unquoted).filter(|it| !it.is_empty()).collect(),
        None if !first.is_empty() => vec![unquoted(first)],
        None => {
            let items = lines.map_while(|it| without_comment(it).strip_prefix('-').map(str::to_owned));
            items.map(|it| unquoted(&it)).filter(|it| !it.is_empty()).collect()
        }
    }
}

fn without_comment(value: &str) -> &str {
    let value = value.find(" #").map_or(value, |it| &value[..it]);
    value.trim()
}

fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bibliographies_are_named_in_three_ways() {
        let check = |head: &str, expected: &[&str]| assert_eq!(in_front_matter(head), expected, "{head}");
        check("---\ntitle: A\nbibliography: refs.bib # ours\n---\n", &["refs.bib"]);
        check("---\nbibliography: [\"a.bib\", b.json]\n---\n", &["a.bib", "b.json"]);
        check("---\nbibliography:\n  - a, b.bib\n  - 'c.bib'\ncsl: x.csl\n---\n", &["a, b.bib", "c.bib"]);
        check("---\ntitle: A\n---\n", &[]);
        check("", &[]);
    }
}
