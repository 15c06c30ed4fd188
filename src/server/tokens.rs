//! Claims marked by verdict, for editors that colour words by such marks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Position, Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensDelta,
    SemanticTokensDeltaParams, SemanticTokensEdit, SemanticTokensFullDeltaResult, SemanticTokensFullOptions,
    SemanticTokensLegend, SemanticTokensOptions, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, SemanticTokensServerCapabilities, WorkDoneProgressOptions,
};

use crate::ide::{self, Standing};

use super::handlers::{Backend, Question};

/// What is offered.
pub(super) fn provider() -> SemanticTokensServerCapabilities {
    SemanticTokensServerCapabilities::SemanticTokensOptions(SemanticTokensOptions {
        legend: SemanticTokensLegend {
            token_types: vec![SemanticTokenType::new("claim")],
            token_modifiers: Standing::ALL.iter().map(|it| SemanticTokenModifier::new(it.as_str())).collect(),
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    })
}

/// The tokens that each draft was last told, so that the next time only what changed is. Cloning shares them.
#[derive(Clone, Default)]
pub(super) struct Told {
    shared: Arc<Mutex<Lists>>,
}

#[derive(Default)]
struct Lists {
    n_told: u64,
    /// The last of each draft, and the name it goes by.
    last: HashMap<String, (String, Vec<SemanticToken>)>,
}

impl Told {
    /// Forgets a draft.
    pub(super) fn forget(&self, uri: &str) {
        self.lock().last.remove(uri);
    }

    /// Keeps what is told now; gives the name it goes by, and what was told under the name `before`.
    fn keep(&self, uri: &str, tokens: &[SemanticToken], before: Option<&str>) -> (String, Option<Vec<SemanticToken>>) {
        let mut lists = self.lock();
        lists.n_told += 1;
        let name = lists.n_told.to_string();
        let last = lists.last.insert(uri.to_owned(), (name.clone(), tokens.to_vec()));
        (name, last.filter(|it| Some(it.0.as_str()) == before).map(|it| it.1))
    }

    fn lock(&self) -> MutexGuard<'_, Lists> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend {
    /// The claims of a draft by how they stand.
    pub(super) async fn tokens(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let (uri, told) = (params.text_document.uri.as_str().to_owned(), self.told.clone());
        self.answer_now_or_later(
            |it| it.refreshes.tokens,
            &params.text_document.uri,
            move |question| {
                let data = tokens(question, None)?;
                let (name, _) = told.keep(&uri, &data, None);
                Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: Some(name), data }))
            },
        )
        .await
    }

    /// What has changed of them since.
    pub(super) async fn tokens_since(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let (uri, told) = (params.text_document.uri.as_str().to_owned(), self.told.clone());
        self.answer_now_or_later(
            |it| it.refreshes.tokens,
            &params.text_document.uri,
            move |question| {
                let data = tokens(question, None)?;
                let (name, before) = told.keep(&uri, &data, Some(&params.previous_result_id));
                let result_id = Some(name);
                Some(match before {
                    Some(before) => {
                        let edits = edits(&before, &data);
                        SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta { result_id, edits })
                    }
                    None => SemanticTokensFullDeltaResult::Tokens(SemanticTokens { result_id, data }),
                })
            },
        )
        .await
    }

    /// Those that touch a range.
    pub(super) async fn tokens_in(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.answer_now_or_later(
            |it| it.refreshes.tokens,
            &params.text_document.uri,
            move |question| {
                let data = tokens(question, Some(params.range))?;
                Some(SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data }))
            },
        )
        .await
    }
}

/// The tokens of the claims, or of those that touch a range; `None` when they are not wanted.
fn tokens(question: &Question, within: Option<Range>) -> Option<Vec<SemanticToken>> {
    if !question.features().semantic_tokens {
        return None;
    }
    let report = &question.report;
    let mut acc = Vec::new();
    let mut last = Position::default();
    for (claim, standing) in report.claims.iter().zip(ide::standings(report)) {
        for span in ide::lines_of(&report.draft, claim.claim.span) {
            let Some(range) = question.range(span) else { continue };
            let is_wanted = within.is_none_or(|it| range.start <= it.end && it.start <= range.end);
            // A token lies in one line and goes forward; whatever would not is no token.
            let length = range.end.character.saturating_sub(range.start.character);
            if !is_wanted || range.start.line != range.end.line || range.start < last || length == 0 {
                continue;
            }
            let is_same_line = range.start.line == last.line;
            acc.push(SemanticToken {
                delta_line: range.start.line - last.line,
                delta_start: range.start.character - if is_same_line { last.character } else { 0 },
                length,
                token_type: 0,
                token_modifiers_bitset: 1 << Standing::ALL.iter().position(|it| *it == standing).unwrap_or_default(),
            });
            last = range.start;
        }
    }
    Some(acc)
}

/// One edit that makes `before` into `after`; none when they are alike.
fn edits(before: &[SemanticToken], after: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    /// Numbers of a token.
    const WIDTH: u32 = 5;
    let n_first = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[n_first..], &after[n_first..]);
    let n_last = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, come) = (before.len() - n_last, after.len() - n_last);
    if gone == 0 && come == 0 {
        return Vec::new();
    }
    let numbers = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(WIDTH);
    vec![SemanticTokensEdit {
        start: numbers(n_first),
        delete_count: numbers(gone),
        data: Some(after[..come].to_vec()).filter(|it| !it.is_empty()),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(delta_line: u32) -> SemanticToken {
        SemanticToken { delta_line, delta_start: 0, length: 1, token_type: 0, token_modifiers_bitset: 1 }
    }

    #[test]
    fn an_edit_of_tokens_makes_the_old_ones_into_the_new_ones() {
        let lists: [&[u32]; 6] = [&[], &[1], &[1, 2, 3], &[1, 9, 3], &[1, 1, 1, 1], &[2, 3]];
        for before in lists {
            for after in lists {
                let read = |it: &[u32]| it.iter().map(|it| token(*it)).collect::<Vec<_>>();
                let (before, after) = (read(before), read(after));
                let mut made = before.clone();
                for edit in edits(&before, &after) {
                    let (start, n) = ((edit.start / 5) as usize, (edit.delete_count / 5) as usize);
                    made.splice(start..start + n, edit.data.unwrap_or_default());
                }
                assert_eq!(made, after);
            }
        }
        assert!(edits(&[token(1)], &[token(1)]).is_empty());
    }
}
