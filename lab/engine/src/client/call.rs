//! A call of a client, and what its environment does meanwhile: its line in the counterexample, and the promise that is at stake while it lasts.

use crate::engine::with;

/// Calls, and says so: `calls create(a)`, then `create(a) answers Ok(Pid(7))`. A call that never returns breaks `promise`, and
/// so does one that panics. The words are asked for only where the schedule is told.
pub fn called<R>(
    promise: &'static str,
    words: impl Fn() -> String,
    call: impl FnOnce() -> R,
    answer: impl FnOnce(&R) -> Option<String>,
) -> R {
    let before = with(|engine| {
        let world = &mut engine.world;
        if world.recording.is_some() {
            world.says(&format!("calls {}", words()));
        }
        let me = world.running;
        world.threads[me].at_stake.replace(promise)
    });
    let answered = call();
    with(|engine| {
        let world = &mut engine.world;
        if world.recording.is_some()
            && let Some(answer) = answer(&answered)
        {
            world.says(&format!("{} answers {answer}", words()));
        }
        let me = world.running;
        world.threads[me].at_stake = before;
    });
    answered
}

/// The environment is at work inside of a call: while it lasts, the call is not to blame for it.
pub fn outside<R>(work: impl FnOnce() -> R) -> R {
    let stake = |promise: Option<&'static str>| {
        with(|engine| {
            let me = engine.world.running;
            std::mem::replace(&mut engine.world.threads[me].at_stake, promise)
        })
    };
    let before = stake(None);
    let done = work();
    stake(before);
    done
}
