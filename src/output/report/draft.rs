//! The draft as it reads, with its claims marked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd};

use super::entries::{Entry, State};
use super::html::{Shown, link};
use super::sources::References;
use crate::check::Report;
use crate::draft::{Citation, CitationKind, Draft};
use crate::text::escape::{visible_lines, web_address};
use crate::text::{Span, squeezed};

/// A part of the draft that notes stand beside: a heading, a paragraph, a list, a table.
pub(super) struct Row {
    /// In the draft; that of the footnotes goes behind its end.
    pub(super) span: Span,
    pub(super) html: Markup,
    /// The places among the entries of those that belong to it, in order.
    pub(super) entries: Vec<usize>,
}

/// The draft in rows.
pub(super) fn rows(report: &Report, entries: &[Entry], references: &References) -> Vec<Row> {
    let mut drawer = Drawer::new(report, entries, references);
    Draft::read_markup(&report.draft.text, &mut |event, span| drawer.draw(event, span));
    drawer.finish()
}

struct Drawer<'a> {
    draft: &'a Draft,
    entries: &'a [Entry<'a>],
    references: &'a References,
    /// The claims, in order, with their places among the entries.
    claims: Vec<(Span, usize)>,
    /// The findings without a claim, likewise.
    remarks: Vec<(Span, usize)>,
    /// Where text has to be cut: the ends of claims, findings and citations, ascending.
    cuts: Vec<usize>,
    /// The citations that are written into the text, by their start; several keys may share brackets.
    markers: BTreeMap<usize, Vec<&'a Citation>>,
    /// Those that are named in words, and links, by their end.
    named: BTreeMap<usize, Vec<&'a Citation>>,
    /// What is being written; a footnote's definition is written on its own.
    out: String,
    outer: Vec<String>,
    rows: Vec<Row>,
    /// How many blocks are open.
    depth: usize,
    /// Where the row that is open begins.
    row_start: Option<usize>,
    row_end: usize,
    /// The headings above, by their level in the draft.
    levels: Vec<u8>,
    /// The links that are open: whether each leads anywhere.
    links: Vec<bool>,
    /// Open images.
    images: usize,
    is_code: bool,
    columns: Vec<Alignment>,
    column: usize,
    is_table_head: bool,
    /// Raw HTML of a block.
    raw: Option<String>,
    /// Entries whose place has its anchor.
    anchored: BTreeSet<usize>,
    /// Of these, those that have not ended.
    open: Vec<usize>,
    /// Of these, those that have, and wait for their mark: a footnote or a source goes before it.
    due: Vec<usize>,
    /// Entries that belong to the row that is open.
    here: BTreeSet<usize>,
    /// Labels of footnotes, in the order of their first reference.
    labels: Vec<String>,
    /// Those of them that a reference leads to.
    referred: BTreeSet<String>,
    definitions: HashMap<String, String>,
    label: Option<String>,
    /// Entries in definitions.
    below: BTreeSet<usize>,
}

