//! Follows a model along one schedule, as the set of states that it can be in. What was once found to be allowed is remembered
//! for all schedules of all situations: the model's own code runs once for each set and each thing that is seen in it.

use super::model::{Broken, Model};
use crate::contract::{Plain, check_promise};
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::marker::PhantomData;

/// A set of states, and where it leads.
struct Node<M: Model> {
    states: Vec<M>,
    next: Vec<(M::Seen, Result<usize, Broken>)>,
}

thread_local! {
    /// One graph for each model, for this OS thread. The contract's own statics start fresh in each schedule; these do not.
    static KNOWN: RefCell<Vec<(TypeId, Box<dyn Any>)>> = const { RefCell::new(Vec::new()) };
}

/// Follows one model: of the whole component, or of one name where promises about one name are kept or broken by what is seen
/// of it. One for each name searches far fewer schedules: what is seen of two names is not put in order.
#[derive(Debug)]
pub struct Monitor<M> {
    at: Plain<usize>,
    of: PhantomData<fn() -> M>,
}

impl<M: Model> Default for Monitor<M> {
    fn default() -> Self {
        Monitor { at: Plain::new(0), of: PhantomData }
    }
}

impl<M: Model> Monitor<M> {
    /// Something was seen. Where no state allows it, the schedule fails here, and the broken promise is named.
    ///
    /// # Panics
    ///
    /// If every state refuses without a word: the model lacks one.
    #[track_caller]
    pub fn see(&self, seen: M::Seen) {
        let broken = self.at.with(|at| match step::<M>(*at, seen) {
            Ok(next) => {
                *at = next;
                None
            }
            Err(broken) => Some(broken),
        });
        if let Some(Broken { promise, kind, says }) = broken {
            check_promise(promise, false, kind, || says);
        }
    }
}

/// These states, and all that inner steps lead to.
fn closure<M: Model>(states: Vec<M>) -> Vec<M> {
    let mut all = states;
    let mut i = 0;
    while i < all.len() {
        for next in all[i].inner() {
            if !all.contains(&next) {
                all.push(next);
            }
        }
        i += 1;
    }
    all
}

fn step<M: Model>(at: usize, seen: M::Seen) -> Result<usize, Broken> {
    KNOWN.with_borrow_mut(|known| {
        let of = TypeId::of::<M>();
        let place = known.iter().position(|(it, _)| *it == of).unwrap_or_else(|| {
            let start: Vec<Node<M>> = vec![Node { states: closure(vec![M::default()]), next: Vec::new() }];
            known.push((of, Box::new(start)));
            known.len() - 1
        });
        let nodes: &mut Vec<Node<M>> = known[place].1.downcast_mut().expect("it is kept under its type");
        if let Some((_, next)) = nodes[at].next.iter().find(|(it, _)| *it == seen) {
            return next.clone();
        }
        let next = allowed(&nodes[at].states, seen).map(|states| {
            let states = closure(states);
            // Two histories that lead to the same states are one from here on.
            nodes.iter().position(|node| node.states == states).unwrap_or_else(|| {
                nodes.push(Node { states, next: Vec::new() });
                nodes.len() - 1
            })
        });
        nodes[at].next.push((seen, next.clone()));
        next
    })
}

/// Those that `states` lead to. Where none does, the words are those of the first state that has some: it has taken the fewest
/// steps that nobody saw.
fn allowed<M: Model>(states: &[M], seen: M::Seen) -> Result<Vec<M>, Broken> {
    let (mut next, mut refused) = (Vec::new(), None);
    for state in states {
        match state.see(seen) {
            Ok(state) if next.contains(&state) => {}
            Ok(state) => next.push(state),
            Err(why) => refused = refused.or(why),
        }
    }
    match next.is_empty() {
        true => {
            Err(refused.unwrap_or_else(|| panic!("no state of the model allows {seen:?}, and none has a word for it")))
        }
        false => Ok(next),
    }
}
