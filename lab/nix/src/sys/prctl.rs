//! `nix::sys::prctl`: who orphans come to.

use crate::Result;
use std::panic::Location;

/// As the real one.
///
/// # Errors
///
/// Never here.
#[track_caller]
pub fn set_child_subreaper(on: bool) -> Result<()> {
    lab::process::set_subreaper(on, Location::caller());
    Ok(())
}

/// As the real one.
///
/// # Errors
///
/// Never here.
#[track_caller]
pub fn get_child_subreaper() -> Result<bool> {
    Ok(lab::process::is_subreaper(Location::caller()))
}
