//! Fenced blocks in the text of a comment, as a forge reads them. The pages read them with `book/assets/review/blocks.js`;
//! `crates/review/tests/blocks.json` has cases for both. What a block is for is not decided here, apart from its name.

/// What the first line of a suggestion says after its fence.
pub const SUGGESTION: &str = "suggestion";

/// One fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The first word after the fence: `rust`, `suggestion`; or nothing.
    pub name: String,
    /// What is inside, each line with its newline.
    pub text: String,
    /// Whether its end is there. Without it, all that follows is inside.
    pub is_closed: bool,
}

impl Block {
    /// Whether it proposes other lines.
    pub fn is_suggestion(&self) -> bool {
        self.name == SUGGESTION
    }
}

/// The blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<(Fence, Block)> = None;
    for line in text.lines() {
        open = match open.take() {
            None => Fence::of(line).map(|(fence, info)| {
                let name = info.split_whitespace().next().unwrap_or_default().to_owned();
                (fence, Block { name, text: String::new(), is_closed: false })
            }),
            Some((fence, mut block)) if fence.is_closed_by(line) => {
                block.is_closed = true;
                found.push(block);
                None
            }
            Some((fence, mut block)) => {
                block.text.push_str(fence.inside(line));
                block.text.push('\n');
                Some((fence, block))
            }
        };
    }
    found.extend(open.map(|(_, block)| block));
    found
}

/// How a block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fence {
    mark: char,
    count: usize,
    indent: usize,
}

impl Fence {
    /// The fence that begins with this line, and what stands after it.
    fn of(line: &str) -> Option<(Fence, &str)> {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let mark = rest.chars().next().filter(|it| matches!(it, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let count = rest.len() - info.len();
        // `x` between three backticks on one line is code in a sentence.
        let is_fence = count >= 3 && indent < 4 && !(mark == '`' && info.contains('`'));
        is_fence.then_some((Fence { mark, count, indent }, info))
    }

    fn is_closed_by(self, line: &str) -> bool {
        let end = Fence::of(line).filter(|(end, info)| end.mark == self.mark && info.trim().is_empty());
        end.is_some_and(|(end, _)| end.count >= self.count)
    }

    /// A line inside, without as much of its indent as the fence has.
    fn inside(self, line: &str) -> &str {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        &line[spaces.min(self.indent)..]
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        what: String,
        text: String,
        blocks: Vec<(String, String, bool)>,
    }

    #[test]
    fn each_case_reads_as_it_does_on_a_page() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/blocks.json")).expect("the cases");
        assert!(cases.len() > 9);
        for case in cases {
            let found: Vec<_> = blocks(&case.text).into_iter().map(|it| (it.name, it.text, it.is_closed)).collect();
            assert_eq!(found, case.blocks, "{}", case.what);
        }
    }
}
