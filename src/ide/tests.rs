use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::check::CheckedClaim;
use crate::claim::Claim;
use crate::config::Level;
use crate::corpus::index::{FileRecord, Index, Stamp};
use crate::corpus::{Extract, Metadata, PassageId, PassageSpan};
use crate::draft::{Block, BlockKind, Citation, CitationKind, Draft};
use crate::judge::{Evidence, Judgement, Reason, ReasonKind, Strength, Verdict};
use crate::lexicon::{Lexicon, Mention, Term, TermKind};
use crate::rules::Finding;
use crate::text::{LineIndex, Sentence, split_sentences};

const SOURCE: &str =
    "Talks opened at Mar-a-Lago.\nKyrylo Budanov asked for 15 years.\n[Kyrylo Budanov](command:x) left early.\n";
const OTHER: &str = "Nobody else spoke.\nKyrylo Budanov spoke of years to come.\n";
const DRAFT: &str = "Kyrylo Budanov wants 25 years [@talks].[^1]\n\n[^1]: See [@talks].\n";

fn record(path: &str, text: &str, metadata: Metadata) -> FileRecord {
    let lines = LineIndex::new(text);
    let passages = split_sentences(text, Span::new(0, text.len())).into_iter().map(|span| PassageSpan {
        span,
        origin: span,
        start: lines.place(text, span.start),
        end: lines.place(text, span.end),
        ..PassageSpan::default()
    });
    let extract = Extract { metadata, text: text.to_owned(), passages: passages.collect(), ..Extract::default() };
    FileRecord {
        path: path.into(),
        stamp: Stamp { hash: path.to_owned(), ..Stamp::default() },
        outcome: Ok(extract),
        changed: None,
    }
}

fn context() -> Context {
    let talks = Metadata {
        key: Some("talks".to_owned()),
        title: Some("The <b>talks</b>".to_owned()),
        publisher: Some("Reuters".to_owned()),
        date: Some("2025-12-29".to_owned()),
        reliability: Some("B2".to_owned()),
        url: Some("https://example.org/talks".to_owned()),
        ..Metadata::default()
    };
    let index = Index::in_memory();
    let records = vec![
        record("/corpus/other.md", OTHER, Metadata { date: Some("2024".to_owned()), ..Metadata::default() }),
        record("/corpus/talks.md", SOURCE, talks),
    ];
    index.update(&[], records).expect("memory");
    let budanov = Term {
        name: "Kyrylo Budanov".to_owned(),
        kind: TermKind::Name,
        aliases: vec!["Budanov".to_owned()],
        roles: vec!["head of intelligence".to_owned()],
        definition: None,
        replaced: Vec::new(),
        n_passages: 3,
    };
    Context {
        config: Arc::default(),
        corpus: Arc::new(index.corpus().expect("memory")),
        lexicon: Arc::new(Lexicon::new(vec![budanov])),
        generation: 1,
    }
}

fn span_of(words: &str) -> Span {
    let start = DRAFT.find(words).expect("in the draft");
    Span::new(start, start + words.len())
}

fn source(context: &Context, path: &str) -> usize {
    context.corpus.sources().iter().position(|it| it.path == Path::new(path)).expect("a source")
}

