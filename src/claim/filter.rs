//! Tells claims from headings, questions, advice and the like.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::NotAClaim;
use crate::draft::BlockKind;
use crate::lexicon::is_finite;
use crate::text::{Span, Token, TokenKind, fold, tokenize, words};

static STANCE: LazyLock<RegexSet> = LazyLock::new(|| patterns(include_str!("stance.txt")));
/// An auxiliary of advice with the verb behind it.
static ADVISED_VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:should|ought to|must|needs? to|have to|has to|(?:may|might) (?:wish|want) to|(?:could|might) consider)(?: \w+ly| not| also)? \w+",
    )
});

static RECOMMENDATION: LazyLock<RegexSet> = LazyLock::new(|| patterns(include_str!("recommendations.txt")));
static META: LazyLock<RegexSet> = LazyLock::new(|| patterns(include_str!("meta.txt")));
static OWN: LazyLock<RegexSet> = LazyLock::new(|| patterns(include_str!("own.txt")));
static REFERENCE: LazyLock<RegexSet> = LazyLock::new(|| patterns(include_str!("references.txt")));

static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#""[^"]*""#));
static LIST_MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:[-*•>]+|\d+[.)]|\(?[a-z]\))\s+"));
static ENDS_QUESTION: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\?["')\]]*\s*$"#));
static ENDS_SENTENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[.!…"')\]]\s*$"#));
static HANDED_ON: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:said|found|finds|concluded|concludes)\b"));
static TIME_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^the following (?:minute|hour|day|night|morning|evening|week|month|season|spring|summer|autumn|winter|year|decade)",
    )
});
/// "how the war should be taught" advises nothing, nor does a clause that adds to a noun: ", which must be found".
static EMBEDDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:how|whether|what|who|when|where)\b[^,;.]*|, (?:(?:for|of|to|in|by|on|with) )?(?:which|whom|whose)\b[^,;.]*",
    )
});
/// What only leads up to a statement: "It is important to note that …".
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^it (?:is (?:worth|important to)|should be|must be) (?:not(?:e|ed|ing)|remember(?:ed|ing)?|mention(?:ed|ing)?)(?: here)? that\b",
    )
});
/// "Details should become clearer" forecasts and advises nothing.
static FORECAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bshould (?:also |soon |then )?(?:become|emerge|remain|arrive|follow|end|begin|start|last|rise|fall|grow|reach|bring|be (?:clear\w*|ready|complete\w*|finished|available|known))\b",
    )
});
static ATTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:feels|point(?:s|ed) out|argues|urges|suggests|insists|concludes|proposes|wants|consider(?:s|ed)|deem(?:s|ed)|regard(?:s|ed))\b",
    )
});
/// "Still has to be approved", "must still be found", "will have to use it until 2030" tell how far something is, and what is in force.
static OUTSTANDING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:still (?:has|have|needs?)|will have) to\b|\bmust (?:still|yet) be\b"));
static PERFECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:must|should) have\b"));
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:next steps?|actions?|recommendations?|advice|proposals?|suggestions?|way forward|reminder|tip|to do):\s*|(?:then|first|second|third|finally|lastly|next|also|in addition|however|so|for now)(?:,\s*|\s+))",
    )
});

/// Words of an instruction that are as often nouns: "Review of the tariffs began in May."
const NOUN_FOLLOWERS: [&str; 4] = ["of", "by", "between", "from"];
/// Shorter than this, a line without a full stop may be a heading; the longest seen in briefings has eleven words.
const HEADING_WORDS: usize = 12;
const LEAD_IN_WORDS: usize = 14;
/// The words of "the Polish foreign minister Jane Roe said".
const SPEAKER_WORDS: usize = 8;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of our own")
}

fn patterns(file: &str) -> RegexSet {
    let lines = file.lines().filter(|it| !it.starts_with('#') && !it.is_empty());
    RegexSet::new(lines).expect("patterns of our own")
}

