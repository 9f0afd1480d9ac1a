use super::{FILE, Store, Trouble};
use std::{fs, thread};
use tempfile::TempDir;

fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().expect("a folder");
    let store = Store::of_course(dir.path());
    (dir, store)
}

fn solve(store: &Store, id: &str) {
    store.update(|it| it.entry(id).solved = true).expect("it is written");
}

#[test]
fn what_was_written_is_read() {
    let (_dir, store) = store();
    assert!(!store.load().expect("nothing").progress.of("a").solved);
    solve(&store, "a");
    assert!(store.load().expect("it is read").progress.of("a").solved);
    assert!(fs::read_to_string(store.dir().join(".gitignore")).expect("a file").ends_with("\n*\n"));
}

/// Wherever the file is cut: the state before the last change is used, and the damaged file is kept.
#[test]
fn a_cut_file_costs_one_change_at_most() {
    let (_dir, store) = store();
    solve(&store, "a");
    solve(&store, "b");
    let whole = fs::read(store.file()).expect("a file");
    let cuts = whole.len() - 1;
    for length in 0..cuts {
        fs::write(store.file(), &whole[..length]).expect("a file");
        let loaded = store.load().expect("it is read");
        assert!(loaded.damaged.expect("a warning").contains("is cut off"), "cut at {length}");
        assert!(loaded.progress.of("a").solved, "cut at {length}");
    }
    solve(&store, "c");
    let now = store.load().expect("it is read");
    assert!(now.damaged.is_none() && now.progress.of("a").solved && now.progress.of("c").solved);
    assert_eq!(fs::read(store.dir().join("progress.damaged.json")).expect("it is kept"), &whole[..cuts - 1]);
}

#[test]
fn a_damaged_file_without_a_predecessor_starts_afresh_and_is_kept() {
    let (_dir, store) = store();
    store.make_folder().expect("a folder");
    fs::write(store.file(), "{\"format\": 1, \"exercises\": 7}").expect("a file");
    assert!(store.load().expect("it is read").damaged.expect("a warning").contains("line 1"));
    solve(&store, "a");
    assert!(store.dir().join("progress.damaged.json").is_file());
}

#[test]
fn a_file_from_the_future_is_left_alone() {
    let (_dir, store) = store();
    store.make_folder().expect("a folder");
    let text = "{\"format\": 9, \"everything\": \"is different\"}";
    fs::write(store.file(), text).expect("a file");
    for result in [store.load().map(drop), store.update(|it| it.entry("a").solved = true).map(drop)] {
        assert!(matches!(result, Err(Trouble::Newer { format: 9, .. })));
    }
    assert_eq!(fs::read_to_string(store.file()).expect("a file"), text);
}

/// Without the lock, some of these would read before another one has written.
#[test]
fn two_at_once_lose_nothing() {
    let (_dir, store) = store();
    thread::scope(|scope| {
        for thread in 0..4 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..25 {
                    store.update(|it| it.entry(&format!("{thread}-{number}")).begun = true).expect("it is written");
                    store.update(|it| it.entry("all").checks += 1).expect("it is written");
                }
            });
        }
    });
    let progress = store.load().expect("it is read").progress;
    assert_eq!(progress.of("all").checks, 100);
    assert_eq!(progress.exercises.len(), 101);
}

/// Progress that is kept in a folder of dotfiles.
#[test]
fn a_link_stays_one() {
    let (dir, store) = store();
    store.make_folder().expect("a folder");
    let target = dir.path().join("dotfiles/progress.json");
    std::os::unix::fs::symlink("../dotfiles/progress.json", store.file()).expect("a link");
    for id in ["a", "b"] {
        solve(&store, id);
        assert!(fs::symlink_metadata(store.file()).expect("a link").is_symlink());
        assert!(fs::read_to_string(&target).expect("the target").contains(&format!("\"{id}\"")));
    }
    fs::write(&target, "{").expect("a file");
    solve(&store, "c");
    assert!(fs::symlink_metadata(store.file()).expect("a link").is_symlink());
    assert!(store.load().expect("it is read").progress.of("a").solved);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join(".exit-path"), "a file in the way").expect("a file");
    let error = Store::of_course(dir.path()).update(|_| ()).expect_err("it cannot").to_string();
    assert!(error.contains(".exit-path"), "{error}");
    assert!(!dir.path().join(".exit-path").join(FILE).exists());
}
