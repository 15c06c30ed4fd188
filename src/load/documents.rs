//! Reads documents in a process of their own, which can do no harm, and remembers what came of it.
//!
//! A document may be made to hang or to fill the memory of whatever reads it, and no library guards against all of that.
//! So the program starts itself once more for each document, hands it over on standard input and takes the reading from
//! standard output; that process has little memory and time, and gives up its right to open anything before it looks at
//! the document. What came of it, failures too, is kept by the hash of the contents: a file that is moved is not read
//! again, and one that breaks the reader is tried once.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::*;
use crate::corpus::Extract;
use crate::corpus::import::{self, Reading};

/// The command of the program that reads a document from standard input; its argument is the ending.
pub const COMMAND: &str = "read-document";

/// Of the process that reads, in bytes: real documents of 64 MiB stay below it.
const MEMORY: u64 = 1 << 30;

/// Of its processor time.
const CPU_SECONDS: u64 = 20;

/// How long it may take in all.
const WALL: Duration = Duration::from_secs(30);

/// The most it may answer, in bytes: some twenty times the longest books.
const MAX_ANSWER: u64 = 64 << 20;

/// How many documents are read at once, as each may take as much memory as it is allowed.
const AT_ONCE: usize = 2;

/// The program of this process, to be started for documents.
pub fn this_program() -> Option<PathBuf> {
    // By this name it is the same one even after an update has replaced the file.
    let by_system = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && by_system.exists() { Some(by_system) } else { std::env::current_exe().ok() }
}

/// Whether the file is the mirror of a source, in whatever cache: it is no draft.
pub fn is_mirror(path: &Path) -> bool {
    let names: Vec<_> = path.components().rev().map(|it| it.as_os_str().to_string_lossy()).take(4).collect();
    let is_hex = |it: &str| it.len() == 16 && it.bytes().all(|it| it.is_ascii_hexdigit());
    matches!(names.as_slice(), [_, folder, mirrors, cache]
        if is_hex(folder) && mirrors == MIRRORS && cache.rsplit('-').next().is_some_and(is_hex))
}

/// The name of the folder of mirrors in that of an index.
pub(super) const MIRRORS: &str = "mirrors";

/// What reads documents for one workspace.
pub(super) struct Documents {
    /// The program that is started for each; without one, this process reads them itself.
    pub(super) program: Option<PathBuf>,
    /// Where readings are kept.
    pub(super) folder: Option<PathBuf>,
    /// What is kept does not count.
    pub(super) rebuild: bool,
}

type Answer = Result<Reading, Problem>;

impl Documents {
    /// What the file gives as a source; its contents have this hash.
    pub(super) fn import(&self, path: &Path, hash: &str, bytes: &[u8]) -> Result<Extract, Problem> {
        if import::is_text(path) {
            return import::import(path, bytes);
        }
        import::lay_out(path, self.read(&import::ending(path), hash, bytes)?)
    }

    /// The reading of a document whose ending is `ending` and whose contents have this hash.
    fn read(&self, ending: &str, hash: &str, bytes: &[u8]) -> Answer {
        let kept = self.folder.as_ref().map(|it| it.join(format!("{hash}.{ending}.json")));
        let known = kept.as_deref().filter(|_| !self.rebuild).and_then(recall);
        if let Some(answer) = known {
            return answer;
        }
        let answer = match &self.program {
            Some(program) => ask(program, ending, bytes),
            None => import::read_document(ending, bytes),
        };
        // That no process could be started says nothing about the document.
        if let Some(kept) = kept.filter(|_| !matches!(answer, Err(Problem::Unreadable(_)))) {
            keep(&kept, &answer);
        }
        answer
    }

