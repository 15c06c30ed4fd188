use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::text::squeezed;

/// The pieces, each on a line behind a mark of its kind, with bars between the cells of a row.
pub(in super::super) fn shown(pieces: &[Piece]) -> String {
    let mut acc = String::new();
    for piece in pieces {
        let mark = match piece.kind {
            PieceKind::Heading(level) => "#".repeat(level.into()),
            PieceKind::Paragraph => "P".into(),
            PieceKind::Item => "-".into(),
            PieceKind::Quote => ">".into(),
            PieceKind::Row => "|".into(),
            PieceKind::Note => "^".into(),
        };
        acc += &format!("{mark} {}\n", piece.text.replace('\t', " | "));
    }
    acc
}

fn check(original: &str, expected: Expect) -> Reading {
    let reading = read(original.as_bytes()).expect("an article");
    expected.assert_eq(&shown(&reading.pieces));
    reading
}

/// What is left of the body of a page.
fn words(body: &str) -> String {
    shown(&read(body.as_bytes()).map(|it| it.pieces).unwrap_or_default()).replace('\n', "/")
}

const PAGES: &[(&str, &[u8], &str)] = &[
    (
        "blog",
        include_bytes!("../../../../tests/formats/web/blog.html"),
        include_str!("../../../../tests/formats/web/expected/blog.txt"),
    ),
    (
        "paper",
        include_bytes!("../../../../tests/formats/web/paper.html"),
        include_str!("../../../../tests/formats/web/expected/paper.txt"),
    ),
    (
        "ministry",
        include_bytes!("../../../../tests/formats/web/ministry.html"),
        include_str!("../../../../tests/formats/web/expected/ministry.txt"),
    ),
    (
        "wire",
        include_bytes!("../../../../tests/formats/web/wire.html"),
        include_str!("../../../../tests/formats/web/expected/wire.txt"),
    ),
    (
        "live",
        include_bytes!("../../../../tests/formats/web/live.html"),
        include_str!("../../../../tests/formats/web/expected/live.txt"),
    ),
];

#[test]
fn saved_pages_give_their_articles_and_nothing_else() {
    for (name, original, expected) in PAGES {
        let reading = read(original).expect("an article");
        assert_eq!(shown(&reading.pieces), *expected, "{name}");
    }
}

