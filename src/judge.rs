//! What the passages of the corpus say about a claim.
//!
//! The method is a chain of tests, each in a file of its own, over the passages that [`crate::retrieve`] found. A test
//! says what it saw as a [`Reason`]: a conflict, a lack of support, or a hint. The score is a logistic regression over
//! coverage and the same observations, with the signs of its weights constrained (support can only raise it, risk only
//! lower it), fitted on public fact-checking data. The strongest reason decides the verdict.

use std::sync::Arc;

use serde::Serialize;
use smol_str::SmolStr;

use crate::claim::Claim;
use crate::corpus::{Corpus, Discourse, PassageId, StandIn, Variants};
use crate::retrieve::{Hit, Hits, Word, retrieve, retrieve_in};
use crate::text::{Quantity, Sentence, Span, Token, squeezed, thesaurus, words};

mod actors;
mod acts;
mod added;
mod align;
mod answers;
mod arguments;
mod attribution;
mod bearers;
mod causes;
mod cited;
mod clauses;
mod compared;
mod complements;
mod copying;
mod crossed;
mod degrees;
mod descriptions;
mod dispute;
mod exchanged;
mod figures;
mod frames;
mod initiators;
mod instead;
mod lists;
mod matches;
mod modality;
mod moves;
mod names;
mod nobody;
mod open;
mod opposed;
mod order;
mod phrases;
mod placed;
mod polarity;
mod posts;
mod proposed;
mod qualifiers;
mod quotations;
mod remaining;
mod replaced;
mod reporters;
mod roles;
mod scope;
mod score;
mod sides;
mod stands;
mod stitched;
mod surroundings;

use stitched::Copied;

pub use cited::{Hearing, coverage_of_pages, hear};
pub use matches::{How, Match, MatchKind, explain, n_sources_against};

/// The three labels of the fact-verification field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Supported,
    Refuted,
    NotEnoughInfo,
}

/// A passage with the words in it that bear on the claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub passage: PassageId,
    /// How much of the claim's weight the passage alone covers, in percent.
    pub score: f64,
    /// Words that match the claim: spans in the document's text, ascending.
    pub matched: Vec<Span>,
}

/// What kind of thing was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    // Conflicts.
    Figure,
    Date,
    Name,
    Role,
    Misquote,
    Speaker,
    Negation,
    Antonym,
    Overclaim,
    WhoDidWhat,
    /// One item of a list is another one in the source.
    ListItem,
    /// Another word stands in the same place of the source.
    Word,
    // No support.
    UnknownName,
    UnknownFigure,
    UnknownQuotation,
    /// An act told as completed of which the sources speak as a plan.
    Unfinished,
    /// A pronoun that stands for nobody.
    Nobody,
    LowCoverage,
    // Support that lacks something.
    FigureElsewhere,
    NameElsewhere,
    Hedged,
    SubjectDiffers,
    /// Sources disagree; both sides are among the evidence.
    Disputed,
}

/// How much a reason weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    Hint,
    Unsupported,
    Conflict,
}

/// Something seen in claim and evidence, as data.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub kind: ReasonKind,
    pub strength: Strength,
    /// The claim's words it is about: a span in the draft.
    pub span: Span,
    /// Those words.
    pub claim_words: String,
    /// What the source has instead; empty when it has nothing.
    pub source_words: String,
    /// Index into [`Judgement::evidence`].
    pub evidence: Option<usize>,
    /// What to put at `span` to agree with the source.
    pub replacement: Option<String>,
}

/// What a source by itself says about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    Supports,
    Contradicts,
}

/// A source that speaks about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The source stands in it.
    pub passage: PassageId,
    /// Of the source: copies of one text have the same, and count once.
    pub origin: usize,
    pub stance: Stance,
}

/// What the passages say about a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Support from 0 to 1.
    pub score: f64,
    /// The weight share of the claim's words in its best window of passages, from 0 to 1.
    pub coverage: f64,
    /// The strongest first; empty when the claim is plainly supported.
    pub reasons: Vec<Reason>,
    /// The best first. Never empty for a corpus with a passage that shares a word with the claim.
    pub evidence: Vec<Evidence>,
    /// Words of the claim that the evidence lacks: spans in the draft.
    pub missing: Vec<Span>,
    /// The sources that by themselves support or contradict the claim, the one of the best evidence first. A source
    /// that is silent about it has no voice; when none has enough to say, there are none.
    pub voices: Vec<Voice>,
}

