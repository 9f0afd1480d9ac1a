//! Both branches are ready, many times.

use std::future::ready;

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (mut plain, mut biased) = ([0; 2], [0; 2]);
        for _ in 0..10_000 {
            tokio::select! {
                () = ready(()) => plain[0] += 1,
                () = ready(()) => plain[1] += 1,
            }
            tokio::select! {
                biased;
                () = ready(()) => biased[0] += 1,
                () = ready(()) => biased[1] += 1,
            }
        }
        println!("select!: each branch more than 1000 times: {}", plain.iter().all(|n| *n > 1000));
        println!("with `biased`, the second branch: {} times", biased[1]);
    });
}