impl<'a> Drawer<'a> {
    fn new(report: &'a Report, entries: &'a [Entry<'a>], references: &'a References) -> Self {
        let draft = &*report.draft;
        let placed = |is_claim: bool| {
            let numbered = entries.iter().enumerate().filter(move |it| it.1.claim.is_some() == is_claim);
            numbered.map(|(idx, it)| (it.span, idx)).collect::<Vec<_>>()
        };
        let mut cuts = BTreeSet::new();
        let spans = entries.iter().flat_map(|it| it.findings.iter().map(|it| it.span).chain([it.span]));
        for span in spans.chain(draft.citations.iter().map(|it| it.span)) {
            cuts.extend([span.start, span.end]);
        }
        let mut markers: BTreeMap<usize, Vec<&Citation>> = BTreeMap::new();
        let mut named: BTreeMap<usize, Vec<&Citation>> = BTreeMap::new();
        for citation in &draft.citations {
            match citation.kind {
                CitationKind::Pandoc | CitationKind::Wikilink => {
                    markers.entry(citation.span.start).or_default().push(citation);
                }
                CitationKind::Footnote => {}
                _ => named.entry(citation.span.end).or_default().push(citation),
            }
        }
        Self {
            draft,
            entries,
            references,
            claims: placed(true),
            remarks: placed(false),
            cuts: cuts.into_iter().collect(),
            markers,
            named,
            out: String::new(),
            outer: Vec::new(),
            rows: Vec::new(),
            depth: 0,
            row_start: None,
            row_end: 0,
            levels: Vec::new(),
            links: Vec::new(),
            images: 0,
            is_code: false,
            columns: Vec::new(),
            column: 0,
            is_table_head: false,
            raw: None,
            anchored: BTreeSet::new(),
            open: Vec::new(),
            due: Vec::new(),
            here: BTreeSet::new(),
            labels: Vec::new(),
            referred: BTreeSet::new(),
            definitions: HashMap::new(),
            label: None,
            below: BTreeSet::new(),
        }
    }

    fn draw(&mut self, event: Event<'_>, span: Span) {
        if self.depth == 0 && self.row_start.is_none() {
            self.row_start = Some(span.start);
        }
        self.row_end = self.row_end.max(span.end);
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(words) if self.is_code => self.push(html! { (visible_lines(&words)) "\n" }),
            Event::Text(words) => self.write(&words, span),
            Event::Code(words) => self.piece(span, |acc| acc.push_str(&html! { code { (Shown(&words)) } }.0)),
            Event::Html(words) => match &mut self.raw {
                Some(raw) => raw.push_str(&words),
                None => self.raw = Some(words.into_string()),
            },
            Event::InlineHtml(words) => self.inline_html(&words, span),
            Event::FootnoteReference(label) => self.refer(&label, span),
            Event::SoftBreak => self.piece(span, |acc| acc.push('\n')),
            Event::HardBreak => self.push(html! { br; }),
            Event::Rule => self.push(html! { hr; }),
            Event::TaskListMarker(is_done) => self.push(html! { (if is_done { "☑ " } else { "☐ " }) }),
            Event::InlineMath(words) | Event::DisplayMath(words) => self.write(&words, span),
        }
        if self.depth == 0 {
            self.end_row();
        }
    }

    fn push(&mut self, html: Markup) {
        self.out.push_str(&html.0);
    }

