//! Addresses of pages, told apart.

/// An address without what does not change the page: scheme, `www.`, case of the host, fragment, trailing slash and
/// tracking parameters.
pub fn canonical_url(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |it| it.1);
    let rest = rest.split('#').next().unwrap_or_default();
    let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = page.split_once('/').unwrap_or((page, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_tracking = |it: &str| it.is_empty() || ["utm_", "fbclid", "gclid"].iter().any(|tag| it.starts_with(tag));
    let query: Vec<&str> = query.split('&').filter(|it| !is_tracking(it)).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{host}/{}{query}", path.trim_end_matches('/'))
}

/// The address of a work by its identifier, in the form of [`canonical_url`]; `None` for what is no DOI.
pub(super) fn doi_url(doi: &str) -> Option<String> {
    let doi = doi.trim();
    let start = doi.find("10.")?;
    let is_lead = doi[..start].is_empty() || doi[..start].ends_with(['/', ':', ' ']);
    (is_lead && doi[start..].contains('/')).then(|| format!("doi.org/{}", doi[start..].to_lowercase()))
}

/// The DOI in an address that leads to it, in the form of [`doi_url`].
pub(super) fn doi_of_url(url: &str) -> Option<String> {
    let canonical = canonical_url(url);
    let (host, _) = canonical.split_once('/')?;
    if matches!(host, "doi.org" | "dx.doi.org") { doi_url(&canonical) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_the_same_however_it_is_written() {
        let expected = Some("doi.org/10.1234/ab.c".to_owned());
        for doi in ["10.1234/AB.c", "https://doi.org/10.1234/ab.c", "doi:10.1234/ab.c"] {
            assert_eq!(doi_url(doi), expected, "{doi}");
        }
        assert_eq!(doi_of_url("http://dx.doi.org/10.1234/AB.c"), expected);
        assert_eq!((doi_url("2010.5"), doi_url("10.5"), doi_of_url("https://example.org/10.1/a")), (None, None, None));
    }
}
