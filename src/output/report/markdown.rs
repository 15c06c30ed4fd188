//! The annotated draft as Markdown, which reads well as it is and as it is rendered: marks with numbers, and a note for each.
//!
//! Whatever comes from the draft or from a source is escaped, so that it starts nothing of its own.

use pulldown_cmark::{Alignment, Event, Options, Parser};

use super::draft::{Annotated, Block};
use super::entries::Entry;
use super::line::{Line, Link, Run, Style, What, line};
use super::notes::{NotedFinding, NotedPassage, note};
use super::{Parts, labels, summary, title, unchecked};
use crate::corpus::import::OWN_COMMENT;
use crate::load::ReportFormat;
use crate::text::escape::{markdown as escaped, visible_lines};
use crate::text::{squeezed, visible};

/// The deepest heading.
const LEVELS: usize = 6;

pub(super) fn document(parts: &Parts) -> String {
    let Parts { page, entries, used, annotated, .. } = *parts;
    let report = page.checked.report;
    let mut acc = Writer { note: note_name(annotated), entries, out: String::new() };
    acc.out.push_str(&format!("{OWN_COMMENT}{} -->\n\n", env!("CARGO_PKG_VERSION")));
    acc.heading(1, &line(format!("{}: {}", labels::KICKER, title(page))));
    acc.paragraph(&super::about(page), "");
    if report.is_checked {
        acc.title(labels::SUMMARY);
        let counts = summary::counts(entries).into_iter();
        let glance = counts.map(|(state, n)| {
            let sign = format!("{} ", state.mark());
            vec![Run::new(sign), Run::strong(n.to_string()), Run::new(format!(" {}", state.label()))]
        });
        acc.bullets(&glance.collect::<Vec<_>>());
        for it in summary::statement(report, used, entries) {
            acc.paragraph(&line(it), "");
        }
        acc.paragraph(&line(summary::CAVEAT), "");
        acc.title(labels::PENDING);
        let pending = summary::pending(report, entries);
        let findings = pending.findings.into_iter().map(|(entry, message)| {
            let number = format!("{} {}", entry.state.mark(), entry.number);
            let mut acc = vec![Run::linked(number, Some(Link::Note(entry.number))), Run::new(": ")];
            acc.extend(message);
            acc
        });
        acc.bullets(&findings.collect::<Vec<_>>());
        for it in pending.remarks {
            acc.paragraph(&line(it), "");
        }
    } else {
        acc.title(labels::NOT_CHECKED);
        acc.paragraph(&vec![Run::strong(super::NOT_CHECKED)], "");
    }
    acc.title(labels::DRAFT);
    for row in &annotated.rows {
        acc.blocks(&row.blocks, "");
    }
    if !annotated.footnotes.is_empty() {
        acc.heading(3, &line(super::FOOTNOTES));
        for footnote in &annotated.footnotes {
            acc.item(&format!("{}. ", footnote.number), &footnote.blocks, "");
        }
    }
    if !entries.is_empty() {
        acc.title(labels::NOTES);
        for entry in entries {
            acc.note(parts, entry);
        }
    }
    let references = used.references();
    if !references.is_empty() {
        acc.title(labels::REFERENCES);
        for (idx, it) in references.iter().enumerate() {
            acc.item_of_line(&format!("{}. ", idx + 1), it);
        }
        acc.end_paragraph("");
    }
    if !used.notes.is_empty() {
        acc.title(labels::SOURCES);
        for source in used.list() {
            acc.paragraph(&vec![Run::strong(source.title)], "");
            acc.paragraph(&source.about, "");
            for it in &source.descriptors {
                acc.paragraph(it, "");
            }
            acc.facts(&source.facts);
        }
    }
    if report.is_checked {
        acc.title(labels::UNCHECKED);
        let unchecked = unchecked::unchecked(report, used, page.notices);
        if let Some(it) = unchecked.lead {
            acc.paragraph(&line(it), "");
        }
        for group in unchecked.groups {
            acc.paragraph(&line(format!("{}:", group.title)), "");
            acc.bullets(&group.items);
        }
        acc.bullets(&unchecked.notices);
    }
    acc.title(super::AGAIN);
    acc.paragraph(&line(super::SAME_AGAIN), "");
    acc.facts(&super::again(page, ReportFormat::Markdown));
    let trimmed = acc.out.trim_end().len();
    acc.out.truncate(trimmed);
    acc.out + "\n"
}

