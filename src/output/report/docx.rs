//! The annotated draft as a Word document: the draft as it reads, a comment at each claim, and behind it the summary, the
//! sources, what was not checked, and how to get it again.
//!
//! What the library leaves to chance is put right here: numbers that count on from document to document, links in the order
//! of a hash table, comments of several paragraphs. So the same draft, corpus and day give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};

use anyhow::Context as _;
use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, BuildXML as _, Comment, CommentChild, CommentExtended, Comments,
    CommentsExtended, DocumentRels, Docx, Hyperlink, HyperlinkData, IndentLevel, Level, LevelJc, LevelOverride,
    LevelText, LineSpacing, LineSpacingType, NumberFormat, Numbering, NumberingId, PageMargin, Paragraph,
    ParagraphChild, Run as DocxRun, RunFonts, Shading, SpecialIndentType, Start, Style as DocxStyle, StyleType, Table,
    TableCell, TableRow, VertAlignType, WidthType, XMLDocx,
};
use pulldown_cmark::Alignment;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::draft::{Block, Footnote};
use super::entries::{Entry, State};
use super::line::{Line, Link, Run, Style, What, line};
use super::notes::{NotedFinding, note};
use super::{Parts, labels, summary, unchecked};
use crate::corpus::import::OWN_PROPERTY;
use crate::load::ReportFormat;
use crate::text::escape::visible_lines;
use crate::text::visible;

const AUTHOR: &str = "citecheck";

/// The width of the text on A4 with margins of an inch, in twentieths of a point.
const WIDTH: usize = 9026;

/// A step to the right, likewise.
const STEP: i32 = 425;

/// The deepest level of a list that Word knows, from 0.
const DEEPEST: usize = 8;

// The library has a list 1 of its own.
const BULLETS: usize = 2;
const NUMBERS: usize = 3;

/// What stands for the number in a footnote until the library has written it: it knows no such mark.
const FOOTNOTE_MARK: &str = "citecheck-footnote-mark";

/// The lines between the text and its footnotes, which are footnotes themselves.
const SEPARATORS: &str = concat!(
    r#"<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"#,
    r#"<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"#,
);

pub(super) fn document(parts: &Parts) -> anyhow::Result<Vec<u8>> {
    let mut writer = Writer::new(parts);
    writer.write();
    writer.finish()
}

/// What the document consists of.
enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

/// Where a block stands.
#[derive(Clone, Copy, Default)]
struct At {
    /// How many lists it is in.
    lists: usize,
    quotes: usize,
    /// The mark of the list's item that it is the first block of: the list's number.
    mark: Option<usize>,
}

struct Writer<'a> {
    parts: &'a Parts<'a>,
    body: Vec<Part>,
    n_paragraphs: u32,
    addresses: Vec<String>,
    /// The lists with numbers: at which level, and from where they count.
    lists: Vec<(usize, usize)>,
    comments: Vec<Comment>,
    /// The claims whose comment has begun.
    begun: BTreeSet<usize>,
    /// Of these, those whose comment has not ended.
    open: BTreeSet<usize>,
    /// By their numbers in the draft, the footnotes that were written, with their numbers in the document.
    written: BTreeMap<usize, usize>,
    n_bookmarks: usize,
}

impl<'a> Writer<'a> {
    fn new(parts: &'a Parts<'a>) -> Self {
        Self {
            parts,
            body: Vec::new(),
            n_paragraphs: 0,
            addresses: Vec::new(),
            lists: Vec::new(),
            comments: Vec::new(),
            begun: BTreeSet::new(),
            open: BTreeSet::new(),
            written: BTreeMap::new(),
            n_bookmarks: 0,
        }
    }

