//! The room's tests: a server in this process, spoken to over sockets; the same on PostgreSQL; and a store that is killed.

mod client;
mod clocks;
mod cluster;
mod devices;
mod disk;
mod forget;
mod kill;
mod pairs;
mod postgres;
mod posts;
mod session;
mod stream;
mod wordings;
