//! The shutdown of an agent. The first SIGTERM stops new work, and running requests are drained within five seconds. A second
//! one ends the drain, and leaves the state file whole. `cargo run -p safe-cancel --example agent_shutdown`

use safe_cancel::{CancelChain, Cause, Limit, NoReserve, Outcome, Plan, Source, Units};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep},
};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), NoReserve> {
    let began = Instant::now();
    // The operator, as a channel: in an agent these are `signal(SignalKind::terminate())`.
    let (first, mut sigterm) = mpsc::channel::<()>(1);
    let (second, mut again) = mpsc::channel::<()>(1);
    tokio::spawn(async move {
        sleep(1.secs()).await;
        drop(first);
        sleep(2.secs()).await;
        drop(second);
    });

    let stop = CancelChain::new();
    stop.source("SIGTERM", async move { sigterm.recv().await.unwrap_or_default() });
    let force = CancelChain::new();
    force.source("second SIGTERM", async move { again.recv().await.unwrap_or_default() });

    // The agent itself has no limit. Its shutdown has seven seconds, whatever came before.
    let agent = Plan::new("agent", Limit::None).reserve(7.secs()).begin().on(&stop);
    let mut requests = JoinSet::new();
    for (name, takes) in [("quick", 1500.ms()), ("slow", 60.secs())] {
        // The drain ends requests, and SIGTERM does not: they hang on the second chain.
        let drain = force.child();
        requests.spawn(async move { (name, drain.run(sleep(takes)).await) });
    }
    match agent.run(std::future::pending::<()>()).await {
        Outcome::Stopped(cause) => println!("{:?}: no new requests: {cause}", began.elapsed()),
        Outcome::Done(()) | Outcome::Both(..) => unreachable!("it never ends by itself"),
    }

    // Two parts of the reserve. The state is written even if the drain took all it may take.
    let shutdown = agent.cleanup("shutdown")?;
    let drain = async {
        while let Some(ended) = requests.join_next().await {
            match ended {
                Ok((name, Outcome::Stopped(Cause::Cancelled(Source(source))))) => println!("{name}: ended by {source}"),
                Ok((name, _)) => println!("{name}: done"),
                Err(error) => println!("{error}"),
            }
        }
    };
    let drained = async { shutdown.layer("drain", 5.secs())?.run(drain).await.value() };
    match drained.await {
        Ok(()) => println!("{:?}: drained", began.elapsed()),
        Err(cause) => println!("{:?}: gave up: {cause}", began.elapsed()),
    }
    let written = async { shutdown.layer("state file", 2.secs())?.run(sleep(200.ms())).await.value() };
    match written.await {
        Ok(()) => println!("{:?}: state written", began.elapsed()),
        Err(cause) => println!("state not written: {cause}"),
    }
    Ok(())
}
