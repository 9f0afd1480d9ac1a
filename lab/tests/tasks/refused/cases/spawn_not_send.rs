//! not in the real one: it is refused there, too
//~ cannot be sent between threads safely
pub fn f() {
    let rc = std::rc::Rc::new(());
    tokio::spawn(async move { std::future::pending::<()>().await; drop(rc) });
}
