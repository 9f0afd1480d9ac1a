//! Names that are removed, and rooms that are too old: the bytes of the file are searched, before and after.

use crate::client::draft;
use records::sheet::Stage as Of;
use room::{
    forget::forget,
    ids::{Code, Token},
    open::Refused,
    sheet::{About, read},
    stage::Stage,
    store::Store,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use workshop_cli::{HandedRoom, Room};

const NAMES: [&str; 3] = ["Zyxwvut Adalbert", "Qponmlk Boromir", "Ihgfedc Chidi"];

fn asked(file: &Path, what: &str) -> HandedRoom {
    let room = Room {
        exercise: None,
        forget: Some(what.to_owned()),
        keep_days: 30,
        minutes: 60,
        port: 0,
        bind: [127, 0, 0, 1].into(),
        allow_host: Vec::new(),
        address: None,
        new: false,
        data: Some(file.to_owned()),
        database: None,
    };
    HandedRoom { course: testkit::root(), room }
}

/// Which of the names are in the file, or in what lies beside it.
fn named(dir: &Path) -> Vec<&'static str> {
    let files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    let all: Vec<u8> = files.iter().flat_map(|it| fs::read(it).unwrap()).collect();
    NAMES.into_iter().filter(|name| all.windows(name.len()).any(|it| it == name.as_bytes())).collect()
}

/// Two rooms: two people with a name and one without in the first, one in the second.
async fn filled(store: &Store) -> [Code; 2] {
    let about = About { exercise: "exercise-3-x".to_owned(), revision: "r".to_owned() };
    let (first, second) = (store.make(&about, 60, 0).await.unwrap(), store.make(&about, 60, 9).await.unwrap());
    store.go(&first.code, Stage::Lobby, Stage::Silent, 0).await.unwrap().unwrap();
    let people = [(&first, Some(NAMES[0])), (&first, Some(NAMES[1])), (&first, None), (&second, Some(NAMES[2]))];
    for (room, name) in people {
        let person = store.join(&room.code, name, &Token::fresh(), 0).await.unwrap().unwrap();
        let body = draft(Some("approve"), &[]).to_string();
        store.post(&room.code, person, 0, &body, &read(&body, &about, None, Of::Solo).unwrap()).await.unwrap();
    }
    [first.code, second.code]
}

#[tokio::test]
async fn a_name_that_is_forgotten_is_in_no_byte_of_the_file_and_what_was_written_is() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rooms.sqlite");
    let store = Store::open(&file).await.unwrap();
    let [first, second] = filled(&store).await;
    assert_eq!(named(dir.path()), NAMES, "the search sees them");
    // The room runs on while it is asked.
    let text = forget(asked(&file, &first.to_string())).await.unwrap();
    assert!(text.contains(&format!("Room {first}, exercise-3-x: 2 names removed, of 3 people who joined.")), "{text}");
    assert_eq!(named(dir.path()), [NAMES[2]]);
    let about = store.room(&first).await.unwrap().about;
    assert_eq!(store.reviews(&first, &about, true).await.unwrap().len(), 3);
    let text = forget(asked(&file, "all")).await.unwrap();
    assert!(text.contains(&format!("Room {second}, exercise-3-x: 1 name removed, of 1 person who joined.")), "{text}");
    assert_eq!(named(dir.path()), [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_forgotten_is_refused_and_makes_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rooms.sqlite");
    let refused = async |what: &str| {
        let error = forget(asked(&file, what)).await.unwrap_err();
        assert!(error.is::<Refused>(), "{error:#}");
        error.to_string()
    };
    assert!(refused("ABCD-EFG").await.starts_with("no room has the code ABCD-EFG. "));
    assert!(refused("all").await.ends_with("there is no such file"));
    assert!(!file.exists());
    drop(Store::open(&file).await.unwrap());
    assert!(refused("ABCD-EFGH").await.ends_with("keeps no room with the code ABCD-EFGH"));
}

#[tokio::test]
async fn a_room_that_is_too_old_is_removed_with_its_names() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("rooms.sqlite")).await.unwrap();
    let [first, second] = filled(&store).await;
    assert_eq!((store.remove_older(9).await.unwrap(), store.remove_older(9).await.unwrap()), (1, 0));
    assert_eq!(named(dir.path()), [NAMES[2]]);
    assert!(store.room(&first).await.is_err() && store.room(&second).await.is_ok());
}
