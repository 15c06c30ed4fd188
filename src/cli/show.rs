//! `citecheck show`: what each step of the work hands on.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::check::{Memo, Report, check};
use crate::claim::{Claim, find_claims};
use crate::corpus::Corpus;
use crate::draft::Draft;
use crate::judge::Judgement;
use crate::rules::place_of;
use crate::text::{Span, visible};

use super::check::{folder_of, read_draft};
use super::workspace::{Workspaces, is_broken};
use super::{Outcome, Place, Step, print};

pub(super) fn run(place: &Place, step: Step, file: &Path) -> anyhow::Result<Outcome> {
    let workspace = Workspaces::new(place).of(&folder_of(file));
    let context = &workspace.context;
    let text = read_draft(file, context.config.limits.max_draft_bytes)?;
    let draft = Arc::new(Draft::parse(&text));
    let needs_corpus = matches!(step, Step::Hits | Step::Judgements);
    if needs_corpus && is_broken(&workspace) {
        return Ok(Outcome::Trouble);
    }
    let shown = match step {
        Step::Draft => show_draft(&draft),
        Step::Claims => show_claims(&draft, &find_claims(&draft, &context.lexicon)),
        Step::Hits => show_judged(&check(context, draft, &Memo::default()), &context.corpus, show_hits),
        Step::Judgements => show_judged(&check(context, draft, &Memo::default()), &context.corpus, show_judgement),
    };
    print::out(&shown)?;
    Ok(Outcome::Clean)
}

// Writing to a string does not fail, hence `_ =` in what follows.

fn show_draft(draft: &Draft) -> String {
    let mut acc = String::new();
    for block in &draft.blocks {
        _ = writeln!(acc, "{}: {:?}", line(draft, block.span), block.kind);
        for sentence in &block.sentences {
            _ = writeln!(acc, "  {}", words(draft, *sentence));
        }
    }
    for citation in &draft.citations {
        let (place, target) = (line(draft, citation.span), visible(&citation.target));
        _ = writeln!(acc, "{place}: citation, {:?}: {target}", citation.kind);
    }
    for ignore in &draft.ignores {
        let rules: Vec<&str> = ignore.rules.iter().map(|it| it.0.as_str()).collect();
        let covers = ignore.covers.map_or("the file".to_owned(), |it| words(draft, it));
        _ = writeln!(acc, "{}: ignore {} in {covers}", line(draft, ignore.span), visible(&rules.join(", ")));
    }
    acc
}

fn show_claims(draft: &Draft, claims: &[Claim]) -> String {
    let mut acc = String::new();
    for claim in claims {
        _ = writeln!(acc, "{}: {}", line(draft, claim.span), words(draft, claim.span));
        let quantities = claim.sentence.quantities.iter().map(|it| visible(it.span.of(&claim.text)).into_owned());
        let quotations = claim.quotations.iter().map(|it| visible(it.inner.of(&claim.text)).into_owned());
        let mentions = claim.mentions.iter().map(|it| words(draft, it.span));
        let citations = claim.citations.iter().filter_map(|it| draft.citations.get(*it));
        let citations = citations.map(|it| visible(&it.target).into_owned());
        list(&mut acc, "figures", quantities);
        list(&mut acc, "quotations", quotations);
        list(&mut acc, "mentions", mentions);
        list(&mut acc, "citations", citations);
    }
    acc
}

fn show_judged(report: &Report, corpus: &Corpus, show: fn(&mut String, &Corpus, &Draft, &Judgement)) -> String {
    let mut acc = String::new();
    for it in &report.claims {
        let draft = &report.draft;
        _ = writeln!(acc, "{}: {}", line(draft, it.claim.span), words(draft, it.claim.span));
        show(&mut acc, corpus, draft, &it.judgement);
    }
    acc
}

fn show_hits(acc: &mut String, corpus: &Corpus, _draft: &Draft, judgement: &Judgement) {
    for hit in &judgement.evidence {
        let document = corpus.document(hit.passage.source);
        let span = document.passages.get(hit.passage.passage).map(|it| it.place.span);
        let passage = span.map_or("", |it| it.of(&document.text));
        _ = writeln!(acc, "  {:5.1}  {}: {}", hit.score, place_of(corpus, hit), visible(passage));
    }
}

fn show_judgement(acc: &mut String, corpus: &Corpus, draft: &Draft, judgement: &Judgement) {
    let Judgement { verdict, score, coverage, .. } = judgement;
    _ = writeln!(acc, "  {verdict:?}, support {score:.2}, coverage {coverage:.2}");
    for reason in &judgement.reasons {
        let (ours, theirs) = (visible(&reason.claim_words), visible(&reason.source_words));
        _ = write!(acc, "  {:?} {:?}: “{ours}” / “{theirs}”", reason.strength, reason.kind);
        let evidence = reason.evidence.and_then(|it| judgement.evidence.get(it));
        let place = evidence.map(|it| format!(", {}", place_of(corpus, it)));
        _ = writeln!(acc, "{}", place.unwrap_or_default());
    }
    list(acc, "missing", judgement.missing.iter().map(|it| words(draft, *it)));
    show_hits(acc, corpus, draft, judgement);
}

fn list(acc: &mut String, what: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        _ = writeln!(acc, "  {what}: {}", items.join("; "));
    }
}

fn line(draft: &Draft, span: Span) -> usize {
    draft.lines.line_of(span.start) + 1
}

fn words(draft: &Draft, span: Span) -> String {
    visible(span.of(&draft.text)).into_owned()
}
