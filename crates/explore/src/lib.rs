//! Be the scheduler, in a terminal: the scene of a property, and a reader who decides who moves.
//!
//! [`args`] is what may be asked for, [`game`] is a play: where it stands, undo and redo, the lab's schedule beside it. [`tape`] takes
//! tapes apart, [`keys`] says what a key means, [`draw`] makes a picture of a game, [`live`] asks a lab process, [`terminal`] is
//! the loop between them. [`timeline`] is a schedule over time, and [`trace`] writes it for a trace viewer. Only `terminal` knows that there is a terminal; nothing here searches, and nothing judges.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod args;
pub mod draw;
pub mod game;
pub mod keys;
pub mod live;
pub mod source;
pub mod tape;
pub mod terminal;
pub mod timeline;
pub mod trace;
