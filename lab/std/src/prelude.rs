//! The prelude has to be ours as well. Since the standard macros come through it (rust-lang/rust #139493), a re-exported
//! prelude would make a plain `thread_local!` the real one, without an error.

macro_rules! editions {
    ($($edition:ident)*) => { $(
        /// The prelude of this edition.
        pub mod $edition {
            pub use crate::thread_local;
            pub use ::std::prelude::$edition::*;
        }
    )* };
}
editions!(v1 rust_2015 rust_2018 rust_2021 rust_2024);