    fn write(&mut self) {
        let Parts { page, entries, used, annotated } = *self.parts;
        let report = page.checked.report;
        self.line("Subtitle", &line(labels::KICKER));
        self.line("About", &super::about(page));
        if !report.is_checked {
            self.line("Normal", &[Run::strong(super::NOT_CHECKED)]);
        }
        for row in &annotated.rows {
            self.blocks(&row.blocks, At::default());
            self.end_comments();
        }
        let others: Vec<&Footnote> =
            annotated.footnotes.iter().filter(|it| !self.written.contains_key(&it.number)).collect();
        if !others.is_empty() {
            self.line("Heading2", &line(super::FOOTNOTES));
            for footnote in others {
                self.blocks(&footnote.blocks, At::default());
                self.end_comments();
            }
        }
        if report.is_checked {
            self.heading(1, labels::SUMMARY);
            let glance = summary::counts(entries).into_iter().map(|(state, n)| {
                let label = format!(" {}", state.label());
                vec![Run::new(format!("{} ", state.mark())), Run::strong(n.to_string()), Run::new(label)]
            });
            self.bullets(&glance.collect::<Vec<_>>());
            for it in summary::statement(report, used, entries) {
                self.line("Normal", &line(it));
            }
            self.line("About", &line(summary::CAVEAT));
            self.heading(2, labels::PENDING);
            let pending = summary::pending(report, entries);
            let findings = pending.findings.into_iter().map(|(entry, message)| {
                let number = format!("{} {}", entry.state.mark(), entry.number);
                let number = vec![Run::linked(number, Some(Link::Note(entry.number))), Run::new(": ")];
                [number, message].concat()
            });
            self.bullets(&findings.collect::<Vec<_>>());
            for it in pending.remarks {
                self.line("Normal", &line(it));
            }
        }
        let references = used.references();
        if !references.is_empty() {
            self.heading(2, labels::REFERENCES);
            let id = self.numbered(0, 1);
            for it in &references {
                let paragraph = self.paragraph("ListParagraph").numbering(NumberingId::new(id), IndentLevel::new(0));
                self.push(paragraph, it);
            }
        }
        if !used.notes.is_empty() {
            self.heading(2, labels::SOURCES);
            self.sources();
        }
        if report.is_checked {
            self.heading(2, labels::UNCHECKED);
            let unchecked = unchecked::unchecked(report, used, page.notices);
            if let Some(it) = unchecked.lead {
                self.line("Normal", &line(it));
            }
            for group in unchecked.groups {
                self.line("Normal", &line(format!("{}:", group.title)));
                self.bullets(&group.items);
            }
            self.bullets(&unchecked.notices);
        }
        self.heading(2, super::AGAIN);
        self.line("Normal", &line(super::SAME_AGAIN));
        for (name, fact) in super::again(page, ReportFormat::Docx) {
            self.line("Fact", &[line(format!("{name}: ")), fact].concat());
        }
    }

    fn paragraph(&mut self, style: &str) -> Paragraph {
        self.n_paragraphs += 1;
        Paragraph::new().id(format!("{:08X}", self.n_paragraphs)).style(style)
    }

    fn put(&mut self, paragraph: Paragraph) {
        self.body.push(Part::Paragraph(Box::new(paragraph)));
    }

    fn push(&mut self, paragraph: Paragraph, line: &[Run]) {
        let paragraph = self.filled(paragraph, line);
        self.put(paragraph);
    }

    fn line(&mut self, style: &str, line: &[Run]) {
        let paragraph = self.paragraph(style);
        self.push(paragraph, line);
    }

    /// A heading of the report's own part, which begins on a new page.
    fn heading(&mut self, level: usize, words: &str) {
        let paragraph = self.paragraph(&format!("Heading{level}")).keep_next(true).page_break_before(level == 1);
        self.push(paragraph, &line(words));
    }

    fn bullets(&mut self, lines: &[Line]) {
        for it in lines {
            let paragraph = self.paragraph("ListParagraph").numbering(NumberingId::new(BULLETS), IndentLevel::new(0));
            self.push(paragraph, it);
        }
    }

    /// The number of a new list with numbers.
    fn numbered(&mut self, level: usize, first: usize) -> usize {
        self.lists.push((level, first));
        NUMBERS + self.lists.len()
    }

    fn sources(&mut self) {
        let mut rows = Vec::new();
        for source in self.parts.used.list() {
            let mut cells = [TableCell::new(), TableCell::new()].map(|it| it.width(WIDTH / 2, WidthType::Dxa));
            let title = vec![Run::strong(source.title)];
            let descriptors = source.descriptors.iter().chain([&source.about]);
            let left: Vec<&Line> = [&title].into_iter().chain(descriptors).collect();
            let facts = source.facts.iter().map(|(name, fact)| [line(format!("{name}: ")), fact.clone()].concat());
            let right: Vec<Line> = facts.collect();
            for (cell, lines) in cells.iter_mut().zip([left, right.iter().collect()]) {
                for it in lines {
                    let paragraph = self.paragraph("Fact");
                    let paragraph = self.filled(paragraph, it);
                    *cell = std::mem::take(cell).add_paragraph(paragraph);
                }
            }
            rows.push(TableRow::new(cells.to_vec()).cant_split());
        }
        self.table(rows, 2);
    }

