use super::{Fault, Limit, SOURCE, bytes, copy, lock, replace, text, write};
use std::{
    ffi::CString,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    path::Path,
};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn pipe(path: &Path) {
    let name = CString::new(path.as_os_str().as_bytes()).expect("a name");
    // SAFETY: the name is a string that ends with a zero, and lives until the call is over.
    assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o644) }, 0);
}

/// Each of them, read, written and locked: refused in words that name it, and nobody waits.
#[test]
fn what_is_no_regular_file_is_refused_by_name() {
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    pipe(&at("pipe"));
    fs::create_dir(at("folder")).expect("a folder");
    let _socket = UnixListener::bind(at("socket")).expect("a socket");
    symlink("/dev/zero", at("zero")).expect("a link");
    for (name, what) in [("pipe", "a named pipe"), ("folder", "a folder"), ("socket", "a socket"), ("zero", "a device")]
    {
        let read = bytes(at(name), SOURCE).expect_err(name);
        assert!(matches!(read.fault, Fault::NoFile(it) if it == what), "{name}: {read}");
        assert!(read.to_string().contains(&format!("{name}: it is {what}")), "{read}");
        for done in [write(at(name), b"x"), replace(&at(name), b"x"), lock(&at(name)).map(drop)] {
            assert!(done.expect_err(name).to_string().contains(what), "{name}");
        }
    }
}

#[test]
fn links_that_go_round_are_an_error() {
    let dir = folder();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    symlink(&b, &a).expect("a link");
    symlink(&a, &b).expect("a link");
    assert!(matches!(bytes(&a, SOURCE).expect_err("a circle").fault, Fault::Refused(_)));
    assert!(replace(&a, b"x").is_err());
}

#[test]
fn a_file_is_read_up_to_its_limit() {
    let dir = folder();
    let file = dir.path().join("a");
    write(&file, b"123").expect("a file");
    assert_eq!(bytes(&file, Limit(3)).expect("it fits"), b"123");
    let refused = bytes(&file, Limit(2)).expect_err("it does not fit");
    assert!(matches!(refused.fault, Fault::TooLarge(Limit(2))), "{refused}");
    assert!(bytes(dir.path().join("b"), SOURCE).expect_err("none").is_missing());
}

#[test]
fn bytes_that_are_no_text_are_named_by_line() {
    let dir = folder();
    let file = dir.path().join("a");
    write(&file, b"one\ntwo \xff\n").expect("a file");
    assert!(text(&file, SOURCE).expect_err("no text").to_string().ends_with("line 2 is no UTF-8 text"));
}

/// Progress in a folder of dotfiles: the link stays, and its target changes in one step.
#[test]
fn a_symbolic_link_stays_one() {
    let dir = folder();
    let (link, target) = (dir.path().join("here/link"), dir.path().join("there/target"));
    fs::create_dir_all(dir.path().join("here")).expect("a folder");
    symlink("../there/target", &link).expect("a link");
    for words in ["one", "two"] {
        replace(&link, words.as_bytes()).expect("it is written");
        assert_eq!(fs::read_to_string(&target).expect("the target"), words);
    }
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
}

#[test]
fn a_folder_is_copied_whole_and_what_is_no_file_stops_it() {
    let dir = folder();
    let (from, to) = (dir.path().join("from"), dir.path().join("to/deep"));
    fs::create_dir_all(from.join("a/b")).expect("a folder");
    write(from.join("a/b/c"), b"1").expect("a file");
    copy(&from, &to, SOURCE).expect("a copy");
    assert_eq!(bytes(to.join("a/b/c"), SOURCE).expect("the copy"), b"1");
    pipe(&from.join("a/pipe"));
    let refused = copy(&from, &to, SOURCE).expect_err("a pipe").to_string();
    assert!(refused.contains("a named pipe"), "{refused}");
}
