//! What a writer gets: findings, hovers, places to go, fixes.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::Server;

const SOURCE: &str = "---\n\
    title: Talks at the harbour\n\
    publisher: Reuters\n\
    date: 2025-12-29\n\
    ---\n\n\
    # Talks at the harbour\n\n\
    The ministry of Ruritania opened 12 field offices in March 2021.\n\
    Minister Rudolf Rassendyll said the offices employ 340 people.\n";

const DRAFT: &str = "# Briefing\n\nThe ministry of Ruritania opened 14 field offices in March 2021.\n\n\
    Minister Rudolf Rassendyll said the offices employ 340 people.\n";

struct Workspace {
    folder: tempfile::TempDir,
    server: Server,
}

impl Workspace {
    fn new(config: &str, source: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("citecheck.toml"), config).expect("a file");
        if let Some(source) = source {
            std::fs::create_dir(folder.path().join("sources")).expect("a folder");
            std::fs::write(folder.path().join("sources/talks.md"), source).expect("a file");
        }
        let mut server = Server::start();
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-16"]},
            "window": {"workDoneProgress": true},
            "workspace": {"workspaceEdit": {"documentChanges": true}},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "definition": {"linkSupport": true},
                "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true},
            },
        });
        let uri = uri_of(folder.path());
        let reply = server.request(
            "initialize",
            json!({"capabilities": capabilities, "workspaceFolders": [{"uri": uri, "name": "w"}]}),
        );
        assert_eq!(reply["result"]["capabilities"]["hoverProvider"], true);
        server.notify("initialized", json!({}));
        Self { folder, server }
    }

    fn uri(&self, name: &str) -> String {
        uri_of(&self.folder.path().join(name))
    }

    fn open(&mut self, text: &str) -> Vec<Value> {
        let uri = self.uri("draft.md");
        self.server.open(&uri, text);
        self.diagnostics(1)
    }

    fn diagnostics(&mut self, version: i64) -> Vec<Value> {
        let uri = self.uri("draft.md");
        let fits = |it: &Value| it["params"]["uri"] == *uri && it["params"]["version"] == version;
        let message = self.server.wait_for("diagnostics", fits);
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    fn at(&self, words: &str) -> Value {
        let (line, column) = place(words);
        json!({"textDocument": {"uri": self.uri("draft.md")}, "position": {"line": line, "character": column}})
    }
}

fn uri_of(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn place(words: &str) -> (usize, usize) {
    let found = DRAFT.lines().enumerate().find_map(|(idx, line)| Some((idx, line.find(words)?)));
    found.expect("words of the draft")
}

fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn a_wrong_figure_is_found_explained_and_mended() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    let diagnostics = workspace.open(DRAFT);
    let wrong = diagnostics.iter().find(|it| it["code"] == "conflicting-figure").expect("a finding");
    let (line, column) = place("14");
    assert_eq!(wrong["range"]["start"], json!({"line": line, "character": column}));
    assert_eq!(wrong["source"], "citecheck");
    let related = &wrong["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], workspace.uri("sources/talks.md"));
    assert_eq!(related["range"]["start"], json!({"line": 8, "character": 0}));

    let uri = workspace.uri("draft.md");
    let context = json!({"diagnostics": [wrong]});
    let params = json!({"textDocument": {"uri": uri}, "range": wrong["range"], "context": context});
    let actions = workspace.server.request("textDocument/codeAction", params);
    let edit = &actions["result"][0]["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"]["version"], 1, "{actions}");
    assert!(edit["edits"][0]["newText"].as_str().is_some_and(|it| it.contains("12")), "{actions}");
}

#[test]
fn a_supported_claim_has_evidence_to_see_and_to_go_to() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    workspace.open(DRAFT);
    let at = workspace.at("employ");
    let hover = workspace.server.request("textDocument/hover", at.clone());
    let text = hover["result"]["contents"]["value"].as_str().unwrap_or_default();
    assert!(text.contains("Supported"), "{hover}");
    assert!(text.contains("sources/talks.md#L10"), "{hover}");
    let definition = workspace.server.request("textDocument/definition", at.clone());
    assert_eq!(definition["result"][0]["targetUri"], workspace.uri("sources/talks.md"), "{definition}");
    assert_eq!(definition["result"][0]["targetRange"]["start"]["line"], 9, "{definition}");
    let mut at = at;
    at["context"] = json!({"includeDeclaration": true});
    let references = workspace.server.request("textDocument/references", at);
    assert!(references["result"].as_array().is_some_and(|it| !it.is_empty()), "{references}");
}