/// What notes are called: their headings are what marks lead to, so no heading of the draft may be the same.
fn note_name(annotated: &Annotated) -> &'static str {
    const NAMES: [&str; 3] = ["Note", "Check", "Source check note"];
    let headings = annotated.rows.iter().flat_map(|it| &it.blocks).filter_map(|it| match it {
        Block::Heading { line, .. } => Some(plain(line).to_lowercase()),
        _ => None,
    });
    let headings: Vec<String> = headings.collect();
    let is_free = |name: &&str| !headings.iter().any(|it| it.starts_with(&name.to_lowercase()));
    NAMES.into_iter().find(is_free).unwrap_or(NAMES[NAMES.len() - 1])
}

/// The words of a line as they are shown.
fn plain(line: &[Run]) -> String {
    let words = |it: &Run| match &it.what {
        What::Words(words) | What::Code(words) => visible(words).into_owned(),
        What::Space | What::Break => " ".to_owned(),
        What::Cited(it) => visible(&it.text()).into_owned(),
        What::Footnote { number, .. } => format!("[^{number}]"),
        What::Rating(rated, words) => format!("{} ({words})", visible(rated)),
        What::Mark(_) => String::new(),
    };
    line.iter().map(words).collect()
}

/// Where a line stands: what it may not have there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    /// One line only.
    Heading,
    /// Likewise, and each `|` ends it.
    Cell,
}

struct Writer<'a> {
    note: &'static str,
    entries: &'a [Entry<'a>],
    out: String,
}