fn report(context: &Context, verdict: Verdict) -> Report {
    let span = span_of("Kyrylo Budanov wants 25 years [@talks].");
    let text = DRAFT.replace("[@talks]", "        ")[span.start..span.end].to_owned();
    let talks = source(context, "/corpus/talks.md");
    let claim = Claim {
        span,
        sentence: Sentence::read(&text, Span::new(0, text.len())),
        text,
        quotations: Vec::new(),
        mentions: vec![Mention { span: span_of("Kyrylo Budanov"), term: 0 }],
        citations: vec![0],
        before: Vec::new(),
        opens_draft: false,
        is_first_person: false,
    };
    let evidence =
        Evidence { passage: PassageId { source: talks, passage: 1 }, score: 80.0, matched: vec![Span::new(28, 42)] };
    let reason = Reason {
        kind: ReasonKind::Figure,
        strength: Strength::Conflict,
        span: span_of("25 years"),
        claim_words: "25 years".to_owned(),
        source_words: "15 years".to_owned(),
        evidence: Some(0),
        replacement: Some("15 years".to_owned()),
    };
    let is_refuted = verdict == Verdict::Refuted;
    let judgement = Judgement {
        verdict,
        score: 0.5,
        coverage: 0.8,
        reasons: if is_refuted { vec![reason] } else { Vec::new() },
        evidence: vec![evidence.clone()],
        missing: Vec::new(),
        voices: Vec::new(),
    };
    let finding = Finding {
        rule: "conflicting-figure",
        level: Level::Error,
        span: span_of("25 years"),
        message: "the sources say 15 years, the draft says 25: `talks`, line 2".to_owned(),
        claim: Some(0),
        evidence: vec![evidence],
        fixes: Vec::new(),
    };
    let definition = span_of("[^1]: See [@talks].");
    let pandoc = |start: usize| Citation {
        kind: CitationKind::Pandoc,
        span: Span::new(start, start + 8),
        target_span: Span::new(start + 2, start + 7),
        target: "talks".to_owned(),
        definition: None,
        locator: None,
    };
    let footnote = Citation {
        kind: CitationKind::Footnote,
        span: span_of("[^1]"),
        target_span: span_of("1"),
        target: "1".to_owned(),
        definition: Some(definition),
        locator: None,
    };
    let first = DRAFT.find("[@talks]").expect("a citation");
    let second = DRAFT.rfind("[@talks]").expect("a citation");
    let draft = Draft {
        text: DRAFT.to_owned(),
        prose: DRAFT.to_owned(),
        lines: LineIndex::new(DRAFT),
        blocks: vec![Block { kind: BlockKind::Paragraph, span, language: Default::default(), sentences: vec![span] }],
        citations: vec![pandoc(first), footnote, pandoc(second)],
        ignores: Vec::new(),
        attributions: Vec::new(),
        destinations: Vec::new(),
        dated: None,
        today: None,
        saved: None,
    };
    Report {
        draft: Arc::new(draft),
        claims: vec![CheckedClaim { claim, judgement: Arc::new(judgement) }],
        findings: if is_refuted { vec![finding] } else { Vec::new() },
        accepted: Vec::new(),
        n_left_out: 0,
        is_checked: true,
    }
}

fn hover_on(words: &str, verdict: Verdict) -> Hover {
    let context = context();
    let report = report(&context, verdict);
    hover(&context, &report, span_of(words).start).expect("a hover")
}

#[test]
fn a_mention_shows_the_passages_for_its_sentence_best_first() {
    let hover = hover_on("Kyrylo", Verdict::Supported);
    assert_eq!(hover.span, span_of("Kyrylo Budanov"));
    let plain = &hover.plain;
    assert!(plain.starts_with("Kyrylo Budanov, head of intelligence\n\nalso: Budanov"), "{plain}");
    let place = |it: &str| plain.find(it).unwrap_or_else(|| panic!("{it:?} in {plain}"));
    assert!(place("talks, line 2") < place("other, line 2"));
    assert!(place("2 sources, the newest of 2025-12-29") > place("other, line 2"));
    assert!(hover.markdown.contains("[talks, line 2](file:///corpus/talks.md#L2)"), "{}", hover.markdown);
    assert!(hover.markdown.contains("**Kyrylo Budanov** asked for"), "{}", hover.markdown);
}

#[test]
fn nothing_of_a_source_is_active_in_a_hover() {
    let hover = hover_on("Kyrylo", Verdict::Supported);
    assert!(hover.markdown.contains(r"\<b\>talks"), "{}", hover.markdown);
}

#[test]
fn a_claim_shows_its_verdict_with_the_evidence() {
    let hover = hover_on("wants", Verdict::Supported);
    assert!(hover.plain.starts_with("Supported by the sources"), "{}", hover.plain);
    assert!(hover.plain.contains("Kyrylo Budanov asked for 15 years."), "{}", hover.plain);
    let hover = hover_on("wants", Verdict::Refuted);
    assert!(hover.plain.contains("25 years: the sources say 15 years"), "{}", hover.plain);
    let hover = hover_on("wants", Verdict::NotEnoughInfo);
    assert!(hover.plain.starts_with("No support found in the sources"), "{}", hover.plain);
}

