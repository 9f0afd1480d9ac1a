//! lab: cannot find function `pipe`
fn main() {
    drop(std::io::pipe());
}
