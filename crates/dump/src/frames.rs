//! From addresses to functions and lines, and which of them are the reader's.

use std::{collections::HashMap, ops::Range};

/// One function on a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Without crate, module path and type parameters: `Mutex::lock`.
    pub(crate) function: String,
    /// `src/lib.rs:41`; `None` for a frame of a library.
    pub(crate) place: Option<String>,
}

/// Symbols of this program. What was found once is kept: threads share most of their frames.
pub(crate) struct Resolver {
    names: Vec<(String, String)>,
    /// The addresses of the program itself. Shared libraries hold no code of the reader's, and their symbols take
    /// most of the time where they are installed.
    program: Range<usize>,
    known: HashMap<usize, Vec<Frame>>,
}

/// Where this workspace was when it was compiled.
const WORKSPACE: &str = env!("CARGO_MANIFEST_DIR");

impl Resolver {
    pub(crate) fn new(names: Vec<(String, String)>) -> Resolver {
        Resolver { names, program: program(), known: HashMap::new() }
    }

    /// The functions at `addresses`, inlined ones included, without those of the signal's handler.
    pub(crate) fn frames(&mut self, addresses: &[usize]) -> Vec<Frame> {
        let mut frames: Vec<Frame> = Vec::new();
        let mut addresses = addresses.iter();
        while let Some(address) = addresses.next() {
            let found = match self.known.get(address) {
                Some(found) => found.clone(),
                None => self.resolve(*address),
            };
            // What is further in than the handler is our own doing, and so is the trampoline that called it.
            if found.iter().any(|it| it.function == "capture::on_signal") {
                frames.clear();
                addresses.next();
            } else {
                frames.extend(found);
            }
        }
        frames
    }

    fn resolve(&mut self, address: usize) -> Vec<Frame> {
        let mut found = Vec::new();
        if !self.program.contains(&address) {
            return vec![Frame { function: "a shared library".to_owned(), place: None }];
        }
        backtrace::resolve(address as *mut _, |symbol| {
            let function = symbol.name().map_or_else(|| "?".to_owned(), |name| short(&format!("{name:#}")));
            let file = symbol.filename().map(|it| it.display().to_string()).unwrap_or_default();
            let place = place(&file, &self.names).map(|file| format!("{file}:{}", symbol.lineno().unwrap_or(0)));
            found.push(Frame { function, place });
        });
        if found.is_empty() {
            found.push(Frame { function: "?".to_owned(), place: None });
        }
        self.known.insert(address, found.clone());
        found
    }
}

/// From the first to the last address at which the program's file is mapped; everything where that is not told.
fn program() -> Range<usize> {
    let file = std::env::current_exe().unwrap_or_default().display().to_string();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let of_program = maps.lines().filter(|line| !file.is_empty() && line.ends_with(&file));
    let ranges: Vec<(usize, usize)> = of_program
        .filter_map(|line| line.split_whitespace().next()?.split_once('-'))
        .filter_map(|(from, to)| Some((usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?)))
        .collect();
    match (ranges.iter().map(|it| it.0).min(), ranges.iter().map(|it| it.1).max()) {
        (Some(from), Some(to)) => from..to,
        _ => 0..usize::MAX,
    }
}

/// How a reader knows a file; `None` for a library's.
fn place(file: &str, names: &[(String, String)]) -> Option<String> {
    if let Some((_, name)) = names.iter().find(|(path, _)| path == file) {
        return Some(name.clone());
    }
    // Whoever names files has no others of interest.
    if !names.is_empty() {
        return None;
    }
    let libraries = ["/rustc/", "/registry/src/", "/rustlib/", "/git/checkouts/"];
    if !file.starts_with('/') || libraries.iter().any(|it| file.contains(it)) {
        return None;
    }
    let root = WORKSPACE.strip_suffix("crates/dump").unwrap_or(WORKSPACE);
    let inside = file.strip_prefix(root).unwrap_or(file);
    let ours = ["crates/dump/src/", "lab/", "target/"];
    if ours.iter().any(|it| inside.starts_with(it)) {
        return None;
    }
    // From the package on, as everywhere in the workbook.
    let of_an_exercise = inside.strip_prefix("exercises/").and_then(|it| it.split_once('/')).map(|(_, file)| file);
    Some(of_an_exercise.or(inside.strip_prefix("crates/dump/")).unwrap_or(inside).to_owned())
}

/// The last two parts of a path, three around a closure, without type parameters.
fn short(name: &str) -> String {
    // `<impl Trait for Type>` and `<Type as Trait>`: the type.
    let name = match name.strip_prefix('<').and_then(|it| it.split_once(" as ")) {
        Some((type_name, rest)) => format!("{type_name}{}", rest.split_once('>').map_or("", |(_, rest)| rest)),
        None => name.replace("<impl ", "<"),
    };
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    let parts: Vec<&str> = plain.split("::").filter(|it| !it.is_empty()).collect();
    let closures =
        parts.iter().rev().take_while(|it| it.starts_with("{closure") || it.starts_with("{{closure")).count();
    let named = &parts[..parts.len() - closures];
    // The first is the crate.
    let named = if named.len() > 1 { &named[1..] } else { named };
    let mut words = named[named.len().saturating_sub(2)..].join("::");
    if closures > 0 {
        words += ", a closure";
    }
    if words.is_empty() { plain } else { words }
}

#[cfg(test)]
mod tests {
    use super::{WORKSPACE, place, short};

    #[test]
    fn names_are_short() {
        for (long, wanted) in [
            ("std::sync::poison::mutex::Mutex<alloc::vec::Vec<u32>>::lock", "Mutex::lock"),
            ("exercise_2::Service::create::{{closure}}", "Service::create, a closure"),
            ("<exercise_2::Runc as exercise_2::Runtime>::create", "Runc::create"),
            ("main", "main"),
            ("exercise_2::main::{{closure}}", "main, a closure"),
            ("core::ops::function::FnOnce::call_once{{vtable.shim}}", "FnOnce::call_once{{vtable.shim}}"),
        ] {
            assert_eq!(short(long), wanted);
        }
    }

    #[test]
    fn a_library_has_no_place() {
        let root = WORKSPACE.strip_suffix("crates/dump").expect("this package");
        assert_eq!(place(&format!("{root}exercises/exercise-2-a/src/lib.rs"), &[]).as_deref(), Some("src/lib.rs"));
        assert_eq!(place("/tmp/x.rs", &[]).as_deref(), Some("/tmp/x.rs"));
        assert_eq!(place("/rustc/abc/library/std/src/thread/mod.rs", &[]), None);
        assert_eq!(place("/home/x/.cargo/registry/src/i/tokio-1.0.0/src/lib.rs", &[]), None);
        assert_eq!(place(&format!("{root}lab/engine/src/engine.rs"), &[]), None);
        assert_eq!(place("", &[]), None);
    }

    #[test]
    fn whoever_names_files_sees_no_others() {
        let names = [("/tmp/x.rs".to_owned(), "src/lib.rs".to_owned())];
        assert_eq!(place("/tmp/x.rs", &names).as_deref(), Some("src/lib.rs"));
        assert_eq!(place("/tmp/y.rs", &names), None);
    }
}
