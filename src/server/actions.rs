//! Code actions as the protocol has them: listed at once, worked out when one is chosen.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    ClientCapabilities, CodeAction, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeActionTriggerKind, Command, WorkDoneProgressOptions,
};

use crate::ide::{self, Action, ActionKind, Deed};
use crate::text::Span;

use super::commands::{self, ACCEPT_CLAIM, ADD_TERM, SHOW_EVIDENCE};
use super::handlers::{Backend, PATIENCE, Question, aside};
use super::state::{Checked, View};
use super::to_lsp;

/// Said of what was offered for a text that is no more.
pub(super) const STALE: &str = "the draft or its sources have changed since this was offered; ask for it again";

/// Everything that needs no second thought. Editors run it when a draft is saved, if they are told to.
const FIX_ALL: &str = "source.fixAll.citecheck";

/// What the client said it can do with code actions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// Whether it asks for the edit of an action when that is chosen.
    resolves_edits: bool,
}

impl Abilities {
    pub(super) fn of(capabilities: &ClientCapabilities) -> Self {
        let actions = capabilities.text_document.as_ref().and_then(|it| it.code_action.as_ref());
        let resolve = actions.and_then(|it| it.resolve_support.as_ref());
        let has_data = actions.is_some_and(|it| it.data_support == Some(true));
        Self { resolves_edits: has_data && resolve.is_some_and(|it| it.properties.iter().any(|it| it == "edit")) }
    }
}

/// What the client sends back when an action is chosen.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: String,
    version: i32,
    generation: u64,
    deed: Deed,
}

pub(super) fn options() -> CodeActionOptions {
    CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::new(FIX_ALL),
        ]),
        resolve_provider: Some(true),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    }
}

fn kind_of(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::FixAll => CodeActionKind::new(FIX_ALL),
    }
}

/// Whether an action of this kind is among those asked for: itself, or one above it. All but those for a whole file are
/// when nothing is said.
fn is_wanted(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let is_below = |asked: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        asked.as_str().is_empty() || rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
    };
    match only {
        Some(only) if !only.is_empty() => only.iter().any(is_below),
        _ => kind.as_str() != FIX_ALL,
    }
}

/// What can be done in a range. Nothing is offered for a text that has not been checked: an edit must fit.
pub(super) async fn list(backend: &Backend, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let context = params.context;
    let only = context.only;
    let kinds = [ActionKind::QuickFix, ActionKind::Rewrite, ActionKind::FixAll];
    if !kinds.iter().any(|it| is_wanted(&kind_of(*it), only.as_deref())) {
        return Ok(None);
    }
    let uri = params.text_document.uri;
    let Some(question) = backend.current(uri.as_str()).await else { return Ok(None) };
    if !question.features().code_actions {
        return Ok(None);
    }
    // While the cursor moves, only what is wrong is pointed out.
    let is_calm = context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC) && only.is_none();
    let has_glossary = commands::has_place_for_terms(backend, uri.as_str());
    let actions = aside(move || {
        let span = question.span_then(params.range);
        let mut actions = Vec::new();
        if is_wanted(&CodeActionKind::new(FIX_ALL), only.as_deref()) {
            actions.extend(ide::fix_all(&question.context, &question.report));
        }
        actions.extend(ide::actions(&question.context, &question.report, span));
        actions.retain(|it| is_wanted(&kind_of(it.kind), only.as_deref()));
        actions.retain(|it| !is_calm || it.finding.is_some());
        let maker = Maker { question: &question, uri: uri.as_str(), has_glossary };
        Some(actions.into_iter().filter_map(|it| maker.code_action(it)).collect())
    });
    Ok(actions.await)
}

struct Maker<'a> {
    question: &'a Question,
    uri: &'a str,
    has_glossary: bool,
}

