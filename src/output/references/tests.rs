//! References in the styles that are offered.

use super::*;
use crate::corpus::Metadata;

fn sources() -> Vec<Source> {
    let some = |it: &str| Some(it.to_owned());
    let full = Metadata {
        title: some("The ferry stops"),
        authors: vec!["Jane Roe".to_owned(), "Ursula von der Leyen".to_owned()],
        publisher: some("Norham Gazette"),
        date: some("2024-03-02"),
        accessed: some("2024-04-05"),
        url: some("https://example.org/a_b?c=d"),
        reliability: some("B2"),
        descriptor: some("Report of a local newspaper on the council's meeting."),
        ..Metadata::default()
    };
    let report = Metadata {
        title: some("Annual report *2023*"),
        publisher: some("Harbour Office"),
        date: some("2023"),
        ..Metadata::default()
    };
    let source = |key: &str, metadata: Metadata| Source { key: key.to_owned(), metadata, ..Source::default() };
    vec![source("ferry", full), source("report", report), source("bare-note", Metadata::default())]
}

fn written(style: &ReferenceStyle) -> String {
    let sources = sources();
    let references = style.references(&sources.iter().collect::<Vec<_>>());
    references.iter().map(|it| it.to_markdown() + "\n").collect()
}

#[track_caller]
fn check(name: &str, expected: &expect_test::Expect) {
    expected.assert_eq(&written(&ReferenceStyle::named(name).expect("a style")));
}

#[test]
fn sources_are_told_in_each_style() {
    check(
        "chicago-notes",
        &expect_test::expect![[r#"
        Jane Roe and Ursula von der Leyen, “The Ferry Stops,” Norham Gazette, March 2, 2024, <https://example.org/a_b?c=d>.
        “Annual Report \*2023\*,” Harbour Office, 2023.
        “Bare-Note,” n.d.
    "#]],
    );
    check(
        "apa",
        &expect_test::expect![[r#"
            Roe, J., & Leyen, U. von der. (2024, March 2). *The ferry stops*. Norham Gazette. <https://example.org/a_b?c=d>
            *Annual report \*2023\**. (2023). Harbour Office.
            *bare-note*. (n.d.).
        "#]],
    );
    check(
        "iso-690",
        &expect_test::expect![[r#"
            ROE, Jane and LEYEN, Ursula von der. The ferry stops. *Norham Gazette.* Online. 2 March 2024. \[Accessed 5 April 2024\]. Available from: <https://example.org/a_b?c=d>
            *Annual report \*2023\**. 2023. Harbour Office.
            *bare-note*.
        "#]],
    );
    check(
        "icd-206",
        &expect_test::expect![[r#"
            Norham Gazette; “The ferry stops”; 2 March 2024; Jane Roe and Ursula von der Leyen; <https://example.org/a_b?c=d>, accessed 5 April 2024. Source: Report of a local newspaper on the council's meeting. Reliability: B2 (usually reliable, probably true).
            Harbour Office; “Annual report \*2023\*”; 2023. Reliability not stated.
            “bare-note”; no date. Reliability not stated.
        "#]],
    );
}

#[test]
fn a_name_that_is_none_is_no_style() {
    assert!(ReferenceStyle::named("ieee").is_some());
    assert!(ReferenceStyle::named("house").is_none());
    let names = ReferenceStyle::all_names();
    assert_eq!(names[..4], REFERENCE_STYLES);
    assert!(names.len() > 80 && names[4..].iter().all(|it| ArchivedStyle::by_name(it).is_some()));
}

#[test]
fn a_style_of_ones_own_is_read_and_told_of_what_is_known_of_sources() {
    let csl = |layout: &str, macros: &str| {
        format!(
            "<style xmlns='http://purl.org/net/xbiblio/csl' class='note' version='1.0'><info><title>t</title><id>t</id>\
             <updated>2024-01-01T00:00:00Z</updated></info>{macros}<citation><layout>{layout}</layout></citation></style>"
        )
    };
    let own = ReferenceStyle::read(&csl("<text variable='annote' font-style='italic'/>", "")).expect("a style");
    assert_eq!(written(&own).lines().next(), Some("*Report of a local newspaper on the council's meeting*"));
    let error = |csl: &str| ReferenceStyle::read(csl).err().expect("a fault");
    assert!(error("<style>").starts_with("not a style in CSL 1.0: "));
    assert!(error("").starts_with("not a style in CSL 1.0: "));
    let macros = "<macro name='a'><text macro='b'/></macro><macro name='b'><group><text macro='a'/></group></macro>";
    assert_eq!(error(&csl("<text macro='a'/>", macros)), "the macro `a` calls itself");
}
