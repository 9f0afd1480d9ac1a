//~ the lab does not model threads beside tasks
pub fn f() {
    std::thread::sleep(std::time::Duration::ZERO);
}
