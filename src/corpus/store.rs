//! Reading the index: statistics of words, postings, and the texts of sources.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TantivyDocument, TantivyError, Term};

use super::index::{Body, Fields, SEPARATOR, material_stems, path_term};
use super::names::{Role, has_personal_pronoun, subject};
use super::{Corpus, Discourse, Document, Passage, PassageId, Source, StandIn, StandInKind};
use crate::text::language::plain_words;
use crate::text::{Quantity, Sentence, words};

/// Stems of the corpus with the strength, from 0 to 1, with which they match a stem of a claim. By stem.
pub type Variants = Vec<(String, f64)>;

/// The first eight bytes of the SHA-256 of `bytes`.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    u64::from_be_bytes(hash[..8].try_into().unwrap_or_default())
}

/// Texts are kept up to this many bytes in all, some fifty thousand passages, which read word by word take about 200 MB.
const TEXT_CACHE_BYTES: u64 = 8 * 1024 * 1024;

/// Postings read in full for one claim at most, rarest words first; after that, words only add to what was found.
/// Twice what the rarest eight words of a claim have in a million passages.
const MAX_POSTINGS: usize = 200_000;

#[derive(Clone)]
struct ByTextLength;

impl Weighter<usize, Arc<Document>> for ByTextLength {
    fn weight(&self, _: &usize, document: &Arc<Document>) -> u64 {
        document.text.len() as u64 + 1
    }
}

/// What the corpus reads from.
pub(super) struct Store {
    searcher: Searcher,
    fields: Fields,
    /// From the digest of a path to the source's index.
    source_of: HashMap<u64, usize>,
    paths: Vec<String>,
    documents: Cache<usize, Arc<Document>, ByTextLength>,
    counts: Cache<(u32, String), usize>,
    variants: Cache<String, Arc<Variants>>,
    has_failed: AtomicBool,
}

impl Store {
    pub(super) fn new(searcher: Searcher, fields: Fields, sources: &[Source], n_passages: usize) -> Self {
        let paths: Vec<String> = sources.iter().map(|it| path_term(&it.path)).collect();
        Self {
            searcher,
            fields,
            source_of: paths.iter().enumerate().map(|(idx, path)| (digest(path.as_bytes()), idx)).collect(),
            paths,
            documents: Cache::with_weighter(n_passages.clamp(16, 10_000), TEXT_CACHE_BYTES, ByTextLength),
            counts: Cache::new(100_000),
            variants: Cache::new(20_000),
            has_failed: AtomicBool::new(false),
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// The value, or its default after the failure was noted.
    fn noted<T: Default>(&self, result: Result<T, TantivyError>) -> T {
        result.unwrap_or_else(|_| {
            self.has_failed.store(true, Ordering::Relaxed);
            T::default()
        })
    }

    pub(super) fn document(&self, corpus: &Corpus, source: usize) -> Arc<Document> {
        if let Some(document) = self.documents.get(&source) {
            return document;
        }
        let document = Arc::new(self.noted(self.read_document(corpus, source)));
        self.documents.insert(source, document.clone());
        document
    }

    pub(super) fn document_once(&self, corpus: &Corpus, source: usize) -> Document {
        self.noted(self.read_document(corpus, source))
    }

    fn read_document(&self, corpus: &Corpus, source: usize) -> Result<Document, TantivyError> {
        let Some(path) = self.paths.get(source) else { return Ok(Document::default()) };
        let term = Term::from_field_text(self.fields.text_of, path);
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let Some(doc) = alive_postings(segment, &term)?.next() else { continue };
            let stored: TantivyDocument = self.searcher.doc(DocAddress::new(ord as u32, doc))?;
            let bytes = stored.get_first(self.fields.body).and_then(|it| it.as_bytes()).unwrap_or_default();
            let body: Body = serde_json::from_slice(bytes)
                .map_err(|it| TantivyError::InternalError(format!("a text in the index is damaged: {it}")))?;
            return Ok(read_passages(corpus, body));
        }
        Err(TantivyError::InternalError("a text is missing from the index".to_owned()))
    }

    /// In how many passages the field has the term.
    fn count(&self, field: Field, text: &str) -> usize {
        let key = (field.field_id(), text.to_owned());
        if let Some(n) = self.counts.get(&key) {
            return n;
        }
        let term = Term::from_field_text(field, text);
        let count = || -> Result<usize, TantivyError> {
            let mut acc = 0;
            for segment in self.searcher.segment_readers() {
                acc += match segment.has_deletes() {
                    true => alive_postings(segment, &term)?.count(),
                    false => segment.inverted_index(field)?.doc_freq(&term)? as usize,
                };
            }
            Ok(acc)
        };
        let n = self.noted(count());
        self.counts.insert(key, n);
        n
    }

    pub(super) fn n_with(&self, stem: &str) -> usize {
        self.count(self.fields.stems, stem)
    }

    pub(super) fn is_name(&self, stem: &str) -> bool {
        self.count(self.fields.capitals, stem) > self.count(self.fields.lower, stem)
    }

    pub(super) fn is_ever_lower_case(&self, stem: &str) -> bool {
        self.count(self.fields.lower, stem) > 0
    }

    /// The terms of a field from `from` on while `goes_on`, that some passage still has, in order.
    fn terms(
        &self,
        field: Field,
        from: &str,
        goes_on: impl Fn(&str) -> bool,
    ) -> Result<BTreeSet<String>, TantivyError> {
        let mut acc = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().range().ge(from.as_bytes()).into_stream()?;
            while let Some((key, _)) = stream.next() {
                let Ok(term) = std::str::from_utf8(key) else { continue };
                if !goes_on(term) {
                    break;
                }
                let is_alive = !segment.has_deletes()
                    || alive_postings(segment, &Term::from_field_text(field, term))?.next().is_some();
                if is_alive {
                    acc.insert(term.to_owned());
                }
            }
        }
        Ok(acc)
    }