impl Judgement {
    /// How many independent sources take this stance.
    pub fn n_sources(&self, stance: Stance) -> usize {
        let mut origins: Vec<usize> = self.voices.iter().filter(|it| it.stance == stance).map(|it| it.origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }
}

/// Whose words a quotation is, by the sentence of `text` that it stands in: the name by its verb of saying.
pub fn speaker_of(text: &str, sentence: &Sentence, quoted: Span) -> Option<String> {
    quotations::speaker_of(text, sentence, quoted)
}

/// Below this support a claim counts as unsupported. Tuned with the weights of the score.
const UNSUPPORTED_BELOW: f64 = 0.40;

/// From this coverage of the window on, a claim is not without support whatever its score.
const COVERED: f64 = 0.6;

/// More than this share of a claim's words has no like in evidence that does not tell it.
const LACKING: f64 = 0.45;

/// From this share on, it does not matter how many of its names and small words the evidence has.
const FOREIGN: f64 = 0.55;

/// And it covers less than this of the words that are no names.
const FOREIGN_COVERAGE: f64 = 0.4;

/// A claim of which the evidence covers less than this is told nowhere when so many plain words of it are missing,
const SPARSE: f64 = 0.45;
const MANY_MISSING: usize = 5;

/// or when its window covers less than this and so many are found in no source at all. Chosen on one half of the public
/// sets' documents. On both they catch 22 that nothing else does, with 11 false alarms.
const SPARSE_WINDOW: f64 = 0.4;
const MANY_FOREIGN: usize = 3;

/// With no more words than these a claim is told nowhere only when no source has any of them. (Of the claims of the public
/// sets, the two that were flagged all the same are right.)
const FEW_WORDS: usize = 3;

/// What a word of a near meaning counts beside the same word.
const NEAR: f64 = 0.6;

/// Below this support a claim counts as supported in part only.
const PARTLY_BELOW: f64 = 0.55;

/// What one test saw. Spans are offsets in the claim's text.
struct Seen {
    kind: ReasonKind,
    strength: Strength,
    span: Span,
    source_words: String,
    /// Where the source's words stand in the hit's document.
    source_span: Option<Span>,
    hit: Option<Hit>,
    replacement: Option<String>,
}

impl Seen {
    fn new(kind: ReasonKind, strength: Strength, span: Span) -> Self {
        Self { kind, strength, span, source_words: String::new(), source_span: None, hit: None, replacement: None }
    }

    /// The passage says otherwise, in the words at `span` of its document.
    fn against(mut self, hit: &Hit, span: Span) -> Self {
        self.source_words = span.of(&hit.document.text).to_owned();
        self.source_span = Some(span);
        self.hit = Some(hit.clone());
        self
    }

    /// The passage says otherwise as a whole.
    fn against_all_of(mut self, hit: &Hit) -> Self {
        self.hit = Some(hit.clone());
        self
    }

    /// The source's words as the claim would put them.
    fn put_as(mut self, words: String) -> Self {
        self.source_words = words;
        self
    }

    fn replaced_by_source(mut self) -> Self {
        self.replacement = Some(self.source_words.clone());
        self
    }
}

/// All that the tests look at.
struct View<'a> {
    corpus: &'a Corpus,
    claim: &'a Claim,
    /// The claim's sentence with its names settled by the corpus.
    sentence: Sentence,
    hits: Hits,
    /// The passages that count as evidence: the window's, the set's, and the best one.
    all: Vec<Hit>,
    /// Coverage of the words that are not names, in the window.
    plain_coverage: f64,
    /// Judge by this source alone.
    within: Option<usize>,
    /// Whom a pronoun or a description of the claim stands for.
    carried: Carried,
}

/// Words of the claim that stand for a name of the sentences before.
#[derive(Clone, Default)]
struct Carried {
    stand_in: Option<StandIn>,
    /// The stems of the name, each with what may stand for it; none when it cannot be told.
    names: Vec<(SmolStr, Arc<Variants>)>,
}

impl Carried {
    fn of(corpus: &Corpus, claim: &Claim, sentence: &Sentence) -> Self {
        if !corpus.components().coreference {
            return Self::default();
        }
        let stand_in = StandIn::find(sentence);
        if stand_in.is_none() || claim.before.is_empty() {
            return Self { stand_in, names: Vec::new() };
        }
        let roles_of = |name: &str| corpus.roles_of(name);
        let mut discourse = Discourse::new(&roles_of);
        for text in &claim.before {
            let mut before = Sentence::read(text, Span::new(0, text.len()));
            settle_first_word(corpus, &mut before);
            discourse.read(&before);
        }
        let stems = discourse.read(sentence).map(|it| it.1).unwrap_or_default();
        let names = stems.into_iter().map(|stem| {
            let variants = corpus.variants(&stem);
            (stem, variants)
        });
        Self { stand_in, names: names.collect() }
    }

