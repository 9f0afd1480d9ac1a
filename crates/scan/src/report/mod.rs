//! The forms of an answer: for a person, and for programs. Text only; `main` prints it.

pub mod github;
pub mod human;
pub mod json;
pub mod review;
pub mod sarif;

/// Characters that would move a cursor or hide text, made visible.
fn safe(text: &str) -> String {
    edge::visible::line(text).into_owned()
}
