//! The catalogue: from what is known to findings.
//!
//! # One cause, one finding
//!
//! The rules about claims stand in [`RULES`] in order of precedence, the most specific first. Of two objections to
//! overlapping words of a claim the earlier rule's is kept. `unsupported-claim` and `partly-supported-claim` object to
//! the whole claim and come last, so they are silent as soon as any other rule has spoken about it. Levels and ignore
//! comments apply afterwards: switching a rule off does not hand its cause to a vaguer one.
//!
//! What a claim rests on is another cause than what it says: the rules of [`Check::Sourcing`] speak besides the others.

mod accepted;
mod altered_quotation;
mod changed_source;
mod citation;
mod cite;
mod conflicting_date;
mod conflicting_figure;
mod conflicting_name;
mod contradicted_claim;
mod disputed_claim;
mod ignores;
mod inconsistent_name;
mod located;
mod misattributed_quotation;
mod miscited_claim;
mod needless_ignore;
mod overstated_claim;
mod partly_supported_claim;
mod say;
mod schema;
mod single_source;
mod stale_source;
mod unchecked_language;
mod uncited_claim;
mod unknown_citation;
mod unreadable_source;
mod unsupported_claim;
mod wording;

use std::sync::Arc;

use crate::claim::Claim;
use crate::config::{Config, Level};
use crate::corpus::Corpus;
use crate::draft::{Citation, Draft, Ignore};
use crate::judge::{Evidence, Hearing, Judgement};
use crate::lexicon::Lexicon;
use crate::text::Span;

pub use accepted::{accepted_in_vain, apply_accepted};
pub use citation::{Resolution, cited_sources, link_path, resolve_citation, with_attributions};
pub use cite::{relative_path, source_in_words, written_address, written_key};
pub use ignores::apply_ignores;
pub use located::located_passage;
pub use say::{date_in_words, display_date, edit_text, place_of};
pub use schema::{accepted_schema, schema};
pub use wording::{Said, in_plain_words, match_line, reason_line, reason_message, voices_in_words};

/// Replaces `span` of the draft by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A way to settle a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// What we tell the writer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's stable name.
    pub rule: &'static str,
    pub level: Level,
    /// In the draft.
    pub span: Span,
    pub message: String,
    /// Index into the report's claims.
    pub claim: Option<usize>,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
}

/// A kind of finding.
pub struct Rule {
    /// Stable: writers name it in ignore comments and settings.
    pub name: &'static str,
    /// The level it has unless the configuration says otherwise.
    pub level: Level,
    /// What it says, in a line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    pub checks: &'static [Check],
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    Claim(fn(&Ctx) -> Vec<Objection>),
    /// Looks at what a claim rests on rather than at what it says, so that it speaks whatever the others have said.
    Sourcing(fn(&Ctx) -> Option<Objection>),
    /// Looks at the draft as a whole.
    Draft(fn(&DraftCtx) -> Vec<Objection>),
    Citation(fn(&CitationCtx) -> Option<Objection>),
    /// Looks at an ignore comment and whether it silenced a finding.
    Ignore(fn(&IgnoreCtx) -> Option<Objection>),
}

/// What a rule sees of a claim.
pub struct Ctx<'a> {
    pub config: &'a Config,
    pub corpus: &'a Corpus,
    pub draft: &'a Draft,
    pub claim: &'a Claim,
    pub judgement: &'a Judgement,
    /// What the sources that a supported claim cites say of it by themselves.
    pub cited: &'a [Cited],
}

/// What a source that a claim cites says of it by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Cited {
    /// Index into [`Draft::citations`].
    pub citation: usize,
    /// Index into [`Corpus::sources`].
    pub source: usize,
    /// `None` when it is known to support the claim, and no page is asked for.
    pub hearing: Option<Arc<Hearing>>,
    /// The share of the claim's weight that the cited pages cover; `None` when no page is cited or none is there.
    pub on_pages: Option<f64>,
}

/// What a rule sees of a draft as a whole.
pub struct DraftCtx<'a> {
    pub draft: &'a Draft,
    pub lexicon: &'a Lexicon,
}

/// What a rule sees of a citation.
pub struct CitationCtx<'a> {
    pub corpus: &'a Corpus,
    pub draft: &'a Draft,
    pub citation: &'a Citation,
}