    /// Whether the stem is, or may stand for, one of the name's.
    fn has(&self, stem: &str) -> bool {
        let may_stand =
            |it: &(SmolStr, Arc<Variants>)| it.0 == stem || it.1.iter().any(|it| it.1 >= 0.6 && it.0 == stem);
        self.names.iter().any(may_stand)
    }

    /// The words, when it is known whom they stand for.
    fn known(&self) -> Option<&StandIn> {
        self.stand_in.as_ref().filter(|_| !self.names.is_empty())
    }
}

impl<'a> View<'a> {
    fn new(corpus: &'a Corpus, claim: &'a Claim, within: Option<usize>) -> Self {
        let mut sentence = claim.sentence.clone();
        settle_first_word(corpus, &mut sentence);
        let hits = retrieve(corpus, &sentence, within);
        let carried = Carried::of(corpus, claim, &sentence);
        Self::of_hits(corpus, claim, sentence, hits, within, carried)
    }

    /// The same claim by one source alone.
    fn within(&self, source: usize) -> Self {
        let hits = retrieve_in(self.corpus, &self.hits, source);
        Self::of_hits(self.corpus, self.claim, self.sentence.clone(), hits, Some(source), self.carried.clone())
    }

    fn of_hits(
        corpus: &'a Corpus,
        claim: &'a Claim,
        sentence: Sentence,
        hits: Hits,
        within: Option<usize>,
        carried: Carried,
    ) -> Self {
        let all = hits.all();
        let plain_coverage = hits.coverage_of(&hits.window.matches, |it| !it.is_name);
        Self { corpus, claim, sentence, hits, all, plain_coverage, within, carried }
    }

    /// The best single passage.
    fn best(&self) -> Option<&Hit> {
        self.hits.best.hits.first()
    }

    /// The best single passage, then the others that count as evidence.
    fn best_first(&self) -> impl Iterator<Item = &Hit> {
        let best = self.best();
        best.into_iter().chain(self.all.iter().filter(move |hit| best.is_none_or(|best| best.id != hit.id)))
    }

    /// The sources of the evidence.
    fn sources(&self) -> Vec<usize> {
        let mut acc: Vec<usize> = self.all.iter().map(|it| it.id.source).collect();
        acc.sort_unstable();
        acc.dedup();
        acc
    }

    /// All passages of the sources of the evidence.
    fn passages(&self) -> impl Iterator<Item = Hit> {
        self.sources().into_iter().flat_map(|it| Hit::all_of(it, self.corpus.document(it)))
    }

    /// The evidence, the best passage first, then the other candidates.
    fn nearest_first(&self) -> impl Iterator<Item = &Hit> {
        let others = self.hits.candidates.iter().filter(|it| self.all.iter().all(|hit| hit.id != it.id));
        self.best_first().chain(others)
    }

    /// The passages of the corpus that hold every one of the stems, at most `limit`.
    fn passages_with(&self, stems: &[SmolStr], limit: usize) -> impl Iterator<Item = Hit> {
        let (found, _) = self.corpus.passages_with(stems, limit);
        found.into_iter().filter_map(|it| Hit::new(self.corpus, it))
    }

    /// Words of the claim as a query for the passages nearest to them: each with what may stand for it, by its weight.
    fn query_of(&self, words: &[&Word]) -> Vec<Vec<(SmolStr, f64)>> {
        let variants = |word: &&Word| -> Vec<(SmolStr, f64)> {
            let variants = self.hits.variants.get(&word.stem);
            variants.into_iter().flat_map(|them| them.iter()).map(|it| (it.0.clone(), it.1 * word.weight)).collect()
        };
        words.iter().map(variants).collect()
    }

    /// The passages nearest to a query, at most `limit`.
    fn nearest_to(&self, query: &[Vec<(SmolStr, f64)>], limit: usize) -> Vec<Hit> {
        let nearest = self.corpus.nearest(query, limit).into_iter().map(|it| it.0);
        let is_within = |it: &PassageId| self.within.is_none_or(|source| it.source == source);
        nearest.filter(is_within).filter_map(|it| Hit::new(self.corpus, it)).collect()
    }

    fn token(&self, word: &Word) -> &Token {
        &self.sentence.tokens[word.token]
    }

    /// The weight of a token; 0 for one that is no content word.
    fn weight(&self, token: usize) -> f64 {
        self.hits.words.iter().find(|it| it.token == token).map_or(0.0, |it| it.weight)
    }

    /// How strongly the evidence matches a stem of the claim.
    fn strength_in_evidence(&self, stem: &str) -> f64 {
        self.hits.window.strength(stem).max(self.hits.set.strength(stem))
    }

