//! `citecheck add`

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest as _, Sha256};

use crate::corpus::import::{
    self, chosen_name, file_name, numbered, read_field, sniffed_ending, with_front_matter, yaml,
};
use crate::corpus::{Corpus, Extract, Given, Metadata, Source, lay_over};
use crate::load::{Workspace, documents, look_at};
use crate::output::{display_path, problem_text};
use crate::text::{counted, squeezed, visible};

use super::print;
use super::sources::problems_of;
use super::trouble::report_notice;
use super::workspace::{current_dir, load, settings};
use super::{Outcome, Place, Trouble};

pub(super) const HELP: &str = "\
The file itself is left as it is; a copy of it goes into the folder of the sources, under a name such as
`2024-03-02 Reuters - Title.pdf`. What you say of it is written into the front matter of a text, and into a
file `NAME.yaml` beside any other document. Nothing is ever overwritten.";

#[derive(Args)]
pub(super) struct AddArgs {
    /// The document; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder of the sources to put it into, when it is not the first
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// What to call the copy
    #[arg(long)]
    name: Option<String>,
    #[arg(long)]
    title: Option<String>,
    /// May be given several times
    #[arg(long)]
    author: Vec<String>,
    #[arg(long)]
    publisher: Option<String>,
    /// As far as it is known: 2024, 2024-03 or 2024-03-02
    #[arg(long)]
    date: Option<String>,
    /// Where it is published
    #[arg(long)]
    url: Option<String>,
    /// When it was taken from there; today when an address is given
    #[arg(long, value_name = "DATE")]
    accessed: Option<String>,
    /// In the Admiralty code: B2
    #[arg(long, value_name = "GRADE")]
    reliability: Option<String>,
    /// The key that citations name it by
    #[arg(long)]
    key: Option<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// A document on its way to the sources.
struct Filing {
    folder: PathBuf,
    name: String,
    /// Of the document as it was given.
    hash: String,
    /// The document as it is filed.
    bytes: Vec<u8>,
    /// For a document that cannot hold what was said of it.
    sidecar: Option<String>,
    extract: Extract,
    metadata: Metadata,
}

pub(super) fn run(place: &Place, args: &AddArgs) -> anyhow::Result<Outcome> {
    let said = said(args)?;
    let workspace = load(&current_dir(), &settings(place, false));
    let folder = folder(&workspace, place, args)?;
    let filing = filing(&workspace, folder, args, &said)?;
    if let Some(source) = same_source(&workspace.context.corpus, &filing) {
        let path = shown(&source.path);
        let mut text =
            format!("`{path}` is among the sources already, as `{}`; nothing was filed\n", visible(&source.key));
        if !said.given.is_none() {
            text += &format!("what you say of it goes into {}\n", home(&source.path, import::is_text(&source.path)));
        }
        print::out(&text)?;
        return Ok(Outcome::Clean);
    }
    if args.dry_run {
        let path = free_path(&filing.folder, &filing.name);
        let key = filing.metadata.key.clone().unwrap_or_else(|| crate::corpus::made_key(&filing.metadata, &path));
        let mut text = format!("would be filed as `{}`: {}\n", visible(&key), shown(&path));
        if filing.sidecar.is_some() {
            text += &format!("what you say of it: {}\n", shown(&beside(&path)));
        }
        text += &known(&filing.metadata, filing.extract.passages.len());
        text += &missing(&filing.metadata).map(|it| format!("no {}: `--{}`\n", it.0, it.1)).collect::<String>();
        print::out(&text)?;
        return Ok(Outcome::Clean);
    }
    let path = write(&filing)?;
    let workspace = load(&current_dir(), &settings(place, false));
    report(&workspace, &path, &filing)
}

/// What the options say.
fn said(args: &AddArgs) -> anyhow::Result<Metadata> {
    let mut acc = Metadata::default();
    let one = |it: &Option<String>| it.iter().cloned().collect::<Vec<_>>();
    let options = [
        ("key", one(&args.key), "a key has no spaces"),
        ("title", one(&args.title), "give a title"),
        ("author", args.author.clone(), "give a name"),
        ("publisher", one(&args.publisher), "give a name"),
        ("date", one(&args.date), "write it as 2024, 2024-03 or 2024-03-02"),
        ("url", one(&args.url), "an address begins with `https://` or `http://`"),
        ("accessed", one(&args.accessed), "write it as 2024-03-02"),
        ("reliability", one(&args.reliability), "a grade is a letter from A to F and a figure from 1 to 6: B2"),
    ];
    for (name, values, hint) in options {
        if values.is_empty() {
            continue;
        }
        let field = read_field(name, &values).filter(is_sound);
        let refuse = || Trouble::new(format!("`--{name}` cannot be `{}`", values.join("; "))).hint(hint);
        lay_over(&mut acc, &field.ok_or_else(refuse)?);
    }
    if acc.url.is_some() && acc.accessed.is_none() {
        let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
        acc.accessed = Some(now.date().to_string());
    }
    acc.given = Given::of(&acc);
    Ok(acc)
}

fn is_sound(field: &Metadata) -> bool {
    let is_key = field.key.as_ref().is_none_or(|it| !it.contains(char::is_whitespace));
    let is_grade = field.reliability.as_ref().is_none_or(|it| matches!(it.as_bytes(), [b'A'..=b'F', b'1'..=b'6']));
    is_key && is_grade
}

/// The folder of the sources that the document goes into: one that is named, else the first of the workspace.
fn folder(workspace: &Workspace, place: &Place, args: &AddArgs) -> anyhow::Result<PathBuf> {
    let roots: Vec<&PathBuf> = workspace.corpus_roots.iter().filter(|it| it.is_dir()).collect();
    let listed = || roots.iter().map(|it| format!("`{}`", shown(it))).collect::<Vec<_>>().join(", ");
    if let Some(to) = &args.to {
        let path = std::path::absolute(to).unwrap_or_else(|_| to.clone());
        // It may not be there yet.
        let above = path.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
        let whole = above.map(|(above, found)| match path.strip_prefix(above) {
            Ok(rest) if !rest.as_os_str().is_empty() => found.join(rest),
            _ => found,
        });
        let is_plain = !path.components().any(|it| it == std::path::Component::ParentDir);
        return match whole.filter(|it| is_plain && roots.iter().any(|root| it.starts_with(root))) {
            Some(folder) if !folder.is_file() => Ok(folder),
            _ => {
                let hint = if roots.is_empty() { NO_FOLDER.to_owned() } else { format!("those are {}", listed()) };
                Err(Trouble::new(format!("`{}` is in no folder of the sources", to.display())).hint(hint).into())
            }
        };
    }
    let named = workspace.context.config.corpus.iter().filter_map(|it| workspace.root.join(it).canonicalize().ok());
    let first = named.filter(|it| roots.contains(&it)).find(|it| it.is_dir());
    let is_ours = |it: &&&PathBuf| !place.corpus.is_empty() || it.starts_with(&workspace.root);
    let found = first.or_else(|| roots.iter().find(is_ours).map(|it| it.to_path_buf()));
    found.ok_or_else(|| {
        workspace.notices.iter().filter(|it| it.is_fatal).for_each(report_notice);
        let trouble = Trouble::new("there is no folder of sources in this workspace");
        trouble
            .hint(if roots.is_empty() { NO_FOLDER.to_owned() } else { format!("choose with `--to`: {}", listed()) })
            .into()
    })
}

const NO_FOLDER: &str = "create a folder `sources`, or run `citecheck init`";

fn filing(workspace: &Workspace, folder: PathBuf, args: &AddArgs, said: &Metadata) -> anyhow::Result<Filing> {
    let bytes = read(workspace, &args.file)?;
    let hash = hash_of(&bytes);
    let is_stdin = args.file == Path::new("-");
    let own_ending = |path: &Path| path.extension().map(|_| import::ending(path));
    let named = args.name.as_deref().and_then(|it| own_ending(Path::new(it)));
    let ending = match is_stdin {
        true => named.filter(|it| import::is_readable_ending(it)).unwrap_or_else(|| sniffed_ending(&bytes).to_owned()),
        false => own_ending(&args.file).unwrap_or_else(|| sniffed_ending(&bytes).to_owned()),
    };
    let stem = (!is_stdin).then(|| args.file.file_stem().map(|it| it.to_string_lossy().into_owned())).flatten();
    let probe = PathBuf::from(format!("{}.{ending}", stem.as_deref().unwrap_or("source")));
    let is_text = import::is_text(&probe);
    let what = if is_stdin { "standard input".to_owned() } else { format!("`{}`", args.file.display()) };
    let extract = look_at(&probe, &bytes, documents::this_program().as_deref()).map_err(|problem| {
        Trouble::new(format!("{what} gives no source: {}", problem_text(&problem)))
            .hint("nothing was filed; see whether it was saved whole, or save its text as Markdown, plain text or HTML")
    })?;
    let mut metadata = extract.metadata.clone();
    metadata.given = Given::default();
    lay_over(&mut metadata, said);
    let first_words = || {
        let first = extract.passages.first().map(|it| squeezed(it.span.of(&extract.text))).unwrap_or_default();
        first.split(' ').take(8).collect::<Vec<_>>().join(" ")
    };
    let fallback = stem.or_else(|| metadata.title.is_none().then(first_words));
    let name = match &args.name {
        Some(name) => chosen_name(name, &ending),
        None => file_name(&metadata, fallback.as_deref(), &ending),
    };
    let has_word = !said.given.is_none();
    let (bytes, sidecar) = match (is_text, String::from_utf8(bytes)) {
        (true, Ok(text)) => (with_front_matter(&text, said).into_bytes(), None),
        (_, Ok(text)) => (text.into_bytes(), has_word.then(|| yaml(said))),
        (_, Err(error)) => (error.into_bytes(), has_word.then(|| yaml(said))),
    };
    Ok(Filing { folder, name, hash, bytes, sidecar, extract, metadata })
}

fn read(workspace: &Workspace, file: &Path) -> anyhow::Result<Vec<u8>> {
    let limits = workspace.context.config.limits;
    // What standard input is, is known once it is read.
    let limit = if import::is_text(file) { limits.max_source_bytes } else { limits.max_document_bytes };
    let mut bytes = Vec::new();
    let refuse = |err: io::Error| {
        let trouble = Trouble::new(format!("cannot read `{}`: {err}", file.display()));
        trouble.hint("see how its path is spelled and who may read it")
    };
    if file == Path::new("-") {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)?;
    } else {
        let opened = fs::File::open(file).map_err(refuse)?;
        if !opened.metadata().map_err(refuse)?.is_file() {
            return Err(Trouble::new(format!("`{}` is no file", file.display())).hint("name one document").into());
        }
        opened.take(limit + 1).read_to_end(&mut bytes).map_err(refuse)?;
    }
    if bytes.len() as u64 > limit {
        let trouble = Trouble::new(format!("it is larger than a source may be: more than {limit} bytes"));
        return Err(trouble.hint("raise `max-source-bytes` under `[limits]` in `citecheck.toml`").into());
    }
    Ok(bytes)
}

