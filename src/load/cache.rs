//! The folder of an index: ours alone, outside of the workspace.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, bail};
use etcetera::BaseStrategy as _;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::corpus::{import, index};

/// The folder for the corpus at `roots`, made when it is not there. One corpus has one folder, whatever drafts use it.
///
/// # Errors
/// When it cannot be made, is a link, or belongs to someone else.
pub(super) fn folder(settings: &Settings, roots: &[PathBuf]) -> anyhow::Result<PathBuf> {
    let folder = base(settings)?.join(format!("{}{}", version(), digest_of_roots(roots)));
    make_private(&folder)?;
    Ok(folder)
}

fn version() -> String {
    format!("{}.{}-", index::VERSION, import::VERSION)
}

/// What tells the folder of one corpus from that of another.
pub(super) fn digest_of_roots(roots: &[PathBuf]) -> String {
    let names: Vec<String> = roots.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    let digest = digest(&names.iter().map(String::as_str).collect::<Vec<_>>());
    digest[..16].to_owned()
}

/// The folders of ours, of whichever version, for this corpus or for all of them.
///
/// # Errors
/// When the cache folder cannot be made or read.
pub(super) fn folders(settings: &Settings, corpus: Option<&str>) -> anyhow::Result<Vec<PathBuf>> {
    let base = base(settings)?;
    let mut acc = Vec::new();
    for entry in fs::read_dir(&base).with_context(|| format!("reading the cache folder `{}`", base.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // The folder may have been chosen by the user and hold anything.
        let is_ours = |(version, digest): (&str, &str)| {
            let is_version = version.split('.').count() == 2
                && version.split('.').all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
            is_version && is_digest(digest) && corpus.is_none_or(|it| it == digest)
        };
        // Links are no folders here.
        if entry.file_type()?.is_dir() && name.split_once('-').is_some_and(is_ours) {
            acc.push(entry.path());
        }
    }
    acc.sort();
    Ok(acc)
}

/// The name of the file in the cache folder that the keys of a corpus are kept in, by [`digest_of_roots`].
pub(super) fn keys_name(digest: &str) -> String {
    format!("keys-{digest}")
}

/// The files of the keys of this corpus or of all of them.
///
/// # Errors
/// When the cache folder cannot be made or read.
pub(super) fn keys_files(settings: &Settings, corpus: Option<&str>) -> anyhow::Result<Vec<PathBuf>> {
    let base = base(settings)?;
    let is_ours = |name: &str| {
        let digest = name.strip_prefix("keys-").unwrap_or_default();
        is_digest(digest) && corpus.is_none_or(|it| it == digest)
    };
    let entries = fs::read_dir(&base).with_context(|| format!("reading the cache folder `{}`", base.display()))?;
    let names = entries.flatten().map(|it| it.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|it| is_ours(it)).map(|it| base.join(it)).collect())
}

fn is_digest(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|it| it.is_ascii_hexdigit())
}

fn base(settings: &Settings) -> anyhow::Result<PathBuf> {
    let chosen = settings.cache.clone().or_else(|| std::env::var_os("CITECHECK_CACHE").map(PathBuf::from));
    match chosen.filter(|it| !it.as_os_str().is_empty()) {
        Some(chosen) => {
            fs::create_dir_all(&chosen).with_context(|| format!("making the cache folder `{}`", chosen.display()))?;
            Ok(chosen)
        }
        None => {
            let caches = etcetera::choose_base_strategy().context("finding the user's cache folder")?.cache_dir();
            fs::create_dir_all(&caches).with_context(|| format!("making the cache folder `{}`", caches.display()))?;
            let base = caches.join("citecheck");
            make_private(&base)?;
            Ok(base)
        }
    }
}

