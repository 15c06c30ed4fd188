//! Picks the check-worthy sentences of a draft.

use crate::corpus::StandIn;
use crate::draft::{Block, BlockKind, CitationKind, Draft};
use crate::lexicon::{Lexicon, Mention};
use crate::text::{Language, Quotation, Sentence, Span, TokenKind, read_quotations, tokenize};

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
    /// The sentences that may name whom a pronoun or a description of this one stands for, in order: those before it in
    /// its block, for the first one of a paragraph those of the paragraph before. Empty when it asks for nobody.
    pub before: Vec<String>,
    /// Nothing goes before it in the draft, not even a heading, and other sentences follow.
    pub opens_draft: bool,
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
    let mut paragraph_before: Option<&Block> = None;
    for (block_idx, block) in draft.blocks.iter().enumerate().filter(|it| it.1.language.is_read()) {
        let of_block = read_quotations(&draft.prose, block.span);
        for (idx, span) in block.sentences.iter().enumerate() {
            let text = span.of(&draft.prose);
            let whole = Span::new(0, text.len());
            let tokens = tokenize(text, whole);
            let kind = filter::kind_of_tokens(text, &tokens, block.kind);
            let mut sentence = Sentence::of_tokens(text, whole, tokens);
            let is_first_person = kind == Err(NotAClaim::Judgement) && speaks_of_itself(&sentence);
            if kind.is_err() && !is_first_person {
                continue;
            }
            let start = if idx == 0 { block.span.start } else { span.start };
            let end = block.sentences.get(idx + 1).map_or_else(|| end_with_source(draft, block_idx), |it| it.start);
            let before = match idx {
                0 => {
                    paragraph_before.filter(|_| block.kind == BlockKind::Paragraph).map_or(&[][..], |it| &it.sentences)
                }
                _ => &block.sentences[..idx],
            };
            let goes_beyond = of_block.iter().any(|it| goes_beyond(it, *span));
            let quotations = match goes_beyond {
                true => of_block.iter().filter_map(|it| part_within(it, *span, &draft.prose)).collect(),
                false => read_quotations(text, whole),
            };
            if goes_beyond {
                for token in &mut sentence.tokens {
                    token.is_quoted = quotations.iter().any(|it| it.inner.covers(token.span));
                }
            }
            acc.push(Claim {
                span: *span,
                text: text.to_owned(),
                quotations,
                mentions: lexicon.mentions(&draft.prose, *span),
                citations: citations_in(draft, start, end),
                before: if StandIn::find(&sentence).is_some() { lately(draft, before) } else { Vec::new() },
                opens_draft: opens(draft, *span),
                is_first_person,
                sentence,
            });
        }
        paragraph_before = Some(block).filter(|it| it.kind == BlockKind::Paragraph);
    }
    acc
}

/// Whether a quotation begins in the sentence or ends in it, and does not do both.
fn goes_beyond(quotation: &Quotation, sentence: Span) -> bool {
    quotation.outer.overlaps(sentence) && !sentence.covers(quotation.outer)
}

/// The part of a quotation of `text` that stands in the sentence, by offsets from its start.
fn part_within(quotation: &Quotation, sentence: Span, text: &str) -> Option<Quotation> {
    let within = |span: Span| Span::new(span.start.max(sentence.start), span.end.min(sentence.end));
    if !quotation.outer.overlaps(sentence) {
        return None;
    }
    let (inner, outer) = (within(quotation.inner), within(quotation.outer));
    let words = (inner.start < inner.end).then(|| inner.of(text))?;
    let start = inner.start + words.len() - words.trim_start().len();
    let inner = Span::new(start, start + words.trim().len());
    let from_start = |it: Span| Span::new(it.start - sentence.start, it.end - sentence.start);
    let has_words = inner.of(text).contains(char::is_alphanumeric);
    has_words.then(|| Quotation { inner: from_start(inner), outer: from_start(outer) })
}

/// Where a block ends, together with a line behind it that names its source and says nothing else.
fn end_with_source(draft: &Draft, block: usize) -> usize {
    let behind = draft.blocks.get(block + 1).filter(|it| it.kind == draft.blocks[block].kind);
    let names_source = |it: &&Block| {
        let citations = citations_in(draft, it.span.start, it.span.end);
        let is_source = |idx: &usize| draft.citations[*idx].kind == CitationKind::SourceLine;
        !it.span.of(&draft.prose).contains(char::is_alphanumeric) && citations.iter().any(is_source)
    };
    let own_end = draft.blocks[block].span.end;
    behind.filter(|it| it.kind == BlockKind::Paragraph).filter(names_source).map_or(own_end, |it| it.span.end)
}

/// Whether the sentence is the first of several, and no front matter stands before it.
fn opens(draft: &Draft, span: Span) -> bool {
    let is_first = draft.text[..span.start].trim().is_empty();
    is_first && draft.blocks.iter().map(|it| it.sentences.len()).sum::<usize>() > 1
}

/// The last few of these sentences.
fn lately(draft: &Draft, sentences: &[Span]) -> Vec<String> {
    const REACH: usize = 6;
    sentences[sentences.len().saturating_sub(REACH)..].iter().map(|it| it.of(&draft.prose).to_owned()).collect()
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

#[cfg(test)]
mod tests;
