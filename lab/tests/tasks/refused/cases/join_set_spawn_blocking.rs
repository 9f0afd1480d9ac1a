//~ no method named `spawn_blocking` found
pub fn f(set: &mut tokio::task::JoinSet<()>) {
    set.spawn_blocking(|| ());
}
