use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

/// Forwards exits in pairs, and beats every second.
pub async fn forward(mut exits: Receiver<u32>, mut publish: impl FnMut(Vec<u32>)) {
    let mut pair = Vec::new();
    loop {
        tokio::select! {
            filled = fill(&mut exits, &mut pair) => match filled {
                Some(()) => publish(std::mem::take(&mut pair)),
                None => {
                    // The last one may have no partner.
                    if !pair.is_empty() {
                        publish(pair);
                    }
                    return;
                }
            },
            () = sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn fill(exits: &mut Receiver<u32>, pair: &mut Vec<u32>) -> Option<()> {
    while pair.len() < 2 {
        pair.push(exits.recv().await?);
    }
    Some(())
}
