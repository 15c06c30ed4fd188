//! What was seen, in plain words: one table for findings, hovers, JSON and `citecheck show`.

use crate::judge::{How, Judgement, Match, Reason, ReasonKind, Stance, Strength};
use crate::text::{Sentence, Span};

use super::say::{plain, quoted};

/// A run of words in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// citecheck's own words.
    Ours(String),
    /// The draft's words.
    Draft(String),
    /// A source's words.
    Source(String),
}

impl Said {
    /// The words themselves.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ours(words) | Self::Draft(words) | Self::Source(words) => words,
        }
    }
}

/// A line as plain text.
pub fn in_plain_words(line: &[Said]) -> String {
    line.iter().map(Said::as_str).collect()
}

/// How a kind of reason is put into words. `{}` stands for the draft's words.
struct Wording {
    /// Before the source's words.
    sources: &'static str,
    /// Between them and the draft's; empty where the draft's need not be repeated.
    draft: &'static str,
    /// Where the sources have no words of their own.
    otherwise: &'static str,
    /// The same behind the draft's words.
    alone: &'static str,
    is_quoted: bool,
}

const fn bare(sources: &'static str, draft: &'static str, otherwise: &'static str, alone: &'static str) -> Wording {
    Wording { sources, draft, otherwise, alone, is_quoted: false }
}

const fn in_quotes(
    sources: &'static str,
    draft: &'static str,
    otherwise: &'static str,
    alone: &'static str,
) -> Wording {
    Wording { sources, draft, otherwise, alone, is_quoted: true }
}

fn wording(kind: ReasonKind, strength: Strength, is_time: bool) -> Wording {
    use ReasonKind::*;
    use Strength::{Hint, Unsupported};
    const SAY: &str = "the sources say";
    const DRAFT: &str = ", the draft says";
    match (kind, strength) {
        (UnknownFigure, Unsupported | Hint) if is_time => {
            bare(SAY, DRAFT, "no source has the date {}", "no source has this date")
        }
        (UnknownFigure, Unsupported | Hint) => {
            bare(SAY, DRAFT, "no source has the figure {}", "no source has this figure")
        }
        (Figure | Date | FigureElsewhere, Unsupported) if is_time => {
            bare(SAY, DRAFT, "no source says this with the date {}", "no source says the rest with this date")
        }
        (Figure | Date | FigureElsewhere, Unsupported) => {
            bare(SAY, DRAFT, "no source says this with the figure {}", "no source says the rest with this figure")
        }
        (UnknownName, Unsupported | Hint) => bare(SAY, DRAFT, "no source names {}", "no source has this name"),
        (Name | NameElsewhere | Role | WhoDidWhat | SubjectDiffers, Unsupported) => {
            bare("the sources say this of", ", the draft of", "no source says this of {}", "no source says this of it")
        }
        (FigureElsewhere | NameElsewhere, Hint) => bare(
            SAY,
            DRAFT,
            "the sources have {} in another context only",
            "the sources have it in another context only",
        ),
        (Date, _) => bare(SAY, DRAFT, "the sources give another date than {}", "the sources give another date"),
        (Figure | FigureElsewhere | UnknownFigure, _) => {
            bare(SAY, DRAFT, "the sources give another figure than {}", "the sources give another figure")
        }
        (WhoDidWhat | SubjectDiffers, Hint) => bare(
            "the evidence is about",
            ", not",
            "the evidence may not be about {}",
            "the evidence may not be about it",
        ),
        (WhoDidWhat | SubjectDiffers, _) => bare(
            "the sources say this of",
            ", the draft of",
            "the sources do not say this of {}",
            "the sources do not say this of it",
        ),
        (Name | Role | UnknownName | NameElsewhere, _) => {
            bare(SAY, DRAFT, "the sources name another than {}", "the sources name another")
        }
        (UnknownQuotation, Unsupported | Hint) => {
            in_quotes("the source has", ", the draft quotes", "no source has the words {}", "no source has these words")
        }
        (Misquote | UnknownQuotation, _) => in_quotes(
            "the source has",
            ", the draft quotes",
            "the source has other words than {}",
            "the source has other words",
        ),
        (Speaker, _) => bare(
            "the sources give these words to",
            ", the draft to",
            "the sources do not give these words to {}",
            "the sources do not give these words to them",
        ),
        (Negation | Antonym | ListItem, _) => {
            in_quotes(SAY, DRAFT, "the sources say the opposite", "the sources say the opposite")
        }
        (Word, _) => in_quotes(SAY, DRAFT, "the sources have another word than {}", "the sources have another word"),
        (Unfinished, _) | (Overclaim, Unsupported) => {
            in_quotes(SAY, DRAFT, "no source says that this is done ({})", "no source says that this is done")
        }
        (Overclaim | Hedged, Hint) => {
            in_quotes("the evidence says", "", "the evidence hedges this", "the evidence hedges this")
        }
        (Overclaim | Hedged, _) => {
            in_quotes(SAY, DRAFT, "the sources hedge what the draft states as {}", "the sources hedge this")
        }
        (Nobody, _) => in_quotes(
            SAY,
            DRAFT,
            "the draft names nobody whom {} could stand for",
            "the draft names nobody whom it could stand for",
        ),
        (LowCoverage, Hint) => {
            let only_part = "the evidence covers only part of this";
            bare(SAY, DRAFT, only_part, only_part)
        }
        (LowCoverage, _) => bare(SAY, DRAFT, "no source says this", "no source says this"),
        (Disputed, _) => {
            in_quotes("the sources disagree, one says", "", "the sources disagree about {}", "the sources disagree")
        }
    }
}

