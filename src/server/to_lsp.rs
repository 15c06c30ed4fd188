//! From our values to the protocol's: the only place where positions are made.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;
use serde_json::json;
use tower_lsp::ls_types::{
    CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChanges,
    GotoDefinitionResponse, Hover, HoverContents, Location, LocationLink, MarkupContent, MarkupKind, NumberOrString,
    OneOf, OptionalVersionedTextDocumentIdentifier, Position, PositionEncodingKind, Range, TextDocumentEdit, TextEdit,
    Uri, WorkspaceEdit,
};

use crate::check::{Context, Report};
use crate::config::{ACCEPTED_FILE_NAME, Level};
use crate::corpus::PassageId;
use crate::draft::Draft;
use crate::ide;
use crate::judge::Evidence;
use crate::load::Notice;
use crate::rules::{Edit, Finding};
use crate::text::{self, Encoding, LineIndex, Place, Span, escape, visible, without_hidden};

use super::rooms::{self, Loaded};
use super::state::Client;

pub(super) use tower_lsp::ls_types::Diagnostic;

/// Most passages named with one diagnostic.
const MAX_RELATED: usize = 5;

/// Most notices at the top of a draft.
const MAX_NOTICES: usize = 3;

/// Longest excerpt in a list of passages, in characters.
const MAX_EXCERPT: usize = 160;

/// A message that expects no answer.
#[derive(Serialize)]
pub(super) struct Notification<P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: P,
}

impl<P> Notification<P> {
    /// A notification of the given method.
    pub(super) fn new(method: &'static str, params: P) -> Self {
        Self { jsonrpc: "2.0", method, params }
    }
}

/// The diagnostics of one document, under the client's own name for it, letter by letter.
#[derive(Serialize)]
pub(super) struct Publication<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Publication<'a> {
    /// A notification that replaces all that was said about the document.
    pub(super) fn new(uri: &'a str, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> Notification<Self> {
        Notification::new("textDocument/publishDiagnostics", Self { uri, version, diagnostics })
    }
}

/// The encoding to count columns in: the first the client offers of those that cost least.
pub(super) fn choose_encoding(offered: Option<&[PositionEncodingKind]>) -> (Encoding, PositionEncodingKind) {
    let offered = offered.unwrap_or_default();
    let known = [(Encoding::Utf8, PositionEncodingKind::UTF8), (Encoding::Utf32, PositionEncodingKind::UTF32)];
    let found = known.into_iter().find(|(_, kind)| offered.contains(kind));
    found.unwrap_or((Encoding::Utf16, PositionEncodingKind::UTF16))
}

/// The file that a URI names, if it names one on this machine.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let uri = Uri::from_str(uri).ok()?;
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    let is_local = uri.authority().is_none_or(|it| matches!(it.host(), "" | "localhost"));
    let path = (is_file && is_local).then(|| uri.to_file_path())??.into_owned();
    path.is_absolute().then_some(path)
}

/// The URI of a file.
pub(super) fn uri_of(path: &Path) -> Option<String> {
    Uri::from_file_path(path).map(|it| it.as_str().to_owned())
}

/// A position of the client's.
pub(super) fn from_position(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}

/// The diagnostics of a report but for the findings with these numbers, for which it is too early.
pub(super) fn diagnostics(context: &Context, report: &Report, held: &[usize], client: &Client) -> Vec<Diagnostic> {
    if !context.config.features.diagnostics {
        return Vec::new();
    }
    let findings = report.findings.iter().enumerate().filter(|it| it.1.level != Level::Off && !held.contains(&it.0));
    let mut acc: Vec<_> = findings.map(|it| diagnostic(context, report, it.1, client)).collect();
    if report.n_left_out > 0 {
        let (n_shown, n_all) = (acc.len(), acc.len() + report.n_left_out);
        let message = format!("only the first {n_shown} of {n_all} findings are shown (`max-diagnostics`)");
        acc.push(information("too-many-findings", &message));
    }
    acc
}

