//! Random programs: what they may do, and how they are made. A seed always makes the same program.

use fastrand::Rng;

/// One instruction. Numbers are indices of locks, condvars, atomics and threads, values, or milliseconds.
#[derive(Debug, Clone)]
pub(crate) enum Do {
    Lock(usize, Vec<Do>),
    TryLock(usize, Vec<Do>),
    /// On the innermost lock held.
    Wait(usize),
    WaitTimeout(usize, u64),
    NotifyOne(usize),
    NotifyAll(usize),
    Load(usize),
    Store(usize, u32),
    Add(usize),
    CompareExchange(usize, u32),
    Read(Vec<Do>),
    Write(Vec<Do>),
    TryRead,
    TryWrite,
    Send(u32),
    TrySend(u32),
    Recv,
    TryRecv,
    RecvTimeout(u64),
    DropReceiver,
    Park,
    ParkTimeout(u64),
    Unpark(usize),
    Sleep(u64),
    Yield,
    IsFinished(usize),
    Barrier,
    Panic,
    /// A panic that is caught, and what a destructor does while it unwinds.
    Unwind(Vec<Do>),
    /// The contract's own state.
    Plain(u32),
    Choose,
    Once(u32),
    IsPoisoned(usize),
    ClearPoison(usize),
    /// Reads the virtual clock.
    Now,
    /// What the world outside sees.
    Log(u32),
    /// Processes and signals.
    Process(Call),
}

/// One call to the kernel. Numbers are those of the children that the thread itself has started.
#[derive(Debug, Clone)]
pub(crate) enum Call {
    /// What it runs, by its number in `processes`, and whether it leads a group of its own.
    Spawn {
        program: usize,
        leads: bool,
    },
    /// For any child, or one's own; whether it blocks, takes the status, and hears of stops as well.
    Wait {
        child: Option<usize>,
        blocks: bool,
        takes: bool,
        stops: bool,
    },
    /// To a child, or to the group that it may lead.
    Kill {
        child: usize,
        signal: i32,
        group: bool,
    },
    /// SIGCHLD.
    Block,
    Unblock,
    TakeSignal,
    Subreaper,
}

/// Which instructions a class of programs has, next to locks, condvars without time-outs, and atomics.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) threads: usize,
    /// At most this many instructions in a block.
    pub(crate) length: usize,
    /// `t`ime-outs, tr`y`, `r`wlock, `c`hannel, `p`ark, `f`inish, `b`arrier, pani`x`, poi`s`on, p`l`ain state,
    /// choos`e`, `o`nce, y`i`eld, the `k`ernel's processes, `u`nwinding past a destructor, plain state with `m`any steps.
    pub(crate) with: &'static str,
}

impl Class {
    fn has(&self, letter: char) -> bool {
        self.with.contains(letter)
    }
}

pub(crate) fn program(seed: u64, class: &Class, more: usize) -> Vec<Vec<Do>> {
    let (mut rng, receiver) = (Rng::with_seed(seed), receiver(seed, class));
    let mut thread =
        |t| [first(seed, class), block(&mut rng, class, class.length + more, false, t == receiver)].concat();
    (0..class.threads).map(&mut thread).collect()
}

/// The thread that receives: any of them, since the lowest one goes first by default.
pub(crate) fn receiver(seed: u64, class: &Class) -> usize {
    (seed / 5) as usize % class.threads
}

/// A signal that nobody blocks is gone at once: half of the programs begin with a block.
fn first(seed: u64, class: &Class) -> Vec<Do> {
    if class.has('k') && seed.is_multiple_of(2) { vec![Do::Process(Call::Block)] } else { Vec::new() }
}

fn block(rng: &mut Rng, class: &Class, most: usize, locked: bool, receives: bool) -> Vec<Do> {
    let mut block = Vec::new();
    for _ in 0..rng.usize(1..=most) {
        block.push(instruction(rng, class, locked, receives));
        if class.has('m') && rng.bool() {
            block.push(Do::Plain(rng.u32(..4)));
        }
    }
    block
}

/// What a destructor does while a panic unwinds. It must not wait: that is refused.
fn last_words(rng: &mut Rng, class: &Class, receives: bool) -> Vec<Do> {
    let one = |rng: &mut Rng| {
        let two = rng.usize(..2);
        match rng.u32(..9) {
            0 | 1 if class.has('p') => Do::Unpark(rng.usize(..class.threads)),
            2 | 3 if class.has('c') && !receives => Do::Send(rng.u32(..3)),
            4 => Do::NotifyOne(two),
            5 => Do::NotifyAll(two),
            6 if class.has('m') => Do::Plain(rng.u32(..4)),
            7 => Do::Load(two),
            _ => Do::Store(two, rng.u32(1..=3)),
        }
    };
    (0..rng.usize(1..=2)).map(|_| one(rng)).collect()
}

