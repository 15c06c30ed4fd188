//! Reads `citecheck.toml` key by key, so that every mistake is answered in words and at its place.

use hayagriva::archive::ArchivedStyle;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{
    CitationStyle, Components, Config, ConfigError, Features, Level, Limits, REFERENCE_STYLES, is_style_file, read_age,
};
use crate::text::Span;

const KEYS: &[&str] = &[
    "corpus",
    "include",
    "exclude",
    "glossary",
    "citation-style",
    "reference-style",
    "bibliography",
    "stale-after",
    "min-sources",
    "quiet-ms",
    "rules",
    "features",
    "limits",
];
const FEATURES: &[&str] = &[
    "hover",
    "definition",
    "references",
    "completion",
    "code-actions",
    "diagnostics",
    "document-links",
    "renames",
    "document-highlights",
    "document-symbols",
    "workspace-symbols",
    "inlay-hints",
    "code-lenses",
    "semantic-tokens",
];
const LIMITS: &[&str] = &["max-source-bytes", "max-document-bytes", "max-draft-bytes", "max-diagnostics"];
const LEVELS: &[(&str, Level)] = &[
    ("off", Level::Off),
    ("hint", Level::Hint),
    ("info", Level::Info),
    ("warning", Level::Warning),
    ("error", Level::Error),
];
const STYLES: &[(&str, CitationStyle)] = &[
    ("auto", CitationStyle::Auto),
    ("pandoc", CitationStyle::Pandoc),
    ("footnote", CitationStyle::Footnote),
    ("link", CitationStyle::Link),
    ("source-line", CitationStyle::SourceLine),
];

type Value<'a> = Spanned<DeValue<'a>>;
type Table<'a> = DeTable<'a>;

pub(super) fn parse(text: &str, known_rules: &[&str]) -> Result<Config, ConfigError> {
    // A byte order mark, as some editors write it, is no part of the first key.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    read(body, known_rules).map_err(|it| ConfigError { span: it.span.shifted(shift), ..it })
}

fn read(text: &str, known_rules: &[&str]) -> Result<Config, ConfigError> {
    let root = DeTable::parse(text).map_err(|it| syntax_error(&it, text))?;
    let mut config = Config::default();
    for (key, value) in in_order(root.get_ref()) {
        let name = key.get_ref().as_ref();
        match name {
            "corpus" => config.corpus = paths(name, value)?,
            "include" => config.include = strings(name, value)?.into_iter().map(|it| it.0).collect(),
            "exclude" => config.exclude = strings(name, value)?.into_iter().map(|it| it.0).collect(),
            "glossary" => config.glossary = Some(path(string(name, value)?, span(value))?),
            "citation-style" => config.citation_style = choice(name, value, STYLES)?,
            "reference-style" => config.reference_style = Some(reference_style(name, value)?),
            "bibliography" => config.bibliography = paths(name, value)?,
            "stale-after" => config.stale_after = Some(age(name, value)?),
            "min-sources" => config.min_sources = Some(u32::try_from(number(name, value, 1)?).unwrap_or(u32::MAX)),
            "quiet-ms" => config.quiet_ms = number(name, value, 0)?,
            "rules" => {
                for (rule, level) in in_order(table(name, value)?) {
                    known("rule", rule, known_rules)?;
                    config.rules.insert(rule.get_ref().to_string(), choice(rule.get_ref(), level, LEVELS)?);
                }
            }
            "features" => config.features = features(table(name, value)?)?,
            "limits" => config.limits = limits(table(name, value)?)?,
            "cache" => {
                return Err(error(
                    key.span(),
                    "`cache` is yours to choose, not the project's",
                    "set it in your editor (`citecheck.cache`) or as the environment variable `CITECHECK_CACHE`",
                ));
            }
            _ => return Err(unknown("key", key, KEYS)),
        }
    }
    Ok(config)
}

