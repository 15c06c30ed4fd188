//! From the draft to the sources and back: declarations, supporting passages, uses, links, names.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::str::FromStr;

use rayon::prelude::*;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::request::{
    GotoDeclarationParams, GotoDeclarationResponse, GotoImplementationParams, GotoImplementationResponse,
};
use tower_lsp::ls_types::{
    ClientCapabilities, DeclarationCapability, DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams,
    DocumentLink, DocumentLinkOptions, DocumentLinkParams, GotoCapability, ImplementationProviderCapability, Location,
    OneOf, ReferenceParams, ServerCapabilities, SymbolInformation, SymbolKind, Uri, WorkDoneProgressOptions,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::check::Context;
use crate::draft::Draft;
use crate::ide;
use crate::text::Encoding;

use super::handlers::{Backend, Question, Reach, aside, canonical};
use super::state::{Client, Neighbours};
use super::to_lsp;

/// Adds what is offered here.
pub(super) fn offer(capabilities: &mut ServerCapabilities) {
    capabilities.declaration_provider = Some(DeclarationCapability::Simple(true));
    capabilities.implementation_provider = Some(ImplementationProviderCapability::Simple(true));
    capabilities.document_highlight_provider = Some(OneOf::Left(true));
    capabilities.document_link_provider = Some(DocumentLinkOptions {
        resolve_provider: Some(false),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    });
    capabilities.workspace_symbol_provider = Some(OneOf::Left(true));
}

/// Notes what the client can do with it.
pub(super) fn note(client: &mut Client, capabilities: &ClientCapabilities) {
    let Some(document) = &capabilities.text_document else { return };
    let takes_links = |it: &Option<GotoCapability>| it.as_ref().is_some_and(|it| it.link_support == Some(true));
    client.has_declaration_links = takes_links(&document.declaration);
    client.has_implementation_links = takes_links(&document.implementation);
    client.has_link_tooltips = document.document_link.as_ref().is_some_and(|it| it.tooltip_support == Some(true));
}

impl Backend {
    /// The head of the source.
    pub(super) async fn declaration(&self, params: GotoDeclarationParams) -> Result<Option<GotoDeclarationResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        self.answer(&at.text_document.uri, at.position, Reach::Sentence, move |question| {
            let found = ide::declaration(&question.context, &question.report, question.offset)?;
            let takes_links = question.view.client.has_declaration_links;
            question.features().definition.then(|| question.definition(found, &uri, takes_links))?
        })
        .await
    }

    /// Every passage that bears the claim out.
    pub(super) async fn implementation(
        &self,
        params: GotoImplementationParams,
    ) -> Result<Option<GotoImplementationResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        self.answer(&at.text_document.uri, at.position, Reach::Sentence, move |question| {
            let found = ide::implementation(&question.context, &question.report, question.offset)?;
            let takes_links = question.view.client.has_implementation_links;
            question.features().definition.then(|| question.definition(found, &uri, takes_links))?
        })
        .await
    }

    /// What has to do with it: in the draft first, then in other drafts, then in the corpus.
    pub(super) async fn all_references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri.clone();
        let takes_declaration = params.context.include_declaration;
        let shared = self.shared.clone();
        self.answer(&at.text_document.uri, at.position, Reach::Draft, move |question| {
            if !question.features().references {
                return None;
            }
            let mut found = ide::references(&question.context, &question.report, question.offset)?;
            let encoding = question.view.client.encoding;
            let mut declaration: Vec<_> = found.declaration.filter(|_| takes_declaration).into_iter().collect();
            question.keep_current(&mut declaration);
            question.keep_current(&mut found.uses);
            let mut acc = to_lsp::locations(&declaration, &uri, encoding);
            acc.extend(to_lsp::locations(&found.uses, &uri, encoding));
            if let Some(cited) = found.cited {
                let neighbours = shared.lock().neighbours(uri.as_str());
                if let Some(Neighbours { loaded, open }) = neighbours {
                    let paths: BTreeSet<PathBuf> =
                        open.iter().filter_map(|it| to_lsp::path_of(&it.uri)).map(canonical).collect();
                    let mut drafts: Vec<(Uri, String)> = open
                        .into_iter()
                        .filter(|it| it.uri != uri.as_str())
                        .filter_map(|it| Some((Uri::from_str(&it.uri).ok()?, it.text.to_string())))
                        .collect();
                    let files = loaded.other_drafts(&paths).into_iter();
                    drafts.extend(files.filter_map(|(path, text)| Some((Uri::from_file_path(path)?, text))));
                    drafts.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
                    let uses = drafts.par_iter().flat_map_iter(|it| uses_in(&question.context, it, &cited, encoding));
                    acc.extend(uses.collect::<Vec<_>>());
                }
            }
            acc.extend(to_lsp::locations(&found.passages, &uri, encoding));
            // A title may be evidence, too.
            let mut seen = HashSet::new();
            acc.retain(|it| seen.insert((it.uri.as_str().to_owned(), it.range.start, it.range.end)));
            Some(acc)
        })
        .await
    }

    /// The same thing elsewhere in the draft.
    pub(super) async fn highlights(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        self.answer(&at.text_document.uri, at.position, Reach::Draft, |question| {
            if !question.features().document_highlights {
                return None;
            }
            let spans = ide::highlights(&question.context, &question.report, question.offset)?;
            let ranges = spans.into_iter().filter_map(|it| question.range(it));
            let kind = Some(DocumentHighlightKind::TEXT);
            Some(ranges.map(|range| DocumentHighlight { range, kind }).collect())
        })
        .await
    }

    /// From citations to the documents. Editors that follow the links of Markdown by themselves get none of those.
    pub(super) async fn links(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        // VS Code shows its own links once it has ours, too; others ask once for each edit and cannot be told to.
        self.answer_now_or_later(
            |it| it.knows_markdown,
            &params.text_document.uri,
            |question| {
                if !question.features().document_links {
                    return None;
                }
                let client = &question.view.client;
                let links = ide::links(&question.context, &question.report).into_iter();
                let shown = links.filter(|it| !(it.is_written && client.knows_markdown));
                let link = |it: ide::Link| {
                    Some(DocumentLink {
                        range: question.range(it.span)?,
                        target: Some(Uri::from_str(&it.address).ok()?),
                        tooltip: client.has_link_tooltips.then_some(it.tooltip),
                        data: None,
                    })
                };
                Some(shown.filter_map(link).collect())
            },
        )
        .await
    }

    /// Sources and terms of all roots by name.
    pub(super) async fn symbols(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let contexts = self.shared.lock().contexts();
        let encoding = self.shared.lock().client.encoding;
        let found = move || Some(symbols(&contexts, &params.query, encoding));
        Ok(aside(found).await.map(WorkspaceSymbolResponse::Flat))
    }
}