    /// The second parts of the compound terms that start with `head`.
    fn tails(&self, field: Field, head: &str) -> Vec<String> {
        let prefix = format!("{head}{SEPARATOR}");
        let terms = self.noted(self.terms(field, &prefix, |term| term.starts_with(&prefix)));
        terms.into_iter().map(|term| term[prefix.len()..].to_owned()).collect()
    }

    pub(super) fn expansions(&self, letters: &str) -> Vec<Vec<String>> {
        let tails = self.tails(self.fields.initials, letters);
        tails.into_iter().map(|tail| tail.split(',').map(str::to_owned).collect()).collect()
    }

    pub(super) fn roles_of(&self, name: &str) -> Vec<Role> {
        self.tails(self.fields.roles, name).iter().filter_map(|tail| Role::from_key(tail)).collect()
    }

    pub(super) fn bears_out(&self, quantity: &Quantity) -> bool {
        quantity.key_ranges().iter().any(|(from, to)| {
            let terms = self.noted(self.terms(self.fields.quantities, from, |term| term <= to.as_str()));
            terms.iter().filter_map(|key| Quantity::from_index_key(key)).any(|it| quantity.is_borne_out_by(&it))
        })
    }

    /// Strengths as measured for the method: the same stem 1, a misspelt or variant name 0.95, the same ring of
    /// synonyms or a long common beginning 0.8, one a beginning of the other 0.7, a seat of government for its country
    /// 0.6.
    pub(super) fn variants(&self, corpus: &Corpus, stem: &str) -> Arc<Variants> {
        if let Some(variants) = self.variants.get(stem) {
            return variants;
        }
        let mut acc: BTreeMap<String, f64> = BTreeMap::new();
        let is_known = self.n_with(stem) > 0;
        if is_known {
            acc.insert(stem.to_owned(), 1.0);
        }
        let mut add = |other: &str, strength: f64| {
            if !acc.contains_key(other) && self.n_with(other) > 0 {
                acc.insert(other.to_owned(), strength);
            }
        };
        for place in words::METONYMS.get(stem).into_iter().flatten() {
            add(place, 0.6);
        }
        for synonym in words::RINGS.get(stem).into_iter().flatten() {
            add(synonym, 0.8);
        }
        let n_chars = stem.chars().count();
        if n_chars >= 5 {
            let start: String = stem.chars().take(4).collect();
            let near = self.noted(self.terms(self.fields.stems, &start, |term| term.starts_with(&start)));
            for other in near {
                let strength = if has_common_beginning(stem, &other) {
                    0.8
                } else if other.chars().count() >= 5 && (other.starts_with(stem) || stem.starts_with(&other)) {
                    0.7
                } else if !is_known && is_misspelling(stem, &other) && corpus.is_name(&other) {
                    0.95
                } else {
                    continue;
                };
                add(&other, strength);
            }
        }
        let variants = Arc::new(acc.into_iter().collect::<Variants>());
        self.variants.insert(stem.to_owned(), variants.clone());
        variants
    }