/// Whether a sentence without markup asserts something checkable; if not, why.
pub fn kind(text: &str, block: BlockKind) -> Result<(), NotAClaim> {
    kind_of_tokens(text, &tokenize(text, Span::new(0, text.len())), block)
}

/// The same with the sentence's tokens at hand.
pub(super) fn kind_of_tokens(text: &str, tokens: &[Token], block: BlockKind) -> Result<(), NotAClaim> {
    let reading = Reading::new(text, tokens);
    reading.check_form(block)?;
    reading.check_block(block)?;
    reading.check_intent()
}

/// A sentence as the filter sees it.
struct Reading<'a> {
    tokens: &'a [Token],
    /// Folded, without the mark of a list.
    folded: String,
    /// The same without quotations: what others say is no view of the writer's.
    own: String,
    n_words: usize,
}

impl<'a> Reading<'a> {
    fn new(text: &str, tokens: &'a [Token]) -> Self {
        // Texts cut into tokens for a parser have these for double marks.
        let folded = fold(text.trim()).replace("``", "\"").replace("''", "\"");
        let folded = LIST_MARK.replace(&folded, "").into_owned();
        let own = QUOTED.replace_all(&folded, "").trim().to_owned();
        let n_words = tokens.iter().filter(|it| is_word(it)).count();
        Self { tokens, folded, own, n_words }
    }

