//! Calls to the kernel, and what they answer, in words.

use crate::program::Call;
use lab::process::{self, Mask, Wait, Who};
use lab::rt::Loc;
use std::cell::RefCell;
use std::panic::Location;

const SIGCHLD: u64 = 1 << 16;

/// What a child of a random program may be.
const PROGRAMS: [&str; 6] =
    ["exit 1", "exit 2", "true & exit 3", "exec sleep infinity", "kill -TERM $$; exit 4", "sleep infinity & exit 5"];

/// The children that a thread has started.
#[derive(Default)]
pub(crate) struct Children(RefCell<Vec<i32>>);

impl Children {
    #[track_caller]
    pub(crate) fn call(&self, call: &Call) -> String {
        let at: Loc = Location::caller();
        let own = |n: usize| self.0.borrow().get(n).copied();
        match call {
            Call::Spawn { program, leads } if self.0.borrow().len() < 2 => {
                let argv = ["sh", "-c", PROGRAMS[*program]].map(String::from);
                let pid = process::spawn(&argv, leads.then_some(0), at).expect("a shell");
                self.0.borrow_mut().push(pid);
                format!("pid{pid}")
            }
            // More would be too large to compare.
            Call::Spawn { .. } => String::new(),
            Call::Wait { child, blocks, takes, stops } => {
                let who = match child {
                    None => Who::Any,
                    Some(n) => match own(*n) {
                        Some(pid) => Who::Pid(pid),
                        None => return String::new(),
                    },
                };
                let wait = Wait {
                    who,
                    blocks: *blocks,
                    ended: true,
                    stopped: *stops,
                    continued: *stops,
                    takes: *takes,
                    interruptible: true,
                };
                format!("{:?}", process::wait(wait, at))
            }
            Call::Kill { child, signal, group } => match own(*child) {
                Some(pid) => format!("{:?}", process::kill(if *group { -pid } else { pid }, *signal, at)),
                None => String::new(),
            },
            Call::Block => format!("{:x}", process::mask(Mask::Block, SIGCHLD, at)),
            Call::Unblock => format!("{:x}", process::mask(Mask::Unblock, SIGCHLD, at)),
            Call::TakeSignal => format!("signal{}", process::sigwait(SIGCHLD, at)),
            Call::Subreaper => {
                process::set_subreaper(true, at);
                String::new()
            }
        }
    }
}
