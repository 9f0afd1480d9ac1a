//~ find function `advance` in module `tokio::time`
pub async fn f() {
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
}
