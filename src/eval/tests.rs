use super::*;
use crate::text::Span;

const DOCS: &str =
    r#"{"id": "a", "title": "Report", "text": "The port of Oslo opened 12 berths in 2021. Traffic grew."}"#;

fn read(rows: &str) -> DataSet {
    DataSet::read(rows, &Documents::read(DOCS))
}

fn problem(row: &str) -> (usize, String) {
    let problem = read(&format!("\n{row}\n")).problems.pop().expect("a problem");
    (problem.line, problem.message)
}

fn check_rows(rows: &str) -> (DataSet, Vec<Option<Prediction>>) {
    let data = read(rows);
    assert_eq!(data.problems, []);
    let documents: Vec<&SourceText> = data.documents.iter().collect();
    let library = Library::of_documents(&documents).expect("a library");
    let context = library.context(library.components()).expect("a context");
    let predictions = predict(&context, &data.rows.iter().collect::<Vec<_>>());
    (data, predictions)
}

/// Rows of these labels and flags, as if they had been checked.
fn figures(counts: [(Label, bool, usize); 4]) -> Figures {
    let mut rows = Vec::new();
    let mut predictions = Vec::new();
    for (label, flag, n) in counts {
        for _ in 0..n {
            rows.push(Row {
                line: 1,
                id: 1.into(),
                sources: Sources::Workspace,
                draft: "".into(),
                span: Span::new(0, 0),
                label,
                error_types: Vec::new(),
            });
            let rules = if flag { vec!["conflicting-figure"] } else { Vec::new() };
            predictions.push(Some(Prediction { id: 1.into(), verdict: "supported", score: None, flag, rules }));
        }
    }
    Figures::new(&rows, &predictions)
}

/// Of 20 wrong rows 15 are caught, of 30 supported ones 3 flagged.
fn example() -> Figures {
    use Label::*;
    figures([(Wrong, true, 15), (Wrong, false, 5), (Supported, true, 3), (Supported, false, 27)])
}

#[test]
fn the_figures_are_those_of_the_table_of_four() {
    let figures = example();
    assert_eq!(figures.recall.value, Some(0.75));
    assert_eq!(figures.precision.value, Some(15.0 / 18.0));
    // (0.75 + 0.9) / 2
    assert_eq!(figures.balanced_accuracy.value, Some(0.825));
    // 2 · 15 / (20 + 18)
    assert_eq!(figures.f1.value, Some(30.0 / 38.0));
    assert_eq!(figures.false_alarms_per_100.value, Some(10.0));
    let [rule] = &figures.by_rule[..] else { panic!("one rule") };
    assert_eq!((rule.caught, rule.false_alarms, rule.precision), (15, 3, Some(15.0 / 18.0)));
}

#[test]
fn the_intervals_are_the_same_at_every_run_and_hold_the_figure() {
    assert_eq!(example(), example());
    let Estimate { value: Some(value), low: Some(low), high: Some(high) } = example().balanced_accuracy else {
        panic!("an interval");
    };
    assert!(low < value && value < high && high - low < 0.3, "{low} {value} {high}");
}

#[test]
fn a_non_claim_is_neither_wrong_nor_supported() {
    use Label::*;
    let figures = figures([(Wrong, true, 1), (Supported, false, 1), (NotAClaim, true, 2), (NotAClaim, false, 3)]);
    assert_eq!((figures.tally.non_claims, figures.tally.non_claims_flagged), (5, 2));
    assert_eq!((figures.precision.value, figures.false_alarms_per_100.value), (Some(1.0), Some(0.0)));
}

#[test]
fn without_flags_there_is_no_precision() {
    use Label::*;
    let figures = figures([(Wrong, false, 2), (Supported, false, 1), (Wrong, true, 0), (Supported, true, 0)]);
    assert_eq!(figures.precision, Estimate::default());
    assert_eq!((figures.recall.value, figures.balanced_accuracy.value), (Some(0.0), Some(0.5)));
}

#[test]
fn rows_go_through_the_whole_of_citecheck() {
    let rows = r#"
{"id": "wrong", "doc_ids": ["a"], "claim": "The port of Oslo opened 14 berths in 2021.", "label": 0, "error_type": "number"}
{"id": "right", "doc_ids": ["a"], "claim": "The port of Oslo opened 12 berths in 2021.", "label": 1}
{"doc_ids": ["a"], "claim": "Should the port of Oslo open more berths?", "label": "nonclaim"}
"#;
    let (data, predictions) = check_rows(rows);
    let predictions: Vec<Prediction> = predictions.into_iter().flatten().collect();
    assert_eq!(predictions[0].rules, ["conflicting-figure"]);
    assert_eq!((predictions[0].verdict, predictions[0].flag), ("refuted", true));
    assert_eq!((predictions[1].verdict, predictions[1].flag), ("supported", false));
    assert_eq!((predictions[2].verdict, predictions[2].score), ("not-a-claim", None));
    assert_eq!(predictions[2].id, 4);
    assert_eq!(data.rows[0].error_types, ["number"]);
    assert_eq!(data.by_sources().len(), 1);
}

