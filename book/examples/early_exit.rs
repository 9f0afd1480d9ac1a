//! The example of the chapter on narrowing down: the same fault under a test that hopes and under one that knows.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

// ANCHOR: code
/// Starts programs, and remembers how they ended.
#[derive(Default)]
pub struct Starts(Mutex<HashMap<u32, Option<u8>>>);

impl Starts {
    pub fn start(&self, spawn: impl FnOnce() -> u32) -> u32 {
        let pid = spawn();
        self.0.lock().unwrap().insert(pid, None);
        pid
    }

    /// The reaper's report. A pid that we did not start is a grandchild.
    pub fn ended(&self, pid: u32, code: u8) {
        if let Some(end) = self.0.lock().unwrap().get_mut(&pid) {
            *end = Some(code);
        }
    }

    pub fn code(&self, pid: u32) -> Option<u8> {
        self.0.lock().unwrap().get(&pid).copied().flatten()
    }
}
// ANCHOR_END: code

// ANCHOR: hopes
/// Gives the program a moment to end, as it has on a laptop.
pub fn a_test_that_hopes(starts: &Starts) -> Option<u8> {
    thread::scope(|scope| {
        let pid = starts.start(|| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(50));
                starts.ended(7, 3);
            });
            7
        });
        thread::sleep(Duration::from_millis(200));
        starts.code(pid)
    })
}
// ANCHOR_END: hopes

// ANCHOR: knows
/// The program is over before its start returns. No clock, no thread, no luck.
pub fn a_test_that_knows(starts: &Starts) -> Option<u8> {
    let pid = starts.start(|| {
        starts.ended(7, 3);
        7
    });
    starts.code(pid)
}
// ANCHOR_END: knows
