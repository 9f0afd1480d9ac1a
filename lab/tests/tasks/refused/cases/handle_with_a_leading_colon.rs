//~ find `Handle` in `runtime`
pub fn f() {
    ::tokio::runtime::Handle::current().spawn(async {});
}
