//! What the server does when it is told to: commands with one object of arguments each.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    ExecuteCommandOptions, ExecuteCommandParams, Location, MessageType, Position, Range, ServerCapabilities,
    ShowDocumentParams, Uri,
};

use crate::config::{Acceptance, claim_words};
use crate::corpus::{Corpus, PassageId, Source};
use crate::ide;
use crate::lexicon::GlossaryTerm;
use crate::load::{self, ReportFormat, Written};
use crate::output::{self, CheckedDraft, CitationFormat, FileLinks, ReferenceStyle, ReportPage};
use crate::rules::{self, cited_sources as cited_sources_of};
use crate::text::{LineIndex, Span};

use super::actions::{STALE, draft_path};
use super::handlers::{Backend, Question, aside};
use super::rooms::{Changed, Loaded};
use super::{to_lsp, views};

const REINDEX: &str = "citecheck.reindex";
const RESTART_CORPUS: &str = "citecheck.restartCorpus";
pub(super) const ACCEPT_CLAIM: &str = "citecheck.acceptClaim";
pub(super) const ADD_TERM: &str = "citecheck.addTerm";
const EXPLAIN_RULE: &str = "citecheck.explainRule";
pub(super) const SHOW_EVIDENCE: &str = "citecheck.showEvidence";
const OPEN_SOURCE: &str = "citecheck.openSource";
pub(super) const REPORT: &str = "citecheck.report";
const EXPORT_CITATIONS: &str = "citecheck.exportCitations";
const EVIDENCE_AT: &str = "citecheck.evidenceAt";
const LIST_SOURCES: &str = "citecheck.listSources";
const STATUS: &str = "citecheck.status";
const CITE_CLAIM: &str = "citecheck.citeClaim";

const COMMANDS: [&str; 13] = [
    REINDEX,
    RESTART_CORPUS,
    ACCEPT_CLAIM,
    ADD_TERM,
    EXPLAIN_RULE,
    SHOW_EVIDENCE,
    OPEN_SOURCE,
    REPORT,
    EXPORT_CITATIONS,
    EVIDENCE_AT,
    LIST_SOURCES,
    STATUS,
    CITE_CLAIM,
];

/// What stands as the reason until the writer puts in another.
const REASON: &str = "our own analysis";

/// How long the client may take to show a file.
const SHOWING: std::time::Duration = std::time::Duration::from_secs(10);

/// What the protocol calls a request that was understood and could not be done.
const REQUEST_FAILED: i64 = -32803;

