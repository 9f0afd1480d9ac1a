//! A lab process that is opened again when it is gone.

use crate::game::Lab;
use checker::{Board, BoardError, Checker, Layout, Opened, Options, Subject};
use protocol::{PropertyReport, Stand, View};
use records::Exercise;

/// What is played, and how to ask it.
pub struct Live<'a> {
    layout: &'a Layout,
    exercise: &'a Exercise,
    subject: &'a Subject,
    options: Options,
    board: Option<Box<Board>>,
}

impl<'a> Live<'a> {
    /// A board that is open.
    #[must_use]
    pub fn new(
        layout: &'a Layout,
        exercise: &'a Exercise,
        subject: &'a Subject,
        options: Options,
        board: Box<Board>,
    ) -> Live<'a> {
        Live { layout, exercise, subject, options, board: Some(board) }
    }

    fn ask<R>(&mut self, ask: impl Fn(&mut Board) -> Result<R, BoardError>) -> Result<R, BoardError> {
        let mut board = match self.board.take() {
            Some(board) => board,
            None => self.open()?,
        };
        let answer = ask(&mut board);
        // One that is gone is opened anew at the next question: a tape is all that a position is.
        if !matches!(answer, Err(BoardError::Gone(_))) {
            self.board = Some(board);
        }
        answer
    }

    fn open(&self) -> Result<Box<Board>, BoardError> {
        let checker = Checker::new(self.layout);
        match checker.open_board(self.exercise, self.subject, &self.options, &mut |_| {}) {
            Ok(Opened::Board(board)) => Ok(board),
            Ok(Opened::Judged(checked)) => {
                Err(BoardError::Gone(format!("your file can no longer be played: {}", checked.judged.verdict.words())))
            }
            Err(error) => Err(BoardError::Gone(format!("{error:#}"))),
        }
    }
}

impl checker::graph::Stands for Live<'_> {
    fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError> {
        Lab::stand(self, property, stand)
    }
}

impl Lab for Live<'_> {
    fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError> {
        self.ask(|board| board.stand(property, stand.clone()))
    }

    fn cheapest(&mut self, property: &str) -> Result<PropertyReport, BoardError> {
        self.ask(|board| board.cheapest(property))
    }
}
