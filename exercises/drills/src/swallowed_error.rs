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
        let mut removed = self.0.lock().unwrap();
        let _ = unmount();
        removed.push(dir.to_owned());
        Ok(())
    }
}
