//! Other servers on the same database: what they change is told to the pages that are open here.

use super::{News, Refusal, Room};
use crate::store::{
    Change,
    news::{Heard, Others},
};
use std::{convert::Infallible, sync::Arc, time::Duration};

/// How long a server waits before it asks a database again that is away.
const AGAIN: Duration = Duration::from_secs(1);

impl Room {
    /// Tells the pages here what other servers change, as long as this one runs.
    #[expect(clippy::infinite_loop, reason = "it ends with the server")]
    pub async fn hear(self: Arc<Room>, mut others: Others) -> Infallible {
        loop {
            match others.next().await {
                // A database that is away now: its return is told to everybody.
                Ok(Heard::Change(change)) => drop(self.told(change).await),
                // A page that hears this asks for everything.
                Ok(Heard::Missed) => self.missed(),
                Err(_away) => tokio::time::sleep(AGAIN).await,
            }
        }
    }

    fn missed(&self) {
        self.tell(News::Stage);
        self.tell(News::Wordings);
    }

    async fn told(&self, change: Change) -> Result<(), Refusal> {
        match change {
            Change::Stage => self.tell(News::Stage),
            Change::Wordings => self.tell(News::Wordings),
            Change::Joined(person) => self.counted(person).await?,
            Change::Draft(person, version) => {
                self.tell(News::Draft(person, version));
                self.counted(person).await?;
            }
        }
        Ok(())
    }
}
