//~ find `process` in `tokio`
pub fn f() {
    let _ = tokio::process::Command::new("x").spawn();
}
