//~ no method named `spawn_on` found
pub fn f(set: &mut tokio::task::JoinSet<()>, runtime: &tokio::runtime::Runtime) {
    set.spawn_on(async {}, runtime.handle());
}
