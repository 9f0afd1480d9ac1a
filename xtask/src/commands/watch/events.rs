//! Change events of folders, where the system has them. They only say *look now*: what a save is, `files` decides.
//!
//! Linux's own inotify, through the crate that is there already: a package more would be time before every first
//! verdict, and the loop waits for a descriptor in any case. Elsewhere the files are looked at.

use std::path::PathBuf;

#[cfg(target_os = "linux")]
pub(super) use linux::Events;
#[cfg(not(target_os = "linux"))]
pub(super) use nowhere::Events;

#[cfg(target_os = "linux")]
mod linux {
    use super::PathBuf;
    use nix::sys::inotify::{AddWatchFlags as On, InitFlags, Inotify};
    use std::os::fd::{AsFd, BorrowedFd};

    /// Events of a few folders.
    pub(in super::super) struct Events(Inotify);

    impl Events {
        /// Watches folders. An error is a sentence: this machine's limit on watches is the usual one.
        pub(in super::super) fn of(folders: &[PathBuf]) -> Result<Events, String> {
            let tell = |error: nix::Error| format!("no change events here: {}", error.desc());
            let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC).map_err(tell)?;
            let on = On::IN_MODIFY | On::IN_CLOSE_WRITE | On::IN_MOVE | On::IN_CREATE | On::IN_DELETE;
            for folder in folders {
                inotify.add_watch(folder, on).map_err(tell)?;
            }
            Ok(Events(inotify))
        }

        /// Readable when there is an event.
        pub(in super::super) fn fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }

        /// Takes the events that are there. Whether there were any.
        pub(in super::super) fn take(&self) -> bool {
            let mut any = false;
            while self.0.read_events().is_ok_and(|events| !events.is_empty()) {
                any = true;
            }
            any
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod nowhere {
    use super::PathBuf;
    use std::{convert::Infallible, os::fd::BorrowedFd};

    /// There are none.
    pub(in super::super) struct Events(Infallible);

    impl Events {
        pub(in super::super) fn of(_: &[PathBuf]) -> Result<Events, String> {
            Err("change events are used on Linux only".to_owned())
        }

        pub(in super::super) fn fd(&self) -> BorrowedFd<'_> {
            match self.0 {}
        }

        pub(in super::super) fn take(&self) -> bool {
            match self.0 {}
        }
    }
}
