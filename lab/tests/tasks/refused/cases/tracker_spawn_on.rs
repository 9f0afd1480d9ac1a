//~ no method named `spawn_on` found
pub fn f(tracker: &tokio_util::task::TaskTracker, runtime: &tokio::runtime::Runtime) {
    tracker.spawn_on(async {}, runtime.handle());
}
