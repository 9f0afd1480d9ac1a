//! Two hundred trees of tokens from a fixed seed, on a paused clock: what ends when. The trees are those of
//! `go/random_trees.go`. A token knows no deadline and no cause, and there is none of its own for a value.

use std::{collections::HashSet, time::Duration};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

/// Throws the same numbers here and in Go.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Times are milliseconds since the tree's start.
#[derive(Default)]
struct Node {
    kind: &'static str,
    parent: Option<usize>,
    made: u64,
    deadline: Option<u64>,
    cancelled: Option<u64>,
}

const KINDS: [&str; 7] = ["cancel", "cause", "timeout", "late", "timeout", "value", "without"];

/// Throws one. No two ends fall on one instant, nor on one at which a node is made.
fn tree(dice: &mut Dice) -> Vec<Node> {
    let (mut nodes, mut taken, mut now) = (Vec::new(), HashSet::new(), 0);
    for i in 0..3 + dice.below(6) {
        if i > 0 && dice.below(3) == 0 {
            now += 1 + dice.below(20);
        }
        taken.insert(now);
        let kind = KINDS[usize::try_from(dice.below(7)).unwrap()];
        let parent = dice.below(i + 1).checked_sub(1).or(i.checked_sub(1));
        let parent = parent.map(|it| usize::try_from(it).unwrap());
        nodes.push(Node { kind, parent, made: now, ..Node::default() });
    }
    let mut instant = |dice: &mut Dice, after: u64| loop {
        let at = after + 1 + dice.below(120);
        if taken.insert(at) {
            break at;
        }
    };
    for node in &mut nodes {
        if ["timeout", "late"].contains(&node.kind) {
            node.deadline = Some(instant(dice, node.made));
        }
        if !["value", "without"].contains(&node.kind) && dice.below(3) == 0 {
            node.cancelled = Some(instant(dice, node.made));
        }
    }
    nodes
}

/// Makes the nodes and cancels them, each at its time: the clock jumps when all tasks wait.
async fn play(nodes: &[Node]) -> Vec<Option<u64>> {
    let start = Instant::now();
    let mut tokens: Vec<CancellationToken> = Vec::new();
    let mut watchers = Vec::new();
    for now in 0..=300 {
        for node in nodes.iter().filter(|it| it.made == now) {
            let token = match (node.kind, node.parent) {
                // The same token: whoever has it sees the same end.
                ("value", Some(parent)) => tokens[parent].clone(),
                // A root of its own: no token above reaches it.
                ("without", _) | (_, None) => CancellationToken::new(),
                (_, Some(parent)) => tokens[parent].child_token(),
            };
            if let Some(deadline) = node.deadline {
                // A deadline is a timer and a cancel. It is our task, and the library knows nothing of it.
                let (token, due) = (token.clone(), start + Duration::from_millis(deadline));
                tokio::spawn(async move {
                    if token.run_until_cancelled(sleep_until(due)).await.is_some() {
                        token.cancel();
                    }
                });
            }
            let ended = token.clone().cancelled_owned();
            watchers.push(tokio::spawn(async move {
                ended.await;
                start.elapsed().as_millis()
            }));
            tokens.push(token);
        }
        for (node, token) in nodes.iter().zip(&tokens) {
            if node.cancelled == Some(now) {
                token.cancel();
            }
        }
        sleep(Duration::from_millis(1)).await;
    }
    let mut ends = Vec::new();
    for (token, watcher) in tokens.iter().zip(watchers) {
        let ended = token.is_cancelled();
        watcher.abort();
        ends.push(watcher.await.ok().filter(|_| ended).and_then(|it| u64::try_from(it).ok()));
    }
    ends
}

fn name(number: usize) -> char {
    char::from(b'a' + u8::try_from(number).unwrap())
}

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let mut dice = Dice(20_261_130);
    for _ in 0..200 {
        let nodes = tree(&mut dice);
        let ends = runtime.block_on(play(&nodes));
        let made = nodes.iter().enumerate().map(|(i, node)| {
            let parent = node.parent.map_or('-', name);
            let until = node.deadline.map_or_else(String::new, |at| format!(" until {at}"));
            let cancelled = node.cancelled.map_or_else(String::new, |at| format!(" cancelled {at}"));
            format!("{} {} {} below {parent}{until}{cancelled}", node.made, name(i), node.kind)
        });
        let ends = ends.iter().enumerate();
        let ends =
            ends.map(|(i, at)| at.map_or_else(|| format!("{} never", name(i)), |at| format!("{} {at}", name(i))));
        println!("{} => {}", made.collect::<Vec<_>>().join(", "), ends.collect::<Vec<_>>().join(", "));
    }
}
