//! Workspaces on a disk of their own.

use std::fs;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::*;
use crate::corpus::Source;

/// A folder with files in it and a cache beside it.
struct Disk {
    dir: TempDir,
    cache: TempDir,
}

impl Disk {
    /// Each file by its path and text, written long enough ago to be settled.
    fn new(files: &[(&str, &str)]) -> Self {
        let disk = Self { dir: tempfile::tempdir().unwrap(), cache: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| disk.write(path, text.as_bytes(), 100));
        disk
    }

    fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap()
    }

    fn write(&self, path: &str, bytes: &[u8], seconds_ago: u64) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds_ago)).unwrap();
    }

    fn settings(&self) -> Settings {
        Settings { cache: Some(self.cache.path().to_owned()), ..Settings::default() }
    }

    fn load(&self) -> Workspace {
        self.load_with(&self.settings())
    }

    fn load_with(&self, settings: &Settings) -> Workspace {
        Workspace::load(&self.root().join("draft.md"), settings, &|_, _| {})
    }
}

/// New, changed, removed, unchanged, read.
fn counts(workspace: &Workspace) -> [usize; 5] {
    let it = workspace.statistics;
    [it.new, it.changed, it.removed, it.unchanged, it.read]
}

fn messages(workspace: &Workspace) -> Vec<&str> {
    workspace.notices.iter().map(|it| it.message.as_str()).collect()
}

fn names(workspace: &Workspace) -> Vec<String> {
    let name = |it: &crate::corpus::Source| it.path.file_name().unwrap().to_string_lossy().into_owned();
    workspace.context.corpus.sources().iter().map(name).collect()
}

const PORT: (&str, &str) = ("sources/port.md", "The port opened in March. It holds 14 ships.");
const TOWN: (&str, &str) = ("sources/town.txt", "The town lies by the sea.");

#[test]
fn a_first_start_reads_everything_and_the_next_one_nothing() {
    let disk = Disk::new(&[PORT, TOWN]);
    let cold = disk.load();
    assert_eq!(messages(&cold), Vec::<&str>::new());
    assert_eq!(counts(&cold), [2, 0, 0, 0, 2]);
    assert_eq!(names(&cold), ["port.md", "town.txt"]);
    assert_eq!(cold.context.corpus.document(0).passages.len(), 2);
    let warm = disk.load();
    assert_eq!(counts(&warm), [0, 0, 0, 2, 0]);
    assert_eq!(names(&warm), ["port.md", "town.txt"]);
    assert_eq!(warm.context.generation, cold.context.generation);
    assert_eq!(counts(&warm.reload(&|_, _| {})), [0, 0, 0, 2, 0]);
}

#[test]
fn only_what_changed_is_read_again() {
    let disk = Disk::new(&[PORT, TOWN, ("sources/old.md", "The old port is closed.")]);
    let first = disk.load();
    disk.write("sources/port.md", b"The port opened in April.", 50);
    disk.write("sources/new.md", b"A new port is planned.", 50);
    fs::remove_file(disk.root().join("sources/old.md")).unwrap();
    let second = first.reload(&|_, _| {});
    assert_eq!(counts(&second), [1, 1, 1, 1, 2]);
    assert_eq!(names(&second), ["new.md", "port.md", "town.txt"]);
    assert_ne!(first.context.generation, second.context.generation);
    assert!(second.context.corpus.document(1).text.contains("April"));
}

#[test]
fn a_touched_file_is_read_once_and_is_not_changed() {
    let disk = Disk::new(&[PORT]);
    let first = disk.load();
    disk.write(PORT.0, PORT.1.as_bytes(), 50);
    let second = disk.load();
    assert_eq!(counts(&second), [0, 0, 0, 1, 1]);
    assert_eq!(first.context.generation, second.context.generation);
    assert_eq!(counts(&disk.load()), [0, 0, 0, 1, 0]);
}