    /// Forgets the readings of contents that no file has any more.
    pub(super) fn forget_all_but(&self, hashes: &HashSet<&str>) {
        let Some(entries) = self.folder.as_ref().and_then(|it| fs::read_dir(it).ok()) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.split('.').next().is_none_or(|it| !hashes.contains(it)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn recall(path: &Path) -> Option<Answer> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Only time is lost when it cannot be kept.
fn keep(path: &Path, answer: &Answer) {
    if let Ok(text) = serde_json::to_vec(answer) {
        let _ = cache::write_whole(path, &text);
    }
}

/// Starts the program for one document.
fn ask(program: &Path, ending: &str, bytes: &[u8]) -> Answer {
    let _turn = Turn::wait();
    let child = Command::new(program)
        .args([COMMAND, ending])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    match child {
        Ok(child) => converse(child, bytes),
        Err(error) => Err(Problem::Unreadable(format!("no process can be started to read it: {error}"))),
    }
}

fn converse(mut child: Child, bytes: &[u8]) -> Answer {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        let sent = scope.spawn(move || stdin.map_or(Ok(()), |mut it| it.write_all(bytes)));
        let complaint = scope.spawn(move || {
            let mut acc = String::new();
            let _ = stderr.map(|it| it.take(4096).read_to_string(&mut acc));
            acc
        });
        scope.spawn(move || {
            let mut acc = Vec::new();
            let _ = stdout.map(|it| it.take(MAX_ANSWER + 16).read_to_end(&mut acc));
            let _ = sender.send(acc);
        });
        let answer = receiver.recv_timeout(WALL);
        if answer.as_ref().map_or(true, |it| it.len() as u64 > MAX_ANSWER) {
            let _ = child.kill();
        }
        let status = child.wait();
        let complaint = complaint.join().unwrap_or_default();
        if let Some(problem) = not_sent(&sent.join().unwrap_or(Ok(()))) {
            return Err(problem);
        }
        match answer {
            Ok(answer) if answer.len() as u64 > MAX_ANSWER => {
                Err(Problem::OverLimit(format!("more than {} MiB of text", MAX_ANSWER >> 20)))
            }
            Ok(answer) => unframed(&answer).unwrap_or_else(|| Err(failure(&status, &complaint))),
            Err(RecvTimeoutError::Timeout) => {
                Err(Problem::Stopped(format!("it took longer than {} seconds", WALL.as_secs())))
            }
            Err(RecvTimeoutError::Disconnected) => Err(failure(&status, &complaint)),
        }
    })
}

/// The answer, when all of it is there.
fn unframed(bytes: &[u8]) -> Option<Answer> {
    let (len, answer) = bytes.split_first_chunk()?;
    let is_whole = u64::from_le_bytes(*len) == answer.len() as u64;
    serde_json::from_slice(answer).ok().filter(|_| is_whole)
}

/// What is wrong when the document did not reach the process whole: whatever that answers is about something else.
fn not_sent(sent: &io::Result<()>) -> Option<Problem> {
    // A process that ends early does not take in all of it.
    let error = sent.as_ref().err().filter(|it| it.kind() != io::ErrorKind::BrokenPipe)?;
    Some(Problem::Unreadable(format!("it could not be handed to the process that reads it: {error}")))
}

/// Why there is no answer: for a fault of the system, which says nothing about the document, or for one of the document.
fn failure(status: &io::Result<ExitStatus>, complaint: &str) -> Problem {
    if let Some((_, why)) = complaint.split_once(NOT_CONVEYED) {
        return Problem::Unreadable(format!("the process that read it could not say what is in it{}", why.trim_end()));
    }
    // Its limits end it by other signals, and we do after we have heard from it.
    if status.as_ref().ok().and_then(signal) == Some(SIGKILL) {
        return Problem::Unreadable("the process that read it was killed, perhaps for lack of memory".to_owned());
    }
    Problem::Stopped(cause(status, complaint))
}

/// What the process complains of when it could not read its input or write its answer.
const NOT_CONVEYED: &str = "the document or the answer was not conveyed";

/// Why the process gave no answer.
fn cause(status: &io::Result<ExitStatus>, complaint: &str) -> String {
    if complaint.contains("memory allocation of") {
        return format!("it took more than {} MiB of memory", MEMORY >> 20);
    }
    if complaint.contains("overflowed its stack") {
        return "it is nested too deep".to_owned();
    }
    match status.as_ref().ok().and_then(signal) {
        Some(SIGXCPU) => format!("it took more than {CPU_SECONDS} seconds of computing"),
        _ => "it breaks the reader".to_owned(),
    }
}

/// By which the system ends a process over its processor time.
const SIGXCPU: i32 = 24;

/// By which it ends one when memory runs out, and people do.
const SIGKILL: i32 = 9;

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

#[cfg(not(unix))]
fn signal(_: &ExitStatus) -> Option<i32> {
    None
}

/// One of the places of [`AT_ONCE`], until it is dropped.
struct Turn;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

impl Turn {
    fn wait() -> Self {
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = FREED.wait_while(taken, |it| *it >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREED.notify_one();
    }
}

/// The other side: reads a document from `input` and writes its reading to `output`, after this process has given up
/// all that it does not need for it.
///
/// # Errors
/// When `input` or `output` fails.
pub fn serve(ending: &str, mut input: impl io::Read, mut output: impl io::Write) -> io::Result<()> {
    confine();
    answer(ending, &mut input, &mut output)
}

fn answer(ending: &str, input: &mut impl io::Read, output: &mut impl io::Write) -> io::Result<()> {
    let not_conveyed = |it: io::Error| io::Error::new(it.kind(), format!("{NOT_CONVEYED}: {it}"));
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(not_conveyed)?;
    let answer = serde_json::to_vec(&import::read_document(ending, &bytes))?;
    let mut write = |bytes: &[u8]| output.write_all(bytes);
    write(&(answer.len() as u64).to_le_bytes()).and_then(|()| write(&answer)).map_err(not_conveyed)?;
    output.flush().map_err(not_conveyed)
}

/// Takes away from this process memory, time and the right to open anything, as far as the system can.
#[cfg(unix)]
fn confine() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    forgo_files();
    let limit = |resource, most, hard| {
        // A lower limit that is there already stays.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(hard) });
    };
    limit(Resource::As, MEMORY, MEMORY);
    limit(Resource::Cpu, CPU_SECONDS, CPU_SECONDS + 1);
    limit(Resource::Core, 0, 0);
    limit(Resource::Fsize, 0, 0);
    limit(Resource::Nofile, 3, 3);
}

#[cfg(not(unix))]
fn confine() {}

#[cfg(target_os = "linux")]
fn forgo_files() {
    use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _};
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    // Kernels that know less restrict less.
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|it| it.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|it| it.create());
    let _ = rules.map(|it| it.restrict_self());
}

