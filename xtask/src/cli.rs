//! The command line, as types. The doc comments are the help.

use crate::{bounds::Bounds, commands::test::Lane};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{ffi::OsString, num::NonZero, path::PathBuf};

/// The workbook's commands. Their own help is in `help`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    /// A course of your own, outside this clone.
    ///
    /// Updates do not touch it; `new` makes one. Or set $EXIT_PATH_COURSE.
    #[arg(long, global = true, value_name = "DIR")]
    pub course: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// Everything that can be done.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// All exercises: how far you are, minutes, level, hazards.
    List(List),
    /// Go on to the next open exercise.
    ///
    /// The one you are at stays as it is.
    Next,
    /// Leave an exercise out, and go on to the next open one.
    Skip(Named),
    /// Go to any exercise.
    Jump(Named),
    /// Do an exercise once more; your file is kept as a backup.
    Redo(Named),
    /// How far you are: scenarios, hazards, and files to take along.
    Progress(ProgressOf),
    /// What you see now and what you miss, for each hazard.
    Closing(Closing),
    /// Your own note about an exercise: shown, or one line longer.
    Note(Note),
    /// What a verdict, a kind of failure, a hazard or a property means.
    Explain(Explain),
    /// A review card: the pull request, then lines, hazard, decision.
    Card(Card),
    /// Review the pull request in your editor, and compare with the key.
    ///
    /// A review card as well: `card-1`, `card-exit-latch`. The first time it builds the grader, which takes about a minute.
    Review(Review),
    /// Run your own promise against the pull request and all known fixes.
    Promise(OwnPromise),
    /// Judge your fix: the schedule that breaks it, or what was searched.
    Check(Check),
    /// Be the scheduler: decide who moves, step by step, until it breaks.
    ///
    /// Lanes, code and moves of one scene of your file. `?` shows the keys.
    Explore(Explore),
    /// Write a schedule as a trace that Perfetto and chrome://tracing open.
    ///
    /// Without a tape: the cheapest schedule that breaks a promise, or the default order.
    Trace(Trace),
    /// Check with each save; keys for hint, next, run and quit.
    ///
    /// `h` shows a hint, `n` goes on to the next exercise, `r` runs it for real, `q` ends.
    Watch(Watch),
    /// Run the exercise for real. It may hang: that is the incident.
    Run(Run),
    /// Show the next hint; each call shows one more.
    Hint(Hint),
    /// What you changed, against the code before the pull request.
    Diff(Diff),
    /// The reference fix and the other fixes, once your own is solved.
    Solution(Solution),
    /// Would you send this comment? Cards, and the run that decides each.
    Quiz(Quiz),
    /// Put the pull request's code back; your file is kept as a backup.
    Reset(Named),
    /// The words for a review comment, also as files for your repository.
    Template(Template),
    /// Build the book and show it in a browser, with live reload.
    Serve(Serve),
    /// Build the book once.
    Book,
    /// A team reviews together: plan, pack what you mail, merge the answers.
    Workshop(Workshop),
    /// Find these hazards in a repository of your own, Go and Rust.
    ///
    /// `cargo xtask scan --help` lists its words.
    #[command(disable_help_flag = true)]
    Scan(Scan),
    /// Everything that can be tested here, or what your change asks for.
    Test(Test),
    /// Every variant, edit and probe has the verdict that it declares.
    Verify(Verify),
    /// Break each right fix in many ways: what does the contract not see?
    Mutate(Mutate),
    /// Add a fix from outside to those that each contract is asked about.
    Corpus(Corpus),
    /// Judge variants many times beside busy loops.
    ///
    /// A verdict must not depend on the load of the machine.
    Repeat(Repeat),
    /// Check the texts: long sentences, new words, wrong commands and paths.
    Prose(Prose),
    /// Write the generated files: recorded verdicts, tables.
    Gen(Gen),
    /// Make a scenario of your own: complete, right, and yours to change.
    New(New),
    /// Measure what the right fixes cost; the pages draw it.
    ///
    /// It takes minutes: leave the machine alone meanwhile.
    Bench(Bench),
    /// Run a program as if it were the contract of a check, and print the verdict (for tests of the tool).
    #[command(hide = true)]
    Judge(Judge),
}