fn features(table: &Table) -> Result<Features, ConfigError> {
    let mut features = Features::default();
    for (key, value) in in_order(table) {
        let name = key.get_ref().as_ref();
        let field = match name {
            "hover" => &mut features.hover,
            "definition" => &mut features.definition,
            "references" => &mut features.references,
            "completion" => &mut features.completion,
            "code-actions" => &mut features.code_actions,
            "diagnostics" => &mut features.diagnostics,
            "document-links" => &mut features.document_links,
            "renames" => &mut features.renames,
            "document-highlights" => &mut features.document_highlights,
            "document-symbols" => features.document_symbols.insert(true),
            "workspace-symbols" => &mut features.workspace_symbols,
            "inlay-hints" => &mut features.inlay_hints,
            "code-lenses" => &mut features.code_lenses,
            "semantic-tokens" => &mut features.semantic_tokens,
            _ => match features.components.switch(name) {
                Some(switch) => switch,
                None => return Err(unknown("feature", key, &[FEATURES, Components::NAMES].concat())),
            },
        };
        *field = value.get_ref().as_bool().ok_or_else(|| wrong_type(name, value, "`true` or `false`"))?;
    }
    Ok(features)
}

fn limits(table: &Table) -> Result<Limits, ConfigError> {
    let mut limits = Limits::default();
    for (key, value) in in_order(table) {
        let name = key.get_ref().as_ref();
        match name {
            "max-source-bytes" => limits.max_source_bytes = number(name, value, 1)?,
            "max-document-bytes" => limits.max_document_bytes = number(name, value, 1)?,
            "max-draft-bytes" => limits.max_draft_bytes = number(name, value, 1)?,
            "max-diagnostics" => {
                limits.max_diagnostics = u32::try_from(number(name, value, 1)?).unwrap_or(u32::MAX);
            }
            _ => return Err(unknown("limit", key, LIMITS)),
        }
    }
    Ok(limits)
}

/// The entries as they stand in the file, so that the first mistake is the one reported.
fn in_order<'a, 'i>(table: &'a Table<'i>) -> Vec<(&'a Spanned<std::borrow::Cow<'i, str>>, &'a Value<'i>)> {
    let mut acc: Vec<_> = table.iter().collect();
    acc.sort_by_key(|(key, _)| key.span().start);
    acc
}

fn table<'a, 'i>(name: &str, value: &'a Value<'i>) -> Result<&'a Table<'i>, ConfigError> {
    value
        .get_ref()
        .as_table()
        .ok_or_else(|| wrong_type(name, value, &format!("a table: `[{name}]` on a line of its own")))
}

fn string<'a>(name: &str, value: &'a Value) -> Result<&'a str, ConfigError> {
    value.get_ref().as_str().ok_or_else(|| wrong_type(name, value, "a string"))
}

fn strings(name: &str, value: &Value) -> Result<Vec<(String, Span)>, ConfigError> {
    let expected = "a list of strings: `[\"…\"]`";
    let list = value.get_ref().as_array().ok_or_else(|| wrong_type(name, value, expected))?;
    list.iter()
        .map(|it| match it.get_ref().as_str() {
            Some(text) => Ok((text.to_string(), span(it))),
            None => Err(wrong_type(name, it, expected)),
        })
        .collect()
}

fn paths(name: &str, value: &Value) -> Result<Vec<String>, ConfigError> {
    strings(name, value)?.into_iter().map(|(text, span)| path(&text, span)).collect()
}

/// A path that stays below the file's own folder. Where it leads on disk (links) is for those to see who can.
fn path(text: &str, span: Span) -> Result<String, ConfigError> {
    if text.trim().is_empty() {
        return Err(error(span.start..span.end, "a path is empty", "use `.` for this file's own folder"));
    }
    let is_windows_drive = text.as_bytes().get(1) == Some(&b':');
    let mut depth = 0i32;
    let mut leaves = text.starts_with(['/', '\\', '~']) || is_windows_drive;
    for part in text.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        leaves |= depth < 0;
    }
    if leaves {
        return Err(error(
            span.start..span.end,
            &format!("`{text}` lies outside of the workspace"),
            "a project may only name what lies below its `citecheck.toml`; name other folders in your own settings: \
             `citecheck.extraCorpus` in the editor, `--extra-corpus` on the command line",
        ));
    }
    Ok(text.to_string())
}

