//! What a review proposes, and what it claims. A reader writes comments; some hold a suggestion block, as on a forge. In
//! reading order: [`sheet`] reads an exported review, [`blocks`] finds the blocks in a comment, [`proposal`] puts them into the
//! pull request's head, [`judge`] has the result judged, [`nearest`] says which of the known fixes it resembles
//! ([`words_of_code`] is what that is measured in), [`rows`] is a diff as rows, and [`answer`] is all of it as data for a page.
//!
//! [`claim`] tries what a comment claims: that a promise breaks through the lines that it marks, or in what they call ([`calls`]). [`promise`] runs a
//! property of the reader's own against all known fixes.
//!
//! [`marks`] compares the answers to a card's questions with its key: places and names, and no words.
//!
//! What is not here: what a review in words is worth (the pages' grader), how a verdict is made (`checker`), and printing.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod answer;
pub mod blocks;
pub mod calls;
pub mod claim;
pub mod judge;
pub mod marks;
pub mod nearest;
pub mod promise;
pub mod proposal;
pub mod rows;
pub mod sheet;
mod words_of_code;
