//! Plain tantivy on the same passages, as a programmer would use it first: one field of text, stemmed English words with
//! their positions.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use frostem::{Algorithm, Stemmer};
use rayon::prelude::*;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer,
};
use tantivy::{Index, IndexWriter, TantivyDocument};

/// Indexes the sentences of the archive into `plain` beside them.
pub(crate) fn index(folder: &Path) -> anyhow::Result<()> {
    let dir = folder.join("plain");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    let started = Instant::now();
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("english")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored());
    let index = Index::create_in_dir(&dir, builder.build())?;
    index.tokenizers().register("english", english());
    let mut writer: IndexWriter = index.writer_with_num_threads(2, 128 * 1024 * 1024)?;
    let files = files(&folder.join("sources"))?;
    let mut n_passages = 0;
    for batch in files.chunks(256) {
        let texts: Vec<String> = batch.par_iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
        for passage in texts.iter().flat_map(|it| passages(it)) {
            let mut document = TantivyDocument::default();
            document.add_text(text, passage);
            writer.add_document(document)?;
            n_passages += 1;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    super::report("plain tantivy", started.elapsed(), files.len(), n_passages);
    Ok(())
}

/// The sentences after the front matter, cut without care.
fn passages(text: &str) -> impl Iterator<Item = &str> {
    let body = text.splitn(3, "---\n").nth(2).unwrap_or(text);
    body.lines().filter(|it| !it.is_empty()).flat_map(|it| it.split_inclusive(". "))
}

fn files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut acc = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { acc.extend(files(&path)?) } else { acc.push(path) }
    }
    acc.sort();
    Ok(acc)
}

/// What tantivy calls `en_stem`, which the program does without.
fn english() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stems)
        .build()
}

#[derive(Clone)]
struct Stems;

#[derive(Clone)]
struct Stemming<T>(T);

struct StemStream<T> {
    tail: T,
    stemmer: Stemmer,
}

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = Stemming<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> Stemming<T> {
        Stemming(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for Stemming<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemStream { tail: self.0.token_stream(text), stemmer: Stemmer::new(Algorithm::English) }
    }
}

impl<T: TokenStream> TokenStream for StemStream<T> {
    fn advance(&mut self) -> bool {
        if !self.tail.advance() {
            return false;
        }
        let stem = self.stemmer.stem(&self.tail.token().text).into_owned();
        self.tail.token_mut().text = stem;
        true
    }

    fn token(&self) -> &Token {
        self.tail.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.tail.token_mut()
    }
}
