//! Sequences of calls to the kernel, and how they are made. A seed always makes the same one.

/// What a child runs.
pub(crate) const PROGRAMS: [&str; 13] = [
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
    // They leave for a session of their own.
    "exec setsid sleep infinity",
    "setsid sleep infinity & exit 8",
    // They stop themselves.
    "kill -STOP $$; exit 9",
    "kill -TSTP $$; exec sleep infinity",
];

/// A process group, as a call names it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Group {
    /// 0: for a child or a move one of its own, else the supervisor's.
    Zero,
    /// That whose leader is this child, if it leads one.
    Of(usize),
    /// The supervisor's, by its number.
    Ours,
    Nobodys,
    Negative,
}

/// One call. Numbers are those of the children, in the order in which they were started.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call {
    /// By its number in [`PROGRAMS`].
    Spawn(usize),
    SpawnIn(usize, Group),
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
    /// More gates: a stop, a continuation, or the end.
    Stopped(usize),
    GoesOn(usize),
    /// `waitpid` with `WUNTRACED`, `WCONTINUED` or both, and `waitid` with these, with or without `WEXITED`.
    WaitMore {
        child: Option<usize>,
        blocks: bool,
        stopped: bool,
        continued: bool,
    },
    LookMore {
        child: Option<usize>,
        takes: bool,
        stopped: bool,
        continued: bool,
        exited: bool,
    },
    /// 0, or one that ends, stops or continues.
    Kill(usize, i32),
    /// Who has pid 1 of somebody else's children: nobody of ours.
    KillNobody,
    /// `setpgid` for a child, or for the supervisor.
    Move(Option<usize>, Group),
    NewSession,
    /// The group and the session of a child, or of the supervisor.
    Belongs(Option<usize>),
    KillGroup(Group, i32),
    WaitGroup {
        group: Group,
        blocks: bool,
    },
    LookGroup(Group),
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
    // Else an orphan goes to a process that takes its status later than the model's pid 1 does. Its group tells.
    let mut groups_tell = numbers.below(3) > 0;
    if groups_tell {
        calls.push(Call::Subreaper);
    }
    let subreaper = groups_tell;
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
        let group = [Group::Zero, Group::Of(child), Group::Of(child), Group::Of(child), Group::Ours, Group::Nobodys]
            [numbers.below(6)];
        let next = match numbers.below(42) {
            0..=4 if children < 3 => {
                children += 1;
                let program = [0, 1, 1, 2, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12][numbers.below(14)];
                groups_tell &= subreaper || ![4, 7, 9, 10].contains(&program);
                calls.push(match numbers.below(6) {
                    0 | 1 => Call::SpawnIn(program, Group::Zero),
                    2 if groups_tell => Call::SpawnIn(program, group),
                    _ => Call::Spawn(program),
                });
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
                if [11, 12].contains(&program) && numbers.below(5) > 0 {
                    Call::Stopped(children - 1)
                } else if [1, 4, 7, 9, 10, 11, 12].contains(&program) || numbers.below(5) == 0 {
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
            15 | 16 if children > 0 => Call::Kill(child, [0, 1, 9, 15, 18, 20][numbers.below(6)]),
            17 => Call::TakeChld,
            18 => [Call::BlockChld, Call::UnblockChld, Call::BlockTerm, Call::KillNobody][numbers.below(4)],
            19 => [Call::Term, Call::Subreaper, Call::BlockTerm][numbers.below(3)],
            20 if children > 0 => Call::Ended(child),
            21 | 22 => Call::Belongs(one.filter(|_| children > 0)),
            23 => Call::Move(one.filter(|_| children > 0), [group, Group::Zero, Group::Negative][numbers.below(3)]),
            24 if groups_tell => Call::Move(None, group),
            25 if groups_tell => Call::NewSession,
            26..=28 if groups_tell => Call::KillGroup(group, [0, 1, 9, 9, 15, 18][numbers.below(6)]),
            29 => Call::SpawnIn(6, group),
            30 => Call::WaitGroup { group, blocks },
            31 => Call::LookGroup(group),
            32..=35 if children > 0 => {
                let (stop, go) = ([19, 19, 20][numbers.below(3)], [18, 18, 18, 9, 15][numbers.below(5)]);
                calls.push(match group {
                    Group::Of(n) if groups_tell => Call::KillGroup(Group::Of(n), stop),
                    _ => Call::Kill(child, stop),
                });
                if numbers.below(4) > 0 {
                    calls.push(Call::Stopped(child));
                }
                if numbers.below(3) == 0 {
                    calls.push(Call::Kill(child, [1, 9, 15, 15][numbers.below(4)]));
                }
                if numbers.below(3) > 0 {
                    calls.push(Call::Kill(child, go));
                }
                if numbers.below(2) == 0 { Call::GoesOn(child) } else { Call::TakeChld }
            }
            36..=38 if children > 0 => {
                Call::WaitMore { child: one, blocks, stopped: numbers.below(3) > 0, continued: numbers.below(3) > 0 }
            }
            39 | 40 if children > 0 => Call::LookMore {
                child: one,
                takes: numbers.below(2) == 0,
                stopped: numbers.below(3) > 0,
                continued: numbers.below(2) > 0,
                exited: numbers.below(2) > 0,
            },
            _ => Call::Count,
        };
        calls.push(next);
    }
    calls.push(Call::Count);
    calls
}
