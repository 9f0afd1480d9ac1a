//! What callees say of a thing: when there is none, and that they own it from now on.

use super::{RELEASES, Thing, things::is_command};
use crate::{
    ir::{Call, Event, Function, Kind, Use},
    package::Package,
};

/// Words of a result that says: the iterator has nothing more.
const OVER: [&str; 4] = ["done", "eof", "finished", "exhausted"];

/// The call that acquires a thing.
fn maker<'a>(function: &'a Function, thing: &Thing) -> Option<&'a Call> {
    let calls = function.events().filter(|(_, it)| it.line == thing.line).filter_map(|(_, it)| it.call());
    calls.into_iter().find(|it| it.binds.contains(&thing.name))
}

/// Names beside the thing that are `nil` only where there is none: `buffer, unlock := get()`. Each return of the callee says so. Of a
/// callee out of sight only a release that came with its thing is believed to.
pub(super) fn nil_with(package: &Package, function: &Function, thing: &Thing) -> Vec<String> {
    let Some(call) = maker(function, thing) else { return Vec::new() };
    let Some(own) = call.binds.iter().position(|it| *it == thing.name) else { return Vec::new() };
    let beside = call.binds.iter().enumerate().filter(|(at, it)| *at != own && Some(*it) != thing.error.as_ref());
    let Some(callee) = package.callee_of(function, call).map(|it| &package.functions[it]) else {
        return beside.filter(|_| thing.called).map(|it| it.1.clone()).collect();
    };
    let says = |at: usize| {
        let ends: Vec<_> =
            callee.nodes.iter().filter_map(|it| it.end.as_ref()).filter(|it| !it.values.is_empty()).collect();
        let is_nil = |values: &[String], at: usize| values.get(at).is_some_and(|it| it == "nil");
        ends.iter().any(|it| is_nil(&it.values, at))
            && ends.iter().all(|it| !is_nil(&it.values, at) || is_nil(&it.values, own))
    };
    beside.filter(|(at, _)| says(*at)).map(|it| it.1.clone()).collect()
}

/// Names beside the thing that say, where they are true, that there is none: `chunk, done, err := chunks.Next()`.
pub(super) fn over_with(function: &Function, thing: &Thing) -> Vec<String> {
    let binds = maker(function, thing).map(|it| it.binds.clone()).unwrap_or_default();
    let is_over = |it: &String| OVER.contains(&crate::ir::shown(it).as_str()) && *it != thing.name;
    binds.into_iter().filter(is_over).collect()
}

/// `cmd.StdinPipe()`: the command.
pub(super) fn pipe_of(function: &Function, thing: &Thing) -> Option<String> {
    let call = maker(function, thing)?;
    (call.name.ends_with("Pipe") && is_command(function, &call.receiver)).then(|| call.receiver.clone())
}

/// Writers of the standard library that hold memory only.
const WRITERS: [&str; 6] = ["tar.Writer", "zip.Writer", "gzip.Writer", "bufio.Writer", "zlib.Writer", "flate.Writer"];

/// The callee makes an object of this package, and all that the object's `Close` closes is such a writer.
pub(super) fn makes_memory(package: &Package, function: &Function, thing: &Thing) -> bool {
    let Some(of) = maker(function, thing).and_then(|it| package.made_by(function, it)) else { return false };
    let closes = |it: &Function| {
        let calls: Vec<&Call> = it.events().filter_map(|it| it.1.call()).collect();
        let own = it.receiver.as_ref().map(|it| it.0.as_str());
        let is_memory = |call: &&Call| {
            let field = own.and_then(|own| call.receiver.strip_prefix(own)?.strip_prefix('.'));
            let held = field.and_then(|it| package.declared.fields.get(&of)?.get(it));
            held.is_some_and(|it| WRITERS.contains(&it.trim_start_matches('*')))
        };
        !calls.is_empty() && calls.iter().all(is_memory)
    };
    let mut releases = package.functions.iter().filter(|it| {
        it.closure.is_none() && it.receiver.as_ref().is_some_and(|it| it.1 == of) && RELEASES.contains(&it.short())
    });
    releases.next().is_some_and(|first| closes(first) && releases.all(closes))
}

/// The callee gets the thing, and releases it itself: it owns it from now on.
pub(super) fn owns(package: &Package, function: &Function, call: &Call, name: &str) -> bool {
    let Some(at) = call.args.iter().position(|it| it == name) else { return false };
    let Some(callee) = package.callee_of(function, call).map(|it| &package.functions[it]) else { return false };
    let Some((own, _)) = callee.params.get(at).filter(|it| it.0 != "_") else { return false };
    let releases =
        |event: &Event| event.call().is_some_and(|it| it.receiver == *own && RELEASES.contains(&it.name.as_str()));
    let keeps = |event: &Event| matches!(&event.kind, Kind::Use { name, how: Use::Stored } if name == own);
    callee.events().any(|it| releases(it.1)) && callee.events().any(|it| keeps(it.1))
}
