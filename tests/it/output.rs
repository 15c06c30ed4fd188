//! Reports as text and JSON.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use citecheck::check::{CheckedClaim, Report};
use citecheck::claim::find_claims;
use citecheck::config::Level;
use citecheck::corpus::PassageId;
use citecheck::draft::Draft;
use citecheck::judge::{Evidence, Judgement, Verdict};
use citecheck::load::Notice;
use citecheck::output::{self, CheckedDraft, TextStyle};
use citecheck::rules::{Edit, Finding, Fix};
use citecheck::text::Span;
use expect_test::expect;

use crate::fixture::Fixture;

const DRAFT: &str = "# Offices\n\nThe “agency” opened 14 field offices in March, which is more than in any year since it was founded by the council of the region.";

fn words(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("the text has these words");
    Span::new(start, start + words.len())
}

fn fixture() -> (Fixture, Report) {
    let fixture = Fixture::parse(&format!(
        "//- /draft.md\n{DRAFT}\n//- /corpus/report.md\n---\nkey: agency-report\n---\n\nThe agency\u{202E} opened 12 field \
         offices in March.\n"
    ));
    let draft = Arc::new(Draft::parse(DRAFT));
    let corpus = &fixture.context.corpus;
    let text = &corpus.document(0).text;
    let matched = vec![words(text, "agency"), words(text, "12"), words(text, "field"), words(text, "offices")];
    let evidence = vec![Evidence { passage: PassageId { source: 0, passage: 0 }, score: 70.5, matched }];
    let judgement = Judgement {
        verdict: Verdict::Refuted,
        score: 0.25,
        coverage: 0.7,
        reasons: Vec::new(),
        evidence: evidence.clone(),
        missing: Vec::new(),
        voices: Vec::new(),
    };
    let claim = find_claims(&draft, &fixture.context.lexicon).remove(0);
    let span = words(DRAFT, "14");
    let finding = Finding {
        rule: "conflicting-figure",
        level: Level::Error,
        span,
        message: "the sources say 12, the draft says 14: `agency-report`, line 5".to_owned(),
        claim: Some(0),
        evidence,
        fixes: vec![Fix {
            title: "Replace “14” by “12”".to_owned(),
            edits: vec![Edit { span, text: "12".to_owned() }],
        }],
    };
    let report = Report {
        draft,
        claims: vec![CheckedClaim { claim, judgement: Arc::new(judgement) }],
        findings: vec![finding],
        is_checked: true,
        ..Report::default()
    };
    (fixture, report)
}

