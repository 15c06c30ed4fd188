//! Reading the index: statistics of words, postings, and the texts of sources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use smol_str::SmolStr;
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocSet, Searcher, SegmentReader, TantivyDocument, TantivyError, Term,
};

use super::index::{Body, Fields, SEPARATOR, WHOLE, material_stems};
use super::names::{Role, has_personal_pronoun, subject};
use super::sources::path_digest;
use super::{Corpus, Discourse, Document, Passage, PassageId, Sources, StandIn, StandInKind};
use crate::text::language::plain_words;
use crate::text::{Quantity, Sentence, words};

/// Stems of the corpus with the strength, from 0 to 1, with which they match a stem of a claim. By stem.
pub type Variants = Vec<(SmolStr, f64)>;

/// The first eight bytes of the SHA-256 of `bytes`.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    u64::from_be_bytes(hash[..8].try_into().unwrap_or_default())
}

/// Texts are kept up to this many bytes in all, some fifty thousand passages, which read word by word take about 200 MB.
const TEXT_CACHE_BYTES: u64 = 8 * 1024 * 1024;

/// Up to this many postings of a claim's words are all read: every passage is ranked. Beyond, the rarest words are read,
/// as far as this goes, and say which passages are looked at with all words. On a million made-up passages the two find
/// the passage that was retold 93.6 times in a hundred, a ranking of everything 94.0 times.
const MAX_POSTINGS: usize = 120_000;

/// How many passages are looked at with all words, when not every one is. With half as many, and fewer postings, the
/// figure above was 92.8.
const N_EXACT: usize = 800;

/// How often a term must occur in a segment to be counted without looking for what was deleted, which takes as long as
/// reading all its postings.
const FREQUENT: u32 = 20_000;

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
    source_of: FxHashMap<u64, u32>,
    documents: Cache<usize, Arc<Document>, ByTextLength>,
    /// By the fields, a bit each, and the term.
    counts: Cache<(u32, SmolStr), usize>,
    variants: Cache<SmolStr, Arc<Variants>>,
    scratch: Mutex<Vec<Scratch>>,
    has_failed: AtomicBool,
}

/// What the passages of a segment are ranked in, by document: far faster than a map. All zeros between uses.
#[derive(Default)]
struct Scratch {
    scores: Vec<f64>,
    /// The last word that counted, from 1.
    seen: Vec<u16>,
}

/// A word of a query with the stems that may stand for it, the strongest first.
struct Asked<'a> {
    n_passages: usize,
    stems: Vec<(&'a str, f64)>,
}

/// A document of the index with its score so far.
struct Ranked {
    segment: usize,
    doc: u32,
    score: f64,
}

