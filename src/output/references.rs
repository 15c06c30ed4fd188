//! References as a citation style has them, by the Citation Style Language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{
    FontStyle, FontVariant, FontWeight, IndependentStyle, Locale, LocaleCode, Style, StyleClass, VerticalAlign,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, ElemMeta,
    Formatting,
};
use serde_json::{Value, json};

use super::citations::item;
use super::rating;
use crate::config::{REFERENCE_STYLES, is_style_file};
use crate::corpus::Source;
use crate::load::read_style;
use crate::text::escape::{markdown, web_address};
use crate::text::{squeezed, visible, without_hidden};

/// Ours: an endnote as the sourcing standard ICD 206 asks for one, with what is known of the source's reliability.
const ICD_206: &str = include_str!("references/icd-206.csl");

/// The name of each style that is offered first, and that of the archive it stands for.
const COMMON: [(&str, &str); 3] =
    [("chicago-notes", "chicago-notes"), ("apa", "american-psychological-association"), ("iso-690", "iso-690-numeric")];

/// A citation style.
pub struct ReferenceStyle {
    style: IndependentStyle,
    locales: Vec<Locale>,
    /// Whether it knows what we say of a source in `annote`, its descriptor, and in `note`, its reliability. Others would
    /// print the one without the words that make it understood.
    is_for_sources: bool,
}

/// A source in the manner of a style: runs of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference(pub Vec<Run>);

/// Text that looks alike, as it is: not yet escaped for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub look: Look,
    /// Where it leads on the web.
    pub address: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub is_italic: bool,
    pub is_bold: bool,
    pub is_small_caps: bool,
    pub is_raised: bool,
}

impl ReferenceStyle {
    /// The style of a name, or that of a file, seen from `folder`, whose name ends with `.csl`.
    ///
    /// # Errors
    /// When there is none, or the file cannot be read: why.
    pub fn find(folder: &Path, name: &str) -> anyhow::Result<Self> {
        if is_style_file(name) {
            let path = folder.join(name);
            return Self::read(&read_style(&path)?).map_err(|it| anyhow::anyhow!("`{}`: {it}", path.display()));
        }
        Self::named(name).ok_or_else(|| anyhow::anyhow!("there is no citation style `{name}`"))
    }

    /// The style of a name: one of [`REFERENCE_STYLES`], or any other of the library's archive, such as `ieee`.
    pub fn named(name: &str) -> Option<Self> {
        if name == "icd-206" {
            return Self::read(ICD_206).ok();
        }
        let archived = COMMON.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
        match ArchivedStyle::by_name(archived)?.get() {
            Style::Independent(style) => Some(Self::new(style, false)),
            Style::Dependent(_) => None,
        }
    }

    /// All names, those that are offered first before the others.
    pub fn all_names() -> Vec<&'static str> {
        let others = ArchivedStyle::all().iter().flat_map(|it| it.names()).copied();
        let mut others: Vec<&str> = others.filter(|it| !REFERENCE_STYLES.contains(it)).collect();
        others.sort_unstable();
        others.dedup();
        REFERENCE_STYLES.into_iter().chain(others).collect()
    }

    /// A style in CSL, the text of a `.csl` file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(csl: &str) -> Result<Self, String> {
        let style = match Style::from_xml(csl.trim_start_matches('\u{feff}')) {
            Ok(Style::Independent(style)) => style,
            Ok(Style::Dependent(style)) => {
                return Err(format!(
                    "it only points to another style, {}; take that one's file",
                    style.parent_link.href
                ));
            }
            Err(error) => {
                let place = error.path.as_ref().map(|it| format!(" at `{it}`")).filter(|it| it != " at `.`");
                let why = format!("{}{}", error.source, place.unwrap_or_default());
                return Err(format!("not a style in CSL 1.0: {why}"));
            }
        };
        if let Some(name) = recursive_macro(csl) {
            return Err(format!("the macro `{name}` calls itself"));
        }
        Ok(Self::new(style, true))
    }

    fn new(style: IndependentStyle, is_for_sources: bool) -> Self {
        let wanted: Vec<LocaleCode> = style.default_locale.iter().cloned().chain([LocaleCode::en_us()]).collect();
        let locales = locales().into_iter().filter(|it| it.lang.as_ref().is_some_and(|it| wanted.contains(it)));
        Self { locales: locales.collect(), style, is_for_sources }
    }

    /// The sources as this style has them, in their order: as notes, where it is one of notes, else as they stand in the
    /// list of references, without the number that such a list may give them.
    pub fn references(&self, sources: &[&Source]) -> Vec<Reference> {
        let items: Vec<Item> = sources.iter().enumerate().map(|(idx, it)| self.item(idx, it)).collect();
        let mut driver = BibliographyDriver::new();
        for (idx, item) in items.iter().enumerate() {
            let cited = vec![CitationItem::with_entry(item)];
            driver.citation(CitationRequest::new(cited, &self.style, None, &self.locales, Some(idx + 1)));
        }
        let rendered = driver.finish(BibliographyRequest::new(&self.style, None, &self.locales));
        let listed: BTreeMap<usize, &ElemChildren> = match &rendered.bibliography {
            Some(list) if self.style.settings.class != StyleClass::Note => {
                list.items.iter().filter_map(|it| Some((it.key.parse().ok()?, &it.content))).collect()
            }
            _ => BTreeMap::new(),
        };
        let cited = rendered.citations.iter().map(|it| &it.citation);
        let all = cited.enumerate().map(|(idx, cited)| listed.get(&idx).copied().unwrap_or(cited));
        all.map(reference).collect()
    }

    /// What the library is told of a source, under its place as a key.
    fn item(&self, idx: usize, source: &Source) -> Item {
        let mut value = item(source);
        value["id"] = json!(idx.to_string());
        if value.get("title").is_none() {
            value["title"] = json!(without_hidden(&source.key));
        }
        if self.is_for_sources {
            let metadata = &source.metadata;
            let words = |it: &str| squeezed(&without_hidden(it));
            let reliability = metadata.reliability.as_deref().map(|it| match rating(it) {
                Some(means) => format!("{} ({means})", words(it)),
                None => words(it),
            });
            for (name, words) in [("annote", metadata.descriptor.as_deref().map(words)), ("note", reliability)] {
                if let Some(words) = words.map(|it| it.trim_end_matches('.').to_owned()).filter(|it| !it.is_empty()) {
                    value[name] = json!(words);
                }
            }
        }
        serde_json::from_value(value).unwrap_or_else(|_| bare_item(idx, source))
    }
}

