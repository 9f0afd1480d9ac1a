//! What a recorded schedule says about tasks. Where a task waits is read off the stack at the moment it leaves its
//! waker behind: the innermost frame in the subject is the line, the frame above it the operation. Only the replay of
//! a counterexample pays for that.

use super::{look, recording};
use crate::engine::with;
use crate::op::Loc;
use crate::places;
use protocol::{Place, Stuck};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// A place in the subject or the contract, with what is done there.
#[derive(Debug, Clone)]
pub struct Site {
    pub(super) operation: String,
    pub(super) function: String,
    pub(super) at: Place,
}

/// Where in the subject or the contract we are; `None` while nothing is recorded.
fn here() -> Option<Site> {
    if !recording() {
        return None;
    }
    let (mut above, mut found) = (String::new(), None);
    backtrace::trace(|frame| {
        for symbol in &*symbols(frame) {
            let Symbol { name, path, line } = symbol;
            match (places::named(path), *line) {
                (Some(file), Some(line)) => {
                    let at = Place { file, line };
                    // The code of a macro belongs to the function that it stands in, and not to its file.
                    let operation = match owner(&above) == owner(name) {
                        true => places::source_of(path).and_then(|source| macro_in(source, line)),
                        false => None,
                    };
                    let operation = operation.unwrap_or_else(|| self::operation(&above));
                    found = Some(Site { operation, function: function(name), at });
                    return false;
                }
                _ if !is_machinery(name) => above.clone_from(name),
                _ => {}
            }
        }
        true
    });
    found
}

/// A function that a frame is in. With inlined code there are several, from the inside out.
struct Symbol {
    name: String,
    path: String,
    line: Option<u32>,
}

/// The symbols of a frame, kept by its instruction. They are looked for in the debug information, and demangled: that takes longer
/// than the step that is said, and a board says the same steps again with each move.
fn symbols(frame: &backtrace::Frame) -> Arc<[Symbol]> {
    static KNOWN: Mutex<BTreeMap<usize, Arc<[Symbol]>>> = Mutex::new(BTreeMap::new());
    let at = frame.ip() as usize;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let found = known.entry(at).or_insert_with(|| {
        let mut found = Vec::new();
        backtrace::resolve_frame(frame, |symbol| {
            let name = symbol.name().map(|name| format!("{name:#}")).unwrap_or_default();
            let path = symbol.filename().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(Symbol { name, path, line: symbol.lineno() });
        });
        found.into()
    });
    Arc::clone(found)
}

/// The function that a closure or an `async` block stands in.
fn owner(name: &str) -> &str {
    name.split("::{").next().unwrap_or(name).trim_start_matches('<')
}

/// `select!` or `join!`, if the line has one.
fn macro_in(source: &str, line: u32) -> Option<String> {
    let line = source.lines().nth(line as usize - 1)?;
    ["select!", "try_join!", "join!"].into_iter().find(|name| line.contains(name)).map(str::to_owned)
}

/// Frames that are nobody's operation.
fn is_machinery(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    name.is_empty()
        || ["lab::", "labtokio::sync::step::", "core::", "std::", "alloc::", "backtrace", "__", "rust_"]
            .iter()
            .any(|start| name.starts_with(start))
}

/// `<tokio::sync::notify::Notified as core::future::Future>::poll` reads `Notified`.
fn operation(name: &str) -> String {
    let name = name.replace("::{{closure}}", "").replace("::{closure#0}", "");
    let name = name.strip_prefix('<').and_then(|rest| rest.split(" as ").next()).unwrap_or(&name);
    let mut plain = String::new();
    let mut depth = 0;
    for c in name.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let parts: Vec<&str> = plain.split("::").filter(|part| !part.is_empty() && !part.starts_with('{')).collect();
    match parts.as_slice() {
        [.., last] if last.chars().next().is_some_and(char::is_uppercase) => (*last).to_string(),
        [.., before, last] => format!("{before}::{last}"),
        [last] => (*last).to_string(),
        [] => String::new(),
    }
}

