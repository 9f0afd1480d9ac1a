//~ find `net` in `std`
pub fn f() {
    std::net::TcpStream::connect("localhost:1").unwrap();
}
