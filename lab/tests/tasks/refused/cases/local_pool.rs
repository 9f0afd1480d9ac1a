//~ `tokio_util::task::LocalPoolHandle`
use tokio_util::task::LocalPoolHandle;

pub fn f() {
    LocalPoolHandle::new(1).spawn_pinned(|| async {});
}
