//! What clients of the puller are promised, also when a pull goes wrong. The store is a fake here.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

pub const PROPERTIES: &[Property] = &[
    Property::new("nothing-left", || lab::tasks::run(nothing_left())),
    Property::new("pull-ends", || lab::tasks::run(pull_ends())),
    Property::new("pull-works", || lab::tasks::run(pull_works())),
];

#[derive(Default)]
struct Disk {
    fails_after: Option<Duration>,
    mute: bool,
    quick: bool,
    reserved: Plain<bool>,
}

impl Store for Disk {
    async fn fetch(&self, _: &str) -> Result<(), Error> {
        self.reserved.with(|reserved| *reserved = true);
        if let Some(time) = self.fails_after {
            sleep(time).await;
            return Err(Error::Store);
        }
        if self.quick {
            return Ok(());
        }
        sleep(Duration::from_secs(600)).await;
        Ok(())
    }

    async fn release(&self, _: &str) -> Result<(), Error> {
        let long = if self.mute { 3600 } else { 1 };
        sleep(Duration::from_secs(long)).await;
        self.reserved.with(|reserved| *reserved = false);
        Ok(())
    }
}

/// A pull takes too long for its client, or it fails: at once, after a minute, or with a client that gives up during the release.
async fn nothing_left() {
    const PULLS: [&str; 4] = [
        "takes too long for its client",
        "fails",
        "fails after a minute",
        "fails, and its client gives up half a second later",
    ];
    let (fails_after, patience) = match lab::choose("the pull", &PULLS) {
        0 => (None, 5_000),
        1 => (Some(Duration::ZERO), 5_000),
        2 => (Some(Duration::from_secs(60)), 600_000),
        _ => (Some(Duration::ZERO), 500),
    };
    let store = Disk {
        fails_after,
        ..Disk::default()
    };
    let puller = Puller(store);
    let answer = pull(&puller, Duration::from_millis(patience)).await;
    let left = puller.0.reserved.with(|reserved| *reserved);
    check(!left, Kind::Leak, || {
        format!("the pull answered {answer:?}, and its place on the disk is still reserved")
    });
}

/// Nor does the release keep a client for ever: the store does not answer it.
async fn pull_ends() {
    let store = Disk {
        mute: true,
        ..Disk::default()
    };
    let puller = Puller(store);
    let ended = pull(&puller, Duration::from_secs(5));
    let ended = timeout(Duration::from_secs(65), ended).await;
    check(ended.is_ok(), Kind::OverBudget, || {
        "the client gave up a minute ago, and the request is still at work".into()
    });
}

/// The image is there at once.
async fn pull_works() {
    let store = Disk {
        quick: true,
        ..Disk::default()
    };
    let puller = Puller(store);
    let answer = puller.pull(&CancellationToken::new(), "busybox").await;
    let kept = puller.0.reserved.with(|reserved| *reserved);
    check(answer.is_ok() && kept, Kind::WrongValue, || {
        format!(
            "the image was fetched, the pull answered {answer:?}, and its place is kept: {kept}"
        )
    });
}

async fn pull(puller: &Puller<Disk>, patience: Duration) -> Result<(), Error> {
    let request = CancellationToken::new();
    let client = async {
        sleep(patience).await;
        request.cancel();
    };
    let (answer, ()) = tokio::join!(puller.pull(&request, "busybox"), client);
    check(answer.is_err(), Kind::WrongValue, || {
        "the pull did not work, and answered Ok".into()
    });
    answer
}