/// An exercise, or the one of the current directory.
#[derive(Debug, Args)]
pub struct Named {
    /// `exercise-2`, `2`, `shim-create-deadlock`; without it, the exercise of the current directory,
    /// or the one you worked on last.
    pub exercise: Option<String>,
}

/// `list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Show the hazards of exercises that are not solved, too. They tell what to look for.
    #[arg(long)]
    pub hazards: bool,
    /// The drills instead: the smallest code with one hazard, five minutes each.
    #[arg(long, conflicts_with = "cards")]
    pub drills: bool,
    /// The review cards instead: a pull request of one screen, four or five minutes each.
    #[arg(long)]
    pub cards: bool,
}

/// `progress`.
#[derive(Debug, Args)]
pub struct ProgressOf {
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Write your progress to this file, for another clone or for a browser's book.
    #[arg(long, value_name = "FILE", conflicts_with = "import")]
    pub export: Option<PathBuf>,
    /// Add what this file knows: one that --export or the book has written. Nothing that you reached is lost.
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
}

/// `closing`.
#[derive(Debug, Args)]
pub struct Closing {
    /// Write it as Markdown to this file, to keep or to show.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `note`.
#[derive(Debug, Args)]
pub struct Note {
    #[command(flatten)]
    pub named: Named,
    /// Add this line. Without it, the note is shown.
    #[arg(short, long, value_name = "TEXT")]
    pub message: Option<String>,
    /// Open the note in $VISUAL or $EDITOR.
    #[arg(long, conflicts_with = "message")]
    pub edit: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// `still-broken`, `deadlock`, `double-lock`, `create-returns`, `exercise-2/create-returns`; without it, all names.
    pub name: Vec<String>,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub named: Named,
    /// Judge this file instead of yours.
    #[arg(long, value_name = "FILE")]
    pub subject: Option<PathBuf>,
    /// Judge the pull request with the suggestion blocks of this review, as the page or `review` exports it.
    #[arg(long, value_name = "REVIEW", conflicts_with_all = ["subject", "replay"])]
    pub suggestions: Option<PathBuf>,
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Check only this property. Less than a verdict on the exercise.
    #[arg(long, value_name = "ID")]
    pub property: Option<String>,
    /// Run only the schedule in this file: a tape, or a recorded verdict. Needs --property.
    #[arg(long, value_name = "TAPEFILE", requires = "property")]
    pub replay: Option<PathBuf>,
    #[command(flatten)]
    pub bounds: Bounds,
    /// Show every step of a long counterexample.
    #[arg(long)]
    pub all_steps: bool,
    /// End with a line for an editor's list of problems: `problem: FILE:LINE: what`.
    #[arg(long)]
    pub problems: bool,
}

/// `explore`.
#[derive(Debug, Args)]
pub struct Explore {
    #[command(flatten)]
    pub played: Played,
    /// Open at the end of the cheapest schedule that breaks the property.
    #[arg(long, conflicts_with = "replay")]
    pub failure: bool,
    /// Print the position as text, and do not play.
    #[arg(long)]
    pub print: bool,
}

/// `trace`.
#[derive(Debug, Args)]
pub struct Trace {
    #[command(flatten)]
    pub played: Played,
    /// Where the trace goes. It is written anew.
    #[arg(long, value_name = "FILE", default_value = "trace.json")]
    pub out: PathBuf,
}

/// Which scene of which code is played.
#[derive(Debug, Args)]
pub struct Played {
    #[command(flatten)]
    pub named: Named,
    /// This file instead of yours.
    #[arg(long, value_name = "FILE", conflicts_with = "variant")]
    pub subject: Option<PathBuf>,
    /// A variant: `buggy`, `fixed` and the others of the record.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// The scene of this property; without it, of the first that fails.
    #[arg(long, value_name = "ID")]
    pub property: Option<String>,
    /// This schedule: a tape, a file with one, or a recorded verdict. Needs --property.
    #[arg(long, value_name = "TAPE", requires = "property")]
    pub replay: Option<String>,
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// A person.
    Human,
    /// A program.
    Json,
}

/// `card`.
#[derive(Debug, Args)]
pub struct Card {
    /// `9`, `exec-start` or `card-exec-start`; without it, the card that comes next.
    pub card: Option<String>,
    /// Decide here instead of being asked. With it, nothing is asked.
    #[arg(long, value_enum)]
    pub decision: Option<Decided>,
    /// Lines that are wrong, and what is wrong there: `36-42=event-order`. May be given more than once.
    #[arg(long, value_name = "LINES=HAZARD", requires = "decision")]
    pub mark: Vec<String>,
}

/// A decision about a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Decided {
    /// It can ship.
    Approve,
    /// Remarks, and no decision.
    Comment,
    /// It must not ship as it is.
    RequestChanges,
}

