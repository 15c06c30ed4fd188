//! Runs the content of a page and hands on where each letter stands.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::file::{File, PageNode, as_dictionary};
use super::fonts::{Font, Fonts, UNKNOWN};
use super::tokens::{MAX_OPERANDS, Operand, Token, Tokens};

/// A letter on a page as it is looked at: x from the left, y from the top, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) letter: char,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Of the line it stands on.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether the file says that it belongs to the page rather than to the text: running heads and the like.
    pub(super) is_artifact: bool,
}

/// A letter in the space of the page, from which to which place.
#[derive(Clone, Copy)]
struct Raw {
    letter: char,
    from: (f32, f32),
    to: (f32, f32),
    size: f32,
    is_bold: bool,
    is_artifact: bool,
    /// Quarter turns that it is turned by; `SKEWED` for any other angle.
    turn: u8,
}

const SKEWED: u8 = 4;

/// What stands on a page.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) glyphs: Vec<Glyph>,
    /// Running text at a right angle to the rest, such as a wide table.
    pub(super) turned: Vec<Glyph>,
    pub(super) height: f32,
    /// The share of the page that its pictures cover, at most 1.
    pub(super) pictures: f32,
    /// Letters that the fonts do not tell.
    pub(super) n_unknown: usize,
    /// Whether it held more than is read.
    pub(super) is_cut: bool,
}

/// Letters of a page; the fullest have some twenty thousand.
const MAX_GLYPHS: usize = 400_000;

/// Operators of a document: 5,000 full pages have some ten million.
const MAX_OPERATORS: usize = 30_000_000;

/// Forms within forms, and states within states.
const MAX_FORMS: usize = 16;
const MAX_STATES: usize = 256;
const MAX_MARKS: usize = 1_000;

/// Words that text at a right angle has where it is more than a label.
const MIN_TURNED_WORDS: usize = 40;

/// Runs pages one after the other; fonts are read once.
pub(super) struct Painter<'a> {
    file: &'a File,
    fonts: Fonts,
    /// By the address of their dictionaries, which stay where they are.
    read: HashMap<usize, Rc<Font>>,
    forms: HashMap<usize, Rc<Vec<u8>>>,
    n_operators: usize,
    /// Layers that are not shown.
    hidden: HashSet<ObjectId>,
}

