//! Picks the check-worthy sentences of a draft.

use crate::draft::{BlockKind, Draft};
use crate::lexicon::{Lexicon, Mention, TermKind};
use crate::text::{Language, Quotation, Sentence, Span, TokenKind, read_quotations, tokenize, words};

mod filter;

pub use filter::kind;

/// A sentence of the draft that asserts something checkable.
#[derive(Clone, Debug)]
pub struct Claim {
    /// In the draft.
    pub span: Span,
    /// The sentence without markup, byte for byte as long as its span: offsets in it are offsets from `span.start`.
    pub text: String,
    /// The sentence, read; its spans are offsets in `text`.
    pub sentence: Sentence,
    /// Offsets in `text`.
    pub quotations: Vec<Quotation>,
    /// Spans in the draft.
    pub mentions: Vec<Mention>,
    /// Indices into [`Draft::citations`] of the citations that belong to the sentence.
    pub citations: Vec<usize>,
    /// Stems of the person whom an opening "he" or "her" stands for: the subject of the nearest earlier sentence of the
    /// same block that names one. Empty when no pronoun asks for it.
    pub carried: Vec<String>,
    /// "We propose …": the writer's own view, unless it hands on what a source says of itself in the first person.
    pub is_first_person: bool,
}

/// Words among which a sentence says that it is in the first person.
const FIRST_WORDS: usize = 6;

/// Why a sentence is not a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAClaim {
    NoWords,
    Heading,
    Question,
    LeadIn,
    TooShort,
    /// A table cell or list item that asserts nothing by itself.
    Fragment,
    /// A footnote that only names its source.
    Reference,
    /// About the draft itself.
    Meta,
    /// The writer's own view.
    Judgement,
    Instruction,
    Recommendation,
    /// In a language that we do not read.
    OtherLanguage,
}

impl NotAClaim {
    /// The reason in a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            NotAClaim::NoWords => "no words",
            NotAClaim::Heading => "heading",
            NotAClaim::Question => "question",
            NotAClaim::LeadIn => "lead-in",
            NotAClaim::TooShort => "too short",
            NotAClaim::Fragment => "fragment",
            NotAClaim::Reference => "reference",
            NotAClaim::Meta => "about the draft",
            NotAClaim::Judgement => "own view",
            NotAClaim::Instruction => "instruction",
            NotAClaim::Recommendation => "recommendation",
            NotAClaim::OtherLanguage => "in another language",
        }
    }
}

/// Any sentence of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceKind {
    /// In the draft.
    pub span: Span,
    pub block: BlockKind,
    /// Why it is no claim; `None` when it is one.
    pub reason: Option<NotAClaim>,
}

/// A run of blocks in a language that we do not read, with its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    pub language: Language,
    /// In the draft, in order; never empty.
    pub sentences: Vec<Span>,
}

/// What of a draft is not checked, as it is in another language; headings aside.
pub fn find_unchecked(draft: &Draft) -> Vec<Unchecked> {
    let mut acc: Vec<Unchecked> = Vec::new();
    let mut is_open = false;
    for block in &draft.blocks {
        if block.language.is_read() {
            is_open = false;
            continue;
        }
        let is_unchecked =
            |it: &&Span| kind_in(block.language, it.of(&draft.prose), block.kind) == Err(NotAClaim::OtherLanguage);
        let sentences: Vec<Span> = block.sentences.iter().filter(is_unchecked).copied().collect();
        match acc.last_mut().filter(|it| is_open && it.language == block.language) {
            Some(run) => run.sentences.extend(sentences),
            None if sentences.is_empty() => continue,
            None => acc.push(Unchecked { language: block.language, sentences }),
        }
        is_open = true;
    }
    acc
}

/// The claims of a draft, in order.
pub fn find_claims(draft: &Draft, lexicon: &Lexicon) -> Vec<Claim> {
    let mut acc = Vec::new();
    for block in draft.blocks.iter().filter(|it| it.language.is_read()) {
        let mut subject: Vec<String> = Vec::new();
        for (idx, span) in block.sentences.iter().enumerate() {
            let text = span.of(&draft.prose);
            let whole = Span::new(0, text.len());
            let tokens = tokenize(text, whole);
            let kind = filter::kind_of_tokens(text, &tokens, block.kind);
            let sentence = Sentence::of_tokens(text, whole, tokens);
            let mentions = lexicon.mentions(&draft.prose, *span);
            let named = subject_of(&sentence, &mentions, *span, lexicon);
            let pronoun = pronoun_of(&sentence).filter(|at| named.as_ref().is_none_or(|it| *at < it.place));
            let carried = pronoun.map(|_| subject.clone()).unwrap_or_default();
            subject = named.map_or(subject, |it| it.stems);
            let is_first_person = kind == Err(NotAClaim::Judgement) && speaks_of_itself(&sentence);
            if kind.is_err() && !is_first_person {
                continue;
            }
            let start = if idx == 0 { block.span.start } else { span.start };
            let end = block.sentences.get(idx + 1).map_or(block.span.end, |it| it.start);
            acc.push(Claim {
                span: *span,
                text: text.to_owned(),
                quotations: read_quotations(text, whole),
                mentions,
                citations: citations_in(draft, start, end),
                carried,
                is_first_person,
                sentence,
            });
        }
    }
    acc
}