#[test]
fn text_shows_the_sentence_the_evidence_and_the_fix() {
    let (fixture, report) = fixture();
    let checked = CheckedDraft { path: "notes/draft.md", corpus: &fixture.context.corpus, report: &report };
    let text = output::text(&checked, Path::new("/corpus"), TextStyle { is_styled: false, width: 72 });
    expect![[r#"
        error[conflicting-figure]: the sources say 12, the draft says 14: `agency-report`, line 5
         --> notes/draft.md:3:21
          |
          | The “agency” opened 14 field offices in March, which is more than in
          |                     ^^
          | any year since it was founded by the council of the region.
         ::: report.md:5:1
          |
          | The agency⟨U+202E⟩ opened 12 field offices in March.
          |     ------                ----------------
          |
        help: replace “14” by “12”

    "#]]
    .assert_eq(&text);
    expect!["1 claim: 0 supported, 1 refuted, 0 without support; 1 finding"]
        .assert_eq(&output::summary(&report.summary()));
}

#[test]
fn a_sentence_over_several_lines_is_shown_as_one() {
    let fixture = Fixture::parse(
        "//- /draft.md\n> The agency opened\r\n> 14 field\r\n>   offices in 2021.\n//- /corpus/report.md\nThe agency opened \
         12 field offices in 2021.\n",
    );
    let report = fixture.check();
    let checked = CheckedDraft { path: "draft.md", corpus: &fixture.context.corpus, report: &report };
    let text = output::text(&checked, Path::new("/corpus"), TextStyle::default());
    expect![[r#"
        error[conflicting-figure]: the sources say 12, the draft says 14: `report`, line 1
         --> draft.md:2:3
          |
          | The agency opened 14 field offices in 2021.
          |                   ^^
         ::: report.md:1:1
          |
          | The agency opened 12 field offices in 2021.
          |     ------------------------------    ----
          |
        help: replace “14” by “12”

    "#]]
    .assert_eq(&text);
}

#[test]
fn styles_change_nothing_but_the_look() {
    let (fixture, report) = fixture();
    let checked = CheckedDraft { path: "notes/draft.md", corpus: &fixture.context.corpus, report: &report };
    let base = Path::new("/corpus");
    let plain = output::text(&checked, base, TextStyle { is_styled: false, width: 72 });
    let styled = output::text(&checked, base, TextStyle { is_styled: true, width: 72 });
    assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
}

#[test]
fn json_keeps_its_shape() {
    let (fixture, report) = fixture();
    let checked = CheckedDraft { path: "notes/draft.md", corpus: &fixture.context.corpus, report: &report };
    let unread = Notice {
        path: PathBuf::from("/corpus/scan.md"),
        message: "no text in it".to_owned(),
        hint: None,
        is_fatal: false,
    };
    let not_checked = Report::not_checked(Arc::default());
    let other = CheckedDraft { path: "other.md", corpus: &fixture.context.corpus, report: &not_checked };
    let json = output::json(&[checked, other], &[unread], Path::new("/corpus"));
    expect![[r#"
        {
          "schema": "citecheck/check/1",
          "drafts": [
            {
              "path": "notes/draft.md",
              "checked": true,
              "claims": [
                {
                  "span": {
                    "start": 11,
                    "end": 143
                  },
                  "line": 3,
                  "text": "The “agency” opened 14 field offices in March, which is more than in any year since it was founded by the council of the region.",
                  "verdict": "refuted",
                  "score": 0.25,
                  "evidence": [
                    {
                      "source": "agency-report",
                      "path": "report.md",
                      "span": {
                        "start": 28,
                        "end": 75
                      },
                      "line": 5,
                      "text": "The agency\u202e opened 12 field offices in March.",
                      "score": 70.5
                    }
                  ],
                  "reasons": [],
                  "matches": [
                    {
                      "kind": "word",
                      "how": "same",
                      "span": {
                        "start": 18,
                        "end": 24
                      },
                      "words": "agency",
                      "source_words": "agency",
                      "source_spans": [
                        {
                          "start": 4,
                          "end": 10
                        }
                      ],
                      "evidence": 0,
                      "sources": 1,
                      "message": "agency: in the same words"
                    },
                    {
                      "kind": "word",
                      "how": "same",
                      "span": {
                        "start": 28,
                        "end": 34
                      },
                      "words": "opened",
                      "source_words": "opened",
                      "source_spans": [
                        {
                          "start": 14,
                          "end": 20
                        }
                      ],
                      "evidence": 0,
                      "sources": 1,
                      "message": "opened: in the same words"
                    },
                    {
                      "kind": "figure",
                      "how": "nowhere",
                      "span": {
                        "start": 35,
                        "end": 37
                      },
                      "words": "14",
                      "source_words": "",
                      "source_spans": [],
                      "evidence": null,
                      "sources": 0,
                      "message": "14: found nowhere in the sources"
                    },
                    {
                      "kind": "word",
                      "how": "same",
                      "span": {
                        "start": 38,
                        "end": 43
                      },
                      "words": "field",
                      "source_words": "field",
                      "source_spans": [
                        {
                          "start": 24,
                          "end": 29
                        }
                      ],
                      "evidence": 0,
                      "sources": 1,
                      "message": "field: in the same words"
                    },
                    {
                      "kind": "word",
                      "how": "same",
                      "span": {
                        "start": 44,
                        "end": 51
                      },
                      "words": "offices",
                      "source_words": "offices",
                      "source_spans": [
                        {
                          "start": 30,
                          "end": 37
                        }
                      ],
                      "evidence": 0,
                      "sources": 1,
                      "message": "offices: in the same words"
                    },
                    {
                      "kind": "date",
                      "how": "same",
                      "span": {
                        "start": 55,
                        "end": 60
                      },
                      "words": "March",
                      "source_words": "March",
                      "source_spans": [
                        {
                          "start": 41,
                          "end": 46
                        }
                      ],
                      "evidence": 0,
                      "sources": 1,
                      "message": "March: in the same words"
                    },
                    {
                      "kind": "word",
                      "how": "nowhere",
                      "span": {
                        "start": 106,
                        "end": 113
                      },
                      "words": "founded",
                      "source_words": "",
                      "source_spans": [],
                      "evidence": null,
                      "sources": 0,
                      "message": "founded: found nowhere in the sources"
                    },
                    {
                      "kind": "word",
                      "how": "nowhere",
                      "span": {
                        "start": 121,
                        "end": 128
                      },
                      "words": "council",
                      "source_words": "",
                      "source_spans": [],
                      "evidence": null,
                      "sources": 0,
                      "message": "council: found nowhere in the sources"
                    },
                    {
                      "kind": "word",
                      "how": "nowhere",
                      "span": {
                        "start": 136,
                        "end": 142
                      },
                      "words": "region",
                      "source_words": "",
                      "source_spans": [],
                      "evidence": null,
                      "sources": 0,
                      "message": "region: found nowhere in the sources"
                    }
                  ],
                  "missing": [],
                  "supporting_sources": 0,
                  "contradicting_sources": 0,
                  "voices": []
                }
              ],
              "findings": [
                {
                  "rule": "conflicting-figure",
                  "level": "error",
                  "span": {
                    "start": 35,
                    "end": 37
                  },
                  "line": 3,
                  "column": 21,
                  "message": "the sources say 12, the draft says 14: `agency-report`, line 5",
                  "fingerprint": "c603b7ca370ad53e6b807b9aec0a18a3",
                  "claim": 0,
                  "evidence": [
                    {
                      "source": "agency-report",
                      "path": "report.md",
                      "span": {
                        "start": 28,
                        "end": 75
                      },
                      "line": 5,
                      "text": "The agency\u202e opened 12 field offices in March.",
                      "score": 70.5
                    }
                  ],
                  "fixes": [
                    {
                      "title": "Replace “14” by “12”",
                      "edits": [
                        {
                          "span": {
                            "start": 35,
                            "end": 37
                          },
                          "text": "12"
                        }
                      ]
                    }
                  ]
                }
              ],
              "accepted": [],
              "findings_left_out": 0,
              "unchecked": []
            },
            {
              "path": "other.md",
              "checked": false,
              "claims": [],
              "findings": [],
              "accepted": [],
              "findings_left_out": 0,
              "unchecked": []
            }
          ],
          "sources": [
            {
              "key": "agency-report",
              "path": "report.md",
              "title": "agency-report",
              "hash": "---\nkey: agency-report\n---\n\nThe agency\u202e opened 12 field offices in March.\n"
            }
          ],
          "summary": {
            "claims": 1,
            "supported": 0,
            "refuted": 1,
            "not_enough_info": 0,
            "findings": 1,
            "accepted": 0,
            "unchecked_sentences": 0
          },
          "notices": [
            {
              "path": "scan.md",
              "message": "no text in it",
              "hint": null,
              "fatal": false
            }
          ]
        }
    "#]].assert_eq(&output::json_text(&json).expect("a report can be written"));
}
