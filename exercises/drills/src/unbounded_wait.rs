use std::sync::mpsc::{Receiver, Sender};

/// Waits for the exit that the reaper sends; `None` if the reaper is gone.
pub fn wait(exits: Sender<i32>, heard: &Receiver<i32>) -> Option<i32> {
    let exit = heard.recv().ok();
    drop(exits);
    exit
}
