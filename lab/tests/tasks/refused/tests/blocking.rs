//! Functions of the real `tokio::sync` types that compile and are refused by name, before anything runs.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a check of `source` says about its one property.
fn outcome(source: &str) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lab-task-refused"))
        .arg(source)
        .env_remove("EXIT_PATH_REPORT_FD")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the check starts");
    let order = concat!(
        r#"{"nonce":"n","executions":100,"crossed":100,"steps":100,"polls":4,"spurious":1,"#,
        r#""runtime":"current-thread","property":null,"tape":null}"#,
    );
    writeln!(child.stdin.take().expect("a pipe"), "{order}").expect("it reads its order");
    let output = child.wait_with_output().expect("it ends");
    // Before the report may come lines that say that the search is at work, and answers.
    let lines = String::from_utf8(output.stdout).expect("text");
    let report: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("a report");
    report["report"]["properties"][0]["outcome"].clone()
}

#[test]
fn each_function_that_blocks_is_refused_with_its_line() {
    let calls = [
        "lock.blocking_lock();",
        "Mutex::blocking_lock_owned(lock);",
        "lock.blocking_read();",
        "lock.blocking_write();",
        "receive.blocking_recv();",
        "receive.blocking_recv_many(&mut all, 3);",
        "send.blocking_send(1);",
    ];
    for call in calls {
        let said = outcome(&format!("fn f() {{\n    {call}\n}}\n"));
        assert_eq!(said["is"], "not-modelled", "{call}");
        let message = said["message"].as_str().unwrap_or_default();
        assert!(message.starts_with("src/lib.rs:2: the lab does not model `blocking_"), "{message}");
        assert!(message.contains("; use `"), "{message}");
    }
}

#[test]
fn statics_of_tokio_sync_are_refused() {
    for made in ["Semaphore::const_new(1)", "Notify::const_new()", "OnceCell::const_new_with(1)"] {
        let said = outcome(&format!("static S: X = {made};"));
        assert_eq!(said["is"], "not-modelled", "{made}");
        assert!(said["message"].as_str().is_some_and(|words| words.contains("a static of `tokio::sync`")), "{said}");
    }
}

#[test]
fn a_subject_without_them_is_searched() {
    // Nothing of it runs here, so the check itself says that it checked nothing: it did not refuse.
    let output = Command::new(env!("CARGO_BIN_EXE_lab-task-refused"))
        .arg("fn f() { lock.lock().await; } // not blocking_lock")
        .stdin(Stdio::null())
        .output()
        .expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the order is no order"), "{said}");
}
