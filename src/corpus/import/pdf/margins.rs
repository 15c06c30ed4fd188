//! Tells running heads, running feet and page numbers from the text between them.

use std::collections::HashMap;

use super::atoms::Atom;

/// The atoms of a page, by y.
#[derive(Default)]
pub(super) struct PageAtoms {
    pub(super) atoms: Vec<Atom>,
    /// What runs at a right angle to the rest.
    pub(super) turned: Vec<Atom>,
    pub(super) height: f32,
    pub(super) pictures: f32,
}

/// Rows from the edge of a page that may belong to its margin.
const MAX_ROWS: usize = 4;

/// Heads of the same words stand at the same height, give or take so many points.
const SAME_HEIGHT: f32 = 4.0;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Edge {
    Top,
    Bottom,
}

/// Takes the margins out of the pages and gives their lines, for what they say of the document.
pub(super) fn take_margins(pages: &mut [PageAtoms], is_printout: bool) -> Vec<String> {
    let rows: Vec<[Vec<Vec<usize>>; 2]> =
        pages.iter().map(|it| [rows(it, Edge::Top), rows(it, Edge::Bottom)]).collect();
    let margins = Margins::find(pages, &rows);
    let mut acc = Vec::new();
    for (page_idx, rows) in rows.iter().enumerate() {
        let mut gone: Vec<usize> = Vec::new();
        for (edge, rows) in [Edge::Top, Edge::Bottom].into_iter().zip(rows) {
            let page = &pages[page_idx];
            let n_pages = pages.len();
            for row in rows {
                let is_margin = margins.has(page, page_idx, edge, row)
                    || is_browser_row(page, row, is_printout)
                    || is_lone_number(page, row, edge, n_pages);
                // What stands further in than a line of the text is text.
                if !is_margin {
                    break;
                }
                gone.extend(row);
            }
        }
        gone.sort_unstable();
        gone.dedup();
        let page = &mut pages[page_idx];
        for idx in gone.into_iter().rev() {
            acc.push(page.atoms.remove(idx).text);
        }
    }
    acc
}

/// The rows of a page from an edge inward, as indices of atoms.
fn rows(page: &PageAtoms, edge: Edge) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..page.atoms.len()).collect();
    if edge == Edge::Bottom {
        order.reverse();
    }
    let mut acc: Vec<Vec<usize>> = Vec::new();
    for idx in order {
        let atom = &page.atoms[idx];
        let is_same =
            |it: &Vec<usize>| it.first().is_some_and(|it| (page.atoms[*it].y - atom.y).abs() < 0.35 * atom.size);
        if let Some(row) = acc.last_mut().filter(|it| is_same(it)) {
            row.push(idx);
        } else if acc.len() < MAX_ROWS {
            acc.push(vec![idx]);
        } else {
            break;
        }
    }
    acc
}

struct Margins {
    n_pages: usize,
    /// Words with their figures left out, the edge, and the heights at which they stand.
    seen: HashMap<(Edge, String), Vec<(f32, usize)>>,
    /// What has to be added to the index of a page to get its number.
    offset: Option<i64>,
    /// Heights of rows with a page's number in them.
    numbered: Vec<(Edge, f32)>,
    /// Heights of rows that are of the margin by their words.
    heights: Vec<(Edge, f32)>,
    /// Whether the file marks what belongs to its pages, and does so sparingly.
    has_artifacts: bool,
}