    fn table(&mut self, rows: Vec<TableRow>, n_columns: usize) {
        if rows.is_empty() {
            return;
        }
        let table = Table::new(rows).set_grid(vec![WIDTH / n_columns.max(1); n_columns]).style("TableGrid");
        self.body.push(Part::Table(Box::new(table.width(WIDTH, WidthType::Dxa))));
        // Two tables behind each other would be one.
        let paragraph = self.paragraph("Normal");
        self.put(paragraph);
    }

    fn blocks(&mut self, blocks: &[Block], mut at: At) {
        for it in blocks {
            self.block(it, at);
            at.mark = None;
        }
    }

    fn block(&mut self, block: &Block, at: At) {
        match block {
            Block::Heading { depth, line, .. } => {
                let paragraph = self.paragraph(&format!("Heading{}", (*depth).clamp(1, 6))).keep_next(true);
                self.push(paragraph, line);
            }
            Block::Paragraph(line) | Block::Bare(line) => {
                let paragraph = self.placed(at);
                self.push(paragraph, line);
            }
            Block::Anchor(entry) => {
                let paragraph = self.placed(at);
                self.push(paragraph, &[Run { what: What::Mark(*entry), ..Run::default() }]);
            }
            Block::Quote(inner) => self.blocks(inner, At { quotes: at.quotes + 1, ..at }),
            Block::Code(lines) => {
                let mut run = DocxRun::new();
                for (idx, it) in visible_lines(lines).lines().enumerate() {
                    run = if idx > 0 { run.add_break(BreakType::TextWrapping) } else { run };
                    run = run.add_text(valid(it));
                }
                let paragraph = self.paragraph("SourceCode").add_run(run);
                self.put(paragraph.indent(Some(indent(at)), None, None, None));
            }
            Block::List { first, items } => {
                let level = at.lists.min(DEEPEST);
                let list = match first {
                    Some(first) => self.numbered(level, usize::try_from(*first).unwrap_or(1)),
                    None => BULLETS,
                };
                for item in items {
                    let inner = At { lists: at.lists + 1, mark: Some(list), ..at };
                    if matches!(item.first(), Some(Block::Paragraph(_) | Block::Bare(_))) {
                        self.blocks(item, inner);
                    } else {
                        // The mark stands by itself.
                        let paragraph = self.placed(inner);
                        self.put(paragraph);
                        self.blocks(item, At { mark: None, ..inner });
                    }
                }
            }
            Block::Table { columns, head, rows } => {
                let strong = |it: &Run| Run { style: Style { strong: true, ..it.style }, ..it.clone() };
                let head: Vec<Line> = head.iter().map(|it| it.iter().map(strong).collect()).collect();
                let n_columns = columns.len().max(head.len()).max(1);
                let rows: Vec<TableRow> =
                    std::iter::once(&head).chain(rows).map(|it| self.row(it, columns, n_columns)).collect();
                self.table(rows, n_columns);
            }
            Block::Rule => {
                let paragraph = self.paragraph("Normal").align(AlignmentType::Center);
                self.push(paragraph, &line("⁂"));
            }
        }
    }

    /// A paragraph at its place: within quotations and lists.
    fn placed(&mut self, at: At) -> Paragraph {
        let style = match at {
            At { quotes: 1.., .. } => "Quote",
            At { lists: 1.., .. } => "ListParagraph",
            _ => "Normal",
        };
        let paragraph = self.paragraph(style);
        match at.mark {
            Some(list) => {
                let level = at.lists.saturating_sub(1).min(DEEPEST);
                let paragraph = paragraph.numbering(NumberingId::new(list), IndentLevel::new(level));
                paragraph.indent(Some(indent(at)), Some(SpecialIndentType::Hanging(STEP)), None, None)
            }
            None if indent(at) > 0 => paragraph.indent(Some(indent(at)), None, None, None),
            None => paragraph,
        }
    }

