//! The program of the page `book/where-it-hangs.md`. It hangs:
//! `cargo run -p dump --example where_it_hangs`

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

type Tasks = Arc<Mutex<Vec<u32>>>;

fn remove(tasks: &Tasks, killed: &mpsc::Sender<u32>, gone: &mpsc::Receiver<u32>) {
    let tasks = tasks.lock().unwrap();
    killed.send(tasks[0]).unwrap();
    println!("{} is gone", gone.recv().unwrap());
}

fn reap(tasks: &Tasks, killed: &mpsc::Receiver<u32>, gone: &mpsc::Sender<u32>) {
    for pid in killed {
        tasks.lock().unwrap().retain(|it| *it != pid);
        gone.send(pid).unwrap();
    }
}

fn count(tasks: &Tasks) -> ! {
    loop {
        thread::sleep(Duration::from_millis(100));
        println!("{} tasks", tasks.lock().unwrap().len());
    }
}

fn main() {
    dump::on_quit();
    println!("kill -QUIT {}", std::process::id());
    let tasks = Tasks::new(Mutex::new(vec![4242]));
    let ((to_reaper, killed), (to_remove, gone)) = (mpsc::channel(), mpsc::channel());
    let (one, two) = (tasks.clone(), tasks.clone());
    let named = |name: &str| thread::Builder::new().name(name.into());
    named("reaper").spawn(move || reap(&one, &killed, &to_remove)).unwrap();
    named("metrics").spawn(move || count(&two)).unwrap();
    remove(&tasks, &to_reaper, &gone);
}