/// Whether the sentence opens in the first person.
pub(crate) fn speaks_of_itself(sentence: &Sentence) -> bool {
    let mut words = sentence.tokens.iter().filter(|it| it.kind == TokenKind::Word && !it.is_quoted).take(FIRST_WORDS);
    words.any(|it| matches!(it.folded.as_str(), "we" | "i" | "our" | "my"))
}

/// All sentences of a draft, in order, claims or not.
pub fn find_sentences(draft: &Draft) -> Vec<SentenceKind> {
    let of_block = |block: &crate::draft::Block| {
        let block_kind = block.kind;
        let language = block.language;
        let read = |span: &Span| SentenceKind {
            span: *span,
            block: block_kind,
            reason: kind_in(language, span.of(&draft.prose), block_kind).err(),
        };
        block.sentences.iter().map(read).collect::<Vec<_>>()
    };
    draft.blocks.iter().flat_map(of_block).collect()
}

/// The same as [`kind`] for a sentence in any language.
fn kind_in(language: Language, text: &str, block: BlockKind) -> Result<(), NotAClaim> {
    if language.is_read() {
        return kind(text, block);
    }
    let reason = match block {
        _ if !text.contains(char::is_alphabetic) => NotAClaim::NoWords,
        BlockKind::Heading => NotAClaim::Heading,
        _ => NotAClaim::OtherLanguage,
    };
    Err(reason)
}

/// The citations that begin between two places.
fn citations_in(draft: &Draft, start: usize, end: usize) -> Vec<usize> {
    let first = draft.citations.partition_point(|it| it.span.start < start);
    let last = draft.citations.partition_point(|it| it.span.start < end);
    (first..last.max(first)).collect()
}

/// The position of a "he" or "she" among the first words.
fn pronoun_of(sentence: &Sentence) -> Option<usize> {
    let mut opening = sentence.tokens.iter().enumerate().filter(|it| it.1.kind == TokenKind::Word).take(8);
    opening.find(|it| words::PRONOUNS.contains(it.1.folded.as_str())).map(|it| it.0)
}

/// The first person named near the start of a sentence.
struct Subject {
    stems: Vec<String>,
    /// The position of the first token of the name.
    place: usize,
}

fn subject_of(sentence: &Sentence, mentions: &[Mention], span: Span, lexicon: &Lexicon) -> Option<Subject> {
    const PARTICLES: [&str; 8] = ["of", "de", "von", "van", "der", "den", "al", "bin"];
    let first = sentence.first_word()?;
    let is_named = |idx: usize| {
        let token = &sentence.tokens[idx];
        if idx != first || token.is_name {
            return token.is_name;
        }
        // The first word has its capital anyway: it is a name when the corpus or the next word says so.
        let place = span.start + token.span.start;
        let is_mentioned = mentions.iter().any(|it| {
            it.span.contains(place) && lexicon.terms().get(it.term).is_some_and(|term| term.kind != TermKind::Phrase)
        });
        let next_is_name = sentence.tokens.get(idx + 1).is_some_and(|it| it.is_name);
        token.is_content() && token.is_capital && (is_mentioned || next_is_name)
    };
    let is_part = |stem: &str, folded: &str| {
        !words::PLACE_STEMS.contains(stem)
            && !words::METONYMS.contains_key(stem)
            && !words::ROLES.contains(folded)
            && !words::ROLES.contains(stem)
    };
    // "In Oslo, …": whoever is in a place is named later.
    let is_located = |idx: usize| {
        let before = idx.checked_sub(1).map_or("", |before| sentence.tokens[before].folded.as_str());
        matches!(before, "in" | "at" | "from" | "near" | "outside" | "across")
    };
    let mut name = Vec::new();
    let mut place = 0;
    let mut is_skipped = false;
    for idx in 0..sentence.tokens.len().min(14) {
        let token = &sentence.tokens[idx];
        if token.kind == TokenKind::Word && is_named(idx) {
            is_skipped = name.is_empty() && (is_located(idx) || is_skipped);
            if !is_skipped && is_part(&token.stem, &token.folded) {
                place = if name.is_empty() { idx } else { place };
                name.push(token.stem.clone());
            }
        } else if !name.is_empty() && !PARTICLES.contains(&token.folded.as_str()) && !token.is_mark("-") {
            break;
        } else {
            is_skipped = false;
        }
    }
    (!name.is_empty()).then_some(Subject { stems: name, place })
}

#[cfg(test)]
mod tests;
