//! Writes the files of a workspace that people and citecheck write together: accepted claims, the glossary.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, bail};

use super::*;
use crate::config::{Acceptance, Accepted};
use crate::text::Span;

/// What was written, and where: a span of the file as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    pub text: String,
    pub span: Span,
}

/// Who works here, as the system knows.
pub fn user() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    names.filter_map(|it| std::env::var(it).ok()).find(|it| !it.is_empty()).unwrap_or_default()
}

/// Lists claims among those that were accepted by hand; the place is that of the first one's reason.
///
/// # Errors
/// When the file that is there cannot be read, or a new one not be written.
pub fn accept(root: &Path, entries: Vec<Acceptance>) -> anyhow::Result<Written> {
    let mut accepted: Accepted = config::accepted(root).map_err(|it| anyhow::anyhow!("{}", it.message))?;
    let first = entries.first().cloned().unwrap_or_default();
    for entry in entries {
        accepted.insert(entry);
    }
    let path = root.join(ACCEPTED_FILE_NAME);
    let text = accepted.to_text();
    cache::write_whole(&path, text.as_bytes()).with_context(|| format!("writing `{ACCEPTED_FILE_NAME}`"))?;
    let line = accepted.line_of(&first).unwrap_or_default();
    let start = text.lines().take(line).map(|it| it.len() + 1).sum::<usize>();
    let line = text[start..].lines().next().unwrap_or_default();
    let reason = line.find("reason = ").map_or(0, |it| it + "reason = ".len() + 1);
    let rest = &line[reason..];
    let end =
        reason + [", who = ", ", date = ", " }"].iter().find_map(|it| rest.rfind(it)).map_or(rest.len(), |it| it - 1);
    Ok(Written { path, span: Span::new(start + reason, start + end), text })
}

/// Puts a term into the glossary. Where there is none yet, `terms.toml` is made beside the configuration and named in it.
///
/// # Errors
/// When there is no configuration, when the term is listed, or a file cannot be read or written.
pub fn add_term(workspace: &Workspace, term: &GlossaryTerm) -> anyhow::Result<Written> {
    let Some(config_path) = &workspace.config_path else {
        bail!("there is no `{FILE_NAME}` to name a glossary in; `citecheck init` writes one");
    };
    let path = workspace.glossary_path.clone().unwrap_or_else(|| workspace.root.join(NEW_GLOSSARY));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("reading `{}`", shown(&path, &workspace.root))),
    };
    let glossary =
        terms::read_glossary(Some(&path).filter(|_| !text.is_empty()).map(PathBuf::as_path), &workspace.root);
    if let Some(notice) = glossary.notices.first() {
        bail!("{}", notice.message);
    }
    if glossary.terms.iter().any(|it| it.name == term.name || it.aliases.contains(&term.name)) {
        bail!("“{}” is in the glossary already", term.name);
    }
    let mut new = text.clone();
    if !new.is_empty() && !new.ends_with("\n\n") {
        new.push_str(if new.ends_with('\n') { "\n" } else { "\n\n" });
    }
    let start = new.len();
    let quoted = |it: &str| toml::Value::from(it).to_string();
    let _ = writeln!(new, "[[term]]\nname = {}", quoted(&term.name));
    if !term.aliases.is_empty() {
        let aliases: Vec<String> = term.aliases.iter().map(|it| quoted(it)).collect();
        let _ = writeln!(new, "aliases = [{}]", aliases.join(", "));
    }
    for (key, value) in [("definition", &term.definition), ("prefer", &term.prefer)] {
        if let Some(value) = value {
            let _ = writeln!(new, "{key} = {}", quoted(value));
        }
    }
    cache::write_whole(&path, new.as_bytes())
        .with_context(|| format!("writing `{}`", shown(&path, &workspace.root)))?;
    if workspace.glossary_path.is_none() {
        name_glossary(config_path)?;
    }
    Ok(Written { path, span: Span::new(start, new.trim_end().len()), text: new })
}

const NEW_GLOSSARY: &str = "terms.toml";

/// Puts `glossary` before the first key or table of the configuration; what stands there stays as it is.
fn name_glossary(config_path: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(config_path).with_context(|| format!("reading `{FILE_NAME}`"))?;
    let is_comment = |it: &&str| it.trim().is_empty() || it.trim_start().starts_with('#');
    let at: usize = text.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    let (before, after) = text.split_at(at);
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let text = format!("{before}{gap}glossary = \"{NEW_GLOSSARY}\"\n{after}");
    cache::write_whole(config_path, text.as_bytes()).with_context(|| format!("writing `{FILE_NAME}`"))
}

/// Writes a file of the workspace's folder that is not there yet, or may be written over.
///
/// # Errors
/// When it leads out of the folder, is there already, or cannot be written.
pub fn write_new(folder: &Path, name: &str, text: &str, overwrite: bool) -> anyhow::Result<PathBuf> {
    let is_inside = Path::new(name).components().all(|it| matches!(it, std::path::Component::Normal(_)));
    if !is_inside || name.is_empty() {
        bail!("`{name}` does not name a file below `{}`", folder.display());
    }
    let path = folder.join(name);
    if let Some(parent) = path.parent().and_then(|it| it.canonicalize().ok())
        && !parent.starts_with(folder)
    {
        bail!("`{name}` leads out of `{}`", folder.display());
    }
    if path.exists() && !overwrite {
        bail!("`{name}` is there already; `\"overwrite\": true` writes over it");
    }
    cache::write_whole(&path, text.as_bytes()).with_context(|| format!("writing `{name}`"))?;
    Ok(path)
}

