//! Subjects that keep below every bound for one process or file, and hold much in all.

use super::{sleep, tell_the_truth};
use nix::{
    libc,
    sys::{
        memfd::{MFdFlags, memfd_create},
        resource::{RLIM_INFINITY, Resource, setrlimit},
        wait::waitpid,
    },
    unistd::{ForkResult, fork},
};
use std::{
    fs::File,
    io::{Read, Write},
    thread,
};

const MIB: usize = 1 << 20;

/// Four children with 200 MiB each. All of them hold theirs at the same time.
pub(super) fn memory_of_children() {
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    for _ in 0..4 {
        // SAFETY: this process has one thread, so the child may do what it likes.
        if let ForkResult::Child = unsafe { fork() }.expect("it forks") {
            let held = std::hint::black_box(vec![1_u8; 200 * MIB]);
            (&writer).write_all(&[held[0]]).expect("somebody reads");
            sleep();
        }
    }
    reader.read_exact(&mut [0; 4]).expect("all four");
    sleep();
}

/// The same page many times: what a fork shares with its parent is held once.
pub(super) fn shared_memory_of_children() {
    let held = std::hint::black_box(vec![1_u8; 200 * MIB]);
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    for _ in 0..4 {
        // SAFETY: this process has one thread, so the child may do what it likes.
        if let ForkResult::Child = unsafe { fork() }.expect("it forks") {
            (&writer).write_all(&[held[0]]).expect("somebody reads");
            // Long enough to be looked at, and to its own end.
            thread::sleep(std::time::Duration::from_millis(300));
            std::process::exit(0);
        }
    }
    drop(writer);
    // To its end, which comes when all four are gone.
    reader.read_to_end(&mut Vec::new()).expect("all four");
    while waitpid(None, None).is_ok() {}
    tell_the_truth();
}

fn fill(mut file: &File) {
    let block = vec![1; MIB];
    for _ in 0..50 {
        file.write_all(&block).expect("room");
    }
}

/// Twelve files of 50 MiB, in the folder that it was started in.
pub(super) fn many_files() {
    for number in 0..12 {
        fill(&File::create(format!("file-{number}")).expect("a file"));
    }
    tell_the_truth();
}

/// The same without a name.
pub(super) fn many_deleted_files() {
    let files: Vec<File> = (0..12).map(|_| tempfile::tempfile().expect("a file")).collect();
    files.iter().for_each(fill);
    sleep();
}

/// The same in memory, outside of every address space.
pub(super) fn files_in_memory() {
    let new = || File::from(memfd_create(c"held", MFdFlags::MFD_CLOEXEC).expect("a file"));
    let files: Vec<File> = (0..12).map(|_| new()).collect();
    files.iter().for_each(fill);
    sleep();
}

/// Empty folders: they have no bytes, and fill a disk.
pub(super) fn many_names() {
    for number in 0..2000 {
        std::fs::create_dir(format!("folder-{number}")).expect("room");
    }
    tell_the_truth();
}

/// Three thousand, on small stacks, or as many as the kernel allows. They stay.
pub(super) fn threads() {
    let start = || thread::Builder::new().stack_size(32 << 10).spawn(sleep).is_ok();
    let _ = (0..3000).all(|_| start());
    sleep();
}

/// Two hundred GiB of addresses, none of them in use.
pub(super) fn reserve() {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: the kernel chooses the place, and nothing is read or written there.
    let at = unsafe { libc::mmap(std::ptr::null_mut(), 200 << 30, libc::PROT_READ, flags, -1, 0) };
    if at == libc::MAP_FAILED {
        std::process::exit(7);
    }
    tell_the_truth();
}

/// A file that is long, and holds nothing.
pub(super) fn sparse() {
    File::create("sparse").expect("a file").set_len(10 << 30).expect("it may");
    tell_the_truth();
}

/// Without its limits, as far as it may lift them.
#[expect(clippy::infinite_loop, reason = "that is the subject")]
pub(super) fn raise_limits() {
    for resource in [Resource::RLIMIT_AS, Resource::RLIMIT_CPU, Resource::RLIMIT_NPROC] {
        let _ = setrlimit(resource, RLIM_INFINITY, RLIM_INFINITY);
    }
    let mut all = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![1_u8; MIB]));
    }
}
