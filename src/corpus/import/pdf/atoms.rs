//! From letters on a page to atoms: stretches of a line that no wide gap interrupts.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::glyphs::Glyph;

/// A stretch of a line, as wide as its words go without a gap that a column or a cell could begin behind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    pub(super) text: String,
    /// A raised number or sign that it begins with, as a footnote does.
    pub(super) mark: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Of the line it stands on, from the top of the page.
    pub(super) y: f32,
    pub(super) size: f32,
    /// Whether most of it is bold.
    pub(super) is_bold: bool,
    pub(super) is_artifact: bool,
}

impl Atom {
    pub(super) fn n_words(&self) -> usize {
        self.text.split(' ').count()
    }
}

/// A gap of so many ems may part two columns. Words of lines that are filled to the margin come nearer but for a few.
const WIDE_GAP: f32 = 0.8;

/// From so many ems a gap is a space. Pairs of letters are seldom pushed apart by a tenth, and the spaces of lines that
/// are squeezed to fit have a sixth.
const SPACE: f32 = 0.14;

/// The same where spaces are written.
const WRITTEN_SPACE: f32 = 0.16;

/// Letters in one stroke of a line, as the file writes them.
struct Stretch {
    letters: Vec<Letter>,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
}

#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    x0: f32,
    x1: f32,
    is_bold: bool,
    is_artifact: bool,
    script: Script,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Raised,
    Lowered,
}

/// The atoms of a page, by y, then x.
pub(super) fn find_atoms(glyphs: &[Glyph]) -> Vec<Atom> {
    let mut stretches = join(find_stretches(glyphs));
    attach_scripts(&mut stretches);
    let mut acc: Vec<Atom> = join(stretches).iter().filter_map(write).collect();
    acc.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    attach_initials(&mut acc);
    acc
}

/// Puts a large first letter that reaches down over several lines before the words it begins.
fn attach_initials(atoms: &mut Vec<Atom>) {
    /// Pages with more are drawings.
    const MAX_ATOMS: usize = 5_000;
    if atoms.len() > MAX_ATOMS {
        return;
    }
    let is_initial = |it: &Atom| it.text.chars().count() <= 2 && it.text.ends_with(char::is_uppercase);
    for idx in (0..atoms.len()).rev() {
        if !is_initial(&atoms[idx]) {
            continue;
        }
        let initial = atoms[idx].clone();
        // The line whose top is level with the letter's.
        let begins = |it: &Atom| {
            let gap = it.x0 - initial.x1;
            let rise = (initial.y - 0.7 * initial.size) - (it.y - 0.7 * it.size);
            initial.size > 1.8 * it.size
                && (-0.3 * it.size..1.5 * it.size).contains(&gap)
                && rise.abs() < 0.6 * it.size
                && it.n_words() > 2
        };
        let Some(at) = atoms.iter().position(begins) else { continue };
        let first = atoms[at].text.split(' ').next().unwrap_or_default().to_string();
        let is_word = atoms.iter().any(|it| it.text.split(' ').skip(1).any(|word| word == first));
        let is_apart = matches!(initial.text.as_str(), "A" | "I") && first.len() > 2 && is_word;
        let line = &mut atoms[at];
        line.text = format!("{}{}{}", initial.text, if is_apart { " " } else { "" }, line.text);
        line.x0 = initial.x0;
        atoms.remove(idx);
    }
}

