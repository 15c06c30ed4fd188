//! Claims that somebody has accepted by hand, as `citecheck.accepted.toml` beside the configuration has them.
//!
//! One claim a line, in alphabetical order: two who accept different claims change different lines.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::text::{Span, fold};

/// The file's name.
pub const ACCEPTED_FILE_NAME: &str = "citecheck.accepted.toml";

/// What stands above the claims.
const HEAD: &str = "\
#:schema https://raw.githubusercontent.com/citecheck/citecheck/main/src/config/citecheck.accepted.schema.json

# Claims that were accepted by hand: what `rule` says about them is not reported.
# One claim a line, in alphabetical order. `claim` holds its words; when they change, it is reported again.
";

/// A claim that was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Its words in lower case, without marks and accents.
    // In the form of `claim_words`.
    pub claim: String,
    /// What is not said about it any more.
    pub rule: String,
    /// Why it stands as it is.
    #[serde(default)]
    pub reason: String,
    /// Who accepted it.
    #[serde(default)]
    pub who: String,
    /// The day on which it was accepted, such as `2026-01-12`.
    #[serde(default)]
    pub date: String,
}

/// The accepted claims of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    // Sorted, each claim once for each rule.
    entries: Vec<Acceptance>,
}

/// Claims that were accepted by hand: what `rule` says about them is not reported.
#[derive(Deserialize, JsonSchema)]
#[schemars(title = "citecheck.accepted.toml")]
#[serde(deny_unknown_fields)]
struct File {
    /// One claim a line, in alphabetical order.
    #[serde(default)]
    #[schemars(with = "Vec<Acceptance>")]
    accepted: Vec<toml::Spanned<Acceptance>>,
}

/// The JSON schema of the file, for editors; `rules` are the names of the rules.
pub fn accepted_schema<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    let mut schema = schemars::schema_for!(File);
    if let Some(rule) = schema.pointer_mut("/$defs/Acceptance/properties/rule") {
        rule["enum"] = rules.map(serde_json::Value::from).collect();
    }
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// What a claim is known by: its words in lower case, without marks and accents.
pub fn claim_words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split_whitespace().map(|it| it.trim_matches(|it: char| !it.is_alphanumeric() && it != '%'));
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

impl Accepted {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str, known_rules: &[&str]) -> Result<Self, ConfigError> {
        let mut acc = Self::default();
        Self::listed(text, known_rules)?.into_iter().for_each(|it| acc.insert(it.0));
        Ok(acc)
    }

    /// The claims in the order of the text of the file, each with its place.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn listed(text: &str, known_rules: &[&str]) -> Result<Vec<(Acceptance, Span)>, ConfigError> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let shift = text.len() - body.len();
        let hint = "a line is `{ claim = \"…\", rule = \"…\", reason = \"…\", who = \"…\", date = \"…\" },`";
        let error = |span: std::ops::Range<usize>, message: String| ConfigError {
            span: Span::new(span.start, span.end).shifted(shift),
            message,
            hint: Some(hint.to_owned()),
        };
        let file: File = toml::from_str(body).map_err(|it| {
            let message = it.message().trim().lines().next().unwrap_or_default().to_owned();
            error(it.span().unwrap_or_default(), message)
        })?;
        let mut acc = Vec::new();
        for it in file.accepted {
            let span = it.span();
            let mut entry = it.into_inner();
            if !known_rules.contains(&entry.rule.as_str()) {
                return Err(error(span, format!("there is no rule `{}`", entry.rule)));
            }
            // As somebody may have written it by hand.
            entry.claim = claim_words(&entry.claim);
            if entry.claim.is_empty() {
                return Err(error(span, "`claim` has no words".to_owned()));
            }
            acc.push((entry, Span::new(span.start, span.end).shifted(shift)));
        }
        Ok(acc)
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut acc = format!("{HEAD}accepted = [\n");
        for it in &self.entries {
            let fields = [
                ("claim", &it.claim),
                ("rule", &it.rule),
                ("reason", &it.reason),
                ("who", &it.who),
                ("date", &it.date),
            ];
            let fields = fields.into_iter().filter(|it| !it.1.is_empty() || it.0 == "reason");
            let fields: Vec<String> = fields.map(|(name, value)| format!("{name} = {}", quoted(value))).collect();
            let _ = writeln!(acc, "  {{ {} }},", fields.join(", "));
        }
        acc + "]\n"
    }

    /// Puts a claim in; another one of the same words and rule goes.
    pub fn insert(&mut self, entry: Acceptance) {
        match self.place(&entry.claim, &entry.rule) {
            Ok(at) => self.entries[at] = entry,
            Err(at) => self.entries.insert(at, entry),
        }
    }

    /// The line of the text, from 0, that an entry stands on.
    pub fn line_of(&self, entry: &Acceptance) -> Option<usize> {
        let idx = self.place(&entry.claim, &entry.rule).ok()?;
        Some(HEAD.lines().count() + 1 + idx)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The accepted claim of these words, for this rule.
    pub fn find(&self, claim: &str, rule: &str) -> Option<&Acceptance> {
        self.place(claim, rule).ok().map(|it| &self.entries[it])
    }

    /// All entries of the claim of these words.
    pub fn of<'a>(&'a self, claim: &'a str) -> impl Iterator<Item = &'a Acceptance> {
        let start = self.entries.partition_point(|it| it.claim.as_str() < claim);
        self.entries[start..].iter().take_while(move |it| it.claim == claim)
    }

    fn place(&self, claim: &str, rule: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|it| (it.claim.as_str(), it.rule.as_str()).cmp(&(claim, rule)))
    }
}

