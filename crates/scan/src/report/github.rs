//! Annotations of a GitHub workflow: one line a finding.

use crate::{Finding, Level, learn};

/// `::error file=…,line=…,title=…::message`
pub fn annotation(it: &Finding) -> String {
    let level = match it.level {
        Level::Defect => "error",
        Level::Question => "warning",
        Level::Advice => "notice",
    };
    let path: Vec<String> = it.path.iter().map(|step| format!("line {}: {}", step.line, step.what)).collect();
    let mut message = format!("{}: {}. {}\n{}", it.function, it.what, it.consequence, path.join("\n"));
    if let Some(drill) = learn::training(it.hazard()).and_then(|it| it.drill.as_ref()) {
        message += &format!("\nlearn: cargo xtask check {drill}, and {} of the book", learn::place(it.hazard()));
    }
    format!("::{level} file={},line={},title={}::{}\n", property(&it.file), it.line, property(it.rule), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
