//! What a learner sees by now, and what not, for each hazard: the numbers behind it, and a word. Pure: the terminal, the file to
//! keep and the page have the same rows.

use crate::{Progress, Standing};
use records::{Course, Exercise, Sort, hazards::Hazard, quiz::Card};
use serde::Serialize;

/// What the numbers say about a hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// It was found, or an exercise with it was solved, and it is not owed.
    Seen,
    /// It was missed, and not met since.
    Missed,
    /// Nothing with it was done.
    NotMet,
}

/// One hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// How it reads.
    pub name: String,
    /// The question that finds it.
    pub question: String,
    /// What the numbers say.
    pub sight: Sight,
    /// Whether its drill is solved; `None` where there is none.
    pub drill: Option<bool>,
    /// How often a first review of a card found it.
    pub found: usize,
    /// How often a first review of a card missed it.
    pub missed: usize,
    /// Cards and scenarios with it that are solved.
    pub solved: usize,
    /// All cards and scenarios with it.
    pub of: usize,
    /// Right last answers to comments about it.
    pub right: usize,
    /// Comments about it that were answered.
    pub asked: usize,
}

impl Sight {
    /// As a reader sees it.
    pub fn words(self) -> &'static str {
        match self {
            Sight::Seen => "you see it",
            Sight::Missed => "you missed it",
            Sight::NotMet => "not met yet",
        }
    }
}

impl Row {
    /// The numbers, as a reader sees them; only those that are not zero.
    pub fn numbers(&self) -> String {
        let mut parts = Vec::new();
        if self.drill == Some(true) {
            parts.push("drill solved".to_owned());
        }
        if self.found + self.missed > 0 {
            parts.push(format!("found {} of {}", self.found, self.found + self.missed));
        }
        if self.solved > 0 {
            parts.push(format!("{} of {} solved", self.solved, self.of));
        }
        if self.asked > 0 {
            parts.push(format!("comments {} of {}", self.right, self.asked));
        }
        parts.join(", ")
    }
}

/// A row for each hazard, in the order of the book.
pub fn rows(course: &Course, progress: &Progress, hazards: &[Hazard], comments: &[Card]) -> Vec<Row> {
    let is_solved = |exercise: &Exercise| {
        let place = Standing::of(exercise, progress);
        place.stage.was_solved() || place.memory.rounds > 0
    };
    let solved: Vec<String> = course.all().filter(|it| is_solved(it)).map(Exercise::key).collect();
    hazards.iter().map(|hazard| row(course, progress, hazard, comments, &solved)).collect()
}

fn row(course: &Course, progress: &Progress, hazard: &Hazard, comments: &[Card], solved: &[String]) -> Row {
    let id = &hazard.id;
    let with = || course.all().filter(|it| it.sort != Sort::Drill && it.record.hazards.contains(id));
    let reviews = || progress.exercises.values().filter_map(|it| it.marks.as_ref());
    let answers =
        || comments.iter().filter(|it| it.hazards.contains(id)).filter_map(|it| progress.quiz.answers.get(&it.id));
    let drill = course.drills.iter().find(|it| it.record.id == *id).map(|it| solved.contains(&it.key()));
    let mut row = Row {
        id: id.clone(),
        name: hazard.name.clone(),
        question: hazard.question.clone(),
        sight: Sight::NotMet,
        drill,
        found: reviews().filter(|it| it.seen.contains(id)).count(),
        missed: reviews().filter(|it| it.unseen.contains(id)).count(),
        solved: with().filter(|it| solved.contains(&it.key())).count(),
        of: with().count(),
        right: answers().filter(|it| it.last).count(),
        asked: answers().count(),
    };
    let is_seen = row.drill == Some(true) || row.found + row.solved + row.right > 0;
    row.sight = match progress.owed.iter().any(|it| it.hazard == *id) {
        true => Sight::Missed,
        false if is_seen => Sight::Seen,
        false if row.missed + row.asked > 0 => Sight::Missed,
        false => Sight::NotMet,
    };
    row
}

