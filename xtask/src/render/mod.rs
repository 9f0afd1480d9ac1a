//! How a check reads in a terminal. Functions from data to text; nothing here prints, and nothing here depends
//! on the time of day or on the machine, except the one duration in the headline.

pub mod code;
mod coverage;
#[cfg(test)]
mod failures;
pub mod json;
mod leaks;
pub mod line;
mod longer;
pub mod markdown;
mod names;
mod places;
mod seen;
pub mod steps;
#[cfg(test)]
mod tests;

pub use places::Places;
pub use seen::Seen;

use crate::{
    commands::watch::fold,
    style::{BAD, BOLD, DIM, GOOD, LOOK, NEXT, paint},
};
use anstream::adapter::strip_str;
use checker::Checked;
use edge::{set_off, visible};
use leaks::Failing;
use line::{Line, NARROW, change, columns, cut, margin, paragraph, plural, quote, width, wrap};
use protocol::{Counterexample, Kind, Outcome, PropertyReport, Verdict};
use records::Exercise;

/// How much of a subject's name is shown, in columns.
const SUBJECT: usize = 40;
/// How many lines of the subject's own output are shown.
const PRINTED_LINES: usize = 20;

const CHANGED: &str = "a file was changed while it was judged. This verdict is about the bytes before, and is not \
                       remembered for those that are there now; check again.";

/// What is shown, and how much of it.
pub struct View<'a> {
    /// What was checked.
    pub exercise: &'a Exercise,
    /// How the subject is called, where it is not the learner's file.
    pub subject: Option<&'a str>,
    /// What came out.
    pub checked: &'a Seen,
    /// Where places are on disk.
    pub places: &'a Places,
    /// Whether long counterexamples keep their middle.
    pub all_steps: bool,
}

