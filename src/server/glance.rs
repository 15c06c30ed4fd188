//! What is shown of a whole draft: its outline, counts above headings, notes behind claims, marks for colours.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CodeLens, CodeLensOptions, CodeLensParams, Command, DocumentSymbol,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandOptions, ExecuteCommandParams, InlayHint,
    InlayHintLabel, InlayHintLabelPart, InlayHintLabelPartTooltip, InlayHintOptions, InlayHintParams,
    InlayHintServerCapabilities, Location, OneOf, Position, Range, SemanticToken, SemanticTokenModifier,
    SemanticTokenType, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensEdit,
    SemanticTokensFullDeltaResult, SemanticTokensFullOptions, SemanticTokensLegend, SemanticTokensOptions,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
    SemanticTokensServerCapabilities, ServerCapabilities, ShowDocumentParams, SymbolInformation, SymbolKind, Uri,
    WorkDoneProgressOptions,
};

use crate::ide::{self, Standing};
use crate::text::Span;

use super::handlers::{Backend, PATIENCE, Question, aside};
use super::state::{Client, Refreshes};
use super::to_lsp;

/// Shows the next finding beneath a heading. Takes `{"uri": …, "position": …}`, the place of the heading.
const NEXT_FINDING: &str = "citecheck.nextFinding";

/// How long the client may take to show a document.
const SHOWING: Duration = Duration::from_secs(10);

/// Editors that are VS Code by another name.
const VS_CODES: [&str; 5] = ["Visual Studio Code", "VSCodium", "Code - OSS", "Cursor", "Windsurf"];

