//~ `tokio::runtime::Handle`
use tokio::runtime::Handle;

pub fn f(handle: &Handle) {
    handle.spawn(async {});
}
