//! lab: cannot find `env` in `std`
fn main() {
    println!("{:?}", std::env::var("HOME"));
}
