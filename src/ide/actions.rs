//! What can be done about the place under the cursor. An action is listed at once and worked out when it is chosen.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::check::{Context, Report};
use crate::corpus::PassageId;
use crate::judge::{Verdict, hear};
use crate::rules::{Edit, Finding};
use crate::text::{Span, squeezed, visible};

use super::cursor::claim_at;

mod ignore;
mod paraphrase;
mod safe;
mod soften;
mod speaker;
mod term;

/// Most sources that one claim is offered to be cited with.
const MOST_SOURCES: usize = 3;

/// What kind of an action it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Settles a finding.
    QuickFix,
    /// Writes something anew that is not wrong.
    Rewrite,
    /// All at once that needs no second thought.
    FixAll,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub title: String,
    pub kind: ActionKind,
    /// The finding it is about: an index into those of the report.
    pub finding: Option<usize>,
    /// The one thing to do about its finding.
    pub is_preferred: bool,
    pub deed: Deed,
}

/// What is done, in terms of the report that it was offered for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Deed {
    /// Takes a fix of a finding.
    Fix { finding: usize, fix: usize },
    /// Gives a quotation to its speaker.
    Attribute { finding: usize },
    /// Takes the source's hedge.
    Soften { finding: usize },
    /// Takes the marks off a quotation.
    Paraphrase { finding: usize },
    /// Cites a source for a claim, at a passage of it.
    Cite { claim: usize, source: usize, passage: usize },
    /// Silences a finding by a comment.
    Ignore { finding: usize, whole_file: bool },
    /// Everything that is safe.
    FixAll,
    /// Lists a claim among those that were accepted by hand.
    Accept { finding: usize },
    /// Puts a name into the glossary.
    AddTerm { words: String },
    /// Opens a source at a passage.
    ShowEvidence { source: usize, passage: usize },
}

/// What can be done about the places that `span` of the draft touches, what settles a finding first.
pub fn actions(context: &Context, report: &Report, span: Span) -> Vec<Action> {
    let mut acc = Vec::new();
    let findings = report.findings.iter().enumerate();
    let touching = findings.filter(|(_, it)| it.span.touches(span.start) || it.span.overlaps(span));
    let touching: Vec<(usize, &Finding)> = touching.collect();
    for (idx, finding) in &touching {
        acc.extend(mending(context, report, *idx, finding));
    }
    acc.extend(citations(context, report, span));
    for (idx, finding) in &touching {
        acc.extend(silencing(*idx, finding));
    }
    acc.extend(evidence(context, report, span, &touching));
    acc.extend(term::action(context, report, span));
    acc
}

/// The one action that does all that needs no second thought: the house spelling, and the wording of quotations.
pub fn fix_all(context: &Context, report: &Report) -> Option<Action> {
    let edits = safe::edits(context, report);
    (!edits.is_empty()).then(|| Action {
        title: "Use the house spelling and the sources’ wording of quotations".to_owned(),
        kind: ActionKind::FixAll,
        finding: None,
        is_preferred: false,
        deed: Deed::FixAll,
    })
}

/// The edits of a deed; `None` when it is none of edits, or does not fit the report. `path` is the draft's file.
pub fn edits_of(context: &Context, report: &Report, path: Option<&Path>, deed: &Deed) -> Option<Vec<Edit>> {
    let finding = |idx: &usize| report.findings.get(*idx);
    match deed {
        Deed::Fix { finding: idx, fix } => Some(finding(idx)?.fixes.get(*fix)?.edits.clone()),
        Deed::Attribute { finding: idx } => speaker::edits(context, report, finding(idx)?),
        Deed::Soften { finding: idx } => soften::edits(report, finding(idx)?),
        Deed::Paraphrase { finding: idx } => paraphrase::edits(context, report, finding(idx)?),
        Deed::Cite { claim, source, passage } => {
            let claim = report.claims.get(*claim)?.claim.span;
            let id = PassageId { source: *source, passage: *passage };
            let citing = super::Citing { config: &context.config, corpus: &context.corpus, draft: &report.draft, path };
            let at = super::place_in_source(&context.corpus, id);
            let edits = super::cite(&citing, super::style_of(&citing), *source, at, claim);
            Some(edits).filter(|it| !it.is_empty())
        }
        Deed::Ignore { finding: idx, whole_file } => Some(ignore::edits(&report.draft, finding(idx)?, *whole_file)),
        Deed::FixAll => Some(safe::edits(context, report)),
        Deed::Accept { .. } | Deed::AddTerm { .. } | Deed::ShowEvidence { .. } => None,
    }
}

