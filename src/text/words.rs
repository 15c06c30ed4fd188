//! The word lists of the method, read once from the data files beside this one.
//!
//! In a list a word stands in lower case without accents; a line that starts with `#` is a comment.

use std::cmp::Ordering;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{Approximation, Token, stem, thesaurus};

/// A list of words, as they are written in lower case without accents.
pub type WordSet = LazyLock<FxHashSet<&'static str>>;

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn words(file: &'static str) -> FxHashSet<&'static str> {
    lines(file).flat_map(str::split_whitespace).collect()
}

fn stems(file: &'static str) -> FxHashSet<SmolStr> {
    words(file).into_iter().map(stem).collect()
}

/// Lines of the form `head: word word`.
fn headed(file: &'static str) -> impl Iterator<Item = (&'static str, std::str::SplitWhitespace<'static>)> {
    lines(file).filter_map(|line| line.split_once(':')).map(|(head, rest)| (head.trim(), rest.split_whitespace()))
}

/// From each variant of a headed list to its head.
fn variants(file: &'static str) -> FxHashMap<&'static str, &'static str> {
    headed(file).flat_map(|(head, rest)| rest.map(move |word| (word, head))).collect()
}

/// From each variant of a headed list to its head, read as a number.
fn numbers<T: std::str::FromStr + Copy>(file: &'static str) -> FxHashMap<&'static str, T> {
    headed(file)
        .filter_map(|(head, rest)| Some((head.parse::<T>().ok()?, rest)))
        .flat_map(|(value, rest)| rest.map(move |word| (word, value)))
        .collect()
}

/// A list with a phrase on each line.
fn phrases(file: &'static str) -> Vec<Vec<&'static str>> {
    lines(file).map(|line| line.split_whitespace().collect()).collect()
}

macro_rules! word_sets {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub static $name: WordSet = LazyLock::new(|| words(include_str!(concat!("words/", $file, ".txt"))));)*
    };
}

word_sets! {
    /// Too common to match on.
    STOP = "stop";
    /// Words that count at about a third of their weight.
    LIGHT = "light";
    /// Nouns of bodies that one heads: `council`.
    BODIES = "bodies";
    /// `is`, `did`, `would`.
    FINITE_AUXILIARIES = "finite-auxiliaries";
    /// `most`, `first`, `record`.
    EXTREMES = "extremes";
    /// `not`, `never`, `without`.
    NEGATIONS = "negations";
    /// `may`, `plans`, `reportedly`.
    HEDGES = "hedges";
    /// `certainly`, `proves`.
    CERTAINTIES = "certainties";
    /// `may`, `likely`, `suggests`.
    POSSIBILITIES = "possibilities";
    /// `may`, `plans`, `considering`, `whether`.
    UNDECIDED = "undecided";
    /// Verbs of which the past is the same as the plain form.
    UNCHANGING = "unchanging";
    /// `chance`, `probability`.
    CHANCES = "chances";
    /// `may`, `must`, `will`.
    MODALS = "modals";
    /// `will`, `shall`.
    FUTURE = "future";
    /// `said`, `according`.
    REPORTING = "reporting";
    /// `considers`, `demands`.
    OPINIONS = "opinions";
    /// `said`, `added`: may stand before their speaker.
    INVERTED_VERBS = "inverted-verbs";
    /// `president`, `spokesman`.
    ROLES = "roles";
    /// `chairs`, `led`.
    HOLDING_VERBS = "holding-verbs";
    /// `minister`, `analyst`: of which there are several, each with a field.
    FIELDED_OFFICES = "fielded-offices";
    /// `wife`, `friend`.
    KIN = "kin";
    /// Capitalised words that name nobody.
    COMMON_CAPITALS = "common-capitals";
    /// A full stop after them ends no sentence.
    ABBREVIATIONS = "abbreviations";
    /// `he`, `her`: they stand for a person named before.
    PRONOUNS = "pronouns";
    /// `von`, `al`: a surname may open with them.
    SURNAME_PARTICLES = "surname-particles";
    /// First words of an instruction.
    INSTRUCTIONS = "instructions";
    /// `has`, `would`, `not` and adverbs that stand between a subject and its verb.
    AUXILIARIES = "auxiliaries";
    /// `of`, `from`, `against`.
    PREPOSITIONS = "prepositions";
    /// Finite verbs.
    FINITE = "finite";
    /// What `next` and `last` point at.
    PERIODS = "periods";
    /// After a bare four-digit number they make it a count rather than a year.
    COUNTED = "counted";
    /// Words whose number names rather than counts: `article`, `page`.
    DESIGNATORS = "designators";
    /// Words before a quoted title: `film`, `called`.
    TITLED = "titled";
    /// Words by which a text says that it speaks of something to come.
    PLANS = "plans";
    /// `all`, `each`: they may say that there is no exception.
    UNIVERSALS = "universals";
    /// `presence`, `process`: who leaves out "the presence of" says the same.
    FRAMING_NOUNS = "framing-nouns";
    /// `efforts`, `hopes`: what is told behind their "to" has not come about.
    TRYING = "trying";
    /// Words of people who speak to each other: `you`, `yeah`.
    TALK = "talk";
    /// Words that tell English from other languages.
    ENGLISH = "english";
    /// Words that tell other languages from English; with their accents.
    FOREIGN = "foreign";
    /// Words before a month that stands alone.
    MONTH_LEADS = "month-leads";
}

/// Stems of [`LIGHT`].
pub static LIGHT_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/light.txt")));

/// Stems of words that say what a text is.
pub static FRAME_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/frames.txt")));

/// Stems of verbs that deny what follows.
pub static DENYING_STEMS: LazyLock<FxHashSet<SmolStr>> =
    LazyLock::new(|| stems(include_str!("words/denying-verbs.txt")));

/// Stems of verbs that undo what follows: "lift".
pub static UNDOING_STEMS: LazyLock<FxHashSet<SmolStr>> =
    LazyLock::new(|| stems(include_str!("words/undoing-verbs.txt")));

/// Stems of verbs for what somebody thinks: "regard".
pub static THOUGHT_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/thoughts.txt")));

/// Stems of words of somebody who asks whether something is so.
pub static INQUIRY_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/inquiries.txt")));

/// Phrases for all of the time there was: "on record".
pub static ALL_TIME: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/all-time.txt")));

/// Stems of words for what somebody brings forward against something: "appeal".
pub static PLEA_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/pleas.txt")));

/// Stems of adjectives that strengthen more than they tell apart: "outright".
pub static LOOSE_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/loose.txt")));

/// Connectives behind which a condition stands: "only if".
pub static CONDITIONS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/conditions.txt")));

/// Connectives behind which a purpose stands: "in order to".
pub static PURPOSES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/purposes.txt")));

/// Phrases by which a text says that something is not done or not decided.
pub static UNFINISHED: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/unfinished.txt")));

/// Stems of verbs by which something open comes to its end.
pub static SETTLING_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/settling.txt")));

/// Stems of words that sum figures up, compare them, or tell what is left.
pub static COMBINING_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/combining.txt")));

/// Stems of verbs by which a thing comes to be there.
pub static FOUNDING_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/founding.txt")));

/// Stems of words for what somebody wants to come about, and for wanting it.
pub static INITIATIVE_STEMS: LazyLock<FxHashSet<SmolStr>> =
    LazyLock::new(|| stems(include_str!("words/initiatives.txt")));

/// Stems of words for not wanting what another wants.
pub static REFUSAL_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/refusals.txt")));

/// Formulas of substances with the stems of their names.
pub static FORMULAS: LazyLock<FxHashMap<&'static str, Vec<SmolStr>>> = LazyLock::new(|| {
    headed(include_str!("words/formulas.txt")).map(|(formula, name)| (formula, name.map(stem).collect())).collect()
});