fn function(name: &str) -> String {
    let last = name.split("::").filter(|part| !part.is_empty() && !part.starts_with('{')).last();
    last.unwrap_or("a task").trim_end_matches('>').to_string()
}

/// A task keeps its waker here: this is where it waits.
pub(super) fn task_waits_here(task: usize) {
    look(|executor| {
        if let Some(task) = executor.tasks.get_mut(task) {
            task.can_be_woken = true;
        }
    });
    if let Some(site) = here() {
        look(|executor| {
            if let Some(task) = executor.tasks.get_mut(task) {
                task.waits_at = Some(site);
            }
        });
    }
}

/// What a task that is spawned now is called: the function that spawns it, and the line.
pub(super) fn name_of_spawn(at: Loc) -> String {
    if look(|executor| executor.tasks.is_empty()) {
        return "contract".into();
    }
    match here() {
        Some(site) => format!("{}:{}", site.function, site.at.line),
        None => format!("task:{}", at.line()),
    }
}

/// The running task does something.
pub(super) fn event(words: &str, at: Option<Loc>) {
    if recording() {
        let place = at.filter(|at| places::is_named(at)).map(places::of).or_else(|| here().map(|site| site.at));
        with(|engine| engine.world.happened(words, place));
    }
}

/// Something becomes of a task while no code of its own runs: its place is where it was spawned.
pub(super) fn of_task(id: usize, words: &str) {
    let at = look(|executor| executor.tasks[id].spawned_at);
    with(|engine| engine.world.happened(words, places::is_named(at).then(|| places::of(at))));
}

/// The task has had its turn, and waits.
pub(super) fn waits(id: usize) {
    let (site, lock) = look(|executor| (executor.tasks[id].waits_at.clone(), executor.tasks[id].waits_for));
    if let (Some(site), Some((lock, at))) = (&site, lock) {
        with(|engine| engine.world.waits_for_task_lock(lock, &site.operation, at, site.at.clone()));
    } else if let Some(site) = site {
        let words = if site.operation.is_empty() { "waits".into() } else { format!("waits in {}", site.operation) };
        with(|engine| engine.world.happened(&words, Some(site.at)));
    }
}

/// Every task that is left: where it waits, and who holds what it waits for.
pub(super) fn stuck() -> Vec<Stuck> {
    look(|executor| {
        let left = executor.tasks.iter().enumerate().filter(|(_, task)| !task.done);
        left.map(|(id, task)| {
            // In the middle of a poll: it waits as a thread does.
            if let Some(thread) = task.thread.filter(|&thread| with(|engine| engine.world.waits_in_a_poll(thread))) {
                return with(|engine| engine.world.stuck_thread(thread));
            }
            let lock = task.waits_for.map(|(lock, _)| lock);
            let holder = lock.and_then(|lock| executor.holders.get(&lock)).and_then(|holders| holders.first());
            let name = lock.and_then(|lock| with(|engine| engine.world.task_lock_name(lock)));
            Stuck {
                actor: task.name.clone(),
                waits_for: match &task.waits_at {
                    Some(site) => match name {
                        Some(name) => format!("the lock {name} ({})", site.operation),
                        None => site.operation.clone(),
                    },
                    None if task.can_be_woken => "something outside the subject".into(),
                    None => "a future that nothing wakes".into(),
                },
                at: task.waits_at.as_ref().map(|site| site.at.clone()),
                held_by: holder.map(|(_, name, _)| if *name == task.name { "itself".into() } else { name.clone() }),
                held_since: holder.map(|(.., at)| places::of(at)),
                spawned_at: (id > 0).then(|| places::of(task.spawned_at)),
            }
        })
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{function, operation};

    #[test]
    fn an_operation_is_a_type_or_a_method() {
        assert_eq!(operation("<tokio::sync::notify::Notified as core::future::future::Future>::poll"), "Notified");
        assert_eq!(operation("tokio::sync::mpsc::bounded::Receiver<T>::recv::{{closure}}"), "Receiver::recv");
    }

    #[test]
    fn a_function_is_its_last_name() {
        assert_eq!(function("subject::Watcher::watch::{{closure}}"), "watch");
    }
}
