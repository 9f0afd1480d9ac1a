//~ find `net` in `tokio`
pub async fn f() {
    tokio::net::TcpStream::connect("localhost:1").await.unwrap();
}