/// `review`.
#[derive(Debug, Args)]
pub struct Review {
    #[command(flatten)]
    pub named: Named,
    /// Take a review as the draft, in any of the forms below, and from what GitHub and GitLab give back.
    #[arg(long, value_name = "FILE", conflicts_with = "export")]
    pub import: Option<PathBuf>,
    /// Give out your draft, or the review that you submitted last.
    #[arg(long, value_enum, value_name = "FORM")]
    pub export: Option<ReviewForm>,
    /// Where to; without it, standard output.
    #[arg(long, value_name = "FILE", requires = "export")]
    pub out: Option<PathBuf>,
    /// Try a claim: look for a schedule of the pull request that breaks this promise through the lines of --lines.
    #[arg(long, value_name = "PROMISE", requires = "lines", conflicts_with_all = ["import", "export"])]
    pub show: Option<String>,
    /// The lines that the claim is about, such as 120 or 120-122.
    #[arg(long, value_name = "LINES", requires = "show", value_parser = lines)]
    pub lines: Option<[u32; 2]>,
    /// A thread or task that must take a step there, or wait there for ever; may be given more than once.
    #[arg(long, value_name = "NAME", requires = "show")]
    pub by: Vec<String>,
    /// How the answer of --show is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, requires = "show")]
    pub message_format: MessageFormat,
}

fn lines(typed: &str) -> Result<[u32; 2], String> {
    let (from, to) = typed.split_once('-').unwrap_or((typed, typed));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from >= 1 && from <= to => Ok([from, to]),
        _ => Err("give a line, such as 120, or the first and the last one, such as 120-122".to_owned()),
    }
}

/// `promise`.
#[derive(Debug, Args)]
pub struct OwnPromise {
    #[command(flatten)]
    pub named: Named,
    /// The promise; without it, one to begin with is printed.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
}

/// The forms of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewForm {
    /// For `gh api --method POST …/pulls/N/reviews --input FILE`.
    Github,
    /// A list: each entry is one discussion of a merge request.
    Gitlab,
    /// One text, to be pasted.
    Markdown,
    /// Our own: for a workshop, and for `check --suggestions`.
    Sheet,
    /// The diff with your comments in it.
    Diff,
}

impl ReviewForm {
    /// Its name in `book/assets/review/formats.js`.
    pub fn id(self) -> &'static str {
        match self {
            ReviewForm::Github => "github",
            ReviewForm::Gitlab => "gitlab",
            ReviewForm::Markdown => "markdown",
            ReviewForm::Sheet => "sheet",
            ReviewForm::Diff => "diff",
        }
    }
}

