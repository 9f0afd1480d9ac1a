//~ find `fs` in `std`
pub fn f() {
    std::fs::read("x").unwrap();
}
