//! lab: cannot find `net` in `std`
fn main() {
    drop(std::net::TcpListener::bind("127.0.0.1:0"));
}