impl View<'_> {
    /// The whole answer.
    pub fn human(&self) -> String {
        let body = match self.checked.judged.verdict {
            Verdict::Solved | Verdict::Holds => self.held(),
            Verdict::StillBroken => self.broken(),
            _ => self.told(),
        };
        self.headline() + &body + &self.changed() + &self.printed()
    }

    /// A verdict is about bytes, and those may be gone.
    fn changed(&self) -> String {
        match self.checked.bytes.changed_meanwhile {
            true => paragraph("  note: ", CHANGED),
            false => String::new(),
        }
    }

    fn headline(&self) -> String {
        let verdict = self.checked.judged.verdict;
        let style = if verdict.is_good() { GOOD } else { BAD };
        let mut line =
            Line::default().styled(BOLD, &self.exercise.short()).plain(" · ").plain(&change(&self.exercise.change));
        if let Some(subject) = self.subject {
            // It is a file's name, and may be as long as a screen.
            line = line.plain(" · ").plain(&cut(subject, SUBJECT));
        }
        let took = format!("{:.2} s", self.checked.took.as_secs_f64());
        line.plain(" · ").styled(style, verdict.words()).right(DIM, &took).end()
    }

    fn statement(&self, id: &str) -> &str {
        self.exercise.record.property.iter().find(|it| it.id == id).map_or("", |it| it.statement.as_str())
    }

    /// The property's line, with its kind at the right margin.
    fn property(&self, id: &str, kind: Kind) -> String {
        let kind = format!("({})", kind.words());
        let room = if width() < NARROW { width() - 13 } else { width() - 13 - kind.len() - 2 };
        let words = wrap(self.statement(id), room);
        let mut text = Line::new("  property   ").styled(BOLD, &words[0]).right(BAD, &kind).end();
        for more in &words[1..] {
            text += &Line::new("             ").styled(BOLD, more).end();
        }
        text
    }

    fn broken(&self) -> String {
        let properties = &self.checked.judged.properties;
        let failing = Failing::of(properties);
        let Some((first, kind, message)) = failing.first else { return self.told() };
        let mut text = match failing.one_leak_everywhere(properties) {
            true => leaks::everywhere(),
            false => self.property(broken_promise(first).unwrap_or(&first.id), kind),
        };
        if broken_promise(first).is_some() {
            text += &paragraph("             ", &format!("seen in the scene of {}", first.id));
        }
        if let Some(example) = &first.counterexample {
            let label = format!("  fails at cost {}: ", example.cost);
            text += &quote(&label, message);
            if let Some(situation) = &example.situation {
                text += &paragraph("  in the situation: ", situation);
            }
            text += &steps::table(example, self.all_steps);
            text += &steps::stuck(example);
            if let (Some(place), None) = (self.places.of(example), self.subject) {
                text += &Line::new("  open: ").fitting(DIM, &place, 4).end();
            }
            if self.subject.is_none() {
                text += &Line::new("  step by step: ").fitting(NEXT, &self.explore(first, example), 2).end();
            }
            if example.steps.iter().any(|step| step.departs) {
                let lines = wrap("departs from the default order: what the cost counts", width() - 4);
                for (index, words) in lines.iter().enumerate() {
                    let mark = if index == 0 { "*" } else { "" };
                    text += &Line::new("  ").styled(LOOK, mark).column(4).styled(DIM, words).end();
                }
            }
        } else {
            text += &quote("  ", message);
        }
        let also = failing.others();
        if !also.is_empty() {
            text += &paragraph("  fails too: ", &also.join(", "));
        }
        for words in &self.checked.judged.words {
            text += &quote("  ", words);
        }
        text + &self.count() + &self.see_the_others(&also)
    }

    /// The command that opens this schedule at a board.
    fn explore(&self, property: &PropertyReport, example: &Counterexample) -> String {
        let name = self.exercise.short();
        let fails = |it: &&PropertyReport| matches!(it.outcome, Outcome::Fails { .. });
        let first = self.checked.judged.properties.iter().find(fails).is_some_and(|it| it.id == property.id);
        match (&example.situation, first) {
            // The board finds the schedule of a scene by itself; one of a generated situation it must be told.
            (Some(_), _) => {
                format!("cargo xtask explore {name} --property {} --replay '{}'", property.id, example.tape)
            }
            (None, true) => format!("cargo xtask explore {name} --failure"),
            (None, false) => format!("cargo xtask explore {name} --failure --property {}", property.id),
        }
    }

    /// `2 of 5 properties hold         next: cargo xtask hint exercise-3`.
    fn count(&self) -> String {
        let all = &self.checked.judged.properties;
        let broken = |id: &str| all.iter().filter_map(broken_promise).any(|promise| promise == id);
        let hold = all.iter().filter(|it| it.outcome == Outcome::Holds && !broken(&it.id)).count();
        let sum = match all.len() {
            1 => "  the property does not hold".to_owned(),
            n => format!("  {hold} of {n} properties hold"),
        };
        let line = Line::new(&sum);
        match self.subject {
            None => line
                .column(33)
                .plain("next: ")
                .fitting(NEXT, &format!("cargo xtask hint {}", self.exercise.short()), 2)
                .end(),
            Some(_) => line.end(),
        }
    }

    /// How to look at another property that fails.
    fn see_the_others(&self, also: &[String]) -> String {
        match also.first().and_then(|it| it.split([' ', ',']).next()) {
            Some(id) if self.subject.is_none() => {
                let command = format!("cargo xtask check {} --property {id}", self.exercise.short());
                Line::new("  one of the others: ").fitting(NEXT, &command, 2).end()
            }
            _ => String::new(),
        }
    }

    fn held(&self) -> String {
        let properties = &self.checked.judged.properties;
        let mut text: String = properties.iter().map(|it| self.passed(it)).collect();
        let (asked, world) = (&self.checked.judged.asked, self.exercise.record.world);
        if !asked.groups.is_empty() {
            text += &coverage::asked(asked, properties, world);
        }
        text += &coverage::not_asked(properties, asked, world);
        match (self.checked.judged.verdict, self.subject) {
            (Verdict::Solved, None) => {
                let sum = match properties.len() {
                    1 => "  the property holds".to_owned(),
                    n => format!("  all {n} properties hold"),
                };
                let next = format!("cargo xtask solution {}", self.exercise.short());
                text += &Line::new(&sum).column(33).plain("next: ").fitting(NEXT, &next, 2).end();
            }
            (Verdict::Holds, _) => text += "  this is less than the whole contract, and no verdict on the exercise\n",
            _ => {}
        }
        text
    }

    /// One property that held, with what was searched at the right margin.
    fn passed(&self, property: &PropertyReport) -> String {
        let searched = coverage::searched(&property.coverage);
        let room = width() - 4;
        let room = if width() < NARROW { room } else { room - searched.chars().count() - 2 };
        let lines = wrap(self.statement(&property.id), room);
        let mut text = Line::new("  ").styled(GOOD, "✓").plain(" ").plain(&lines[0]).right(DIM, &searched).end();
        for more in &lines[1..] {
            text += &Line::new("    ").plain(more).end();
        }
        text
    }

    /// A verdict that is told in words.
    fn told(&self) -> String {
        let verdict = self.checked.judged.verdict;
        let mut text = String::new();
        for words in self.checked.judged.words.iter().map(|it| self.places.in_words(it)) {
            match verdict {
                // rustc's own lines, as it broke them.
                Verdict::DoesNotCompile => text += &(within_the_margin(words.trim_end()) + "\n\n"),
                // A line of a stack keeps its indent.
                _ if words.starts_with(' ') => text += &Line::new("  ").plain(words.trim_end()).end(),
                _ => text.extend(words.lines().map(|line| quote("  ", line))),
            }
        }
        text += &self.endless();
        if let Some(longer) = &self.checked.judged.longer {
            let command = longer::command(self.exercise, longer);
            text += &Line::new("  to search on: ").fitting(NEXT, &command, 2).end();
        }
        if let (Verdict::ApiChanged, None) = (verdict, self.subject) {
            let command = format!("cargo xtask diff {}", self.exercise.short());
            text += &Line::new("  what you changed: ").fitting(NEXT, &command, 2).end();
        }
        // rustc has said all there is to say.
        if self.subject.is_none() && verdict != Verdict::DoesNotCompile {
            let explain = format!("cargo xtask explain {}", verdict.id());
            text += &Line::new("  what this verdict means: ").fitting(NEXT, &explain, 2).end();
        }
        text
    }

    /// How a schedule that goes on for ever begins. What follows repeats it.
    fn endless(&self) -> String {
        let endless = |it: &&PropertyReport| matches!(it.outcome, Outcome::TooManySteps { .. });
        let found = self.checked.judged.properties.iter().find(endless).and_then(|it| it.counterexample.as_ref());
        found.map_or_else(String::new, |example| {
            Line::new("  how it begins:").end() + &steps::table(example, self.all_steps)
        })
    }

    /// What the subject printed, in all schedules together.
    fn printed(&self) -> String {
        if self.checked.printed.text.is_empty() {
            return String::new();
        }
        let lines: Vec<&str> = self.checked.printed.text.lines().collect();
        let mut text = Line::new("  ").styled(DIM, "it printed, all schedules together:").end();
        let mut whole = 0;
        let mut room = PRINTED_LINES;
        for line in &lines {
            let shown = set_off::text(line, width());
            let rows = shown.lines().count();
            text.extend(shown.lines().take(room).map(|row| format!("{row}\n")));
            if rows > room {
                break;
            }
            (whole, room) = (whole + 1, room - rows);
        }
        let more = lines.len() - whole;
        let mut rest = Vec::new();
        if more > 0 {
            rest.push(format!("{} more", plural(more, "line")));
        }
        if self.checked.printed.more > 0 {
            rest.push(format!("… {} bytes more", self.checked.printed.more));
        }
        if !rest.is_empty() {
            text += &Line::new("  ").styled(DIM, &format!("  {}", rest.join(", and "))).end();
        }
        text
    }
}

