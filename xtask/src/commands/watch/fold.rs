//! Lines for a window that is narrower than they are. Colour codes have no width.

use console::AnsiCodeIterator;

/// How far a continued line is indented at most, beyond its own start.
const HANG: usize = 2;
/// An indent that would leave too little room is cut to this.
const DEEPEST: usize = 8;

/// The lines of `text`, none wider than `width`, broken between words where there are any.
pub fn fold(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|line| one(line, width.max(1))).collect()
}

/// How wide a line is.
pub(super) fn width_of(line: &str) -> usize {
    AnsiCodeIterator::new(line).filter(|(_, is_code)| !is_code).map(|(part, _)| part.chars().count()).sum()
}

/// As much of a line as fits, with its colours ended.
pub(super) fn cut(line: &str, width: usize) -> String {
    if width_of(line) <= width {
        return line.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let mut text = String::new();
    for (part, is_code) in AnsiCodeIterator::new(line) {
        match is_code {
            true => text += part,
            false => {
                text.extend(part.chars().take(left));
                left = left.saturating_sub(part.chars().count());
            }
        }
    }
    text + "…"
}

fn one(line: &str, width: usize) -> Vec<String> {
    if width_of(line) <= width {
        return vec![line.to_owned()];
    }
    let start = line.chars().take_while(|c| *c == ' ').count();
    let indent = " ".repeat((start + HANG).min(DEEPEST).min(width / 2));
    let mut lines = vec![String::new()];
    // Width of the last line; and where it could be broken: after so many bytes, and so much width.
    let (mut column, mut gap) = (0, None);
    for (part, is_code) in AnsiCodeIterator::new(line) {
        if is_code {
            if let Some(last) = lines.last_mut() {
                last.push_str(part);
            }
            continue;
        }
        for c in part.chars() {
            let Some(last) = lines.last_mut() else { break };
            let words = column > 0 && !last.trim_start().is_empty();
            if c == ' ' && words {
                // Columns are of no use any more: what was aligned by many spaces keeps two.
                if last.ends_with("  ") {
                    continue;
                }
                gap = Some((last.len() + 1, column + 1));
            }
            if column < width {
                last.push(c);
                column += 1;
                continue;
            }
            let (at, before) = gap.take().filter(|(at, _)| *at <= last.len()).unwrap_or((last.len(), column));
            let tail = last.split_off(at);
            last.truncate(last.trim_end().len());
            column = indent.len() + (column - before);
            let mut next = indent.clone() + &tail;
            if c != ' ' || !tail.is_empty() {
                next.push(c);
                column += 1;
            }
            lines.push(next);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{cut, fold, width_of};

    #[test]
    fn lines_break_between_words_and_hang() {
        assert_eq!(fold("short\n\nlines", 10), ["short", "", "lines"]);
        assert_eq!(fold("  aaa bbb ccc", 8), ["  aaa", "    bbb", "    ccc"]);
        assert_eq!(fold("abcdefghij", 4), ["abcd", "  ef", "  gh", "  ij"]);
        assert_eq!(fold("name                 0.31 s", 20), ["name  0.31 s"]);
    }

    #[test]
    fn no_line_is_wider_and_no_word_is_lost() {
        let text = "  property   every waiter of a task gets its exit status, whoever asks first (lost value)";
        for width in 8..100 {
            let lines = fold(text, width);
            assert!(lines.iter().all(|it| width_of(it) <= width), "{width}: {lines:?}");
            let all = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(all(&lines.concat()), all(text), "{width}");
        }
    }

    #[test]
    fn colours_have_no_width() {
        let red = "\u{1b}[31maaa\u{1b}[0m bbb";
        assert_eq!(width_of(red), 7);
        assert_eq!(fold(red, 7), [red]);
        assert_eq!(fold(red, 5), ["\u{1b}[31maaa\u{1b}[0m", "  bbb"]);
        assert_eq!(cut(red, 7), red);
        assert_eq!(cut(red, 3), "\u{1b}[31maa\u{1b}[0m…");
    }
}