#[test]
fn a_file_written_just_now_is_looked_at_again() {
    let disk = Disk::new(&[]);
    disk.write(PORT.0, b"The port holds 14 ships.", 0);
    let first = disk.load();
    let path = disk.root().join(PORT.0);
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    // Of the same size, within the same tick of the clock.
    fs::write(&path, "The port holds 15 ships.").unwrap();
    fs::File::options().append(true).open(&path).unwrap().set_modified(written).unwrap();
    assert_eq!(counts(&first.reload(&|_, _| {})), [0, 1, 0, 0, 1]);
}

#[test]
fn files_that_give_no_source_are_named_and_remembered() {
    let disk =
        Disk::new(&[PORT, ("sources/empty.md", "\n\n"), ("sources/scan.pdf", "%PDF"), ("sources/photo.png", "")]);
    disk.write("sources/latin.txt", b"caf\0\xe9", 100);
    let expected = [
        "`sources/empty.md` holds no text that could be cited",
        "`sources/latin.txt` is no text in UTF-8: see byte 4",
        "`sources/scan.pdf` is damaged: it does not begin as a PDF does",
    ];
    let first = disk.load();
    assert_eq!(messages(&first), expected);
    assert!(!first.is_broken());
    let second = disk.load();
    assert_eq!(messages(&second), expected);
    assert_eq!(second.statistics.read, 0);
}

#[test]
fn a_file_beyond_the_limit_is_named_until_the_limit_is_raised() {
    let disk = Disk::new(&[PORT, TOWN, ("citecheck.toml", "[limits]\nmax-source-bytes = 30")]);
    assert_eq!(messages(&disk.load()), ["`sources/port.md` is larger than a source may be: 44 of 30 bytes"]);
    disk.write("citecheck.toml", b"", 50);
    let second = disk.load();
    assert_eq!((messages(&second), second.context.corpus.sources().len()), (vec![], 2));
}

#[test]
fn without_a_corpus_nothing_is_checked_and_the_way_out_is_told() {
    let check = |files: &[(&str, &str)], message: &str, hint: &str| {
        let disk = Disk::new(files);
        fs::create_dir_all(disk.root().join("empty")).unwrap();
        let workspace = disk.load();
        let message = message.replace("ROOT", &disk.root().display().to_string());
        assert_eq!(messages(&workspace), [message]);
        assert_eq!(workspace.notices[0].hint.as_deref(), Some(hint));
        assert!(workspace.is_broken() && workspace.context.corpus.sources().is_empty());
    };
    check(
        &[],
        "there is no corpus for `ROOT`",
        "create a folder `sources` with your sources in it, or run `citecheck init`",
    );
    check(
        &[("citecheck.toml", "corpus = [\"notes\"]")],
        "there is no corpus folder `notes`",
        "make it, or mend `corpus` in `citecheck.toml`",
    );
    check(
        &[("citecheck.toml", "corpus = [\"empty\"]")],
        "no source can be read in `empty`",
        "put your sources there: pages, PDF, Word or Markdown files, mails, plain text",
    );
    check(
        &[PORT, ("citecheck.toml", "\ncorpuss = [\"sources\"]")],
        "citecheck.toml:2:1: unknown key `corpuss`",
        "did you mean `corpus`?",
    );
    check(
        &[PORT, ("citecheck.toml", "include = [\"{\"]")],
        "`include` cannot be read: error parsing glob '{': unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)",
        "write globs as in `.gitignore`: `drafts/`, `*-old.*`, `reports/**/*.md`",
    );
}

