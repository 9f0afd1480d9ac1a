//~ no method named `spawn_blocking` found
pub fn f(tracker: &tokio_util::task::TaskTracker) {
    tracker.spawn_blocking(|| ());
}
