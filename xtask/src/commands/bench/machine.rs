//! On what it was measured: the machine in words that name nobody, the day, the versions.

use crate::layout::Layout;
use anyhow::Context;
use edge::file::RECORD;
use std::{
    collections::BTreeMap,
    env,
    process::Command,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

/// The libraries that take part in a measurement.
const LIBRARIES: [&str; 4] = ["criterion", "nix", "tokio", "tokio-util"];

/// `2 cores, x86_64, 24 GiB, Linux 6.1`.
pub(super) fn words() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut words = vec![format!("{cores} core{}", if cores == 1 { "" } else { "s" }), env::consts::ARCH.to_owned()];
    let memory = edge::file::text("/proc/meminfo", RECORD).ok();
    let kibibytes = memory.as_deref().and_then(|text| text.split_whitespace().nth(1)?.parse::<f64>().ok());
    words.extend(kibibytes.map(|it| format!("{:.0} GiB", it / f64::from(1 << 20))));
    let release = edge::file::text("/proc/sys/kernel/osrelease", RECORD).unwrap_or_default();
    let release: Vec<&str> = release.split(['.', '-']).take(2).collect();
    words.push(match env::consts::OS {
        "linux" => format!("Linux {}", release.join(".")),
        other => other.to_owned(),
    });
    words.join(", ")
}

/// Today, in UTC: `2026-11-21`.
pub(super) fn date() -> anyhow::Result<String> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (year, month, day) = crate::commands::reset::date(seconds / 86_400);
    Ok(format!("{year}-{month:02}-{day:02}"))
}

/// The compiler's version, and those of the libraries in the workspace's lock file.
pub(super) fn versions(layout: &Layout) -> anyhow::Result<BTreeMap<String, String>> {
    let lock: toml::Table = toml::from_str(&edge::file::text(layout.workspace.join("Cargo.lock"), RECORD)?)?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock lists no package")?;
    let mut found = BTreeMap::new();
    for package in packages {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        if LIBRARIES.contains(&text("name").as_str()) {
            found.insert(text("name"), text("version"));
        }
    }
    let rustc = Command::new("rustc").current_dir(&layout.workspace).arg("--version").output()?;
    let said = String::from_utf8_lossy(&rustc.stdout).into_owned();
    found.insert("rustc".into(), said.split_whitespace().nth(1).unwrap_or("unknown").to_owned());
    Ok(found)
}