#[test]
fn hidden_ignored_and_excluded_files_are_no_sources() {
    let disk = Disk::new(&[
        PORT,
        TOWN,
        ("sources/.hidden.md", "Hidden."),
        ("sources/.gitignore", "private/\n"),
        ("sources/private/a.md", "Private."),
        ("sources/drafts/b.md", "A draft."),
        ("sources/deep/c.md", "Deep."),
        (".gitignore", "sources/\n*.txt\n"),
        ("citecheck.toml", "exclude = [\"drafts/\"]\n"),
    ]);
    assert_eq!(names(&disk.load()), ["c.md", "port.md", "town.txt"]);
    disk.write("citecheck.toml", b"include = [\"*.md\"]\nexclude = [\"deep\"]", 50);
    let narrowed = disk.load();
    assert_eq!(
        (names(&narrowed), counts(&narrowed)),
        (vec!["b.md".to_string(), "port.md".to_string()], [1, 0, 2, 1, 1])
    );
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    let disk = Disk::new(&[PORT, ("citecheck.toml", "corpus = [\"sources\", \"elsewhere\"]")]);
    let other = Disk::new(&[("secret.md", "A secret.")]);
    std::os::unix::fs::symlink(other.root().join("secret.md"), disk.root().join("sources/secret.md")).unwrap();
    std::os::unix::fs::symlink(other.root(), disk.root().join("elsewhere")).unwrap();
    assert_eq!(messages(&disk.load()), ["the corpus folder `elsewhere` leads out of the workspace"]);
    disk.write("citecheck.toml", b"", 50);
    assert_eq!(names(&disk.load()), ["port.md"]);
    // The user may name what a project may not.
    let settings = Settings { extra_corpus: vec![other.root()], ..disk.settings() };
    let mut seen = names(&disk.load_with(&settings));
    seen.sort();
    assert_eq!(seen, ["port.md", "secret.md"]);
}

#[test]
fn the_configuration_is_found_upwards_and_one_corpus_has_one_index() {
    let disk = Disk::new(&[PORT, ("citecheck.toml", ""), ("a/b/draft.md", "x")]);
    let workspace = Workspace::load(&disk.root().join("a/b/draft.md"), &disk.settings(), &|_, _| {});
    assert_eq!((&workspace.root, find_root(&disk.root().join("a/b"))), (&disk.root(), disk.root()));
    assert_eq!(workspace.index_dir, disk.load().index_dir);
    let chosen = Settings { config: Some(disk.root().join("citecheck.toml")), ..disk.settings() };
    assert_eq!(Workspace::load(Path::new("/"), &chosen, &|_, _| {}).root, disk.root());
}

#[test]
fn the_corpus_of_the_project_serves_drafts_below_it() {
    let disk = Disk::new(&[PORT, (".git/HEAD", ""), ("drafts/draft.md", "x")]);
    let workspace = Workspace::load(&disk.root().join("drafts/draft.md"), &disk.settings(), &|_, _| {});
    assert_eq!((workspace.root.clone(), names(&workspace)), (disk.root(), vec!["port.md".to_string()]));
}

#[test]
fn what_an_editor_sets_is_read_or_answered() {
    let (settings, notice) =
        Settings::read(&serde_json::json!({"extraCorpus": ["~/archive"], "trace": {"server": "off"}}));
    assert_eq!((settings.extra_corpus, notice), (vec![PathBuf::from("~/archive")], None));
    let (settings, notice) = Settings::read(&serde_json::json!({"corpus": "sources"}));
    assert_eq!(settings, Settings::default());
    assert!(notice.unwrap().message.starts_with("the editor's settings for citecheck cannot be used: "));
    assert_eq!(Settings::read(&serde_json::Value::Null), (Settings::default(), None));
}

#[test]
fn a_broken_glossary_costs_itself_only() {
    let disk = Disk::new(&[PORT, ("citecheck.toml", "glossary = \"terms.toml\"")]);
    assert!(messages(&disk.load())[0].starts_with("cannot read the glossary `terms.toml`"));
    disk.write("terms.toml", b"[[term]]\nnam = \"Port\"", 100);
    let workspace = disk.load();
    assert!(messages(&workspace)[0].starts_with("terms.toml:2:1: unknown field `nam`"), "{:?}", messages(&workspace));
    assert!(!workspace.is_broken());
    disk.write("terms.toml", b"[[term]]\nname = \"Port\"\naliases = [\"harbour\"]", 100);
    assert_eq!(messages(&disk.load()), Vec::<&str>::new());
}

#[test]
fn the_spellings_of_a_new_glossary_hold_at_once() {
    let glossary = "glossary = \"terms.toml\"";
    let disk = Disk::new(&[
        ("sources/envoys.md", "The envoys met in Lviv."),
        ("citecheck.toml", glossary),
        ("terms.toml", ""),
    ]);
    let stands_for = |it: &Workspace| it.context.corpus.variants("lemberg").iter().any(|it| it.0 == "lviv");
    let before = disk.load();
    assert!(!stands_for(&before));
    disk.write("terms.toml", b"[[term]]\nname = \"Lviv\"\naliases = [\"Lemberg\"]\nprefer = \"Lviv\"", 100);
    assert!(stands_for(&before.reload(&|_, _| {})));
}

