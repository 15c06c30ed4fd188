//! Which post somebody holds, and where: "director of finance" for "director of highways", "at the bank" for "at the mill".

use smol_str::SmolStr;

use super::arguments::is_role;
use super::instead::names;
use super::names::TITLES;
use super::{ReasonKind, Seen, Strength, View, is_place};
use crate::corpus::{Role, roles_in};
use crate::retrieve::{Hit, Word};
use crate::text::{
    Sentence, Span, Token, TokenKind, ends_clause, is_article, is_form_of_be, is_reporting, thesaurus, words,
};

/// Passages that name a person are read up to this many.
const N_READ: usize = 40;

/// The longest description, in tokens.
const LONGEST: usize = 14;

/// What is said of a person: positions of tokens, in order.
struct Description {
    tokens: Vec<usize>,
    /// Behind "who heads" or the like.
    is_held: bool,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    let ours = &view.sentence.tokens;
    for name in names(&view.sentence) {
        let last = name.end - 1;
        let stem = &ours[last].stem;
        if is_place(&ours[last]) || ours[last].is_acronym {
            continue;
        }
        let described = descriptions(&view.sentence, name.start, last);
        if described.is_empty() {
            continue;
        }
        let passages: Vec<Hit> = view.passages_with(std::slice::from_ref(stem), N_READ).collect();
        let seen = described.iter().find_map(|it| {
            other_post(view, last, it, &passages)
                .or_else(|| other_holder(view, last, it, &passages))
                .or_else(|| other_body(view, last, it, &passages))
                .or_else(|| other_charge(view, last, it, &passages))
                .or_else(|| other_calling(view, last, it, &passages))
        });
        if seen.is_some() {
            return seen;
        }
    }
    None
}

/// So much of the rest of the claim must a passage have that gives a country's act to the holder of another office.
const SAME_ACT: f64 = 0.6;

/// "Norway's foreign minister said" where the source has Norway's president say it: an office without its holder's name.
pub(super) fn other_office(view: &View) -> Option<Seen> {
    offices(&view.sentence).iter().filter(|it| !it.is_named).find_map(|ours| {
        let place = &view.sentence.tokens[ours.place];
        let is_same_place =
            |hit: &Hit, it: &Office| view.hits.strength(&place.stem, &hit.sentence.tokens[it.place].stem) >= 0.9;
        let is_known =
            |hit: &Hit| offices(&hit.sentence).iter().any(|it| it.name == ours.name && is_same_place(hit, it));
        if view.nearest_first().any(is_known) {
            return None;
        }
        let is_of_office = |it: &Word| it.token == ours.place || it.token == ours.role;
        view.best_first().filter(|it| view.hits.coverage_by(it, |word| !is_of_office(word)) >= SAME_ACT).find_map(
            |hit| {
                let all = offices(&hit.sentence);
                let [theirs] = &all[..] else { return None };
                let is_other = theirs.name != ours.name && is_same_place(hit, theirs);
                let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.sentence.tokens[ours.role].span);
                is_other.then(|| seen.against(hit, hit.sentence.tokens[theirs.role].span))
            },
        )
    })
}

/// A country with the office of somebody who serves it: positions of tokens.
struct Office {
    place: usize,
    role: usize,
    name: &'static str,
    /// The holder's name follows.
    is_named: bool,
}

fn offices(sentence: &Sentence) -> Vec<Office> {
    /// A clitic and an adjective may stand between the two.
    const REACH: usize = 3;
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    for place in (0..tokens.len()).filter(|it| is_place(&tokens[*it])) {
        let behind = place + 1..tokens.len().min(place + 1 + REACH);
        let role = behind.take_while(|it| tokens[*it].kind != TokenKind::Mark).find(|it| is_role(&tokens[*it]));
        let Some(role) = role else { continue };
        let Some(name) = words::OFFICES.get(words::role_name(&tokens[role].folded)) else { continue };
        let is_named = tokens.get(role + 1).is_some_and(|it| it.is_word() && (it.is_name || it.is_capital));
        acc.push(Office { place, role, name, is_named });
    }
    acc
}

/// What the passage says of the person of this stem.
fn theirs<'a>(hit: &'a Hit, stem: &'a str) -> impl Iterator<Item = Description> + 'a {
    let of_person = names(&hit.sentence).into_iter().filter(move |it| hit.sentence.tokens[it.end - 1].stem == stem);
    of_person.flat_map(|it| descriptions(&hit.sentence, it.start, it.end - 1))
}

