use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

#[derive(Default)]
pub struct Bus(Mutex<Vec<Sender<i32>>>);

impl Bus {
    pub fn publish(&self, exit: i32) {
        self.0.lock().unwrap().retain(|it| it.send(exit).is_ok());
    }

    fn subscribe(&self) -> Receiver<i32> {
        let (exits, heard) = mpsc::channel();
        self.0.lock().unwrap().push(exits);
        heard
    }

    pub fn run(&self, start: impl FnOnce()) -> Option<i32> {
        let heard = self.subscribe();
        start();
        heard.try_recv().ok()
    }
}
