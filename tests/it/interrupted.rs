//! Indexing that is killed, or whose disk is full or fails, at one call to the system after another: the next start says
//! what it would have said anyway, and no fault is passed off as a verdict.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use citecheck::check::{Memo, check};
use citecheck::draft::Draft;
use citecheck::load::{Settings, Workspace, verify, written};
use citecheck::output::{self, CheckedDraft};
use serde_json::Value;
use similar::TextDiff;
use tempfile::TempDir;

/// One call in so many is tried; `1` in the environment variable of this name tries all, with every fault.
const EVERY: &str = "CITECHECK_FAULTS_EVERY";

/// Calls that change what lies on disk, and those that open it. Those that a system does not have are passed over.
const CALLS: &str = "?write,?writev,?pwrite64,?pwritev,?fsync,?fdatasync,?sync_file_range,?open,?openat,?creat,?rename,\
    ?renameat,?renameat2,?unlink,?unlinkat,?rmdir,?mkdir,?mkdirat,?link,?linkat,?symlinkat,?truncate,?ftruncate,\
    ?fallocate,?chmod,?fchmod,?fchmodat,?flock,?mmap";

const FAULTS: [&str; 3] = ["signal=KILL", "error=ENOSPC", "error=EIO"];

const DRAFT: &str = "The agency opened 14 field offices in 2021 [@agency-report].\n\n\
    The works at the eastern quay cost 35.1 million crowns.\n\n\
    The harbour board met on 3 May 2024.\n\n\
    The lighthouse at Norham was built in 1871.\n\n\
    Rudolf Rassendyll opened the new fish market in Streslau.\n";

/// What is done to an index, each after the one before.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// There is none yet.
    Begun,
    /// Sources are new and other ones than before, a document among them.
    Changed,
    /// One is gone. What the thread that ends a commit does is then not hidden by what another does as often.
    Gone,
    Rebuilt,
}

const STAGES: [Stage; 4] = [Stage::Begun, Stage::Changed, Stage::Gone, Stage::Rebuilt];

