//~ no method named `block_on` found
pub fn f(set: &tokio::task::LocalSet, runtime: &tokio::runtime::Runtime) {
    set.block_on(runtime, async {});
}
