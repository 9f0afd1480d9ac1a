use std::sync::Mutex;
use std::sync::mpsc::Sender;

pub struct Task(pub Mutex<Option<Sender<i32>>>);

impl Task {
    /// Tells the client how it ended.
    pub fn end(&self, _status: i32) {}
}