#[cfg(unix)]
#[test]
fn the_cache_is_private_and_a_link_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let disk = Disk::new(&[PORT]);
    let dir = disk.load().index_dir.unwrap();
    assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    let other = tempfile::tempdir().unwrap();
    fs::remove_dir_all(&dir).unwrap();
    std::os::unix::fs::symlink(other.path(), &dir).unwrap();
    let workspace = disk.load();
    assert!(messages(&workspace)[0].ends_with("is a link or a file"), "{:?}", messages(&workspace));
    assert_eq!((workspace.index_dir, fs::read_dir(other.path()).unwrap().count()), (None, 0));
    assert_eq!(workspace.context.corpus.sources().len(), 1);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let disk = Disk::new(&[PORT]);
    let index = disk.load().index_dir.unwrap().join("index");
    for entry in fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::write(path, "damaged").unwrap();
        }
    }
    let workspace = disk.load();
    assert_eq!((names(&workspace), workspace.statistics.read), (vec!["port.md".to_string()], 1));
}

#[test]
fn damage_to_any_file_of_the_index_is_noticed_and_mended() {
    let disk = Disk::new(&[PORT, TOWN]);
    let index = disk.load().index_dir.unwrap().join("index");
    let list = || fs::read_dir(&index).unwrap().map(|it| it.unwrap().path()).collect::<Vec<_>>();
    // A mended index has other files, so they are counted rather than named; the locks come with writing.
    for idx in 0..list().len() {
        for damage in [flip, cut, remove] {
            list().get(idx).into_iter().for_each(|it| damage(it));
            let workspace = disk.load();
            assert_eq!((messages(&workspace), names(&workspace).len()), (vec![], 2));
            assert!(!workspace.context.corpus.has_failed() && workspace.index_dir.is_some());
            assert_eq!(disk.load().statistics.read, 0);
        }
    }
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 0x41;
    }
    fs::write(path, bytes).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

#[test]
fn a_rebuild_reads_everything() {
    let disk = Disk::new(&[PORT, TOWN]);
    disk.load();
    let workspace = disk.load_with(&Settings { rebuild: true, ..disk.settings() });
    assert_eq!((workspace.statistics.read, names(&workspace).len()), (2, 2));
}

#[cfg(unix)]
#[test]
fn a_link_that_is_not_followed_is_told() {
    use std::os::unix::fs::symlink;
    let disk = Disk::new(&[PORT, ("elsewhere/town.md", "The town lies by the sea.")]);
    let sources = disk.root().join("sources");
    symlink(disk.root().join("elsewhere/town.md"), sources.join("town.md")).unwrap();
    symlink("nowhere", sources.join("gone.md")).unwrap();
    // These are read in their own places, or would be no sources.
    symlink("port.md", sources.join("harbour.md")).unwrap();
    symlink(".", sources.join("loop")).unwrap();
    symlink("nowhere", sources.join("gone.png")).unwrap();
    let workspace = disk.load();
    assert_eq!(
        messages(&workspace),
        [
            "`sources/gone.md` is a link that leads nowhere",
            "`sources/town.md` is a link that leads out of the corpus, so it is not followed"
        ]
    );
    assert_eq!(names(&workspace), ["port.md"]);
}

#[test]
fn globs_that_leave_nothing_are_named() {
    let disk = Disk::new(&[PORT, ("citecheck.toml", "corpus = [\"sources\"]\ninclude = [\"*.html\"]")]);
    let hint = disk.load().notices[0].hint.clone();
    assert!(hint.unwrap().contains("mend `include` and `exclude`"));
}

