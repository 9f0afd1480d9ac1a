//! The heap of this program, counted while somebody wants to know. Stacks and what the kernel keeps are not in it.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
};

/// Read on every allocation, written twice in a measurement: threads that do not count do not disturb each other.
static COUNTS: AtomicBool = AtomicBool::new(false);
static BYTES: AtomicI64 = AtomicI64::new(0);

/// The system's allocator, which counts on demand.
struct Counted;

#[global_allocator]
static HEAP: Counted = Counted;

// SAFETY: every call goes to the system's allocator as it came; only numbers are added.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: as above; the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}

fn count(more: usize, less: usize) {
    if COUNTS.load(Relaxed) {
        BYTES.fetch_add(more as i64 - less as i64, Relaxed);
    }
}

/// A count of the heap from here on. There is one at a time.
#[derive(Debug)]
pub struct Counting(());

impl Counting {
    /// Starts to count.
    pub fn start() -> Counting {
        BYTES.store(0, Relaxed);
        COUNTS.store(true, Relaxed);
        Counting(())
    }

    /// How many bytes more are on the heap than at the start.
    pub fn bytes(self) -> f64 {
        COUNTS.store(false, Relaxed);
        BYTES.load(Relaxed) as f64
    }
}
