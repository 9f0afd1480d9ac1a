//! Tests from outside. One program, so that mdBook is linked once.

mod asked;
mod book;
mod links;
mod pages;
mod problems;
mod protocol;
mod server;
mod words;
mod workbook;
