//! Files of the built book over HTTP, and one stream of events that tells open pages what the builder did.
//! The script that listens is added here and not by the build: the files under `target/book` stay the same
//! for a static host.

use super::{Site, State};
use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::convert::Infallible;
use std::path::{Component, Path, PathBuf};
use std::sync::PoisonError;
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// What an open page runs.
const CLIENT: &str = include_str!("client.js");

/// Serves until the process is ended.
pub(super) async fn serve(listener: std::net::TcpListener, site: &'static Site) -> Result<()> {
    let app = Router::new()
        .route("/__events", get(move || async move { Sse::new(events(site)).keep_alive(KeepAlive::default()) }))
        .fallback(get(move |uri: Uri| async move { file(site, &uri) }));
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await?;
    Ok(())
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

fn file(site: &Site, uri: &Uri) -> Response {
    let _no_swap_now = site.shelf.read().unwrap_or_else(PoisonError::into_inner);
    let Some(path) = inside(&site.target, uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let path = if path.is_dir() { path.join("index.html") } else { path };
    match std::fs::read(&path) {
        Ok(bytes) => respond(StatusCode::OK, &path, bytes),
        Err(_) if !site.target.join("index.html").is_file() => {
            let page = "<!doctype html><html lang=\"en\"><title>Not built yet</title><body><h1>The book has not been built yet</h1></body></html>";
            respond(StatusCode::SERVICE_UNAVAILABLE, Path::new("index.html"), page.as_bytes().to_vec())
        }
        Err(_) => match std::fs::read(site.target.join("404.html")) {
            Ok(bytes) => respond(StatusCode::NOT_FOUND, Path::new("404.html"), bytes),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn respond(status: StatusCode, path: &Path, bytes: Vec<u8>) -> Response {
    let kind = match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    let body = if kind.starts_with("text/html") { listening(bytes) } else { bytes };
    // A page is always asked for again: the last build may be a second old.
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, Body::from(body)).into_response()
}

/// A page with the script that listens for builds.
fn listening(page: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(page) else { return Vec::new() };
    let at = text.rfind("</body>").unwrap_or(text.len());
    format!("{}<script>{CLIENT}</script>{}", &text[..at], &text[at..]).into_bytes()
}

/// The file that an address means, if it is inside the book.
fn inside(dir: &Path, address: &str) -> Option<PathBuf> {
    let path = PathBuf::from(crate::links::decode(address.trim_start_matches('/')));
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)).then(|| dir.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_book_is_served() {
        let dir = Path::new("/b");
        assert_eq!(inside(dir, "/a/b.html"), Some(PathBuf::from("/b/a/b.html")));
        assert_eq!(inside(dir, "/"), Some(PathBuf::from("/b/")));
        for address in ["/../Cargo.toml", "/a/%2e%2e/%2e%2e/x", "//etc/../../x", "/%2Fetc/passwd/../x"] {
            assert_eq!(inside(dir, address), None, "{address}");
        }
        assert_eq!(inside(dir, "/%2Fetc/passwd"), None);
    }

    #[test]
    fn the_script_is_added_inside_the_body() {
        let page = String::from_utf8(listening(b"<body>x</body></html>".to_vec())).unwrap();
        assert!(page.starts_with("<body>x<script>") && page.ends_with("</script></body></html>"));
    }
}