    fn row(&mut self, cells: &[Line], columns: &[Alignment], n_columns: usize) -> TableRow {
        let cell = |(idx, line): (usize, &Line)| {
            let paragraph = self.paragraph("TableText");
            let paragraph = match columns.get(idx) {
                Some(Alignment::Right) => paragraph.align(AlignmentType::Right),
                Some(Alignment::Center) => paragraph.align(AlignmentType::Center),
                _ => paragraph,
            };
            let paragraph = self.filled(paragraph, line);
            TableCell::new().width(WIDTH / n_columns, WidthType::Dxa).add_paragraph(paragraph)
        };
        let empty = Line::new();
        // A row has as many cells as the table has columns.
        let cells = cells.iter().chain(std::iter::repeat(&empty)).take(n_columns);
        TableRow::new(cells.enumerate().map(cell).collect())
    }

    /// The paragraph with the words of a line, the comments of its claims among them.
    fn filled(&mut self, mut paragraph: Paragraph, line: &[Run]) -> Paragraph {
        for runs in line.chunk_by(|a, b| a.link.is_some() && a.link == b.link) {
            for entry in runs.iter().filter_map(|it| it.touch).filter(|it| it.is_first).map(|it| it.entry) {
                paragraph = self.begin_comment(paragraph, entry);
            }
            let link = match runs.first().and_then(|it| it.link.as_ref()) {
                Some(Link::Address(address)) => {
                    self.addresses.push(address.clone());
                    Some(HyperlinkData::External { rid: link_id(self.addresses.len()), path: String::new() })
                }
                Some(Link::Note(number)) => Some(HyperlinkData::Anchor { anchor: bookmark(*number) }),
                _ => None,
            };
            if let Some(link) = link {
                let children = runs.iter().filter_map(|it| self.run(it, Some("Hyperlink")));
                let children = children.map(|it| ParagraphChild::Run(Box::new(it))).collect();
                paragraph = paragraph.add_hyperlink(Hyperlink { link, history: Some(1), children });
                continue;
            }
            for run in runs {
                paragraph = match &run.what {
                    What::Mark(entry) => self.mark(paragraph, *entry),
                    What::Footnote { number, .. } => self.refer(paragraph, *number),
                    _ => match self.run(run, None) {
                        Some(it) => paragraph.add_run(it),
                        None => paragraph,
                    },
                };
            }
        }
        paragraph
    }

    fn run(&self, run: &Run, style: Option<&str>) -> Option<DocxRun> {
        let acc = match &run.what {
            What::Words(words) => DocxRun::new().add_text(shown(words)),
            What::Code(words) => DocxRun::new().add_text(shown(words)).style("InlineCode"),
            What::Space => DocxRun::new().add_text(" "),
            What::Break => DocxRun::new().add_break(BreakType::TextWrapping),
            What::Cited(it) => DocxRun::new().add_text(shown(&it.text())),
            What::Footnote { number, .. } => raised(DocxRun::new().add_text(number.to_string())),
            What::Rating(rated, words) => DocxRun::new().add_text(shown(&format!("{rated} ({words})"))),
            What::Mark(_) => return None,
        };
        let acc = style.into_iter().fold(acc, DocxRun::style);
        let entry = run.touch.and_then(|it| Some((it, self.parts.entries.get(it.entry)?)));
        let fill = entry.and_then(|(touch, entry)| fill(entry.state, touch.is_found));
        let acc = fill.into_iter().fold(acc, |acc, it| acc.shading(Shading::new().fill(it)));
        Some(styled(acc, run.style))
    }

    fn begin_comment(&mut self, paragraph: Paragraph, idx: usize) -> Paragraph {
        let Some(entry) = self.parts.entries.get(idx).filter(|_| self.begun.insert(idx)) else { return paragraph };
        self.open.insert(idx);
        self.n_bookmarks += 1;
        let paragraph = paragraph.add_bookmark_start(self.n_bookmarks, bookmark(entry.number));
        let paragraph = paragraph.add_bookmark_end(self.n_bookmarks);
        let comment = self.comment(idx, entry);
        self.comments.push(comment);
        // The place alone: the library would write the comment once for each of its paragraphs.
        paragraph.add_comment_start(Comment::new(idx + 1))
    }

    fn end_comment(&mut self, paragraph: Paragraph, idx: usize) -> Paragraph {
        if self.open.remove(&idx) { paragraph.add_comment_end(idx + 1) } else { paragraph }
    }

