//! What has become of the claims of a draft.

use std::fs;
use std::path::Path;
use std::process::Command;

use citecheck::output::{Checked, CheckedDraft, Comparison, checked_now, json, json_text};
use expect_test::expect;

use crate::fixture::Fixture;

const SOURCE: &str = "\
//- /corpus/harbour.md
---
key: harbour
---

The port of Norham opened in 2014 after ten years of work.
The port handled 14 million tonnes of cargo in 2021.
The ferry Aurora carried 1,500 passengers to Norham in March.
";

fn checked(fixture: &Fixture) -> Checked {
    let report = fixture.check();
    let draft = CheckedDraft { path: "draft.md", corpus: &fixture.context.corpus, report: &report };
    checked_now(&[draft], Path::new("/")).expect("it can be written")
}

fn compared(old: &str, new: &str) -> Comparison {
    let fixture = |it: &str| {
        Fixture::parse(&if it.contains("//- ") { it.to_owned() } else { format!("//- /draft.md\n{it}{SOURCE}") })
    };
    Comparison::new(&checked(&fixture(old)), &checked(&fixture(new)))
}

#[test]
fn what_is_moved_or_laid_out_anew_has_not_changed() {
    let old = "# Norham\n\nThe port of Norham opened in 2014. The ferry Aurora carried 1,500 passengers to Norham in March.\n";
    let new = "The ferry Aurora carried\n1,500 passengers to *Norham* in March.\n\n## The port\n\nThe port of Norham\nopened in 2014.\n";
    let comparison = compared(old, new);
    assert!(!comparison.is_changed(), "{}", comparison.text());
    assert_eq!(comparison.text(), "draft.md: no claim has changed, of 2\n");
}

