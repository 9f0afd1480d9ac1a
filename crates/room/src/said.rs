//! What stands in the terminal, as text; and the address to join as squares. Nothing is printed here.

use crate::{ids::Token, stage::Stage, store::rooms};
use qrcode::{
    QrCode,
    render::{svg, unicode::Dense1x2},
};
use std::{fmt::Write as _, net::SocketAddr};

/// What is said when a room opens.
#[derive(Debug)]
pub struct Opened<'a> {
    /// The room.
    pub room: &'a rooms::Room,
    /// Whether it was there before.
    pub again: bool,
    /// What the pull request is called.
    pub title: &'a str,
    /// Where people join.
    pub address: &'a str,
    /// Where the server listens.
    pub listens: SocketAddr,
    /// The file that keeps it.
    pub file: &'a str,
    /// Days after which it is removed.
    pub days: i64,
    /// Rooms that were removed now, because they were older than that.
    pub removed: u64,
}

/// The text. The facilitator's address has its secret behind `#`, which no browser sends.
///
/// # Errors
/// If the address is longer than squares can say.
pub fn opened(it: &Opened<'_>, secret: &Token) -> anyhow::Result<String> {
    let mut out = format!("{}\nRoom {}, {} minutes", it.title, it.room.code, it.room.minutes);
    if it.again {
        let _ = write!(out, "; it goes on where it was: {}", place(it.room.stage));
    }
    let _ = write!(out, ".\n\nJoin      {}\n", it.address);
    let _ = writeln!(out, "Lead      {}", lead(it.address, secret));
    out.push_str("          Open it yourself, on your own screen. It works once.\n\n");
    out.push_str(&squares(it.address)?);
    out.push('\n');
    if it.address.starts_with("https://") {
        let listens = it.listens;
        let _ = writeln!(out, "\nThe proxy reaches the room at {listens}, in plain http. It hands Host on as it came.");
    } else if it.listens.ip().is_loopback() {
        out.push_str("\nOnly this machine reaches the room. For others, give the address that they know\nyou by: --bind 192.168.1.20\n");
    } else {
        out.push_str("\nThe room speaks plain http: whoever shares your network can read along.\n");
    }
    let _ = writeln!(out, "Kept in {}, for {} days.", it.file, it.days);
    if it.removed > 0 {
        let rooms = if it.removed == 1 { "room" } else { "rooms" };
        let _ = writeln!(out, "Removed now: {} older {rooms}, with all that people wrote there.", it.removed);
    }
    out.push_str("Ctrl-C ends the server, and not the session: the same command goes on with it.\n");
    Ok(out)
}

fn place(stage: Stage) -> &'static str {
    match stage {
        Stage::Lobby => "people join",
        Stage::Silent => "the silent review",
        Stage::Pairs => "in pairs",
        Stage::Board => "the board",
        Stage::Reveal => "the key is open",
        Stage::Fix => "the fix",
        Stage::Comment => "the one comment",
        Stage::Closed => "closed",
    }
}

/// The facilitator's address, from the address to join.
fn lead(join: &str, secret: &Token) -> String {
    let root = join.split('#').next().unwrap_or(join);
    format!("{root}lead.html#{}", secret.reveal())
}

/// For a terminal that is dark, as most are: what is light in the picture is printed.
fn squares(address: &str) -> anyhow::Result<String> {
    let code = QrCode::new(address)?;
    Ok(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).quiet_zone(true).build())
}

/// For a wall.
///
/// # Errors
/// If the address is longer than squares can say.
pub fn picture(address: &str) -> anyhow::Result<String> {
    Ok(QrCode::new(address)?.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::Code, sheet::About};

    fn said(listens: &str, again: bool) -> String {
        let about = About { exercise: "exercise-3-x".to_owned(), revision: String::new() };
        let (code, stage) = (Code::read("ABCDEFGH").unwrap(), Stage::Silent);
        let room = rooms::Room { code, about, minutes: 60, stage, stage_began_ms: 0, made_ms: 0 };
        let opened = Opened {
            room: &room,
            again,
            title: "Exercise 3: clean up orphans",
            address: "http://127.0.0.1:3100/#ABCD-EFGH",
            listens: listens.parse().unwrap(),
            file: "rooms.sqlite",
            days: 30,
            removed: u64::from(again) * 2,
        };
        super::opened(&opened, &Token::fresh()).unwrap()
    }

    #[test]
    fn it_says_who_reaches_the_room_and_where_it_is_kept() {
        let alone = said("127.0.0.1:3100", false);
        assert!(alone.contains("Only this machine reaches the room") && !alone.contains("plain http"), "{alone}");
        assert!(alone.contains("Join      http://127.0.0.1:3100/#ABCD-EFGH\n"), "{alone}");
        let all = said("0.0.0.0:3100", true);
        assert!(all.contains("plain http") && all.contains("goes on where it was: the silent review"), "{all}");
        assert!(!alone.contains("Removed") && all.contains("for 30 days.\nRemoved now: 2 older rooms, "), "{all}");
        let narrow = |it: &&str| it.chars().count() > 80 && !it.starts_with("Lead");
        assert_eq!(alone.lines().chain(all.lines()).find(narrow), None);
    }
}
