//! What our two servers share, the book's and the live room's. [`guard`] says who is answered, and [`connections`] what one
//! connection may take. [`kind`] names what a file holds. What is answered is each server's own.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod connections;
pub mod guard;

/// The content type of a file, by the ending of its name; text where that is none of a page's.
#[must_use]
pub fn kind(path: &std::path::Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
