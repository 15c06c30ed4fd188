//! In which language a text is written, and which languages we can read.
//!
//! citecheck reads English: its stems, word lists, patterns and numbers are English ones, and on any other language
//! they would see defects where there are none. So what is recognised as written in another language is left
//! unchecked, and the writer is told. `docs/languages.md` says what a second language would need.
//!
//! A text is English by a few words that hardly another language has; to count as anything else takes many words,
//! next to none of those, and a detector that agrees. Capitalised words (names, headings), figures, addresses and what
//! stands between quotation marks count for nothing.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use whatlang::{Detector, Info, Lang, Script};

use super::{Span, read_quotations, words};

/// A language by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    code: &'static str,
    name: &'static str,
}

impl Language {
    /// The one that we read.
    pub const ENGLISH: Self = Self { code: "en", name: "English" };

    /// Not English, but which one is not sure.
    pub const OTHER: Self = Self { code: "und", name: "another language" };

    /// The language of a code such as `de`, `deu` or `de-AT`; [`Language::OTHER`] for codes we have no name for, `None`
    /// for what is no code.
    pub fn of_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|it| it.is_ascii_lowercase()) {
            return None;
        }
        let known = Lang::all().iter().map(|it| (it, Self::of(*it)));
        let found = known.into_iter().find(|(lang, it)| it.code == primary || lang.code() == primary);
        Some(match primary.as_str() {
            "no" | "nn" | "nno" | "nor" => Self::of(Lang::Nob),
            "zho" => Self::of(Lang::Cmn),
            "fas" => Self::of(Lang::Pes),
            _ => found.map_or(Self::OTHER, |it| it.1),
        })
    }

    /// Two letters (ISO 639-1), or three where there are no two.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Its name in English.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether texts in it are read as claims and as evidence.
    pub fn is_read(self) -> bool {
        self == Self::ENGLISH
    }

    fn of(lang: Lang) -> Self {
        let name = match lang {
            Lang::Cmn => "Chinese",
            Lang::Nob => "Norwegian",
            Lang::Pes => "Persian",
            _ => lang.eng_name(),
        };
        let code = TWO_LETTERS.iter().find(|it| it.0 == lang).map_or(lang.code(), |it| it.1);
        Self { code, name }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::ENGLISH
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(Self::of_code(&code).unwrap_or(Self::OTHER))
    }
}

/// The language of a paragraph or of a whole text; `None` when it has too few words to tell.
pub fn detect_language(text: &str) -> Option<Language> {
    let outside = without_quotations(text);
    if is_plainly_english(&outside) {
        return Some(Language::ENGLISH);
    }
    let words = telling_words(&outside);
    // A paragraph that is nothing but a quotation is in the language of the quotation.
    let words = if words.is_empty() { telling_words(text) } else { words };
    let n = words.iter().map(|it| weight(it)).sum::<usize>();
    let n_english = words.iter().filter(|it| is_english(it)).count();
    if n_english > 0 && is_share(n_english, n, ENGLISH_SHARE) {
        return Some(Language::ENGLISH);
    }
    if n_english > 0 && is_share(n_english, n, FOREIGN_SHARE) {
        return None;
    }
    let sample = words.iter().take(SAMPLE).copied().collect::<Vec<_>>().join(" ");
    let found = whatlang::detect(&sample).filter(|it| it.lang() != Lang::Eng)?;
    let is_foreign = match found.script() {
        Script::Latin => is_foreign_in_latin(&words, &sample, found.lang()),
        _ => n >= FEWEST_ELSEWHERE,
    };
    is_foreign.then(|| named(&found))
}

/// Runs of text as they are looked up in a text of a language that we do not read: folded words, and single characters
/// of scripts that put no space between words.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut acc = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()) {
        let mut run = String::new();
        for c in word.chars() {
            if !is_unspaced(c) {
                run.push(c);
                continue;
            }
            if !run.is_empty() {
                acc.push(super::fold(&std::mem::take(&mut run)));
            }
            acc.push(c.to_string());
        }
        if !run.is_empty() {
            acc.push(super::fold(&run));
        }
    }
    acc
}

