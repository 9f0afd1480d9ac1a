//! Items that exist only to be refused: the compiler prints our sentence in place of "cannot find".

use ::std::ffi::OsStr;
use ::std::marker::PhantomData;

/// Never modelled: the bound that makes the compiler speak.
#[derive(Debug)]
pub struct In<T>(PhantomData<T>);

#[diagnostic::on_unimplemented(
    message = "the lab does not model `std::process::Command` beside tasks; use what the exercise passes in",
    label = "no process runs in the lab's task world"
)]
/// Implemented by nothing.
pub trait ModelsCommand {}

#[diagnostic::on_unimplemented(
    message = "the lab does not model pipes to processes; use `Stdio::null()`, and an exit code",
    label = "what a process reads and writes does not exist in the lab"
)]
/// Implemented by nothing.
pub trait ModelsPipes {}

#[diagnostic::on_unimplemented(
    message = "the lab does not model threads beside tasks; use `tokio::spawn`",
    label = "this would start or block a real thread"
)]
/// Implemented by nothing.
pub trait ModelsThreads {}

#[diagnostic::on_unimplemented(
    message = "the lab does not model `std::thread::sleep` in a task; use `tokio::time::sleep(…).await`",
    label = "this would block every task of the thread"
)]
/// Implemented by nothing.
pub trait ModelsSleep {}

/// A type for a bound that never holds.
#[derive(Debug)]
pub struct Never<'a>(pub &'a ());

/// Refused.
#[derive(Debug)]
pub struct Command;

impl Command {
    /// Refused.
    pub fn new<S: AsRef<OsStr>>(_: S) -> Command
    where
        In<S>: ModelsCommand,
    {
        unreachable!()
    }
}
