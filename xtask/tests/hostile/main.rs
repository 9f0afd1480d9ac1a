//! What learner code may do to the one who runs it: each row has a verdict, a time, and nothing that is left.
//!
//! The rows go through the tool's own command line. Afterwards every process of the machine is asked for a variable
//! that only this row's processes carry. The subjects are this very program, started again: so `main` is ours.

mod lab_rows;
mod quit;
mod raw_rows;
mod row;
mod stopped;
mod subjects;
mod supervisor;

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;

fn main() -> ExitCode {
    supervise::enter();
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some(row::SUBJECT) {
        subjects::run(&words.next().unwrap_or_default());
        return ExitCode::SUCCESS;
    }
    let trials: Vec<Trial> =
        [raw_rows::trials(), lab_rows::trials(), stopped::trials(), supervisor::trials(), quit::trials()]
            .into_iter()
            .flatten()
            .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
