//! Annotations of a GitHub workflow: one line a finding.

use crate::{Finding, Level, baseline::Known, learn};

/// `::error file=…,line=…,title=…::message`
pub fn annotation(it: &Finding) -> String {
    let level = match it.level {
        Level::Defect => "error",
        Level::Question => "warning",
        Level::Advice => "notice",
    };
    let path: Vec<String> = it.path.iter().map(|step| format!("line {}: {}", step.line, step.what)).collect();
    let mut message = format!("{}: {}. {}\n{}", it.function, it.what, it.consequence, path.join("\n"));
    if let Some(hazard) = learn::hazard(it.hazard()) {
        message += &format!("\n{}", hazard.question);
    }
    format!("::{level} file={},line={},title={}::{}\n", property(&it.file), it.line, property(it.rule), data(&message))
}

/// An entry of the baseline that is gone. It fails the run, so it is an error.
pub fn gone(it: &Known) -> String {
    let message = format!("`{}` is in the baseline and is not found; --update-baseline takes it out", it.function);
    format!("::error file={},title={}::{}\n", property(&it.file), property(&it.rule), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
