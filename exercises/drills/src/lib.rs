//! One module for each drill, so that an editor knows what you edit. Each is judged by itself:
//! `cargo xtask check drill-lost-wakeup`.

pub mod blocking_in_async;
pub mod cancel_unsafe_select;
pub mod cancelled_context;
pub mod channel_under_lock;
pub mod check_then_act;
pub mod closure_capture;
pub mod double_close;
pub mod double_lock;
pub mod event_order;
pub mod gap_in_stream;
pub mod guard_across_await;
pub mod lock_across_io;
pub mod lock_order;
pub mod lost_wakeup;
pub mod map_race;
#[cfg(target_os = "linux")]
pub mod pid_reuse;
pub mod queue_bounds;
pub mod read_lock_reentry;
pub mod reader_behind_writer;
pub mod sender_leak;
pub mod skipped_cleanup;
#[cfg(target_os = "linux")]
pub mod stolen_status;
pub mod swallowed_error;
pub mod task_without_owner;
pub mod temporary_guard;
pub mod unbounded_wait;
pub mod unguarded_field;
pub mod waitgroup_misuse;