/// All of it as Markdown, to keep.
pub fn markdown(course: &Course, progress: &Progress, rows: &[Row]) -> String {
    let count = |sort| {
        let all = Standing::of_sort(course, sort, progress);
        let solved = all.iter().filter(|it| it.stage.was_solved()).count();
        format!("{solved} of {}", all.len())
    };
    let mut text = format!(
        "# What I see now\n\nExit Path: {} drills, {} review cards and {} scenarios solved.\n",
        count(Sort::Drill),
        count(Sort::Card),
        count(Sort::Scenario)
    );
    for (sight, title) in [(Sight::Seen, "I see"), (Sight::Missed, "I miss"), (Sight::NotMet, "I have not met")] {
        let these: Vec<&Row> = rows.iter().filter(|it| it.sight == sight).collect();
        if these.is_empty() {
            continue;
        }
        text += &format!("\n## {title} ({})\n\n", these.len());
        for row in these {
            text += &match (sight, row.numbers().as_str()) {
                (Sight::Missed, numbers) => format!("- **{}**: {numbers}. Ask: {}\n", row.name, row.question),
                (_, "") => format!("- {}\n", row.name),
                (_, numbers) => format!("- **{}**: {numbers}\n", row.name),
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Row, Sight, markdown, rows};
    use crate::{
        Progress,
        record::{Answered, Marks},
    };
    use records::{Course, hazards, quiz};

    fn of(change: impl FnOnce(&mut Progress)) -> (Vec<Row>, String) {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        let hazards = hazards::read(&course.root).expect("a list").expect("it is read");
        let comments = quiz::read(&course.root).expect("cards").expect("they are read");
        let mut progress = Progress::default();
        change(&mut progress);
        let rows = rows(&course, &progress, &hazards, &comments);
        let text = markdown(&course, &progress, &rows);
        (rows, text)
    }

    fn sight(rows: &[Row], id: &str) -> Sight {
        rows.iter().find(|it| it.id == id).expect("the hazard").sight
    }

    #[test]
    fn whoever_has_done_nothing_has_met_nothing() {
        let (rows, text) = of(|_| {});
        assert!(rows.len() >= 26 && rows.iter().all(|it| it.sight == Sight::NotMet && it.numbers().is_empty()));
        assert!(!text.contains("## I see") && !text.contains("## I miss"), "{text}");
    }

    #[test]
    fn what_was_found_is_seen_and_what_is_owed_is_missed() {
        let (rows, text) = of(|progress| {
            let marks =
                Marks { seen: vec!["lost-wakeup".into()], unseen: vec!["double-close".into()], ..Marks::default() };
            progress.entry("card-wait-status").marks = Some(marks);
            progress.missed("double-close", "card-stop-latch");
            progress.entry("drill-double-lock").solved = true;
        });
        assert_eq!(sight(&rows, "lost-wakeup"), Sight::Seen);
        assert_eq!(sight(&rows, "double-close"), Sight::Missed);
        assert_eq!(sight(&rows, "double-lock"), Sight::Seen, "solved elsewhere, and imported");
        assert_eq!(sight(&rows, "lock-order"), Sight::NotMet);
        assert!(text.contains("- **Double close**: found 0 of 1. Ask: "), "{text}");
        assert!(text.contains("- **Double lock**: drill solved\n"), "{text}");
    }

    #[test]
    fn a_wrong_answer_alone_is_no_sight() {
        let (rows, _) = of(|progress| {
            let answer = Answered { asked: 1, right: 0, last: false };
            progress.quiz.answers.insert("guarded-close".to_owned(), answer);
        });
        let asked: Vec<&Row> = rows.iter().filter(|it| it.asked > 0).collect();
        assert!(asked.iter().all(|it| it.sight == Sight::Missed && it.numbers() == "comments 0 of 1"), "{asked:?}");
    }
}
