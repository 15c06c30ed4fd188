//! Cites all that a draft leaves uncited: claims that sources support, notes that are missing, places that are not given.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use super::{At, Cite, Citing, Style, at, cite, in_footnote, style_of};
use crate::check::{Context, Report};
use crate::config::{Level, claim_words};
use crate::corpus::PassageId;
use crate::draft::{BlockKind, Citation, CitationKind, Draft};
use crate::judge::{ReasonKind, Stance, Strength, Verdict, hear};
use crate::rules::{Edit, cited_sources, with_attributions};
use crate::text::{Span, read_quotations};

/// Which claims of a draft are to be cited, and with what.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only these sources are cited; empty: any.
    pub sources: Vec<usize>,
    /// Only claims that touch one of these lines, from 0; empty: all.
    pub lines: Vec<RangeInclusive<u32>>,
    /// Not these claims: indices into [`Report::claims`].
    pub without: BTreeSet<usize>,
}

/// What was done for a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CiteDeed {
    /// It had no citation and has one.
    Cites,
    /// It had the mark of a note, and there is that note now.
    WritesNote,
    /// Its citation says where in the source.
    Locates,
}

/// A change to a draft, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub deed: CiteDeed,
    /// Index into [`Report::claims`].
    pub claim: usize,
    /// The passage that bears the claim out.
    pub passage: PassageId,
    /// What the citation says of the passage's place.
    pub at: Option<At>,
    /// What was written for it: spans of the new text, in order.
    pub written: Vec<Span>,
}

/// Why a claim that sources support was left without a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Sources contradict each other about it.
    Disputed,
    /// They support a part of it, or support it only together.
    InPart,
    /// A finding about it is to be settled first.
    ToSettle,
    /// It stands inside of somebody's words.
    Quoted,
    /// No citation of its source in the draft's style would be understood as one.
    NoStyle,
    /// An ignore comment, or a list of accepted claims, says that it may stand.
    Accepted,
}

/// A draft with its new citations.
#[derive(Clone, Debug)]
pub struct CitedDraft {
    pub draft: Arc<Draft>,
    /// In the order of their claims.
    pub changes: Vec<Change>,
    /// Claims that were left as they are, by why: indices into [`Report::claims`].
    pub left_out: Vec<(usize, LeftOut)>,
}

/// The passages to cite for a claim, one of each source that supports it and that it does not cite, the best first; never
/// one of a source that contradicts it. None for a claim that is not supported.
pub(in crate::ide) fn citable(context: &Context, report: &Report, claim: usize) -> Vec<PassageId> {
    let Some(checked) = report.claims.get(claim) else { return Vec::new() };
    let judgement = &checked.judgement;
    if judgement.verdict != Verdict::Supported {
        return Vec::new();
    }
    let draft = &report.draft;
    let citations = checked.claim.citations.iter().filter_map(|it| draft.citations.get(*it));
    let cited: Vec<usize> = citations.flat_map(|it| cited_sources(&context.corpus, draft, it)).collect();
    let supporting = judgement.voices.iter().filter(|it| it.stance == Stance::Supports).map(|it| it.passage);
    let mut passages: Vec<PassageId> = Vec::new();
    for passage in supporting.chain(judgement.evidence.iter().map(|it| it.passage)) {
        let is_known = passages.iter().any(|it| it.source == passage.source);
        if !is_known && !cited.contains(&passage.source) && !contradicts(report, claim, passage.source) {
            passages.push(passage);
        }
    }
    passages.into_iter().map(|it| best_of(report, claim, it)).collect()
}

/// The passage of a source that bears a claim out best, rather than the one that the source speaks in.
fn best_of(report: &Report, claim: usize, passage: PassageId) -> PassageId {
    let evidence = report.claims[claim].judgement.evidence.iter().map(|it| it.passage);
    evidence.into_iter().find(|it| it.source == passage.source).unwrap_or(passage)
}

fn contradicts(report: &Report, claim: usize, source: usize) -> bool {
    let voices = &report.claims[claim].judgement.voices;
    voices.iter().any(|it| it.passage.source == source && it.stance == Stance::Contradicts)
}

