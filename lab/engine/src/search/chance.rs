//! Numbers by chance, the same ones for the same seed on every machine: splitmix64 (Steele, Lea and Flood, OOPSLA 2014).

use crate::actor::{ProcId, ProcSet};

/// The state of the generator.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One number below `n`. The bias is that of a remainder, for an `n` of a few dozen: nobody can see it.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// One process of a set that is not empty.
    pub(super) fn one_of(&mut self, candidates: ProcSet) -> ProcId {
        let nth = self.below(u64::from(candidates.len())) as usize;
        candidates.iter().nth(nth).expect("fewer than there are")
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;
    use crate::actor::{ProcId, ProcSet};

    #[test]
    fn every_member_comes_about_as_often() {
        let mut chance = Chance(7);
        let set: ProcSet = [0, 5, 7].map(ProcId::thread).into_iter().collect();
        let mut counts = [0_u32; 32];
        for _ in 0..9_000 {
            counts[chance.one_of(set).index()] += 1;
        }
        let seen: Vec<usize> = (0..32).filter(|i| counts[*i] > 0).collect();
        assert_eq!(seen, [0, 5, 7]);
        assert!(seen.iter().all(|i| (2_700..3_300).contains(&counts[*i])), "{counts:?}");
    }
}
