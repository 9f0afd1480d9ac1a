//! Work that a page asks for and that takes a while: one at a time, in a thread of its own. The answer is a stream of lines:
//! what the work is at, and last what came of it. Whoever leaves ends the work. What is done is in `asked`.

use super::Site;
use super::guard::names_its_origin;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use checker::{Event, Layout};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;
use supervise::Cancel;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

/// Bytes of a request. A review of a hundred long comments has as many.
pub(super) const LARGEST: usize = 4 << 20;
/// How long nothing may be said: an answer that stands still is closed by the server itself.
const SILENCE: Duration = Duration::from_secs(10);
/// Lines that wait for a slow reader.
const WAITING: usize = 16;

/// What there is to do it with.
pub(super) struct Desk<'d> {
    pub(super) layout: &'d Layout,
    pub(super) cancel: Cancel,
    pub(super) hear: &'d mut dyn FnMut(Event),
}

/// Why there is no answer.
pub(super) enum NoAnswer {
    /// What was asked for makes no sense, in sentences for its reader.
    Refused(Vec<String>),
    /// The work failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for NoAnswer {
    fn from(error: E) -> NoAnswer {
        NoAnswer::Failed(error.into())
    }
}

pub(super) type Work = fn(&str, Desk<'_>) -> Result<Value, NoAnswer>;

/// Does it, unless other work is being done, or the request may be of another page.
pub(super) async fn answer(site: &'static Site, work: Work, request: Request) -> Response {
    let refused = |status: StatusCode, words: &str| (status, format!("{words}\n")).into_response();
    // `guard` has compared it. A form of another page could come without.
    if !names_its_origin(request.headers()) {
        return refused(StatusCode::FORBIDDEN, "Only a page of this book may ask for that.");
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    if kind != Some("application/json") {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "It takes application/json.");
    }
    let Ok(body) = Bytes::from_request(request, &()).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "That is more than a review holds.");
    };
    let Ok(text) = String::from_utf8(body.into()) else {
        return refused(StatusCode::BAD_REQUEST, "It is no text.");
    };
    let Ok(turn) = site.at_work.try_acquire() else {
        return refused(
            StatusCode::TOO_MANY_REQUESTS,
            "Another question is being worked on. Ask again when that is done.",
        );
    };
    let (said, hears) = unbounded_channel();
    let cancel = Cancel::default();
    let mine = cancel.clone();
    let started = std::thread::Builder::new().name("check".into()).spawn(move || {
        let _one_at_a_time = turn;
        let last = done(&site.root, work, &text, mine, &said);
        let _nobody_reads = said.send(last);
    });
    if started.is_err() {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "The server cannot start a thread.");
    }
    let kinds = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    (kinds, Body::from_stream(lines(hears, cancel))).into_response()
}

/// The work, and what it comes to as the last line.
fn done(root: &Path, work: Work, text: &str, cancel: Cancel, said: &UnboundedSender<Value>) -> Value {
    let mut last = None;
    let mut hear = |event: Event| {
        if last != Some(event) {
            last = Some(event);
            let _nobody_reads = said.send(json!({ "at": words(event) }));
        }
    };
    // The clone that this program was built from has the lab; the course may lie elsewhere.
    let done = layout(root).map_err(NoAnswer::from).and_then(|layout| {
        let desk = Desk { layout: &layout, cancel, hear: &mut hear };
        work(text, desk)
    });
    match done {
        Ok(answer) => json!({ "answer": answer }),
        Err(NoAnswer::Refused(why)) => json!({ "refused": why }),
        Err(NoAnswer::Failed(error)) => json!({ "failed": edge::visible::lines(&format!("{error:#}")) }),
    }
}

fn layout(root: &Path) -> anyhow::Result<Layout> {
    let clone = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize()?;
    let elsewhere = root.canonicalize()? != clone;
    Layout::of(clone, elsewhere.then_some(root))
}

fn words(event: Event) -> String {
    match event {
        Event::Waits => "Another check of the same file comes first.".to_owned(),
        Event::Downloads => "The crates that the lab needs are downloaded, once.".to_owned(),
        Event::BuildsLab { crates } => format!("The lab is built, once: {crates} crates."),
        Event::BuildsSubject => "It is built.".to_owned(),
        Event::Searches => "The schedules are searched.".to_owned(),
    }
}

/// The lines, and an empty one where nothing else was said for a while. When nobody takes them any more, the work ends.
fn lines(mut hears: UnboundedReceiver<Value>, cancel: Cancel) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let (out, body) = tokio::sync::mpsc::channel(WAITING);
    tokio::spawn(async move {
        let end = Ends(cancel);
        loop {
            let line = match timeout(SILENCE, hears.recv()).await {
                Ok(None) => break,
                Ok(Some(line)) => format!("{line}\n"),
                Err(_) => "\n".to_owned(),
            };
            if out.send(Ok(Bytes::from(line))).await.is_err() {
                break;
            }
        }
        drop(end);
    });
    ReceiverStream::new(body)
}

/// Ends the work when it is dropped. Where that is done, nothing is left to end.
struct Ends(Cancel);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use std::path::PathBuf;
    use std::sync::{Mutex, RwLock, mpsc};
    use tokio::sync::{Semaphore, watch::channel};

    /// The work of the test is over when its sender is dropped.
    static UNDER_WAY: Mutex<Option<mpsc::Receiver<()>>> = Mutex::new(None);

    fn waits(_: &str, _: Desk<'_>) -> Result<Value, NoAnswer> {
        let held = UNDER_WAY.lock().unwrap().take().expect("one question at a time is worked on");
        let _over = held.recv();
        Ok(json!("done"))
    }

    fn site() -> &'static Site {
        let clone = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        Box::leak(Box::new(Site {
            target: clone.join("target/book"),
            root: clone,
            policy: RwLock::default(),
            state: channel(super::super::State::Built(0)).0,
            learner: channel(String::new()).0,
            at_work: Semaphore::new(1),
        }))
    }

    async fn asks(site: &'static Site) -> Response {
        let request = Request::post("/__show").header("origin", "http://127.0.0.1:3000");
        answer(site, waits, request.header("content-type", "application/json").body(Body::from("{}")).unwrap()).await
    }

    async fn text(response: Response) -> String {
        String::from_utf8(to_bytes(response.into_body(), 1 << 16).await.unwrap().into()).unwrap()
    }

    #[test]
    fn a_question_beside_another_is_told_to_come_again_and_then_is_answered() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = site();
            for _ in 0..2 {
                let (over, held) = mpsc::channel();
                *UNDER_WAY.lock().unwrap() = Some(held);
                let first = asks(site).await;
                assert_eq!(first.status(), StatusCode::OK);
                let second = asks(site).await;
                assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
                assert!(text(second).await.contains("Ask again when that is done."));
                drop(over);
                assert!(text(first).await.contains("\"done\""), "the second question has not ended the first");
                // The turn goes back after the last line was written.
                drop(site.at_work.acquire().await.unwrap());
            }
        });
    }
}
