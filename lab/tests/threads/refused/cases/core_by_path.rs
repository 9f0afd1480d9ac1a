//! lab: cannot find `atomic` in `sync`
fn main() {
    println!("{:?}", ::core::sync::atomic::AtomicBool::new(true));
}
