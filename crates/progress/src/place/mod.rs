//! Where a learner is, and what comes next. Pure: progress and facts in, words and commands out. Nobody is held back:
//! a step is a proposal, and every exercise can be entered at any time.

use crate::{
    facts::Facts,
    record::{Memory, Progress},
};
use records::{Course, Exercise, Sort};
use serde::Serialize;

/// How far an exercise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing was done with it.
    New,
    /// It was looked at or run, and the file is still the pull request's.
    Begun,
    /// The file is the learner's, and nothing is known of it, or not of its present form.
    Edited,
    /// The last verdict is about the present file, and it is not `solved`.
    Unsolved,
    /// The present file is the one that was solved.
    Solved,
    /// Solved with another file than the present one.
    SolvedEarlier,
    /// Solved, and an update has changed the promises since.
    CheckAgain,
    /// The learner does not want to be led there.
    Skipped,
}

/// One exercise, as a list shows it.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// What is remembered.
    pub memory: Memory,
    /// What is on disk.
    pub facts: Facts,
    /// How far it is.
    pub stage: Stage,
}

/// One thing to do, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// A few words: `which order of steps does that`.
    pub why: String,
    /// What to type.
    pub command: String,
}

impl Stage {
    fn of(memory: &Memory, facts: &Facts) -> Stage {
        let promises_hold = memory.solved_for.as_ref().is_none_or(|it| *it == facts.shipped.promises);
        match memory {
            Memory { solved: true, .. } if !promises_hold => Stage::CheckAgain,
            // A tick is a statement about a file. It does not stand for one that nobody has judged.
            Memory { solved: true, .. } if facts.file.is_some() && memory.solved_file() == facts.file => Stage::Solved,
            Memory { solved: true, .. } => Stage::SolvedEarlier,
            Memory { skipped: true, .. } => Stage::Skipped,
            _ if memory.checked.is_some() && memory.checked == facts.file => Stage::Unsolved,
            _ if facts.edited() => Stage::Edited,
            Memory { begun: true, .. } => Stage::Begun,
            _ => Stage::New,
        }
    }

    /// Whether a learner is led there.
    pub fn is_open(self) -> bool {
        !matches!(self, Stage::Solved | Stage::SolvedEarlier | Stage::Skipped)
    }

    /// Whether it was solved, with the present file or with another one.
    pub fn was_solved(self) -> bool {
        matches!(self, Stage::Solved | Stage::SolvedEarlier)
    }
}

