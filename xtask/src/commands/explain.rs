//! `explain`.
use crate::{cli::Explain, exit::Exit, layout::Layout};
/// todo
pub fn run(_layout: &Layout, _args: Explain) -> anyhow::Result<Exit> {
    Ok(Exit::Good)
}
