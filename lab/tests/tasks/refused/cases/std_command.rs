//~ the lab does not model `std::process::Command`
pub fn f() {
    std::process::Command::new("x").spawn().unwrap();
}
