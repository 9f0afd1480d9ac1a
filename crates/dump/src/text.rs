//! How the stacks read. From data to text; nothing is printed or asked here.

use crate::frames::Frame;
use protocol::marks::{END_OF_STACKS, STACKS};
use std::{collections::BTreeMap, time::Duration};

/// What is known of one thread.
pub(crate) struct Stack {
    pub(crate) number: i32,
    pub(crate) name: Option<String>,
    pub(crate) doing: String,
    /// From the innermost outwards; `None` where the thread did not answer.
    pub(crate) frames: Option<Vec<Frame>>,
}

/// All of it. The tool cuts this text out by its first and last line.
pub(crate) fn whole(program: &str, process: i32, stacks: &[Stack], took: Duration) -> String {
    let mut text = format!("\n{STACKS}{program} (pid {process})\n");
    for stack in stacks.iter().filter(|it| !is_elsewhere(it)) {
        text += &one(stack);
    }
    text += &elsewhere(stacks);
    text + &format!("{END_OF_STACKS}, after {} ms; the program goes on\n", took.as_millis())
}

/// A thread that never was in the reader's code: a worker that has nothing to do, mostly.
fn is_elsewhere(stack: &Stack) -> bool {
    stack.frames.as_ref().is_some_and(|frames| frames.iter().all(|it| it.place.is_none()))
}

fn one(stack: &Stack) -> String {
    let name = stack.name.as_ref().map_or_else(|| "(no name)".to_owned(), |name| format!("\"{name}\""));
    let head = format!("thread {} {name} {}", stack.number, stack.doing);
    let Some(frames) = &stack.frames else { return format!("{head}\n    it did not answer\n") };
    let first = frames.iter().position(|it| it.place.is_some()).unwrap_or(0);
    let inside = first.checked_sub(1).and_then(|it| frames.get(it));
    let mut text = head + &inside.map_or_else(String::new, |it| format!(", in {}", it.function)) + "\n";
    let width = frames.iter().filter_map(|it| it.place.as_ref().map(String::len)).max().unwrap_or(0);
    let mut folded = 0;
    for frame in frames {
        match &frame.place {
            Some(place) => text += &format!("    {place:<width$}  {}\n", frame.function),
            None => folded += 1,
        }
    }
    text + &format!("    … {folded} frames of libraries\n")
}

/// One line for all threads without a line of the reader's, counted by name.
fn elsewhere(stacks: &[Stack]) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for stack in stacks.iter().filter(|it| is_elsewhere(it)) {
        let name = stack.name.as_deref().unwrap_or("(no name)");
        *counts.entry((name, &stack.doing)).or_default() += 1;
    }
    let line = |((name, doing), count): ((&str, &str), usize)| match count {
        1 => format!("\"{name}\" {doing}; it is in no line of yours\n"),
        _ => format!("{count} times \"{name}\" {doing}; they are in no line of yours\n"),
    };
    counts.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Stack, whole};
    use crate::frames::Frame;
    use std::time::Duration;

    fn frame(function: &str, place: Option<&str>) -> Frame {
        Frame { function: function.to_owned(), place: place.map(str::to_owned) }
    }

    fn stack(number: i32, name: Option<&str>, frames: Option<Vec<Frame>>) -> Stack {
        Stack { number, name: name.map(str::to_owned), doing: "sleeps".to_owned(), frames }
    }

    #[test]
    fn the_readers_lines_come_first_and_libraries_are_folded() {
        let frames = vec![
            frame("futex_wait", None),
            frame("Mutex::lock", None),
            frame("wait", Some("src/lib.rs:4")),
            frame("main", None),
        ];
        let stacks = [
            stack(1, Some("main"), Some(frames)),
            stack(2, None, None),
            stack(3, Some("worker"), Some(vec![frame("park", None)])),
            stack(4, Some("worker"), Some(vec![frame("park", None)])),
        ];
        let wanted = "
-- stacks of x (pid 1)
thread 1 \"main\" sleeps, in Mutex::lock
    src/lib.rs:4  wait
    … 3 frames of libraries
thread 2 (no name) sleeps
    it did not answer
2 times \"worker\" sleeps; they are in no line of yours
-- end of stacks, after 7 ms; the program goes on
";
        assert_eq!(whole("x", 1, &stacks, Duration::from_millis(7)), wanted);
    }
}
