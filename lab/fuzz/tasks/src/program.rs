//! Random programs of tasks: what they may do, and how they are made. A seed always makes the same program.

use fastrand::Rng;

/// One instruction of a task. Numbers are indices of objects and of tasks, values, or milliseconds.
#[derive(Debug, Clone)]
pub(crate) enum Do {
    /// Of tokio.
    Lock(usize, Vec<Do>),
    TryLock(usize),
    /// Of std: nothing in it waits.
    StdLock(usize, Vec<Do>),
    Read(Vec<Do>),
    Write(Vec<Do>),
    Acquire(Vec<Do>),
    AddPermit,
    Close,
    Load(usize),
    Store(usize, u32),
    Add(usize),
    /// Made, then awaited after the block.
    Notified(Vec<Do>),
    NotifyOne,
    NotifyWaiters,
    Cancelled,
    Cancel,
    IsCancelled,
    /// Each task has a channel of one answer to the next one.
    Answer(u32),
    Asked,
    Send(u32),
    TrySend(u32),
    Recv,
    TryRecv,
    WatchSend(u32),
    WatchBorrow,
    Changed,
    Broadcast(u32),
    Hear,
    Barrier,
    Once(u32),
    SetOnce(u32),
    WaitOnce,
    Abort(usize),
    IsFinished(usize),
    Join(usize),
    Alive,
    Yield,
    Sleep(u64),
    Timeout(u64, Box<Do>),
    Select(Box<Do>, Box<Do>),
    /// The contract's own state.
    Plain(usize, u32),
    Look(usize),
    Spawn(Vec<Do>),
    Track(Vec<Do>),
    TrackerWait,
    Panic,
    /// A panic that is caught, and a store while it unwinds.
    Unwind(u32),
    Choose,
}

/// Which instructions a class of programs has.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) tasks: usize,
    /// At most this many instructions in a block.
    pub(crate) length: usize,
    /// `l`ocks, std's `k`locks, atomi`c`s, `r`wlock, `s`emaphore, `n`otify, cancellation `t`oken, one`o`shot, `m`psc, `w`atch,
    /// `b`roadcast, b`a`rrier, on`e`ce cells, abort and `j`oin, al`i`ve, time (`d`uration), `f` select, `p`lain, spa`q`n,
    /// tracker `g`, pani`x`, `y`ield. With `z`, all tasks but the first are those of a `LocalSet`.
    pub(crate) with: &'static str,
}

pub(crate) const CLASSES: &[Class] = &[
    Class { name: "locks2", tasks: 2, length: 3, with: "lkc" },
    Class { name: "locks3", tasks: 3, length: 2, with: "lkc" },
    Class { name: "try3", tasks: 3, length: 2, with: "lLj" },
    Class { name: "rwlock3", tasks: 3, length: 2, with: "rc" },
    Class { name: "permits3", tasks: 3, length: 2, with: "sc" },
    Class { name: "notify2", tasks: 2, length: 4, with: "nc" },
    Class { name: "notify3", tasks: 3, length: 2, with: "nc" },
    Class { name: "token3", tasks: 3, length: 2, with: "tncf" },
    Class { name: "ends3", tasks: 3, length: 2, with: "jic" },
    Class { name: "ends2", tasks: 2, length: 3, with: "jigqc" },
    Class { name: "answers2", tasks: 2, length: 3, with: "ocfj" },
    Class { name: "mpsc3", tasks: 3, length: 2, with: "mcj" },
    Class { name: "watch2", tasks: 2, length: 3, with: "wcj" },
    Class { name: "watch3", tasks: 3, length: 2, with: "wc" },
    Class { name: "broadcast2", tasks: 2, length: 3, with: "bcj" },
    Class { name: "once3", tasks: 3, length: 2, with: "eajc" },
    Class { name: "time2", tasks: 2, length: 3, with: "dlnfj" },
    Class { name: "time3", tasks: 3, length: 2, with: "dlnt" },
    Class { name: "select2", tasks: 2, length: 3, with: "flnmt" },
    Class { name: "plain3", tasks: 3, length: 3, with: "pln" },
    Class { name: "plain2", tasks: 2, length: 4, with: "ipjq" },
    Class { name: "yields2", tasks: 2, length: 4, with: "ycl" },
    Class { name: "panics2", tasks: 2, length: 3, with: "xljkpo" },
    Class { name: "local2", tasks: 2, length: 3, with: "zlckjin" },
    Class { name: "local3", tasks: 3, length: 2, with: "zlncmydtjf" },
    Class { name: "all2", tasks: 2, length: 3, with: "lLkcrsntomwbaejidfpqgxy" },
    Class { name: "all3", tasks: 3, length: 2, with: "lLkcrsntomwbaejidfpqgxy" },
];

