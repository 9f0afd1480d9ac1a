//! Functions that exist only to be refused: the compiler prints our sentence.

macro_rules! never {
    ($name:ident, $message:literal, $label:literal) => {
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        /// Implemented by nothing.
        pub trait $name {}
    };
}

never!(
    ModelsSpawnBlocking,
    "the lab does not model `tokio::task::spawn_blocking`; use what the exercise passes in",
    "this would start a real thread"
);
never!(
    ModelsBlockInPlace,
    "the lab does not model `tokio::task::block_in_place`; use what the exercise passes in",
    "this would block a real worker"
);

/// A type for a bound that never holds.
#[derive(Debug)]
pub struct Never<'a>(pub &'a ());

/// Refused.
pub fn spawn_blocking<F, R>(_: F) -> crate::task::JoinHandle<R>
where
    F: FnOnce() -> R,
    for<'a> Never<'a>: ModelsSpawnBlocking,
{
    unreachable!()
}

/// Refused.
pub fn block_in_place<F, R>(_: F) -> R
where
    F: FnOnce() -> R,
    for<'a> Never<'a>: ModelsBlockInPlace,
{
    unreachable!()
}
