//! A tree of tokens: what a cancel reaches.

use tokio_util::sync::CancellationToken;

pub fn main() {
    let parent = CancellationToken::new();
    let (one, two) = (parent.child_token(), parent.child_token());
    let grandchild = one.child_token();
    one.cancel();
    one.cancel(); // once more does nothing
    let tree = [("parent", &parent), ("one", &one), ("below one", &grandchild), ("two", &two)];
    for (name, token) in tree {
        println!("{name}: cancelled: {}", token.is_cancelled());
    }
    println!("a child made now: cancelled: {}", one.child_token().is_cancelled());
}
