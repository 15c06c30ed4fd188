//! What the class, id and role of an element tell of it.

use std::collections::HashSet;
use std::sync::LazyLock;

struct Marks {
    around: HashSet<&'static str>,
    around_pair: HashSet<&'static str>,
    topic: Vec<&'static str>,
    lead: HashSet<&'static str>,
    note: HashSet<&'static str>,
    boxed: HashSet<&'static str>,
    pull: HashSet<&'static str>,
    byline: HashSet<&'static str>,
    caption: HashSet<&'static str>,
    credit: HashSet<&'static str>,
    signature: HashSet<&'static str>,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let file = include_str!("marks.txt");
    let words = |section: &str| -> Vec<&'static str> {
        let lines = file.lines().map(str::trim).skip_while(move |it| *it != section).skip(1);
        let lines = lines.take_while(|it| !it.starts_with('[')).filter(|it| !it.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    };
    let set = |section: &str| words(section).into_iter().collect();
    Marks {
        around: set("[around]"),
        around_pair: set("[around-pair]"),
        topic: words("[topic]"),
        lead: set("[lead]"),
        note: set("[note]"),
        boxed: set("[box]"),
        pull: set("[pull]"),
        byline: set("[byline]"),
        caption: set("[caption]"),
        credit: set("[credit]"),
        signature: set("[signature]"),
    }
});

/// Whether an element of this class and id stands around a text.
pub(super) fn is_around(names: &str) -> bool {
    names.split_whitespace().any(|name| {
        let lower = name.to_lowercase();
        if MARKS.topic.iter().any(|it| lower.starts_with(it)) {
            return false;
        }
        let words = words_of(name);
        words.iter().any(|it| MARKS.around.contains(it.as_str()))
            || words.windows(2).any(|it| MARKS.around_pair.contains(it.join("-").as_str()))
    })
}

/// Whether it holds what introduces an article.
pub(super) fn is_lead(names: &str) -> bool {
    has(names, &MARKS.lead)
}

/// Whether it holds footnotes.
pub(super) fn is_note(names: &str) -> bool {
    has(names, &MARKS.note)
}

/// Whether it is a box that belongs to the article.
pub(super) fn is_box(names: &str) -> bool {
    has(names, &MARKS.boxed)
}

/// Whether it shows words of the article once more.
pub(super) fn is_pull(names: &str) -> bool {
    has(names, &MARKS.pull)
}

/// Whether it says who wrote the article and when.
pub(super) fn is_byline(names: &str) -> bool {
    has(names, &MARKS.byline)
}

/// Whether it says what a picture shows.
pub(super) fn is_caption(names: &str) -> bool {
    has(names, &MARKS.caption)
}

/// Whether it is what somebody puts below each mail.
pub(super) fn is_signature(names: &str) -> bool {
    has(names, &MARKS.signature)
}

/// Whether it says who made a picture.
pub(super) fn is_credit(names: &str) -> bool {
    has(names, &MARKS.credit)
}

pub(super) fn is_around_role(role: &str) -> bool {
    matches!(
        role,
        "navigation"
            | "banner"
            | "complementary"
            | "contentinfo"
            | "search"
            | "dialog"
            | "alertdialog"
            | "menu"
            | "menubar"
            | "form"
    )
}

fn has(names: &str, marks: &HashSet<&'static str>) -> bool {
    names.split_whitespace().flat_map(words_of).any(|it| marks.contains(it.as_str()))
}

/// `ArticleBody-relatedLinks__3xY` is article, body, related, links and what the build tool has made up.
fn words_of(name: &str) -> Vec<String> {
    let mut acc = vec![String::new()];
    let mut last = ' ';
    for c in name.chars() {
        let is_start = c.is_ascii_uppercase() && last.is_ascii_lowercase();
        if is_start || !c.is_ascii_alphanumeric() {
            acc.push(String::new());
        }
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), acc.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
        last = c;
    }
    acc.retain(|it| !it.is_empty());
    acc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tell_what_stands_around_a_text() {
        for names in
            ["related-posts", "ArticleBody-relatedLinks__3xY", "newsletterSignup", "jp-sharedaddy", "most-read"]
        {
            assert!(is_around(names), "{names}");
        }
        for names in
            ["post-comments-open", "category-social", "article-body", "shared-values", "has-sidebar", "css-1ad9x"]
        {
            assert!(!is_around(names), "{names}");
        }
    }
}
