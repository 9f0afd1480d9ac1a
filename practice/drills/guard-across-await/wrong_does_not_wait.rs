use tokio::sync::Mutex;

#[derive(Default)]
pub struct Table(Mutex<Vec<u32>>);

impl Table {
    /// A process in uninterruptible sleep takes its time.
    pub async fn kill_all(&self) {
        self.0.lock().await.clear();
    }

    pub async fn add(&self, pid: u32) {
        self.0.lock().await.push(pid);
    }

    pub async fn list(&self) -> Vec<u32> {
        self.0.lock().await.clone()
    }
}