fn find_stretches(glyphs: &[Glyph]) -> Vec<Stretch> {
    /// In points.
    const CELL: f32 = 4.0;
    const NOWHERE: (f32, f32) = (f32::MAX, f32::MAX);
    let mut acc: Vec<Stretch> = Vec::new();
    let mut seen: FxHashMap<(char, i32, i32), [(f32, f32); 3]> = FxHashMap::default();
    for glyph in glyphs {
        let Some(letter) = readable(glyph.letter) else { continue };
        // Letters printed twice, a hair apart, look bold or have a shadow.
        if !letter.is_whitespace() {
            let near = (glyph.size * 0.12).min(CELL);
            let cell = |at: f32| (at / CELL).floor() as i32;
            let (column, row) = (cell(glyph.x0), cell(glyph.y));
            let is_twice = (cell(glyph.x0 - near)..=cell(glyph.x0 + near)).any(|column| {
                (cell(glyph.y - near)..=cell(glyph.y + near)).any(|row| {
                    let is_near = |it: &(f32, f32)| (it.0 - glyph.x0).abs() < near && (it.1 - glyph.y).abs() < near;
                    seen.get(&(letter, column, row)).is_some_and(|places| places.iter().any(is_near))
                })
            });
            if is_twice {
                continue;
            }
            // More of a letter have no room in a cell.
            let places = seen.entry((letter, column, row)).or_insert([NOWHERE; 3]);
            places.rotate_right(1);
            places[0] = (glyph.x0, glyph.y);
        }
        let Glyph { x0, x1, y, size, is_bold, is_artifact, .. } = *glyph;
        let letter = Letter { letter, x0, x1, is_bold, is_artifact, script: Script::None };
        let follows = |it: &Stretch| {
            let gap = x0 - it.x1;
            (y - it.y).abs() < 0.06 * size.min(it.size)
                && (0.9..1.1).contains(&(size / it.size))
                && gap > -0.3 * size
                && gap < WIDE_GAP * size
                && it.letters.last().is_none_or(|last| last.is_artifact == is_artifact)
        };
        match acc.last_mut().filter(|it| follows(it)) {
            Some(stretch) => {
                stretch.x1 = stretch.x1.max(x1);
                stretch.letters.push(letter);
            }
            // A space far from anything says nothing.
            None if letter.letter == ' ' => {}
            None => acc.push(Stretch { letters: vec![letter], x0, x1, y, size }),
        }
    }
    for stretch in &mut acc {
        while stretch.letters.pop_if(|it| it.letter == ' ').is_some() {}
        stretch.x1 = stretch.letters.iter().map(|it| it.x1).fold(stretch.x0, f32::max);
    }
    acc.retain(|it| !it.letters.is_empty());
    acc
}

/// The letter that is meant; `None` for what shows nothing.
fn readable(letter: char) -> Option<char> {
    match letter {
        ' ' | '\u{a0}' | '\t' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{ad}' => Some(letter),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        // The bullets of the fonts of signs.
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' | '\u{f0a8}' | '\u{f06e}' | '\u{f0fc}' | '\u{f02d}' => {
            Some('•')
        }
        '\u{e000}'..='\u{f8ff}' => None,
        _ if letter.is_control() => None,
        _ => Some(letter),
    }
}

