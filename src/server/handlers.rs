//! What the server answers to each message. A handler changes the state before it first waits, computes on a thread made
//! for it, and never waits for the client.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::request::{
    GotoDeclarationParams, GotoDeclarationResponse, GotoImplementationParams, GotoImplementationResponse,
};
use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CodeAction, CodeActionParams, CodeActionProviderCapability, CodeActionResponse,
    CodeLens, CodeLensParams, CompletionItem, CompletionParams, CompletionResponse, DiagnosticTag,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams, DocumentLink,
    DocumentLinkParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverParams, HoverProviderCapability, InitializeParams, InitializeResult, InlayHint,
    InlayHintParams, LSPAny, Location, MarkupKind, OneOf, Position, PrepareRenameResponse, Range, ReferenceParams,
    RenameFilesParams, RenameParams, SaveOptions, SemanticTokensDeltaParams, SemanticTokensFullDeltaResult,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
    ServerCapabilities, ServerInfo, TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceFolder, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::check::{Context, Memo, Report};
use crate::config::Features;
use crate::ide;
use crate::text::{Encoding, LineIndex, Place, Span};

use super::outbox::Outbox;
use super::rooms::{self, Changed};
use super::state::{Change, Client, Shared, State, Sync, Unchanged, View};
use super::to_lsp::{self, Publication};
use super::tokens::Told;
use super::{actions, commands, completion, diagnostics, glance, guard, navigation, renames, views};

/// How long a question about a text that was just typed waits for its report.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Answers the client.
pub(super) struct Backend {
    pub(super) shared: Arc<Shared>,
    pub(super) outbox: Outbox,
    pub(super) client: tower_lsp::Client,
    pub(super) told: Told,
    /// For drafts that are not open.
    pub(super) memo: Arc<Memo>,
}

/// A place that the client asks about, with a report that knows it.
pub(super) struct Question {
    pub(super) view: View,
    pub(super) context: Context,
    pub(super) report: Arc<Report>,
    /// The text as it is now.
    text: String,
    lines: LineIndex,
    pub(super) unchanged: Unchanged,
    /// In the text that the report is about; 0 when the question is about all of it.
    pub(super) offset: usize,
}

