//! Reads named members of a zip archive, in memory and within limits.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::corpus::Problem;

/// How much an archive may hold.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bytes that all members read may come to.
    pub(super) total: u64,
    /// Bytes of one member.
    pub(super) member: u64,
    pub(super) n_members: usize,
    /// How many times its packed size a member may have.
    pub(super) ratio: u64,
    /// Bytes below which the ratio says nothing: a short member of nothing but space is no bomb.
    pub(super) ratio_applies_from: u64,
}

/// The largest books and reports have some hundred members. Deflate reaches a ratio of 1,032; running text in Word comes
/// to 20, a table of nothing but short figures to 43.
const LIMITS: Limits =
    Limits { total: 256 << 20, member: 64 << 20, n_members: 4096, ratio: 200, ratio_applies_from: 1 << 20 };

/// Opens the record of a member in the list at the end of an archive.
const RECORD: &[u8] = b"PK\x01\x02";

/// A zip archive, and how much of it was read so far.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in lower case, with `/` between folders, to the members' numbers.
    names: HashMap<String, usize>,
    limits: Limits,
    n_bytes: u64,
    n_read: u64,
}

/// The bytes of a member.
pub(super) struct Member {
    pub(super) bytes: Vec<u8>,
    /// Whether it breaks off, or its bytes do not add up to what the archive says they do.
    pub(super) is_broken: bool,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        Self::open_within(LIMITS, bytes)
    }

    pub(super) fn open_within(limits: Limits, bytes: &'a [u8]) -> Result<Self, Problem> {
        let too_many = || Problem::OverLimit(format!("more than {} files inside of it", limits.n_members));
        // Counted beforehand, as the list is held in memory once it is read.
        let n_records = bytes.windows(RECORD.len()).filter(|it| *it == RECORD).take(limits.n_members + 1).count();
        if n_records > limits.n_members {
            return Err(too_many());
        }
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Problem::Damaged("it is no zip archive, or breaks off before its end".to_string()))?;
        if zip.len() > limits.n_members {
            return Err(too_many());
        }
        let names = zip.file_names_raw().map(|it| key(&String::from_utf8_lossy(it)));
        let names = names.enumerate().map(|(idx, name)| (name, idx)).collect();
        Ok(Self { zip, names, limits, n_bytes: bytes.len() as u64, n_read: 0 })
    }

    /// The names of the members, in lower case and in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The bytes of the member of that name, in whatever case; `None` when there is none.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Member>, Problem> {
        let Some(idx) = self.names.get(&key(name)).copied() else { return Ok(None) };
        let file = match self.zip.by_index(idx) {
            Ok(file) if file.encrypted() => return Err(Problem::Locked),
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(Problem::Locked),
            Err(ZipError::UnsupportedArchive(_)) => {
                return Err(Problem::Damaged(format!("`{name}` inside of it is packed in a way that is not read")));
            }
            Err(_) => return Err(Problem::Damaged(format!("`{name}` inside of it cannot be read"))),
        };
        // What an archive says of its sizes is not believed: more than the whole file holds was never packed into it.
        let packed = file.compressed_size().min(self.n_bytes);
        let limits = self.limits;
        let ratio_limit = limits.of_packed(packed);
        let limit = limits.member.min(limits.total - self.n_read).min(ratio_limit);
        let mut bytes = Vec::new();
        let is_broken = file.take(limit + 1).read_to_end(&mut bytes).is_err();
        let len = bytes.len() as u64;
        self.n_read += len.min(limit);
        if len > limits.member {
            return Err(Problem::OverLimit(format!("more than {} in `{name}`", size(limits.member))));
        }
        if len > limit && limit < ratio_limit {
            return Err(Problem::OverLimit(format!("more than {} once unpacked", size(limits.total))));
        }
        // Members may lie over each other, so that together they come to far more than each of them.
        if len > limit || self.n_read > limits.of_packed(self.n_bytes) {
            return Err(Problem::OverLimit(format!("more than {} times its size once unpacked", limits.ratio)));
        }
        Ok(Some(Member { bytes, is_broken }))
    }
}

impl Limits {
    /// The most that so many packed bytes may come to.
    fn of_packed(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.ratio).max(self.ratio_applies_from)
    }
}

fn size(n_bytes: u64) -> String {
    if n_bytes < 1 << 20 { format!("{} KiB", n_bytes >> 10) } else { format!("{} MiB", n_bytes >> 20) }
}

/// Some programs write `word\document.xml`, and names are the same in whatever case.
fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// The member that `target` names inside of the member `base`, with `.` and `..` resolved and `%20` decoded; what is
/// behind `#` or `?` does not count.
pub(super) fn resolve(base: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let target = percent_decoded(target).replace('\\', "/");
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => base.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut acc = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|it| std::str::from_utf8(it).ok());
        let code = digits.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|_| *byte == b'%');
        acc.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&acc).into_owned()
}