impl Writer<'_> {
    fn title(&mut self, words: &str) {
        self.heading(2, &line(words));
    }

    fn heading(&mut self, level: usize, line: &Line) {
        let words = self.line(line, Place::Heading);
        if words.is_empty() {
            return;
        }
        // Marks at its end would close it.
        let words = match words.strip_suffix('#') {
            Some(words) if !words.ends_with('\\') => format!("{words}\\#"),
            _ => words,
        };
        self.out.push_str(&format!("{} {words}\n\n", "#".repeat(level.clamp(1, LEVELS))));
    }

    /// A paragraph, each line of which begins with `indent`.
    fn paragraph(&mut self, line: &Line, indent: &str) {
        let words = self.line(line, Place::Paragraph);
        if !words.is_empty() {
            self.lines(&words, indent);
            self.end_paragraph(indent);
        }
    }

    fn lines(&mut self, words: &str, indent: &str) {
        for it in words.lines() {
            self.out.push_str(format!("{indent}{it}").trim_end());
            self.out.push('\n');
        }
    }

    fn end_paragraph(&mut self, indent: &str) {
        self.out.push_str(indent.trim_end());
        self.out.push('\n');
    }

    /// Takes back the empty lines at the end of what was written with this indent.
    fn drop_blank(&mut self, indent: &str) {
        let blank = format!("\n{}\n", indent.trim_end());
        while self.out.ends_with(&blank) {
            self.out.truncate(self.out.len() + 1 - blank.len());
        }
    }

    fn bullets(&mut self, lines: &[Line]) {
        for it in lines {
            self.item_of_line("- ", it);
        }
        if !lines.is_empty() {
            self.end_paragraph("");
        }
    }

    fn item_of_line(&mut self, mark: &str, line: &Line) {
        let words = self.line(line, Place::Heading);
        if !words.is_empty() {
            self.out.push_str(&format!("{mark}{words}\n"));
        }
    }

    fn facts(&mut self, facts: &[(&str, Line)]) {
        for (name, fact) in facts {
            let mut line = line(format!("{name}: "));
            line.extend(fact.iter().cloned());
            self.item_of_line("- ", &line);
        }
        self.end_paragraph("");
    }

    /// An item of a list: its first line behind the mark, the others below that.
    fn item(&mut self, mark: &str, blocks: &[Block], indent: &str) {
        let inner = format!("{indent}{}", " ".repeat(mark.len()));
        let start = self.out.len();
        self.blocks(blocks, &inner);
        if self.out.len() == start {
            self.out.push_str(inner.trim_end());
            self.out.push('\n');
        }
        let written = self.out.split_off(start);
        let rest = written.strip_prefix(&inner).unwrap_or_else(|| written.trim_start_matches(' '));
        self.out.push_str(&format!("{indent}{mark}"));
        self.out.push_str(if rest.is_empty() { "\n" } else { rest });
    }

    fn blocks(&mut self, blocks: &[Block], indent: &str) {
        let mut before: Option<(bool, char)> = None;
        for block in blocks {
            let mark = match block {
                // Lists of one kind behind each other would be one.
                Block::List { first, .. } => Some(match (before, first.is_some()) {
                    (Some((false, '-')), false) => (false, '*'),
                    (_, false) => (false, '-'),
                    (Some((true, '.')), true) => (true, ')'),
                    (_, true) => (true, '.'),
                }),
                _ => None,
            };
            self.block(block, mark, indent);
            before = mark;
        }
    }

    fn block(&mut self, block: &Block, mark: Option<(bool, char)>, indent: &str) {
        match block {
            Block::Heading { depth, line, .. } if indent.is_empty() => self.heading(depth + 2, line),
            Block::Heading { line, .. } => {
                let strong = |it: &Run| Run { style: Style { strong: true, ..it.style }, ..it.clone() };
                let line: Line = line.iter().map(strong).collect();
                self.paragraph(&line, indent);
            }
            Block::Paragraph(line) | Block::Bare(line) => self.paragraph(line, indent),
            Block::Quote(inner) => {
                let start = self.out.len();
                self.blocks(inner, &format!("{indent}> "));
                if self.out.len() > start {
                    self.drop_blank(&format!("{indent}>"));
                    self.end_paragraph(indent);
                }
            }
            Block::Code(lines) => {
                let fence = "`".repeat(longest_run(lines).max(2) + 1);
                self.lines(&format!("{fence}text"), indent);
                for it in visible_lines(lines).lines() {
                    self.out.push_str(format!("{indent}{it}").trim_end());
                    self.out.push('\n');
                }
                self.lines(&fence, indent);
                self.end_paragraph(indent);
            }
            Block::List { first, items } => {
                let char = mark.map_or('-', |it| it.1);
                let is_loose = items.iter().flatten().any(|it| matches!(it, Block::Paragraph(_)));
                for (idx, item) in items.iter().enumerate() {
                    let mark = match first {
                        // More digits than nine are no list.
                        Some(first) => format!("{}{char} ", (first % 100_000_000) + idx as u64),
                        None => format!("{char} "),
                    };
                    self.item(&mark, item, indent);
                    if !is_loose && idx + 1 < items.len() {
                        self.drop_blank(indent);
                    }
                }
            }
            Block::Table { columns, head, rows } => {
                let n_columns = columns.len().max(head.len()).max(1);
                self.row(head, n_columns, indent);
                let rule = (0..n_columns).map(|idx| match columns.get(idx) {
                    Some(Alignment::Right) => " ---: |",
                    Some(Alignment::Center) => " :---: |",
                    Some(Alignment::Left) => " :--- |",
                    _ => " --- |",
                });
                self.lines(&format!("|{}", rule.collect::<String>()), indent);
                for row in rows {
                    self.row(row, n_columns, indent);
                }
                self.end_paragraph(indent);
            }
            Block::Rule => {
                self.lines("---", indent);
                self.end_paragraph(indent);
            }
            Block::Anchor(entry) => self.paragraph(&vec![Run { what: What::Mark(*entry), ..Run::default() }], indent),
        }
    }

    fn row(&mut self, cells: &[Line], n_columns: usize, indent: &str) {
        let cell = |idx: usize| cells.get(idx).map(|it| self.line(it, Place::Cell)).unwrap_or_default();
        let cells: Vec<String> = (0..n_columns).map(|idx| format!(" {} |", cell(idx))).collect();
        self.lines(&format!("|{}", cells.concat()), indent);
    }

    fn note(&mut self, parts: &Parts, entry: &Entry) {
        let note = note(parts.page.checked.report, parts.used, entry);
        self.heading(3, &line(format!("{} {}", self.note, entry.number)));
        self.paragraph(&vec![Run::strong(format!("{} {}", entry.state.mark(), entry.verdict()))], "");
        self.paragraph(&line(format!("“{}”", note.statement)), "");
        for finding in &note.findings {
            self.finding(finding, None);
        }
        for (finding, by) in &note.accepted {
            self.finding(finding, Some(by));
        }
        if let Some(it) = &note.ignored {
            self.item_of_line("- ", it);
        }
        for it in &note.reasons {
            self.item_of_line("- ", it);
        }
        if !note.matches.is_empty() {
            self.item_of_line("- ", &line(labels::AGREES));
            for it in &note.matches {
                self.item_of_line("  - ", it);
            }
        }
        if !self.out.ends_with("\n\n") {
            self.end_paragraph("");
        }
        if note.is_nearest {
            self.paragraph(&line(format!("{}:", labels::NEAREST)), "");
        }
        for it in &note.passages {
            self.passage(it);
        }
    }

    fn finding(&mut self, finding: &NotedFinding, accepted: Option<&Line>) {
        self.item_of_line("- ", &finding.message);
        for (name, words) in finding.versus.iter().flat_map(|it| it.sides()) {
            self.item_of_line("  - ", &line(format!("{name}: {words}")));
        }
        for it in finding.fix.iter().chain(accepted) {
            self.item_of_line("  - ", it);
        }
        let rule =
            if accepted.is_some() { finding.rule.clone() } else { format!("{}: {}", finding.level, finding.rule) };
        self.item_of_line("  - ", &line(rule));
    }

    fn passage(&mut self, passage: &NotedPassage) {
        if let Some(side) = passage.side {
            self.paragraph(&line(format!("{side}:")), "");
        }
        self.paragraph(&passage.line(), "> ");
        self.paragraph(&passage.caption, "> ");
        self.drop_blank(">");
        self.end_paragraph("");
    }

    /// A line as Markdown that shows exactly it. Where marks of emphasis would not be read as such, it goes without.
    fn line(&self, line: &[Run], place: Place) -> String {
        let merged = merged(line);
        let styled = self.written(&merged, place, true);
        if reads_as(&styled, &self.written_plain(&merged)) { styled } else { self.written(&merged, place, false) }
    }

    fn written(&self, line: &[Run], place: Place, is_styled: bool) -> String {
        let mut acc = Inline::default();
        for (idx, run) in line.iter().enumerate() {
            let style = if is_styled { run.style } else { Style::default() };
            let link = match &run.link {
                Some(Link::Address(address)) => Some(address.clone()),
                Some(Link::Note(number)) => Some(self.anchor(*number)),
                _ => None,
            };
            match &run.what {
                What::Words(words) => {
                    let script = if run.style.raised { "^" } else { "" };
                    let words = escaped(words);
                    let words = if idx + 1 < line.len() { ending_escaped(&words) } else { words };
                    acc.words(&format!("{}{words}", escaped(script)), style, link);
                }
                What::Code(words) => acc.words(&code(words, place), style, link),
                What::Space if place == Place::Paragraph => acc.words("\n", style, link),
                What::Break if place == Place::Paragraph => acc.line_break(),
                What::Space | What::Break => acc.words(" ", style, link),
                What::Cited(it) => acc.words(&escaped(&it.text()), style, link),
                What::Footnote { number, .. } => acc.words(&escaped(&format!("[^{number}]")), style, link),
                What::Rating(rated, words) => {
                    acc.words(&format!("{} ({})", escaped(rated), escaped(words)), style, link);
                }
                What::Mark(entry) => {
                    if let Some(entry) = self.entries.get(*entry) {
                        acc.mark(&format!("[{} {}]({})", entry.state.mark(), entry.number, self.anchor(entry.number)));
                    }
                }
            }
        }
        start_escaped(acc.finish().trim())
    }

    /// What a reader of the line as Markdown has to see.
    fn written_plain(&self, line: &[Run]) -> String {
        let mark = |it: &Run| match &it.what {
            What::Mark(entry) => self.entries.get(*entry).map(|it| format!(" {} {} ", it.state.mark(), it.number)),
            _ => None,
        };
        line.iter().map(|it| mark(it).unwrap_or_else(|| plain_run(it))).collect()
    }

    /// As most programs name the heading of a note.
    fn anchor(&self, number: usize) -> String {
        format!("#{}-{number}", self.note.to_lowercase().replace(' ', "-"))
    }
}

