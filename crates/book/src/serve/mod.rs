//! The book in a browser, built again whenever a source changes. A page that does not build never ends the
//! server: the problems are shown in the terminal and on the open page, and the last good book stays.

mod asked;
mod files;
mod http;
mod learner;
pub mod policy;
mod reviewed;
mod watch;
mod work;

pub use httpd::guard::Host;

use crate::make::Fresh;
use anyhow::{Context, Result};
use httpd::guard::Guard;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use tokio::sync::Semaphore;
use tokio::sync::watch::{Receiver, Sender, channel};

/// How to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    /// Whether to open a browser.
    pub open: bool,
    /// Hosts that are answered beside those of this machine.
    pub hosts: Vec<Host>,
}

/// What an open page needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Which build is being served. A page that has seen another one loads itself again.
    Built(u64),
    /// Why there is no newer build.
    Broken(String),
}

/// What the builder and the server share.
struct Site {
    root: PathBuf,
    target: PathBuf,
    /// What the pages may run. Held for writing while a fresh book takes the place of the old one, so that no reader meets
    /// half of it, or a page with another book's policy.
    policy: RwLock<String>,
    state: Sender<State>,
    /// How far the learner is, as JSON for the page's script.
    learner: Sender<String>,
    /// One check at a time: each takes the processors and the memory of a whole one.
    at_work: Semaphore,
}

/// Builds, serves and rebuilds until the process is ended.
pub fn run(root: &Path, options: Options) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).with_context(|| {
        format!(
            "cannot listen on port {0}; try another one: cargo xtask serve --port {1}",
            options.port,
            options.port.wrapping_add(1)
        )
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let site: &'static Site = Box::leak(Box::new(Site {
        root: root.to_owned(),
        target: root.join("target/book"),
        // Of the last book: the first build may fail.
        policy: RwLock::new(policy::of(&root.join("target/book"))),
        state: channel(State::Built(0)).0,
        learner: channel(learner::state(root)).0,
        at_work: Semaphore::new(1),
    }));
    let guard: &'static Guard = Box::leak(Box::new(Guard {
        port: address.port(),
        hosts: options.hosts,
        what: "book",
        command: "cargo xtask serve",
    }));
    learner::follow(site)?;
    let changes = watch::start(root);
    site.build(1);
    announce(address, options.open);
    std::thread::Builder::new().name("builder".into()).spawn(move || {
        // The sender lives as long as the watcher: this ends with the process.
        for (number, changed) in changes.iter().enumerate() {
            eprintln!("changed: {}", changed.display());
            site.build(number as u64 + 2);
        }
    })?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(http::serve(listener, site, guard))
}

impl Site {
    /// One build. What comes of it is told to terminal and pages alike.
    fn build(&self, number: u64) {
        let started = std::time::Instant::now();
        let built = Fresh::render(&self.root).and_then(|fresh| {
            let policy = policy::of(fresh.dir());
            let mut nobody_reads = self.policy.write().unwrap_or_else(PoisonError::into_inner);
            fresh.publish().inspect(|_| *nobody_reads = policy)
        });
        let state = match built {
            Ok(_) => {
                eprintln!("built in {:.1} s", started.elapsed().as_secs_f32());
                State::Built(number)
            }
            Err(error) => {
                eprintln!("{error:#}\nthe last good book stays; fix it and save, and the page loads again");
                State::Broken(format!("{error:#}"))
            }
        };
        self.state.send_replace(state);
    }

    fn news(&self) -> Receiver<State> {
        self.state.subscribe()
    }
}

fn announce(address: SocketAddr, open: bool) {
    println!("The book is at http://{address}/ (Ctrl-C ends it)");
    if open {
        let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let opened = std::process::Command::new(command).arg(format!("http://{address}/")).spawn();
        if let Err(error) = opened {
            eprintln!("cannot start {command}: {error}; open the address by hand");
        }
    }
}