/// How much of a draft an answer is about.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// The sentence at the place: it need not wait until the others are judged.
    Sentence,
    Draft,
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(process_id) = params.process_id {
            guard::watch_parent(process_id);
        }
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|it| it.position_encodings.as_deref());
        let (encoding, kind) = to_lsp::choose_encoding(offered);
        let mut capabilities = ServerCapabilities { position_encoding: Some(kind), ..capabilities() };
        renames::offer(&mut capabilities, &params.capabilities);
        self.shared.update(|state| {
            state.client = Client { encoding, ..client(&params.capabilities, params.client_info.as_ref()) };
            state.set_folders(folders(&params));
            if let Some(options) = params.initialization_options {
                state.set_settings(settings(options));
            }
        });
        self.shared.update(|state| diagnostics::offer(&mut capabilities, &state.client, state.wants_all_drafts()));
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: "citecheck".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let uri = document.uri.as_str();
        let path = to_lsp::path_of(uri);
        self.shared.update(|state| {
            state.open(uri, path.as_deref(), &document.language_id, document.version, &document.text);
            if let Some(path) = path.as_deref().filter(|it| rooms::is_accepted(it)) {
                state.want_folder_of(path);
            }
            state.look_at_accepted();
        });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri.as_str();
        let path = to_lsp::path_of(uri);
        let changes = params.content_changes.iter().map(|it| Change {
            ends: it.range.map(|it| (to_lsp::from_position(it.start), to_lsp::from_position(it.end))),
            text: &it.text,
        });
        self.shared.update(|state| {
            if state.change(uri, path.as_deref(), params.text_document.version, changes) == Sync::Lost {
                self.withdraw(uri, &state.client);
            }
        });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        let uri = params.text_document.uri.as_str();
        self.file_changed(to_lsp::path_of(uri));
        // What changed before a draft was saved is no news after it.
        self.shared.update(|state| {
            state.put_down(uri);
            state.check_again(uri);
            state.look_at_accepted();
        });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.as_str();
        self.shared.update(|state| {
            state.close(uri);
            self.withdraw(uri, &state.client);
            state.look_at_accepted();
        });
        self.told.forget(uri);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let settings = settings(params.settings);
        // Editors that have nothing to say send nothing, which takes nothing back of what came with `initialize`.
        if settings.as_object().is_some_and(|it| !it.is_empty()) {
            self.shared.update(|state| state.set_settings(settings));
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |it: &[WorkspaceFolder]| -> Vec<PathBuf> {
            it.iter().filter_map(|it| to_lsp::path_of(it.uri.as_str())).collect()
        };
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        self.shared.update(|state| {
            let mut folders = state.folders.clone();
            folders.retain(|it| !removed.contains(it) && !added.contains(it));
            folders.extend(added);
            state.set_folders(folders);
        });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        for change in params.changes {
            self.file_changed(to_lsp::path_of(change.uri.as_str()));
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        self.answer(&at.text_document.uri, at.position, Reach::Sentence, |question| {
            if !question.features().hover {
                return None;
            }
            let hover = ide::hover(&question.context, &question.report, question.offset)?;
            let range = question.range(hover.span)?;
            Some(to_lsp::hover(hover, Some(range), &question.view.client))
        })
        .await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri.clone();
        self.answer(&at.text_document.uri, at.position, Reach::Sentence, move |question| {
            if !question.features().definition {
                return None;
            }
            let mut definition = ide::definition(&question.context, &question.report, question.offset)?;
            let origin = question.range(definition.origin)?;
            question.keep_current(&mut definition.targets);
            let client = &question.view.client;
            let takes_links = client.has_location_links;
            Some(to_lsp::definition(&definition.targets, Some(origin), &uri, client.encoding, takes_links))
        })
        .await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.all_references(params).await
    }

    async fn goto_declaration(&self, params: GotoDeclarationParams) -> Result<Option<GotoDeclarationResponse>> {
        self.declaration(params).await
    }

    async fn goto_implementation(
        &self,
        params: GotoImplementationParams,
    ) -> Result<Option<GotoImplementationResponse>> {
        self.implementation(params).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        self.highlights(params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.links(params).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.symbols(params).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.outline(params).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.lenses(params).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.hints(params).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.tokens(params).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        self.tokens_since(params).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.tokens_in(params).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.found(params).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        self.found_everywhere(params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        commands::execute(self, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        Ok(completion::complete(self, params).await)
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(completion::resolve(self, item).await)
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        renames::prepare(self, params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        renames::rename(self, params).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        renames::files_move(self, params).await
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        for uri in params.files.iter().flat_map(|it| [&it.old_uri, &it.new_uri]) {
            self.file_changed(to_lsp::path_of(uri));
        }
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        actions::list(self, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        actions::resolve(self, action).await
    }
}

impl Backend {
    /// Panics, to show that the server outlives it.
    pub(super) async fn panic(&self) -> Result<()> {
        panic!("asked to")
    }

    /// Answers a question about a place from the newest report that knows it.
    pub(super) async fn answer<T: Send + 'static>(
        &self,
        uri: &Uri,
        position: Position,
        reach: Reach,
        answer: impl FnOnce(&Question) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(question) = self.question(uri.as_str(), position, reach).await else { return Ok(None) };
        Ok(aside(move || answer(&question)).await)
    }

    /// Waits a little for a report about the text at `position` when there is none yet.
    async fn question(&self, uri: &str, position: Position, reach: Reach) -> Option<Question> {
        let mut reports = self.shared.reports();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let mut view = self.shared.lock().view(uri)?;
            let is_current = view.is_current;
            match reach {
                Reach::Draft => view.part = None,
                Reach::Sentence if view.checked.is_none() && view.part.is_none() => {
                    self.shared.lock().ask(uri, to_lsp::from_position(position));
                }
                Reach::Sentence => {}
            }
            let question = aside(move || Question::new(view, position)).await;
            if is_current || question.is_some() {
                return question;
            }
            if !matches!(tokio::time::timeout_at(deadline, reports.changed()).await, Ok(Ok(()))) {
                return None;
            }
        }
    }

    /// A draft once its text as it is was checked; after `patience` without that, as it is then, and `late` notes it.
    pub(super) async fn view_within(
        &self,
        patience: Duration,
        uri: &str,
        late: impl Fn(&mut State) + Send,
    ) -> Option<View> {
        let mut reports = self.shared.reports();
        let deadline = tokio::time::Instant::now() + patience;
        let mut is_late = false;
        loop {
            {
                let mut state = self.shared.lock();
                let view = state.view(uri)?;
                if view.is_current {
                    return Some(view);
                }
                if is_late {
                    late(&mut state);
                    return Some(view);
                }
            }
            is_late = !matches!(tokio::time::timeout_at(deadline, reports.changed()).await, Ok(Ok(())));
        }
    }

    fn withdraw(&self, uri: &str, client: &Client) {
        if client.pulls {
            return;
        }
        self.outbox.send_newest(uri, &Publication::new(uri, None, Vec::new()));
    }

    fn file_changed(&self, path: Option<PathBuf>) {
        let Some(path) = path.map(canonical) else { return };
        self.shared.update(|state| {
            if rooms::is_config(&path) {
                state.find_roots_again();
                return;
            }
            for root in state.roots_that_use(&path) {
                state.reload(&root, Changed::Files([path.clone()].into()));
            }
        });
    }
}

/// The path without links, also of a file that has gone from a folder that is there.
pub(super) fn canonical(path: PathBuf) -> PathBuf {
    let gone = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(gone).unwrap_or(path)
}

/// Computes on a thread made for it. A panic there is a panic of the handler.
pub(super) async fn aside<T: Send + 'static>(compute: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    match tokio::task::spawn_blocking(compute).await {
        Ok(outcome) => outcome,
        Err(failure) => match failure.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => None,
        },
    }
}