/// English text has about a quarter of such words; a third of that leaves room for quotations without marks.
const ENGLISH_SHARE: f64 = 0.08;

/// A title or a name in between.
const FOREIGN_SHARE: f64 = 0.03;

/// A list of things has no words that tell its language, so without them it takes more.
const FEWEST_PLAIN_WORDS: usize = 40;

/// How many of the words must be known ones of other languages. Running text has a third or more.
const KNOWN_SHARE: f64 = 0.08;

/// So many words are enough where the script is another.
const FEWEST_ELSEWHERE: usize = 3;

/// As many words as the detector needs at most.
const SAMPLE: usize = 600;

/// How sure the detector must be that it is not English, from 0 to 1.
const SURE: f64 = 0.9;

/// How sure it must be of the language for us to name it.
const NAMED: f64 = 0.2;

const TWO_LETTERS: &[(Lang, &str)] = &[
    (Lang::Afr, "af"),
    (Lang::Aka, "ak"),
    (Lang::Amh, "am"),
    (Lang::Ara, "ar"),
    (Lang::Aze, "az"),
    (Lang::Bel, "be"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Cym, "cy"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Epo, "eo"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Guj, "gu"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Hye, "hy"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jav, "jv"),
    (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"),
    (Lang::Kat, "ka"),
    (Lang::Khm, "km"),
    (Lang::Kor, "ko"),
    (Lang::Lat, "la"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Mal, "ml"),
    (Lang::Mar, "mr"),
    (Lang::Mkd, "mk"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Ori, "or"),
    (Lang::Pan, "pa"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Sin, "si"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Sna, "sn"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tgl, "tl"),
    (Lang::Tha, "th"),
    (Lang::Tuk, "tk"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"),
    (Lang::Vie, "vi"),
    (Lang::Yid, "yi"),
    (Lang::Zul, "zu"),
];

/// Whether words in Latin script are surely not English.
fn is_foreign_in_latin(words: &[&str], sample: &str, lang: Lang) -> bool {
    let n_known = words.iter().filter(|it| words::FOREIGN.contains(*it)).count();
    let is_running_text = n_known >= 2 && is_share(n_known, words.len(), KNOWN_SHARE);
    match words.len() {
        n if n >= FEWEST_PLAIN_WORDS => is_running_text || is_surely_not_english(sample, lang),
        _ => is_running_text,
    }
}

/// Between English and this language alone. Near relatives, such as Danish and Norwegian, are hard to tell apart, but
/// each is easily told from English.
fn is_surely_not_english(sample: &str, lang: Lang) -> bool {
    let found = Detector::with_allowlist(vec![Lang::Eng, lang]).detect(sample);
    found.is_some_and(|it| it.lang() == lang && it.confidence() >= SURE)
}

fn is_share(n: usize, of: usize, share: f64) -> bool {
    n as f64 >= share * of as f64
}

fn named(found: &Info) -> Language {
    if found.confidence() >= NAMED { Language::of(found.lang()) } else { Language::OTHER }
}

/// Whether so many of the first words are English that those behind cannot change it: of most texts a fifth tells.
fn is_plainly_english(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    // As many as the text has words, at most.
    let n = 1 + text.bytes().filter(|it| !it.is_ascii_alphabetic()).count();
    let mut n_english = 0;
    let found = each_telling_word(text, |word| {
        n_english += usize::from(is_english(word));
        match n_english > 0 && is_share(n_english, n, ENGLISH_SHARE) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    found.is_break()
}

/// The words that tell a language: those without a capital, as names are the same everywhere, and English ones however
/// they are written: "The" opens few names.
fn telling_words(text: &str) -> Vec<&str> {
    let mut acc = Vec::with_capacity(text.len() / 6);
    let _ = each_telling_word(text, |word| {
        acc.push(word);
        ControlFlow::Continue(())
    });
    acc
}

fn each_telling_word<'t>(text: &'t str, mut take: impl FnMut(&'t str) -> ControlFlow<()>) -> ControlFlow<()> {
    let is_in_address = |it: u8| matches!(it, b'@' | b'/' | b'\\' | b'_');
    let is_address = |it: &&str| it.bytes().any(is_in_address) || it.starts_with("www.");
    let is_telling = |it: &&str| match it.chars().next() {
        Some(first) if first.is_uppercase() => is_english(it),
        Some(first) => first.is_alphabetic(),
        None => false,
    };
    for chunk in text.split_whitespace() {
        // As most are.
        if chunk.bytes().all(|it| it.is_ascii_lowercase()) {
            take(chunk)?;
        } else if !is_address(&chunk) {
            let words = chunk.split(|c: char| !c.is_alphabetic() && (c.is_ascii() || !is_mark(c)));
            words.filter(is_telling).try_for_each(&mut take)?;
        }
    }
    ControlFlow::Continue(())
}

fn is_english(word: &str) -> bool {
    static LONGEST: LazyLock<usize> =
        LazyLock::new(|| words::ENGLISH.iter().map(|it| it.len()).max().unwrap_or_default());
    // Many words are longer.
    if word.len() > *LONGEST && word.is_ascii() {
        return false;
    }
    words::ENGLISH.contains(word)
        || (word.starts_with(char::is_uppercase) && words::ENGLISH.contains(word.to_lowercase().as_str()))
}

/// Vowel signs and the like, which belong to the word they stand in.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// How many words a word stands for: some scripts put no space between them.
fn weight(word: &str) -> usize {
    if word.chars().next().is_some_and(is_unspaced) { word.chars().count().div_ceil(2) } else { 1 }
}

/// Thai to Burmese, Khmer, kana and Chinese characters.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// The text without its quotations: others say them in their own language.
fn without_quotations(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    let mut at = 0;
    for quotation in read_quotations(text, Span::new(0, text.len())) {
        acc.push_str(Span::new(at, quotation.outer.start).of(text));
        acc.push(' ');
        at = quotation.outer.end;
    }
    acc + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &str, text: &str) {
        assert_eq!(detect_language(text).map_or("-", Language::code), expected, "{text}");
    }

    #[test]
    fn paragraphs_tell_their_language() {
        check("de", "Der Hafen wurde 2014 eröffnet und soll nach Angaben der Behörde bis 2030 erweitert werden.");
        check("fr", "Le port a été inauguré en 2014 et doit, selon l'autorité portuaire, être agrandi avant 2030.");
        check("es", "El puerto se inauguró en 2014 y, según la autoridad portuaria, se ampliará antes de 2030.");
        check("it", "Il porto è stato inaugurato nel 2014 e, secondo l'autorità, sarà ampliato entro il 2030.");
        check(
            "pl",
            "Port otwarto w 2014 roku, a według zarządu zostanie on rozbudowany jeszcze przed 2030 rokiem, jak \
             podano we wtorek.",
        );
        check("nl", "De haven werd in 2014 geopend en wordt volgens het havenbedrijf voor 2030 uitgebreid.");
        check("uk", "Порт відкрили у 2014 році, і за словами адміністрації до 2030 року його розширять.");
        check("ru", "Порт был открыт в 2014 году, и по словам администрации к 2030 году его расширят.");
        check("zh", "该市的港口于2014年启用，港务局表示，到2030年将进行扩建。");
        check("ja", "市の港は2014年に開港し、2030年までに拡張される予定です。");
        check("ar", "افتُتح ميناء المدينة في عام 2014 وقالت هيئة الميناء إنه سيتم توسيعه بحلول عام 2030.");
        check("el", "Το λιμάνι της πόλης άνοιξε το 2014 και θα επεκταθεί έως το 2030.");
        check(
            "hu",
            "A kikötőt 2014-ben nyitották meg, és a hatóság szerint 2030-ig bővítik, hogy több hajó férjen el.",
        );
        check("en", "The port was opened in 2014 and will, according to the authority, be extended before 2030.");
    }

    #[test]
    fn a_few_english_words_are_enough_for_english() {
        check("en", "Talks with Berlin failed.");
        check("en", "The agency opened 14 field offices in 2021.");
        check("en", "THE GOVERNMENT SAID ON TUESDAY THAT THE TALKS WOULD GO ON");
        check("en", "The court held, inter alia, that de facto and de jure recognition differ, mutatis mutandis.");
        check("en", "labour centre programme, and colour");
    }

    #[test]
    fn names_figures_headlines_and_lists_tell_nothing() {
        check("-", "");
        check("-", "14 % | 2,5 | 2021");
        check("-", "Emmanuel Macron, Giorgia Meloni, Pedro Sánchez, Ursula von der Leyen, Frank-Walter Steinmeier");
        check("-", "Karl-Theodor zu Guttenberg und Ursula von der Leyen");
        check(
            "-",
            "apples, oranges, bread, milk, eggs, cheese, butter, flour, sugar, salt, pepper, rice, pasta, beans",
        );
        check("-", "Opened 14 offices; hired 30 staff; moved to larger premises");
        check("-", "https://www.beispiel.de/der-hafen-und-die-stadt/nicht-mit-uns");
    }

    #[test]
    fn a_quotation_leaves_the_paragraph_in_its_language() {
        check(
            "en",
            "Merkel told the party: „Wir schaffen das, und wo uns etwas im Wege steht, muss es überwunden werden.“",
        );
        check(
            "en",
            "The minister said: \"Nous avons décidé que les soldats ne resteront pas dans le pays après cette année.\"",
        );
        check(
            "de",
            "Der Minister sagte nach dem Treffen auf Englisch, „the talks are over and there will be no others“.",
        );
        check("de", "„Wir schaffen das, und wo uns etwas im Wege steht, muss es überwunden werden.“");
    }

    #[test]
    fn near_relatives_are_told_from_english_all_the_same() {
        let danish = detect_language("Byens havn blev åbnet i 2014 og skal ifølge havnen være udvidet inden 2030.");
        assert!(danish.is_some_and(|it| !it.is_read()), "{danish:?}");
    }

    #[test]
    fn codes_of_all_kinds_name_a_language() {
        let name = |code: &str| Language::of_code(code).map_or("-", Language::name);
        assert_eq!(["de", "deu", "de-AT", "de_DE.UTF-8", "DE"].map(name), ["German"; 5]);
        assert_eq!(["en", "en-GB", "eng"].map(name), ["English"; 3]);
        assert_eq!(["zh-Hant", "no", "fas"].map(name), ["Chinese", "Norwegian", "Persian"]);
        assert_eq!(["is", "tlh"].map(name), ["another language"; 2]);
        assert_eq!(["", "German", "1", "d e"].map(name), ["-"; 4]);
    }

    #[test]
    fn each_language_has_a_code_of_its_own() {
        for lang in Lang::all() {
            assert_eq!(Language::of_code(Language::of(*lang).code()), Some(Language::of(*lang)));
        }
    }

    #[test]
    fn the_lists_that_tell_languages_apart_share_no_word() {
        let shared: Vec<_> = words::ENGLISH.iter().filter(|it| words::FOREIGN.contains(**it)).collect();
        assert!(shared.is_empty(), "{shared:?}");
    }

    #[test]
    fn unread_words_are_looked_up_as_they_are() {
        assert_eq!(plain_words("Die Größe: 港口2014年"), ["die", "grosse", "港", "口", "2014", "年"]);
    }
}
