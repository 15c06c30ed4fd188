//! `citecheck show`: what each step of the work hands on.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::check::{Memo, Report, check};
use crate::claim::{Claim, find_claims, find_unchecked};
use crate::corpus::Corpus;
use crate::draft::Draft;
use crate::judge::{How, Judgement, Match, MatchKind, explain};
use crate::load::read_draft_within;
use crate::retrieve::{Hit, retrieve};
use crate::rules::{in_plain_words, match_line, place_of, reason_message, voices_in_words, with_attributions};
use crate::text::{Span, visible};

use super::passages::passage_line;
use super::trouble::report_notice;
use super::workspace::Workspaces;
use super::{Outcome, Place, Step, print};

pub(super) fn run(place: &Place, step: Step, file: &Path) -> anyhow::Result<Outcome> {
    let workspace = Workspaces::new(place).of(file);
    let context = &workspace.context;
    let text = match read_draft_within(file, context.config.limits.max_draft_bytes) {
        Ok(text) => text,
        Err(notice) => {
            report_notice(&notice);
            return Ok(Outcome::Trouble);
        }
    };
    let draft = with_attributions(&context.corpus, Arc::new(Draft::parse(&text)));
    let needs_corpus = matches!(step, Step::Hits | Step::Judgements);
    if needs_corpus && workspace.is_broken() {
        return Ok(Outcome::Trouble);
    }
    let shown = match step {
        Step::Draft => show_draft(&draft),
        Step::Claims => show_claims(&draft, &find_claims(&draft, &context.lexicon)),
        Step::Hits => show_hits(&draft, &find_claims(&draft, &context.lexicon), &context.corpus),
        Step::Judgements => show_judgements(&check(context, draft, &Memo::default()), &context.corpus),
    };
    print::out(&shown)?;
    Ok(Outcome::Clean)
}

// Writing to a string does not fail, hence `_ =` in what follows.

fn show_draft(draft: &Draft) -> String {
    let mut acc = String::new();
    for block in &draft.blocks {
        let language = if block.language.is_read() { "" } else { block.language.name() };
        let separator = if language.is_empty() { "" } else { ", in " };
        _ = writeln!(acc, "{}: {:?}{separator}{language}", line(draft, block.span), block.kind);
        for sentence in &block.sentences {
            _ = writeln!(acc, "  {}", words(draft, *sentence));
        }
    }
    for citation in &draft.citations {
        let (place, target) = (line(draft, citation.span), visible(&citation.target));
        let locator = citation.locator.as_ref();
        let locator = locator.map(|it| format!(", {:?} {}", it.kind, visible(&it.value))).unwrap_or_default();
        _ = writeln!(acc, "{place}: citation, {:?}: {target}{locator}", citation.kind);
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
        let own = if claim.is_first_person { "own view unless a source says so of itself: " } else { "" };
        _ = writeln!(acc, "{}: {own}{}", line(draft, claim.span), words(draft, claim.span));
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
    for unchecked in find_unchecked(draft) {
        for sentence in unchecked.sentences {
            let (place, name) = (line(draft, sentence), unchecked.language.name());
            _ = writeln!(acc, "{place}: not a claim, in {name}: {}", words(draft, sentence));
        }
    }
    acc
}

fn show_hits(draft: &Draft, claims: &[Claim], corpus: &Corpus) -> String {
    let mut acc = String::new();
    for claim in claims {
        let mut sentence = claim.sentence.clone();
        corpus.settle_names(&mut sentence);
        let hits = retrieve(corpus, &sentence, None);
        let [best, window, set] = [&hits.best, &hits.window, &hits.set].map(|it| it.coverage);
        _ = writeln!(acc, "{}: {}", line(draft, claim.span), words(draft, claim.span));
        _ = writeln!(acc, "  coverage: best {best:.2}, window {window:.2}, set {set:.2}");
        for hit in &hits.candidates {
            _ = writeln!(acc, "  {}", passage_line(corpus, &sentence, hit));
        }
    }
    acc
}

fn show_judgements(report: &Report, corpus: &Corpus) -> String {
    let mut acc = String::new();
    for it in &report.claims {
        let (draft, judgement) = (&report.draft, &it.judgement);
        _ = writeln!(acc, "{}: {}", line(draft, it.claim.span), words(draft, it.claim.span));
        let Judgement { verdict, score, coverage, .. } = judgement.as_ref();
        _ = writeln!(acc, "  {verdict:?}, support {score:.2}, coverage {coverage:.2}");
        if let Some(voices) = voices_in_words(judgement) {
            _ = writeln!(acc, "  {voices}");
        }
        let place = |idx: Option<usize>| {
            let evidence = idx.and_then(|it| judgement.evidence.get(it));
            evidence.map(|it| format!(": {}", place_of(corpus, it))).unwrap_or_default()
        };
        for reason in &judgement.reasons {
            let (strength, kind) = (reason.strength, reason.kind);
            _ = writeln!(acc, "  {strength:?} {kind:?}: {}{}", reason_message(reason), place(reason.evidence));
        }
        let is_plain = |it: &Match| it.kind == MatchKind::Word && it.how == How::Same;
        let (plain, others): (Vec<Match>, Vec<Match>) =
            explain(corpus, &it.claim, judgement).into_iter().partition(is_plain);
        list(&mut acc, "Word Same", plain.iter().map(|it| visible(&it.claim_words).into_owned()));
        for found in others {
            let words = in_plain_words(&match_line(&found));
            _ = writeln!(acc, "  {:?} {:?}: {words}{}", found.kind, found.how, place(found.evidence));
        }
        list(&mut acc, "missing", judgement.missing.iter().map(|it| words(draft, *it)));
        for evidence in &judgement.evidence {
            if let Some(hit) = Hit::new(corpus, evidence.passage) {
                let passage = passage_line(corpus, &it.claim.sentence, &hit);
                _ = writeln!(acc, "  {:5.1}  {passage}", evidence.score);
            }
        }
    }
    acc
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
