//! Which kernel a Rust program needs: its first line may say `//! Minimum: Linux 6.15`.

use anyhow::Context;

/// Why the program cannot be run here, if it cannot: the running kernel is older than it says.
///
/// # Errors
///
/// The first line names a kernel in another form, or the running one does not tell its release.
pub(crate) fn too_old_for(program: &str) -> anyhow::Result<Option<String>> {
    let Some(wanted) = program.lines().next().and_then(|line| line.strip_prefix("//! Minimum: ")) else {
        return Ok(None);
    };
    let wanted = wanted.strip_prefix("Linux ").and_then(numbers).context("say `//! Minimum: Linux 6.15`")?;
    let release = nix::sys::utsname::uname()?.release().to_string_lossy().into_owned();
    let here = numbers(&release).with_context(|| format!("the kernel's release is {release}"))?;
    Ok((here < wanted).then(|| format!("needs Linux {}.{}, this is {release}", wanted.0, wanted.1)))
}

/// `6.15` and `6.15.3-cloud` as numbers.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(|it: char| !it.is_ascii_digit()).map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::{numbers, too_old_for};

    #[test]
    fn releases_and_first_lines() {
        assert_eq!(numbers("6.18.44-fc-v657"), Some((6, 18)));
        assert_eq!(numbers("new"), None);
        assert_eq!(too_old_for("//! A program.\n").unwrap(), None);
        assert_eq!(too_old_for("//! Minimum: Linux 2.6\n").unwrap(), None);
        assert!(too_old_for("//! Minimum: Linux 999.0\n").unwrap().unwrap().starts_with("needs Linux 999.0, this is "));
        assert!(too_old_for("//! Minimum: 6.15\n").is_err());
    }
}