/// A source of which nothing but the name is told.
fn bare_item(idx: usize, source: &Source) -> Item {
    let value: Value = json!({ "id": idx.to_string(), "type": "document", "title": without_hidden(&source.key) });
    serde_json::from_value(value).unwrap_or_else(|_| Item(BTreeMap::new()))
}

impl Reference {
    /// As Markdown in which nothing is active but what the style asks for.
    pub fn to_markdown(&self) -> String {
        let mut acc = String::new();
        for run in &self.0 {
            let words = run.text.trim();
            if words.is_empty() {
                acc.push_str(&run.text);
                continue;
            }
            let (before, after) = run.text.split_once(words).unwrap_or_default();
            let mark = match (run.look.is_bold, run.look.is_italic) {
                (true, true) => "***",
                (true, false) => "**",
                (false, true) => "*",
                (false, false) => "",
            };
            acc.push_str(before);
            match run.address.as_deref().and_then(web_address) {
                Some(address) if address == words => acc.push_str(&format!("<{address}>")),
                Some(address) => acc.push_str(&format!("[{mark}{}{mark}]({address})", markdown(words))),
                None => acc.push_str(&format!("{mark}{}{mark}", markdown(words))),
            }
            acc.push_str(after);
        }
        acc
    }

    /// As plain text, hidden characters shown.
    pub fn to_text(&self) -> String {
        visible(&self.0.iter().map(|it| it.text.as_str()).collect::<String>()).into_owned()
    }
}

fn reference(children: &ElemChildren) -> Reference {
    let mut acc: Vec<Run> = Vec::new();
    collect(children, &mut acc);
    for run in &mut acc {
        // What the library leaves where a date has a year only, or a part is missing.
        run.text = run.text.replace(",)", ")").replace("  ", " ");
    }
    // The space between a number that is left out and what follows it.
    if let Some(first) = acc.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = acc.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    acc.retain(|it| !it.text.is_empty());
    Reference(acc)
}

fn collect(children: &ElemChildren, acc: &mut Vec<Run>) {
    for child in &children.0 {
        match child {
            ElemChild::Text(it) => push(acc, &it.text, look(it.formatting), None),
            ElemChild::Link { text, url } => push(acc, &text.text, look(text.formatting), Some(url)),
            ElemChild::Markup(it) => push(acc, it, Look::default(), None),
            ElemChild::Elem(it) if it.meta == Some(ElemMeta::CitationNumber) => {}
            ElemChild::Elem(it) => collect(&it.children, acc),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn push(acc: &mut Vec<Run>, text: &str, look: Look, url: Option<&String>) {
    let is_same = |it: &&mut Run| it.look == look && it.address.as_ref() == url;
    match acc.last_mut().filter(is_same) {
        Some(last) => last.text.push_str(text),
        None => acc.push(Run { text: text.to_owned(), look, address: url.cloned() }),
    }
}

fn look(formatting: Formatting) -> Look {
    Look {
        is_italic: formatting.font_style == FontStyle::Italic,
        is_bold: formatting.font_weight == FontWeight::Bold,
        is_small_caps: formatting.font_variant == FontVariant::SmallCaps,
        is_raised: formatting.vertical_align == VerticalAlign::Sup,
    }
}

/// A macro of a style that calls itself, by others or at once: to follow it would never end.
fn recursive_macro(csl: &str) -> Option<String> {
    use quick_xml::events::{BytesStart, Event};
    let attribute = |it: &BytesStart, name: &str| {
        let found = it.try_get_attribute(name).ok().flatten()?;
        Some(found.value.into_owned())
    };
    let mut reader = quick_xml::Reader::from_str(csl);
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut inside: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(it)) if it.local_name().as_ref() == "macro" => inside = attribute(&it, "name"),
            Ok(Event::End(it)) if it.local_name().as_ref() == "macro" => inside = None,
            Ok(Event::Start(it) | Event::Empty(it)) => {
                if let (Some(name), Some(called)) = (&inside, attribute(&it, "macro")) {
                    calls.entry(name.clone()).or_default().insert(called);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            _ => {}
        }
    }
    let reaches_itself = |name: &&String| {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut open: Vec<&String> = calls.get(*name).into_iter().flatten().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(calls.get(next).into_iter().flatten());
            }
        }
        seen.contains(*name)
    };
    calls.keys().find(reaches_itself).cloned()
}

#[cfg(test)]
mod tests;
