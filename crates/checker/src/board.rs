//! A lab process that stays: somebody decides who moves, and asks it how things stand. It runs within the limits of a check,
//! and no verdict comes of it.
//!
//! A position is a tape, and nothing else is remembered. So a process that died, or that a limit ended, is opened anew, and
//! whoever plays is where they were.

use crate::{
    Checked, Checker, Event, Layout, Listener, Options, Subject,
    build_guard::BuildGuard,
    compile::{self, Built},
    harness, limits,
    run::{last_words, order},
    verdict::{self, OtherBytes},
};
use anyhow::Context;
use inputs::Key;
use protocol::{BoardAsk, BoardLine, BoardOrder, LabOrder, PropertyReport, Stand, View};
use records::Exercise;
use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    os::{fd::OwnedFd, unix::net::UnixStream},
    process::Command,
    thread::{self, JoinHandle},
    time::Duration,
};
use supervise::{Cancel, Ended, Job, Turns};
use thiserror::Error;

/// What the lab says beside its answers, which nobody reads.
const UNREAD: usize = 1 << 16;

/// How many times as long as in a check a lab process may get no further. Before its first answer it runs hundreds of short
/// schedules, to see which steps are contended, and says no word among them.
const AT_BOARDS: u32 = 6;

/// What came of the wish to play.
#[derive(Debug)]
pub enum Opened {
    /// It can be played.
    Board(Box<Board>),
    /// There is nothing to play, and this is why.
    Judged(Box<Checked>),
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum BoardError {
    /// The order cannot be followed. The process is as good as before.
    #[error("{0}")]
    Refused(String),
    /// The process is gone. Another one can be opened.
    #[error("{0}")]
    Gone(String),
}

/// A lab process, and the way to ask it.
#[derive(Debug)]
pub struct Board {
    orders: UnixStream,
    answers: BufReader<UnixStream>,
    number: u64,
    properties: Vec<String>,
    cancel: Cancel,
    turns: Turns,
    /// What the job came to; nothing once that was asked.
    job: Option<JoinHandle<anyhow::Result<Ended>>>,
    limits: records::record::Limits,
}

impl Checker<'_> {
    /// Builds `subject` with the lab, and has it stay. Of the options, the limits count.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn open_board(
        &self,
        exercise: &Exercise,
        subject: &Subject,
        options: &Options,
        listener: Listener<'_>,
    ) -> anyhow::Result<Opened> {
        for again in [true, false] {
            match self.try_to_open(exercise, subject, options, &mut *listener) {
                Err(error) if again && error.is::<OtherBytes>() => {}
                opened => return opened,
            }
        }
        Err(OtherBytes.into())
    }

    fn try_to_open(
        &self,
        exercise: &Exercise,
        subject: &Subject,
        options: &Options,
        listener: Listener<'_>,
    ) -> anyhow::Result<Opened> {
        let layout: &Layout = self.layout();
        // Held while it is built: a board that stays open keeps nobody from a check of the same file.
        let harness = harness::generate(layout, exercise, subject, &options.cancel, &mut *listener)?;
        let guard = BuildGuard { limits: limits::of_a_build(options.limits.build_s), cancel: options.cancel.clone() };
        let built = compile::with_lab(layout, &harness, &guard, &mut *listener)?;
        let Built::Program(program) = built.output else {
            drop(harness);
            let checked = self.check(exercise, subject, options, listener)?;
            return Ok(Opened::Judged(Box::new(checked)));
        };
        let board = Board::start(Command::new(&program), &built.key, options);
        if board.as_ref().is_err_and(|error| error.is::<OtherBytes>()) {
            compile::distrust(&harness)?;
        }
        listener(Event::Searches);
        Ok(Opened::Board(Box::new(board?)))
    }
}

