//! Which mounts tell nothing of what is changed on their other side: those of WSL, of networks, and of containers on
//! another system. There the files are looked at from the start. What is not in the list is found out: a save that
//! came without an event changes the way of watching.

use std::{
    ffi::OsString,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};

/// Names as the kernel has them.
const DEAF: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "drvfs",
    "fakeowner",
    "gfs2",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
];

/// The kind of mount that `path` lies on, if it is one of those. `table` is `/proc/self/mountinfo`.
pub(super) fn deaf<'a>(path: &Path, table: &'a str) -> Option<&'a str> {
    let below = table.lines().filter_map(mount).filter(|(at, _)| path.starts_with(at));
    // Of two mounts at one place the later one is on top, and `max_by_key` takes the last.
    let (_, kind) = below.max_by_key(|(at, _)| at.as_os_str().len())?;
    (DEAF.contains(&kind) || kind.starts_with("fuse")).then_some(kind)
}

/// `36 35 98:0 /root /at rw,noatime shared:1 - ext4 /dev/vda rw`: where it is, and its kind.
fn mount(line: &str) -> Option<(PathBuf, &str)> {
    let (front, back) = line.split_once(" - ")?;
    Some((plain(front.split(' ').nth(4)?), back.split(' ').next()?))
}

/// Without the kernel's escapes: `\040` is a space.
fn plain(escaped: &str) -> PathBuf {
    let bytes = OsString::from(escaped);
    let (mut rest, mut plain) = (bytes.as_bytes(), Vec::new());
    while let Some((first, more)) = rest.split_first() {
        let code = rest.get(1..4).and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 8).ok());
        match (first, code) {
            (b'\\', Some(code)) => {
                plain.push(code);
                rest = &rest[4..];
            }
            _ => {
                plain.push(*first);
                rest = more;
            }
        }
    }
    OsString::from_vec(plain).into()
}

#[cfg(test)]
mod tests {
    use super::deaf;
    use std::path::Path;

    const TABLE: &str = r"22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:30 / /mnt/c rw - 9p drvfs rw,trans=fd
31 22 0:31 / /home/a\040b rw shared:1 - nfs4 server:/x rw
32 22 0:32 / /srv rw - ext4 /dev/vdb rw
33 22 0:33 / /srv rw - fuse.grpcfuse grpcfuse rw
34 33 0:34 / /srv/target rw - ext4 /dev/vdc rw";

    #[test]
    fn the_mount_on_top_decides() {
        for (path, kind) in [
            ("/home/me/clone", None),
            ("/mnt/c/clone", Some("9p")),
            ("/mnt/cc/clone", None),
            ("/home/a b/clone", Some("nfs4")),
            ("/srv/exercises", Some("fuse.grpcfuse")),
            ("/srv/target/x", None),
        ] {
            assert_eq!(deaf(Path::new(path), TABLE), kind, "{path}");
        }
        assert_eq!(deaf(Path::new("/x"), "no table at all"), None);
    }
}
