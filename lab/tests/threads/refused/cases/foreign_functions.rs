//! lab: usage of an `unsafe extern` block
unsafe extern "C" {
    safe fn getpid() -> i32;
}

fn main() {
    println!("{}", getpid());
}
