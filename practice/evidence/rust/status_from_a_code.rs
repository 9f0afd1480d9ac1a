//! An exit code is not a wait status.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

pub fn main() {
    for raw in [1, 1 << 8] {
        let status = ExitStatus::from_raw(raw);
        println!("from_raw({raw}): code {:?}, signal {:?}", status.code(), status.signal());
    }
}