    /// Whether a passage has at least this share of the claim's plain words that the best one has.
    fn tells_as_plainly(&self, hit: &Hit, share: f64) -> bool {
        let plain = |hit: &Hit| self.hits.coverage_by(hit, |it| !it.is_name);
        plain(hit) >= share * self.all.iter().map(plain).fold(0.0, f64::max)
    }

    /// How strongly the tokens match a word of the claim, from 0 to 1; one of a near meaning stands for a word that is no name.
    fn strength_among(&self, word: &Word, tokens: &[Token]) -> f64 {
        let here = || tokens.iter().filter(|it| it.is_content()).map(|it| it.stem.as_str());
        let same = here().map(|it| self.hits.strength(&word.stem, it)).fold(0.0, f64::max);
        // The thesaurus is slow to ask.
        let is_near = || thesaurus::nearest(&word.stem, here()) <= thesaurus::Nearness::Near;
        if same < NEAR && !word.is_name && is_near() { NEAR } else { same }
    }

    fn has_variant(&self, claim: &str, corpus: &str) -> bool {
        self.hits.strength(claim, corpus) > 0.0
    }

    /// The span from the first to the last of the tokens.
    fn span_of(&self, tokens: impl IntoIterator<Item = usize>) -> Span {
        let spans = tokens.into_iter().map(|idx| self.sentence.tokens[idx].span);
        spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end))).unwrap_or(self.whole())
    }

    /// The whole claim.
    fn whole(&self) -> Span {
        Span::new(0, self.claim.text.len())
    }
}

/// The names of a claim: as in the corpus; and its first word when it is that of a place, or when the corpus never writes
/// it in lower case, no English word is like it, and a capitalised word follows or a verb does that tells of one thing.
fn settle_first_word(corpus: &Corpus, sentence: &mut Sentence) {
    corpus.settle_names(sentence);
    if sentence.is_title_case || sentence.is_lower_case {
        return;
    }
    let Some(first) = sentence.first_word() else { return };
    let next = sentence.tokens.get(first + 1);
    let next_is_capital = next.is_some_and(|it| it.is_word() && it.is_capital && !it.stem.is_empty());
    // "Graz was the venue"
    let next_is_verb = next.is_some_and(|it| matches!(it.folded.as_str(), "is" | "was" | "has" | "will" | "would"));
    let token = &sentence.tokens[first];
    let is_singular = !token.folded.ends_with('s');
    let is_new = !corpus.is_ever_lower_case(&token.stem)
        && !words::ROLES.contains(token.folded.as_str())
        // "Besides Washington"
        && !thesaurus::knows(&token.stem);
    let is_name = token.is_content()
        && token.is_capital
        && (is_place(token) || (is_new && (next_is_capital || (next_is_verb && is_singular))));
    sentence.tokens[first].is_name |= is_name;
}

/// Words that carry little: they neither match nor miss anything by themselves.
fn is_light(token: &Token) -> bool {
    words::LIGHT.contains(token.folded.as_str())
}

/// Whether the word is that of a place, or of one that may stand for its government.
fn is_place(token: &Token) -> bool {
    words::PLACE_STEMS.contains(token.stem.as_str()) || words::METONYMS.contains_key(token.stem.as_str())
}

/// Whether the passage asks something.
fn is_question(hit: &Hit) -> bool {
    hit.place.span.of(&hit.document.text).trim_end().ends_with('?')
}

/// Positions of the material tokens of a sentence that match a stem of the claim.
fn positions(view: &View, hit: &Hit, stem: &str) -> Vec<usize> {
    let tokens = hit.sentence.tokens.iter().enumerate();
    tokens
        .filter(|(_, it)| it.is_material() && (it.stem == stem || view.has_variant(stem, &it.stem)))
        .map(|(idx, _)| idx)
        .collect()
}

/// Judges a claim by the corpus alone.
pub fn judge(corpus: &Corpus, claim: &Claim) -> Judgement {
    let view = View::new(corpus, claim, None);
    let judgement = judge_view(&view);
    // What stands in a passage as a whole does so clause by clause.
    let judgement = if stitched::copied(&view).is_some() { judgement } else { clauses::judge(&view, judgement) };
    dispute::weigh(&view, judgement)
}

