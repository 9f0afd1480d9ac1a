//~ find `signal` in `tokio`
pub async fn f() {
    tokio::signal::ctrl_c().await.unwrap();
}