/// "Chief financial officer" of someone who is chief operating officer.
fn other_post(view: &View, name: usize, ours: &Description, passages: &[Hit]) -> Option<Seen> {
    let own = post(&view.sentence, ours)?;
    let claim = &view.sentence.tokens;
    let role = |tokens: &[Token], post: &[usize]| {
        post.last().map(|it| words::role_name(&tokens[*it].folded).to_owned()).unwrap_or_default()
    };
    let office = role(claim, &own);
    if !own.last().is_some_and(|it| words::FIELDED_OFFICES.contains(claim[*it].folded.as_str())) {
        return None;
    }
    let mut other = None;
    for hit in passages {
        let tokens = &hit.sentence.tokens;
        for it in theirs(hit, &claim[name].stem) {
            let Some(post) = post(&hit.sentence, &it).filter(|it| role(tokens, it) == office) else { continue };
            let has =
                |own: &usize| post.iter().any(|it| view.hits.strength(&claim[*own].stem, &tokens[*it].stem) >= 0.5);
            let is_had =
                |it: &usize| own.iter().any(|own| view.hits.strength(&claim[*own].stem, &tokens[*it].stem) >= 0.5);
            // Whoever leaves a word out says nothing wrong.
            let differs = !own[..own.len() - 1].iter().all(has) && !post[..post.len() - 1].iter().all(is_had);
            if !differs {
                return None;
            }
            other.get_or_insert((hit, Span::new(tokens[post[0]].span.start, tokens[post[post.len() - 1]].span.end)));
        }
        // The words may stand with the person in another order.
        if own.iter().all(|own| hit.stems.iter().any(|it| view.hits.strength(&claim[*own].stem, it) >= 0.5)) {
            return None;
        }
    }
    let (hit, source) = other?;
    let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of(own));
    Some(seen.against(hit, source).replaced_by_source())
}

/// "Chief operating officer" of the spokesman, where the sources have another one in that post.
fn other_holder(view: &View, name: usize, ours: &Description, passages: &[Hit]) -> Option<Seen> {
    let own = post(&view.sentence, ours)?;
    let claim = &view.sentence.tokens;
    let office = Role::Office(words::role_name(&claim[*own.last()?].folded).to_owned());
    let known = view.corpus.roles_of(&claim[name].stem);
    if known.contains(&office) || !known.iter().any(|it| matches!(it, Role::Office(_))) {
        return None;
    }
    let has_post = |hit: &Hit| own.iter().all(|own| hit.stems.contains(&claim[*own].stem));
    if passages.iter().any(has_post) {
        return None;
    }
    let stems: Vec<SmolStr> = own.iter().map(|it| claim[*it].stem.clone()).collect();
    for hit in view.passages_with(&stems, N_READ) {
        let tokens = &hit.sentence.tokens;
        let is_post = |role: usize| {
            let start = (role + 1).checked_sub(own.len());
            start.is_some_and(|start| stems.iter().zip(start..).all(|(stem, it)| tokens[it].stem == *stem))
        };
        let holder = roles_in(&hit.sentence).into_iter().find(|it| it.2 == office && is_post(it.1));
        if let Some((other, ..)) = holder.filter(|it| tokens[it.0].stem != claim[name].stem) {
            let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of(own));
            return Some(seen.against(&hit, tokens[other].span));
        }
    }
    None
}