impl Question {
    /// A question that can be answered now: the report is about this text, or about one with the same block here.
    fn new(view: View, position: Position) -> Option<Self> {
        let text = view.text.to_string();
        let lines = LineIndex::new(&text);
        let now = lines.offset(&text, to_lsp::from_position(position), view.client.encoding);
        let part = || view.part.as_ref().filter(|it| it.0.touches(now)).map(|it| it.1.clone());
        let checked = view.checked.clone().or_else(part)?;
        let draft = &checked.report.draft;
        let unchanged = Unchanged::between(&draft.text, &text);
        let offset = unchanged.to_old(now)?;
        let block = draft.blocks.iter().find(|it| it.span.touches(offset));
        if block.is_some_and(|it| unchanged.to_new(it.span).is_none()) {
            return None;
        }
        Some(Self { view, context: checked.context, report: checked.report, text, lines, unchanged, offset })
    }

    /// A question about the whole draft, answered from the newest report, whatever has changed since.
    pub(super) fn about_draft(view: View) -> Option<Self> {
        let text = view.text.to_string();
        let lines = LineIndex::new(&text);
        let checked = view.checked.clone()?;
        let unchanged = Unchanged::between(&checked.report.draft.text, &text);
        Some(Self { view, context: checked.context, report: checked.report, text, lines, unchanged, offset: 0 })
    }

    /// Where a range of the text as it is now was in the report's text, or what it grew from there.
    pub(super) fn span_then(&self, range: Range) -> Span {
        let offset = |it| self.lines.offset(&self.text, to_lsp::from_position(it), self.view.client.encoding);
        let start = self.unchanged.to_old(offset(range.start)).unwrap_or(0);
        let end = self.unchanged.to_old(offset(range.end)).unwrap_or(self.report.draft.text.len());
        Span::new(start.min(end), end)
    }

