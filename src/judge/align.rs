//! The claim laid beside its best passage, word by word.

use super::{View, is_light};
use crate::retrieve::Hit;
use crate::text::{Token, TokenKind};

/// Two words count as the same from this strength on.
const SAME: f64 = 0.6;

/// Words of the claim that stand where the passage has others: positions in the tokens of either.
pub(super) struct Swap {
    pub claim: Vec<usize>,
    pub passage: Vec<usize>,
}

/// What the alignment shows.
pub(super) struct Alignment {
    pub hit: Hit,
    /// Names that occur nowhere in the passage facing names that occur nowhere in the claim.
    pub name_swaps: Vec<Swap>,
    /// The same of plain words.
    pub word_swaps: Vec<Swap>,
    /// The weight share of words put in between two neighbours of the passage.
    pub inserted: f64,
}

/// Aligns the claim with a passage by their longest common subsequence.
pub(super) fn align(view: &View, hit: &Hit) -> Alignment {
    let material =
        |tokens: &[Token]| -> Vec<usize> { (0..tokens.len()).filter(|it| tokens[*it].is_material()).collect() };
    let claim_tokens = &view.sentence.tokens;
    let passage_tokens = &hit.sentence.tokens;
    let claim = material(claim_tokens);
    let passage = material(passage_tokens);
    let strength = |c: usize, p: usize| view.hits.strength(&claim_tokens[c].stem, &passage_tokens[p].stem);
    let anchors = anchors(&claim, &passage, strength);
    let is_in_passage = |c: usize| passage.iter().any(|p| strength(c, *p) >= SAME);
    let is_in_claim = |p: usize| claim.iter().any(|c| strength(*c, p) >= SAME);
    let pick = |positions: &[usize], tokens: &[Token], names: bool, known: &dyn Fn(usize) -> bool| -> Vec<usize> {
        let fits = |token: &Token| match names {
            true => token.is_name,
            false => !token.is_name && token.kind == TokenKind::Word && !is_light(token),
        };
        positions.iter().copied().filter(|it| fits(&tokens[*it]) && !known(*it)).collect()
    };
    let mut alignment = Alignment { hit: hit.clone(), name_swaps: Vec::new(), word_swaps: Vec::new(), inserted: 0.0 };
    let mut inserted = 0.0;
    for pair in anchors.windows(2) {
        let ((c0, p0), (c1, p1)) = (pair[0], pair[1]);
        let claim_gap = &claim[(c0 + 1) as usize..c1 as usize];
        let passage_gap = &passage[(p0 + 1) as usize..p1 as usize];
        if p1 - p0 == 1 && c0 >= 0 {
            let words = claim_gap
                .iter()
                .filter(|it| claim_tokens[**it].kind == TokenKind::Word && !is_light(&claim_tokens[**it]));
            inserted += words.map(|it| view.weight(*it)).sum::<f64>();
        }
        let is_slot = (1..=3).contains(&claim_gap.len())
            && (1..=4).contains(&passage_gap.len())
            && !(c0 < 0 && (c1 as usize == claim.len() || passage_gap.len() > 3));
        if !is_slot {
            continue;
        }
        for (names, swaps) in [(true, &mut alignment.name_swaps), (false, &mut alignment.word_swaps)] {
            let swap = Swap {
                claim: pick(claim_gap, claim_tokens, names, &is_in_passage),
                passage: pick(passage_gap, passage_tokens, names, &is_in_claim),
            };
            if !swap.claim.is_empty() && !swap.passage.is_empty() {
                swaps.push(swap);
            }
        }
    }
    let all: f64 = view.hits.words.iter().map(|it| it.weight).sum();
    alignment.inserted = if all > 0.0 { inserted / all } else { 0.0 };
    alignment
}

/// Pairs of aligned positions (indices into `claim` and `passage`), with one pair before the first and one after the
/// last.
fn anchors(claim: &[usize], passage: &[usize], strength: impl Fn(usize, usize) -> f64) -> Vec<(isize, isize)> {
    let (n, m) = (claim.len(), passage.len());
    let same = |i: usize, j: usize| Some(strength(claim[i], passage[j])).filter(|it| *it >= SAME);
    let mut best = vec![vec![0.0_f64; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let taken = same(i, j).map_or(0.0, |it| best[i + 1][j + 1] + it);
            best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(taken);
        }
    }
    let mut acc = vec![(-1, -1)];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if same(i, j).is_some_and(|it| (best[i][j] - (best[i + 1][j + 1] + it)).abs() < 1e-9) {
            acc.push((i as isize, j as isize));
            i += 1;
            j += 1;
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    acc.push((n as isize, m as isize));
    acc
}