/// Stems of verbs of what does good.
pub static FAVOURING_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/favouring.txt")));

/// Stems of verbs of what does harm.
pub static HARMING_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/harming.txt")));

/// Stems of verbs of a completed act.
pub static COMPLETED_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/completed.txt")));

/// From an irregular form to the form the stemmer is given.
pub static IRREGULAR: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| variants(include_str!("words/irregular.txt")));

/// From a demonym or another name of a country or body to the stem they share.
pub static PLACES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let places = headed(include_str!("words/places.txt"));
    places.flat_map(|(head, rest)| rest.chain([head]).map(move |word| (word, head))).collect()
});

/// The stems that [`PLACES`] leads to.
pub static PLACE_STEMS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| headed(include_str!("words/places.txt")).map(|(head, _)| head).collect());

/// Runs of two to four words that count as one, with its stem.
pub static PHRASES: LazyLock<FxHashMap<Vec<&str>, &str>> =
    LazyLock::new(|| headed(include_str!("words/phrases.txt")).map(|(head, run)| (run.collect(), head)).collect());

/// The first words of [`PHRASES`].
pub static PHRASE_OPENERS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| PHRASES.keys().filter_map(|run| run.first().copied()).collect());

/// The stems that [`PHRASES`] leads to.
pub static PHRASE_STEMS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PHRASES.values().copied().collect());

