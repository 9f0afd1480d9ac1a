//! How often chance would show what the search finds: the figures that `cargo xtask gen` records beside each failure.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, scroll_box};
use crate::problem::Fault;
use protocol::{Counterexample, Odds};
use records::figures::counted;
use records::markdown::Directive;
use records::record::Variant;
use records::recorded::Recorded;
use std::fmt::Write as _;

/// The failure of a variant that chance shows most often.
struct VariantOdds<'r> {
    property: &'r str,
    found: &'r Counterexample,
    odds: Odds,
}

/// `{{#odds}}`: a row for each buggy and wrong variant.
pub(crate) fn table(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let mut rows = String::new();
    for variant in exercise.record.variant.iter().filter(|it| !it.fails.is_empty()) {
        let run = page.library.recorded(exercise, &variant.name)?;
        if let Some(row) = most_often(&run) {
            rows.push_str(&line(variant, &row));
        }
    }
    if rows.is_empty() {
        return Err(Fault::here("no run records how often its failure shows", "record them again: cargo xtask gen"));
    }
    let head = ["Variant", "Promise", "Cost", "Search: execution", "By chance", "Runs for 95 %"];
    let head: String = head.iter().map(|it| format!("<th scope=\"col\">{it}</th>")).collect();
    let table = format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>");
    Ok(block(&scroll_box("ep-odds", "How often chance shows each failure", &table)))
}

fn most_often(run: &Recorded) -> Option<VariantOdds<'_>> {
    let rows = run.properties.iter().filter_map(|it| {
        let (found, odds) = (it.counterexample.as_ref()?, it.odds?);
        Some(VariantOdds { property: &it.id, found, odds })
    });
    // Of equals the first, in the record's order.
    rows.reduce(|best, row| if row.odds.share() > best.odds.share() { row } else { best })
}

fn line(variant: &Variant, row: &VariantOdds<'_>) -> String {
    let mut text = String::from("<tr>");
    let _ = write!(text, "<th scope=\"row\"><code>{}</code></th>", escape(&variant.name));
    let _ = write!(text, "<td><code>{}</code></td>", escape(row.property));
    let _ = write!(text, "<td class=\"n\">{}</td><td class=\"n\">{}</td>", row.found.cost, counted(row.found.found_at));
    let _ = write!(text, "<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>", share(row.odds), runs(row.odds));
    text
}

/// `4.1 %`. Where no schedule failed, what that excludes: three in all of them, with a chance of 95 %.
fn share(odds: Odds) -> String {
    let percent = odds.share() * 100.0;
    match odds.failed {
        0 => format!("under {:.2} %", 300.0 / odds.walks as f64),
        failed if failed == odds.walks => "100 %".into(),
        _ if percent < 1.0 => format!("{percent:.2} %"),
        _ if percent > 99.0 => format!("{percent:.1} %"),
        _ => format!("{percent:.0} %"),
    }
}

fn runs(odds: Odds) -> String {
    match odds.runs_for_95() {
        Some(runs) => counted(runs),
        None => format!("over {}", counted(odds.walks)),
    }
}

#[cfg(test)]
mod tests {
    use super::{runs, share};
    use protocol::Odds;

    #[test]
    fn figures_say_no_more_than_was_seen() {
        let said = |failed, walks| (share(Odds { walks, failed }), runs(Odds { walks, failed }));
        assert_eq!(said(15, 10_000), ("0.15 %".into(), "1,996".into()));
        assert_eq!(said(0, 10_000), ("under 0.03 %".into(), "over 10,000".into()));
        assert_eq!(said(10_000, 10_000), ("100 %".into(), "1".into()));
        assert_eq!(said(9_962, 10_000), ("99.6 %".into(), "1".into()));
        assert_eq!(said(4_100, 10_000), ("41 %".into(), "6".into()));
    }
}
