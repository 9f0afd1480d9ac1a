//! lab: cannot find function `id`
fn main() {
    println!("{}", std::process::id());
}
