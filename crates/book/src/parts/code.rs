//! Code of a scenario: the diff between two variants, a whole variant, an excerpt, the Go twin.

use super::table::{self, Mark, Row};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape};
use crate::item::SHOWN;
use crate::problem::Fault;
use records::markdown::Directive;
use similar::{Algorithm, ChangeTag, TextDiff};

/// `{{#diff before buggy context=3}}`
pub(crate) fn diff(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [old, new] = d.takes::<2>(&["context"])?;
    let context = match d.option("context") {
        None => 3,
        Some(n) => n.parse().map_err(|_| Fault::here(format!("`context={n}` is not a number of lines"), ""))?,
    };
    Ok(block(&diff_html(page, old, new, context)?))
}

/// The diff between two variants as a table.
pub(crate) fn diff_html(page: &mut Page<'_>, old: &str, new: &str, context: usize) -> Result<String, Fault> {
    let exercise = page.scenario()?;
    let (a, b) = (page.library.source(exercise, old)?, page.library.source(exercise, new)?);
    // The same algorithm as `records::hunks`, so that the record's numbers of hunks fit what is shown.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&a, &b);
    let (mut rows, mut added, mut removed) = (Vec::new(), 0, 0);
    for group in diff.grouped_ops(context) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (o, n) = (first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
        let inside = enclosing(&b, n.start);
        rows.push(Row::Gap(format!("@@ -{},{} +{},{} @@ {inside}", o.start + 1, o.len(), n.start + 1, n.len())));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Insert => Mark::Added,
                ChangeTag::Delete => Mark::Removed,
            };
            added += usize::from(mark == Mark::Added);
            removed += usize::from(mark == Mark::Removed);
            let line = change.new_index().map(|i| i + 1);
            rows.push(Row::Line {
                mark,
                old: change.old_index().map(|i| i + 1),
                new: line,
                text: change.value().trim_end_matches('\n').to_owned(),
                id: line.and_then(|line| page.claim_line(new, line)),
            });
        }
    }
    if rows.is_empty() {
        return Err(Fault::here(format!("`{old}` and `{new}` are the same"), "name two variants that differ"));
    }
    let title = format!("{SHOWN} <span class=\"ep-plus\">+{added}</span> <span class=\"ep-minus\">−{removed}</span>");
    Ok(table::code(&format!("Changes to {SHOWN}, from {old} to {new}"), &title, &rows, true))
}

/// The item that line `at` (counted from 0) stands in, as the head of a hunk shows it.
pub(super) fn enclosing(text: &str, at: usize) -> String {
    let opens = |line: &&str| {
        let line = line.trim_start();
        ["fn ", "pub fn ", "impl", "struct ", "pub struct ", "enum ", "pub enum "].iter().any(|k| line.starts_with(k))
    };
    let lines: Vec<&str> = text.lines().take(at).collect();
    lines
        .iter()
        .rev()
        .find(|line| opens(line))
        .map(|line| line.trim().trim_end_matches(" {").to_owned())
        .unwrap_or_default()
}

/// `{{#file buggy}}`; also `contract`.
pub(crate) fn file(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [name] = d.takes::<1>(&[])?;
    Ok(block(&file_html(page, name)?))
}

/// The same, as HTML.
pub(crate) fn file_html(page: &mut Page<'_>, name: &str) -> Result<String, Fault> {
    let (text, shown) = source(page, name)?;
    let last = text.lines().count();
    Ok(lines(page, name, &text, 1..=last, &shown))
}

/// `{{#excerpt buggy item=create}}`
pub(crate) fn excerpt(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [name] = d.takes::<1>(&["item", "anchor", "lines"])?;
    let (text, shown) = source(page, name)?;
    let range = match (d.option("item"), d.option("anchor"), d.option("lines")) {
        (Some(item), None, None) => item_lines(&text, item).ok_or_else(|| {
            Fault::here(format!("`{name}` has no item `{item}`"), "name a function or type that it defines")
        })?,
        (None, Some(anchor), None) => anchor_lines(&text, anchor).ok_or_else(|| {
            Fault::here(
                format!("`{name}` has no anchor `{anchor}`"),
                format!("put `// ANCHOR: {anchor}` and `// ANCHOR_END: {anchor}` around the lines"),
            )
        })?,
        (None, None, Some(range)) => parse_range(range, text.lines().count()).ok_or_else(|| {
            Fault::here(format!("`{name}` has no lines {range}"), "write lines=FIRST-LAST, counted from 1")
        })?,
        _ => return Err(Fault::here("an excerpt needs one of item, anchor and lines", "")),
    };
    Ok(block(&lines(page, name, &text, range, &shown)))
}