/// From a noun for a body that acts as one to the narrower nouns that it may stand for.
pub static ACTING_BODIES: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let bodies = headed(include_str!("words/acting-bodies.txt"));
    bodies.map(|(head, rest)| (head, rest.collect())).collect()
});

/// Of those that a place stands for, the ones that are no country around it.
pub const SEATED: [&str; 3] = ["eu", "europe", "kremlin"];

/// From a stem to the places it stands for.
pub static METONYMS: LazyLock<FxHashMap<SmolStr, Vec<&str>>> = LazyLock::new(|| {
    let lines = headed(include_str!("words/metonyms.txt")).map(|(head, rest)| (head, rest.collect::<Vec<_>>()));
    // "Paris" and "Brussels" lose their last letter, while a country's name is its stem.
    lines.flat_map(|(head, rest)| [SmolStr::new(head), stem(head)].map(|it| (it, rest.clone()))).collect()
});

/// From a stem to the stems that say nearly the same.
pub static RINGS: LazyLock<FxHashMap<SmolStr, Vec<SmolStr>>> = LazyLock::new(|| {
    let mut acc: FxHashMap<SmolStr, Vec<SmolStr>> = FxHashMap::default();
    for line in lines(include_str!("words/rings.txt")) {
        let ring: Vec<SmolStr> =
            line.split_whitespace().map(|word| stem(word.split('-').next().unwrap_or(word))).collect();
        for word in &ring {
            let others = acc.entry(word.clone()).or_default();
            for other in &ring {
                if other != word && !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
    }
    acc
});

/// From a stem to the stems that say the opposite, by our own list and by the thesaurus.
pub static ANTONYMS: LazyLock<FxHashMap<SmolStr, Vec<SmolStr>>> = LazyLock::new(|| {
    let own = lines(include_str!("words/antonyms.txt")).filter_map(|it| it.split_once(' '));
    let own = own.map(|(one, other)| (stem(one), stem(other))).filter(|(one, other)| one != other);
    let idle = opposites(include_str!("words/no-antonyms.txt"));
    let is_idle = |pair: &(&str, &str)| idle.iter().any(|it| stem(it.0) == pair.0 && stem(it.1) == pair.1);
    let table = thesaurus::ANTONYMS.lines().filter_map(|it| it.split_once(' ')).filter(|it| !is_idle(it));
    let table = table.map(|(one, other)| (SmolStr::new(one), SmolStr::new(other)));
    let mut acc: FxHashMap<SmolStr, Vec<SmolStr>> = FxHashMap::default();
    for (one, other) in own.chain(table) {
        for (one, other) in [(&one, &other), (&other, &one)] {
            let opposites = acc.entry(one.clone()).or_default();
            if !opposites.contains(other) {
                opposites.push(other.clone());
            }
        }
    }
    acc
});

/// From the stem of a word for a movement to whether it goes up.
pub static DIRECTIONS: LazyLock<FxHashMap<SmolStr, bool>> = LazyLock::new(|| {
    let ways = headed(include_str!("words/directions.txt"));
    ways.flat_map(|(way, rest)| rest.map(move |word| (stem(word), way == "up"))).collect()
});

/// Lines of two words that stand against each other, both ways round.
fn opposites(file: &'static str) -> FxHashSet<(&'static str, &'static str)> {
    let pairs = lines(file).filter_map(|line| line.split_once(' '));
    pairs.flat_map(|(one, other)| [(one, other), (other, one)]).collect()
}

/// Pairs of stop words that turn what follows into its opposite: `above`, `below`.
pub static OPPOSITE_RELATIONS: LazyLock<FxHashSet<(&str, &str)>> =
    LazyLock::new(|| opposites(include_str!("words/opposite-relations.txt")));

/// Pairs of particles that turn a verb into its opposite.
pub static OPPOSITE_PARTICLES: LazyLock<FxHashSet<(&str, &str)>> =
    LazyLock::new(|| opposites(include_str!("words/particles.txt")));

/// From the stem of a word for a stance to whether it is one in favour.
pub static STANCES: LazyLock<FxHashMap<SmolStr, bool>> = LazyLock::new(|| {
    let sides = headed(include_str!("words/stances.txt"));
    sides.flat_map(|(side, rest)| rest.map(move |word| (stem(word), side == "for"))).collect()
});

/// Stems of verbs of what two do together.
pub static MUTUAL_STEMS: LazyLock<FxHashSet<SmolStr>> = LazyLock::new(|| stems(include_str!("words/mutual.txt")));

/// Pairs of stems of words that tell one act from its two sides: "buy", "sell"; both ways round.
pub static CONVERSES: LazyLock<FxHashSet<(SmolStr, SmolStr)>> = LazyLock::new(|| {
    let pairs = opposites(include_str!("words/converses.txt"));
    pairs.into_iter().map(|(one, other)| (stem(one), stem(other))).collect()
});

/// From the stem of a verb by which something passes from one to another to whether the one who does it gives.
pub static GIVERS: LazyLock<FxHashMap<SmolStr, bool>> = LazyLock::new(|| {
    let sides = headed(include_str!("words/givers.txt"));
    sides.flat_map(|(side, rest)| rest.map(move |word| (stem(word), side == "from"))).collect()
});

/// From a word that says of how many of a thing something holds to how many that are.
pub static SHARES: LazyLock<FxHashMap<&str, Share>> = LazyLock::new(|| {
    let share = |head: &str| match head {
        "none" => Some(Share::None),
        "few" => Some(Share::Few),
        "some" => Some(Share::Some),
        "many" => Some(Share::Many),
        "most" => Some(Share::Most),
        "all" => Some(Share::All),
        _ => None,
    };
    let shares = headed(include_str!("words/shares.txt")).filter_map(|(head, rest)| Some((share(head)?, rest)));
    shares.flat_map(|(share, rest)| rest.map(move |word| (word, share))).collect()
});

/// Of how many of a thing something is said to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    None,
    Few,
    Some,
    Many,
    Most,
    NearlyAll,
    All,
}

/// Families of words of which none is another, whatever a thesaurus makes of them: "red", "blue"; as stems.
pub static EXCLUSIVE: LazyLock<Vec<Vec<SmolStr>>> = LazyLock::new(|| {
    lines(include_str!("words/exclusive.txt")).map(|line| line.split_whitespace().map(stem).collect()).collect()
});

/// What a connective says of the two sides that it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub axis: Axis,
    /// Whether what stands outside comes first: in time, or as the cause.
    pub is_forward: bool,
}

