//! `citecheck check --watch`

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::load::{Watcher, written};

use super::check::{check_file, checked, text_of};
use super::trouble::say;
use super::workspace::{Workspaces, with_folders};
use super::{CheckArgs, Format, Outcome, Place, Trouble, print};

/// How often the drafts are looked at. Editors write a file anew in many ways, and its time tells of all of them.
const INTERVAL: Duration = Duration::from_millis(400);

/// Clears a terminal and goes to its upper left corner.
const CLEAR: &str = "\x1b[2J\x1b[H";

/// Checks the drafts again whenever something has changed, and shows what has come of it when that is something else than
/// before. Ends with the process.
pub(super) fn run(place: &Place, args: &CheckArgs) -> anyhow::Result<Outcome> {
    if args.format != Format::Text || args.baseline.is_some() {
        let trouble = Trouble::new("`--watch` shows text, and all of it");
        return Err(trouble.hint("leave out `--format` and `--baseline`, or `--watch`").into());
    }
    if args.files.iter().any(|it| it == Path::new("-")) {
        return Err(Trouble::new("standard input cannot be watched").hint("name a file").into());
    }
    let mut workspaces = Workspaces::new(place);
    let is_terminal = std::io::stdout().is_terminal();
    let (sender, receiver) = channel();
    let mut watchers: Vec<Watcher> = Vec::new();
    let mut shown = String::new();
    loop {
        let files = with_folders(&mut workspaces, &args.files);
        let seen: Vec<Option<u64>> = files.iter().map(|it| written(it)).collect();
        let mut done = Vec::new();
        let mut problems = String::new();
        for file in &files {
            match check_file(&mut workspaces, None, file) {
                Ok(it) => done.push(it),
                // It may be on its way: what was said of it before would be stale.
                Err(notice) => problems.push_str(&format!("error: {}\n", crate::text::visible(&notice.message))),
            }
        }
        let text = text_of(&checked(&done)) + &problems;
        if text != shown {
            print::out(&format!("{}{text}", if is_terminal { CLEAR } else { "" }))?;
            shown = text;
        }
        if watchers.is_empty() {
            say("watching the drafts and their sources; Ctrl+C ends it");
        }
        let fits = workspaces.loaded().count() == watchers.len()
            && workspaces.loaded().zip(&watchers).all(|(workspace, watcher)| watcher.fits(workspace));
        if !fits {
            let watch = |workspace: &std::rc::Rc<crate::load::Workspace>| {
                let sender = sender.clone();
                Watcher::new(workspace, move |_| _ = sender.send(()))
            };
            watchers = workspaces.loaded().map(watch).collect();
        }
        loop {
            match receiver.recv_timeout(INTERVAL) {
                Ok(()) => {
                    while receiver.try_recv().is_ok() {}
                    workspaces.reload();
                    break;
                }
                Err(RecvTimeoutError::Timeout) if files.iter().map(|it| written(it)).ne(seen.iter().copied()) => {
                    break;
                }
                Err(_) => {}
            }
        }
    }
}
