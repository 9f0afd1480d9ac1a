//! Which command was asked for. Everything else is in the library.

use anyhow::{Context, Result, bail};
use mdbook_exit_path::serve::Options;
use mdbook_exit_path::{Problems, links, make, pipe, serve};
use protocol::exit;
use std::process::ExitCode;

const USAGE: &str = "\
mdbook-exit-path: the book's machinery

  (no command)                      preprocessor for plain mdbook 0.5 or newer: book on stdin, book on stdout
  supports RENDERER                 exit code 0 if the renderer is supported
  build                             builds the book into target/book
  serve [--port 3000] [--open] [--allow-host NAME]...
                                    builds, serves on 127.0.0.1, builds again when a page changes
  keys [COURSE]                     the keys of all reviews as JSON, with the comments that test them
  check-links                       checks the built book's links, anchors and assets

Readers use `cargo xtask serve` and `cargo xtask book`.";

fn main() -> ExitCode {
    // A server judges what a page proposes; the keeper of such a check is this program, started once more.
    supervise::enter();
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            // Either the book has problems, or the tool failed.
            ExitCode::from(if error.is::<Problems>() { exit::BAD } else { exit::FAILED })
        }
    }
}

fn run() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let here = std::env::current_dir()?;
    match args.as_slice() {
        [] => pipe::run(std::io::stdin(), std::io::stdout())?,
        ["supports", renderer] => return Ok(ExitCode::from(u8::from(*renderer != "html"))),
        ["build"] => println!("{}", make::build(&make::root(&here)?)?.join("index.html").display()),
        ["keys"] => println!("{}", mdbook_exit_path::keys(&make::root(&here)?)?),
        // A course of one's own has records, and may have no book.
        ["keys", root] => println!("{}", mdbook_exit_path::keys(std::path::Path::new(root))?),
        ["serve", rest @ ..] => match options(rest) {
            Ok(options) => serve::run(&make::root(&here)?, options)?,
            Err(error) => return Ok(usage(&format!("{error:#}"))),
        },
        ["check-links"] => {
            let root = make::root(&here)?;
            let problems = links::check(&root, &root.join("target/book"))?;
            if !problems.is_empty() {
                return Err(Problems(problems).into());
            }
            println!("every link, anchor and asset of the book is there");
        }
        ["--help" | "-h" | "help"] => println!("{USAGE}"),
        [other, ..] => return Ok(usage(&format!("no command is called `{other}`"))),
    }
    Ok(ExitCode::SUCCESS)
}

fn usage(what: &str) -> ExitCode {
    eprintln!("{what}\n\n{USAGE}");
    ExitCode::from(exit::MISUSED)
}

fn options(args: &[&str]) -> Result<Options> {
    let mut options = Options { port: 3000, open: false, hosts: Vec::new() };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--open" => options.open = true,
            "--port" => {
                let port = args.next().context("`--port` needs a number")?;
                options.port = port.parse().with_context(|| format!("`{port}` is not a port"))?;
            }
            "--allow-host" => {
                let host = args.next().context("`--allow-host` needs a name")?;
                options.hosts.push(host.parse().map_err(anyhow::Error::msg)?);
            }
            other => bail!("`serve` has no option `{other}`"),
        }
    }
    Ok(options)
}
