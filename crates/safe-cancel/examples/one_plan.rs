//! What the page about budgets shows: a plan, its budget, and one layer of it. `cargo run -p safe-cancel --example one_plan`

use safe_cancel::{CancelChain, Plan, Units};
use std::error::Error;

/// A connection to a shim that answers at once.
struct Shim;

impl Shim {
    async fn connect(&self) {}
}

async fn start(shim: &Shim, stop: &CancelChain) -> Result<(), Box<dyn Error>> {
    // ANCHOR: plan
    let plan = Plan::new("start", 10.secs())
        .reserve(2.secs()) // for the removal
        .step("connect", 3.secs())
        .step("state", 5.secs());
    let budget = plan.checked()?.begin().on(stop);

    budget.layer("connect", 3.secs())?.run(shim.connect()).await.value()?;
    // ANCHOR_END: plan
    Ok(())
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    start(&Shim, &CancelChain::new()).await?;
    println!("connected, within the start's ten seconds");
    Ok(())
}
