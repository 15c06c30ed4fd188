//! New names: of keys and footnotes in all drafts, and of files that drafts link to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    ClientCapabilities, CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, FileOperationFilter,
    FileOperationPattern, FileOperationRegistrationOptions, OneOf, PrepareRenameResponse, RenameFilesParams,
    RenameOptions, RenameParams, ResourceOp, ResourceOperationKind, ServerCapabilities, TextDocumentPositionParams,
    TextEdit, Uri, WorkDoneProgressOptions, WorkspaceEdit, WorkspaceEditClientCapabilities,
    WorkspaceFileOperationsServerCapabilities,
};

use crate::config::named_paths;
use crate::draft::Draft;
use crate::ide::{self, Move, Name};
use crate::load::NewKey;
use crate::rules::{Edit, relative_path};
use crate::text::{LineIndex, Span};

use super::commands::{failed, stale};
use super::handlers::{Backend, PATIENCE, Question, aside, canonical};
use super::rooms::Loaded;
use super::state::{Client, Neighbours, Shared};
use super::to_lsp::{self, FileEdits};

/// How often the roots are looked at that are still being loaded.
const LOOK: Duration = Duration::from_millis(50);

/// Adds what is offered here, as far as the client has a use for it.
pub(super) fn offer(capabilities: &mut ServerCapabilities, client: &ClientCapabilities) {
    let rename = client.text_document.as_ref().and_then(|it| it.rename.as_ref());
    let prepares = rename.is_some_and(|it| it.prepare_support == Some(true));
    let options =
        RenameOptions { prepare_provider: Some(true), work_done_progress_options: WorkDoneProgressOptions::default() };
    capabilities.rename_provider = Some(if prepares { OneOf::Right(options) } else { OneOf::Left(true) });
    let files = client.workspace.as_ref().and_then(|it| it.file_operations.as_ref());
    let (will, did) = (files.and_then(|it| it.will_rename), files.and_then(|it| it.did_rename));
    // Where the sources lie is not known yet.
    let pattern = FileOperationPattern { glob: "**/*".to_owned(), ..FileOperationPattern::default() };
    let filters = vec![FileOperationFilter { scheme: Some("file".to_owned()), pattern }];
    let offered =
        |it: Option<bool>| it.filter(|it| *it).map(|_| FileOperationRegistrationOptions { filters: filters.clone() });
    if let Some(workspace) = capabilities.workspace.as_mut().filter(|_| will == Some(true) || did == Some(true)) {
        workspace.file_operations = Some(WorkspaceFileOperationsServerCapabilities {
            will_rename: offered(will),
            did_rename: offered(did),
            ..WorkspaceFileOperationsServerCapabilities::default()
        });
    }
}

/// Whether an edit for this client may make a file.
pub(super) fn can_create_files(client: &WorkspaceEditClientCapabilities) -> bool {
    // Neovim declares these and not the form that they come in.
    client.resource_operations.as_deref().unwrap_or_default().contains(&ResourceOperationKind::Create)
}

/// A draft of the workspace: its name, its version if it is open, its file, its text.
pub(super) struct Text {
    uri: Uri,
    version: Option<i32>,
    pub(super) path: Option<PathBuf>,
    pub(super) text: String,
}

/// All drafts of a root, those that are open as they are in the editor.
pub(super) fn texts(drafts: Neighbours) -> Vec<Text> {
    let Neighbours { loaded, open } = drafts;
    let open = open.into_iter().filter_map(|it| {
        let path = to_lsp::path_of(&it.uri).map(canonical);
        let uri = Uri::from_str(&it.uri).ok()?;
        Some(Text { uri, version: Some(it.version), path, text: it.text.to_string() })
    });
    // A source that is open is no draft.
    let mut acc: Vec<Text> = open.filter(|it| it.path.as_deref().is_none_or(|it| !loaded.is_source(it))).collect();
    let known: BTreeSet<PathBuf> = acc.iter().filter_map(|it| it.path.clone()).collect();
    let files = loaded.other_drafts(&known).into_iter();
    acc.extend(files.filter_map(|(path, text)| {
        Some(Text { uri: Uri::from_file_path(&path)?, version: None, path: Some(path), text })
    }));
    acc.sort_by(|a, b| a.uri.as_str().cmp(b.uri.as_str()));
    acc
}

/// What is to be done in the drafts, as `edits` says; none for those in which there is nothing to do.
fn edits_in(texts: &[Text], client: &Client, edits: impl Fn(&Text, &Draft) -> Vec<Edit> + Sync) -> Vec<FileEdits> {
    let of = |it: &Text| {
        let draft = Draft::parse(&it.text);
        let edits = to_lsp::text_edits(&draft.text, &draft.lines, &edits(it, &draft), client.encoding);
        (!edits.is_empty()).then(|| FileEdits { uri: it.uri.clone(), version: it.version, edits })
    };
    texts.par_iter().filter_map(of).collect()
}