/// Makes a folder that nobody else can look into, or sees that it is one.
fn make_private(folder: &Path) -> anyhow::Result<()> {
    let doing = || format!("making the cache folder `{}`", folder.display());
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => match new_folder(folder) {
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            done => return done.with_context(doing),
        },
        Err(error) => return Err(error).with_context(doing),
        Ok(_) => {}
    }
    let metadata = fs::symlink_metadata(folder).with_context(doing)?;
    if metadata.is_symlink() || !metadata.is_dir() {
        bail!("the cache folder `{}` is a link or a file", folder.display());
    }
    own(folder, &metadata).with_context(doing)
}

#[cfg(unix)]
fn new_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn new_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir(folder)
}

/// Takes from others what rights they have to a folder of ours.
#[cfg(unix)]
fn own(folder: &Path, metadata: &fs::Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    // What we make is ours, so its owner is who we are.
    let probe = folder.join(format!("{PROBE}{}", std::process::id()));
    let owner = fs::File::create(&probe).and_then(|it| it.metadata()).map(|it| it.uid());
    let _ = fs::remove_file(&probe);
    if owner? != metadata.uid() {
        return Err(std::io::Error::new(ErrorKind::PermissionDenied, "it belongs to someone else"));
    }
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn own(_folder: &Path, _metadata: &fs::Metadata) -> std::io::Result<()> {
    Ok(())
}

/// Writes a file so that nobody ever sees a part of it.
pub(super) fn write_whole(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    write_whole_as(path, contents, None)
}

/// The same, with what its owner and others may do with it.
pub(super) fn write_whole_as(
    path: &Path,
    contents: &[u8],
    permissions: Option<fs::Permissions>,
) -> std::io::Result<()> {
    write(path.parent().unwrap_or(Path::new("")), path, contents, permissions)
}

/// The same, with the file in `folder`, which is on the same disk, until it is whole: where [`unfinished`] ones are looked
/// for.
pub(super) fn write_whole_from(folder: &Path, path: &Path, contents: &[u8]) -> std::io::Result<()> {
    write(folder, path, contents, None)
}

fn write(folder: &Path, path: &Path, contents: &[u8], permissions: Option<fs::Permissions>) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut new = path.file_name().unwrap_or_default().to_owned();
    new.push(format!(".{}.{:?}", std::process::id(), std::thread::current().id()));
    let new = folder.join(new);
    let permit = || permissions.map_or(Ok(()), |it| fs::set_permissions(&new, it));
    fs::write(&new, contents).and_then(|()| permit()).and_then(|()| fs::rename(&new, path)).inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

/// What a file was to be called that [`write_whole`] or [`make_private`] has not come to the end with, and the number of
/// the process; `None` for any other name.
pub(super) fn unfinished(name: &str) -> Option<(&str, u32)> {
    if let Some(process) = name.strip_prefix(PROBE) {
        return Some(("", process.parse().ok()?));
    }
    let (name, thread) = name.strip_suffix(')')?.rsplit_once(".ThreadId(")?;
    thread.parse::<u64>().ok()?;
    let (name, process) = name.rsplit_once('.')?;
    Some((name, process.parse().ok()?))
}

/// With the number of a process, a file that only tells who we are.
const PROBE: &str = ".owner-";

/// Puts before `bytes` what they are and their checksum.
pub(super) fn seal(magic: &[u8; 8], bytes: &[u8]) -> Vec<u8> {
    [&magic[..], &crc32fast::hash(bytes).to_le_bytes(), bytes].concat()
}

/// The bytes that were sealed; `None` when they are something else or damaged.
pub(super) fn sealed<'a>(file: &'a [u8], magic: &[u8; 8]) -> Option<&'a [u8]> {
    let (checksum, bytes) = file.strip_prefix(magic)?.split_first_chunk()?;
    (crc32fast::hash(bytes) == u32::from_le_bytes(*checksum)).then_some(bytes)
}

/// SHA-256 over the parts, in hexadecimal.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize())
}

/// A number that changes with the parts.
pub(super) fn number(parts: &[&str]) -> u64 {
    u64::from_str_radix(&digest(parts)[..16], 16).unwrap_or_default()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
