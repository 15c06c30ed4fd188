//! The draft as it reads, with its claims marked, before it is written in one way or another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd};

use super::entries::Entry;
use super::line::{Line, Link, Run, Style, Touch, What};
use super::sources::References;
use crate::check::Report;
use crate::draft::{Citation, CitationKind, Draft};
use crate::text::Span;
use crate::text::escape::web_address;

/// The draft with its claims marked.
pub(super) struct Annotated {
    pub(super) rows: Vec<Row>,
    /// Those that are referred to in the order of the first reference, then the others.
    pub(super) footnotes: Vec<Footnote>,
    /// The places among the entries of those that belong to footnotes, in order.
    pub(super) below: Vec<usize>,
}

/// A part of the draft that notes stand beside: a heading, a paragraph, a list, a table.
pub(super) struct Row {
    /// In the draft.
    span: Span,
    pub(super) blocks: Vec<Block>,
    /// The places among the entries of those that belong to it, in order.
    pub(super) entries: Vec<usize>,
}

pub(super) struct Footnote {
    /// As [`What::Footnote`] has it.
    pub(super) number: usize,
    pub(super) blocks: Vec<Block>,
    /// Whether a reference to it is shown.
    pub(super) is_referred: bool,
}

pub(super) enum Block {
    Heading {
        /// In the draft.
        level: u8,
        /// How many headings it stands beneath, itself among them.
        depth: usize,
        line: Line,
    },
    Paragraph(Line),
    /// Words without a paragraph of their own, as in a tight list.
    Bare(Line),
    Quote(Vec<Block>),
    /// Lines as they are written.
    Code(String),
    List {
        /// The first number of one with numbers.
        first: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Table {
        columns: Vec<Alignment>,
        head: Vec<Line>,
        rows: Vec<Vec<Line>>,
    },
    Rule,
    /// The place of an entry whose words are not shown.
    Anchor(usize),
}

/// The draft in rows.
pub(super) fn annotated(report: &Report, entries: &[Entry], references: &References) -> Annotated {
    let mut drawer = Drawer::new(report, entries, references);
    Draft::read_markup(&report.draft.text, &mut |event, span| drawer.draw(event, span));
    drawer.finish()
}

/// A block that is being read.
#[derive(Default)]
struct Frame {
    line: Line,
    blocks: Vec<Block>,
    items: Vec<Vec<Block>>,
    cells: Vec<Line>,
    head: Vec<Line>,
    rows: Vec<Vec<Line>>,
    columns: Vec<Alignment>,
    /// Lines of code; `None` elsewhere.
    code: Option<String>,
    first: Option<u64>,
}

impl Frame {
    /// What was read, words that are no paragraph among it.
    fn into_blocks(mut self) -> Vec<Block> {
        self.end_line();
        self.blocks
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.blocks.push(Block::Bare(line));
        }
    }
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
    /// The blocks that are open, the outermost first; before them what goes into the row.
    frames: Vec<Frame>,
    rows: Vec<Row>,
    /// How many blocks are open.
    depth: usize,
    /// Where the row that is open begins.
    row_start: Option<usize>,
    row_end: usize,
    /// The headings above, by their level in the draft.
    levels: Vec<u8>,
    /// The links that are open, and where each leads to.
    links: Vec<Option<Link>>,
    /// The marks of style that are open.
    styles: Vec<TagEnd>,
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
    definitions: HashMap<String, Vec<Block>>,
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
            frames: vec![Frame::default()],
            rows: Vec::new(),
            depth: 0,
            row_start: None,
            row_end: 0,
            levels: Vec::new(),
            links: Vec::new(),
            styles: Vec::new(),
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
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(words) => match &mut self.frame().code {
                Some(code) => code.push_str(&words),
                None => self.write(&words, span),
            },
            Event::Code(words) => _ = self.piece(span, What::Code(words.into_string())),
            Event::Html(words) => match &mut self.raw {
                Some(raw) => raw.push_str(&words),
                None => self.raw = Some(words.into_string()),
            },
            Event::InlineHtml(words) => self.inline_html(&words, span),
            Event::FootnoteReference(label) => self.refer(&label, span),
            Event::SoftBreak => _ = self.piece(span, What::Space),
            Event::HardBreak => self.push(What::Break),
            Event::Rule => self.push_block(Block::Rule),
            Event::TaskListMarker(is_done) => self.push(What::Words(if is_done { "☑ " } else { "☐ " }.to_owned())),
            Event::InlineMath(words) | Event::DisplayMath(words) => self.write(&words, span),
        }
        if self.depth == 0 {
            self.end_row();
        }
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn push(&mut self, what: What) {
        self.push_touching(what, None);
    }

    fn push_touching(&mut self, what: What, touch: Option<Touch>) {
        let is_open = |tag: TagEnd| self.styles.contains(&tag);
        let style = Style {
            emphasis: is_open(TagEnd::Emphasis),
            strong: is_open(TagEnd::Strong),
            struck: is_open(TagEnd::Strikethrough),
            raised: is_open(TagEnd::Superscript),
            lowered: is_open(TagEnd::Subscript),
            image: is_open(TagEnd::Image),
            small_caps: false,
            title: false,
        };
        // No link stands in another.
        let link = self.links.iter().flatten().next().cloned();
        self.frame().line.push(Run { what, style, link, touch });
    }

    fn push_block(&mut self, block: Block) {
        let frame = self.frame();
        frame.end_line();
        frame.blocks.push(block);
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match &tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                return self.styles.push(tag.to_end());
            }
            Tag::Link { dest_url, .. } => return self.open_link(dest_url, span),
            Tag::Image { .. } => {
                self.styles.push(tag.to_end());
                return self.push(What::Words("[Image: ".to_owned()));
            }
            _ => {}
        }
        // A list within an item begins behind the item's own words.
        self.close(span.start);
        self.mark();
        self.frame().end_line();
        self.depth += 1;
        let mut frame = Frame::default();
        match tag {
            Tag::Heading { level, .. } => {
                let level = level as u8;
                while self.levels.last().is_some_and(|it| *it >= level) {
                    self.levels.pop();
                }
                self.levels.push(level);
            }
            Tag::CodeBlock(_) => frame.code = Some(String::new()),
            Tag::List(first) => frame.first = first,
            Tag::FootnoteDefinition(label) => self.label = Some(label.to_lowercase()),
            Tag::Table(columns) => frame.columns = columns,
            Tag::HtmlBlock => self.raw = Some(String::new()),
            _ => {}
        }
        self.frames.push(frame);
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.end_style(tag);
            }
            TagEnd::Image => {
                self.push(What::Words("]".to_owned()));
                self.end_style(tag);
            }
            TagEnd::Link => {
                self.links.pop();
                self.name_sources(span.end);
            }
            _ => return self.end_block(tag, span),
        }
        self.close(span.end);
    }

    fn end_style(&mut self, tag: TagEnd) {
        if let Some(at) = self.styles.iter().rposition(|it| *it == tag) {
            self.styles.remove(at);
        }
    }

    fn end_block(&mut self, tag: TagEnd, span: Span) {
        let is_of_words = matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell);
        if is_of_words || tag == TagEnd::FootnoteDefinition {
            self.close(span.end);
            self.mark();
        }
        self.depth = self.depth.saturating_sub(1);
        let mut frame = if self.frames.len() > 1 { self.frames.pop().unwrap_or_default() } else { Frame::default() };
        match tag {
            TagEnd::Paragraph => self.push_block(Block::Paragraph(frame.line)),
            TagEnd::Heading(level) => {
                let block = Block::Heading { level: level as u8, depth: self.levels.len(), line: frame.line };
                self.push_block(block);
            }
            TagEnd::BlockQuote(_) => self.push_block(Block::Quote(frame.into_blocks())),
            TagEnd::CodeBlock => self.push_block(Block::Code(frame.code.take().unwrap_or_default())),
            TagEnd::List(_) => {
                let (first, items) = (frame.first, std::mem::take(&mut frame.items));
                self.push_block(Block::List { first, items });
                self.push_all(frame.into_blocks());
            }
            TagEnd::Item => self.frame().items.push(frame.into_blocks()),
            TagEnd::Table => {
                let (columns, head) = (std::mem::take(&mut frame.columns), std::mem::take(&mut frame.head));
                let rows = std::mem::take(&mut frame.rows);
                self.push_block(Block::Table { columns, head, rows });
                self.push_all(frame.into_blocks());
            }
            TagEnd::TableHead => self.frame().head = frame.cells,
            TagEnd::TableRow => self.frame().rows.push(frame.cells),
            TagEnd::TableCell => self.frame().cells.push(frame.line),
            TagEnd::HtmlBlock => {
                let raw = without_comments(&self.raw.take().unwrap_or_default());
                if !raw.trim().is_empty() {
                    self.push_block(Block::Code(raw.trim().to_owned()));
                }
                self.push_all(frame.into_blocks());
            }
            TagEnd::FootnoteDefinition => {
                let label = self.label.take().unwrap_or_default();
                // What a draft defines twice is shown whole.
                self.definitions.entry(label).or_default().extend(frame.into_blocks());
                let inside: Vec<usize> =
                    self.here.iter().copied().filter(|it| span.covers(self.entries[*it].span)).collect();
                for idx in inside {
                    self.here.remove(&idx);
                    self.below.insert(idx);
                }
            }
            _ => self.push_all(frame.into_blocks()),
        }
    }

    fn push_all(&mut self, blocks: Vec<Block>) {
        self.frame().blocks.extend(blocks);
    }

    fn open_link(&mut self, target: &CowStr<'_>, span: Span) {
        let citations = self.draft.citations.iter().filter(|it| it.kind == CitationKind::Link && it.span == span);
        let source = citations.flat_map(|it| self.references.of(it)).next();
        let link = source.map(Link::Reference).or_else(|| web_address(target.trim()).map(Link::Address));
        // A page within a page is none: no link stands in another.
        let link = link.filter(|_| !self.is_in_link());
        self.links.push(link);
    }

    fn inline_html(&mut self, words: &str, span: Span) {
        let lower = words.to_ascii_lowercase();
        if words.starts_with("<!--") {
            return;
        }
        match lower.trim_end_matches('>').trim_end_matches('/').trim_end() {
            "<br" => self.push(What::Break),
            _ => _ = self.piece(span, What::Code(words.to_owned())),
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
        let is_link = !self.is_in_link();
        let is_first = is_link && !self.referred.contains(&label);
        // A reference within the brackets of a citation is not shown.
        if self.piece_before_marks(span, What::Footnote { number, is_first }) && is_link {
            self.referred.insert(label);
        }
    }

    /// Writes running text, cut where a claim, a finding or a citation begins or ends.
    fn write(&mut self, words: &str, span: Span) {
        if words != span.of(&self.draft.text) {
            // An entity or a line end that was read as another.
            self.piece(span, What::Words(words.to_owned()));
            return;
        }
        let mut at = span.start;
        let first = self.cuts.partition_point(|it| *it <= at);
        let inside: Vec<usize> = self.cuts[first..].iter().copied().take_while(|it| *it < span.end).collect();
        for end in inside.into_iter().chain([span.end]) {
            let written = words.get(at - span.start..end - span.start).unwrap_or_default();
            self.piece(Span::new(at, end), What::Words(written.to_owned()));
            at = end;
        }
    }

    /// Writes a piece that no claim, finding or citation begins or ends within.
    fn piece(&mut self, span: Span, what: What) -> bool {
        self.close(span.start);
        self.mark();
        self.piece_before_marks(span, what)
    }

    /// Whether it was written, and not the marker that it lies in.
    fn piece_before_marks(&mut self, span: Span, what: What) -> bool {
        // No link stands in another.
        let marker = self.marker_at(span.start).filter(|_| !self.is_in_link());
        let (what, is_written) = match marker {
            // Markup may have cut the marker into pieces: the first stands for all.
            Some((marker, _)) if marker.start < span.start => {
                self.close(span.end);
                return false;
            }
            Some((_, citations)) if !self.is_in_image() => {
                (What::Cited(self.references.marker(self.draft, &citations)), false)
            }
            _ => (what, true),
        };
        let claim = at(&self.claims, span.start);
        let remarks: Vec<usize> = self.remarks.iter().filter(|it| it.0.contains(span.start)).map(|it| it.1).collect();
        let entry = claim.or(remarks.first().copied());
        let spans = claim.iter().flat_map(|it| &self.entries[*it].findings).map(|it| it.span);
        let whole = claim.map(|it| self.entries[it].span);
        let is_found = spans.filter(|it| Some(*it) != whole).any(|it| it.contains(span.start)) || !remarks.is_empty();
        let touch = entry.map(|entry| {
            let is_first = self.anchored.insert(entry);
            if is_first {
                self.open.push(entry);
                self.here.insert(entry);
            }
            Touch { entry, is_first, is_found }
        });
        self.push_touching(what, touch);
        self.name_sources_in_words(span.end);
        self.close(span.end);
        is_written
    }

    fn is_in_link(&self) -> bool {
        self.links.iter().any(|it| it.is_some())
    }

    fn is_in_image(&self) -> bool {
        self.styles.contains(&TagEnd::Image)
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
            let cited = self.references.numbers(self.draft, &citations);
            if !cited.parts.is_empty() {
                self.push(What::Cited(cited));
            }
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
        if self.is_in_link() || self.is_in_image() {
            return;
        }
        for idx in std::mem::take(&mut self.due) {
            self.frame().line.push(Run { what: What::Mark(idx), ..Run::default() });
        }
    }

    fn end_row(&mut self) {
        self.close(usize::MAX);
        self.mark();
        let span = Span::new(self.row_start.take().unwrap_or_default(), self.row_end);
        let blocks = self.frames.drain(..).flat_map(Frame::into_blocks).collect::<Vec<_>>();
        self.frames.push(Frame::default());
        if !blocks.is_empty() {
            let entries = std::mem::take(&mut self.here).into_iter().collect();
            self.rows.push(Row { span, blocks, entries });
        }
    }

    fn finish(mut self) -> Annotated {
        self.end_row();
        let mut labels = std::mem::take(&mut self.labels);
        // Those that nothing refers to, too, in an order of their own.
        let mut others: Vec<String> = self.definitions.keys().filter(|it| !labels.contains(it)).cloned().collect();
        others.sort();
        labels.extend(others);
        let mut footnotes = Vec::new();
        for (idx, label) in labels.iter().enumerate() {
            if let Some(blocks) = self.definitions.remove(label) {
                footnotes.push(Footnote { number: idx + 1, blocks, is_referred: self.referred.contains(label) });
            }
        }
        self.place_the_rest(&mut footnotes);
        Annotated { rows: self.rows, footnotes, below: self.below.into_iter().collect() }
    }

    /// Gives the entries whose words are not shown, such as comments, a mark at the end of the row behind them.
    fn place_the_rest(&mut self, footnotes: &mut [Footnote]) {
        let is_all_placed = self.anchored.len() == self.entries.len();
        if self.rows.is_empty() && footnotes.is_empty() && !is_all_placed {
            // A draft of nothing but comments.
            let span = Span::new(0, self.draft.text.len());
            self.rows.push(Row { span, blocks: Vec::new(), entries: Vec::new() });
        }
        for (idx, entry) in self.entries.iter().enumerate().filter(|it| !self.anchored.contains(&it.0)) {
            let row = self.rows.iter().position(|it| it.span.end > entry.span.start);
            let last = self.rows.len().checked_sub(1).filter(|_| footnotes.is_empty());
            if let Some(row) = row.or(last).and_then(|it| self.rows.get_mut(it)) {
                row.blocks.push(Block::Anchor(idx));
                row.entries.push(idx);
                row.entries.sort_unstable();
            } else if let Some(footnote) = footnotes.last_mut() {
                footnote.blocks.push(Block::Anchor(idx));
                self.below.insert(idx);
            }
        }
    }
}

/// Which of these spans, ascending and apart, a place lies within.
fn at(spans: &[(Span, usize)], offset: usize) -> Option<usize> {
    let before = spans.partition_point(|it| it.0.start <= offset);
    spans[..before].last().filter(|it| it.0.contains(offset)).map(|it| it.1)
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
