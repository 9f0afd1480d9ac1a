//~ find `fs` in `tokio`
pub async fn f() {
    tokio::fs::read("x").await.unwrap();
}
