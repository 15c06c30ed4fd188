//! Finds the configuration and the folders it speaks of.

use super::*;
use crate::config::Accepted;
use crate::rules;
use crate::text::LineIndex;

/// The environment variable with the user's shared folders, separated as in `PATH`.
const EXTRA_CORPUS: &str = "CITECHECK_EXTRA_CORPUS";

/// Marks of a folder that holds a whole project.
const PROJECT_MARKS: [&str; 4] = [".git", ".obsidian", ".vscode", ".zk"];

/// The folder that a draft or folder belongs to: the nearest one upwards with a configuration; else its own folder, or
/// the project's when only that has a corpus.
pub fn find_root(start: &Path) -> PathBuf {
    find_root_with(start, &Settings::default())
}

/// The same under the user's settings: the folder that is open may have the corpus.
pub fn find_root_with(start: &Path, settings: &Settings) -> PathBuf {
    root(&std::path::absolute(start).unwrap_or_else(|_| start.to_owned()), settings)
}

pub(super) fn root(start: &Path, settings: &Settings) -> PathBuf {
    if let Some(folder) = settings.config.as_deref().and_then(Path::parent) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        return canonical(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
    }
    let folder = if start.is_dir() { start } else { start.parent().unwrap_or(start) };
    let folder = canonical(folder);
    let with_config = folder.ancestors().find(|it| it.join(FILE_NAME).is_file());
    let is_project = |it: &&Path| PROJECT_MARKS.iter().any(|mark| it.join(mark).exists());
    let has_corpus = |it: &&Path| DEFAULT_CORPUS.iter().any(|name| it.join(name).is_dir());
    let open = settings.workspace.as_deref().map(canonical).filter(|it| folder.starts_with(it));
    let projects = open.as_deref().into_iter().chain(folder.ancestors().find(is_project));
    match with_config {
        Some(found) => found.to_owned(),
        None if has_corpus(&folder.as_path()) => folder,
        None => projects.into_iter().find(has_corpus).or(open.as_deref()).unwrap_or(&folder).to_owned(),
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

pub(super) fn path(root: &Path, settings: &Settings) -> Option<PathBuf> {
    let named = settings.config.as_ref().and_then(|it| it.file_name()).map(|it| root.join(it));
    named.or_else(|| Some(root.join(FILE_NAME)).filter(|it| it.is_file()))
}

/// The configuration and its text.
pub(super) fn read(path: &Path) -> Result<(Config, String), Notice> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refuse =
        |message: String, hint: Option<String>| Notice { path: path.to_owned(), message, hint, is_fatal: true };
    let bytes = std::fs::read(path).map_err(|error| {
        let hint = "see how its path is spelled; `citecheck init` writes a new one";
        refuse(format!("cannot read `{}`: {error}", path.display()), Some(hint.to_string()))
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        refuse(format!("`{name}` is no text in UTF-8: see byte {}", offset + 1), Some("save it as UTF-8".to_string()))
    })?;
    match Config::parse(&text, &rules::known_names()) {
        Ok(config) => Ok((config, text)),
        Err(error) => {
            let place = place(&text, error.span.start);
            Err(refuse(format!("{name}:{place}: {}", error.message), error.hint))
        }
    }
}

/// The claims that were accepted by hand; none when there is no such file.
pub(super) fn accepted(root: &Path) -> Result<Accepted, Notice> {
    let path = root.join(ACCEPTED_FILE_NAME);
    let refuse = |message: String, hint: Option<String>| Notice { path: path.clone(), message, hint, is_fatal: false };
    let text = match std::fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Accepted::default()),
        Err(error) => return Err(refuse(format!("cannot read `{ACCEPTED_FILE_NAME}`: {error}"), None)),
    };
    let text = text.map_err(|_| refuse(format!("`{ACCEPTED_FILE_NAME}` is no text in UTF-8"), None))?;
    Accepted::parse(&text, &rules::known_names()).map_err(|error| {
        let place = place(&text, error.span.start);
        refuse(format!("{ACCEPTED_FILE_NAME}:{place}: {}", error.message), error.hint)
    })
}

