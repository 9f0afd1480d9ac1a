//~ no method named `spawn` found
pub fn f(runtime: &tokio::runtime::Runtime) {
    runtime.spawn(async {});
}
