//! What the user may set, with defaults.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Span;

mod accepted;
mod components;
mod parse;
mod paths;

pub use accepted::{ACCEPTED_FILE_NAME, Acceptance, Accepted, accepted_schema, claim_words};
pub use components::Components;
pub use paths::named_paths;

/// The file's name, looked for upwards from the draft.
pub const FILE_NAME: &str = "citecheck.toml";

/// The styles for references in full that are offered first.
pub const REFERENCE_STYLES: [&str; 4] = ["chicago-notes", "apa", "iso-690", "icd-206"];

/// How loud a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Off,
    Hint,
    Info,
    Warning,
    Error,
}

/// How a new citation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CitationStyle {
    /// As most of the draft's own citations are.
    #[default]
    Auto,
    /// `[@key, p. 3]`.
    Pandoc,
    /// `[^1]`, with the source in the note.
    Footnote,
    /// `[Reuters](https://…)`.
    Link,
    /// `(Source: Reuters, 3 March 2024)`.
    SourceLine,
}

/// What drafts below this file's folder are checked against, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "citecheck.toml")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Folders and files of the corpus, relative to this file. Without this key: `sources/` or `corpus/` beside it.
    pub corpus: Vec<String>,
    /// Only files that match one of these globs are read, such as `reports/**/*.md`. They are written as in
    /// `.gitignore` and are relative to the corpus folder. Without this key: every file of a known format.
    pub include: Vec<String>,
    /// Files and folders that match one of these globs are left out, such as `drafts/` or `*-old.*`.
    pub exclude: Vec<String>,
    /// A file of terms (`[[term]]` with `name`, `aliases`, `definition`, `prefer`), relative to this file.
    pub glossary: Option<String>,
    /// How a new citation is written.
    pub citation_style: CitationStyle,
    /// How reports and bibliographies write references in full: `chicago-notes`, `apa`, `iso-690`, `icd-206`, the name of
    /// another style of the Citation Style Language such as `ieee`, or a file of your own that ends with `.csl`, relative
    /// to this file. Without this key: in a plain style.
    pub reference_style: Option<String>,
    /// Files with bibliographic data of the sources (BibTeX, RIS, CSL-JSON), relative to this file. Those in the corpus
    /// folders (`*.bib`, `*.ris`, `*.csl.json`, `references.json`) are found without being named.
    pub bibliography: Vec<String>,
    /// A claim whose newest support is older than this is pointed out: `18 months`, `90 days`. Without this key: never.
    pub stale_after: Option<String>,
    /// How many independent sources a claim should rest on; the rule `single-source` speaks below it, as a hint unless it
    /// has a level of its own. Without this key: 2, where the rule has a level.
    pub min_sources: Option<u32>,
    /// How long the writer must pause, in milliseconds, before the draft is checked anew.
    pub quiet_ms: u64,
    /// The level of each rule by its name.
    pub rules: BTreeMap<String, Level>,
    /// What the editor offers, and what claims are judged by.
    pub features: Features,
    /// Beyond these, nothing is read or shown, and a message says so.
    pub limits: Limits,
    /// From a file of their own.
    #[serde(skip)]
    pub accepted: Arc<Accepted>,
}

/// What the editor offers: switch one off where another server does the same, such as one for Markdown. And the parts of
/// the method that claims are judged by: switch one off that raises false alarms on your texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Features {
    /// The source's card on a term, the verdict on a claim.
    pub hover: bool,
    /// From a claim or a citation to its source: the best passage, the head of the source, every passage that supports
    /// the claim.
    pub definition: bool,
    /// From a term to every passage that names it, from a citation to its other uses.
    pub references: bool,
    /// Citations, quotations and names while they are typed.
    pub completion: bool,
    /// What can be done about a finding, a claim or a name.
    pub code_actions: bool,
    /// Findings in the draft.
    pub diagnostics: bool,
    /// From a citation to the file it cites.
    pub document_links: bool,
    /// New names for keys and footnotes, and links to sources that follow files which are moved or renamed.
    pub renames: bool,
    /// The other mentions and citations of what the cursor is on.
    pub document_highlights: bool,
    /// The outline: headings, and the claims beneath them. Without this key it is off in VS Code, which has an outline
    /// of its own for Markdown, and on elsewhere.
    pub document_symbols: Option<bool>,
    /// Sources and terms by name.
    pub workspace_symbols: bool,
    /// How many sources support a claim, behind it. Off unless switched on: a note behind every sentence moves the words
    /// of a page about while they are being written.
    pub inlay_hints: bool,
    /// Claims in numbers, above each heading.
    pub code_lenses: bool,
    /// Claims marked by verdict, for colours that you choose.
    pub semantic_tokens: bool,
    #[serde(flatten)]
    pub components: Components,
}