/// The draft of a report with a citation for each claim that sources support whole and that has none, with the notes that
/// are missing, and with pages where the draft's other citations give them; all in its own style. `path` is its file.
pub fn cite_whole(context: &Context, report: &Report, path: Option<&Path>, wanted: &Wanted) -> CitedDraft {
    let citing = Citing { config: &context.config, corpus: &context.corpus, draft: &report.draft, path };
    let mut writer = Writer {
        context,
        report,
        path,
        wanted,
        style: style_of(&citing),
        places: Places::of(&citing),
        draft: Arc::clone(&report.draft),
        shifts: Vec::new(),
        changes: Vec::new(),
        left_out: Vec::new(),
    };
    for claim in 0..report.claims.len() {
        writer.write(claim);
    }
    let Writer { draft, changes, left_out, .. } = writer;
    CitedDraft { draft, changes, left_out }
}

/// Whether the citations of a draft say where in a source, by their syntax: of those that could.
struct Places(Vec<(CitationKind, bool)>);

impl Places {
    fn of(citing: &Citing) -> Self {
        let has_places = |source: usize| {
            let last = citing.corpus.document(source).passages.len().checked_sub(1);
            last.is_some_and(|passage| at(citing.corpus, PassageId { source, passage }).is_some())
        };
        let could = citing.draft.citations.iter().filter(|it| {
            let cited = cited_sources(citing.corpus, citing.draft, it);
            !cited.is_empty() && cited.into_iter().all(has_places)
        });
        Self(could.map(|it| (it.kind, it.locator.is_some())).collect())
    }

    /// Whether as many as not do; `None` where there are none to go by.
    fn are_given(&self, kind: CitationKind) -> Option<bool> {
        let all = self.0.iter().filter(|it| it.0 == kind);
        let n_given = all.clone().filter(|it| it.1).count();
        let n_all = all.count();
        (n_all > 0).then_some(2 * n_given >= n_all)
    }
}

fn kind_of(style: Style) -> CitationKind {
    match style {
        Style::Pandoc => CitationKind::Pandoc,
        Style::Footnote => CitationKind::Footnote,
        Style::Link => CitationKind::Link,
        Style::Wikilink => CitationKind::Wikilink,
        Style::SourceLine => CitationKind::SourceLine,
    }
}

/// What a source says of a claim by itself.
enum Heard {
    /// It bears the claim out, best in this passage.
    Whole(PassageId),
    Against,
    Less,
}

/// Each costs a hearing.
const MOST_CANDIDATES: usize = 5;

struct Writer<'a> {
    context: &'a Context,
    report: &'a Report,
    path: Option<&'a Path>,
    wanted: &'a Wanted,
    style: Style,
    places: Places,
    /// As it is by now.
    draft: Arc<Draft>,
    /// What was inserted: places in the draft as it was when that was done, with lengths.
    shifts: Vec<(usize, usize)>,
    changes: Vec<Change>,
    left_out: Vec<(usize, LeftOut)>,
}

