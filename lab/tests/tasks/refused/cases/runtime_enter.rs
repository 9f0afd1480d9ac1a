//~ no method named `enter` found
pub fn f(runtime: &tokio::runtime::Runtime) {
    let _entered = runtime.enter();
}
