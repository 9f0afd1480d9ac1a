use std::sync::Mutex;

pub struct Queue(pub Mutex<Vec<u32>>);

impl Queue {
    pub fn next(&self) -> Option<u32> {
        let first = self.0.lock().unwrap().first().copied();
        match first {
            Some(id) => {
                self.remove(id);
                Some(id)
            }
            None => None,
        }
    }

    fn remove(&self, id: u32) {
        self.0.lock().unwrap().retain(|it| *it != id);
    }
}