impl Board {
    /// Starts the program, and waits until it is there.
    pub(crate) fn start(mut command: Command, key: &Key, options: &Options) -> anyhow::Result<Board> {
        let (ours, theirs) = UnixStream::pair().context("a socket for the board")?;
        let mut limits = options.limits;
        limits.wall_s = limits.wall_s.saturating_mul(AT_BOARDS);
        // The scene is named by each question.
        let order = LabOrder { property: None, tape: None, walks: None, through: None, board: true, ..order(options) };
        command.env("RUST_BACKTRACE", "0");
        let (cancel, turns) = (Cancel::default(), Turns::default());
        let job = Job {
            stdin: Some(File::from(OwnedFd::from(theirs))),
            // As for a check: it ends where it gets no further, and a busy machine ends nothing.
            stall: Some(Duration::from_secs(limits.wall_s.into())),
            turns: Some(turns.clone()),
            limits: limits::of_a_subject(&limits),
            capture: Some(limits::kept(&limits)),
            report: Some(UNREAD),
            cancel: cancel.clone(),
            means: options.means,
            ..Job::subject(command)
        };
        let job = thread::Builder::new().name("board".into()).spawn(|| supervise::run(job, &mut |_| {}))?;
        let answers = BufReader::new(ours.try_clone()?);
        let job = Some(job);
        let mut board = Board { orders: ours, answers, number: 0, properties: Vec::new(), cancel, turns, job, limits };
        board.write(&serde_json::to_string(&order)?)?;
        let ready = board.read()?;
        board.turns.answered();
        match ready {
            BoardLine::Ready { key: of, .. } if of != key.0 => Err(OtherBytes.into()),
            BoardLine::Ready { properties, .. } => {
                board.properties = properties;
                Ok(board)
            }
            _ => anyhow::bail!("the lab does not know what a board is"),
        }
    }

    /// The properties that can be played, in the contract's order.
    #[must_use]
    pub fn properties(&self) -> &[String] {
        &self.properties
    }

    /// How things stand.
    ///
    /// # Errors
    /// See [`BoardError`].
    pub fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError> {
        match self.ask(property, BoardAsk::Stand(stand))? {
            BoardLine::View(view) => Ok(*view),
            other => Err(out_of_turn(&other)),
        }
    }

    /// The schedule that breaks a property with the least departures, or how many were searched without one.
    ///
    /// # Errors
    /// See [`BoardError`].
    pub fn cheapest(&mut self, property: &str) -> Result<PropertyReport, BoardError> {
        match self.ask(property, BoardAsk::Cheapest)? {
            BoardLine::Searched { report, .. } => Ok(*report),
            other => Err(out_of_turn(&other)),
        }
    }

    /// One order, as a page sends it, and its answer.
    ///
    /// # Errors
    /// See [`BoardError`].
    pub fn ask(&mut self, property: &str, ask: BoardAsk) -> Result<BoardLine, BoardError> {
        self.number += 1;
        let order = BoardOrder { number: self.number, property: property.to_owned(), ask };
        let line = serde_json::to_string(&order).map_err(|error| BoardError::Refused(error.to_string()))?;
        self.turns.ask();
        self.write(&line)?;
        let answer = self.answer();
        self.turns.answered();
        answer
    }

    /// The answer to the last order.
    fn answer(&mut self) -> Result<BoardLine, BoardError> {
        loop {
            match self.read()? {
                BoardLine::Refused { why, number } if number == self.number => return Err(BoardError::Refused(why)),
                BoardLine::View(view) if view.number == self.number => return Ok(BoardLine::View(view)),
                BoardLine::Searched { number, report } if number == self.number => {
                    return Ok(BoardLine::Searched { number, report });
                }
                // Of an order that nobody waited for.
                _ => {}
            }
        }
    }

    fn write(&mut self, line: &str) -> Result<(), BoardError> {
        // Whether it is gone is seen where the answer does not come.
        let _ = self.orders.write_all(format!("{line}\n").as_bytes());
        Ok(())
    }

    fn read(&mut self) -> Result<BoardLine, BoardError> {
        let mut line = String::new();
        match self.answers.read_line(&mut line) {
            Ok(0) | Err(_) => Err(self.gone()),
            Ok(_) => serde_json::from_str(&line).map_err(|_| self.gone()),
        }
    }

    /// What ended it.
    fn gone(&mut self) -> BoardError {
        self.cancel.cancel();
        let ended = self.job.take().map(|job| job.join());
        let words = match ended {
            Some(Ok(Ok(ended))) => said(&ended, self.limits),
            Some(Ok(Err(error))) => format!("{error:#}"),
            Some(Err(_)) | None => "it was closed".to_owned(),
        };
        BoardError::Gone(format!("the lab process of this board is gone: {words}"))
    }
}

impl Drop for Board {
    /// The job is gone when this returns.
    fn drop(&mut self) {
        self.cancel.cancel();
        if let Some(job) = self.job.take() {
            let _ = job.join();
        }
    }
}

fn out_of_turn(_: &BoardLine) -> BoardError {
    BoardError::Refused("the lab answered what nobody asked".into())
}

/// How a process ended that should have stayed.
fn said(ended: &Ended, limits: records::record::Limits) -> String {
    if let Some(words) = last_words(&ended.stderr.text()) {
        return words;
    }
    match verdict::judge(ended, &verdict::Asked { limits, ..verdict::Asked::default() }) {
        Ok(judged) => format!("{}. {}", judged.verdict.words(), judged.words.join(" ")),
        Err(error) => error.to_string(),
    }
}