/// Adds what is offered here.
pub(super) fn offer(capabilities: &mut ServerCapabilities) {
    capabilities.document_symbol_provider = Some(OneOf::Left(true));
    capabilities.code_lens_provider = Some(CodeLensOptions { resolve_provider: Some(false) });
    let hints = InlayHintOptions { resolve_provider: Some(false), ..InlayHintOptions::default() };
    capabilities.inlay_hint_provider = Some(OneOf::Right(InlayHintServerCapabilities::Options(hints)));
    let tokens = SemanticTokensOptions {
        legend: SemanticTokensLegend {
            token_types: vec![SemanticTokenType::new("claim")],
            token_modifiers: Standing::ALL.iter().map(|it| SemanticTokenModifier::new(it.as_str())).collect(),
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    };
    capabilities.semantic_tokens_provider = Some(SemanticTokensServerCapabilities::SemanticTokensOptions(tokens));
    let commands = capabilities.execute_command_provider.get_or_insert_with(ExecuteCommandOptions::default);
    commands.commands.push(NEXT_FINDING.to_owned());
}

/// Notes what the client can do with it.
pub(super) fn note(client: &mut Client, capabilities: &ClientCapabilities, info: Option<&ClientInfo>) {
    let symbols = capabilities.text_document.as_ref().and_then(|it| it.document_symbol.as_ref());
    client.has_nested_symbols = symbols.is_some_and(|it| it.hierarchical_document_symbol_support == Some(true));
    let shows = capabilities.window.as_ref().and_then(|it| it.show_document.as_ref());
    client.can_show_documents = shows.is_some_and(|it| it.support);
    client.knows_markdown = info.is_some_and(|it| VS_CODES.iter().any(|name| it.name.starts_with(name)));
    let Some(workspace) = &capabilities.workspace else { return };
    client.refreshes = Refreshes {
        hints: workspace.inlay_hint.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        lenses: workspace.code_lens.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        tokens: workspace.semantic_tokens.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        ..client.refreshes
    };
}

/// The tokens that each draft was last told, so that the next time only what changed is. Cloning shares them.
#[derive(Clone, Default)]
pub(super) struct Told {
    shared: Arc<Mutex<(u64, HashMap<String, (String, Vec<SemanticToken>)>)>>,
}

impl Told {
    /// Forgets a draft.
    pub(super) fn forget(&self, uri: &str) {
        self.lock().1.remove(uri);
    }

    /// Keeps what is told now; gives the name it goes by, and what was told under the name `before`.
    fn keep(&self, uri: &str, tokens: &[SemanticToken], before: Option<&str>) -> (String, Option<Vec<SemanticToken>>) {
        let mut told = self.lock();
        told.0 += 1;
        let name = told.0.to_string();
        let last = told.1.insert(uri.to_owned(), (name.clone(), tokens.to_vec()));
        (name, last.filter(|it| Some(it.0.as_str()) == before).map(|it| it.1))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, HashMap<String, (String, Vec<SemanticToken>)>)> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend {
    /// Answers a question about a whole draft. It waits a little until the text as it is was checked, since an editor
    /// asks once for each edit; after that it gets what still holds, and is told to ask again when the report comes.
    pub(super) async fn answer_about_draft<T: Send + 'static>(
        &self,
        uri: &Uri,
        answer: impl FnOnce(&Question) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let mut reports = self.shared.reports();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut is_late = false;
        loop {
            let view = {
                let mut state = self.shared.lock();
                let Some(view) = state.view(uri.as_str()) else { return Ok(None) };
                if is_late && !view.is_current {
                    state.owe(uri.as_str());
                }
                view
            };
            if view.is_current || is_late {
                return Ok(aside(move || answer(&Question::about_draft(view)?)).await);
            }
            is_late = !matches!(tokio::time::timeout_at(deadline, reports.changed()).await, Ok(Ok(())));
        }
    }

    /// Headings, and the claims beneath them.
    pub(super) async fn outline(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri.clone();
        self.answer_about_draft(&params.text_document.uri, move |question| {
            let client = &question.view.client;
            if !question.features().document_symbols.unwrap_or(!client.knows_markdown) {
                return None;
            }
            let entries = ide::outline(&question.report);
            Some(match client.has_nested_symbols {
                true => DocumentSymbolResponse::Nested(nested(question, entries)),
                false => {
                    let mut acc = Vec::new();
                    flatten(&uri, None, nested(question, entries), &mut acc);
                    DocumentSymbolResponse::Flat(acc)
                }
            })
        })
        .await
    }

    /// Claims in numbers, above each heading.
    pub(super) async fn lenses(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri.clone();
        self.answer_about_draft(&params.text_document.uri, move |question| {
            if !question.features().code_lenses {
                return None;
            }
            let lens = |it: ide::Lens| {
                // What was counted must still be there.
                question.unchanged.to_new(it.within)?;
                let range = question.range(it.span)?;
                let leads_on = it.has_findings && question.view.client.can_show_documents;
                let command = match leads_on {
                    true => Command {
                        title: it.title,
                        command: NEXT_FINDING.to_owned(),
                        arguments: Some(vec![json!({"uri": uri.as_str(), "position": range.start})]),
                    },
                    // Without a name it is shown and does nothing.
                    false => Command { title: it.title, command: String::new(), arguments: None },
                };
                Some(CodeLens { range, command: Some(command), data: None })
            };
            Some(ide::lenses(&question.report).into_iter().filter_map(lens).collect())
        })
        .await
    }

    /// How many sources support each claim of a range.
    pub(super) async fn hints(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = params.text_document.uri.clone();
        self.answer_about_draft(&params.text_document.uri, move |question| {
            if !question.features().inlay_hints {
                return None;
            }
            let within = question.span_then(params.range);
            let hints = ide::hints(&question.context, &question.report, within).into_iter();
            let hints = hints.filter_map(|it| hint(question, &uri, it));
            Some(hints.filter(|it| params.range.start <= it.position && it.position <= params.range.end).collect())
        })
        .await
    }

    /// The claims of a draft by how they stand.
    pub(super) async fn tokens(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let (uri, told) = (params.text_document.uri.as_str().to_owned(), self.told.clone());
        self.answer_about_draft(&params.text_document.uri, move |question| {
            let data = tokens(question, None)?;
            let (name, _) = told.keep(&uri, &data, None);
            Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: Some(name), data }))
        })
        .await
    }

    /// What has changed of them since.
    pub(super) async fn tokens_since(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let (uri, told) = (params.text_document.uri.as_str().to_owned(), self.told.clone());
        self.answer_about_draft(&params.text_document.uri, move |question| {
            let data = tokens(question, None)?;
            let (name, before) = told.keep(&uri, &data, Some(&params.previous_result_id));
            let result_id = Some(name);
            Some(match before {
                Some(before) => {
                    let edits = edits(&before, &data);
                    SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta { result_id, edits })
                }
                None => SemanticTokensFullDeltaResult::Tokens(SemanticTokens { result_id, data }),
            })
        })
        .await
    }

    /// Those that touch a range.
    pub(super) async fn tokens_in(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.answer_about_draft(&params.text_document.uri, move |question| {
            let data = tokens(question, Some(params.range))?;
            Some(SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data }))
        })
        .await
    }

    /// Does what a command of ours says.
    pub(super) async fn execute(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            NEXT_FINDING => self.show_next_finding(params.arguments).await,
            other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
        }
    }

    /// Shows the next finding beneath a heading, where the client can, and gives its place.
    async fn show_next_finding(&self, arguments: Vec<Value>) -> Result<Option<Value>> {
        #[derive(Deserialize)]
        struct Heading {
            uri: String,
            position: Position,
        }
        let read = |it: Value| {
            let heading = Heading::deserialize(it).ok()?;
            Some((Uri::from_str(&heading.uri).ok()?, heading.position))
        };
        let Some((uri, position)) = arguments.into_iter().next().and_then(read) else {
            let message = format!("`{NEXT_FINDING}` takes the place of a heading: {{\"uri\": …, \"position\": …}}");
            return Err(Error::invalid_params(message));
        };
        let (shared, name) = (self.shared.clone(), uri.as_str().to_owned());
        let found = self.answer_about_draft(&uri, move |question| {
            let offset = question.span_then(Range { start: position, end: position }).start;
            let find = |seen| ide::next_finding(&question.report, offset, seen);
            let span = shared.lock().show(&name, find)?;
            Some((question.range(span)?, question.view.client.can_show_documents))
        });
        let Some((range, can_show)) = found.await? else { return Ok(None) };
        if can_show {
            let client = self.client.clone();
            let params = ShowDocumentParams {
                uri: uri.clone(),
                external: Some(false),
                take_focus: Some(true),
                selection: Some(range),
            };
            // The client may be waiting for the answer to the command before it shows anything.
            tokio::spawn(async move { tokio::time::timeout(SHOWING, client.show_document(params)).await });
        }
        Ok(Some(json!(Location { uri, range })))
    }
}

