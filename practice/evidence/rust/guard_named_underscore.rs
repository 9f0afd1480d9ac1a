//! `let _ =` keeps nothing. rustc denies it for std's locks; for other locks it has no lint.

use tokio::sync::Mutex;

pub fn main() {
    let gate = Mutex::new(());
    let _ = gate.try_lock();
    println!("after `let _ =` the lock is free: {}", gate.try_lock().is_ok());
    let _held = gate.try_lock();
    println!("after `let _held =` the lock is free: {}", gate.try_lock().is_ok());
}
