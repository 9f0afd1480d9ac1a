//! lab: ok
//! `alloc` has nothing that waits; its `Arc` is the one of `std`.
extern crate alloc;

fn main() {
    let one: std::sync::Arc<u8> = alloc::sync::Arc::new(1);
    println!("{one}");
}
