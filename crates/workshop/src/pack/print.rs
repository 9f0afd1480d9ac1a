//! Sheets for paper: pages of their own, without the book's frame, that fit A4 and Letter.

use crate::{diff::DiffRow, notes::Notes, timetable::Slot};
use mdbook_exit_path::{escape, prose};
use records::Exercise;
use std::{fmt::Write as _, fs, path::Path};

const STYLE: &str = include_str!("../../assets/print.css");

/// Writes a sheet below `print/`.
pub(super) fn write(dir: &Path, name: &str, html: &str) -> anyhow::Result<()> {
    fs::create_dir_all(dir.join("print"))?;
    Ok(edge::file::write(dir.join("print").join(name), html)?)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(title)
    )
}

/// The diff with both line numbers, and a margin to write in.
pub(super) fn diff(exercise: &Exercise, rows: &[DiffRow]) -> String {
    let title = format!("Exercise {}: {}", exercise.record.number, exercise.change);
    let mut body = format!(
        "<h1>{}</h1>\n<p class=\"quiet\">src/lib.rs. Name lines by the right-hand number; a removed line by the left one.</p>\n<p><strong>One question to take along:</strong> {}</p>\n<table class=\"diff\">\n<thead><tr><th>before</th><th>head</th><th></th><th>code</th></tr></thead>\n<tbody>\n",
        escape(&title),
        prose(&exercise.record.focus)
    );
    for row in rows {
        let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        let sign = match row.mark {
            "add" => "+",
            "del" => "−",
            _ => "",
        };
        let _ = match row.mark {
            "gap" => writeln!(body, "<tr class=\"gap\"><td colspan=\"4\">{}</td></tr>", escape(&row.text)),
            mark => writeln!(
                body,
                "<tr class=\"{mark}\"><td>{}</td><td>{}</td><td>{sign}</td><td>{}</td></tr>",
                number(row.old),
                number(row.new),
                escape(&row.text)
            ),
        };
    }
    body.push_str("</tbody>\n</table>\n");
    page(&title, &body)
}

/// One sheet for each scenario: comments, what became of them, and the team's numbers.
pub(super) fn score_sheet(exercises: &[&Exercise]) -> String {
    let mut body = String::new();
    for exercise in exercises {
        let title = format!("Score sheet: {}", exercise.change);
        let row =
            |n: u32| format!("<tr><td>{n}</td><td></td><td></td><td></td><td></td><td>kept / withdrawn</td></tr>\n");
        let rows: String = (1..=8).map(row).collect();
        let _ = write!(
            body,
            "<section class=\"sheet\">\n<h1>{}</h1>\n<p>Table ____________ &nbsp; Driver ____________ &nbsp; Scribe ____________ &nbsp; Timekeeper ____________ &nbsp; Sceptic ____________</p>\n\
             <h2>The board: one line for each comment</h2>\n<table class=\"form\">\n<thead><tr><th>#</th><th>Lines</th><th>Hazard</th><th>Severity (fingers 1 to 3)</th><th>Marked by how many</th><th>After 90 seconds</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
             <h2>After the key is open</h2>\n<table class=\"form\">\n<thead><tr><th></th><th>Solo, together</th><th>Pairs</th><th>Final</th></tr></thead>\n<tbody>\n\
             <tr><th>Findings found, of ____</th><td></td><td></td><td></td></tr>\n<tr><th>Beside the key</th><td></td><td></td><td></td></tr>\n<tr><th>Of those withdrawn</th><td>–</td><td></td><td></td></tr>\n<tr><th>Severity: steps away from the key</th><td></td><td></td><td></td></tr>\n<tr><th>Decision: approve, comment, request changes</th><td></td><td></td><td></td></tr>\n<tr><th>How sure, 50 to 100 %</th><td></td><td></td><td></td></tr>\n</tbody>\n</table>\n\
             <p>Best comment, by vote: ______________________________________________________________</p>\n<p>The habit we keep: __________________________________________________________________</p>\n<p class=\"quiet\">The sheet is the table's. Nobody is ranked.</p>\n</section>\n",
            escape(&title)
        );
    }
    page("Score sheet", &body)
}

/// When what happens, on one page.
pub(super) fn timing_card(minutes: u32, slots: &[Slot]) -> String {
    let mut body = format!(
        "<h1>Timing card, {minutes} minutes</h1>\n<p>Starts at ____ : ____</p>\n<table class=\"form card\">\n<thead><tr><th>Minute</th><th>Clock</th><th>Everyone</th><th>You</th></tr></thead>\n<tbody>\n"
    );
    for slot in slots {
        let _ = writeln!(
            body,
            "<tr><th>{} to {}</th><td>____ : ____</td><td>{}</td><td>{}</td></tr>",
            slot.from,
            slot.to,
            escape(slot.what),
            escape(slot.lead)
        );
    }
    body.push_str("</tbody>\n</table>\n<p class=\"quiet\">Behind by five minutes: shorten the board, never the solo review, and never the last five minutes.</p>\n");
    page("Timing card", &body)
}

/// What the team takes home.
pub(super) fn closing(exercises: &[(&Exercise, &Notes)]) -> String {
    let mut body = String::from("<h1>Closing sheet</h1>\n");
    for (exercise, notes) in exercises {
        let habits: String = notes.habits.iter().map(|it| format!("<li>☐ {}</li>\n", prose(it))).collect();
        let _ = write!(
            body,
            "<section>\n<h2>{}</h2>\n<p>{}</p>\n<p>A habit for our next reviews. Choose one, or write your own:</p>\n<ul class=\"boxes\">\n{habits}<li>☐ ____________________________________________________________</li>\n</ul>\n</section>\n",
            escape(&exercise.change),
            prose(&notes.closing)
        );
    }
    body.push_str("<h2>Three lines</h2>\n<p>What we will look for first, next time: ______________________________________________</p>\n<p>A comment of ours that we would send again: __________________________________________</p>\n<p>We look at this again on: ____________________ (in a week; then in three)</p>\n");
    page("Closing sheet", &body)
}
