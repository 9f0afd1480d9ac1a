//! A file of the built book as a response. It is read while it is sent, a piece at a time: what a client does not read, the
//! server does not hold. Nothing that is opened here is outside the book or can block: a link that leads out, a pipe and a
//! device are as good as not there.

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

/// What a page has before its `</body>`: the script that listens for builds. It is added here and not by the build, so the
/// files under `target/book` stay the same for a static host.
pub(super) const LISTENS: &str = "<script src=\"/__client.js\"></script>";
/// Bytes that are read at a time.
const PIECE: u64 = 32 << 10;
/// How far from the end of a page its `</body>` is looked for.
const TAIL: u64 = 64 << 10;

/// The file that an address means, if that is inside the book.
pub(super) fn inside(dir: &Path, address: &str) -> Option<PathBuf> {
    let path = PathBuf::from(crate::links::decode(address.trim_start_matches('/')));
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)).then(|| dir.join(path))
}

/// A response with a file of `dir`.
///
/// # Errors
/// If it is no regular file inside `dir`, or cannot be read.
pub(super) fn respond(status: StatusCode, dir: &Path, path: &Path) -> io::Result<Response> {
    let (file, length) = open(dir, path)?;
    let kind = httpd::kind(path);
    let (at, more): (u64, &'static [u8]) = match kind.starts_with("text/html") {
        true => (end_of_body(&file, length)?, LISTENS.as_bytes()),
        false => (length, b""),
    };
    let pieces = Pieces { file, parts: [(0, at), (at, length)], more, part: 0 };
    // A page is always asked for again: the last build may be a second old.
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_LENGTH, (length + more.len() as u64).to_string()),
    ];
    Ok((status, headers, Body::from_stream(tokio_stream::iter(pieces))).into_response())
}

/// Opens without waiting: a pipe that nobody writes to would hold up the server's only thread.
fn open(dir: &Path, path: &Path) -> io::Result<(File, u64)> {
    let real = path.canonicalize()?;
    if !real.starts_with(dir.canonicalize()?) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let flags = libc::O_NONBLOCK | libc::O_NOFOLLOW | libc::O_CLOEXEC;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(real)?;
    let found = file.metadata()?;
    if found.is_file() { Ok((file, found.len())) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// Where the last `</body>` begins, or the end. Of bytes: a page may be in any coding.
fn end_of_body(file: &File, length: u64) -> io::Result<u64> {
    let from = length.saturating_sub(TAIL);
    let mut tail = vec![0; (length - from) as usize];
    file.read_exact_at(&mut tail, from)?;
    let found = tail.windows(7).rposition(|it| it == b"</body>");
    Ok(found.map_or(length, |at| from + at as u64))
}

/// Two parts of a file, and something between them.
struct Pieces {
    file: File,
    /// From where to where.
    parts: [(u64, u64); 2],
    more: &'static [u8],
    part: usize,
}

impl Iterator for Pieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<io::Result<Bytes>> {
        let (from, to) = self.parts.get_mut(self.part)?;
        if from == to {
            self.part += 1;
            let more = std::mem::take(&mut self.more);
            return if more.is_empty() { self.next() } else { Some(Ok(Bytes::from_static(more))) };
        }
        let mut piece = vec![0; (*to - *from).min(PIECE) as usize];
        let read = self.file.read_exact_at(&mut piece, *from);
        *from += piece.len() as u64;
        Some(read.map(|()| piece.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_book_is_served() {
        let dir = Path::new("/b");
        assert_eq!(inside(dir, "/a/b.html"), Some(PathBuf::from("/b/a/b.html")));
        assert_eq!(inside(dir, "/"), Some(PathBuf::from("/b/")));
        for address in ["/../Cargo.toml", "/a/%2e%2e/%2e%2e/x", "//etc/../../x", "/%2Fetc/passwd/../x"] {
            assert_eq!(inside(dir, address), None, "{address}");
        }
        assert_eq!(inside(dir, "/%2Fetc/passwd"), None);
    }
}