    /// The mark behind a claim, by which the list of what is to be settled names it.
    fn mark(&mut self, paragraph: Paragraph, idx: usize) -> Paragraph {
        let Some(entry) = self.parts.entries.get(idx) else { return paragraph };
        // No line ends before it.
        let words = format!("\u{a0}{}{}", entry.state.mark(), entry.number);
        let run = DocxRun::new().add_text(words).style("SourceCheckMark");
        if self.begun.contains(&idx) {
            return self.end_comment(paragraph, idx).add_run(run);
        }
        let paragraph = self.begin_comment(paragraph, idx).add_run(run);
        self.end_comment(paragraph, idx)
    }

    /// Ends what the draft's blocks have left open: a comment ends in the part of the draft that it is about.
    fn end_comments(&mut self) {
        let Some(idx) = self.open.first().copied() else { return };
        let last = self.body.pop();
        let mut paragraph = match last {
            Some(Part::Paragraph(it)) => *it,
            other => {
                self.body.extend(other);
                self.paragraph("Normal")
            }
        };
        paragraph = self.end_comment(paragraph, idx);
        self.put(paragraph);
        self.end_comments();
    }

    /// The reference to a footnote. What is said about its words is said here: a footnote has no comments.
    fn refer(&mut self, mut paragraph: Paragraph, number: usize) -> Paragraph {
        let footnotes = &self.parts.annotated.footnotes;
        let Some(footnote) = footnotes.iter().find(|it| it.number == number) else { return paragraph };
        if let Some(id) = self.written.get(&number) {
            // A footnote of Word belongs to one place.
            return paragraph.add_run(raised(DocxRun::new().add_text(id.to_string())));
        }
        let id = self.written.len() + 1;
        self.written.insert(number, id);
        let mut entries = Vec::new();
        entries_in(&footnote.blocks, &mut entries);
        entries.retain(|it| !self.begun.contains(it));
        for it in &entries {
            paragraph = self.begin_comment(paragraph, *it);
        }
        let content = self.footnote(footnote);
        let footnote = docx_rs::Footnote { id, content };
        paragraph = paragraph.add_run(DocxRun::new().style("FootnoteReference").add_footnote_reference(footnote));
        for it in entries {
            paragraph = self.end_comment(paragraph, it);
        }
        paragraph
    }

    fn footnote(&mut self, footnote: &Footnote) -> Vec<Paragraph> {
        let mut lines = Vec::new();
        flatten(&footnote.blocks, "", &mut lines);
        if lines.is_empty() {
            lines.push(Line::new());
        }
        let mut acc = Vec::new();
        for (idx, line) in lines.iter().enumerate() {
            let mut paragraph = self.paragraph("FootnoteText");
            if idx == 0 {
                paragraph = paragraph.add_run(DocxRun::new().style("FootnoteReference").add_text(FOOTNOTE_MARK));
                paragraph = paragraph.add_run(DocxRun::new().add_text(" "));
            }
            acc.push(self.filled_plainly(paragraph, line));
        }
        acc
    }

    /// The same as [`Self::filled`], where there are neither links nor comments: addresses are written out.
    fn filled_plainly(&self, mut paragraph: Paragraph, line: &[Run]) -> Paragraph {
        for runs in line.chunk_by(|a, b| a.link.is_some() && a.link == b.link) {
            for run in runs {
                if let What::Mark(entry) = &run.what {
                    let entry = self.parts.entries.get(*entry);
                    let words = entry.map(|it| format!("{}{}", it.state.mark(), it.number)).unwrap_or_default();
                    paragraph = paragraph.add_run(DocxRun::new().add_text(words).style("SourceCheckMark"));
                } else if let Some(it) = self.run(run, None) {
                    paragraph = paragraph.add_run(it);
                }
            }
            let words: String = runs.iter().map(|it| words_of(&it.what)).collect();
            match runs.first().and_then(|it| it.link.as_ref()) {
                Some(Link::Address(address)) if !words.contains(address.as_str()) && is_web(address) => {
                    paragraph = paragraph.add_run(DocxRun::new().add_text(shown(&format!(" ({address})"))));
                }
                _ => {}
            }
        }
        paragraph
    }