#[test]
fn saved_pages_say_who_wrote_them_and_when() {
    let mut seen = String::new();
    for (_, original, _) in PAGES {
        let it = read(original).expect("an article").metadata;
        let or = |it: Option<String>| it.unwrap_or_default();
        seen += &format!(
            "{} | {} | {} | {} | {}\n",
            or(it.title),
            it.authors.join(", "),
            or(it.publisher),
            or(it.date),
            or(it.url)
        );
    }
    expect![[r#"
        Article 5-like guarantees after the Alaska summit | Jane Roe | The Harbour Post | 2025-08-17 | https://harbourpost.example/alaska-guarantees/
        Zelensky Wants Guarantees for Up to 50 Years | Mara Lind, Tom Hale | The Continental | 2025-12-29 | https://continental.example/2025/12/29/world/zelensky-guarantees.html
        Security guarantees for Ukraine: where the talks stand | Ministry of Foreign Affairs, Eastern Department | Ministry of Foreign Affairs | 2026-01-12 | https://mfa.example/en/ukraine/guarantees
        Lithuanian president calls for real security guarantees for Ukraine | Newswire Baltic | Coast24 | 2025-08-17 | https://coast24.example/world/lithuania-guarantees
        Ukraine talks in Berlin: US offers “NATO-like” guarantees – as it happened | Ola Berg, Lin Sand | Nordic Observer | 2025-12-15 | https://observer.example/live/berlin
    "#]]
    .assert_eq(&seen);
}

#[test]
fn a_page_gives_its_main_text() {
    let reading = check(
        r#"<!DOCTYPE html><html><head><title>The Port - The Harbour Post</title>
<meta property="og:title" content="The Port"><meta property="og:site_name" content="The Harbour Post">
<link rel="canonical" href="https://example.org/port">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-03-02T10:00:00Z", "author": [{"name": "Jane Roe"}]}]}</script>
<style>p { color: red }</style></head>
<body class="has-sidebar"><a class="skip-link" href="/m">Skip to content</a>
<header><p>The Harbour Post writes every day.</p></header>
<nav><ul><li><a href="/">Home</a><li><a href="/w">World</a></ul></nav>
<main><article><header><h1>The Port</h1></header>
<p>It opened in <b>March</b>&nbsp;2024 &mdash; at
last. It cost &euro;5&nbsp;million.
<p class="share-buttons">Tell your friends about it.
<p hidden>Nobody sees this.</p>
<ul><li>14 ships<li>2 cranes</ul>
<table><tr><td>Year<td>2024<tr><td>Ships<td>14</table>
<aside>The sea is blue.</aside>
<p><a href="/x">Ten ships to see</a></p>
<div class="comments"><p>I like the port very much.</p></div>
</article></main>
<footer>The Harbour Post is printed here.</footer></body></html>"#,
        expect![[r#"
            # The Port
            P It opened in March 2024 — at last. It cost €5 million.
            - 14 ships
            - 2 cranes
            | Year | 2024
            | Ships | 14
        "#]],
    );
    let metadata = &reading.metadata;
    assert_eq!(metadata.title.as_deref(), Some("The Port"));
    assert_eq!(metadata.publisher.as_deref(), Some("The Harbour Post"));
    assert_eq!(metadata.date.as_deref(), Some("2024-03-02"));
    assert_eq!(metadata.url.as_deref(), Some("https://example.org/port"));
    assert_eq!(metadata.authors, ["Jane Roe"]);
}

#[test]
fn a_page_without_marks_of_its_author_gives_its_heading_and_no_buttons() {
    let reading = check(
        "<title>Fares rise | Coast Herald</title><body class=comments-open>\
         <div id=cookie-banner><p>We use cookies to see what you read.</p></div>\
         <div class=topbar><a href=/>Home</a> | <a href=/n>News</a> | <a href=/s>Sport</a></div>\
         <div class=entry-content><h1>Fares rise</h1><div class=byline>By <a href=/ann>Ann Lee</a></div>\
         <time>2 April 2025</time><p>Fares rise by <a href=/x>12 percent</a>, the council said.<sup>[1]</sup></p>\
         <div>Advertisement</div><h3>Read more</h3><ul><li><a href=/1>Pier closed</a><li><a href=/2>Late</a></ul>\
         <pre>The fare was raised for the first time in six years, from\n4 euros.\n5 it is.</pre><pre><code>x = 1</code></pre></div>\
         <section id=comments><h2>3 comments</h2><p>This is too much.</p></section>",
        expect![[r#"
            # Fares rise
            P Fares rise by 12 percent, the council said.
            P The fare was raised for the first time in six years, from 4 euros.
            P 5 it is.
        "#]],
    );
    assert_eq!(reading.metadata.title.as_deref(), Some("Fares rise"));
    assert_eq!(reading.metadata.authors, ["Ann Lee"]);
    assert_eq!(reading.metadata.date.as_deref(), Some("2025-04-02"));
}

#[test]
fn words_are_those_of_the_page() {
    assert_eq!(words("<p><b>1</b>2 ships and <i>fer</i>ries"), "P 12 ships and ferries/");
    assert_eq!(
        words("<p>It&#8217;s &ldquo;late&rdquo; &amp; l&shy;ong\u{200b}er&nbsp;now"),
        "P It’s “late” & longer now/"
    );
    assert_eq!(words("<div>One port.</div><div>Two ports.</div>"), "P One port./P Two ports./");
    assert_eq!(words("<p>He said <q>no</q> twice."), "P He said “no” twice./");
    assert_eq!(
        words("<p>An area of 14 km<sup>2</sup> and 10<sup>6</sup> fish on the 1<sup>st</sup>."),
        "P An area of 14 km² and 10⁶ fish on the 1st./"
    );
    // The mark of a note is no word of the text.
    assert_eq!(
        words("<p>The port is open.<sup>2</sup> It is large<a href=#n3>[3]</a>."),
        "P The port is open. It is large./"
    );
    // A link to another page that is a number is.
    assert_eq!(words("<p>See page <a href=/4>4</a> of the list."), "P See page 4 of the list./");
}

#[test]
fn a_line_end_parts_sentences_and_leaves_one_sentence_whole() {
    assert_eq!(words("<p>The port is open.<br>It is large."), "P The port is open./P It is large./");
    assert_eq!(words("<p>The port is<br>open to ships."), "P The port is open to ships./");
    assert_eq!(words("<p>Harbour Office<br><br>open from nine"), "P Harbour Office/P open from nine/");
    assert_eq!(words("<h1>The Port<br>of the Town</h1><p>It is open."), "# The Port of the Town/P It is open./");
}

#[test]
fn a_table_of_data_is_rows_and_a_table_of_layout_is_not() {
    check(
        "<table><caption>Ships of the port in two years.</caption><tr><th>Year<th>Ships<tr><td>2023<td><p>14<br>in all</p>\
         <tr><td>2024<td></table>\
         <table><tr><td><table><tr><td><p>The port is open.</p><td>It is large.</table></table>",
        expect![[r#"
            P Ships of the port in two years.
            | Year | Ships
            | 2023 | 14 in all
            | 2024 | 
            P The port is open.
            P It is large.
        "#]],
    );
}

#[test]
fn items_quotations_and_notes_are_told_apart() {
    check(
        "<p>The port has:</p><ol><li><p>ships</p><p>They are red.</p><ul><li>and ferries</li></ul></li></ol>\
         <blockquote><p>It is large, says the mayor.</p></blockquote><dl><dt>Crane<dd>A machine that lifts.</dl>\
         <p>It opened in May.<a href=#fn1 role=doc-noteref>1</a></p>\
         <section role=doc-endnotes><ol><li id=fn1>In 2024. <a href=#r1>↩</a></ol></section>",
        expect![[r#"
            P The port has:
            - ships
            P They are red.
            - and ferries
            > It is large, says the mayor.
            - Crane
            - A machine that lifts.
            P It opened in May.
            ^ In 2024.
        "#]],
    );
}

const TEXT: &str = "<p>The port of the town was opened by the mayor in the spring of 2024, after eleven years.</p>\
     <p>It holds fourteen ships at a time, and two of the piers are for the ferries to the islands.</p>\
     <p>Ships of the county pay half of the tariff for the first three years, the council has decided.</p>";

/// The text above with `more` behind its second paragraph: what is left of `more`.
fn left_of(more: &str) -> String {
    let at = TEXT.rfind("<p>").unwrap_or(0);
    let page = format!("<main><h1>The Port</h1><div class=x1>{}{more}{}</div></main>", &TEXT[..at], &TEXT[at..]);
    let all = words(&page);
    let plain = words(&page.replace(more, ""));
    let n_before = plain.bytes().zip(all.bytes()).take_while(|it| it.0 == it.1).count();
    let n_after = plain.bytes().rev().zip(all.bytes().rev()).take_while(|it| it.0 == it.1).count();
    all[n_before..all.len().saturating_sub(n_after).max(n_before)].to_string()
}

#[test]
fn boxes_within_the_text_go_and_their_neighbours_stay() {
    for (clutter, text) in [
        // Read also.
        (
            "<div class=x2><h3>Related stories</h3><div class=x3><h4><a href=/1>Pier closed</a></h4><p>The pier is shut for a year.</p></div></div>",
            "<div class=x2><h3>Other ports</h3><div class=x3><p>The pier of the next town is shut for a year.</p></div></div>",
        ),
        (
            "<p><strong>Read also | <a href=/1>Pier closed for a year</a></strong></p>",
            "<p>They read also the second letter of the mayor.</p>",
        ),
        // Calls to subscribe.
        (
            "<div class=x2><h2>The Tide</h2><p>Our letter tells you each morning what the day will bring.</p><input type=email><button>Sign up</button></div>",
            "<div class=x2><h2>The tide</h2><p>The harbour master writes down each morning how high it was.</p></div>",
        ),
        // Advertisements.
        (
            "<div><div>Advertisement</div><p>Need a kitchen? Come to Mill Street.</p></div>",
            "<div><div>The advertisement</div><p>It hung in Mill Street for a year.</p></div>",
        ),
        // What a picture shows.
        (
            "<figure><img><figcaption>The port. Photo: Ann Lee</figcaption></figure>",
            "<figure><img><figcaption>The mayor opens the port in May 2024.</figcaption></figure>",
        ),
        // The same words, large.
        (
            "<aside class=pullquote><p>It holds fourteen ships at a time</p></aside>",
            "<aside class=pullquote><p>“We have waited for it too long.”</p></aside>",
        ),
        (
            "<div><p>“two of the piers are for the ferries”</p></div>",
            "<div><p>“three of the piers are for the ferries”.</p></div>",
        ),
        // Lists.
        (
            "<ul><li><a href=/1>Pier closed</a><li><a href=/2>Ships sink</a></ul>",
            "<ul><li><a href=/1>The pier</a>, closed in 2023<li>the cranes</ul>",
        ),
    ] {
        assert_eq!(left_of(clutter), "", "{clutter}");
        assert_ne!(left_of(text), "", "{text}");
    }
}

#[test]
fn the_author_of_the_text_is_not_its_matter() {
    let page =
        |last: &str| words(&format!("<meta name=author content='Jane Roe'><main><h1>The Port</h1>{TEXT}{last}</main>"));
    assert_eq!(page("<p>Jane Roe is our correspondent in the north.</p>"), page(""));
    assert_ne!(page("<p>Ann Lee is the harbour master of the town.</p>"), page(""));
}

#[test]
fn a_line_of_names_and_times_is_no_text() {
    let page = |line: &str| {
        let head = "<meta name=author content='Jane Roe'><meta property=og:site_name content='The Tide'>";
        words(&format!("{head}<main><h1>The Port</h1>{TEXT}{line}{TEXT}</main>"))
    };
    for byline in [
        "<p><i>The Tide, 2 March 2024</i></p>",
        "<p><time>14:20</time><span>Jane Roe</span></p>",
        "<div>Jane Roe, 2 March 2024</div>",
        "<div class=post-meta>Riga, today</div>",
    ] {
        assert_eq!(page(byline), page(""), "{byline}");
    }
    assert_ne!(page("<p>Jane Roe opened the port on 2 March 2024.</p>"), page(""));
    assert_ne!(page("<p>The Tide comes in at 2 pm on 3 March</p>"), page(""));
}

#[test]
fn a_heading_goes_with_all_that_stood_under_it() {
    assert_eq!(left_of("<h2>See the port</h2><p><a href=/1>Pier closed</a></p><h2>Ships</h2>"), "## Ships");
    assert_ne!(left_of("<h2>See the port</h2><p>It is large.</p>"), "");
}

#[test]
fn the_headline_and_standfirst_come_from_beside_the_text() {
    check(
        &format!(
            "<title>The Port | Coast</title><div class=a><div class=b><h1>The Port</h1></div><p class=standfirst>Eleven years, five mayors.</p>\
             <p>By Jane Roe</p></div><div class=c><div class=d>{TEXT}</div></div><div class=e><h3>More from Coast</h3><p>Ten ships are there to be seen in the port this summer, we say.</p></div>"
        ),
        expect![[r#"
            # The Port
            P Eleven years, five mayors.
            P The port of the town was opened by the mayor in the spring of 2024, after eleven years.
            P It holds fourteen ships at a time, and two of the piers are for the ferries to the islands.
            P Ships of the county pay half of the tariff for the first three years, the council has decided.
        "#]],
    );
}

#[test]
fn what_holds_nearly_all_of_the_text_is_not_beside_it() {
    for page in [
        format!("<div class=content-sidebar-wrap>{TEXT}</div>"),
        format!("<div style='display: none'>{TEXT}</div>"),
        format!("<form action=/x>{TEXT}<input name=q></form>"),
        format!("<div class=share-wrap><main>{TEXT}</main></div><p>One line.</p>"),
    ] {
        assert!(words(&page).contains("fourteen ships"), "{page}");
    }
    assert_eq!(words("<form><div class=\"sidebar\"><p>The port is open.</div></form>"), "P The port is open./");
}

#[test]
fn a_text_in_parts_is_read_whole() {
    let part = |it: usize| {
        format!(
            "<div class=w{it}><div class=v{it}>{}</div></div><div class=u{it}><div>Advertisement</div></div>",
            TEXT.replace("the", &format!("the {it}th"))
        )
    };
    let page = format!("<main><article><h1>The Port</h1>{}{}{}</article></main>", part(4), part(5), part(6));
    let words = words(&page);
    for it in [4, 5, 6] {
        assert_eq!(
            words.matches(&format!("{it}th ships")).count() + words.matches(&format!("the {it}th town")).count(),
            1,
            "{words}"
        );
    }
}

#[test]
fn pages_say_in_many_ways_who_wrote_them_and_when() {
    let check = |head: &str, expected: &str| {
        let it = read(format!("{head}<h1>The Port</h1>{TEXT}").as_bytes()).expect("an article").metadata;
        let or = |it: Option<String>| it.unwrap_or_default();
        let seen = format!("{} | {} | {}", it.authors.join(", "), or(it.publisher), or(it.date));
        assert_eq!(seen, expected, "{head}");
    };
    check(
        "<meta name=DC.creator content='Jane Roe'><meta name=dcterms.issued content=2024-03-02><meta name=DC.publisher content=Coast>",
        "Jane Roe | Coast | 2024-03-02",
    );
    check(
        "<meta name=citation_author content='Roe, Jane'><meta name=citation_author content='Lee, Ann'><meta name=citation_publication_date content=2024/03/02>",
        "Roe, Jane, Lee, Ann |  | 2024-03-02",
    );
    check(
        "<meta name=parsely-author content='Jane Roe'><meta name=parsely-pub-date content=2024-03-02T10:00:00Z>",
        "Jane Roe |  | 2024-03-02",
    );
    check(
        "<span itemprop=author itemscope><span itemprop=name>no</span></span><p><a rel=author href=/j>Jane Roe</a> <time itemprop=datePublished datetime=2024-03-02>2 March</time>",
        "Jane Roe |  | 2024-03-02",
    );
    check("<h1>The Port</h1><time datetime=2024-03-02T10:00>Saturday</time>", " |  | 2024-03-02");
    // A time before the headline is that of the page.
    check("<time datetime=2025-09-09>Today</time>", " |  | ");
    let graph = r##"[{"@type":"Person","@id":"#j","name":"Jane Roe"},{"@type":"Organization","@id":"#c","name":"Coast"},{"@type":"Article","author":{"@id":"#j"},"publisher":{"@id":"#c"},"datePublished":"2024-03-02"}]"##;
    check(
        &format!("<script type=application/ld+json>//<![CDATA[\n{{\"@graph\":{graph}}}\n//]]></script>"),
        "Jane Roe | Coast | 2024-03-02",
    );
    check(
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"description\":\"a\nb\",\"datePublished\":\"2024-03-02\"};</script>",
        " |  | 2024-03-02",
    );
    check("<script type=application/ld+json>{\"@type\":\"NewsArticle\",</script>", " |  | ");
}

#[test]
fn pictures_written_into_a_page_do_not_count_against_it() {
    let picture = format!("<img src=\"data:image/png;base64,{}\">", "A".repeat(MAX_MARKUP));
    assert!(words(&format!("{TEXT}{picture}")).contains("fourteen ships"));
    assert_eq!(
        read(format!("{TEXT}{}", "A".repeat(MAX_MARKUP)).as_bytes()),
        Err(Problem::OverLimit("more than 16 MiB of markup".into()))
    );
    // In a text it is a text.
    assert_eq!(
        words("<p>They write data:image/png;base64,AAAA there."),
        "P They write data:image/png;base64,AAAA there./"
    );
}

#[test]
fn pages_that_would_take_too_long_are_read_or_refused() {
    let port = "<p>The port is open.</p>";
    for deep in ["<div>", "<b>", "<a href=/x>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<p><font>", "<svg>"] {
        let page = format!("{}{port}", deep.repeat(20_000));
        let reading = read(page.as_bytes());
        assert!(reading.is_ok_and(|it| it.pieces.len() == 1) || deep == "<svg>" || deep.starts_with("<a"), "{deep}");
    }
    let deep = format!("{}{port}{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    assert_eq!(words(&deep), "P The port is open./");
    let is_refused = |page: &str| matches!(read(page.as_bytes()), Err(Problem::OverLimit(_)));
    assert!(is_refused(&"<p>x.".repeat(300_000)));
    assert_eq!(words(&format!("{port}<!-- <p>The port is shut.")), "P The port is open./");
    assert_eq!(words(&format!("<p class='{}'>The port is open.", "a ".repeat(500_000))), "P The port is open./");
}

#[test]
fn a_page_without_words_is_empty() {
    for page in
        ["", " ", "<html><body></body></html>", "<script>x</script>", "<nav><a href=/>Home</a></nav>", "<p>—</p>"]
    {
        assert_eq!(read(page.as_bytes()), Err(Problem::Empty), "{page}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_page_is_read(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..60)) {
        let page = parts.concat();
        for piece in read(page.as_bytes()).map(|it| it.pieces).unwrap_or_default().iter().chain(&read_all(&page)) {
            let cells: Vec<&str> = piece.text.split('\t').collect();
            prop_assert!(cells.len() == 1 || piece.kind == PieceKind::Row);
            for cell in cells {
                prop_assert_eq!(squeezed(cell), cell);
            }
        }
    }
}

const PARTS: &[&str] = &[
    "The port is open. ",
    "12 words of a sentence that goes on and on for a while, it seems.",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "\u{ad}",
    "\0",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<div class=related>",
    "<article>",
    "</article>",
    "<main>",
    "<h1>",
    "</h1>",
    "<h2>",
    "</h2>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</td>",
    "</tr>",
    "</table>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "\n",
    "<b>",
    "</b>",
    "<a href=/x>",
    "<a href=#n>",
    "</a>",
    "<sup>",
    "2",
    "</sup>",
    "<br>",
    "<hr>",
    "<img>",
    "<q>",
    "</q>",
    "<svg>",
    "</svg>",
    "<button>",
    "</button>",
    "<input>",
    "<!-- ",
    "-->",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<figcaption>",
    "<aside>",
    "</aside>",
    "Read also:",
    "Comments",
    "Advertisement",
    "Related",
    "<dl><dt>",
    "<dd>",
    "<section role=doc-endnotes>",
    "<time datetime=2024-03-02>",
];