impl Margins {
    fn find(pages: &[PageAtoms], rows: &[[Vec<Vec<usize>>; 2]]) -> Self {
        let mut seen: HashMap<(Edge, String), Vec<(f32, usize)>> = HashMap::new();
        let mut offsets: HashMap<(Edge, i64), Vec<usize>> = HashMap::new();
        let each_row = || {
            rows.iter().enumerate().flat_map(|(page_idx, both)| {
                let edges = [Edge::Top, Edge::Bottom].into_iter().zip(both);
                edges.flat_map(move |(edge, rows)| rows.iter().map(move |row| (page_idx, edge, row)))
            })
        };
        for (page_idx, edge, row) in each_row() {
            for idx in row {
                let atom = &pages[page_idx].atoms[*idx];
                seen.entry((edge, without_figures(&atom.text))).or_default().push((atom.y, page_idx));
                if let Some(number) = page_number(&atom.text) {
                    offsets.entry((edge, number - page_idx as i64)).or_default().push(page_idx);
                }
            }
        }
        let least = (pages.len() * 2 / 5).max(2);
        let counts = offsets.into_iter().map(|(key, mut on)| {
            on.dedup();
            (on.len(), key.1)
        });
        let offset = counts.filter(|it| it.0 >= least).max_by_key(|it| (it.0, -it.1.abs())).map(|it| it.1);
        let mut numbered: Vec<(Edge, f32)> = Vec::new();
        for (page_idx, edge, row) in each_row() {
            let page = &pages[page_idx];
            let is_number = |it: &&usize| page_number(&page.atoms[**it].text).map(|it| it - page_idx as i64) == offset;
            if offset.is_some()
                && let Some(idx) = row.iter().find(is_number)
            {
                numbered.push((edge, page.atoms[*idx].y));
            }
        }
        let count = |is_artifact: bool| -> usize {
            let atoms = pages.iter().flat_map(|it| &it.atoms);
            atoms.filter(|it| it.is_artifact == is_artifact).map(|it| it.text.len()).sum()
        };
        let has_artifacts = count(true) * 4 < count(false);
        let mut acc = Self { n_pages: pages.len(), seen, offset, numbered, heights: Vec::new(), has_artifacts };
        let outer = rows.iter().enumerate().flat_map(|(page_idx, both)| {
            let edges = [Edge::Top, Edge::Bottom].into_iter().zip(both);
            edges.filter_map(move |(edge, rows)| Some((page_idx, edge, rows.first()?)))
        });
        let found = outer.filter(|it| acc.has(&pages[it.0], it.0, it.1, it.2));
        let heights = found.filter_map(|it| Some((it.1, pages[it.0].atoms[*it.2.first()?].y)));
        acc.heights = heights.collect();
        acc
    }

    fn has(&self, page: &PageAtoms, page_idx: usize, edge: Edge, row: &[usize]) -> bool {
        let atoms = || row.iter().map(|it| &page.atoms[*it]);
        let is_at_edge = |it: &Atom| match edge {
            Edge::Top => it.y < 0.16 * page.height,
            Edge::Bottom => it.y > 0.84 * page.height,
        };
        if !atoms().all(is_at_edge) {
            return false;
        }
        // Rows at the height of page numbers: heads that change with the chapter stand beside them.
        let n_numbered = |y: f32| {
            let is_level = |it: &&(Edge, f32)| it.0 == edge && (it.1 - y).abs() < SAME_HEIGHT;
            self.numbered.iter().filter(is_level).count()
        };
        // "3 Traffic" is a heading until it stands where other pages have their numbers.
        let is_number = |it: &Atom| {
            self.offset.is_some()
                && page_number(&it.text).map(|it| it - page_idx as i64) == self.offset
                && (is_bare(&it.text) || n_numbered(it.y) >= 3)
        };
        let n_words: usize = atoms().map(Atom::n_words).sum();
        let is_beside =
            n_words <= 16 && atoms().any(is_number) && atoms().any(|it| n_numbered(it.y) * 3 >= self.n_pages.max(6));
        // Where heads stand on many pages, others are those of short sections.
        let n_pages = |y: f32| self.heights.iter().filter(|it| it.0 == edge && (it.1 - y).abs() < 1.5).count();
        let is_level = n_words <= 16 && atoms().all(|it| n_pages(it.y) >= 3 && n_pages(it.y) * 4 >= self.n_pages);
        is_beside
            || is_level
            || atoms().all(|it| is_number(it) || self.is_repeated(edge, it) || (it.is_artifact && self.has_artifacts))
    }

    fn is_repeated(&self, edge: Edge, atom: &Atom) -> bool {
        let key = (edge, without_figures(&atom.text));
        // Figures alone are page numbers or they are cells.
        if !key.1.chars().any(char::is_alphabetic) {
            return false;
        }
        let Some(places) = self.seen.get(&key) else { return false };
        let mut on: Vec<usize> =
            places.iter().filter(|it| (it.0 - atom.y).abs() < SAME_HEIGHT).map(|it| it.1).collect();
        on.dedup();
        match self.n_pages {
            // On two pages nothing else may be at this height: the first page has a title there as a rule.
            0..=2 => on.len() == 2,
            3..=6 => on.len() >= 2,
            // A word may stand at the edge of some pages by chance.
            n_pages => on.len() >= (n_pages / 20).clamp(3, 8),
        }
    }
}

/// In lower case, each figure as `#`.
fn without_figures(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '0'..='9' if acc.ends_with('#') => {}
            '0'..='9' => acc.push('#'),
            _ => acc.push(letter),
        }
    }
    acc
}

