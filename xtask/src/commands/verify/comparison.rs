//! What was found beside what was wanted, and how it is printed. Not here: what is compared.

use crate::{
    out,
    render::line::plural,
    style::{BAD, GOOD, paint},
};

/// One row of the answer.
pub(super) struct Comparison {
    pub(super) good: bool,
    pub(super) name: String,
    pub(super) found: String,
    pub(super) wanted: String,
}

impl Comparison {
    pub(super) fn print(&self) -> anyhow::Result<()> {
        let mark = if self.good { paint(GOOD, "ok ") } else { paint(BAD, "bad") };
        out::line(&format!("  {mark} {:<26} {}", self.name, self.found))?;
        if !self.good {
            out::line(&format!("      wanted: {}", self.wanted))?;
        }
        Ok(())
    }
}

/// One fault of a contract is in every row: what several say in the same words is said once, with
/// the names of all.
pub(super) fn folded(lines: Vec<Comparison>) -> Vec<Comparison> {
    let mut folded: Vec<(Comparison, Vec<String>)> = Vec::new();
    for line in lines {
        match folded.iter_mut().find(|(it, _)| !it.good && !line.good && it.found == line.found) {
            Some((_, others)) => others.push(line.name),
            None => folded.push((line, Vec::new())),
        }
    }
    let one = |(mut line, others): (Comparison, Vec<String>)| match others.as_slice() {
        [] => line,
        others => {
            let (count, names) = (plural(others.len(), "other"), others.join(" "));
            line.wanted = format!("{}; the same is said of {count}: {names}", line.wanted);
            line
        }
    };
    folded.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{Comparison, folded};

    fn line(good: bool, name: &str, found: &str) -> Comparison {
        Comparison { good, name: name.to_owned(), found: found.to_owned(), wanted: "solved".to_owned() }
    }

    #[test]
    fn what_several_say_is_said_once_and_names_all() {
        let fault = "does not compile - contract.rs:12";
        let lines = vec![
            line(false, "fixed", fault),
            line(true, "buggy", "still broken"),
            line(true, "before", "still broken"),
            line(false, "right_one", fault),
            line(false, "wrong_one", "solved"),
            line(false, "right_two", fault),
        ];
        let folded = folded(lines);
        let names: Vec<&str> = folded.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["fixed", "buggy", "before", "wrong_one"]);
        assert_eq!(folded[0].wanted, "solved; the same is said of 2 others: right_one right_two");
    }
}
