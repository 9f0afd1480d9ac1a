//! What a user of the bank is promised.

use super::subject::Bank;
use lab::{Kind, Property};
use std::{sync::Arc, thread};

/// In the record's order.
pub const PROPERTIES: &[Property] =
    &[Property::new("transfers-end", transfers_end), Property::new("nothing-is-lost", nothing_is_lost)];

fn both_ways() -> Arc<Bank> {
    let bank = Arc::new(Bank::new(5, 5));
    let other = Arc::clone(&bank);
    let back = thread::Builder::new().name("back".into()).spawn(move || other.transfer(1, 0, 2)).unwrap();
    bank.transfer(0, 1, 1);
    back.join().unwrap();
    bank
}

fn transfers_end() {
    both_ways();
}

fn nothing_is_lost() {
    let sum = both_ways().sum();
    lab::check(sum == 10, Kind::LostValue, || format!("the accounts hold {sum} together"));
}
