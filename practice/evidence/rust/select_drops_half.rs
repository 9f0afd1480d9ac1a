//! A future that has taken one message of two is dropped by `select!`.

use std::future::ready;
use tokio::sync::mpsc;

async fn pair(exits: &mut mpsc::Receiver<u32>) -> (u32, u32) {
    (exits.recv().await.unwrap(), exits.recv().await.unwrap())
}

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (send, mut exits) = mpsc::channel(4);
        send.send(1).await.unwrap();
        tokio::select! {
            biased;
            both = pair(&mut exits) => println!("{both:?}"),
            () = ready(()) => println!("a tick came first; `pair` is dropped"),
        }
        send.send(2).await.unwrap();
        send.send(3).await.unwrap();
        println!("the next pair: {:?}", pair(&mut exits).await);
    });
}