#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Operand]) -> Option<Self> {
        let numbers: Vec<f32> = operands.iter().filter_map(Operand::number).collect();
        numbers.try_into().ok().map(Self)
    }

    /// First this one, then the other.
    fn then(self, other: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Self([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn shifted(self, x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
    mode: i32,
}

impl State {
    fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

/// A stretch of content that the file says something of.
#[derive(Default)]
struct Mark {
    is_artifact: bool,
    is_hidden: bool,
    /// The words that stand for its letters, and how many letters were there before it.
    words: Option<(String, usize)>,
}

/// A page, or a form on it, being run.
struct Run<'a> {
    sheet: Sheet,
    raw: Vec<Raw>,
    marks: Vec<Mark>,
    n_deeper_marks: usize,
    forms: Vec<usize>,
    resources: Vec<Option<&'a Dictionary>>,
    frame: [f32; 4],
}

impl<'a> Painter<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        let layers = file.document.catalog().ok().and_then(|it| file.dictionary(it, b"OCProperties"));
        let shown = layers.and_then(|it| file.dictionary(it, b"D"));
        let off = shown.and_then(|it| file.array(it, b"OFF")).unwrap_or_default();
        let hidden = off.iter().take(10_000).filter_map(|it| it.as_reference().ok()).collect();
        Self { file, fonts: Fonts::default(), read: HashMap::new(), forms: HashMap::new(), n_operators: 0, hidden }
    }

    /// Whether the document holds more than is read.
    pub(super) fn is_spent(&self) -> bool {
        self.n_operators >= MAX_OPERATORS || self.file.is_spent()
    }

    pub(super) fn paint(&mut self, page: &PageNode<'a>) -> Sheet {
        let mut run = Run {
            sheet: Sheet::default(),
            raw: Vec::new(),
            marks: Vec::new(),
            n_deeper_marks: 0,
            forms: Vec::new(),
            resources: vec![page.resources],
            frame: page.frame,
        };
        let content = self.file.contents(page.dictionary);
        self.run(&mut run, &content, State::new(Matrix::SAME));
        run.marks.clear();
        self.fields(&mut run, page);
        let mut sheet = run.sheet;
        sheet.pictures = sheet.pictures.min(1.0);
        upright(&mut sheet, &run.raw, page);
        sheet
    }

    /// What stands in the fields of a form, and in notes typed onto the page.
    fn fields(&mut self, run: &mut Run<'a>, page: &PageNode<'a>) {
        for object in self.file.array(page.dictionary, b"Annots").unwrap_or_default().iter().take(2_000) {
            let Some(note) = self.file.resolve(object).and_then(as_dictionary) else { continue };
            let kind = self.file.value(note, b"Subtype").and_then(|it| it.as_name().ok()).unwrap_or_default();
            // Bit 2: hidden.
            let flags = self.file.number(note, b"F").unwrap_or_default() as i64;
            if !matches!(kind, b"Widget" | b"FreeText") || flags & 2 != 0 {
                continue;
            }
            let look = self.file.dictionary(note, b"AP").and_then(|it| self.file.value(it, b"N"));
            let Some(Object::Stream(form)) = look else { continue };
            let place = self.file.array(note, b"Rect").map(|it| self.file.numbers(it)).unwrap_or_default();
            let &[x0, y0, x1, y1] = place.as_slice() else { continue };
            let frame = self.file.array(&form.dict, b"BBox").map(|it| self.file.numbers(it)).unwrap_or_default();
            let (left, bottom) = (frame.first().copied().unwrap_or(0.0), frame.get(1).copied().unwrap_or(0.0));
            let state = State::new(Matrix::SAME.shifted(x0.min(x1) - left, y0.min(y1) - bottom));
            self.form(run, form, &state);
        }
    }

    fn run(&mut self, run: &mut Run<'a>, content: &[u8], start: State) {
        let mut state = start;
        let mut states: Vec<State> = Vec::new();
        let mut n_deeper = 0_usize;
        let (mut line, mut text) = (Matrix::SAME, Matrix::SAME);
        let mut operands: Vec<Operand> = Vec::new();
        let n_marks = run.marks.len();
        let mut tokens = Tokens::new(content);
        while let Some(token) = tokens.next() {
            let operator = match token {
                Token::Operand(operand) => {
                    if operands.len() < MAX_OPERANDS {
                        operands.push(operand);
                    }
                    continue;
                }
                Token::Operator(operator) => operator,
            };
            self.n_operators += 1;
            if self.n_operators > MAX_OPERATORS || run.raw.len() > MAX_GLYPHS {
                run.sheet.is_cut = true;
                return;
            }
            let number = |at: usize| operands.get(at).and_then(Operand::number).unwrap_or(0.0);
            match operator {
                b"q" if states.len() < MAX_STATES => states.push(state.clone()),
                b"q" => n_deeper += 1,
                b"Q" if n_deeper > 0 => n_deeper -= 1,
                b"Q" => state = states.pop().unwrap_or(state),
                b"cm" => {
                    if let Some(matrix) = Matrix::of(&operands) {
                        state.matrix = matrix.then(state.matrix);
                    }
                }
                b"BT" => (line, text) = (Matrix::SAME, Matrix::SAME),
                b"Tf" => {
                    if let Some(name) = operands.first().and_then(Operand::name) {
                        state.font = self.font(run, name);
                    }
                    state.size = number(1);
                }
                b"gs" => self.set_font(run, &operands, &mut state),
                b"Tc" => state.letter_space = number(0),
                b"Tw" => state.word_space = number(0),
                b"Tz" => state.stretch = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Ts" => state.rise = number(0),
                b"Tr" => state.mode = number(0) as i32,
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = line.shifted(number(0), number(1));
                    text = line;
                }
                b"Tm" => {
                    if let Some(matrix) = Matrix::of(&operands) {
                        (line, text) = (matrix, matrix);
                    }
                }
                b"T*" | b"'" | b"\"" => {
                    line = line.shifted(0.0, -state.leading);
                    text = line;
                    if operator == b"\"" {
                        (state.word_space, state.letter_space) = (number(0), number(1));
                    }
                    if let Some(bytes) = operands.last().and_then(Operand::text) {
                        show(run, &state, &mut text, bytes);
                    }
                }
                b"Tj" => {
                    if let Some(bytes) = operands.last().and_then(Operand::text) {
                        show(run, &state, &mut text, bytes);
                    }
                }
                b"TJ" => {
                    let Some(Operand::List(items)) = operands.last() else { continue };
                    for item in items {
                        match item {
                            Operand::Text(bytes) => show(run, &state, &mut text, bytes),
                            Operand::Number(back) => {
                                text = text.shifted(-back / 1000.0 * state.size * state.stretch, 0.0);
                            }
                            _ => {}
                        }
                    }
                }
                b"BMC" | b"BDC" => self.open_mark(run, &operands),
                b"EMC" if run.n_deeper_marks > 0 => run.n_deeper_marks -= 1,
                // A form closes only what it opened.
                b"EMC" if run.marks.len() > n_marks => close_mark(run),
                b"ID" => {
                    tokens.skip_image();
                    picture(run, state.matrix);
                }
                b"Do" => {
                    if let Some(name) = operands.first().and_then(Operand::name) {
                        self.object(run, name, &state);
                    }
                }
                _ => {}
            }
            operands.clear();
        }
        while run.marks.len() > n_marks {
            close_mark(run);
        }
    }

    /// The resource of a kind by its name: the form's own, else the page's.
    fn resource(&self, run: &Run<'a>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        let file = self.file;
        run.resources.iter().rev().flatten().take(MAX_FORMS).find_map(|it| file.dictionary(it, kind)?.get(name).ok())
    }

    fn font(&mut self, run: &Run<'a>, name: &[u8]) -> Option<Rc<Font>> {
        let dictionary =
            self.resource(run, b"Font", name).and_then(|it| self.file.resolve(it)).and_then(as_dictionary)?;
        Some(self.read_font(dictionary))
    }

    fn read_font(&mut self, dictionary: &'a Dictionary) -> Rc<Font> {
        let key = std::ptr::from_ref(dictionary) as usize;
        let (file, fonts) = (self.file, &mut self.fonts);
        self.read.entry(key).or_insert_with(|| Rc::new(fonts.read(file, dictionary))).clone()
    }

    fn set_font(&mut self, run: &Run<'a>, operands: &[Operand], state: &mut State) {
        let name = operands.first().and_then(Operand::name).unwrap_or_default();
        let set = self.resource(run, b"ExtGState", name).and_then(|it| self.file.resolve(it)).and_then(as_dictionary);
        if let Some([font, size, ..]) = set.and_then(|it| self.file.array(it, b"Font"))
            && let Some(dictionary) = self.file.resolve(font).and_then(as_dictionary)
        {
            state.font = Some(self.read_font(dictionary));
            state.size = self.file.resolve(size).and_then(|it| it.as_float().ok()).unwrap_or(state.size);
        }
    }

    fn object(&mut self, run: &mut Run<'a>, name: &[u8], state: &State) {
        let object = self.resource(run, b"XObject", name).and_then(|it| self.file.resolve(it));
        let Some(Object::Stream(stream)) = object else { return };
        let layer = stream.dict.get(b"OC").and_then(Object::as_reference);
        if layer.is_ok_and(|it| self.hidden.contains(&it)) {
            return;
        }
        match self.file.value(&stream.dict, b"Subtype").and_then(|it| it.as_name().ok()) {
            Some(b"Image") => picture(run, state.matrix),
            Some(b"Form") => self.form(run, stream, state),
            _ => {}
        }
    }

    fn form(&mut self, run: &mut Run<'a>, stream: &'a Stream, state: &State) {
        let key = std::ptr::from_ref(stream) as usize;
        if run.forms.len() >= MAX_FORMS || run.forms.contains(&key) || self.is_spent() {
            return;
        }
        let content = match self.forms.get(&key) {
            Some(content) => content.clone(),
            None => {
                let content = Rc::new(self.file.decode(stream).unwrap_or_default());
                // Letterheads are shown on each page; what is large is shown once.
                if content.len() < 1 << 18 && self.forms.len() < 256 {
                    self.forms.insert(key, content.clone());
                }
                content
            }
        };
        let matrix = self.file.array(&stream.dict, b"Matrix").map(|it| self.file.numbers(it)).unwrap_or_default();
        let matrix = matrix.try_into().map_or(Matrix::SAME, Matrix);
        let mut state = state.clone();
        state.matrix = matrix.then(state.matrix);
        run.forms.push(key);
        run.resources.push(self.file.dictionary(&stream.dict, b"Resources"));
        self.run(run, &content, state);
        run.resources.pop();
        run.forms.pop();
    }

    fn open_mark(&mut self, run: &mut Run<'a>, operands: &[Operand]) {
        if run.marks.len() >= MAX_MARKS {
            run.n_deeper_marks += 1;
            return;
        }
        let tag = operands.first().and_then(Operand::name).unwrap_or_default();
        let above = run.marks.last();
        let mut mark = Mark {
            is_artifact: tag == b"Artifact" || above.is_some_and(|it| it.is_artifact),
            is_hidden: above.is_some_and(|it| it.is_hidden),
            words: None,
        };
        let words = match operands.get(1) {
            Some(Operand::Name(name)) => {
                let object = self.resource(run, b"Properties", name);
                let layer = object.and_then(|it| it.as_reference().ok());
                mark.is_hidden |= tag == b"OC" && layer.is_some_and(|it| self.hidden.contains(&it));
                let properties = object.and_then(|it| self.file.resolve(it)).and_then(as_dictionary);
                properties.and_then(|it| self.file.string(it, b"ActualText"))
            }
            Some(properties) => properties.value(b"ActualText").and_then(Operand::text).and_then(|it| {
                lopdf::decode_text_string(&Object::String(it.to_vec(), lopdf::StringFormat::Literal)).ok()
            }),
            None => None,
        };
        // Longer ones stand for whole paragraphs, whose letters say where they are.
        mark.words = words.filter(|it| it.chars().count() <= 16).map(|it| (it, run.raw.len()));
        run.marks.push(mark);
    }
}

