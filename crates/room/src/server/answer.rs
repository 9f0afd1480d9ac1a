//! How a refusal is written, and how a question is read: JSON of a page of ours, and nothing else.

use super::LARGEST;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use httpd::guard::names_its_origin;
use serde::de::DeserializeOwned;

/// Why there is no answer, in a sentence for whoever asked.
pub(super) struct Refusal(pub(super) StatusCode, pub(super) String);

impl Refusal {
    pub(super) fn new(status: StatusCode, why: impl Into<String>) -> Refusal {
        Refusal(status, why.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        (self.0, kind, format!("{}\n", self.1)).into_response()
    }
}

/// What fails is our own: most often the disk. Nothing was acknowledged, so the page comes again.
impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Refusal {
        let error = format!("{:#}", error.into());
        let why = format!("The room cannot be read or written now: {}.", edge::visible::line(&error));
        Refusal(StatusCode::SERVICE_UNAVAILABLE, why)
    }
}

/// The text of a request that changes something.
pub(super) async fn text(request: Request) -> Result<String, Refusal> {
    // The guard has compared it. A form of another page could come without.
    if !names_its_origin(request.headers()) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Only a page of this room may do that."));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    if kind != Some("application/json") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "It takes application/json."));
    }
    let Ok(body) = Bytes::from_request(request, &()).await else {
        let why = format!("That is more than the room takes at once: {} KiB.", LARGEST >> 10);
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, why));
    };
    String::from_utf8(body.into()).map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "It is no text."))
}

/// The JSON of a request that changes something.
pub(super) async fn json<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    read(&text(request).await?)
}

pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, format!("It asks for nothing: {error}.")))
}