/// Says at the top of a draft why it was not checked.
pub(super) fn not_checked(message: &str) -> Diagnostic {
    information("not-checked", message)
}

/// What the writer is told when claims could not be checked.
pub(super) fn fatal_diagnostic(notices: &[Notice]) -> Option<Diagnostic> {
    let notice = notices.iter().find(|it| it.is_fatal)?;
    Some(not_checked(&format!("not checked: {}", with_hint(&notice.message, notice.hint.as_deref()))))
}

/// What else the writer should know at the top of a draft, such as sources that could not be read: what they say may
/// pass for unsupported.
pub(super) fn notice_diagnostics(loaded: &Loaded) -> Vec<Diagnostic> {
    let in_config = |it: &Notice| loaded.config_path.as_ref().is_some_and(|path| *path == it.path);

    let mut notices = loaded.notices.iter().filter(|it| !it.is_fatal && !in_config(it));
    let first = notices.by_ref().take(MAX_NOTICES).map(|it| with_hint(&it.message, it.hint.as_deref()));
    let mut acc: Vec<_> = first.map(|it| information("corpus", &it)).collect();
    let n_more = notices.count();
    if n_more > 0 {
        acc.push(information("corpus", &format!("and {n_more} more; `citecheck doctor` lists them")));
    }
    acc
}

/// What is wrong with the configuration and with the accepted claims, as diagnostics of their files; none when nothing is.
pub(super) fn config_diagnostics(loaded: &Loaded) -> Vec<(PathBuf, Vec<Diagnostic>)> {
    let accepted = loaded.root.join(ACCEPTED_FILE_NAME);
    let files = loaded.config_path.iter().cloned().chain([accepted]);
    files.map(|it| (it.clone(), mistakes_in(loaded, &it))).collect()
}

/// What is wrong with the file that lists accepted claims.
pub(super) fn accepted_diagnostics(loaded: &Loaded) -> Vec<Diagnostic> {
    mistakes_in(loaded, &loaded.root.join(ACCEPTED_FILE_NAME))
}

fn mistakes_in(loaded: &Loaded, path: &Path) -> Vec<Diagnostic> {
    let notices = loaded.notices.iter().filter(|it| it.path == path);
    let diagnostic = |it: &Notice| {
        let (place, message) = split_place(path, &it.message);
        let end = Position { character: u32::MAX >> 1, ..place };
        Diagnostic {
            range: Range { start: place, end },
            severity: Some(DiagnosticSeverity::ERROR),
            ..information("configuration", &with_hint(message, it.hint.as_deref()))
        }
    };
    notices.map(diagnostic).collect()
}

/// The place that a message about a file starts with: `citecheck.toml:2:1: ...`.
fn split_place<'a>(path: &Path, message: &'a str) -> (Position, &'a str) {
    let read = || {
        let rest = message.strip_prefix(path.file_name()?.to_str()?)?.strip_prefix(':')?;
        let (place, rest) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        let number = |it: &str| it.parse::<u32>().ok()?.checked_sub(1);
        Some((Position { line: number(line)?, character: number(column)? }, rest))
    };
    read().unwrap_or((Position::default(), message))
}

fn with_hint(message: &str, hint: Option<&str>) -> String {
    hint.map_or_else(|| message.to_owned(), |it| format!("{message}\nhint: {it}"))
}

/// A hover, with its span moved to where it is now.
pub(super) fn hover(hover: ide::Hover, range: Option<Range>, client: &Client) -> Hover {
    let contents = if client.has_markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: hover.plain }
    };
    Hover { contents: HoverContents::Markup(contents), range }
}

