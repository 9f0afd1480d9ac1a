//! W3C `traceparent`: across a task, a channel and a process. The spans go to an exporter in memory. The shim is this
//! program once more; its environment has the header, and it sends back what it exported.

use opentelemetry::{
    Context,
    propagation::TextMapPropagator as _,
    trace::{SpanId, TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use std::{collections::HashMap, env, process::Command};
use tokio::sync::mpsc;
use tracing::{Instrument as _, Span, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

/// A job as it travels: what it is about, and the header of its request.
struct Job {
    headers: HashMap<String, String>,
}

fn header_of(span: &Span) -> HashMap<String, String> {
    let mut headers = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut headers);
    headers
}

fn below(span: &Span, headers: &HashMap<String, String>) {
    let parent: Context = TraceContextPropagator::new().extract(headers);
    span.set_parent(parent).unwrap();
}

async fn daemon() -> HashMap<String, String> {
    async {}.instrument(info_span!("in the same task")).await;
    tokio::spawn(async {}.instrument(info_span!("task, spawned in the span"))).await.unwrap();
    tokio::spawn(async { drop(info_span!("task, made inside").entered()) }).await.unwrap();
    let (sends, mut jobs) = mpsc::channel(1);
    let worker = tokio::spawn(async move {
        let job: Job = jobs.recv().await.unwrap();
        let span = info_span!("worker behind a channel");
        below(&span, &job.headers);
        drop(span.entered());
    });
    sends.send(Job { headers: header_of(&Span::current()) }).await.unwrap();
    worker.await.unwrap();
    header_of(&Span::current())
}

/// Begins a span below what the environment says, and prints what it exported.
fn shim(exporter: &InMemorySpanExporter) {
    let span = info_span!("shim, another process");
    below(&span, &HashMap::from([("traceparent".to_owned(), env::var("TRACEPARENT").unwrap())]));
    drop(span.entered());
    for one in exporter.get_finished_spans().unwrap() {
        println!("{} {} {}", one.span_context.trace_id(), one.parent_span_id, one.name);
    }
}

pub fn main() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("exit-path"));
    let _used = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    if env::var("TRACEPARENT").is_ok() {
        return shim(&exporter);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let request = info_span!("request");
    let id = request.context().span().span_context().clone();
    let headers = runtime.block_on(daemon().instrument(request));
    let header = &headers["traceparent"];
    println!(
        "the header has version, trace, span and flags: {:?}",
        header.split('-').map(str::len).collect::<Vec<_>>()
    );
    println!(
        "it names the trace and the span of the request: {}",
        header[3..].starts_with(&format!("{}-{}", id.trace_id(), id.span_id()))
    );
    let said = |name: &str, same_trace: bool, parent: SpanId| {
        println!("{name:<28} same trace: {same_trace:<5}  child of the request: {}", parent == id.span_id());
    };
    for SpanData { name, span_context, parent_span_id, .. } in exporter.get_finished_spans().unwrap() {
        said(&name, span_context.trace_id() == id.trace_id(), parent_span_id);
    }
    let shim =
        Command::new(env::current_exe().unwrap()).args(["run", "traceparent"]).env("TRACEPARENT", header).output();
    let text = String::from_utf8(shim.unwrap().stdout).unwrap();
    let words: Vec<&str> = text.trim().splitn(3, ' ').collect();
    said(words[2], words[0] == id.trace_id().to_string(), SpanId::from_hex(words[1]).unwrap());
}