/// The number that a line gives to its page: `12`, `– 12 –`, `Page 12 of 40`, `12/40`, `xii`, `12 | Annual Report`.
fn page_number(text: &str) -> Option<i64> {
    let is_edge = |c: char| c.is_whitespace() || "-–—|·•[]().,/:".contains(c);
    let text = text.trim_matches(is_edge);
    let word = |it: &str| it.parse::<i64>().ok().filter(|it| (0..10_000).contains(it));
    if let Some(number) = word(text).or_else(|| roman(text)) {
        return Some(number);
    }
    let lower = text.to_lowercase();
    let rest =
        lower.strip_prefix("page").or(lower.strip_prefix("p.")).map(|it| it.trim_matches(is_edge)).unwrap_or(&lower);
    if let Some((number, total)) = rest.split_once(" of ").or(rest.split_once('/'))
        && let Some(number) = word(number.trim())
        && word(total.trim()).is_some_and(|total| total >= number)
    {
        return Some(number);
    }
    if rest.len() < lower.len() {
        return word(rest);
    }
    let words: Vec<&str> = text.split(' ').collect();
    let (first, last) = (*words.first()?, *words.last()?);
    (words.len() <= 16).then(|| word(last).or_else(|| word(first))).flatten()
}

/// Whether a line says nothing but a page's number.
fn is_bare(text: &str) -> bool {
    let is_part = |it: &str| {
        let word = it.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(word.as_str(), "page" | "p" | "of") || !word.contains(char::is_alphabetic) || roman(&word).is_some()
    };
    text.split(' ').all(is_part)
}

fn roman(text: &str) -> Option<i64> {
    let value = |c: u8| match c.to_ascii_lowercase() {
        b'i' => Some(1),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        b'c' => Some(100),
        _ => None,
    };
    let values: Vec<i64> = text.bytes().take(8).map(value).collect::<Option<_>>()?;
    let sum = values
        .iter()
        .enumerate()
        .map(|(at, it)| if values.get(at + 1).is_some_and(|next| next > it) { -it } else { *it });
    (!values.is_empty() && text.len() <= 7).then(|| sum.sum())
}

/// The only number at the foot of a page, which is that of the page in a document of one or two.
fn is_lone_number(page: &PageAtoms, row: &[usize], edge: Edge, n_pages: usize) -> bool {
    let [idx] = row else { return false };
    let atom = &page.atoms[*idx];
    let is_low = edge == Edge::Bottom && atom.y > 0.9 * page.height;
    let text = atom.text.to_lowercase();
    let is_number =
        text.trim_matches(|c: char| "-– ".contains(c)).parse::<usize>().is_ok_and(|it| it <= n_pages.max(2));
    is_low && n_pages <= 3 && (is_number || (text.starts_with("page ") && page_number(&text).is_some()))
}

/// What a browser prints above and below a page: the time and the title, the address and the number of the page.
fn is_browser_row(page: &PageAtoms, row: &[usize], is_printout: bool) -> bool {
    let atoms = || row.iter().map(|it| &page.atoms[*it]);
    let is_at_edge = |it: &Atom| it.y < 0.06 * page.height || it.y > 0.94 * page.height;
    if !atoms().all(is_at_edge) || row.len() > 4 {
        return false;
    }
    let has_address = atoms().any(|it| is_address(&it.text));
    let has_number = atoms().any(|it| is_fraction(&it.text));
    let has_time = atoms().any(|it| is_time(&it.text));
    has_address && (has_number || is_printout)
        || has_time && (is_printout || row.len() == 2)
        || has_number && is_printout
}

pub(super) fn is_address(text: &str) -> bool {
    ["http://", "https://", "file://"].iter().any(|it| text.starts_with(it)) && !text.contains(' ')
}

/// `2/7`, `2 of 7`.
fn is_fraction(text: &str) -> bool {
    let parts = text.split_once('/').or_else(|| text.split_once(" of "));
    parts.is_some_and(|(a, b)| a.parse::<u32>().ok().zip(b.parse::<u32>().ok()).is_some_and(|(a, b)| a <= b))
}

/// `3/2/24, 10:15 AM`, `02/03/2024, 10:15`.
fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(", ") else { return false };
    let is_figures = |it: &str, sign: char| {
        it.split(sign).count() > 1
            && it.split(sign).all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    };
    let time = time.trim_end_matches(['A', 'P', 'M', 'a', 'p', 'm', '.', ' ']);
    ['/', '.', '-'].iter().any(|it| is_figures(date, *it)) && is_figures(time, ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_have_many_forms() {
        for text in [
            "12",
            "– 12 –",
            "Page 12 of 40",
            "page 12",
            "12/40",
            "xii",
            "[12]",
            "12 | Annual Report",
            "Annual Report 12",
        ] {
            assert_eq!(page_number(text), Some(12), "{text}");
        }
        for text in ["12,400 ships", "ships", "", "1/2/24 ships", "version 1.2.3"] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_browser_prints_the_time() {
        assert!(is_time("3/2/24, 10:15 AM") && is_time("02.03.2024, 10:15"));
        assert!(!is_time("Kyiv, 10:15") && !is_time("3/2/24") && !is_time("3/2, soon"));
    }
}
