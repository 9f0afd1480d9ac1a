use std::sync::Mutex;

#[derive(Default)]
pub struct Names(Mutex<Vec<String>>);

impl Names {
    /// Whether the name was free, and is now taken.
    pub fn take(&self, name: &str) -> bool {
        let mut names = self.0.lock().unwrap();
        if names.iter().any(|it| it == name) {
            return false;
        }
        names.push(name.to_owned());
        true
    }
}
