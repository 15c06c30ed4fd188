//! The parts of the method that can be switched off, to see what each gives.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which parts of the method judge a claim. All of them, unless switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Components {
    /// Figures and dates beside those of the sources.
    pub quantities: bool,
    /// Names that the sources lack, or have elsewhere.
    pub names: bool,
    /// The claim laid beside its best passage, to see what stands in the place of what.
    pub slots: bool,
    /// Denials, opposites, particles and directions.
    pub negation: bool,
    /// What is stated as done or certain where the sources hedge.
    pub modality: bool,
    /// Quotations word for word, and their speakers.
    pub quotations: bool,
    /// The offices that people hold.
    pub roles: bool,
    /// Synonyms, spellings, acronyms and metonyms; without it only the same stem counts as the same word.
    pub lexicon: bool,
    /// Who did what, whose it is, and who is said to have said it.
    pub who_did_what: bool,
    /// What came first, and what came of what.
    pub order: bool,
    /// How many it is said of: only one, all, so many.
    pub scope: bool,
    /// One plain word in the place of another that means something else.
    pub replaced_words: bool,
    /// Joined claims judged clause by clause as well.
    pub clauses: bool,
    /// Lists compared item by item.
    pub lists: bool,
    /// What "he", "she" and "the minister" stand for, in the draft and in the sources.
    pub coreference: bool,
    /// Sources that disagree with one another.
    pub disputes: bool,
    /// Too little support by the score alone.
    pub score: bool,
}

impl Default for Components {
    fn default() -> Self {
        Self::all()
    }
}

impl Components {
    /// Their names, as in the configuration.
    pub const NAMES: &[&str] = &[
        "quantities",
        "names",
        "slots",
        "negation",
        "modality",
        "quotations",
        "roles",
        "lexicon",
        "who-did-what",
        "order",
        "scope",
        "replaced-words",
        "clauses",
        "lists",
        "coreference",
        "disputes",
        "score",
    ];

    /// The whole method.
    pub const fn all() -> Self {
        Self {
            quantities: true,
            names: true,
            slots: true,
            negation: true,
            modality: true,
            quotations: true,
            roles: true,
            lexicon: true,
            who_did_what: true,
            order: true,
            scope: true,
            replaced_words: true,
            clauses: true,
            lists: true,
            coreference: true,
            disputes: true,
            score: true,
        }
    }

    /// The switch of that name, one of [`Components::NAMES`].
    pub fn switch(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "quantities" => &mut self.quantities,
            "names" => &mut self.names,
            "slots" => &mut self.slots,
            "negation" => &mut self.negation,
            "modality" => &mut self.modality,
            "quotations" => &mut self.quotations,
            "roles" => &mut self.roles,
            "lexicon" => &mut self.lexicon,
            "who-did-what" => &mut self.who_did_what,
            "order" => &mut self.order,
            "scope" => &mut self.scope,
            "replaced-words" => &mut self.replaced_words,
            "clauses" => &mut self.clauses,
            "lists" => &mut self.lists,
            "coreference" => &mut self.coreference,
            "disputes" => &mut self.disputes,
            "score" => &mut self.score,
            _ => return None,
        })
    }

    /// All but the named one; `None` for a name that is none of theirs.
    pub fn without(mut self, name: &str) -> Option<Self> {
        *self.switch(name)? = false;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_switch_of_its_own() {
        let mut left = Components::all();
        for (idx, name) in Components::NAMES.iter().enumerate() {
            let before = left;
            left = left.without(name).expect("a switch");
            assert_ne!(before, left, "{idx}: {name}");
        }
        assert_eq!(Components::all().without("negations"), None);
    }
}
