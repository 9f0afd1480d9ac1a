//! A text that names what no list has, and a list that has what no text names: both are problems, with their mending.

use std::{fs, path::Path};

const LIST: &str = r#"[[source]]
repo = "containerd/containerd"
number = 3540
commit = "27636393884fda7e69bf7ce7c0516a5eb5bcda14"
date = "2019-08-15"
what = "the one that was merged"
read = "diff"

[[source]]
repo = "ramr/go-reaper"
number = 2
date = "2017"
what = "a report"
read = "thread"
"#;
const PAGE: &str = "Read containerd [#3540](https://x/3540) (`27636393884f`, 2019), and\n(#2).\n";
const RECORD: &str = r#"[[case.change]]
repo = "containerd/containerd"
number = 3540
commit = "27636393884f"
date = "2019-08-15"
"#;

/// The first lines of what is wrong with these files, and that each has a second line.
fn wrong(list: &str, page: &str, record: &str) -> Vec<String> {
    let root = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        fs::create_dir_all(root.path().join(file).parent().expect("a parent")).expect("a folder");
        fs::write(root.path().join(file), text).expect("a file");
    };
    write(records::sources::FILE, list);
    write("book/a.md", page);
    write("book/data/cases.toml", record);
    let found = records::prose(root.path(), &|_| Ok(())).expect("texts");
    assert!(found.iter().all(|it| !it.mend.is_empty()), "{found:#?}");
    found.iter().map(|it| it.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_is_named_is_listed() {
    assert_eq!(wrong(LIST, PAGE, RECORD), [""; 0]);
}

#[test]
fn a_commit_that_nobody_has() {
    // One digit is missing, as it once was in a page.
    let page = PAGE.replace("27636393884f", "2763639384fd");
    assert_eq!(wrong(LIST, &page, RECORD), ["book/a.md:1: book/data/sources.toml has no commit 2763639384fd"]);
    let record = RECORD.replace("27636393884f", "bb4c92c77");
    assert_eq!(
        wrong(LIST, PAGE, &record),
        [
            "book/data/cases.toml:4: book/data/sources.toml has no commit bb4c92c77",
            "book/data/cases.toml:4: book/data/sources.toml has no containerd/containerd #3540 with the commit bb4c92c77",
        ]
    );
}

#[test]
fn a_number_that_nobody_has() {
    let page = PAGE.replace("#3540]", "#3541]");
    assert_eq!(wrong(LIST, &page, RECORD), ["book/a.md:1: book/data/sources.toml has no containerd #3541"]);
    // The name in front of it decides, and holds for the numbers that follow.
    assert_eq!(
        wrong(LIST, &format!("{PAGE}As in containerd #3540, #2.\n"), RECORD),
        ["book/a.md:3: book/data/sources.toml has no containerd #2"]
    );
    let record = RECORD.replace("number = 3540", "number = 3541").replace("commit = \"27636393884f\"\n", "");
    assert_eq!(
        wrong(LIST, PAGE, &record),
        ["book/data/cases.toml:3: book/data/sources.toml has no containerd/containerd #3541"]
    );
}

#[test]
fn a_date_that_is_another() {
    let record = RECORD.replace("2019-08-15", "2019-08-14");
    let wanted = "book/data/cases.toml:4: containerd/containerd #3540 with the commit 27636393884f is of 2019-08-14 here, \
                  and of 2019-08-15 in book/data/sources.toml";
    assert_eq!(wrong(LIST, PAGE, &record), [wanted]);
}

#[test]
fn an_entry_that_nobody_names() {
    let page = PAGE.replace("(#2)", "(two)");
    assert_eq!(wrong(LIST, &page, RECORD), ["book/data/sources.toml:9: no text names ramr/go-reaper #2"]);
    // Of a number with two commits, the number alone names neither.
    let second = LIST.replace("27636393884fda7e69bf7ce7c0516a5eb5bcda14", "bb4c92c773e195b86af92d5db26db6ca67164d7c");
    let list = LIST.to_owned() + second.split("\n\n").next().expect("the first");
    assert_eq!(wrong(&list, PAGE, RECORD), ["book/data/sources.toml:15: no text names containerd/containerd #3540"]);
}

#[test]
fn an_entry_that_is_none() {
    let said = |list: String| wrong(&list, PAGE, RECORD);
    let short = LIST.replace("27636393884fda7e69bf7ce7c0516a5eb5bcda14", "27636393884f");
    assert_eq!(said(short), ["book/data/sources.toml:1: the commit of containerd/containerd #3540 has no 40 digits"]);
    assert_eq!(
        said(LIST.replace("thread", "diff")),
        ["book/data/sources.toml:9: ramr/go-reaper #2 was read as Diff: that does not fit"]
    );
    assert_eq!(
        said(LIST.replace("read = \"thread\"", "read = \"skimmed\"")).len(),
        1,
        "and the list is not taken for empty"
    );
}

#[test]
fn the_real_texts_name_what_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let found = records::prose(&root, &|_| Ok(())).expect("texts");
    let about: Vec<_> = found.iter().map(ToString::to_string).filter(|it| it.contains("sources.toml")).collect();
    assert_eq!(about, [""; 0]);
    assert!(records::sources::read(&root).expect("a list").expect("a good one").len() > 90);
}