impl Maker<'_> {
    fn code_action(&self, action: Action) -> Option<CodeActionOrCommand> {
        let Question { view, context, report, .. } = self.question;
        let finding = action.finding.and_then(|it| report.findings.get(it));
        let diagnostics = finding.map(|it| vec![to_lsp::diagnostic(context, report, it, &view.client)]);
        let mut acc = CodeAction {
            title: action.title.clone(),
            kind: Some(kind_of(action.kind)),
            diagnostics,
            is_preferred: action.is_preferred.then_some(true),
            ..CodeAction::default()
        };
        if let Some(command) = self.command(&action) {
            acc.command = Some(command?);
        } else if view.client.actions.resolves_edits {
            let (uri, version, generation) = (self.uri.to_owned(), view.version, context.generation);
            acc.data = to_lsp::pack(&Data { uri, version, generation, deed: action.deed });
        } else {
            let edits = ide::edits_of(context, report, draft_path(self.uri).as_deref(), &action.deed)?;
            acc.edit = Some(to_lsp::workspace_edit(self.uri, view.version, &report.draft, &edits, &view.client)?);
        }
        Some(CodeActionOrCommand::CodeAction(acc))
    }

    /// What is not done by an edit of the draft: what changes files beside it, and what opens one. `Some(None)` where
    /// the client has no use for it.
    fn command(&self, action: &Action) -> Option<Option<Command>> {
        let Question { view, report, context, .. } = self.question;
        let (uri, version) = (self.uri, view.version);
        let (command, argument) = match &action.deed {
            Deed::Accept { finding } => {
                let finding = report.findings.get(*finding)?;
                let claim = finding.claim.and_then(|it| report.claims.get(it))?.claim.span;
                let position = to_lsp::range(&report.draft, claim, view.client.encoding).start;
                let argument = json!({"uri": uri, "version": version, "position": position, "rule": finding.rule});
                (ACCEPT_CLAIM, argument)
            }
            Deed::AddTerm { .. } if !self.has_glossary => return Some(None),
            Deed::AddTerm { words } => (ADD_TERM, json!({"uri": uri, "name": words})),
            Deed::ShowEvidence { .. } if !view.client.can_show_documents => return Some(None),
            Deed::ShowEvidence { source, passage } => {
                let key = &context.corpus.sources().get(*source)?.key;
                (SHOW_EVIDENCE, json!({"uri": uri, "source": key, "passage": passage}))
            }
            _ => return None,
        };
        let arguments = Some(vec![argument]);
        Some(Some(Command { title: action.title.clone(), command: command.to_owned(), arguments }))
    }
}

/// The action with its edit.
///
/// # Errors
/// When the draft or its sources have changed since it was offered.
pub(super) async fn resolve(backend: &Backend, action: CodeAction) -> Result<CodeAction> {
    let data = to_lsp::unpack::<Data>(action.data.as_ref());
    let Some(data) = data else { return Ok(action) };
    let stale = || Error { code: ErrorCode::ContentModified, message: STALE.into(), data: None };
    let view = backend.shared.lock().view(&data.uri).ok_or_else(stale)?;
    let checked = unchanged(&view, &data).ok_or_else(stale)?;
    let edit = aside(move || {
        let Checked { context, report, .. } = checked;
        let edits = ide::edits_of(&context, &report, draft_path(&data.uri).as_deref(), &data.deed)?;
        to_lsp::workspace_edit(&data.uri, data.version, &report.draft, &edits, &view.client)
    });
    let edit = edit.await.ok_or_else(stale)?;
    Ok(CodeAction { edit: Some(edit), ..action })
}

/// What the offer was made from, if it is what is known still.
fn unchanged(view: &View, data: &Data) -> Option<Checked> {
    let checked = view.checked.clone().filter(|_| view.is_current && view.version == data.version)?;
    (checked.context.generation == data.generation).then_some(checked)
}

/// The draft's file without links, as sources are named.
pub(super) fn draft_path(uri: &str) -> Option<PathBuf> {
    to_lsp::path_of(uri).map(super::handlers::canonical)
}

impl Backend {
    /// A question about the whole draft once its text as it is now has been checked.
    pub(super) async fn current(&self, uri: &str) -> Option<Question> {
        let view = self.view_within(PATIENCE, uri, |_| ()).await.filter(|it| it.is_current)?;
        aside(move || Question::about_draft(view)).await
    }

    /// The span of the report's text at a position.
    pub(super) fn at(question: &Question, position: tower_lsp::ls_types::Position) -> Span {
        question.span_then(tower_lsp::ls_types::Range { start: position, end: position })
    }
}
