//! Commands that answer for views beside the draft: the evidence of a claim, the sources, how things stand.
//!
//! A client that declares the experimental capability `citecheckNews` is told when there is something new to ask for.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{ClientCapabilities, Location, Position, Uri};

use crate::corpus::{Corpus, PassageId, Source};
use crate::ide::{self, EvidenceView, Run};
use crate::judge::Stance;
use crate::output::{display_path, problem_text};
use crate::rules::Finding;
use crate::text::visible;

use super::actions::draft_path;
use super::commands::{checked, failed, stale};
use super::handlers::{Backend, Question, aside};
use super::outbox::Outbox;
use super::state::Client;
use super::to_lsp::{self, Notification};

/// Says that a draft was checked, or a corpus loaded.
const NEWS: &str = "citecheck/news";

/// Most sources that one answer lists.
const MAX_LISTED: usize = 500;

/// Takes what the client can do from its capabilities.
pub(super) fn note(client: &mut Client, capabilities: &ClientCapabilities) {
    let experimental = capabilities.experimental.as_ref();
    client.wants_news = experimental.and_then(|it| it.get("citecheckNews")).and_then(Value::as_bool) == Some(true);
    client.applies_edits = capabilities.workspace.as_ref().and_then(|it| it.apply_edit) == Some(true);
}

