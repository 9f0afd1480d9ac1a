//! Mutants of a subject: the same text with one change, of the kind that breaks concurrent code. Source goes in, mutants come
//! out, each with its operator, its place and a sentence. Nothing is compiled or judged here.
//!
//! What cannot change anything is not made: two statements that touch different data are not swapped, and a guard is not
//! released where its scope ends anyhow. `effects` knows that. Whether a mutant compiles is the compiler's business.
//!
//! In reading order: [`Mutant`] and [`Operator`] are what comes out; `walk` goes through the functions of a file and asks each of
//! the `operators`; `scope` is what is known of names there; `code` takes texts out of the source.

mod code;
mod effects;
mod mutant;
mod operator;
mod operators;
mod scope;
mod walk;

pub use mutant::{Mutant, made_of};
pub use operator::Operator;