/// rustc's lines as they are; on a terminal that would break one of them, it is broken here, and indented. A message is
/// the learner's text, and must not begin a row.
fn within_the_margin(words: &str) -> String {
    let Some(margin) = margin() else { return words.to_owned() };
    let row = |line: &str| {
        let plain = strip_str(line).to_string();
        match columns(&plain) {
            width if width <= margin => vec![line.to_owned()],
            _ if plain.is_ascii() => fold(line, margin),
            _ => fold(line, margin / 2),
        }
    };
    words.lines().flat_map(row).collect::<Vec<_>>().join("\n")
}

/// The property whose promise a failure breaks, where that is another one than its own.
fn broken_promise(property: &PropertyReport) -> Option<&str> {
    property.counterexample.as_ref().and_then(|example| example.breaks.as_deref())
}

/// A few words for lists: the verdict, and what fails.
pub fn in_brief(checked: &Checked) -> String {
    let failing = checked.judged.properties.iter().filter_map(|it| match it.outcome {
        Outcome::Fails { kind, .. } => Some(format!("{} ({})", it.id, kind.words())),
        _ => None,
    });
    let failing: Vec<String> = failing.collect();
    match failing.is_empty() {
        true => checked.judged.verdict.words().to_owned(),
        false => format!("{}: {}", checked.judged.verdict.words(), failing.join(", ")),
    }
}

/// An error, a warning, a hint: one styled word in front.
pub fn labelled(label: &str, text: &str) -> String {
    let style = if label == "error" { BAD } else { LOOK };
    // Errors quote names and files.
    let text = visible::lines(text);
    format!("{} {text}", paint(style, &format!("{label}:")))
}