/// A workspace with a cache of its own.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder for the test") };
        fs::create_dir(place.path("sources")).expect("the folder can be written");
        fs::write(place.path("draft.md"), DRAFT).expect("the folder can be written");
        let report = "---\nkey: agency-report\ndate: 2025-12-29\n---\n\nThe agency opened 12 field offices in 2021.\n";
        place.put("report.md", report.as_bytes());
        place.put("library.bib", b"@misc{agency-report, title = {Field offices}, file = {report.md}}\n");
        place.put("board.txt", b"The harbour board of Ruritania met on 2 May 2024.\n");
        place.put("norham.md", b"The lighthouse at Norham was built in 1871.\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Long ago, so that files are known by their times.
    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path("sources").join(name);
        fs::write(&path, bytes).expect("the folder can be written");
        let file = File::options().write(true).open(path).expect("the file is there");
        file.set_modified(SystemTime::now() - Duration::from_secs(3600)).expect("a time can be set");
    }

    fn begin(&self, stage: Stage) {
        match stage {
            Stage::Begun | Stage::Rebuilt => {}
            Stage::Changed => {
                self.put("board.txt", b"The harbour board of Ruritania met on Friday, 3 May 2024.\n");
                self.put("quay.pdf", include_bytes!("../formats/pdf/report.pdf"));
                self.put("market.html", b"<p>The mayor opened the new fish market in Streslau.</p>");
            }
            Stage::Gone => fs::remove_file(self.path("sources/norham.md")).expect("the file is there"),
        }
    }

    fn settings(&self, cache: &str) -> Settings {
        let reader = Some(PathBuf::from(env!("CARGO_BIN_EXE_citecheck")));
        Settings { cache: Some(self.path(cache)), reader, ..Settings::default() }
    }

    fn citecheck(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_citecheck"));
        command.args(args).current_dir(self.folder.path()).env("HOME", self.path("home"));
        command.env("CITECHECK_CACHE", self.path("cache")).env_remove("CITECHECK_EXTRA_CORPUS");
        command
    }

    fn check(&self) -> Command {
        self.citecheck(&["check", "draft.md", "--format", "json"])
    }

    /// The command that does the work of a stage.
    fn work(&self, stage: Stage) -> Command {
        match stage {
            Stage::Changed => self.check(),
            Stage::Rebuilt => self.citecheck(&["index", "--rebuild"]),
            Stage::Begun | Stage::Gone => self.citecheck(&["index"]),
        }
    }

    /// What is said of the draft with this cache.
    fn said(&self, cache: &str) -> Said {
        let path = self.path("draft.md");
        let workspace = Workspace::load(&path, &self.settings(cache), &|_, _| {});
        let draft = Draft { saved: written(&path), ..Draft::parse(DRAFT) };
        let report = check(&workspace.context, draft.into(), &Memo::default());
        let draft = CheckedDraft { path: "draft.md", corpus: &workspace.context.corpus, report: &report };
        let json = output::json(&[draft], &workspace.notices, &workspace.root);
        Said::read(serde_json::to_value(json).expect("JSON"), &self.path(cache))
    }

    /// What a fresh start makes of what is left, which is sound afterwards.
    fn said_afterwards(&self, expected: &Said, terms: &str) -> Result<(), String> {
        // A process of its own comes first, as a user's would.
        let output = self.citecheck(&["terms"]).output().expect("citecheck starts");
        if text(&output.stdout) != terms {
            return Err(format!("the terms are {}{}", text(&output.stdout), text(&output.stderr)));
        }
        let unfinished = unfinished(&self.path("cache"));
        if !unfinished.is_empty() {
            return Err(format!("nobody cleared away {unfinished:?}"));
        }
        expected.compare(&self.said("cache")).map_err(|it| format!("a fresh check says\n{it}"))?;
        let verified = verify(&self.path("draft.md"), &self.settings("cache"));
        let faults = verified.map_or_else(|it| format!("{it:?}"), |it| it.faults.join("; "));
        if faults.is_empty() { Ok(()) } else { Err(format!("the index is not sound: {faults}")) }
    }

    /// Whether the command that met the fault said nothing that is not so, or that something is wrong.
    fn was_honest(&self, output: &Output, expected: &Said) -> Result<(), String> {
        let Ok(json) = serde_json::from_slice(&output.stdout) else {
            // It was killed, or its last words met the fault.
            let is_told = !matches!(output.status.code(), Some(0 | 1));
            return if is_told { Ok(()) } else { Err(format!("no output and {}", output.status)) };
        };
        let said = Said::read(json, &self.path("cache"));
        let is_told = output.status.code() == Some(2) || said.trouble.iter().any(|it| it.contains("cannot read"));
        // Without a folder to write to there are no mirrors.
        let outcome = expected.without_mirrors().compare(&said.without_mirrors());
        if is_told { Ok(()) } else { outcome.map_err(|it| format!("the command itself says\n{it}")) }
    }
}

/// What a check came to.
struct Said {
    /// Verdicts, findings and evidence, with the mirrors' texts in place of their paths.
    report: Value,
    trouble: Vec<String>,
}

impl Said {
    fn read(mut json: Value, cache: &Path) -> Self {
        let notices = json["notices"].as_array().cloned().unwrap_or_default();
        let trouble = notices.iter().map(|it| it["message"].as_str().unwrap_or_default().to_owned()).collect();
        let mut report = json["drafts"].take();
        with_mirrors(&mut report, cache);
        Self { report, trouble }
    }

    /// The same without mirrors, and without what is said of the folder of the index.
    fn without_mirrors(&self) -> Self {
        let mut report = self.report.clone();
        without(&mut report, "mirror");
        Self { report, trouble: Vec::new() }
    }

    /// Where the other is not the same.
    fn compare(&self, other: &Self) -> Result<(), String> {
        if self.report == other.report && self.trouble == other.trouble {
            return Ok(());
        }
        let [one, other] = [self, other].map(|it| format!("{:#?}\n{:#}\n", it.trouble, it.report));
        Err(TextDiff::from_lines(&one, &other).unified_diff().to_string())
    }
}

/// Takes a field out of all objects.
fn without(value: &mut Value, name: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| without(it, name)),
        Value::Object(fields) => {
            fields.remove(name);
            fields.values_mut().for_each(|it| without(it, name));
        }
        _ => {}
    }
}

/// Puts the text of each mirror in the place of its path.
fn with_mirrors(value: &mut Value, cache: &Path) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| with_mirrors(it, cache)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str().filter(|_| name == "mirror") {
                    Some(path) if Path::new(path).starts_with(cache) => {
                        *field = fs::read_to_string(path).unwrap_or_else(|it| format!("none: {it}")).into();
                    }
                    _ => with_mirrors(field, cache),
                }
            }
        }
        _ => {}
    }
}