/// "Strategist at the bank" of someone whom the sources put at the mill, and with no word at the bank.
fn other_body(view: &View, name: usize, ours: &Description, passages: &[Hit]) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    let bodies = bodies(&view.sentence, ours);
    let body = bodies.last()?;
    let is = |list: &[&str]| ours.tokens.iter().any(|it| list.contains(&claim[*it].folded.as_str()));
    let has_role = ours.tokens.iter().any(|it| is_role(&claim[*it]));
    let is_kin = ours.tokens.iter().any(|it| words::KIN.contains(claim[*it].folded.as_str()));
    // "A critic of the Alaska talks" works for nobody.
    let goes_with_noun = claim.get(body.last()? + 1).is_some_and(|it| it.is_content() && !it.is_name);
    let is_employed = has_role || is(&["at", "for", "with", "'s"]);
    if is_kin || goes_with_noun || (!is_employed && !ours.is_held) {
        return None;
    }
    let head = &claim[*body.last()?];
    // "WHO" may be spelled out there, and the other way round.
    let initials: String = body.iter().filter_map(|it| claim[*it].folded.chars().next()).collect();
    let is_known = |stem: &SmolStr| view.hits.strength(&head.stem, stem) >= 0.5 || *stem == initials;
    if head.is_acronym && head.folded.len() > 2 && !passages.iter().any(|it| it.stems.contains(&head.stem)) {
        let letters: Vec<char> = head.folded.chars().collect();
        let spells = |hit: &&Hit| {
            let words: Vec<&Token> = hit.sentence.content().collect();
            words.windows(letters.len()).any(|run| run.iter().zip(&letters).all(|(it, c)| it.folded.starts_with(*c)))
        };
        if passages.iter().any(|it| spells(&it)) {
            return None;
        }
    }
    if with_next(view, name, passages).iter().any(|it| it.stems.iter().any(is_known)) {
        return None;
    }
    for hit in passages {
        for it in theirs(hit, &claim[name].stem) {
            let other = self::bodies(&hit.sentence, &it);
            let tokens = &hit.sentence.tokens;
            let is_ours =
                |it: usize| view.hits.words.iter().any(|own| view.hits.strength(&own.stem, &tokens[it].stem) >= 0.5);
            if let Some(other) = other.iter().find(|it| !it.iter().all(|it| is_ours(*it))) {
                let source = Span::new(tokens[other[0]].span.start, tokens[other[other.len() - 1]].span.end);
                let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of(body.iter().copied()));
                return Some(seen.against(hit, source).replaced_by_source());
            }
        }
    }
    None
}

/// What the passages say of a person, those among them that go on about the person.
fn with_next(view: &View, name: usize, passages: &[Hit]) -> Vec<Hit> {
    let stem = &view.sentence.tokens[name].stem;
    let goes_on = |hit: &Hit| hit.neighbour(1).filter(|it| it.carried.contains(stem));
    passages.iter().cloned().chain(passages.iter().filter_map(goes_on)).collect()
}

/// "Chief of the general staff" of someone who is head of the directorate of mines.
fn other_charge(view: &View, name: usize, ours: &Description, passages: &[Hit]) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    let own = charge(&view.sentence, ours)?;
    let is_named = own.iter().any(|it| claim[*it].is_name);
    // "The head of the agency" may be that of any.
    if own.len() < 2 && !is_named {
        return None;
    }
    let is_same = |own: &usize, stem: &str| view.hits.strength(&claim[*own].stem, stem) >= 0.5;
    let is_told = |hit: &Hit| hit.stems.iter().any(|stem| own.iter().any(|own| is_same(own, stem)));
    let is_related =
        |own: &usize, stem: &str| thesaurus::nearness(&claim[*own].stem, stem) <= thesaurus::Nearness::Related;
    if with_next(view, name, passages).iter().any(is_told) {
        return None;
    }
    passages.iter().find_map(|hit| {
        let tokens = &hit.sentence.tokens;
        let is_other =
            |field: &Vec<usize>| !field.iter().any(|it| own.iter().any(|own| is_related(own, &tokens[*it].stem)));
        let fields = theirs(hit, &claim[name].stem).filter_map(|it| charge(&hit.sentence, &it));
        let other = fields.into_iter().find(is_other)?;
        let source = Span::new(tokens[other[0]].span.start, tokens[other[other.len() - 1]].span.end);
        let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of(own.iter().copied()));
        Some(seen.against(hit, source).replaced_by_source())
    })
}

/// What somebody is head, chief or director of, countries aside.
fn charge(sentence: &Sentence, of: &Description) -> Option<Vec<usize>> {
    let tokens = &sentence.tokens;
    let is_head = |it: &usize| words::role_name(&tokens[*it].folded) == "chief";
    let role =
        of.tokens.iter().copied().find(|it| is_head(it) && tokens.get(it + 1).is_some_and(|it| it.folded == "of"))?;
    let inside = (role + 2..tokens.len()).take_while(|it| of.tokens.contains(it));
    let is_part = |it: &usize| tokens[*it].is_content() && !is_place(&tokens[*it]);
    let field: Vec<usize> = inside.filter(is_part).collect();
    (!field.is_empty()).then_some(field)
}

/// Roles that nearly anybody may be said to have besides their own.
const GENERAL_ROLES: [&str; 15] = [
    "chief",
    "author",
    "writer",
    "founder",
    "owner",
    "speaker",
    "vice",
    "deputy",
    "analyst",
    "economist",
    "general",
    "captain",
    "professor",
    "doctor",
    "representative",
];

