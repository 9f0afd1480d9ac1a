//~ `core::sync::atomic
use core::sync::atomic::AtomicU32;

pub fn f(a: &AtomicU32) {
    a.store(1, core::sync::atomic::Ordering::SeqCst);
}