/// What a process that is gone had begun to write, at whatever depth.
fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let mut acc = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path().is_dir() {
            true => acc.extend(unfinished(&entry.path())),
            false if entry.file_name().to_string_lossy().contains(".ThreadId(") => acc.push(entry.path()),
            false => {}
        }
    }
    acc
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    if !from.is_dir() {
        return;
    }
    fs::create_dir_all(to).expect("the folder can be written");
    for entry in fs::read_dir(from).expect("the folder can be read").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("the folder can be written");
        }
    }
}

/// A fault: the n-th call of this name in a thread, whichever thread comes to it.
type Fault = (String, usize, &'static str);

/// Runs the command with the fault.
fn run_with(command: &Command, (call, n, fault): &Fault) -> Output {
    let inject = format!("inject={call}:{fault}:when={n}");
    traced(command, &["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject])
        .output()
        .expect("strace starts")
}

fn traced(command: &Command, args: &[&str]) -> Command {
    let mut acc = Command::new("strace");
    acc.args(["-f", "--seccomp-bpf", "-qq"]).args(args).arg(command.get_program()).args(command.get_args());
    acc.current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => acc.env(name, value),
            None => acc.env_remove(name),
        };
    }
    acc
}

/// The calls of the command that have to do with the cache, as strace counts them: by thread.
fn calls(place: &Place, command: &Command) -> Vec<(String, usize)> {
    let log = place.path("calls");
    let log_name = log.to_string_lossy().into_owned();
    let trace = format!("trace={CALLS}");
    traced(command, &["-y", "-o", &log_name, "-e", &trace]).output().expect("strace starts");
    let cache = place.path("cache").to_string_lossy().into_owned();
    let mut n_calls: HashMap<(&str, &str), usize> = HashMap::new();
    let mut acc = BTreeSet::new();
    let log = fs::read_to_string(log).expect("strace tells");
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, args)) = rest.trim_start().split_once('(') else { continue };
        if !call.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_') {
            continue;
        }
        let n = n_calls.entry((thread, call)).or_default();
        *n += 1;
        if args.contains(&cache) {
            acc.insert((call.to_owned(), *n));
        }
    }
    acc.into_iter().collect()
}

/// Whether calls can be made to fail here. Where the tests must be complete, `strace` has to be there.
fn has_strace() -> bool {
    let output = Command::new("strace").args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"]).output();
    let why = match output {
        Ok(output) if output.status.success() => return true,
        Ok(_) => "`strace` may not trace here",
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "`strace` cannot be started, so faults cannot be tried: {error}");
            "`strace` is missing"
        }
    };
    skipped(&format!("{why}; faults of the disk were NOT tried"));
    false
}

/// Tells it past what catches the output of tests that pass.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "\nSKIPPED: {why}\n");
}