/// What a connective puts in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Time,
    Cause,
}

/// Connectives with what they say, the longest first.
pub static ORDERS: LazyLock<Vec<(Vec<&str>, Order)>> = LazyLock::new(|| {
    let order = |head: &str| match head {
        "time earlier" => Some(Order { axis: Axis::Time, is_forward: true }),
        "time later" => Some(Order { axis: Axis::Time, is_forward: false }),
        "cause origin" => Some(Order { axis: Axis::Cause, is_forward: true }),
        "cause effect" => Some(Order { axis: Axis::Cause, is_forward: false }),
        _ => None,
    };
    let mut acc: Vec<(Vec<&str>, Order)> = headed(include_str!("words/orders.txt"))
        .filter_map(|(head, run)| Some((run.collect(), order(head)?)))
        .collect();
    acc.sort_by_key(|(run, _)| std::cmp::Reverse(run.len()));
    acc
});

/// Words that say of how many something holds, and those of a source that do not go as far.
pub struct Scope {
    pub words: Vec<&'static str>,
    pub against: Vec<&'static str>,
}

/// The scopes that a claim may widen something to.
pub static SCOPES: LazyLock<Vec<Scope>> = LazyLock::new(|| {
    let scopes = headed(include_str!("words/scopes.txt"));
    scopes.map(|(head, rest)| Scope { words: head.split(' ').collect(), against: rest.collect() }).collect()
});

