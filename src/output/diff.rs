//! What a text would become, as a unified diff.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use crate::text::{Span, visible};

/// Lines shown around what changes, as `diff -u` has them.
const CONTEXT: usize = 3;

/// The unified diff from one text to another; empty when they are the same. `name` is the file's, `written` the spans of
/// the new text to point out. Styled, it is for reading: in colours, hidden characters shown; otherwise for `patch`.
pub fn diff(old: &str, new: &str, name: &str, written: &[Span], is_styled: bool) -> String {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let of = |lines: &[(usize, &str)]| lines.iter().map(|it| it.1.to_owned()).collect::<Vec<String>>();
    let ops = capture_diff_slices(Algorithm::Myers, &of(&old_lines), &of(&new_lines));
    let paint = Paint { is_styled };
    let mut acc = String::new();
    for group in group_diff_ops(ops, CONTEXT).iter().filter(|it| !it.is_empty()) {
        if acc.is_empty() {
            let shown = visible(name);
            acc += &paint.line("\x1b[1m", &format!("--- a/{shown}"));
            acc += &paint.line("\x1b[1m", &format!("+++ b/{shown}"));
        }
        acc += &paint.line("\x1b[36m", &heading(group));
        for op in group {
            let (tag, olds, news) = op.as_tag_tuple();
            for (_, line) in &old_lines[olds] {
                match tag {
                    DiffTag::Equal => acc += &paint.whole(' ', line, ""),
                    _ => acc += &paint.whole('-', line, "\x1b[31m"),
                }
            }
            for (start, line) in new_lines[news].iter().filter(|_| tag != DiffTag::Equal) {
                let span = Span::new(*start, *start + line.len());
                let inside = written.iter().filter(|it| it.overlaps(span));
                let inside: Vec<Span> = inside
                    .map(|it| Span::new(it.start.max(span.start) - start, it.end.min(span.end) - start))
                    .collect();
                acc += &paint.added(line, &inside);
            }
        }
    }
    acc
}

/// The lines with their line ends, each with its place.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let mut acc = Vec::new();
    for line in text.split_inclusive('\n') {
        acc.push((start, line));
        start += line.len();
    }
    acc
}

/// `@@ -3,7 +3,8 @@`
fn heading(group: &[DiffOp]) -> String {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return String::new() };
    // Of no lines, the one before is named.
    let range = |start: usize, end: usize| match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        n => format!("{},{n}", start + 1),
    };
    let old = range(first.old_range().start, last.old_range().end);
    let new = range(first.new_range().start, last.new_range().end);
    format!("@@ -{old} +{new} @@")
}

struct Paint {
    is_styled: bool,
}

const PLAIN: &str = "\x1b[0m";

impl Paint {
    fn line(&self, style: &str, words: &str) -> String {
        if self.is_styled { format!("{style}{words}{PLAIN}\n") } else { format!("{words}\n") }
    }

    fn whole(&self, mark: char, line: &str, style: &str) -> String {
        if !self.is_styled {
            return raw(mark, line);
        }
        let words = visible(line.trim_end_matches(['\n', '\r']));
        if style.is_empty() { format!("{mark}{words}\n") } else { format!("{style}{mark}{words}{PLAIN}\n") }
    }

    /// What was inserted stands out in its line.
    fn added(&self, line: &str, inside: &[Span]) -> String {
        const ADDED: &str = "\x1b[32m";
        const NEW: &str = "\x1b[1;4;32m";
        if !self.is_styled {
            return raw('+', line);
        }
        let words = line.trim_end_matches(['\n', '\r']);
        let mut acc = format!("{ADDED}+");
        let mut at = 0;
        for span in inside {
            let (start, end) = (span.start.clamp(at, words.len()), span.end.clamp(at, words.len()));
            acc += &visible(&words[at..start]);
            acc += &format!("{PLAIN}{NEW}{}{PLAIN}{ADDED}", visible(&words[start..end]));
            at = end.max(start);
        }
        acc += &visible(&words[at..]);
        acc + PLAIN + "\n"
    }
}

/// A line for `patch`, byte for byte.
fn raw(mark: char, line: &str) -> String {
    if line.ends_with('\n') { format!("{mark}{line}") } else { format!("{mark}{line}\n\\ No newline at end of file\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_as_patch_reads_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni";
        let new = "a\nb [1]\nc\nd\ne\nf\ng\nh\ni\n\nz\n";
        expect_test::expect![[r#"
            --- a/x.md
            +++ b/x.md
            @@ -1,9 +1,11 @@
             a
            -b
            +b [1]
             c
             d
             e
             f
             g
             h
            -i
            \ No newline at end of file
            +i
            +
            +z
        "#]]
        .assert_eq(&diff(old, new, "x.md", &[], false));
        assert_eq!(diff(old, old, "x.md", &[], false), "");
        assert_eq!(diff("", "a\n", "x.md", &[], false), "--- a/x.md\n+++ b/x.md\n@@ -0,0 +1 @@\n+a\n");
    }

    #[test]
    fn in_a_terminal_the_new_words_stand_out_and_nothing_is_hidden() {
        let styled = diff("a\u{202E} b.\n", "a\u{202E} b [1].\n", "x.md", &[Span::new(6, 10)], true);
        assert!(
            styled.ends_with("\u{1b}[32m+a⟨U+202E⟩ b\u{1b}[0m\u{1b}[1;4;32m [1]\u{1b}[0m\u{1b}[32m.\u{1b}[0m\n"),
            "{styled:?}"
        );
    }
}