/// What a rule sees of an ignore comment that silenced nothing.
pub struct IgnoreCtx<'a> {
    pub ignore: &'a Ignore,
    /// The rule that silenced nothing, as the comment names it; `None` for a comment that names none.
    pub rule: Option<&'a (String, Span)>,
}

/// A finding before it has its rule, level and claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    /// In the draft.
    pub span: Span,
    pub message: String,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
}

impl Objection {
    fn new(span: Span, message: String) -> Self {
        Self { span, message, evidence: Vec::new(), fixes: Vec::new() }
    }
}

macro_rules! rule {
    ($name:literal, $level:ident, [$($check:expr),+], $summary:literal) => {
        Rule {
            name: $name,
            level: Level::$level,
            summary: $summary,
            page: include_str!(concat!("rules/", $name, ".md")),
            checks: &[$($check),+],
        }
    };
    ($name:literal, $level:ident, $check:expr, $summary:literal) => {
        rule!($name, $level, [$check], $summary)
    };
}

/// All rules; those about claims in order of precedence.
pub static RULES: &[Rule] = &[
    // Before the conflicts: where sources disagree, "the sources say" would be half the truth.
    rule!("disputed-claim", Info, Check::Claim(disputed_claim::check), "sources disagree among themselves about it"),
    // Before figures and names, which a changed quotation may hold.
    rule!(
        "altered-quotation",
        Error,
        Check::Claim(altered_quotation::check),
        "words inside quotation marks differ from the source"
    ),
    rule!(
        "misattributed-quotation",
        Error,
        Check::Claim(misattributed_quotation::check),
        "the sources give these words to someone else"
    ),
    // Before figures, which a date holds.
    rule!("conflicting-date", Error, Check::Claim(conflicting_date::check), "the sources give another date or time"),
    rule!(
        "conflicting-figure",
        Error,
        Check::Claim(conflicting_figure::check),
        "the sources give another number, amount, share or duration"
    ),
    rule!(
        "conflicting-name",
        Error,
        Check::Claim(conflicting_name::check),
        "the sources name another person, place, body or role"
    ),
    rule!("contradicted-claim", Error, Check::Claim(contradicted_claim::check), "the sources say the opposite"),
    rule!(
        "overstated-claim",
        Warning,
        Check::Claim(overstated_claim::check),
        "the sources hedge what the draft states as done or certain"
    ),
    // Before what misses support: the support may stand in a source that we cannot read.
    rule!(
        "unchecked-language",
        Info,
        [Check::Draft(|it| unchecked_language::check_draft(it.draft)), Check::Claim(unchecked_language::check_claim)],
        "not in English, the one language that is read"
    ),
    rule!(
        "unsupported-claim",
        Warning,
        Check::Claim(unsupported_claim::check),
        "no passage of the corpus supports the claim"
    ),
    rule!(
        "partly-supported-claim",
        Hint,
        Check::Claim(partly_supported_claim::check),
        "the evidence covers only part of the claim"
    ),
    rule!(
        "unknown-citation",
        Error,
        Check::Citation(unknown_citation::check),
        "the citation names no source of the corpus"
    ),
    rule!(
        "unreadable-source",
        Warning,
        Check::Citation(unreadable_source::check),
        "the cited source is there but cannot be read"
    ),
    rule!(
        "miscited-claim",
        Warning,
        Check::Sourcing(miscited_claim::check),
        "the cited source does not support the claim, another one does"
    ),
    rule!(
        "uncited-claim",
        Off,
        Check::Sourcing(uncited_claim::check),
        "a source supports the claim, but the draft cites none for it"
    ),
    rule!("stale-source", Info, Check::Sourcing(stale_source::check), "the newest support is older than `stale-after`"),
    rule!("single-source", Off, Check::Sourcing(single_source::check), "fewer sources than `min-sources` support it"),
    rule!(
        "inconsistent-name",
        Hint,
        Check::Draft(inconsistent_name::check),
        "a name in another spelling than the glossary's or the rest of the draft"
    ),
    rule!(
        "changed-source",
        Info,
        Check::Citation(changed_source::check),
        "the cited source was changed after the draft was last saved"
    ),
    rule!("needless-ignore", Warning, Check::Ignore(needless_ignore::check), "an ignore comment that silences nothing"),
];

