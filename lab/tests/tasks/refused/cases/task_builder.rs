//! not in the real one: it needs `tokio_unstable`
//~ cannot find `Builder` in `task`
pub fn f() {
    tokio::task::Builder::new().spawn(async {}).unwrap();
}
