//! `citecheck init`

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::{Config, FILE_NAME};

use super::{Outcome, Trouble, print};

pub(super) fn run(folder: &Path) -> anyhow::Result<Outcome> {
    let path = if folder == Path::new(".") { PathBuf::from(FILE_NAME) } else { folder.join(FILE_NAME) };
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.map_err(|err| match err.kind() {
        io::ErrorKind::AlreadyExists => {
            Trouble::new(format!("there is a `{}` already", path.display())).hint("it was left as it is")
        }
        _ => Trouble::new(format!("cannot write `{}`: {err}", path.display())),
    })?;
    file.write_all(Config::template().as_bytes())?;
    print::out(&format!("wrote `{}`; now put your sources into the folder `sources` beside it\n", path.display()))?;
    Ok(Outcome::Clean)
}