/// Old names of renamed rules, with the name of today.
static RENAMED: &[(&str, &str)] = &[];

/// Where this project lives.
pub const REPOSITORY: &str = "https://github.com/citecheck/citecheck";

/// The rule of that name, or of that name in former times.
pub fn rule(name: &str) -> Option<&'static Rule> {
    let name = RENAMED.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
    RULES.iter().find(|it| it.name == name)
}

/// The names of all rules, in alphabetical order.
pub fn known_names() -> Vec<&'static str> {
    let mut names: Vec<_> = RULES.iter().map(|it| it.name).collect();
    names.sort_unstable();
    names
}

/// The page of a rule, in Markdown.
pub fn page(name: &str) -> Option<&'static str> {
    rule(name).map(|it| it.page)
}

/// The address of a rule's page.
pub fn page_url(name: &str) -> Option<String> {
    rule(name).map(|it| format!("{REPOSITORY}/blob/main/src/rules/{}.md", it.name))
}

/// The rule whose name comes nearest to a misspelt one.
pub fn similar_rule(name: &str) -> Option<&'static str> {
    say::nearest(name, known_names())
}

/// The level of a rule under this configuration.
pub fn level_of(config: &Config, rule: &Rule) -> Level {
    let renamed = || RENAMED.iter().filter(|it| it.1 == rule.name).find_map(|it| config.rules.get(it.0));
    // Who says how many sources a claim should have wants to be told.
    let wanted = (rule.name == single_source::NAME && config.min_sources.is_some()).then_some(Level::Hint);
    config.rules.get(rule.name).or_else(renamed).copied().or(wanted).unwrap_or(rule.level)
}

/// What the rules find about a claim, `claim_idx` among those of the report.
pub fn claim_findings(ctx: &Ctx, claim_idx: usize) -> Vec<Finding> {
    let mut acc: Vec<Finding> = Vec::new();
    for (rule, check) in checks() {
        let Check::Claim(check) = check else { continue };
        for objection in check(ctx) {
            let same_cause = |it: &Finding| it.span.overlaps(objection.span) || it.span == objection.span;
            if !acc.iter().any(same_cause) {
                acc.push(finding(ctx.config, rule, Some(claim_idx), objection));
            }
        }
    }
    for (rule, check) in checks() {
        let Check::Sourcing(check) = check else { continue };
        acc.extend(check(ctx).map(|it| finding(ctx.config, rule, Some(claim_idx), it)));
    }
    acc
}

/// Takes back what is known of cited pages where a file counts its pages otherwise than the draft does.
pub fn settle_pages(corpus: &Corpus, draft: &Draft, cited: &mut [Vec<Cited>]) {
    miscited_claim::without_shifted_pages(corpus, &draft.citations, cited);
}

/// What the rules find about a draft as a whole.
pub fn draft_findings(config: &Config, lexicon: &Lexicon, draft: &Draft) -> Vec<Finding> {
    let mut acc = Vec::new();
    for (rule, check) in checks() {
        let Check::Draft(check) = check else { continue };
        acc.extend(check(&DraftCtx { draft, lexicon }).into_iter().map(|it| finding(config, rule, None, it)));
    }
    acc
}

/// What the rules find about the citations of a draft.
pub fn citation_findings(config: &Config, corpus: &Corpus, draft: &Draft) -> Vec<Finding> {
    let mut acc = Vec::new();
    for (rule, check) in checks() {
        let Check::Citation(check) = check else { continue };
        for citation in &draft.citations {
            let objection = check(&CitationCtx { corpus, draft, citation });
            acc.extend(objection.map(|it| finding(config, rule, None, it)));
        }
    }
    acc
}

/// Each check with its rule, in order of precedence.
fn checks() -> impl Iterator<Item = (&'static Rule, &'static Check)> {
    RULES.iter().flat_map(|rule| rule.checks.iter().map(move |it| (rule, it)))
}

fn finding(config: &Config, rule: &Rule, claim: Option<usize>, objection: Objection) -> Finding {
    let Objection { span, message, evidence, fixes } = objection;
    Finding { rule: rule.name, level: level_of(config, rule), span, message, claim, evidence, fixes }
}
