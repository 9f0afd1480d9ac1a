//! Two accounts, and transfers between them.

use std::sync::Mutex;

/// Each call needs one more instance of itself, of a type that is twice as long.
fn deeper<T: Default>(rounds: u32) -> usize {
    if rounds == 0 { size_of::<T>() } else { deeper::<(T, T)>(rounds - 1) }
}

/// Public, so that it is compiled with the library.
pub fn go() -> usize {
    deeper::<u64>(3)
}

/// Two accounts.
pub struct Bank {
    accounts: [Mutex<u32>; 2],
}

impl Bank {
    /// A bank with this much in each account.
    pub fn new(first: u32, second: u32) -> Bank {
        Bank { accounts: [Mutex::new(first), Mutex::new(second)] }
    }

    /// Moves `amount` from one account to the other.
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let mut first = self.accounts[from.min(to)].lock().unwrap();
        let mut second = self.accounts[from.max(to)].lock().unwrap();
        let (source, target) = if from < to { (&mut first, &mut second) } else { (&mut second, &mut first) };
        **source -= amount;
        **target += amount;
    }

    /// What is in both together.
    pub fn sum(&self) -> u32 {
        let first = self.accounts[0].lock().unwrap();
        let second = self.accounts[1].lock().unwrap();
        *first + *second
    }
}
