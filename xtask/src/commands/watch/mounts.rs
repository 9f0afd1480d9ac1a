//! Which file systems tell nothing of what is changed on their other side: those of WSL, of networks, and of containers on
//! another system. There the files are looked at from the start. What is not in the list is found out: a save that
//! came without an event changes the way of watching.

use nix::sys::statfs::{Statfs, statfs};
use std::path::Path;

/// How Linux numbers them (`linux/magic.h`, and each one's own source), and what a reader knows them as. The numbers
/// have 32 bits, on every machine.
#[cfg(target_os = "linux")]
const DEAF: &[(u32, &str)] = &[
    (0x0102_1997, "9p"),
    (0x5346_414f, "afs"),
    (0x6b41_4653, "afs"),
    (0x1983_0326, "beegfs"),
    (0x00c3_6400, "ceph"),
    (0xff53_4d42, "cifs"),
    (0x7375_7245, "coda"),
    (0x5346_4846, "drvfs"),
    (0x6a65_6a63, "fakeowner"),
    (0x6573_5546, "fuse"),
    (0x0116_1970, "gfs2"),
    (0x4750_4653, "gpfs"),
    (0x0bd0_0bd0, "lustre"),
    (0x0000_564c, "ncpfs"),
    (0x0000_6969, "nfs"),
    (0x7461_636f, "ocfs2"),
    (0x7c7c_6673, "prl_fs"),
    (0xfe53_4d42, "smb3"),
    (0x0000_517b, "smbfs"),
    (0x786f_4256, "vboxsf"),
    (0xbacb_acbc, "vmhgfs"),
];

/// What macOS and the BSDs call them.
#[cfg(not(target_os = "linux"))]
const DEAF: &[&str] =
    &["afpfs", "fuse", "macfuse", "nfs", "osxfuse", "prl_fs", "smbfs", "virtiofs", "vmhgfs", "webdav"];

/// The kind of file system that `path` lies on, if it is one of those. A link is followed to where the file is.
pub(super) fn deaf(path: &Path) -> Option<&'static str> {
    kind(&statfs(path).ok()?)
}

#[cfg(not(target_os = "linux"))]
fn kind(mount: &Statfs) -> Option<&'static str> {
    let name = mount.filesystem_type_name();
    DEAF.iter().find(|known| **known == name).copied()
}

#[cfg(target_os = "linux")]
fn kind(mount: &Statfs) -> Option<&'static str> {
    named(mount.filesystem_type())
}

#[cfg(target_os = "linux")]
fn named(nix::sys::statfs::FsType(number): nix::sys::statfs::FsType) -> Option<&'static str> {
    // The type is as wide as the machine has it, and may be signed.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the numbers have 32 bits")]
    let number = number as u32;
    DEAF.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{deaf, named};
    use nix::sys::statfs::{EXT4_SUPER_MAGIC, FUSE_SUPER_MAGIC, FsType, NFS_SUPER_MAGIC};
    use std::path::Path;

    #[test]
    fn the_number_decides() {
        assert_eq!(named(FUSE_SUPER_MAGIC), Some("fuse"));
        assert_eq!(named(NFS_SUPER_MAGIC), Some("nfs"));
        // A high bit: the type may be signed.
        assert_eq!(named(FsType(0xfe53_4d42_u32 as _)), Some("smb3"));
        assert_eq!(named(EXT4_SUPER_MAGIC), None);
    }

    #[test]
    fn a_folder_of_the_kernel_and_one_that_is_not_there_are_not_deaf() {
        assert_eq!(deaf(Path::new("/proc")), None);
        assert_eq!(deaf(Path::new("/no/such/folder")), None);
    }
}
