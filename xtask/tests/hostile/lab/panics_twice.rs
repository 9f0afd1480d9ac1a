//! A destructor that panics while a panic unwinds: the process aborts.

/// Two accounts.
pub struct Bank;

struct InUse;

impl Drop for InUse {
    fn drop(&mut self) {
        if std::thread::panicking() {
            panic!("still in use");
        }
    }
}

impl Bank {
    /// A bank.
    pub fn new(_: u32, _: u32) -> Bank {
        // The contract calls `transfer` next.
        Bank
    }

    /// Moves nothing.
    pub fn transfer(&self, _: usize, _: usize, _: u32) {
        let _in_use = InUse;
        panic!("a transfer of too much");
    }

    /// What is in both together.
    pub fn sum(&self) -> u32 {
        10
    }
}
