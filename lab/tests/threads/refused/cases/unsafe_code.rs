//! lab: usage of an `unsafe` block
fn main() {
    let n = 1;
    println!("{}", unsafe { std::ptr::read(&n) });
}
