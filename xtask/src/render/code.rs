//! Lines of code in a terminal: what is too long goes on below, farther in, and breaks between words where it can.

/// How much farther in the rest of a line stands.
const FARTHER: usize = 4;

/// One line of code as lines of at most `room` columns.
pub fn broken(line: &str, room: usize) -> Vec<String> {
    let line = line.replace('\t', "  ");
    // The line's own indent stays; a deep one leaves room for words all the same.
    let own = (line.len() - line.trim_start().len()).min(room / 2);
    let mut lines = Vec::new();
    let (mut rest, mut indent) = (line.as_str(), 0);
    loop {
        let space = room.saturating_sub(indent).max(1);
        if rest.chars().count() <= space {
            lines.push(format!("{}{rest}", " ".repeat(indent)).trim_end().to_owned());
            return lines;
        }
        let end = rest.char_indices().nth(space).map_or(rest.len(), |(at, _)| at);
        // At the last space that is not the line's own indent.
        let first = rest.len() - rest.trim_start().len();
        let cut = rest[..end].rfind(' ').filter(|at| *at > first).unwrap_or(end);
        lines.push(format!("{}{}", " ".repeat(indent), &rest[..cut]).trim_end().to_owned());
        rest = rest[cut..].trim_start();
        indent = own + FARTHER;
    }
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn a_long_line_goes_on_below_and_farther_in() {
        let long = format!("    let first = {};", "second(third) ".repeat(8).trim());
        let lines = broken(&long, 60);
        assert!(lines.len() > 1 && lines.iter().all(|it| it.chars().count() <= 60), "{lines:?}");
        assert!(lines[1].starts_with("        second"), "{lines:?}");
        let joined: Vec<&str> = lines.iter().flat_map(|it| it.split_whitespace()).collect();
        assert_eq!(joined.join(" "), long.trim());
    }

    #[test]
    fn nothing_is_lost_of_what_has_no_spaces() {
        let lines = broken(&"x".repeat(150), 40);
        assert_eq!(lines.iter().map(|it| it.trim().len()).sum::<usize>(), 150);
        assert_eq!(broken("", 40), [""]);
    }
}
