use std::sync::mpsc::{Receiver, Sender};

/// Waits for the exit that the reaper sends; `None` if the reaper is gone.
pub fn wait(exits: Sender<i32>, heard: &Receiver<i32>) -> Option<i32> {
    drop(exits);
    let exit = heard.recv().unwrap_or(-1);
    (exit >= 0).then_some(exit)
}
