//! From the bytes of a file to text, passages and metadata.

use std::path::Path;

use super::{Extract, Problem};

/// Imports a file by its ending: Markdown, plain text or HTML. Reads nothing but `bytes`.
pub fn import(_path: &Path, _bytes: &[u8]) -> Result<Extract, Problem> {
    Err(Problem::Empty)
}
