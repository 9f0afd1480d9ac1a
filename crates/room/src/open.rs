//! From the command's words to a room that listens. What it says is in [`crate::said`].

use crate::{
    clock::Clock,
    pages::Pages,
    place::Place,
    said::{self, Opened},
    server::{MOST_CONNECTIONS, Parts, Room, routes},
    sheet::About,
    store::news::Others,
};
use anyhow::{Context, bail};
use edge::Visible;
use httpd::{
    connections,
    guard::{Guard, Host},
};
use records::{Course, Exercise, sheet};
use std::{net::SocketAddr, sync::Arc};
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
    others: Option<Others>,
}

impl Open {
    /// Serves until the process is ended.
    ///
    /// # Errors
    /// If nothing can listen.
    pub async fn serve(self) -> anyhow::Result<()> {
        if let Some(others) = self.others {
            tokio::spawn(self.room.clone().hear(others));
        }
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
    let mut hosts: Vec<Host> = hosts.collect::<Result<_, _>>()?;
    let public = asked.address.as_deref().map(Public::read).transpose()?;
    hosts.extend(public.iter().map(|it| it.host.clone()));
    if asked.bind.is_unspecified() && hosts.is_empty() {
        let why = format!(
            "with --bind {} the room must know its name: add --allow-host NAME, as others write it, or --address URL",
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

    let (days, place) = (i64::from(asked.keep_days), Place::of(&course, asked.data, asked.database));
    let store = place.open().await?;
    let clock = Clock::system();
    let removed = store.remove_older(clock.now_ms() - days * DAY_MS).await?;
    let (kept, again) = match asked.new {
        true => (store.make(&about, asked.minutes, clock.now_ms()).await?, false),
        false => store.go_on(&about, asked.minutes, clock.now_ms()).await?,
    };
    let others = store.others(&kept.code).await?;
    let root = public.map_or_else(|| root(listens, &asked.allow_host), |it| it.root);
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
        clock,
    })
    .await?;
    let shown = place.to_string();
    let opened = Opened { room: &kept, again, title: &title, address: &address, listens, file: &shown, days, removed };
    Ok(Open { text: said::opened(&opened, &secret)?, listener, room, others })
}

/// The pull request of an exercise.
///
/// # Errors
/// If one of its two versions cannot be read.
pub fn about(exercise: &Exercise) -> anyhow::Result<About> {
    let change = diff::change(exercise)?;
    Ok(About { exercise: exercise.slug.clone(), revision: sheet::revision(&change.before, &change.head) })
}

/// Where others find the room, as it was said.
#[derive(Debug)]
struct Public {
    root: String,
    host: Host,
}

impl Public {
    /// `http://NAME` or `https://NAME`, with a port or without, and no path: the pages begin at the root.
    fn read(url: &str) -> Result<Public, Refused> {
        let why = || Refused(format!("`{}` is no address of a room; it is as https://room.example", url.visible()));
        let root = url.strip_suffix('/').unwrap_or(url);
        let host = root.strip_prefix("https://").or_else(|| root.strip_prefix("http://")).ok_or_else(why)?;
        let host = host.parse().map_err(|_| why())?;
        Ok(Public { root: format!("{root}/"), host })
    }
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
    fn the_address_of_a_proxy_is_a_root() {
        for (url, root) in
            [("https://room.example", "https://room.example/"), ("http://desk.local:8080/", "http://desk.local:8080/")]
        {
            assert_eq!(Public::read(url).unwrap().root, root);
        }
        for wrong in ["room.example", "ftp://room.example", "https://", "https://a/b", "https://a#b", "https://u@a"] {
            let why = Public::read(wrong).unwrap_err().to_string();
            assert!(why.ends_with("it is as https://room.example"), "{wrong}: {why}");
        }
    }

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
