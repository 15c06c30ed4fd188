//! Reports for programs: SARIF, build servers, and what a former run knew.

use std::path::Path;

use citecheck::check::Report;
use citecheck::output::{self, Baseline, CheckedDraft};
use expect_test::expect;

use crate::fixture::Fixture;

const CORPUS: &str = "//- /corpus/report.md\nThe agency opened 12 field offices in 2021.\n";

fn fixture(draft: &str) -> (Fixture, Report) {
    let fixture = Fixture::parse(&format!("//- /draft.md\n{draft}\n{CORPUS}"));
    let report = fixture.check();
    (fixture, report)
}

fn checked<'a>((fixture, report): &'a (Fixture, Report), path: &'a str) -> CheckedDraft<'a> {
    CheckedDraft { path, corpus: &fixture.context.corpus, report }
}

const WRONG: &str = "The agency opened 14 field offices in 2021.";

#[test]
fn github_is_told_in_commands_that_end_nowhere_else() {
    let wrong = fixture(WRONG);
    expect![[r#"
        ::error file=notes/50%25%3A a%2Cb.md,line=1,endLine=1,col=19,endColumn=21,title=conflicting-figure::the sources say 12, the draft says 14: `report`, line 1
    "#]]
    .assert_eq(&output::github(&[checked(&wrong, "./notes/50%: a,b.md")]));
}

#[test]
fn gitlab_is_told_the_lines() {
    let wrong = fixture(&format!("# Offices\n\n{WRONG}"));
    let report = output::gitlab(&[checked(&wrong, "draft.md")]);
    assert_eq!(report[0]["location"], serde_json::json!({"path": "draft.md", "lines": {"begin": 3, "end": 3}}));
    assert_eq!((&report[0]["severity"], &report[0]["check_name"]), (&"critical".into(), &"conflicting-figure".into()));
}

#[test]
fn junit_has_a_case_for_each_finding_and_one_for_none() {
    let (wrong, right) = (fixture(WRONG), fixture("The agency opened 12 field offices in 2021."));
    let drafts = [checked(&wrong, "a&b.md"), checked(&right, "right.md")];
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="citecheck">
          <testsuite name="a&amp;b.md" tests="1" failures="1" errors="0" skipped="0">
            <testcase classname="a&amp;b.md" name="conflicting-figure 1:19" file="a&amp;b.md" line="1"><failure type="conflicting-figure" message="the sources say 12, the draft says 14: `report`, line 1">a&amp;b.md:1:19</failure></testcase>
          </testsuite>
          <testsuite name="right.md" tests="1" failures="0" errors="0" skipped="0">
            <testcase classname="right.md" name="check"/>
          </testsuite>
        </testsuites>
    "#]]
    .assert_eq(&output::junit(&drafts, &|_| true));
    assert!(output::junit(&drafts, &|_| false).contains("<skipped message="));
}

#[test]
fn sarif_has_the_rule_the_place_the_passage_and_the_fix() {
    let wrong = fixture(WRONG);
    let sarif = output::sarif(&[checked(&wrong, "a b.md")], &[], Path::new("/"), None);
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    let idx = result["ruleIndex"].as_u64().expect("a rule") as usize;
    let rule = &run["tool"]["driver"]["rules"][idx];
    assert_eq!(rule["id"], result["ruleId"]);
    assert!(rule["help"]["markdown"].as_str().is_some_and(|it| it.starts_with("# `conflicting-figure`")));
    expect![[r#"
        {
          "fixes": [
            {
              "artifactChanges": [
                {
                  "artifactLocation": {
                    "uri": "a%20b.md"
                  },
                  "replacements": [
                    {
                      "deletedRegion": {
                        "endColumn": 21,
                        "endLine": 1,
                        "startColumn": 19,
                        "startLine": 1
                      },
                      "insertedContent": {
                        "text": "12"
                      }
                    }
                  ]
                }
              ],
              "description": {
                "text": "Replace “14” by “12”."
              }
            }
          ],
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "a%20b.md"
                },
                "region": {
                  "endColumn": 21,
                  "endLine": 1,
                  "startColumn": 19,
                  "startLine": 1
                }
              }
            }
          ],
          "message": {
            "text": "The sources say 12, the draft says 14: `report`, line 1."
          },
          "partialFingerprints": {
            "citecheckFinding/v1": "cf6e0c7b86c84e75b1fca57744bc65b1"
          },
          "relatedLocations": [
            {
              "id": 1,
              "message": {
                "text": "report, line 1: The agency opened 12 field offices in 2021."
              },
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "corpus/report.md"
                },
                "region": {
                  "endColumn": 44,
                  "endLine": 1,
                  "startColumn": 1,
                  "startLine": 1
                }
              }
            }
          ],
          "ruleId": "conflicting-figure",
          "ruleIndex": 4
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(result).expect("JSON"));
}

#[test]
fn a_finding_is_known_after_its_line_has_moved_and_not_after_its_words_have_changed() {
    let before = fixture(WRONG);
    let before = [checked(&before, "draft.md")];
    let json = output::json_text(&output::json(&before, &[], Path::new("/"))).expect("JSON");
    let sarif = output::sarif(&before, &[], Path::new("/"), None).to_string();
    for former in [json, sarif] {
        let baseline = Baseline::read(&former).expect("a baseline");
        let knows = |draft: &str, path: &str| baseline.knows(&checked(&fixture(draft), path));
        assert_eq!(knows(&format!("# Offices\n\nIs this new?\n\n{WRONG}"), "./draft.md"), [true]);
        assert_eq!(knows(WRONG, "other.md"), [false]);
        assert_eq!(knows("The agency opened 15 field offices in 2021.", "draft.md"), [false]);
        // Of two that are alike one was there.
        assert_eq!(knows(&format!("{WRONG}\n\n{WRONG}"), "draft.md"), [true, false]);
    }
    assert!(Baseline::read("nothing").is_err() && Baseline::read("{}").is_err());
    let old = r#"{"schema": "citecheck/check/1", "drafts": [{"path": "a.md", "findings": [{"rule": "x"}]}]}"#;
    assert!(Baseline::read(old).expect_err("no fingerprints").contains("write it anew"));
}

#[test]
fn a_line_of_json_is_a_finding_with_its_path() {
    let wrong = fixture(WRONG);
    let lines = output::json_lines(&[checked(&wrong, "draft.md")], Path::new("/")).expect("JSON");
    let lines: Vec<serde_json::Value> = lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["path"], &lines[0]["rule"]), (&"draft.md".into(), &"conflicting-figure".into()));
}