/// `watch`.
#[derive(Debug, Args)]
pub struct Watch {
    #[command(flatten)]
    pub named: Named,
    /// Look at the files 10 times a second, and do not rely on change events. Chosen by itself where none arrive.
    #[arg(long)]
    pub poll: bool,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    pub named: Named,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `mutate`.
#[derive(Debug, Args)]
pub struct Mutate {
    #[command(flatten)]
    pub named: Named,
    /// Every exercise.
    #[arg(long, conflicts_with = "exercise")]
    pub all: bool,
    /// List all mutants, and what became of them; judge none.
    #[arg(long, conflicts_with = "survivors")]
    pub list: bool,
    /// Show the survivors with their changes and reasons; judge none.
    #[arg(long)]
    pub survivors: bool,
    /// Judge all of them again, also those whose text and contract are as before.
    #[arg(long)]
    pub again: bool,
    /// Judge all of them again, write nothing, and fail where an answer is another one.
    #[arg(long, conflicts_with_all = ["list", "survivors"])]
    pub check: bool,
}

/// `corpus`.
#[derive(Debug, Args)]
pub struct Corpus {
    /// `exercise-2`, `2`, `shim-create-deadlock`.
    pub exercise: String,
    /// The whole file, as `check --subject` takes it.
    pub file: PathBuf,
    /// What is different, in one sentence.
    #[arg(long, value_name = "SENTENCE")]
    pub what: String,
    /// It is right: it must be solved. Without this it is wrong.
    #[arg(long)]
    pub right: bool,
    /// The promise that it breaks. Without this, the first that the contract sees broken.
    #[arg(long, value_name = "ID", conflicts_with = "right")]
    pub breaks: Option<String>,
    /// Its name, without `right_` or `wrong_`. Without this, the file's.
    #[arg(long)]
    pub name: Option<String>,
}

/// `scan`. Its words are the scanner's own: it is used without the course as well.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files, folders and flags of the scanner.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<OsString>,
}

/// `repeat`.
#[derive(Debug, Args)]
pub struct Repeat {
    #[command(flatten)]
    pub named: Named,
    /// Judge these files, and no variant.
    #[arg(long, value_name = "FILE")]
    pub subject: Vec<PathBuf>,
    /// How often each file is judged. It is built once.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub times: usize,
    /// How many loops keep the machine busy meanwhile.
    #[arg(long, value_name = "COUNT", default_value_t = 4)]
    pub beside: usize,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `hint`.
#[derive(Debug, Args)]
pub struct Hint {
    #[command(flatten)]
    pub named: Named,
    /// Show all of them.
    #[arg(long)]
    pub all: bool,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    #[command(flatten)]
    pub named: Named,
    /// What your file is compared with. `fixed` is the solution: it needs a solved exercise, or --peek.
    #[arg(long, value_enum, default_value_t = Against::Before)]
    pub against: Against,
    /// Show the solution all the same.
    #[arg(long)]
    pub peek: bool,
    /// For maintainers: number the hunks from `buggy.rs` to `fixed.rs`, as the record's edits name them.
    #[arg(long, conflicts_with = "against")]
    pub hunks: bool,
}

/// A version to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Against {
    /// The code before the pull request.
    Before,
    /// The pull request, as the exercise ships it.
    Buggy,
    /// The reference fix.
    Fixed,
}

/// `solution`.
#[derive(Debug, Args)]
pub struct Solution {
    #[command(flatten)]
    pub named: Named,
    /// Show it before the exercise is solved.
    #[arg(long)]
    pub peek: bool,
}

/// `template`.
#[derive(Debug, Args)]
pub struct Template {
    /// Which one; without a name, all are listed.
    pub name: Option<String>,
    /// Show the example, also from an exercise that you have not solved.
    #[arg(long, requires = "name")]
    pub peek: bool,
    /// How the list is given; `json` is one line on standard output, examples and all.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, conflicts_with_all = ["name", "all"])]
    pub message_format: MessageFormat,
    /// Write a review template, a pull request template and saved replies.
    #[arg(long, requires = "out", conflicts_with = "name")]
    pub all: bool,
    /// Where to, for instance `.github`. A file that says something else is left alone.
    #[arg(long, value_name = "DIR", requires = "all")]
    pub out: Option<PathBuf>,
}

/// `quiz`.
#[derive(Debug, Args)]
pub struct Quiz {
    /// Cards by id, or whole topics: closing, joining, locks, cancelling, processes, tools. Without one, the round goes on that
    /// was begun, or the next ten cards come.
    #[arg(value_name = "CARD|TOPIC")]
    pub cards: Vec<String>,
    /// Only cards that you answered wrong the last time.
    #[arg(long)]
    pub wrong: bool,
    /// Leave the round that was begun, and begin another one.
    #[arg(long)]
    pub again: bool,
    /// Name the cards, and ask nothing.
    #[arg(long)]
    pub list: bool,
    /// How the list is given; `json` is one line on standard output, with the answers.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, requires = "list")]
    pub message_format: MessageFormat,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port on 127.0.0.1.
    #[arg(long)]
    pub port: Option<u16>,
    /// Open a browser.
    #[arg(long)]
    pub open: bool,
    /// Answer requests for this host too. A proxy or a forwarded port of yours may need it; give its name as it stands in the
    /// address, with the port if there is one.
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}