impl Writer<'_> {
    fn write(&mut self, claim: usize) {
        let checked = &self.report.claims[claim];
        if self.wanted.without.contains(&claim) || !self.is_in_lines(checked.claim.span) {
            return;
        }
        if checked.judgement.verdict != Verdict::Supported || self.stands_in_note(checked.claim.span) {
            return;
        }
        let citations: Vec<&Citation> =
            checked.claim.citations.iter().filter_map(|it| self.report.draft.citations.get(*it)).collect();
        let without_note = citations.iter().find(|it| is_without_note(it)).map(|it| it.target.clone());
        if without_note.is_none() && citations.is_empty() {
            match self.why_not(claim) {
                Some(why) => self.left_out.push((claim, why)),
                None => self.write_citation(claim),
            }
        } else if self.why_not(claim).is_none() {
            match (without_note, &citations[..]) {
                (Some(label), _) => self.write_note(claim, &label),
                (None, [only]) => self.write_place(claim, only),
                _ => {}
            }
        }
    }

    fn write_citation(&mut self, claim: usize) {
        let candidates = citable(self.context, self.report, claim).into_iter().filter(|it| self.is_wanted(*it));
        let candidates: Vec<PassageId> = candidates.take(MOST_CANDIDATES).collect();
        let mut found = None;
        for passage in &candidates {
            match self.heard(claim, *passage) {
                Heard::Whole(passage) => {
                    found = Some(passage);
                    break;
                }
                Heard::Against => return self.left_out.push((claim, LeftOut::Disputed)),
                Heard::Less => {}
            }
        }
        let Some(passage) = found else {
            // Several together may bear it out.
            self.left_out.extend((!candidates.is_empty()).then_some((claim, LeftOut::InPart)));
            return;
        };
        let kind = kind_of(self.style);
        let at = at(&self.context.corpus, passage).filter(|_| self.places.are_given(kind) != Some(false));
        let span = self.moved(self.report.claims[claim].claim.span);
        let edits = cite(&self.citing(), self.style, passage.source, at, span);
        if edits.first().is_some_and(|it| is_quoted(&self.draft, it.span.start)) {
            self.left_out.push((claim, LeftOut::Quoted));
        } else if !edits.is_empty() {
            // A wiki's link has no room for it.
            let at = at.filter(|_| self.style != Style::Wikilink);
            if !self.change(Change { deed: CiteDeed::Cites, claim, passage, at, written: Vec::new() }, edits) {
                self.left_out.push((claim, LeftOut::NoStyle));
            }
        }
    }

    /// What a source says of a claim by itself. Copies of one text speak with one voice, and a copy may differ in a word.
    fn heard(&self, claim: usize, passage: PassageId) -> Heard {
        let judgement = hear(&self.context.corpus, &self.report.claims[claim].claim, passage.source).judgement;
        let own = judgement.evidence.iter().map(|it| it.passage).find(|it| it.source == passage.source);
        match judgement.verdict {
            Verdict::Refuted => Heard::Against,
            Verdict::Supported if judgement.reasons.is_empty() => Heard::Whole(own.unwrap_or(passage)),
            _ => Heard::Less,
        }
    }

    /// A note for a mark that has none: on the source that the mark is named for, else on one that supports all claims that
    /// bear the mark.
    fn write_note(&mut self, claim: usize, label: &str) {
        let has_note =
            |it: &Citation| it.kind == CitationKind::Footnote && it.target == *label && it.definition.is_some();
        if self.draft.citations.iter().any(has_note) {
            return;
        }
        let has_mark = |claim: usize| {
            let citations = self.report.claims[claim].claim.citations.iter();
            let mut marks = citations.filter_map(|it| self.report.draft.citations.get(*it));
            marks.any(|it| is_without_note(it) && it.target == *label)
        };
        let claims: Vec<usize> = (0..self.report.claims.len()).filter(|it| has_mark(*it)).collect();
        let of = |claim: usize| citable(self.context, self.report, claim);
        let supports_all =
            |source: usize| claims.iter().all(|claim| of(*claim).iter().any(|passage| passage.source == source));
        let is_sure = claims.iter().all(|it| self.why_not(*it).is_none());
        let named = self.context.corpus.sources().named(label);
        let found = of(claim).into_iter().filter(|it| named.is_none_or(|named| named == it.source));
        let Some(passage) = found.into_iter().find(|it| is_sure && self.is_wanted(*it) && supports_all(it.source))
        else {
            return;
        };
        let place = |claim: &usize| {
            let passage = of(*claim).into_iter().find(|it| it.source == passage.source);
            passage.and_then(|it| at(&self.context.corpus, it))
        };
        // One note for two places names neither.
        let place = place(&claim).filter(|first| claims.iter().all(|it| place(it) == Some(*first)));
        let place = place.filter(|_| self.places.are_given(CitationKind::Footnote) != Some(false));
        let Some(cited) = self.context.corpus.sources().get(passage.source) else { return };
        let citing = self.citing();
        let writer = Cite { citing: &citing, source: passage.source, cited, at: place, claim: Span::default() };
        let edits = vec![writer.definition(label)];
        self.change(Change { deed: CiteDeed::WritesNote, claim, passage, at: place, written: Vec::new() }, edits);
    }

    /// The place in the source for a citation that gives none, in a draft whose others do.
    fn write_place(&mut self, claim: usize, citation: &Citation) {
        let draft = &self.report.draft;
        let [source] = cited_sources(&self.context.corpus, draft, citation)[..] else { return };
        let judgement = &self.report.claims[claim].judgement;
        let supporting = judgement.voices.iter().filter(|it| it.stance == Stance::Supports).map(|it| it.passage);
        let Some(passage) = supporting.into_iter().find(|it| it.source == source) else { return };
        if citation.locator.is_some()
            || self.places.are_given(citation.kind) != Some(true)
            || !self.is_wanted(passage)
            || contradicts(self.report, claim, source)
        {
            return;
        }
        let Heard::Whole(passage) = self.heard(claim, passage) else { return };
        let Some(place) = at(&self.context.corpus, passage) else { return };
        let Some(edit) = place_edit(draft, citation, place) else { return };
        let edits = vec![Edit { span: self.moved(edit.span), ..edit }];
        self.change(Change { deed: CiteDeed::Locates, claim, passage, at: Some(place), written: Vec::new() }, edits);
    }

    /// Makes edits that only insert, and keeps them if they are read as they are meant; whether they were.
    fn change(&mut self, mut change: Change, mut edits: Vec<Edit>) -> bool {
        edits.sort_by_key(|it| it.span);
        let mut text = self.draft.text.clone();
        for edit in edits.iter().rev() {
            text.insert_str(edit.span.start, &edit.text);
        }
        let mut added = 0;
        for edit in &edits {
            let start = edit.span.start + added;
            change.written.push(Span::new(start, start + edit.text.len()));
            added += edit.text.len();
        }
        let saved = &self.report.draft;
        let new = Draft { saved: saved.saved, today: saved.today.clone(), ..Draft::parse(&text) };
        let new = with_attributions(&self.context.corpus, Arc::new(new));
        if !is_read(self.context, &new, &change) {
            return false;
        }
        for earlier in self.changes.iter_mut().flat_map(|it| &mut it.written) {
            let before: usize = edits.iter().filter(|it| it.span.start <= earlier.start).map(|it| it.text.len()).sum();
            *earlier = earlier.shifted(before);
        }
        self.shifts.extend(edits.iter().rev().map(|it| (it.span.start, it.text.len())));
        self.draft = new;
        self.changes.push(change);
        true
    }

    /// A span of the report's draft in the draft as it is by now.
    fn moved(&self, span: Span) -> Span {
        let place = |at: usize, is_end: bool| {
            self.shifts.iter().fold(at, |at, (start, len)| {
                // What was inserted at the end of a sentence stands before the next one, and behind its own.
                if *start < at || (*start == at && !is_end) { at + len } else { at }
            })
        };
        Span::new(place(span.start, false), place(span.end, !span.is_empty()))
    }

    fn citing(&self) -> Citing<'_> {
        let context = self.context;
        Citing { config: &context.config, corpus: &context.corpus, draft: &self.draft, path: self.path }
    }

    fn is_wanted(&self, passage: PassageId) -> bool {
        self.wanted.sources.is_empty() || self.wanted.sources.contains(&passage.source)
    }

    fn is_in_lines(&self, claim: Span) -> bool {
        let lines = &self.report.draft.lines;
        let (first, last) = (lines.line_of(claim.start), lines.line_of(claim.end.saturating_sub(1).max(claim.start)));
        let touches = |it: &RangeInclusive<u32>| *it.start() as usize <= last && first <= *it.end() as usize;
        self.wanted.lines.is_empty() || self.wanted.lines.iter().any(touches)
    }

    /// Whether a claim stands in a note, which is a citation itself, or in a row of a table that has one.
    fn stands_in_note(&self, claim: Span) -> bool {
        let draft = &self.report.draft;
        let Some(block) = draft.blocks.iter().find(|it| it.span.covers(claim)) else { return false };
        let row = draft.lines.line_of(claim.start);
        let is_in_row = |it: &Citation| draft.lines.line_of(it.span.start) == row;
        match block.kind {
            BlockKind::Footnote => true,
            BlockKind::TableCell => draft.citations.iter().any(is_in_row),
            _ => false,
        }
    }

    /// Why nothing is written about a supported claim.
    fn why_not(&self, claim: usize) -> Option<LeftOut> {
        let report = self.report;
        let checked = &report.claims[claim];
        let span = checked.claim.span;
        let reasons = &checked.judgement.reasons;
        let is_contested = checked.judgement.voices.iter().any(|it| it.stance == Stance::Contradicts);
        let is_ignored = report.draft.ignores.iter().any(|it| {
            let covers = it.covers.is_none_or(|covers| covers.overlaps(span));
            covers && (it.rules.is_empty() || it.rules.iter().any(|(name, _)| name == "uncited-claim"))
        });
        let is_accepted = || self.context.config.accepted.of(&claim_words(&checked.claim.text)).next().is_some();
        let is_quoted = || {
            let block = report.draft.blocks.iter().find(|it| it.span.covers(span));
            block.is_some_and(|it| it.kind == BlockKind::BlockQuote)
        };
        let to_settle = || report.findings.iter().any(|it| it.claim == Some(claim) && it.level >= Level::Warning);
        if is_contested || reasons.iter().any(|it| it.kind == ReasonKind::Disputed) {
            Some(LeftOut::Disputed)
        } else if !reasons.is_empty() {
            let is_hint = reasons.iter().all(|it| it.strength == Strength::Hint);
            Some(if is_hint { LeftOut::InPart } else { LeftOut::ToSettle })
        } else if is_ignored || is_accepted() {
            Some(LeftOut::Accepted)
        } else if is_quoted() {
            Some(LeftOut::Quoted)
        } else {
            to_settle().then_some(LeftOut::ToSettle)
        }
    }
}