#[test]
fn the_folder_that_is_open_has_the_corpus_unless_the_project_has() {
    let disk = Disk::new(&[PORT, ("drafts/draft.md", "x"), ("notes/.git/HEAD", "x"), ("notes/a/draft.md", "x")]);
    disk.write("notes/corpus/port.md", b"The port holds 14 ships.", 50);
    let open = |workspace: &str| Settings { workspace: Some(disk.root().join(workspace)), ..Settings::default() };
    let root = |draft: &str, open: &Settings| find_root_with(&disk.root().join(draft), open);
    assert_eq!(root("drafts/draft.md", &open("")), disk.root());
    assert_eq!(root("drafts/draft.md", &Settings::default()), disk.root().join("drafts"));
    assert_eq!(root("notes/a/draft.md", &open("notes/a")), disk.root().join("notes"));
}

#[test]
fn a_change_is_told_once_for_a_burst() {
    let disk = Disk::new(&[PORT]);
    let workspace = disk.load();
    let (sender, receiver) = channel();
    let _watcher = Watcher::new(&workspace, move |changed| sender.send(changed).unwrap());
    // Reading is no change.
    assert_eq!(counts(&workspace.reload(&|_, _| {})), [0, 0, 0, 1, 0]);
    fs::read(disk.root().join(PORT.0)).unwrap();
    assert!(receiver.recv_timeout(Duration::from_millis(600)).is_err());
    for idx in 0..5 {
        disk.write(&format!("sources/{idx}.md"), b"More.", 50);
    }
    let changed = (0..5).map(|idx| disk.root().join(format!("sources/{idx}.md"))).collect();
    assert_eq!(receiver.recv_timeout(Duration::from_secs(10)).unwrap(), Changed::Files(changed));
    assert!(receiver.recv_timeout(Duration::from_millis(600)).is_err());
    disk.write("citecheck.toml", b"", 50);
    assert_eq!(receiver.recv_timeout(Duration::from_secs(10)).unwrap(), Changed::Anything);
}

/// Loads, changes what `change` says and reloads as if only the named files had changed.
fn reload_after(disk: &Disk, changed: &[&str], change: impl Fn(&Disk)) -> Workspace {
    let first = disk.load();
    change(disk);
    let changed = changed.iter().map(|it| disk.root().join(it)).collect();
    let second = first.reload_changed(&Changed::Files(changed), &|_, _| {});
    assert_eq!(messages(&second), Vec::<&str>::new());
    second
}

#[test]
fn only_the_files_that_are_named_are_looked_at() {
    let disk = Disk::new(&[PORT, TOWN, ("sources/old.md", "The old port is closed.")]);
    let second = reload_after(&disk, &["sources/port.md", "sources/new.md", "sources/old.md"], |disk| {
        disk.write("sources/port.md", b"The port opened in April.", 50);
        disk.write("sources/new.md", b"A new port is planned.", 50);
        disk.write("sources/town.txt", b"Nobody says that this has changed.", 50);
        fs::remove_file(disk.root().join("sources/old.md")).unwrap();
    });
    assert_eq!(counts(&second), [1, 1, 1, 1, 2]);
    assert_eq!(second.statistics.files, 3);
    assert_eq!(names(&second), ["new.md", "port.md", "town.txt"]);
    assert!(second.context.corpus.document(1).text.contains("April"));
    assert!(second.context.corpus.document(2).text.contains("the sea"));
    // All of it.
    assert_eq!(counts(&second.reload(&|_, _| {})), [0, 1, 0, 2, 1]);
}

#[test]
fn a_named_file_that_is_left_out_is_no_source() {
    let files = [PORT, ("sources/.gitignore", "private/\n"), ("citecheck.toml", "exclude = [\"drafts/\"]\n")];
    let names_after = |path: &str| {
        let disk = Disk::new(&files);
        names(&reload_after(&disk, &[path], |disk| disk.write(path, b"A new port is planned.", 50)))
    };
    for path in ["sources/private/a.md", "sources/drafts/a.md", "sources/.a.md", "sources/.b/a.md", "sources/a.png"] {
        assert_eq!(names_after(path), ["port.md"], "{path}");
    }
    assert_eq!(names_after("sources/deep/a.md"), ["a.md", "port.md"]);
}