#[expect(deprecated, reason = "a field of the protocol's type that has no other way to be left out")]
fn nested(question: &Question, entries: Vec<ide::Entry>) -> Vec<DocumentSymbol> {
    let mut acc = Vec::new();
    for entry in entries {
        let children = nested(question, entry.children);
        let Some(selection_range) = question.range(entry.selection) else {
            // The heading is being written; what stands beneath it is not.
            acc.extend(children);
            continue;
        };
        let place = |offset| question.range(Span::new(offset, offset)).map(|it| it.start);
        let start = place(entry.span.start).unwrap_or(selection_range.start).min(selection_range.start);
        let end = place(entry.span.end).unwrap_or(selection_range.end).max(selection_range.end);
        acc.push(DocumentSymbol {
            name: entry.name,
            detail: Some(entry.detail).filter(|it| !it.is_empty()),
            // As VS Code's own outline of Markdown has headings; a claim is a thing that is so or not.
            kind: if entry.standing.is_none() { SymbolKind::STRING } else { SymbolKind::BOOLEAN },
            tags: None,
            deprecated: None,
            range: Range { start, end },
            selection_range,
            children: Some(children).filter(|it| !it.is_empty()),
        });
    }
    acc
}

#[expect(deprecated, reason = "a field of the protocol's type that has no other way to be left out")]
fn flatten(uri: &Uri, container: Option<&str>, symbols: Vec<DocumentSymbol>, acc: &mut Vec<SymbolInformation>) {
    for symbol in symbols {
        let name = symbol.name.clone();
        acc.push(SymbolInformation {
            name: symbol.name,
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location { uri: uri.clone(), range: symbol.range },
            container_name: container.map(str::to_owned),
        });
        flatten(uri, Some(&name), symbol.children.unwrap_or_default(), acc);
    }
}