/// `workshop`.
///
/// `plan` proposes, `pack` writes what you mail, people export their reviews from the page, `merge` shows what the team saw.
/// `room` does it live, on one machine that all reach. The book's page "Lead a workshop" is the guide.
#[derive(Debug, Args)]
pub struct Workshop {
    /// What to do; the work is that of a binary of its own, which is built first if need be.
    #[command(subcommand)]
    pub task: workshop_cli::Asked,
}

/// `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Only name the steps.
    #[arg(long)]
    pub list: bool,
    /// Run only this step; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Run only what reads a file that has changed since BASE, in a commit or not; without BASE, since this branch left its
    /// upstream. It says which steps, and why.
    #[arg(long, value_name = "BASE", num_args = 0..=1, default_missing_value = "", conflicts_with = "only")]
    pub changed: Option<String>,
    /// Run only this third: a job of CI.
    #[arg(long, value_enum, conflicts_with = "only")]
    pub lane: Option<Lane>,
    /// Run also what was green of just these files before. Without it, a step is only run again after a change; with CI=true,
    /// always.
    #[arg(long)]
    pub again: bool,
    /// Commands that run at a time; two, unless there is one core. With 1, step comes after step.
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub named: Named,
    /// Every exercise.
    #[arg(long, conflicts_with = "exercise")]
    pub all: bool,
    /// Only the review cards and the atlas of hazards, or only the one of this name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "exercise")]
    pub cards: Option<String>,
    /// Also demand that the recorded runs and README's table are those of this code, as `gen --check` does.
    #[arg(long)]
    pub recorded: bool,
    /// Also demand that each exercise ships its `buggy.rs` unchanged; on with `CI=true`.
    #[arg(long)]
    pub shipped: bool,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Its name: small letters, digits and hyphens, such as `init-exits-last`.
    pub slug: String,
    /// What runs side by side: threads, tasks or processes.
    #[arg(long, value_enum, default_value_t = WorldName::Threads, hide_possible_values = true)]
    pub world: WorldName,
}

/// One of the lab's worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WorldName {
    /// Threads and `std::sync`.
    Threads,
    /// Tokio's tasks.
    Tasks,
    /// Children, signals and threads.
    Processes,
}

/// `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    #[command(flatten)]
    pub named: Named,
    /// Run every measurement once, unoptimised, and write nothing: that none rots.
    #[arg(long)]
    pub quick: bool,
    /// Measure nothing; fail where the data does not fit the records or the code.
    #[arg(long, conflicts_with = "quick")]
    pub check: bool,
    /// How often each point is measured, in turn with all others.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(5..))]
    pub rounds: u16,
}

/// What a system may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Without {
    /// A fence around a job, for signals.
    Fence,
    /// A control group for a job.
    Scope,
}

/// `judge`.
#[derive(Debug, Args)]
pub struct Judge {
    #[command(flatten)]
    pub bounds: Bounds,
    /// Do as on a system that does not have this.
    #[arg(long, value_enum, value_name = "MEANS")]
    pub without: Vec<Without>,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    pub words: Vec<OsString>,
}

/// `prose`.
#[derive(Debug, Args)]
pub struct Prose {
    /// Take every word that the pages use as right, and write the word list anew. Look at what changed in it.
    #[arg(long)]
    pub learn: bool,
}

/// `gen`.
#[derive(Debug, Args)]
pub struct Gen {
    /// Only those of this exercise.
    pub exercise: Option<String>,
    /// Write nothing; fail where a file would change.
    #[arg(long)]
    pub check: bool,
    /// Only those of the review cards and of the atlas of hazards, or of the one of this name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "exercise")]
    pub cards: Option<String>,
    /// Only the boards of the chapters.
    #[arg(long, conflicts_with = "cards")]
    pub boards: bool,
}
