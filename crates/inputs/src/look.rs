//! Files at one moment: what they hold, and a stamp that no user can set.

use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Bytes that are read at one time.
const PIECE: usize = 64 << 10;

/// Stands for the content of all inputs of one build, and for that build alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key(pub String);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// These bytes: SHA-256, as `sha256sum` writes it.
    Hash(String),
    /// It cannot be read.
    Missing,
    /// It is a device, a pipe, a folder, or an answer of the kernel: another reader gets other bytes.
    NotAFile,
}

/// Device, inode and time of the last change of either. Unlike the time of the last write, nobody can set the latter.
/// So a file that was replaced and put back between two looks is not taken for one that stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    changed: (i64, i64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    content: Content,
    stamp: Option<Stamp>,
}

/// Some files, as they are at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look(BTreeMap<PathBuf, Seen>);

impl Look {
    /// Reads them all.
    pub fn at<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Look {
        Look(files.into_iter().map(|file| (file.clone(), see(file))).collect())
    }

    /// Which files it is about.
    pub fn files(&self) -> BTreeSet<PathBuf> {
        self.0.keys().cloned().collect()
    }

    /// What each of them holds, by path.
    pub fn contents(&self) -> impl Iterator<Item = (&Path, &Content)> {
        self.0.iter().map(|(file, seen)| (file.as_path(), &seen.content))
    }

    /// Only these.
    pub fn only(&self, files: &BTreeSet<PathBuf>) -> Look {
        Look(self.0.iter().filter(|(file, _)| files.contains(*file)).map(|(a, b)| (a.clone(), b.clone())).collect())
    }

    /// Whether the same files hold the same bytes now.
    pub fn still_holds(&self) -> bool {
        self.0.iter().all(|(file, seen)| see(file).content == seen.content)
    }

    /// The key of a build with this content. `salt` is whatever else the build depends on.
    pub fn key(&self, salt: &str) -> Key {
        let mut hash = hmac_sha256::Hash::new();
        // Each part with its length in front: `a` + `bc` is not `ab` + `c`.
        let mut part = |bytes: &[u8]| {
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        };
        part(salt.as_bytes());
        for (file, seen) in &self.0 {
            part(file.as_os_str().as_encoded_bytes());
            match &seen.content {
                Content::Hash(hash) => part(hash.as_bytes()),
                Content::Missing => part(b"missing"),
                Content::NotAFile => part(b"not a file"),
            }
        }
        Key(hex(&hash.finalize()))
    }
}

fn see(file: &Path) -> Seen {
    let Ok(about) = fs::metadata(file) else { return Seen { content: Content::Missing, stamp: None } };
    let stamp = Stamp { device: about.dev(), inode: about.ino(), changed: (about.ctime(), about.ctime_nsec()) };
    let content = match () {
        // Not opened: a pipe waits for whoever writes, and some answers of the kernel never end.
        () if !is_ordinary(file) => Content::NotAFile,
        () => hash_of_file(file).map_or(Content::Missing, Content::Hash),
    };
    Seen { content, stamp: Some(stamp) }
}

/// Whether a file that is there has the same bytes for each reader. What lies below `/proc`, `/sys` or `/dev` may be
/// called regular, and answers each reader otherwise.
pub fn is_ordinary(file: &Path) -> bool {
    let below = |whole: &Path, root: &str| whole.starts_with(root);
    let of_the_kernel =
        |it: &Path| below(it, "/proc") || below(it, "/sys") || below(it, "/dev") && !below(it, "/dev/shm");
    file.is_file() && file.canonicalize().is_ok_and(|whole| !of_the_kernel(&whole))
}

/// SHA-256 of a file's bytes, as `sha256sum` writes it.
pub fn hash_of_file(file: &Path) -> io::Result<String> {
    let mut file = File::open(file)?;
    let mut hash = hmac_sha256::Hash::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&piece[..n]),
        }
    }
}

/// SHA-256 of these bytes.
pub fn hash_of_bytes(bytes: &[u8]) -> String {
    hex(&hmac_sha256::Hash::hash(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{Content, Look};
    use std::{fs, path::PathBuf};

    #[test]
    fn the_hash_is_that_of_sha256sum() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("a");
        fs::write(&file, "abc").expect("a file");
        let look = Look::at([&file]);
        let (_, content) = look.contents().next().expect("one file");
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(*content, Content::Hash(known.into()));
    }

    #[test]
    fn a_file_that_was_away_and_came_back_did_not_stand_still() {
        let dir = tempfile::tempdir().expect("a folder");
        let (file, away) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&file, "abc").expect("a file");
        let before = Look::at([&file]);
        fs::rename(&file, &away).expect("a move");
        fs::write(&file, "other").expect("a file");
        fs::rename(&away, &file).expect("a move back");
        let after = Look::at([&file]);
        assert!(before.still_holds());
        assert_ne!(before, after, "the same bytes, and not untouched");
        assert_eq!(before.key(""), after.key(""), "a key goes by bytes");
    }

    #[test]
    fn what_the_kernel_answers_is_no_file() {
        let look = |file: &str| {
            let look = Look::at([&PathBuf::from(file)]);
            look.contents().next().map(|(_, content)| content.clone())
        };
        for file in ["/proc/self/environ", "/dev/zero", "/proc", "/"] {
            assert_eq!(look(file), Some(Content::NotAFile), "{file}");
        }
        assert_eq!(look("/no such file"), Some(Content::Missing));
    }
}
