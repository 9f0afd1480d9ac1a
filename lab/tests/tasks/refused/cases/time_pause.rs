//~ find function `pause` in module `tokio::time`
pub fn f() {
    tokio::time::pause();
}
