//! `{{#cases performance}}` (or first-fix): chains of upstream changes, oldest first.

use super::heading;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, prose, scroll_box};
use crate::problem::Fault;
use records::markdown::Directive;
use records::saying::cases::{Case, Cases, Family};

pub(crate) fn chains(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [family] = d.takes::<1>(&[])?;
    let family = match family {
        "performance" => Family::Performance,
        "first-fix" => Family::FirstFix,
        other => return Err(Fault::unknown("kind of case", other, &["performance", "first-fix"])),
    };
    let cases = page.library.words::<Cases>()?.case;
    Ok(cases.iter().filter(|it| it.family == family).map(one).collect())
}

fn one(case: &Case) -> String {
    let rows: String = case
        .change
        .iter()
        .map(|change| {
            let repo = escape(&change.repo);
            format!(
                "<tr><th scope=\"row\"><a href=\"https://github.com/{repo}/pull/{number}\">{repo}#{number}</a><br><code>{}</code></th><td class=\"ep-date\">{}</td><td>{}</td></tr>",
                change.commit.as_deref().map(escape).unwrap_or_default(),
                change.date.as_deref().map(escape).unwrap_or_default(),
                prose(&change.what),
                number = change.number,
            )
        })
        .collect();
    let head = "<thead><tr><th scope=\"col\">Change</th><th scope=\"col\">Date</th><th scope=\"col\">What it did</th></tr></thead>";
    let label = format!("Upstream changes: {}", case.name);
    let table = scroll_box("ep-history", &label, &format!("<table>{head}<tbody>{rows}</tbody></table>"));
    let lesson = format!("<p><strong>Ask next time.</strong> {}</p>", prose(&case.lesson));
    heading(3, &case.id, &case.name) + &block(&table) + &block(&lesson)
}
