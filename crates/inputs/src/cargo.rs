//! Starting cargo and rustc so that a verdict depends on the files, and not on who runs it.
//!
//! Flags, wrappers, targets and profiles of the caller are left out: `-Dwarnings` would turn an unused import into "not
//! modelled", and `panic = "abort"` a right fix into a crash. What says *where* things are holds: `CARGO_HOME`,
//! registries and proxies, and a linker that is named as such (`target.….linker`, `CARGO_TARGET_…_LINKER`). A linker
//! that is chosen by flags alone (`-C link-arg=-fuse-ld=…`) is left out with the flags.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The profile of everything that is generated. It has a name of its own, and says each thing itself: a user's
/// `[profile.dev]` and `CARGO_PROFILE_DEV_…` are about other programs.
pub const PROFILE: &str = "exit-path";

/// `[profile.exit-path]`, for a generated manifest. `debug` is how much debug information the program itself gets.
pub fn profile(debug: &str) -> String {
    format!(
        "[profile.{PROFILE}]\ninherits = \"dev\"\nopt-level = 0\ndebug = {debug}\npanic = \"unwind\"\n\
         debug-assertions = true\noverflow-checks = true\nlto = false\nstrip = false\nincremental = true\n\
         codegen-units = 256\nrpath = false\nsplit-debuginfo = \"off\"\n"
    )
}

/// Cargo, for a generated package: `words` is the command with its flags. It starts in `root`, so that the clone's
/// pinned toolchain holds, and puts everything below `target`.
pub fn cargo(root: &Path, words: &[&str], manifest: &Path, target: &Path) -> Command {
    let mut command = Command::new(program());
    unsteered(&mut command);
    let (rustc, flags) = (rustc(), "");
    let wrapper = no_wrapper(&rustc);
    // Said, and not left out: where a variable is absent a configuration file speaks.
    command.env("CARGO_ENCODED_RUSTFLAGS", flags).env("RUSTC_WRAPPER", wrapper).env("RUSTC_WORKSPACE_WRAPPER", wrapper);
    command.env("RUSTC", rustc);
    command.current_dir(root).args(words).arg("--manifest-path").arg(manifest).arg("--target-dir").arg(target);
    // Said here, since `build.target` and `build.build-dir` cannot be unset.
    command.args(["--profile", PROFILE, "--target", "host-tuple"]);
    command.arg("--config").arg(format!("build.build-dir={}", crate::literal::toml(target)));
    command
}

/// A wrapper that does nothing but start the compiler. An empty one would do, but with it cargo asks the compiler for its
/// version six times in each build, and a check without an edit takes twice as long.
fn no_wrapper(rustc: &Path) -> &'static str {
    let env = "/usr/bin/env";
    // It would take a path with `=` for a variable.
    let is_a_path = !rustc.as_os_str().as_encoded_bytes().contains(&b'=');
    if Path::new(env).is_file() && is_a_path { env } else { "" }
}

/// Takes away what would decide how something is compiled.
pub fn unsteered(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| steers(name)) {
        command.env_remove(name);
    }
}

fn steers(name: &OsString) -> bool {
    let Some(name) = name.to_str() else { return false };
    let starts = ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_UNSTABLE_", "RUSTC_"];
    let is = ["RUSTC", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_TARGET_DIR"];
    let of_target = name.starts_with("CARGO_TARGET_") && !name.ends_with("_LINKER");
    of_target || is.contains(&name) || starts.iter().any(|it| name.starts_with(it))
}

/// Under `cargo xtask` this is cargo itself, and not rustup's stand-in for it, which costs a few milliseconds.
pub fn program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The compiler that belongs to the cargo in use.
pub fn rustc() -> PathBuf {
    let beside = env::var_os("CARGO").map(|cargo| Path::new(&cargo).with_file_name("rustc"));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| "rustc".into())
}

#[cfg(test)]
mod tests {
    use super::steers;

    #[test]
    fn what_decides_is_left_out_and_what_says_where_things_are_is_not() {
        let out = [
            "RUSTFLAGS",
            "CARGO_PROFILE_DEV_PANIC",
            "CARGO_BUILD_RUSTFLAGS",
            "RUSTC_BOOTSTRAP",
            "CARGO_TARGET_DIR",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS",
            "RUSTC_WORKSPACE_WRAPPER",
            "CARGO_BUILD_TARGET",
        ];
        for name in out {
            assert!(steers(&name.into()), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "CARGO_NET_OFFLINE", "PATH", "CARGO"]
        {
            assert!(!steers(&name.into()), "{name}");
        }
    }
}
