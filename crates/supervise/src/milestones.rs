//! How often a program has said that it got on.

/// Counts the whole lines of a growing text that begin in one way. Each byte is looked at once: an output may be long,
/// and is looked at many times a second.
#[derive(Debug)]
pub struct Milestones {
    sign: &'static [u8],
    count: u64,
    /// Where the last line begins.
    line: usize,
    looked_at: usize,
}

impl Milestones {
    /// Of lines that begin with `sign`.
    pub fn new(sign: &'static [u8]) -> Milestones {
        Milestones { sign, count: 0, line: 0, looked_at: 0 }
    }

    /// How many there are in `text`: what was given before, and perhaps more.
    pub fn in_text(&mut self, text: &[u8]) -> u64 {
        let mut found = 0;
        self.each_new(text, |_| found += 1);
        self.count += found;
        self.count
    }

    /// Gives `take` each of them that was not whole before.
    pub fn each_new(&mut self, text: &[u8], mut take: impl FnMut(&[u8])) {
        let new = text.get(self.looked_at..).unwrap_or_default();
        for (at, _) in new.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            let end = self.looked_at + at;
            let line = &text[self.line..end];
            if line.starts_with(self.sign) {
                take(line);
            }
            self.line = end + 1;
        }
        self.looked_at = text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::Milestones;

    #[test]
    fn a_line_counts_once_and_when_it_is_whole() {
        let mut milestones = Milestones::new(b"built");
        let text = b"built a\nand not built\nbuilt b\nbuil";
        let counts: Vec<u64> = (0..=text.len()).map(|end| milestones.in_text(&text[..end])).collect();
        assert_eq!((counts[7], counts[8], counts[21], counts[text.len()]), (0, 1, 1, 2));
        assert_eq!(milestones.in_text(b"built a\nand not built\nbuilt b\nbuilt c\n"), 3);
    }
}
