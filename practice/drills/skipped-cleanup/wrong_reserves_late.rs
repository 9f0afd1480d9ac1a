use std::sync::Mutex;

#[derive(Default)]
pub struct Names(Mutex<Vec<String>>);

impl Names {
    pub fn start(
        &self,
        name: &str,
        fork: impl FnOnce() -> Result<u32, String>,
    ) -> Result<u32, String> {
        let pid = fork();
        if pid.is_ok() {
            self.0.lock().unwrap().push(name.to_owned());
        }
        pid
    }

    pub fn is_free(&self, name: &str) -> bool {
        !self.0.lock().unwrap().iter().any(|it| it == name)
    }
}
