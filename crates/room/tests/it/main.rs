//! The room's tests: a server in this process, spoken to over sockets; and a store that is killed.

mod client;
mod devices;
mod forget;
mod kill;
mod pairs;
mod posts;
mod session;
mod wordings;
