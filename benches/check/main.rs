//! Each step from draft to findings beside the raw library that does the least of it, on the seeds and on a made-up
//! corpus.
//!
//! `cargo bench` prints the ratios; `cargo bench --bench check -- --write FOLDER` writes the made-up workspace instead.

#![allow(clippy::print_stdout, reason = "a table is what this is for")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use citecheck::check::{Context, Memo, check};
use citecheck::claim::{Claim, find_claims};
use citecheck::draft::Draft;
use citecheck::ide::hover;
use citecheck::judge::judge;
use citecheck::load::{Settings, Workspace};
use citecheck::retrieve::retrieve;
use citecheck::text::{Sentence, Span};

mod generate;
mod raw;
mod side_by_side;

use raw::{Bm25, Words, automaton, read_markdown};
use side_by_side::{Row, prepared_rounds, rounds, side_by_side};

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|it| it != "--bench");
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("--write"), Some(folder)) => Ok(generate::write(Path::new(&folder))?),
        (None, _) => compare_all(),
        _ => bail!("takes `--write FOLDER` or nothing"),
    }
}

fn compare_all() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let generated = folder.path().join("generated");
    generate::write(&generated)?;
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (name, root) in [("seeds", seeds), ("generated", generated)] {
        let bench = Bench::load(&root, folder.path().join(name))?;
        let corpus = &bench.workspace.context.corpus;
        println!(
            "\n{name}: {} sources, {} passages, {} terms, {} claims\n",
            corpus.sources().len(),
            corpus.n_passages(),
            bench.workspace.context.lexicon.terms().len(),
            bench.claims.len()
        );
        print(&bench.compare()?);
    }
    Ok(())
}

fn print(rows: &[Row]) {
    let micros = |time: std::time::Duration| time.as_nanos() as f64 / 1000.0;
    println!("| citecheck | µs | raw | µs | ratio |\n| --- | ---: | --- | ---: | ---: |");
    for Row { what, raw_is, raw, ours } in rows {
        let (ours, raw) = (micros(*ours), micros(*raw));
        println!("| {what} | {ours:.1} | {raw_is} | {raw:.1} | {:.1} |", ours / raw);
    }
}

/// A workspace, loaded, with its draft.
struct Bench {
    workspace: Workspace,
    text: String,
    draft: Arc<Draft>,
    claims: Vec<Claim>,
}

impl Bench {
    fn load(root: &Path, cache: PathBuf) -> anyhow::Result<Self> {
        let path = root.join("briefing.md");
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading `{}`", path.display()))?;
        let workspace = Workspace::load(&path, &Settings { cache: Some(cache), ..Settings::default() }, &|_, _| {});
        if workspace.is_broken() {
            bail!("the workspace cannot be loaded: {:?}", workspace.notices);
        }
        let draft = Arc::new(Draft::parse(&text));
        let claims = find_claims(&draft, &workspace.context.lexicon);
        Ok(Self { workspace, text, draft, claims })
    }

    fn compare(&self) -> anyhow::Result<Vec<Row>> {
        let mut rows = self.readings()?;
        rows.extend(self.lookups()?);
        Ok(rows)
    }

