//! One request, and the lines of its log: which of them name the request. A span belongs to the code that is polled inside it,
//! and nothing carries it to another task or thread by itself.

use std::thread;
use tokio::sync::mpsc;
use tracing::{Instrument as _, Span, info, info_span};

struct Job {
    shim: &'static str,
    /// The span of the request that sent the job: data, as the shim's name is.
    span: Span,
}

async fn handle(jobs: mpsc::Sender<Job>) {
    info!("begins");
    tokio::spawn(async { info!("a task that was spawned: no request") }).await.unwrap();
    tokio::spawn(async { info!("a task with the span") }.in_current_span()).await.unwrap();
    let span = Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(|| info!("a thread with the span"))).await.unwrap();
    jobs.send(Job { shim: "s1", span: Span::current() }).await.unwrap();
}

/// One worker for all requests. Its own span says what it is, and each job brings that of its request.
async fn worker(mut jobs: mpsc::Receiver<Job>) {
    while let Some(job) = jobs.recv().await {
        info!("a job came: no request");
        async { info!(shim = job.shim, "a job in the span of its request") }.instrument(job.span).await;
    }
}

pub fn main() {
    tracing_subscriber::fmt().without_time().with_target(false).with_ansi(false).with_writer(std::io::stdout).init();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (sends, jobs) = mpsc::channel(1);
        let worker = tokio::spawn(worker(jobs));
        handle(sends).instrument(info_span!("request", id = 7)).await;
        worker.await.unwrap();
    });
    // A guard that is held across an await would leave the span entered for whatever runs next on this thread.
    let span = info_span!("request", id = 8);
    thread::spawn(move || info!("a thread without it: no request, although {:?}", span.metadata().unwrap().name()))
        .join()
        .unwrap();
}
