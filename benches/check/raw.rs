//! The raw libraries on the same data: what the least of the work would cost.

use aho_corasick::{AhoCorasick, MatchKind};
use citecheck::claim::Claim;
use citecheck::corpus::Corpus;
use citecheck::lexicon::Lexicon;
use citecheck::text::Token;
use frostem::{Algorithm, Stemmer};
use pulldown_cmark::{Options, Parser};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TEXT};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

/// pulldown-cmark's events, counted.
pub(crate) fn read_markdown(text: &str) -> usize {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    Parser::new_ext(text, options).into_offset_iter().count()
}

/// aho-corasick as it comes, over all forms of all terms.
pub(crate) fn automaton(lexicon: &Lexicon) -> anyhow::Result<AhoCorasick> {
    let forms = lexicon.terms().iter().flat_map(|it| std::iter::once(&it.name).chain(&it.aliases));
    let builder = &mut AhoCorasick::builder();
    Ok(builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(forms)?)
}

/// The words of a text cut at what is no letter or digit, in lower case, with Snowball's stems.
pub(crate) struct Words {
    stemmer: Stemmer,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English) }
    }

    pub(crate) fn stems(&self, text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
        words.map(|it| self.stemmer.stem(&it.to_lowercase()).into_owned()).collect()
    }
}

/// tantivy's BM25 over the passages, in memory.
pub(crate) struct Bm25 {
    searcher: Searcher,
    field: Field,
}

impl Bm25 {
    pub(crate) fn new(corpus: &Corpus) -> anyhow::Result<Self> {
        let mut builder = Schema::builder();
        let field = builder.add_text_field("text", TEXT);
        let index = Index::create_in_ram(builder.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 50_000_000)?;
        for source in 0..corpus.sources().len() {
            let document = corpus.document(source);
            for passage in &document.passages {
                let mut acc = TantivyDocument::default();
                acc.add_text(field, passage.place.span.of(&document.text));
                writer.add_document(acc)?;
            }
        }
        writer.commit()?;
        Ok(Self { searcher: index.reader()?.searcher(), field })
    }

    /// The words of a claim joined by OR.
    pub(crate) fn query(&self, claim: &Claim) -> BooleanQuery {
        let words = claim.sentence.tokens.iter().filter(|it| it.is_material());
        let query = |token: &Token| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.field, &token.folded);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        BooleanQuery::new(words.map(query).collect())
    }

    /// As many passages as we look at closely.
    pub(crate) fn search(&self, query: &BooleanQuery) -> usize {
        let nearest = self.searcher.search(query, &TopDocs::with_limit(12).order_by_score());
        nearest.expect("an index in memory can be read").len()
    }
}