#[cfg(all(unix, not(target_os = "linux")))]
fn forgo_files() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_are_known_by_where_they_lie() {
        let is = |path: &str| is_mirror(Path::new(path));
        assert!(is("/home/a/.cache/citecheck/7.5-bd0e007918778ed0/mirrors/7a4779a1a8eb22bd/report.pdf.md"));
        assert!(!is("/home/a/mirrors/7a4779a1a8eb22bd/report.pdf.md"));
        assert!(!is("/home/a/.cache/citecheck/7.5-bd0e007918778ed0/readings/7a4779a1a8eb22bd/report.pdf.md"));
        assert!(!is("report.md"));
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_breaks_off_costs_its_document_only() {
        let folder = tempfile::tempdir().unwrap();
        let read = |program: &str, hash: &str| {
            let program = Some(PathBuf::from(program));
            let documents = Documents { program, folder: Some(folder.path().to_owned()), rebuild: false };
            documents.read("pdf", hash, b"%PDF-")
        };
        let broken = Problem::Stopped("it breaks the reader".to_owned());
        assert_eq!(read("/bin/false", "one"), Err(broken.clone()));
        // Once is enough.
        assert_eq!(read("/nowhere", "one"), Err(broken));
        assert!(matches!(read("/nowhere", "two"), Err(Problem::Unreadable(_))));
        assert_eq!(read("/bin/false", "two"), Err(Problem::Stopped("it breaks the reader".to_owned())));
    }

    #[cfg(unix)]
    #[test]
    fn a_fault_of_the_system_is_none_of_the_document() {
        use std::os::unix::process::ExitStatusExt as _;
        let status = |raw: i32| Ok(ExitStatus::from_raw(raw));
        let is_passing = |sent: io::Result<()>, raw: i32, complaint: &str| {
            let problem = not_sent(&sent).unwrap_or_else(|| failure(&status(raw), complaint));
            matches!(problem, Problem::Unreadable(_))
        };
        assert!(is_passing(Ok(()), SIGKILL, ""));
        assert!(!is_passing(Ok(()), SIGXCPU, ""));
        assert!(is_passing(Err(io::Error::from_raw_os_error(28)), 2 << 8, ""));
        assert!(!is_passing(Err(io::ErrorKind::BrokenPipe.into()), 2 << 8, "error: a fault of citecheck"));
        let error = answer("pdf", &mut &b"%PDF-"[..], &mut Full).unwrap_err();
        assert!(is_passing(Ok(()), 2 << 8, &format!("error: {error}")));
    }

    /// Takes nothing.
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
