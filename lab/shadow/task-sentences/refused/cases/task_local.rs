//~ find macro `task_local` in
tokio::task_local! {
    pub static WHO: u32;
}
