use std::sync::Mutex;

pub struct Queue(pub Mutex<Vec<u32>>);

impl Queue {
    pub fn next(&self) -> Option<u32> {
        let mut queue = self.0.lock().unwrap();
        match queue.first().copied() {
            Some(id) => {
                queue.remove(0);
                Some(id)
            }
            None => None,
        }
    }
}