impl Class {
    pub(crate) fn has(&self, letter: char) -> bool {
        self.with.contains(letter)
    }
}

pub(crate) type Program = Vec<Vec<Do>>;

pub(crate) fn program(seed: u64, class: &Class) -> Program {
    let mut rng = Rng::with_seed(seed);
    (0..class.tasks).map(|_| block(&mut rng, class, class.length, 0)).collect()
}

fn block(rng: &mut Rng, class: &Class, most: usize, depth: usize) -> Vec<Do> {
    (0..rng.usize(1..=most)).map(|_| instruction(rng, class, depth)).collect()
}

/// What has no await in it.
fn plain_block(rng: &mut Rng) -> Vec<Do> {
    let two = rng.usize(..2);
    match rng.u32(..4) {
        0 => vec![],
        1 => vec![Do::Load(two)],
        2 => vec![Do::Store(two, rng.u32(1..=3))],
        _ => vec![Do::StdLock(two, vec![])],
    }
}

fn waits(rng: &mut Rng, class: &Class) -> Do {
    loop {
        match rng.u32(..9) {
            0 if class.has('n') => return Do::Notified(vec![]),
            1 if class.has('t') => return Do::Cancelled,
            2 if class.has('l') => return Do::Lock(rng.usize(..2), vec![]),
            3 if class.has('m') => return Do::Recv,
            4 if class.has('o') => return Do::Asked,
            5 if class.has('d') => return Do::Sleep(rng.u64(1..=2)),
            6 if class.has('w') => return Do::Changed,
            7 if class.has('s') => return Do::Acquire(vec![]),
            8 if class.has('b') => return Do::Hear,
            _ => {}
        }
    }
}