fn number(name: &str, value: &Value, least: u64) -> Result<u64, ConfigError> {
    let expected = if least == 0 { "a whole number" } else { "a whole number from 1" };
    let integer = value.get_ref().as_integer().ok_or_else(|| wrong_type(name, value, expected))?;
    u64::from_str_radix(integer.as_str(), integer.radix())
        .ok()
        .filter(|it| *it >= least)
        .ok_or_else(|| wrong_type(name, value, expected))
}

fn age(name: &str, value: &Value) -> Result<String, ConfigError> {
    let text = string(name, value)?;
    match read_age(text) {
        Some(_) => Ok(text.to_string()),
        None => Err(error(
            value.span(),
            &format!("`{text}` is no length of time"),
            "write a number of days, weeks, months or years, such as `18 months`",
        )),
    }
}

fn choice<T: Copy>(name: &str, value: &Value, choices: &[(&str, T)]) -> Result<T, ConfigError> {
    let names: Vec<&str> = choices.iter().map(|it| it.0).collect();
    let listed = names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    let Some(text) = value.get_ref().as_str() else {
        return Err(wrong_type(name, value, &format!("one of {listed}")));
    };
    if let Some(found) = choices.iter().find(|it| it.0 == text) {
        return Ok(found.1);
    }
    let hint = nearest(text, &names).map_or(format!("use one of {listed}"), |it| format!("did you mean `{it}`?"));
    Err(error(value.span(), &format!("`{name}` cannot be `{text}`"), &hint))
}

/// The name of a style, or the path of a file with one.
fn reference_style(name: &str, value: &Value) -> Result<String, ConfigError> {
    let text = string(name, value)?;
    if is_style_file(text) {
        return path(text, span(value));
    }
    if REFERENCE_STYLES.contains(&text) || ArchivedStyle::by_name(text).is_some() {
        return Ok(text.to_owned());
    }
    let others = ArchivedStyle::all().iter().flat_map(|it| it.names());
    let names: Vec<&str> = REFERENCE_STYLES.iter().chain(others).copied().collect();
    let listed = REFERENCE_STYLES.map(|it| format!("`{it}`")).join(", ");
    let hint = match nearest(text, &names) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {listed}, or name a file of your own: `house.csl`"),
    };
    Err(error(value.span(), &format!("`{name}` cannot be `{text}`"), &hint))
}

fn known(what: &str, key: &Spanned<std::borrow::Cow<'_, str>>, names: &[&str]) -> Result<(), ConfigError> {
    if names.contains(&key.get_ref().as_ref()) { Ok(()) } else { Err(unknown(what, key, names)) }
}

fn unknown(what: &str, key: &Spanned<std::borrow::Cow<'_, str>>, names: &[&str]) -> ConfigError {
    let hint = match nearest(key.get_ref(), names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known are {}", names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
    };
    error(key.span(), &format!("unknown {what} `{}`", key.get_ref()), &hint)
}

fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace('_', "-");
    names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&word, name), *name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4 || (word.len() > 2 && name.starts_with(&word)))
        .min()
        .map(|it| it.1)
}

fn wrong_type(name: &str, value: &Value, expected: &str) -> ConfigError {
    error(value.span(), &format!("`{name}` takes {expected}"), "")
}

fn error(span: std::ops::Range<usize>, message: &str, hint: &str) -> ConfigError {
    let hint = (!hint.is_empty()).then(|| hint.to_string());
    ConfigError { span: Span::new(span.start, span.end), message: message.to_string(), hint }
}

fn syntax_error(cause: &toml::de::Error, text: &str) -> ConfigError {
    let span = cause.span().unwrap_or(text.len()..text.len());
    let message = cause.message().trim().replace('\n', "; ");
    error(span, &format!("not TOML: {message}"), "")
}