/// A reason as a sentence: `the sources say 15 years, the draft says 25 years`.
pub fn reason_message(reason: &Reason) -> String {
    let wording = wording(reason.kind, reason.strength, is_about_time(reason));
    let (ours, theirs) = (wording.shown(&reason.claim_words), wording.shown(&reason.source_words));
    match (theirs.is_empty(), ours.is_empty()) {
        (true, true) => wording.alone.to_owned(),
        (true, false) => wording.otherwise.replace("{}", &ours),
        (false, false) if !wording.draft.is_empty() => format!("{} {theirs}{} {ours}", wording.sources, wording.draft),
        (false, _) => format!("{} {theirs}", wording.sources),
    }
}

/// That no source has these words, of a reason's kind: `no source names Oslo or Bergen`.
pub(super) fn nowhere(kind: ReasonKind, is_time: bool, words: &str) -> String {
    wording(kind, Strength::Unsupported, is_time).otherwise.replace("{}", words)
}

/// A reason as a line that starts with the draft's words: `25 years: the sources say 15 years (2 sources)`.
pub fn reason_line(reason: &Reason, n_sources: usize) -> Vec<Said> {
    let wording = wording(reason.kind, reason.strength, is_about_time(reason));
    let ours = |text: String| Said::Ours(text);
    if reason.kind == ReasonKind::LowCoverage {
        return vec![ours(wording.alone.to_owned())];
    }
    let mut acc = vec![Said::Draft(plain(&reason.claim_words)), ours(": ".to_owned())];
    if reason.source_words.trim().is_empty() {
        acc.push(ours(wording.alone.to_owned()));
    } else {
        acc.extend([ours(format!("{} ", wording.sources)), Said::Source(plain(&reason.source_words))]);
    }
    // One is nothing to tell, and of a dispute the evidence shows who says what.
    if n_sources > 1 && reason.kind != ReasonKind::Disputed {
        acc.push(ours(format!(" ({n_sources} sources)")));
    }
    acc
}

/// A match as a line: `€90 billion: “90bn euros”, written otherwise (2 sources)`.
pub fn match_line(it: &Match) -> Vec<Said> {
    let how = match it.how {
        How::Same => "in the same words",
        How::Form => "in another form",
        How::Notation => "written otherwise",
        How::Spelling => "spelt otherwise",
        How::Acronym => "in short or in full",
        How::Alias => "under another name",
        How::Synonym => "in other words",
        How::Metonym => "standing for it",
        How::Rounded => "rounded",
        How::Range => "within its range",
        How::Derived => "from which it follows",
        How::Carried => "which stands for it",
        How::Meant => "for which it stands",
        How::Elsewhere => "only elsewhere in the sources",
        How::Nowhere => "found nowhere in the sources",
    };
    let how = if it.source_words.is_empty() || it.how == How::Same {
        how.to_owned()
    } else {
        format!("{}, {how}", quoted(&it.source_words))
    };
    let sources = if it.n_sources > 1 { format!(" ({} sources)", it.n_sources) } else { String::new() };
    vec![Said::Draft(plain(&it.claim_words)), Said::Ours(format!(": {how}{sources}"))]
}

/// Who takes which stance: `supported by 3 sources, contradicted by 1`; `None` where no source speaks by itself.
pub fn voices_in_words(judgement: &Judgement) -> Option<String> {
    let (n_for, n_against) = (judgement.n_sources(Stance::Supports), judgement.n_sources(Stance::Contradicts));
    let sources = |n: usize| if n == 1 { "1 source".to_owned() } else { format!("{n} sources") };
    match (n_for, n_against) {
        (0, 0) => None,
        (_, 0) => Some(format!("supported by {}", sources(n_for))),
        (0, _) => Some(format!("contradicted by {}", sources(n_against))),
        _ => Some(format!("supported by {}, contradicted by {n_against}", sources(n_for))),
    }
}

impl Wording {
    fn shown(&self, words: &str) -> String {
        match plain(words) {
            words if words.is_empty() || !self.is_quoted => words,
            words => quoted(&words),
        }
    }
}

/// Whether the draft's words are a date or time rather than an amount.
fn is_about_time(reason: &Reason) -> bool {
    let words = &reason.claim_words;
    let sentence = Sentence::read(words, Span::new(0, words.len()));
    reason.kind == ReasonKind::Date || sentence.quantities.first().is_some_and(|it| it.kind.is_when())
}