/// Whether a citation is the mark of a note that is not there.
fn is_without_note(citation: &Citation) -> bool {
    citation.kind == CitationKind::Footnote && citation.definition.is_none() && !citation.target.is_empty()
}

/// Whether what is written for a change is read as a citation of its source, and as giving its place.
fn is_read(context: &Context, draft: &Draft, change: &Change) -> bool {
    let source = change.passage.source;
    let says = |it: &&Citation| {
        let is_source = cited_sources(&context.corpus, draft, it).contains(&source);
        is_source && (it.locator.is_some() || change.deed != CiteDeed::Locates)
    };
    let touches = |it: &&Citation| {
        let spans = [Some(it.span), it.definition];
        spans.into_iter().flatten().any(|it| change.written.iter().any(|written| it.overlaps(*written)))
    };
    draft.citations.iter().filter(touches).any(|it| says(&it))
}

/// Whether a place of a draft is between quotation marks.
fn is_quoted(draft: &Draft, at: usize) -> bool {
    let Some(block) = draft.blocks.iter().find(|it| it.span.touches(at)) else { return false };
    let is_inside = |it: Span| it.start <= at && at <= it.end;
    if read_quotations(&draft.prose, block.span).iter().any(|it| is_inside(it.inner)) {
        return true;
    }
    // Longer ones than are read as quotations, or ones that go on in the next paragraph.
    let before = Span::new(block.span.start, at.max(block.span.start)).of(&draft.prose);
    let count = |mark: char| before.matches(mark).count();
    count('“') > count('”') || count('"') % 2 == 1
}

