//! Makes situations of calls and events: every pair of them side by side, every one after every one that failed, and the
//! triples that a promise speaks of. What happens in one is the contract's business: it plays a [`Scene`].

use super::{Crossing, Situation};
use protocol::Situations;
use std::fmt::Debug;
use std::rc::Rc;

/// A call with one way that its environment can go, or an event.
pub trait Act: Copy + PartialEq + Debug + 'static {
    /// What it comes to where it comes alone after `before`, as a number of the contract's own: refused, done, done and dead.
    /// `None` where it cannot come. A pair is tried after the shortest history in which both come to the same.
    fn alone(self, before: &[Self]) -> Option<u8>;

    /// In the words of a reader: `create(a), and init dies`.
    fn words(self) -> String;

    /// It changes nothing. Two of these are not crossed.
    fn looks(self) -> bool {
        false
    }

    /// It fails, is given up, or its handle is dropped: what comes next must find nothing of it.
    fn fails(self) -> bool {
        false
    }

    /// It can come only once: what it happens to is gone then.
    fn is_once(self) -> bool {
        false
    }

    /// Whether the environment goes its ways in the order in which it is asked, so that either of the two may be the one that
    /// fails: the pair is tried in both orders.
    fn is_ordered(self, _other: Self) -> bool {
        false
    }

    /// Whether the pair means something that the contract does not promise.
    fn is_left_out(self, _other: Self, _before: &[Self]) -> bool {
        false
    }

    /// The same act, with names exchanged that mean the same after `before`.
    fn twin(self, _before: &[Self]) -> Self {
        self
    }
}

/// What happens in one situation.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene<A> {
    /// One after the other. Each is over, with all that follows from it, before the next one comes.
    pub before: Vec<A>,
    /// Side by side: each has a thread of its own.
    pub beside: Vec<A>,
}

/// The calls and events of a contract, and what has happened before they meet.
#[derive(Debug)]
pub struct Suite<A: 'static> {
    /// All calls with all ways of their environment, and all events.
    pub acts: &'static [A],
    /// What has happened before: the shortest first, and the empty one among them.
    pub histories: &'static [&'static [A]],
    /// What is tried beside the pairs, each after its history: three that a promise speaks of, or one more of something.
    pub more: &'static [(&'static [A], &'static [A])],
    /// The property that is broken where no call is to blame, such as by a thread that never ends.
    pub otherwise: &'static str,
    /// What is not asked, for the verdict: nouns, without a final dot.
    pub not_asked: &'static [&'static str],
    /// Plays one situation.
    pub play: fn(&Scene<A>),
}

impl<A: Act> Suite<A> {
    /// Every situation. See the module for which there are.
    #[must_use]
    pub fn crossing(&self) -> Crossing {
        let pairs = self.pairs().into_iter().map(|scene| (Situations::Pairs, scene));
        let afterwards = self.afterwards().into_iter().map(|scene| (Situations::Afterwards, scene));
        let more = self.more.iter().map(|(before, beside)| {
            let of = if beside.len() < 3 { Situations::Pairs } else { Situations::Triples };
            (of, Scene { before: before.to_vec(), beside: beside.to_vec() })
        });
        let play = self.play;
        let situation = |(of, scene): (Situations, Scene<A>)| {
            let name = name(&scene);
            Situation { of, name, run: Rc::new(move || play(&scene)) }
        };
        let situations = pairs.chain(more).chain(afterwards).map(situation).collect();
        Crossing { situations, otherwise: self.otherwise, not_asked: self.not_asked, found: Vec::new() }
    }

    /// Every pair, after the shortest history in which each of the two comes to the same when it comes alone.
    fn pairs(&self) -> Vec<Scene<A>> {
        let mut tried: Vec<[(A, u8); 2]> = Vec::new();
        let mut scenes = Vec::new();
        for before in self.histories {
            for (i, &first) in self.acts.iter().enumerate() {
                for &second in &self.acts[i..] {
                    let (Some(one), Some(two)) = (first.alone(before), second.alone(before)) else { continue };
                    let only_looks = first.looks() && second.looks();
                    if only_looks || first == second && first.is_once() || first.is_left_out(second, before) {
                        continue;
                    }
                    let pair = [(first, one), (second, two)];
                    let twin = pair.map(|(act, alone)| (act.twin(before), alone));
                    let same = [pair, [pair[1], pair[0]], twin, [twin[1], twin[0]]];
                    if same.iter().any(|it| tried.contains(it)) {
                        continue;
                    }
                    tried.push(pair);
                    let scene = |beside: [A; 2]| Scene { before: before.to_vec(), beside: beside.to_vec() };
                    scenes.push(scene([first, second]));
                    if first != second && first.is_ordered(second) {
                        scenes.push(scene([second, first]));
                    }
                }
            }
        }
        scenes
    }

    /// Every call after every call that failed: the failed one is the last of the history, and it left nothing behind.
    fn afterwards(&self) -> Vec<Scene<A>> {
        let mut tried: Vec<[(A, u8); 2]> = Vec::new();
        let mut scenes = Vec::new();
        for history in self.histories {
            for &failed in self.acts.iter().filter(|act| act.fails()) {
                let Some(one) = failed.alone(history) else { continue };
                let before: Vec<A> = history.iter().copied().chain([failed]).collect();
                for &next in self.acts {
                    let Some(two) = next.alone(&before) else { continue };
                    let twin = [(failed.twin(history), one), (next.twin(history), two)];
                    if tried.contains(&[(failed, one), (next, two)]) || tried.contains(&twin) {
                        continue;
                    }
                    tried.push([(failed, one), (next, two)]);
                    scenes.push(Scene { before: before.clone(), beside: vec![next] });
                }
            }
        }
        scenes
    }
}

/// `create(a); then create(b) beside exec(a, x)`.
fn name<A: Act>(scene: &Scene<A>) -> String {
    let words = |acts: &[A], between: &str| acts.iter().map(|act| act.words()).collect::<Vec<_>>().join(between);
    let beside = words(&scene.beside, " beside ");
    match scene.before.is_empty() {
        true => beside,
        false => format!("{}; then {beside}", words(&scene.before, "; ")),
    }
}
