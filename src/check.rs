//! The pipeline as one function, and its memo.

use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::sync::Cache;
use rayon::prelude::*;

use crate::claim::{self, Claim, find_claims, find_unchecked};
use crate::config::{Acceptance, Components, Config};
use crate::corpus::Corpus;
use crate::draft::{Draft, LocatorKind};
use crate::judge::{Hearing, Judgement, Stance, Strength, Verdict, coverage_of_pages, hear, judge};
use crate::lexicon::Lexicon;
use crate::rules::{self, Cited, Ctx, Finding};
use crate::text::{LineIndex, Span};

/// What a draft is checked against. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub config: Arc<Config>,
    pub corpus: Arc<Corpus>,
    pub lexicon: Arc<Lexicon>,
    /// Changes whenever the corpus, the lexicon or the configuration does.
    pub generation: u64,
}

/// A claim with what was found about it.
#[derive(Clone, Debug)]
pub struct CheckedClaim {
    pub claim: Claim,
    pub judgement: Arc<Judgement>,
}

/// All that is known about one draft. By default: nothing, as it was not checked.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub draft: Arc<Draft>,
    pub claims: Vec<CheckedClaim>,
    /// In order of place, then rule.
    pub findings: Vec<Finding>,
    /// What is not among the findings as somebody has accepted the claim, with that.
    pub accepted: Vec<(Finding, Acceptance)>,
    /// Findings past the limit, left out of `findings`.
    pub n_left_out: usize,
    /// Whether the draft was checked; without it the absence of findings means nothing.
    pub is_checked: bool,
}

/// A report in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub n_claims: usize,
    pub n_supported: usize,
    pub n_refuted: usize,
    pub n_not_enough_info: usize,
    pub n_findings: usize,
    /// Findings that are not among them as somebody has accepted the claim.
    pub n_accepted: usize,
    /// Sentences that were not checked, as they are in a language that we do not read.
    pub n_unchecked: usize,
}

/// Below this many claims the threads cost more than they save.
const FEW: usize = 4;

/// Judgements of claims seen before, keyed by all they depended on. Throwing it away changes nothing but the time.
pub struct Memo {
    judgements: Cache<Key, Remembered>,
    /// What cited sources say of claims, by the source.
    hearings: Cache<(Key, usize), Arc<Hearing>>,
    /// Of the judgements: those of an older one are of no use any more, and would fill the memory.
    generation: AtomicU64,
}

/// All that a judgement depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    generation: u64,
    components: Components,
    text: String,
    /// The names that mark words, relative to the claim.
    mentions: Vec<(Span, usize)>,
    citations: Vec<String>,
    /// The sentences that say whom a pronoun stands for.
    before: Vec<String>,
    opens_draft: bool,
}

#[derive(Clone)]
struct Remembered {
    judgement: Arc<Judgement>,
    /// Where the claim stood when it was judged.
    start: usize,
}

impl Default for Memo {
    fn default() -> Self {
        // Some tens of drafts; a judgement takes a few hundred bytes.
        Self { judgements: Cache::new(20_000), hearings: Cache::new(5_000), generation: AtomicU64::new(0) }
    }
}

impl Memo {
    fn begin(&self, context: &Context) {
        if self.generation.swap(context.generation, Ordering::Relaxed) != context.generation {
            self.judgements.clear();
            self.hearings.clear();
        }
    }

    fn judgement(&self, context: &Context, draft: &Draft, claim: &Claim) -> Arc<Judgement> {
        let key = key(context, draft, claim);
        if let Some(seen) = self.judgements.get(&key) {
            return moved(&seen, claim.span.start);
        }
        let judgement = Arc::new(judge(&context.corpus, claim));
        let start = claim.span.start;
        self.judgements.insert(key, Remembered { judgement: Arc::clone(&judgement), start });
        judgement
    }
}

impl Memo {
    /// What a source says by itself. Its spans in the draft may be those of another place.
    fn hearing(&self, context: &Context, draft: &Draft, claim: &Claim, source: usize) -> Arc<Hearing> {
        let key = (key(context, draft, claim), source);
        if let Some(heard) = self.hearings.get(&key) {
            return heard;
        }
        let hearing = Arc::new(hear(&context.corpus, claim, source));
        self.hearings.insert(key, Arc::clone(&hearing));
        hearing
    }
}

/// Checks a draft.
pub fn check(context: &Context, draft: Arc<Draft>, memo: &Memo) -> Report {
    check_with(context, draft, memo, &|| false).unwrap_or_default()
}