    pub(super) fn features(&self) -> Features {
        self.context.config.features
    }

    /// A span of the report's text as a range of the text as it is now.
    pub(super) fn range(&self, span: Span) -> Option<Range> {
        let (start, end) = self.places(span)?;
        Some(to_lsp::place_range(start, end, self.view.client.encoding))
    }

    /// Moves targets in the draft to where they are now and drops those that have changed.
    pub(super) fn keep_current(&self, targets: &mut Vec<ide::Target>) {
        if self.view.is_current {
            return;
        }
        let draft = &self.report.draft;
        targets.retain_mut(|it| {
            if it.path.is_some() {
                return true;
            }
            let offset = |place: Place| {
                let position = place.position(Encoding::Utf8);
                draft.lines.offset(&draft.text, position, Encoding::Utf8)
            };
            let Some((start, end)) = self.places(Span::new(offset(it.start), offset(it.end))) else { return false };
            (it.start, it.end) = (start, end);
            true
        });
    }

    fn places(&self, span: Span) -> Option<(Place, Place)> {
        let span = self.unchanged.to_new(span)?;
        Some((self.lines.place(&self.text, span.start), self.lines.place(&self.text, span.end)))
    }
}

fn client(capabilities: &ClientCapabilities, info: Option<&ClientInfo>) -> Client {
    let document = capabilities.text_document.as_ref();
    let diagnostics = document.and_then(|it| it.publish_diagnostics.as_ref());
    let hover = document.and_then(|it| it.hover.as_ref());
    let definition = document.and_then(|it| it.definition.as_ref());
    let edits = capabilities.workspace.as_ref().and_then(|it| it.workspace_edit.as_ref());
    let window = capabilities.window.as_ref();
    let mut client = Client {
        has_related_information: diagnostics.is_some_and(|it| it.related_information == Some(true)),
        has_code_description: diagnostics.is_some_and(|it| it.code_description_support == Some(true)),
        has_unnecessary: diagnostics
            .and_then(|it| it.tag_support.as_ref())
            .is_some_and(|it| it.value_set.contains(&DiagnosticTag::UNNECESSARY)),
        has_location_links: definition.is_some_and(|it| it.link_support == Some(true)),
        has_markdown: hover
            .and_then(|it| it.content_format.as_ref())
            .is_some_and(|it| it.contains(&MarkupKind::Markdown)),
        has_versioned_edits: edits.is_some_and(|it| it.document_changes == Some(true)),
        can_create_files: edits.is_some_and(renames::can_create_files),
        has_progress: window.is_some_and(|it| it.work_done_progress == Some(true)),
        completion: completion::Abilities::of(capabilities, info),
        actions: actions::Abilities::of(capabilities),
        ..Client::default()
    };
    diagnostics::note(&mut client, capabilities);
    navigation::note(&mut client, capabilities);
    glance::note(&mut client, capabilities, info);
    views::note(&mut client, capabilities);
    client
}

#[expect(deprecated, reason = "older clients send `rootUri` only")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) if !folders.is_empty() => {
            folders.iter().filter_map(|it| to_lsp::path_of(it.uri.as_str())).collect()
        }
        _ => params.root_uri.iter().filter_map(|it| to_lsp::path_of(it.as_str())).collect(),
    }
}

/// What stands under `citecheck`, or all of it when nothing does.
fn settings(mut settings: serde_json::Value) -> rooms::Settings {
    settings.get_mut("citecheck").map(serde_json::Value::take).unwrap_or(settings)
}

fn capabilities() -> ServerCapabilities {
    let mut capabilities = ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..Default::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        completion_provider: Some(completion::options()),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions::options())),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    navigation::offer(&mut capabilities);
    glance::offer(&mut capabilities);
    commands::offer(&mut capabilities);
    capabilities
}
