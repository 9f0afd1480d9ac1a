//! `nix::sys`.

pub mod prctl;
pub mod signal;
pub mod wait;