#[test]
fn only_what_overlaps_the_claim_counts() {
    // "é" is one character and two bytes.
    let rows = r#"
{"doc_ids": ["a"], "draft": "Café. The port of Oslo opened 14 berths in 2021. Traffic grew.", "start": 6, "end": 48, "claim": "The port of Oslo opened 14 berths in 2021.", "label": 0}
{"doc_ids": ["a"], "draft": "Café. The port of Oslo opened 14 berths in 2021. Traffic grew.", "claim": "Traffic grew.", "label": 1}
{"doc_ids": ["a"], "draft": "Café. The port of Oslo opened 14 berths in 2021. Traffic grew.", "label": "refuted"}
"#;
    let (data, predictions) = check_rows(rows);
    let flags: Vec<bool> = predictions.into_iter().flatten().map(|it| it.flag).collect();
    assert_eq!(flags, [true, false, true]);
    assert_eq!(data.rows[2].error_types, ["refuted"]);
}

#[test]
fn a_part_of_the_method_switched_off_flags_nothing() {
    let row = r#"{"doc_ids": ["a"], "claim": "The port of Oslo opened 14 berths in 2021.", "label": 0}"#;
    let data = read(row);
    let library = Library::of_documents(&data.documents.iter().collect::<Vec<_>>()).expect("a library");
    let components = library.components().without("quantities").expect("a part");
    let context = library.context(components).expect("a context");
    let predictions = predict(&context, &data.rows.iter().collect::<Vec<_>>());
    assert_eq!(predictions[0].as_ref().map(|it| it.flag), Some(false));
}

#[test]
fn a_draft_is_wrong_and_flagged_when_a_claim_of_it_is() {
    let rows = r#"
{"doc_ids": ["a"], "draft": "The port of Oslo opened 14 berths in 2021. Traffic grew.", "claim": "Traffic grew.", "label": 1}
{"doc_ids": ["a"], "draft": "The port of Oslo opened 14 berths in 2021. Traffic grew.", "claim": "The port of Oslo opened 14 berths in 2021.", "label": 0}
{"doc_ids": ["a"], "draft": "The port of Oslo opened 12 berths in 2021.", "label": 1}
{"doc_ids": ["a"], "claim": "Should the port grow?", "label": "nonclaim"}
"#;
    let (data, predictions) = check_rows(rows);
    let (drafts, predictions) = by_draft(&data.rows, &predictions);
    assert_eq!(drafts.iter().map(|it| it.label).collect::<Vec<_>>(), [Label::Wrong, Label::Supported]);
    let predictions: Vec<_> = predictions.into_iter().flatten().map(|it| (it.verdict, it.flag)).collect();
    assert_eq!(predictions, [("refuted", true), ("supported", false)]);
}

#[test]
fn the_parts_that_read_the_sources_can_be_switched_off() {
    let text = "Last week Ann Berg toured a harbour. She bought a yard.".to_owned();
    let document = SourceText { id: "a".to_owned(), title: None, text };
    let library = Library::of_documents(&[&document]).expect("a library");
    let whole = library.context(library.components()).expect("a context").corpus;
    let plain = library.components().without("lexicon").and_then(|it| it.without("coreference")).expect("parts");
    let plain = library.context(plain).expect("a context").corpus;
    let matches = |corpus: &crate::corpus::Corpus| corpus.variants("purchas").len();
    assert_eq!((matches(&whole), matches(&plain)), (1, 0));
    let carried = |corpus: &crate::corpus::Corpus| !corpus.document(0).passages[1].carried.is_empty();
    assert_eq!((carried(&whole), carried(&plain)), (true, false));
}

#[test]
fn a_bad_row_is_named_and_the_others_are_read() {
    let data = read("{\"claim\": \"One.\", \"label\": 1}\nnonsense\n\n{\"claim\": \"Two.\", \"label\": 0}");
    assert_eq!(data.rows.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(data.problems[0].line, 2);
    assert_eq!(problem(r#"{"claim": "One."}"#), (2, "the row has no label".to_owned()));
    assert_eq!(problem(r#"{"claim": "One.", "label": "true"}"#).1, "`\"true\"` is no label");
    assert_eq!(problem(r#"{"label": 1}"#).1, "the row has no claim");
    assert_eq!(problem(r#"{"claim": "One.", "label": 1, "doc_ids": ["b"]}"#).1, "there is no document `b`");
    assert_eq!(
        problem(r#"{"claim": "One.", "label": 1, "doc_ids": [], "corpus": "x"}"#).1,
        "the row names its sources twice"
    );
    let place = r#"{"draft": "One. Two.", "claim": "Two.", "start": 4, "end": 8, "label": 1}"#;
    assert_eq!(problem(place).1, "4 to 8 in the draft is not the claim");
    let place = r#"{"draft": "One. Two.", "claim": "Two.", "start": 5, "end": 99, "label": 1}"#;
    assert_eq!(problem(place).1, "5 to 99 lies outside of the draft");
    assert_eq!(problem(r#"{"draft": "One.", "claim": "Two.", "label": 1}"#).1, "the claim does not stand in the draft");
}

#[test]
fn two_documents_of_one_id_are_told() {
    let documents = Documents::read(&format!("{DOCS}\n{DOCS}\n{{\"id\": 1}}"));
    let told: Vec<(usize, &str)> = documents.problems.iter().map(|it| (it.line, it.message.as_str())).collect();
    assert_eq!(told[0], (2, "another document has the id `a`"));
    assert_eq!(told[1].0, 3);
}