/// Judges by what the view holds, without asking whether sources disagree.
fn judge_view(view: &View) -> Judgement {
    let on = view.corpus.components();
    let aligned = view.best().filter(|_| on.slots).map(|best| align::align(view, best));
    let figures = when(on.quantities, || figures::judge(view));
    let names = when(on.names, || names::judge(view, aligned.as_ref()));
    let has_other_name = names.seen.iter().any(|it| it.strength == Strength::Conflict);
    let placed = when(on.names && !has_other_name, || placed::judge(view));
    let quotations = when(on.quotations, || quotations::judge(view));
    let mut roles: Vec<Seen> = when(on.roles, || descriptions::judge(view)).into_iter().collect();
    if roles.is_empty() {
        roles = when(on.roles, || roles::judge(view));
    }
    if roles.is_empty() {
        roles.extend(when(on.roles, || posts::judge(view).or_else(|| posts::other_office(view))));
    }
    let negation = when(on.negation, || polarity::negation(view));
    let antonym = when(on.negation, || polarity::antonym(view));
    let score = score::support(
        view,
        &score::Risks {
            figure: figures.is_missing_from_source,
            small_figure: figures.is_small_missing,
            n_unknown_names: names.n_unknown,
            has_name_elsewhere: names.has_elsewhere,
            has_name_swap: aligned.as_ref().is_some_and(|it| !it.name_swaps.is_empty()),
            inserted: aligned.as_ref().map_or(0.0, |it| it.inserted),
            negation: negation.is_some(),
            antonym: antonym.is_some(),
            quotation: quotations.is_unfaithful,
            speaker: quotations.has_other_speaker,
        },
    );
    let mut seen: Vec<Seen> = Vec::new();
    seen.extend(figures.seen);
    seen.extend(names.seen);
    seen.extend(placed);
    seen.extend(quotations.seen);
    seen.extend(roles);
    seen.extend(negation.filter(|_| view.hits.window.coverage >= polarity::NEGATION_COVERAGE));
    seen.extend(antonym);
    seen.extend(when(on.negation, || polarity::denied_rank(view)));
    seen.extend(when(on.negation, || polarity::existence(view)));
    seen.extend(when(on.negation, || polarity::prefixed(view)));
    seen.extend(when(on.negation, || polarity::particle(view)));
    seen.extend(when(on.negation, || polarity::direction(view)));
    seen.extend(when(on.negation, || polarity::relation(view)));
    seen.extend(when(on.who_did_what, || attribution::judge(view)));
    seen.extend(when(on.lists, || lists::judge(view)));
    seen.extend(when(on.who_did_what, || {
        arguments::judge(view).or_else(|| arguments::turned(view)).or_else(|| sides::judge(view))
    }));
    seen.extend(when(on.who_did_what, || crossed::judge(view)));
    seen.extend(when(on.who_did_what, || bearers::judge(view)));
    seen.extend(when(on.who_did_what, || complements::judge(view)));
    seen.extend(when(on.coreference, || nobody::judge(view)));
    seen.extend(when(on.order, || order::judge(view)));
    seen.extend(when(on.scope, || scope::judge(view)));
    seen.extend(when(on.scope, || remaining::judge(view)));
    seen.extend(when(on.negation, || phrases::judge(view)));
    seen.extend(when(on.negation, || answers::judge(view)));
    seen.extend(when(on.scope, || degrees::judge(view)));
    seen.extend(when(on.order, || causes::judge(view)));
    seen.extend(aligned.as_ref().filter(|_| on.replaced_words).and_then(|it| replaced::judge(view, it)));
    if on.negation && !seen.iter().any(|it| it.kind == ReasonKind::Antonym) {
        seen.extend(surroundings::opposite(view));
    }
    if on.replaced_words && !seen.iter().any(|it| it.kind == ReasonKind::Word) {
        seen.extend(surroundings::kind(view).or_else(|| surroundings::slot(view)));
    }
    seen.extend(when(on.quantities, || compared::judge(view)));
    if on.negation && !seen.iter().any(|it| matches!(it.kind, ReasonKind::Antonym | ReasonKind::Negation)) {
        seen.extend(stands::judge(view));
    }
    seen.retain(|it| !matches!(it.kind, ReasonKind::Antonym | ReasonKind::Negation) || !stands::is_told(view, it.span));
    seen.extend(when(on.who_did_what, || initiators::judge(view)));
    if on.quantities && !seen.iter().any(|it| matches!(it.kind, ReasonKind::Antonym | ReasonKind::Figure)) {
        seen.extend(moves::judge(view));
    }
    if on.who_did_what && !seen.iter().any(|it| matches!(it.kind, ReasonKind::Antonym | ReasonKind::WhoDidWhat)) {
        seen.extend(exchanged::judge(view));
    }
    seen.extend(when(on.score, || fabricated(view)));
    // Around what is quoted word for word a name may stand for the source's pronoun.
    if quotations.exact.is_empty() {
        seen.extend(when(on.who_did_what, || stitched::judge(view)));
    }
    seen.extend(when(on.modality, || modality::judge(view, aligned.as_ref())));
    if on.modality && !seen.iter().any(|it| it.kind == ReasonKind::Overclaim) {
        let of_act = open::judge(view).or_else(|| proposed::judge(view));
        seen.extend(of_act.or_else(|| modality::settled_for_possible(view)));
    }
    seen.extend(when(on.who_did_what, || actors::judge(view, aligned.as_ref())));
    if on.score && !seen.iter().any(|it| it.strength > Strength::Hint) {
        seen.extend(added::judge(view));
    }
    if on.quantities && seen.iter().any(|it| it.kind == ReasonKind::Negation) && figures::is_told_of_the_rest(view) {
        seen.retain(|it| it.kind != ReasonKind::Negation);
    }
    without_doubles(view, &mut seen);
    // What stands word for word between quotation marks is as the source has it, unless cutting it turned it round.
    let is_quoted =
        |it: &Seen| it.kind != ReasonKind::Negation && quotations.exact.iter().any(|one| one.covers(it.span));
    seen.retain(|it| !is_quoted(it));
    if let Some(copied) = stitched::copied(view) {
        seen.retain(|it| shows_in_copy(view, it, copied));
    }
    conclude(view, score, seen)
}