/// Puts the words of a mark in the place of its letters.
fn close_mark(run: &mut Run) {
    let Some((words, start)) = run.marks.pop().and_then(|it| it.words) else { return };
    let Some((first, last)) = run.raw.get(start).copied().zip(run.raw.last().copied()) else { return };
    // Letters on another line than the first: not a ligature or a hyphen.
    if (first.from.1 - last.from.1).hypot(first.from.0 - last.from.0) > 16.0 * first.size || first.turn != last.turn {
        return;
    }
    run.raw.truncate(start);
    push_letters(&mut run.raw, &words, Raw { to: last.to, ..first });
}

/// Splits the place of a glyph among the letters it shows.
fn push_letters(raw: &mut Vec<Raw>, letters: &str, place: Raw) {
    let n_letters = letters.chars().count().max(1) as f32;
    let at = |share: f32| {
        let ((x0, y0), (x1, y1)) = (place.from, place.to);
        (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
    };
    for (idx, letter) in letters.chars().enumerate() {
        let (from, to) = (at(idx as f32 / n_letters), at((idx + 1) as f32 / n_letters));
        raw.push(Raw { letter, from, to, ..place });
    }
}

fn show(run: &mut Run, state: &State, text: &mut Matrix, bytes: &[u8]) {
    let Some(font) = state.font.clone() else { return };
    let (is_artifact, is_hidden) = run.marks.last().map_or((false, false), |it| (it.is_artifact, it.is_hidden));
    font.show(bytes, |shown| {
        let to_page =
            Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]).then(*text).then(state.matrix);
        let [a, b, c, d, ..] = to_page.0;
        let (from, to) = (to_page.apply(0.0, 0.0), to_page.apply(shown.width, 0.0));
        let size = c.hypot(d) * font.em;
        let word_space = if shown.is_space { state.word_space } else { 0.0 };
        let ahead = (shown.width * state.size + state.letter_space + word_space) * state.stretch;
        *text = text.shifted(ahead, 0.0);
        let [left, bottom, right, top] = run.frame;
        let is_inside = (left - 2.0..right + 2.0).contains(&from.0) && (bottom - 2.0..top + 2.0).contains(&from.1);
        let is_sound = [to.0, to.1, a, b, size].iter().all(|it| it.is_finite()) && (0.5..2_000.0).contains(&size);
        if is_hidden || !is_inside || !is_sound || run.raw.len() > MAX_GLYPHS {
            return;
        }
        if shown.text == UNKNOWN {
            run.sheet.n_unknown += 1;
        }
        let is_bold = font.is_bold || state.mode == 2;
        push_letters(
            &mut run.raw,
            shown.text,
            Raw { letter: ' ', from, to, size, is_bold, is_artifact, turn: turn(a, b) },
        );
    });
}

