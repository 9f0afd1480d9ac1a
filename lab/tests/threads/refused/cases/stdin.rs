//! lab: cannot find function `stdin`
fn main() {
    let mut line = String::new();
    drop(std::io::stdin().read_line(&mut line));
}
