use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

#[derive(Default)]
pub struct Table(Mutex<Vec<u32>>);

impl Table {
    /// A process in uninterruptible sleep takes its time.
    pub async fn kill_all(&self) {
        let dying = std::mem::take(&mut *self.0.lock().await);
        if dying.is_empty() {
            // Nothing to wait for.
            return;
        }
        sleep(Duration::from_secs(30)).await;
    }

    pub async fn add(&self, pid: u32) {
        self.0.lock().await.push(pid);
    }

    pub async fn list(&self) -> Vec<u32> {
        self.0.lock().await.clone()
    }
}
