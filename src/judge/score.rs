//! The support score: a logistic regression over coverage, word order and risks.

use super::View;
use crate::text::Token;

/// What speaks against a claim.
pub(super) struct Risks {
    /// Some figure is in no source that gave evidence, or conflicts.
    pub figure: bool,
    /// A figure up to three is not in the evidence.
    pub small_figure: bool,
    pub n_unknown_names: usize,
    /// Some name is in the corpus, but not in the window.
    pub has_name_elsewhere: bool,
    /// Another name stands in the same place of the best passage.
    pub has_name_swap: bool,
    /// The weight share of words put in between neighbours of the best passage.
    pub inserted: f64,
    pub negation: bool,
    pub antonym: bool,
    pub quotation: bool,
    pub speaker: bool,
}

/// The support of the claim from 0 to about 0.73. The weights were fitted, with their signs constrained, on the tuning
/// halves of public fact-checking sets, each set and class with equal weight; an unconstrained fit is worse on sets
/// left out (AUC 0.663 against 0.718).
pub(super) fn support(view: &View, risks: &Risks) -> f64 {
    let flag = |is_on: bool, weight: f64| if is_on { weight } else { 0.0 };
    let greatest_missing =
        view.hits.words.iter().map(|it| it.weight * (1.0 - view.hits.window.strength(&it.stem))).fold(0.0, f64::max);
    let z = -0.454 + 0.88 * view.hits.best.coverage + 0.57 * longest_run(view)
        - 0.349 * (0.35 - view.hits.window.coverage).max(0.0)
        - flag(risks.figure, 1.751)
        - flag(risks.small_figure, 0.39)
        - 0.982 * risks.n_unknown_names.min(2) as f64
        - flag(risks.has_name_elsewhere, 0.054)
        - flag(risks.has_name_swap, 0.778)
        - 0.019 * risks.inserted
        - flag(risks.negation, 1.724)
        - flag(risks.antonym, 0.741)
        - flag(risks.quotation, 0.273)
        - flag(risks.speaker, 1.319)
        - 0.17 * greatest_missing;
    1.0 / (1.0 + (-z).exp())
}

/// The support as a share of supported claims among those with this score, as measured with both classes in balance.
pub(super) fn shown(support: f64) -> f64 {
    const POINTS: [(f64, f64); 7] =
        [(0.0, 0.0), (0.15, 0.10), (0.25, 0.30), (0.40, 0.40), (0.55, 0.52), (0.70, 0.80), (1.0, 1.0)];
    let Some(above) = POINTS.iter().position(|it| it.0 >= support).filter(|it| *it > 0) else { return 0.0 };
    let ((x0, y0), (x1, y1)) = (POINTS[above - 1], POINTS[above]);
    let shown = y0 + (y1 - y0) * (support - x0) / (x1 - x0);
    (shown * 1000.0).round() / 1000.0
}

/// The longest run of the claim's words that stands without a gap in some passage, as a share of the claim.
fn longest_run(view: &View) -> f64 {
    let is_material = |it: &&Token| it.is_material();
    let claim: Vec<&Token> = view.sentence.tokens.iter().filter(is_material).collect();
    let mut longest = 0;
    for hit in &view.all {
        let passage: Vec<&Token> = hit.sentence.tokens.iter().filter(is_material).collect();
        let mut runs = vec![0; passage.len() + 1];
        for token in &claim {
            // From right to left, so that a row still holds the one before.
            for (idx, other) in passage.iter().enumerate().rev() {
                let is_same = token.stem == other.stem || view.has_variant(&token.stem, &other.stem);
                runs[idx + 1] = if is_same { runs[idx] + 1 } else { 0 };
                longest = longest.max(runs[idx + 1]);
            }
        }
    }
    longest as f64 / claim.len().max(1) as f64
}
