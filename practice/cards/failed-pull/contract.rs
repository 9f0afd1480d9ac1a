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
    /// How long a fetch takes, in seconds, and whether it fails then.
    takes: u64,
    fails: bool,
    mute: bool,
    reserved: Plain<bool>,
}

impl Store for Disk {
    async fn fetch(&self, _: &str) -> Result<(), Error> {
        self.reserved.with(|reserved| *reserved = true);
        sleep(Duration::from_secs(self.takes)).await;
        if self.fails {
            Err(Error::Store)
        } else {
            Ok(())
        }
    }

    async fn release(&self, _: &str) -> Result<(), Error> {
        let long = if self.mute { 3600 } else { 2 };
        sleep(Duration::from_secs(long)).await;
        self.reserved.with(|reserved| *reserved = false);
        Ok(())
    }
}

/// How a pull goes wrong: after how many seconds it fails, if it does, and its client gives up.
const WRONG: [(&str, bool, u64, u64); 5] = [
    ("takes too long for its client", false, 600, 5),
    ("fails", true, 0, 5),
    ("fails, and is given up during the release", true, 4, 5),
    ("fails after ten minutes", true, 600, 3600),
    ("is given up after ten minutes", false, 3600, 600),
];

/// A pull takes too long for its client, or it fails.
async fn nothing_left() {
    let (puller, patience) = wrong(false);
    let answer = pull(&puller, patience).await;
    let left = puller.0.reserved.with(|reserved| *reserved);
    check(!left, Kind::Leak, || {
        format!("the pull answered {answer:?}, and its place on the disk is still reserved")
    });
}

/// Nor does the release keep a client for ever: the store does not answer it.
async fn pull_ends() {
    let (puller, patience) = wrong(true);
    let minute = Duration::from_secs(patience + 60);
    let ended = timeout(minute, pull(&puller, patience)).await;
    check(ended.is_ok(), Kind::OverBudget, || {
        "the client gave up a minute ago, and the request is still at work".into()
    });
}

/// The image is there at once, or after ten minutes.
async fn pull_works() {
    let takes = [0, 600][lab::choose("the fetch takes", &["no time", "ten minutes"])];
    let puller = Puller(Disk {
        takes,
        ..Disk::default()
    });
    let answer = puller.pull(&CancellationToken::new(), "busybox").await;
    let kept = puller.0.reserved.with(|reserved| *reserved);
    check(answer.is_ok() && kept, Kind::WrongValue, || {
        format!(
            "the image was fetched, the pull answered {answer:?}, and its place is kept: {kept}"
        )
    });
}

fn wrong(mute: bool) -> (Puller<Disk>, u64) {
    let (_, fails, takes, patience) = WRONG[lab::choose("the pull", &WRONG.map(|it| it.0))];
    let store = Disk {
        takes,
        fails,
        mute,
        ..Disk::default()
    };
    (Puller(store), patience)
}

async fn pull(puller: &Puller<Disk>, patience: u64) -> Result<(), Error> {
    let request = CancellationToken::new();
    let client = async {
        sleep(Duration::from_secs(patience)).await;
        request.cancel();
    };
    let (answer, ()) = tokio::join!(puller.pull(&request, "busybox"), client);
    check(answer.is_err(), Kind::WrongValue, || {
        "the pull did not work, and answered Ok".into()
    });
    answer
}
