//! Writes a generated spec to standard output: `cargo run --release -p sitec-grammar --example generate -- 10000 7`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let elements = args.next().and_then(|a| a.parse().ok()).unwrap_or(1_000);
    let seed = args.next().and_then(|a| a.parse().ok()).unwrap_or(1);
    let text = sitec_grammar::generate(elements, seed);
    std::io::stdout().lock().write_all(text.as_bytes())
}