    /// What the note beside a claim says.
    fn comment(&mut self, idx: usize, entry: &Entry) -> Comment {
        let note = note(self.parts.page.checked.report, self.parts.used, entry);
        let day = self.parts.page.checked.report.draft.today.as_deref().filter(|it| it.len() == 10);
        let date = day.map(|it| format!("{it}T00:00:00Z"));
        let comment = Comment::new(idx + 1).author(AUTHOR);
        let mut comment = date.into_iter().fold(comment, Comment::date);
        let mut lines = vec![vec![Run::strong(format!("{} {} {}", entry.state.mark(), entry.number, entry.verdict()))]];
        for finding in &note.findings {
            lines.extend(finding_lines(finding));
        }
        for (finding, by) in &note.accepted {
            lines.extend([finding.message.clone(), by.clone()]);
        }
        lines.extend(note.ignored);
        lines.extend(note.reasons);
        if !note.matches.is_empty() {
            lines.push(line(format!("{}:", labels::AGREES)));
            lines.extend(note.matches.into_iter().map(|it| [line("• "), it].concat()));
        }
        if note.is_nearest {
            lines.push(line(format!("{}:", labels::NEAREST)));
        }
        for passage in &note.passages {
            lines.extend(passage.side.map(|it| line(format!("{it}:"))));
            lines.push([line("“"), passage.line(), line("”")].concat());
            lines.push([line("— "), passage.caption.clone()].concat());
        }
        for it in lines {
            let paragraph = self.paragraph("CommentText");
            comment = comment.add_paragraph(self.filled_plainly(paragraph, &it));
        }
        comment
    }

    fn finish(self) -> anyhow::Result<Vec<u8>> {
        let report = self.parts.page.checked.report;
        let mut docx = styles(Docx::new());
        let bullets = list(BULLETS, "bullet", |level| ["•", "◦", "▪"][level % 3].to_owned());
        let numbers = list(NUMBERS, "decimal", |level| format!("%{}.", level + 1));
        docx = docx.add_abstract_numbering(bullets).add_abstract_numbering(numbers);
        docx = docx.add_numbering(Numbering::new(BULLETS, BULLETS));
        for (idx, (level, first)) in self.lists.iter().enumerate() {
            let start = LevelOverride::new(*level).start(*first);
            docx = docx.add_numbering(Numbering::new(NUMBERS + idx + 1, NUMBERS).overrides(vec![start]));
        }
        let day = report.draft.today.as_deref().filter(|it| it.len() == 10).unwrap_or("1970-01-01");
        let written = format!("{day}T00:00:00Z");
        docx = docx.created_at(&written).updated_at(&written).custom_property(OWN_PROPERTY, env!("CARGO_PKG_VERSION"));
        let margin =
            PageMargin { top: 1440, left: 1440, bottom: 1440, right: 1440, header: 720, footer: 720, gutter: 0 };
        docx = docx.page_margin(margin);
        let mut relations =
            DocumentRels { has_comments: !self.begun.is_empty(), has_numberings: true, ..DocumentRels::new() };
        relations.has_footnotes = !self.written.is_empty();
        for (idx, address) in self.addresses.iter().enumerate() {
            relations = relations.add_hyperlinks(link_id(idx + 1), address, "External");
        }
        for part in self.body {
            docx = match part {
                Part::Paragraph(it) => docx.add_paragraph(*it),
                Part::Table(it) => docx.add_table(*it),
            };
        }
        let mut xml = docx.build();
        xml.document_rels = relations.build();
        (xml.comments, xml.comments_extended) = comments(&self.comments)?;
        let mark = format!("<w:t xml:space=\"preserve\">{FOOTNOTE_MARK}</w:t>");
        let footnotes = String::from_utf8(xml.footnotes)?.replace(&mark, "<w:footnoteRef/>");
        // Readers count on the lines between text and footnotes to come first.
        let first = "<w:footnote w:id=\"1\">";
        xml.footnotes = footnotes.replacen(first, &format!("{SEPARATORS}{first}"), 1).into_bytes();
        xml.doc_props.core = String::from_utf8(xml.doc_props.core)?.replace(">unknown<", ">citecheck<").into_bytes();
        pack(&xml)
    }
}

/// The part with the comments, and the one that says which of their paragraphs is the last.
fn comments(comments: &[Comment]) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let empty = String::from_utf8(Comments::new().build())?;
    let mut acc =
        empty.strip_suffix("/>").map(str::trim_end).context("the library writes comments in another way")?.to_owned();
    acc.push('>');
    let mut extended = CommentsExtended::new();
    for comment in comments {
        acc.push_str(&String::from_utf8(comment.build())?);
        if let Some(CommentChild::Paragraph(last)) = comment.children.last() {
            extended.children.push(CommentExtended::new(&last.id));
        }
    }
    acc.push_str("</w:comments>");
    Ok((acc.into_bytes(), extended.build()))
}

