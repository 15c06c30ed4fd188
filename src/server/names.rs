//! The client's names for documents, letter by letter.

use std::collections::HashMap;
use std::fmt::Write;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tower_lsp::ls_types::Uri;

/// Names that are no URIs by the letter of the standard, such as those with spaces, and what we call them meanwhile.
/// Cloning shares them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Mended names with the client's own, both as JSON.
    own: Arc<Mutex<HashMap<String, String>>>,
}

impl Names {
    /// Mends the name of the document that a message is about.
    pub(super) fn mend(&self, message: &mut Value) {
        // Commands of ours take the document that they are about as their first argument.
        let places = ["/params/textDocument/uri", "/params/arguments/0/uri"];
        let Some(place) = places.into_iter().find(|it| message.pointer(it).is_some()) else { return };
        let Some(name) = message.pointer_mut(place) else { return };
        let Some(own) = name.as_str().filter(|it| Uri::from_str(it).is_err()) else { return };
        let mended = mended(own);
        if Uri::from_str(&mended).is_ok() {
            self.lock().insert(Value::from(mended.clone()).to_string(), name.to_string());
            *name = mended.into();
        }
    }

    /// Puts the client's own names back into a message.
    pub(super) fn restore(&self, message: String) -> String {
        self.lock().iter().fold(message, |acc, (mended, own)| acc.replace(mended.as_str(), own))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mended(name: &str) -> String {
    let mut acc = String::new();
    let mut has_fragment = false;
    for (idx, byte) in name.bytes().enumerate() {
        let is_kept = match byte {
            b'%' => name.as_bytes().get(idx + 1..idx + 3).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit)),
            b'#' => !std::mem::replace(&mut has_fragment, true),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if is_kept {
            acc.push(char::from(byte));
        } else {
            let _ = write!(acc, "%{byte:02X}");
        }
    }
    acc
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(own: &str, expected: &str) {
        let names = Names::default();
        let mut message = json!({"params": {"textDocument": {"uri": own}}});
        let before = message.to_string();
        names.mend(&mut message);
        assert_eq!(message["params"]["textDocument"]["uri"], expected);
        assert_eq!(names.restore(message.to_string()), before);
    }

    #[test]
    fn a_name_that_is_no_uri_is_mended_and_restored() {
        check("file:///a b/é[1].md", "file:///a%20b/%C3%A9%5B1%5D.md");
        check("untitled:100% \"sure\"", "untitled:100%25%20%22sure%22");
    }

    #[test]
    fn the_document_that_a_command_is_about_is_mended_as_well() {
        let names = Names::default();
        let mut message = json!({"params": {"command": "c", "arguments": [{"uri": "file:///a b.md"}]}});
        names.mend(&mut message);
        assert_eq!(message["params"]["arguments"][0]["uri"], "file:///a%20b.md");
        let mut message = json!({"params": {"command": "c", "arguments": ["file:///a b.md"]}});
        names.mend(&mut message);
        assert_eq!(message["params"]["arguments"][0], "file:///a b.md");
    }

    #[test]
    fn a_uri_is_left_alone() {
        check("file:///c%3A/a.md", "file:///c%3A/a.md");
        check("vscode-notebook-cell:/a.ipynb#W0", "vscode-notebook-cell:/a.ipynb#W0");
        check("no scheme", "no scheme");
    }
}
