//! From the command's words to a room that listens. What it says is in [`crate::said`].

use crate::{
    pages::Pages,
    said::{self, Opened},
    server::{MOST_CONNECTIONS, Parts, Room, now_ms, routes},
    sheet::About,
    store::Store,
};
use anyhow::{Context, bail};
use edge::Visible;
use httpd::{
    connections,
    guard::{Guard, Host},
};
use records::{Course, Exercise, sheet};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::net::TcpListener;
use workshop::{diff, pack, timetable};
use workshop_cli::HandedRoom;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What cannot be done as it was asked; the text says what to ask for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// A room that is ready to serve.
pub struct Open {
    /// What to say of it.
    pub text: String,
    listener: TcpListener,
    room: Arc<Room>,
}

impl Open {
    /// Serves until the process is ended.
    ///
    /// # Errors
    /// If nothing can listen.
    pub async fn serve(self) -> anyhow::Result<()> {
        connections::serve(self.listener, routes(self.room), MOST_CONNECTIONS).await
    }
}

/// Opens a room, or goes on with the one of this exercise that is not closed.
///
/// # Errors
/// [`Refused`], [`records::UnknownExercise`], and whatever cannot be read, built or listened on.
pub async fn open(handed: HandedRoom) -> anyhow::Result<Open> {
    let HandedRoom { course, room: asked } = handed;
    let course = Course::load(&course).context("the course cannot be read")?;
    let exercise = course.find(asked.exercise.as_deref().unwrap_or_default())?;
    if timetable::form(asked.minutes).is_none_or(|it| it == timetable::Form::Call) {
        let most = timetable::LONGEST;
        let why = format!("a room has 60 to {most} minutes: the silent review alone takes 15 of them");
        return Err(Refused(why).into());
    }
    let (about, title) = (about(exercise)?, pack::name(exercise));
    let hosts = asked.allow_host.iter().map(|it| it.parse().map_err(Refused));
    let hosts: Vec<Host> = hosts.collect::<Result<_, _>>()?;
    if asked.bind.is_unspecified() && hosts.is_empty() {
        let why = format!(
            "with --bind {} the room must know its name: add --allow-host NAME, as others write it",
            asked.bind
        );
        return Err(Refused(why).into());
    }
    let wanted = SocketAddr::new(asked.bind, asked.port);
    let listener = TcpListener::bind(wanted).await.with_context(|| {
        format!("cannot listen on {wanted}; another room may run there: try --port {}", asked.port.wrapping_add(1))
    })?;
    let listens = listener.local_addr()?;
    let pages = Arc::new(Pages::build(&course, exercise, asked.minutes)?);

    let (days, file) = (i64::from(asked.keep_days), file(&course, asked.data));
    let store = Store::open(&file).await.with_context(|| format!("cannot open {}", file.visible()))?;
    let removed = store.remove_older(now_ms() - days * DAY_MS).await?;
    let there = if asked.new { None } else { store.unclosed(&about).await? };
    let again = there.is_some();
    let kept = match there {
        Some(room) => room,
        None => store.make(&about, asked.minutes, now_ms()).await?,
    };
    let root = root(listens, &asked.allow_host);
    let address = format!("{root}#{}", kept.code);
    let guard = guard(listens, hosts)?;
    let (room, secret) = Room::new(Parts {
        title: title.clone(),
        about,
        code: kept.code.clone(),
        minutes: kept.minutes,
        address: address.clone(),
        pages,
        store,
        guard,
        course,
    });
    let shown = file.visible().to_string();
    let opened = Opened { room: &kept, again, title: &title, address: &address, listens, file: &shown, days, removed };
    Ok(Open { text: said::opened(&opened, &secret)?, listener, room })
}

/// The file that keeps the rooms: the one that was named, or the one beside the course.
pub(crate) fn file(course: &Course, named: Option<PathBuf>) -> PathBuf {
    named.unwrap_or_else(|| course.root.join("rooms.sqlite"))
}

/// The pull request of an exercise.
///
/// # Errors
/// If one of its two versions cannot be read.
pub fn about(exercise: &Exercise) -> anyhow::Result<About> {
    let change = diff::change(exercise)?;
    Ok(About { exercise: exercise.slug.clone(), revision: sheet::revision(&change.before, &change.head) })
}

/// Where others find the room: the first name that was given, or the address that it listens on.
fn root(listens: SocketAddr, names: &[String]) -> String {
    match names.first() {
        Some(name) if name.contains(':') => format!("http://{name}/"),
        Some(name) => format!("http://{name}:{}/", listens.port()),
        None => format!("http://{listens}/"),
    }
}

/// The names of this machine, the address that it listens on, and what was allowed.
/// # Errors
/// If the address is no host.
pub fn guard(listens: SocketAddr, mut hosts: Vec<Host>) -> anyhow::Result<Guard> {
    if !listens.ip().is_loopback() && !listens.ip().is_unspecified() {
        match listens.to_string().parse() {
            Ok(host) => hosts.push(host),
            Err(why) => bail!("{why}"),
        }
    }
    Ok(Guard { port: listens.port(), hosts, what: "room", command: "cargo xtask workshop room" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_find_the_room_by_the_name_that_was_given() {
        let root = |listens: &str, names: &[&str]| {
            root(listens.parse().unwrap(), &names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(root("127.0.0.1:3100", &[]), "http://127.0.0.1:3100/");
        assert_eq!(root("[::1]:3100", &[]), "http://[::1]:3100/");
        assert_eq!(root("0.0.0.0:3100", &["desk.local"]), "http://desk.local:3100/");
        assert_eq!(root("0.0.0.0:3100", &["desk.local:80", "x"]), "http://desk.local:80/");
    }
}
