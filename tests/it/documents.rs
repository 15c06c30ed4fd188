//! Documents that are no text files, made by the programs that people make them with, as the user meets them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A workspace with these files as its sources.
fn workspace(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::create_dir(folder.path().join("sources")).expect("the folder can be written");
    for (name, bytes) in files {
        fs::write(folder.path().join("sources").join(name), bytes).expect("the folder can be written");
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_citecheck"));
    command.current_dir(folder).args(args);
    command.env("HOME", folder.join("home")).env("XDG_CACHE_HOME", folder.join("cache"));
    command.output().expect("citecheck starts")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The files made by real programs: name and contents.
fn real_files() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut acc = Vec::new();
    for folder in ["pdf", "office", "web"] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root.join(folder)).into_iter().flatten().flatten().map(|it| it.path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|it| it.is_file()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            acc.push((name, fs::read(&path).expect("the file can be read")));
        }
    }
    assert!(acc.len() > 8, "{}", acc.len());
    acc
}

const REPORT: &[u8] = include_bytes!("../formats/pdf/report.pdf");

#[test]
fn a_claim_is_held_against_the_page_of_a_pdf() {
    let folder = workspace(&[("report.pdf", REPORT)]);
    let draft = "The council accepted all three on 12 January 2024.\n\n\
        The works at the eastern quay cost 35.1 million crowns.\n";
    fs::write(folder.path().join("draft.md"), draft).expect("the folder can be written");
    let output = run(folder.path(), &["check", "draft.md"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("31.5 million, the draft says 35.1 million"), "{}", stdout(&output));
    assert!(stdout(&output).contains("page 1"), "{}", stdout(&output));
    assert!(stdout(&output).contains("sources/report.pdf, page 1"), "{}", stdout(&output));

    let checked = json(&run(folder.path(), &["check", "draft.md", "--format", "json"]));
    let draft = &checked["drafts"][0];
    assert_eq!(draft["findings"].as_array().map(Vec::len), Some(1), "{draft:#}");
    let evidence = &draft["claims"][0]["evidence"][0];
    assert_eq!((&evidence["path"], &evidence["page"]), (&"sources/report.pdf".into(), &2.into()));
    // The mirror has the words in the very place that the evidence names.
    let mirror = fs::read_to_string(evidence["mirror"].as_str().expect("a mirror")).expect("the mirror is there");
    let offset = |name: &str| evidence["span"][name].as_u64().expect("an offset") as usize;
    assert_eq!(&mirror[offset("start")..offset("end")], "The council accepted all three on 12 January 2024.");
    let line = evidence["line"].as_u64().expect("a line") as usize;
    assert!(mirror.lines().nth(line - 1).is_some_and(|it| it.starts_with("The council accepted all three")));
    assert!(mirror.contains("report.pdf#page=2)"), "{mirror}");
}

#[test]
fn a_document_that_moved_is_not_read_again_and_one_that_went_leaves_nothing() {
    let folder = workspace(&[("report.pdf", REPORT)]);
    let path = |name: &str| folder.path().join(name);
    let kept = |what: &str| {
        let caches = fs::read_dir(path("cache/citecheck")).expect("a cache").flatten();
        caches.flat_map(|it| fs::read_dir(it.path().join(what)).into_iter().flatten().flatten()).count()
    };
    run(folder.path(), &["index"]);
    assert_eq!((kept("readings"), kept("mirrors")), (1, 1));
    // Nothing that the reader could be asked is left, but the answer is known.
    fs::rename(path("sources/report.pdf"), path("sources/review.pdf")).expect("the folder can be written");
    let sources = json(&run(folder.path(), &["sources", "--format", "json"]));
    assert_eq!(sources["sources"][0]["path"], "sources/review.pdf");
    assert_eq!((kept("readings"), kept("mirrors")), (1, 1));
    fs::write(path("sources/notes.md"), "Nothing else is here.\n").expect("the folder can be written");
    fs::remove_file(path("sources/review.pdf")).expect("the folder can be written");
    run(folder.path(), &["index"]);
    assert_eq!((kept("readings"), kept("mirrors")), (0, 0));
}

#[test]
fn what_cannot_be_read_is_named_with_its_reason() {
    let folder = workspace(&[
        ("locked.pdf", include_bytes!("../formats/pdf/locked.pdf")),
        ("scan.pdf", include_bytes!("../formats/pdf/scan.pdf")),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
        ("report.pdf", REPORT),
    ]);
    let sources = json(&run(folder.path(), &["sources", "--format", "json"]));
    assert_eq!(sources["sources"].as_array().map(Vec::len), Some(1));
    let problems: Vec<String> = sources["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|it| {
            format!("{}: {}", it["path"].as_str().unwrap_or_default(), it["problem"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("sources/broken.pdf: damaged"), "{problems:?}");
    assert_eq!(problems[1], "sources/locked.pdf: asks for a password");
    assert!(problems[2].starts_with("sources/scan.pdf: a scan without a text"), "{problems:?}");
}

/// What the process that reads a document may do, before it has got one.
#[cfg(target_os = "linux")]
#[test]
fn a_document_is_read_with_little_memory_and_time_and_no_files() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};
    let mut child = Command::new(env!("CARGO_BIN_EXE_citecheck"))
        .args(["read-document", "pdf"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("citecheck starts");
    let path = format!("/proc/{}/limits", child.id());
    let hard = |name: &str| {
        let limits = fs::read_to_string(&path).unwrap_or_default();
        let line = limits.lines().find_map(|it| it.strip_prefix(name)).map(str::to_owned).unwrap_or_default();
        line.split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    // It gives up its files last.
    let start = Instant::now();
    while hard("Max open files") != "3" && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(hard("Max open files"), "3");
    assert_eq!(hard("Max address space"), (1_u64 << 30).to_string());
    assert_eq!(hard("Max cpu time"), "21");
    assert_eq!(hard("Max file size"), "0");
    assert_eq!(hard("Max core file size"), "0");
    // Without a document it still answers.
    drop(child.stdin.take());
    assert!(child.wait_with_output().expect("it ends").stdout.len() > 8);
}

/// How many damaged files are tried; more with the environment variable of this name.
const DAMAGED: &str = "CITECHECK_DAMAGED_FILES";

#[test]
fn every_file_is_indexed_or_refused_with_a_reason_and_the_others_stay_as_they_are() {
    let n_damaged: usize = std::env::var(DAMAGED).ok().and_then(|it| it.parse().ok()).unwrap_or(60);
    let mut random = fastrand::Rng::with_seed(8);
    let real = real_files();
    let named: Vec<(&str, &[u8])> = real.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let folder = workspace(&named);
    let before = json(&run(folder.path(), &["sources", "--format", "json"]));
    for idx in 0..n_damaged {
        let (name, bytes) = &real[random.usize(..real.len())];
        let damaged = damaged(bytes, &mut random);
        fs::write(folder.path().join("sources").join(format!("damaged-{idx}-{name}")), damaged)
            .expect("the folder can be written");
    }
    let after = json(&run(folder.path(), &["sources", "--format", "json"]));
    let rows = |all: &Value, list: &str, key: &str| -> Vec<(String, String)> {
        let rows = all[list].as_array().cloned().unwrap_or_default();
        let text = |it: &Value, key: &str| it[key].to_string();
        rows.iter().map(|it| (text(it, "path"), text(it, key))).collect()
    };
    let told: BTreeSet<String> = rows(&after, "sources", "key")
        .into_iter()
        .chain(rows(&after, "problems", "problem").into_iter().inspect(|it| assert!(it.1.len() > 2)))
        .map(|it| it.0)
        .collect();
    assert_eq!(told.len(), real.len() + n_damaged);
    let passages = rows(&after, "sources", "passages");
    for row in rows(&before, "sources", "passages") {
        assert!(passages.contains(&row), "{row:?}");
    }
}

/// The same file with bytes changed, cut off, left out or doubled.
fn damaged(bytes: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut acc = bytes.to_vec();
    for _ in 0..random.usize(1..8) {
        let at = random.usize(..acc.len().max(1));
        let len = random.usize(1..200).min(acc.len() - at);
        match random.u8(..5) {
            0 => acc.truncate(at.max(1)),
            1 => _ = acc.drain(at..at + len),
            2 => acc.extend_from_within(at..at + len),
            _ => acc[at..at + len].iter_mut().take(8).for_each(|it| *it = random.u8(..)),
        }
    }
    acc
}