/// Whether what was seen counts although a passage has the claim word for word. Cutting a passage may take away what
/// denied or hedged the rest, and what a pronoun of the draft stands for is not the passage's to say.
fn shows_in_copy(view: &View, seen: &Seen, copied: Copied) -> bool {
    use ReasonKind::*;
    match seen.kind {
        WhoDidWhat | SubjectDiffers | Speaker => view.carried.known().is_some(),
        Negation | Antonym | Overclaim | Hedged | Unfinished => copied == Copied::Part,
        _ => false,
    }
}

/// What a test sees; nothing when its part of the method is switched off.
fn when<T: Default>(is_on: bool, test: impl FnOnce() -> T) -> T {
    if is_on { test() } else { T::default() }
}

/// Names that the corpus knows, and next to nothing else of the claim.
fn fabricated(view: &View) -> Option<Seen> {
    const SEVERAL: usize = 3;
    const ALL_NAMES: f64 = 0.9;
    let n_plain = view.hits.words.iter().filter(|it| !it.is_name).count();
    let is_there = |it: &&Word| it.is_name && view.hits.window.strength(&it.stem) >= 0.5;
    let n_names = view.hits.words.iter().filter(is_there).count();
    let is_told = || {
        let plain = || view.hits.words.iter().filter(|it| !it.is_name);
        let told: f64 = plain().map(|it| it.weight * view.strength_in_evidence(&it.stem)).sum();
        told >= 0.3 * plain().map(|it| it.weight).sum::<f64>()
    };
    // A passage of the names' with the claim's figure tells it in other words.
    let has_figure = || {
        let figures = || view.sentence.quantities.iter().filter(|it| !it.is_small());
        view.hits.window.hits.iter().any(|hit| figures().any(|it| hit.bears_out(it)))
    };
    // So does one that has all of several names.
    let names = || view.hits.words.iter().filter(|it| it.is_name);
    let has_all_names = || {
        let has_all = |hit: &Hit| view.hits.coverage_by(hit, |it| it.is_name) >= ALL_NAMES;
        names().count() >= SEVERAL && view.hits.window.hits.iter().any(has_all)
    };
    let is_bare = n_plain >= 4
        && n_names >= 2
        && !has_all_names()
        && view.plain_coverage < 0.2
        && !is_told()
        && !has_figure()
        && !frames::has_topic(view);
    is_bare.then(|| Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.whole()))
}

/// What was seen inside an altered quotation is the alteration once more.
fn without_doubles(view: &View, seen: &mut Vec<Seen>) {
    let altered: Vec<Span> = view
        .claim
        .quotations
        .iter()
        .map(|it| it.outer)
        .filter(|outer| seen.iter().any(|it| it.kind == ReasonKind::Misquote && outer.covers(it.span)))
        .collect();
    // "Less than 500" for "more than 500" is a figure in conflict, not an opposite as well.
    let figures: Vec<Span> = seen.iter().filter(|it| it.kind == ReasonKind::Figure).map(|it| it.span).collect();
    seen.retain(|it| it.kind != ReasonKind::Antonym || !figures.iter().any(|span| span.covers(it.span)));
    seen.retain(|it| it.kind == ReasonKind::Misquote || !altered.iter().any(|outer| outer.covers(it.span)));
}