fn plain_run(run: &Run) -> String {
    let script = if run.style.raised && matches!(run.what, What::Words(_)) { "^" } else { "" };
    format!("{script}{}", plain(std::slice::from_ref(run)))
}

/// The line with stretches that are written in one way in one run, so that nothing begins where one ends.
fn merged(line: &[Run]) -> Line {
    let mut acc = Line::new();
    for run in line {
        // Words that a finding is about stand out.
        let is_found = run.touch.is_some_and(|it| it.is_found);
        let mut run = Run { touch: None, ..run.clone() };
        run.style.strong |= is_found;
        run.style.image = false;
        run.style.title = false;
        match (acc.last_mut(), &run.what) {
            (Some(Run { what: What::Words(before), style, link, .. }), What::Words(words))
            | (Some(Run { what: What::Code(before), style, link, .. }), What::Code(words))
                if *style == run.style && *link == run.link =>
            {
                before.push_str(words);
            }
            _ => acc.push(run),
        }
    }
    acc
}

/// Whether Markdown shows these words.
fn reads_as(markdown: &str, words: &str) -> bool {
    let mut acc = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(it) | Event::Code(it) => acc.push_str(&it),
            Event::SoftBreak | Event::HardBreak => acc.push(' '),
            _ => {}
        }
    }
    let without_spaces = |it: &str| it.split_whitespace().collect::<String>();
    without_spaces(&acc) == without_spaces(words)
}