/// Where to go, from what is at `origin` now.
pub(super) fn definition(
    targets: &[ide::Target],
    origin: Option<Range>,
    draft: &Uri,
    encoding: Encoding,
    takes_links: bool,
) -> GotoDefinitionResponse {
    let locations = locations(targets, draft, encoding);
    if !takes_links {
        return GotoDefinitionResponse::Array(locations);
    }
    let link = |it: Location| LocationLink {
        origin_selection_range: origin,
        target_uri: it.uri,
        target_range: it.range,
        target_selection_range: it.range,
    };
    GotoDefinitionResponse::Link(locations.into_iter().map(link).collect())
}

/// Places in files.
pub(super) fn locations(targets: &[ide::Target], draft: &Uri, encoding: Encoding) -> Vec<Location> {
    let location = |it: &ide::Target| {
        let uri = match &it.path {
            Some(path) => Uri::from_file_path(path)?,
            None => draft.clone(),
        };
        Some(Location { uri, range: place_range(it.start, it.end, encoding) })
    };
    targets.iter().filter_map(location).collect()
}

/// A span of a draft as a range.
pub(super) fn range(draft: &Draft, span: Span, encoding: Encoding) -> Range {
    place_range(draft.lines.place(&draft.text, span.start), draft.lines.place(&draft.text, span.end), encoding)
}

/// Two places of one file as a range.
pub(super) fn place_range(start: Place, end: Place, encoding: Encoding) -> Range {
    Range { start: position(start.position(encoding)), end: position(end.position(encoding)) }
}

fn position(position: text::Position) -> Position {
    Position { line: position.line, character: position.column }
}

fn information(code: &str, message: &str) -> Diagnostic {
    Diagnostic {
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some("citecheck".to_owned()),
        message: escape::visible_lines(message),
        ..Default::default()
    }
}

/// What a client is to send back, as one text: editors turn large numbers into fractions and empty lists into tables.
pub(super) fn pack(data: &impl Serialize) -> Option<serde_json::Value> {
    serde_json::to_string(data).ok().map(serde_json::Value::String)
}

/// What a client was given by [`pack`].
pub(super) fn unpack<T: serde::de::DeserializeOwned>(data: Option<&serde_json::Value>) -> Option<T> {
    serde_json::from_str(data?.as_str()?).ok()
}

/// A finding as a diagnostic.
pub(super) fn diagnostic(context: &Context, report: &Report, finding: &Finding, client: &Client) -> Diagnostic {
    let page = client.has_code_description.then(|| rooms::rule_page(finding.rule)).flatten();
    let related = client.has_related_information.then(|| {
        let related = finding.evidence.iter().take(MAX_RELATED);
        related.filter_map(|it| related_information(context, it, client.encoding)).collect()
    });
    Diagnostic {
        range: range(&report.draft, finding.span, client.encoding),
        severity: Some(severity(finding.level)),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: page.and_then(|it| Uri::from_str(&it).ok()).map(|href| CodeDescription { href }),
        source: Some("citecheck".to_owned()),
        message: escape::visible_lines(&finding.message),
        related_information: related.filter(|it: &Vec<_>| !it.is_empty()),
        tags: (client.has_unnecessary && finding.rule == "needless-ignore").then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: Some(json!({
            "rule": finding.rule,
            "claim": finding.claim,
            "fixes": finding.fixes.iter().map(|it| visible(&it.title)).collect::<Vec<_>>(),
        })),
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
        Level::Hint | Level::Off => DiagnosticSeverity::HINT,
    }
}