fn instruction(rng: &mut Rng, class: &Class, depth: usize) -> Do {
    loop {
        let two = rng.usize(..2);
        let task = rng.usize(..class.tasks);
        let value = rng.u32(1..=3);
        let allowed = match rng.u32(..58) {
            0..=2 if class.has('l') && depth < 2 => Some(Do::Lock(two, block(rng, class, 2, depth + 1))),
            3 if class.has('L') => Some(Do::TryLock(two)),
            4 | 5 if class.has('k') && depth < 2 => Some(Do::StdLock(two, plain_block(rng))),
            6 if class.has('r') && depth < 2 => Some(Do::Read(block(rng, class, 2, depth + 1))),
            7 if class.has('r') && depth < 2 => Some(Do::Write(block(rng, class, 1, depth + 1))),
            8 | 9 if class.has('s') && depth < 2 => Some(Do::Acquire(block(rng, class, 1, depth + 1))),
            10 if class.has('s') => Some(Do::AddPermit),
            11 if class.has('s') && value == 3 => Some(Do::Close),
            12 | 13 if class.has('c') => Some(Do::Load(two)),
            14 | 15 if class.has('c') => Some(Do::Store(two, value)),
            16 if class.has('c') => Some(Do::Add(two)),
            17 | 18 if class.has('n') && depth < 2 => Some(Do::Notified(block(rng, class, 1, depth + 1))),
            19 | 20 if class.has('n') => Some(Do::NotifyOne),
            21 if class.has('n') => Some(Do::NotifyWaiters),
            22 if class.has('t') => Some(Do::Cancelled),
            23 if class.has('t') => Some(Do::Cancel),
            24 if class.has('t') => Some(Do::IsCancelled),
            25 if class.has('o') => Some(Do::Answer(value)),
            26 if class.has('o') => Some(Do::Asked),
            27 | 28 if class.has('m') => Some(Do::Send(value)),
            29 if class.has('m') => Some(Do::TrySend(value)),
            30 if class.has('m') => Some(Do::Recv),
            31 if class.has('m') => Some(Do::TryRecv),
            32 if class.has('w') => Some(Do::WatchSend(value)),
            33 if class.has('w') => Some(Do::WatchBorrow),
            34 if class.has('w') => Some(Do::Changed),
            35 if class.has('b') => Some(Do::Broadcast(value)),
            36 if class.has('b') => Some(Do::Hear),
            37 if class.has('a') => Some(Do::Barrier),
            38 if class.has('e') => Some(Do::Once(value)),
            39 if class.has('e') => Some(Do::SetOnce(value)),
            40 if class.has('e') => Some(Do::WaitOnce),
            41 if class.has('j') => Some(Do::Abort(task)),
            42 if class.has('j') => Some(Do::IsFinished(task)),
            43 if class.has('j') && value == 1 => Some(Do::Join(task)),
            44 if class.has('i') => Some(Do::Alive),
            45 | 46 if class.has('y') => Some(Do::Yield),
            47 if class.has('d') => Some(Do::Sleep(u64::from(value))),
            48 if class.has('d') => Some(Do::Timeout(u64::from(value), Box::new(waits(rng, class)))),
            49 | 50 if class.has('f') => Some(Do::Select(Box::new(waits(rng, class)), Box::new(waits(rng, class)))),
            51 | 52 if class.has('p') => Some(Do::Plain(two, value)),
            53 if class.has('p') => Some(Do::Look(two)),
            54 if class.has('q') && depth == 0 => Some(Do::Spawn(block(rng, class, 1, 1))),
            55 if class.has('g') && depth == 0 => {
                Some(if two == 0 { Do::Track(block(rng, class, 1, 1)) } else { Do::TrackerWait })
            }
            56 if class.has('x') => Some(if value == 3 { Do::Panic } else { Do::Unwind(value) }),
            57 if class.has('p') => Some(Do::Choose),
            _ => None,
        };
        if let Some(instruction) = allowed {
            return instruction;
        }
    }
}

/// The same fault in fewer instructions: leave out one after the other.
pub(crate) fn shrink(mut program: Program, is_bad: impl Fn(&Program) -> bool) -> Program {
    loop {
        let count: usize = program.iter().map(|block| size(block)).sum();
        let smaller = (0..count).map(|n| without(&program, n)).find(|smaller| is_bad(smaller));
        match smaller {
            Some(smaller) => program = smaller,
            None => return program,
        }
    }
}

fn inner(instruction: &mut Do) -> Option<&mut Vec<Do>> {
    match instruction {
        Do::Lock(_, block)
        | Do::StdLock(_, block)
        | Do::Read(block)
        | Do::Write(block)
        | Do::Acquire(block)
        | Do::Notified(block)
        | Do::Spawn(block)
        | Do::Track(block) => Some(block),
        _ => None,
    }
}

fn size(block: &[Do]) -> usize {
    block.iter().map(|instruction| 1 + inner(&mut instruction.clone()).map_or(0, |block| size(block))).sum()
}

fn without(program: &Program, mut n: usize) -> Program {
    program.iter().map(|block| leave_out(block, &mut n)).collect()
}

fn leave_out(block: &[Do], n: &mut usize) -> Vec<Do> {
    let mut kept = Vec::new();
    for instruction in block {
        let here = *n == 0;
        *n = n.wrapping_sub(1);
        let mut instruction = instruction.clone();
        if here {
            if let Some(block) = inner(&mut instruction) {
                kept.append(block);
            }
            continue;
        }
        if let Some(block) = inner(&mut instruction) {
            *block = leave_out(block, n);
        }
        kept.push(instruction);
    }
    kept
}
