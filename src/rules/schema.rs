//! The JSON schemas of the files that people write, with the rules in them by name.

use super::{RULES, known_names};
use crate::config;

/// The JSON schema of `citecheck.toml`, for editors.
pub fn schema() -> String {
    config::schema(RULES.iter().map(|it| (it.name, it.summary)))
}

/// The JSON schema of `citecheck.accepted.toml`, for editors.
pub fn accepted_schema() -> String {
    config::accepted_schema(known_names().into_iter())
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    #[test]
    fn the_schemas_in_the_repository_are_current() {
        expect_file!["../config/citecheck.schema.json"].assert_eq(&format!("{}\n", super::schema()));
        expect_file!["../config/citecheck.accepted.schema.json"].assert_eq(&format!("{}\n", super::accepted_schema()));
    }
}
