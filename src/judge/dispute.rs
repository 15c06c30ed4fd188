//! What each source by itself says about a claim: who supports it, and sources that disagree, which is reported with both
//! sides and not settled.

use smol_str::SmolStr;

use super::{Judgement, Reason, ReasonKind, Stance, Strength, Verdict, View, Voice, judge_view, to_evidence};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, squeezed, words};

/// Another source must cover this much of the claim before what it says against it counts.
const VOICE_COVERAGE: f64 = 0.7;

/// What speaks for a claim may be worded a little more freely: as much as the window of a supported claim covers.
const HEARD_COVERAGE: f64 = super::COVERED;

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

/// What a source by itself came to.
struct Heard {
    /// By its best passage.
    coverage: f64,
    judgement: Judgement,
}

/// Adds what other sources say for a claim and against it; takes a refutation back where another source supports the
/// claim plainly.
pub(super) fn weigh(view: &View, judgement: Judgement) -> Judgement {
    match judgement.verdict {
        _ if !view.corpus.components().disputes => judgement,
        Verdict::Supported => with_objection(view, judgement),
        Verdict::Refuted => with_support(view, judgement),
        Verdict::NotEnoughInfo => judgement,
    }
}

/// Judges by each other source of the candidates that speaks of the matter, in the order of the candidates.
///
/// A source's best candidate is its best passage, so most sources are known to be silent before they are read.
fn other_sources(view: &View, judgement: &Judgement) -> Vec<Heard> {
    let first = judgement.evidence.first().map(|it| it.passage.source);
    let mut asked: Vec<usize> = Vec::new();
    let mut acc = Vec::new();
    for hit in &view.hits.candidates {
        let source = hit.id.source;
        let is_silent = || view.hits.coverage_by(hit, |_| true) < HEARD_COVERAGE;
        if Some(source) == first || asked.contains(&source) || is_silent() {
            continue;
        }
        asked.push(source);
        let alone = view.within(source);
        if alone.hits.best.coverage >= HEARD_COVERAGE {
            acc.push(Heard { coverage: alone.hits.best.coverage, judgement: judge_view(&alone) });
        }
    }
    acc
}

impl Heard {
    /// Whether it says the claim without reservation.
    fn is_plain_support(&self) -> bool {
        self.judgement.verdict == Verdict::Supported && self.judgement.reasons.is_empty()
    }

    /// What it says against the claim.
    fn contradiction(&self) -> Option<&Reason> {
        use ReasonKind::*;
        let contradicts = |it: &&Reason| {
            it.strength == Strength::Conflict && matches!(it.kind, Figure | Date | Negation | Antonym | Role)
        };
        self.judgement.reasons.iter().find(contradicts).filter(|_| self.coverage >= VOICE_COVERAGE)
    }

    fn voice(&self, view: &View) -> Option<Voice> {
        let contradiction = self.contradiction().and_then(|it| it.evidence);
        match contradiction {
            Some(evidence) => voice(view, &self.judgement, evidence, Stance::Contradicts),
            None if self.is_plain_support() => voice(view, &self.judgement, 0, Stance::Supports),
            None => None,
        }
    }
}

/// The voice of the source of a judgement's evidence.
fn voice(view: &View, judgement: &Judgement, evidence: usize, stance: Stance) -> Option<Voice> {
    let passage = judgement.evidence.get(evidence)?.passage;
    Some(Voice { passage, origin: view.corpus.origin_of(passage.source), stance })
}

fn with_objection(view: &View, mut judgement: Judgement) -> Judgement {
    let is_plain = judgement.reasons.iter().all(|it| it.strength == Strength::Hint);
    let others = if is_plain { other_sources(view, &judgement) } else { Vec::new() };
    let mut voices: Vec<Voice> = voice(view, &judgement, 0, Stance::Supports).into_iter().collect();
    voices.extend(others.iter().filter_map(|it| it.voice(view)));
    let objection = others.iter().find_map(|it| objection(view, &it.judgement, it.contradiction()?));
    if let Some(objection) = objection.or_else(|| opposite_stance(view, &judgement)) {
        let passage = objection.hit.id;
        if !voices.iter().any(|it| it.passage.source == passage.source) {
            let origin = view.corpus.origin_of(passage.source);
            voices.push(Voice { passage, origin, stance: Stance::Contradicts });
        }
        add(view, &mut judgement, objection);
    }
    with_voices(view, judgement, voices)
}

fn objection(view: &View, judgement: &Judgement, reason: &Reason) -> Option<Objection> {
    let evidence = judgement.evidence.get(reason.evidence?)?;
    let hit = Hit::new(view.corpus, evidence.passage)?;
    Some(Objection { hit, span: reason.span, source_words: reason.source_words.clone(), source_span: None })
}

fn with_support(view: &View, mut judgement: Judgement) -> Judgement {
    let others = other_sources(view, &judgement);
    let decisive = judgement.reasons.first().and_then(|it| it.evidence).unwrap_or(0);
    let mut voices: Vec<Voice> = voice(view, &judgement, decisive, Stance::Contradicts).into_iter().collect();
    voices.extend(others.iter().filter_map(|it| it.voice(view)));
    // What is contradicted by an opposite, or by the order of things, is not supported by the same words without it.
    let is_antonym = judgement.reasons.first().is_some_and(|it| it.kind == ReasonKind::Antonym);
    let least = VOICE_COVERAGE.max(view.hits.best.coverage);
    let is_as_near = |it: &&Heard| if is_antonym { it.coverage > least + 0.01 } else { it.coverage >= least };
    if let Some(support) = others.iter().filter(is_as_near).find(|it| it.is_plain_support()) {
        let against = judgement.reasons.first().and_then(|it| objection(view, &judgement, it));
        judgement = support.judgement.clone();
        if let Some(against) = against {
            add(view, &mut judgement, against);
        }
        let first = judgement.evidence.first().map(|it| it.passage.source);
        voices.sort_by_key(|it| Some(it.passage.source) != first);
    }
    with_voices(view, judgement, voices)
}

/// The judgement with its voices, and with a passage of each independent source that agrees among the evidence.
fn with_voices(view: &View, mut judgement: Judgement, voices: Vec<Voice>) -> Judgement {
    let mut shown: Vec<usize> = judgement.evidence.iter().map(|it| view.corpus.origin_of(it.passage.source)).collect();
    for voice in voices.iter().filter(|it| it.stance == Stance::Supports) {
        if !shown.contains(&voice.origin)
            && let Some(hit) = Hit::new(view.corpus, voice.passage)
        {
            shown.push(voice.origin);
            judgement.evidence.push(to_evidence(view, &hit, &[]));
        }
    }
    Judgement { voices, ..judgement }
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
    let query: Vec<Vec<(SmolStr, f64)>> = [stances, party_variants].into_iter().chain(matter).collect();
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