/// "The chief negotiator" of someone of whom the sources only say that she speaks for the palace.
fn other_calling(view: &View, name: usize, ours: &Description, passages: &[Hit]) -> Option<Seen> {
    let claim = &view.sentence.tokens;
    let is_specific = |token: &Token| {
        let role = words::role_name(&token.folded);
        is_role(token) && !GENERAL_ROLES.contains(&role) && !words::KIN.contains(role)
    };
    let own: Vec<usize> = ours.tokens.iter().copied().filter(|it| is_role(&claim[*it])).collect();
    let role = own.last().copied().filter(|it| is_specific(&claim[*it]))?;
    let office = words::role_name(&claim[role].folded);
    let is_near = |token: &Token| {
        words::role_name(&token.folded) == office
            || thesaurus::nearness(&claim[role].stem, &token.stem) <= thesaurus::Nearness::Synonyms
    };
    let is_told = |hit: &Hit| hit.sentence.content().any(is_near);
    if with_next(view, name, passages).iter().any(is_told) {
        return None;
    }
    let mut other = None;
    for hit in passages {
        let tokens = &hit.sentence.tokens;
        for it in theirs(hit, &claim[name].stem) {
            let roles: Vec<usize> = it.tokens.iter().copied().filter(|it| is_role(&tokens[*it])).collect();
            // Somebody of many callings may have another one.
            match roles.last() {
                Some(role) if is_specific(&tokens[*role]) => {
                    let places = (it.tokens[0], it.tokens[it.tokens.len() - 1]);
                    other.get_or_insert((hit, Span::new(tokens[places.0].span.start, tokens[places.1].span.end)));
                }
                Some(_) => return None,
                None => {}
            }
        }
    }
    let (hit, source) = other?;
    let start = ours.tokens.iter().copied().find(|it| claim[*it].is_content())?;
    let seen = Seen::new(ReasonKind::Role, Strength::Conflict, view.span_of([start, role]));
    Some(seen.against(hit, source))
}

/// The words of a post up to its role, names aside: "chief financial officer".
fn post(sentence: &Sentence, of: &Description) -> Option<Vec<usize>> {
    let tokens = &sentence.tokens;
    let first = of.tokens.iter().copied().find(|it| is_role(&tokens[*it]))?;
    // "Chief financial officer": the last of the roles in one phrase.
    let phrase = (first..tokens.len()).take_while(|it| of.tokens.contains(it) && tokens[*it].is_content());
    let role = phrase.filter(|it| is_role(&tokens[*it])).last()?;
    let is_part = |it: &usize| {
        let token = &tokens[*it];
        token.is_content() && !(token.is_name && token.is_capital && !is_role(token))
    };
    let mut run: Vec<usize> = (of.tokens[0]..role).rev().take_while(is_part).take(4).collect();
    run.reverse();
    run.push(role);
    (run.len() >= 2).then_some(run)
}

/// The names of bodies in a description.
fn bodies(sentence: &Sentence, of: &Description) -> Vec<Vec<usize>> {
    let tokens = &sentence.tokens;
    let mut acc: Vec<Vec<usize>> = Vec::new();
    for at in of.tokens.iter().copied() {
        let token = &tokens[at];
        let is_part = token.is_content()
            && token.is_name
            && token.is_capital
            && !is_role(token)
            && !TITLES.contains(&token.folded.as_str());
        match acc.last_mut() {
            _ if !is_part => {}
            Some(body) if body.last().is_some_and(|it| it + 1 == at) => body.push(at),
            _ => acc.push(vec![at]),
        }
    }
    acc
}

