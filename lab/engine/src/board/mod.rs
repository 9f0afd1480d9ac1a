//! A lab process at a board: somebody decides who moves, and is told how things stand. One order a line, one answer a line.
//!
//! Here is the conversation. `scenes` are what can be played, `view` says how a schedule stands. Nothing is remembered between
//! two orders but what a survey found: a tape is the whole of a position.

mod actors;
mod held;
mod moves;
mod scenes;
mod view;

use crate::contract::Property;
use crate::search::Bounds;
use protocol::{BoardAsk, BoardLine, BoardOrder};
pub(crate) use scenes::Scenes;
use std::io::{BufRead, Write};

/// Answers orders until there are no more.
pub(crate) fn serve(
    key: &str,
    properties: &[Property],
    bounds: Bounds,
    orders: &mut dyn BufRead,
    answers: &mut dyn Write,
) -> Result<(), String> {
    let mut scenes = Scenes::new(properties, bounds);
    let ready = BoardLine::Ready { key: key.to_owned(), properties: scenes.names() };
    write(answers, &ready)?;
    let mut line = String::new();
    loop {
        line.clear();
        let read = orders.read_line(&mut line).map_err(|error| format!("reading an order of the board: {error}"))?;
        if read == 0 {
            return Ok(());
        }
        let order: BoardOrder =
            serde_json::from_str(&line).map_err(|error| format!("the order of the board is none: {error}"))?;
        write(answers, &scenes.answer(&order))?;
    }
}

fn write(answers: &mut dyn Write, line: &BoardLine) -> Result<(), String> {
    crate::harness::write_line(answers, line).map_err(|error| format!("writing to the board: {error}"))
}

impl Scenes {
    fn answer(&mut self, order: &BoardOrder) -> BoardLine {
        let number = order.number;
        let answered = match &order.ask {
            BoardAsk::Stand(stand) => {
                self.stand(number, &order.property, stand).map(|it| BoardLine::View(Box::new(it)))
            }
            BoardAsk::Cheapest => {
                let report = self.cheapest(&order.property);
                report.map(|report| BoardLine::Searched { number, report: Box::new(report) })
            }
        };
        answered.unwrap_or_else(|why| BoardLine::Refused { number, why })
    }
}
