//! Completion as the protocol has it.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CompletionItem, CompletionItemKind, CompletionList, CompletionOptions,
    CompletionParams, CompletionResponse, CompletionTextEdit, Documentation, InsertReplaceEdit, MarkupContent,
    MarkupKind, Position, Range, TextEdit,
};

use crate::ide::{self, Card, Completion, CompletionKind, Typed};
use crate::text::{LineIndex, Span, without_hidden};

use super::handlers::{Backend, aside};
use super::state::{Client, View};
use super::to_lsp;

/// A list that comes later than this is in the way. What is known then is shown.
const LATEST: Duration = Duration::from_millis(150);

/// How much before the caret is glanced at, in bytes: the longest quotation.
const GLANCE: usize = 1000;

/// What makes an editor ask that asks by itself for words only. A space: a quotation has several.
const TRIGGERS: [&str; 12] = ["@", "^", "(", ":", "/", "\"", "“", "„", "«", "‘", " ", "["];

/// What the client said it can do with completions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// The formats it declares; `None`: plain strings alone.
    has_markdown: Option<bool>,
    has_insert_replace: bool,
    /// It puts in an edit up to its first space, as Neovim 0.11 does by itself, but `insertText` as a whole.
    cuts_edits: bool,
}

impl Abilities {
    pub(super) fn of(capabilities: &ClientCapabilities, info: Option<&ClientInfo>) -> Self {
        let completion = capabilities.text_document.as_ref().and_then(|it| it.completion.as_ref());
        let item = completion.and_then(|it| it.completion_item.as_ref());
        let formats = item.and_then(|it| it.documentation_format.as_ref());
        let has_insert_replace = item.is_some_and(|it| it.insert_replace_support == Some(true));
        let version = info.filter(|it| it.name == "Neovim").and_then(|it| it.version.as_deref()).unwrap_or_default();
        Self {
            has_markdown: formats.filter(|it| !it.is_empty()).map(|it| it.contains(&MarkupKind::Markdown)),
            has_insert_replace,
            // Plug-ins for completion, which do not cut, declare this ability.
            cuts_edits: !has_insert_replace && version.trim_start_matches('v').starts_with("0.11"),
        }
    }
}

/// What is needed to show the card of an item that the client sends back.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: String,
    generation: u64,
    card: Card,
}

pub(super) fn options() -> CompletionOptions {
    CompletionOptions {
        resolve_provider: Some(true),
        trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
        ..CompletionOptions::default()
    }
}

/// The list at a place, from the text as it is now and the newest report, which may be about an older one.
pub(super) async fn complete(backend: &Backend, params: CompletionParams) -> Option<CompletionResponse> {
    let at = params.text_document_position;
    let uri = at.text_document.uri.as_str().to_owned();
    let view = backend.shared.lock().view(&uri)?;
    aside(move || list(&view, &uri, at.position).map(CompletionResponse::List)).await
}

fn list(view: &View, uri: &str, position: Position) -> Option<CompletionList> {
    let started = Instant::now();
    let checked = view.checked.as_ref()?;
    if !checked.context.config.features.completion {
        return None;
    }
    let text = view.text.to_string();
    let lines = LineIndex::new(&text);
    let offset = lines.offset(&text, to_lsp::from_position(position), view.client.encoding);
    let mut start = offset.saturating_sub(GLANCE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    if !ide::may_complete(text.get(start..offset)?) {
        return None;
    }
    let path = to_lsp::path_of(uri).map(|it| it.canonicalize().unwrap_or(it));
    let typed = Typed { text: &text, offset, path: path.as_deref(), is_late: &|| started.elapsed() > LATEST };
    let completions = ide::complete(&checked.context, &checked.report, &typed)?;
    let to_range = |span: Span| {
        let place = |offset| lines.place(&text, offset);
        to_lsp::place_range(place(span.start), place(span.end), view.client.encoding)
    };
    let generation = checked.context.generation;
    let tails: Option<Vec<String>> = Some(&completions.items)
        .filter(|items| view.client.completion.cuts_edits && items.iter().any(|it| it.text.contains(' ')))
        .and_then(|items| items.iter().map(|it| tail(text.get(it.insert.start..offset)?, &it.text)).collect());
    let items = completions.items.into_iter().enumerate();
    let mut items: Vec<_> = items.map(|(idx, it)| item(idx, it, uri, generation, &view.client, to_range)).collect();
    for (item, tail) in items.iter_mut().zip(tails.into_iter().flatten()) {
        item.filter_text = Some(tail.clone());
        item.insert_text = Some(tail);
        item.text_edit = None;
    }
    Some(CompletionList { is_incomplete: completions.is_incomplete, items })
}

/// What `text` puts in place of the last word of `typed`, which is where a client begins that is given no range.
fn tail(typed: &str, text: &str) -> Option<String> {
    let before = typed.trim_end_matches(|it: char| it.is_alphanumeric() || it == '_');
    text.strip_prefix(before).map(str::to_owned)
}

fn item(
    idx: usize,
    completion: Completion,
    uri: &str,
    generation: u64,
    client: &Client,
    to_range: impl Fn(Span) -> Range,
) -> CompletionItem {
    let kind = match completion.kind {
        CompletionKind::Source | CompletionKind::Footnote => CompletionItemKind::REFERENCE,
        CompletionKind::Quotation => CompletionItemKind::TEXT,
        CompletionKind::Name => CompletionItemKind::CONSTANT,
    };
    let edit = |it: crate::rules::Edit| TextEdit { range: to_range(it.span), new_text: it.text };
    let (insert, replace) = (to_range(completion.insert), to_range(completion.replace));
    let new_text = completion.text;
    let text_edit = if client.completion.has_insert_replace && insert != replace {
        CompletionTextEdit::InsertAndReplace(InsertReplaceEdit { new_text, insert, replace })
    } else {
        CompletionTextEdit::Edit(TextEdit { range: insert, new_text })
    };
    let edits: Vec<_> = completion.edits.into_iter().map(edit).collect();
    let data = completion.card.map(|card| Data { uri: uri.to_owned(), generation, card });
    CompletionItem {
        label: without_hidden(&completion.label),
        kind: Some(kind),
        detail: Some(completion.detail).filter(|it| !it.is_empty()),
        sort_text: Some(format!("{idx:04}")),
        filter_text: Some(without_hidden(&completion.filter)),
        text_edit: Some(text_edit),
        additional_text_edits: Some(edits).filter(|it| !it.is_empty()),
        data: data.and_then(|it| to_lsp::pack(&it)),
        ..CompletionItem::default()
    }
}

/// The item with its card; as it came when the corpus is another one by now.
pub(super) async fn resolve(backend: &Backend, item: CompletionItem) -> CompletionItem {
    let data = to_lsp::unpack::<Data>(item.data.as_ref());
    let view = data.as_ref().and_then(|it| backend.shared.lock().view(&it.uri));
    let Some((data, view)) = data.zip(view) else { return item };
    let documentation = aside(move || {
        let context = view.checked.filter(|it| it.context.generation == data.generation)?.context;
        let text = ide::completion_card(&context, &data.card)?;
        let markup = |kind, value| Documentation::MarkupContent(MarkupContent { kind, value });
        Some(match view.client.completion.has_markdown {
            Some(true) => markup(MarkupKind::Markdown, text.markdown),
            Some(false) => markup(MarkupKind::PlainText, text.plain),
            None => Documentation::String(text.plain),
        })
    });
    let documentation = documentation.await;
    CompletionItem { documentation: documentation.or(item.documentation.clone()), ..item }
}
