//! The index at scale, on a made-up archive of any size: indexing beside plain tantivy on the same passages, opening, and
//! retrieval beside a ranking of everything.
//!
//! `cargo bench --bench scale -- write FOLDER 100000` makes the archive, `index FOLDER`, `plain FOLDER`, `open FOLDER`
//! and `retrieve FOLDER` measure, each in a process of its own for the sake of its peak memory. `extract FOLDER` prints what
//! is read of any documents.

#![allow(clippy::print_stdout, reason = "a table is what this is for")]

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use citecheck::load::{Settings, Workspace};
use citecheck::retrieve;
use citecheck::text::{Sentence, Span};

mod extract;
mod generate;
mod plain;

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        // Archives are large, so nothing is done unasked.
        [] => Ok(()),
        ["write", folder, n] => Ok(generate::write(Path::new(folder), n.parse().context("reading the number")?)?),
        ["index", folder] => index(Path::new(folder)),
        ["plain", folder] => plain::index(Path::new(folder)),
        ["open", folder] => open(Path::new(folder)),
        ["retrieve", folder] => retrieve(Path::new(folder)),
        ["extract", folder] => extract::extract(Path::new(folder)),
        _ => bail!("takes `write FOLDER N`, or `index`, `plain`, `open`, `retrieve` or `extract` with `FOLDER`"),
    }
}

/// The archive's workspace with its index beside it.
fn load(folder: &Path, rebuild: bool) -> anyhow::Result<Workspace> {
    let settings = Settings { cache: Some(folder.join("cache")), rebuild, ..Settings::default() };
    let workspace = Workspace::load(&folder.join("briefing.md"), &settings, &|_, _| {});
    if workspace.is_broken() {
        bail!("the workspace cannot be loaded: {:?}", workspace.notices);
    }
    Ok(workspace)
}

fn index(folder: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    let workspace = load(folder, true)?;
    let corpus = &workspace.context.corpus;
    let (n_sources, n_passages) = (corpus.sources().len(), corpus.n_passages());
    let n_terms = workspace.context.lexicon.terms().len();
    report("citecheck", started.elapsed(), n_sources, n_passages);
    println!("{n_terms} terms");
    Ok(())
}

fn open(folder: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    let workspace = load(folder, false)?;
    println!("opened and followed in {} ms, {}", started.elapsed().as_millis(), memory());
    let started = Instant::now();
    drop(workspace.reload(&|_, _| {}));
    println!("followed once more in {} ms, {}", started.elapsed().as_millis(), memory());
    Ok(())
}

fn retrieve(folder: &Path) -> anyhow::Result<()> {
    let workspace = load(folder, false)?;
    let corpus = &workspace.context.corpus;
    let folder = folder.canonicalize()?;
    let known = generate::read_claims(&folder)?;
    println!("{} sources, {} passages, {} claims", corpus.sources().len(), corpus.n_passages(), known.len());
    for kind in ["verbatim", "paraphrase"] {
        let mut times: [Vec<Duration>; 3] = Default::default();
        let (mut n, mut n_found, mut n_found_by_all) = (0, 0, 0);
        for it in known.iter().filter(|it| it.kind == kind) {
            let mut sentence = Sentence::read(&it.claim, Span::new(0, it.claim.len()));
            corpus.settle_names(&mut sentence);
            let started = Instant::now();
            let hits = retrieve::look_up(corpus, &sentence);
            times[0].push(started.elapsed());
            let mut nearest = retrieve::nearest(corpus, &hits);
            let mut elapsed = started.elapsed();
            // The quickest of three, since others use the machine as well.
            for _ in 0..2 {
                let started = Instant::now();
                retrieve::look_up(corpus, &sentence);
                nearest = retrieve::nearest(corpus, &hits);
                elapsed = elapsed.min(started.elapsed());
            }
            times[1].push(elapsed);
            let started = Instant::now();
            let by_all = retrieve::nearest_of_all(corpus, &hits);
            times[2].push(started.elapsed());
            let path = folder.join(&it.path);
            let is_right = |id: &citecheck::corpus::PassageId| {
                let document = corpus.document(id.source);
                corpus.sources()[id.source].path == path
                    && document.passages[id.passage].place.span.of(&document.text) == it.passage
            };
            n += 1;
            n_found += usize::from(nearest.iter().any(|it| is_right(&it.0)));
            n_found_by_all += usize::from(by_all.iter().any(|it| is_right(&it.0)));
        }
        let percent = |n_found: usize| 100.0 * n_found as f64 / n as f64;
        println!(
            "{kind}: recall at 12 {:.1} %, of everything ranked {:.1} %",
            percent(n_found),
            percent(n_found_by_all)
        );
        for (what, times) in
            ["words looked up", "candidates, words and all", "everything ranked"].iter().zip(&mut times)
        {
            times.sort();
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
            println!("  {what}: p50 {:.2} ms, p90 {:.2}, p99 {:.2}, max {:.2}", at(0.5), at(0.9), at(0.99), at(1.0));
        }
    }
    println!("{}", memory());
    Ok(())
}

fn report(what: &str, elapsed: Duration, n_sources: usize, n_passages: usize) {
    let seconds = elapsed.as_secs_f64();
    println!(
        "{what}: {n_sources} sources, {n_passages} passages in {seconds:.1} s, {:.0} passages a second; {:.1} s of \
         processors, {:.1} µs a passage; {}",
        n_passages as f64 / seconds,
        processor_seconds(),
        processor_seconds() * 1e6 / n_passages as f64,
        memory()
    );
}

/// What the process has used of all processors so far, as Linux tells: on a machine that others use as well, the time by
/// the clock says little.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// As Linux tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|it| it.strip_prefix(name));
        line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
    };
    format!("resident {} MiB, at most {} MiB", mebibytes("VmRSS:"), mebibytes("VmHWM:"))
}