/// The place, where a citation has none.
fn place_edit(draft: &Draft, citation: &Citation, place: At) -> Option<Edit> {
    let text = &draft.text;
    let words = match place {
        At::Page(page) => format!("p. {page}"),
        At::Paragraph(paragraph) => format!("para. {paragraph}"),
    };
    let insert = |at: usize, text: String| Some(Edit { span: Span::new(at, at), text });
    match citation.kind {
        CitationKind::Pandoc => {
            let braced = usize::from(text[citation.target_span.end..].starts_with('}'));
            let is_bracket = citation.span.of(text).starts_with('[');
            match is_bracket {
                true => insert(citation.target_span.end + braced, format!(", {words}")),
                false => insert(citation.span.end, format!(" [{words}]")),
            }
        }
        CitationKind::SourceLine => insert(citation.target_span.end, format!(", {words}")),
        CitationKind::Link => {
            let is_plain = citation.target_span.of(text) == citation.target;
            let path = citation.target.to_ascii_lowercase();
            match place {
                At::Page(page) if is_plain && path.ends_with(".pdf") => {
                    insert(citation.target_span.end, format!("#page={page}"))
                }
                _ => None,
            }
        }
        CitationKind::Footnote => place_in_note(draft, citation, place, &words),
        CitationKind::Wikilink | CitationKind::Attribution => None,
    }
}

/// The same in a note that one claim bears the mark of, and that cites one source.
fn place_in_note(draft: &Draft, citation: &Citation, place: At, words: &str) -> Option<Edit> {
    let text = &draft.text;
    let definition = citation.definition?;
    let is_use = |it: &&Citation| it.kind == CitationKind::Footnote && it.definition == citation.definition;
    if draft.citations.iter().filter(is_use).count() != 1 {
        return None;
    }
    let insert = |at: usize| Some(Edit { span: Span::new(at, at), text: format!(", {words}") });
    let is_inside = |it: &&Citation| it.kind != CitationKind::Footnote && definition.covers(it.span);
    let mut inner = draft.citations.iter().filter(is_inside);
    match (inner.next(), inner.next()) {
        (Some(only), None) if only.kind == CitationKind::Link => {
            // "Reuters, “The ferry stops”, 3 March 2024, <https://…>"
            let before = text[definition.start..only.span.start].trim_end_matches(['<', '(']);
            let is_bare = !only.span.of(text).starts_with('[');
            match before.trim_end().strip_suffix(',').filter(|it| is_bare && !it.is_empty()) {
                Some(described) => insert(definition.start + described.len()),
                None => insert(only.span.end + usize::from(text[only.span.end..].starts_with('>'))),
            }
        }
        (Some(only), None) => place_edit(draft, only, place).filter(|_| in_footnote(draft, only)),
        (None, _) => {
            let described = definition.of(text).trim_end();
            insert(definition.start + described.strip_suffix('.').unwrap_or(described).len())
        }
        _ => None,
    }
}
