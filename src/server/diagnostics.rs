//! Findings on request, for clients that ask for them. Those are sent none unasked, so that nothing is shown twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    ClientCapabilities, Diagnostic, DiagnosticOptions, DiagnosticServerCapabilities, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, ServerCapabilities,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::check::Memo;

use super::handlers::{Backend, PATIENCE, aside, canonical};
use super::rooms::{self, Loaded};
use super::state::{Client, Found, Shared};
use super::to_lsp;

/// How long a question about all drafts waits for news when the client knows the answer: clients ask again at once.
const WATCHED: Duration = Duration::from_secs(30);

/// How often the drafts that are not open are looked at meanwhile.
const LOOK: Duration = Duration::from_secs(5);

/// Adds what is offered here.
pub(super) fn offer(capabilities: &mut ServerCapabilities, client: &Client, of_workspace: bool) {
    capabilities.diagnostic_provider = client.pulls.then(|| {
        DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("citecheck".to_owned()),
            // What is said of one draft does not depend on another.
            inter_file_dependencies: false,
            workspace_diagnostics: of_workspace,
            ..DiagnosticOptions::default()
        })
    });
}

/// Notes what the client can do with it. One that cannot be told to ask again would keep what is out of date.
pub(super) fn note(client: &mut Client, capabilities: &ClientCapabilities) {
    let document = capabilities.text_document.as_ref().and_then(|it| it.diagnostic.as_ref());
    let workspace = capabilities.workspace.as_ref().and_then(|it| it.diagnostics.as_ref());
    client.pulls = document.is_some() && workspace.is_some_and(|it| it.refresh_support == Some(true));
    client.refreshes.diagnostics = client.pulls;
    if let (true, Some(document)) = (client.pulls, document) {
        client.has_related_information = document.related_information == Some(true);
        client.has_code_description = document.code_description_support == Some(true);
        client.has_unnecessary = document.tag_support.is_some();
    }
}

/// Somebody waits for what is found in a draft, until this is dropped.
struct Waiting<'a> {
    shared: &'a Shared,
    uri: &'a str,
    is_over: bool,
}

impl<'a> Waiting<'a> {
    fn new(shared: &'a Shared, uri: &'a str) -> Self {
        shared.lock().wait_for_found(uri, true);
        Self { shared, uri, is_over: false }
    }

    /// What was found, if there is something to say; with that nobody waits any more, in one step, so that whatever comes
    /// later is told.
    fn hand_out(&mut self, is_late: bool) -> Option<Found> {
        let mut state = self.shared.lock();
        let found = state.hand_out(self.uri, is_late)?;
        state.wait_for_found(self.uri, false);
        self.is_over = true;
        Some(found)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.shared.lock().wait_for_found(self.uri, false);
        }
    }
}

impl Backend {
    /// What was found in a draft as it is now. After a while without that: what was found before, and the client is told
    /// to ask again when there is more.
    pub(super) async fn found(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri.as_str();
        let mut reports = self.shared.reports();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut waiting = Waiting::new(&self.shared, uri);
        loop {
            let is_late = tokio::time::Instant::now() >= deadline;
            if let Some(found) = waiting.hand_out(is_late) {
                return Ok(report(found, params.previous_result_id.as_deref()).into());
            }
            let _ = tokio::time::timeout_at(deadline, reports.changed()).await;
        }
    }

    /// What was found in the drafts of the workspace that are not open.
    pub(super) async fn found_everywhere(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let known: BTreeMap<String, String> =
            params.previous_result_ids.into_iter().map(|it| (it.uri.as_str().to_owned(), it.value)).collect();
        let mut reports = self.shared.reports();
        self.shared.update(|state| state.want_folders());
        let deadline = tokio::time::Instant::now() + if known.is_empty() { PATIENCE } else { WATCHED };
        loop {
            let (homes, open) = self.shared.lock().homes_and_open();
            let is_loaded = !homes.is_empty();
            let client = self.shared.lock().client.clone();
            let (memo, before) = (self.memo.clone(), known.clone());
            let open = open.iter().filter_map(|it| to_lsp::path_of(it)).map(canonical).collect();
            let all = aside(move || Some(all_found(&homes, &open, &memo, &before, &client))).await.unwrap_or_default();
            let is_news = all.iter().any(|it| matches!(it, WorkspaceDocumentDiagnosticReport::Full(_)));
            let is_late = tokio::time::Instant::now() >= deadline;
            if is_news || is_late || (known.is_empty() && is_loaded) {
                return Ok(WorkspaceDiagnosticReport { items: all }.into());
            }
            let next = deadline.min(tokio::time::Instant::now() + LOOK);
            let _ = tokio::time::timeout_at(next, reports.changed()).await;
        }
    }
}