/// Joins stretches on one line up to wide gaps.
fn join(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut acc: Vec<Stretch> = Vec::with_capacity(stretches.len());
    let mut rest = stretches.into_iter().peekable();
    while let Some(first) = rest.next() {
        let (y, mut size) = (first.y, first.size);
        let mut row = vec![first];
        while let Some(next) = rest.next_if(|it| (it.y - y).abs() < 0.15 * it.size.min(size)) {
            size = size.max(next.size);
            row.push(next);
        }
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let start = acc.len();
        for stretch in row {
            let gap = |it: &Stretch| stretch.x0 - it.x1;
            let fits = |it: &Stretch| {
                let size = it.size.max(stretch.size);
                // A large first letter stands beside several lines.
                let is_initial = it.letters.len() <= 2 && it.size > 1.8 * stretch.size;
                // Words that lie on top of others were not written in one line with them.
                !is_initial
                    && gap(it) < WIDE_GAP * size
                    && gap(it) > -0.6 * size
                    && is_artifact(it) == is_artifact(&stretch)
            };
            match acc[start..].last_mut().filter(|it| fits(it)) {
                Some(last) => {
                    last.x1 = last.x1.max(stretch.x1);
                    if stretch.letters.len() > last.letters.len() {
                        (last.size, last.y) = (stretch.size, stretch.y);
                    }
                    last.letters.extend(stretch.letters);
                }
                None => acc.push(stretch),
            }
        }
    }
    for stretch in &mut acc {
        stretch.letters.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    acc
}

fn is_artifact(stretch: &Stretch) -> bool {
    stretch.letters.first().is_some_and(|it| it.is_artifact)
}

/// Puts small letters above or below a line into it.
fn attach_scripts(stretches: &mut Vec<Stretch>) {
    /// Pages with more pieces are drawings.
    const MAX_STRETCHES: usize = 20_000;
    if stretches.len() > MAX_STRETCHES {
        return;
    }
    stretches.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut gone: Vec<usize> = Vec::new();
    let mut moves: Vec<(usize, usize, Script)> = Vec::new();
    for (idx, small) in stretches.iter().enumerate() {
        if small.letters.len() > 12 {
            continue;
        }
        let from = stretches.partition_point(|it| it.y < small.y - 30.0);
        let near = stretches[from..].iter().enumerate().map(|(at, it)| (at + from, it));
        let found = near
            .take_while(|it| it.1.y < small.y + 30.0)
            .take(400)
            .filter(|(at, line)| *at != idx && (small.size < 0.93 * line.size || is_within(small, line)))
            .filter_map(|(at, line)| {
                let rise = (line.y - small.y) / line.size;
                let script = match rise {
                    0.12..0.75 => Script::Raised,
                    -0.55..-0.05 => Script::Lowered,
                    _ => return None,
                };
                let starts = small.x0 > line.x0 - (small.x1 - small.x0) - 0.5 * line.size;
                let ends = small.x0 < line.x1 + 0.35 * line.size;
                (starts && ends).then_some((at, script, rise.abs()))
            })
            .min_by(|a, b| a.2.total_cmp(&b.2));
        if let Some((at, script, _)) = found {
            moves.push((idx, at, script));
            gone.push(idx);
        }
    }
    for (idx, at, script) in moves {
        // What is itself put into another line stays there.
        if gone.binary_search(&at).is_ok() {
            gone.retain(|it| *it != idx);
            continue;
        }
        let mut letters = std::mem::take(&mut stretches[idx].letters);
        letters.iter_mut().for_each(|it| it.script = script);
        let line = &mut stretches[at];
        for letter in letters {
            line.x0 = line.x0.min(letter.x0);
            line.x1 = line.x1.max(letter.x1);
            line.letters.push(letter);
        }
        line.letters.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    stretches.retain(|it| !it.letters.is_empty());
}

/// Whether it is a letter of a word whose letters stand at several heights, as that of a logo.
fn is_within(small: &Stretch, line: &Stretch) -> bool {
    let is_letter = matches!(small.letters.as_slice(), [it] if it.letter.is_alphabetic());
    let is_between = || {
        line.letters.windows(2).any(|it| {
            let near = 0.25 * line.size;
            it[0].x1 <= small.x0 + near && small.x1 <= it[1].x0 + near && it[1].x0 - it[0].x1 > 0.1 * line.size
        })
    };
    is_letter && (line.y - small.y).abs() < 0.3 * line.size && line.letters.len() > 1 && is_between()
}

/// The words of a stretch, `None` when it has none.
fn write(stretch: &Stretch) -> Option<Atom> {
    let letters = compose(&stretch.letters);
    let space = space_of(&letters, stretch.size);
    let (mut text, mut mark) = (String::new(), String::new());
    let mut end: Option<f32> = None;
    let mut at = 0;
    while at < letters.len() {
        let script = letters[at].script;
        // A run of the same height.
        let len = letters[at..].iter().take_while(|it| it.script == script).count();
        let run = &letters[at..at + len];
        at += len;
        if script == Script::Raised {
            let raised: String = run.iter().map(|it| it.letter).collect();
            if text.trim().is_empty() && is_reference(raised.trim()) {
                mark.push_str(raised.trim());
            } else {
                text.push_str(&write_raised(&text, raised.trim()));
            }
            end = end.zip(run.last()).map(|(end, last)| end.max(last.x1));
            continue;
        }
        for place in run {
            let is_apart = end.is_some_and(|it| place.x0 - it > space) && script == Script::None;
            if (is_apart || place.letter == ' ') && !text.ends_with(' ') && !text.is_empty() {
                text.push(' ');
            }
            if place.letter != ' ' {
                text.push(place.letter);
            }
            end = Some(end.unwrap_or(place.x1).max(place.x1));
        }
    }
    let text = without_ligatures(text.trim());
    if text.is_empty() && mark.is_empty() {
        return None;
    }
    // A mark by itself is a number.
    let (text, mark) = if text.is_empty() { (mark, String::new()) } else { (text, mark) };
    let n_bold = letters.iter().filter(|it| it.is_bold).count();
    Some(Atom {
        text,
        mark,
        x0: stretch.x0,
        x1: stretch.x1,
        y: stretch.y,
        size: stretch.size,
        is_bold: n_bold * 10 > letters.len() * 8,
        is_artifact: is_artifact(stretch),
    })
}

/// Accents that are drawn over the letter behind or before them become one with it.
fn compose(letters: &[Letter]) -> Vec<Letter> {
    let mut acc: Vec<Letter> = Vec::with_capacity(letters.len());
    let mut rest = letters.iter().peekable();
    while let Some(letter) = rest.next() {
        let Some(accent) = accent(letter.letter) else {
            acc.push(*letter);
            continue;
        };
        let covers = |it: &Letter| {
            let shared = it.x1.min(letter.x1) - it.x0.max(letter.x0);
            it.letter.is_alphabetic() && shared > 0.4 * (letter.x1 - letter.x0).min(it.x1 - it.x0)
        };
        let base = rest.next_if(|it| covers(it)).copied().or_else(|| acc.pop_if(|it| covers(it)));
        let Some(base) = base else {
            acc.push(*letter);
            continue;
        };
        // Dotless letters carry accents.
        let plain = match base.letter {
            'ı' => 'i',
            'ȷ' => 'j',
            other => other,
        };
        acc.extend([plain, accent].into_iter().nfc().map(|it| Letter { letter: it, ..base }));
    }
    acc
}

fn accent(letter: char) -> Option<char> {
    Some(match letter {
        '`' => '\u{300}',
        '´' => '\u{301}',
        'ˆ' => '\u{302}',
        '˜' => '\u{303}',
        '¯' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30a}',
        '˝' => '\u{30b}',
        'ˇ' => '\u{30c}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        '\u{300}'..='\u{36f}' => letter,
        _ => return None,
    })
}

/// From which gap on, in points, a space stands between two letters.
fn space_of(letters: &[Letter], size: f32) -> f32 {
    let n_spaces = letters.iter().filter(|it| it.letter == ' ').count();
    if n_spaces * 12 >= letters.len() {
        return WRITTEN_SPACE * size;
    }
    // Dots that lead to a page's number stand apart by themselves.
    let is_plain = |it: &Letter| it.letter.is_alphanumeric() && it.script == Script::None;
    let gaps = letters.windows(2).filter(|it| is_plain(&it[0]) && is_plain(&it[1]));
    let mut gaps: Vec<f32> = gaps.map(|it| it[1].x0 - it[0].x1).collect();
    if gaps.len() < 4 {
        return SPACE * size;
    }
    gaps.sort_by(f32::total_cmp);
    // Letters that are set apart throughout are still letters of one word.
    let usual = gaps[gaps.len() / 2];
    if usual > 0.1 * size { usual * 1.6 } else { SPACE * size + usual.max(0.0) }
}

/// Whether it refers to a note: `12`, `3,4`, `*`, `[7]`, `a`.
fn is_reference(raised: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_digit() || ",;.–-[]()*†‡§¶ ".contains(c);
    !raised.is_empty() && (raised.chars().all(is_sign) || matches!(raised.as_bytes(), [b'a'..=b'h']))
}

/// What stands raised behind `before`: nothing for the mark of a note, else the letters, or the signs for raised figures
/// where they are part of a number or a unit.
fn write_raised(before: &str, raised: &str) -> String {
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let sign = |c: char| match c {
        '-' | '−' | '–' => Some('⁻'),
        '0'..='9' => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - '0' as usize),
        _ => None,
    };
    let is_power = last == "10" && before.len() > last.len();
    let is_unit = matches!(last, "m" | "km" | "cm" | "mm" | "ft" | "mi") && matches!(raised, "2" | "3");
    match raised.chars().map(sign).collect::<Option<String>>() {
        Some(figures) if is_power || is_unit => figures,
        _ if is_reference(raised) => String::new(),
        _ => raised.to_string(),
    }
}

fn without_ligatures(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'ﬀ' => acc.push_str("ff"),
            'ﬁ' => acc.push_str("fi"),
            'ﬂ' => acc.push_str("fl"),
            'ﬃ' => acc.push_str("ffi"),
            'ﬄ' => acc.push_str("ffl"),
            'ﬅ' | 'ﬆ' => acc.push_str("st"),
            _ => acc.push(letter),
        }
    }
    acc
}
