//! A made-up archive of any size, the same at every run: sources of some 3 KB with words and names by Zipf's law, dates,
//! figures and quotations, and claims taken from known passages.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// Stems; with their endings some five times as many words, as many as an archive of news has.
const N_STEMS: usize = 30_000;
const N_SURNAMES: usize = 20_000;
const N_FIRST_NAMES: usize = 600;
const N_PLACES: usize = 4_000;

/// A text ends with the paragraph that reaches this many bytes.
const N_BYTES: usize = 2_900;

/// Sources in one folder.
const PER_FOLDER: usize = 1_000;

/// Claims of each kind.
const N_CLAIMS: usize = 500;

/// In the draft, which is a page or two.
const N_IN_DRAFT: usize = 30;

const ONSETS: [&str; 24] = [
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st",
    "t", "tr", "v",
];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
const CODAS: [&str; 12] = ["", "n", "r", "l", "s", "t", "nd", "rt", "m", "ck", "st", "x"];
const ENDINGS: [&str; 5] = ["", "s", "ing", "ed", "ment"];
const VERBS: [&str; 24] = [
    "announced",
    "rejected",
    "signed",
    "proposed",
    "reported",
    "denied",
    "opened",
    "closed",
    "approved",
    "criticised",
    "delayed",
    "supported",
    "funded",
    "cancelled",
    "reviewed",
    "expanded",
    "suspended",
    "welcomed",
    "ordered",
    "built",
    "replaced",
    "sold",
    "inspected",
    "moved",
];
const ADJECTIVES: [&str; 16] = [
    "new", "regional", "joint", "national", "early", "large", "public", "former", "northern", "rural", "private",
    "annual", "central", "foreign", "small", "recent",
];
const ROLES: [&str; 8] =
    ["President", "Foreign Minister", "Head", "Secretary General", "Director", "Mayor", "Chairman", "Spokesman"];
const BODIES: [&str; 10] = [
    "Agency",
    "Council",
    "Bank",
    "University",
    "Ministry",
    "Institute",
    "Port Authority",
    "Court",
    "Railways",
    "Union",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const UNITS: [&str; 8] = ["percent", "million", "kilometres", "tonnes", "hectares", "megawatts", "people", "days"];

/// A claim with the passage that it was taken from.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// `verbatim` or `paraphrase`.
    pub(crate) kind: String,
    /// The source's file, from the workspace.
    pub(crate) path: PathBuf,
    pub(crate) passage: String,
    pub(crate) claim: String,
}

/// Writes settings, `n` sources, `briefing.md` and `claims.tsv` into `folder`.
pub(crate) fn write(folder: &Path, n: usize) -> std::io::Result<()> {
    let words = Words::new();
    fs::create_dir_all(folder.join("sources"))?;
    fs::write(folder.join("citecheck.toml"), "corpus = [\"sources\"]\nquiet-ms = 0\n")?;
    (0..n.div_ceil(PER_FOLDER)).into_par_iter().try_for_each(|chunk| {
        fs::create_dir_all(folder.join(format!("sources/{chunk:03}")))?;
        (chunk * PER_FOLDER..n.min((chunk + 1) * PER_FOLDER))
            .try_for_each(|idx| fs::write(folder.join(path(idx)), source(&words, idx, &sentences(&words, idx))))
    })?;
    let mut dice = Dice::new(2026);
    let known: Vec<Known> = (0..2 * N_CLAIMS).map(|idx| known(&words, &mut dice, n, idx % 2 == 1)).collect();
    let row = |it: &Known| format!("{}\t{}\t{}\t{}\n", it.kind, it.path.display(), it.passage, it.claim);
    fs::write(folder.join("claims.tsv"), known.iter().map(row).collect::<String>())?;
    let mut draft = String::from("# Briefing\n");
    for (idx, it) in known.iter().take(N_IN_DRAFT).enumerate() {
        if idx % 10 == 0 {
            let _ = write!(draft, "\n## Part {}\n\n", idx / 10 + 1);
        }
        let key = it.path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(draft, "{} [@{key}].", it.claim.trim_end_matches('.'));
    }
    fs::write(folder.join("briefing.md"), draft)
}

/// The claims written by [`write`].
pub(crate) fn read_claims(folder: &Path) -> std::io::Result<Vec<Known>> {
    let text = fs::read_to_string(folder.join("claims.tsv"))?;
    let known = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (kind, path) = (cells.next()?, PathBuf::from(cells.next()?));
        Some(Known { kind, path, passage: cells.next()?, claim: cells.next()? })
    };
    Ok(text.lines().filter_map(known).collect())
}

fn path(idx: usize) -> PathBuf {
    PathBuf::from(format!("sources/{:03}/source-{idx:06}.md", idx / PER_FOLDER))
}

fn known(words: &Words, dice: &mut Dice, n: usize, is_paraphrase: bool) -> Known {
    let idx = dice.below(n);
    let sentences = sentences(words, idx);
    let passage = sentences[dice.below(sentences.len())].clone();
    let claim = if is_paraphrase { paraphrase(words, dice, &passage) } else { passage.clone() };
    let kind = if is_paraphrase { "paraphrase" } else { "verbatim" };
    Known { kind: kind.to_owned(), path: path(idx), passage, claim }
}

/// The passage with three words in ten gone and one in seven another.
fn paraphrase(words: &Words, dice: &mut Dice, passage: &str) -> String {
    let passage = passage.replace(['"', ',', '.'], "");
    let mut acc: Vec<String> = Vec::new();
    for word in passage.split(' ') {
        match dice.below(100) {
            0..30 => {}
            30..44 => acc.push(words.noun(dice)),
            _ => acc.push(word.to_owned()),
        }
    }
    capitalised(&acc.join(" ")) + "."
}

