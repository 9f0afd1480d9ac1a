//! `std::hint`.

pub use ::std::hint::{assert_unchecked, black_box, unreachable_unchecked};

/// Somebody spins: others may go first.
#[track_caller]
pub fn spin_loop() {
    lab::rt::announce(lab::rt::Op::on(lab::rt::ThreadOp::Yield, lab::rt::NONE, ::std::panic::Location::caller()));
}
