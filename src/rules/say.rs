//! Words and places as findings put them.

use crate::corpus::Corpus;
use crate::draft::Draft;
use crate::judge::{Evidence, Reason, ReasonKind, Strength};
use crate::text::{Span, squeezed, visible, without_hidden};

use super::wording::reason_message;
use super::{Ctx, Edit, Fix, Objection};

/// Where evidence stands: `` `mar-a-lago` (29 Dec 2025), line 9``.
pub fn place_of(corpus: &Corpus, evidence: &Evidence) -> String {
    let Some(source) = corpus.sources().get(evidence.passage.source) else {
        return "a source of the corpus".to_owned();
    };
    let date = source.metadata.date.as_deref().map(|it| format!(" ({})", display_date(it))).unwrap_or_default();
    let document = corpus.document(evidence.passage.source);
    let line = document.passages.get(evidence.passage.passage).map(|it| format!(", {}", it.place.locator()));
    format!("`{}`{date}{}", visible(&source.key), line.unwrap_or_default())
}

/// `29 Dec 2025` for `2025-12-29`, `Dec 2025` for `2025-12`; anything else as it is.
pub fn display_date(date: &str) -> String {
    written_date(date, |month| &month[..3]).unwrap_or_else(|| visible(date).into_owned())
}

/// `3 March 2024` for `2024-03-03`, `March 2024` for `2024-03`; anything else as it is.
pub fn date_in_words(date: &str) -> String {
    written_date(date, |month| month).unwrap_or_else(|| without_hidden(date))
}

/// A date with at least a month, whose name is written as `name` makes it.
fn written_date(date: &str, name: fn(&'static str) -> &'static str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?;
    let month = MONTHS.get(parts.next()?.parse::<usize>().ok()?.checked_sub(1)?)?;
    let month = name(month);
    match parts.next() {
        None => Some(format!("{month} {year}")),
        Some(day) => Some(format!("{} {month} {year}", day.parse::<u8>().ok()?)),
    }
}

/// `text` as it may be put into a Markdown draft: no hidden characters, no markup of its own.
pub fn edit_text(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    for c in without_hidden(text).chars() {
        if "\\`*_[]<>".contains(c) {
            acc.push('\\');
        }
        acc.push(c);
    }
    acc
}

/// The reasons of a claim that are of these kinds and this strength.
pub(super) fn reasons<'a>(
    ctx: &Ctx<'a>,
    strength: Strength,
    kinds: &'static [ReasonKind],
) -> impl Iterator<Item = &'a Reason> {
    ctx.judgement.reasons.iter().filter(move |it| it.strength == strength && kinds.contains(&it.kind))
}

/// An objection to the words of a reason, with its evidence and the source's words as a fix.
pub(super) fn object_to(ctx: &Ctx, reason: &Reason) -> Objection {
    let what = reason_message(reason);
    let evidence = evidence_of(ctx, reason);
    let span = if reason.span.is_empty() { ctx.claim.span } else { reason.span };
    let message = match evidence.first() {
        Some(evidence) => format!("{what}: {}", place_of(ctx.corpus, evidence)),
        None => what,
    };
    let fixes = reason.replacement.iter().map(|it| replace(ctx, span, it)).collect();
    Objection { span, message, evidence, fixes }
}

/// The evidence that a reason rests on; where it names none, the best.
pub(super) fn evidence_of(ctx: &Ctx, reason: &Reason) -> Vec<Evidence> {
    ctx.judgement.evidence.get(reason.evidence.unwrap_or(0)).cloned().into_iter().collect()
}

/// The best evidence, as many as a writer reads.
pub(super) fn best_evidence(ctx: &Ctx) -> Vec<Evidence> {
    ctx.judgement.evidence.iter().take(3).cloned().collect()
}

fn replace(ctx: &Ctx, span: Span, replacement: &str) -> Fix {
    Fix {
        title: format!("Replace {} by {}", quoted(&prose_of(ctx.draft, span)), quoted(replacement)),
        edits: edits(ctx.draft, span, replacement),
    }
}

/// The words of a span without the marks between them.
fn prose_of(draft: &Draft, span: Span) -> String {
    let prose = span.of(&draft.prose);
    // Code is no prose.
    if prose.trim().is_empty() { span.of(&draft.text).to_owned() } else { squeezed(prose) }
}

/// The edits that put `replacement` in the place of a span and leave alone the marks inside of it: `25** years` becomes
/// `15** years`, and a link stays one.
pub(super) fn edits(draft: &Draft, span: Span, replacement: &str) -> Vec<Edit> {
    let mut words = words_of(draft, span);
    if parts_of(draft, &words).len() < 2 {
        return vec![Edit { span, text: edit_text(replacement) }];
    }
    let mut rest = replacement.trim();
    // What stands at the end already is left as it is.
    while let Some(last) = words.last().filter(|_| words.len() > 1)
        && let Some(head) = rest.strip_suffix(last.of(&draft.prose)).filter(|it| it.ends_with(' '))
    {
        rest = head.trim_end();
        words.pop();
    }
    let texts = std::iter::once(edit_text(rest)).chain(std::iter::repeat(String::new()));
    parts_of(draft, &words).into_iter().zip(texts).map(|(span, text)| Edit { span, text }).collect()
}

/// Words with nothing but space between them as one.
fn parts_of(draft: &Draft, words: &[Span]) -> Vec<Span> {
    let mut acc: Vec<Span> = Vec::new();
    for word in words {
        match acc.last_mut() {
            Some(part) if Span::new(part.end, word.start).of(&draft.text).trim().is_empty() => part.end = word.end,
            _ => acc.push(*word),
        }
    }
    acc
}

/// The words of the prose inside a span.
fn words_of(draft: &Draft, span: Span) -> Vec<Span> {
    let prose = span.of(&draft.prose);
    let place = |word: &str| span.start + (word.as_ptr() as usize - prose.as_ptr() as usize);
    prose.split_whitespace().map(|it| Span::new(place(it), place(it) + it.len())).collect()
}

/// Words as part of a message: hidden characters shown, in one line, not too long.
pub(super) fn plain(words: &str) -> String {
    const LONGEST: usize = 120;
    let words = squeezed(&visible(words));
    if words.chars().count() <= LONGEST {
        return words;
    }
    let head: String = words.chars().take(LONGEST).collect();
    let end = head.rfind(' ').unwrap_or(head.len());
    format!("{} …", &head[..end])
}

/// The same in quotation marks.
pub(super) fn quoted(words: &str) -> String {
    format!("“{}”", plain(words).trim_matches(['“', '”', '"']))
}

/// `a`, `a or b`, `a, b or c`; what comes twice is named once.
pub(super) fn any_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut acc: Vec<String> = Vec::new();
    for words in words.into_iter().map(plain).filter(|it| !it.is_empty()) {
        if !acc.contains(&words) {
            acc.push(words);
        }
    }
    match acc.pop() {
        None => String::new(),
        Some(last) if acc.is_empty() => last,
        Some(last) => format!("{} or {last}", acc.join(", ")),
    }
}

/// The one of `names` that `name` is likely a slip of.
pub(super) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let score = |it: &str| strsim::jaro_winkler(&folded, &it.to_lowercase());
    let scored = names.into_iter().map(|it| (score(it), it)).filter(|it| it.0 >= 0.85);
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|it| it.1)
}
