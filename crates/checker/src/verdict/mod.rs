//! From what a run left behind to a verdict. Pure: nothing is run, read or printed here. The rule above all
//! others: only a complete report, for exactly the record's properties, can say `solved`.

use anyhow::bail;
use inputs::Key;
use protocol::{Asked as Situations, Outcome, PropertyReport, Report, Verdict, exit, marks::LAB_FAILED};
use records::record;
use std::path::PathBuf;
use supervise::Ended;

mod at_a_limit;
mod of_report;
mod stream;

use stream::Stream;

/// What was asked of a run.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    /// Handed back by an honest report.
    pub nonce: &'a str,
    /// What the program must have been built from; `None` where it is somebody's own.
    pub key: Option<&'a Key>,
    /// The record's properties, in order.
    pub properties: &'a [record::Property],
    /// Only this one.
    pub only: Option<&'a str>,
    /// The search may have ended when this one failed.
    pub until: Option<&'a str>,
    /// Only this schedule.
    pub replay: bool,
    /// The bounds of the run.
    pub limits: record::Limits,
}

/// A verdict on a run, and what it rests on.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// One entry per property; empty where there was no report to rely on.
    pub properties: Vec<PropertyReport>,
    /// What a reader needs beside the properties, as sentences.
    pub words: Vec<String>,
    /// What was asked of the subject; empty where there was no report, or one schedule was run again.
    pub asked: Situations,
    /// The check that may give the answer that this one lacks.
    pub longer: Option<Longer>,
}

/// The same question, with a longer search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Longer {
    /// How many executions it has.
    pub executions: u64,
    /// Only this property, if only one was asked for.
    pub property: Option<String>,
    /// The file that was judged; `None` for the learner's own.
    pub subject: Option<PathBuf>,
}

impl Judged {
    /// A verdict without a report.
    pub fn without_report(verdict: Verdict, words: Vec<String>) -> Judged {
        Judged { verdict, properties: Vec::new(), words, asked: Situations::default(), longer: None }
    }
}

/// The program that ran was built from other files than those that are judged.
#[derive(Debug, thiserror::Error)]
#[error("the program that ran was built from other files than those that are judged, also after a new build")]
pub struct OtherBytes;

/// Judges a run. An error is a fault of the course or of the tool, not of the subject.
pub fn judge(ended: &Ended, asked: &Asked<'_>) -> anyhow::Result<Judged> {
    let mut stream = Stream::read(ended.report.bytes(), asked.nonce);
    if let Some(reached) = ended.reached() {
        return Ok(with_answers(at_a_limit::judge(ended, reached, &asked.limits), stream, asked));
    }
    let Some(status) = ended.status else { bail!("a run ended, and its status is unknown") };
    let printed = ended.stderr.text();
    let reason = printed.lines().find(|it| it.starts_with(LAB_FAILED));
    if let (true, Some(reason)) = (status.code() == Some(exit::FAILED.into()), reason) {
        bail!("{reason}");
    }
    let Some(report) = stream.report.take() else {
        let crashed = Judged::without_report(Verdict::Crashed, vec![departure(status)]);
        return Ok(with_answers(crashed, stream, asked));
    };
    if asked.key.is_some_and(|key| key.0 != report.key) {
        return Err(OtherBytes.into());
    }
    if ended.report.was_cut() {
        bail!("the report of the lab is larger than the tool reads");
    }
    agree(&report, asked)?;
    if !status.success() {
        return Ok(Judged::without_report(Verdict::Crashed, vec![departure(status)]));
    }
    if !ended.left.is_empty() {
        let words = vec![alive(ended)];
        return Ok(Judged::without_report(Verdict::LeftProcesses, words));
    }
    Ok(of_report::judge(report, asked))
}

/// What a run has said before it was ended is not lost. A failure that was shown is one, whatever came after it; and
/// nothing else here can become a pass.
fn with_answers(mut judged: Judged, stream: Stream, asked: &Asked<'_>) -> Judged {
    let wanted =
        asked.properties.iter().map(|it| it.id.as_str()).filter(|id| asked.only.is_none_or(|only| only == *id));
    let properties: Vec<PropertyReport> = wanted.map(|id| stream.answer(id)).collect();
    if properties.iter().all(|it| it.outcome == Outcome::Undecided) {
        return judged;
    }
    let open: Vec<&str> =
        properties.iter().filter(|it| it.outcome == Outcome::Undecided).map(|it| it.id.as_str()).collect();
    if !open.is_empty() {
        judged.words.push(format!("No answer for: {}.", open.join(", ")));
    }
    if properties.iter().any(|it| matches!(it.outcome, Outcome::Fails { .. })) {
        judged.words.insert(0, "The run was ended before its end.".to_owned());
        judged.verdict = Verdict::StillBroken;
    }
    Judged { properties, ..judged }
}

fn alive(ended: &Ended) -> String {
    format!("Still alive when it had ended, and ended too: {}.", ended.left.join(", "))
}

/// Contract and record name the same properties in the same order. Otherwise a promise could go unchecked.
fn agree(report: &Report, asked: &Asked<'_>) -> anyhow::Result<()> {
    let wanted: Vec<&str> = asked.properties.iter().map(|it| it.id.as_str()).collect();
    let wanted: Vec<&str> = wanted.into_iter().filter(|id| asked.only.is_none_or(|only| only == *id)).collect();
    let found: Vec<&str> = report.properties.iter().map(|it| it.id.as_str()).collect();
    if wanted != found {
        bail!(
            "contract.rs and exercise.toml disagree on the properties\n  contract.rs:   {}\n  exercise.toml: {}\n  \
             to fix: give both the same ids in the same order",
            found.join(", "),
            wanted.join(", ")
        );
    }
    Ok(())
}

fn departure(status: std::process::ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let how = match (status.code(), status.signal()) {
        (_, Some(signal)) => {
            let name = nix::sys::signal::Signal::try_from(signal).map_or("a signal", |it| it.as_str());
            format!("It was ended by {name}")
        }
        (Some(code), None) => format!("It left with exit code {code}"),
        (None, None) => "It left".to_owned(),
    };
    format!("{how} before the last property had its answer.")
}

#[cfg(test)]
mod tests;
