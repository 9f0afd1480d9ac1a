//! What the team's report counts, as a table for a spreadsheet. It has no name and no text that a person of the room typed.

use crate::stage::KeyOpen;
use serde_json::Value;

/// With fewer reviews than this, a count says what one person did.
pub const FEWEST: u64 = 3;

const HEAD: [&str; 8] = ["what", "title", "first line", "last line", "stage", "answer", "reviews", "of"];

/// The table of a report's view; `None` where fewer than [`FEWEST`] people reviewed alone.
pub fn csv(view: &Value, _: KeyOpen) -> Option<String> {
    let list = |it: &Value, name: &str| it[name].as_array().cloned().unwrap_or_default();
    let stages = list(view, "counts");
    let of = |at: usize| stages.get(at).map_or(&Value::Null, |it| &it["reviews"]);
    if of(0).as_u64().unwrap_or_default() < FEWEST {
        return None;
    }
    let none = &Value::Null;
    let mut rows: Vec<[String; 8]> = Vec::new();
    let mut row =
        |what: &str, about: &Value, lines: &Value, stage: &Value, answer: &Value, count: &Value, of: &Value| {
            let cells = [about, &lines[0], &lines[1], stage, answer, count, of].map(text);
            let mut cells = cells.into_iter();
            rows.push(std::array::from_fn(
                |at| if at == 0 { what.to_owned() } else { cells.next().unwrap_or_default() },
            ));
        };
    for (at, it) in stages.iter().enumerate().filter(|(at, _)| of(*at) != &Value::from(0)) {
        let stage = &it["stage"];
        row("reviews", none, none, stage, none, &it["reviews"], &it["reviews"]);
        for decision in list(view, "decisions") {
            row("decision", none, none, stage, &decision["decision"], &decision["counts"][at], of(at));
        }
        for finding in list(view, "findings") {
            let found = &finding["found"][at];
            row(
                "finding",
                &finding["title"],
                &finding["lines"],
                stage,
                &"found".into(),
                &found["reviews"],
                &found["of"],
            );
        }
    }
    let solo = &"solo".into();
    for finding in list(view, "findings") {
        let found = &finding["found"][0]["reviews"];
        for said in list(&finding, "stated") {
            row("severity", &finding["title"], &finding["lines"], solo, &said["severity"], &said["reviews"], found);
        }
    }
    for trap in list(view, "traps") {
        let who = trap["who"].as_array().map_or(0, Vec::len).into();
        row("trap", &trap["claim"], &trap["lines"], solo, &"believed".into(), &who, of(0));
    }
    let head = HEAD.map(str::to_owned);
    Some(std::iter::once(&head).chain(&rows).map(|it| it.each_ref().map(|it| cell(it)).join(",") + "\r\n").collect())
}

fn text(it: &Value) -> String {
    match it {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// One cell. A spreadsheet runs a text that begins as a formula does, so such a text gets a quotation mark before it.
fn cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    match text.contains(['"', ',', '\n', '\r', '\'']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Stage;
    use serde_json::json;

    fn view(solo: u64) -> Value {
        let counts = |pair: u64| json!([{ "stage": "solo", "reviews": solo }, { "stage": "pair", "reviews": pair }]);
        json!({
            "counts": counts(0),
            "decisions": [{ "decision": "approve", "counts": [1, 0] }],
            "findings": [{ "title": "=1+1, \"x\"", "lines": [3, 5], "found": [{ "reviews": 2, "of": solo }, { "reviews": 0, "of": 0 }],
                           "stated": [{ "severity": "nit", "reviews": 1 }], "said": [{ "who": "Ada", "text": "her words" }] }],
            "traps": [{ "claim": "c", "lines": [7, 7], "who": ["Ada"], "said": [{ "who": "Ada", "text": "her words" }] }],
        })
    }

    #[test]
    fn it_has_counts_and_neither_a_name_nor_a_formula() {
        let csv = csv(&view(3), Stage::Reveal.opened().unwrap()).unwrap();
        let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
        assert_eq!(
            lines,
            [
                "what,title,first line,last line,stage,answer,reviews,of",
                "reviews,,,,solo,,3,3",
                "decision,,,,solo,approve,1,3",
                "finding,\"'=1+1, \"\"x\"\"\",3,5,solo,found,2,3",
                "severity,\"'=1+1, \"\"x\"\"\",3,5,solo,nit,1,2",
                "trap,c,7,7,solo,believed,1,3",
            ]
        );
    }

    #[test]
    fn two_reviews_are_too_few_to_hide_in() {
        assert_eq!(csv(&view(2), Stage::Reveal.opened().unwrap()), None);
    }
}
