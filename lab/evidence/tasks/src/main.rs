//! The cards about tasks. Each program under `practice/evidence/tasks` is searched as a check searches; what the lab says must
//! be what the `.out` file beside it says. `cargo run -p lab-task-evidence -- NAME` prints it.

#[path = "../../threads/shared/words.rs"]
#[macro_use]
mod words;
use words::Program;

programs! {
    "evidence/tasks/src/", "../../../../practice/evidence/tasks/";
    cleanup_in_the_lost_arm = "../../../../practice/evidence/tasks/cleanup_in_the_lost_arm.rs";
    notified_late = "../../../../practice/evidence/tasks/notified_late.rs";
    task_pool = "../../../../practice/evidence/tasks/task_pool.rs";
    wait_through_a_guard = "../../../../practice/evidence/tasks/wait_through_a_guard.rs";
}

fn main() {
    let name = lab::explore::arguments().into_iter().next().unwrap_or_default();
    match ALL.iter().find(|it| it.name == name) {
        Some(program) => print!("{}", words::said(program)),
        None => ALL.iter().for_each(|it| println!("{}", it.name)),
    }
}

#[test]
fn the_lab_says_what_the_cards_say() {
    words::each_says_what_its_card_says(ALL);
}