/// Checks a draft unless `cancelled` says that nobody waits for it any more; then `None`, soon.
pub fn check_with(
    context: &Context,
    draft: Arc<Draft>,
    memo: &Memo,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Report> {
    let draft = rules::with_attributions(&context.corpus, draft);
    let claims = find_claims(&draft, &context.lexicon);
    report(context, draft, claims, memo, cancelled)
}

/// What is known of the claims that touch `span`, as [`check`] will find it, but soon. As a report on the whole draft it
/// would be wrong: to be asked about that span only.
pub fn check_span(context: &Context, draft: Arc<Draft>, memo: &Memo, span: Span) -> Report {
    let draft = rules::with_attributions(&context.corpus, draft);
    let mut claims = find_claims(&draft, &context.lexicon);
    claims.retain(|it| it.span.overlaps(span));
    report(context, draft, claims, memo, &|| false).unwrap_or_default()
}

fn report(
    context: &Context,
    draft: Arc<Draft>,
    claims: Vec<Claim>,
    memo: &Memo,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Report> {
    memo.begin(context);
    let judged = |claim: Claim| {
        if cancelled() {
            return None;
        }
        let judgement = memo.judgement(context, &draft, &claim);
        Some(CheckedClaim { claim, judgement })
    };
    let claims: Vec<CheckedClaim> = match claims.len() {
        n if n < FEW => claims.into_iter().map(judged).collect::<Option<_>>()?,
        _ => claims.into_par_iter().map(judged).collect::<Option<_>>()?,
    };
    let claims: Vec<CheckedClaim> = claims.into_iter().filter(|it| is_checkable(&context.corpus, it)).collect();
    let cited = |it: &CheckedClaim| if cancelled() { Vec::new() } else { cited(context, &draft, memo, it) };
    let mut cited: Vec<Vec<Cited>> = match claims.len() {
        n if n < FEW => claims.iter().map(cited).collect(),
        _ => claims.par_iter().map(cited).collect(),
    };
    rules::settle_pages(&context.corpus, &draft, &mut cited);
    let (mut findings, accepted) = find(context, &draft, &claims, &cited);
    let max_findings = context.config.limits.max_diagnostics as usize;
    let n_left_out = findings.len().saturating_sub(max_findings);
    findings.truncate(max_findings);
    if cancelled() {
        return None;
    }
    if context.corpus.has_failed() {
        // What was not found may not have been looked for.
        return Some(Report::not_checked(draft));
    }
    Some(Report { draft, claims, findings, accepted, n_left_out, is_checked: true })
}

/// The report on the file that lists accepted claims, whose text is given: of which of them no draft has the words any
/// more. `drafts` are all drafts of the workspace.
pub fn check_accepted(context: &Context, drafts: &[Arc<Draft>], text: &str) -> Report {
    let drafts: Vec<Arc<Draft>> =
        drafts.iter().map(|it| rules::with_attributions(&context.corpus, Arc::clone(it))).collect();
    let findings = rules::accepted_in_vain(&context.config, drafts.iter().map(AsRef::as_ref), text);
    let draft = Draft { text: text.to_owned(), lines: LineIndex::new(text), ..Draft::default() };
    Report { draft: Arc::new(draft), findings, is_checked: true, ..Report::default() }
}

/// What is told in the first person is the writer's own view, but where a source says something like it of itself:
/// an abstract condensed, a speech retold.
fn is_checkable(corpus: &Corpus, checked: &CheckedClaim) -> bool {
    /// Percent of the claim's weight. On condensed abstracts 41 wrong sentences of 63 were still missed at 50, and right
    /// ones are flagged as rarely.
    const ALIKE: f64 = 35.0;
    if !checked.claim.is_first_person {
        return true;
    }
    let best = checked.judgement.evidence.iter().max_by(|a, b| a.score.total_cmp(&b.score));
    best.filter(|it| it.score >= ALIKE).is_some_and(|it| {
        let document = corpus.document(it.passage.source);
        document.passages.get(it.passage.passage).is_some_and(|it| claim::speaks_of_itself(&it.sentence))
    })
}

/// What the sources that a claim cites say of it by themselves, where others support it: that is what the rules ask for.
fn cited(context: &Context, draft: &Draft, memo: &Memo, checked: &CheckedClaim) -> Vec<Cited> {
    let CheckedClaim { claim, judgement } = checked;
    let is_plain = judgement.reasons.iter().all(|it| it.strength == Strength::Hint);
    if judgement.verdict != Verdict::Supported || !is_plain || judgement.voices.is_empty() {
        return Vec::new();
    }
    let corpus = &context.corpus;
    let supports = |source: usize| {
        let origin = corpus.origin_of(source);
        judgement.voices.iter().any(|it| it.origin == origin && it.stance == Stance::Supports)
    };
    let mut acc = Vec::new();
    for citation_idx in &claim.citations {
        let Some(citation) = draft.citations.get(*citation_idx) else { continue };
        for source in rules::cited_sources(corpus, draft, citation) {
            let locator = citation.locator.as_ref().filter(|it| it.kind == LocatorKind::Page);
            let pages = locator.map(|it| it.ranges()).filter(|it| !it.is_empty());
            let on_pages = pages.and_then(|it| coverage_of_pages(corpus, claim, source, &it));
            let is_asked = on_pages.is_some() || !supports(source);
            let hearing = is_asked.then(|| memo.hearing(context, draft, claim, source));
            acc.push(Cited { citation: *citation_idx, source, hearing, on_pages });
        }
    }
    acc
}

fn find(
    context: &Context,
    draft: &Draft,
    claims: &[CheckedClaim],
    cited: &[Vec<Cited>],
) -> (Vec<Finding>, Vec<(Finding, Acceptance)>) {
    let config = &context.config;
    let mut acc = rules::citation_findings(config, &context.corpus, draft);
    acc.extend(rules::draft_findings(config, &context.lexicon, draft));
    for (claim_idx, (CheckedClaim { claim, judgement }, cited)) in claims.iter().zip(cited).enumerate() {
        let ctx = Ctx { config, corpus: &context.corpus, draft, claim, judgement, cited };
        acc.extend(rules::claim_findings(&ctx, claim_idx));
    }
    let (acc, accepted) = rules::apply_accepted(config, claims.iter().map(|it| &it.claim), acc);
    let mut acc = rules::apply_ignores(config, draft, acc);
    acc.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    (acc, accepted)
}

impl Report {
    /// The report of a draft that could not be checked.
    pub fn not_checked(draft: Arc<Draft>) -> Self {
        Self { draft, ..Self::default() }
    }

    /// The report in numbers.
    pub fn summary(&self) -> Summary {
        let count = |verdict| self.claims.iter().filter(|it| it.judgement.verdict == verdict).count();
        Summary {
            n_claims: self.claims.len(),
            n_supported: count(Verdict::Supported),
            n_refuted: count(Verdict::Refuted),
            n_not_enough_info: count(Verdict::NotEnoughInfo),
            n_findings: self.findings.len() + self.n_left_out,
            n_accepted: self.accepted.len(),
            n_unchecked: find_unchecked(&self.draft).iter().map(|it| it.sentences.len()).sum(),
        }
    }
}

impl AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.n_claims += other.n_claims;
        self.n_supported += other.n_supported;
        self.n_refuted += other.n_refuted;
        self.n_not_enough_info += other.n_not_enough_info;
        self.n_findings += other.n_findings;
        self.n_accepted += other.n_accepted;
        self.n_unchecked += other.n_unchecked;
    }
}

