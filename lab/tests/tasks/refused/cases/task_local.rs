//~ could not find `task_local` in `tokio`
tokio::task_local! {
    pub static WHO: u32;
}