fn hint(question: &Question, uri: &Uri, hint: ide::Hint) -> Option<InlayHint> {
    let position = question.range(hint.claim)?.end;
    let encoding = question.view.client.encoding;
    let location = hint.target.and_then(|it| to_lsp::locations(&[it], uri, encoding).pop());
    let part = InlayHintLabelPart {
        value: hint.label,
        tooltip: Some(InlayHintLabelPartTooltip::String(hint.tooltip.clone())),
        location,
        command: None,
    };
    Some(InlayHint {
        position,
        label: InlayHintLabel::LabelParts(vec![part]),
        kind: None,
        text_edits: None,
        tooltip: Some(hint.tooltip.into()),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    })
}

/// The tokens of the claims, or of those that touch a range; `None` when they are not wanted.
fn tokens(question: &Question, within: Option<Range>) -> Option<Vec<SemanticToken>> {
    if !question.features().semantic_tokens {
        return None;
    }
    let report = &question.report;
    let mut acc = Vec::new();
    let mut last = Position::default();
    for (claim, standing) in report.claims.iter().zip(ide::standings(report)) {
        for span in ide::lines_of(&report.draft, claim.claim.span) {
            let Some(range) = question.range(span) else { continue };
            let is_wanted = within.is_none_or(|it| range.start <= it.end && it.start <= range.end);
            // A token lies in one line and goes forward; whatever would not is no token.
            let length = range.end.character.saturating_sub(range.start.character);
            if !is_wanted || range.start.line != range.end.line || range.start < last || length == 0 {
                continue;
            }
            let is_same_line = range.start.line == last.line;
            acc.push(SemanticToken {
                delta_line: range.start.line - last.line,
                delta_start: range.start.character - if is_same_line { last.character } else { 0 },
                length,
                token_type: 0,
                token_modifiers_bitset: 1 << Standing::ALL.iter().position(|it| *it == standing).unwrap_or_default(),
            });
            last = range.start;
        }
    }
    Some(acc)
}

/// One edit that makes `before` into `after`; none when they are alike.
fn edits(before: &[SemanticToken], after: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    /// Numbers of a token.
    const WIDTH: u32 = 5;
    let n_first = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[n_first..], &after[n_first..]);
    let n_last = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, come) = (before.len() - n_last, after.len() - n_last);
    if gone == 0 && come == 0 {
        return Vec::new();
    }
    let numbers = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(WIDTH);
    vec![SemanticTokensEdit {
        start: numbers(n_first),
        delete_count: numbers(gone),
        data: Some(after[..come].to_vec()).filter(|it| !it.is_empty()),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(delta_line: u32) -> SemanticToken {
        SemanticToken { delta_line, delta_start: 0, length: 1, token_type: 0, token_modifiers_bitset: 1 }
    }

    #[test]
    fn an_edit_of_tokens_makes_the_old_ones_into_the_new_ones() {
        let lists: [&[u32]; 6] = [&[], &[1], &[1, 2, 3], &[1, 9, 3], &[1, 1, 1, 1], &[2, 3]];
        for before in lists {
            for after in lists {
                let read = |it: &[u32]| it.iter().map(|it| token(*it)).collect::<Vec<_>>();
                let (before, after) = (read(before), read(after));
                let mut made = before.clone();
                for edit in edits(&before, &after) {
                    let (start, n) = ((edit.start / 5) as usize, (edit.delete_count / 5) as usize);
                    made.splice(start..start + n, edit.data.unwrap_or_default());
                }
                assert_eq!(made, after);
            }
        }
        assert!(edits(&[token(1)], &[token(1)]).is_empty());
    }
}