impl<'a> Standing<'a> {
    /// How far `exercise` is.
    pub fn of(exercise: &'a Exercise, progress: &Progress) -> Standing<'a> {
        let (memory, facts) = (progress.of(&exercise.key()), Facts::read(exercise));
        Standing { stage: Stage::of(&memory, &facts), exercise, memory, facts }
    }

    /// The scenarios, in the order of the course.
    pub fn all(course: &'a Course, progress: &Progress) -> Vec<Standing<'a>> {
        Standing::of_sort(course, Sort::Scenario, progress)
    }

    /// All of one kind, in their order.
    pub fn of_sort(course: &'a Course, sort: Sort, progress: &Progress) -> Vec<Standing<'a>> {
        course.of_sort(sort).iter().map(|it| Standing::of(it, progress)).collect()
    }

    /// The rung that a learner is on: that of the exercise chosen last, or the next one where nothing is left on it. Nobody has
    /// chosen anything: the drills for whoever is new, otherwise the scenarios. Only what decides is read.
    pub fn rung(course: &'a Course, progress: &Progress) -> Vec<Standing<'a>> {
        let is_left = |all: &Vec<Standing<'_>>| all.iter().any(|it| it.stage.is_open());
        let open = |sort| Some(Standing::of_sort(course, sort, progress)).filter(is_left);
        let scenarios = || Standing::all(course, progress);
        let chosen = progress.current.as_ref().and_then(|key| course.all().find(|it| it.key() == *key));
        match (chosen.map(|it| it.sort), &progress.current) {
            (Some(Sort::Drill), _) => open(Sort::Drill).or_else(|| open(Sort::Card)).unwrap_or_else(scenarios),
            (Some(Sort::Card), _) => open(Sort::Card).unwrap_or_else(scenarios),
            (Some(Sort::Scenario), _) | (None, Some(_)) => scenarios(),
            (None, None) => {
                let all = scenarios();
                let is_new = all.iter().all(|it| it.stage == Stage::New);
                if is_new { open(Sort::Drill).unwrap_or(all) } else { all }
            }
        }
    }

    /// One or two words for a list.
    pub fn words(&self) -> String {
        let last = || self.memory.verdict.as_ref().map_or_else(|| "begun".to_owned(), |it| it.replace('-', " "));
        match self.stage {
            Stage::New if self.memory.rounds > 0 => "once more".to_owned(),
            Stage::New => "not begun".to_owned(),
            Stage::Begun => "begun".to_owned(),
            Stage::Edited => "edited".to_owned(),
            Stage::Unsolved if self.is_unread() => "not reviewed".to_owned(),
            Stage::Unsolved => last(),
            Stage::Solved => "solved".to_owned(),
            Stage::SolvedEarlier => "solved earlier".to_owned(),
            Stage::CheckAgain => "check again".to_owned(),
            Stage::Skipped => "skipped".to_owned(),
        }
    }

    /// A card that the lab has called right, and whose reader has not: its review is the work.
    fn is_unread(&self) -> bool {
        let is_right = self.memory.verdict.as_deref() == Some("solved");
        self.exercise.sort == Sort::Card && self.memory.marks.is_none() && is_right
    }

    /// What to do now.
    pub fn step(&self) -> NextStep {
        let name = self.exercise.short();
        let step = |why: &str, command: &str| NextStep {
            why: why.to_owned(),
            command: format!("cargo xtask {command} {name}"),
        };
        let fix = || step(&format!("fix {}, then", self.exercise.file_name()), "check");
        let is_read = self.memory.marks.is_some();
        match (self.exercise.sort, self.stage) {
            (Sort::Drill, Stage::New | Stage::Begun) => return step("which order of steps breaks it", "check"),
            (Sort::Card, _) if self.is_unread() && self.stage.is_open() => {
                return step("review the pull request", "card");
            }
            (Sort::Card, Stage::New | Stage::Begun) if !is_read => return step("review the pull request", "card"),
            (Sort::Card, Stage::Begun) if self.exercise.is_clean() => return step("see why it is right", "check"),
            (Sort::Card, Stage::New | Stage::Begun) => return fix(),
            _ => {}
        }
        match self.stage {
            Stage::New => step("read the change, and review it", "diff"),
            Stage::Begun if !self.memory.ran => step("see it fail for real", "run"),
            Stage::Begun => step("which order of steps does that", "check"),
            Stage::Edited => step("judge your file", "check"),
            Stage::Unsolved => fix(),
            Stage::CheckAgain => step("an update changed its promises", "check"),
            Stage::SolvedEarlier => step("your file has changed since", "check"),
            Stage::Solved => step("compare with the reference fix", "solution"),
            Stage::Skipped => step("take it up again", "jump"),
        }
    }

    /// For whoever is stuck.
    pub fn help(&self) -> Option<NextStep> {
        let hints = self.exercise.record.hint.len();
        let left = self.memory.hints < hints;
        match self.stage {
            Stage::Unsolved | Stage::Edited if left => Some(NextStep {
                why: format!("stuck? {} of {hints} hints seen", self.memory.hints),
                command: format!("cargo xtask hint {}", self.exercise.short()),
            }),
            Stage::Unsolved => self.memory.verdict.as_ref().map(|verdict| NextStep {
                why: "what that verdict means".to_owned(),
                command: format!("cargo xtask explain {verdict}"),
            }),
            _ => None,
        }
    }
}

/// The exercise a learner is at: the chosen one as long as it is there, otherwise the first open one, otherwise
/// (all are solved or skipped) none.
pub fn current<'p, 'a>(places: &'p [Standing<'a>], progress: &Progress) -> Option<&'p Standing<'a>> {
    let chosen = progress.current.as_ref().and_then(|id| places.iter().find(|it| it.exercise.key() == *id));
    chosen.or_else(|| places.iter().find(|it| it.stage.is_open()))
}

/// The open exercise after that one, going round at the end; `None` where no other is open.
pub fn after<'p, 'a>(places: &'p [Standing<'a>], exercise: &Exercise) -> Option<&'p Standing<'a>> {
    let at = places.iter().position(|it| it.exercise.key() == exercise.key())?;
    places[at + 1..].iter().chain(&places[..at]).find(|it| it.stage.is_open())
}

/// The next exercise that trains a hazard of that one: open ones first. With it the hazards they share.
pub fn akin<'p, 'a>(places: &'p [Standing<'a>], exercise: &Exercise) -> Option<(&'p Standing<'a>, Vec<String>)> {
    let at = places.iter().position(|it| it.exercise.key() == exercise.key())?;
    let shared = |it: &Standing<'_>| -> Vec<String> {
        let theirs = &it.exercise.record.hazards;
        exercise.record.hazards.iter().filter(|id| theirs.contains(id)).cloned().collect()
    };
    let others = || places[at + 1..].iter().chain(&places[..at]).filter(|it| !shared(it).is_empty());
    let found = others().find(|it| it.stage.is_open()).or_else(|| others().next())?;
    Some((found, shared(found)))
}

#[cfg(test)]
mod tests;
