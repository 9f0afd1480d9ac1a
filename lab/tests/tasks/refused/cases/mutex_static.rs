//~ no function or associated item named `const_new` found
pub static LOCK: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
