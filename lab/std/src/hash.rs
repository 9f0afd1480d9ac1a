//! `std::hash` without `RandomState`: a seed that differs from run to run is a source of chance.

pub use ::std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
