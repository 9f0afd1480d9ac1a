//! lab: cannot find function `set_hook`
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
}
