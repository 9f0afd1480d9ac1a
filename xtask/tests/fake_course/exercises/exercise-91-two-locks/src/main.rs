//! Hangs for real.

fn main() {
    let bank = exercise_91_two_locks::Bank::new(1, 1);
    bank.transfer(0, 0, 1);
}
