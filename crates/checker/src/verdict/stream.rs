//! What a run has written into the report's pipe: words that it is at work, answers as they came, and at the end the
//! report. Only a report that is the last line, the only one and ours is one.

use protocol::{Coverage, Outcome, PropertyReport, Report, ReportLine, Runtime};

/// What was said, as far as it can be believed.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The whole report, if there is one.
    pub(super) report: Option<Report>,
    /// Answers that came before it, in the order in which they came.
    answers: Vec<PropertyReport>,
}

impl Stream {
    /// Reads it. Where one line is not ours, nothing is believed. The last one may be cut off: the run was ended then.
    pub(super) fn read(bytes: &[u8], nonce: &str) -> Stream {
        let mut stream = Stream::default();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(line) = line.strip_suffix(b"\n") else { return Stream { report: None, ..stream } };
            match serde_json::from_slice(line) {
                Ok(_) if stream.report.is_some() => return Stream::default(),
                Ok(ReportLine::Report(report)) if report.nonce == nonce => stream.report = Some(report),
                Ok(ReportLine::Answer(answer)) => stream.answers.push(answer),
                Ok(ReportLine::Working(_)) => {}
                Ok(ReportLine::Report(_)) | Err(_) => return Stream::default(),
            }
        }
        stream
    }

    /// The last answer for a property; none is one, too.
    pub(super) fn answer(&self, id: &str) -> PropertyReport {
        let found = self.answers.iter().rev().find(|it| it.id == id).cloned();
        found.unwrap_or_else(|| PropertyReport {
            id: id.to_owned(),
            outcome: Outcome::Undecided,
            coverage: Coverage {
                executions: 0,
                representatives: 0,
                exhausted: false,
                cost_bound: None,
                polls_limited_to: None,
                atomics: false,
                spurious_wakeups: None,
                runtime: Runtime::default(),
            },
            counterexample: None,
            odds: None,
        })
    }
}