    /// The source and passage numbers of the documents of a segment.
    fn passage_ids(&self, segment: &SegmentReader) -> Result<impl Fn(u32) -> Option<PassageId>, TantivyError> {
        let sources = segment.fast_fields().u64("source")?;
        let passages = segment.fast_fields().u64("passage")?;
        Ok(move |doc| {
            let source = *self.source_of.get(&sources.first(doc)?)?;
            Some(PassageId { source, passage: passages.first(doc)? as usize })
        })
    }

    pub(super) fn nearest(&self, words: &[Vec<(String, f64)>], limit: usize) -> Vec<(PassageId, f64)> {
        self.noted(self.try_nearest(self.fields.stems, words, limit))
    }

    pub(super) fn nearest_unread(&self, query: &str, limit: usize) -> Vec<(PassageId, f64)> {
        let words: BTreeSet<String> = plain_words(query).into_iter().collect();
        // Rare words tell more.
        let weigh = |word: String| {
            let weight = 1.0 / (2.0 + self.count(self.fields.unread, &word) as f64).ln();
            vec![(word, weight)]
        };
        let words: Vec<Vec<(String, f64)>> = words.into_iter().map(weigh).collect();
        self.noted(self.try_nearest(self.fields.unread, &words, limit))
    }

    fn try_nearest(
        &self,
        field: Field,
        words: &[Vec<(String, f64)>],
        limit: usize,
    ) -> Result<Vec<(PassageId, f64)>, TantivyError> {
        let mut words: Vec<(usize, &Vec<(String, f64)>)> =
            words.iter().map(|word| (word.iter().map(|(stem, _)| self.count(field, stem)).sum(), word)).collect();
        words.sort_by_key(|it| it.0);
        let mut acc = Vec::new();
        for segment in self.searcher.segment_readers() {
            let mut scores = self.scores(segment, field, &words)?;
            // Looking passages up is dear; those that come after `limit` better ones are not worth it.
            if scores.len() > limit && limit > 0 {
                scores.select_nth_unstable_by(limit - 1, |a, b| b.1.total_cmp(&a.1));
                let least = scores[limit - 1].1;
                scores.retain(|it| it.1 >= least);
            }
            let id = self.passage_ids(segment)?;
            acc.extend(scores.into_iter().filter_map(|(doc, score)| Some((id(doc)?, score))));
        }
        let order = |a: &(PassageId, f64), b: &(PassageId, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        acc.sort_by(order);
        acc.truncate(limit);
        Ok(acc)
    }

    /// The documents of a segment that hold any of the words, rarest words first, with the sum of the words' weights.
    fn scores(
        &self,
        segment: &SegmentReader,
        field: Field,
        words: &[(usize, &Vec<(String, f64)>)],
    ) -> Result<Vec<(u32, f64)>, TantivyError> {
        // By document: far faster than a map, and memory that is never touched costs nothing.
        let mut scores = vec![0.0; segment.max_doc() as usize];
        let mut of_word = vec![0.0; segment.max_doc() as usize];
        let mut found: Vec<u32> = Vec::new();
        let mut n_read = 0;
        for (n_passages, word) in words {
            n_read += n_passages;
            let mut with_word: Vec<u32> = Vec::new();
            for (stem, weight) in word.iter().filter(|it| it.1 > 0.0) {
                for doc in alive_postings(segment, &Term::from_field_text(field, stem))? {
                    let best: &mut f64 = &mut of_word[doc as usize];
                    if n_read > MAX_POSTINGS && scores[doc as usize] == 0.0 {
                        continue;
                    }
                    if *best == 0.0 {
                        with_word.push(doc);
                    }
                    *best = best.max(*weight);
                }
            }
            for doc in with_word {
                let score: &mut f64 = &mut scores[doc as usize];
                if *score == 0.0 {
                    found.push(doc);
                }
                *score += std::mem::take(&mut of_word[doc as usize]);
            }
        }
        Ok(found.into_iter().map(|doc| (doc, scores[doc as usize])).collect())
    }

    pub(super) fn passages_with(&self, stems: &[String], limit: usize) -> (Vec<PassageId>, usize) {
        let mut all = self.noted(self.try_passages_with(stems));
        all.sort_unstable();
        let n = all.len();
        all.truncate(limit);
        (all, n)
    }

    fn try_passages_with(&self, stems: &[String]) -> Result<Vec<PassageId>, TantivyError> {
        let mut stems: Vec<(usize, &String)> = stems.iter().map(|it| (self.n_with(it), it)).collect();
        stems.sort();
        let mut acc = Vec::new();
        if stems.is_empty() {
            return Ok(acc);
        }
        for segment in self.searcher.segment_readers() {
            let mut docs: Option<BTreeSet<u32>> = None;
            for (_, stem) in &stems {
                let postings = alive_postings(segment, &Term::from_field_text(self.fields.stems, stem))?;
                docs = Some(match docs {
                    None => postings.collect(),
                    Some(docs) => postings.filter(|doc| docs.contains(doc)).collect(),
                });
            }
            let id = self.passage_ids(segment)?;
            acc.extend(docs.unwrap_or_default().into_iter().filter_map(id));
        }
        Ok(acc)
    }
}

/// The documents of a segment that have the term and were not deleted, ascending.
fn alive_postings<'a>(segment: &'a SegmentReader, term: &Term) -> Result<impl Iterator<Item = u32> + 'a, TantivyError> {
    let index = segment.inverted_index(term.field())?;
    let mut postings = index.read_postings(term, IndexRecordOption::Basic)?;
    let mut is_first = true;
    let all = std::iter::from_fn(move || {
        let postings = postings.as_mut()?;
        let doc = if std::mem::take(&mut is_first) { postings.doc() } else { postings.advance() };
        (doc != tantivy::TERMINATED).then_some(doc)
    });
    Ok(all.filter(move |doc| !segment.is_deleted(*doc)))
}

