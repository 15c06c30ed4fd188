//! Clears away what programs that were killed while they wrote have left.

use std::fs;
use std::time::Duration;

use super::*;

/// So old, a file that somebody is writing is so no longer: a process may have the number of the one that was killed.
const LONG_AGO: Duration = Duration::from_secs(3600);

/// The same of a file whose name does not say who writes it. None is larger than a list of the sources.
const SOME_TIME_AGO: Duration = Duration::from_secs(60);

/// What tantivy calls a file that it has not given its name yet.
const UNNAMED: &str = ".tmp";

impl Workspace {
    /// Clears the folder of the index, and what was to be a file of the workspace itself. Drafts and sources are
    /// nobody's leftovers, whatever their names.
    pub(super) fn clear_leftovers(&self, dir: &Path) {
        let is_any = |_: &str| true;
        for folder in [dir.to_owned(), dir.join("index"), dir.join("readings"), mirrors(dir)] {
            clear(&folder, &is_any);
        }
        if let Some(base) = dir.parent() {
            clear(base, &|name| name.starts_with("keys-"));
        }
        let glossary = self.glossary_path.as_deref().and_then(Path::file_name).map(|it| it.to_string_lossy());
        let is_ours = |name: &str| {
            [FILE_NAME, ACCEPTED_FILE_NAME].contains(&name)
                || glossary.as_deref() == Some(name)
                || write::is_report(Path::new(name))
        };
        clear(&self.root, &is_ours);
    }
}

/// Removes the files of a folder that were to get a name of ours and that nobody is writing any more.
fn clear(folder: &Path, is_ours: &dyn Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        let is_left = match cache::unfinished(name) {
            Some((name, writer)) => is_ours(name) && (!is_running(writer) || age() > Some(LONG_AGO)),
            None => is_unnamed(name) && is_ours(name) && age() > Some(SOME_TIME_AGO),
        };
        // Folders are never called so; of a folder nothing would be removed.
        if is_left {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_unnamed(name: &str) -> bool {
    name.strip_prefix(UNNAMED).is_some_and(|it| it.len() == 6 && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

/// Whether there is a process of this number.
#[cfg(unix)]
fn is_running(process: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    // That we may not ask says that it is there.
    pid.is_some_and(|it| test_kill_process(it) != Err(rustix::io::Errno::SRCH))
}

/// The age has to tell.
#[cfg(not(unix))]
fn is_running(_: u32) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::time::SystemTime;

    use super::*;

    /// The number of a process that is gone.
    fn gone() -> u32 {
        let mut child = Command::new("true").spawn().expect("a process");
        child.wait().expect("its end");
        child.id()
    }

    #[test]
    fn what_a_killed_process_was_writing_is_gone_after_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let write = |name: &Path| {
            fs::create_dir_all(name.parent().expect("a folder")).expect("a folder");
            fs::write(name, "The harbour of Norham opened in 2014.\n").expect("a file");
        };
        write(&root.join("sources/a.md"));
        let settings = Settings { cache: Some(root.join("cache")), ..Settings::default() };
        let load = || Workspace::load(&root, &settings, &|_, _| {});
        let dir = load().index_dir.expect("an index on disk");
        let (gone, running) = (gone(), std::process::id());
        let hash = "0".repeat(64);
        let left = [
            dir.join(format!("terms.{gone}.ThreadId(7)")),
            dir.join(format!(".owner-{gone}")),
            dir.join(format!("readings/{hash}.pdf.json.{gone}.ThreadId(12)")),
            dir.join(format!("mirrors/report.pdf.md.{gone}.ThreadId(12)")),
            dir.join("index/.tmpAb12Cd"),
            dir.with_file_name(format!("keys-0123456789abcdef.{gone}.ThreadId(1)")),
            root.join(format!("citecheck.accepted.toml.{gone}.ThreadId(1)")),
        ];
        let kept = [
            // Somebody may be at it.
            dir.join(format!("terms.{running}.ThreadId(8)")),
            dir.join("index/.tmpEf34Gh"),
            // Not ours.
            root.join(format!("notes.md.{gone}.ThreadId(1)")),
            root.join(".tmpAb12Cd"),
            dir.with_file_name(format!("thesis.{gone}.ThreadId(1)")),
        ];
        left.iter().chain(&kept).for_each(|it| write(it));
        for name in [&left[4], &kept[3]] {
            let file = fs::File::options().append(true).open(name).expect("a file");
            file.set_modified(SystemTime::now() - 2 * SOME_TIME_AGO).expect("a time can be set");
        }
        assert_eq!(load().statistics.unchanged, 1);
        assert_eq!(left.iter().filter(|it| it.exists()).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
        assert_eq!(kept.iter().filter(|it| !it.exists()).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
    }
}
