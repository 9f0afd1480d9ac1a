//! lab: cannot find function `spin_loop`
fn main() {
    core::hint::spin_loop();
}
