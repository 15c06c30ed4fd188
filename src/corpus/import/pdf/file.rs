//! The objects of a file: opened, its pages found, its streams decoded within bounds.

use std::cell::Cell;
use std::collections::HashSet;

use lopdf::xref::XrefRecovery;
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};

use crate::corpus::Problem;

/// Bytes that one stream may decode to.
const MAX_STREAM: usize = 64 << 20;

/// Bytes that all streams may decode to together.
const MAX_DECODED: usize = 256 << 20;

/// How many times the file's own size its streams may decode to; text is packed ten to one at best. Small files may
/// always have `FREE_DECODED`.
const MAX_RATIO: usize = 200;
const FREE_DECODED: usize = 16 << 20;

pub(super) const MAX_PAGES: usize = 5_000;

/// Nodes of the page tree, and links from one to the next.
const MAX_NODES: usize = 100_000;
const MAX_PAGE_DEPTH: usize = 64;

pub(super) struct File {
    pub(super) document: Document,
    /// Whether parts had to be looked for because the file's own directory is broken.
    pub(super) is_repaired: bool,
    /// Bytes that may still be decoded.
    budget: Cell<usize>,
}

/// A page with what it has from the nodes above it.
pub(super) struct PageNode<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) resources: Option<&'a Dictionary>,
    /// Left, bottom, right, top.
    pub(super) frame: [f32; 4],
    /// Quarter turns clockwise at which it is looked at.
    pub(super) turns: u8,
}

impl File {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Problem> {
        let head = &bytes[..bytes.len().min(4096)];
        if !head.windows(5).any(|it| it == b"%PDF-") {
            return Err(Problem::Damaged("it does not begin as a PDF does".into()));
        }
        let options = LoadOptions::with_max_decompressed_size(MAX_STREAM);
        let document = match Document::load_mem_with_options(bytes, options.clone()) {
            Ok(document) => document,
            Err(error) => match problem_of(&error) {
                Some(problem) => return Err(problem),
                None => rebuild(bytes, options)?,
            },
        };
        // Encrypted ones that open without a password come decrypted.
        if document.trailer.has(b"Encrypt") {
            return Err(Problem::Locked);
        }
        let is_repaired = matches!(document.xref_recovery, Some(XrefRecovery::Reconstructed));
        let limit = MAX_DECODED.min(bytes.len().saturating_mul(MAX_RATIO).max(FREE_DECODED));
        Ok(Self { document, is_repaired, budget: Cell::new(limit) })
    }

    /// The object itself where it is a reference.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|it| it.1)
    }

    pub(super) fn value<'a>(&'a self, dictionary: &'a Dictionary, name: &[u8]) -> Option<&'a Object> {
        self.resolve(dictionary.get(name).ok()?)
    }

    pub(super) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, name: &[u8]) -> Option<&'a Dictionary> {
        as_dictionary(self.value(dictionary, name)?)
    }

    pub(super) fn array<'a>(&'a self, dictionary: &'a Dictionary, name: &[u8]) -> Option<&'a [Object]> {
        self.value(dictionary, name)?.as_array().ok().map(Vec::as_slice)
    }

    pub(super) fn number(&self, dictionary: &Dictionary, name: &[u8]) -> Option<f32> {
        self.value(dictionary, name)?.as_float().ok()
    }

    pub(super) fn numbers(&self, array: &[Object]) -> Vec<f32> {
        array.iter().filter_map(|it| self.resolve(it)?.as_float().ok()).collect()
    }

    /// A text string in whichever of the encodings of such strings.
    pub(super) fn string(&self, dictionary: &Dictionary, name: &[u8]) -> Option<String> {
        lopdf::decode_text_string(self.value(dictionary, name)?).ok()
    }

    /// What a stream holds, `None` when it is broken, in a form that holds no text, or beyond the bounds.
    pub(super) fn decode(&self, stream: &Stream) -> Option<Vec<u8>> {
        let limit = MAX_STREAM.min(self.budget.get());
        let mut resolved = None;
        for name in [&b"Filter"[..], b"DecodeParms"] {
            if let Ok(value @ Object::Reference(_)) = stream.dict.get(name) {
                let copy: &mut Stream = resolved.get_or_insert_with(|| stream.clone());
                copy.dict.set(name, self.resolve(value)?.clone());
            }
        }
        let stream = resolved.as_ref().unwrap_or(stream);
        match stream.get_plain_content_with_limit(limit) {
            Ok(content) => {
                self.budget.set(self.budget.get().saturating_sub(content.len()));
                Some(content)
            }
            Err(Error::Decompress(_)) => {
                // What would go beyond the bounds was decoded up to there.
                self.budget.set(self.budget.get().saturating_sub(limit / 4));
                None
            }
            Err(_) => None,
        }
    }

    /// Whether no more may be decoded.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.get() == 0
    }

    /// The pages in order. Each node is visited once, so that no circle of them is endless.
    pub(super) fn pages(&self) -> Result<Vec<PageNode<'_>>, Problem> {
        let root = self.document.catalog().ok().and_then(|it| it.get(b"Pages").ok());
        let mut acc = Vec::new();
        let mut seen = HashSet::new();
        let mut open: Vec<(&Object, Inherited)> = root.map(|it| (it, Inherited::default())).into_iter().collect();
        while let Some((object, above)) = open.pop() {
            if let Object::Reference(id) = object
                && !seen.insert(*id)
            {
                continue;
            }
            let Some(node) = self.resolve(object).and_then(as_dictionary) else { continue };
            let here = above.with(self, node);
            match self.array(node, b"Kids") {
                Some(kids) if here.depth < MAX_PAGE_DEPTH && open.len() + kids.len() <= MAX_NODES => {
                    open.extend(kids.iter().rev().map(|it| (it, here)));
                }
                Some(_) => {}
                None => acc.push(here.page(node)),
            }
            if acc.len() > MAX_PAGES {
                return Err(Problem::OverLimit(format!("more than {MAX_PAGES} pages")));
            }
        }
        if acc.is_empty() {
            // The tree is lost; its leaves may be there.
            let pages =
                self.document.objects.values().filter_map(|it| it.as_dict().ok()).filter(|it| it.has_type(b"Page"));
            acc.extend(pages.take(MAX_PAGES).map(|it| Inherited::default().with(self, it).page(it)));
        }
        Ok(acc)
    }

    /// The streams of a page, one behind the other.
    pub(super) fn contents(&self, page: &Dictionary) -> Vec<u8> {
        /// Streams a page; the programs that write many write one a line.
        const MAX_PARTS: usize = 10_000;
        let Some(contents) = self.value(page, b"Contents") else { return Vec::new() };
        let parts = match contents {
            Object::Array(parts) => parts.as_slice(),
            part => std::slice::from_ref(part),
        };
        let mut acc = Vec::new();
        for part in parts.iter().take(MAX_PARTS) {
            if let Some(Object::Stream(stream)) = self.resolve(part) {
                acc.extend(self.decode(stream).unwrap_or_default());
                acc.push(b'\n');
            }
            if acc.len() > MAX_STREAM {
                break;
            }
        }
        acc
    }
}

pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// What pages have from the nodes above them.
#[derive(Clone, Copy, Default)]
struct Inherited<'a> {
    depth: usize,
    resources: Option<&'a Dictionary>,
    frame: Option<[f32; 4]>,
    turns: u8,
}

impl<'a> Inherited<'a> {
    fn with(self, file: &'a File, node: &'a Dictionary) -> Self {
        let frame = |name: &[u8]| {
            let numbers = file.numbers(file.array(node, name)?);
            let [a, b, c, d] = numbers.try_into().ok()?;
            Some([f32::min(a, c), f32::min(b, d), f32::max(a, c), f32::max(b, d)])
                .filter(|it| it[2] - it[0] > 1.0 && it[3] - it[1] > 1.0)
        };
        let rotate = file.number(node, b"Rotate");
        Self {
            depth: self.depth + 1,
            resources: file.dictionary(node, b"Resources").or(self.resources),
            frame: frame(b"CropBox").or_else(|| frame(b"MediaBox")).or(self.frame),
            turns: rotate.map_or(self.turns, |it| ((it / 90.0).round() as i64).rem_euclid(4) as u8),
        }
    }

    fn page(self, dictionary: &'a Dictionary) -> PageNode<'a> {
        /// A4, in points.
        const USUAL: [f32; 4] = [0.0, 0.0, 595.0, 842.0];
        PageNode { dictionary, resources: self.resources, frame: self.frame.unwrap_or(USUAL), turns: self.turns }
    }
}

/// What an error says for sure; `None` when another attempt is worth it.
fn problem_of(error: &Error) -> Option<Problem> {
    match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => Some(Problem::Locked),
        Error::Decompress(_) => Some(Problem::OverLimit("more than 64 MiB in a stream".into())),
        _ => None,
    }
}

/// Reads a file whose directory and root are lost, as at the cut end of a download, by giving it another.
fn rebuild(bytes: &[u8], options: LoadOptions) -> Result<Document, Problem> {
    /// Beyond what files number their objects to.
    const ROOT: ObjectId = (8_000_001, 0);
    let mut patched = bytes.to_vec();
    let tail = format!(
        "\nendstream endobj\n{} 0 obj\n<</Type/Catalog/Pages {} 0 R>>\nendobj\n{} 0 obj\n<</Type/Pages/Kids[]>>\nendobj\n\
         trailer\n<</Root {} 0 R/Size {}>>\nstartxref\n0\n%%EOF\n",
        ROOT.0,
        ROOT.0 + 1,
        ROOT.0 + 1,
        ROOT.0,
        ROOT.0 + 2,
    );
    patched.extend_from_slice(tail.as_bytes());
    let options = LoadOptions { force_reconstruct: true, ..options };
    Document::load_mem_with_options(&patched, options)
        .map_err(|error| problem_of(&error).unwrap_or_else(|| Problem::Damaged("no pages are found in it".into())))
}
