//! What the server survives, and how it goes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Server, frame};

/// A good server is gone by then; the rest is the patience of a busy machine.
const SOON: Duration = Duration::from_secs(4);

/// How many malformed frames are sent; more before a release.
fn rounds() -> usize {
    std::env::var("CITECHECK_TEST_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(200)
}

fn hover(uri: &str) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
}

fn malformed(n: usize) -> Vec<u8> {
    let unit = |it: &str| frame(it);
    match n % 16 {
        0 => unit("{"),
        1 => b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc".to_vec(),
        2 => unit(r#"[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]"#),
        3 => unit(&"[".repeat(100_000)),
        4 => b"Content-Length: -1\r\n\r\n{}".to_vec(),
        5 => b"Content-Length: 18446744073709551616\r\n\r\n{}".to_vec(),
        6 => b"X-Nothing: 1\r\n\r\n{}\r\n".to_vec(),
        7 => b"nonsense without any colon\r\n".to_vec(),
        8 => unit(r#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#),
        9 => unit(r#"{"jsonrpc":"1.0","id":1,"method":"shutdown"}"#),
        10 => unit(r#"{"jsonrpc":"2.0","method":"textDocument/hover","params":7}"#),
        11 => b"Content-Length: 40000000000\r\n\r\n{}\r\n".to_vec(),
        12 => unit(""),
        13 => [b"X: ".to_vec(), vec![b'y'; 20_000], b"\r\n\r\n".to_vec()].concat(),
        14 => unit(r#"{"jsonrpc":"2.0","id":"nobody","result":null}"#),
        _ => unit(r#""\ud83d""#),
    }
}

#[test]
fn malformed_frames_cost_no_good_request_and_no_memory() {
    let mut server = Server::start();
    server.initialize();
    let before = server.memory();
    for n in 0..rounds() {
        server.write(&malformed(n));
        let reply = server.request("textDocument/hover", hover("untitled:a"));
        assert!(reply.get("result").is_some(), "after malformed frame {n}: {reply}");
    }
    if let (Some(before), Some(after)) = (before, server.memory()) {
        assert!(after - before <= 16 << 20, "grew by {} KiB", (after - before) >> 10);
    }
    let errors = server.seen.iter().filter(|it| it["id"].is_null() && it.get("error").is_some());
    assert!(errors.count() > rounds() / 2);
}

#[test]
fn a_body_too_large_is_skipped_without_being_kept() {
    let mut server = Server::start();
    server.initialize();
    let before = server.memory();
    server.write(b"Content-Length: 40000000000\r\n\r\n");
    for _ in 0..64 {
        server.write(&vec![b'x'; 1 << 20]);
    }
    server.write(b"\r\n");
    let reply = server.request("textDocument/hover", hover("untitled:a"));
    assert!(reply.get("result").is_some(), "{reply}");
    if let (Some(before), Some(after)) = (before, server.memory()) {
        assert!(after - before <= 16 << 20, "grew by {} KiB", (after - before) >> 10);
    }
}

#[test]
fn a_header_name_comes_in_any_case() {
    let mut server = Server::start();
    server.initialize();
    let body = r#"{"jsonrpc":"2.0","id":"x","method":"shutdown"}"#;
    server.write(format!("content-length: {}\r\n\r\n{body}", body.len()).as_bytes());
    server.wait_for("a reply", |it| it["id"] == "x" && it.get("result").is_some());
}

#[test]
fn half_an_emoji_does_not_stop_the_server() {
    let mut server = Server::start();
    server.initialize();
    let params = r#"{"textDocument":{"uri":"untitled:a","languageId":"markdown","version":1,"text":"a \ud83d"}}"#;
    let body = format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{params}}}"#);
    server.write(&frame(&body));
    server.wait_for("diagnostics", |it| it["params"]["uri"] == "untitled:a");
}

#[test]
fn a_panic_is_one_error_reply_and_the_next_request_is_right() {
    let mut server = Server::start();
    server.initialize();
    for _ in 0..20 {
        let reply = server.request("citecheck/test/panic", Value::Null);
        assert_eq!(reply["error"]["code"], -32603, "{reply}");
        let reply = server.request("textDocument/hover", hover("untitled:a"));
        assert!(reply.get("result").is_some(), "{reply}");
    }
    let id = server.ask("citecheck/nothing", json!({}));
    assert_eq!(server.reply(id)["error"]["code"], -32601);
    let id = server.ask("$/nothing", json!({}));
    assert_eq!(server.reply(id)["error"]["code"], -32601);
}

#[test]
fn shutdown_and_exit_end_with_0_though_the_input_stays_open() {
    let mut server = Server::start();
    server.initialize();
    assert_eq!(server.request("shutdown", Value::Null)["result"], Value::Null);
    server.notify("exit", Value::Null);
    let (code, took) = server.exit_code();
    assert_eq!(code, Some(0));
    assert!(took < SOON, "{took:?}");
}

#[test]
fn exit_without_shutdown_ends_with_1() {
    let mut server = Server::start();
    server.initialize();
    server.notify("exit", Value::Null);
    assert_eq!(server.exit_code().0, Some(1));
}

#[test]
fn the_end_of_the_input_ends_the_server() {
    let mut server = Server::start();
    server.initialize();
    server.close_input();
    let (code, took) = server.exit_code();
    assert_eq!(code, Some(1));
    assert!(took < SOON, "{took:?}");

    let mut server = Server::start();
    server.initialize();
    server.request("shutdown", Value::Null);
    server.close_input();
    assert_eq!(server.exit_code().0, Some(0));
}

#[test]
fn the_end_of_the_parent_ends_the_server() {
    let mut parent = std::process::Command::new("sleep").arg("60").spawn().expect("a process");
    let mut server = Server::start();
    server.request("initialize", json!({"capabilities": {}, "processId": parent.id()}));
    parent.kill().and_then(|()| parent.wait()).expect("a child");
    let (code, took) = server.exit_code();
    assert_eq!(code, Some(1));
    assert!(took < SOON, "{took:?}");
}

#[test]
fn what_is_sent_along_with_initialize_is_not_lost() {
    let mut server = Server::start();
    let messages = [
        json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument":
            {"uri": "untitled:a", "languageId": "markdown", "version": 7, "text": "A draft."}}}),
        json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown"}),
    ];
    let bytes: Vec<u8> = messages.iter().flat_map(|it| frame(&it.to_string())).collect();
    server.write(&bytes);
    server.wait_for("the reply", |it| it["id"] == "last");
    server.wait_for("diagnostics", |it| it["params"]["uri"] == "untitled:a" && it["params"]["version"] == 7);
    assert_eq!(server.seen[0]["id"], "first", "the reply to `initialize` comes first");
}

#[test]
fn a_client_that_never_answers_does_not_stop_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("citecheck.toml"), "").expect("a file");
    let mut server = Server::start();
    let capabilities = json!({"window": {"workDoneProgress": true}});
    server.request("initialize", json!({"capabilities": capabilities}));
    server.notify("initialized", json!({}));
    let uri = format!("file://{}/draft.md", folder.path().display());
    server.open(&uri, "A draft.");
    // Whatever the server asks is left without an answer.
    for version in 2..500 {
        let change = json!({"text": format!("A draft, {version} times changed.")});
        server.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}),
        );
    }
    server.wait_for("the last diagnostics", |it| it["params"]["uri"] == *uri && it["params"]["version"] == 499);
    server.request("shutdown", Value::Null);
}

