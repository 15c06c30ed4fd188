//! Electronic books (EPUB 2 and 3): the chapters in the order in which they are read.

use std::collections::{HashMap, HashSet};

use super::Reading;
use super::archive::{Archive, resolve};
use super::metadata::{Field, set_field};
use super::pieces::Pieces;
use super::xhtml::{self, Styles};
use super::xml::{Event, Xml, decoded};
use crate::corpus::{Metadata, Problem};

/// Ways to make fonts unusable elsewhere, which hide no text.
const FONT_MANGLING: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// The kinds of files that chapters are.
const CHAPTERS: [&str; 4] = ["application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml"];

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    let mut book = Book { archive: Archive::open(bytes)?, notes: Vec::new() };
    let root = book.root()?;
    let Some(text) = book.text(&root)? else {
        return Err(Problem::Damaged("the list of its chapters is missing".to_string()));
    };
    let package = Package::read(&mut Xml::new(&text), &root)?;
    let encrypted = book.encrypted()?;
    let chapters = package.chapters();
    if chapters.iter().any(|(it, _)| encrypted.contains(&it.to_lowercase())) {
        return Err(Problem::Locked);
    }
    let pages = book.pages(&package)?;
    let styles = book.styles(&package)?;
    let mut pieces = Pieces::default();
    let mut n_missing = 0;
    for (chapter, is_in_line) in &chapters {
        if !is_in_line {
            pieces.page = None;
        }
        match book.text(chapter)? {
            Some(text) => xhtml::read(&text, &styles, &pages.of(chapter), &mut pieces)?,
            None => n_missing += 1,
        }
    }
    let mut notes = book.notes;
    if n_missing > 0 {
        notes.push(format!("the file lacks {n_missing} of its {} chapters", chapters.len()));
    }
    let pieces = pieces.finish();
    if pieces.is_empty() {
        return Err(match notes.into_iter().next() {
            Some(note) => Problem::Damaged(note),
            None => Problem::Empty,
        });
    }
    Ok(Reading { metadata: package.into_metadata(), pieces, notes })
}

struct Book<'a> {
    archive: Archive<'a>,
    notes: Vec<String>,
}

impl Book<'_> {
    fn text(&mut self, member: &str) -> Result<Option<String>, Problem> {
        let Some(read) = self.archive.read(member)? else { return Ok(None) };
        if read.is_broken {
            self.notes.push(format!("`{member}` inside of it is damaged and was read as far as it goes"));
        }
        Ok(Some(decoded(read.bytes)))
    }

    /// The member that lists the others.
    fn root(&mut self) -> Result<String, Problem> {
        if let Some(text) = self.text("META-INF/container.xml")? {
            let mut xml = Xml::new(&text);
            while let Some(event) = xml.next()? {
                if let Event::Start(tag) = event
                    && tag.name() == "rootfile"
                    && let Some(path) = tag.attribute("full-path")
                {
                    return Ok(resolve("", &path));
                }
            }
        }
        let found = self.archive.names().filter(|it| it.ends_with(".opf")).min();
        let found = found.map(str::to_string);
        found.ok_or_else(|| Problem::Damaged("there is no book inside of it".to_string()))
    }

    /// The members whose bytes are encrypted, in lower case.
    fn encrypted(&mut self) -> Result<HashSet<String>, Problem> {
        let mut acc = HashSet::new();
        let Some(text) = self.text("META-INF/encryption.xml")? else { return Ok(acc) };
        let mut xml = Xml::new(&text);
        let mut is_locking = true;
        while let Some(event) = xml.next()? {
            let Event::Start(tag) = event else { continue };
            match tag.name() {
                "EncryptedData" => is_locking = true,
                "EncryptionMethod" => {
                    let method = tag.attribute("Algorithm").unwrap_or_default();
                    is_locking &= !FONT_MANGLING.contains(&method.as_str());
                }
                "CipherReference" if is_locking => {
                    acc.insert(resolve("", &tag.attribute("URI").unwrap_or_default()).to_lowercase());
                }
                _ => {}
            }
        }
        Ok(acc)
    }

    /// What the classes of the chapters do to their text.
    fn styles(&mut self, package: &Package) -> Result<Styles, Problem> {
        let mut acc = Styles::default();
        for member in package.members(|it| it.kind == "text/css") {
            if let Some(text) = self.text(&member)? {
                acc.read(&text);
            }
        }
        Ok(acc)
    }

    /// Where printed pages begin, as the lists of them say. A book is read whatever is wrong with those.
    fn pages(&mut self, package: &Package) -> Result<PageList, Problem> {
        let mut acc = PageList::default();
        for member in package.members(|it| it.is_contents || it.kind == "application/x-dtbncx+xml") {
            let Some(text) = self.text(&member)? else { continue };
            _ = acc.read(&mut Xml::new(&text), &member);
        }
        Ok(acc)
    }
}

/// The places in chapters at which printed pages begin: from a chapter and the id of an element to the page.
#[derive(Default)]
struct PageList(HashMap<String, HashMap<String, u32>>);

impl PageList {
    fn of(&self, chapter: &str) -> HashMap<String, u32> {
        self.0.get(&chapter.to_lowercase()).cloned().unwrap_or_default()
    }