#[test]
fn a_figure_that_was_put_right_is_another_verdict() {
    let old = "The port handled 12 million tonnes of cargo in 2021.\nThe port of Norham opened in 2014.\n";
    let new = "The port handled 14 million tonnes of cargo in 2021.\nThe port of Norham opened in 2014.\n";
    let comparison = compared(old, new);
    assert!(comparison.is_changed());
    expect![[r#"
        draft.md: 1 claim with another verdict; 1 as before

        another verdict  draft.md:1
          - The port handled 12 million tonnes of cargo in 2021.
          + The port handled 14 million tonnes of cargo in 2021.
          verdict: refuted → supported
          settled: conflicting-figure: the sources say 14 million, the draft says 12 million: `harbour`, line 6
    "#]]
    .assert_eq(&comparison.text());
    expect![[r#"
        ## draft.md

        1 claim with another verdict; 1 as before.

        ### Another verdict, draft.md:1

        - before: The port handled 12 million tonnes of cargo in 2021.
        - now: The port handled 14 million tonnes of cargo in 2021.
        - verdict: refuted → supported
        - settled: conflicting-figure: the sources say 14 million, the draft says 12 million: \`harbour\`, line 6
    "#]]
    .assert_eq(&comparison.markdown());
}

#[test]
fn claims_that_came_and_went_are_told_apart_from_those_that_were_reworded() {
    let old = "The port of Norham opened in 2014.\nThe port handled 14 million tonnes of cargo in 2021.\n";
    let new = "The port of Norham was opened in 2014.\nThe ferry Aurora carried 1,500 passengers to Norham in March.\n";
    expect![[r#"
        draft.md: 1 claim reworded, 1 new, 1 gone; 0 as before

        reworded  draft.md:1
          - The port of Norham opened in 2014.
          + The port of Norham was opened in 2014.
          verdict: supported, as before

        claim gone  draft.md:2
          - The port handled 14 million tonnes of cargo in 2021.
          verdict: supported

        new claim  draft.md:2
          + The ferry Aurora carried 1,500 passengers to Norham in March.
          verdict: supported
          evidence now: harbour, line 7: “The ferry Aurora carried 1,500 passengers to Norham in March.”
    "#]]
    .assert_eq(&compared(old, new).text());
}

#[test]
fn a_source_that_was_corrected_shows_which_claims_it_touches() {
    let draft =
        "//- /draft.md\nThe port of Norham opened in 2014.\nThe port handled 14 million tonnes of cargo in 2021.\n";
    let old = format!("{draft}{SOURCE}");
    let new = format!("{draft}{}", SOURCE.replace("14 million", "15 million"));
    let comparison = compared(&old, &new);
    expect![[r#"
        draft.md: 1 claim with another verdict; 1 as before

        another verdict  draft.md:2
          The port handled 14 million tonnes of cargo in 2021.
          verdict: supported → refuted
          found: conflicting-figure: the sources say 15 million, the draft says 14 million: `harbour`, line 6
          evidence before: harbour, line 6: “The port handled 14 million tonnes of cargo in 2021.”
          evidence now: harbour, line 6: “The port handled 15 million tonnes of cargo in 2021.”

        source harbour (corpus/harbour.md) has changed: 2 claims rest on it, 1 of which is listed above
    "#]]
    .assert_eq(&comparison.text());
    // Lines that were put in above change no claim.
    let new =
        old.replace("The port of Norham opened in 2014 after", "It rained.\n\nThe port of Norham opened in 2014 after");
    let comparison = compared(&old, &new);
    assert!(!comparison.is_changed(), "{}", comparison.text());
    expect![[r#"
        draft.md: no claim has changed, of 2

        source harbour (corpus/harbour.md) has changed: 2 claims rest on it, for which nothing has changed
    "#]]
    .assert_eq(&comparison.text());
}

#[test]
fn a_former_run_is_read_from_its_json() {
    let fixture = Fixture::parse(&format!("//- /draft.md\nThe port of Norham opened in 2014.\n{SOURCE}"));
    let report = fixture.check();
    let draft = |path| CheckedDraft { path, corpus: &fixture.context.corpus, report: &report };
    let saved = json_text(&json(&[draft("a/draft.md"), draft("b.md")], &[], Path::new("/"))).expect("JSON");
    let saved = Checked::read(&saved).expect("it is read");
    assert_eq!((saved.n_drafts(), saved.clone().only("./b.md").n_drafts()), (2, 1));
    // By its name, where no other has it.
    assert_eq!((saved.clone().only("elsewhere/draft.md").n_drafts(), saved.clone().only("c.md").n_drafts()), (1, 2));
    assert!(!Comparison::new(&saved.only("b.md"), &checked(&fixture)).is_changed());
    assert!(Checked::read("[]").is_err() && Checked::read("{\"schema\": 1}").is_err());
    // An older one names no sources.
    let old =
        Checked::read("{\"schema\": \"citecheck/check/1\", \"drafts\": [{\"path\": \"draft.md\", \"checked\": true}]}");
    let text = Comparison::new(&old.expect("it is read"), &checked(&fixture)).text();
    assert!(text.contains("cannot be told"), "{text}");
}

#[test]
fn nothing_of_a_draft_is_active_in_what_is_said_of_it() {
    let hostile = "The port of Norham opened in 2015 [a](javascript:alert(1)) `x` **there** \u{202e}so.\n";
    let markdown = compared("The port of Norham opened in 2014.\n", hostile).markdown();
    for event in pulldown_cmark::Parser::new(&markdown) {
        assert!(!matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { .. })), "{markdown}");
    }
    assert!(!markdown.contains('\u{202e}'));
}

#[test]
fn drafts_are_compared_with_what_git_has_and_with_what_was_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("it can be written");
    fs::create_dir(folder.path().join("sources")).expect("it can be made");
    write("sources/a.md", "---\nkey: agency\n---\n\nThe agency opened 12 field offices in 2021.\n");
    write("draft.md", "The agency opened 14 field offices in 2021.\n");
    let command = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        command.current_dir(folder.path()).args(args);
        command.env("HOME", folder.path().join("home")).env("XDG_CACHE_HOME", folder.path().join("home/cache"));
        command.output()
    };
    let run = |args: &[&str]| {
        let output = command(env!("CARGO_BIN_EXE_citecheck"), args).expect("citecheck starts");
        let text = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        (output.status.code(), text)
    };
    let saved =
        command(env!("CARGO_BIN_EXE_citecheck"), &["check", "draft.md", "--format", "json"]).expect("it starts");
    fs::write(folder.path().join("old.json"), saved.stdout).expect("it can be written");
    assert_eq!(run(&["compare", "old.json", "draft.md"]).0, Some(0));
    write("new.md", "The agency opened 12 field offices in 2021.\n");
    let (code, text) = run(&["compare", "draft.md", "new.md"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("verdict: refuted → supported"), "{text}");
    // The source is corrected: the claim is touched, though nobody wrote a word.
    fs::create_dir(folder.path().join("before")).expect("it can be made");
    fs::copy(folder.path().join("sources/a.md"), folder.path().join("before/a.md")).expect("a copy");
    write("sources/a.md", "---\nkey: agency\n---\n\nThe agency opened 14 field offices in 2021.\n");
    for args in [&["compare", "old.json", "draft.md"][..], &["compare", "draft.md", "--old-corpus", "before"]] {
        let (code, text) = run(args);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("verdict: refuted → supported") && text.contains("source agency"), "{text}");
    }
    assert_eq!(run(&["compare", "draft.md"]).0, Some(2));
    assert_eq!(run(&["compare", "draft.md", "none.md"]).0, Some(2));
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        command("git", &[&who[..], args].concat()).is_ok_and(|it| it.status.success())
    };
    if !(git(&["init", "-q"]) && git(&["add", "draft.md"]) && git(&["commit", "-q", "-m", "One"])) {
        assert!(std::env::var_os("CI").is_none(), "there is no git");
        return;
    }
    assert_eq!(run(&["compare", "--rev", "HEAD", "draft.md"]).0, Some(0));
    write("draft.md", "The agency opened 15 field offices in 2021.\n");
    let (code, text) = run(&["compare", "--rev", "HEAD", "draft.md", "new.md"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("verdict: supported → refuted") && text.contains("new.md (new)"), "{text}");
    assert_eq!(run(&["compare", "--rev", "no-such", "draft.md"]).0, Some(2));
}
