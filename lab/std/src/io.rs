//! `std::io` without standard input and pipes: what comes from outside is not the search's to choose.

pub use ::std::io::{
    BufRead, BufReader, BufWriter, Bytes, Chain, Cursor, Empty, Error, ErrorKind, IntoInnerError, IoSlice, IoSliceMut,
    IsTerminal, LineWriter, Lines, Read, Repeat, Result, Seek, SeekFrom, Sink, Split, Stderr, StderrLock, Stdout,
    StdoutLock, Take, Write, copy, empty, prelude, read_to_string, repeat, sink, stderr, stdout,
};
