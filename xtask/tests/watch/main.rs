//! `watch` in a pseudo-terminal: what is to be seen, what a save does, and how the terminal is afterwards.
#![cfg(target_os = "linux")]

#[expect(unreachable_pub, reason = "a test exports nothing")]
mod desk;
mod ends;
mod keys;
mod latency;
#[expect(unreachable_pub, reason = "a test exports nothing")]
mod pty;
mod saves;
mod shell;
mod window;