fn turn(a: f32, b: f32) -> u8 {
    // Scans that were set straight lean by a degree or two.
    const LEAN: f32 = 0.09;
    let turns = b.atan2(a) / std::f32::consts::FRAC_PI_2;
    let nearest = turns.round();
    if (turns - nearest).abs() > LEAN { SKEWED } else { (nearest as i32).rem_euclid(4) as u8 }
}

/// A picture fills the unit square.
fn picture(run: &mut Run, matrix: Matrix) {
    let [a, b, c, d, ..] = matrix.0;
    let [left, bottom, right, top] = run.frame;
    let share = (a * d - b * c).abs() / ((right - left) * (top - bottom));
    if share.is_finite() {
        run.sheet.pictures += share;
    }
}

/// Turns the letters of a page so that most of them run from left to right, with y from the top, and sets aside those
/// that run otherwise.
fn upright(sheet: &mut Sheet, raw: &[Raw], page: &PageNode) {
    let count = |turn: u8| raw.iter().filter(|it| it.turn == turn).count();
    // Letters turned by the page's own turns stand upright when it is looked at.
    let own = page.turns % 4;
    let main = (0..4).max_by_key(|it| (count(*it), *it == own)).unwrap_or(own);
    let [left, bottom, right, top] = page.frame;
    let (wide, high) = (right - left, top - bottom);
    sheet.height = if main % 2 == 0 { high } else { wide };
    let set = |turn: u8| -> Vec<Glyph> {
        let place = |(x, y): (f32, f32)| match turn {
            0 => (x - left, top - y),
            1 => (y - bottom, x - left),
            2 => (right - x, y - bottom),
            _ => (top - y, right - x),
        };
        let upright = |it: &Raw| {
            let ((x0, y), (x1, _)) = (place(it.from), place(it.to));
            let Raw { letter, size, is_bold, is_artifact, .. } = *it;
            Glyph { letter, x0: x0.min(x1), x1: x0.max(x1), y, size, is_bold, is_artifact }
        };
        raw.iter().filter(|it| it.turn == turn).map(upright).collect()
    };
    sheet.glyphs = set(main);
    for turn in (0..4).filter(|it| *it != main) {
        let turned = set(turn);
        let n_spaces = turned.iter().filter(|it| it.letter.is_whitespace()).count();
        // Six letters a word, where spaces are not written.
        if n_spaces.max(turned.len() / 6) >= MIN_TURNED_WORDS && sheet.turned.is_empty() {
            sheet.turned = turned;
        }
    }
}