    /// What takes the draft alone.
    fn readings(&self) -> anyhow::Result<Vec<Row>> {
        let (text, draft) = (self.text.as_str(), &self.draft);
        let lexicon = &self.workspace.context.lexicon;
        let (automaton, words) = (automaton(lexicon)?, Words::new());
        let sentences: Vec<Span> = draft.blocks.iter().flat_map(|it| it.sentences.iter().copied()).collect();
        let n_sentences = sentences.len();
        let read_all = || sentences.iter().map(|it| Sentence::read(&draft.prose, *it).tokens.len()).sum::<usize>();
        let stem_all = || sentences.iter().map(|it| words.stems(it.of(&draft.prose)).len()).sum::<usize>();
        let whole = Span::new(0, draft.prose.len());
        Ok(vec![
            side_by_side(
                "`Draft::parse`",
                "pulldown-cmark, events counted",
                rounds(1, || read_markdown(text)),
                rounds(1, || Draft::parse(text)),
            ),
            side_by_side(
                "`Lexicon::mentions` in the draft",
                "aho-corasick, matches counted",
                rounds(1, || automaton.find_iter(&draft.prose).count()),
                rounds(1, || lexicon.mentions(&draft.prose, whole)),
            ),
            side_by_side(
                "`Sentence::read`, a sentence",
                "words cut, stemmed by frostem",
                rounds(n_sentences, stem_all),
                rounds(n_sentences, read_all),
            ),
            side_by_side(
                "`find_claims` in the draft",
                "words cut and stemmed, aho-corasick",
                rounds(1, || stem_all() + automaton.find_iter(&draft.prose).count()),
                rounds(1, || find_claims(draft, lexicon)),
            ),
        ])
    }

    /// What asks the corpus.
    fn lookups(&self) -> anyhow::Result<Vec<Row>> {
        let context = &self.workspace.context;
        let corpus = &context.corpus;
        let bm25 = Bm25::new(corpus)?;
        let queries: Vec<_> = self.claims.iter().map(|it| bm25.query(it)).collect();
        let n_claims = self.claims.len();
        let search_all = || queries.iter().map(|it| bm25.search(it)).sum::<usize>();
        let retrieve_all = || self.claims.iter().map(|it| retrieve(corpus, &it.sentence, None)).collect::<Vec<_>>();
        let judge_all = || self.claims.iter().map(|it| judge(corpus, it)).collect::<Vec<_>>();

        let read_and_search_all = || read_markdown(&self.text) + search_all();
        let edited = &queries[n_claims / 2];
        let read_and_search = || read_markdown(&self.text) + bm25.search(edited);

        let reopened = || (self.workspace.reload(&|_, _| {}).context, Memo::default());
        let forgotten = || (context.clone(), Memo::default());
        let check_new = |(context, memo): &(Context, Memo)| check(context, self.draft.clone(), memo);
        let memo = Memo::default();
        let report = check(context, self.draft.clone(), &memo);
        let mut typed = String::new();
        let edit = || {
            typed.push('a');
            self.with_typed(&typed)
        };
        let check_text = |text: &String| check(context, Arc::new(Draft::parse(text)), &memo);
        let hover_all = || self.claims.iter().map(|it| hover(context, &report, it.span.end - 1)).collect::<Vec<_>>();
        Ok(vec![
            side_by_side(
                "`retrieve`, a claim",
                "tantivy, BM25 query",
                rounds(n_claims, search_all),
                rounds(n_claims, retrieve_all),
            ),
            side_by_side(
                "`judge`, a claim",
                "tantivy, BM25 query",
                rounds(n_claims, search_all),
                rounds(n_claims, judge_all),
            ),
            side_by_side(
                "`check` of a draft just opened, corpus just opened",
                "pulldown-cmark, then a BM25 query a claim",
                rounds(1, read_and_search_all),
                prepared_rounds(reopened, check_new),
            ),
            side_by_side(
                "`check` of a draft just opened",
                "pulldown-cmark, then a BM25 query a claim",
                rounds(1, read_and_search_all),
                prepared_rounds(forgotten, check_new),
            ),
            side_by_side(
                "`Draft::parse` and `check` after an edit to one claim",
                "pulldown-cmark, then one BM25 query",
                rounds(1, read_and_search),
                prepared_rounds(edit, check_text),
            ),
            side_by_side(
                "`hover` on a claim",
                "tantivy, BM25 query",
                rounds(n_claims, search_all),
                rounds(n_claims, hover_all),
            ),
        ])
    }

    /// The draft's text with a word more in its middle claim.
    fn with_typed(&self, typed: &str) -> String {
        let span = self.claims[self.claims.len() / 2].span;
        let at = span.start + span.of(&self.text).find(' ').unwrap_or(0);
        format!("{} {typed}{}", &self.text[..at], &self.text[at..])
    }
}
