//~ no method named `blocking_lock` found
pub fn f(lock: &tokio::sync::Mutex<()>) {
    drop(lock.blocking_lock());
}
