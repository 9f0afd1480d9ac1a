//! A check whose subject calls what blocks a thread, or makes a static: see `tests/blocking.rs`. The subject's text is
//! the first argument.

use lab::{Kind, Property};

fn holds() {
    lab::tasks::run(async { lab::check(true, Kind::WrongValue, || "never".into()) });
}

fn main() {
    let source = std::env::args().nth(1).unwrap_or_default();
    lab::harness::main_of_tasks(
        "",
        &[Property::new("holds", holds)],
        &[("subject.rs", "src/lib.rs")],
        &[("src/lib.rs", source.leak())],
    );
}