/// Families of amounts without a figure: "days", "weeks".
pub static LOOSE_AMOUNTS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    lines(include_str!("words/loose-amounts.txt")).map(|line| line.split_whitespace().collect()).collect()
});

/// Two families of phrases of which one says the opposite of the other, as runs of stems.
pub type OppositeFamilies = [Vec<Vec<SmolStr>>; 2];

/// What is said of the thing behind: `give up`, `hold on to`.
pub static OPPOSITE_PHRASES: LazyLock<Vec<OppositeFamilies>> =
    LazyLock::new(|| families(include_str!("words/opposite-phrases.txt")));

/// What is said of the thing in front: `stalled`, `made progress`.
pub static OPPOSITE_STATES: LazyLock<Vec<OppositeFamilies>> =
    LazyLock::new(|| families(include_str!("words/opposite-states.txt")));

fn families(file: &'static str) -> Vec<OppositeFamilies> {
    // Small words have no stem: they are compared as they are written.
    let word = |it: &str| if STOP.contains(it) { it.into() } else { stem(it) };
    let phrase = |it: &str| it.split_whitespace().map(word).collect::<Vec<SmolStr>>();
    let family = |it: &str| it.split(',').map(phrase).collect::<Vec<_>>();
    lines(file).filter_map(|line| line.split_once('|')).map(|(one, other)| [family(one), family(other)]).collect()
}

/// A phrase that takes a side in a matter: the number of the matter, the side, and the words, which are stems, small
/// words as they are written, or with `=` in front exactly what is written.
pub struct Stand {
    pub matter: usize,
    /// `None` for a phrase that takes none although a word of it does.
    pub is_first: Option<bool>,
    pub words: Vec<&'static str>,
    stems: Vec<SmolStr>,
}

impl Stand {
    /// Whether the phrase starts at `at`.
    pub fn starts_at(&self, tokens: &[super::Token], at: usize) -> bool {
        self.stems.iter().zip(&self.words).enumerate().all(|(n, (stem, word))| {
            tokens.get(at + n).is_some_and(|it| match word.strip_prefix('=') {
                Some(exact) => it.folded == exact,
                None if it.stem.is_empty() => it.folded == *word,
                None => it.stem == *stem,
            })
        })
    }
}

/// The phrases that take a side, the longest first, by what their first word is matched by: its stem, or as it is
/// written.
pub static STANDS: LazyLock<FxHashMap<SmolStr, Vec<Stand>>> = LazyLock::new(|| {
    let mut acc: FxHashMap<SmolStr, Vec<Stand>> = FxHashMap::default();
    for (matter, line) in lines(include_str!("words/stands.txt")).enumerate() {
        for (side, phrases) in line.split('|').enumerate() {
            for phrase in phrases.split(',') {
                let words: Vec<&str> = phrase.split_whitespace().collect();
                let bare = words.iter().map(|it| it.trim_start_matches('='));
                let stems: Vec<SmolStr> = bare.map(|it| if STOP.contains(it) { it.into() } else { stem(it) }).collect();
                let Some(first) = stems.first().cloned() else { continue };
                let is_first = [Some(true), Some(false), None][side.min(2)];
                acc.entry(first).or_default().push(Stand { matter, is_first, words, stems });
            }
        }
    }
    acc.values_mut().for_each(|it| it.sort_by_key(|it| std::cmp::Reverse(it.words.len())));
    acc
});

