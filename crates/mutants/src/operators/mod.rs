//! The operators by what they look at. Each is shown a node and says what could be made of it.

pub(crate) mod calls;
pub(crate) mod conditions;
pub(crate) mod constants;
pub(crate) mod guards;
pub(crate) mod select;
pub(crate) mod statements;
pub(crate) mod time;
pub(crate) mod tokens;
