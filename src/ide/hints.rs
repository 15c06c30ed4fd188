//! How many sources support a claim, behind it.

use crate::check::{CheckedClaim, Context, Report};
use crate::corpus::Source;
use crate::judge::Stance;
use crate::text::{Span, counted, visible};

use super::origins::supporting;
use super::standing::{Standing, in_words, standings};
use super::targets::target;
use super::{Target, source_name};

/// Most sources that are named.
const MAX_NAMED: usize = 3;

/// A note behind a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The claim it stands behind.
    pub claim: Span,
    /// `✓ 2 sources`, with spaces that no line is broken at.
    pub label: String,
    /// The sources by name, as plain text.
    pub tooltip: String,
    /// Where its best passage stands.
    pub target: Option<Target>,
}

/// The notes behind the claims that touch `within`, in order. What the writer ignores has none.
pub fn hints(context: &Context, report: &Report, within: Span) -> Vec<Hint> {
    let claims = report.claims.iter().zip(standings(report));
    let shown = claims.filter(|it| it.1 != Standing::Ignored && within.touches(it.0.claim.span.end));
    shown.map(|(claim, standing)| hint(context, claim, standing)).collect()
}

fn hint(context: &Context, claim: &CheckedClaim, standing: Standing) -> Hint {
    let judgement = &claim.judgement;
    let words = match (standing, judgement.n_sources(Stance::Supports)) {
        (Standing::Supported, 0) => standing.as_str().to_owned(),
        (Standing::Supported, n) => counted(n, "source"),
        (Standing::Unsupported, _) => "no source".to_owned(),
        _ => standing.as_str().to_owned(),
    };
    let passages = match standing {
        Standing::Supported => supporting(judgement),
        _ => judgement.voices.iter().filter(|it| it.stance == Stance::Contradicts).map(|it| it.passage).collect(),
    };
    let mut sources: Vec<usize> = Vec::new();
    for passage in &passages {
        if !sources.contains(&passage.source) {
            sources.push(passage.source);
        }
    }
    let named = sources.iter().take(MAX_NAMED).filter_map(|it| context.corpus.sources().get(*it)).map(named);
    let mut tooltip = in_words(claim, standing);
    for (idx, name) in named.enumerate() {
        tooltip.push_str(if idx == 0 { ": " } else { "; " });
        tooltip.push_str(&name);
    }
    match sources.len().saturating_sub(MAX_NAMED) {
        0 => {}
        n => tooltip.push_str(&format!("; and {n} more")),
    }
    let target = passages.first().and_then(|it| target(context, *it));
    // A line is not broken between the mark and its words.
    let label = format!("{} {words}", standing.mark()).replace(' ', "\u{a0}");
    Hint { claim: claim.claim.span, label, tooltip, target }
}

/// `Title (Reuters, 2025-12-29)`
fn named(source: &Source) -> String {
    let metadata = &source.metadata;
    let known: Vec<&str> = [&metadata.publisher, &metadata.date].into_iter().flatten().map(String::as_str).collect();
    let name = match known.is_empty() {
        true => source_name(source).to_owned(),
        false => format!("{} ({})", source_name(source), known.join(", ")),
    };
    visible(&name).into_owned()
}
