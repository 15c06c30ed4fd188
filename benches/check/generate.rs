//! A workspace of made-up sources with a draft on them, the same at every run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const N_SOURCES: usize = 200;
const N_SENTENCES: usize = 40;
const N_CLAIMS: usize = 40;
const N_WORDS: usize = 3000;
const N_NAMES: usize = 400;

const SYLLABLES: [&str; 24] = [
    "ba", "cor", "den", "fal", "gri", "han", "jo", "kel", "lum", "mar", "nis", "ol", "pra", "quin", "ros", "sul",
    "tem", "ul", "vor", "wen", "yar", "zel", "thi", "sta",
];
const VERBS: [&str; 12] = [
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
];
const ADJECTIVES: [&str; 8] = ["new", "regional", "joint", "national", "early", "large", "public", "former"];
const ROLES: [&str; 6] = ["President", "Foreign Minister", "Head", "Secretary General", "Director", "Mayor"];
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

/// Writes settings, sources and `briefing.md` into `folder`.
pub(crate) fn write(folder: &Path) -> std::io::Result<()> {
    let mut author = Author::new();
    let sources: Vec<Vec<String>> =
        (0..N_SOURCES).map(|_| (0..N_SENTENCES).map(|_| author.sentence()).collect()).collect();
    fs::create_dir_all(folder.join("sources"))?;
    fs::write(folder.join("citecheck.toml"), "corpus = [\"sources\"]\n")?;
    for (idx, sentences) in sources.iter().enumerate() {
        let text = author.source(idx, sentences);
        fs::write(folder.join(format!("sources/source-{idx:03}.md")), text)?;
    }
    fs::write(folder.join("briefing.md"), author.draft(&sources))
}

/// Writes sentences by dice.
struct Author {
    dice: u64,
    words: Vec<String>,
    names: Vec<String>,
}

impl Author {
    fn new() -> Self {
        let mut author = Self { dice: 2026, words: Vec::new(), names: Vec::new() };
        author.words = (0..N_WORDS).map(|_| author.word()).collect();
        author.names = (0..N_NAMES).map(|_| capitalised(&author.word())).collect();
        author
    }

    /// SplitMix64.
    fn roll(&mut self) -> u64 {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.dice;
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

    fn word(&mut self) -> String {
        (0..2 + self.below(3)).map(|_| self.pick(&SYLLABLES)).collect()
    }

    fn noun(&mut self) -> String {
        let idx = self.zipf(N_WORDS);
        self.words[idx].clone()
    }

    fn name(&mut self) -> String {
        let idx = self.zipf(N_NAMES);
        self.names[idx].clone()
    }

    /// Everybody has one first name only.
    fn person(&mut self) -> String {
        let idx = self.zipf(N_NAMES / 2);
        format!("{} {}", self.names[N_NAMES - 1 - idx], self.names[idx])
    }

    fn year(&mut self) -> usize {
        2010 + self.below(16)
    }

    fn date(&mut self) -> String {
        format!("{} {} {}", 1 + self.below(28), self.pick(&MONTHS), self.year())
    }

    fn sentence(&mut self) -> String {
        let (noun, other, third) = (self.noun(), self.noun(), self.noun());
        let (verb, adjective) = (self.pick(&VERBS), self.pick(&ADJECTIVES));
        let figure = 2 + self.below(900);
        match self.below(6) {
            0 => format!("{} {verb} {figure} {noun}s for the {adjective} {other} on {}.", self.person(), self.date()),
            1 => format!("The {noun} of {} {verb} the {adjective} {other} and the {third}.", self.name()),
            2 => format!("According to {}, the {noun} cost ${figure} million in {}.", self.person(), self.year()),
            3 => format!("\"The {noun} must keep the {adjective} {other} for the {third},\" {} said.", self.name()),
            4 => format!(
                "{}, {} of {}, {verb} that {figure} percent of the {noun} reached the {other}.",
                self.person(),
                self.pick(&ROLES),
                self.name()
            ),
            _ => format!("No {noun} {verb} the {other} without the {adjective} {third} of {}.", self.name()),
        }
    }

    fn source(&mut self, idx: usize, sentences: &[String]) -> String {
        let (year, month, day) = (self.year(), 1 + self.below(12), 1 + self.below(28));
        let title = capitalised(&self.noun());
        let mut acc = format!(
            "---\ntitle: {title} and {}\ndate: {year}-{month:02}-{day:02}\nkey: source-{idx:03}\n---\n",
            self.name()
        );
        for paragraph in sentences.chunks(5) {
            let _ = write!(acc, "\n{}\n", paragraph.join(" "));
        }
        acc
    }

    /// Sentences of the sources, each with its citation; in every third the figures are others.
    fn draft(&mut self, sources: &[Vec<String>]) -> String {
        let mut acc = String::from("# Briefing\n");
        for idx in 0..N_CLAIMS {
            if idx % 10 == 0 {
                let _ = write!(acc, "\n## Part {}\n\n", idx / 10 + 1);
            }
            let (source, sentence) = (self.below(sources.len()), self.below(N_SENTENCES));
            let sentence = sources[source][sentence].trim_end_matches('.');
            let sentence = if idx % 3 == 0 { sentence.replace('2', "3") } else { sentence.to_owned() };
            let _ = writeln!(acc, "{sentence} [@source-{source:03}].");
        }
        acc
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
