//! One stream for an open page. An event says that there is news; the page asks for it. So an event that was missed costs
//! nothing: the next connection begins with one.

use super::{News, Refusal, Room};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use std::{convert::Infallible, sync::Arc};
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};

/// The stream of whoever belongs to the room.
pub(super) async fn events(
    State(room): State<Arc<Room>>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let caller = room.member(&headers).await?;
    // A browser passes over an event without data.
    let changed = || Some(Ok(Event::default().event("changed").data("ask")));
    let news = BroadcastStream::new(room.news.subscribe()).filter_map(move |news| match news {
        Ok(News::Stage) => changed(),
        Ok(News::Wordings) => Some(Ok(Event::default().event("wordings").data("ask"))),
        Ok(News::Counts) if caller.leads => changed(),
        Ok(News::Draft(of, version)) if caller.person.as_ref().is_some_and(|(person, _)| *person == of) => {
            Some(Ok(Event::default().event("draft").data(version.to_string())))
        }
        Ok(News::Pair(of)) if caller.person.as_ref().is_some_and(|(person, _)| *person == of) => {
            Some(Ok(Event::default().event("pair").data("ask")))
        }
        Ok(_) => None,
        // It was slow, and something is lost.
        Err(_) => changed(),
    });
    Ok(Sse::new(tokio_stream::iter(changed()).chain(news)).keep_alive(KeepAlive::default()))
}
