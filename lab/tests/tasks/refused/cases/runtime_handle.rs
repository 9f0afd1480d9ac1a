//~ no method named `handle` found
pub fn f(runtime: &tokio::runtime::Runtime) {
    runtime.handle().spawn(async {});
}
