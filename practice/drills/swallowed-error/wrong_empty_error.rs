use std::sync::Mutex;

/// The directories that were removed.
#[derive(Default)]
pub struct Removed(pub Mutex<Vec<String>>);

impl Removed {
    pub fn clean(
        &self,
        dir: &str,
        unmount: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let error = unmount().err().unwrap_or_default();
        if error.is_empty() {
            self.0.lock().unwrap().push(dir.to_owned());
            return Ok(());
        }
        Err(error)
    }
}
