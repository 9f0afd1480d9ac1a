//! The span of a layer, and the hook for metrics.
#![cfg(all(feature = "tracing", feature = "metrics"))]

use safe_cancel::{Cause, Meter, Plan, Spent, TimeoutGuard, Units};
use std::{
    fmt::Debug,
    future::{pending, ready},
    sync::{Arc, Mutex},
};
use tokio::time::sleep;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Said {
    fn say(&self, words: String) {
        self.0.lock().unwrap().push(words);
    }

    fn all(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

struct Fields<'a>(&'a Said, &'static str);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.say(format!("{} {field}={value:?}", self.1));
    }
}

impl Subscriber for Said {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Fields(self, "new"));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields(self, "end"));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(self, "event"));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_span_says_what_was_spent_and_why_it_ended() {
    let said = Said::default();
    let _default = tracing::subscriber::set_default(said.clone());
    let start = TimeoutGuard::new("start", 3.secs());
    start.layer("db", 800.ms()).unwrap().run(sleep(250.ms())).await.value().unwrap();
    assert_eq!(said.all(), ["new name=\"db\"", "new within=\"start\"", "new left_ms=800", "end spent_ms=250"]);
    start.layer("db", 800.ms()).unwrap().run(pending::<()>()).await.value().unwrap_err();
    assert_eq!(said.all()[3..], ["end spent_ms=800", "end cause=the limit of db, 800ms, is over"]);
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_does_not_fit_is_a_warning_with_the_sum() {
    let said = Said::default();
    let _default = tracing::subscriber::set_default(said.clone());
    let _start = Plan::new("start", 3.secs()).step("a", 2.secs()).step("b", 2.secs()).begin();
    let said = said.all();
    assert!(said.contains(&"event sum_ms=4000".to_owned()), "{said:?}");
}

struct Counts(Said);

impl Meter for Counts {
    fn ended(&self, spent: Spent, cause: Option<&Cause>) {
        let cause = cause.map(ToString::to_string);
        self.0.say(format!("{} in {}: {:?} {cause:?}", spent.layer, spent.within, spent.time));
    }
}

#[tokio::test(start_paused = true)]
async fn a_meter_hears_of_each_layer() {
    let said = Said::default();
    let start = Plan::new("start", 3.secs()).reserve(1.secs()).meter(Counts(said.clone())).begin();
    start.layer("quick", 1.secs()).unwrap().run(ready(())).await.value().unwrap();
    start.layer("slow", 9.secs()).unwrap().run(pending::<()>()).await.value().unwrap_err();
    start.cleanup("removal").unwrap().run(sleep(5.ms())).await.value().unwrap();
    let wanted = [
        "quick in start: 0ns None",
        "slow in start: 2s Some(\"the limit of start, 3s, is over\")",
        "removal in start: 5ms None",
    ];
    assert_eq!(said.all(), wanted);
}
