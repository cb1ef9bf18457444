//! `sitec`: checks, evaluates and explains `.site` files.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 clean, 1
//! findings at or above the gate, 2 usage or input and output, 101 a bug of ours.

mod answer;
mod args;
mod command;
mod fault;
mod package;
mod select;
mod table;
mod terminal;
mod text;
mod world;

use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::thread;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::fault::Fault;
use crate::terminal::Terminal;

/// Deep expressions recurse; their depth is bounded, and this holds the bound with room to spare.
const STACK: usize = 64 << 20;

/// Memory that the allocator is to keep at hand. glibc grows the memory of a thread page by page, with a call of the system for
/// each, and hands large blocks back at once; a block this large that comes and goes teaches it not to.
const AT_HAND: usize = 31 << 20;

/// The exit code of a bug.
const BUG: u8 = 101;

/// How a command that ran ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to object to.
    Clean,
    /// Findings at or above the gate, or files that would change.
    Findings,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    std::panic::set_hook(Box::new(tell_bug));
    let work = thread::Builder::new()
        .name("sitec".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            // The first block raises the size from which blocks are handed back, the second the memory at hand.
            for _ in 0..2 {
                drop(std::hint::black_box(Vec::<u8>::with_capacity(AT_HAND)));
            }
            ended(&Terminal::of_process(), cli.command)
        });
    let code = match work.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The hook has told what happened.
        Ok(Err(_)) | Err(_) => BUG,
    };
    ExitCode::from(code)
}

/// Runs a command and tells a fault; gives the exit code.
fn ended(terminal: &Terminal, command: Command) -> u8 {
    match run(terminal, command) {
        // Who closed the pipe has read enough.
        Ok(Outcome::Clean) | Err(Fault::Closed) => 0,
        Ok(Outcome::Findings) => 1,
        Err(fault) => {
            terminal.tell(&fault.drawn(terminal.err_color()));
            2
        }
    }
}

fn run(terminal: &Terminal, command: Command) -> Result<Outcome, Fault> {
    match command {
        Command::Check(args) => command::check::run(&args, terminal),
        Command::Report(args) => command::report::run(&args, terminal),
        Command::Eval(args) => command::eval::run(&args, terminal),
        Command::Solve(args) => command::solve::run(&args, terminal),
        Command::Why(args) => command::why::run(&args, terminal),
        Command::Schedule(args) => command::schedule::run(&args, terminal),
        Command::Graph(args) => command::graph::run(&args, terminal),
        Command::Explain(args) => command::explain::run(&args, terminal),
        Command::Doc(args) => command::doc::run(&args, terminal),
        Command::Fmt(args) => command::fmt::run(&args, terminal),
        Command::New(args) => command::new::run(&args, terminal),
        Command::Ir(args) => command::ir::run(&args, terminal),
        Command::Completions(args) => command::completions::run(&args, terminal),
        Command::Man(args) => command::man::run(&args, terminal),
    }
}

/// What the user reads when we are at fault.
fn tell_bug(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let what = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let place = info
        .location()
        .map_or_else(String::new, |l| format!(" at {l}"));
    Terminal::of_process().tell(&format!(
        "error: this is a bug in sitec, not in your files\n  = note: {what}{place}\n  = note: \
         sitec {}\n  = help: please report it with the files and the command that brought it about\n",
        env!("CARGO_PKG_VERSION"),
    ));
}
