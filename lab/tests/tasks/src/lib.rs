//! The task world's promises, sentence by sentence: each test is a small program on ordinary `tokio`, with the exact
//! set of its outcomes or the verdict it must get. What must not compile is in the package `refused` beside this one.
#![cfg(test)]

mod ask;
mod board;
mod cancelling;
mod channels;
mod dropped;
mod ends;
mod environment;
mod fresh;
mod join_set;
mod local_set;
mod locks;
mod notify;
mod orders;
mod outside;
mod panics;
mod parallel;
mod pruning;
mod selecting;
mod selecting_forms;
mod spawning;
mod stuck;
mod ties;
mod time;
mod together;
