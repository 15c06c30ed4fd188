//! Pieces of HTML that the page is made of.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, PreEscaped, Render, html};
use sha2::{Digest as _, Sha256};

use crate::corpus::import::OWN_GENERATOR;
use crate::text::visible;

/// Text of unknown origin: hidden characters made visible, marks of HTML escaped.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl Render for Shown<'_> {
    fn render_to(&self, acc: &mut String) {
        visible(self.0).render_to(acc);
    }
}

/// A message with what it has between backticks as code, and a capital letter.
pub(super) fn message(message: &str) -> Markup {
    let message = with_capital(message);
    let parts = message.split('`').enumerate();
    html! {
        @for (idx, part) in parts {
            @if idx % 2 == 1 { code { (Shown(part)) } } @else { (Shown(part)) }
        }
    }
}

/// The text with a capital letter at its start.
pub(super) fn with_capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// How a policy names a script or a style sheet that stands in the page.
pub(super) fn integrity(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|it| format!("{it:02x}")).collect()
}

/// A link where there is an address, the bare words where there is none. It leads out of the page and tells nobody from
/// where.
pub(super) fn link(address: Option<&str>, words: &Markup) -> Markup {
    match address {
        Some(address) => html! { a href=(address) rel="noopener noreferrer" { (words) } },
        None => words.clone(),
    }
}

/// Several pieces with a mark between them.
pub(super) fn joined(parts: &[Markup], between: &str) -> Markup {
    PreEscaped(parts.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(between))
}

/// The head of a page of ours, with the policy on what it may load.
pub(super) fn page_head(policy: &str, title: &str, style: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            (PreEscaped(OWN_GENERATOR)) (env!("CARGO_PKG_VERSION")) (PreEscaped("\">"))
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { "Source check: " (Shown(title)) }
            style { (PreEscaped(style)) }
        }
    }
}