    fn words(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|it| it.kind == TokenKind::Word)
    }

    /// A finite verb outside quotations: by the lists, or a form in -ed that takes an object ("closed two offices").
    fn has_finite_verb(&self) -> bool {
        const OBJECT_OPENERS: [&str; 16] = [
            "the", "a", "an", "its", "his", "her", "their", "this", "these", "all", "both", "no", "one", "two",
            "three", "that",
        ];
        let mut is_quoted = false;
        self.tokens.iter().enumerate().any(|(idx, token)| {
            is_quoted ^= token.kind == TokenKind::Quote;
            let takes_object = self.tokens.get(idx + 1).is_some_and(|next| {
                OBJECT_OPENERS.contains(&next.folded.as_str())
                    || matches!(next.kind, TokenKind::Number | TokenKind::Quantity)
            });
            !is_quoted && (is_finite(token) || (idx > 0 && is_participle(token) && takes_object))
        })
    }

    /// Anything that may be a verb, a participle too.
    fn has_verb(&self) -> bool {
        self.tokens.iter().any(is_finite) || self.words().skip(1).any(is_participle) || self.is_shouted()
    }

    /// All in capitals, where forms say nothing.
    fn is_shouted(&self) -> bool {
        self.words().all(|it| it.is_capital) && self.words().any(|it| words::FINITE.contains(it.folded.as_str()))
    }

    fn ends_sentence(&self) -> bool {
        ENDS_SENTENCE.is_match(&self.folded)
    }

    fn check_form(&self, block: BlockKind) -> Result<(), NotAClaim> {
        if !self.words().any(|it| it.folded.chars().any(char::is_alphabetic)) {
            return Err(NotAClaim::NoWords);
        }
        if block == BlockKind::Heading {
            return Err(NotAClaim::Heading);
        }
        if self.is_question() {
            return Err(NotAClaim::Question);
        }
        if self.folded.ends_with(':') && self.n_words <= LEAD_IN_WORDS {
            return Err(NotAClaim::LeadIn);
        }
        if !self.ends_sentence() && self.n_words <= HEADING_WORDS && !self.has_verb() {
            return Err(if block == BlockKind::Paragraph { NotAClaim::Heading } else { NotAClaim::Fragment });
        }
        if self.n_words < 3 {
            return Err(NotAClaim::TooShort);
        }
        Ok(())
    }

    /// A question of the writer's own; `He asked: "Why?"` tells what somebody did.
    fn is_question(&self) -> bool {
        let own_words = self.own.split_whitespace().filter(|it| it.contains(char::is_alphabetic)).count();
        ENDS_QUESTION.is_match(&self.folded) && (ENDS_QUESTION.is_match(&self.own) || own_words < 2)
    }

    fn check_block(&self, block: BlockKind) -> Result<(), NotAClaim> {
        match block {
            BlockKind::TableCell => {
                let is_sentence = self.has_verb() && (self.ends_sentence() || self.n_words >= 6);
                if is_sentence { Ok(()) } else { Err(NotAClaim::Fragment) }
            }
            BlockKind::Footnote if REFERENCE.is_match(&self.own) || !self.has_finite_verb() => {
                Err(NotAClaim::Reference)
            }
            _ => Ok(()),
        }
    }

    fn check_intent(&self) -> Result<(), NotAClaim> {
        let is_own = || OWN.is_match(&self.folded) && !HANDED_ON.is_match(&self.folded);
        if META.is_match(&self.folded) || (is_own() && !TIME_AFTER.is_match(&self.folded)) {
            return Err(NotAClaim::Meta);
        }
        if STANCE.is_match(&self.own) || self.is_wish() {
            return Err(NotAClaim::Judgement);
        }
        if self.is_instruction() {
            return Err(NotAClaim::Instruction);
        }
        let without_lead = LEAD.replace(&self.own, "");
        let without_forecast = FORECAST.replace_all(&without_lead, "");
        let without_outstanding = OUTSTANDING.replace_all(&without_forecast, "");
        let main_clause = EMBEDDED.replace_all(&without_outstanding, "");
        if RECOMMENDATION.is_match(&main_clause) && !self.is_attributed() && !PERFECT.is_match(&self.own) {
            return Err(NotAClaim::Recommendation);
        }
        Ok(())
    }

    /// "May cooler heads prevail.": nothing is told behind it, as it would be of the month.
    fn is_wish(&self) -> bool {
        let mut tokens = self.tokens.iter().filter(|it| is_word(it));
        tokens.next().is_some_and(|it| it.folded == "may")
            && tokens.all(|it| it.kind == TokenKind::Word && !is_finite(it) && !is_participle(it))
    }

    fn is_instruction(&self) -> bool {
        // "“Imagine that,” she said": what somebody says asks nothing of the reader.
        let is_said = self.folded.starts_with('"') && self.own.split_whitespace().count() > 1;
        if is_said {
            return false;
        }
        let start = OPENING.find(&self.folded).map_or(0, |it| it.end());
        let mut words = self.folded[start..].split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_noun =
            NOUN_FOLLOWERS.contains(&second) || self.tokens.iter().any(|it| it.folded == second && is_finite(it));
        let is_cause = first == "thanks" && second == "to";
        let is_ban = first == "do" && second == "not";
        is_ban || (words::INSTRUCTIONS.contains(first) && second != "and" && !is_noun && !is_cause)
    }

    /// Whether somebody is said to say it. What is advised may itself be to say something ("should insist"): the verb
    /// of the advice hands nothing on.
    fn is_attributed(&self) -> bool {
        let is_reporting = |word: &str| {
            words::REPORTING.contains(word)
                || words::REPORTING.contains(word.trim_end_matches('s'))
                || words::REPORTING.contains(format!("{word}ed").as_str())
        };
        let advised = ADVISED_VERB.find(&self.own).map(|it| it.range()).unwrap_or_default();
        let (before, after) = (&self.own[..advised.start], &self.own[advised.end..]);
        let words = |text: &'_ str| -> Vec<String> {
            text.split(|c: char| !c.is_ascii_lowercase()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
        };
        // Behind the advice a speaker stands between commas: "…, the minister said".
        let names_speaker = |part: &str| {
            let words = words(part);
            words.len() <= SPEAKER_WORDS && words.iter().any(|it| words::REPORTING.contains(it.as_str()))
        };
        ATTRIBUTED.is_match(&self.own)
            // "Posts should be asked": the first word is no verb.
            || words(before).iter().skip(1).any(|it| is_reporting(it))
            || after.contains("according to")
            || after.split(',').skip(1).any(names_speaker)
    }
}

fn is_participle(token: &Token) -> bool {
    token.kind == TokenKind::Word && !token.is_capital && token.folded.len() > 4 && token.folded.ends_with("ed")
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Quantity)
}
