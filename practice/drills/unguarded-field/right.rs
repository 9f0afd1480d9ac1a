use std::sync::Mutex;

#[derive(Default)]
pub struct Task {
    status: Mutex<Option<i32>>,
}

impl Task {
    pub fn exit(&self, status: i32) {
        *self.status.lock().unwrap() = Some(status);
    }

    pub fn status(&self) -> Option<i32> {
        *self.status.lock().unwrap()
    }
}
