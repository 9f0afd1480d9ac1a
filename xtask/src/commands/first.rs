//! The first check of a world builds the lab. What is built, and how long that takes, is said before the wait.

use crate::layout::Layout;
use records::{Exercise, record::World};
use std::{fs, path::Path};

/// The line, where this world was never built.
pub(super) fn line(layout: &Layout, exercise: &Exercise) -> Option<&'static str> {
    // Whoever checked this exercise before has built its world: nothing more is looked at.
    if layout.generated(exercise).exists() || is_built(&layout.build_dir(), exercise.record.world) {
        return None;
    }
    Some(match exercise.record.world {
        World::Tasks => "building the lab with its tokio, once: about half a minute",
        _ => "building the lab, once: about 15 seconds",
    })
}

/// Whether a library that every check of this world needs lies there, for any system.
fn is_built(build: &Path, world: World) -> bool {
    let name = match world {
        World::Tasks => "liblabtokio-",
        _ => "liblabstd-",
    };
    let files = |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten();
    files(build).any(|system| {
        let libraries = system.path().join(inputs::cargo::PROFILE).join("deps");
        files(&libraries).any(|file| file.file_name().as_encoded_bytes().starts_with(name.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::{World, is_built};
    use std::fs;

    #[test]
    fn a_world_is_built_once() {
        let build = tempfile::tempdir().expect("a folder");
        assert!(!is_built(build.path(), World::Threads), "nothing is there");
        let deps = build.path().join("x86_64-unknown-linux-gnu/exit-path/deps");
        fs::create_dir_all(&deps).expect("a folder");
        assert!(!is_built(build.path(), World::Threads), "a build was begun");
        fs::write(deps.join("liblabstd-0123.rlib"), "").expect("a file");
        assert!(is_built(build.path(), World::Threads) && is_built(build.path(), World::Processes));
        assert!(!is_built(build.path(), World::Tasks), "tokio comes on top");
        fs::write(deps.join("liblabtokio-0123.rlib"), "").expect("a file");
        assert!(is_built(build.path(), World::Tasks));
    }
}