fn span(value: &Value) -> Span {
    Span::new(value.span().start, value.span().end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[&str] = &["unsupported-claim", "conflicting-figure"];

    /// The error with the words it points at.
    fn check(text: &str, message: &str, hint: &str, at: &str) {
        let seen = parse(text, RULES).expect_err("a mistake");
        assert_eq!((seen.message.as_str(), seen.hint.as_deref().unwrap_or_default()), (message, hint));
        assert_eq!(seen.span.of(text), at);
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
            corpus = ["sources", "more/notes"]
            include = ["**/*.md"]
            exclude = ["old/"]
            glossary = "terms.toml"
            citation-style = "source-line"
            reference-style = "styles/house.csl"
            bibliography = ["refs.bib"]
            stale-after = "18 months"
            min-sources = 3
            quiet-ms = 80
            [rules]
            unsupported-claim = "error"
            [features]
            hover = false
            who-did-what = false
            [limits]
            max-diagnostics = 5
        "#;
        let config = parse(text, RULES).unwrap();
        assert_eq!(config.corpus, ["sources", "more/notes"]);
        assert_eq!((config.include[0].as_str(), config.exclude[0].as_str()), ("**/*.md", "old/"));
        assert_eq!(config.glossary.as_deref(), Some("terms.toml"));
        assert_eq!(config.citation_style, CitationStyle::SourceLine);
        assert_eq!(config.reference_style.as_deref(), Some("styles/house.csl"));
        assert_eq!(config.bibliography, ["refs.bib"]);
        assert_eq!(config.stale_after_days(), Some(547));
        assert_eq!((config.min_sources, config.quiet_ms), (Some(3), 80));
        assert_eq!(config.rules["unsupported-claim"], Level::Error);
        assert!(!config.features.hover && config.features.definition);
        assert_eq!(Some(config.features.components), Components::all().without("who-did-what"));
        assert_eq!(config.limits, Limits { max_diagnostics: 5, ..Limits::default() });
    }

    #[test]
    fn a_style_for_references_is_one_that_there_is_or_a_file() {
        for name in ["chicago-notes", "icd-206", "ieee"] {
            let config = parse(&format!("reference-style = \"{name}\""), RULES).expect("a style");
            assert_eq!(config.reference_style.as_deref(), Some(name));
        }
        let text = "reference-style = \"apaa\"";
        check(text, "`reference-style` cannot be `apaa`", "did you mean `apa`?", "\"apaa\"");
        let hint = "use one of `chicago-notes`, `apa`, `iso-690`, `icd-206`, or name a file of your own: `house.csl`";
        let text = "reference-style = \"our house\"";
        check(text, "`reference-style` cannot be `our house`", hint, "\"our house\"");
        let outside = parse("reference-style = \"../house.csl\"", RULES).expect_err("a mistake");
        assert_eq!(outside.message, "`../house.csl` lies outside of the workspace");
    }

    #[test]
    fn the_outline_is_left_to_the_editor_unless_set() {
        let outline = |text: &str| parse(text, RULES).unwrap().features.document_symbols;
        assert_eq!(outline("[features]\ninlay-hints = true"), None);
        assert_eq!(outline("[features]\ndocument-symbols = true"), Some(true));
        assert_eq!(outline("[features]\ndocument-symbols = false"), Some(false));
        let text = "[features]\ndocument-symbols = \"no\"";
        check(text, "`document-symbols` takes `true` or `false`", "", "\"no\"");
    }

    #[test]
    fn the_template_and_nothing_are_configurations() {
        assert_eq!(parse(Config::template(), RULES).unwrap().corpus, ["sources"]);
        assert_eq!(parse("", RULES).unwrap(), Config::default());
        assert_eq!(parse("\u{feff}quiet-ms = 150", RULES).unwrap(), Config::default());
    }

    #[test]
    fn what_the_template_shows_are_the_defaults() {
        let is_setting = |line: &&str| line.split_once(" = ").is_some_and(|it| !it.0.contains(' '));
        let uncommented: String = Config::template()
            .lines()
            .map(|line| line.strip_prefix("# ").filter(is_setting).unwrap_or(line).to_string() + "\n")
            .collect();
        let config = parse(&uncommented, RULES).unwrap();
        let shown = Config {
            corpus: vec![],
            include: vec![],
            exclude: vec![],
            bibliography: vec![],
            glossary: None,
            reference_style: None,
            stale_after: None,
            min_sources: None,
            ..config
        };
        let expected =
            Config { rules: [("unsupported-claim".to_string(), Level::Warning)].into(), ..Config::default() };
        assert_eq!(shown, expected);
    }

    #[test]
    fn unknown_keys_are_refused_with_a_suggestion() {
        check("corpuss = []", "unknown key `corpuss`", "did you mean `corpus`?", "corpuss");
        check("min_sources = 2", "unknown key `min_sources`", "did you mean `min-sources`?", "min_sources");
        check("[features]\nhovr = true", "unknown feature `hovr`", "did you mean `hover`?", "hovr");
        check("[features]\nnegations = false", "unknown feature `negations`", "did you mean `negation`?", "negations");
        check(
            "[limits]\nspeed = 1",
            "unknown limit `speed`",
            "known are `max-source-bytes`, `max-document-bytes`, `max-draft-bytes`, `max-diagnostics`",
            "speed",
        );
        check(
            "[rules]\nunsuported-claim = \"off\"",
            "unknown rule `unsuported-claim`",
            "did you mean `unsupported-claim`?",
            "unsuported-claim",
        );
    }

    #[test]
    fn the_first_mistake_of_the_file_is_reported() {
        check("zebra = 1\napple = 2", "unknown key `zebra`", &format!("known are {}", listed(KEYS)), "zebra");
    }

    fn listed(names: &[&str]) -> String {
        names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn wrong_values_say_what_was_expected() {
        check("corpus = \"sources\"", "`corpus` takes a list of strings: `[\"…\"]`", "", "\"sources\"");
        check("corpus = [1]", "`corpus` takes a list of strings: `[\"…\"]`", "", "1");
        check("min-sources = 0", "`min-sources` takes a whole number from 1", "", "0");
        check("quiet-ms = \"5\"", "`quiet-ms` takes a whole number", "", "\"5\"");
        check("features = 1", "`features` takes a table: `[features]` on a line of its own", "", "1");
        check("[features]\nhover = 1", "`hover` takes `true` or `false`", "", "1");
        check(
            "[rules]\nunsupported-claim = \"warn\"",
            "`unsupported-claim` cannot be `warn`",
            "did you mean `warning`?",
            "\"warn\"",
        );
        check(
            "[rules]\nunsupported-claim = \"loud\"",
            "`unsupported-claim` cannot be `loud`",
            "use one of `off`, `hint`, `info`, `warning`, `error`",
            "\"loud\"",
        );
        check(
            "citation-style = \"pandok\"",
            "`citation-style` cannot be `pandok`",
            "did you mean `pandoc`?",
            "\"pandok\"",
        );
        check(
            "stale-after = \"soon\"",
            "`soon` is no length of time",
            "write a number of days, weeks, months or years, such as `18 months`",
            "\"soon\"",
        );
    }

    #[test]
    fn a_project_names_no_folder_outside_of_itself() {
        let hint = "a project may only name what lies below its `citecheck.toml`; name other folders in your own \
                    settings: `citecheck.extraCorpus` in the editor, `--extra-corpus` on the command line";
        for path in ["~/archive", "/srv/archive", "../archive", "a/../../b", "C:/archive"] {
            check(
                &format!("corpus = [\"{path}\"]"),
                &format!("`{path}` lies outside of the workspace"),
                hint,
                &format!("\"{path}\""),
            );
        }
        assert!(parse("corpus = [\"a/../b\", \"./c\", \".\"]", RULES).is_ok());
        assert!(parse("cache = \"x\"", RULES).unwrap_err().hint.unwrap().contains("CITECHECK_CACHE"));
    }

    #[test]
    fn broken_toml_points_at_the_break() {
        let text = "corpus = [\"a\"\nmin-sources = 2";
        let seen = parse(text, RULES).unwrap_err();
        assert!(seen.message.starts_with("not TOML: "), "{}", seen.message);
        assert!(seen.span.start >= text.find('a').unwrap() && seen.span.end <= text.len());
    }

    #[test]
    fn the_schema_knows_the_same_keys() {
        let schema: serde_json::Value = serde_json::from_str(&super::super::schema([].into_iter())).unwrap();
        let mut properties: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        properties.sort();
        let mut keys = KEYS.to_vec();
        keys.sort_unstable();
        assert_eq!(properties, keys);
        assert!(schema["properties"]["corpus"]["description"].as_str().unwrap().contains("relative to this file"));
    }
}
