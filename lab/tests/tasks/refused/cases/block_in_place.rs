//~ the lab does not model `tokio::task::block_in_place`
pub async fn f() -> u32 {
    tokio::task::block_in_place(|| 1)
}
