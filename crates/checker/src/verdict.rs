//! From what a run left behind to a verdict. Pure: nothing is run, read or printed here. The rule above all
//! others: only a complete report, for exactly the record's properties, can say `solved`.

use crate::{limits, stacks};
use anyhow::bail;
use course::{figures::counted, record};
use inputs::Key;
use protocol::{Outcome, PropertyReport, Report, Verdict, exit, marks::LAB_FAILED};
use said::Said;
use std::{fmt, path::PathBuf};
use supervise::{Ended, Reached, Stalled};

mod said;

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
        Judged { verdict, properties: Vec::new(), words, longer: None }
    }
}

/// The program that ran was built from other files than those that are judged.
#[derive(Debug)]
pub struct OtherBytes;

impl fmt::Display for OtherBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the program that ran was built from other files than those that are judged, also after a new build",
        )
    }
}

impl std::error::Error for OtherBytes {}

/// Judges a run. An error is a fault of the course or of the tool, not of the subject.
pub fn judge(ended: &Ended, asked: &Asked<'_>) -> anyhow::Result<Judged> {
    let mut said = Said::read(ended.report.bytes(), asked.nonce);
    if let Some(reached) = ended.reached() {
        return Ok(with_what_was_found(at_a_limit(ended, reached, &asked.limits), said, asked));
    }
    let Some(status) = ended.status else { bail!("a run ended, and its status is unknown") };
    let printed = ended.stderr.text();
    let reason = printed.lines().find(|it| it.starts_with(LAB_FAILED));
    if let (true, Some(reason)) = (status.code() == Some(exit::FAILED.into()), reason) {
        bail!("{reason}");
    }
    let Some(report) = said.report.take() else {
        let crashed = Judged::without_report(Verdict::Crashed, vec![departure(status)]);
        return Ok(with_what_was_found(crashed, said, asked));
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
    Ok(of_report(report, asked))
}

/// What a run has said before it was ended is not lost. A failure that was shown is one, whatever came after it; and
/// nothing else here can become a pass.
fn with_what_was_found(mut judged: Judged, said: Said, asked: &Asked<'_>) -> Judged {
    let wanted =
        asked.properties.iter().map(|it| it.id.as_str()).filter(|id| asked.only.is_none_or(|only| only == *id));
    let properties: Vec<PropertyReport> = wanted.map(|id| said.answer(id)).collect();
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

/// A run that a bound has ended. Only one that gets no further hangs.
fn at_a_limit(ended: &Ended, reached: Reached, limits: &record::Limits) -> Judged {
    let mut words = vec![match reached {
        Reached::Stalled(Stalled::Computes) => format!(
            "It computed for {} s (--wall), and gave the lab no turn: a loop there neither locks, waits, sleeps nor \
             touches an atomic.",
            limits.wall_s
        ),
        Reached::Stalled(Stalled::Waits) => {
            format!("It did nothing for {} s (--wall), and no verdict came.", limits.wall_s)
        }
        Reached::Wall | Reached::Quiet => format!("No verdict came within {} s (--wall).", limits.wall_s),
        Reached::Cpu => format!("It used more than {} s of processor time (--cpu).", limits.cpu_s),
        Reached::Memory => {
            format!("It asked for more than {} MiB of memory (--memory).", limits.memory_mib)
        }
        Reached::FileSize => format!("It wrote a file of more than {} MiB (--file-size).", limits.file_mib),
        Reached::Processes => format!("It had more than {} processes at one time (--processes).", limits.processes),
        Reached::Output => {
            format!("It printed more than 64 times {} KiB, of which {0} are kept (--output).", limits.output_kib)
        }
        Reached::MemoryInAll | Reached::Threads | Reached::Disk => {
            limits::reached_in_all(reached, limits).unwrap_or_default() + "."
        }
    }];
    let hangs = matches!(reached, Reached::Wall | Reached::Stalled(_));
    if hangs {
        words.extend(stacks::where_it_was(&ended.stderr.text(), &ended.threads));
    }
    if !ended.left.is_empty() {
        words.push(alive(ended));
    }
    Judged::without_report(if hangs { Verdict::Hangs } else { Verdict::OverLimit }, words)
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

fn of_report(mut report: Report, asked: &Asked<'_>) -> Judged {
    let mut words = Vec::new();
    let mut worst = if asked.only.is_some() || asked.replay { Verdict::Holds } else { Verdict::Solved };
    for property in &mut report.properties {
        if property.outcome == Outcome::Holds && !asked.replay && searched_too_little(property) {
            property.outcome = Outcome::Undecided;
        }
        let verdict = match &property.outcome {
            Outcome::Undecided => {
                words.push(format!(
                    "{}: no answer; not every schedule of cost {} was run in the {} executions of this check",
                    property.id,
                    property.coverage.cost_bound.map_or(0, |bound| bound + 1),
                    counted(asked.limits.executions),
                ));
                Verdict::Undecided
            }
            Outcome::Holds => continue,
            Outcome::Fails { .. } => Verdict::StillBroken,
            Outcome::TooManySteps { message } => {
                words.push(format!("{}: too many steps in one schedule: {message}", property.id));
                Verdict::OverLimit
            }
            Outcome::Diverged { message } => {
                words.push(format!(
                    "{}: the same choices led to another place: {message}. Something outside the lab decides, \
                     such as an address, a random number or the real clock",
                    property.id
                ));
                Verdict::NotModelled
            }
            Outcome::NotModelled { message } => {
                words.push(format!("{}: {message}", property.id));
                Verdict::NotModelled
            }
        };
        if rank(verdict) > rank(worst) {
            worst = verdict;
        }
    }
    Judged { verdict: worst, properties: report.properties, words, longer: None }
}

/// Whether a property "held" without every schedule of cost 0 and 1 having been run. That is no ground for a pass.
fn searched_too_little(property: &PropertyReport) -> bool {
    !property.coverage.exhausted && property.coverage.cost_bound < Some(1)
}

/// Which verdict a run gets when its properties differ: a failure that was shown counts most.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::StillBroken => 4,
        Verdict::NotModelled => 3,
        Verdict::OverLimit => 2,
        Verdict::Undecided => 1,
        _ => 0,
    }
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
