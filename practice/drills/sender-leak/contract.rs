use super::subject::*;
use lab::Property;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let query = Query::new();
    query.ask(|| {
        thread::sleep(Duration::from_secs(60));
        7
    });
    // The owner of the query lives on.
    std::mem::forget(query);
}
