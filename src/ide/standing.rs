//! How a claim stands, at a glance.

use crate::check::{CheckedClaim, Report};
use crate::draft::Draft;
use crate::judge::{Stance, Verdict};
use crate::text::{Span, counted, squeezed, visible};

/// How a claim stands with the sources, and with the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Supported,
    Contradicted,
    /// No support was found.
    Unsupported,
    /// Not supported, but a comment or a setting says that this is as it should be.
    Ignored,
}

impl Standing {
    /// All of them, the one that is wanted first.
    pub const ALL: [Self; 4] = [Self::Supported, Self::Contradicted, Self::Unsupported, Self::Ignored];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Unsupported => "unsupported",
            Self::Ignored => "ignored",
        }
    }

    /// A mark that tells it by its shape, whatever the colours.
    pub(super) fn mark(self) -> char {
        match self {
            Self::Supported => '✓',
            Self::Contradicted => '✗',
            Self::Unsupported => '?',
            Self::Ignored => '–',
        }
    }
}

/// How each claim of a report stands, by its place among [`Report::claims`].
pub fn standings(report: &Report) -> Vec<Standing> {
    let mut is_objected_to = vec![false; report.claims.len()];
    for claim in report.findings.iter().filter_map(|it| it.claim) {
        if let Some(it) = is_objected_to.get_mut(claim) {
            *it = true;
        }
    }
    // Past the limit of findings nobody knows what a comment has silenced.
    let known_until = match report.n_left_out {
        0 => usize::MAX,
        _ => report.findings.last().map_or(0, |it| it.span.start),
    };
    let standing = |(claim, is_objected_to): (&CheckedClaim, bool)| match claim.judgement.verdict {
        Verdict::Supported => Standing::Supported,
        _ if !is_objected_to && claim.claim.span.end < known_until => Standing::Ignored,
        Verdict::Refuted => Standing::Contradicted,
        Verdict::NotEnoughInfo => Standing::Unsupported,
    };
    report.claims.iter().zip(is_objected_to).map(standing).collect()
}

/// The words of a span line by line, without the space around them and the marks that Markdown puts before them.
pub fn lines_of(draft: &Draft, span: Span) -> Vec<Span> {
    let first = draft.lines.line_of(span.start);
    let last = draft.lines.line_of(span.end);
    let part = |line: usize| {
        let line = draft.lines.line_span(&draft.text, line)?;
        let part = Span::new(line.start.max(span.start), line.end.min(span.end).max(span.start));
        // What begins a line of a quotation or a list is blank in the prose; a citation that ends one belongs to it.
        let written = part.of(&draft.text);
        let prose = part.of(&draft.prose);
        let start = part.start + (prose.len() - prose.trim_start().len());
        let end = part.start + written.trim_end().len();
        (start < end).then(|| Span::new(start, end))
    };
    (first..=last).filter_map(part).collect()
}

/// Whether two reports on the same text say the same of each claim, as far as it is shown at a glance.
pub fn looks_the_same(one: &Report, other: &Report) -> bool {
    let shown = |report: &Report| -> Vec<(Span, Standing, [usize; 2])> {
        let n_sources =
            |it: &CheckedClaim| [Stance::Supports, Stance::Contradicts].map(|of| it.judgement.n_sources(of));
        let claims = report.claims.iter().zip(standings(report));
        claims.map(|(it, standing)| (it.claim.span, standing, n_sources(it))).collect()
    };
    shown(one) == shown(other)
}

/// How a claim stands in words: `supported by 2 sources`.
pub(super) fn in_words(claim: &CheckedClaim, standing: Standing) -> String {
    let by = |stance| match claim.judgement.n_sources(stance) {
        0 => "the sources".to_owned(),
        n => counted(n, "source"),
    };
    match standing {
        Standing::Supported => match claim.judgement.n_sources(Stance::Contradicts) {
            0 => format!("supported by {}", by(Stance::Supports)),
            n => format!("supported by {}, contradicted by {n}", by(Stance::Supports)),
        },
        Standing::Contradicted => format!("contradicted by {}", by(Stance::Contradicts)),
        Standing::Unsupported => "no support found".to_owned(),
        Standing::Ignored => "ignored".to_owned(),
    }
}

/// Words of a draft in one line, at most `limit` characters of them.
pub(super) fn in_a_line(prose: &str, span: Span, limit: usize) -> String {
    let words = squeezed(span.of(prose));
    let words = visible(&words);
    match words.char_indices().nth(limit) {
        Some((end, _)) => {
            let cut = words[..end].rfind(' ').unwrap_or(end);
            format!("{}…", words[..cut].trim_end_matches([',', ';', ':', ' ']))
        }
        None => words.into_owned(),
    }
}