/// What keeps links true when files are to be moved; nothing where none leads to them.
pub(super) async fn files_move(backend: &Backend, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
    let of = |old: &str, new: &str| {
        let (from, to) = (canonical(to_lsp::path_of(old)?), canonical(to_lsp::path_of(new)?));
        (from != to).then_some(Move { from, to })
    };
    let moves: Vec<Move> = params.files.iter().filter_map(|it| of(&it.old_uri, &it.new_uri)).collect();
    if moves.is_empty() {
        return Ok(None);
    }
    let all = all_drafts(backend).await;
    let client = backend.shared.lock().client.clone();
    let shared = Arc::clone(&backend.shared);
    let edit = aside(move || {
        let mut acc: Vec<FileEdits> = Vec::new();
        for drafts in all {
            let loaded = Arc::clone(&drafts.loaded);
            if !loaded.context.config.features.renames {
                continue;
            }
            acc.extend(edits_of_config(&loaded, &moves, &client, &shared));
            let corpus = &loaded.context.corpus;
            let edits = |it: &Text, draft: &Draft| ide::follow_moves(corpus, draft, it.path.as_deref(), &moves);
            acc.extend(edits_in(&texts(drafts), &client, edits));
        }
        (!acc.is_empty()).then(|| to_lsp::workspace_edits(acc, &client))
    });
    Ok(edit.await)
}

/// What keeps the folders and files true that the configuration names.
fn edits_of_config(loaded: &Loaded, moves: &[Move], client: &Client, shared: &Shared) -> Option<FileEdits> {
    let path = loaded.config_path.as_deref()?;
    let text = text_of(shared, path)?;
    let edit = |(name, span): (String, Span)| {
        let new = relative_path(&Move::of(&loaded.root.join(name), moves)?, &loaded.root)?;
        // What lies elsewhere cannot be named there.
        (!new.is_empty() && !new.starts_with("..")).then_some(Edit { span, text: new })
    };
    let edits: Vec<Edit> = named_paths(&text).into_iter().filter_map(edit).collect();
    (!edits.is_empty()).then(|| file_edits(shared, client, path, &text, &edits))?
}

/// The drafts of all roots. The editor's folders are loaded for it where no draft of theirs is open; nobody waits long.
async fn all_drafts(backend: &Backend) -> Vec<Neighbours> {
    backend.shared.update(|state| state.want_folders());
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while backend.shared.lock().is_loading() && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(LOOK).await;
    }
    backend.shared.lock().all_drafts()
}

/// The name at the position, if it can be changed.
pub(super) async fn prepare(
    backend: &Backend,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(question) = backend.current(params.text_document.uri.as_str()).await else { return Ok(None) };
    let found = aside(move || {
        if !question.features().renames {
            return None;
        }
        let offset = Backend::at(&question, params.position).start;
        let found = ide::nameable(&question.context, &question.report, offset).transpose()?;
        Some(found.map(|(span, _)| {
            let placeholder = span.of(&question.report.draft.text).to_owned();
            question.range(span).map(|range| PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
        }))
    });
    found.await.unwrap_or(Ok(None)).map_err(failed)
}

/// What gives a key or a label another name, wherever it stands.
pub(super) async fn rename(backend: &Backend, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
    let uri = params.text_document_position.text_document.uri;
    let question = backend.current(uri.as_str()).await.ok_or_else(stale)?;
    let shared = Arc::clone(&backend.shared);
    let edit = aside(move || {
        if !question.features().renames {
            return None;
        }
        let renaming = Renaming { question: &question, shared: &shared, uri: &uri };
        let offset = Backend::at(&question, params.text_document_position.position).start;
        Some(renaming.edit(offset, &params.new_name))
    });
    edit.await.unwrap_or(Ok(None)).map_err(failed)
}

struct Renaming<'a> {
    question: &'a Question,
    shared: &'a Shared,
    uri: &'a Uri,
}

