//! Subjects that want to be solved without being right. They run below the lab's own harness, as a learner's file does.

use super::all_holds;
use lab::{Property, harness};
use std::{fs, fs::File, io::Write, mem::ManuallyDrop, os::fd::FromRawFd};

/// Looks for the order and for the pipe wherever they could be found without searching memory, and leaves.
pub(super) fn forge() {
    harness::main("", &[Property::new("p", look_write_and_leave)], &[("forging.rs", "src/lib.rs")]);
}

fn look_write_and_leave() {
    let mut nonces = vec![String::new(), "n".to_owned()];
    let places = ["/proc/self/fd/0", "/proc/self/environ", "/proc/self/cmdline"].map(str::to_owned).into_iter();
    let folders = [".", "/tmp"].into_iter().filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten();
    let files = folders.map(|it| it.path().display().to_string()).filter(|it| it.contains("order"));
    for place in places.chain(files) {
        let text = String::from_utf8_lossy(&fs::read(place).unwrap_or_default()).into_owned();
        nonces.extend(text.split('"').map(str::to_owned));
        nonces.extend(text.split(['=', '\0']).map(str::to_owned));
    }
    if let Ok(fd) = std::env::var(protocol::marks::REPORT_FD) {
        nonces.push(fd);
    }
    // One at a time: two reports in a row are none.
    let found = nonces.iter().find(|it| it.len() == 32 && it.bytes().all(|byte| byte.is_ascii_hexdigit()));
    write_everywhere(&all_holds(found.map_or("n", String::as_str)));
    std::process::exit(0);
}

fn write_everywhere(report: &protocol::Report) {
    let text = serde_json::to_string(&protocol::ReportLine::Report(report.clone())).expect("a report");
    for fd in 3..40 {
        // SAFETY: not closed here; whoever owns it is not asked, and that is the subject.
        let mut file = ManuallyDrop::new(unsafe { File::from_raw_fd(fd) });
        let _ = writeln!(file, "{text}");
    }
}

/// Puts a report of its own before the true one.
pub(super) fn write_into_the_pipe() {
    write_everywhere(&all_holds("n"));
    super::tell_the_truth();
}

pub(super) fn close_descriptors() {
    for fd in 0..10 {
        // SAFETY: closing what others own is the subject.
        drop(unsafe { std::os::fd::OwnedFd::from_raw_fd(fd) });
    }
    super::tell_the_truth();
}