#[test]
fn a_term_has_a_card() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    workspace.open(DRAFT);
    let at = workspace.at("Rassendyll");
    let hover = workspace.server.request("textDocument/hover", at);
    let text = hover["result"]["contents"]["value"].as_str().unwrap_or_default();
    assert!(text.contains("Rassendyll") && text.contains("Reuters"), "{hover}");
}

#[test]
fn a_question_about_what_was_just_typed_waits_for_its_report() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    let uri = workspace.uri("draft.md");
    workspace.server.open(&uri, DRAFT);
    let at = workspace.at("employ");
    let hover = workspace.server.request("textDocument/hover", at);
    assert!(!hover["result"].is_null(), "{hover}");
}

#[test]
fn a_source_that_changes_changes_what_is_said() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    let diagnostics = workspace.open(DRAFT);
    assert!(rules(&diagnostics).contains(&"conflicting-figure"));
    let source = workspace.folder.path().join("sources/talks.md");
    std::fs::write(source, SOURCE.replace("12 field", "14 field")).expect("a file");
    let uri = workspace.uri("sources/talks.md");
    workspace.server.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
    let draft = workspace.uri("draft.md");
    workspace.server.wait_for("no finding", |it| {
        it["params"]["uri"] == *draft
            && it["params"]["diagnostics"]
                .as_array()
                .is_some_and(|it| it.iter().all(|it| it["code"] != "conflicting-figure"))
    });
}

#[test]
fn a_source_is_not_checked_against_itself() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    let uri = workspace.uri("sources/talks.md");
    workspace.server.open(&uri, SOURCE);
    let message = workspace.server.wait_for("diagnostics", |it| it["params"]["uri"] == *uri);
    assert_eq!(message["params"]["diagnostics"], json!([]));
}

#[test]
fn a_draft_without_a_corpus_is_not_checked_rather_than_unsupported() {
    let mut workspace = Workspace::new("", None);
    let diagnostics = workspace.open(DRAFT);
    assert_eq!(rules(&diagnostics), ["not-checked"], "{diagnostics:?}");
}

#[test]
fn sources_that_could_not_be_read_are_told_at_the_top_of_the_draft() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    for n in 0..5 {
        std::fs::write(workspace.folder.path().join(format!("sources/{n}.md")), b"a\0\xff").expect("a file");
    }
    let diagnostics = workspace.open(DRAFT);
    assert_eq!(rules(&diagnostics), ["corpus", "corpus", "corpus", "corpus", "conflicting-figure"]);
    assert_eq!(diagnostics[0]["severity"], 3);
    let message = diagnostics[0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("`sources/0.md` is no text in UTF-8: see byte 2"), "{message}");
}

#[test]
fn a_mistake_in_the_configuration_is_shown_there_and_gone_when_mended() {
    let mut workspace = Workspace::new("corpsu = [\"sources\"]\n", Some(SOURCE));
    workspace.open(DRAFT);
    let config = workspace.uri("citecheck.toml");
    let is_about = |it: &Value, is_empty: bool| {
        let diagnostics = it["params"]["diagnostics"].as_array();
        it["params"]["uri"] == *config && diagnostics.is_some_and(|it| it.is_empty() == is_empty)
    };
    let message = workspace.server.wait_for("a mistake", |it| is_about(it, false));
    assert_eq!(message["params"]["diagnostics"][0]["severity"], 1);
    std::fs::write(workspace.folder.path().join("citecheck.toml"), "").expect("a file");
    workspace.server.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": config, "type": 2}]}));
    workspace.server.wait_for("no mistake", |it| is_about(it, true));
    let draft = workspace.uri("draft.md");
    workspace.server.wait_for("findings", |it| {
        it["params"]["uri"] == *draft && it["params"]["diagnostics"].to_string().contains("conflicting-figure")
    });
}

#[test]
fn closing_a_draft_takes_its_findings_away() {
    let mut workspace = Workspace::new("", Some(SOURCE));
    workspace.open(DRAFT);
    let uri = workspace.uri("draft.md");
    workspace.server.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    workspace.server.wait_for("no findings", |it| {
        it["params"]["uri"] == *uri && it["params"]["diagnostics"] == json!([]) && it["params"].get("version").is_none()
    });
}
