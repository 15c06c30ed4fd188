//! What is shown of a whole draft: its outline, counts above headings, notes behind claims.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CodeLens, CodeLensOptions, CodeLensParams, Command, DocumentSymbol,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandOptions, ExecuteCommandParams, InlayHint,
    InlayHintLabel, InlayHintLabelPart, InlayHintLabelPartTooltip, InlayHintOptions, InlayHintParams,
    InlayHintServerCapabilities, Location, OneOf, Position, Range, ServerCapabilities, SymbolInformation, SymbolKind,
    Uri,
};

use crate::ide;
use crate::text::Span;

use super::handlers::{Backend, PATIENCE, Question, aside};
use super::state::{Client, Refreshes, State};
use super::{commands, to_lsp, tokens};

/// Shows the next finding beneath a heading. Takes `{"uri": …, "position": …}`, the place of the heading.
const NEXT_FINDING: &str = "citecheck.nextFinding";

/// The same for a client that cannot be told to ask again: what it was not told it would not show until the next edit.
/// Helix gives up after 20 seconds.
const LONG_PATIENCE: Duration = Duration::from_secs(15);

/// Adds what is offered here.
pub(super) fn offer(capabilities: &mut ServerCapabilities) {
    capabilities.document_symbol_provider = Some(OneOf::Left(true));
    capabilities.code_lens_provider = Some(CodeLensOptions { resolve_provider: Some(false) });
    let hints = InlayHintOptions { resolve_provider: Some(false), ..InlayHintOptions::default() };
    capabilities.inlay_hint_provider = Some(OneOf::Right(InlayHintServerCapabilities::Options(hints)));
    capabilities.semantic_tokens_provider = Some(tokens::provider());
    let commands = capabilities.execute_command_provider.get_or_insert_with(ExecuteCommandOptions::default);
    commands.commands.push(NEXT_FINDING.to_owned());
}

/// Notes what the client can do with it.
pub(super) fn note(client: &mut Client, capabilities: &ClientCapabilities, info: Option<&ClientInfo>) {
    let symbols = capabilities.text_document.as_ref().and_then(|it| it.document_symbol.as_ref());
    client.has_nested_symbols = symbols.is_some_and(|it| it.hierarchical_document_symbol_support == Some(true));
    let shows = capabilities.window.as_ref().and_then(|it| it.show_document.as_ref());
    client.can_show_documents = shows.is_some_and(|it| it.support);
    client.knows_markdown = is_vscode(capabilities, info.map_or("", |it| &it.name));
    let Some(workspace) = &capabilities.workspace else { return };
    client.refreshes = Refreshes {
        hints: workspace.inlay_hint.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        lenses: workspace.code_lens.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        tokens: workspace.semantic_tokens.as_ref().is_some_and(|it| it.refresh_support == Some(true)),
        ..client.refreshes
    };
}

/// Whether the client is VS Code, under whatever name it is sold: the library that all of its extensions speak through
/// says which parser of Markdown it has. coc.nvim, which came of that library, has the same and no outline.
fn is_vscode(capabilities: &ClientCapabilities, name: &str) -> bool {
    let parser = capabilities.general.as_ref().and_then(|it| it.markdown.as_ref()).map(|it| it.parser.as_str());
    name.starts_with("Visual Studio Code") || (parser == Some("marked") && !name.starts_with("coc"))
}

impl Backend {
    /// Answers a question about a whole draft. It waits a little until the text as it is was checked, since an editor
    /// asks once for each edit; after that it gets what still holds, and is told to ask again when the report comes.
    pub(super) async fn answer_about_draft<T: Send + 'static>(
        &self,
        uri: &Uri,
        answer: impl FnOnce(&Question) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        self.answer_within(PATIENCE, uri, answer).await
    }

    /// The same, waiting longer for a client unless it `asks_again` when it is told to, or had better not wait.
    pub(super) async fn answer_now_or_later<T: Send + 'static>(
        &self,
        asks_again: fn(&Client) -> bool,
        uri: &Uri,
        answer: impl FnOnce(&Question) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let patience = match asks_again(&self.shared.lock().client) {
            true => PATIENCE,
            false => LONG_PATIENCE,
        };
        self.answer_within(patience, uri, answer).await
    }

    async fn answer_within<T: Send + 'static>(
        &self,
        patience: Duration,
        uri: &Uri,
        answer: impl FnOnce(&Question) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let owe = |state: &mut State| state.owe(uri.as_str());
        let Some(view) = self.view_within(patience, uri.as_str(), owe).await else { return Ok(None) };
        Ok(aside(move || answer(&Question::about_draft(view)?)).await)
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
        self.answer_now_or_later(
            |it| it.refreshes.lenses,
            &params.text_document.uri,
            move |question| {
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
                let mut acc: Vec<CodeLens> = ide::lenses(&question.report).into_iter().filter_map(lens).collect();
                // Beside the first, on the draft as a whole.
                if let Some(range) = acc.first().map(|it| it.range) {
                    let command = Command {
                        title: "annotated draft".to_owned(),
                        command: commands::REPORT.to_owned(),
                        arguments: Some(vec![json!({"uri": uri.as_str()})]),
                    };
                    acc.push(CodeLens { range, command: Some(command), data: None });
                }
                Some(acc)
            },
        )
        .await
    }

    /// How many sources support each claim of a range.
    pub(super) async fn hints(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = params.text_document.uri.clone();
        self.answer_now_or_later(
            |it| it.refreshes.hints,
            &params.text_document.uri,
            move |question| {
                if !question.features().inlay_hints {
                    return None;
                }
                let within = question.span_then(params.range);
                let hints = ide::hints(&question.context, &question.report, within).into_iter();
                let hints = hints.filter_map(|it| hint(question, &uri, it));
                Some(hints.filter(|it| params.range.start <= it.position && it.position <= params.range.end).collect())
            },
        )
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
            question.range(span)
        });
        let Some(range) = found.await? else { return Ok(None) };
        commands::show(self, uri.clone(), Some(range), false);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vs_code_is_known_under_any_name() {
        let capabilities = |parser: &str| {
            let markdown = json!({"parser": parser, "version": "1"});
            ClientCapabilities::deserialize(json!({"general": {"markdown": markdown}})).unwrap()
        };
        assert!(is_vscode(&ClientCapabilities::default(), "Visual Studio Code - Insiders"));
        assert!(is_vscode(&capabilities("marked"), "code-server"));
        assert!(!is_vscode(&capabilities("marked"), "coc.nvim"));
        assert!(!is_vscode(&capabilities("Python-Markdown"), "Sublime Text LSP"));
        assert!(!is_vscode(&ClientCapabilities::default(), "Neovim"));
    }
}
