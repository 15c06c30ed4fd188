//! PDF: the words of a file in reading order, from where its letters stand on the pages.

use super::Reading;
use crate::corpus::Problem;
use about::About;
use columns::Strip;
use file::File;
use glyphs::Painter;
use hyphens::Words;
use margins::PageAtoms;
use paragraphs::PageStrips;

mod about;
mod atoms;
mod cmap;
mod columns;
mod file;
mod fonts;
mod glyphs;
mod hyphens;
mod margins;
mod paragraphs;
#[cfg(test)]
mod tests;
mod tokens;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    let file = File::open(bytes)?;
    let nodes = file.pages()?;
    if nodes.is_empty() {
        return Err(Problem::Damaged("no pages are found in it".into()));
    }
    let mut painter = Painter::new(&file);
    let mut notes = Vec::new();
    let mut pages: Vec<PageAtoms> = Vec::with_capacity(nodes.len());
    let (mut unknown, mut cut) = (Vec::new(), Vec::new());
    for (page_idx, node) in nodes.iter().enumerate() {
        let number = page_idx as u32 + 1;
        if painter.is_spent() {
            notes.push(format!("pages {number} to {} were not read: the file unpacks to too much", nodes.len()));
            break;
        }
        let sheet = painter.paint(node);
        if sheet.n_unknown * 4 > sheet.glyphs.len() {
            unknown.push(number);
        }
        if sheet.is_cut {
            cut.push(number);
        }
        pages.push(PageAtoms {
            atoms: atoms::find_atoms(&sheet.glyphs),
            turned: atoms::find_atoms(&sheet.turned),
            height: sheet.height,
            pictures: sheet.pictures,
        });
    }
    let mut about = About::read(&file);
    let margins = margins::take_margins(&mut pages, about.is_printout);

    let is_picture = |it: &PageAtoms| {
        let n_letters: usize = it.atoms.iter().map(|it| it.text.chars().filter(|c| c.is_alphanumeric()).count()).sum();
        // A stamp or a name of a file may stand on a scan.
        (n_letters == 0 && it.pictures > 0.02) || (n_letters < 60 && it.pictures > 0.6)
    };
    let pictures: Vec<u32> = (1..).zip(&pages).filter(|it| is_picture(it.1)).map(|it| it.0).collect();
    let strips = (1..).zip(pages).map(|(number, page)| {
        let mut strips = columns::find_strips(page.atoms);
        strips.extend(columns::find_strips(page.turned));
        PageStrips { number, height: page.height, strips }
    });
    let strips: Vec<PageStrips> = strips.collect();
    let words = words_of(&strips);
    let pieces = paragraphs::find_pieces(strips, &words);
    let n_letters = pieces.iter().flat_map(|it| it.text.chars()).filter(|it| it.is_alphanumeric()).count();
    if !pictures.is_empty() && (n_letters == 0 || pictures.len() == nodes.len()) {
        return Err(Problem::Scanned(pictures.len()));
    }
    if n_letters == 0 && file.is_repaired {
        return Err(Problem::Damaged("none of its text could be found".into()));
    }
    if n_letters == 0 {
        return Err(if unknown.is_empty() {
            Problem::Empty
        } else {
            Problem::Damaged("its fonts do not tell their letters".into())
        });
    }
    about.complete(&margins, &pieces);
    if file.is_repaired {
        notes.insert(0, "the file is damaged, and what could be found of it was read".into());
    }
    notes.extend(note(&pictures, "is a picture without text", "are pictures without text"));
    notes.extend(note(&unknown, "has letters that its fonts do not tell", "have letters that their fonts do not tell"));
    notes.extend(note(&cut, "holds more than is read", "hold more than is read"));
    Ok(Reading { metadata: about.metadata, pieces, notes })
}

/// The words of all pages, for mending those that were parted.
fn words_of(pages: &[PageStrips]) -> Words {
    let mut acc = Words::default();
    let mut follows_hyphen = false;
    for strip in pages.iter().flat_map(|it| &it.strips) {
        match strip {
            Strip::Column(lines) => {
                for line in lines {
                    acc.add(&line.text, follows_hyphen);
                    follows_hyphen = hyphens::is_parted(&line.text);
                }
            }
            Strip::Table(rows) => rows.iter().flat_map(|it| &it.cells).for_each(|it| acc.add(it, false)),
        }
    }
    acc
}

/// `pages 3, 7 and 9 are pictures without text`.
fn note(pages: &[u32], one: &str, several: &str) -> Option<String> {
    /// Numbers named; of the rest it is said how many.
    const MAX_NAMED: usize = 12;
    let named: Vec<String> = pages.iter().take(MAX_NAMED).map(u32::to_string).collect();
    match named.as_slice() {
        [] => None,
        [page] => Some(format!("page {page} {one}")),
        _ if pages.len() > MAX_NAMED => {
            Some(format!("pages {} and {} more {several}", named.join(", "), pages.len() - MAX_NAMED))
        }
        [rest @ .., last] => Some(format!("pages {} and {last} {several}", rest.join(", "))),
    }
}
