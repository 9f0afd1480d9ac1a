//! A folder of a job's own, for its temporary files. It is removed with the job, on every way out.
//!
//! Tool and keeper hold one lock together, on the folder itself: the keeper inherits the descriptor. The kernel takes the
//! lock back when both are gone, however they went. A folder that nobody has locked is removed at the tool's next start.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Once,
};

/// How its name begins.
const PREFIX: &str = "exit-path-job-";
/// How many names are tried. One may be taken by a folder of a process that had our number.
const TRIES: u32 = 100;

/// Removed when this is dropped, if it is still there.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) lock: File,
}

impl Folder {
    /// A new one below `base`. What earlier tools have left there is removed, once in a process.
    pub(crate) fn create(base: &Path, mark: &str) -> io::Result<Folder> {
        static SWEPT: Once = Once::new();
        SWEPT.call_once(|| sweep(base, PREFIX, &remove));
        locked(base, PREFIX, mark).map(|(path, lock)| Folder { path, lock })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// A new folder below `base`, and the lock that says that it is in use.
pub(crate) fn locked(base: &Path, prefix: &str, mark: &str) -> io::Result<(PathBuf, File)> {
    for round in 0..TRIES {
        let path = base.join(format!("{prefix}{mark}-{round}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            made => made?,
        }
        let lock = open(&path)?;
        // Somebody who swept a moment ago, before the lock, has removed it.
        let number = lock.metadata()?.ino();
        let is_ours = lock.try_lock().is_ok() && fs::metadata(&path).is_ok_and(|it| it.ino() == number);
        if is_ours {
            return Ok((path, lock));
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Removes what nobody has locked.
pub(crate) fn sweep(base: &Path, prefix: &str, remove: &dyn Fn(&Path)) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix)
            && entry.metadata().is_ok_and(|it| it.is_dir() && it.uid() == nix::unistd::getuid().as_raw())
            && open(&entry.path()).is_ok_and(|it| it.try_lock().is_ok())
        {
            remove(&entry.path());
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(nix::libc::O_DIRECTORY | nix::libc::O_NOFOLLOW).open(path)
}

/// Removes a folder and all that is in it. A program may have forbidden the way into its own folders.
pub(crate) fn remove(path: &Path) {
    if fs::remove_dir_all(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
        open_up(path);
        let _ = fs::remove_dir_all(path);
    }
}

fn open_up(dir: &Path) {
    let _ = fs::set_permissions(dir, Permissions::from_mode(0o700));
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_dir())).for_each(|entry| open_up(&entry.path()));
}

#[cfg(test)]
mod tests {
    use super::{Folder, locked, remove, sweep};
    use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

    fn base(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("exit-path-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&base).expect("a folder");
        base
    }

    #[test]
    fn a_folder_in_use_is_left_alone_and_another_is_swept() {
        let base = base("sweep");
        let (used, lock) = locked(&base, "x-", "1").expect("a folder");
        let (left, gone) = locked(&base, "x-", "1").expect("a second name");
        drop(gone);
        fs::write(left.join("file"), "text").expect("a file");
        fs::create_dir(base.join("y-1")).expect("somebody else's");
        sweep(&base, "x-", &remove);
        assert!(used.exists() && !left.exists() && base.join("y-1").exists());
        drop(lock);
        sweep(&base, "x-", &remove);
        assert!(!used.exists());
        remove(&base);
    }

    #[test]
    fn what_a_program_has_shut_is_removed_too() {
        let base = base("shut");
        let folder = Folder::create(&base, "1").expect("a folder");
        let (path, deep) = (folder.path.clone(), folder.path.join("a/b"));
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("file"), "text").expect("a file");
        fs::set_permissions(path.join("a"), fs::Permissions::from_mode(0o000)).expect("it is ours");
        drop(folder);
        assert!(!path.exists());
        remove(&base);
    }
}
