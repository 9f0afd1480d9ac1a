//! For the tests of the tool.

use crate::bounds::Bounds;
use clap::{Args, ValueEnum};
use std::ffi::OsString;

/// What a system may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Without {
    /// A fence around a job, for signals.
    Fence,
    /// A control group for a job.
    Scope,
}

/// `judge`.
#[derive(Debug, Args)]
pub struct Judge {
    #[command(flatten)]
    pub bounds: Bounds,
    /// Do as on a system that does not have this.
    #[arg(long, value_enum, value_name = "MEANS")]
    pub without: Vec<Without>,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    pub words: Vec<OsString>,
}
