//! What our two servers share, the book's and the live room's. [`guard`] says who is answered, and [`connections`] what one
//! connection may take. What is answered is each server's own.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod connections;
pub mod guard;
