//! A token goes out of scope, and so does a guard.

use tokio_util::sync::CancellationToken;

pub fn main() {
    let token = CancellationToken::new();
    drop(token.clone());
    println!("after the drop of a clone: cancelled: {}", token.is_cancelled());
    drop(token.clone().drop_guard());
    println!("after the drop of a guard: cancelled: {}", token.is_cancelled());
}