/// Whether two of the claim's figures stand in the window, or what they follow from, or one with all of several names: then
/// it is about the same thing, however it is worded.
fn has_its_figures(view: &View) -> bool {
    /// A number of so many digits hardly stands there by chance.
    const EXACT: u8 = 3;
    let stands_there =
        |it: &&Quantity| !it.is_small() && view.hits.window.hits.iter().any(|hit| figures::gives(hit, it));
    let there: Vec<&Quantity> = view.sentence.quantities.iter().filter(stands_there).collect();
    // A person with an exact figure is one, too.
    let names = || view.hits.words.iter().filter(|it| it.is_name);
    let has_names = || names().count() >= 2 && names().all(|it| view.hits.window.strength(&it.stem) >= 0.5);
    there.len() >= 2 || (there.iter().any(|it| it.digits >= EXACT) && has_names())
}

/// Whether the evidence lacks the claim, rather than saying it in other words: little of it is covered, and for half of
/// its words there is not even one of a near meaning. A long talk written down says everything in many small words:
/// there that shows nothing.
fn is_told_nowhere(view: &View, support: f64) -> bool {
    if view.hits.window.coverage >= COVERED || has_its_figures(view) {
        return false;
    }
    if view.best().is_some_and(|it| it.document.is_talk()) {
        return false;
    }
    if frames::has_topic(view) || names_the_same(view) {
        return false;
    }
    // A paraphrase may well have none of a few words, and a claim whose words all stand in some source is too near to tell.
    let is_strange = |it: &&Word| !it.is_name && view.hits.best_strength(&it.stem) < 0.5 && !is_light(view.token(it));
    let (n_words, n_strange) = (view.hits.words.len(), view.hits.words.iter().filter(is_strange).count());
    if n_strange == 0 || (n_words <= FEW_WORDS && (n_strange < n_words || n_words == 1)) {
        return false;
    }
    let share = share_without_like(view);
    is_sparse(view)
        || (support < UNSUPPORTED_BELOW && share > LACKING)
        || (share >= FOREIGN && view.plain_coverage < FOREIGN_COVERAGE)
}

/// Whether the best passage names all those that the claim does, several, and nobody else: then it is about the same.
fn names_the_same(view: &View) -> bool {
    const SEVERAL: usize = 3;
    let Some(best) = view.best() else { return false };
    let last = |sentence: &Sentence| -> Vec<SmolStr> {
        let names = instead::names(sentence);
        names.into_iter().map(|it| sentence.tokens[it.end - 1].stem.clone()).collect()
    };
    let (ours, theirs) = (last(&view.sentence), last(&best.sentence));
    let is_same = |one: &SmolStr, other: &SmolStr| view.hits.strength(one, other) >= 0.5;
    ours.len() >= SEVERAL
        && ours.iter().all(|one| theirs.iter().any(|it| is_same(one, it)))
        && theirs.iter().all(|it| ours.iter().any(|one| is_same(one, it)))
}

/// Whether little of a claim is covered and much of it missing: many words, or some that no source has and the evidence
/// says in no other way. In a chat that shows nothing: who sums it up does so in words of his own.
fn is_sparse(view: &View) -> bool {
    let of_evidence = view.hits.coverage_with(|it| view.strength_in_evidence(&it.stem));
    let of_window = view.hits.window.coverage;
    let is_thin = of_evidence < SPARSE || of_window < SPARSE_WINDOW;
    if !is_thin || view.best().is_some_and(|it| it.document.is_spoken()) {
        return false;
    }
    let missing: Vec<&Word> =
        view.hits.words.iter().filter(|it| !it.is_name && view.strength_in_evidence(&it.stem) < 0.5).collect();
    let is_foreign =
        |it: &&&Word| view.hits.best_strength(&it.stem) < 0.5 && !is_light(view.token(it)) && !has_like(view, &it.stem);
    (of_evidence < SPARSE && missing.len() >= MANY_MISSING)
        || (of_window < SPARSE_WINDOW && missing.iter().filter(is_foreign).count() >= MANY_FOREIGN)
}

/// The share of the claim's plain words for which the evidence has neither the word nor one of a near meaning.
fn share_without_like(view: &View) -> f64 {
    let plain: Vec<&Word> = view.hits.words.iter().filter(|it| !it.is_name).collect();
    let is_lacking = |it: &&&Word| view.strength_in_evidence(&it.stem) < 0.5 && !has_like(view, &it.stem);
    plain.iter().filter(is_lacking).count() as f64 / plain.len().max(1) as f64
}