/// At least five letters and 70 percent of the longer word.
fn has_common_beginning(a: &str, b: &str) -> bool {
    let n_common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longer = a.chars().count().max(b.chars().count());
    n_common >= 5 && n_common * 10 >= longer * 7
}

/// One edit for words of six or seven letters, two from eight on.
fn is_misspelling(a: &str, b: &str) -> bool {
    let n_chars = a.chars().count();
    n_chars >= 6 && strsim::levenshtein(a, b) <= if n_chars < 8 { 1 } else { 2 }
}

fn read_passages(corpus: &Corpus, body: Body) -> Document {
    let roles_of = |name: &str| corpus.roles_of(name);
    let mut discourse = Discourse::new(&roles_of);
    let mut last_subject: Vec<String> = Vec::new();
    let mut passages = Vec::with_capacity(body.passages.len());
    for place in body.passages {
        let mut sentence = Sentence::read(&body.text, place.span);
        corpus.settle_names(&mut sentence);
        let (mut stand_in, mut carried) = (None, Vec::new());
        if corpus.components().coreference {
            // "It" and "they" are as often said of what has no name.
            let is_told = |it: &(StandIn, Vec<String>)| !matches!(it.0.kind, StandInKind::Thing | StandInKind::Several);
            if let Some((it, stems)) = discourse.read(&sentence).filter(is_told) {
                (stand_in, carried) = (Some(it), stems);
            }
            if has_personal_pronoun(&sentence) {
                carried.extend(last_subject.iter().filter(|it| !carried.contains(it)).cloned().collect::<Vec<_>>());
            }
        }
        let subject = subject(&sentence);
        if !subject.is_empty() {
            last_subject = subject;
        }
        passages.push(Passage { place, stems: material_stems(&sentence), sentence, stand_in, carried });
    }
    Document::new(body.text, passages)
}
