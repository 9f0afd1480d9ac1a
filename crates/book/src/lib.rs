//! The book's machinery. In reading order: [`directives`] is the table of what a page may ask for. It expands each with what
//! [`library`] read from the records. [`parts`] write the HTML, [`diagrams`] draws. Below the parts are [`context`], what a
//! page knows about itself, and [`item`], what a reader reviews.
//! [`preprocess`] is that as an mdBook preprocessor, [`pipe`] the same over a pipe for plain `mdbook`, [`make`] a
//! whole build in this process, [`lean`] what it takes off the pages, [`links`] a check of what was built, [`serve`] a server with live reload.
//!
//! What is not here: what a record means (`course`), how a run is searched (`lab`), and any page's text (`book/`).

mod colour;
mod context;
mod diagrams;
mod directives;
mod html;
mod item;
mod lean;
mod library;
pub mod links;
pub mod make;
mod parts;
pub mod pipe;
pub mod preprocess;
mod problem;
mod scopes;
pub mod serve;
mod tags;
mod typed;
mod warnings;

pub use html::{escape, prose};
pub use item::keys;
pub use problem::{Problem, Problems};