fn key(context: &Context, draft: &Draft, claim: &Claim) -> Key {
    let start = claim.span.start;
    let mention = |span: Span| Span::new(span.start.saturating_sub(start), span.end.saturating_sub(start));
    let citations = claim.citations.iter().filter_map(|it| draft.citations.get(*it));
    Key {
        generation: context.generation,
        components: context.corpus.components(),
        text: claim.text.clone(),
        mentions: claim.mentions.iter().map(|it| (mention(it.span), it.term)).collect(),
        citations: citations.map(|it| it.target.clone()).collect(),
        before: claim.before.clone(),
        opens_draft: claim.opens_draft,
    }
}

/// A judgement with its spans in the draft moved to where the claim stands now.
fn moved(seen: &Remembered, start: usize) -> Arc<Judgement> {
    if seen.start == start {
        return Arc::clone(&seen.judgement);
    }
    let place = |offset: usize| (offset + start).saturating_sub(seen.start);
    let mut judgement = Judgement::clone(&seen.judgement);
    for span in judgement.reasons.iter_mut().map(|it| &mut it.span).chain(&mut judgement.missing) {
        *span = Span::new(place(span.start), place(span.end));
    }
    Arc::new(judgement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Reason, ReasonKind, Strength};

    #[test]
    fn a_remembered_judgement_moves_with_its_claim() {
        let reason = Reason {
            kind: ReasonKind::Figure,
            strength: Strength::Conflict,
            span: Span::new(110, 112),
            claim_words: String::new(),
            source_words: String::new(),
            evidence: None,
            replacement: None,
        };
        let judgement = Judgement {
            verdict: Verdict::Refuted,
            score: 0.0,
            coverage: 0.0,
            reasons: vec![reason],
            evidence: Vec::new(),
            missing: vec![Span::new(100, 104)],
            voices: Vec::new(),
        };
        let seen = Remembered { judgement: Arc::new(judgement), start: 100 };
        for start in [0, 40, 100, 500] {
            let now = moved(&seen, start);
            assert_eq!(now.reasons[0].span, Span::new(start + 10, start + 12));
            assert_eq!(now.missing, [Span::new(start, start + 4)]);
        }
    }

    fn context(generation: u64) -> Context {
        Context { config: Arc::default(), corpus: Arc::default(), lexicon: Arc::default(), generation }
    }

    #[test]
    fn judgements_on_an_older_corpus_are_forgotten() {
        let memo = Memo::default();
        for generation in 1..9 {
            for year in [2013, 2014] {
                let draft = Arc::new(Draft::parse(&format!("The port of Norham opened in {year}.")));
                assert_eq!(check(&context(generation), draft, &memo).claims.len(), 1);
            }
            assert_eq!(memo.judgements.len(), 2);
        }
    }

    #[test]
    fn a_cancelled_check_gives_no_report() {
        let context = context(0);
        let draft = Arc::new(Draft::parse("The port opened in 2014."));
        assert!(check_with(&context, Arc::clone(&draft), &Memo::default(), &|| true).is_none());
        assert!(check(&context, draft, &Memo::default()).is_checked);
    }
}