/// The stems of the words of each matter of [`STANDS`], small words aside.
pub static STAND_STEMS: LazyLock<Vec<Vec<SmolStr>>> = LazyLock::new(|| {
    let matters = STANDS.values().flatten().map(|it| it.matter + 1).max().unwrap_or(0);
    let mut acc = vec![Vec::new(); matters];
    for phrase in STANDS.values().flatten().filter(|it| it.is_first.is_some()) {
        for stem in phrase.stems.iter().filter(|it| !STOP.contains(it.as_str())) {
            if !acc[phrase.matter].contains(stem) {
                acc[phrase.matter].push(stem.clone());
            }
        }
    }
    acc.iter_mut().for_each(|it| it.sort_unstable());
    acc
});

static ROLE_VARIANTS: LazyLock<FxHashMap<&str, &str>> =
    LazyLock::new(|| variants(include_str!("words/role-variants.txt")));

/// The word that a role goes by: `spokesperson` and `spokeswoman` are a `spokesman`.
pub fn role_name(role: &str) -> &str {
    ROLE_VARIANTS.get(role).copied().unwrap_or(role)
}

/// Roles of which a person has one: another one is a conflict. By their [`role_name`].
pub static OFFICES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| words(include_str!("words/offices.txt")).into_iter().map(role_name).collect());

static MONTHS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| numbers(include_str!("words/months.txt")));

static WEEKDAYS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| numbers(include_str!("words/weekdays.txt")));

/// Month names and their short forms, from 1.
pub fn month(word: &str) -> Option<u8> {
    MONTHS.get(word).copied()
}

/// Weekdays from Monday = 0, in the singular or plural.
pub fn weekday(word: &str) -> Option<u8> {
    WEEKDAYS.get(word).copied()
}

/// Number words below a hundred.
pub static NUMBERS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| numbers(include_str!("words/numbers.txt")));

/// Ordinal words.
pub static ORDINALS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| numbers(include_str!("words/ordinals.txt")));

/// Words that multiply the number before them.
pub static MAGNITUDES: LazyLock<FxHashMap<&str, f64>> = LazyLock::new(|| numbers(include_str!("words/magnitudes.txt")));

/// Parts of a whole, by how many make one.
pub static FRACTIONS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| numbers(include_str!("words/fractions.txt")));

/// From a sign or word to the currency's code.
pub static CURRENCIES: LazyLock<FxHashMap<&str, &str>> =
    LazyLock::new(|| variants(include_str!("words/currencies.txt")));

/// From what stands before `$` or `dollars` to the currency's code.
pub static DOLLARS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| variants(include_str!("words/dollars.txt")));

/// The units of time with their length in minutes, the shortest first.
pub static DURATION_UNITS: LazyLock<Vec<(&str, f64)>> =
    LazyLock::new(|| durations().map(|(unit, minutes, _)| (unit, minutes)).collect());

static DURATIONS: LazyLock<FxHashMap<&str, (&str, f64)>> = LazyLock::new(|| {
    durations().flat_map(|(unit, minutes, rest)| rest.map(move |word| (word, (unit, minutes)))).collect()
});

fn durations() -> impl Iterator<Item = (&'static str, f64, std::str::SplitWhitespace<'static>)> {
    headed(include_str!("words/durations.txt")).filter_map(|(head, rest)| {
        let (unit, minutes) = head.split_once(' ')?;
        Some((unit, minutes.parse().ok()?, rest))
    })
}

/// Days with a name: the month, the day, the words.
pub static HOLIDAYS: LazyLock<Vec<(u8, u8, Vec<&str>)>> = LazyLock::new(|| {
    let read = |(head, name): (&'static str, std::str::SplitWhitespace<'static>)| {
        let (month, day) = head.split_once(' ')?;
        Some((month.parse().ok()?, day.parse().ok()?, name.collect()))
    };
    headed(include_str!("words/holidays.txt")).filter_map(read).collect()
});

/// The unit of time that a word stands for, singular or plural, with its length in minutes.
pub fn duration(word: &str) -> Option<(&'static str, f64)> {
    DURATIONS.get(word).copied()
}

