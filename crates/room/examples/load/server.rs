//! The room's own program, started as the command starts it, and killed.

use anyhow::{Context, Result};
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

pub(crate) struct Server {
    child: Child,
    data: PathBuf,
    pub(crate) address: SocketAddr,
    pub(crate) code: String,
    pub(crate) secret: String,
}

impl Server {
    /// Starts it, and reads from its terminal where it is. It stands beside the folder of this example.
    pub(crate) fn start(data: &Path, port: u16) -> Result<Server> {
        let binary = std::env::current_exe()?.with_file_name("../room");
        let course = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let mut child = Command::new(&binary)
            .args(["--course", course, "--port", &port.to_string(), "--data"])
            .arg(data)
            .args(["--", "exercise-3"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}: build it first", binary.display()))?;
        let lines = BufReader::new(child.stdout.take().context("it has no output")?).lines();
        let (mut join, mut lead) = (None, None);
        for line in lines.map_while(Result::ok) {
            let value = |word: &str| line.strip_prefix(word).map(|it| it.trim().to_owned());
            join = join.or_else(|| value("Join "));
            lead = lead.or_else(|| value("Lead "));
            if line.starts_with("Ctrl-C") {
                break;
            }
        }
        let (join, lead) = join.zip(lead).context("it does not say where it is")?;
        let (root, code) = join.split_once('#').context("no code")?;
        let address = root.trim_start_matches("http://").trim_end_matches('/').parse()?;
        let secret = lead.split_once('#').context("no secret")?.1.to_owned();
        Ok(Server { child, data: data.to_owned(), address, code: code.to_owned(), secret })
    }

    /// `kill -9`, and the same again on the same port and file.
    pub(crate) fn kill_and_start(mut self) -> Result<Server> {
        self.child.kill()?;
        self.child.wait()?;
        Server::start(&self.data, self.address.port())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
