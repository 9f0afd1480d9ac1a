//! A stream of events, as an open page has one.

use crate::client::Browser;
use std::{io::Read, net::TcpStream, thread::JoinHandle};

/// A stream of events, read by a thread until the test cuts it.
pub(crate) struct Stream {
    cut: TcpStream,
    bytes: JoinHandle<Vec<u8>>,
}

impl Stream {
    /// It has begun when this returns: its first event was read.
    pub(crate) fn begin(browser: &Browser) -> Stream {
        let mut stream = browser.send("GET", "/api/events", "", b"");
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains("event: changed") {
            let mut more = [0; 1024];
            let read = stream.read(&mut more).unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&bytes));
            bytes.extend(&more[..read]);
        }
        let cut = stream.try_clone().unwrap();
        let bytes = std::thread::spawn(move || {
            let _cut = stream.read_to_end(&mut bytes);
            bytes
        });
        Stream { cut, bytes }
    }

    pub(crate) fn end(self) -> Vec<u8> {
        self.cut.shutdown(std::net::Shutdown::Both).unwrap();
        self.bytes.join().unwrap()
    }
}

/// Lines that a stream sends only so that the link is not taken for dead. After so many an event does not come any more.
const SILENCE: usize = 20;

/// Reads a stream until it has said this so often.
pub(crate) fn read_until(stream: &mut TcpStream, wanted: &str, times: usize) {
    let mut bytes = Vec::new();
    while String::from_utf8_lossy(&bytes).matches(wanted).count() < times {
        let mut more = [0; 1024];
        let read = stream.read(&mut more).unwrap();
        assert!(read > 0, "the stream ended: {}", String::from_utf8_lossy(&bytes));
        bytes.extend(&more[..read]);
        let silent = bytes.windows(3).filter(|it| it == b":\n\n").count();
        assert!(silent < SILENCE, "it never says {wanted}: {}", String::from_utf8_lossy(&bytes));
    }
}