/// `{{#twin}}`: the same bug in Go, folded.
pub(crate) fn twin(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let go =
        page.library.text(&exercise.solutions_dir.join("upstream.go"), "write the read-only twin of the bug in Go")?;
    let summary = "The same bug in Go, to read";
    Ok(format!(
        "\n\n<details class=\"ep-fold\"><summary>{summary}</summary>\n\n```go\n{}\n```\n\n</details>\n\n",
        go.trim_end()
    ))
}

fn source(page: &Page<'_>, name: &str) -> Result<(String, String), Fault> {
    let exercise = page.scenario()?;
    if name == "contract" {
        let text = page.library.text(&exercise.contract(), "write the contract; CONTRIBUTING.md says how")?;
        return Ok((text, "contract.rs".to_owned()));
    }
    Ok((page.library.source(exercise, name)?, SHOWN.to_owned()))
}

fn lines(page: &mut Page<'_>, name: &str, text: &str, range: std::ops::RangeInclusive<usize>, shown: &str) -> String {
    let rows: Vec<Row> = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(n, line)| range.contains(n) && !line.trim_start().starts_with("// ANCHOR"))
        .map(|(n, line)| Row::Line {
            mark: Mark::Same,
            old: None,
            new: Some(n),
            text: line.to_owned(),
            id: page.claim_line(name, n),
        })
        .collect();
    table::code(
        &format!("{shown}, variant {name}, lines {} to {}", range.start(), range.end()),
        &escape(shown),
        &rows,
        false,
    )
}

/// The lines of a function or type, its comments and attributes included; found by name, so that they move
/// with the code. Knows no grammar: the item ends at the first line that closes at the indent it opened at.
fn item_lines(text: &str, item: &str) -> Option<std::ops::RangeInclusive<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    let defines = |line: &&str| {
        ["fn", "struct", "enum", "trait", "static", "const", "impl"].iter().any(|keyword| {
            line.split_once(&format!("{keyword} {item}")).is_some_and(|(before, after)| {
                !before.trim_start().starts_with("//") && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        })
    };
    let head = lines.iter().position(defines)?;
    let indent = lines[head].len() - lines[head].trim_start().len();
    let ends = |line: &&str| line.len() - line.trim_start().len() == indent && line.trim_end().ends_with(['}', ';']);
    let last = head + lines[head..].iter().position(ends)?;
    let belongs = |line: &&str| ["///", "//", "#["].iter().any(|m| line.trim_start().starts_with(m));
    let first = head - lines[..head].iter().rev().take_while(|line| belongs(line)).count();
    Some(first + 1..=last + 1)
}

fn anchor_lines(text: &str, anchor: &str) -> Option<std::ops::RangeInclusive<usize>> {
    let find = |mark: &str| text.lines().position(|line| line.trim() == format!("// {mark}: {anchor}"));
    let (open, close) = (find("ANCHOR")?, find("ANCHOR_END")?);
    (open + 1 < close).then_some(open + 2..=close)
}

fn parse_range(range: &str, last: usize) -> Option<std::ops::RangeInclusive<usize>> {
    let (a, b) = range.split_once('-').unwrap_or((range, range));
    let (a, b) = (a.parse().ok()?, b.parse().ok()?);
    (1 <= a && a <= b && b <= last).then_some(a..=b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "use x;\n\n/// Doc.\nfn create_all() {\n}\n\n/// Doc.\n#[inline]\nfn create(\n    a: u8,\n) {\n    // ANCHOR: body\n    go();\n    // ANCHOR_END: body\n}\n\nstruct S;\n";

    #[test]
    fn an_item_has_its_comments_and_ends_where_it_closes() {
        assert_eq!(item_lines(TEXT, "create"), Some(7..=15));
        assert_eq!(item_lines(TEXT, "S"), Some(17..=17));
        assert_eq!(item_lines(TEXT, "creat"), None);
    }

    #[test]
    fn anchors_and_ranges_are_inside_the_file() {
        assert_eq!(anchor_lines(TEXT, "body"), Some(13..=13));
        assert_eq!(anchor_lines(TEXT, "bodies"), None);
        assert_eq!(parse_range("2-3", 17), Some(2..=3));
        assert_eq!(parse_range("0-3", 17), None);
        assert_eq!(parse_range("3-18", 17), None);
    }
}
