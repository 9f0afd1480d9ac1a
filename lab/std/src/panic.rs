//! `std::panic`, without the hook: the lab keeps that one.

pub use ::std::panic::{
    AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe, catch_unwind, panic_any, resume_unwind,
};
