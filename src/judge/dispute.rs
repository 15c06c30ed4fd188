//! Sources that disagree about a claim: reported with both sides, not settled.

use super::{Judgement, Reason, ReasonKind, Strength, Verdict, View, judge_view, to_evidence};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, squeezed, words};

/// Another source must cover this much of the claim before it counts as a voice on it.
const VOICE_COVERAGE: f64 = 0.7;

/// Passages read for somebody's stance on the matter.
const N_READ: usize = 40;

/// The share of the claim's plain words that a passage must have to speak of the same matter.
const SAME_MATTER: f64 = 0.25;

/// What speaks against the claim elsewhere.
struct Objection {
    hit: Hit,
    /// In the draft.
    span: Span,
    source_words: String,
    /// Where those words stand in the hit's document, where known.
    source_span: Option<Span>,
}

/// Adds what other sources say against a supported claim; takes a refutation back where another source supports the
/// claim plainly.
pub(super) fn weigh(view: &View, judgement: Judgement) -> Judgement {
    match judgement.verdict {
        _ if !view.corpus.components().disputes => judgement,
        Verdict::Supported => with_objection(view, judgement),
        Verdict::Refuted => with_support(view, judgement),
        Verdict::NotEnoughInfo => judgement,
    }
}

/// Sources of the candidates other than the one that gave the first evidence.
fn other_sources(view: &View, judgement: &Judgement) -> Vec<usize> {
    let first = judgement.evidence.first().map(|it| it.passage.source);
    let mut acc: Vec<usize> = Vec::new();
    for hit in &view.hits.candidates {
        if Some(hit.id.source) != first && !acc.contains(&hit.id.source) {
            acc.push(hit.id.source);
        }
    }
    acc
}

fn with_objection(view: &View, mut judgement: Judgement) -> Judgement {
    let is_plain = judgement.reasons.iter().all(|it| it.strength == Strength::Hint);
    let objection = other_sources(view, &judgement)
        .into_iter()
        .filter(|_| is_plain)
        .find_map(|source| contradiction_in(view, source))
        .or_else(|| opposite_stance(view, &judgement));
    if let Some(objection) = objection {
        add(view, &mut judgement, objection);
    }
    judgement
}

/// What the source alone says against the claim, when it speaks of the matter.
fn contradiction_in(view: &View, source: usize) -> Option<Objection> {
    let alone = View::new(view.corpus, view.claim, Some(source));
    if alone.hits.best.coverage < VOICE_COVERAGE {
        return None;
    }
    let judgement = judge_view(&alone);
    let contradicts = |it: &&Reason| {
        it.strength == Strength::Conflict
            && matches!(
                it.kind,
                ReasonKind::Figure | ReasonKind::Date | ReasonKind::Negation | ReasonKind::Antonym | ReasonKind::Role
            )
    };
    let reason = judgement.reasons.iter().find(contradicts)?;
    let evidence = judgement.evidence.get(reason.evidence?)?;
    Some(Objection {
        hit: Hit::new(view.corpus, evidence.passage)?,
        span: reason.span,
        source_words: reason.source_words.clone(),
        source_span: None,
    })
}

fn with_support(view: &View, mut judgement: Judgement) -> Judgement {
    for source in other_sources(view, &judgement) {
        let alone = View::new(view.corpus, view.claim, Some(source));
        if alone.hits.best.coverage < VOICE_COVERAGE.max(view.hits.best.coverage) {
            continue;
        }
        let support = judge_view(&alone);
        if support.verdict != Verdict::Supported || !support.reasons.is_empty() {
            continue;
        }
        let objection = judgement.reasons.first().and_then(|it| {
            let passage = judgement.evidence.get(it.evidence?)?.passage;
            let hit = Hit::new(view.corpus, passage)?;
            Some(Objection { hit, span: it.span, source_words: it.source_words.clone(), source_span: None })
        });
        judgement = support;
        if let Some(objection) = objection {
            add(view, &mut judgement, objection);
        }
        return judgement;
    }
    judgement
}

fn add(view: &View, judgement: &mut Judgement, objection: Objection) {
    let Objection { hit, span, source_words, source_span } = objection;
    let marked: Vec<_> = source_span.map(|it| (hit.id, it)).into_iter().collect();
    let at = judgement.evidence.iter().position(|it| it.passage == hit.id).unwrap_or_else(|| {
        judgement.evidence.push(to_evidence(view, &hit, &marked));
        judgement.evidence.len() - 1
    });
    let claim_span = Span::new(span.start - view.claim.span.start, span.end - view.claim.span.start);
    judgement.reasons.push(Reason {
        kind: ReasonKind::Disputed,
        strength: Strength::Hint,
        span,
        claim_words: squeezed(claim_span.of(&view.claim.text)),
        source_words: squeezed(&source_words),
        evidence: Some(at),
        replacement: None,
    });
}

/// Whether a word says that somebody is in favour (`Some(true)`) or against, denial included.
fn stance(token: &Token) -> Option<bool> {
    let is_for = *words::STANCES.get(&token.stem)?;
    // A verb of refusal denies what follows it, not itself.
    Some(is_for != token.is_negated)
}

/// Who may be taking the stance: the nearest name to the left, and the first of the sentence.
fn holders(sentence: &Sentence, at: usize) -> Vec<&Token> {
    let is_name = |it: &&Token| it.is_name && it.is_content();
    let names = || sentence.tokens[..at].iter().filter(is_name);
    names().next_back().into_iter().chain(names().next()).collect()
}

/// A passage of another source that gives the same party the opposite stance on the same matter.
fn opposite_stance(view: &View, judgement: &Judgement) -> Option<Objection> {
    let tokens = &view.sentence.tokens;
    let at = tokens.iter().position(|it| it.is_content() && stance(it).is_some())?;
    let ours = stance(&tokens[at])?;
    let party = *holders(&view.sentence, at).first()?;
    let first = judgement.evidence.first()?.passage.source;
    // Passages with the party and a word for the other side come first.
    let stances = words::STANCES.keys().map(|stem| (stem.clone(), 2.0)).collect();
    let party_variants = view.corpus.variants(&party.stem).iter().map(|it| (it.0.clone(), 2.0 * it.1)).collect();
    let matter = view.hits.variants.values().map(|it| it.iter().cloned().collect());
    let query: Vec<Vec<(String, f64)>> = [stances, party_variants].into_iter().chain(matter).collect();
    for (id, _) in view.corpus.nearest(&query, N_READ) {
        if id.source == first {
            continue;
        }
        let Some(hit) = Hit::new(view.corpus, id) else { continue };
        let theirs = &hit.sentence.tokens;
        let opposite = (0..theirs.len()).find(|it| {
            theirs[*it].is_content()
                && stance(&theirs[*it]) == Some(!ours)
                && holders(&hit.sentence, *it).iter().any(|it| view.hits.strength(&party.stem, &it.stem) >= 0.6)
        });
        let Some(opposite) = opposite else { continue };
        let is_same_matter = view.hits.coverage_by(&hit, |it| !it.is_name && it.token != at) >= SAME_MATTER;
        if is_same_matter {
            let source = theirs[opposite].span;
            return Some(Objection {
                source_words: source.of(&hit.document.text).to_owned(),
                source_span: Some(source),
                span: tokens[at].span.shifted(view.claim.span.start),
                hit: hit.clone(),
            });
        }
    }
    None
}
