//! Times the stages of a check on a file: `cargo run --release -p sitec-compiler --example stages -- FILE`.

use std::time::Instant;

use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources, declare, elaborate, expand};

fn main() {
    let path = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "main.site".to_owned());
    let text = std::fs::read(&path).unwrap_or_default();
    let world = MemoryWorld::new().with("main.site", text);
    let begin = Instant::now();
    let told = |what: &str, at: Instant| {
        eprintln!("{what:>10} {:8.1} ms", at.elapsed().as_secs_f64() * 1e3)
    };
    let at = Instant::now();
    let Ok(sources) = Sources::load(&world, "main.site", &Options::default()) else {
        return;
    };
    told("load", at);
    let at = Instant::now();
    let mut package = declare::declare(&sources);
    told("declare", at);
    let at = Instant::now();
    expand::expand(&mut package);
    told("expand", at);
    let at = Instant::now();
    elaborate::check_all(&mut package);
    told("elaborate", at);
    let at = Instant::now();
    drop(package);
    told("drop", at);
    let at = Instant::now();
    let session = Session::new(&sources);
    told("session", at);
    eprintln!(
        "{:?}, {} nodes, {:.1} ms in all",
        session.problems().counts(),
        session.node_count(),
        begin.elapsed().as_secs_f64() * 1e3
    );
}
