//! Shows the failure for real: the real tokio, and a host that is only a table. What it shows once,
//! `cargo xtask check` searches for in many orders of the tasks, and says how far it came.

use exercise_3_orphan_cleanup::{
    Connection, Error, Manager, Record, RecordStore, Records, ShimId, Shims,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// A host on which every container lives as long as this program.
#[derive(Clone, Default)]
struct Host {
    connections: Arc<Mutex<BTreeMap<String, Connection>>>,
    records: Arc<Mutex<Records>>,
}

impl Host {
    /// A connection to the shim of `id`. The shim answers 20 ms later.
    async fn connect(&self, id: &str, shim: ShimId) -> Result<Connection, Error> {
        sleep(Duration::from_millis(20)).await;
        let closed = CancellationToken::new();
        let connection = Connection { shim, closed };
        let mut connections = self.connections.lock().unwrap();
        connections.insert(id.to_owned(), connection.clone());
        Ok(connection)
    }

    fn shim_of(&self, id: &str) -> Option<ShimId> {
        Some(self.connections.lock().unwrap().get(id)?.shim)
    }

    /// The peer resets the connection. The shim and its container have not noticed anything.
    fn reset_connection(&self, id: &str) {
        println!("host     the connection to the shim of {id} is reset; the shim is well");
        self.connections.lock().unwrap()[id].closed.cancel();
    }
}

impl Shims for Host {
    async fn start(&self, _: &CancellationToken, id: &str) -> Result<Connection, Error> {
        let shim = ShimId(4242 + self.connections.lock().unwrap().len() as u64);
        println!("host     starts {shim:?} for {id}");
        self.connect(id, shim).await
    }

    async fn find(&self, cancel: &CancellationToken, id: &str) -> Result<Connection, Error> {
        let Some(shim) = self.shim_of(id) else {
            return Err(Error::NotFound);
        };
        let found = cancel.run_until_cancelled(self.connect(id, shim)).await;
        let found = found.unwrap_or(Err(Error::Cancelled));
        let answer = found.as_ref().map(|it| it.shim);
        println!("host     is asked for the shim of {id}, and says {answer:?}");
        found
    }

    async fn kill(&self, _: &CancellationToken, id: &str) -> Result<(), Error> {
        self.connections.lock().unwrap().remove(id);
        Ok(())
    }
}

impl RecordStore for Host {
    async fn transaction<T: Send>(&self, change: impl FnOnce(&mut Records) -> T + Send) -> T {
        sleep(Duration::from_millis(1)).await;
        let mut records = self.records.lock().unwrap();
        let before = records.clone();
        let answer = change(&mut records);
        for (id, record) in &before {
            if matches!(record, Record::Running(_)) && !records.contains_key(id) {
                println!("store    the record of {id} is removed");
            }
        }
        answer
    }
}

#[tokio::main]
async fn main() {
    dump::on_quit();
    println!("a container loses its connection, and must not lose its record\n");
    let host = Host::default();
    let manager = Manager::new(host.clone(), host.clone());
    for id in ["db", "web"] {
        // As a server does it: each request has a token, and the token ends with the request.
        let request = CancellationToken::new();
        let created = manager.create(&request, id).await;
        request.cancel();
        println!("request  create {id}: {created:?}");
    }
    println!("request  list: {:?}\n", manager.list().await);

    host.reset_connection("web");
    sleep(Duration::from_millis(300)).await;

    println!("\n300 ms later");
    println!("host     web runs in {:?}", host.shim_of("web"));
    let listed = manager.list().await;
    println!("request  list: {listed:?}");
    println!("request  delete web: {:?}", manager.delete("web").await);
    if !listed.iter().any(|id| id == "web") {
        println!("\nweb runs, and nobody can stop it any more: its record is gone");
    }
    manager.shutdown().await;
}
