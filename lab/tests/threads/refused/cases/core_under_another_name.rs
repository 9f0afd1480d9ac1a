//! lab: cannot find `atomic` in `sync`
extern crate core as real;

fn main() {
    println!("{:?}", real::sync::atomic::AtomicBool::new(true));
}
