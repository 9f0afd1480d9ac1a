//~ the lab does not model `tokio::task::spawn_blocking`
pub async fn f() {
    tokio::task::spawn_blocking(|| 1).await.unwrap();
}
