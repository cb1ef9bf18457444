//! Parses a generated spec some times and prints megabytes a second: `throughput [BYTES [THREADS [RUNS]]]`.
use std::io::Write;
fn main() -> std::io::Result<()> {
    let arg = |i: usize, default: usize| {
        std::env::args()
            .nth(i)
            .and_then(|a| a.parse().ok())
            .unwrap_or(default)
    };
    let text = sitec_grammar::generate(arg(1, 10_000_000) / 130, 7);
    let mut best = f64::INFINITY;
    for _ in 0..arg(3, 5) {
        let begun = std::time::Instant::now();
        let parse = sitec_grammar::parse_on(sitec_grammar::FileId(0), &text, arg(2, 1));
        best = best.min(begun.elapsed().as_secs_f64());
        assert!(parse.errors.is_empty(), "{:?}", parse.errors.first());
    }
    let mb = text.len() as f64 / 1e6;
    writeln!(std::io::stdout(), "{mb:.1} MB, {:.1} MB/s", mb / best)
}
