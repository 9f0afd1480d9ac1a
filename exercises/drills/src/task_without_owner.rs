use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub struct Daemon(Option<JoinHandle<()>>);

impl Daemon {
    pub fn start() -> Daemon {
        tokio::spawn(sweep());
        Daemon(None)
    }

    pub async fn shutdown(self) {
        if let Some(sweeper) = self.0 {
            sweeper.abort();
            drop(sweeper.await);
        }
    }
}

async fn sweep() {
    loop {
        sleep(Duration::from_secs(60)).await;
    }
}
