//! `core` for the lab: the real one, item by item, without what would slip past the scheduler.
//!
//! With only `std` replaced, `core::sync::atomic` would be the real atomics, and an obvious race would pass.
#![no_std]
#![expect(
    clippy::std_instead_of_core,
    clippy::duplicated_attributes,
    reason = "this crate is what `core` means in the lab"
)]

pub use ::core::*;

/// Only what is not shared: the atomics are `std::sync::atomic` in the lab.
pub mod sync {}

/// Hints, except the one that waits: `std::hint::spin_loop` is the lab's.
pub mod hint {
    pub use ::core::hint::{assert_unchecked, black_box, unreachable_unchecked};
}
