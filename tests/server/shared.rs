//! Two editors and the command line on one index, while sources change and whoever writes is killed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use citecheck::check::{Memo, check};
use citecheck::draft::Draft;
use citecheck::load::{Settings, Workspace, verify};
use serde_json::{Value, json};

use crate::client::Server;

/// How many rounds of changes and kills there are; more with the environment variable of this name.
const ROUNDS: &str = "CITECHECK_SHARED_ROUNDS";

/// How long the last to hear of a change may take on a busy machine, after others that held the index were killed.
const PATIENCE: Duration = Duration::from_secs(60);

const PLACES: [&str; 12] = [
    "Norham",
    "Streslau",
    "Zenda",
    "Tarlenheim",
    "Hentzau",
    "Elphberg",
    "Hofbau",
    "Festenburg",
    "Sapt",
    "Strakencz",
    "Luzau",
    "Bersonin",
];

/// A workspace whose sources change, and its index.
struct Place {
    folder: tempfile::TempDir,
    draft: String,
    random: fastrand::Rng,
}

impl Place {
    fn new(seed: u64) -> Self {
        let claim = |place: &&str| format!("The office in {place} opened 14 kiosks in 2021.\n\n");
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("sources")).expect("a folder");
        let place = Self { folder, draft: PLACES.iter().map(claim).collect(), random: fastrand::Rng::with_seed(seed) };
        fs::write(place.path("draft.md"), &place.draft).expect("a file");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn uri(&self) -> String {
        format!("file://{}", self.path("draft.md").display())
    }

    /// Lets some sources come, go and change, as an editor, a script or a browser leaves them. No two want the same key,
    /// as who gets it depends on what was there before.
    fn change(&mut self) {
        for _ in 0..self.random.usize(1..5) {
            let place = PLACES[self.random.usize(..PLACES.len())];
            let (kind, n) = (self.random.usize(..4), [12, 14, 16][self.random.usize(..3)]);
            let name = |ending: &str| self.path("sources").join(format!("{place}{ending}"));
            let text = format!("The office in {place} opened {n} kiosks in 2021.");
            match kind {
                0 => _ = fs::remove_file(name(".md")),
                1 => _ = fs::remove_file(name("-page.html")),
                2 => fs::write(name("-page.html"), format!("<html><body><p>{text}</p></body></html>")).expect("a file"),
                _ => {
                    let new = self.path("sources").join(format!(".{place}.new"));
                    fs::write(&new, format!("---\nkey: {place}\n---\n\n{text}\n")).expect("a file");
                    fs::rename(new, name(".md")).expect("a file");
                }
            }
        }
    }

    fn open(&self) -> Server {
        let mut server = Server::start_in(&self.path("cache"));
        let folder = format!("file://{}", self.folder.path().display());
        server.request("initialize", json!({"capabilities": {}, "workspaceFolders": [{"uri": folder, "name": "w"}]}));
        server.notify("initialized", json!({}));
        server.open(&self.uri(), &self.draft);
        server
    }

    fn command(&self, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_citecheck"));
        command.args(args).current_dir(self.folder.path()).env("CITECHECK_CACHE", self.path("cache"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("citecheck starts")
    }

    fn settings(&self, cache: &Path) -> Settings {
        let reader = Some(PathBuf::from(env!("CARGO_BIN_EXE_citecheck")));
        Settings { cache: Some(cache.to_owned()), reader, ..Settings::default() }
    }

    /// What a check says with this cache; what it says of the workspace as well.
    fn said(&self, cache: &Path) -> BTreeSet<String> {
        let path = self.path("draft.md");
        let workspace = Workspace::load(&path, &self.settings(cache), &|_, _| {});
        let notices = workspace.notices.iter().map(|it| it.message.clone());
        if workspace.is_broken() {
            return ["not-checked".to_owned()].into();
        }
        let report = check(&workspace.context, Arc::new(Draft::parse(&self.draft)), &Memo::default());
        assert!(report.is_checked);
        let line = |offset: usize| self.draft[..offset].matches('\n').count();
        let findings = report.findings.iter();
        notices.chain(findings.map(|it| shown(it.rule, line(it.span.start), &it.message))).collect()
    }

    /// What it says without any index of before.
    fn expected(&self) -> BTreeSet<String> {
        self.said(tempfile::tempdir().expect("a folder").path())
    }

    /// Waits until the server says what is so.
    fn wait_for(&self, server: &mut Server, who: &str) {
        let start = Instant::now();
        let expected = self.expected();
        let mut said = None;
        while start.elapsed() < PATIENCE {
            said = server.newest(&self.uri()).map(|it| it.iter().map(shown_diagnostic).collect::<BTreeSet<_>>());
            if said.as_ref() == Some(&expected) {
                return;
            }
        }
        panic!("{who} says {said:#?} in place of {expected:#?}");
    }
}

fn shown(rule: &str, line: usize, message: &str) -> String {
    format!("{line:02} {rule}: {message}")
}

fn shown_diagnostic(diagnostic: &Value) -> String {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let line = diagnostic["range"]["start"]["line"].as_u64().unwrap_or_default();
    match text(&diagnostic["code"]).as_str() {
        // Why is told in other words there.
        "not-checked" => "not-checked".to_owned(),
        "corpus" => text(&diagnostic["message"]),
        rule => shown(rule, line as usize, &text(&diagnostic["message"])),
    }
}

#[test]
fn two_editors_and_the_command_line_agree_after_any_of_them_was_killed() {
    let n_rounds: usize = std::env::var(ROUNDS).ok().and_then(|it| it.parse().ok()).unwrap_or(10);
    let seed = std::env::var("CITECHECK_SHARED_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(12);
    let mut place = Place::new(seed);
    let mut servers = [place.open(), place.open()];
    for round in 0..n_rounds {
        let mut commands = Vec::new();
        for _ in 0..3 {
            place.change();
            let args: &[&str] = match place.random.usize(..6) {
                0 => &["index", "--rebuild"],
                1 => &["purge"],
                _ => &["index"],
            };
            commands.push(place.command(args));
            // Before, amid and after the quiet that the servers wait for.
            std::thread::sleep(Duration::from_millis(place.random.u64(..300)));
            if place.random.bool() {
                let victim = place.random.usize(..commands.len());
                let _ = commands[victim].kill();
            }
            if place.random.u8(..4) == 0 {
                let victim = place.random.usize(..2);
                // Killed when it is dropped.
                servers[victim] = place.open();
            }
        }
        for mut command in commands {
            command.wait().expect("it ends");
        }
        for (idx, server) in servers.iter_mut().enumerate() {
            place.wait_for(server, &format!("server {idx} in round {round}"));
        }
    }
    let cache = place.path("cache");
    assert_eq!(place.said(&cache), place.expected());
    let verified = verify(&place.path("draft.md"), &place.settings(&cache)).expect("there is an index");
    assert_eq!(verified.faults, [""; 0]);
}
