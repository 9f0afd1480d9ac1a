//! The Rust programs by name. Each file is a whole program: copy it out, and it runs.

macro_rules! programs {
    ($($(#[$on:meta])* $name:ident = $file:literal,)*) => {
        $($(#[$on])* #[path = $file] mod $name;)*
        /// Each program and its `main`.
        pub(crate) const ALL: &[(&str, fn())] = &[$($(#[$on])* (stringify!($name), $name::main),)*];
    };
}

programs! {
    abort_and_blocking = "../rust/abort_and_blocking.rs",
    child_token = "../rust/child_token.rs",
    code_of_a_killed_child = "../rust/code_of_a_killed_child.rs",
    #[cfg(target_os = "linux")]
    dropped_child = "../rust/dropped_child.rs",
    dropped_handle = "../rust/dropped_handle.rs",
    dropped_join_set = "../rust/dropped_join_set.rs",
    dropped_token = "../rust/dropped_token.rs",
    #[cfg(target_os = "linux")]
    dump_and_lost_wakeups = "../rust/dump_and_lost_wakeups.rs",
    #[cfg(target_os = "linux")]
    echild_beside_a_pipe = "../rust/echild_beside_a_pipe.rs",
    #[cfg(target_os = "linux")]
    echild_is_success = "../rust/echild_is_success.rs",
    first_error = "../rust/first_error.rs",
    forgotten_sender = "../rust/forgotten_sender.rs",
    guard_in_a_match = "../rust/guard_in_a_match.rs",
    guard_named_underscore = "../rust/guard_named_underscore.rs",
    nested_timeout = "../rust/nested_timeout.rs",
    once_after_a_panic = "../rust/once_after_a_panic.rs",
    #[cfg(target_os = "linux")]
    one_sigchld_for_two = "../rust/one_sigchld_for_two.rs",
    panic_in_thread = "../rust/panic_in_thread.rs",
    #[cfg(target_os = "linux")]
    pidfd_after_a_stolen_wait = "../rust/pidfd_after_a_stolen_wait.rs",
    poison_and_halves = "../rust/poison_and_halves.rs",
    #[cfg(target_os = "linux")]
    proc_states = "../rust/proc_states.rs",
    random_trees = "../rust/random_trees.rs",
    #[cfg(target_os = "linux")]
    retry_wait = "../rust/retry_wait.rs",
    select_chance = "../rust/select_chance.rs",
    select_drops_half = "../rust/select_drops_half.rs",
    #[cfg(target_os = "linux")]
    sigchld_reaped_by_the_kernel = "../rust/sigchld_reaped_by_the_kernel.rs",
    spawn_order = "../rust/spawn_order.rs",
    status_from_a_code = "../rust/status_from_a_code.rs",
    steps_add_up = "../rust/steps_add_up.rs",
    #[cfg(target_os = "linux")]
    stolen_at_any_pid = "../rust/stolen_at_any_pid.rs",
    task_without_await = "../rust/task_without_await.rs",
    timeout_needs_an_await = "../rust/timeout_needs_an_await.rs",
    token_and_deadline = "../rust/token_and_deadline.rs",
    tokio_mutex_no_poison = "../rust/tokio_mutex_no_poison.rs",
    wait_twice = "../rust/wait_twice.rs",
    #[cfg(target_os = "linux")]
    wnohang_steals = "../rust/wnohang_steals.rs",
    #[cfg(target_os = "linux")]
    zombie_answers = "../rust/zombie_answers.rs",
    #[cfg(target_os = "linux")]
    zombie_keeps_status = "../rust/zombie_keeps_status.rs",
    #[cfg(target_os = "linux")]
    zombies_over_time = "../rust/zombies_over_time.rs",
    task_moves = "../rust/task_moves.rs",
    task_pool = "../rust/task_pool.rs",
    task_states = "../rust/task_states.rs",
    tracker_and_token = "../rust/tracker_and_token.rs",
}
