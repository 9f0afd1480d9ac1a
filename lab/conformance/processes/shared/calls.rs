//! Sequences of calls to the kernel, and how they are made. A seed always makes the same one.

/// What a child runs.
pub(crate) const PROGRAMS: [&str; 9] = [
    "exit 3",
    "exec sleep infinity",
    "kill -HUP $$; exit 4",
    "trap '' HUP; kill -HUP $$; exit 5",
    "sleep infinity & exit 6",
    "true",
    "/nonexistent/program",
    // A zombie that belongs to a child, and comes to us as one.
    "true & exec sleep infinity",
    // A real-time signal: nix has no name for it, and says so when the kernel has given the status out.
    "kill -34 $$; exit 7",
];

/// One call. Numbers are those of the children, in the order in which they were started.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call {
    /// By its number in [`PROGRAMS`].
    Spawn(usize),
    /// The gate: waits until this child has ended, and takes nothing.
    Ended(usize),
    /// `waitpid`, for one child or for any.
    Wait {
        child: Option<usize>,
        blocks: bool,
    },
    /// `waitid`; without `WEXITED` it is a mistake.
    Look {
        child: Option<usize>,
        blocks: bool,
        takes: bool,
        exited: bool,
    },
    /// `waitpid` with a flag that only `waitid` takes.
    WrongFlag,
    /// `Child::wait`, `try_wait` and `kill`.
    StdWait(usize),
    StdTryWait(usize),
    StdKill(usize),
    /// 0, 1, 9 or 15.
    Kill(usize, i32),
    /// Who has pid 1 of somebody else's children: nobody of ours.
    KillNobody,
    BlockChld,
    UnblockChld,
    BlockTerm,
    /// Is a SIGCHLD waiting? Takes it.
    TakeChld,
    Term,
    Subreaper,
    /// The children now: how many, and how many zombies.
    Count,
}

/// xorshift64* (Vigna 2016): the same numbers on both sides, without a crate.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
}

/// The sequence of this seed.
pub(crate) fn sequence(seed: u64) -> Vec<Call> {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut calls = Vec::new();
    let mut children = 0;
    if numbers.below(2) == 0 {
        calls.push(Call::Subreaper);
    }
    if numbers.below(3) > 0 {
        calls.push(Call::BlockChld);
    }
    if numbers.below(4) == 0 {
        calls.push(Call::BlockTerm);
    }
    for _ in 0..numbers.below(8) + 3 {
        let child = numbers.below(children.max(1));
        let one = (numbers.below(3) > 0).then_some(child);
        let blocks = numbers.below(3) == 0;
        let next = match numbers.below(22) {
            0..=4 if children < 3 => {
                children += 1;
                let program = [0, 1, 2, 3, 4, 5, 7, 8][numbers.below(8)];
                calls.push(Call::Spawn(program));
                // What would be rare by chance: a signal from before it was blocked, and a zombie that comes to us.
                match numbers.below(6) {
                    0 => calls.extend([Call::Ended(children - 1), Call::BlockChld, Call::TakeChld]),
                    1 => calls.extend([
                        Call::Count,
                        Call::Kill(children - 1, 15),
                        Call::Ended(children - 1),
                        Call::Count,
                    ]),
                    _ => {}
                }
                // Most often the end of a child comes before the next call: then there is one answer.
                if [1, 4, 7].contains(&program) || numbers.below(5) == 0 {
                    Call::Count
                } else {
                    Call::Ended(children - 1)
                }
            }
            5 => Call::Spawn(6),
            6..=8 if children > 0 => Call::Wait { child: one, blocks },
            9 | 10 if children > 0 => {
                Call::Look { child: one, blocks, takes: numbers.below(2) == 0, exited: numbers.below(6) > 0 }
            }
            11 => Call::WrongFlag,
            12 if children > 0 => Call::StdWait(child),
            13 if children > 0 => Call::StdTryWait(child),
            14 if children > 0 => Call::StdKill(child),
            15 | 16 if children > 0 => Call::Kill(child, [0, 1, 9, 15][numbers.below(4)]),
            17 => Call::TakeChld,
            18 => [Call::BlockChld, Call::UnblockChld, Call::BlockTerm, Call::KillNobody][numbers.below(4)],
            19 => [Call::Term, Call::Subreaper, Call::BlockTerm][numbers.below(3)],
            20 if children > 0 => Call::Ended(child),
            _ => Call::Count,
        };
        calls.push(next);
    }
    calls.push(Call::Count);
    calls
}
