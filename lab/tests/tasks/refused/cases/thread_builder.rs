//~ find `Builder` in `thread`
pub fn f() {
    std::thread::Builder::new().spawn(|| ()).unwrap();
}