/// Line and column as people count them.
pub(super) fn place(text: &str, offset: usize) -> String {
    let place = LineIndex::new(text).place(text, offset);
    format!("{}:{}", place.line + 1, place.utf32 + 1)
}

/// The folders and files of the corpus, canonical; a folder that is missing is said, since claims it supports would
/// otherwise pass for unsupported.
pub(super) fn corpus_roots(root: &Path, config: &Config, settings: &Settings) -> Result<Vec<PathBuf>, Vec<Notice>> {
    let mut acc = Vec::new();
    let mut notices = Vec::new();
    for path in users_folders(settings) {
        match root.join(expand_home(&path)).canonicalize() {
            Ok(found) => acc.push(found),
            Err(error) => notices.push(missing(
                &path,
                root,
                &error,
                "mend the corpus in your settings, or `--corpus` and `--extra-corpus`",
            )),
        }
    }
    if settings.corpus.is_none() {
        for name in &config.corpus {
            match root.join(name).canonicalize() {
                Ok(found) if found.starts_with(root) => acc.push(found),
                Ok(_) => notices.push(outside(name, root)),
                Err(error) => notices.push(missing(
                    Path::new(name),
                    root,
                    &error,
                    "make it, or mend `corpus` in `citecheck.toml`",
                )),
            }
        }
        if config.corpus.is_empty() {
            let default = DEFAULT_CORPUS.iter().map(|it| root.join(it)).find(|it| it.is_dir());
            acc.extend(default.and_then(|it| it.canonicalize().ok()).filter(|it| it.starts_with(root)));
        }
    }
    if acc.is_empty() && notices.is_empty() {
        notices.push(Notice {
            path: root.to_owned(),
            message: format!("there is no corpus for `{}`", root.display()),
            hint: Some("create a folder `sources` with your sources in it, or run `citecheck init`".to_string()),
            is_fatal: true,
        });
    }
    acc.sort();
    acc.dedup();
    if notices.is_empty() { Ok(acc) } else { Err(notices) }
}

/// Where folders and files of the corpus are looked for, whether anything is there or not.
pub(super) fn wanted_roots(root: &Path, config: &Config, settings: &Settings) -> Vec<PathBuf> {
    let users = users_folders(settings).into_iter().map(|it| root.join(expand_home(&it)));
    let projects: Vec<PathBuf> = match (settings.corpus.is_some(), config.corpus.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => DEFAULT_CORPUS.iter().map(|it| root.join(it)).collect(),
        (false, false) => config.corpus.iter().map(|it| root.join(it)).collect(),
    };
    users.chain(projects).collect()
}

/// The folders that the user names, of whichever place.
fn users_folders(settings: &Settings) -> Vec<PathBuf> {
    let shared = std::env::var_os(EXTRA_CORPUS).unwrap_or_default();
    let shared = std::env::split_paths(&shared).filter(|it| !it.as_os_str().is_empty());
    settings.corpus.iter().flatten().chain(&settings.extra_corpus).cloned().chain(shared).collect()
}

fn expand_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

fn missing(path: &Path, root: &Path, error: &std::io::Error, hint: &str) -> Notice {
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no corpus folder `{}`", path.display()),
        _ => format!("cannot open the corpus folder `{}`: {error}", path.display()),
    };
    Notice { path: root.join(path), message, hint: Some(hint.to_string()), is_fatal: true }
}

fn outside(name: &str, root: &Path) -> Notice {
    Notice {
        path: root.join(name),
        message: format!("the corpus folder `{name}` leads out of the workspace"),
        hint: Some(
            "a project may only name what lies below its `citecheck.toml`; name other folders in your own settings: \
             `citecheck.extraCorpus` in the editor, `--extra-corpus` on the command line"
                .to_string(),
        ),
        is_fatal: true,
    }
}
