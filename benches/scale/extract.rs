//! What is read of documents: the passages of each, for `benches/formats.py` to count the words of.

use std::fs;
use std::path::Path;

use citecheck::load::look_at;
use serde_json::json;

/// Prints a line of JSON for each file of the folder: its name, and its passages or why there are none.
pub(crate) fn extract(folder: &Path) -> anyhow::Result<()> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.flatten().map(|it| it.path()).filter(|it| it.is_file()).collect();
    paths.sort();
    for path in paths {
        // In this process: what is measured is no time, and the files are not anybody's.
        let outcome = look_at(&path, &fs::read(&path)?, None);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let line = match outcome {
            Ok(extract) => {
                let passages: Vec<&str> = extract.passages.iter().map(|it| it.span.of(&extract.text)).collect();
                json!({"file": name, "passages": passages, "notes": extract.notes})
            }
            Err(problem) => json!({"file": name, "problem": format!("{problem:?}")}),
        };
        println!("{line}");
    }
    Ok(())
}
