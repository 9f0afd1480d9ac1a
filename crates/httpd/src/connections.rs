//! Connections, and what they may take: how many there are, how much waits to be read or written on one, and how long one
//! may stand still. HTTP itself is hyper's.

use anyhow::Result;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Bytes that are held for one connection, each way. What a client pipelines beyond them waits in the kernel.
const HELD: usize = 64 << 10;
/// A connection that has moved no byte for so long is closed. An open page hears something every 15 s.
const STILL: Duration = Duration::from_secs(40);
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// After a failed accept: most often there are no descriptors, and the next call would fail in the same way.
const RECOVER: Duration = Duration::from_millis(200);

/// Serves `app` until the process is ended, to `most` connections at a time. One more takes the place of the one that has stood
/// still longest: who connects and says nothing keeps nobody out.
///
/// # Errors
/// None so far: a connection that fails is its client's business.
#[expect(clippy::infinite_loop, reason = "it ends with the process")]
pub async fn serve(listener: TcpListener, app: Router, most: usize) -> Result<()> {
    let all = All { begin: Instant::now(), most, table: Arc::default() };
    tokio::spawn(all.clone().sweep());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(STILL).max_buf_size(HELD);
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                tokio::time::sleep(RECOVER).await;
                continue;
            }
        };
        let moved = Arc::new(AtomicU64::new(all.now()));
        let io = TokioIo::new(Watched { stream, moved: moved.clone(), begin: all.begin });
        let connection = http.serve_connection(io, TowerToHyperService::new(app.clone()));
        // How a connection ends is its client's business.
        let task = tokio::spawn(async move { drop(connection.await) });
        all.add(task.abort_handle(), moved);
    }
}

/// One connection: how to end it, and when it last moved a byte.
struct One {
    task: AbortHandle,
    moved: Arc<AtomicU64>,
}

/// Every connection. Its lock is held for a look over the table, and never over an `await`.
#[derive(Clone)]
struct All {
    begin: Instant,
    /// How many there may be.
    most: usize,
    table: Arc<Mutex<HashMap<u64, One>>>,
}

impl All {
    /// Milliseconds since the server began.
    fn now(&self) -> u64 {
        millis(self.begin)
    }

    fn add(&self, task: AbortHandle, moved: Arc<AtomicU64>) {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.retain(|_, it| !it.task.is_finished());
        if table.len() >= self.most {
            // Of two that have stood still as long, the older one: its number is lower.
            let still = table.iter().min_by_key(|(number, it)| (it.moved.load(Ordering::Relaxed), **number));
            if let Some(number) = still.map(|(number, _)| *number)
                && let Some(it) = table.remove(&number)
            {
                it.task.abort();
            }
        }
        let number = table.keys().max().map_or(0, |it| it + 1);
        table.insert(number, One { task, moved });
    }

    #[expect(clippy::infinite_loop, reason = "it ends with the process, as the server does")]
    async fn sweep(self) {
        loop {
            tokio::time::sleep(LOOK).await;
            let long_ago = self.now().saturating_sub(STILL.as_millis() as u64);
            let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
            table.values().filter(|it| it.moved.load(Ordering::Relaxed) < long_ago).for_each(|it| it.task.abort());
        }
    }
}

fn millis(since: Instant) -> u64 {
    since.elapsed().as_millis() as u64
}

/// A stream that notes when it moved a byte.
struct Watched {
    stream: TcpStream,
    moved: Arc<AtomicU64>,
    begin: Instant,
}

impl Watched {
    fn note(&self, bytes: usize) {
        if bytes > 0 {
            self.moved.store(millis(self.begin), Ordering::Relaxed);
        }
    }

    fn noted(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = written {
            self.note(bytes);
        }
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.note(buf.filled().len() - before);
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.noted(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.noted(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
