use std::sync::Mutex;

pub struct Queue(pub Mutex<Vec<u32>>);

impl Queue {
    pub fn next(&self) -> Option<u32> {
        let mut queue = self.0.lock().unwrap();
        if queue.is_empty() {
            return None;
        }
        Some(queue.swap_remove(0))
    }
}
