//! Which address gives what: the files of the built book, the script that listens on its pages, one stream of events that
//! tells them what the builder did, what a page may ask to have judged, and what it says of a review.

use super::{Site, State, asked, files, reviewed, work};
use anyhow::Result;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, body::Body};
use httpd::{
    connections,
    guard::{Guard, HEADERS},
};
use std::convert::Infallible;
use std::sync::PoisonError;
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// Connections at a time. With a file open on each they stay below the 1024 descriptors that a process usually has.
const MOST: usize = 256;
/// What an open page runs.
const CLIENT: &str = include_str!("client.js");
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>Not built yet</title><body><h1>The book has not been built yet</h1></body></html>";

/// Serves until the process is ended.
pub(super) async fn serve(listener: std::net::TcpListener, site: &'static Site, guard: &'static Guard) -> Result<()> {
    let app = Router::new()
        .route("/__events", get(move || async move { Sse::new(events(site)).keep_alive(KeepAlive::default()) }))
        .route("/__client.js", get(|| async { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], CLIENT) }))
        .route("/__judge", post(move |request| work::answer(site, asked::judge, request)))
        .route("/__show", post(move |request| work::answer(site, asked::show, request)))
        .route("/__reviewed", post(move |headers, body| reviewed::answer(site, headers, body)))
        .layer(DefaultBodyLimit::max(work::LARGEST))
        .fallback(get(move |uri: Uri| async move { file(site, &uri) }))
        .layer(from_fn(move |request, next| answer(site, guard, request, next)));
    connections::serve(tokio::net::TcpListener::from_std(listener)?, app, MOST).await
}

/// The answer to a request that may have one, or why it may not; with what each answer says.
async fn answer(site: &'static Site, guard: &'static Guard, request: Request, next: Next) -> Response {
    let mut response = match guard.refusal(&request) {
        None => next.run(request).await,
        Some(why) => (StatusCode::FORBIDDEN, format!("{why}\n")).into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = site.policy.read().unwrap_or_else(PoisonError::into_inner);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The present state first, then every change of it: of the book, and of the learner's progress. One stream for both,
/// since a browser gives a server few connections.
fn events(site: &Site) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let learner = WatchStream::new(site.learner.subscribe());
    let learner = learner.map(|json| Ok(Event::default().event("progress").data(json)));
    let book = WatchStream::new(site.news()).map(|state| {
        Ok(match state {
            // The process id too: after a restart the numbers begin again.
            State::Built(number) => Event::default().event("built").data(format!("{}-{number}", std::process::id())),
            State::Broken(problems) => Event::default().event("broken").data(problems),
        })
    });
    book.merge(learner)
}

/// A file of the book. It stays open while it is sent, so a build that takes the book's place meanwhile changes nothing of it.
fn file(site: &Site, uri: &Uri) -> Response {
    let _no_swap_now = site.policy.read().unwrap_or_else(PoisonError::into_inner);
    let book = &site.target;
    let Some(path) = files::inside(book, uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let path = if path.is_dir() { path.join("index.html") } else { path };
    if let Ok(response) = files::respond(StatusCode::OK, book, &path) {
        return response;
    }
    if !book.join("index.html").is_file() {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let page = NOT_BUILT.replace("</body>", &format!("{}</body>", files::LISTENS));
        return (StatusCode::SERVICE_UNAVAILABLE, kind, Body::from(page)).into_response();
    }
    let page = files::respond(StatusCode::NOT_FOUND, book, &book.join("404.html"));
    page.unwrap_or_else(|_| StatusCode::NOT_FOUND.into_response())
}
