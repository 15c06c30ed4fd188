//! Keeps the rooms apart: who names whom, who touches the world, and what no file may mention.

use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may name, itself aside. A new arrow is a new entry here, with its reason in its commit.
const ARROWS: [(&str, &[&str]); 16] = [
    ("text", &[]),
    ("lexicon", &["text"]),
    ("config", &["text"]),
    ("draft", &["config", "text"]),
    ("corpus", &["config", "lexicon", "text"]),
    ("claim", &["corpus", "draft", "lexicon", "text"]),
    ("retrieve", &["claim", "corpus", "lexicon", "text"]),
    ("judge", &["claim", "corpus", "lexicon", "retrieve", "text"]),
    ("rules", &["claim", "config", "corpus", "draft", "judge", "lexicon", "text"]),
    ("check", &["claim", "config", "corpus", "draft", "judge", "lexicon", "retrieve", "rules", "text"]),
    ("eval", &["check", "config", "corpus", "draft", "judge", "lexicon", "text"]),
    ("ide", &["check", "claim", "config", "corpus", "draft", "judge", "lexicon", "retrieve", "rules", "text"]),
    ("load", &["check", "config", "corpus", "lexicon", "rules", "text"]),
    ("output", &["check", "claim", "config", "corpus", "draft", "ide", "judge", "lexicon", "load", "rules", "text"]),
    (
        "cli",
        &[
            "check", "claim", "config", "corpus", "draft", "eval", "ide", "judge", "lexicon", "load", "output",
            "retrieve", "rules", "text", // The one arrow that points down: a command starts the server.
            "server",
        ],
    ),
    (
        "server",
        &["check", "claim", "config", "corpus", "draft", "ide", "judge", "lexicon", "load", "output", "rules", "text"],
    ),
];

/// Names of the world outside, and where they may stand.
const OUTSIDE: [(&[&str], &[&str]); 4] = [
    (&["tower_lsp", "tokio", "ropey"], &["server"]),
    (&["println!", "print!"], &["cli", "main.rs"]),
    // `use std::{env, fs}` shows where the short names are used.
    (&["std::fs", "fs::", "std::env", "env::"], &["load", "corpus/index", "cli", "server", "main.rs"]),
    (&["SystemTime", "Instant"], &["load", "corpus/index", "cli", "server", "main.rs"]),
];

/// Places of the machine the code was written on. Put together here, so that this file does not mention them itself.
const MENTIONS: [&str; 2] = [concat!("/wo", "rk/"), concat!("shar", "ed/")];

const HEADINGS: [&str; 4] = ["## What it flags", "## Why it matters", "## Example", "## What to do"];

/// A file of the repository: its path from there, with `/`, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    /// The room that a file under `src` belongs to.
    fn room(&self) -> Option<&str> {
        let path = self.path.strip_prefix("src/")?;
        let room = path.split('/').next()?.trim_end_matches(".rs");
        ARROWS.iter().any(|(it, _)| *it == room).then_some(room)
    }

    /// Whether it is one of these files or folders under `src`, named without their ending.
    fn is_in(&self, places: &[&str]) -> bool {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        places.iter().any(|place| {
            path.strip_prefix(place)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(".rs") || rest.starts_with('/'))
        })
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text files under a folder of the repository, by path.
fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let mut acc = Vec::new();
    for path in paths {
        let is_wanted = path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending));
        let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if let (true, Ok(text)) = (is_wanted, fs::read_to_string(&path)) {
            acc.push(File { path: name, text });
        }
    }
    acc
}

fn collect(folder: &Path, acc: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "node_modules" && name != "target" && name != "out" {
            collect(&path, acc);
        } else if path.is_file() {
            acc.push(path);
        }
    }
}

/// The code of `src` without comments and test modules, line for line.
fn sources() -> Vec<File> {
    let files = files("src", &["rs"]).into_iter().filter(|it| !it.path.ends_with("/tests.rs"));
    files.map(|it| File { text: code_of(&it.text), ..it }).collect()
}

/// Blanks what the compiler does not see in a build, so that lines keep their numbers.
fn code_of(text: &str) -> String {
    let mut acc = String::new();
    let mut test_indent: Option<usize> = None;
    let mut is_test_next = false;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if let Some(depth) = test_indent {
            if indent == depth && trimmed.starts_with('}') {
                test_indent = None;
            }
        } else if is_test_next {
            // A blank line or another attribute may stand between.
            if trimmed.ends_with('{') {
                test_indent = Some(indent);
            }
            is_test_next = trimmed.is_empty() || trimmed.starts_with("#[");
        } else if trimmed == "#[cfg(test)]" {
            is_test_next = true;
        } else if !trimmed.starts_with("//") {
            acc.push_str(line.split(" // ").next().unwrap_or_default());
        }
        acc.push('\n');
    }
    acc
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The rooms that code names after `crate::`, also inside braces, each with its line.
fn named_rooms(code: &str) -> Vec<(String, usize)> {
    let mut acc = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let is_other_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        let rest_at = at + "crate::".len();
        let rest = &code[rest_at..];
        if is_other_word {
            continue;
        }
        if !rest.starts_with('{') {
            acc.push((first_word(rest).to_owned(), line_of(code, at)));
            continue;
        }
        let mut depth = 0;
        let mut is_start = false;
        for (idx, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            let is_letter = c.is_alphanumeric() || c == '_';
            if depth == 1 && is_start && is_letter {
                acc.push((first_word(&rest[idx..]).to_owned(), line_of(code, rest_at + idx)));
            }
            is_start = matches!(c, '{' | ',') || (is_start && c.is_whitespace());
        }
    }
    acc
}

fn first_word(code: &str) -> &str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
    &code[..end]
}

