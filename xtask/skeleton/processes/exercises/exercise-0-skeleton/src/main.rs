//! Shows the failure for real: a real child of the real kernel.

use exercise_0_skeleton::run;
use std::process::Command;

fn main() {
    dump::on_quit();
    for text in ["exit 3", "kill -KILL $$"] {
        let told = run(Command::new("sh").args(["-c", text]));
        println!("helper   {text:14} the caller is told {told:?}");
    }
    println!("\n(the second answer is Ok(ExitCode(137)) when src/lib.rs is mended)");
}
