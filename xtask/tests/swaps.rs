//! Right and wrong code changes places, over and over, by every means that keeps an old time or sets a new one; each
//! verdict must be that of the bytes which are there. Cargo goes by times, and so does none of this.
//!
//! A few swaps run with the other tests. A thousand, in about twenty minutes:
//! `cargo test -p xtask --test swaps -- --ignored --nocapture`

use std::{
    fs::{self, File, FileTimes},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant, SystemTime},
};
use tempfile::TempDir;

/// The seed of every run: a failure is seen again.
const SEED: u64 = 20_261_129;
/// Swaps before the subject takes another form.
const IN_A_ROW: u64 = 12;

#[test]
fn a_few_swaps_are_judged_by_their_bytes() {
    assert_eq!(stale(24, 4), Vec::<String>::new());
}

#[test]
#[ignore = "twenty minutes"]
fn a_thousand_swaps_are_judged_by_their_bytes() {
    let start = Instant::now();
    let stale = stale(1000, IN_A_ROW);
    println!("1000 swaps, {} stale verdicts, {:.0} s", stale.len(), start.elapsed().as_secs_f64());
    assert_eq!(stale, Vec::<String>::new());
}

#[test]
fn what_runs_for_real_is_what_is_there() {
    let course = Course::new();
    let mut chance = Chance(SEED);
    course.put("main.rs", "fn main() { println!(\"it is {}\", exercise_91_two_locks::order::NAME); }", &mut chance);
    course.put("lib.rs", "pub mod order;", &mut chance);
    for name in ["first", "second", "third", "first"] {
        course.put("order.rs", &format!("pub const NAME: &str = \"{name}\";"), &mut chance);
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.args(["run", "91"]).env("EXIT_PATH_COURSE", course.0.path()).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(&format!("it is {name}")), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_verdict_on_bytes_that_are_gone_is_not_remembered() {
    let course = Course::new();
    let subject = course.src().join("lib.rs");
    let of_the_tests = |name: &str| testkit::course().join(name);
    fs::copy(of_the_tests("subjects/forever.rs"), &subject).expect("a copy");
    let mut command = course.command();
    // It runs for ever, so it is still being judged when the file changes; this is how long the change may take.
    command.args(["--wall", "10", "--cpu", "60"]).stdout(Stdio::piped());
    let check = command.spawn().expect("the command starts");
    until_built(&subject);
    fs::copy(of_the_tests("solutions/exercise-91-two-locks/fixed.rs"), &subject).expect("a copy");
    let said = String::from_utf8(check.wait_with_output().expect("it ends").stdout).expect("text");
    let json: serde_json::Value = serde_json::from_str(&said).expect("one line of JSON");
    assert_eq!((&json["verdict"], &json["changed_meanwhile"]), (&"hangs".into(), &true.into()), "{said}");
    assert_ne!(json["judged"][0]["sha256"], sha256sum(&subject).as_str(), "what was judged is not what is there");
    let progress = fs::read_to_string(course.0.path().join(".exit-path/progress.json")).unwrap_or_default();
    assert!(!progress.contains("hangs"), "{progress}");
    // And once more without a change: now it is.
    let (verdict, judged) = course.check();
    assert_eq!((verdict.as_str(), judged.contains(&sha256sum(&subject))), ("solved", true));
    let progress = fs::read_to_string(course.0.path().join(".exit-path/progress.json")).expect("it is remembered");
    assert!(progress.contains("solved"), "{progress}");
}

/// Until the build of this subject has settled: its list of inputs then has the key of the whole.
fn until_built(subject: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the clone");
    let folders = |dir: &Path| -> Vec<PathBuf> {
        fs::read_dir(dir).map(|all| all.flatten().map(|it| it.path()).collect()).unwrap_or_default()
    };
    let start = Instant::now();
    loop {
        let homes = match std::env::var_os("CARGO_TARGET_DIR") {
            None => vec![root.join("target/lab")],
            Some(shared) => folders(Path::new(&shared)),
        };
        let packages = homes.iter().flat_map(|home| folders(&home.join("exercise-91-two-locks")));
        let built = |dir: PathBuf| {
            let inputs = fs::read_to_string(dir.join("inputs.json")).unwrap_or_default();
            inputs.contains(subject.to_str().expect("text")) && inputs.contains("\"whole\":\"")
        };
        if packages.into_iter().any(built) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(300), "the build does not settle");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Where the one line lies that makes the code right or wrong.
const FORMS: [(&str, &str, &str); 6] = [
    ("in the file itself", "lib.rs", ""),
    ("in a module", "order.rs", "mod order;\nuse order::ORDERED;\n"),
    ("by #[path]", "far/away.rs", "#[path = \"far/away.rs\"]\nmod order;\nuse order::ORDERED;\n"),
    ("by include!", "order.in", "include!(\"order.in\");\n"),
    ("by include_str!", "order.txt", "const ORDERED: bool = include_str!(\"order.txt\").len() == 29;\n"),
    ("by include_bytes!", "order.bin", "const ORDERED: bool = include_bytes!(\"order.bin\").len() == 29;\n"),
];

/// The bank of the fake course. The right order is a byte shorter than the wrong one, so that its length tells them apart.
const BANK: &str = "
use std::sync::Mutex;
pub struct Bank { accounts: [Mutex<u32>; 2] }
impl Bank {
    pub fn new(first: u32, second: u32) -> Bank { Bank { accounts: [Mutex::new(first), Mutex::new(second)] } }
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let (first, second) = if ORDERED { (from.min(to), from.max(to)) } else { (from, to) };
        let mut a = self.accounts[first].lock().unwrap();
        let mut b = self.accounts[second].lock().unwrap();
        let (source, target) = if first == from { (&mut a, &mut b) } else { (&mut b, &mut a) };
        **source -= amount;
        **target += amount;
    }
    pub fn sum(&self) -> u32 { let a = self.accounts[0].lock().unwrap(); *a + *self.accounts[1].lock().unwrap() }
}
";

fn order(right: bool) -> String {
    format!("pub const ORDERED: bool={right};")
}

/// Makes so many swaps, and names those whose verdict is of other bytes.
fn stale(swaps: u64, in_a_row: u64) -> Vec<String> {
    let course = Course::new();
    let mut chance = Chance(SEED);
    let mut stale = Vec::new();
    for swap in 0..swaps {
        let (form, file, lib) = FORMS[(swap / in_a_row) as usize % FORMS.len()];
        if swap % in_a_row == 0 && file != "lib.rs" {
            course.put("lib.rs", &format!("{lib}{BANK}"), &mut chance);
        }
        let right = chance.of(2) == 0;
        let text = if file == "lib.rs" { order(right) + BANK } else { order(right) };
        let way = course.put(file, &text, &mut chance);
        let (verdict, judged) = course.check();
        let wanted = if right { "solved" } else { "still-broken" };
        let bytes = sha256sum(&course.src().join(file));
        if verdict != wanted || !judged.contains(&bytes) {
            stale.push(format!("swap {swap}, {form}, {way}: {verdict}, and the code there is {wanted}"));
        }
    }
    stale
}

struct Course(TempDir);

impl Course {
    /// A copy of the fake one.
    fn new() -> Course {
        Course(testkit::copy_of_the_course())
    }

    fn src(&self) -> PathBuf {
        self.0.path().join("exercises/exercise-91-two-locks/src")
    }

    /// Puts a text into place, with a time from 1970 to 2038: by one of the ways in which files come to be where they are.
    fn put(&self, name: &str, text: &str, chance: &mut Chance) -> &'static str {
        let (file, aside) = (self.src().join(name), self.0.path().join(format!("aside-{}", chance.of(u64::MAX))));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        let write = |file: &Path, chance: &mut Chance| {
            fs::write(file, text).expect("a file");
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(chance.of(1 << 31));
            let times = FileTimes::new().set_modified(time).set_accessed(time);
            File::options().write(true).open(file).and_then(|it| it.set_times(times)).expect("a time");
        };
        let gone = || {
            if fs::symlink_metadata(&file).is_ok() {
                fs::remove_file(&file).expect("it is there")
            }
        };
        match chance.of(4) {
            0 => {
                write(&aside, chance);
                fs::rename(&aside, &file).expect("a move");
                "by a move"
            }
            1 => {
                // A link would be written through.
                gone();
                write(&file, chance);
                "by a copy with its time"
            }
            2 => {
                write(&aside, chance);
                gone();
                fs::hard_link(&aside, &file).expect("a link");
                "by a hard link"
            }
            _ => {
                write(&aside, chance);
                gone();
                symlink(&aside, &file).expect("a link");
                "by a symlink"
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["check", "91", "--message-format", "json"]).env("EXIT_PATH_COURSE", self.0.path());
        command.stdin(Stdio::null());
        command
    }

    /// The verdict, and the hashes of what was judged.
    fn check(&self) -> (String, Vec<String>) {
        let output = self.command().output().expect("the command starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let json: serde_json::Value = serde_json::from_str(&said)
            .unwrap_or_else(|_| panic!("no verdict: {said}{}", String::from_utf8_lossy(&output.stderr)));
        let judged = json["judged"].as_array().cloned().unwrap_or_default();
        let hashes = judged.iter().filter_map(|it| it["sha256"].as_str().map(str::to_owned));
        (json["verdict"].as_str().unwrap_or_default().to_owned(), hashes.collect())
    }
}

/// Numbers by chance, the same in each run (splitmix64).
struct Chance(u64);

impl Chance {
    /// One below `n`.
    fn of(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Somebody else's opinion of the hash.
fn sha256sum(file: &Path) -> String {
    let said = Command::new("sha256sum").arg(file).output().expect("sha256sum").stdout;
    String::from_utf8_lossy(&said).split(' ').next().unwrap_or_default().to_owned()
}