/// Words between backticks, or as they are where these cannot hold them.
fn code(words: &str, place: Place) -> String {
    let words = squeezed(&visible(words));
    if words.is_empty() || (place == Place::Cell && words.contains('|')) {
        return escaped(&words);
    }
    let fence = "`".repeat(longest_run(&words) + 1);
    let space = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{words}{space}{fence}")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|it| it != '`').map(str::len).max().unwrap_or_default()
}

/// Escaped words at whose end nothing begins that goes on behind them.
fn ending_escaped(words: &str) -> String {
    match words.chars().last() {
        Some(last @ ('&' | ':')) if !words.ends_with(&format!("\\{last}")) => {
            format!("{}\\{last}", &words[..words.len() - last.len_utf8()])
        }
        _ => words.to_owned(),
    }
}

/// The line with what would begin a list at its start escaped: a number that ends where markup begins.
fn start_escaped(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &words[digits..];
    let is_mark = digits > 0 && rest.starts_with(['.', ')']);
    if is_mark && (rest.len() == 1 || rest[1..].starts_with([' ', '\n', '\t'])) {
        return format!("{}\\{rest}", &words[..digits]);
    }
    words.to_owned()
}

/// A line in the making: what is open, and what was written.
#[derive(Default)]
struct Inline {
    out: String,
    link: Option<String>,
    open: Vec<&'static str>,
    /// White space that has not been written yet: marks of emphasis stand next to words.
    space: String,
    /// Whether a mark was the last thing, which words do not follow without a space.
    is_marked: bool,
}

impl Inline {
    fn words(&mut self, words: &str, style: Style, link: Option<String>) {
        let trimmed = words.trim_matches([' ', '\n', '\t']);
        if trimmed.is_empty() {
            self.space.push_str(words);
            return;
        }
        let (before, rest) = words.split_at(words.len() - words.trim_start_matches([' ', '\n', '\t']).len());
        self.space.push_str(before);
        let behind = &rest[trimmed.len()..];
        let wanted = [(style.strong, "**"), (style.emphasis, "*"), (style.struck, "~~")];
        let wanted: Vec<&str> = wanted.into_iter().filter(|it| it.0).map(|it| it.1).collect();
        self.change(&wanted, link);
        self.out.push_str(trimmed);
        self.space.push_str(behind);
        self.is_marked = false;
    }

    /// Closes what is not wanted any more and opens what is.
    fn change(&mut self, wanted: &[&'static str], link: Option<String>) {
        let n_kept = match self.link == link {
            true => self.open.iter().zip(wanted).take_while(|it| it.0 == it.1).count(),
            false => 0,
        };
        while self.open.len() > n_kept {
            self.out.push_str(self.open.pop().unwrap_or_default());
        }
        if self.link != link {
            self.end_link();
        }
        self.write_space();
        if self.link != link {
            self.out.push('[');
            self.link = link;
        }
        for it in &wanted[n_kept.min(wanted.len())..] {
            self.out.push_str(it);
            self.open.push(it);
        }
    }

    fn end_link(&mut self) {
        if let Some(address) = self.link.take() {
            self.out.push_str(&format!("]({address})"));
        }
    }

    fn write_space(&mut self) {
        let space = std::mem::take(&mut self.space);
        let ends_line = space.contains('\n');
        if space.is_empty() {
            if self.is_marked {
                self.out.push(' ');
            }
        } else {
            self.out.push(if ends_line { '\n' } else { ' ' });
        }
    }

    fn line_break(&mut self) {
        self.change(&[], None);
        if !self.out.is_empty() && !self.out.ends_with("\\\n") {
            self.out.push_str("\\\n");
        }
        (self.is_marked, self.space) = (false, String::new());
    }

    /// Puts a mark behind the words, a space between.
    fn mark(&mut self, mark: &str) {
        let space = std::mem::take(&mut self.space);
        self.change(&[], None);
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
        self.out.push_str(mark);
        (self.is_marked, self.space) = (true, space);
    }

    fn finish(mut self) -> String {
        self.space.clear();
        self.is_marked = false;
        self.change(&[], None);
        let out = self.out;
        out.strip_suffix("\\\n").map(str::to_owned).unwrap_or(out)
    }
}
