//! The build of a subject with the lab, and the runs of what was built: what the lab says, for a subject that the real
//! compiler accepts. How one run goes is in `run`.

use crate::{
    Layout, Listener, Options, Printed, blame,
    build_guard::BuildGuard,
    bytes::Bytes,
    compile::{self, Built},
    explain,
    harness::Harness,
    run::run,
    verdict::{Judged, Longer, OtherBytes},
};
use inputs::Key;
use protocol::Verdict;
use records::Exercise;
use std::{path::Path, process::Command};

/// How much more a search is given that could not decide.
const MORE: u64 = 10;

/// Everything that it is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) exercise: &'a Exercise,
    pub(crate) harness: &'a Harness,
    pub(crate) guard: &'a BuildGuard,
    pub(crate) options: &'a Options,
}

/// One run, or the reason why there is none.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) judged: Judged,
    pub(crate) printed: Printed,
    pub(crate) bytes: Bytes,
}

impl Search<'_> {
    /// Builds it once, and runs it so many times. One answer where there was nothing to run.
    pub(crate) fn runs(&self, times: usize, listener: Listener<'_>) -> anyhow::Result<Vec<Run>> {
        match self.built_and_run(times, &mut *listener) {
            // A program that is not the one of these bytes, whatever cargo thinks. Once more, and cleanly.
            Err(error) if error.is::<OtherBytes>() => {
                compile::distrust(self.harness)?;
                self.built_and_run(times, listener)
            }
            runs => runs,
        }
    }

    fn built_and_run(&self, times: usize, listener: Listener<'_>) -> anyhow::Result<Vec<Run>> {
        let built = compile::with_lab(self.layout, self.harness, self.guard, &mut *listener)?;
        let bytes = Bytes::of(self.harness, &built.look);
        match self.program(built.output) {
            Ok(program) => (0..times).map(|_| self.one(&program, &built.key, &bytes, &mut *listener)).collect(),
            Err(judged) => Ok(vec![Run { judged: *judged, printed: Printed::default(), bytes }]),
        }
    }

    /// What is run, or the verdict where there is no program. An error of the subject's is about the lab; one of the
    /// contract's, about the subject's functions.
    fn program(&self, built: Built) -> Result<std::path::PathBuf, Box<Judged>> {
        let (verdict, words) = match built {
            Built::Program(program) => return Ok(program),
            Built::Asks(words) => (Verdict::NotModelled, words),
            Built::Crashed(how) => (Verdict::NotModelled, vec![blame::crashed(&how)]),
            Built::Refused { subject, contract } if subject.is_empty() => {
                (Verdict::ApiChanged, explain::api_changed(&contract, self.harness, self.exercise))
            }
            Built::Refused { subject, .. } => {
                let name_of = |file: &Path| self.harness.name_of(file);
                (Verdict::NotModelled, explain::not_modelled(&subject, &name_of, explain::has_fakes(self.exercise)))
            }
        };
        Err(Box::new(Judged::without_report(verdict, words)))
    }

    fn one(&self, program: &Path, key: &Key, bytes: &Bytes, listener: Listener<'_>) -> anyhow::Result<Run> {
        let mut command = Command::new(program);
        command.env("RUST_BACKTRACE", "0");
        let (properties, dir) = (&self.exercise.record.property, &self.harness.dir);
        let (mut judged, printed) = run(command, properties, Some(key), self.options, dir, listener)?;
        if judged.verdict == Verdict::Undecided {
            judged.longer = Some(longer(self.exercise, &self.harness.subject, self.options));
        }
        Ok(Run { judged, printed, bytes: bytes.clone() })
    }
}

/// What may decide where a search with these options could not.
pub(crate) fn longer(exercise: &Exercise, subject: &Path, options: &Options) -> Longer {
    Longer {
        executions: options.limits.executions * MORE,
        property: options.property.clone(),
        subject: (*subject != exercise.subject()).then(|| subject.to_owned()),
    }
}
