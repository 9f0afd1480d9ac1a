use std::sync::Mutex;

#[derive(Default)]
pub struct Table(Mutex<Vec<u32>>);

impl Table {
    /// `died`: init was gone before we could record it.
    pub fn create(&self, pid: u32, died: bool) {
        let mut pids = self.0.lock().unwrap();
        pids.push(pid);
        drop(pids);
        if died {
            // The one that we have just pushed.
            self.0.lock().unwrap().pop();
        }
    }

    pub fn has(&self, pid: u32) -> bool {
        self.0.lock().unwrap().contains(&pid)
    }

    pub fn on_exit(&self, pid: u32) {
        self.0.lock().unwrap().retain(|it| *it != pid);
    }
}
