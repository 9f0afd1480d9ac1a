//! What the loop does: begin work and take its end, show a hint, go on to the next exercise, stop for a shell.

use super::{
    following,
    screen::ScreenText,
    session::Session,
    stop,
    terminal::Terminal,
    work::{Came, Subject, What, Work},
};
use crate::{
    commands::hint,
    process::signals,
    render::{
        self,
        line::{Line, change},
    },
    state::State,
    style::{BOLD, DIM, GOOD, LOOK, paint},
};
use anyhow::Context;
use edge::Visible;
use protocol::Verdict;
use std::time::Duration;
use supervise::{Cancelled, Interrupted};

/// What takes longer says for how long it has, and with what.
const PATIENCE: Duration = Duration::from_secs(1);

impl Session {
    /// Begins something. What is being done is given up, and ends first.
    pub(super) fn begin(&mut self, what: What) -> anyhow::Result<()> {
        if let Some(work) = &self.work {
            work.give_up();
            self.wanted = Some(what);
            // It may say "checking", and nobody will.
            self.page.body.clear();
            return Ok(());
        }
        if let Err(error) = self.read_again() {
            self.eye.blink(&self.exercise);
            return self.show(render::labelled("error", &format!("{error:#}")), None);
        }
        let on = Subject {
            layout: self.layout.clone(),
            files: self.eye.blink(&self.exercise),
            exercise: self.exercise.clone(),
            bounds: self.args.bounds.clone(),
        };
        self.work = Some(Work::start(what, on)?);
        match what {
            What::Check => {
                let words = Line::default().styled(BOLD, &self.exercise.short()).plain(" · ");
                let words = words.plain(&change(&self.exercise.change)).plain(" · ").styled(LOOK, "checking");
                self.show(words.end(), None)
            }
            What::Run => {
                self.foreign = true;
                Ok(self.screen.clear()?)
            }
        }
    }

    /// The record anew: it may be what was saved.
    fn read_again(&mut self) -> anyhow::Result<()> {
        let course = self.layout.load()?;
        let found = course.of_sort(self.exercise.sort).iter().find(|it| it.slug == self.exercise.slug);
        self.exercise = found.with_context(|| format!("{} is gone", self.exercise.dir.visible()))?.clone();
        self.course = course;
        Ok(())
    }

    /// The work has ended.
    pub(super) fn end(&mut self) -> anyhow::Result<()> {
        let Some(work) = self.work.take() else { return Ok(()) };
        match (work.result(), self.wanted.take()) {
            (Err(error), _) if error.is::<Interrupted>() => Err(error),
            (_, Some(what)) => self.begin(what),
            (Ok(Came::Verdict { text, verdict }), None) => {
                let note = (verdict == Verdict::Solved).then(|| self.onward());
                self.show(text, note)
            }
            (Ok(Came::Stale), None) => self.begin(What::Check),
            (Ok(Came::Ran), None) => Ok(self.screen.draw_below(&self.status())?),
            (Err(error), None) if error.is::<Cancelled>() => Ok(()),
            (Err(error), None) => {
                let headline = Line::default().styled(BOLD, &self.exercise.short()).end();
                self.show(headline + &render::labelled("error", &format!("{error:#}")), None)
            }
        }
    }

    fn onward(&self) -> String {
        match following(&self.layout, &self.course, &self.exercise) {
            Some((next, because)) => {
                let why = because.words(&self.exercise).map(|it| format!(". {it}")).unwrap_or_default();
                format!("{} n goes on to {} · {}{why}", paint(GOOD, "solved."), next.short(), change(&next.change))
            }
            None => format!("{} No other exercise is open.", paint(GOOD, "solved.")),
        }
    }

    /// One hint more, below the verdict.
    pub(super) fn hint(&mut self) -> anyhow::Result<()> {
        self.page.hints = hint::one_more(&self.layout, &self.exercise, false)
            .unwrap_or_else(|error| render::labelled("error", &format!("{error:#}")));
        self.draw()
    }

    /// Goes on to the exercise that follows.
    pub(super) fn next(&mut self) -> anyhow::Result<()> {
        let Some((next, because)) = following(&self.layout, &self.course, &self.exercise) else {
            self.page.notes.insert(0, "no other exercise is open".to_owned());
            return self.draw();
        };
        let (next, key) = (next.clone(), next.key());
        // As `cargo xtask next` does it: the terminal and the page find the same place.
        State::read_or_empty(&self.layout).change(|progress| progress.go_on(&key, because)).unwrap_or_default();
        self.exercise = next;
        self.eye = super::eye::Eye::on(&self.exercise, self.args.poll);
        self.begin(What::Check)
    }

    /// Ctrl-Z: nothing of ours runs while we are stopped, and the shell gets its terminal as it was.
    pub(super) fn stop(&mut self) -> anyhow::Result<()> {
        drop(self.work.take());
        self.wanted = None;
        self.screen.leave()?;
        self.terminal = None;
        stop::here()?;
        if signals::caught() {
            return Err(Interrupted.into());
        }
        self.terminal = Some(Terminal::take()?);
        stop::is_over();
        self.screen.measure();
        self.begin(What::Check)
    }

    fn show(&mut self, body: String, note: Option<String>) -> anyhow::Result<()> {
        let looks = self.eye.note().map(|it| paint(DIM, &it));
        self.page = ScreenText { body, hints: String::new(), notes: note.into_iter().chain(looks).collect() };
        self.draw()
    }

    /// Draws the page as it is.
    pub(super) fn draw(&mut self) -> anyhow::Result<()> {
        self.foreign = false;
        Ok(self.screen.draw(&self.page, &self.status())?)
    }

    fn status(&self) -> String {
        let Some(work) = &self.work else { return format!("watching {}", self.exercise.file_name()) };
        let took = work.started.elapsed();
        let doing = if self.wanted.is_some() { "ending the check before" } else { "checking" };
        if took < PATIENCE {
            return doing.to_owned();
        }
        let said = work.said();
        let said = if said.is_empty() { said } else { format!(" · {said}") };
        format!("{doing} {} s{said}", took.as_secs())
    }

    /// Writes the last line anew, while a check runs.
    pub(super) fn say_what_is_done(&mut self) -> anyhow::Result<()> {
        if !self.foreign && self.work.as_ref().is_some_and(|it| it.what == What::Check) {
            self.screen.status(&self.status())?;
        }
        Ok(())
    }
}
