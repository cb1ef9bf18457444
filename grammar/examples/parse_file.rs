//! Parses a file and prints its tree and its errors.
fn main() -> std::io::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        let parse = sitec_grammar::parse_bytes(sitec_grammar::FileId(0), &bytes);
        let text = String::from_utf8_lossy(&bytes);
        let lines = sitec_grammar::LineIndex::new(&text);
        write!(out, "{}", sitec_grammar::print(&parse.file))?;
        for error in &parse.errors {
            let line = lines.line(error.primary().start) + 1;
            writeln!(out, "{name}:{line}: {}: {}", error.code, error.message)?;
            for (span, label, _) in &error.labels {
                let line = lines.line(span.start) + 1;
                writeln!(
                    out,
                    "    {line}: {:?} {label}",
                    text.get(span.range()).unwrap_or("")
                )?;
            }
            if let Some(help) = &error.help {
                writeln!(out, "    = help: {help}")?;
            }
            if let Some((span, fix)) = &error.fix {
                writeln!(
                    out,
                    "    = fix: {:?} -> {fix:?}",
                    text.get(span.range()).unwrap_or("")
                )?;
            }
        }
    }
    Ok(())
}