/// Whether the evidence has a word of a near meaning.
fn has_like(view: &View, stem: &str) -> bool {
    let others = view.all.iter().flat_map(|it| &it.stems).map(SmolStr::as_str);
    view.corpus.components().lexicon && thesaurus::nearest(stem, others) <= thesaurus::Nearness::Near
}

fn conclude(view: &View, support: f64, mut seen: Vec<Seen>) -> Judgement {
    let strongest = seen.iter().map(|it| it.strength).max();
    let counts_score = view.corpus.components().score;
    let (verdict, support) = match strongest {
        Some(Strength::Conflict) => (Verdict::Refuted, support.min(0.3)),
        Some(Strength::Unsupported) => (Verdict::NotEnoughInfo, support.min(0.35)),
        _ if counts_score && is_told_nowhere(view, support) => {
            (Verdict::NotEnoughInfo, support.min(UNSUPPORTED_BELOW - 0.01))
        }
        _ => (Verdict::Supported, support),
    };
    if counts_score && support < PARTLY_BELOW && seen.is_empty() {
        let is_unsupported = verdict != Verdict::Supported;
        let strength = if is_unsupported { Strength::Unsupported } else { Strength::Hint };
        seen.push(Seen::new(ReasonKind::LowCoverage, strength, view.whole()));
    }
    seen.sort_by(|a, b| b.strength.cmp(&a.strength).then(a.kind.cmp(&b.kind)).then(a.span.cmp(&b.span)));
    let mut evidence: Vec<Hit> = Vec::new();
    let decisive = seen.iter().filter(|it| it.strength == Strength::Conflict).filter_map(|it| it.hit.as_ref());
    let others = seen.iter().filter_map(|it| it.hit.as_ref());
    for hit in decisive.chain(view.best_first()).chain(others) {
        if !evidence.iter().any(|it| it.id == hit.id) {
            evidence.push(hit.clone());
        }
    }
    let marked: Vec<(PassageId, Span)> =
        seen.iter().filter_map(|it| Some((it.hit.as_ref()?.id, it.source_span?))).collect();
    let reasons = seen.into_iter().map(|it| to_reason(view, it, &evidence)).collect();
    let is_missing = |word: &&Word| view.hits.window.strength(&word.stem) < 0.5 && !is_light(view.token(word));
    Judgement {
        verdict,
        score: score::shown(support),
        coverage: view.hits.window.coverage,
        reasons,
        missing: view
            .hits
            .words
            .iter()
            .filter(is_missing)
            .map(|it| view.token(it).span.shifted(view.claim.span.start))
            .collect(),
        evidence: evidence.iter().map(|hit| to_evidence(view, hit, &marked)).collect(),
        voices: Vec::new(),
    }
}

fn to_reason(view: &View, seen: Seen, evidence: &[Hit]) -> Reason {
    let place = |hit: &Hit| evidence.iter().position(|it| it.id == hit.id);
    Reason {
        kind: seen.kind,
        strength: seen.strength,
        claim_words: squeezed(seen.span.of(&view.claim.text)),
        span: seen.span.shifted(view.claim.span.start),
        source_words: squeezed(&seen.source_words),
        evidence: seen.hit.as_ref().and_then(place),
        replacement: seen.replacement.map(|it| squeezed(&it)),
    }
}

/// The hit as evidence, its words that match the claim marked, and those that say otherwise too.
fn to_evidence(view: &View, hit: &Hit, marked: &[(PassageId, Span)]) -> Evidence {
    let matches_claim = |token: &Token| {
        token.is_content() && view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &token.stem) >= 0.6)
    };
    let tokens = hit.sentence.tokens.iter().filter(|it| matches_claim(it)).map(|it| it.span);
    let bears_out = |it: &&Quantity| view.sentence.quantities.iter().any(|claimed| claimed.is_borne_out_by(it));
    let figures = hit.sentence.quantities.iter().filter(bears_out).map(|it| it.span);
    let otherwise = marked.iter().filter(|it| it.0 == hit.id && hit.place.span.covers(it.1)).map(|it| it.1);
    let mut matched: Vec<Span> = tokens.chain(figures).chain(otherwise).collect();
    matched.sort_unstable_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    matched.dedup_by(|later, earlier| {
        let overlaps = later.overlaps(*earlier);
        earlier.end = if overlaps { earlier.end.max(later.end) } else { earlier.end };
        overlaps
    });
    let coverage = if view.hits.words.is_empty() { 0.0 } else { view.hits.coverage_by(hit, |_| true) };
    Evidence { passage: hit.id, score: (coverage * 1000.0).round() / 10.0, matched }
}

/// Whether a quantity is a matter of time rather than of amount.
fn is_date_like(quantity: &Quantity) -> bool {
    quantity.kind.is_when()
}