/// Tells a client that wants to know: of a draft that was checked, or of a corpus that was loaded.
pub(super) fn tell(outbox: &Outbox, uri: Option<&str>) {
    // The newest says all that those before it did.
    let slot = format!("{NEWS} {}", uri.unwrap_or_default());
    outbox.send_newest(&slot, &Notification::new(NEWS, json!({ "uri": uri })));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceAt {
    uri: String,
    /// In the claim.
    position: Position,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListSources {
    uri: String,
    /// Words that key, title, publisher or authors have; without them all are listed.
    query: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    uri: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CiteClaim {
    uri: String,
    /// In the claim.
    position: Position,
    /// The draft's, as the position counts on it.
    version: Option<i32>,
    /// A source's key, with the passage of it.
    source: String,
    passage: usize,
}

/// What a view shows of a source. Texts have no hidden characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SourceCard {
    key: String,
    title: String,
    publisher: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    reliability: Option<String>,
    descriptor: Option<String>,
    /// The file to open as text.
    uri: Option<Uri>,
    /// The file itself where that is another one.
    original: Option<Uri>,
    /// Its page on the web.
    url: Option<String>,
    passages: usize,
    /// What was left out of it.
    notes: Vec<String>,
    /// The key of the source that it is a copy of.
    copy_of: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    text: String,
    stands_out: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    source: SourceCard,
    passage: usize,
    /// `page 3`, `line 12`.
    place: String,
    location: Option<Location>,
    words: Vec<Words>,
    stance: Option<Stance>,
    is_cited: bool,
}

/// The claim at a position with all that it rests on; null where there is none.
pub(super) async fn evidence_at(backend: &Backend, of: EvidenceAt) -> Result<Option<Value>> {
    let (question, _) = checked(backend, &of.uri).await?;
    let answer = aside(move || {
        let offset = Backend::at(&question, of.position).start;
        let view = ide::evidence(&question.context, &question.report, offset)?;
        Some(evidence_json(&question, view))
    });
    Ok(answer.await)
}

fn evidence_json(question: &Question, view: EvidenceView) -> Value {
    let Question { report, context, .. } = question;
    let encoding = question.view.client.encoding;
    let checked = &report.claims[view.claim];
    let range = |span| to_lsp::range(&report.draft, span, encoding);
    let is_own = |it: &Finding| it.claim == Some(view.claim);
    let finding = |it: &Finding| json!({ "rule": it.rule, "level": it.level, "message": visible(&it.message), "range": range(it.span) });
    let findings: Vec<Value> = report.findings.iter().filter(|it| is_own(it)).map(finding).collect();
    let accepted = report.accepted.iter().filter(|it| is_own(&it.0)).map(|(it, by)| {
        json!({ "rule": it.rule, "message": visible(&it.message), "reason": visible(&by.reason), "who": visible(&by.who), "date": by.date })
    });
    let cards: Vec<Card> = view
        .passages
        .into_iter()
        .filter_map(|it| {
            let passage = context.corpus.document(it.passage.source).passages.get(it.passage.passage)?.place;
            Some(Card {
                source: source_card(&context.corpus, it.passage.source)?,
                passage: it.passage.passage,
                place: passage.locator(),
                location: location(question, it.passage),
                words: words(it.words),
                stance: it.stance,
                is_cited: it.is_cited,
            })
        })
        .collect();
    json!({
        "version": question.view.version,
        "range": range(checked.claim.span),
        "text": view.text,
        "verdict": checked.judgement.verdict,
        "headline": view.headline,
        "why": view.why.into_iter().map(words).collect::<Vec<_>>(),
        "findings": findings,
        "accepted": accepted.collect::<Vec<_>>(),
        "passages": cards,
    })
}

fn words(runs: Vec<Run>) -> Vec<Words> {
    runs.into_iter().map(|it| Words { text: it.text, stands_out: it.stands_out }).collect()
}

/// Where a passage stands, in the file to open as text.
pub(super) fn location(question: &Question, id: PassageId) -> Option<Location> {
    let corpus = &question.context.corpus;
    let path = corpus.sources().get(id.source)?.opens_at();
    let place = corpus.document(id.source).passages.get(id.passage)?.place;
    let range = to_lsp::place_range(place.start, place.end, question.view.client.encoding);
    Some(Location { uri: Uri::from_file_path(path)?, range })
}

fn source_card(corpus: &Corpus, idx: usize) -> Option<SourceCard> {
    let source = corpus.sources().get(idx)?;
    let metadata = &source.metadata;
    let shown = |it: &String| visible(it).into_owned();
    let origin = corpus.origin_of(idx);
    Some(SourceCard {
        key: shown(&source.key),
        title: visible(ide::source_name(source)).into_owned(),
        publisher: metadata.publisher.as_ref().map(shown),
        authors: metadata.authors.iter().map(shown).collect(),
        date: metadata.date.as_ref().map(shown),
        reliability: metadata.reliability.as_ref().map(shown),
        descriptor: metadata.descriptor.as_ref().map(shown),
        uri: Uri::from_file_path(source.opens_at()),
        original: source.mirror.as_ref().and_then(|_| Uri::from_file_path(&source.path)),
        url: metadata.url.as_deref().and_then(crate::text::escape::web_address),
        passages: source.n_passages,
        notes: source.notes.iter().map(shown).collect(),
        copy_of: (origin != idx).then(|| corpus.sources().get(origin).map(|it| shown(&it.key))).flatten(),
    })
}

/// How many sources there are, how the draft stands, and whether that is about its text as it is.
pub(super) async fn status(backend: &Backend, of: Status) -> Result<Option<Value>> {
    let (loaded, view) = {
        let state = backend.shared.lock();
        (state.home_of(&of.uri), state.view(&of.uri))
    };
    let Some(loaded) = loaded else { return Ok(None) };
    let draft = view.and_then(|it| Some((it.is_current, it.checked?)));
    let status = aside(move || {
        let corpus = &loaded.context.corpus;
        let draft = draft.map(|(is_current, checked)| {
            let it = checked.report.summary();
            json!({
                "isCurrent": is_current, "claims": it.n_claims, "supported": it.n_supported,
                "contradicted": it.n_refuted, "unsupported": it.n_not_enough_info, "findings": it.n_findings,
                "accepted": it.n_accepted, "unchecked": it.n_unchecked,
            })
        });
        Some(json!({
            "root": loaded.root, "sources": corpus.sources().len(), "passages": corpus.n_passages(),
            "unread": corpus.problems().len(), "draft": draft,
        }))
    });
    Ok(status.await)
}

/// The sources that the draft has to do with, those of the corpus, and the files that gave none.
pub(super) async fn list_sources(backend: &Backend, of: ListSources) -> Result<Option<Value>> {
    let (question, loaded) = checked(backend, &of.uri).await?;
    let list = aside(move || {
        let Question { report, context, .. } = &question;
        let corpus = &context.corpus;
        let encoding = question.view.client.encoding;
        let uses = ide::source_uses(context, report).into_iter().filter_map(|it| {
            let passages = it.passages.iter().filter_map(|(id, claim)| {
                let claim = report.claims.get(*claim)?;
                let place = corpus.document(id.source).passages.get(id.passage)?.place;
                Some(json!({
                    "place": place.locator(),
                    "location": location(&question, *id),
                    "claim": visible(&claim.claim.text),
                    "claimRange": to_lsp::range(&report.draft, claim.claim.span, encoding),
                }))
            });
            let passages: Vec<Value> = passages.collect();
            Some(json!({
                "source": source_card(corpus, it.source)?, "citations": it.n_citations, "passages": passages,
            }))
        });
        let query = of.query.unwrap_or_default().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let mut n_found = 0;
        let mut listed = Vec::new();
        for (idx, source) in corpus.sources().iter().enumerate() {
            if has_words(source, &words) {
                n_found += 1;
                listed.extend((listed.len() < MAX_LISTED).then(|| source_card(corpus, idx)).flatten());
            }
        }
        let problem = |it: &(std::path::PathBuf, crate::corpus::Problem)| {
            json!({
                "name": visible(&display_path(&it.0, &loaded.root)), "uri": Uri::from_file_path(&it.0),
                "problem": visible(&problem_text(&it.1)),
            })
        };
        Some(json!({
            "uses": uses.collect::<Vec<_>>(), "sources": listed, "found": n_found,
            "problems": corpus.problems().iter().take(MAX_LISTED).map(problem).collect::<Vec<_>>(),
        }))
    });
    list.await.map(Some).ok_or_else(stale)
}

fn has_words(source: &Source, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let metadata = &source.metadata;
    let known = [&metadata.title, &metadata.publisher].into_iter().flatten();
    let text: Vec<&str> = known.chain(&metadata.authors).chain([&source.key]).map(String::as_str).collect();
    let text = text.join(" ").to_lowercase();
    words.iter().all(|it| text.contains(it))
}

/// Writes a citation behind the claim at a position, in the draft's own style, where the client takes edits.
pub(super) async fn cite_claim(backend: &Backend, of: CiteClaim) -> Result<Option<Value>> {
    let (question, _) = checked(backend, &of.uri).await?;
    if of.version.is_some_and(|it| it != question.view.version) {
        return Err(stale());
    }
    let edit = aside(move || {
        let Question { report, context, .. } = &question;
        let source = context.corpus.sources().named(&of.source)?;
        let claim = ide::claim_index(report, Backend::at(&question, of.position).start)?;
        let deed = ide::Deed::Cite { claim, source, passage: of.passage };
        let edits = ide::edits_of(context, report, draft_path(&of.uri).as_deref(), &deed)?;
        to_lsp::workspace_edit(&of.uri, question.view.version, &report.draft, &edits, &question.view.client)
    });
    let Some(edit) = edit.await else { return Err(failed("there is nothing to cite here with this source")) };
    if backend.shared.lock().client.applies_edits {
        let client = backend.client.clone();
        let applied = edit.clone();
        // Nobody waits for it: the client may be waiting for the answer to the command.
        tokio::spawn(async move { client.apply_edit(applied).await });
    }
    Ok(Some(json!(edit)))
}