#[test]
fn a_figure_with_a_finding_shows_it_and_one_without_shows_its_claim() {
    let hover = hover_on("25 years", Verdict::Refuted);
    assert_eq!(hover.span, span_of("25 years"));
    assert!(hover.markdown.contains("- **25 years**: the sources say **15 years**"), "{}", hover.markdown);
    assert_ne!(hover_on("25 years", Verdict::Supported).span, span_of("25 years"));
}

#[test]
fn a_citation_shows_the_card_of_its_source() {
    let hover = hover_on("[@talks]", Verdict::Supported);
    assert!(hover.plain.starts_with("The <b>talks</b> · Reuters · 2025-12-29 · reliability B2"), "{}", hover.plain);
    assert!(hover.plain.contains("cited 2 times here"), "{}", hover.plain);
    assert!(hover.markdown.contains("(https://example.org/talks)"), "{}", hover.markdown);
    assert!(hover_on("[^1]", Verdict::Supported).plain.starts_with("The <b>talks</b>"));
}

#[test]
fn definitions_lead_to_the_best_passage_else_the_head_of_a_source_and_to_the_footnote() {
    let context = context();
    let report = report(&context, Verdict::Supported);
    let line = |words: &str| {
        let definition = definition(&context, &report, span_of(words).start).expect("a definition");
        let target = &definition.targets[0];
        (target.path.as_ref().map(|it| it.display().to_string()), target.start.line)
    };
    let talks = Some("/corpus/talks.md".to_owned());
    assert_eq!(line("Kyrylo"), (talks.clone(), 1));
    assert_eq!(line("wants"), (talks.clone(), 1));
    assert_eq!(line("[@talks]"), (talks.clone(), 1));
    assert_eq!(line("[^1]"), (None, 2));
    assert_eq!(definition(&context, &report, span_of("See").start), None);
    // In the note it stands beside no claim.
    let in_note = DRAFT.rfind("[@talks]").expect("a citation");
    let head = definition(&context, &report, in_note).expect("a definition").targets.remove(0);
    assert_eq!((head.path, head.start.line), (talks.map(Into::into), 0));
}

#[test]
fn references_are_all_passages_of_a_term_and_all_uses_of_a_key() {
    let context = context();
    let report = report(&context, Verdict::Supported);
    let places = |words: &str| {
        let found = references(&context, &report, span_of(words).start).expect("references");
        let targets: Vec<_> = found.uses.into_iter().chain(found.passages).collect();
        let name = |it: &Target| it.path.as_ref().map_or("draft".to_owned(), |it| it.display().to_string());
        targets.iter().map(|it| format!("{}:{}", name(it), it.start.line)).collect::<Vec<_>>()
    };
    let passages = places("Kyrylo");
    let in_sources: Vec<_> = passages.iter().filter(|it| !it.starts_with("draft")).collect();
    assert_eq!(in_sources, ["/corpus/other.md:1", "/corpus/talks.md:1", "/corpus/talks.md:2"]);
    // The last is the passage of that source that bears out the claim.
    assert_eq!(places("[@talks]"), ["draft:0", "draft:2", "/corpus/talks.md:1"]);
    assert_eq!(places("wants"), ["/corpus/talks.md:1"]);
}

#[test]
fn a_key_that_names_no_source_is_told() {
    let context = context();
    let mut report = report(&context, Verdict::Supported);
    let mut draft = (*report.draft).clone();
    draft.citations[0].target = "nobody".to_owned();
    report.draft = Arc::new(draft);
    let hover = hover(&context, &report, span_of("[@talks]").start).expect("a hover");
    assert_eq!(hover.plain, "no source of the corpus is called nobody");
    assert_eq!(definition(&context, &report, span_of("[@talks]").start), None);
}
