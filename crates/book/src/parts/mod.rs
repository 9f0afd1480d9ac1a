//! What the directives write. Each part takes facts from the library and gives HTML; none of them reads
//! the clock, the network or the learner's file.

pub(crate) mod atlas;
pub(crate) mod board;
pub(crate) mod cards;
pub(crate) mod code;
pub(crate) mod desk;
mod glyphs;
pub(crate) mod ladder;
pub(crate) mod lifecycle;
pub(crate) mod moves;
pub(crate) mod mutants;
pub(crate) mod numbers;
pub(crate) mod odds;
pub(crate) mod prices;
pub(crate) mod pull_request;
pub(crate) mod quiz;
pub(crate) mod review;
pub(crate) mod runs;
pub(crate) mod saying;
pub(crate) mod scenario;
pub(crate) mod sequence;
pub(crate) mod steps;
pub(crate) mod table;
pub(crate) mod variants;
pub(crate) mod words;