/// The parts of a document in an archive.
fn pack(xml: &XMLDocx) -> anyhow::Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the archive's own oldest date.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let plain = options.compression_method(CompressionMethod::Stored);
    let packed = options.compression_method(CompressionMethod::Deflated);
    let files = [
        ("[Content_Types].xml", packed, &xml.content_type),
        // By this one a report is known, so that its words stand in the file as they are.
        ("docProps/custom.xml", plain, &xml.doc_props.custom),
        ("_rels/.rels", packed, &xml.rels),
        ("docProps/app.xml", packed, &xml.doc_props.app),
        ("docProps/core.xml", packed, &xml.doc_props.core),
        ("word/_rels/document.xml.rels", packed, &xml.document_rels),
        ("word/document.xml", packed, &xml.document),
        ("word/styles.xml", packed, &xml.styles),
        ("word/settings.xml", packed, &xml.settings),
        ("word/fontTable.xml", packed, &xml.font_table),
        ("word/comments.xml", packed, &xml.comments),
        ("word/commentsExtended.xml", packed, &xml.comments_extended),
        ("word/numbering.xml", packed, &xml.numberings),
        ("word/footnotes.xml", packed, &xml.footnotes),
    ];
    for (name, options, bytes) in files {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn finding_lines(finding: &NotedFinding) -> Vec<Line> {
    let mut acc = vec![finding.message.clone()];
    acc.extend(finding.versus.iter().flat_map(|it| it.sides()).map(|(name, words)| line(format!("{name}: {words}"))));
    acc.extend(finding.fix.clone());
    acc.push(line(format!("{}: {}", finding.level, finding.rule)));
    acc
}

/// The entries that footnotes have words of.
fn entries_in(blocks: &[Block], acc: &mut Vec<usize>) {
    for block in blocks {
        match block {
            Block::Heading { line, .. } | Block::Paragraph(line) | Block::Bare(line) => entries_of(line, acc),
            Block::Quote(inner) => entries_in(inner, acc),
            Block::List { items, .. } => items.iter().for_each(|it| entries_in(it, acc)),
            Block::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|it| entries_of(it, acc))
            }
            Block::Anchor(entry) if !acc.contains(entry) => acc.push(*entry),
            Block::Code(_) | Block::Rule | Block::Anchor(_) => {}
        }
    }
}

fn entries_of(line: &[Run], acc: &mut Vec<usize>) {
    for entry in line.iter().filter_map(|it| it.touch).map(|it| it.entry) {
        if !acc.contains(&entry) {
            acc.push(entry);
        }
    }
}

/// Blocks as lines one below the other.
fn flatten(blocks: &[Block], before: &str, acc: &mut Vec<Line>) {
    let behind = |it: &[Run]| [line(before), it.to_vec()].concat();
    for block in blocks {
        match block {
            Block::Heading { line, .. } | Block::Paragraph(line) | Block::Bare(line) => acc.push(behind(line)),
            Block::Code(lines) => acc.extend(lines.lines().map(|it| behind(&[Run::code(it)]))),
            Block::Table { head, rows, .. } => {
                let rows = [head].into_iter().chain(rows).map(|it| super::line::joined(it.clone(), " | "));
                acc.extend(rows.map(|it| behind(&it)));
            }
            Block::Anchor(entry) => acc.push(behind(&[Run { what: What::Mark(*entry), ..Run::default() }])),
            Block::Rule => {}
            Block::Quote(inner) => flatten(inner, before, acc),
            Block::List { items, .. } => items.iter().for_each(|it| flatten(it, &format!("{before}• "), acc)),
        }
    }
}

fn words_of(what: &What) -> &str {
    match what {
        What::Words(words) | What::Code(words) => words,
        _ => "",
    }
}

fn is_web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// Words with what is hidden made visible.
fn shown(words: &str) -> String {
    valid(&visible(words))
}