/// A string of TOML, on one line.
fn quoted(text: &str) -> String {
    toml::Value::from(text.split_whitespace().collect::<Vec<_>>().join(" ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[&str] = &["unsupported-claim", "conflicting-figure"];

    fn entry(claim: &str, rule: &str, reason: &str) -> Acceptance {
        let owned = str::to_owned;
        Acceptance {
            claim: claim_words(claim),
            rule: owned(rule),
            reason: owned(reason),
            who: owned("ann"),
            date: owned("2026-01-12"),
        }
    }

    #[test]
    fn what_is_written_is_read_again_a_claim_a_line_in_order() {
        let mut accepted = Accepted::default();
        accepted.insert(entry("Warsaw “offered” to host it.", "unsupported-claim", "known \"here\""));
        accepted.insert(entry("It grew by 3.5 % in 2024.", "conflicting-figure", ""));
        accepted.insert(entry("It grew by 3.5 % in 2024.", "conflicting-figure", "our own count"));
        let text = accepted.to_text();
        expect_test::expect![[r#"
            #:schema https://raw.githubusercontent.com/citecheck/citecheck/main/src/config/citecheck.accepted.schema.json

            # Claims that were accepted by hand: what `rule` says about them is not reported.
            # One claim a line, in alphabetical order. `claim` holds its words; when they change, it is reported again.
            accepted = [
              { claim = "it grew by 3.5 % in 2024", rule = "conflicting-figure", reason = "our own count", who = "ann", date = "2026-01-12" },
              { claim = "warsaw offered to host it", rule = "unsupported-claim", reason = 'known "here"', who = "ann", date = "2026-01-12" },
            ]
        "#]]
        .assert_eq(&text);
        assert_eq!(Accepted::parse(&text, RULES), Ok(accepted.clone()));
        assert!(accepted.find("warsaw offered to host it", "unsupported-claim").is_some());
        assert!(accepted.find("warsaw offered to host it", "conflicting-figure").is_none());
    }

    #[test]
    fn a_mistake_is_told_at_its_place() {
        let check = |text: &str, message: &str, at: &str| {
            let error = Accepted::parse(text, RULES).expect_err("a mistake");
            assert!(error.message.contains(message), "{}", error.message);
            assert!(error.span.of(text).starts_with(at), "{:?}", error.span.of(text));
        };
        check("accepted = [{ claim = \"a b\", rule = \"zebra\" }]", "no rule `zebra`", "{ claim");
        check("accepted = [{ claim = \"a b\" }]", "missing field `rule`", "{ claim");
        check("accepted = [{ claim = \"…\", rule = \"unsupported-claim\" }]", "no words", "{ claim");
        check("accepted = [{ clam = \"a\" }]", "unknown field `clam`", "clam");
        check("accepted = [", "", "");
        assert_eq!(Accepted::parse("", RULES), Ok(Accepted::default()));
    }
}
