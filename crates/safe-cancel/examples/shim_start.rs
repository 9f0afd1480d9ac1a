//! The start of a daemon that reconnects to its shims. One of them is mute. The daemon has ten seconds, its removals come out of
//! them, and it says whose time it was. `cargo run -p safe-cancel --example shim_start`

use safe_cancel::{CancelChain, Cause, Limit, Overcommitted, Plan, TimeoutGuard, Units};
use std::future::pending;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Overcommitted> {
    let began = Instant::now();
    let stop = CancelChain::new();
    // Shims load side by side, so the plan is that of one. A step may take most of the time, and not all of it.
    let plan = Plan::new("start", 10.secs()).reserve(2.secs()).step("connect", 3.secs()).step("state", 5.secs());
    let start = plan.checked()?;
    let mut loads = JoinSet::new();
    for shim in ["web-1", "web-2", "web-3"] {
        let budget = start.clone().begin().on(&stop);
        loads.spawn(async move {
            match ask(&budget, shim).await {
                Ok(pid) => println!("{shim}: reconnected, init {pid}"),
                // It is healthy. The next daemon reconnects to it.
                Err(Cause::Cancelled(source)) => println!("{shim}: left alone, {source}"),
                Err(cause) => {
                    println!("{shim}: {cause}");
                    let report = remove(budget, shim).await;
                    println!("{shim}: {report}");
                }
            }
        });
    }
    loads.join_all().await;
    println!("the daemon listens after {:?}", began.elapsed());
    Ok(())
}

/// Two requests, each in a layer: together they have what the start has, less its reserve.
async fn ask(budget: &TimeoutGuard<'_>, shim: &str) -> Result<u32, Cause> {
    budget.layer("connect", 3.secs())?.run(sleep(100.ms())).await.value()?;
    let state = budget.layer("state", 5.secs())?;
    let answer = async {
        if shim == "web-2" {
            pending::<()>().await;
        }
        // What is left travels with the request.
        state.to_rpc().map_or("for ever".into(), |rest| rest.to_string())
    };
    let rest = state.run(answer).await.value()?;
    println!("{shim}: asked with grpc-timeout {rest}");
    Ok(4242)
}

/// Each step has its own share, so a kill that hangs leaves time for the bundle.
async fn remove(budget: TimeoutGuard<'_>, shim: &str) -> String {
    let cleanup = match budget.cleanup("removal") {
        Ok(cleanup) => cleanup,
        Err(error) => return error.to_string(),
    };
    let kill = async { cleanup.layer("kill", 1.secs())?.run(pending::<()>()).await.value() };
    if let Err(cause) = kill.await {
        println!("{shim}: {cause}");
    }
    let delete = async { cleanup.layer("delete", Limit::None)?.run(sleep(300.ms())).await.value() };
    let deleted = delete.await.map_or_else(|cause| cause.to_string(), |()| "bundle removed".into());
    let spent: Vec<_> = cleanup.report().iter().map(|row| format!("{} {:?}", row.layer, row.time)).collect();
    format!("{deleted}; spent: {}", spent.join(", "))
}