/// What a sentence says somebody is: behind the name between commas or after "who is", "was", "who chairs"; before it
/// and a comma.
fn descriptions(sentence: &Sentence, first: usize, last: usize) -> Vec<Description> {
    let tokens = &sentence.tokens;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.folded == word);
    let is_verb = |it: usize| {
        tokens[it].is_word()
            && (is_form_of_be(&tokens[it])
                || is_reporting(&tokens[it])
                || words::FINITE.contains(tokens[it].folded.as_str()))
    };
    let ends = |it: usize| {
        let token = &tokens[it];
        let goes_on = token.folded == "and" && tokens.get(it + 1).is_some_and(|it| it.is_capital);
        let opens = matches!(token.folded.as_str(), "who" | "which" | "that" | "and" | "but") && !goes_on;
        ends_clause(token) || token.is_mark(".") || opens
    };
    let mut acc = Vec::new();
    let mut add = |run: Vec<usize>, is_held: bool| {
        let has_role = run.iter().any(|it| is_role(&tokens[*it]));
        if !run.is_empty() && run.len() < LONGEST && (has_role || run.iter().any(|it| tokens[*it].is_name)) {
            acc.push(Description { tokens: run, is_held });
        }
    };
    let run_from =
        |start: usize| (start..tokens.len()).take_while(|it| !ends(*it)).take(LONGEST).collect::<Vec<usize>>();
    let comma = is(last + 1, ",");
    let from = last + 1 + usize::from(comma) + usize::from(comma && is(last + 2, "who"));
    let be = (from..tokens.len()).find(|it| !matches!(tokens[*it].folded.as_str(), "has" | "had" | "then" | "now"));
    match be {
        Some(at) if is_form_of_be(&tokens[at]) => {
            let next = (at + 1..tokens.len()).find(|it| !is_article(&tokens[*it]));
            // "Was arrested" says what happened to him.
            let is_noun = next.is_some_and(|it| it > at + 1 || !super::acts::is_verb_form(&tokens[it]));
            if is_noun {
                let run = run_from(at + 1);
                if run.iter().any(|it| is_role(&tokens[*it])) {
                    add(run, false);
                }
            }
        }
        Some(at) if words::HOLDING_VERBS.contains(tokens[at].folded.as_str()) => add(run_from(at + 1), true),
        _ if comma && from == last + 2 => {
            let run = run_from(last + 2);
            // "Roe and Marsh, wanted the bank to wait"
            let opens_with_verb = run.first().is_some_and(|it| {
                let next = tokens.get(it + 1);
                let has_object = next.is_some_and(|it| is_article(it) || it.folded == "to");
                has_object && super::acts::is_verb_form(&tokens[*it]) && !tokens[*it].is_name
            });
            let is_apposition = !opens_with_verb
                && !run.iter().any(|it| is_verb(*it))
                && run.first().is_some_and(|it| is_article(&tokens[*it]) || tokens[*it].is_content());
            let is_closed = run
                .last()
                .is_some_and(|it| tokens.get(it + 1).is_none_or(|next| ends_clause(next) || next.is_mark(".")));
            let has_role = run.iter().any(|it| is_role(&tokens[*it]));
            let opens_plainly = run.first().is_some_and(|it| {
                !tokens[*it].is_name || tokens.get(it + 1).is_some_and(|it| it.is_name || it.folded == "'s")
            });
            if is_apposition && is_closed && (has_role || opens_plainly) {
                add(run, false);
            }
        }
        _ => {}
    }
    // "Okafor of the Aldersey laboratory"
    if ["of", "from", "at"].iter().any(|it| is(last + 1, it)) {
        let from = last + 2 + usize::from(tokens.get(last + 2).is_some_and(is_article));
        let is_inside = |it: &usize| tokens[*it].is_content() || tokens[*it].folded == "of" || is_article(&tokens[*it]);
        let run: Vec<usize> = (from..tokens.len()).take_while(is_inside).take(LONGEST).collect();
        if run.first().is_some_and(|it| tokens[*it].is_name)
            && !run.iter().any(|it| is_verb(*it) || is_role(&tokens[*it]))
        {
            add(run, true);
        }
    }
    if first > 1 && tokens[first - 1].is_mark(",") {
        let mut run: Vec<usize> =
            (0..first - 1).rev().take_while(|it| !ends(*it) && !is_verb(*it)).take(LONGEST).collect();
        run.reverse();
        // "In the town of Sarn, Toft …" names no post.
        let has_role = run.iter().any(|it| is_role(&tokens[*it]));
        let is_closed = tokens.get(last + 1).is_none_or(|it| ends_clause(it) || it.is_mark("."));
        if has_role && is_closed {
            add(run, false);
        }
    }
    // "Harbour Board President Rask".
    if first > 0 && is_role(&tokens[first - 1]) {
        let is_part = |it: &usize| tokens[*it].is_content() || tokens[*it].is_mark("-") || tokens[*it].folded == "'s";
        let mut run: Vec<usize> = (0..first).rev().take_while(is_part).take(6).collect();
        run.reverse();
        acc.push(Description { tokens: run, is_held: false });
    }
    // "Rask, TITLE": a title alone is no description.
    acc.retain(|it| {
        it.tokens.iter().any(|at| tokens[*at].is_content() && !TITLES.contains(&tokens[*at].folded.as_str()))
    });
    acc
}
