//~ the lab does not model threads beside tasks
pub fn f() {
    std::thread::scope(|_| ());
}