fn source(words: &Words, idx: usize, sentences: &[String]) -> String {
    let mut dice = Dice::new(0x5EED_0000_0000 + idx as u64);
    let (year, month, day) = (dice.year(), 1 + dice.below(12), 1 + dice.below(28));
    let (title, place) = (capitalised(&words.noun(&mut dice)), words.place(&mut dice));
    let body = dice.pick(&BODIES);
    let mut acc = format!(
        "---\nkey: source-{idx:06}\ntitle: {title} and the {place} {body}\nauthor: {}\ndate: \
         {year}-{month:02}-{day:02}\npublisher: {place} Wire\nurl: https://example.org/{year}/{idx}\n---\n\n# {title}\n",
        words.person(&mut dice)
    );
    for paragraph in sentences.chunks(4) {
        let _ = write!(acc, "\n{}\n", paragraph.join(" "));
    }
    acc
}

/// The sentences of a source, which speak of few people and places over and over.
fn sentences(words: &Words, idx: usize) -> Vec<String> {
    let mut dice = Dice::new(idx as u64);
    let people: Vec<String> = (0..3).map(|_| words.person(&mut dice)).collect();
    let places: Vec<String> = (0..3).map(|_| words.place(&mut dice)).collect();
    let mut acc = Vec::new();
    let mut n_bytes = 0;
    while n_bytes < N_BYTES {
        let sentence = words.sentence(&mut dice, &people, &places);
        n_bytes += sentence.len() + 1;
        acc.push(sentence);
    }
    acc
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    /// By Zipf's law, the second half as often as the first, the third a third as often.
    fn zipf(&mut self, n: usize) -> usize {
        let share = (self.roll() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(share) as usize - 1).min(n - 1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn year(&mut self) -> usize {
        2005 + self.below(21)
    }

    fn date(&mut self) -> String {
        format!("{} {} {}", 1 + self.below(28), self.pick(&MONTHS), self.year())
    }
}

/// All words there are.
struct Words {
    stems: Vec<String>,
    surnames: Vec<String>,
    first_names: Vec<String>,
    places: Vec<String>,
}

impl Words {
    fn new() -> Self {
        let mut dice = Dice::new(7);
        let mut words = |n: usize, least: usize| -> Vec<String> {
            let syllable = |dice: &mut Dice| [dice.pick(&ONSETS), dice.pick(&NUCLEI), dice.pick(&CODAS)].concat();
            (0..n).map(|_| (0..least + dice.below(2)).map(|_| syllable(&mut dice)).collect()).collect()
        };
        let stems = words(N_STEMS, 2);
        let mut names = |n: usize| words(n, 2).iter().map(|it| capitalised(it)).collect::<Vec<_>>();
        Self { stems, surnames: names(N_SURNAMES), first_names: names(N_FIRST_NAMES), places: names(N_PLACES) }
    }

    fn noun(&self, dice: &mut Dice) -> String {
        let stem = &self.stems[dice.zipf(N_STEMS)];
        format!("{stem}{}", ENDINGS[dice.zipf(ENDINGS.len())])
    }

    fn person(&self, dice: &mut Dice) -> String {
        let (first, last) = (dice.zipf(N_FIRST_NAMES), dice.zipf(N_SURNAMES));
        format!("{} {}", self.first_names[first], self.surnames[last])
    }

    fn place(&self, dice: &mut Dice) -> String {
        self.places[dice.zipf(N_PLACES)].clone()
    }

    fn sentence(&self, dice: &mut Dice, people: &[String], places: &[String]) -> String {
        let [one, two, three, four, five] = std::array::from_fn(|_| self.noun(dice));
        let person = people[dice.below(people.len())].as_str();
        let surname = person.rsplit(' ').next().unwrap_or(person);
        let place = &places[dice.below(places.len())];
        let (verb, other) = (dice.pick(&VERBS), dice.pick(&VERBS));
        let (adjective, second) = (dice.pick(&ADJECTIVES), dice.pick(&ADJECTIVES));
        let (body, unit) = (dice.pick(&BODIES), dice.pick(&UNITS));
        let figure = 2 + dice.below(900);
        match dice.below(8) {
            0 => format!(
                "{person} {verb} {figure} {one} for the {adjective} {two} in {place} on {}, after the {three} of the \
                 {four} had {other} it.",
                dice.date()
            ),
            1 => format!(
                "The {one} of the {place} {body} {verb} the {adjective} {two} and the {three}, and it {other} the \
                 {second} {four} of the {five}."
            ),
            2 => format!(
                "According to {surname}, the {one} of {place} cost {figure} million dollars in {}, more than the \
                 {adjective} {two} that the {three} had {verb}.",
                dice.year()
            ),
            3 => format!(
                "\"The {one} must keep the {adjective} {two} for the {three}, or the {four} will have no {five},\" \
                 {surname} said in {place}."
            ),
            4 => format!(
                "{person}, {} of the {place} {body}, {verb} that {figure} {unit} of the {one} reached the {two} before \
                 the {adjective} {three}.",
                dice.pick(&ROLES)
            ),
            5 => format!(
                "No {one} {verb} the {two} without the {adjective} {three} of {place}, where the {four} had been \
                 {other} since {}.",
                dice.year()
            ),
            6 => format!(
                "In {} the {adjective} {one} near {place} {verb} {figure} {unit} of {two}, which the {three} of \
                 {surname} has {other} for the {second} {four}.",
                dice.pick(&MONTHS)
            ),
            _ => format!(
                "They {verb} the {one}, because the {adjective} {two} and its {three} were not {other} by the {four} \
                 in the {second} {five}."
            ),
        }
    }
}
