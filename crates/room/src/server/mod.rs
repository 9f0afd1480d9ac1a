//! The addresses of a room, and who may ask for what. [`caller`] says who asks, [`answer`] how a refusal is written and a
//! question read, [`limits`] how often. [`people`] lets people in, [`drafts`] takes what they write, [`pairs`] shows it to a
//! partner, [`lead`] is the facilitator's, [`events`] tells open pages that something changed, [`heard`] does so for another server, and [`shown`] is what the team sees together.
//! [`wordings`] are the rounds after the key, and [`devices`] lets one person write on two.

mod answer;
mod caller;
mod devices;
mod drafts;
mod events;
mod heard;
mod lead;
mod limits;
mod pairs;
mod people;
mod shown;
mod wordings;

use crate::{
    clock::Clock,
    ids::{Code, Person, Token},
    pages::Pages,
    sheet::About,
    store::{Store, drafts::Counted},
    wall::Report,
};
use answer::Refusal;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use httpd::guard::{Guard, HEADERS};
use limits::Limits;
use records::Course;
use std::sync::Arc;
use tokio::sync::broadcast;

/// Bytes of a request. The longest draft that anybody writes in an hour is a tenth of it.
const LARGEST: usize = 1 << 20;
/// News that wait for a slow page. Who misses some is told to load everything.
const WAITING: usize = 256;
/// Connections at a time. Two hundred people, each with a stream and a request beside it; and the 1024 descriptors that a process
/// usually has are not used up.
pub const MOST_CONNECTIONS: usize = 800;

/// What open pages are told. It says that there is something to ask for, never what: whoever asks is looked at again.
#[derive(Debug, Clone, Copy)]
enum News {
    /// The room is at another stage.
    Stage,
    /// A person joined, or is further than before: the facilitator's page counts.
    Counts,
    /// A draft of a person was kept, as this version.
    Draft(Person, i64),
    /// Another one of the pair of this person wrote.
    Pair(Person),
    /// A wording or a vote was taken.
    Wordings,
}

/// One open room.
pub struct Room {
    /// The course, for the merge.
    pub course: Course,
    /// What the pull request is called.
    pub title: String,
    /// The pull request.
    pub about: About,
    /// What people type.
    pub code: Code,
    /// The length of the session.
    pub minutes: u32,
    /// Where people join, with the code.
    pub address: String,
    /// What browsers get.
    pub pages: Arc<Pages>,
    /// What is kept.
    pub store: Store,
    /// Who is answered.
    pub guard: Guard,
    /// What time it is.
    pub clock: Clock,
    news: broadcast::Sender<News>,
    limits: Limits,
    /// The report of the reviews that count, and which those were.
    report: tokio::sync::Mutex<Option<(Counted, Arc<Report>)>>,
}

/// What a room is made of.
pub struct Parts {
    /// See [`Room`].
    pub course: Course,
    /// See [`Room`].
    pub title: String,
    /// See [`Room`].
    pub about: About,
    /// See [`Room`].
    pub code: Code,
    /// See [`Room`].
    pub minutes: u32,
    /// See [`Room`].
    pub address: String,
    /// See [`Room`].
    pub pages: Arc<Pages>,
    /// See [`Room`].
    pub store: Store,
    /// See [`Room`].
    pub guard: Guard,
    /// See [`Room`].
    pub clock: Clock,
}

impl Room {
    /// A room, and the secret that lets one browser lead it.
    ///
    /// # Errors
    /// If the secret cannot be kept.
    pub async fn new(parts: Parts) -> anyhow::Result<(Arc<Room>, Token)> {
        let Parts { course, title, about, code, minutes, address, pages, store, guard, clock } = parts;
        let secret = Token::fresh();
        store.add_secret(&code, &secret).await?;
        let room = Room {
            course,
            title,
            about,
            code,
            minutes,
            address,
            pages,
            store,
            guard,
            clock,
            news: broadcast::channel(WAITING).0,
            limits: Limits::default(),
            report: tokio::sync::Mutex::default(),
        };
        Ok((Arc::new(room), secret))
    }

    /// Tells the open pages. Nobody may be there.
    fn tell(&self, news: News) {
        let _nobody_listens = self.news.send(news);
    }
}

/// Every address of the room's data, for [`routes`] and for the test that asks each of them.
pub const ADDRESSES: [(&str, &str); 18] = [
    ("POST", "/api/join"),
    ("POST", "/api/lead"),
    ("POST", "/api/stage"),
    ("GET", "/api/state"),
    ("GET", "/api/events"),
    ("GET", "/api/draft"),
    ("PUT", "/api/draft"),
    ("GET", "/api/pair"),
    ("GET", "/api/board"),
    ("GET", "/api/key"),
    ("GET", "/api/wordings"),
    ("PUT", "/api/wording"),
    ("PUT", "/api/vote"),
    ("GET", "/api/join.svg"),
    ("POST", "/api/device"),
    ("POST", "/api/device/claim"),
    ("GET", "/api/export/{name}"),
    ("GET", "/{page}"),
];

/// The room as a service.
pub fn routes(room: Arc<Room>) -> Router {
    Router::new()
        .route("/api/join", post(people::join))
        .route("/api/lead", post(lead::lead))
        .route("/api/stage", post(lead::go))
        .route("/api/state", get(people::state))
        .route("/api/events", get(events::events))
        .route("/api/draft", get(drafts::draft))
        .route("/api/draft", put(drafts::post))
        .route("/api/pair", get(pairs::pair))
        .route("/api/board", get(shown::board))
        .route("/api/key", get(shown::key))
        .route("/api/wordings", get(wordings::wordings))
        .route("/api/wording", put(wordings::propose))
        .route("/api/vote", put(wordings::vote))
        .route("/api/join.svg", get(lead::squares))
        .route("/api/device", post(devices::make))
        .route("/api/device/claim", post(devices::claim))
        .route("/api/export/{name}", get(shown::export))
        .fallback(get(page))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(room.clone(), guarded))
        .with_state(room)
}

/// A file of the pages.
async fn page(State(room): State<Arc<Room>>, uri: Uri) -> Response {
    match room.pages.at(uri.path()) {
        Some(file) => {
            let headers = [(header::CONTENT_TYPE, file.kind), (header::CACHE_CONTROL, "no-cache")];
            (headers, file.bytes.clone()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "This room has no such page. Begin at /\n").into_response(),
    }
}

/// The answer to a request that may have one, or why it may not; with what each answer says.
async fn guarded(State(room): State<Arc<Room>>, request: Request, next: Next) -> Response {
    let data = request.uri().path().starts_with("/api/");
    let mut response = match room.guard.refusal(&request) {
        None => next.run(request).await,
        Some(why) => (StatusCode::FORBIDDEN, format!("{why}\n")).into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if data {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(policy) = HeaderValue::from_str(&room.pages.policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