/// The text without what XML cannot hold.
fn valid(text: &str) -> String {
    let is_valid = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if is_valid(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn link_id(number: usize) -> String {
    format!("rIdLink{number}")
}

/// The place of a claim, which the list of what is to be settled leads to.
fn bookmark(number: usize) -> String {
    format!("claim_{number}")
}

fn indent(at: At) -> i32 {
    let steps = at.lists + at.quotes;
    STEP * i32::try_from(steps.min(20)).unwrap_or_default()
}

fn raised(mut run: DocxRun) -> DocxRun {
    run.run_property = run.run_property.vert_align(VertAlignType::SuperScript);
    run
}

fn styled(mut run: DocxRun, style: Style) -> DocxRun {
    if style.strong {
        run = run.bold();
    }
    if style.emphasis || style.image {
        run = run.italic();
    }
    if style.struck {
        run = run.strike();
    }
    if style.raised {
        run = raised(run);
    }
    if style.lowered {
        run.run_property = run.run_property.vert_align(VertAlignType::SubScript);
    }
    run
}

/// The colour behind words that have to be looked at, dark enough to be seen in print and light enough to read.
fn fill(state: State, is_found: bool) -> Option<&'static str> {
    match (state, is_found) {
        (State::Contradicted, true) => Some("F4C7C0"),
        (State::Contradicted, false) => Some("FBE9E6"),
        (State::Unsupported, true) => Some("F7DFA8"),
        (State::Unsupported, false) => Some("FCF3DC"),
        (State::Reserved | State::Remark, true) => Some("E3E8F4"),
        _ => None,
    }
}

fn list(id: usize, format: &str, text: impl Fn(usize) -> String) -> AbstractNumbering {
    (0..=DEEPEST).fold(AbstractNumbering::new(id), |acc, level| {
        let left = STEP * i32::try_from(level + 1).unwrap_or(1);
        let text = LevelText::new(text(level));
        let it = Level::new(level, Start::new(1), NumberFormat::new(format), text, LevelJc::new("left"));
        acc.add_level(it.indent(Some(left), Some(SpecialIndentType::Hanging(STEP)), None, None))
    })
}

/// The styles that the document names.
fn styles(docx: Docx) -> Docx {
    let paragraph = |id: &str, name: &str| DocxStyle::new(id, StyleType::Paragraph).name(name);
    let based = |id: &str, name: &str| paragraph(id, name).based_on("Normal");
    let space =
        |before, after| LineSpacing::new().before(before).after(after).line(264).line_rule(LineSpacingType::Auto);
    let mono = || RunFonts::new().ascii("Liberation Mono").hi_ansi("Liberation Mono").cs("Liberation Mono");
    let mut docx = docx
        .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri").cs("Calibri").east_asia("Calibri"))
        .default_size(22)
        .add_style(paragraph("Normal", "Normal").line_spacing(space(0, 140)))
        .add_style(based("Subtitle", "Subtitle").size(20).color("5F5B53").line_spacing(space(0, 40)))
        .add_style(based("About", "About").size(18).color("5F5B53"))
        .add_style(based("Quote", "Quote").italic())
        .add_style(based("SourceCode", "Source Code").fonts(mono()).size(19))
        .add_style(based("ListParagraph", "List Paragraph").line_spacing(space(0, 70)))
        .add_style(based("TableText", "Table Text").line_spacing(space(30, 30)))
        .add_style(based("Fact", "Fact").size(18).line_spacing(space(0, 30)))
        .add_style(based("FootnoteText", "footnote text").size(19).line_spacing(space(0, 20)))
        .add_style(based("CommentText", "annotation text").size(20).line_spacing(space(0, 60)));
    for (level, size) in [(1, 34), (2, 28), (3, 25), (4, 23), (5, 22), (6, 22)] {
        let heading = based(&format!("Heading{level}"), &format!("heading {level}")).next("Normal").q_format(true);
        docx = docx.add_style(heading.size(size).bold().outline_lvl(level - 1).line_spacing(space(280, 110)));
    }
    let character = |id: &str, name: &str| DocxStyle::new(id, StyleType::Character).name(name);
    let raised = |mut style: DocxStyle| {
        style.run_property = style.run_property.vert_align(VertAlignType::SuperScript);
        style
    };
    docx.add_style(character("InlineCode", "Inline Code").fonts(mono()).size(20))
        .add_style(character("Hyperlink", "Hyperlink").color("1F5A99").underline("single"))
        .add_style(raised(character("FootnoteReference", "footnote reference")))
        .add_style(raised(character("SourceCheckMark", "Source Check Mark").color("5F5B53").size(24)))
        .add_style(DocxStyle::new("TableGrid", StyleType::Table).name("Table Grid"))
}