/// Beyond these, nothing is read or shown, and a message says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// The largest text file of the corpus, in bytes.
    pub max_source_bytes: u64,
    /// The largest document of the corpus that is no text file, such as a PDF, in bytes.
    pub max_document_bytes: u64,
    /// The largest draft, in bytes.
    pub max_draft_bytes: u64,
    /// How many findings of a draft the editor is sent.
    pub max_diagnostics: u32,
}

/// Whether a style for references is the path of a file rather than a name.
pub fn is_style_file(style: &str) -> bool {
    style.to_ascii_lowercase().ends_with(".csl")
}

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// In the file.
    pub span: Span,
    /// Starts small, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            corpus: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            glossary: None,
            citation_style: CitationStyle::Auto,
            reference_style: None,
            bibliography: Vec::new(),
            stale_after: None,
            min_sources: None,
            // About the pause between two words.
            quiet_ms: 150,
            rules: BTreeMap::new(),
            features: Features::default(),
            limits: Limits::default(),
            accepted: Arc::default(),
        }
    }
}

impl Default for Features {
    fn default() -> Self {
        Self {
            hover: true,
            definition: true,
            references: true,
            completion: true,
            code_actions: true,
            diagnostics: true,
            document_links: true,
            renames: true,
            document_highlights: true,
            document_symbols: None,
            workspace_symbols: true,
            inlay_hints: false,
            code_lenses: true,
            semantic_tokens: true,
            components: Components::all(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_source_bytes: 16 << 20,
            max_document_bytes: 64 << 20,
            max_draft_bytes: 4 << 20,
            max_diagnostics: 1000,
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the text of a `citecheck.toml`. Nothing is guessed: a key, a rule or a value we do not know refuses the
    /// whole file, since a misspelled setting would otherwise pass for one that is in force.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str, known_rules: &[&str]) -> Result<Self, ConfigError> {
        parse::parse(text, known_rules)
    }

    /// The commented file that `citecheck init` writes.
    pub fn template() -> &'static str {
        include_str!("config/template.toml")
    }

    /// [`Config::stale_after`] in days.
    pub fn stale_after_days(&self) -> Option<u32> {
        self.stale_after.as_deref().and_then(read_age)
    }
}

/// The JSON schema of `citecheck.toml`, for editors; `rules` are the names of the rules, each with what it says.
pub fn schema<'a>(rules: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut schema = schemars::schema_for!(Config);
    if let Some(of_rules) = schema.pointer_mut("/properties/rules") {
        // Editors complete what is listed, and show what stands beside it rather than behind a reference.
        let listed = rules.map(|(name, summary)| {
            let mut of_rule = schemars::schema_for!(Level).to_value();
            of_rule.as_object_mut().map(|it| (it.remove("$schema"), it.remove("title")));
            of_rule["description"] = summary.into();
            (name.to_owned(), of_rule)
        });
        of_rules["properties"] = serde_json::Map::from_iter(listed).into();
        of_rules["additionalProperties"] = false.into();
    }
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// A number of days, weeks, months or years as days.
fn read_age(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..digits].parse().ok()?;
    let days = match text[digits..].trim().trim_end_matches('s') {
        "day" => number,
        "week" => number.checked_mul(7)?,
        "month" => u32::try_from(u64::from(number) * 365 / 12).ok()?,
        "year" => number.checked_mul(365)?,
        _ => return None,
    };
    (days > 0).then_some(days)
}