#[test]
fn a_folder_that_comes_or_goes_is_looked_through() {
    let disk = Disk::new(&[PORT, ("sources/deep/a.md", "A new port is planned."), ("elsewhere/b.md", "The town.")]);
    let gone =
        reload_after(&disk, &["sources/deep"], |disk| fs::remove_dir_all(disk.root().join("sources/deep")).unwrap());
    assert_eq!(names(&gone), ["port.md"]);
    let come = reload_after(&disk, &["sources/elsewhere"], |disk| {
        fs::rename(disk.root().join("elsewhere"), disk.root().join("sources/elsewhere")).unwrap();
    });
    assert_eq!(names(&come), ["b.md", "port.md"]);
}

#[test]
fn many_changes_one_by_one_come_to_the_same_as_reading_all_anew() {
    let texts: Vec<(String, String)> = (0..30)
        .map(|idx| (format!("sources/{idx:02}.md"), format!("The port of town number {idx} opened in {}.", 1990 + idx)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let disk = Disk::new(&files);
    let mut workspace = disk.load();
    for idx in 0..40 {
        let path = format!("sources/{:02}.md", idx % 31);
        match idx % 3 {
            0 => _ = fs::remove_file(disk.root().join(&path)),
            _ => disk.write(&path, format!("The harbour of town {idx} closed in {}.", 1980 + idx).as_bytes(), 50),
        }
        let changed = BTreeSet::from([disk.root().join(&path)]);
        workspace = workspace.reload_changed(&Changed::Files(changed), &|_, _| {});
    }
    let anew = disk.load_with(&Settings { rebuild: true, ..disk.settings() });
    // That a source changed is remembered, and all that the one has over the other.
    let described = |it: &Workspace| -> Vec<Source> {
        it.context.corpus.sources().iter().map(|it| Source { changed: None, ..it.clone() }).collect()
    };
    assert_eq!(described(&workspace), described(&anew));
    assert_eq!(workspace.context.generation, anew.context.generation);
    assert_eq!(workspace.context.lexicon.terms(), anew.context.lexicon.terms());
    assert_eq!(described(&disk.load()), described(&anew));
}

#[test]
fn a_large_corpus_is_opened_as_it_was_and_followed_from_there() {
    let text = |idx: usize| format!("The port of town number {idx} opened in {}.", 1900 + idx % 120);
    let texts: Vec<(String, String)> = (0..MANY_SOURCES).map(|it| (format!("sources/{it:04}.md"), text(it))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let disk = Disk::new(&files);
    let open = || Workspace::open(&disk.root().join("draft.md"), &disk.settings());
    assert!(open().is_none());
    let sidecar = "title: The Quay\nauthor: Jane Roe\ndate: 2024-03-02\n";
    disk.write("sources/0001.yaml", sidecar.as_bytes(), 50);
    let loaded = disk.load();
    let opened = open().unwrap();
    assert_eq!(described(&opened), described(&loaded));
    assert_eq!(described(&opened)[1], "roe2024quay | The Quay | - | 2024-03-02");
    // So that nobody who was told of a draft from the one is told the same again from the other.
    assert_eq!(opened.context.generation, loaded.context.generation);
    assert!(Arc::ptr_eq(&opened.context.corpus, &opened.reload(&|_, _| {}).context.corpus));
    disk.write("sources/0003.md", b"The harbour of the town closed.", 50);
    fs::remove_file(disk.root().join("sources/0001.yaml")).unwrap();
    // Until the files are looked at, it is as it was.
    assert_eq!(described(&open().unwrap()), described(&loaded));
    let followed = open().unwrap().reload(&|_, _| {});
    assert_eq!((counts(&followed), described(&followed)), ([0, 1, 0, MANY_SOURCES - 1, 1], described(&disk.load())));
    assert_eq!(described(&open().unwrap()), described(&followed));
}

#[test]
fn a_draft_that_cannot_be_read_says_why() {
    let disk = Disk::new(&[("draft.md", "The port."), ("folder/a.md", "x")]);
    disk.write("latin.md", b"caf\xe9", 0);
    let path = |name: &str| disk.root().join(name);
    let check = |name: &str, expected: &str| {
        let message = read_draft(&path(name)).unwrap_err().message;
        assert_eq!(message, expected.replace("PATH", &path(name).display().to_string()));
    };
    assert_eq!(read_draft(&path("draft.md")).unwrap(), "The port.");
    disk.write("marked.md", "\u{feff}# The port".as_bytes(), 0);
    assert_eq!(read_draft(&path("marked.md")).unwrap(), "# The port");
    check("none.md", "there is no draft `PATH`");
    check("folder", "`PATH` is a folder");
    check("latin.md", "`PATH` is no text in UTF-8: see byte 4");
    let notice = read_draft_within(&path("draft.md"), 5).unwrap_err();
    assert_eq!(notice.message, format!("`{}` is larger than a draft may be: 9 of 5 bytes", path("draft.md").display()));
}

/// Key, title, publisher and date of each source, `-` for what is not known.
fn described(workspace: &Workspace) -> Vec<String> {
    let of = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".into());
    let line = |it: &crate::corpus::Source| {
        let metadata = &it.metadata;
        format!("{} | {} | {} | {}", it.key, of(&metadata.title), of(&metadata.publisher), of(&metadata.date))
    };
    workspace.context.corpus.sources().iter().map(line).collect()
}

#[test]
fn a_sidecar_describes_the_source_beside_it() {
    let page = "<title>Page title</title><meta name=author content=Nobody><p>The port opened in March.</p>";
    let disk = Disk::new(&[
        ("sources/a.html", page),
        ("sources/a.yaml", "title: The Port\nauthor: Jane Roe\ndate: 2024-03-02\n"),
        ("sources/b.md", "---\ntitle: Front\n---\nThe town lies by the sea."),
        ("sources/b.md.json", r#"{"title": "Side", "publisher": "The Harbour Post", "issued": "2023"}"#),
        ("sources/data.json", r#"{"ships": [1, 2]}"#),
    ]);
    let first = disk.load();
    assert_eq!(messages(&first), Vec::<&str>::new());
    assert_eq!(
        described(&first),
        ["roe2024port | The Port | - | 2024-03-02", "harbour2023front | Front | The Harbour Post | 2023"]
    );
    assert_eq!(counts(&first), [2, 0, 0, 0, 2]);
    disk.write("sources/a.yaml", b"title: The Quay\ndate: 2024-03-02\nauthor: Jane Roe\n", 50);
    let second = first.reload(&|_, _| {});
    // The key once given stays, and no source is read again for it.
    assert_eq!(described(&second)[0], "roe2024port | The Quay | - | 2024-03-02");
    assert_eq!(second.statistics.read, 0);
    assert_ne!(first.context.generation, second.context.generation);
    assert_eq!(second.context.generation, disk.load().context.generation);
}

#[test]
fn a_sidecar_that_cannot_be_read_is_named() {
    let disk = Disk::new(&[
        PORT,
        ("sources/port.yaml", "colour: red\n"),
        TOWN,
        ("sources/town.json", "{\n  \"title\": \n"),
        ("sources/deep/x.md", "The sea is deep."),
        ("sources/deep/x.json", r#"{"ships": 1}"#),
    ]);
    let workspace = disk.load();
    assert_eq!(
        messages(&workspace),
        [
            "sources/port.yaml:1: it says nothing that we know; fields are `title`, `author`, `publisher`, `date`, `url`, `key`",
            "sources/town.json:3: not JSON: EOF while parsing a value",
        ]
    );
    assert_eq!(workspace.context.corpus.sources().len(), 3);
}

#[test]
fn bibliographies_name_and_describe_sources() {
    let bib = "@article{roe24, title = {The Port}, author = {Roe, Jane}, date = {2024-03-02}, file = {:papers/port.md:MD}}\n\
               @book{gone, title = {Ships}}\n@book{broken, title {x}}\n";
    let disk = Disk::new(&[
        ("sources/papers/port.md", PORT.1),
        TOWN,
        ("sources/refs.bib", bib),
        (
            "lists/town.ris",
            "TY  - NEWS\nID  - town22\nTI  - The Town\nUR  - https://example.org/t\nL1  - town.txt\nER  - \n",
        ),
        ("citecheck.toml", "corpus = [\"sources\"]\nbibliography = [\"lists/town.ris\", \"lists/none.bib\"]\n"),
    ]);
    let first = disk.load();
    assert_eq!(described(&first), ["roe24 | The Port | - | 2024-03-02", "town22 | The Town | - | -"]);
    let told = messages(&first);
    assert!(told[0].starts_with("cannot read the bibliography `lists/none.bib`: "), "{told:?}");
    assert_eq!(told[1..], ["sources/refs.bib:3: the entry `broken` cannot be read: expected equals"]);
    let listed: Vec<&str> = first.context.corpus.listed_works().map(|it| it.0).collect();
    assert_eq!(listed, ["gone"]);
    fs::remove_file(disk.root().join("lists/town.ris")).unwrap();
    disk.write("sources/refs.bib", bib.replace("roe24", "port24").as_bytes(), 50);
    let second = first.reload(&|_, _| {});
    assert_eq!(described(&second)[0], "port24 | The Port | - | 2024-03-02");
    assert_ne!(first.context.generation, second.context.generation);
    disk.write("citecheck.toml", b"bibliography = [\"lists\"]\n", 50);
    assert!(messages(&disk.load()).contains(&"the bibliography `lists` is no file"));
}

#[test]
fn a_damaged_register_costs_the_keys_nothing() {
    let disk = Disk::new(&[("sources/a.md", "The town lies by the sea."), ("sources/b.md", "The port opened.")]);
    let first = disk.load();
    let register = first.index_dir.as_ref().unwrap().join("index/.register");
    let bytes = fs::read(&register).unwrap();
    let told = |it: &Workspace| -> Vec<Source> { it.context.corpus.sources().iter().cloned().collect() };
    for at in [9, bytes.len() / 2, bytes.len() - 3] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x11;
        fs::write(&register, &damaged).unwrap();
        assert_eq!(verify(&disk.root(), &disk.settings()).unwrap().faults, ["the register of the sources is damaged"]);
        let second = disk.load();
        assert_eq!((messages(&second), told(&second)), (vec![], told(&first)), "byte {at}");
        assert_eq!(fs::read(&register).unwrap(), bytes);
    }
    fs::remove_file(&register).unwrap();
    assert_eq!(verify(&disk.root(), &disk.settings()).unwrap().faults, [""; 0]);
    assert_eq!(told(&disk.load()), told(&first));
}

#[test]
fn keys_stay_when_files_come_and_move() {
    let roe = |date: &str, text: &str| format!("---\nauthor: Jane Roe\ndate: {date}\ntitle: The Port\n---\n{text}");
    let disk = Disk::new(&[("sources/b.md", &roe("2024-03-02", "The port opened."))]);
    let keys = |workspace: &Workspace| -> Vec<String> {
        workspace.context.corpus.sources().iter().map(|it| format!("{} {}", names_of(it), it.key)).collect()
    };
    assert_eq!(keys(&disk.load()), ["b.md roe2024port"]);
    disk.write("sources/a.md", roe("2024-01-01", "The town lies by the sea.").as_bytes(), 50);
    assert_eq!(keys(&disk.load()), ["a.md roe2024porta", "b.md roe2024port"]);
    fs::create_dir_all(disk.root().join("sources/old")).unwrap();
    fs::rename(disk.root().join("sources/b.md"), disk.root().join("sources/old/z.md")).unwrap();
    assert_eq!(keys(&disk.load()), ["a.md roe2024porta", "z.md roe2024port"]);
    // They outlive the index, which another version of the program makes anew.
    let indexes: Vec<PathBuf> = fs::read_dir(disk.cache.path()).unwrap().map(|it| it.unwrap().path()).collect();
    indexes.iter().filter(|it| it.is_dir()).for_each(|it| fs::remove_dir_all(it).unwrap());
    assert_eq!(keys(&disk.load()), ["a.md roe2024porta", "z.md roe2024port"]);
    // A lost cache gives what any machine would.
    let settings = Settings { cache: Some(disk.root().join("cache")), ..Settings::default() };
    assert_eq!(keys(&disk.load_with(&settings)), ["a.md roe2024port", "z.md roe2024porta"]);
}

fn names_of(source: &crate::corpus::Source) -> String {
    source.path.file_name().unwrap().to_string_lossy().into_owned()
}