/// What settles a finding by changing the draft's words.
fn mending(context: &Context, report: &Report, idx: usize, finding: &Finding) -> Vec<Action> {
    let action = |title: String, deed: Deed| Action {
        title: visible(&title).into_owned(),
        kind: ActionKind::QuickFix,
        finding: Some(idx),
        is_preferred: false,
        deed,
    };
    let mut acc = Vec::new();
    for (fix_idx, fix) in finding.fixes.iter().enumerate() {
        let attributed =
            speaker::speaker(context, report, finding).map(|it| format!("Attribute the quotation to {it}"));
        acc.push(match attributed {
            Some(title) => action(title, Deed::Attribute { finding: idx }),
            None => action(fix.title.clone(), Deed::Fix { finding: idx, fix: fix_idx }),
        });
    }
    // There is no second way to be sure of.
    if let [only] = acc.as_mut_slice() {
        only.is_preferred = true;
    }
    if let Some(words) = soften::words(report, finding) {
        acc.push(action(format!("Write “{words}”, as the source does"), Deed::Soften { finding: idx }));
    }
    if paraphrase::edits(context, report, finding).is_some() {
        let title = "Turn the quotation into a paraphrase, without its marks".to_owned();
        acc.push(action(title, Deed::Paraphrase { finding: idx }));
    }
    acc
}

/// What lets a finding stand.
fn silencing(idx: usize, finding: &Finding) -> Vec<Action> {
    let action = |title: String, deed: Deed| Action {
        title,
        kind: ActionKind::QuickFix,
        finding: Some(idx),
        is_preferred: false,
        deed,
    };
    // Comments that silence nothing are not silenced by another.
    if finding.rule == "needless-ignore" {
        return Vec::new();
    }
    let rule = finding.rule;
    let accept = finding.claim.map(|_| {
        action("Accept this claim as your own analysis, with a reason".to_owned(), Deed::Accept { finding: idx })
    });
    let ignore = |whole_file| Deed::Ignore { finding: idx, whole_file };
    let ignoring = [
        action(format!("Ignore `{rule}` here"), ignore(false)),
        action(format!("Ignore `{rule}` in this file"), ignore(true)),
    ];
    accept.into_iter().chain(ignoring).collect()
}

/// The sources to cite for the claim at the cursor: those that support it, then those of its evidence.
fn citations(context: &Context, report: &Report, span: Span) -> Vec<Action> {
    let Some(claim_idx) = claim_at(report, span.start) else { return Vec::new() };
    let action = |passage: PassageId| {
        let source = context.corpus.sources().get(passage.source)?;
        let date = source.metadata.date.as_deref().map(|it| format!(", {}", crate::rules::display_date(it)));
        let publisher = source.metadata.publisher.as_deref().map(|it| format!("{it}: ")).unwrap_or_default();
        let title = format!("{publisher}{}{}", super::source_name(source), date.unwrap_or_default());
        Some(Action {
            title: format!("Cite {}", visible(&squeezed(&title))),
            kind: ActionKind::Rewrite,
            finding: None,
            is_preferred: false,
            deed: Deed::Cite { claim: claim_idx, source: passage.source, passage: passage.passage },
        })
    };
    let passages = super::cite::citable(context, report, claim_idx);
    // Copies of one text speak with one voice, and a copy may differ in a word.
    let origin = |it: &PassageId| context.corpus.origin_of(it.source);
    let has_copy = |it: &PassageId| {
        origin(it) != it.source || passages.iter().any(|other| other.source != it.source && origin(other) == origin(it))
    };
    let gainsays = |it: &PassageId| {
        let judgement = || hear(&context.corpus, &report.claims[claim_idx].claim, it.source).judgement;
        has_copy(it) && judgement().verdict == Verdict::Refuted
    };
    passages.iter().filter(|it| !gainsays(it)).take(MOST_SOURCES).filter_map(|it| action(*it)).collect()
}

/// The way to what the finding or the claim at the cursor rests on.
fn evidence(context: &Context, report: &Report, span: Span, touching: &[(usize, &Finding)]) -> Option<Action> {
    let of_findings = touching.iter().find_map(|it| Some((Some(it.0), it.1.evidence.first()?)));
    let of_claim = || {
        let claim = claim_at(report, span.start)?;
        Some((None, report.claims[claim].judgement.evidence.first()?))
    };
    let (finding, evidence) = of_findings.or_else(of_claim)?;
    let PassageId { source, passage } = evidence.passage;
    let name = super::source_name(context.corpus.sources().get(source)?);
    Some(Action {
        title: format!("Show the passage in “{}”", visible(&squeezed(name))),
        kind: ActionKind::QuickFix,
        finding,
        is_preferred: false,
        deed: Deed::ShowEvidence { source, passage },
    })
}
