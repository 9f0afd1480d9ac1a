//~ no rules expected
use std::future::ready;

pub async fn f() {
    tokio::select! {
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
        () = ready(()) => {}
    }
}
