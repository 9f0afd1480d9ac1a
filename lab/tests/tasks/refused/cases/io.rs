//~ `tokio::io`
use tokio::io::AsyncReadExt;

pub async fn f(mut from: impl AsyncReadExt + Unpin) {
    from.read_u8().await.unwrap();
}