    /// Of a table of contents, in the form of EPUB 3 (`nav`) or that of EPUB 2 (`ncx`).
    fn read(&mut self, xml: &mut Xml, member: &str) -> Result<(), Problem> {
        let mut is_list = false;
        let mut label = String::new();
        while let Some(event) = xml.next()? {
            let Event::Start(tag) = event else { continue };
            match tag.name() {
                "nav" => is_list = tag.attribute("type").is_some_and(|it| it.contains("page-list")),
                "pageList" => is_list = true,
                "navMap" | "navList" => is_list = false,
                "pageTarget" => label = tag.attribute("value").unwrap_or_default(),
                "text" if is_list && label.is_empty() => label = xml.text()?,
                "content" if is_list => {
                    let target = tag.attribute("src").unwrap_or_default();
                    self.add(member, &target, &std::mem::take(&mut label));
                }
                "a" if is_list => {
                    let target = tag.attribute("href").unwrap_or_default();
                    self.add(member, &target, &xml.text()?);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, member: &str, target: &str, label: &str) {
        if let (Some((_, id)), Ok(page)) = (target.split_once('#'), label.trim().parse()) {
            let chapter = resolve(member, target).to_lowercase();
            self.0.entry(chapter).or_default().insert(id.to_string(), page);
        }
    }
}

/// The list of a book's members with what it says of the book.
#[derive(Default)]
struct Package {
    /// By id.
    items: HashMap<String, Item>,
    /// The ids of the chapters in order, and whether they are read one after the other.
    spine: Vec<(String, bool)>,
    /// Tables of contents, which only repeat headings.
    contents: HashSet<String>,
    fields: Vec<(Field, String)>,
    /// With the id by which others speak of them.
    creators: Vec<(String, String)>,
    /// Roles of people by their ids.
    roles: HashMap<String, String>,
    /// By the event, which may be empty.
    dates: Vec<(String, String)>,
}

struct Item {
    member: String,
    kind: String,
    is_contents: bool,
}

impl Package {
    fn read(xml: &mut Xml, root: &str) -> Result<Self, Problem> {
        let mut acc = Self::default();
        while let Some(event) = xml.next()? {
            let Event::Start(tag) = event else { continue };
            let value = |name: &str| tag.attribute(name).unwrap_or_default();
            let field = match tag.name() {
                "item" => {
                    let member = resolve(root, &value("href"));
                    let is_contents = value("properties").split_whitespace().any(|it| it == "nav");
                    acc.items.insert(value("id"), Item { member, kind: value("media-type"), is_contents });
                    continue;
                }
                "itemref" => {
                    acc.spine.push((value("idref"), value("linear") != "no"));
                    continue;
                }
                "reference" if value("type") == "toc" => {
                    acc.contents.insert(resolve(root, &value("href")));
                    continue;
                }
                "creator" => {
                    let (id, role) = (value("id"), value("role"));
                    if !role.is_empty() {
                        acc.roles.insert(id.clone(), role);
                    }
                    acc.creators.push((id, xml.text()?));
                    continue;
                }
                "meta" if value("property") == "role" => {
                    let id = value("refines").trim_start_matches('#').to_string();
                    acc.roles.insert(id, xml.text()?);
                    continue;
                }
                "date" => {
                    acc.dates.push((value("event"), xml.text()?));
                    continue;
                }
                "title" => Field::Title,
                "publisher" => Field::Publisher,
                "language" => Field::Language,
                "description" => Field::Descriptor,
                "identifier" | "source" => Field::Url,
                _ => continue,
            };
            acc.fields.push((field, xml.text()?));
        }
        Ok(acc)
    }

    /// The members that hold the text, and whether they are read one after the other. Those that are not (notes, answers)
    /// stand behind the others.
    fn chapters(&self) -> Vec<(String, bool)> {
        let mut seen = HashSet::new();
        let order = [true, false].into_iter().flat_map(|wanted| self.spine.iter().filter(move |it| it.1 == wanted));
        let items = order.filter_map(|(id, is_in_line)| Some((self.items.get(id)?, *is_in_line)));
        let is_chapter =
            |it: &&Item| CHAPTERS.contains(&it.kind.as_str()) && !it.is_contents && !self.contents.contains(&it.member);
        let chapters = items.filter(|(it, _)| is_chapter(it)).map(|(it, is_in_line)| (it.member.clone(), is_in_line));
        chapters.filter(|(member, _)| seen.insert(member.clone())).collect()
    }

    /// The members of a kind, always in the same order.
    fn members(&self, is_wanted: fn(&Item) -> bool) -> Vec<String> {
        let mut acc: Vec<String> = self.items.values().filter(|it| is_wanted(it)).map(|it| it.member.clone()).collect();
        acc.sort();
        acc.dedup();
        acc
    }

    fn into_metadata(self) -> Metadata {
        let mut metadata = Metadata::default();
        for (field, value) in &self.fields {
            // A description may be written in markup.
            let value = if *field == Field::Descriptor { xhtml::words(value) } else { value.clone() };
            set_field(&mut metadata, *field, &[value]);
        }
        let is_author = |(id, _): &&(String, String)| self.roles.get(id).is_none_or(|it| it.trim() == "aut");
        let authors: Vec<String> = self.creators.iter().filter(is_author).map(|it| it.1.clone()).collect();
        set_field(&mut metadata, Field::Author, &authors);
        // When the file was made or changed says nothing of the text.
        let mut dates = self.dates;
        dates.retain(|(event, _)| !matches!(event.as_str(), "modification" | "conversion"));
        dates.sort_by_key(|(event, _)| event.is_empty());
        for (_, date) in dates {
            set_field(&mut metadata, Field::Date, &[date]);
        }
        metadata
    }
}
