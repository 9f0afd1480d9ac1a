//~ no associated function or constant named `const_new`
pub static LOCK: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
