//! Guards: where one is made, and how long it lives. A named one lives to the end of its block, a nameless one to the end
//! of its statement.

use super::Lower;
use crate::ir::{Kind, Lock};
use tree_sitter::Node;

impl Lower<'_> {
    /// `x.lock().await`, `x.read().unwrap()`, `x.lock()?`: the place, and what kind of lock.
    pub(super) fn guard_of(&self, node: Node<'_>) -> Option<Lock> {
        let mut node = node;
        let mut awaited = false;
        let mut handled = false;
        // `file.lock()?`: a lock of a file has an error, and no guard.
        let mut questioned = false;
        for _ in 0..8 {
            match node.kind() {
                "await_expression" => {
                    awaited = true;
                    handled = true;
                    node = node.named_child(0)?;
                }
                "try_expression" | "parenthesized_expression" => {
                    questioned |= node.kind() == "try_expression";
                    node = node.named_child(0)?;
                }
                "call_expression" => {
                    let function = node.child_by_field_name("function")?;
                    if function.kind() != "field_expression" {
                        return None;
                    }
                    let method = self.text.of(function.child_by_field_name("field")?);
                    let value = function.child_by_field_name("value")?;
                    let has_arguments = node.child_by_field_name("arguments")?.named_child_count() > 0;
                    match method {
                        "unwrap" | "expect" | "unwrap_or_else" | "map_err" | "context" | "with_context" => {
                            handled |= matches!(method, "unwrap" | "expect");
                            node = value;
                        }
                        "lock" | "read" | "write" if questioned && !awaited => return None,
                        "lock" | "lock_owned" | "blocking_lock" if !has_arguments => {
                            return self.lock(value, false, awaited);
                        }
                        // `event.read()` takes a number from a descriptor.
                        "read" | "write" if self.is_descriptor(value) => return None,
                        "read" | "read_owned" if !has_arguments && handled => return self.lock(value, true, awaited),
                        "write" | "write_owned" if !has_arguments && handled => {
                            return self.lock(value, false, awaited);
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        None
    }

    /// A name whose written type ends in `Fd`: `EventFd`, `TimerFd`, `SignalFd`.
    fn is_descriptor(&self, value: Node<'_>) -> bool {
        let path = self.path(value);
        let of =
            self.b.function.types.get(&path).or_else(|| self.b.function.types.get(crate::ir::shown(&path).as_str()));
        of.is_some_and(|it| it.trim_end_matches('>').ends_with("Fd"))
    }

    fn lock(&self, value: Node<'_>, read: bool, awaited: bool) -> Option<Lock> {
        let path = self.b.function.resolved(&self.path(value));
        // A file has a lock, and no guard.
        let is_file = path.rsplit('.').next().is_some_and(|it| crate::ir::shown(it).to_lowercase().ends_with("file"));
        // `io::stdin().lock()` and the like lock nothing that others wait for.
        (!is_file
            && !path.is_empty()
            && !path.contains("stdin")
            && !path.contains("stdout")
            && !path.contains("stderr"))
        .then(|| Lock { path, read, guard: String::new(), temporary: false, awaited })
    }

    /// A named guard comes to life.
    pub(super) fn take(&mut self, line: u32, lock: Lock) {
        self.b.event(line, Kind::Lock(lock.clone()));
        if let Some(scope) = self.guards.last_mut() {
            scope.push(lock);
        }
    }

    /// A nameless one.
    pub(super) fn take_for_now(&mut self, line: u32, lock: Lock) {
        let lock = Lock { temporary: true, ..lock };
        self.b.event(line, Kind::Lock(lock.clone()));
        self.temporaries.push(lock);
    }

    /// The statement ends: so do the nameless guards that it made.
    pub(super) fn end_temporaries(&mut self, line: u32, mark: usize) {
        while self.temporaries.len() > mark {
            if let Some(lock) = self.temporaries.pop() {
                self.b.event(line, Kind::Unlock(lock));
            }
        }
    }

    /// A block ends.
    pub(super) fn close_scope(&mut self, line: u32) {
        for lock in self.guards.pop().unwrap_or_default().into_iter().rev() {
            self.b.event(line, Kind::Unlock(lock));
        }
        self.b.close();
    }

    /// A block begins.
    pub(super) fn open_scope(&mut self) {
        self.guards.push(Vec::new());
        self.b.open();
    }

    /// A jump out of blocks, down to `depth` of them.
    pub(super) fn unwind(&mut self, line: u32, depth: usize) {
        let alive: Vec<Lock> = self.guards.iter().skip(depth).rev().flatten().cloned().collect();
        for lock in alive {
            self.b.event(line, Kind::Unlock(lock));
        }
    }

    /// `drop(guard)`, or a guard that is given away. On other ways it stays alive until its block ends.
    pub(super) fn give_up(&mut self, line: u32, name: &str) {
        let lock = self.guards.iter().flatten().find(|it| it.guard == name).cloned();
        if let Some(lock) = lock {
            self.b.event(line, Kind::Unlock(lock));
        }
    }
}