/// Where a name stands as a whole word, so that `print!` is not found in `eprint!` twice.
fn lines_with(code: &str, name: &str) -> Vec<usize> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let found = code.match_indices(name).filter(|(at, _)| {
        let before = &code[..*at];
        let after = &code[at + name.len()..];
        let starts = !before.ends_with(is_letter) || before.ends_with('e') && name.starts_with("print");
        starts && (!name.ends_with(is_letter) || !after.starts_with(is_letter))
    });
    found.map(|(at, _)| line_of(code, at)).collect()
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_table_lists_the_rooms_as_the_library_does() {
    let library = fs::read_to_string(root().join("src/lib.rs")).expect("the library has a root");
    let listed: Vec<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")))
        .map(|it| it.trim_end_matches(';'))
        .collect();
    assert_eq!(listed, ARROWS.map(|(room, _)| room));
}

#[test]
fn arrows_point_up() {
    for (idx, (room, allowed)) in ARROWS.iter().enumerate() {
        for other in *allowed {
            let is_above = ARROWS[..idx].iter().any(|(it, _)| it == other);
            assert!(is_above || (*room == "cli" && *other == "server"), "`{room}` may not name `{other}`");
        }
    }
}

#[test]
fn a_room_names_only_rooms_the_table_allows() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(room) = file.room() else { continue };
        let allowed = ARROWS.iter().find(|(it, _)| *it == room).map_or([].as_slice(), |it| it.1);
        for (other, line) in named_rooms(&file.text) {
            let is_room = ARROWS.iter().any(|(it, _)| *it == other);
            if is_room && other != room && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}:{line}: `{room}` names `{other}`, which the table does not allow", file.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_world_is_touched_only_where_it_may_be() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (names, places) in OUTSIDE {
            if file.is_in(places) || places.contains(&file.path.trim_start_matches("src/")) {
                continue;
            }
            for name in names {
                for line in lines_with(&file.text, name) {
                    wrong.push(format!("{}:{line}: `{name}` belongs to {}", file.path, places.join(", ")));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_file_mentions_a_place_of_one_machine() {
    let mut wrong = Vec::new();
    let endings = ["rs", "md", "toml", "txt", "json", "yml", "yaml", "ts", "js", "lua", "html", "sh", "kts", "vim"];
    for folder in ["src", "tests", "benches", "docs", "editors", "seeds", ".ci"] {
        for file in files(folder, &endings) {
            for mention in MENTIONS {
                // As a whole path: `/home/ann` with more behind it is nobody's machine.
                let found = file.text.match_indices(mention);
                for (at, _) in found.filter(|(at, _)| !file.text[..*at].ends_with(char::is_alphanumeric)) {
                    wrong.push(format!("{}:{}: mentions `{mention}`", file.path, line_of(&file.text, at)));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_rule_has_a_page_with_the_four_headings() {
    let mut wrong = Vec::new();
    for page in files("src/rules", &["md"]) {
        let headings: Vec<&str> = page.text.lines().map(str::trim_end).filter(|it| it.starts_with("## ")).collect();
        if headings != HEADINGS {
            wrong.push(format!("{}: has {headings:?}, should have {HEADINGS:?}", page.path));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_room_opens_with_a_sentence_about_its_job() {
    let mut wrong = Vec::new();
    for file in files("src", &["rs"]) {
        let first = file.text.lines().next().unwrap_or_default();
        let is_exempt = file.path.ends_with("/tests.rs") || file.path == "src/main.rs";
        if !is_exempt && !first.starts_with("//! ") {
            wrong.push(format!("{}:1: opens without a `//!` sentence", file.path));
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_page_on_languages_names_every_list_of_words() {
    let page = fs::read_to_string(root().join("docs/languages.md")).expect("there is a page on languages");
    let mut wrong = Vec::new();
    for folder in ["src/text/words", "src/lexicon", "src/claim", "src/corpus"] {
        for list in files(folder, &["txt"]) {
            let name = list.path.rsplit('/').next().unwrap_or_default();
            if !page.contains(&format!("`{name}`")) && !page.contains(&format!("/{name}`")) {
                wrong.push(format!("{}: not named in `docs/languages.md`", list.path));
            }
        }
    }
    assert_none(&wrong);
}

// The tests above pass on tidy code whether or not they look; these show that they do.

#[test]
fn rooms_are_seen_in_braces_and_over_lines() {
    let code = "use crate::{\n    text::{Span, judge},\n    corpus::Corpus,\n};\nfn f(x: crate::claim::Claim) {}\n";
    let seen = named_rooms(code);
    let expected = [("text", 2), ("corpus", 3), ("claim", 5)];
    assert_eq!(seen, expected.map(|(room, line)| (room.to_owned(), line)));
}

#[test]
fn comments_and_test_modules_are_not_code() {
    let text = "// crate::judge\nlet x = 1; // crate::judge\n#[cfg(test)]\nmod tests {\n    use crate::judge;\n}\nuse crate::text;\n";
    assert_eq!(named_rooms(&code_of(text)), [("text".to_owned(), 7)]);
    let text = "#[cfg(test)]\nmod tests;\nuse crate::text;\n";
    assert_eq!(named_rooms(&code_of(text)), [("text".to_owned(), 3)]);
}

#[test]
fn names_are_found_as_whole_words() {
    assert_eq!(lines_with("fn f() {\n    eprintln!(\"a\");\n    print!(\"b\");\n}", "println!"), [2]);
    assert_eq!(lines_with("eprint!(\"b\")", "print!"), [1]);
    assert_eq!(lines_with("let tokio_like = Instantly::new();", "tokio"), Vec::<usize>::new());
    assert_eq!(lines_with("let tokio_like = Instantly::new();", "Instant"), Vec::<usize>::new());
}