impl Store {
    pub(super) fn new(searcher: Searcher, fields: Fields, sources: &Sources) -> Self {
        let n_passages: usize = sources.records().map(|it| it.n_passages as usize).sum();
        Self {
            searcher,
            fields,
            source_of: sources.records().map(|it| it.digest).zip(0..).collect(),
            documents: Cache::with_weighter(n_passages.clamp(16, 10_000), TEXT_CACHE_BYTES, ByTextLength),
            counts: Cache::new(100_000),
            variants: Cache::new(20_000),
            scratch: Mutex::default(),
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

    pub(super) fn sentences_once(&self, corpus: &Corpus, source: usize) -> (String, Vec<Sentence>) {
        let body = self.noted(self.read_body(corpus, source));
        let sentences = body.passages.iter().map(|it| Sentence::read(&body.text, it.span)).collect();
        (body.text, sentences)
    }

    fn read_document(&self, corpus: &Corpus, source: usize) -> Result<Document, TantivyError> {
        Ok(read_passages(corpus, self.read_body(corpus, source)?))
    }

    fn read_body(&self, corpus: &Corpus, source: usize) -> Result<Body, TantivyError> {
        let Some(source) = corpus.sources.get(source) else { return Ok(Body::default()) };
        let term = Term::from_field_u64(self.fields.source, path_digest(&source.path));
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let mut documents = alive_postings(segment, &term)?.peekable();
            if documents.peek().is_none() {
                continue;
            }
            let passages = segment.fast_fields().u64("passage")?;
            let Some(doc) = documents.find(|it| passages.first(*it) == Some(WHOLE)) else { continue };
            let stored: TantivyDocument = self.searcher.doc(DocAddress::new(ord as u32, doc))?;
            let bytes = stored.get_first(self.fields.body).and_then(|it| it.as_bytes()).unwrap_or_default();
            return postcard::from_bytes(bytes)
                .map_err(|it| TantivyError::InternalError(format!("a text in the index is damaged: {it}")));
        }
        Err(TantivyError::InternalError("a text is missing from the index".to_owned()))
    }

    /// What of the documents does not agree with the sources, or cannot be read.
    pub(super) fn faults(&self, corpus: &Corpus) -> Vec<String> {
        let mut acc = Vec::new();
        let mut n_documents: Vec<usize> = vec![0; corpus.sources.len()];
        let mut n_astray = 0;
        let mut count = || -> Result<(), TantivyError> {
            for segment in self.searcher.segment_readers() {
                let id = self.passage_ids(segment)?;
                let passages = segment.fast_fields().u64("passage")?;
                for doc in segment.doc_ids_alive() {
                    match id(doc) {
                        Some(id) => n_documents[id.source] += 1,
                        None => n_astray += usize::from(passages.first(doc) != Some(WHOLE)),
                    }
                }
            }
            Ok(())
        };
        if let Err(error) = count() {
            acc.push(format!("the passages cannot be counted: {error}"));
        }
        if n_astray > 0 {
            acc.push(format!("{n_astray} passages are of sources that are not listed"));
        }
        for (idx, (source, n_documents)) in corpus.sources.iter().zip(n_documents).enumerate() {
            let path = source.path.display();
            match self.read_body(corpus, idx) {
                Err(error) => acc.push(format!("the text of `{path}` cannot be read: {error}")),
                Ok(body) if body.passages.len() != source.n_passages || n_documents != source.n_passages => {
                    acc.push(format!("the passages of `{path}` are not those that are listed"));
                }
                Ok(_) => {}
            }
        }
        acc
    }

    /// In how many passages one of the fields has the term, of fields that never have it both; remembered.
    fn count(&self, fields: &[Field], text: &str) -> usize {
        let key = (fields.iter().map(|it| 1 << it.field_id()).sum(), SmolStr::new(text));
        if let Some(n) = self.counts.get(&key) {
            return n;
        }
        let terms: Vec<Term> = terms_of(fields, text);
        let segments = self.searcher.segment_readers().iter();
        let counts = segments.flat_map(|segment| terms.iter().map(|term| n_passages(segment, term)));
        let n = self.noted(counts.sum());
        self.counts.insert(key, n);
        n
    }

    pub(super) fn n_with(&self, stem: &str) -> usize {
        self.count(&self.fields.stems(), stem)
    }

    pub(super) fn is_name(&self, stem: &str) -> bool {
        self.count(&[self.fields.names, self.fields.both], stem) > self.count(&[self.fields.lower], stem)
    }

    pub(super) fn is_ever_lower_case(&self, stem: &str) -> bool {
        self.count(&[self.fields.lower], stem) > 0
    }

    /// The terms of the fields from `from` on while `goes_on`, those that `is_wanted` and some passage still has, in
    /// order.
    fn terms(
        &self,
        fields: &[Field],
        from: &str,
        goes_on: impl Fn(&str) -> bool,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<BTreeSet<String>, TantivyError> {
        let mut acc = BTreeSet::new();
        let fields = fields.iter().copied();
        for (segment, field) in
            self.searcher.segment_readers().iter().flat_map(|it| fields.clone().map(move |field| (it, field)))
        {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().range().ge(from.as_bytes()).into_stream()?;
            while let Some((key, _)) = stream.next() {
                let Ok(term) = std::str::from_utf8(key) else { continue };
                if !goes_on(term) {
                    break;
                }
                if !is_wanted(term) || acc.contains(term) {
                    continue;
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
        let terms = self.noted(self.terms(&[field], &prefix, |term| term.starts_with(&prefix), |_| true));
        terms.into_iter().map(|term| term[prefix.len()..].to_owned()).collect()
    }

    pub(super) fn expansions(&self, letters: &str) -> Vec<Vec<SmolStr>> {
        let tails = self.tails(self.fields.initials, letters);
        tails.into_iter().map(|tail| tail.split(',').map(SmolStr::new).collect()).collect()
    }

    pub(super) fn roles_of(&self, name: &str) -> Vec<Role> {
        self.tails(self.fields.roles, name).iter().filter_map(|tail| Role::from_key(tail)).collect()
    }

    pub(super) fn bears_out(&self, quantity: &Quantity) -> bool {
        quantity.key_ranges().iter().any(|(from, to)| {
            let terms = self.noted(self.terms(&[self.fields.quantities], from, |term| term <= to.as_str(), |_| true));
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
        let mut acc: BTreeMap<SmolStr, f64> = BTreeMap::new();
        let is_known = self.n_with(stem) > 0;
        if is_known {
            acc.insert(stem.into(), 1.0);
        }
        let mut add = |other: &str, strength: f64| {
            if !acc.contains_key(other) && self.n_with(other) > 0 {
                acc.insert(other.into(), strength);
            }
        };
        for other in corpus.spellings_of(stem) {
            add(other, 0.95);
        }
        for place in words::METONYMS.get(stem).into_iter().flatten() {
            add(place, 0.6);
        }
        for synonym in words::RINGS.get(stem).into_iter().flatten() {
            add(synonym, 0.8);
        }
        if stem.chars().count() >= 5 {
            let strength = |other: &str| {
                if (is_family_of(stem, other) || is_family_of(other, stem)) && corpus.is_name(other) {
                    None
                } else if has_common_beginning(stem, other) {
                    Some(0.8)
                } else if other.chars().count() >= 5 && (other.starts_with(stem) || stem.starts_with(other)) {
                    Some(0.7)
                } else if !is_known && is_misspelling(stem, other) && corpus.is_name(other) {
                    Some(0.95)
                } else {
                    None
                }
            };
            // All but misspellings share five letters.
            let start: String = stem.chars().take(if is_known { 5 } else { 4 }).collect();
            let is_near = |term: &str| strength(term).is_some();
            let near = self.noted(self.terms(&self.fields.stems(), &start, |term| term.starts_with(&start), is_near));
            for other in near {
                strength(&other).into_iter().for_each(|it| add(&other, it));
            }
        }
        let variants = Arc::new(acc.into_iter().collect::<Variants>());
        self.variants.insert(stem.into(), variants.clone());
        variants
    }

    /// The source and passage numbers of the documents of a segment.
    fn passage_ids(&self, segment: &SegmentReader) -> Result<impl Fn(u32) -> Option<PassageId>, TantivyError> {
        let sources = segment.fast_fields().u64("source")?;
        let passages = segment.fast_fields().u64("passage")?;
        Ok(move |doc| {
            let source = *self.source_of.get(&sources.first(doc)?)? as usize;
            Some(PassageId { source, passage: passages.first(doc)?.checked_sub(1)? as usize })
        })
    }

    pub(super) fn nearest(&self, words: &[Vec<(SmolStr, f64)>], limit: usize) -> Vec<(PassageId, f64)> {
        self.noted(self.try_nearest(&self.fields.stems(), words, limit, MAX_POSTINGS))
    }

    pub(super) fn nearest_of_all(&self, words: &[Vec<(SmolStr, f64)>], limit: usize) -> Vec<(PassageId, f64)> {
        self.noted(self.try_nearest(&self.fields.stems(), words, limit, usize::MAX))
    }

    pub(super) fn nearest_unread(&self, query: &str, limit: usize) -> Vec<(PassageId, f64)> {
        let words: BTreeSet<String> = plain_words(query).into_iter().collect();
        // Rare words tell more.
        let weigh = |word: String| {
            let weight = 1.0 / (2.0 + self.count(&[self.fields.unread], &word) as f64).ln();
            vec![(word.into(), weight)]
        };
        let words: Vec<Vec<(SmolStr, f64)>> = words.into_iter().map(weigh).collect();
        self.noted(self.try_nearest(&[self.fields.unread], &words, limit, MAX_POSTINGS))
    }

    /// Ranks every passage when the words have up to `max_postings`, else those that the rarest of them speak for.
    fn try_nearest(
        &self,
        fields: &[Field],
        words: &[Vec<(SmolStr, f64)>],
        limit: usize,
        max_postings: usize,
    ) -> Result<Vec<(PassageId, f64)>, TantivyError> {
        let mut words: Vec<Asked> = words.iter().map(|word| self.asked(fields, word)).collect();
        words.sort_by_key(|it| it.n_passages);
        let mut n_postings = 0;
        let is_read = |it: &&Asked| {
            n_postings += it.n_passages;
            n_postings <= max_postings
        };
        // A word, at least, however frequent.
        let n_read = words.iter().take_while(is_read).count().max(1).min(words.len());
        let (read, other) = words.split_at(n_read);
        let n_wanted = if other.is_empty() { limit } else { limit.max(N_EXACT) };
        let mut ranked: Vec<Ranked> = Vec::new();
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let mut scores = self.scores(segment, fields, read)?;
            // Looking passages up is dear; those that come after so many better ones are not worth it.
            if scores.len() > n_wanted && n_wanted > 0 {
                scores.select_nth_unstable_by(n_wanted - 1, |a, b| b.1.total_cmp(&a.1));
                let least = scores[n_wanted - 1].1;
                scores.retain(|it| it.1 >= least);
                // Of those that one word alone speaks for there may be any number.
                if !other.is_empty() {
                    scores.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                    scores.truncate(n_wanted);
                }
            }
            ranked.extend(scores.into_iter().map(|(doc, score)| Ranked { segment: ord, doc, score }));
        }
        if !other.is_empty() {
            let place = |it: &Ranked| (it.segment, it.doc);
            ranked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(place(a).cmp(&place(b))));
            ranked.truncate(n_wanted);
            ranked.sort_unstable_by_key(place);
            self.add_scores(&mut ranked, fields, other)?;
        }
        let mut acc = Vec::new();
        for chunk in ranked.chunk_by(|a, b| a.segment == b.segment) {
            let id = self.passage_ids(self.searcher.segment_reader(chunk[0].segment as u32))?;
            acc.extend(chunk.iter().filter_map(|it| Some((id(it.doc)?, it.score))));
        }
        let order = |a: &(PassageId, f64), b: &(PassageId, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        acc.sort_by(order);
        acc.truncate(limit);
        Ok(acc)
    }

    fn asked<'w>(&self, fields: &[Field], word: &'w [(SmolStr, f64)]) -> Asked<'w> {
        let n_passages = word.iter().map(|(stem, _)| self.count(fields, stem)).sum();
        let mut stems: Vec<(&str, f64)> = word.iter().filter(|it| it.1 > 0.0).map(|it| (it.0.as_str(), it.1)).collect();
        stems.sort_by(|a, b| b.1.total_cmp(&a.1));
        Asked { n_passages, stems }
    }

    /// The documents of a segment that hold any of the words, with the sum of the words' weights.
    fn scores(
        &self,
        segment: &SegmentReader,
        fields: &[Field],
        words: &[Asked],
    ) -> Result<Vec<(u32, f64)>, TantivyError> {
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let n_docs = segment.max_doc() as usize;
        if scratch.scores.len() < n_docs {
            scratch = Scratch { scores: vec![0.0; n_docs], seen: vec![0; n_docs] };
        }
        let mut found: Vec<u32> = Vec::new();
        for (number, word) in (1..=u16::MAX).zip(words) {
            for (stem, weight) in &word.stems {
                let mut score = |doc: u32| {
                    let seen = &mut scratch.seen[doc as usize];
                    // A stronger stem of the word has counted.
                    if *seen == number {
                        return;
                    }
                    *seen = number;
                    let score = &mut scratch.scores[doc as usize];
                    if *score == 0.0 {
                        found.push(doc);
                    }
                    *score += weight;
                };
                terms_of(fields, stem).iter().try_for_each(|term| for_each_posting(segment, term, &mut score))?;
            }
        }
        let take = |doc: u32| {
            scratch.seen[doc as usize] = 0;
            (doc, std::mem::take(&mut scratch.scores[doc as usize]))
        };
        let scores = found.into_iter().map(take).collect();
        self.scratch.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        Ok(scores)
    }

    /// Adds to documents, by segment and number, what further words weigh in them.
    fn add_scores(&self, ranked: &mut [Ranked], fields: &[Field], words: &[Asked]) -> Result<(), TantivyError> {
        let mut seen: Vec<usize> = vec![0; ranked.len()];
        let mut done = 0;
        for chunk in ranked.chunk_by_mut(|a, b| a.segment == b.segment) {
            let segment = self.searcher.segment_reader(chunk[0].segment as u32);
            let seen = &mut seen[done..done + chunk.len()];
            done += chunk.len();
            for (number, word) in words.iter().enumerate() {
                for (stem, weight) in &word.stems {
                    let mut postings = Postings::read(segment, &terms_of(fields, stem))?;
                    for (it, seen) in chunk.iter_mut().zip(seen.iter_mut()) {
                        if *seen != number + 1 && postings.seek(it.doc) == it.doc {
                            *seen = number + 1;
                            it.score += weight;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn passages_with(&self, stems: &[SmolStr], limit: usize) -> (Vec<PassageId>, usize) {
        let mut all = self.noted(self.try_passages_with(stems));
        all.sort_unstable();
        let n = all.len();
        all.truncate(limit);
        (all, n)
    }

    pub(super) fn some_passages_with(&self, stems: &[SmolStr], limit: usize) -> Vec<PassageId> {
        self.noted(self.try_some_passages_with(stems, limit))
    }

    fn try_some_passages_with(&self, stems: &[SmolStr], limit: usize) -> Result<Vec<PassageId>, TantivyError> {
        let mut stems: Vec<(usize, &SmolStr)> = stems.iter().map(|it| (self.n_with(it), it)).collect();
        stems.sort();
        let terms: Vec<Vec<Term>> = stems.iter().map(|it| terms_of(&self.fields.stems(), it.1)).collect();
        let mut acc = Vec::new();
        for segment in self.searcher.segment_readers() {
            if acc.len() >= limit {
                break;
            }
            let id = self.passage_ids(segment)?;
            acc.extend(first_with_all(segment, &terms, limit - acc.len())?.into_iter().filter_map(id));
        }
        Ok(acc)
    }

    fn try_passages_with(&self, stems: &[SmolStr]) -> Result<Vec<PassageId>, TantivyError> {
        let mut stems: Vec<(usize, &SmolStr)> = stems.iter().map(|it| (self.n_with(it), it)).collect();
        stems.sort();
        let mut acc = Vec::new();
        if stems.is_empty() {
            return Ok(acc);
        }
        for segment in self.searcher.segment_readers() {
            let mut docs: Option<BTreeSet<u32>> = None;
            for (_, stem) in &stems {
                let mut found = BTreeSet::new();
                for term in terms_of(&self.fields.stems(), stem) {
                    found.extend(
                        alive_postings(segment, &term)?.filter(|it| docs.as_ref().is_none_or(|docs| docs.contains(it))),
                    );
                }
                docs = Some(found);
            }
            let id = self.passage_ids(segment)?;
            acc.extend(docs.unwrap_or_default().into_iter().filter_map(id));
        }
        Ok(acc)
    }
}

/// The text as a term of each of the fields.
fn terms_of(fields: &[Field], text: &str) -> Vec<Term> {
    fields.iter().map(|it| Term::from_field_text(*it, text)).collect()
}

/// In how many passages of a segment the term is. Of a term that so many have that it does not matter, those that were
/// deleted are counted as well.
fn n_passages(segment: &SegmentReader, term: &Term) -> Result<usize, TantivyError> {
    let n = segment.inverted_index(term.field())?.doc_freq(term)?;
    match !segment.has_deletes() || n >= FREQUENT {
        true => Ok(n as usize),
        false => Ok(alive_postings(segment, term)?.count()),
    }
}

/// The first documents of a segment that have one of each of the terms and were not deleted, at most `limit`. Stops
/// there, so that a word of every other passage costs no more than a rare one.
fn first_with_all(segment: &SegmentReader, terms: &[Vec<Term>], limit: usize) -> Result<Vec<u32>, TantivyError> {
    let lists: Result<Vec<Postings>, TantivyError> = terms.iter().map(|it| Postings::read(segment, it)).collect();
    let mut lists = lists?;
    let mut acc = Vec::new();
    let Some((first, others)) = lists.split_first_mut() else { return Ok(acc) };
    let mut doc = first.seek(0);
    'documents: while doc != tantivy::TERMINATED && acc.len() < limit {
        for other in others.iter_mut() {
            let next = other.seek(doc);
            if next == tantivy::TERMINATED {
                break 'documents;
            }
            if next != doc {
                doc = first.seek(next);
                continue 'documents;
            }
        }
        if !segment.is_deleted(doc) {
            acc.push(doc);
        }
        doc = first.seek(doc + 1);
    }
    Ok(acc)
}

/// The documents of a segment that have one of several terms, deleted or not, gone through from the first on.
struct Postings(Vec<SegmentPostings>);

impl Postings {
    fn read(segment: &SegmentReader, terms: &[Term]) -> Result<Self, TantivyError> {
        let read = |it: &Term| Ok(segment.inverted_index(it.field())?.read_postings(it, IndexRecordOption::Basic)?);
        let lists: Result<Vec<Option<SegmentPostings>>, TantivyError> = terms.iter().map(read).collect();
        Ok(Self(lists?.into_iter().flatten().collect()))
    }

    /// The first document from `doc` on, no earlier than the one before; [`tantivy::TERMINATED`] when there is none.
    fn seek(&mut self, doc: u32) -> u32 {
        let at = |it: &mut SegmentPostings| if it.doc() < doc { it.seek(doc) } else { it.doc() };
        self.0.iter_mut().map(at).min().unwrap_or(tantivy::TERMINATED)
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

/// Goes through the documents of a segment that have the term and were not deleted, ascending.
fn for_each_posting(segment: &SegmentReader, term: &Term, mut visit: impl FnMut(u32)) -> Result<(), TantivyError> {
    let index = segment.inverted_index(term.field())?;
    let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { return Ok(()) };
    let alive = segment.alive_bitset();
    let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
    loop {
        let n = postings.fill_buffer(&mut buffer);
        for doc in &buffer[..n] {
            if alive.is_none_or(|it| it.is_alive(*doc)) {
                visit(*doc);
            }
        }
        if n < buffer.len() {
            return Ok(());
        }
    }
}

/// Whether a surname is made from a given name: "Dmitriev" from "Dmitry", "Petersen" from "Peter".
fn is_family_of(surname: &str, given: &str) -> bool {
    const ENDINGS: [&str; 9] = ["ev", "ov", "eva", "ova", "ovich", "enko", "son", "sen", "ez"];
    let root = given.trim_end_matches(['i', 'y']);
    let tail = surname.strip_prefix(root).map(|it| it.trim_start_matches(['i', 'y']));
    tail.is_some_and(|it| ENDINGS.contains(&it))
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
    let mut last_subject: Vec<SmolStr> = Vec::new();
    let mut passages = Vec::with_capacity(body.passages.len());
    for place in body.passages {
        let mut sentence = Sentence::read(&body.text, place.span);
        corpus.settle_names(&mut sentence);
        let (mut stand_in, mut carried) = (None, Vec::new());
        if corpus.components().coreference {
            // "It" and "they" are as often said of what has no name.
            let is_told =
                |it: &(StandIn, Vec<SmolStr>)| !matches!(it.0.kind, StandInKind::Thing | StandInKind::Several);
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
