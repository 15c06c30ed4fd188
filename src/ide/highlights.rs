//! What else in the draft is the thing under the cursor.

use crate::check::{Context, Report};
use crate::text::Span;

use super::cursor::{Under, all_mentions, under};
use super::uses::{Cited, uses};

/// See [`super::highlights`].
pub(super) fn highlights(context: &Context, report: &Report, offset: usize) -> Option<Vec<Span>> {
    let findings_of = |claim: usize| report.findings.iter().filter(move |it| it.claim == Some(claim)).map(|it| it.span);
    let mut acc: Vec<Span> = match under(context, report, offset)? {
        Under::Citation(citation) => {
            let cited = Cited::by(&context.corpus, &report.draft, citation);
            uses(&context.corpus, &report.draft, &cited)
        }
        Under::Mention(mention) => {
            all_mentions(context, report).into_iter().filter(|it| it.term == mention.term).map(|it| it.span).collect()
        }
        Under::Finding(finding) => match finding.claim {
            Some(claim) => findings_of(claim).collect(),
            None => vec![finding.span],
        },
        Under::Claim(claim) => findings_of(claim).collect(),
    };
    acc.sort_unstable();
    acc.dedup();
    (!acc.is_empty()).then_some(acc)
}