#[test]
fn a_fault_at_any_call_costs_nothing_but_time() {
    if !has_strace() {
        return;
    }
    let every: usize = std::env::var(EVERY).ok().and_then(|it| it.parse().ok()).unwrap_or(5).max(1);
    let n_workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let n_tried = Mutex::new(BTreeMap::<String, usize>::new());
    std::thread::scope(|scope| {
        for worker in 0..n_workers {
            let (next, failures, n_tried) = (&next, &failures, &n_tried);
            scope.spawn(move || {
                let place = Place::new();
                let mut n_before = 0;
                for stage in STAGES {
                    place.begin(stage);
                    copy(&place.path("cache"), &place.path("before"));
                    let expected = place.said("clean");
                    assert_eq!(expected.trouble, [""; 0]);
                    let command = place.work(stage);
                    let faults = chosen(&calls(&place, &command), every);
                    let terms = text(&place.citecheck(&["terms"]).output().expect("citecheck starts").stdout);
                    place.said_afterwards(&expected, &terms).expect("without a fault nothing is wrong");
                    copy(&place.path("cache"), &place.path("after"));
                    for (idx, fault) in faults.iter().enumerate() {
                        // Each worker takes its share: threads may make a call more or less each time.
                        if (idx + n_before) % n_workers != worker {
                            continue;
                        }
                        copy(&place.path("before"), &place.path("cache"));
                        let output = run_with(&command, fault);
                        let was_honest = match stage {
                            Stage::Changed => place.was_honest(&output, &expected),
                            _ => Ok(()),
                        };
                        let outcome = was_honest.and_then(|()| place.said_afterwards(&expected, &terms));
                        if let Err(wrong) = outcome {
                            let stderr = text(&output.stderr);
                            let failure = format!("{stage:?}, {fault:?}: {wrong}\n{stderr}");
                            failures.lock().expect("no panic").push(failure);
                        }
                        *n_tried.lock().expect("no panic").entry(format!("{stage:?} {}", fault.2)).or_default() += 1;
                        next.fetch_add(1, Ordering::Relaxed);
                    }
                    n_before += faults.len();
                    copy(&place.path("after"), &place.path("cache"));
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic");
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), next.into_inner(), failures.join("\n"));
    let n_tried = n_tried.into_inner().expect("no panic");
    assert_eq!(n_tried.len(), STAGES.len() * FAULTS.len(), "{n_tried:?}");
}

/// Every so many of the calls, the faults in turn; all faults where all calls are chosen.
fn chosen(calls: &[(String, usize)], every: usize) -> Vec<Fault> {
    let mut acc = Vec::new();
    for (idx, (call, n)) in calls.iter().enumerate().filter(|(idx, _)| idx % every == 0) {
        let faults = if every == 1 { &FAULTS[..] } else { &FAULTS[idx / every % FAULTS.len()..][..1] };
        acc.extend(faults.iter().map(|fault| (call.clone(), *n, *fault)));
    }
    acc
}

/// A folder that holds 1 MiB, until it is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).expect("the folder can be written");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&folder);
        mount.output().is_ok_and(|it| it.status.success()).then_some(Self(folder))
    }

    /// Fills it but for so many pages.
    fn fill(&self, n_left: u64) {
        const PAGE: u64 = 4096;
        let mut file = File::create(self.0.join("filler")).expect("the folder can be written");
        let page = [7; PAGE as usize];
        while file.write_all(&page).is_ok() {}
        let n_bytes = file.metadata().expect("it is there").len() / PAGE * PAGE;
        file.set_len(n_bytes.saturating_sub(n_left * PAGE)).expect("it can be cut");
    }

    fn clear(&self) {
        fs::remove_file(self.0.join("filler")).expect("it is there");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_costs_nothing_but_time() {
    let place = Place::new();
    let Some(disk) = SmallDisk::at(place.path("cache")) else {
        return skipped("no folder can be mounted here; a full disk was NOT tried");
    };
    for stage in [Stage::Begun, Stage::Changed, Stage::Gone] {
        place.begin(stage);
        copy(&place.path("cache"), &place.path("before"));
        let expected = place.said("clean");
        place.said("cache");
        let terms = text(&place.citecheck(&["terms"]).output().expect("citecheck starts").stdout);
        copy(&place.path("cache"), &place.path("after"));
        let mut n_told = 0;
        for n_left in [0, 2, 6, 12, 20, 30] {
            copy(&place.path("before"), &place.path("cache"));
            disk.fill(n_left);
            let output = place.check().output().expect("citecheck starts");
            n_told += usize::from(text(&output.stderr).contains("the index cannot be kept on disk"));
            place.was_honest(&output, &expected).unwrap_or_else(|it| panic!("{stage:?}, {n_left} pages left: {it}"));
            disk.clear();
            let outcome = place.said_afterwards(&expected, &terms);
            outcome.unwrap_or_else(|it| panic!("{stage:?}, after {n_left} pages were left: {it}"));
        }
        assert!(n_told > 0, "{stage:?}");
        copy(&place.path("after"), &place.path("cache"));
    }
}

#[test]
fn output_that_cannot_be_written_is_trouble_and_complaints_that_cannot_are_none() {
    let place = Place::new();
    fs::write(place.path("sources/scan.pdf"), include_bytes!("../formats/pdf/scan.pdf")).expect("it can be written");
    let full = || File::options().write(true).open("/dev/full").expect("a device");
    let output = place.check().stderr(full()).output().expect("citecheck starts");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    let output = place.check().stdout(full()).output().expect("citecheck starts");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let output = place.check().stdout(full()).stderr(full()).output().expect("citecheck starts");
    assert_eq!(output.status.code(), Some(2));
}