#[test]
fn a_client_that_does_not_read_can_go_on_typing_and_gets_the_newest() {
    let mut server = Server::start_mute();
    let id = server.ask("initialize", json!({"capabilities": {}}));
    server.notify("initialized", json!({}));
    for draft in 0..40 {
        server.open(&format!("untitled:{draft}"), "A draft.");
    }
    for version in 2..=500 {
        for draft in 0..40 {
            let document = json!({"uri": format!("untitled:{draft}"), "version": version});
            let end = json!({"line": 9, "character": 9});
            let change = json!({"range": {"start": end, "end": end}, "text": "x"});
            server.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
        }
    }
    let shutdown = server.ask("shutdown", Value::Null);
    let mut server = server.listen();
    server.reply(id);
    server.reply(shutdown);
    for draft in 0..40 {
        let uri = format!("untitled:{draft}");
        server.wait_for("the newest", |it| it["params"]["uri"] == *uri && it["params"]["version"] == 500);
    }
    let versions: Vec<_> = server.seen.iter().filter(|it| it["params"]["uri"] == "untitled:0").collect();
    assert!(versions.is_sorted_by_key(|it| it["params"]["version"].as_i64()));
}

#[test]
fn a_change_out_of_turn_withdraws_what_was_said_until_the_text_is_whole_again() {
    let mut server = Server::start();
    server.initialize();
    server.open("untitled:a", "A draft.");
    server.wait_for("diagnostics", |it| it["params"]["version"] == 1);
    let change = |version: i32, change: Value| json!({"textDocument": {"uri": "untitled:a", "version": version}, "contentChanges": [change]});
    let start = json!({"line": 0, "character": 0});
    let edit = json!({"range": {"start": start, "end": start}, "text": "x"});
    server.notify("textDocument/didChange", change(0, edit));
    let withdrawal = server
        .wait_for("a withdrawal", |it| it["params"]["uri"] == "untitled:a" && it["params"].get("version").is_none());
    assert_eq!(withdrawal["params"]["diagnostics"], json!([]));
    server.notify("textDocument/didChange", change(9, json!({"text": "A draft."})));
    server.wait_for("diagnostics", |it| it["params"]["version"] == 9);
}

#[test]
fn a_draft_keeps_the_name_the_client_gave_it() {
    let mut server = Server::start();
    server.initialize();
    for uri in ["untitled:Untitled-1", "file:///c%3A/a.md", "file:///a b/ü.md", "vscode-notebook-cell:/a#W0", "file:"]
    {
        server.open(uri, "A draft.");
        server.wait_for(uri, |it| it["params"]["uri"] == *uri && it["params"]["version"] == 1);
        let reply = server.request("textDocument/hover", hover(uri));
        assert!(reply.get("error").is_none(), "{reply}");
    }
}

#[test]
fn the_cheapest_offered_encoding_is_chosen() {
    for (offered, expected) in [
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-32"),
        (Value::Null, "utf-16"),
    ] {
        let mut server = Server::start();
        let reply = server.request("initialize", json!({"capabilities": {"general": {"positionEncodings": offered}}}));
        assert_eq!(reply["result"]["capabilities"]["positionEncoding"], expected);
    }
}
