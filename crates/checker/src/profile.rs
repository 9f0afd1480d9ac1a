//! How the package of a check is compiled: what is optimised, and what has lines and names. The lab's own workspace has the same
//! profile, so that its tests and a check share what they compile of others' crates.

use records::record::World;

/// The profile of a check, as cargo reads it.
pub(crate) fn text(world: World) -> String {
    format!("{}\n{}", own(world), packages(world))
}

/// The part about the subject itself: its lines, for a run that hangs. Where a task waits is read off the stack, so names
/// are needed too.
fn own(world: World) -> String {
    inputs::cargo::profile(if world == World::Tasks { "1" } else { "\"line-tables-only\"" })
}

/// The part about what it is built with.
fn packages(world: World) -> String {
    let packages = if world == World::Tasks { TASKS } else { THREADS };
    packages.replace("PROFILE", inputs::cargo::PROFILE)
}

/// No lines of anything but the subject, since linking is faster without. And only the subject changes: what the compiler would keep of
/// the lab's crates for a next time is 90 MB a world. The engine in 16 parts is as fast as in 256, and built in a tenth less.
/// Named one by one: `"*"` would also optimise the derive macros, which doubles the time to the first verdict.
const THREADS: &str = r#"[profile.PROFILE.package."*"]
debug = false
incremental = false

[profile.PROFILE.package.lab]
opt-level = 3
codegen-units = 16
[profile.PROFILE.package.labstd]
opt-level = 3
[profile.PROFILE.package.corosensei]
opt-level = 3
"#;

/// Whatever is on the stack between two tasks is read while somebody waits. The rest is built as in the world of threads, and
/// once for both.
const TASKS: &str = r#"[profile.PROFILE.package."*"]
debug = false
incremental = false

[profile.PROFILE.package.lab]
opt-level = 3
codegen-units = 16
debug = 1
[profile.PROFILE.package.labstd]
opt-level = 3
debug = 1
[profile.PROFILE.package.corosensei]
opt-level = 3
[profile.PROFILE.package.labtokio]
opt-level = 1
debug = 1
[profile.PROFILE.package.labtokio-util]
debug = 1
[profile.PROFILE.package.tokio]
opt-level = 1
debug = 1
[profile.PROFILE.package.tokio-util]
debug = 1
[profile.PROFILE.package.backtrace]
opt-level = 3
[profile.PROFILE.package.gimli]
opt-level = 3
[profile.PROFILE.package.addr2line]
opt-level = 3
[profile.PROFILE.package.miniz_oxide]
opt-level = 3
"#;

#[cfg(test)]
mod tests {
    use super::{World, text};
    use toml::Table;

    fn profile(text: &str) -> Table {
        let manifest: Table = toml::from_str(text).expect("TOML");
        manifest["profile"][inputs::cargo::PROFILE].as_table().expect("a profile").clone()
    }

    /// Where they differ, cargo builds each crate twice.
    #[test]
    fn the_lab_is_tested_as_it_judges() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lab/Cargo.toml");
        let mut lab = profile(&std::fs::read_to_string(path).expect("the lab's manifest"));
        let mut check = profile(&text(World::Tasks));
        let (in_lab, in_check) = (lab.remove("package"), check.remove("package"));
        // Nothing is kept for a next build of the lab's own packages; that is no matter of others' crates.
        for one in [&mut lab, &mut check] {
            one.remove("incremental");
        }
        assert_eq!(lab, check);
        let (in_lab, in_check) = (in_lab.expect("packages"), in_check.expect("packages"));
        for (name, settings) in in_check.as_table().expect("packages") {
            // In the lab's workspace its own packages are members, which the profile itself is about.
            if !name.starts_with("lab") {
                assert_eq!(in_lab.get(name), Some(settings), "{name}");
            } else {
                for what in ["opt-level", "codegen-units"] {
                    assert_eq!(in_lab.get(name).and_then(|it| it.get(what)), settings.get(what), "{what} of {name}");
                }
            }
        }
    }

    #[test]
    fn the_worlds_share_what_neither_reads() {
        for world in [World::Threads, World::Tasks, World::Processes] {
            let all = &profile(&text(world))["package"]["*"];
            assert_eq!([&all["debug"], &all["incremental"]].map(toml::Value::as_bool), [Some(false); 2]);
        }
    }
}