fn related_information(
    context: &Context,
    evidence: &Evidence,
    encoding: Encoding,
) -> Option<DiagnosticRelatedInformation> {
    let PassageId { source, passage } = evidence.passage;
    let source = context.corpus.sources().get(source)?;
    let document = context.corpus.document(evidence.passage.source);
    let place = document.passages.get(passage)?.place;
    let uri = Uri::from_file_path(source.opens_at())?;
    let excerpt = shortened(place.span.of(&document.text));
    Some(DiagnosticRelatedInformation {
        location: Location { uri, range: place_range(place.start, place.end, encoding) },
        message: visible(&format!("{}: {excerpt}", ide::source_name(source))).into_owned(),
    })
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Edits of the draft in this version; `None` when the client's name for it is no URI.
pub(super) fn workspace_edit(
    uri: &str,
    version: i32,
    draft: &Draft,
    edits: &[Edit],
    client: &Client,
) -> Option<WorkspaceEdit> {
    let uri = Uri::from_str(uri).ok()?;
    let edits = text_edits(&draft.text, &draft.lines, edits, client.encoding);
    Some(workspace_edits(vec![FileEdits { uri, version: Some(version), edits }], client))
}

/// Edits of one file.
pub(super) struct FileEdits {
    pub(super) uri: Uri,
    /// That of a file that is open.
    pub(super) version: Option<i32>,
    pub(super) edits: Vec<TextEdit>,
}

/// Edits of a text as the protocol has them.
pub(super) fn text_edits(text: &str, lines: &LineIndex, edits: &[Edit], encoding: Encoding) -> Vec<TextEdit> {
    // Line ends are the only control characters that an edit of ours has.
    let clean = |it: &str| it.split('\n').map(without_hidden_in_line).collect::<Vec<_>>().join("\n");
    let range = |it: Span| place_range(lines.place(text, it.start), lines.place(text, it.end), encoding);
    edits.iter().map(|it| TextEdit { range: range(it.span), new_text: clean(&it.text) }).collect()
}

/// Edits of several files as one.
// `Uri` caches nothing that its hash depends on, whatever clippy suspects of the type it wraps.
#[allow(clippy::mutable_key_type, reason = "the protocol's own type of map")]
pub(super) fn workspace_edits(files: Vec<FileEdits>, client: &Client) -> WorkspaceEdit {
    if !client.has_versioned_edits {
        let changes: HashMap<Uri, Vec<TextEdit>> = files.into_iter().map(|it| (it.uri, it.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..Default::default() };
    }
    let edits = files.into_iter().map(document_edit).collect();
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..Default::default() }
}

pub(super) fn document_edit(file: FileEdits) -> TextDocumentEdit {
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: file.uri, version: file.version };
    TextDocumentEdit { text_document, edits: file.edits.into_iter().map(OneOf::Left).collect() }
}

fn without_hidden_in_line(line: &str) -> String {
    match line.strip_suffix('\r') {
        Some(line) => without_hidden(line) + "\r",
        None => without_hidden(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_that_is_no_local_file_has_no_path() {
        assert_eq!(path_of("file:///a%20b/c.md"), Some(PathBuf::from("/a b/c.md")));
        assert_eq!(path_of("FILE:///a.md"), Some(PathBuf::from("/a.md")));
        for uri in ["untitled:Untitled-1", "file://host/a.md", "vscode-notebook-cell:/a#b", "file:", "", "a b", "%"] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }

    #[test]
    fn ranges_count_in_the_encoding_of_the_client() {
        let draft = Draft { text: "é😀x".to_owned(), lines: text::LineIndex::new("é😀x"), ..Draft::default() };
        let column = |encoding| range(&draft, Span::new(6, 7), encoding).start.character;
        assert_eq!([Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(column), [6, 3, 2]);
    }

    #[test]
    fn a_fatal_notice_is_one_diagnostic_and_a_lesser_one_none() {
        let notice = |is_fatal| Notice {
            path: "/w".into(),
            message: "no corpus".to_owned(),
            hint: Some("make a folder `sources`".to_owned()),
            is_fatal,
        };
        let diagnostic = fatal_diagnostic(&[notice(false), notice(true)]).expect("a diagnostic");
        assert_eq!(diagnostic.message, "not checked: no corpus\nhint: make a folder `sources`");
        assert_eq!(diagnostic.severity, Some(DiagnosticSeverity::INFORMATION));
        assert_eq!(fatal_diagnostic(&[notice(false)]), None);
    }
}
