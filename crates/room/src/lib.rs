//! The live room: a team reviews one pull request together, each on a screen of their own. In reading order: [`stage`] is the
//! session as a state machine, [`sheet`] a draft as the review that it is, and [`pairs`] who is with whom, all pure; [`ids`] are codes and tokens, and [`clock`] is time. [`store`]
//! keeps the rooms, in SQLite or in PostgreSQL, and [`place`] says where. [`pages`] are what a browser gets, [`wall`] what the team sees together and where the key leaves
//! the server, [`counts`] its numbers for a spreadsheet, [`server`] the addresses. [`open`](mod@open) joins all of it, [`forget`] removes names, and [`said`] is
//! what stands in the terminal.
//!
//! What is not here: how reviews are graded and counted (`workshop::merge`), and how a page is built (`mdbook-exit-path`).

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod clock;
pub mod counts;
pub mod forget;
pub mod ids;
pub mod open;
pub mod pages;
pub mod pairs;
pub mod place;
pub mod said;
pub mod server;
pub mod sheet;
pub mod stage;
pub mod store;
pub mod wall;
