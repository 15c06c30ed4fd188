//! The command line as its users meet it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A workspace with one source and some drafts.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("the folder can be written");
    fs::create_dir(folder.path().join("sources")).expect("the folder can be written");
    write(
        "sources/report.md",
        "---\nkey: agency-report\ndate: 2025-12-29\n---\n\nThe agency opened 12 field offices in 2021.\n",
    );
    write("right.md", "The agency opened 12 field offices in 2021.\n");
    write("wrong.md", "The agency opened 14 field offices in 2021.\n");
    folder
}

fn citecheck(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_citecheck"));
    command.current_dir(folder).args(args);
    command.env("HOME", folder.join("home")).env("XDG_CACHE_HOME", folder.join("cache"));
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    citecheck(folder, args).output().expect("citecheck starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

#[test]
fn the_exit_status_tells_findings_from_none() {
    let folder = workspace();
    let output = run(folder.path(), &["check", "right.md"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let output = run(folder.path(), &["check", "right.md", "wrong.md"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let expected =
        "error[conflicting-figure]: the sources say 12, the draft says 14: `agency-report` (29 Dec 2025), line 6";
    assert!(stdout(&output).starts_with(expected), "{}", stdout(&output));
    assert!(stdout(&output).ends_with("2 claims: 1 supported, 1 refuted, 0 without support; 1 finding\n"));
    let output = run(folder.path(), &["check", "wrong.md", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_unreadable_draft_is_trouble_and_the_others_are_checked() {
    let folder = workspace();
    let output = run(folder.path(), &["check", "sources", "none.md", "right.md", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("error: `sources` is a folder\nhint: "), "{}", stderr(&output));
    assert!(stderr(&output).contains("error: there is no draft `none.md`\nhint: "), "{}", stderr(&output));
    let json = json(&output);
    assert_eq!(json["drafts"][0]["path"], "right.md");
    assert_eq!(json["drafts"][0]["claims"][0]["verdict"], "supported");
    assert_eq!(json["notices"].as_array().map(Vec::len), Some(2));
}

#[test]
fn without_a_corpus_nothing_is_judged() {
    let folder = workspace();
    fs::remove_dir_all(folder.path().join("sources")).expect("the folder can be written");
    let output = run(folder.path(), &["check", "wrong.md", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let json = json(&output);
    assert_eq!(json["drafts"][0]["checked"], false);
    assert_eq!(json["drafts"][0]["claims"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["notices"][0]["fatal"], true);
}

#[test]
fn a_draft_may_come_from_standard_input() {
    let folder = workspace();
    let mut child = citecheck(folder.path(), &["check", "-", "--stdin-path", "notes.md", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("citecheck starts");
    let mut stdin = child.stdin.take().expect("standard input is ours");
    stdin.write_all(b"The agency opened 14 field offices in 2021.\n").expect("citecheck reads");
    drop(stdin);
    let output = child.wait_with_output().expect("citecheck ends");
    assert_eq!(output.status.code(), Some(1));
    let json = json(&output);
    assert_eq!(json["drafts"][0]["path"], "notes.md");
    assert_eq!(json["drafts"][0]["findings"][0]["rule"], "conflicting-figure");
}

#[test]
fn a_corpus_may_be_named_on_the_command_line() {
    let folder = workspace();
    fs::create_dir(folder.path().join("archive")).expect("the folder can be written");
    fs::write(folder.path().join("archive/new.md"), "The agency opened 14 field offices in 2021.\n")
        .expect("the folder can be written");
    let output = run(folder.path(), &["check", "wrong.md", "--corpus", "archive"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_source_that_changed_after_the_draft_was_saved_is_told_until_it_is_saved_again() {
    let folder = workspace();
    let write = |name: &str, text: &str, seconds_ago: u64| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the folder can be written");
        let file = fs::File::options().append(true).open(path).expect("the file is there");
        let time = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds_ago);
        file.set_modified(time).expect("the file is ours");
    };
    let text = "The agency opened 12 field offices in 2021 [@agency-report].\n";
    let source = "---\nkey: agency-report\n---\n\nThe agency opened 12 field offices in 2021.\n";
    let told = || stdout(&run(folder.path(), &["check", "cited.md"])).matches("changed-source").count();
    write("cited.md", text, 300);
    write("sources/report.md", source, 200);
    // It was never seen with other contents.
    assert_eq!(told(), 0);
    write("sources/report.md", &format!("{source}It closed two.\n"), 100);
    assert_eq!(told(), 1);
    write("cited.md", text, 50);
    assert_eq!(told(), 0);
}

#[test]
fn an_accepted_claim_that_stands_in_no_draft_is_told_once_all_drafts_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    put(&folder, "citecheck.toml", "corpus = [\"sources\"]\n");
    put(&folder, "sources/report.md", "The agency opened 12 field offices in 2021.\n");
    put(&folder, "one.md", "The agency opened 14 field offices in 2021.\n");
    put(&folder, "notes/two.md", "Nothing to see.\n");
    let line =
        |claim: &str| format!("  {{ claim = \"{claim}\", rule = \"conflicting-figure\", reason = \"ours\" }},\n");
    let (here, gone) = ("the agency opened 14 field offices in 2021", "the agency opened 15 field offices in 2021");
    put(&folder, "citecheck.accepted.toml", &format!("accepted = [\n{}{}]\n", line(here), line(gone)));
    let all = run(folder.path(), &["check", "one.md", "notes/two.md"]);
    let told = "citecheck.accepted.toml:3:3";
    assert!(stdout(&all).contains(told) && stdout(&all).contains("needless-ignore"), "{}", stdout(&all));
    assert!(!stdout(&all).contains("toml:2:"), "{}", stdout(&all));
    // It may belong to the other draft.
    let one = run(folder.path(), &["check", "one.md"]);
    assert!(!stdout(&one).contains("needless-ignore"), "{}", stdout(&one));
    put(&folder, "notes/two.md", "The agency opened **15** field offices in 2021.\n");
    let all = run(folder.path(), &["check", "one.md", "notes/two.md"]);
    assert!(!stdout(&all).contains("needless-ignore"), "{}", stdout(&all));
}

#[test]
fn a_draft_is_shown_with_the_places_that_it_cites() {
    let folder = workspace();
    put(&folder, "cited.md", "It grew [@agency-report, chap. 3; @other].\n");
    let shown = stdout(&run(folder.path(), &["show", "draft", "cited.md"]));
    assert!(shown.contains("citation, Pandoc: agency-report, Chapter 3\n"), "{shown}");
    assert!(shown.contains("citation, Pandoc: other\n"), "{shown}");
}

#[test]
fn a_shared_folder_is_read_beside_the_projects_own() {
    let folder = workspace();
    let shared = tempfile::tempdir().expect("a folder of its own");
    fs::write(shared.path().join("audit.md"), "The agency closed 3 field offices in 2022.\n")
        .expect("the folder can be written");
    let shared = shared.path().to_str().expect("a name in UTF-8");
    let draft = "The agency opened 12 field offices in 2021. The agency closed 3 field offices in 2022.\n";
    fs::write(folder.path().join("both.md"), draft).expect("the folder can be written");
    let code = |output: Output| output.status.code();
    assert_eq!(code(run(folder.path(), &["check", "both.md"])), Some(1));
    assert_eq!(code(run(folder.path(), &["check", "both.md", "--extra-corpus", shared])), Some(0));
    let by_environment = citecheck(folder.path(), &["check", "both.md"]).env("CITECHECK_EXTRA_CORPUS", shared).output();
    assert_eq!(code(by_environment.expect("citecheck runs")), Some(0));
}

#[test]
fn a_source_does_not_bear_itself_out() {
    let folder = workspace();
    let output = run(folder.path(), &["check", "right.md", "sources/report.md"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).starts_with("error: `sources/report.md` is one of the sources"), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("1 claim: 1 supported"), "{}", stdout(&output));
}

#[test]
fn a_file_that_is_no_source_is_told_once() {
    let folder = workspace();
    fs::write(folder.path().join("sources/bad.md"), b"a\0\xff").expect("the folder can be written");
    for command in ["sources", "doctor"] {
        let output = run(folder.path(), &[command]);
        assert!(stdout(&output).contains("not UTF-8 text (see byte 2)"), "{}", stdout(&output));
        assert_eq!(stderr(&output), "");
    }
    let output = run(folder.path(), &["check", "right.md"]);
    assert!(stderr(&output).contains("`sources/bad.md` is no text in UTF-8: see byte 2"), "{}", stderr(&output));
    let output = run(folder.path(), &["doctor", "nowhere"]);
    assert_eq!(
        (output.status.code(), stderr(&output).lines().next()),
        (Some(2), Some("error: there is no folder `nowhere`"))
    );
}

#[test]
fn a_reader_that_leaves_is_no_trouble() {
    let folder = workspace();
    let mut child = citecheck(folder.path(), &["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn an_unknown_rule_gets_a_suggestion() {
    let folder = workspace();
    let output = run(folder.path(), &["explain", "conflicting-figures"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: there is no rule `conflicting-figures`\nhint: did you mean `conflicting-figure`?\n"
    );
    let output = run(folder.path(), &["explain", "conflicting-figure"]);
    assert!(stdout(&output).starts_with("# `conflicting-figure`\n"));
}

#[test]
fn init_writes_a_configuration_that_works_and_leaves_an_old_one_alone() {
    let folder = workspace();
    assert_eq!(run(folder.path(), &["init"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["check", "right.md"]).status.code(), Some(0));
    fs::write(folder.path().join("citecheck.toml"), "corpus = [\"sources\"]\n").expect("the folder can be written");
    let output = run(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let kept = fs::read_to_string(folder.path().join("citecheck.toml")).expect("it is there");
    assert_eq!(kept, "corpus = [\"sources\"]\n");
}

#[test]
fn sources_terms_search_and_doctor_tell_what_there_is() {
    let folder = workspace();
    let output = run(folder.path(), &["sources", "--format", "json"]);
    assert_eq!(json(&output)["sources"][0]["key"], "agency-report");
    let output = run(folder.path(), &["search", "field", "offices"]);
    assert_eq!(stdout(&output), "sources/report.md:6: The agency opened 12 *field* *offices* in 2021.\n");
    let output = run(folder.path(), &["doctor"]);
    assert!(stdout(&output).contains("1 source, 1 passage, 0 files not read"), "{}", stdout(&output));
    let output = run(folder.path(), &["index", "--rebuild"]);
    assert!(stdout(&output).starts_with("1 source, 1 passage, "), "{}", stdout(&output));
    assert_eq!(run(folder.path(), &["terms"]).status.code(), Some(0));
    for step in ["draft", "claims", "hits", "judgements"] {
        let output = run(folder.path(), &["show", step, "right.md"]);
        assert!(stdout(&output).contains("The agency opened"), "{step}: {}{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn an_index_is_verified_and_a_damaged_one_is_told_and_left_alone() {
    let folder = workspace();
    let output = run(folder.path(), &["index", "--verify"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(stderr(&output).contains("there is no index of these sources"), "{}", stderr(&output));
    run(folder.path(), &["index"]);
    let output = run(folder.path(), &["index", "--verify"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("1 source, 1 passage, "), "{}", stdout(&output));
    let store =
        files(&folder.path().join("cache")).into_iter().find(|it| it.extension().is_some_and(|it| it == "store"));
    let store = store.expect("texts are kept");
    let mut bytes = fs::read(&store).expect("it can be read");
    bytes[3] ^= 1;
    fs::write(&store, &bytes).expect("it can be written");
    for _ in 0..2 {
        let output = run(folder.path(), &["index", "--verify"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("hint: `citecheck index --rebuild` makes it anew"), "{}", stderr(&output));
    }
}

#[test]
fn a_purge_takes_the_index_of_this_corpus_or_of_all_and_nothing_else() {
    let folder = workspace();
    let caches = folder.path().join("cache/citecheck");
    let other = folder.path().join("other");
    fs::create_dir_all(other.join("sources")).expect("the folder can be written");
    fs::write(other.join("sources/a.md"), "The town lies by the sea.").expect("the folder can be written");
    run(folder.path(), &["index"]);
    run(folder.path(), &["index", "other"]);
    let mine = [caches.join("notes"), caches.join("7.3-notes"), caches.join("readme.md")];
    mine[..2].iter().for_each(|it| fs::create_dir(it).expect("the folder can be written"));
    fs::write(&mine[2], "Mine.").expect("the folder can be written");
    // Each with the file of its keys beside it.
    let n_indexes = || (fs::read_dir(&caches).expect("it is there").count() - mine.len()) as f64 / 2.0;
    assert_eq!(n_indexes(), 2.0);
    let output = run(folder.path(), &["purge"]);
    assert!(stdout(&output).starts_with("1 index removed, "), "{}{}", stdout(&output), stderr(&output));
    assert_eq!(n_indexes(), 1.0);
    let output = run(folder.path(), &["purge", "--all"]);
    assert!(stdout(&output).starts_with("1 index removed, "), "{}", stdout(&output));
    assert!(
        n_indexes() == 0.0 && mine.iter().all(|it| it.exists()) && folder.path().join("sources/report.md").exists()
    );
    let output = run(folder.path(), &["purge"]);
    assert_eq!(stdout(&output), "0 indexes removed, 0 bytes\n");
}

/// The files of a folder, at whatever depth.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it can be read").flatten().map(|it| it.path());
    entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect()
}

const GERMAN: &str = "Die Behörde hat im Jahr 2021 nach eigenen Angaben 14 Büros eröffnet und ist damit zufrieden.\n";

#[test]
fn a_german_draft_is_no_failure_and_no_silence() {
    let folder = workspace();
    fs::write(folder.path().join("german.md"), GERMAN).expect("the folder can be written");
    let output = run(folder.path(), &["check", "german.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("written in German: citecheck reads English and has not checked this sentence"), "{text}");
    let summary =
        "0 claims: 0 supported, 0 refuted, 0 without support; 1 finding; 1 sentence in other languages not checked\n";
    assert!(text.ends_with(summary), "{text}");
    let json = json(&run(folder.path(), &["check", "german.md", "--format", "json"]));
    assert_eq!(json["drafts"][0]["unchecked"][0]["name"], "German");
    assert_eq!(json["summary"]["unchecked_sentences"], 1);
    let shown = stdout(&run(folder.path(), &["show", "draft", "german.md"]));
    assert!(shown.starts_with("1: Paragraph, in German\n"), "{shown}");
    let shown = stdout(&run(folder.path(), &["show", "claims", "german.md"]));
    assert!(shown.starts_with("1: not a claim, in German: Die Behörde"), "{shown}");
}

#[test]
fn a_german_source_is_listed_counted_and_found() {
    let folder = workspace();
    fs::write(folder.path().join("sources/bericht.md"), GERMAN).expect("the folder can be written");
    let output = run(folder.path(), &["check", "right.md"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let sources = stdout(&run(folder.path(), &["sources"]));
    assert!(sources.contains("German: not read as evidence; no title; no date\n"), "{sources}");
    let sources = json(&run(folder.path(), &["sources", "--format", "json"]));
    assert_eq!((&sources["sources"][0]["language"], &sources["sources"][0]["evidence"]), (&"de".into(), &false.into()));
    let index = stdout(&run(folder.path(), &["index"]));
    assert!(index.ends_with("1 source not read as evidence: 1 in German\n"), "{index}");
    let found = stdout(&run(folder.path(), &["search", "Büros"]));
    assert!(found.starts_with("sources/bericht.md:1: Die Behörde"), "{found}");
}

#[test]
fn where_no_source_is_in_english_nothing_is_checked_but_all_can_be_searched() {
    let folder = workspace();
    fs::write(folder.path().join("sources/report.md"), GERMAN).expect("the folder can be written");
    let output = run(folder.path(), &["check", "wrong.md"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(stderr(&output).contains("no source is in English"), "{}", stderr(&output));
    let found = run(folder.path(), &["search", "Behörde"]);
    assert!(stdout(&found).starts_with("sources/report.md:1: "), "{}", stdout(&found));
}

#[test]
fn labelled_claims_are_measured_against_their_own_sources() {
    let folder = workspace();
    let rows = r#"{"id": "a", "claim": "The agency opened 14 field offices in 2021.", "label": 0, "error_type": "number"}
{"id": "b", "claim": "The agency opened 12 field offices in 2021.", "label": 1, "corpus": "sources"}
{"id": "c", "claim": "The port opened 9 berths.", "label": 0, "docs": [{"id": "d", "text": "The port opened 8 berths."}]}
"#;
    fs::write(folder.path().join("rows.jsonl"), rows).expect("the folder can be written");
    let output = run(folder.path(), &["eval", "rows.jsonl", "--format", "json", "--predictions", "out.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let json = json(&output);
    let figures = &json["files"][0];
    assert_eq!((&figures["rows"], &figures["caught"], &figures["false_alarms"]), (&3.into(), &2.into(), &0.into()));
    assert_eq!(figures["balanced_accuracy"]["value"], 1.0);
    let predictions = fs::read_to_string(folder.path().join("out.jsonl")).expect("they were written");
    let first = predictions.lines().next().expect("a prediction");
    assert!(first.starts_with(r#"{"id":"a","verdict":"refuted","score":"#), "{first}");
    assert!(first.ends_with(r#","flag":true,"rules":["conflicting-figure"]}"#), "{first}");
    let output = run(folder.path(), &["eval", "rows.jsonl", "--without", "quantities,score"]);
    assert!(stdout(&output).contains("recall                          0.000"), "{}", stdout(&output));
}

#[test]
fn labelled_claims_are_measured_with_what_sidecars_say_of_the_sources() {
    let folder = workspace();
    put(&folder, "sources/berths.txt", "The port opened 8 berths.\n");
    put(&folder, "sources/berths.yaml", "key: roe-berths\n");
    let n_false_alarms = |key: &str| {
        let claim = format!("The port opened 8 berths [@{key}].");
        let row = format!("{{\"claim\": \"{claim}\", \"draft\": \"{claim}\", \"label\": 1}}\n");
        put(&folder, "rows.jsonl", &row);
        json(&run(folder.path(), &["eval", "rows.jsonl", "--format", "json"]))["files"][0]["false_alarms"].clone()
    };
    assert_eq!((n_false_alarms("roe-berths"), n_false_alarms("roe-docks")), (0.into(), 1.into()));
}

#[test]
fn a_bad_row_is_trouble_and_the_others_are_measured() {
    let folder = workspace();
    let rows = "{\"claim\": \"The agency opened 12 field offices in 2021.\", \"label\": 1}\n{\"claim\": \"It.\"}\n";
    fs::write(folder.path().join("rows.jsonl"), rows).expect("the folder can be written");
    let output = run(folder.path(), &["eval", "rows.jsonl", "none.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: rows.jsonl:2: the row has no label\nhint: "), "{}", stderr(&output));
    assert!(stderr(&output).contains("error: cannot read `none.jsonl`"), "{}", stderr(&output));
    assert!(stdout(&output).contains("1: 0 wrong, 1 supported"), "{}", stdout(&output));
}

#[test]
fn a_part_of_the_method_may_be_switched_off_in_the_configuration() {
    let folder = workspace();
    let config = "corpus = [\"sources\"]\n[features]\nquantities = false\n";
    fs::write(folder.path().join("citecheck.toml"), config).expect("the folder can be written");
    let output = run(folder.path(), &["check", "wrong.md"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    fs::write(folder.path().join("citecheck.toml"), "corpus = [\"sources\"]\n").expect("the folder can be written");
    assert_eq!(run(folder.path(), &["check", "wrong.md"]).status.code(), Some(1));
}

fn put(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be written");
    fs::write(path, text).expect("the folder can be written");
}

fn piped(folder: &Path, args: &[&str], text: &str) -> Output {
    let mut child = citecheck(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("citecheck starts");
    // It may not want all of it.
    let _ = child.stdin.take().expect("standard input is ours").write_all(text.as_bytes());
    child.wait_with_output().expect("citecheck ends")
}

/// Two copies of one story, one source in another language.
fn archive() -> TempDir {
    let folder = workspace();
    let story: String =
        (1..40).map(|n| format!("Ship number {n} came into the harbour with {} tons of salt. ", n * 7)).collect();
    put(
        &folder,
        "sources/post.md",
        &format!("---\npublisher: The Harbour Post\ndate: 2024-03-02\ntitle: 'Ships, \"a list\"'\n---\n{story}"),
    );
    put(&folder, "sources/copy.txt", &story);
    put(&folder, "sources/bericht.md", GERMAN);
    folder
}

#[test]
fn sources_tell_what_is_missing_and_show_copies_below_their_origin() {
    let folder = archive();
    put(&folder, "sources/bad.md", "```\ncode\n```\n");
    let output = run(folder.path(), &["sources"]);
    let expected = "\
KEY                 TITLE            PUBLISHER         DATE        RELIABILITY  PASSAGES  PROBLEMS
bericht             -                -                 -           -            1         German: not read as evidence; no title; no date
copy                -                -                 -           -            39        no title; no date
  harbour2024ships  Ships, \"a list\"  The Harbour Post  2024-03-02  -            39        copy of copy
agency-report       -                -                 2025-12-29  -            1         no title

NOT READ        WHY
sources/bad.md  no text in it
";
    let seen: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(seen, expected.lines().collect::<Vec<_>>(), "{}", stdout(&output));
    let sorted = stdout(&run(folder.path(), &["sources", "--sort", "-date"]));
    let keys: Vec<&str> =
        sorted.lines().skip(1).take(4).map(|it| it.split("  ").find(|it| !it.is_empty()).unwrap_or("")).collect();
    assert_eq!(keys, ["agency-report", "bericht", "copy", "harbour2024ships"]);
    let refused = run(folder.path(), &["sources", "--sort", "colour"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn sources_are_told_as_json_and_csv() {
    let folder = archive();
    let json = json(&run(folder.path(), &["sources", "--format", "json"]));
    assert_eq!(json["schema"], "citecheck/sources/1");
    assert_eq!(json["sources"][2]["copy_of"], "copy");
    assert_eq!(json["sources"][2]["problems"][0], "copy of copy");
    assert_eq!(json["sources"][3].get("copy_of"), None);
    let csv = stdout(&run(folder.path(), &["sources", "--format", "csv", "--sort", "key"]));
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "key,title,authors,publisher,date,url,reliability,language,evidence,passages,copy_of,problems,path"
    );
    assert_eq!(lines[1], "agency-report,,,,2025-12-29,,,en,true,1,,no title,sources/report.md");
    let expected = "harbour2024ships,\"Ships, \"\"a list\"\"\",,The Harbour Post,2024-03-02,,,en,true,39,copy,copy of copy,sources/post.md";
    assert!(lines.contains(&expected), "{csv}");
}

#[test]
fn a_work_without_a_file_is_listed_and_not_cited() {
    let folder = workspace();
    put(
        &folder,
        "sources/refs.bib",
        "@book{roe2024, title = {Ships}}\n@book{agency, title = {x}, file = {report.md}}\n",
    );
    put(
        &folder,
        "draft.md",
        "The agency opened 12 field offices in 2021 [@roe2024].\n\nThe agency opened 12 field offices in 2021 [@agency].\n",
    );
    let text = stdout(&run(folder.path(), &["check", "draft.md"]));
    assert!(
        text.contains("error[unknown-citation]: `roe2024` is in `refs.bib`, but the corpus has no file of it"),
        "{text}"
    );
    assert_eq!(text.matches("unknown-citation").count(), 1, "{text}");
}

#[test]
fn adding_a_text_files_a_copy_with_its_front_matter() {
    let folder = workspace();
    put(&folder, "inbox/note.md", "# Ten ships sail\n\nTen ships sailed from the harbour in May.\n");
    let args = [
        "add",
        "inbox/note.md",
        "--author",
        "Jane Roe",
        "--publisher",
        "The Harbour Post",
        "--date",
        "2 March 2024",
        "--url",
        "https://example.org/ships",
        "--reliability",
        "b2",
    ];
    let dry = run(folder.path(), &[&args[..], &["--dry-run"]].concat());
    let path = "sources/2024-03-02 The Harbour Post - Ten ships sail.md";
    assert!(
        stdout(&dry).starts_with(&format!("would be filed as `roe2024ships`: {path}\n")),
        "{}{}",
        stdout(&dry),
        stderr(&dry)
    );
    assert!(!folder.path().join(path).exists());
    let output = run(folder.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with(&format!("filed as `roe2024ships`: {path}\n  title       Ten ships sail\n")), "{text}");
    assert!(text.contains("\n  date        2024-03-02\n") && text.contains("\n  reliability B2\n"), "{text}");
    assert!(!text.contains("no date"), "{text}");
    let filed = fs::read_to_string(folder.path().join(path)).expect("it was filed");
    assert!(filed.starts_with("---\nauthor: Jane Roe\npublisher: The Harbour Post\ndate: 2024-03-02\nurl: https://example.org/ships\naccessed: 2"), "{filed}");
    let original = fs::read_to_string(folder.path().join("inbox/note.md")).expect("it is there");
    assert_eq!(original, "# Ten ships sail\n\nTen ships sailed from the harbour in May.\n");
    // Once more it is known, with other words about it as well.
    for (args, more) in
        [(&args[..], "what you say of it goes into its front matter\n"), (&["add", "inbox/note.md"], "")]
    {
        let again = run(folder.path(), args);
        let expected = format!("`{path}` is among the sources already, as `roe2024ships`; nothing was filed\n{more}");
        assert_eq!((stdout(&again), again.status.code()), (expected, Some(0)));
    }
}

#[test]
fn adding_a_page_files_what_is_said_of_it_beside_it() {
    let folder = workspace();
    put(&folder, "saved.html", "<title>Page</title><p>Ten ships sailed from the harbour in May.</p>");
    let output = run(
        folder.path(),
        &["add", "saved.html", "--title", "Ten ships", "--key", "ships", "--accessed", "2024-05-01"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("filed as `ships`: sources/saved.html\n  title       Ten ships\n"), "{text}");
    assert!(text.contains("no date: write `date:` into `sources/saved.html.yaml`\n"), "{text}");
    let sidecar = fs::read_to_string(folder.path().join("sources/saved.html.yaml")).expect("it was written");
    assert_eq!(sidecar, "key: ships\ntitle: Ten ships\naccessed: 2024-05-01\n");
    // Another document of that name is another file.
    put(&folder, "saved.html", "<title>Page</title><p>Nine ships came back in June.</p>");
    let output = run(folder.path(), &["add", "saved.html"]);
    assert!(stdout(&output).contains(": sources/saved (2).html\n"), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_document_may_be_added_from_standard_input() {
    let folder = workspace();
    let output = piped(
        folder.path(),
        &["add", "-"],
        "<!doctype html><title>Ten ships</title><p>Ten ships sailed in May of that year.</p>",
    );
    assert!(stdout(&output).contains(": sources/Ten ships.html\n"), "{}{}", stdout(&output), stderr(&output));
    let output = piped(
        folder.path(),
        &["add", "-", "--to", "sources/new", "--name", "my note"],
        "Nine ships came back to the harbour in June.\n",
    );
    assert!(
        stdout(&output).starts_with("filed as `my-note`: sources/new/my note.txt\n"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("sources/new/my note.txt")).expect("it was filed"),
        "Nine ships came back to the harbour in June.\n"
    );
}

#[test]
fn what_cannot_be_added_is_trouble_and_files_nothing() {
    let folder = workspace();
    put(&folder, "empty.md", "\n");
    put(&folder, "picture.png", "x");
    put(&folder, "good.md", "Ten ships sailed from the harbour in May.\n");
    let check = |args: &[&str], message: &str| {
        let output = run(folder.path(), &[&["add"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!(stderr(&output).starts_with(message) && stderr(&output).contains("hint: "), "{}", stderr(&output));
    };
    check(&["none.md"], "error: cannot read `none.md`");
    check(&["sources"], "error: `sources` is no file");
    check(&["empty.md"], "error: `empty.md` gives no source: no text in it");
    check(&["picture.png"], "error: `picture.png` gives no source: `.png` is not a format we read");
    check(&["good.md", "--date", "soon"], "error: `--date` cannot be `soon`");
    check(&["good.md", "--reliability", "good"], "error: `--reliability` cannot be `good`");
    check(&["good.md", "--url", "example"], "error: `--url` cannot be `example`");
    for to in ["inbox", "..", "sources/../inbox", "sources/report.md"] {
        check(&["good.md", "--to", to], &format!("error: `{to}` is in no folder of the sources"));
    }
    let names: Vec<_> =
        fs::read_dir(folder.path().join("sources")).expect("it is there").flatten().map(|it| it.file_name()).collect();
    assert_eq!(names, ["report.md"]);
    fs::remove_dir_all(folder.path().join("sources")).expect("the folder can be written");
    let output = run(folder.path(), &["add", "good.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output)
            .contains("error: there is no folder of sources in this workspace\nhint: create a folder `sources`"),
        "{}",
        stderr(&output)
    );
    fs::create_dir(folder.path().join("sources")).expect("the folder can be written");
    assert_eq!(run(folder.path(), &["add", "good.md"]).status.code(), Some(0));
}

#[test]
fn a_report_is_written_beside_its_draft_and_over_no_other_file() {
    let folder = workspace();
    let output = run(folder.path(), &["report", "wrong.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = fs::read_to_string(folder.path().join("wrong.report.html")).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("conflicting figure"), "{page}");
    assert_eq!(run(folder.path(), &["report", "wrong.md", "--fail-on", "error"]).status.code(), Some(1));
    // Several go into a folder, a page each.
    let output = run(folder.path(), &["report", "wrong.md", "right.md", "-o", "pages"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.path().join("pages/right.report.html").is_file());
    let index = fs::read_to_string(folder.path().join("pages/index.html")).expect("an index");
    assert!(index.contains("href=\"wrong.report.html\"") && index.contains("href=\"right.report.html\""), "{index}");
    let output = run(folder.path(), &["report", "wrong.md", "right.md", "-o", "page.html"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("hint: name a folder"), "{}", stderr(&output));
    let output = run(folder.path(), &["report", "wrong.md", "-o", "right.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no report of citecheck"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("right.md")).expect("a draft").lines().count(), 1);
}

#[test]
fn a_report_is_no_source() {
    let folder = workspace();
    fs::write(folder.path().join("invented.md"), "The agency closed its 14 kitchens in Bergen in 2019.\n")
        .expect("a file");
    let to = ["sources/invented.report.html", "sources/kept.html"];
    for to in to {
        assert_eq!(run(folder.path(), &["report", "invented.md", "-o", to]).status.code(), Some(0));
    }
    let output = run(folder.path(), &["check", "invented.md", "--format", "json"]);
    assert_eq!(json(&output)["summary"]["supported"], 0, "{}", stdout(&output));
}

#[test]
fn a_baseline_lets_only_new_findings_count() {
    let folder = workspace();
    let output = run(folder.path(), &["check", "wrong.md", "--format", "sarif"]);
    fs::write(folder.path().join("baseline.sarif"), &output.stdout).expect("a file");
    let output = run(folder.path(), &["check", "wrong.md", "--baseline", "baseline.sarif"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).ends_with("1 finding of the baseline not shown\n"), "{}", stdout(&output));
    let draft = "New.\n\nThe agency opened 14 field offices in 2021.\n\nThe agency opened 15 field offices in 2021.\n";
    fs::write(folder.path().join("wrong.md"), draft).expect("a file");
    let output = run(folder.path(), &["check", "wrong.md", "--baseline", "baseline.sarif", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let findings = json(&output)["drafts"][0]["findings"].as_array().expect("findings").clone();
    let known: Vec<_> = findings.iter().map(|it| it["known"].clone()).collect();
    assert_eq!(known, [true, false]);
    let output = run(folder.path(), &["check", "wrong.md", "--baseline", "nowhere.json"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn drafts_that_changed_in_git_are_checked() {
    let folder = workspace();
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(["-c", "user.name=A", "-c", "user.email=a@b.c"]).args(args);
        command.env("HOME", folder.path()).output().is_ok_and(|it| it.status.success())
    };
    if !(git(&["init", "-q"]) && git(&["add", "."]) && git(&["commit", "-q", "-m", "One"])) {
        assert!(std::env::var_os("CI").is_none(), "there is no git");
        return;
    }
    let output = run(folder.path(), &["check", "--changed-since", "HEAD"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("no draft has changed"), "{}", stderr(&output));
    fs::write(folder.path().join("new.md"), "The agency opened 16 field offices in 2021.\n").expect("a file");
    fs::write(folder.path().join("right.md"), "The agency opened 12 field offices in 2021, in March.\n")
        .expect("a file");
    let output = run(folder.path(), &["check", "--changed-since", "HEAD", "--format", "json"]);
    let output = json(&output);
    let paths: Vec<_> = output["drafts"].as_array().expect("drafts").iter().map(|it| it["path"].clone()).collect();
    assert_eq!(paths, ["new.md", "right.md"]);
    for revision in ["nonsense", "--output=x"] {
        let output = run(folder.path(), &["check", &format!("--changed-since={revision}")]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
}

/// A workspace whose drafts cite by key, with a bibliography that lacks the one source.
fn citing_workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("the folder can be written");
    fs::create_dir(folder.path().join("sources")).expect("the folder can be written");
    let head = "---\nkey: agency-report\ntitle: The agency's year\npublisher: Norham Gazette\ndate: 2025-12-29\n\
                url: https://example.org/year\nreliability: B2\n---\n\n";
    write("sources/report.md", &format!("{head}The agency opened 12 field offices in 2021.\n"));
    write("refs.bib", "@online{other,\n  title = {Other},\n}\n");
    let draft = "---\nbibliography: refs.bib\n---\n\nThe agency opened 12 field offices in 2021.\nIt rained.\n";
    write("draft.md", &format!("\u{feff}{draft}"));
    folder
}

#[test]
fn citations_are_shown_first_and_written_when_asked_for() {
    let folder = citing_workspace();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    let before = (read("draft.md"), read("refs.bib"));
    let output = run(folder.path(), &["cite", "draft.md"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    expect_test::expect![[r#"
        draft.md:5: cites `agency-report` (29 Dec 2025), line 10: “The agency opened 12 field offices in 2021.”
        refs.bib: an entry for `agency-report`, which the draft cites and the bibliography lacks

        --- a/draft.md
        +++ b/draft.md
        @@ -2,5 +2,5 @@
         bibliography: refs.bib
         ---
         
        -The agency opened 12 field offices in 2021.
        +The agency opened 12 field offices in 2021 [@agency-report].
         It rained.
        --- a/refs.bib
        +++ b/refs.bib
        @@ -1,3 +1,10 @@
         @online{other,
           title = {Other},
         }
        +
        +@online{agency-report,
        +  date = {2025-12-29},
        +  organization = {{Norham Gazette}},
        +  title = {{The agency's year}},
        +  url = {https://example.org/year},
        +}
    "#]]
    .assert_eq(&stdout(&output));
    let said = "draft.md: 1 citation, 1 entry of the bibliography to add; `--write` adds them\n";
    assert_eq!(stderr(&output), said);
    assert_eq!((read("draft.md"), read("refs.bib")), before);
    let output = run(folder.path(), &["cite", "--write", "draft.md"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    assert_eq!(stderr(&output), "draft.md: added 1 citation, 1 entry of the bibliography\n");
    // The byte order mark is there still.
    assert_eq!(read("draft.md"), before.0.replace("2021.", "2021 [@agency-report]."));
    let output = run(folder.path(), &["cite", "draft.md"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    assert_eq!(stderr(&output), "draft.md: nothing to add\n");
}

#[test]
fn a_draft_from_standard_input_is_cited_onto_standard_output() {
    let folder = citing_workspace();
    let cite = |args: &[&str]| {
        let mut child = citecheck(folder.path(), &[&["cite", "-"], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("citecheck starts");
        let mut stdin = child.stdin.take().expect("standard input is ours");
        stdin.write_all(b"The agency opened 12 field offices in 2021.\r\n").expect("citecheck reads");
        drop(stdin);
        child.wait_with_output().expect("citecheck ends")
    };
    let output = cite(&["--write"]);
    let cited = "The agency opened 12 field offices in 2021 ([Norham Gazette, 29 December 2025](https://example.org/year)).\r\n";
    let cited_by_key = "The agency opened 12 field offices in 2021 [@agency-report].\r\n";
    assert!([cited, cited_by_key].contains(&stdout(&output).as_str()), "{}", stdout(&output));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = cite(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("\n-The agency opened 12 field offices in 2021.\r\n+The agency"),
        "{}",
        stdout(&output)
    );
    let output = cite(&["--only", "nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output).lines().next(), Some("error: there is no source `nobody`"));
    assert_eq!(cite(&["--line", "2-3"]).status.code(), Some(0));
    assert_eq!(cite(&["--line", "0"]).status.code(), Some(2));
}

#[test]
fn a_bibliography_is_written_in_the_form_that_its_name_says() {
    let folder = citing_workspace();
    fs::write(folder.path().join("cited.md"), "It opened offices [@agency-report].\n").expect("a file");
    let listed = |args: &[&str]| {
        let output = run(folder.path(), &[&["bibliography"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert!(listed(&["cited.md"]).starts_with("@online{agency-report,\n"));
    assert_eq!(listed(&["draft.md"]), "");
    assert!(listed(&["--all", "--format", "hayagriva"]).starts_with("agency-report:\n  type: web\n"));
    let cited = listed(&["cited.md", "--style", "icd-206"]);
    let expected = "1. Norham Gazette; “The agency's year”; 29 December 2025; https://example.org/year. Reliability: \
                    B2 (usually reliable, probably true).\n";
    assert_eq!(cited, expected);
    listed(&["cited.md", "-o", "refs.json"]);
    let read = fs::read_to_string(folder.path().join("refs.json")).expect("a file");
    let items: serde_json::Value = serde_json::from_str(&read).expect("JSON");
    assert_eq!(items[0]["id"], "agency-report");
    // Nothing is written over, and a style that is none is told.
    let refused = |args: &[&str], message: &str| {
        let output = run(folder.path(), &[&["bibliography", "cited.md"], args].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
    };
    refused(&["-o", "refs.json"], "error: `refs.json` is there already\nhint: ");
    refused(&["--style", "nobodys"], "error: there is no citation style `nobodys`\nhint: use `chicago-notes`, `apa`, ");
    refused(&["--style", "iso-609"], "error: there is no citation style `iso-609`\nhint: did you mean `iso-690`?");
    refused(&["--format", "bibtex", "--style", "apa"], "error: a style is for references in full");
    fs::write(folder.path().join("house.csl"), "<style><macro>").expect("a file");
    refused(&["--style", "house.csl"], "error: `");
}

#[test]
fn the_references_of_a_report_are_in_the_style_that_is_chosen() {
    let folder = citing_workspace();
    fs::write(folder.path().join("cited.md"), "The agency opened 12 field offices in 2021 [@agency-report].\n")
        .expect("a file");
    let page = |args: &[&str]| {
        let output = run(folder.path(), &[&["report", "cited.md", "-o", "-"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let plain = page(&[]);
    assert!(plain.contains("Norham Gazette, 29 December 2025. "), "{plain}");
    let apa = page(&["--style", "apa"]);
    assert!(apa.contains("<em>The agency's year</em>. (2025, December 29)."), "{apa}");
    assert!(
        apa.contains("<a href=\"https://example.org/year\" rel=\"noopener noreferrer\">https://example.org/year</a>")
    );
    fs::write(folder.path().join("citecheck.toml"), "reference-style = \"apa\"\n").expect("a file");
    assert!(page(&[]).contains("<em>The agency's year</em>. (2025, December 29)."));
    fs::write(folder.path().join("citecheck.toml"), "reference-style = \"house.csl\"\n").expect("a file");
    let output = run(folder.path(), &["report", "cited.md", "-o", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("house.csl`"), "{}", stderr(&output));
}
