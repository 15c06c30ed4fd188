//! What went wrong, and what to do about it.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use crate::load::Notice;
use crate::output::display_path;
use crate::text::visible;

use super::workspace::current_dir;

/// Something that kept us from the work.
#[derive(Debug)]
pub(super) struct Trouble {
    /// Starts small, without a full stop.
    message: String,
    hint: Option<String>,
}

impl Trouble {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Trouble {}

/// Answers a folder that does not exist, whose parents would otherwise stand in for it.
pub(super) fn there_is(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    Err(Trouble::new(format!("there is no folder `{}`", folder.display())).hint("see how its path is spelled").into())
}

/// Writes a line to standard error. Where that leads may be full or closed, which is no reason to do less.
pub(super) fn say(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Says on standard error what went wrong.
pub(super) fn report(err: &anyhow::Error) {
    say(&format!("error: {}", visible(&format!("{err:#}"))));
    if let Some(hint) = err.downcast_ref::<Trouble>().and_then(|it| it.hint.as_deref()) {
        say(&format!("hint: {}", visible(hint)));
    }
}

/// Says on standard error what is to be known about a workspace.
pub(super) fn report_notice(notice: &Notice) {
    let level = if notice.is_fatal { "error" } else { "warning" };
    let path = display_path(&notice.path, &current_dir());
    say(&format!("{level}: {}", visible(&notice.message)));
    if !path.is_empty() && !notice.message.contains(&path) {
        say(&format!(" --> {}", visible(&path)));
    }
    if let Some(hint) = &notice.hint {
        say(&format!("hint: {}", visible(hint)));
    }
}