impl Renaming<'_> {
    fn edit(&self, offset: usize, new: &str) -> std::result::Result<Option<WorkspaceEdit>, String> {
        let Question { context, report, view, .. } = self.question;
        match ide::nameable(context, report, offset)? {
            None => Err("there is no key of a source and no label of a footnote at this place".to_owned()),
            Some((_, Name::Label(label))) => {
                let new = ide::label_name(&report.draft, &label, new)?;
                let edits = ide::label_edits(&report.draft, &label, &new);
                let is_same = label == new;
                let edit =
                    || to_lsp::workspace_edit(self.uri.as_str(), view.version, &report.draft, &edits, &view.client);
                Ok(if is_same { None } else { edit() })
            }
            Some((_, Name::Key { key, source })) => {
                let new = ide::key_name(context, &key, source, new)?;
                if new == key { Ok(None) } else { self.rename_key(&key, source, &new).map(Some) }
            }
        }
    }

    fn rename_key(&self, old: &str, source: Option<usize>, new: &str) -> std::result::Result<WorkspaceEdit, String> {
        let client = &self.question.view.client;
        let corpus = &self.question.context.corpus;
        let drafts = self.shared.lock().neighbours(self.uri.as_str());
        let drafts = drafts.ok_or_else(|| "this draft has no workspace".to_owned())?;
        let loaded = Arc::clone(&drafts.loaded);
        let texts = texts(drafts);
        let mut acc = edits_in(&texts, client, |_, draft| ide::key_uses(corpus, draft, old, new));
        let source = source.and_then(|it| corpus.sources().get(it));
        let places = loaded.key_places(source, old, &|path| self.text_of(path));
        for it in &places {
            if it.path.extension().is_some_and(|it| it == "bib") && new.contains(['#', '%', '~', '$']) {
                return Err("BibTeX allows no `#`, `%`, `~` and `$` in a key".to_owned());
            }
            let edits: Vec<Edit> = it.spans.iter().map(|span| Edit { span: *span, text: new.to_owned() }).collect();
            acc.extend(self.file_edits(&it.path, &it.text, &edits));
        }
        let is_made_up = places.is_empty() && source.is_some();
        let Some(source) = source.filter(|_| is_made_up) else { return Ok(to_lsp::workspace_edits(acc, client)) };
        let new_key = loaded.new_key(source, new, &|path| self.text_of(path));
        let by_hand = || {
            let name = source.path.file_name().unwrap_or_default().to_string_lossy();
            format!(
                "`{old}` was made up from what is known of `{name}`; give it a key of its own in `{name}.yaml`: `key: {new}`"
            )
        };
        let new_key = new_key.ok_or_else(by_hand)?;
        if let Some(before) = &new_key.before {
            acc.extend(self.file_edits(&new_key.path, before, &[difference(before, &new_key.after)]));
            return Ok(to_lsp::workspace_edits(acc, client));
        }
        with_new_file(acc, &new_key).filter(|_| client.can_create_files).ok_or_else(by_hand)
    }

    fn text_of(&self, path: &Path) -> Option<String> {
        text_of(self.shared, path)
    }

    fn file_edits(&self, path: &Path, text: &str, edits: &[Edit]) -> Option<FileEdits> {
        file_edits(self.shared, &self.question.view.client, path, text, edits)
    }
}

/// A file as it is in the editor, else as it is on disk.
fn text_of(shared: &Shared, path: &Path) -> Option<String> {
    let open = shared.lock().open_text(path);
    open.map(|it| it.text.to_string()).or_else(|| Loaded::read(path))
}

fn file_edits(shared: &Shared, client: &Client, path: &Path, text: &str, edits: &[Edit]) -> Option<FileEdits> {
    let open = shared.lock().open_text(path);
    let uri = match &open {
        Some(open) => Uri::from_str(&open.uri).ok()?,
        None => Uri::from_file_path(path)?,
    };
    let edits = to_lsp::text_edits(text, &LineIndex::new(text), edits, client.encoding);
    Some(FileEdits { uri, version: open.map(|it| it.version), edits })
}

/// The one edit that makes one text of another.
fn difference(before: &str, after: &str) -> Edit {
    let n_start =
        before.chars().zip(after.chars()).take_while(|(a, b)| a == b).map(|it| it.0.len_utf8()).sum::<usize>();
    let (rest, new) = (&before[n_start..], &after[n_start..]);
    let same_end = rest.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b);
    let n_end = same_end.map(|it| it.0.len_utf8()).sum::<usize>();
    Edit { span: Span::new(n_start, before.len() - n_end), text: new[..new.len() - n_end].to_owned() }
}

/// The edits together with a file that is made by them.
fn with_new_file(files: Vec<FileEdits>, new: &NewKey) -> Option<WorkspaceEdit> {
    let uri = Uri::from_file_path(&new.path)?;
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let text = TextEdit { new_text: new.after.clone(), ..TextEdit::default() };
    let file = FileEdits { uri, version: None, edits: vec![text] };
    let edits = files.into_iter().chain([file]).map(|it| DocumentChangeOperation::Edit(to_lsp::document_edit(it)));
    let all = [DocumentChangeOperation::Op(ResourceOp::Create(create))].into_iter().chain(edits).collect();
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(all)), ..WorkspaceEdit::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_texts_is_one_edit() {
        let check = |before: &str, after: &str, expected: (usize, usize, &str)| {
            let Edit { span, text } = difference(before, after);
            assert_eq!((span.start, span.end, text.as_str()), expected);
        };
        check("---\na: é\n---\n", "---\nkey: x\na: é\n---\n", (4, 4, "key: x\n"));
        check("aé", "aè", (1, 3, "è"));
        check("", "x", (0, 0, "x"));
    }
}
