//! Who takes steps: the threads of the subject, what the environment does to each of them, and the processes below the
//! supervisor. One number each, and sets of these numbers.
//!
//! What they do is in `op`; what is called an actor in a report (a task, a name) is in `trace`.

use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

/// The most threads one schedule may have, the contract's own among them.
#[cfg(not(feature = "tasks"))]
pub(crate) const THREADS: usize = 8;
/// Each task that runs in parallel is one, and so is the runtime.
#[cfg(feature = "tasks")]
pub(crate) const THREADS: usize = 18;
/// The most processes below the supervisor that one schedule may have.
pub(crate) const CHILDREN: usize = 8;
/// Three for each thread, and the processes below the supervisor.
pub(crate) const PROCESSES: usize = 3 * THREADS + CHILDREN;

#[cfg(not(feature = "tasks"))]
type Bits = u32;
#[cfg(feature = "tasks")]
type Bits = u64;

/// One that takes steps, by its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct ProcId(u8);

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Actor {
    /// The thread of this number; the contract's own is 0.
    Thread(usize),
    /// The timer of this thread.
    Timer(usize),
    /// What may wake this thread without a reason.
    Spurious(usize),
    /// The process below the supervisor in this slot of the kernel's table.
    Child(usize),
}

impl ProcId {
    #[inline]
    pub(crate) const fn thread(t: usize) -> ProcId {
        ProcId(t as u8)
    }

    #[inline]
    pub(crate) const fn timer(t: usize) -> ProcId {
        ProcId((THREADS + t) as u8)
    }

    #[inline]
    pub(crate) const fn spurious(t: usize) -> ProcId {
        ProcId((2 * THREADS + t) as u8)
    }

    #[inline]
    pub(crate) const fn child(slot: usize) -> ProcId {
        ProcId((3 * THREADS + slot) as u8)
    }

    #[inline]
    pub(crate) const fn actor(self) -> Actor {
        let n = self.0 as usize;
        match n / THREADS {
            0 => Actor::Thread(n),
            1 => Actor::Timer(n - THREADS),
            2 => Actor::Spurious(n - 2 * THREADS),
            _ => Actor::Child(n - 3 * THREADS),
        }
    }

    /// Its place in an array of all of them.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Actor {
    /// The thread whose step it is, or to which it happens.
    pub(crate) const fn of_thread(self) -> Option<usize> {
        match self {
            Actor::Thread(t) | Actor::Timer(t) | Actor::Spurious(t) => Some(t),
            Actor::Child(_) => None,
        }
    }
}

/// A set of them, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct ProcSet(Bits);

impl ProcSet {
    pub(crate) const EMPTY: ProcSet = ProcSet(0);
    pub(crate) const ALL: ProcSet = ProcSet(Bits::MAX >> (Bits::BITS as usize - PROCESSES));
    /// Every thread, and no timer.
    pub(crate) const THREADS: ProcSet = ProcSet((1 << THREADS) - 1);
    /// Everything that may wake a thread without a reason.
    pub(crate) const SPURIOUS: ProcSet = ProcSet(((1 << THREADS) - 1) << (2 * THREADS));
    /// Every process below the supervisor.
    pub(crate) const CHILDREN: ProcSet = ProcSet(((1 << CHILDREN) - 1) << (3 * THREADS));

    #[inline]
    pub(crate) const fn of(p: ProcId) -> ProcSet {
        ProcSet(1 << p.0)
    }

    #[inline]
    pub(crate) const fn has(self, p: ProcId) -> bool {
        self.0 >> p.0 & 1 == 1
    }

    #[inline]
    pub(crate) const fn with(self, p: ProcId) -> ProcSet {
        ProcSet(self.0 | 1 << p.0)
    }

    #[inline]
    pub(crate) const fn without(self, p: ProcId) -> ProcSet {
        ProcSet(self.0 & !(1 << p.0))
    }

    #[inline]
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// How many of its members are lower than this one.
    #[inline]
    pub(crate) const fn rank(self, p: ProcId) -> usize {
        (self.0 & ((1 << p.0) - 1)).count_ones() as usize
    }

    /// Its lowest member.
    #[inline]
    pub(crate) fn first(self) -> Option<ProcId> {
        (self.0 != 0).then(|| ProcId(self.0.trailing_zeros() as u8))
    }

    /// Its members, lowest first.
    #[inline]
    pub(crate) fn iter(self) -> impl Iterator<Item = ProcId> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let first = ProcSet(left).first()?;
            left &= left - 1;
            Some(first)
        })
    }
}

impl FromIterator<ProcId> for ProcSet {
    fn from_iter<I: IntoIterator<Item = ProcId>>(members: I) -> ProcSet {
        members.into_iter().fold(ProcSet::EMPTY, ProcSet::with)
    }
}

impl BitOr for ProcSet {
    type Output = ProcSet;
    #[inline]
    fn bitor(self, other: ProcSet) -> ProcSet {
        ProcSet(self.0 | other.0)
    }
}

impl BitOrAssign for ProcSet {
    #[inline]
    fn bitor_assign(&mut self, other: ProcSet) {
        self.0 |= other.0;
    }
}

impl BitAnd for ProcSet {
    type Output = ProcSet;
    #[inline]
    fn bitand(self, other: ProcSet) -> ProcSet {
        ProcSet(self.0 & other.0)
    }
}

/// Those that are in the first and not in the second.
impl Sub for ProcSet {
    type Output = ProcSet;
    #[inline]
    fn sub(self, other: ProcSet) -> ProcSet {
        ProcSet(self.0 & !other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Actor, CHILDREN, PROCESSES, ProcId, ProcSet, THREADS};

    #[test]
    fn a_number_is_one_actor() {
        let threads = (0..THREADS).flat_map(|t| [Actor::Thread(t), Actor::Timer(t), Actor::Spurious(t)]);
        let actors: Vec<Actor> = threads.chain((0..CHILDREN).map(Actor::Child)).collect();
        let number = |actor: &Actor| match *actor {
            Actor::Thread(t) => ProcId::thread(t),
            Actor::Timer(t) => ProcId::timer(t),
            Actor::Spurious(t) => ProcId::spurious(t),
            Actor::Child(slot) => ProcId::child(slot),
        };
        assert!(actors.iter().all(|actor| number(actor).actor() == *actor));
        assert_eq!(actors.iter().map(number).collect::<ProcSet>(), ProcSet::ALL);
        assert_eq!(ProcSet::ALL.len() as usize, PROCESSES);
    }

    #[test]
    fn a_set_has_what_it_was_given() {
        let set = ProcSet::EMPTY.with(ProcId::child(1)).with(ProcId::thread(3));
        assert_eq!(set.iter().collect::<Vec<_>>(), [ProcId::thread(3), ProcId::child(1)]);
        assert_eq!(set - ProcSet::CHILDREN, ProcSet::of(ProcId::thread(3)));
        assert_eq!((set.rank(ProcId::thread(3)), set.rank(ProcId::child(1))), (0, 1));
        assert_eq!(set.without(ProcId::thread(3)).first(), Some(ProcId::child(1)));
        assert!((set & ProcSet::SPURIOUS).is_empty());
    }
}
