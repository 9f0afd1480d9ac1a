//! The merge page: drop the files on it. It holds every key, so it lives in the facilitator's folder. One file, no network, no
//! module, so it opens from disk.

use super::items;
use records::Course;

/// How a report looks, on the page and in the file that `merge` writes.
pub const STYLE: &str = include_str!("../../assets/team/report.css");
const FRAME: &str = include_str!("../../assets/team/page.html");
const SCRIPT: &str = include_str!("../../assets/team/page.js");

/// The page, for every exercise of the course.
///
/// # Errors
/// If a key cannot be read.
pub fn html(course: &Course) -> anyhow::Result<String> {
    // Inside a script only `</` could end it early, and in JSON a slash may be escaped.
    let data = serde_json::to_string(&items::all(course)?)?.replace("</", "<\\/").replace("<!--", "<\\u0021--");
    let mut scripts = String::new();
    for text in super::scripts().into_iter().map(|it| it.1).chain([SCRIPT]) {
        scripts.push_str(&format!("<script>\n{text}</script>\n"));
    }
    Ok(FRAME
        .replace("/* STYLE */", STYLE)
        .replace("<!-- DATA -->", &format!("<script type=\"application/json\" id=\"items\">{data}</script>"))
        .replace("<!-- SCRIPTS -->", &scripts))
}