/// Adds what is offered here.
pub(super) fn offer(capabilities: &mut ServerCapabilities) {
    let commands = capabilities.execute_command_provider.get_or_insert_with(ExecuteCommandOptions::default);
    commands.commands.extend(COMMANDS.map(str::to_owned));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfCorpus {
    /// A draft of the root that is meant; without it all are.
    uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptClaim {
    uri: String,
    /// In the claim.
    position: Position,
    /// The draft's, as the position counts on it.
    version: Option<i32>,
    /// What is not to be said about it; without it whatever is said now.
    rule: Option<String>,
    reason: Option<String>,
    who: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddTerm {
    uri: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    definition: Option<String>,
    prefer: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExplainRule {
    rule: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShowEvidence {
    uri: String,
    /// In a finding or a claim: its best passage.
    position: Option<Position>,
    /// A source's key, with the passage of it.
    source: Option<String>,
    passage: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenSource {
    /// A key or another name of it.
    source: String,
    /// A draft of the root that is meant first.
    uri: Option<String>,
    /// The page on the web instead of the file.
    #[serde(default)]
    web: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    uri: String,
    /// `html`, the page, `md` or `docx`, which are opened, or `json`; the page if it is not said.
    format: Option<String>,
    /// Whether to open the page; it is, if nothing is said.
    open: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportCitations {
    uri: String,
    format: String,
    /// A file to write below the draft's folder.
    to: Option<String>,
    #[serde(default)]
    overwrite: bool,
}

/// Does what the command says and gives what came of it.
///
/// # Errors
/// When there is no such command, its arguments are wrong, or it cannot be done: why.
pub(super) async fn execute(backend: &Backend, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let ExecuteCommandParams { command, arguments, .. } = params;
    let name = command.as_str();
    match name {
        REINDEX => restart(backend, read(name, "{\"uri\"?}", arguments)?, true),
        RESTART_CORPUS => restart(backend, read(name, "{\"uri\"?}", arguments)?, false),
        ACCEPT_CLAIM => {
            let expected = "{\"uri\", \"position\", \"version\"?, \"rule\"?, \"reason\"?, \"who\"?}";
            accept_claim(backend, read(name, expected, arguments)?).await
        }
        ADD_TERM => {
            let expected = "{\"uri\", \"name\", \"aliases\"?, \"definition\"?, \"prefer\"?}";
            add_term(backend, read(name, expected, arguments)?).await
        }
        EXPLAIN_RULE => explain_rule(backend, &read(name, "{\"rule\"}", arguments)?).await,
        SHOW_EVIDENCE => {
            let expected = "{\"uri\", \"position\"} or {\"uri\", \"source\", \"passage\"}";
            show_evidence(backend, read(name, expected, arguments)?).await
        }
        OPEN_SOURCE => open_source(backend, read(name, "{\"source\", \"uri\"?, \"web\"?}", arguments)?).await,
        REPORT => report(backend, read(name, "{\"uri\", \"format\"?, \"open\"?}", arguments)?).await,
        EXPORT_CITATIONS => {
            export_citations(backend, read(name, "{\"uri\", \"format\", \"to\"?, \"overwrite\"?}", arguments)?).await
        }
        EVIDENCE_AT => views::evidence_at(backend, read(name, "{\"uri\", \"position\"}", arguments)?).await,
        LIST_SOURCES => views::list_sources(backend, read(name, "{\"uri\", \"query\"?}", arguments)?).await,
        STATUS => views::status(backend, read(name, "{\"uri\"}", arguments)?).await,
        CITE_CLAIM => {
            let expected = "{\"uri\", \"position\", \"source\", \"passage\", \"version\"?}";
            views::cite_claim(backend, read(name, expected, arguments)?).await
        }
        _ => backend.execute(ExecuteCommandParams { command, arguments, ..ExecuteCommandParams::default() }).await,
    }
}

/// The one object that a command takes.
fn read<T: DeserializeOwned>(command: &str, expected: &str, arguments: Vec<Value>) -> Result<T> {
    let refuse = |why: &str| Err(Error::invalid_params(format!("`{command}` takes {expected}: {why}")));
    let mut arguments = arguments.into_iter();
    let argument = arguments.next().unwrap_or_else(|| json!({}));
    if arguments.next().is_some() {
        return refuse("one object and no more");
    }
    if !argument.is_object() {
        return refuse("an object");
    }
    T::deserialize(argument).or_else(|error| refuse(&error.to_string()))
}

pub(super) fn failed(message: impl Into<String>) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: message.into().into(), data: None }
}

pub(super) fn stale() -> Error {
    Error { code: ErrorCode::ContentModified, message: STALE.into(), data: None }
}

/// Looks at all sources again; those of an index that is made anew are read, too.
fn restart(backend: &Backend, of: OfCorpus, anew: bool) -> Result<Option<Value>> {
    let roots = backend.shared.update(|state| state.restart(of.uri.as_deref(), anew));
    if roots.is_empty() {
        return Err(failed("no corpus is in use yet; open a draft first"));
    }
    let roots: Vec<String> = roots.iter().map(|it| it.display().to_string()).collect();
    Ok(Some(json!({ "roots": roots })))
}

async fn accept_claim(backend: &Backend, of: AcceptClaim) -> Result<Option<Value>> {
    if let Some(rule) = of.rule.as_deref().filter(|it| rules::rule(it).is_none()) {
        return Err(no_rule(rule));
    }
    let (question, loaded) = checked(backend, &of.uri).await?;
    if of.version.is_some_and(|it| it != question.view.version) {
        return Err(stale());
    }
    let root = loaded.root.clone();
    let written = aside(move || {
        let offset = Backend::at(&question, of.position).start;
        let Some(idx) = ide::claim_index(&question.report, offset) else {
            return Some(Err("there is no claim at this place".to_owned()));
        };
        let text = &question.report.claims[idx].claim.text;
        let said = question.report.findings.iter().filter(|it| it.claim == Some(idx)).map(|it| it.rule.to_owned());
        let rules: BTreeSet<String> = said.filter(|it| of.rule.as_ref().is_none_or(|only| only == it)).collect();
        if rules.is_empty() {
            return Some(Err("nothing is said about this claim that could be accepted".to_owned()));
        }
        let reason = of.reason.unwrap_or_else(|| REASON.to_owned());
        let (who, date) = (of.who.unwrap_or_else(load::user), load::today());
        let entry = |rule: &String| Acceptance {
            claim: claim_words(text),
            rule: rule.clone(),
            reason: reason.clone(),
            who: who.clone(),
            date: date.clone(),
        };
        let entries = rules.iter().map(entry).collect();
        Some(load::accept(&root, entries).map(|it| (it, rules)).map_err(|it| format!("{it:#}")))
    });
    let (written, rules) = written.await.ok_or_else(stale)?.map_err(failed)?;
    backend.shared.update(|state| state.reload(&loaded.root, Changed::Anything));
    let location = show_written(backend, &written)?;
    Ok(Some(json!({ "location": location, "rules": rules })))
}

async fn add_term(backend: &Backend, of: AddTerm) -> Result<Option<Value>> {
    let name = of.name.trim().to_owned();
    if name.is_empty() {
        return Err(Error::invalid_params(format!("`{ADD_TERM}` takes a `name` that is not empty")));
    }
    let loaded = backend.shared.lock().home_of(&of.uri).ok_or_else(|| failed("this draft has no workspace"))?;
    let term = GlossaryTerm { name, aliases: of.aliases, definition: of.definition, prefer: of.prefer };
    let root = loaded.root.clone();
    let written = aside(move || Some(loaded.add_term(&term).map_err(|it| format!("{it:#}"))));
    let written = written.await.ok_or_else(stale)?.map_err(failed)?;
    backend.shared.update(|state| state.reload(&root, Changed::Anything));
    Ok(Some(json!({ "location": show_written(backend, &written)? })))
}

async fn explain_rule(backend: &Backend, of: &ExplainRule) -> Result<Option<Value>> {
    let Some(rule) = rules::rule(&of.rule) else { return Err(no_rule(&of.rule)) };
    let url = rules::page_url(rule.name);
    let message = format!("`{}`: {}", rule.name, rule.summary);
    let client = backend.client.clone();
    tokio::spawn(async move { client.show_message(MessageType::INFO, message).await });
    Ok(Some(json!({
        "rule": rule.name, "level": rule.level, "summary": rule.summary, "page": rule.page, "url": url,
    })))
}

fn no_rule(name: &str) -> Error {
    let meant = rules::similar_rule(name).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
    Error::invalid_params(format!("there is no rule `{name}`{meant}"))
}

async fn show_evidence(backend: &Backend, of: ShowEvidence) -> Result<Option<Value>> {
    if of.position.is_none() && (of.source.is_none() || of.passage.is_none()) {
        let message =
            format!("`{SHOW_EVIDENCE}` takes {{\"uri\", \"position\"}} or {{\"uri\", \"source\", \"passage\"}}");
        return Err(Error::invalid_params(message));
    }
    let (question, _) = checked(backend, &of.uri).await?;
    let location = aside(move || {
        let corpus = &question.context.corpus;
        let id = match (of.source, of.passage, of.position) {
            (Some(source), Some(passage), _) => PassageId { source: corpus.sources().named(&source)?, passage },
            (_, _, Some(position)) => ide::evidence_at(&question.report, Backend::at(&question, position).start)?,
            _ => return None,
        };
        views::location(&question, id)
    });
    let Some(location) = location.await else { return Err(failed("no passage of the sources bears on this place")) };
    show(backend, location.uri.clone(), Some(location.range), false);
    Ok(Some(json!(location)))
}

async fn open_source(backend: &Backend, of: OpenSource) -> Result<Option<Value>> {
    let corpora: Vec<Arc<Corpus>> = {
        let state = backend.shared.lock();
        let first = of.uri.as_deref().and_then(|it| state.home_of(it)).map(|it| it.context.clone());
        first.into_iter().chain(state.contexts()).map(|it| it.corpus).collect()
    };
    let name = of.source.clone();
    let found = aside(move || {
        let find = |it: &Arc<Corpus>| it.sources().named(&name).and_then(|idx| it.sources().get(idx).cloned());
        corpora.iter().find_map(find)
    });
    let Some(source) = found.await else {
        return Err(Error::invalid_params(format!("no source goes by the name `{}`", of.source)));
    };
    let url = source.metadata.url.as_deref().and_then(crate::text::escape::web_address);
    // An editor opens text; the system knows what opens the rest.
    let is_external = of.web || source.mirror.is_some();
    let uri = match (of.web, &url) {
        (true, Some(url)) => url.parse::<Uri>().ok(),
        (true, None) => return Err(failed(format!("the source `{}` has no address on the web", source.key))),
        (false, _) => Uri::from_file_path(&source.path),
    };
    let Some(uri) = uri else { return Err(failed(format!("the source `{}` has no address", source.key))) };
    show(backend, uri, None, is_external);
    Ok(Some(json!({ "key": source.key, "path": source.path, "url": url })))
}

/// The report: as a page, Markdown or a Word document, which is written outside of the workspace and opened, or in the schema of
/// `citecheck check --format json`.
async fn report(backend: &Backend, of: Report) -> Result<Option<Value>> {
    let name = of.format.as_deref().unwrap_or(ReportFormat::Html.name());
    let format = ReportFormat::ALL.into_iter().find(|it| it.name() == name);
    if format.is_none() && name != "json" {
        let message = format!("`format` is `html`, `md`, `docx` or `json`, not `{name}`");
        return Err(Error::invalid_params(message));
    }
    let (question, loaded) = checked(backend, &of.uri).await?;
    if let Some(format) = format {
        return written_report(backend, of, format, question, loaded).await;
    }
    let json = aside(move || {
        let path = draft_path(&of.uri);
        let name = path.as_deref().map(|it| output::display_path(it, &loaded.root)).unwrap_or(of.uri);
        let draft = CheckedDraft { path: &name, corpus: &question.context.corpus, report: &question.report };
        serde_json::to_value(output::json(&[draft], &loaded.notices, &loaded.root)).ok()
    });
    json.await.map(Some).ok_or_else(|| failed("the report could not be written"))
}

async fn written_report(
    backend: &Backend,
    of: Report,
    format: ReportFormat,
    question: Question,
    loaded: Arc<Loaded>,
) -> Result<Option<Value>> {
    let uri = of.uri;
    let written = aside(move || {
        let path = draft_path(&uri);
        let name = path.as_deref().map(|it| output::display_path(it, &loaded.root)).unwrap_or(uri);
        let named = loaded.context.config.reference_style.as_deref();
        let style = match named.map(|it| ReferenceStyle::find(&loaded.root, it)).transpose() {
            Ok(style) => style,
            Err(error) => return Some(Err(format!("{error:#}"))),
        };
        let page = ReportPage {
            checked: CheckedDraft { path: &name, corpus: &question.context.corpus, report: &question.report },
            notices: &loaded.notices,
            base: &loaded.root,
            // It stays on this machine.
            links: FileLinks::Absolute,
            style: style.as_ref(),
        };
        let bytes = output::report(&page, format);
        let draft = path.as_deref().unwrap_or(Path::new(&name));
        Some(bytes.and_then(|it| loaded.write_report(draft, format, &it)).map_err(|it| format!("{it:#}")))
    });
    let path = written.await.ok_or_else(stale)?.map_err(failed)?;
    let uri = Uri::from_file_path(&path).ok_or_else(|| failed("the report has no address"))?;
    let answer = json!({ "uri": uri, "path": path });
    if of.open == Some(false) {
        return Ok(Some(answer));
    }
    let can_show = backend.shared.lock().client.can_show_documents;
    let params = ShowDocumentParams { uri, external: Some(true), take_focus: Some(true), selection: None };
    let (client, message) = (backend.client.clone(), format!("the report is in `{}`", path.display()));
    // Nobody waits for it: the client may be waiting for the answer to the command.
    tokio::spawn(async move {
        let shown = async { tokio::time::timeout(SHOWING, client.show_document(params)).await };
        if !(can_show && matches!(shown.await, Ok(Ok(true)))) {
            client.show_message(MessageType::INFO, message).await;
        }
    });
    Ok(Some(answer))
}

async fn export_citations(backend: &Backend, of: ExportCitations) -> Result<Option<Value>> {
    let format = CitationFormat::NAMES.iter().find(|it| it.0 == of.format).map(|it| it.1);
    let Some(format) = format else {
        let names: Vec<&str> = CitationFormat::NAMES.iter().map(|it| it.0).collect();
        let message = format!("`format` is one of {}, not `{}`", names.join(", "), of.format);
        return Err(Error::invalid_params(message));
    };
    let (question, _) = checked(backend, &of.uri).await?;
    let folder = draft_path(&of.uri).and_then(|it| it.parent().map(Path::to_owned));
    let done = aside(move || {
        let cited = cited_sources(&question);
        let keys: Vec<String> = cited.iter().map(|it| it.key.clone()).collect();
        let text = output::citations(cited.into_iter(), format);
        let written = match (of.to, folder) {
            (None, _) => Ok(None),
            (Some(_), None) => Err("the draft lies in no folder".to_owned()),
            (Some(name), Some(folder)) => {
                load::write_new(&folder, &name, &text, of.overwrite).map(Some).map_err(|it| format!("{it:#}"))
            }
        };
        Some(written.map(|path| (text, keys, path)))
    });
    let (text, keys, path) = done.await.ok_or_else(stale)?.map_err(failed)?;
    if let Some(uri) = path.as_deref().and_then(Uri::from_file_path) {
        show(backend, uri, None, false);
    }
    Ok(Some(json!({ "format": of.format, "keys": keys, "text": text, "path": path })))
}

/// The sources that a draft cites, in the order of their keys.
fn cited_sources(question: &Question) -> Vec<&Source> {
    let (corpus, draft) = (&question.context.corpus, &question.report.draft);
    let sources = draft.citations.iter().flat_map(|it| cited_sources_of(corpus, draft, it));
    let sources: BTreeSet<usize> = sources.collect();
    let mut acc: Vec<&Source> = sources.into_iter().filter_map(|it| corpus.sources().get(it)).collect();
    acc.sort_by(|a, b| a.key.cmp(&b.key));
    acc
}

/// The draft as it is now, checked, with what it was checked against.
pub(super) async fn checked(backend: &Backend, uri: &str) -> Result<(Question, Arc<Loaded>)> {
    if backend.shared.lock().view(uri).is_none() {
        return Err(Error::invalid_params(format!("no draft is open as `{uri}`")));
    }
    let question = backend.current(uri).await;
    let question = question.ok_or_else(|| failed("the draft has not been checked yet, or cannot be; try again"))?;
    let loaded = backend.shared.lock().home_of(uri).ok_or_else(|| failed("this draft has no workspace"))?;
    Ok((question, loaded))
}

/// Shows a place that was written, where the client can.
fn show_written(backend: &Backend, written: &Written) -> Result<Location> {
    let lines = LineIndex::new(&written.text);
    let place = |offset| lines.place(&written.text, offset);
    let Span { start, end } = written.span;
    let encoding = backend.shared.lock().client.encoding;
    let range = to_lsp::place_range(place(start), place(end), encoding);
    let uri = Uri::from_file_path(&written.path).ok_or_else(|| failed("the file has no address"))?;
    show(backend, uri.clone(), Some(range), false);
    Ok(Location { uri, range })
}

/// Shows a file, where the client can. Nobody waits for it: the client may be waiting for the answer to the command.
pub(super) fn show(backend: &Backend, uri: Uri, selection: Option<Range>, is_external: bool) {
    if !backend.shared.lock().client.can_show_documents {
        return;
    }
    let client = backend.client.clone();
    let params = ShowDocumentParams { uri, external: Some(is_external), take_focus: Some(true), selection };
    tokio::spawn(async move { tokio::time::timeout(SHOWING, client.show_document(params)).await });
}

/// Whether the draft's workspace has a place for a new term of the glossary.
pub(super) fn has_place_for_terms(backend: &Backend, uri: &str) -> bool {
    backend.shared.lock().home_of(uri).is_some_and(|it| it.config_path.is_some())
}
