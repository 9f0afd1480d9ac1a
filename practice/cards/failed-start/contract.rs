//! What clients of the service are promised, also when a start goes wrong. runc is a fake here.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

pub const PROPERTIES: &[Property] = &[
    Property::new("nothing-left", || lab::tasks::run(nothing_left())),
    Property::new("start-ends", || lab::tasks::run(start_ends())),
    Property::new("start-works", || lab::tasks::run(start_works())),
];

#[derive(Default)]
struct Runc {
    fails: bool,
    mute: bool,
    quick: bool,
    left: Plain<bool>,
}

impl Runtime for Runc {
    async fn start(&self, _: &str) -> Result<(), Error> {
        self.left.with(|left| *left = true);
        if self.fails {
            return Err(Error::Runtime);
        }
        if self.quick {
            return Ok(());
        }
        sleep(Duration::from_secs(600)).await;
        Ok(())
    }

    async fn remove(&self, _: &str) -> Result<(), Error> {
        let long = if self.mute { 3600 } else { 1 };
        sleep(Duration::from_secs(long)).await;
        self.left.with(|left| *left = false);
        Ok(())
    }
}

/// A start fails, or its client gives up in the middle.
async fn nothing_left() {
    let fails = lab::choose("the start", &["takes too long for its client", "fails"]) == 1;
    let runc = Runc {
        fails,
        ..Runc::default()
    };
    let service = Service(runc);
    let answer = start(&service).await;
    let left = service.0.left.with(|left| *left);
    check(!left, Kind::Leak, || {
        format!("the start answered {answer:?}, and its process is still there")
    });
}

/// Nor does the removal keep a client for ever: runc does not answer it.
async fn start_ends() {
    let runc = Runc {
        mute: true,
        ..Runc::default()
    };
    let service = Service(runc);
    let ended = timeout(Duration::from_secs(60), start(&service)).await;
    check(ended.is_ok(), Kind::OverBudget, || {
        "the client gave up a minute ago, and the request is still at work".into()
    });
}

/// runc is done at once.
async fn start_works() {
    let runc = Runc {
        quick: true,
        ..Runc::default()
    };
    let service = Service(runc);
    let answer = service.start(&CancellationToken::new(), "a").await;
    let kept = service.0.left.with(|left| *left);
    check(answer.is_ok() && kept, Kind::WrongValue, || {
        format!("a was started, the start answered {answer:?}, and its process is there: {kept}")
    });
}

async fn start(service: &Service<Runc>) -> Result<(), Error> {
    let request = CancellationToken::new();
    let client = async {
        sleep(Duration::from_secs(5)).await;
        request.cancel();
    };
    let (answer, ()) = tokio::join!(service.start(&request, "a"), client);
    check(answer.is_err(), Kind::WrongValue, || {
        "the start did not work, and answered Ok".into()
    });
    answer
}