    fn tag(&mut self, tag: &'static str) {
        self.out.push_str(tag);
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis => return self.tag("<em>"),
            Tag::Strong => return self.tag("<strong>"),
            Tag::Strikethrough => return self.tag("<del>"),
            Tag::Superscript => return self.tag("<sup>"),
            Tag::Subscript => return self.tag("<sub>"),
            Tag::Link { dest_url, .. } => return self.open_link(dest_url, span),
            Tag::Image { .. } => {
                self.images += 1;
                return self.tag("<span class=\"image\">[Image: ");
            }
            _ => {}
        }
        // A list within an item begins behind the item's own words.
        self.close(span.start);
        self.mark();
        self.depth += 1;
        match tag {
            Tag::Paragraph => self.tag("<p>"),
            Tag::Heading { level, .. } => {
                let level = *level as u8;
                while self.levels.last().is_some_and(|it| *it >= level) {
                    self.levels.pop();
                }
                self.levels.push(level);
                let html = format!("<h{} class=\"level-{level}\">", self.heading());
                self.out.push_str(&html);
            }
            Tag::BlockQuote(_) => self.tag("<blockquote>"),
            Tag::CodeBlock(_) => {
                self.is_code = true;
                self.tag("<pre><code>");
            }
            Tag::List(None) => self.tag("<ul>"),
            Tag::List(Some(1)) => self.tag("<ol>"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">")),
            Tag::Item => self.tag("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.label = Some(label.to_lowercase());
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.tag("<table>");
            }
            Tag::TableHead => {
                (self.is_table_head, self.column) = (true, 0);
                self.tag("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.tag("<tr>");
            }
            Tag::TableCell => {
                let class = match self.columns.get(self.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"centre\"",
                    _ => "",
                };
                self.column += 1;
                let html = if self.is_table_head { "<th scope=\"col\"" } else { "<td" };
                self.out.push_str(&format!("{html}{class}>"));
            }
            Tag::HtmlBlock => self.raw = Some(String::new()),
            _ => {}
        }
    }

    /// The level of the last heading in the page, where the draft stands beneath one of level 2.
    fn heading(&self) -> usize {
        (self.levels.len() + 2).min(6)
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Strikethrough => self.tag("</del>"),
            TagEnd::Superscript => self.tag("</sup>"),
            TagEnd::Subscript => self.tag("</sub>"),
            TagEnd::Image => {
                self.images -= 1;
                self.tag("]</span>");
            }
            TagEnd::Link => {
                if self.links.pop().unwrap_or_default() {
                    self.tag("</a>");
                }
                self.name_sources(span.end);
            }
            _ => return self.end_block(tag, span),
        }
        self.close(span.end);
    }

    fn end_block(&mut self, tag: TagEnd, span: Span) {
        if matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) {
            self.close(span.end);
            self.mark();
        }
        self.depth = self.depth.saturating_sub(1);
        match tag {
            TagEnd::Paragraph => self.tag("</p>"),
            TagEnd::Heading(_) => self.out.push_str(&format!("</h{}>", self.heading())),
            TagEnd::BlockQuote(_) => self.tag("</blockquote>"),
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.tag("</code></pre>");
            }
            TagEnd::List(is_ordered) => self.tag(if is_ordered { "</ol>" } else { "</ul>" }),
            TagEnd::Item => self.tag("</li>"),
            TagEnd::Table => self.tag("</tbody></table>"),
            TagEnd::TableHead => {
                self.is_table_head = false;
                self.tag("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.tag("</tr>"),
            TagEnd::TableCell => self.tag(if self.is_table_head { "</th>" } else { "</td>" }),
            TagEnd::HtmlBlock => {
                let raw = without_comments(&self.raw.take().unwrap_or_default());
                if !raw.trim().is_empty() {
                    self.push(html! { pre { code { (visible_lines(raw.trim())) } } });
                }
            }
            TagEnd::FootnoteDefinition => {
                self.close(span.end);
                self.mark();
                let html = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
                let label = self.label.take().unwrap_or_default();
                // What a draft defines twice is shown whole.
                self.definitions.entry(label).or_default().push_str(&html);
                let inside: Vec<usize> =
                    self.here.iter().copied().filter(|it| span.covers(self.entries[*it].span)).collect();
                for idx in inside {
                    self.here.remove(&idx);
                    self.below.insert(idx);
                }
            }
            _ => {}
        }
    }

    fn open_link(&mut self, target: &CowStr<'_>, span: Span) {
        // A page within a page is none: no link stands in another.
        let is_inside = self.is_in_link();
        let citations = self.draft.citations.iter().filter(|it| it.kind == CitationKind::Link && it.span == span);
        let source = citations.flat_map(|it| self.references.of(it)).next();
        let address = match source {
            Some(number) => Some(format!("#ref-{number}")),
            None => web_address(target.trim()),
        };
        match address.filter(|_| !is_inside) {
            Some(address) => {
                let html = link(Some(&address), &PreEscaped(String::new())).0;
                self.out.push_str(html.trim_end_matches("</a>"));
                self.links.push(true);
            }
            None => self.links.push(false),
        }
    }

    fn inline_html(&mut self, words: &str, span: Span) {
        let lower = words.to_ascii_lowercase();
        if words.starts_with("<!--") {
            return;
        }
        match lower.trim_end_matches('>').trim_end_matches('/').trim_end() {
            "<br" => self.tag("<br>"),
            _ => self.piece(span, |acc| acc.push_str(&html! { code { (Shown(words)) } }.0)),
        }
    }

    fn refer(&mut self, label: &str, span: Span) {
        let label = label.to_lowercase();
        let number = match self.labels.iter().position(|it| *it == label) {
            Some(idx) => idx + 1,
            None => {
                self.labels.push(label.clone());
                self.labels.len()
            }
        };
        // No link stands in another.
        if self.is_in_link() {
            return self.piece_before_marks(span, |acc| acc.push_str(&html! { sup { (number) } }.0));
        }
        let is_first = !self.referred.contains(&label);
        let id = is_first.then(|| format!("fnref-{number}"));
        let mut is_written = false;
        self.piece_before_marks(span, |acc| {
            let html =
                html! { sup { a id=[id] href={ "#fn-" (number) } aria-label={ "Footnote " (number) } { (number) } } };
            acc.push_str(&html.0);
            is_written = true;
        });
        // A reference within the brackets of a citation is not shown.
        if is_written {
            self.referred.insert(label);
        }
    }

    /// Writes running text, cut where a claim, a finding or a citation begins or ends.
    fn write(&mut self, words: &str, span: Span) {
        if words != span.of(&self.draft.text) {
            // An entity or a line end that was read as another.
            return self.piece(span, |acc| acc.push_str(&html! { (Shown(words)) }.0));
        }
        let mut at = span.start;
        let first = self.cuts.partition_point(|it| *it <= at);
        let inside: Vec<usize> = self.cuts[first..].iter().copied().take_while(|it| *it < span.end).collect();
        for end in inside.into_iter().chain([span.end]) {
            let written = words.get(at - span.start..end - span.start).unwrap_or_default();
            self.piece(Span::new(at, end), |acc| acc.push_str(&html! { (Shown(written)) }.0));
            at = end;
        }
    }

    /// Writes a piece that no claim, finding or citation begins or ends within.
    fn piece(&mut self, span: Span, write: impl FnOnce(&mut String)) {
        self.close(span.start);
        self.mark();
        self.piece_before_marks(span, write);
    }

    fn piece_before_marks(&mut self, span: Span, write: impl FnOnce(&mut String)) {
        let mut inner = String::new();
        // No link stands in another.
        let marker = self.marker_at(span.start).filter(|_| !self.is_in_link());
        match marker {
            // Markup may have cut the marker into pieces: the first stands for all.
            Some((marker, _)) if marker.start < span.start => {
                return self.close(span.end);
            }
            Some((_, citations)) if self.images == 0 => inner = self.references.marker(self.draft, &citations).0,
            _ => write(&mut inner),
        }
        let claim = at(&self.claims, span.start);
        let remarks: Vec<usize> = self.remarks.iter().filter(|it| it.0.contains(span.start)).map(|it| it.1).collect();
        let entry = claim.or(remarks.first().copied()).map(|it| (it, &self.entries[it]));
        let spans = claim.iter().flat_map(|it| &self.entries[*it].findings).map(|it| it.span);
        let whole = claim.map(|it| self.entries[it].span);
        let has_words = spans.filter(|it| Some(*it) != whole).any(|it| it.contains(span.start)) || !remarks.is_empty();
        if has_words {
            inner = format!("<span class=\"words\">{inner}</span>");
        }
        match entry {
            Some((idx, entry)) => {
                let is_first = self.anchored.insert(idx);
                if is_first {
                    self.open.push(idx);
                    self.here.insert(idx);
                }
                let id = is_first.then(|| entry.place_id());
                let html = html! {
                    span id=[id] class={ "claim " (entry.state.name()) } data-n=(entry.number) { (PreEscaped(inner)) }
                };
                self.push(html);
            }
            None => self.out.push_str(&inner),
        }
        self.name_sources_in_words(span.end);
        self.close(span.end);
    }

    fn is_in_link(&self) -> bool {
        self.links.iter().any(|it| *it)
    }

    /// The citations in brackets that a place lies within.
    fn marker_at(&self, offset: usize) -> Option<(Span, Vec<&'a Citation>)> {
        let (_, citations) = self.markers.range(..=offset).next_back()?;
        let marker = citations.first()?.span;
        marker.contains(offset).then(|| (marker, citations.clone()))
    }

    /// Puts the numbers of the sources behind words that name them.
    fn name_sources_in_words(&mut self, end: usize) {
        if self.links.is_empty() {
            self.name_sources(end);
        }
    }

    fn name_sources(&mut self, end: usize) {
        if self.is_in_link() {
            return;
        }
        if let Some(citations) = self.named.remove(&end) {
            let html = self.references.numbers(self.draft, &citations);
            self.push(html);
        }
    }

    /// The places that end here or before wait for their marks.
    fn close(&mut self, end: usize) {
        let entries = self.entries;
        let done = |it: &usize| entries[*it].span.end <= end;
        self.due.extend(self.open.iter().copied().filter(done));
        self.open.retain(|it| !done(it));
    }

    /// Puts the marks that are waiting.
    fn mark(&mut self) {
        // No link stands in another.
        if self.is_in_link() || self.images > 0 {
            return;
        }
        for idx in std::mem::take(&mut self.due) {
            self.push(mark(&self.entries[idx]));
        }
    }

    fn end_row(&mut self) {
        self.close(usize::MAX);
        self.mark();
        let span = Span::new(self.row_start.take().unwrap_or_default(), self.row_end);
        let html = std::mem::take(&mut self.out);
        if !html.is_empty() {
            let entries = std::mem::take(&mut self.here).into_iter().collect();
            self.rows.push(Row { span, html: PreEscaped(html), entries });
        }
    }

    fn finish(mut self) -> Vec<Row> {
        if !self.out.is_empty() {
            self.end_row();
        }
        let mut labels = std::mem::take(&mut self.labels);
        // Those that nothing refers to, too, in an order of their own.
        let mut others: Vec<String> = self.definitions.keys().filter(|it| !labels.contains(it)).cloned().collect();
        others.sort();
        labels.extend(others);
        labels.retain(|it| self.definitions.contains_key(it));
        if !labels.is_empty() {
            let end = self.draft.text.len();
            let html = html! {
                h3 .level-2 { "Footnotes of the draft" }
                ol .footnotes {
                    @for (idx, label) in labels.iter().enumerate() {
                        li id={ "fn-" (idx + 1) } { (self.definition(idx, label)) }
                    }
                }
            };
            let entries = std::mem::take(&mut self.below).into_iter().collect();
            self.rows.push(Row { span: Span::new(end, end), html, entries });
        }
        self.place_the_rest();
        self.rows
    }

    /// A footnote with the way back to where it is first referred to.
    fn definition(&self, idx: usize, label: &str) -> Markup {
        let text = self.definitions.get(label).map(String::as_str).unwrap_or_default();
        if !self.referred.contains(label) {
            return PreEscaped(text.to_owned());
        }
        let back = html! { " " a href={ "#fnref-" (idx + 1) } aria-label={ "Back to footnote " (idx + 1) " in the text" } { "↩" } };
        PreEscaped(match text.strip_suffix("</p>") {
            Some(text) => format!("{text}{}</p>", back.0),
            None => format!("{text}{}", back.0),
        })
    }

    /// Gives the entries whose words are not shown, such as comments, a mark at the end of the row behind them.
    fn place_the_rest(&mut self) {
        let is_all_placed = self.anchored.len() == self.entries.len();
        if self.rows.is_empty() && !is_all_placed {
            // A draft of nothing but comments.
            let span = Span::new(0, self.draft.text.len());
            self.rows.push(Row { span, html: PreEscaped(String::new()), entries: Vec::new() });
        }
        for (idx, entry) in self.entries.iter().enumerate().filter(|it| !self.anchored.contains(&it.0)) {
            let row = self.rows.iter().position(|it| it.span.end > entry.span.start);
            let Some(row) = row.or(self.rows.len().checked_sub(1)).and_then(|it| self.rows.get_mut(it)) else {
                continue;
            };
            row.html.0.push_str(&html! { p .anchor id=(entry.place_id()) { (mark(entry)) } }.0);
            row.entries.push(idx);
            row.entries.sort_unstable();
        }
    }
}

/// Which of these spans, ascending and apart, a place lies within.
fn at(spans: &[(Span, usize)], offset: usize) -> Option<usize> {
    let before = spans.partition_point(|it| it.0.start <= offset);
    spans[..before].last().filter(|it| it.0.contains(offset)).map(|it| it.1)
}

/// The mark behind a place, which leads to its note.
fn mark(entry: &Entry) -> Markup {
    let what = match entry.state {
        State::Remark => entry.findings.first().map_or_else(|| entry.verdict(), |it| squeezed(&it.message)),
        _ => entry.verdict(),
    };
    html! {
        // No line ends before it.
        "\u{2060}"
        a class={ "mark " (entry.state.name()) } id={ "mark-" (entry.number) } href={ "#" (entry.note_id()) } data-n=(entry.number)
            aria-label={ "Note " (entry.number) ": " (Shown(&what)) } {
            span .sign aria-hidden="true" { (entry.state.mark()) }
            span aria-hidden="true" { (entry.number) }
        }
    }
}

/// The text without its comments; one that does not end goes on to the end.
fn without_comments(html: &str) -> String {
    let mut acc = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        acc.push_str(before);
        rest = comment.split_once("-->").map_or("", |it| it.1);
    }
    acc + rest
}
