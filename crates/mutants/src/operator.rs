//! The kinds of change. Each is a rule of concurrent code, broken in one place.

use std::fmt;

/// What is done to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// A statement is gone: a send, a notification, a clean-up, an entry in a table.
    Remove,
    /// A check that leaves early is gone.
    Unchecked,
    /// Two neighbours change places, and at least one of them locks, unlocks, sends, waits or calls.
    Swap,
    /// A guard is not held at all: it is dropped where it is taken.
    NotHeld,
    /// A guard is held to the end of its scope.
    HeldLonger,
    /// A critical section falls into two: the guard is released and taken again in the middle.
    Split,
    /// One call in place of another: `notify_one` for `notify_all`, `get` for `remove`, `clone` for `take`.
    Call,
    /// A link of a chain is gone: a filter, an alternative.
    Link,
    /// A loop runs once.
    Once,
    /// A loop over several takes the first.
    First,
    /// A condition is always, or never, true; or one of its parts is gone.
    Condition,
    /// A comparison says something else.
    Comparison,
    /// A pattern has one alternative less, or lacks its guard.
    Pattern,
    /// A number is one more or less, a truth is a lie.
    Constant,
    /// A value of an enum is another one of it: another status, another error.
    Variant,
    /// A flag of a system call is gone, or one more is there.
    Flag,
    /// An error is dropped.
    Dropped,
    /// A limit is gone, twice as long or half as long.
    Limit,
    /// A limit begins anew where it should go on.
    Restarted,
    /// A token is another one: fresh, the parent's, the child's, the request's.
    Token,
    /// A task is one that nobody waits for, or none at all: its work is done in place.
    Spawn,
    /// A retry is lost.
    Retry,
    /// A `select!` has one branch less, another order, or loses or gains `biased`.
    Select,
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Operator::Remove => "remove",
            Operator::Unchecked => "unchecked",
            Operator::Swap => "swap",
            Operator::NotHeld => "not-held",
            Operator::HeldLonger => "held-longer",
            Operator::Split => "split",
            Operator::Call => "call",
            Operator::Link => "link",
            Operator::Once => "once",
            Operator::First => "first",
            Operator::Condition => "condition",
            Operator::Comparison => "comparison",
            Operator::Pattern => "pattern",
            Operator::Constant => "constant",
            Operator::Variant => "variant",
            Operator::Flag => "flag",
            Operator::Dropped => "dropped",
            Operator::Limit => "limit",
            Operator::Restarted => "restarted",
            Operator::Token => "token",
            Operator::Spawn => "spawn",
            Operator::Retry => "retry",
            Operator::Select => "select",
        })
    }
}
