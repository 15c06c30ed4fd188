//! The corpus's terms with their aliases, and where a text mentions them.

use serde::{Deserialize, Serialize};

use crate::text::{Sentence, Span};

mod join;
mod matcher;
mod mine;
mod names;
mod phrases;
mod verbs;

pub use join::is_same_spelt_otherwise;
pub use mine::Miner;

pub(crate) use phrases::is_key_phrase;
pub(crate) use verbs::{is_finite, is_verb};

/// What kind of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// A person, place, body or product.
    Name,
    Acronym,
    /// A run of words that the corpus keeps repeating.
    Phrase,
    /// From the user's glossary.
    Glossary,
}

/// A term with everything it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The form shown: the glossary's preferred spelling, or the corpus's most frequent one.
    pub name: String,
    pub kind: TermKind,
    /// Other forms, spelling variants and expansions among them, most frequent first.
    pub aliases: Vec<String>,
    /// Roles and titles that the corpus gives a person, most frequent first: "Head of Ukraine's Main Intelligence
    /// Directorate".
    pub roles: Vec<String>,
    /// From the glossary.
    pub definition: Option<String>,
    /// Of the aliases those that the glossary has a house spelling for, which is the name: "Kiev" where it is "Kyiv".
    /// Acronyms, and names cut short or in full, are no spellings.
    pub replaced: Vec<String>,
    /// How many passages mention it.
    pub n_passages: u32,
}

/// A place in a text that names a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    pub span: Span,
    /// Index into [`Lexicon::terms`].
    pub term: usize,
}

/// The terms of a corpus and the matcher over them.
#[derive(Default)]
pub struct Lexicon {
    terms: Vec<Term>,
    /// `None` when no term has a word.
    matcher: Option<matcher::Matcher>,
}

/// What the user's glossary says of a term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GlossaryTerm {
    pub name: String,
    pub aliases: Vec<String>,
    pub definition: Option<String>,
    /// The house spelling.
    pub prefer: Option<String>,
}

/// The terms of the given documents (text and its sentences, in order) and of the glossary. The same documents in the
/// same order give the same terms.
pub fn mine_terms<'a>(
    documents: impl IntoIterator<Item = (&'a str, Vec<&'a Sentence>)>,
    glossary: &[GlossaryTerm],
) -> Vec<Term> {
    let mut miner = mine::Miner::new(glossary);
    for (text, sentences) in documents {
        for sentence in sentences {
            miner.read(text, sentence);
        }
    }
    miner.finish()
}

impl Lexicon {
    /// Builds the matcher over `terms`. Where two terms share a form, the earlier one has it.
    pub fn new(terms: Vec<Term>) -> Self {
        let matcher = matcher::Matcher::new(&terms);
        Self { terms, matcher }
    }

    /// The lexicon in bytes, to be read by [`Lexicon::from_bytes`].
    ///
    /// # Errors
    /// When it does not fit into memory.
    pub fn to_bytes(&self) -> anyhow::Result<Vec<u8>> {
        let matcher = self.matcher.as_ref().and_then(matcher::Matcher::kept);
        Ok(postcard::to_allocvec(&(&self.terms, matcher))?)
    }

    /// The lexicon that was written; `None` when the bytes are not one. They are to be compared with a checksum before.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (terms, kept): (Vec<Term>, Option<matcher::Kept>) = postcard::from_bytes(bytes).ok()?;
        match kept {
            Some(kept) => Some(Self { matcher: Some(matcher::Matcher::read(kept, terms.len())?), terms }),
            None => Some(Self::new(terms)),
        }
    }

    /// The terms, most mentioned first.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The mentions of terms in `text` inside `within`: leftmost-longest, whole words only, over folded text; spans are
    /// exact in `text`, in order and never overlapping. A name of one word needs its capital and an acronym of up to
    /// four letters all of them; otherwise case does not count.
    pub fn mentions(&self, text: &str, within: Span) -> Vec<Mention> {
        self.matcher.as_ref().map(|it| it.mentions(text, within)).unwrap_or_default()
    }

    /// The mention at a caret, with its term. `mentions` are in order.
    pub fn term_at(&self, mentions: &[Mention], offset: usize) -> Option<(Mention, &Term)> {
        let after = mentions.partition_point(|it| it.span.end < offset);
        let mention = mentions[after..].iter().take(2).rfind(|it| it.span.touches(offset))?;
        Some((*mention, self.terms.get(mention.term)?))
    }
}

#[cfg(test)]
mod tests;
