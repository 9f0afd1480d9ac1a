//~ the lab does not model `std::thread::sleep` in a task; use `tokio::time::sleep(…).await`
pub fn f() {
    std::thread::sleep(std::time::Duration::ZERO);
}