/// From a word for a unit to what it measures and how many of the first unit of that it is.
pub static UNITS: LazyLock<FxHashMap<&str, (&str, f64)>> = LazyLock::new(|| {
    let read = |(head, rest): (&'static str, std::str::SplitWhitespace<'static>)| {
        let (measured, factor) = head.split_once(' ')?;
        Some((measured, factor.parse::<f64>().ok()?, rest))
    };
    let units = headed(include_str!("words/units.txt")).filter_map(read);
    units.flat_map(|(measured, factor, rest)| rest.map(move |word| (word, (measured, factor)))).collect()
});

/// The same by the stem of the word.
pub static UNIT_STEMS: LazyLock<FxHashMap<SmolStr, (&str, f64)>> =
    LazyLock::new(|| UNITS.iter().map(|(word, unit)| (stem(word), *unit)).collect());

/// From a word such as "doubled" to the factor.
pub static FOLDS: LazyLock<FxHashMap<&str, f64>> = LazyLock::new(|| numbers(include_str!("words/folds.txt")));

/// From a plural such as "hundreds" to the numbers between which it lies.
pub static CROWDS: LazyLock<FxHashMap<&str, (f64, f64)>> = LazyLock::new(|| {
    let read = |(head, rest): (&'static str, std::str::SplitWhitespace<'static>)| {
        let (low, high) = head.split_once(' ')?;
        Some(((low.parse::<f64>().ok()?, high.parse::<f64>().ok()?), rest))
    };
    let crowds = headed(include_str!("words/crowds.txt")).filter_map(read);
    crowds.flat_map(|(ends, rest)| rest.map(move |word| (word, ends))).collect()
});

/// Words that loosen a quantity, the longest run first, with the factors they allow and the side they leave open.
pub static APPROXIMATIONS: LazyLock<Vec<(Vec<&str>, Approximation)>> = LazyLock::new(|| {
    let mut acc: Vec<(Vec<&str>, Approximation)> = headed(include_str!("words/approximations.txt"))
        .filter_map(|(head, run)| {
            let mut parts = head.split(' ');
            let low = parts.next()?.parse().ok()?;
            let high = parts.next()?.parse().ok()?;
            let bound = match parts.next() {
                Some(">") => Some(Ordering::Greater),
                Some("<") => Some(Ordering::Less),
                _ => None,
            };
            Some((run.collect(), Approximation { low, high, bound }))
        })
        .collect();
    acc.sort_by_key(|(run, _)| std::cmp::Reverse(run.len()));
    acc
});

/// Words by which a sentence says how far what it tells goes.
pub struct Qualifier {
    pub name: &'static str,
    /// The least coverage of the window from which on it is about the same.
    pub least: f64,
    /// Phrases of a claim.
    pub said: Vec<Vec<&'static str>>,
    /// Phrases of a source.
    pub told: Vec<Vec<&'static str>>,
}

/// The kinds of qualifiers.
pub static QUALIFIERS: LazyLock<Vec<Qualifier>> = LazyLock::new(|| {
    let phrases = |it: &'static str| it.split(',').map(|it| it.split_whitespace().collect()).collect();
    let kinds = lines(include_str!("words/qualifiers.txt")).filter_map(|line| line.split_once(':'));
    let read = kinds.filter_map(|(head, rest)| {
        let (name, least) = head.split_once(' ')?;
        let (said, told) = rest.split_once('|')?;
        Some(Qualifier { name, least: least.parse().ok()?, said: phrases(said), told: phrases(told) })
    });
    read.collect()
});

/// Phrases by which a text says that what it tells is bound to nothing: "no matter".
pub static UNCONDITIONAL: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/unconditional.txt")));

/// Phrases behind which a text says to what something is bound: "only if".
pub static CONDITIONAL: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases(include_str!("words/conditional.txt")));

/// How many tokens the longest of the phrases has that stand at `at`.
pub fn longest_at(tokens: &[Token], at: usize, phrases: &[Vec<&str>]) -> Option<usize> {
    phrases.iter().filter(|it| stand_at(tokens, at, it)).map(Vec::len).max()
}

/// Whether the words of a phrase stand at `at`, one after the other.
pub fn stand_at(tokens: &[Token], at: usize, phrase: &[&str]) -> bool {
    phrase.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|it| it.folded == *word))
}