impl Workspace {
    /// Writes a report on a draft, where nobody but the user reads it and nothing of the workspace is changed:
    /// into the folder of the index.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be written to.
    pub fn write_report(&self, draft: &Path, format: ReportFormat, bytes: &[u8]) -> anyhow::Result<PathBuf> {
        let folder = cache::folder(&self.settings, &self.corpus_roots)?;
        let stem = draft.file_stem().map_or_else(|| "draft".into(), |it| it.to_string_lossy());
        let digest = cache::digest(&[&draft.to_string_lossy()]);
        let path = folder.join("reports").join(&digest[..8]).join(format!("{stem}{}", format.ending()));
        cache::write_whole(&path, bytes).with_context(|| format!("writing `{}`", path.display()))?;
        Ok(path)
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportFormat {
    #[default]
    Html,
    Markdown,
    Docx,
}

impl ReportFormat {
    pub const ALL: [Self; 3] = [Self::Html, Self::Markdown, Self::Docx];

    /// How the names of reports end that are written beside their drafts.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => ".report.html",
            Self::Markdown => ".report.md",
            Self::Docx => ".report.docx",
        }
    }

    /// As users name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Docx => "docx",
        }
    }
}

/// Whether a file has the name of a report that was written beside its draft.
pub(super) fn is_report(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ReportFormat::ALL.iter().any(|it| name.ends_with(it.ending()))
}

/// Writes a report: over one that was written before, but over no other file unless that is wanted.
///
/// # Errors
/// When another file is there, or it cannot be written.
pub fn write_report(path: &Path, bytes: &[u8], overwrite: bool) -> anyhow::Result<()> {
    use std::io::Read as _;
    let mut head = Vec::new();
    let there = fs::File::open(path).and_then(|it| it.take(2000).read_to_end(&mut head));
    let is_in_the_way = match there {
        Ok(_) => !import::is_own_report(&head),
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    };
    if is_in_the_way && !overwrite {
        bail!("`{}` is there already and is no report of citecheck", path.display());
    }
    cache::write_whole(path, bytes).with_context(|| format!("writing `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(config: &str) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        fs::create_dir(folder.path().join("sources")).expect("a folder");
        write("sources/a.md", "The harbour of Norham opened in 2014.\n");
        write("citecheck.toml", config);
        let settings = Settings { cache: Some(folder.path().join("cache")), ..Settings::default() };
        let workspace = Workspace::load(folder.path(), &settings, &|_, _| {});
        (folder, workspace)
    }

    fn named(name: &str) -> GlossaryTerm {
        GlossaryTerm { name: name.to_owned(), ..GlossaryTerm::default() }
    }

    #[test]
    fn a_first_term_makes_a_glossary_and_names_it() {
        let (folder, workspace) = workspace("# Ours.\n\n[rules]\nuncited-claim = \"off\"\n");
        let written = add_term(&workspace, &named("Norham \"East\"")).expect("a term");
        assert_eq!(written.span.of(&written.text), "[[term]]\nname = 'Norham \"East\"'");
        let config = fs::read_to_string(folder.path().join("citecheck.toml")).expect("a file");
        assert_eq!(config, "# Ours.\n\nglossary = \"terms.toml\"\n[rules]\nuncited-claim = \"off\"\n");
        let workspace = workspace.reload(&|_, _| {});
        assert!(workspace.notices.is_empty(), "{:?}", workspace.notices);
        assert!(workspace.context.lexicon.terms().iter().any(|it| it.name == "Norham \"East\""));
        // Nothing is listed twice, and what is there stays.
        assert!(add_term(&workspace, &named("Norham \"East\"")).is_err());
        let written = add_term(&workspace, &named("Roe")).expect("a term");
        assert!(written.text.contains("East\"'\n\n[[term]]\nname = \"Roe\"\n"), "{}", written.text);
    }

    #[test]
    fn an_accepted_claim_is_read_again_and_its_reason_is_the_place() {
        let (folder, workspace) = workspace("");
        let entry = |claim: &str| Acceptance {
            claim: claim.to_owned(),
            rule: "unsupported-claim".to_owned(),
            reason: "our own analysis".to_owned(),
            ..Acceptance::default()
        };
        accept(&workspace.root, vec![entry("it rains")]).expect("a claim");
        let written = accept(&workspace.root, vec![entry("a b c")]).expect("a claim");
        assert_eq!(written.span.of(&written.text), "our own analysis");
        let workspace = workspace.reload(&|_, _| {});
        assert!(workspace.context.config.accepted.find("it rains", "unsupported-claim").is_some());
        // A file that cannot be read is not written over.
        let path = folder.path().join(ACCEPTED_FILE_NAME);
        fs::write(&path, "accepted = [").expect("a file");
        assert!(accept(&workspace.root, vec![entry("d")]).is_err());
        assert_eq!(fs::read_to_string(&path).expect("a file"), "accepted = [");
        let workspace = workspace.reload(&|_, _| {});
        let notice = workspace.notices.iter().find(|it| it.path == workspace.root.join(ACCEPTED_FILE_NAME));
        assert!(
            notice.is_some_and(|it| !it.is_fatal && it.message.starts_with("citecheck.accepted.toml:1:")),
            "{notice:?}"
        );
    }

    #[test]
    fn nothing_is_written_out_of_the_folder_or_over_another_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        for name in ["../a.bib", "/a.bib", "", "a/../../b.bib"] {
            assert!(write_new(&root, name, "x", true).is_err(), "{name}");
        }
        assert!(write_new(&root, "a.bib", "x", false).is_ok());
        assert!(write_new(&root, "a.bib", "y", false).is_err());
        assert!(write_new(&root, "a.bib", "y", true).is_ok());
    }
}
