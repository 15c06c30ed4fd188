//! Sources to judge labelled claims by, imported and indexed as those of a writer are.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;

use super::SourceText;
use crate::check::Context;
use crate::config::{Components, Config};
use crate::corpus::Corpus;
use crate::corpus::import::import;
use crate::corpus::index::{FileRecord, Index, Stamp};
use crate::lexicon::{Lexicon, Miner};

/// Sources, indexed once, for judging by all of the method or parts of it.
pub struct Library {
    /// Opens the corpus anew, as how it is judged is settled once.
    open: Box<dyn Fn() -> anyhow::Result<Corpus> + Send + Sync>,
    lexicon: Arc<Lexicon>,
    config: Arc<Config>,
}

impl Library {
    /// What a workspace was loaded from; `open` gives its corpus anew, with all that is known of its sources.
    pub fn new(
        open: impl Fn() -> anyhow::Result<Corpus> + Send + Sync + 'static,
        lexicon: Arc<Lexicon>,
        config: &Config,
    ) -> Self {
        Self { open: Box::new(open), lexicon, config: Arc::new(without_limit(config)) }
    }

    /// Documents in memory, read as plain text.
    ///
    /// # Errors
    /// When none of them holds text that can be read, or the index fails.
    pub fn of_documents(documents: &[&SourceText]) -> anyhow::Result<Self> {
        let index = Index::in_memory();
        index.update(&[], documents.iter().enumerate().map(|(idx, it)| record(idx, it)).collect())?;
        let corpus = index.corpus()?;
        if corpus.read_sources().next().is_none() {
            bail!("none of its documents holds any text in English");
        }
        let lexicon = Arc::new(mine(&corpus));
        Ok(Self::new(move || index.corpus(), lexicon, &Config::default()))
    }

    /// The parts of the method that its configuration leaves switched on.
    pub fn components(&self) -> Components {
        self.config.features.components
    }

    /// For judging by these parts of the method.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn context(&self, components: Components) -> anyhow::Result<Context> {
        let corpus = (self.open)()?.judged_by(components);
        corpus.spell_by(&self.lexicon);
        let (config, lexicon) = (Arc::clone(&self.config), Arc::clone(&self.lexicon));
        Ok(Context { config, corpus: Arc::new(corpus), lexicon, generation: 0 })
    }
}

/// Every finding counts, however many there are.
fn without_limit(config: &Config) -> Config {
    let mut config = config.clone();
    config.limits.max_diagnostics = u32::MAX;
    config
}

fn record(idx: usize, document: &SourceText) -> FileRecord {
    // Its name says nothing, so that nothing is read from it; numbered, so that the order is that of the data.
    let path = PathBuf::from(format!("{idx:06}.txt"));
    let mut outcome = import(&path, document.text.as_bytes());
    if let Ok(extract) = &mut outcome {
        let metadata = &mut extract.metadata;
        metadata.key = Some(document.id.clone());
        metadata.title = document.title.clone().filter(|it| !it.trim().is_empty()).or(metadata.title.take());
    }
    let stamp = Stamp { size: document.text.len() as u64, modified: None, hash: document.id.clone() };
    FileRecord { path, stamp, outcome, changed: None }
}

fn mine(corpus: &Corpus) -> Lexicon {
    let mut miner = Miner::new(&[]);
    for source in corpus.read_sources() {
        let document = corpus.document_once(source);
        document.passages.iter().for_each(|it| miner.read(&document.text, &it.sentence));
    }
    Lexicon::new(miner.finish())
}
