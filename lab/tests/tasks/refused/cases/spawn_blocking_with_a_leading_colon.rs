//~ the lab does not model `tokio::task::spawn_blocking`
pub fn f() {
    ::tokio::task::spawn_blocking(|| ());
}