fn call(rng: &mut Rng) -> Call {
    let child = rng.usize(..2);
    match rng.u32(..15) {
        0..=4 => Call::Spawn { program: rng.usize(..6), leads: rng.bool() },
        5..=8 => {
            let (takes, stops) = (rng.u32(..4) > 0, rng.u32(..3) == 0);
            Call::Wait { child: None, blocks: rng.u32(..3) == 0, takes, stops }
        }
        9 | 10 => {
            let (takes, stops) = (rng.u32(..4) > 0, rng.u32(..3) == 0);
            Call::Wait { child: Some(child), blocks: rng.bool(), takes, stops }
        }
        // KILL, TERM, CONT, STOP.
        11 | 12 => Call::Kill { child, signal: [9, 15, 18, 19][rng.usize(..4)], group: rng.bool() },
        13 => [Call::Block, Call::Unblock, Call::Subreaper][rng.usize(..3)].clone(),
        _ => Call::TakeSignal,
    }
}

fn instruction(rng: &mut Rng, class: &Class, locked: bool, receives: bool) -> Do {
    if class.has('u') && rng.u32(..5) == 0 {
        return Do::Unwind(last_words(rng, class, receives));
    }
    loop {
        let ms = rng.u64(1..=3);
        let two = rng.usize(..2);
        let thread = rng.usize(..class.threads);
        let allowed = match rng.u32(..if class.has('k') { 66 } else { 46 }) {
            0..=3 if !locked => Some(Do::Lock(two, block(rng, class, 2, true, receives))),
            4 if locked && rng.u32(..3) == 0 => Some(Do::Lock(two, vec![Do::Load(0)])),
            5 | 6 if locked => Some(Do::Wait(two)),
            7 => Some(Do::NotifyOne(two)),
            8 => Some(Do::NotifyAll(two)),
            9 => Some(Do::Load(two)),
            10 => Some(Do::Store(two, rng.u32(1..=3))),
            11 => Some(Do::Add(two)),
            12 => Some(Do::CompareExchange(two, rng.u32(..2))),
            13 if class.has('t') && locked => Some(Do::WaitTimeout(two, ms)),
            14 if class.has('t') => Some(Do::Sleep(ms)),
            15 if class.has('t') && class.has('c') && receives => Some(Do::RecvTimeout(ms)),
            16 if class.has('t') && class.has('p') => Some(Do::ParkTimeout(ms)),
            17 if class.has('y') && !locked => Some(Do::TryLock(two, vec![Do::Load(1)])),
            18 if class.has('r') => Some(Do::Read(vec![Do::Load(0)])),
            19 if class.has('r') => Some(Do::Read(vec![Do::Read(vec![])])),
            20 if class.has('r') => Some(Do::Write(vec![])),
            21 if class.has('r') && class.has('y') => Some(if two == 0 { Do::TryRead } else { Do::TryWrite }),
            22 | 23 if class.has('c') && !receives => Some(Do::Send(rng.u32(..3))),
            24 if class.has('c') && class.has('y') && !receives => Some(Do::TrySend(rng.u32(..3))),
            25 | 26 if class.has('c') && receives => Some(Do::Recv),
            27 if class.has('c') && receives => Some(Do::TryRecv),
            28 if class.has('c') && receives && rng.u32(..4) == 0 => Some(Do::DropReceiver),
            29 if class.has('p') => Some(Do::Park),
            30 | 31 if class.has('p') => Some(Do::Unpark(thread)),
            32 if class.has('f') => Some(Do::IsFinished(thread)),
            33 if class.has('x') => Some(Do::Panic),
            34 if class.has('l') => Some(Do::Plain(rng.u32(..4))),
            35 if class.has('l') && locked => Some(Do::Plain(rng.u32(..4))),
            36 if class.has('e') => Some(Do::Choose),
            37 if class.has('o') => Some(Do::Once(rng.u32(..4))),
            38 if class.has('i') => Some(Do::Yield),
            39 | 40 if class.has('s') => {
                Some(if rng.u32(..4) == 0 { Do::ClearPoison(two) } else { Do::IsPoisoned(two) })
            }
            41 | 42 if class.has('b') => Some(Do::Barrier),
            43 if class.has('t') => Some(Do::Now),
            44 if class.has('l') => Some(Do::Log(rng.u32(..4))),
            45 if class.has('i') => Some(Do::Yield),
            46.. => Some(Do::Process(call(rng))),
            _ => None,
        };
        if let Some(instruction) = allowed {
            return instruction;
        }
    }
}
