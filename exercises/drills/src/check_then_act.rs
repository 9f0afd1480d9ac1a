use std::sync::Mutex;

#[derive(Default)]
pub struct Names(Mutex<Vec<String>>);

impl Names {
    /// Whether the name was free, and is now taken.
    pub fn take(&self, name: &str) -> bool {
        if self.has(name) {
            return false;
        }
        self.0.lock().unwrap().push(name.to_owned());
        true
    }

    fn has(&self, name: &str) -> bool {
        self.0.lock().unwrap().iter().any(|it| it == name)
    }
}
