//! One module for each review card, so that an editor knows what you edit. Each is judged by itself:
//! `cargo xtask check card-exit-latch`.

pub mod exec_start;
pub mod exit_bus;
pub mod exit_feed;
pub mod exit_latch;
pub mod failed_pull;
pub mod failed_start;
pub mod kill_table;
#[cfg(target_os = "linux")]
pub mod last_sweep;
pub mod node_feed;
pub mod probe_pool;
pub mod probe_result;
pub mod request_count;
pub mod shim_report;
pub mod signal_table;
pub mod start_count;
pub mod status_wait;
pub mod stop_latch;
pub mod stop_token;
pub mod sweep;
pub mod wait_status;
pub mod worker_end;
