//! Reads a draft from disk.

use std::fs;
use std::io::ErrorKind;

use super::*;
use crate::config::Limits;

/// Reads a draft of at most the default size.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn read_draft(path: &Path) -> Result<String, Notice> {
    read_draft_within(path, Limits::default().max_draft_bytes)
}

/// When a file was last written, in milliseconds since 1970; `None` where there is none or the system does not say.
pub fn written(path: &Path) -> Option<u64> {
    walk::modified(&fs::metadata(path).ok()?)
}

/// The day it is, as `2024-03-03`. In UTC: nothing hangs on the hour.
pub fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Reads a draft of at most `max_bytes`. A byte order mark is left out.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn read_draft_within(path: &Path, max_bytes: u64) -> Result<String, Notice> {
    let name = path.display();
    let refuse = |message: String, hint: &str| Notice {
        path: path.to_owned(),
        message,
        hint: Some(hint.to_string()),
        is_fatal: true,
    };
    let cannot_read = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => refuse(format!("there is no draft `{name}`"), "see how its path is spelled"),
        ErrorKind::PermissionDenied => refuse(format!("you may not read `{name}`"), "see who may read it"),
        _ => refuse(format!("cannot read `{name}`: {error}"), "see whether it opens in your editor"),
    };
    let metadata = fs::metadata(path).map_err(cannot_read)?;
    if metadata.is_dir() {
        return Err(refuse(
            format!("`{name}` is a folder"),
            &format!("name the drafts in it: `{}`", path.join("*.md").display()),
        ));
    }
    if metadata.len() > max_bytes {
        return Err(refuse(
            format!("`{name}` is larger than a draft may be: {} of {max_bytes} bytes", metadata.len()),
            "split it, or raise `max-draft-bytes` under `[limits]` in `citecheck.toml`",
        ));
    }
    let bytes = fs::read(path).map_err(cannot_read)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        refuse(format!("`{name}` is no text in UTF-8: see byte {}", offset + 1), "save it in the encoding UTF-8")
    })?;
    match text.find('\0') {
        Some(offset) => {
            Err(refuse(format!("`{name}` is no text: see byte {}", offset + 1), "name a Markdown or plain text file"))
        }
        None => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
    }
}
