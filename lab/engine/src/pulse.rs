//! That the search gets on, said in operations: whoever watches the run can tell work from a subject that never gives
//! its turn back, whatever the machine is busy with.

use std::cell::{Cell, RefCell};

/// Operations between two words: a fraction of a second.
const EVERY: u64 = 100_000;

type Word = Box<dyn FnMut(u64)>;

thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
    static WORD: RefCell<Option<Word>> = const { RefCell::new(None) };
}

/// From now on `word` hears how many operations there were so far, after each 100,000.
pub(crate) fn tell(word: impl FnMut(u64) + 'static) {
    WORD.set(Some(Box::new(word)));
}

/// An execution of so many operations is over.
pub(crate) fn worked(operations: usize) {
    let before = DONE.get();
    let done = before + operations as u64;
    DONE.set(done);
    if done / EVERY != before / EVERY {
        WORD.with_borrow_mut(|word| {
            if let Some(word) = word {
                word(done);
            }
        });
    }
}