/// The source that is the same document: byte for byte, or in its words.
fn same_source<'a>(corpus: &'a Corpus, filing: &Filing) -> Option<&'a Source> {
    let hashes = [&filing.hash, &hash_of(&filing.bytes)];
    let words = squeezed(&filing.extract.text);
    let n_passages = filing.extract.passages.len();
    let is_same = |(idx, it): (usize, &Source)| {
        hashes.contains(&&it.hash)
            || (it.n_passages == n_passages && squeezed(&corpus.document_once(idx).text) == words)
    };
    corpus.sources().iter().enumerate().find(|it| is_same(*it)).map(|it| it.1)
}

/// As sources have it.
fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// A path in the folder that no file has.
fn free_path(folder: &Path, name: &str) -> PathBuf {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| numbered(name, n)));
    let is_free = |it: &PathBuf| !it.exists() && !beside(it).exists();
    names.map(|it| folder.join(it)).find(is_free).unwrap_or_else(|| folder.join(name))
}

/// The sidecar of a file.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".yaml");
    PathBuf::from(name)
}

/// Writes the document and what was said of it, over nothing that is there.
fn write(filing: &Filing) -> anyhow::Result<PathBuf> {
    let refuse = |path: &Path, err: &io::Error| {
        Trouble::new(format!("cannot write `{}`: {err}", shown(path)))
            .hint("see who may write there; `--to` names another folder")
    };
    fs::create_dir_all(&filing.folder).map_err(|err| refuse(&filing.folder, &err))?;
    loop {
        let path = free_path(&filing.folder, &filing.name);
        match write_new(&path, &filing.bytes) {
            Ok(()) => {}
            // Somebody else was faster.
            Err(err) if err.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(err) => return Err(refuse(&path, &err).into()),
        }
        if let Some(sidecar) = &filing.sidecar
            && let Err(err) = write_new(&beside(&path), sidecar.as_bytes())
        {
            // Without what was said of it, the document would pass for one of which nothing is known.
            let _ = fs::remove_file(&path);
            return Err(refuse(&beside(&path), &err).into());
        }
        return Ok(path);
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

fn report(workspace: &Workspace, path: &Path, filing: &Filing) -> anyhow::Result<Outcome> {
    let corpus = &workspace.context.corpus;
    let found = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let Some(idx) = corpus.sources().iter().position(|it| it.path == found) else {
        let why = corpus.problems().iter().find(|it| it.0 == found).map(|it| problem_text(&it.1));
        let why = why.unwrap_or_else(|| "`include`, `exclude` or a `.gitignore` leaves it out".to_owned());
        let trouble = Trouble::new(format!("filed as `{}`, but it is no source: {why}", shown(path)));
        return Err(trouble.hint("see `citecheck sources`").into());
    };
    let source = &corpus.sources()[idx];
    let mut text = format!("filed as `{}`: {}\n", visible(&source.key), shown(path));
    text += &known(&source.metadata, source.n_passages);
    let home = home(path, filing.sidecar.is_none() && import::is_text(path));
    for (what, option) in missing(&source.metadata) {
        text += &format!("no {what}: write `{option}:` into {home}\n");
    }
    let told = ["no title", "no date"];
    for problem in problems_of(corpus, idx).iter().filter(|it| !told.contains(&it.as_str())) {
        text += &format!("{}\n", visible(problem));
    }
    print::out(&text)?;
    Ok(Outcome::Clean)
}

/// Where one writes what is known of a source.
fn home(path: &Path, has_front_matter: bool) -> String {
    if has_front_matter { "its front matter".to_owned() } else { format!("`{}`", shown(&beside(path))) }
}

/// What is known of a source, a line a field.
fn known(metadata: &Metadata, n_passages: usize) -> String {
    let authors = (!metadata.authors.is_empty()).then(|| metadata.authors.join("; "));
    let fields = [
        ("title", &metadata.title),
        ("author", &authors),
        ("publisher", &metadata.publisher),
        ("date", &metadata.date),
        ("url", &metadata.url),
        ("accessed", &metadata.accessed),
        ("reliability", &metadata.reliability),
    ];
    let lines = fields.iter().filter_map(|(name, it)| Some(format!("  {name:<11} {}\n", visible(it.as_deref()?))));
    lines.chain([format!("  {}\n", counted(n_passages, "passage"))]).collect()
}

/// What a reader of a citation would miss, and the name of the option or field for it.
fn missing(metadata: &Metadata) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has_author = !metadata.authors.is_empty() || metadata.publisher.is_some();
    [
        ("title", "title", metadata.title.is_some()),
        ("author or publisher", "publisher", has_author),
        ("date", "date", metadata.date.is_some()),
    ]
    .into_iter()
    .filter(|it| !it.2)
    .map(|it| (it.0, it.1))
}

fn shown(path: &Path) -> String {
    let base = current_dir();
    let path = path
        .parent()
        .and_then(|it| it.canonicalize().ok())
        .and_then(|it| Some(it.join(path.file_name()?)))
        .unwrap_or_else(|| path.to_owned());
    visible(&display_path(&path, &base)).into_owned()
}