fn report(found: Found, known: Option<&str>) -> DocumentDiagnosticReport {
    match found.name {
        Some(name) if known == Some(name.as_str()) => RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: name },
        }
        .into(),
        name => RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: name,
                items: found.diagnostics.to_vec(),
            },
        }
        .into(),
    }
}

/// What is found in each draft that is not open, and that nothing is found any more in those that were known.
fn all_found(
    homes: &[Arc<Loaded>],
    open: &BTreeSet<PathBuf>,
    memo: &Memo,
    known: &BTreeMap<String, String>,
    client: &Client,
) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let drafts: Vec<(&Arc<Loaded>, PathBuf, String)> = homes
        .iter()
        .flat_map(|home| home.other_drafts(open).into_iter().map(move |(path, text)| (home, path, text)))
        .collect();
    // What is out of date today was not yesterday.
    let today = rooms::today();
    let mut acc: Vec<(Uri, WorkspaceDocumentDiagnosticReport)> = drafts
        .into_par_iter()
        .filter_map(|(home, path, text)| {
            let uri = Uri::from_file_path(&path)?;
            let name = name_of(home.context.generation, &text, &today);
            if known.get(uri.as_str()) == Some(&name) {
                return Some((uri.clone(), unchanged(uri, name)));
            }
            let diagnostics = found_in(home, &path, &text, memo, client);
            Some((uri.clone(), full(uri, name, diagnostics)))
        })
        .collect();
    let gone = known.iter().filter(|it| !acc.iter().any(|(uri, _)| uri.as_str() == it.0)).map(|it| it.0.clone());
    for uri in gone.collect::<Vec<_>>() {
        let Ok(uri) = uri.parse::<Uri>() else { continue };
        let name = "gone".to_owned();
        let report = match known.get(uri.as_str()) == Some(&name) {
            true => unchanged(uri.clone(), name),
            false => full(uri.clone(), name, Vec::new()),
        };
        acc.push((uri, report));
    }
    acc.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
    acc.into_iter().map(|it| it.1).collect()
}

/// What the findings in a draft go by that is not open: others have another name.
fn name_of(generation: u64, text: &str, today: &str) -> String {
    format!("{generation}-{:016x}-{today}", rooms::digest_of(text))
}

fn found_in(home: &Loaded, path: &std::path::Path, text: &str, memo: &Memo, client: &Client) -> Vec<Diagnostic> {
    if home.is_source(path) || to_lsp::fatal_diagnostic(&home.notices).is_some() {
        return Vec::new();
    }
    let draft = Arc::new(rooms::parse_draft(Some(path), text));
    let report = rooms::check(&home.context, draft, memo, &|| false).filter(|it| it.is_checked);
    report.map(|it| to_lsp::diagnostics(&home.context, &it, &[], client)).unwrap_or_default()
}

fn unchanged(uri: Uri, name: String) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: name },
    }
    .into()
}

fn full(uri: Uri, name: String, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(name), items },
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_have_another_name_on_another_day() {
        let name = |generation, text, today| name_of(generation, text, today);
        assert_eq!(name(1, "It grew.", "2026-03-01"), name(1, "It grew.", "2026-03-01"));
        let others = [(2, "It grew.", "2026-03-01"), (1, "It grew!", "2026-03-01"), (1, "It grew.", "2026-03-02")];
        for (generation, text, today) in others {
            assert_ne!(name(generation, text, today), name(1, "It grew.", "2026-03-01"));
        }
    }
}