impl Question {
    fn definition(&self, mut found: ide::Definition, uri: &Uri, takes_links: bool) -> Option<GotoDeclarationResponse> {
        let origin = self.range(found.origin)?;
        self.keep_current(&mut found.targets);
        Some(to_lsp::definition(&found.targets, Some(origin), uri, self.view.client.encoding, takes_links))
    }
}

/// Where another draft cites the same.
fn uses_in(context: &Context, (uri, text): &(Uri, String), cited: &ide::Cited, encoding: Encoding) -> Vec<Location> {
    let draft = Draft::parse(text);
    let spans = ide::uses(&context.corpus, &draft, cited).into_iter();
    spans.map(|it| Location { uri: uri.clone(), range: to_lsp::range(&draft, it, encoding) }).collect()
}

fn symbols(contexts: &[Context], query: &str, encoding: Encoding) -> Vec<SymbolInformation> {
    let wanted = contexts.iter().filter(|it| it.config.features.workspace_symbols);
    let mut found: Vec<ide::Symbol> = wanted.flat_map(|it| ide::symbols(it, query)).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.score));
    found.truncate(ide::MAX_SYMBOLS);
    found.into_iter().filter_map(|it| symbol(it, encoding)).collect()
}

#[expect(deprecated, reason = "a field of the protocol's type that has no other way to be left out")]
fn symbol(symbol: ide::Symbol, encoding: Encoding) -> Option<SymbolInformation> {
    let uri = Uri::from_file_path(symbol.target.path.as_ref()?)?;
    let range = to_lsp::place_range(symbol.target.start, symbol.target.end, encoding);
    let kind = match symbol.kind {
        ide::SymbolKind::Source => SymbolKind::FILE,
        ide::SymbolKind::Term => SymbolKind::KEY,
    };
    Some(SymbolInformation {
        name: symbol.name,
        kind,
        tags: None,
        deprecated: None,
        location: Location { uri, range },
        container_name: Some(symbol.container).filter(|it| !it.is_empty()),
    })
}
