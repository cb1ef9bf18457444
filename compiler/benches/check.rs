//! A full check of generated specs: load, expand, elaborate, lower, evaluate, judge.

use divan::Bencher;
use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources};

fn main() {
    divan::main();
}

#[divan::bench(args = [100, 1_000, 10_000], sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, elements: usize) {
    let text = sitec_grammar::generate(elements, 7);
    let world = MemoryWorld::new().with("main.site", text);
    bencher.bench(|| {
        let sources =
            Sources::load(&world, "main.site", &Options::default()).expect("the file is there");
        Session::new(&sources).problems().counts()
    });
}
