//! Text to tree, in bytes a second: generated specs of 100 kB, 1 MB and 10 MB.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use sitec_grammar::{FileId, generate, parse_on};

fn main() {
    divan::main();
}

/// About as many bytes of spec.
fn spec(bytes: usize) -> String {
    generate(bytes / 130, 7)
}

#[divan::bench(args = [100_000, 1_000_000, 10_000_000], sample_count = 10)]
fn one_thread(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = spec(bytes);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| parse_on(FileId(0), black_box(&text), 1));
}

#[divan::bench(args = [1_000_000, 10_000_000], sample_count = 10)]
fn two_threads(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = spec(bytes);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| parse_on(FileId(0), black_box(&text), 2));
}
