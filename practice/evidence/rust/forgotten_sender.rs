//! "We drop the sender, so the receiver's loop ends."

use std::sync::mpsc::{self, TryRecvError};

pub fn main() {
    let (send, exits) = mpsc::channel::<u32>();
    let kept = send.clone(); // in a map, somewhere else
    drop(send);
    println!("one sender dropped, closed: {}", exits.try_recv() == Err(TryRecvError::Disconnected));
    drop(kept);
    println!("the last one dropped, closed: {}", exits.try_recv() == Err(TryRecvError::Disconnected));
}
