//! Reads a draft from disk.

use std::fs;
use std::io::ErrorKind;

use anyhow::Context as _;

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

/// Puts a new text into the place of a draft, or of another text that people write, in one step; a byte order mark stays.
/// `old` is the text as it was read; `None` for a file that is not there yet.
///
/// # Errors
/// When the file holds another text by now, or cannot be written.
pub fn write_draft(path: &Path, old: Option<&str>, new: &str) -> anyhow::Result<()> {
    // A link stays one, and what it leads to is written.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let there = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("reading `{name}`")),
    };
    let mark = "\u{feff}".as_bytes();
    let has_mark = there.as_ref().is_some_and(|it| it.starts_with(mark));
    let text = there.as_deref().map(|it| it.strip_prefix(mark).unwrap_or(it));
    if text != old.map(str::as_bytes) {
        bail!("`{name}` was changed meanwhile, and is left as it is");
    }
    let contents = if has_mark { [mark, new.as_bytes()].concat() } else { new.as_bytes().to_vec() };
    let permissions = fs::metadata(path).map(|it| it.permissions()).ok();
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        bail!("`{name}` may not be written to");
    }
    cache::write_whole_as(path, &contents, permissions).with_context(|| format!("writing `{name}`"))
}

/// Writes a text that somebody asks for, over a file that is there only if that is wanted.
///
/// # Errors
/// When a file is there, or it cannot be written.
pub fn write_text(path: &Path, text: &str, overwrite: bool) -> anyhow::Result<()> {
    let name = path.display();
    if path.exists() && !overwrite {
        bail!("`{name}` is there already");
    }
    cache::write_whole(path, text.as_bytes()).with_context(|| format!("writing `{name}`"))
}

/// The text of a citation style.
///
/// # Errors
/// When it cannot be read.
pub fn read_style(path: &Path) -> anyhow::Result<String> {
    /// The longest style in use has 200 KB.
    const MOST_BYTES: u64 = 4 << 20;
    let name = path.display();
    if fs::metadata(path).with_context(|| format!("reading `{name}`"))?.len() > MOST_BYTES {
        bail!("`{name}` is no citation style: it is larger than any");
    }
    fs::read_to_string(path).with_context(|| format!("reading `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_that_was_changed_meanwhile_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("draft.md");
        let read = || fs::read_to_string(&path).expect("a file");
        fs::write(&path, "\u{feff}One.").expect("a file");
        write_draft(&path, Some("One."), "Two.").expect("the same text");
        assert_eq!(read(), "\u{feff}Two.");
        for old in [Some("One."), None] {
            let error = write_draft(&path, old, "Three.").expect_err("another text");
            assert_eq!(error.to_string(), "`draft.md` was changed meanwhile, and is left as it is");
        }
        assert_eq!(read(), "\u{feff}Two.");
        let new = folder.path().join("new.md");
        write_draft(&new, None, "New.").expect("a new file");
        assert!(write_draft(&folder.path().join("gone.md"), Some("a"), "b").is_err());
        // Nothing else is left in the folder.
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_draft_keeps_its_permissions_and_stays_a_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("draft.md"), folder.path().join("link.md"));
        fs::write(&path, "One.").expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("ours");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        write_draft(&link, Some("One."), "Two.").expect("the same text");
        assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "Two.");
    }
}
