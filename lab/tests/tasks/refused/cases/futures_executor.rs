//! not in the real one: it is no dependency
//~ `futures`
pub fn f() {
    futures::executor::block_on(async {});
}
