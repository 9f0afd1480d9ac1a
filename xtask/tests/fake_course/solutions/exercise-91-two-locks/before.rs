//! Two accounts, and transfers between them.

use std::sync::Mutex;

/// Two accounts.
pub struct Bank {
    accounts: Mutex<[u32; 2]>,
}

impl Bank {
    /// A bank with this much in each account.
    pub fn new(first: u32, second: u32) -> Bank {
        Bank { accounts: Mutex::new([first, second]) }
    }

    /// Moves `amount` from one account to the other.
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let mut accounts = self.accounts.lock().unwrap();
        accounts[from] -= amount;
        accounts[to] += amount;
    }

    /// What is in both together.
    pub fn sum(&self) -> u32 {
        self.accounts.lock().unwrap().iter().sum()
    }
}
