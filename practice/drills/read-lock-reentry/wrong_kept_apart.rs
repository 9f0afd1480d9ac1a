use std::sync::RwLock;

#[derive(Default)]
pub struct Table {
    pids: RwLock<Vec<u32>>,
    /// What a report says; kept apart, so that no report takes a lock twice.
    moment: RwLock<(usize, Option<u32>)>,
}

impl Table {
    pub fn create(&self, pid: u32) {
        let moment = {
            let mut pids = self.pids.write().unwrap();
            pids.push(pid);
            (pids.len(), Some(pid))
        };
        *self.moment.write().unwrap() = moment;
    }

    /// How many there are, and the newest.
    pub fn report(&self) -> (usize, Option<u32>) {
        *self.moment.read().unwrap()
    }

    pub fn newest(&self) -> Option<u32> {
        self.pids.read().unwrap().last().copied()
    }
}
