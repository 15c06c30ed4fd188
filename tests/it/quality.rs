//! The bundled labelled claims: a floor under how well they are judged.

use std::path::Path;

use citecheck::eval::{DataSet, Documents, Label, Library, Prediction, Row, predict};
use citecheck::load::{Settings, Workspace};

/// Of the 32 wrong rows at least these many are flagged.
const N_CAUGHT: usize = 28;

#[test]
fn the_bundled_rows_are_judged_at_least_as_well_as_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/quality/seeds.jsonl")).expect("the rows");
    let data = DataSet::read(&text, &Documents::default());
    assert_eq!(data.problems, []);
    let cache = tempfile::tempdir().expect("a folder for the index");
    let settings = Settings { cache: Some(cache.path().to_owned()), ..Settings::default() };
    let workspace = Workspace::load(&root.join("seeds"), &settings, &|_, _| {});
    let (lexicon, config) = (workspace.context.lexicon.clone(), workspace.context.config.clone());
    let library = Library::new(move || workspace.corpus_anew(), lexicon, &config);
    let rows: Vec<&Row> = data.rows.iter().collect();
    let context = library.context(library.components()).expect("the index can be read");
    let predictions: Vec<Prediction> = predict(&context, &rows).into_iter().flatten().collect();
    assert_eq!(predictions.len(), rows.len());

    let flagged = || rows.iter().zip(&predictions).filter(|it| it.1.flag).map(|it| it.0);
    let n_caught = flagged().filter(|it| it.label == Label::Wrong).count();
    assert!(n_caught >= N_CAUGHT, "{n_caught} of the wrong rows are flagged, were {N_CAUGHT}");
    let false_alarms = flagged().filter(|it| it.label != Label::Wrong).filter_map(|it| it.id.as_str());
    let false_alarms: Vec<&str> = false_alarms.collect();
    assert!(false_alarms.is_empty(), "nothing is wrong with {false_alarms:?}");
}
