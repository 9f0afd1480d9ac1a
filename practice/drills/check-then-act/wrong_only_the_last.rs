use std::sync::Mutex;

#[derive(Default)]
pub struct Names(Mutex<Vec<String>>);

impl Names {
    /// Whether the name was free, and is now taken.
    pub fn take(&self, name: &str) -> bool {
        if self.has(name) {
            return false;
        }
        let mut names = self.0.lock().unwrap();
        // Somebody may have come between.
        if names.last().is_some_and(|it| it == name) {
            return false;
        }
        names.push(name.to_owned());
        true
    }

    fn has(&self, name: &str) -> bool {
        self.0.lock().unwrap().iter().any(|it| it == name)
    }
}
