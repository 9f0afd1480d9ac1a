use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

/// Forwards exits in pairs, and beats every second.
pub async fn forward(mut exits: Receiver<u32>, mut publish: impl FnMut(Vec<u32>)) {
    loop {
        tokio::select! {
            biased;
            pair = two(&mut exits) => match pair {
                Some(pair) => publish(pair),
                None => return,
            },
            () = sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn two(exits: &mut Receiver<u32>) -> Option<Vec<u32>> {
    let mut pair = Vec::new();
    while pair.len() < 2 {
        pair.push(exits.recv().await?);
    }
    Some(pair)
}
