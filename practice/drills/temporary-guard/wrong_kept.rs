use std::sync::Mutex;

pub struct Queue(pub Mutex<Vec<u32>>);

impl Queue {
    pub fn next(&self) -> Option<u32> {
        let first = self.0.lock().unwrap().first().copied();
        match first {
            Some(id) => Some(id),
            None => None,
        }
    }
}
