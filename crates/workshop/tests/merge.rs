//! The report of the sample team, whose numbers were computed by hand; and what a merge does with files that are spoilt,
//! hostile, in another order or there twice.

use records::Course;
use serde_json::{Value, json};
use std::{fs, sync::LazyLock};
use testkit::root;
use workshop::merge::{self, File, MergeRequest, Merged};

static COURSE: LazyLock<Course> = LazyLock::new(|| Course::load(root()).unwrap());

/// The sample files whose names start with one of `kinds`, by file name alone.
fn samples(kinds: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("crates/workshop/samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".json") && kinds.iter().any(|kind| name.starts_with(kind)) {
            found.push(File { name, ..merge::file(&path).unwrap() });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn merged(files: Vec<File>, names: bool) -> Merged {
    merge::merge(&COURSE, &MergeRequest { files, wanted: None, names }).unwrap()
}

const TEAM: [&str; 3] = ["solo", "pair", "final"];

#[test]
fn the_sample_team_gets_the_numbers_that_a_hand_computed() {
    let Merged { taken, refused, view, .. } = merged(samples(&TEAM), false);
    assert_eq!((taken, refused), (7, vec![]));
    // Ada and Bo found one of two each: 2 / 4. What Chidi says of the first is open: it quotes a rule. Ada and Chidi fell for a trap
    // each, and decided as the key does. What Dana says of `exec` is beside the key.
    let solo = json!({ "stage": "solo", "reviews": 4, "together": 2, "recall": 100, "each": 0.5, "alarms": 3, "alarmsEach": 0.8,
        "topics": 3, "severity": 0, "right": 2, "sure": 75 });
    let pair = json!({ "stage": "pair", "reviews": 2, "together": 2, "recall": 100, "each": 1.5, "alarms": 1, "alarmsEach": 0.5,
        "topics": 1, "severity": 0, "right": 2, "sure": 80 });
    let last = json!({ "stage": "final", "reviews": 1, "together": 2, "recall": 100, "each": 2, "alarms": 0, "alarmsEach": 0,
        "topics": 0, "severity": 0, "right": 1, "sure": 95 });
    assert_eq!(view["stages"], json!([solo, pair, last]));
    let found = |of: &Value| {
        of["found"].as_array().unwrap().iter().map(|it| it["reviews"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(found(&view["findings"][0]), [1, 2, 1], "create-locks-twice");
    assert_eq!(view["findings"][0]["open"].as_array().unwrap().len(), 1);
    assert_eq!(found(&view["findings"][1]), [1, 1, 1], "lock-across-runc");
    assert_eq!(view["alarms"]["withdrawn"], 3);
    assert_eq!(view["extras"].as_array().unwrap().len(), 1);
    assert_eq!(
        view["weakest"],
        json!({ "id": "lock-across-io", "name": "Lock held across slow work", "found": 1, "of": 4 })
    );
    let marked = |line: u64| {
        let row =
            view["heat"].as_array().unwrap().iter().find(|row| row["new"] == line && row["mark"] != "gap").unwrap();
        row["who"].as_array().unwrap().len()
    };
    assert_eq!([112, 120, 121, 122, 123, 137, 164].map(marked), [1, 1, 1, 2, 0, 1, 1]);
    let sure: Vec<_> =
        view["calibration"].as_array().unwrap().iter().map(|it| (it["reviews"].clone(), it["right"].clone())).collect();
    assert_eq!(sure, [(1, 0), (1, 1), (1, 0), (1, 1)].map(|(a, b)| (json!(a), json!(b))));
}

#[test]
fn a_report_does_not_depend_on_the_order_of_the_files() {
    let all = samples(&["solo", "pair", "final", "spoilt"]);
    let first = merged(all.clone(), true);
    for turn in 1..all.len() {
        let mut other = all.clone();
        other.rotate_left(turn);
        if turn % 2 == 0 {
            other.reverse();
        }
        let again = merged(other, true);
        assert_eq!((again.markdown, again.html), (first.markdown.clone(), first.html.clone()));
    }
}

#[test]
fn spoilt_files_are_refused_by_name_and_change_nothing_else() {
    let both = merged(samples(&["solo", "pair", "final", "spoilt"]), false);
    let refused: Vec<String> = both.refused.iter().map(|it| format!("{}: {}", it.name, it.why)).collect();
    assert_eq!(
        refused,
        [
            "spoilt-copy-of-ada.json: it says word for word what solo-ada.json says",
            "spoilt-half-a-file.json: damaged: it is no JSON; export the review again",
            "spoilt-old-revision.json: it reviews another version of exercise-2; its line numbers would lie. Pack again, and review again",
            "spoilt-other-scenario.json: it is about exercise-3, and this merge is about exercise-2; merge that one by itself",
        ]
    );
    let without = |it: &Value| {
        let mut it = it.clone();
        it.as_object_mut().unwrap().remove("refused");
        it
    };
    assert_eq!(without(&both.view), without(&merged(samples(&TEAM), false).view));
}

/// One damage at a time, to a good file.
#[test]
fn every_damage_has_a_reason() {
    type Damage = fn(&mut Value);
    let cases: [(Damage, &str); 18] = [
        (|it| *it = json!([]), "it is no review"),
        (|it| it["format"] = json!("other"), "it is no review"),
        (|it| it["version"] = json!(2), "version 2, and this workbook reads 1"),
        (|it| it["exercise"] = json!("exercise-9-x"), "no scenario is called \"exercise-9-x\""),
        (|it| it["revision"] = json!("0"), "another version of exercise-2"),
        (|it| it["decision"] = json!("merge"), "no decision"),
        (|it| it["attempt"] = json!(0), "\"attempt\" counts from 1"),
        (|it| it["attempt"] = json!(2), "second attempt"),
        (|it| it["stage"] = json!("__proto__"), "no workshop has the stage"),
        (|it| it["confidence"] = json!(20), "\"confidence\" is from 50 to 100"),
        (|it| it["reader"] = json!({}), "\"reader\" is not a name"),
        (|it| it["comments"] = json!({}), "no list of comments"),
        (|it| it["comments"][0]["start"] = json!(0), "comment 1 has lines that the file has not"),
        (|it| it["comments"][1]["end"] = json!(99_999), "comment 2 has lines that the file has not"),
        (|it| it["comments"][0]["hazard"] = json!("toString"), "comment 1 has a hazard that is not in the list"),
        (|it| it["comments"][0]["severity"] = json!("bad"), "comment 1 has a `severity`"),
        (|it| it["comments"][0]["text"] = json!(7), "comment 1 has no text"),
        (|it| it["comments"][1]["id"] = it["comments"][0]["id"].clone(), "comment 2 has the id of another one"),
    ];
    let good = samples(&TEAM);
    for (damage, reason) in cases {
        let mut it: Value =
            serde_json::from_str(&good.iter().find(|it| it.name == "solo-ada.json").unwrap().text).unwrap();
        damage(&mut it);
        let mut files = good.clone();
        files.push(File { name: "zed.json".to_owned(), text: it.to_string() });
        let Merged { taken, refused, .. } = merged(files, false);
        assert_eq!(taken, 7, "{reason}");
        assert!(
            refused.len() == 1 && refused[0].name == "zed.json" && refused[0].why.contains(reason),
            "{reason}: {refused:?}"
        );
    }
}

#[test]
fn two_reviews_of_one_reader_are_both_refused_and_nobody_guesses() {
    let mut files = samples(&TEAM);
    let mut second: Value =
        serde_json::from_str(&files.iter().find(|it| it.name == "solo-bo.json").unwrap().text).unwrap();
    second["decision"] = json!("approve");
    files.push(File { name: "bo-later.json".to_owned(), text: second.to_string() });
    let Merged { taken, refused, .. } = merged(files, false);
    let names: Vec<&str> = refused.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((taken, names), (6, vec!["bo-later.json", "solo-bo.json"]));
    assert!(refused[0].why.contains("solo-bo.json") && refused[1].why.contains("bo-later.json"), "{refused:?}");
}

#[test]
fn names_are_off_unless_asked_for() {
    let (off, on) = (merged(samples(&TEAM), false), merged(samples(&TEAM), true));
    for name in ["Ada (sample)", "Bo (sample)", "Chidi (sample)", "Dana (sample)", "Table 1 (sample)"] {
        assert!(!off.html.contains(name) && !off.markdown.contains(name), "{name}");
        assert!(on.html.contains(name), "{name}");
    }
}

#[test]
fn what_people_typed_is_only_ever_text() {
    let hostile = "</script><img src=x onerror=alert(1)>\"'`|\n# head\n[a](javascript:b) &lt; {{#x}} \u{2028}";
    let mut files = samples(&TEAM);
    for file in &mut files {
        let mut it: Value = serde_json::from_str(&file.text).unwrap();
        it["reader"] = json!(format!("{}{hostile}", file.name));
        for comment in it["comments"].as_array_mut().unwrap() {
            let text = comment["text"].as_str().unwrap().to_owned();
            comment["text"] = json!(format!("{text} {hostile}"));
        }
        file.text = it.to_string();
    }
    let Merged { taken, html, markdown, .. } = merged(files, true);
    assert_eq!(taken, 7);
    for raw in ["<img", "</script", "<script", "onerror=alert(1)>"] {
        assert!(!html.contains(raw) && !markdown.contains(raw), "{raw}");
    }
    assert!(!markdown.contains("\n# head") && !markdown.contains("[a](javascript:"), "{markdown}");
}

#[test]
fn the_board_gives_nothing_away() {
    let Merged { markdown, html, .. } = merged(samples(&TEAM), false);
    let key = COURSE.find("2").unwrap().review().unwrap();
    let board =
        [markdown.split("## After the key").next().unwrap(), html.split("<details class=\"key\"").next().unwrap()];
    for part in board {
        for said in key.finding.iter().flat_map(|it| [&it.title, &it.id]).chain(key.trap.iter().map(|it| &it.why)) {
            assert!(!part.contains(said), "{said}");
        }
        assert!(!part.contains("trap") && !part.contains(&COURSE.find("2").unwrap().record.title));
    }
}

#[test]
fn no_file_that_counts_is_no_report() {
    let Merged { taken, refused, markdown, .. } = merged(samples(&["spoilt-half"]), false);
    assert_eq!((taken, refused.len(), markdown.as_str()), (0, 1, ""));
}

/// A review by one reader with `count` comments; each has the text that `text` gives for its number.
fn sheet(reader: &str, count: usize, text: impl Fn(usize) -> String) -> File {
    let good = samples(&["solo-ada"]);
    let mut it: Value = serde_json::from_str(&good[0].text).unwrap();
    let comment = it["comments"][0].clone();
    let comments = (0..count).map(|number| {
        let mut comment = comment.clone();
        comment["id"] = json!(format!("c{number}"));
        comment["start"] = json!(1 + number % 150);
        comment["end"] = json!(1 + number % 150);
        comment["text"] = json!(text(number));
        comment
    });
    it["comments"] = comments.collect();
    it["reader"] = json!(reader);
    File { name: format!("{reader}.json"), text: it.to_string() }
}

/// A text of `words` words that shares hardly any three in a row with another one.
fn prose(seed: usize, words: usize) -> String {
    let word = |i: usize| {
        ["lock", "exit", "the", "task", "waits", "is", "reaper", "held", "and", "event"]
            [(seed * 31 + i * 7 + i * i * seed) % 10]
    };
    (0..words)
        .map(|i| {
            format!(
                "{}{}{}",
                word(i),
                if i % 3 == 0 { (seed * 1000 + i).to_string() } else { String::new() },
                if i % 12 == 11 { ". " } else { " " }
            )
        })
        .collect()
}

/// Work is counted in steps of the engine. Comparing each comment with each other one made four times the comments 16 times
/// the work.
#[test]
fn the_work_grows_with_the_comments_and_not_with_their_pairs() {
    let work = |count: usize| merged(vec![sheet("a", count, |i| prose(i, 400))], false).work;
    let (some, many) = (work(50), work(400));
    assert!(many < some * 12, "8 times the comments: {some} became {many}");
}

#[test]
fn of_a_long_comment_the_first_part_is_graded_and_the_report_says_so() {
    let long = prose(1, 2600);
    assert!(long.len() > 10_000 && long.len() <= 20_000, "{}", long.len());
    let all = merged(vec![sheet("a", 1, |_| long.clone())], false);
    assert_eq!(all.taken, 1);
    let told = "(cut: of a comment the first 4000 characters are graded and shown)";
    assert!(
        all.html.contains(told) && all.markdown.contains("cut: of a comment the first 4000 characters are graded"),
        "{}",
        all.markdown
    );
    assert!(all.html.contains(&long[..3990]) && !all.html.contains(&long[4000..4100]));
    // And so what follows costs nothing, and changes no number.
    let short = merged(vec![sheet("a", 1, |_| long[..4000].to_owned())], false);
    assert_eq!(all.view["stages"], short.view["stages"]);
    assert!(!merged(vec![sheet("a", 1, |_| prose(2, 60))], false).html.contains("(cut:"));
}

#[test]
fn a_merge_has_a_limit_and_says_which_files_are_beyond_it() {
    // One word again and again is as long, and little work.
    let text = |seed: usize| format!("{:<4000}", format!("{seed} ").repeat(500));
    let full = |reader: &str, seed: usize| sheet(reader, 1000, |i| text(seed + i));
    let mut files = samples(&TEAM);
    files.extend([full("w", 0), full("x", 1000), full("y", 2000), full("z", 3000)]);
    let Merged { taken, refused, .. } = merged(files, false);
    assert_eq!(taken, 7 + 2);
    let names: Vec<_> = refused.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["y.json", "z.json"]);
    assert!(refused.iter().all(|it| it.why.contains("merge fewer files at a time")), "{refused:?}");
    let large = File { name: "large.json".to_owned(), text: " ".repeat((32 << 20) + 1) };
    let Merged { refused, .. } = merged(vec![large], false);
    assert!(refused[0].why.contains("no review has that"), "{refused:?}");
}
